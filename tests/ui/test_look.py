"""高对比: every colour can be told from white, is kept for the office and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gkdesk import settings
from gkdesk.desk import Desk
from gkdesk.ui import look
from gkdesk.ui.find_dialog import FindDialog
from gkdesk.ui.look import LOOK, STRONG, dressed, seen, shade
from gkdesk.ui.widgets.find_line import FindLine
from gkdesk.ui.window import MainWindow

WORDS = ("INK", "INK2", "INK3", "ACCENT", "ACCENT_HOVER", "RED", "AMBER", "GREEN", "SLATE")


@pytest.fixture
def strong() -> Iterator[None]:
    LOOK.strong = True
    yield
    LOOK.strong = False


def light(colour: str) -> float:
    """Return a colour's relative luminance, as WCAG 2 has it."""
    parts = [part / 255 for part in QColor(colour).getRgb()[:3]]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(k * p for k, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    pale, dark = sorted((light(one), light(other)), reverse=True)
    return (pale + 0.05) / (dark + 0.05)


@pytest.mark.usefixtures("strong")
def test_words_and_edges_stand_out() -> None:
    grounds = [seen(getattr(look, name)) for name in ("SURFACE", "BG", "SIDE")]
    assert set(grounds) == {"#FFFFFF"}
    for name in WORDS:
        assert contrast(seen(getattr(look, name)), "#FFFFFF") >= 10, name
        # also on a chosen row, a hovered item and a notice
        for ground in ("TINT", "HOVER", "SIDE_HOVER", "RED_TINT", "AMBER_TINT", "GREEN_TINT"):
            assert contrast(seen(getattr(look, name)), seen(getattr(look, ground))) >= 7
    for name, least in (("LINE", 5), ("LINE_SOFT", 3), ("LINE2", 10), ("FOCUS", 7)):
        assert contrast(seen(getattr(look, name)), "#FFFFFF") >= least, name
    assert contrast(seen(look.ACCENT_HOVER), seen(look.TINT2)) >= 7  # a counted day


@pytest.mark.usefixtures("strong")
def test_a_colour_shown_twice_is_the_same() -> None:
    """An icon's colour passes through the table on each of two ways."""
    for colour in STRONG:
        assert seen(seen(colour)) == seen(colour)
        assert shade(colour).name().upper() == seen(colour)
    sheet = f"a {{ color: {look.INK}; background: {look.TINT}; border: 1px solid #123456; }}"
    assert dressed(dressed(sheet)) == dressed(sheet)
    assert look.INK not in dressed(sheet)
    assert "#123456" in dressed(sheet)


def test_plain_colours_are_themselves() -> None:
    assert {seen(colour) for colour in STRONG} == set(STRONG)
    assert dressed(f"color: {look.INK}") == f"color: {look.INK}"


@pytest.mark.usefixtures("strong")
def test_the_window_changes_at_once_and_the_office_keeps_it(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    window.strengthen(False)
    qtbot.wait(20)
    ground = window.grab().toImage().pixelColor(400, 60).name()
    assert ground.upper() == look.BG
    entries = window.looks()
    assert [words for words, _do in entries] == [
        "标准字号　（现用）", "大字号", "特大字号", "平常颜色　（现用）", "高对比颜色",
    ]  # fmt: skip
    entries[-1][1]()
    qtbot.waitUntil(lambda: settings.read(desk.session.folder)[0].strong_colours)
    qtbot.wait(20)
    assert window.grab().toImage().pixelColor(400, 60).name() == "#ffffff"
    window.scale_to(1.2)
    qtbot.wait(20)
    kept = settings.read(desk.session.folder)[0]
    assert (kept.font_scale, kept.strong_colours) == (1.2, True)


def test_the_field_in_the_top_bar_opens_the_search(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(FindDialog, "exec", lambda _self: opened.append("") or 0)
    [line] = window.findChildren(FindLine)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_A):
        qtbot.keyClick(line, key)
    assert len(opened) == 3  # a letter opens nothing
    assert line.text() == ""
    assert isinstance(line, QLineEdit)
