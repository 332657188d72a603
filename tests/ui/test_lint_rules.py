"""What needs no office: colours, words in the sources, and that each rule of ``lint`` can fail."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gkdesk.ui import look
from gkdesk.ui.look import INK3, LOOK, style_sheet
from gkdesk.ui.shortcuts import KEYS, OVERVIEW, ShortcutsDialog
from gkdesk.ui.widgets.basic import box, button, column, label
from gkdesk.ui.widgets.painted import NavItem
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.ui.window import MainWindow
from tests.ui import lint
from tests.ui.conftest import QuietSay
from tests.ui.lint import LEAST_CONTRAST, LEAST_EDGE, RULES, contrast

UI = Path(look.__file__).parent
HAN = re.compile("[\u3400-\u9fff]")
PATTERN = re.compile(r"\\d|\(\*\.")  # a regular expression; what a file chooser is told


@pytest.fixture(params=[False, True], ids=["usual", "strong"])
def strong(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both sets of colours."""
    monkeypatch.setattr(LOOK, "strong", request.param)
    return bool(request.param)


# --- colours


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#1A5C85", "#1A5C85") == 1


def test_words_stand_out_from_every_ground(strong: bool) -> None:
    grounds = [look.BG, look.SURFACE, look.SIDE, look.HOVER, look.SIDE_HOVER, look.TINT]
    pairs = [(ink, ground) for ink in (look.INK, look.INK2, INK3) for ground in grounds]
    pairs += [(ink, ground) for ink, _tint in look.TONES.values() for ground in grounds[:3]]
    pairs += [*look.TONES.values(), (look.SURFACE, look.RED), (look.INK2, look.BADGE)]
    faint = [
        f"{one} on {other}: {contrast(look.seen(one), look.seen(other)):.2f}"
        for one, other in pairs
        if contrast(look.seen(one), look.seen(other)) < LEAST_CONTRAST
    ]
    assert faint == []


def test_edges_of_fields_and_the_ring_are_seen(strong: bool) -> None:
    for edge in (look.LINE2, look.FOCUS, look.RED):
        for ground in (look.BG, look.SURFACE):
            assert contrast(look.seen(edge), look.seen(ground)) >= LEAST_EDGE


def test_the_style_sheet_pairs_words_and_grounds_well(strong: bool) -> None:
    seen = list(_pairs(style_sheet()))
    assert len(seen) > 30
    faint = [
        f"{selector}: {ink} on {ground} {contrast(ink, ground):.2f}"
        for selector, ink, ground in seen
        if contrast(ink, ground) < LEAST_CONTRAST
    ]
    assert faint == []


@dataclass(frozen=True)
class _Rule:
    """One selector of a style sheet and what it says of colours."""

    kind: str
    attributes: frozenset[str]
    states: frozenset[str]
    says: tuple[tuple[str, str], ...]

    def holds_for(self, other: _Rule) -> bool:
        return (
            self.kind in ("*", other.kind)
            and self.attributes <= other.attributes
            and self.states <= other.states
        )

    @property
    def weight(self) -> tuple[int, int]:
        return (len(self.attributes) + len(self.states), self.kind != "*")


def _rules(sheet: str) -> Iterator[_Rule]:
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        says = tuple(
            (name.strip(), value.strip())
            for name, _, value in (each.partition(":") for each in body.split(";"))
            if name.strip() in ("color", "background", "selection-color",
                                "selection-background-color")
        )  # fmt: skip
        for selector in selectors.split(","):
            last = selector.strip().split(" ")[-1]
            if "::" not in last or "item" in last or "section" in last:
                yield _Rule(
                    re.split(r"[\[:#]", last)[0],
                    frozenset(re.findall(r"\[[^\]]*\]", last)),
                    frozenset(re.findall(r"(?<!:):(\w+)", last)),
                    says,
                )


