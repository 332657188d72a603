"""Start the window: open the office, log in, show the pages."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Sequence
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
    while (code := _once(folder)) == AGAIN:
        pass  # a backup was put back: the office is opened anew
    return code


def _once(folder: Path) -> int:
    """Open the office and run its window; return the exit code, or ``AGAIN``."""
    from gkdesk.desk import Desk, NoOffice

    try:
        desk = Desk.open(folder)
    except NoOffice:
        return _set_up(folder)
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


def _set_up(folder: Path) -> int:
    """Found an office in a window, then go on in the main window."""
    from .setup import SetupPage
    from .window import MainWindow

    application = make_application(folder)
    opened: list[Desk] = []
    windows: list[MainWindow] = []

    def begin(desk: Desk) -> None:
        opened.append(desk)
        windows.append(MainWindow(desk))
        windows[0].showMaximized()
        page.hide()

    counties: list[QWidget] = []

    def county() -> None:
        from .county.start import choose

        window = choose(page)
        if window is not None:
            counties.append(window)
            window.showMaximized()
            page.hide()

    page = SetupPage(folder, begin, county=county)
    page.show()
    try:
        code = run(application)
    finally:
        for desk in opened:
            desk.close()
    return AGAIN if page.restored or any(window.again for window in windows) else code


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
    LOOK.scale = chosen.font_scale
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
