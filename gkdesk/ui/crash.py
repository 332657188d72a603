"""The last handler of the window: keep a log, say that the data is safe, let the clerk go on."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import current_thread, main_thread
from types import TracebackType

from PySide6 import QtWidgets
from PySide6.QtWidgets import QApplication

from gkdesk import __version__
from gkdesk.accounts.model import LoginNeeded
from gkdesk.base.errors import GkdeskError

from .say import say

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def install(folder: Path, now: Callable[[], datetime]) -> Hook:
    """Send every exception nobody caught to ``folder/log``; return the hook.

    What already is a sentence for the clerk (a busy file, a full disk met while a page was being
    filled) is said as it stands: it is no fault of the program.
    """

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if isinstance(error, LoginNeeded):
            return  # a page's last timer after the lock: the log-in page stands there already
        if isinstance(error, GkdeskError):
            say().trouble(QApplication.activeWindow(), error)
            return
        path = keep(folder, now(), kind, trace)
        if current_thread() is not main_thread():
            return  # no window may be made here; who started the thread tells what became of it
        shown = QtWidgets.QMessageBox()
        shown.setIcon(QtWidgets.QMessageBox.Icon.Warning)
        shown.setWindowTitle("政务公开工作台")
        shown.setText("抱歉，程序内部出错，刚才这一步没有保存。之前的数据完好，可以继续使用。")
        shown.setInformativeText(f"详情已记在 {path.name}，请交给技术人员。")
        shown.setDetailedText(path.read_text("utf-8"))
        shown.exec()

    sys.excepthook = hook
    return hook


def keep(
    folder: Path, at: datetime, kind: type[BaseException], trace: TracebackType | None
) -> Path:
    """Write where it happened, without the values: they may be personal data."""
    path = folder / "log" / f"error-{at:%Y%m%d-%H%M%S}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"gkdesk {__version__}\n", *traceback.format_tb(trace), f"{kind.__name__}\n"]
    path.write_text("".join(lines), "utf-8")
    return path
