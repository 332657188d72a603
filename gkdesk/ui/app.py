"""Start the window: open the office, log in, show the pages."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base.errors import GkdeskError
from gkdesk.base.loading import uncollected

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from gkdesk.desk import Desk

    from .window import MainWindow


# Qt gives the interpreter back at every call and then waits this long for it while long work
# reckons in a thread: at Python's 5 ms a page of a thousand calls took seconds
SWITCH_S = 0.00005
AGAIN = -1  # no exit code: open the office once more
DEMO_ANEW = -2  # nor this: make the demo once more


class _EarlyKey:
    """Opens the data key in a thread while Qt is still loading.

    For a shortcut that names the user and password in the environment (demo, tests, a kiosk).
    """

    def __init__(self, desk: Desk, name: str, password: str) -> None:
        self.challenge = desk.accounts.challenge(name)
        self._key: bytes | None = None
        self._thread = threading.Thread(target=self._open, args=(password,), daemon=True)
        self._thread.start()

    def _open(self, password: str) -> None:
        self._key = self.challenge.answer(password)

    def key(self) -> bytes | None:
        self._thread.join()
        return self._key


def main(arguments: Sequence[str]) -> int:
    """Run the window until it is closed; return the exit code."""
    from gkdesk import paths

    parser = argparse.ArgumentParser(prog="gkdesk")
    parser.add_argument("window", nargs="?")
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(arguments[1:])
    folder = chosen.folder or paths.default_folder()
    code = _once(folder)
    while code in (AGAIN, DEMO_ANEW):  # a backup was put back, or a demo was left
        code = _once(folder, anew=code == DEMO_ANEW)
    return code


def _once(folder: Path, *, anew: bool = False) -> int:
    """Open the office and run its window; return the exit code, ``AGAIN`` or ``DEMO_ANEW``."""
    from gkdesk.desk import Desk, NoOffice

    try:
        desk = Desk.open(folder)
    except NoOffice:
        return _set_up(folder, anew=anew)
    except GkdeskError as error:
        return cannot_open(error, folder)
    try:
        application, window = open_window(desk, folder)
        window.showMaximized()
        code = run(application)
    finally:
        desk.close()
    return AGAIN if window.again else code


def run(application: QApplication) -> int:
    """Run the window's loop until the last window is closed."""
    from .collecting import collecting

    with collecting(application):
        return application.exec()


def open_window(desk: Desk, folder: Path) -> tuple[QApplication, MainWindow]:
    """Make the application and the window of an open office, not shown yet."""
    with uncollected():
        early = early_key(desk)
        application = make_application(folder)
        return application, first_window(desk, early)


def _set_up(folder: Path, *, anew: bool = False) -> int:
    """Found an office in a window, then go on in the main window; or look at the demo first."""
    application = make_application(folder)
    first = _First(folder)
    first.page.show()
    if anew:
        first.page.look_at_demo(anew=True)
    try:
        code = run(application)
    finally:
        for desk in first.opened:
            desk.close()
    return first.left or code


class _First:
    """The first page and what is opened from it; ``left`` says how to go on afterwards."""

    def __init__(self, folder: Path) -> None:
        from .setup import SetupPage

        self.opened: list[Desk] = []
        self._windows: list[MainWindow] = []
        self._counties: list[QWidget] = []
        self._demo_left = 0
        self.page = SetupPage(folder, self._begin, county=self._county, demo=self._look)

    @property
    def left(self) -> int:
        """``AGAIN`` or ``DEMO_ANEW`` when it was asked for, else 0."""
        again = self.page.restored or any(window.again for window in self._windows)
        return AGAIN if again else self._demo_left

    def _begin(self, desk: Desk, above: Callable[[], QWidget] | None = None) -> None:
        from .window import MainWindow

        self.opened.append(desk)
        self._windows.append(MainWindow(desk, above))
        self._windows[0].showMaximized()
        self.page.hide()

    def _look(self, desk: Desk) -> None:
        from .demo_bar import demo_bar

        self._begin(
            desk, lambda: demo_bar(lambda: self._leave(DEMO_ANEW), lambda: self._leave(AGAIN))
        )

    def _leave(self, code: int) -> None:
        """Close the demo's window, unless something there is not to be interrupted."""
        if self._windows[0].close():
            self._demo_left = code

    def _county(self) -> None:
        from .county.start import choose

        window = choose(self.page)
        if window is not None:
            self._counties.append(window)
            window.showMaximized()
            self.page.hide()


def early_key(desk: Desk) -> _EarlyKey | None:
    """Begin to open the key when name and password stand in the environment."""
    name, password = os.environ.get("GKDESK_USER"), os.environ.get("GKDESK_PASSWORD")
    return _EarlyKey(desk, name, password) if name and password else None


def make_application(folder: Path) -> QApplication:
    """Make the QApplication: Fusion, our type, crash handler, the office's type size."""
    from PySide6.QtWidgets import QApplication

    from gkdesk import settings
    from gkdesk.desk import wall_clock

    from . import crash
    from .look import LOOK, font

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    if not application.property("fusion"):  # setting it again polishes every widget anew
        application.setStyle("Fusion")
        application.setProperty("fusion", True)
        _speak_chinese(application)
    application.setApplicationName("gkdesk")
    application.setApplicationDisplayName("政务公开工作台")
    chosen, _problems = settings.read(folder)
    LOOK.scale, LOOK.strong = chosen.font_scale, chosen.strong_colours
    if application.font() != font(15):
        application.setFont(font(15))
    crash.install(folder, wall_clock)
    sys.setswitchinterval(SWITCH_S)
    return application


def _speak_chinese(application: QApplication) -> None:
    """Let Qt's own words be Chinese: the menu of a text field, the choosers it draws itself."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    words = QTranslator(application)
    if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(words)


def first_window(desk: Desk, early: _EarlyKey | None = None) -> MainWindow:
    """Return the log-in window, or the main window when the environment already let us in."""
    from .window import MainWindow

    if early is not None:
        # what the first page needs is loaded while the key is still being opened
        _ = desk.agenda
        importlib.import_module("gkdesk.ui.today.page")
        # a wrong password in the environment leaves the log-in page, nothing else
        with contextlib.suppress(GkdeskError):
            desk.accounts.admit(early.challenge, early.key())
    return MainWindow(desk)


def cannot_open(error: GkdeskError, folder: Path) -> int:
    """Say in a window of its own why the office cannot be opened.

    A damaged database can be put back from a backup; then it is opened anew (``AGAIN``).
    """
    from PySide6.QtWidgets import QMessageBox

    application = make_application(folder)
    box = QMessageBox(QMessageBox.Icon.Warning, "政务公开工作台", str(error))
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    restore = None
    if getattr(error, "restorable", False):
        from .system.restore_dialog import newest_here

        box.setInformativeText(newest_here(folder))
        restore = box.addButton("从备份恢复", QMessageBox.ButtonRole.ActionRole)
    box.exec()
    application.processEvents()
    if restore is not None and box.clickedButton() is restore:
        from gkdesk.desk import wall_clock

        from .system.restore_dialog import restore_without_office

        if restore_without_office(None, folder, wall_clock):
            return AGAIN
    return error.exit_code
