"""A real window on a real office; the fakes are the clock, the boxes and the choosers."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.accounts.session import DEMO_MARK
from gkdesk.base.errors import GkdeskError
from gkdesk.base.text import id_check_character
from gkdesk.demo import door
from gkdesk.demo.stage import OFFICE
from gkdesk.desk import Desk
from gkdesk.ui import say as talk
from gkdesk.ui.app import make_application
from gkdesk.ui.look import LOOK
from gkdesk.ui.window import MainWindow
from tests.conftest import CHEAP, PASSWORD, StoppedClock

WAIT_S = 120


class QuietSay(talk.Say):
    """Answers every box and chooser as the test says, and remembers what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.more: list[str] = []  # what stood below it
        self.chosen_files: list[Path] = []
        self.chosen_folder: Path | None = None
        self.chosen_save: Path | None = None
        self.yes = True

    def trouble(self, parent: QWidget | None, error: GkdeskError) -> None:
        self.said.append(str(error))

    def tell(self, parent: QWidget, text: str, more: str = "") -> None:
        self.said.append(text)
        self.more.append(more)

    def ask(self, parent: QWidget, text: str, *, yes: str, no: str, more: str = "") -> bool:
        self.said.append(text)
        return self.yes

    def files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        return self.chosen_files

    def folder(self, parent: QWidget, title: str) -> Path | None:
        return self.chosen_folder

    def save(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        return self.chosen_save

    def printer(self, parent: QWidget) -> QPrinter | None:
        """A printer of paper nobody sees: what it prints is the file that was chosen."""
        if self.chosen_save is None:
            return None
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(self.chosen_save))
        return made

    def open_outside(self, path: Path) -> None:
        self.said.append(f"打开 {path.name}")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo made from the first page, once for all tests and processes; read only.

    Beside it ``told.json`` (what was said while it was made) and ``plain``: the same demo as the
    command makes it, which may write packages.
    """
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    home = root / "demo-home"
    try:
        home.mkdir()
    except FileExistsError:
        until = time.monotonic() + WAIT_S
        while not (home / "ready").exists() and time.monotonic() < until:
            time.sleep(0.05)
    else:
        told: list[tuple[int, int, str]] = []
        door.make(home / "gkdesk", lambda *step: told.append(step), cost=CHEAP)
        (home / "told.json").write_text(json.dumps(told), "utf-8")
        shutil.copytree(door.place(home / "gkdesk"), home / "plain")
        mark = home / "plain" / OFFICE / DEMO_MARK
        mark.write_bytes(mark.read_bytes().split()[0])
        (home / "ready").touch()
    assert (home / "ready").exists(), "another process could not make the demo"
    return home


@pytest.fixture(scope="session")
def demo_office(demo_home: Path) -> Path:
    """The demo office as the command makes it; to be copied."""
    return demo_home / "plain" / OFFICE


@pytest.fixture
def quiet() -> Iterator[QuietSay]:
    mine = QuietSay()
    before = talk.replace_say(mine)
    yield mine
    talk.replace_say(before)


@pytest.fixture
def desk(founded: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Desk]:
    """An office opened by 周桂芬 (经办)."""
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    with Desk.open(folder, now=clock, cost=CHEAP) as opened:
        opened.accounts.log_in("周桂芬", PASSWORD)
        yield opened


@pytest.fixture
def window(
    qtbot: QtBot, desk: Desk, quiet: QuietSay, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """The main window, shown at the size of a 1366×768 screen less its bars."""
    make_application(desk.session.folder)
    monkeypatch.setattr("sys.excepthook", __import__("sys").__excepthook__)
    LOOK.scale = 1.0
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 696)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    LOOK.scale = 1.0


def applicant(number: int = 101, **changes: str) -> dict[str, object]:
    """Return a walk-in applicant; the identity number is well-formed and nobody's."""
    body = f"99000019650412{number:03d}"
    values: dict[str, object] = {
        "applicant_kind": "citizen",
        "channel": "counter",
        "name": "李桂兰",
        "id_type": "身份证",
        "id_number": body + id_check_character(body),
        "phone": "13900001234",
        "content": "2025年上坪村宅基地审批结果",
    }
    return values | changes
