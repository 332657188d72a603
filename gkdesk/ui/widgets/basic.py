"""Labels, buttons, cards and rows: the small parts every page is laid out with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gkdesk.ui import icons
from gkdesk.ui.look import ACCENT, INK, INK2, INK3, LINE, SURFACE, TONES, dressed, font, px

# what a row or column takes: a widget, a layout, a gap in pixels, or None for a stretch;
# a pair gives it a stretch factor
Part = QWidget | QLayout | int | None | tuple[QWidget, int]

Boxed = TypeVar("Boxed", bound=QBoxLayout)

_BORDERS = {
    "amber": "#E9CF9B",
    "blue": "#B9D3E3",
    "green": "#B5D8C1",
    "red": "#B3261E",
    "slate": LINE,
}


def label(
    text: str, size: float = 15, weight: int = 400, colour: str = INK, *, wrap: bool = False
) -> QLabel:
    """Make fixed text; it is never read as mark-up."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(size, weight))
    made.setProperty("ink", colour)
    made.setWordWrap(wrap)
    return made


class Elided(QLabel):
    """One line of data that ends in … when it does not fit, whole in the tooltip."""

    def __init__(self, text: str, size: float = 15, weight: int = 400, colour: str = INK) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = text
        self.setFont(font(size, weight))
        self.setProperty("ink", colour)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(px(40))
        self.setAccessibleName(text)

    def say(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, self.width()
        )
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


def picture(name: str, size: float = 18, colour: str = INK2, stroke: float = 1.9) -> QLabel:
    """Make an icon that stands beside words."""
    made = QLabel()
    made.setPixmap(icons.pixmap(name, size, colour, stroke))
    made.setFixedWidth(px(size))
    return made


def button(
    text: str,
    kind: str = "",
    icon: str = "",
    *,
    on: Callable[[], object] | None = None,
    size: float = 15,
    tip: str = "",
) -> QPushButton:
    """Make a button; ``kind`` is primary, accent, link, ghost, chip, tab or plain."""
    made = QPushButton(f"\u2002{text}" if icon and text else text)
    made.setFont(font(size, 600 if kind in ("primary", "accent") else 400))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(text or tip)
    if kind:
        made.setProperty("kind", kind)
    if icon:
        colour = {"primary": "#FFFFFF", "accent": ACCENT, "link": ACCENT}.get(kind, INK2)
        drawn = icons.icon(icon, 18, colour)
        if kind == "primary":  # white is not seen on what cannot be pressed
            drawn.addPixmap(icons.pixmap(icon, 18, INK3), QIcon.Mode.Disabled)
        made.setIcon(drawn)
        made.setIconSize(QSize(px(18), px(18)))
    if tip:
        made.setToolTip(tip)
    if on is not None:
        # clicked hands over a flag that no slot of ours wants
        made.clicked.connect(lambda _checked=False: on())
    return made


def search_line(hint: str, width: int, on: Callable[[], object]) -> QLineEdit:
    """Make the box that filters a page's rows at each keystroke."""
    made = QLineEdit()
    made.setFont(font(14))
    made.setPlaceholderText(hint)
    made.setAccessibleName("在本页查找")
    made.setClearButtonEnabled(True)
    made.setFixedWidth(px(width))
    made.textChanged.connect(lambda _words: on())
    return made


def row(*parts: Part, gap: float = 8, margins: tuple[float, ...] = (0, 0, 0, 0)) -> QHBoxLayout:
    return _fill(QHBoxLayout(), parts, gap, margins)


def column(*parts: Part, gap: float = 8, margins: tuple[float, ...] = (0, 0, 0, 0)) -> QVBoxLayout:
    return _fill(QVBoxLayout(), parts, gap, margins)


def _fill(layout: Boxed, parts: tuple[Part, ...], gap: float, margins: tuple[float, ...]) -> Boxed:
    layout.setSpacing(px(gap) if gap else 0)
    left, top, right, bottom = (px(m) if m else 0 for m in margins)
    layout.setContentsMargins(left, top, right, bottom)
    for part in parts:
        add(layout, part)
    return layout


