"""Colours, sizes and type of the window: one table of tokens, one style sheet made from it."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QFont

INK, INK2, INK3 = "#1B2228", "#3F4A54", "#59646E"
LINE, LINE_SOFT, LINE2 = "#DFE3E6", "#EBEEF0", "#858F99"
BG, SURFACE, SIDE = "#F4F6F6", "#FFFFFF", "#EAEEEF"
HOVER, SIDE_HOVER = "#F0F3F5", "#DEE5E8"
ACCENT, ACCENT_HOVER, TINT, TINT2 = "#1A5C85", "#134A6C", "#E4EFF6", "#CFE2EE"
RED, RED_TINT = "#B3261E", "#FCECEA"
AMBER, AMBER_TINT = "#855000", "#FFF3DB"
GREEN, GREEN_TINT = "#1F6840", "#E6F4EB"
SLATE, SLATE_TINT = "#4A5568", "#ECEFF3"
FOCUS = "#0B6BCB"
VILLAGE_GREEN = "#5F9A74"
BADGE = "#D6DDE1"

# tone → (foreground, background)
TONES = {
    "red": (RED, RED_TINT),
    "amber": (AMBER, AMBER_TINT),
    "green": (GREEN, GREEN_TINT),
    "blue": (ACCENT, TINT),
    "slate": (SLATE, SLATE_TINT),
}

# 高对比: what each colour becomes. Words on white at least 10:1, edges of cards 5:1, lines 3:1;
# tints stay, for a cell's tint says something, and a pill gets an outline instead of its tint
STRONG = {
    INK: "#000000", INK2: "#11171B", INK3: "#232B31",
    LINE: "#5C6770", LINE_SOFT: "#858F97", LINE2: "#191F24",
    BG: "#FFFFFF", SIDE: "#FFFFFF", HOVER: "#E3EEF7", SIDE_HOVER: "#D3E4F1",
    ACCENT: "#003B69", ACCENT_HOVER: "#00284A", TINT: "#D9EAF7", TINT2: "#B7DCF3",
    RED: "#820404", AMBER: "#583400", GREEN: "#054321", SLATE: "#232B32",
    FOCUS: "#00419C", VILLAGE_GREEN: "#3F7F57", BADGE: "#CCD5DB",
    "#E9CF9B": "#583400", "#B9D3E3": "#003B69", "#B5D8C1": "#054321",  # edges of notices
    "#D3D9DF": "#858F97", "#BAC3CA": "#5C6770",  # hatching, scroll bars
}  # fmt: skip
_HEX = re.compile("|".join(STRONG))

FAMILIES = [
    "Microsoft YaHei UI",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
]
SCALES = {"标准": 1.0, "大": 1.2, "特大": 1.4}
COMPACT_BELOW = 1150  # effective width in design pixels


class Look:
    """The one scale and set of colours of the window; pages ask it for every size."""

    def __init__(self) -> None:
        self.scale = 1.0
        self.strong = False  # 高对比


LOOK = Look()


def seen(colour: str) -> str:
    """Return what a colour is shown as: itself, or the stronger one of 高对比."""
    return STRONG.get(colour, colour) if LOOK.strong else colour


def shade(colour: str) -> QColor:
    """Return a colour to paint with, as it is shown now."""
    return QColor(seen(colour))


def dressed(sheet: str) -> str:
    """Return a style sheet in the colours shown now."""
    return _HEX.sub(lambda found: STRONG[found.group()], sheet) if LOOK.strong else sheet


def px(design: float) -> int:
    """Return design pixels at the chosen type size, at least 1."""
    return max(1, round(design * LOOK.scale))


def font(size: float = 15, weight: int = 400) -> QFont:
    """Return the window's type at a design size."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(px(size))
    made.setWeight(QFont.Weight(weight))
    return made


def style_sheet() -> str:
    """Build the application's style sheet for the present scale."""
    # one rule a colour: a style sheet of its own on every label costs a third of a page's making
    inks = "".join(
        f'QLabel[ink="{colour}"] {{ color: {seen(colour)}; background: transparent; }}\n'
        for colour in (INK, INK2, INK3, ACCENT, RED, AMBER, GREEN, SLATE, "#FFFFFF")
    )
    sizes = _sizes()
    return dressed(_BASE % sizes + _FIELDS % sizes + _SCROLL % sizes) + inks


def _sizes() -> dict[str, object]:
    sizes = {f"s{n}": px(n) for n in (1, 2, 3, 4, 6, 8, 9, 10, 12, 14, 18, 20, 22, 28, 34, 40)}
    return sizes | {
        "ink": INK, "ink2": INK2, "ink3": INK3, "line": LINE, "soft": LINE_SOFT, "line2": LINE2,
        "bg": BG, "surface": SURFACE, "side": SIDE, "hover": HOVER, "side_hover": SIDE_HOVER,
        "accent": ACCENT, "accent_hover": ACCENT_HOVER, "tint": TINT, "tint2": TINT2, "red": RED,
        "icons": icons_folder(),
    }  # fmt: skip


def icons_folder() -> str:
    from gkdesk import paths

    return (paths.resources() / "icons").as_posix()


