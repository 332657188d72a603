"""UX tested like code: pages and dialogs of the demo office are held to the rules of ``lint``."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.demo.stage import ADMIN, OFFICER, PASSWORD, REVIEWER
from gkdesk.desk import Desk
from gkdesk.ui import sections
from gkdesk.ui.app import make_application
from gkdesk.ui.help import HelpDialog
from gkdesk.ui.look import LOOK
from gkdesk.ui.window import MainWindow
from tests.ui import lint
from tests.ui.conftest import QuietSay
from tests.ui.walk import Walk

SCALES = (1.0, 1.2, 1.4)
SECTIONS = tuple(one.key for one in (*sections.SECTIONS, *sections.BOTTOM))
# what breaks a rule with a reason: (rule, part of place, part of widget and words) → why
EXCUSED: dict[tuple[str, str], str] = {
    ("clipped", "FindLine"): "its hint names the most wanted first and ends in …",
    ("tab", "EntryView"): "Tab goes on in the grid as in WPS; Ctrl+Tab and F6 leave it",
    ("sideways", "PdfView"): "a page of paper that was enlarged is moved about in its frame",
    ("cut off", "PdfView"): "the same page",
}


@pytest.fixture
def walk_as(
    demo_office: Path, tmp_path: Path, qtbot: QtBot, quiet: QuietSay, qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[str, float], tuple[Walk, MainWindow]]]:  # fmt: skip
    """Open a copy of the demo office at a type size, as small as its screen may be."""
    opened: list[tuple[MainWindow, Desk]] = []
    quiet.yes = False

    def open_it(user: str, scale: float) -> tuple[Walk, MainWindow]:
        folder = tmp_path / f"office{len(opened)}"
        shutil.copytree(demo_office, folder)
        desk = Desk.open(folder)
        desk.accounts.log_in(user, PASSWORD)
        make_application(folder)
        monkeypatch.setattr("sys.excepthook", sys.__excepthook__)
        LOOK.scale = scale
        window = MainWindow(desk)
        opened.append((window, desk))
        qtbot.addWidget(window)
        window.resize(*lint.ROOM)
        window.show()
        qtbot.waitExposed(window)
        return Walk(window, (window.tasks, *window.context._askers), excused), window

    yield open_it
    for window, desk in opened:
        window.close()
        desk.close()
    LOOK.scale = 1.0


def excused(one: lint.Finding) -> bool:
    return any(rule == one.rule and part in str(one) for rule, part in EXCUSED)


def faults(walk: Walk) -> list[str]:
    """Return what was found and is not excused."""
    return [str(one) for one in sorted(walk.found) if not excused(one)]


def tabs(page: QWidget) -> list[QPushButton]:
    found = lint.widgets(page, QPushButton)
    return [one for one in found if isinstance(one, QPushButton) and one.property("kind") == "tab"]


def _words(one: QPushButton) -> str:
    return one.text().strip()


def look_at_tabs(walk: Walk, page: QWidget, place: str) -> None:
    """Look at a page and, one after the other, at its tabs."""
    walk.look(place)
    for at, words in enumerate([_words(one) for one in tabs(page)]):
        if at < len(tabs(page)) and not tabs(page)[at].isChecked():
            tabs(page)[at].click()
            walk.look(f"{place} {words}")


@pytest.mark.parametrize("scale", SCALES)
def test_pages(walk_as: Callable[[str, float], tuple[Walk, MainWindow]], scale: float) -> None:
    walk, window = walk_as(OFFICER, scale)
    with walk.walking():
        for section in SECTIONS:
            window.resize(*lint.ROOM)
            window.go(section, "")
            walk.settle()
            look_at_tabs(walk, window._pages[section], section)
        _requests(walk, window)
        _wizard(walk, window)
    assert walk.looked > 30
    assert faults(walk) == []


def _requests(walk: Walk, window: MainWindow) -> None:
    """Look at the form, the annual figures, and a case of every state with its tabs."""
    desk = window.context.desk
    for subject in ("register", "annual"):
        window.go("requests", subject)
        walk.look(subject)
    cases = {item.state: item.uid for item in desk.requests.roster.rows()}
    assert len(cases) > 4
    for at, (state, uid) in enumerate(cases.items()):
        window.go("requests", uid)
        walk.look(f"case {state.value}")
        if not at:
            page = window._pages["requests"].present  # type: ignore[attr-defined]
            look_at_tabs(walk, page, f"case {state.value}")


def _wizard(walk: Walk, window: MainWindow) -> None:
    """Look at the four steps and at a package that went."""
    window.go("sync", "new")
    wizard = window._pages["sync"].wizard  # type: ignore[attr-defined]
    for step in range(4):
        wizard._go(step)
        walk.look(f"wizard {step + 1}")
    window.go("sync", window.context.desk.sync.packages()[0].number)
    walk.look("package")


@pytest.mark.parametrize("scale", [SCALES[0], SCALES[-1]])  # a dialog in between is in between
@pytest.mark.parametrize("half", [SECTIONS[1:3], SECTIONS[3:]], ids=["first", "second"])
def test_dialogs(
    walk_as: Callable[[str, float], tuple[Walk, MainWindow]], half: tuple[str, ...], scale: float
) -> None:
    walk, window = walk_as(OFFICER, scale)
    with walk.walking():
        for section in half:
            _press_everything(walk, window, section)
    assert len(walk.dialogs) > 15
    assert faults(walk) == []


def _press_everything(walk: Walk, window: MainWindow, section: str) -> None:
    def again(at: int = 0) -> None:
        window.go(section, "")
        walk.settle()
        found = tabs(window._pages[section])
        if found and not found[at].isChecked():
            found[at].click()
            walk.settle()

    again()
    page = window._pages[section]
    pressed = {_words(one) for one in tabs(page)}
    for at in range(max(1, len(tabs(page)))):
        again(at)
        walk.press_all(page, f"{section} {at}", lambda at=at: again(at), pressed)


@pytest.mark.parametrize(("user", "mine"), [(ADMIN, ("system",)), (REVIEWER, ("records",))])
def test_what_others_may_do(
    walk_as: Callable[[str, float], tuple[Walk, MainWindow]], user: str, mine: tuple[str, ...]
) -> None:
    """Look at what only an administrator and a reviewer may open, at the largest type."""
    walk, window = walk_as(user, SCALES[-1])
    with walk.walking():
        for section in mine:
            _press_everything(walk, window, section)
    assert walk.dialogs
    assert faults(walk) == []


def test_log_in_and_manual(walk_as: Callable[[str, float], tuple[Walk, MainWindow]]) -> None:
    walk, window = walk_as(OFFICER, SCALES[-1])
    with walk.walking():
        window.look_for()
        window.show_keys()
        window.help()
        for dialog in window.findChildren(HelpDialog):
            walk.look("manual", dialog)
            dialog.close()
        window.lock()
        walk.look("log-in")
    assert faults(walk) == []