def add(layout: QBoxLayout, part: Part) -> None:
    """Add one part to a row or column."""
    match part:
        case None:
            layout.addStretch(1)
        case int():
            layout.addSpacing(px(part))
        case QLayout():
            layout.addLayout(part)
        case (QWidget() as widget, int() as stretch):
            layout.addWidget(widget, stretch)
        case QWidget():
            layout.addWidget(part)


def box(layout: QLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made


def card(layout: QLayout) -> QFrame:
    """Make a white card with a thin border."""
    made = QFrame()
    made.setProperty("card", "1")
    made.setLayout(layout)
    return made


def line() -> QFrame:
    made = QFrame()
    made.setProperty("line", "1")
    return made


def scrolled(inner: QWidget) -> QScrollArea:
    """Let what does not fit be scrolled up and down; nothing is squeezed."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inner)
    return made


class Pages(QStackedWidget):
    """Pages of which one is shown: none asks for more height than its least.

    Qt takes the height a hidden page would like at this width for the least of all of them, and
    wrapped lines then make the window higher than the screen.
    """

    def hasHeightForWidth(self) -> bool:
        return False


def notice(tone: str, icon: str, *parts: Part, width: int = 1) -> QFrame:
    """Make a bar that stays above the content until what it says has changed."""
    foreground, background = TONES[tone]
    made = QFrame()
    made.setObjectName("notice")
    sheet = (
        f"#notice {{ background: {background}; border: {width}px solid {_BORDERS[tone]};"
        f" border-radius: {px(6)}px; }}"
    )
    made.setStyleSheet(dressed(sheet))
    made.setLayout(row(picture(icon, 18, foreground, 2), *parts, gap=10, margins=(12, 6, 14, 6)))
    return made


def header(
    title: str, context: str = "", *buttons: QWidget, back: QWidget | None = None
) -> QWidget:
    """Make a page's head: title, one line of context, buttons; the primary one stands last."""
    parts: list[Part] = [back] if back is not None else []
    words = label(title, 22 if back is None else 20, 700)
    parts += [words, 2, label(context, 14, 400, INK3)] if context else [words]
    made = box(row(*parts, None, *buttons, gap=10))
    made.setFixedHeight(px(40))
    return made


def card_head(words: str, *parts: Part) -> QWidget:
    """Make the line over a list in a card: what it shows, and its buttons."""
    made = box(row(label(words, 15, 700), None, *parts, gap=8, margins=(18, 0, 10, 0)))
    made.setFixedHeight(px(48))
    return made


def action_bar(*parts: Part) -> QFrame:
    """Make the white bar at the foot of a form; the primary button never scrolls away."""
    made = QFrame()
    made.setObjectName("actions")
    made.setStyleSheet(
        dressed(f"#actions {{ background: {SURFACE}; border-top: 1px solid {LINE}; }}")
    )
    made.setLayout(row(*parts, gap=10, margins=(20, 8, 20, 8)))
    return made


def open_at(dialog: QWidget, width: float, height: float) -> None:
    """Open a dialog at its size in design pixels, never larger than the window it belongs to.

    At type size 1.4 a dialog of 1180 × 660 is larger than a screen of 1366 × 768, and its buttons
    would stand outside it.
    """
    parent = dialog.parentWidget()
    room = parent.window().size() if parent else dialog.screen().availableSize()
    least = QSize(px(320), px(200))  # a window that is not shown yet has no size to speak of
    room = room.expandedTo(least)
    dialog.resize(min(px(width), room.width()), min(px(height), room.height()))


def fact(name: str, value: str, *extra: QWidget) -> QWidget:
    """Make one line of a record: its name in grey, its value wrapped beside it."""
    key = label(name, 14, 400, INK2)
    key.setFixedWidth(px(88))
    key.setAlignment(Qt.AlignmentFlag.AlignTop)
    return box(row(key, (label(value, 15, wrap=True), 1), *extra, gap=6, margins=(0, 6, 0, 6)))


def empty_page(text: str, *buttons: QWidget) -> QWidget:
    """Make what stands in a page with nothing in it: what it is for and one action."""
    words = label(text, 15, 400, INK2, wrap=True)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return box(column(None, words, row(None, *buttons, None), None, gap=14, margins=(40,) * 4))


def clear(layout: QLayout) -> None:
    """Delete everything in a layout."""
    while layout.count():
        item: Any = layout.takeAt(0)  # the stubs think that an item always holds a widget
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