def _pairs(sheet: str) -> Iterator[tuple[str, str, str]]:
    """Return selector, colour of words and ground of everything that says one of the two."""
    rules = list(_rules(sheet))
    grounds = [look.seen(one) for one in (look.BG, look.SURFACE, look.SIDE)]
    for one in rules:
        if not one.says or one.kind in ("QFrame", "QScrollArea", "QScrollBar", "QProgressBar"):
            continue
        said: dict[str, str] = {}
        for other in sorted((each for each in rules if each.holds_for(one)),
                            key=lambda each: each.weight):  # fmt: skip
            said |= dict(other.says)
        name = f"{one.kind}{''.join(one.attributes)}:{':'.join(one.states)}"
        if one.attributes == {'[ink="#FFFFFF"]'}:
            continue  # on the accent of the mark 公 alone, which the live rule looks at
        ink = said.get("color", look.seen(look.INK))
        ground = said.get("background", "transparent")
        for behind in grounds if ground == "transparent" else [ground]:
            yield name, _hex(ink), _hex(behind)
        if "selection-background-color" in said:
            yield (
                name,
                _hex(said.get("selection-color", ink)),
                _hex(said["selection-background-color"]),
            )


def _hex(colour: str) -> str:
    return "#FFFFFF" if colour == "white" else colour


# --- words in the sources