_BASE = """
* { color: %(ink)s; }
QWidget#root, QDialog { background: %(bg)s; }
QToolTip { background: %(ink)s; color: white; border: 0; padding: %(s6)spx %(s10)spx; }
QFrame[card="1"] { background: %(surface)s; border: 1px solid %(line)s;
  border-radius: %(s8)spx; }
QFrame[line="1"] { background: %(soft)s; border: 0; max-height: 1px; min-height: 1px; }
QPushButton { background: %(surface)s; border: 1px solid %(line2)s; border-radius: %(s6)spx;
  padding: 0 %(s14)spx; min-height: %(s34)spx; }
QPushButton:hover { background: %(hover)s; }
QPushButton:pressed { background: %(tint)s; }
QPushButton[kind="primary"] { background: %(accent)s; border: 1px solid %(accent)s; color: white;
  font-weight: 600; padding: 0 %(s18)spx; }
QPushButton[kind="primary"]:hover { background: %(accent_hover)s; }
QPushButton[kind="accent"] { border: 1px solid %(accent)s; color: %(accent)s; font-weight: 600; }
QPushButton[kind="accent"]:hover { background: %(tint)s; }
QPushButton[kind="link"] { background: transparent; border: 0; color: %(accent)s; padding: 0;
  text-align: left; min-height: %(s28)spx; }
QPushButton[kind="link"]:hover { color: %(accent_hover)s; text-decoration: underline; }
QPushButton[kind="ghost"] { background: transparent; border: 1px solid transparent;
  color: %(ink2)s; padding: 0 %(s8)spx; }
QPushButton[kind="ghost"]:hover { background: %(side_hover)s; }
QPushButton[kind="chip"] { border-radius: %(s14)spx; padding: 0 %(s14)spx;
  min-height: %(s28)spx; }
QPushButton[kind="chip"]:checked { background: %(tint)s; border: 1px solid %(accent)s;
  color: %(accent)s; font-weight: 600; }
QPushButton[kind="tab"] { background: transparent; border: 0; border-radius: 0;
  border-bottom: 3px solid transparent; padding: 0 2px; min-height: %(s40)spx; color: %(ink2)s; }
QPushButton[kind="tab"]:checked { border-bottom: 3px solid %(accent)s; color: %(accent)s;
  font-weight: 600; }
QPushButton:disabled, QPushButton[kind="primary"]:disabled { color: %(ink3)s; background: %(bg)s;
  border-color: %(line)s; }
QPushButton:focus { border: 2px solid #0B6BCB; }
"""

_FIELDS = """
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit { background: %(surface)s;
  border: 1px solid %(line2)s; border-radius: %(s6)spx; padding: 0 %(s10)spx;
  min-height: %(s34)spx; selection-background-color: %(accent)s; selection-color: white; }
QLineEdit, QPlainTextEdit { placeholder-text-color: %(ink3)s; }
QPlainTextEdit { padding: %(s6)spx %(s8)spx; }
QLineEdit[err="1"], QPlainTextEdit[err="1"], QComboBox[err="1"] { border: 2px solid %(red)s; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus { border: 2px solid #0B6BCB; }
QComboBox::drop-down { border: 0; width: %(s28)spx; }
QComboBox::down-arrow { image: url(%(icons)s/chevron-down.svg); width: %(s14)spx;
  height: %(s14)spx; }
QComboBox QAbstractItemView { background: %(surface)s; selection-background-color: %(tint)s;
  selection-color: %(ink)s; border: 1px solid %(line2)s; }
QCheckBox, QRadioButton { spacing: %(s8)spx; min-height: %(s28)spx; }
QCheckBox::indicator, QRadioButton::indicator { width: %(s18)spx; height: %(s18)spx;
  background: %(surface)s; border: 1px solid %(line2)s; border-radius: %(s4)spx; }
QRadioButton::indicator { border-radius: %(s9)spx; }
QCheckBox::indicator:checked { border: 1px solid %(accent)s; background: %(tint)s;
  image: url(%(icons)s/check.svg); }
QCheckBox::indicator:indeterminate { image: url(%(icons)s/minus.svg); }
QRadioButton::indicator:checked { width: %(s8)spx; height: %(s8)spx;
  border: %(s6)spx solid %(accent)s; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: %(bg)s;
  border-color: %(line)s; }
QCheckBox:focus, QRadioButton:focus { color: #0B6BCB; }
QTreeView, QListView, QTableView { background: %(surface)s; border: 0; outline: 0;
  alternate-background-color: %(surface)s; selection-background-color: %(tint)s;
  selection-color: %(ink)s; gridline-color: %(soft)s; }
QTableView::item { padding: 0 %(s8)spx; border: 0; }
QTableView::item:selected { background: %(tint)s; color: %(ink)s; }
QListView::item { padding: %(s6)spx %(s8)spx; border-radius: %(s6)spx; }
QListView::item:selected { background: %(tint)s; color: %(accent)s; }
QHeaderView::section { background: %(bg)s; border: 0; border-bottom: 1px solid %(line)s;
  padding: 0 %(s10)spx; min-height: %(s40)spx; color: %(ink2)s; font-weight: 600;
  font-size: %(s14)spx; }
QProgressBar { background: %(soft)s; border: 0; border-radius: %(s4)spx; min-height: %(s8)spx;
  max-height: %(s8)spx; }
QProgressBar::chunk { background: %(accent)s; border-radius: %(s4)spx; }
"""

_SCROLL = """
QScrollArea { border: 0; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: %(s12)spx; margin: %(s2)spx; }
QScrollBar::handle:vertical { background: #BAC3CA; border-radius: %(s4)spx;
  min-height: %(s40)spx; }
QScrollBar:horizontal { background: transparent; height: %(s12)spx; margin: %(s2)spx; }
QScrollBar::handle:horizontal { background: #BAC3CA; border-radius: %(s4)spx;
  min-width: %(s40)spx; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  width: 0; height: 0; background: transparent; }
"""
