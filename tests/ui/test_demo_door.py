"""先看演示: made from the first page, looked at, tried again, left; nothing of it gets out."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.accounts.session import DEMO_MARK
from gkdesk.base.progress import Cancelled
from gkdesk.demo import door
from gkdesk.demo.stage import OFFICE, PASSWORD, TICKS
from gkdesk.desk import Desk
from gkdesk.documents.plaintext import text_of
from gkdesk.sync.declined import DemoSendsNothing
from gkdesk.ui import app
from gkdesk.ui.login import LoginPage
from gkdesk.ui.setup import Making, SetupPage
from gkdesk.ui.window import MainWindow
from tests.ui.conftest import QuietSay, applicant


def press(widget: QWidget, words: str) -> None:
    [found] = [one for one in widget.findChildren(QPushButton)
               if words in one.text() and one.isVisible()]  # fmt: skip
    found.click()


def texts(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))


@pytest.fixture
def folder(demo_home: Path, tmp_path: Path) -> Path:
    """Return the folder of an office that is not there, with a demo beside it."""
    shutil.copytree(door.place(demo_home / "gkdesk"), tmp_path / "gkdesk-demo")
    return tmp_path / "gkdesk"


def test_the_making_tells_how_far_it_is(demo_home: Path) -> None:
    told = json.loads((demo_home / "told.json").read_text("utf-8"))
    assert [step for step, _total, _what in told] == list(range(1, TICKS + 1))  # to the very end
    assert {total for _step, total, _what in told} == {TICKS}
    assert told[-1][2]
    assert not list(demo_home.glob("*.part"))


def test_what_is_printed_says_so_and_no_package_leaves(folder: Path, tmp_path: Path) -> None:
    assert door.is_made(folder)
    with door.enter(folder) as desk:
        assert desk.is_demo
        assert desk.session.user.name == "周桂芬"
        case = desk.requests.register(applicant())
        [receipt] = desk.documents.of(f"request:{case.uid}")
        assert "演示" in text_of(desk.documents.read(receipt.sha256), ".pdf")
        usb = tmp_path / "usb"
        usb.mkdir()
        with pytest.raises(DemoSendsNothing, match="演示库"):
            desk.sync.write(usb, full=True)
        assert list(usb.iterdir()) == []


def test_the_demo_of_the_command_still_writes_its_package(folder: Path, tmp_path: Path) -> None:
    office = door.place(folder) / OFFICE
    mark = office / DEMO_MARK
    mark.write_bytes(mark.read_bytes().split()[0])
    with Desk.open(office) as desk:
        desk.accounts.log_in("周桂芬", PASSWORD)
        usb = tmp_path / "usb"
        usb.mkdir()
        assert desk.sync.write(usb, full=True).number == "2026-002"


def test_a_stopped_demo_leaves_nothing(tmp_path: Path) -> None:
    def stop(step: int, _total: int, _what: str) -> None:
        if step == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        door.make(tmp_path / "gkdesk", stop)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_demo_is_not_touched(tmp_path: Path, folder: Path) -> None:
    shutil.rmtree(door.place(folder))
    taken = door.place(folder)
    taken.mkdir()
    (taken / "照片.txt").write_text("x", "utf-8")
    with pytest.raises(door.NotADemo, match="gkdesk-demo"):
        door.make(folder, lambda *_step: None)
    door.remove(folder)
    assert [path.name for path in taken.iterdir()] == ["照片.txt"]


def test_made_from_the_first_page_and_stopped(tmp_path: Path, qtbot: QtBot) -> None:
    entered: list[Desk] = []
    page = SetupPage(tmp_path / "gkdesk", lambda _desk: None, demo=entered.append)
    qtbot.addWidget(page)
    page.show()
    page.form.fill({"name": "青石镇人民政府"})
    press(page, "先看演示")
    page.look_at_demo()  # a second press while it is made
    [making] = page.findChildren(Making)
    qtbot.waitUntil(lambda: making._bar.value() > 2, timeout=20_000)
    assert making.isVisible()
    assert not page.form.isVisible()
    press(making, "停止")
    qtbot.waitUntil(lambda: "已经去掉" in texts(page), timeout=20_000)
    assert page.form.isVisible()
    assert page.form.values()["name"] == "青石镇人民政府"
    assert (entered, list(tmp_path.iterdir())) == ([], [])


class Clerk(QObject):
    """Goes round once: first page → demo → locked → out of it → first page → closed."""

    def __init__(self, out: str) -> None:
        super().__init__()
        self._out = out
        self.seen: list[str] = []
        self.trouble: list[Exception] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._step)
        self._timer.start(50)

    def _step(self) -> None:
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        try:
            for one in shown:
                if isinstance(one, MainWindow):
                    self._look_round(one)
                elif isinstance(one, SetupPage):
                    self._begin_or_end(one)
        except Exception as error:  # noqa: BLE001 - else the window would stay for ever
            self.trouble.append(error)
            self._timer.stop()
            for one in shown:
                one.close()

    def _look_round(self, window: MainWindow) -> None:
        assert "密码都是 gkdesk-demo" in texts(window)
        if not self.seen:
            self.seen.append(window.windowTitle())
            window.lock()
        elif len(self.seen) == 1:
            assert window.findChildren(LoginPage)
            self.seen.append("left")
            press(window, self._out)

    def _begin_or_end(self, page: SetupPage) -> None:
        making = page.findChildren(Making)
        if making:
            if making[0].stop.isEnabled():
                self.seen.append("made again")
                press(making[0], "停止")
        elif self.seen:
            self.seen.append("first page")
            self._timer.stop()
            page.close()
        else:
            press(page, "先看演示")


@pytest.mark.parametrize(
    ("out", "seen"),
    [
        ("退出演示", ["left", "first page"]),
        ("再来一次", ["left", "made again", "first page"]),
    ],
)
def test_a_demo_that_is_there_is_opened_and_left(
    folder: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, out: str, seen: list[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the window puts in its own
    clerk = Clerk(out)
    assert app.main(["gkdesk", "window", "--folder", str(folder)]) == 0
    assert clerk.trouble == []
    assert clerk.seen[0].startswith("今日 — 演示库")
    assert clerk.seen[1:] == seen
    with door.enter(folder):  # nobody holds it any more; stopped, the old one stays
        pass


def test_a_demo_that_does_not_open_is_made_anew_when_asked(
    folder: Path, qtbot: QtBot, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = door.place(folder) / OFFICE / DEMO_MARK
    mark.write_text("何时\n", "utf-8")
    made: list[Path] = []
    monkeypatch.setattr(door, "make", lambda place, _report: made.append(place))
    page = SetupPage(folder, lambda _desk: None, demo=lambda _desk: None)
    qtbot.addWidget(page)
    quiet.yes = False
    page.look_at_demo()
    assert quiet.said == ["演示库打不开，重新做一个？"]
    assert made == []
    quiet.yes = True
    page.look_at_demo()
    quiet.yes = False  # it is as broken as before: asked once more, and left
    qtbot.waitUntil(lambda: made == [folder] and len(quiet.said) == 3)


def test_odd_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert door.place(Path()) == tmp_path.parent / f"{tmp_path.name}-demo"
    assert door.place(Path("/")).name == "gkdesk-demo"
    theirs = tmp_path / "gkdesk-demo.part"
    theirs.mkdir()
    (theirs / "照片.txt").write_text("x", "utf-8")
    with pytest.raises(door.NotADemo, match=r"gkdesk-demo\.part"):
        door.make(tmp_path / "gkdesk", lambda *_step: None)
    assert (theirs / "照片.txt").exists()
    shutil.rmtree(theirs)
    theirs.write_text("x", "utf-8")  # a file
    with pytest.raises(door.NotADemo):
        door.make(tmp_path / "gkdesk", lambda *_step: None)