def _texts() -> Iterator[tuple[str, str]]:
    """Return every Chinese string of the window's sources that is no docstring, and its place."""
    for path in sorted(UI.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            words = node.value if isinstance(node, ast.Constant) else None
            if isinstance(words, str) and id(node) not in docs and HAN.search(words):
                yield f"{path.relative_to(UI)}:{node.lineno}", words


def test_no_banned_word_in_the_sources() -> None:
    seen = list(_texts())
    assert len(seen) > 2000
    found = [
        f"{place} {lint.wrong_words(words)}: {words}"
        for place, words in seen
        if not PATTERN.search(words) and (lint.wrong_words(words) or lint.OURS.search(words))
    ]
    assert found == []


def test_no_type_below_13_pixels_in_the_sources() -> None:
    small = re.compile(r"\bfont\((\d+)|\blabel\([^()]*?, (\d+)[,)]|size=(\d+)")
    found = []
    for path in sorted(UI.rglob("*.py")):
        for match in small.finditer(path.read_text("utf-8")):
            size = next(int(one) for one in match.groups() if one)
            if size < lint.LEAST_TEXT:
                found.append(f"{path.relative_to(UI)}: {match.group()}")
    assert found == []


# --- every rule can fail


def _small() -> QWidget:
    return label("字", 11)


def _clipped() -> QWidget:
    made = label("放不下的一行字")
    made.setFixedWidth(40)
    return made


def _wrapped() -> QWidget:
    made = label("放不下的一段话" * 9, wrap=True)
    made.setFixedSize(90, 40)
    return made


def _cut_button() -> QWidget:
    made = button("写得下才行")
    made.setFixedWidth(50)
    return made


def _cut_head() -> QWidget:
    made = RowsTable((Column("放不下的标题", 40, str),), "表")
    made.setMinimumWidth(300)
    return made


def _cut_pill() -> QWidget:
    pill = ("放不下的状态", "red", "clock")
    made = RowsTable((Column("状态", 60, str, pill=lambda _row: pill),), "表")
    made.fill(["一"])
    made.setMinimumWidth(300)
    return made


def _hint() -> QWidget:
    made = QLineEdit()
    made.setAccessibleName("查找")
    made.setPlaceholderText("写不下的一句提示，再长一点")
    made.setFixedWidth(100)
    return made


def _cut_choice() -> QWidget:
    made = QComboBox()
    made.setAccessibleName("期次")
    made.addItem("2026年第一季度的各种公开表")
    made.setFixedWidth(120)
    return made


def _outside() -> QWidget:
    made = QWidget()
    made.setFixedSize(80, 40)
    inner = label("在外面", 15)
    inner.setParent(made)
    inner.move(60, 0)
    return made


def _low() -> QWidget:
    made = NavItem("看", "house", "Alt+1")
    made.setFixedHeight(20)
    return made


def _sideways() -> QWidget:
    made, inner = QScrollArea(), QWidget()
    inner.setMinimumWidth(2000)
    made.setWidget(inner)
    made.setWidgetResizable(True)
    made.setFixedSize(200, 100)
    return made


def _wide() -> QWidget:
    made = QWidget()
    made.setMinimumWidth(1400)
    return made


def _two_primaries() -> QWidget:
    return box(column(button("保存", "primary"), button("登记", "primary")))


def _far_primary() -> QWidget:
    made, inner = QScrollArea(), box(column(900, button("登记", "primary")))
    made.setWidget(inner)
    made.setFixedSize(200, 100)
    return made


def _picture_button() -> QWidget:
    return button("", "ghost", "zoom-in")


def _nameless() -> QWidget:
    return QLineEdit()


def _banned() -> QWidget:
    return label("导入失败")


def _half_width() -> QWidget:
    return label("先导入,再核对")


def _full_stop() -> QWidget:
    return button("保存。")


def _faint() -> QWidget:
    made = label("看不清", 15, 400, "#8FA3B0")
    made.setStyleSheet("color: #8FA3B0")
    return made


def _wheel() -> QWidget:
    made = QComboBox()
    made.setAccessibleName("年份")
    made.addItems(["一", "二", "三"])
    made.setCurrentIndex(1)
    return made


def _two_keys() -> QWidget:
    made = QWidget()
    for _ in range(2):
        QShortcut(QKeySequence("Ctrl+K"), made)
    return made


def _unknown_key() -> QWidget:
    made = QWidget()
    QShortcut(QKeySequence("Ctrl+Alt+J"), made)
    return made


def _trap() -> QWidget:
    made = QPlainTextEdit()
    made.setAccessibleName("正文")
    return box(column(made, button("保存")))


BAD: list[tuple[str, Callable[[], QWidget]]] = [
    ("small text", _small), ("clipped", _clipped), ("clipped", _wrapped), ("clipped", _cut_button),
    ("clipped", _cut_head), ("clipped", _cut_choice), ("clipped", _cut_pill), ("clipped", _hint),
    ("cut off", _outside), ("target", _low), ("sideways", _sideways), ("screen", _wide),
    ("primary", _two_primaries), ("primary out of sight", _far_primary),
    ("bare button", lambda: button("确定")), ("name", _picture_button), ("name", _nameless),
    ("words", _banned), ("words", _half_width), ("words", _full_stop), ("contrast", _faint),
    ("wheel", _wheel), ("shortcut", _two_keys), ("shortcut", _unknown_key), ("tab", _trap),
]  # fmt: skip


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Show a widget in a window of its own, dressed as ours."""

    def show(one: QWidget) -> QWidget:
        LOOK.scale = 1.0
        root = box(column(one, button("别处"), None))
        root.setObjectName("root")
        root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        root.setStyleSheet(style_sheet())
        qtbot.addWidget(root)
        root.resize(640, 480)
        root.show()
        qtbot.waitExposed(root)
        QApplication.processEvents()
        return root

    return show


@pytest.mark.parametrize(("rule", "make"), BAD)
def test_a_rule_finds_what_breaks_it(
    shown: Callable[[QWidget], QWidget], rule: str, make: Callable[[], QWidget]
) -> None:
    root = shown(make())
    assert lint.look_over(root, "bad", {rule: RULES[rule]})


def test_every_rule_is_tried(shown: Callable[[QWidget], QWidget]) -> None:
    assert {rule for rule, _make in BAD} == set(RULES)
    good = box(column(label("就绪", 15), button("登记申请", "primary")))
    assert lint.look_over(shown(good), "good") == []


# --- 快捷键一览


def test_the_overview_opens_by_key_and_can_be_searched(
    window: MainWindow, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[ShortcutsDialog] = []
    monkeypatch.setattr(ShortcutsDialog, "exec", lambda dialog: opened.append(dialog) or 0)
    [key] = [
        one for one in window.findChildren(QShortcut) if one.key().toString() == OVERVIEW[0]
    ]  # fmt: skip
    key.activated.emit()
    [dialog] = opened
    assert dialog.table.rows.rowCount() == len(KEYS)
    dialog.search.setText("锁定")
    assert [one.shown for one in dialog.table.shown()] == ["Ctrl+L"]
    dialog.search.setText("ctrl+enter")
    assert {one.keys[0] for one in dialog.table.shown()} == {"Ctrl+Return"}


def test_the_overview_promises_only_keys_the_window_has(window: MainWindow) -> None:
    made = {one.key().toString() for one in window.findChildren(QShortcut)}
    own = {"Tab", "Esc"}  # Qt's
    for one in KEYS:
        if one.where == "各处" and one.keys[0] not in own:
            assert set(one.keys) <= made, one.words
