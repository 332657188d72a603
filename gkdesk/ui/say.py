"""Every message box and file chooser; tests answer them by setting ``SAY``'s fields."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets  # the boxes' types are made when the first of them is shown
from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import GkdeskError, Problem

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_SHOWN = 12


class Say:
    """Talks to the clerk. One instance, ``SAY``, so that a test can put another in its place."""

    def trouble(self, parent: QWidget | None, error: GkdeskError) -> None:
        """Say what went wrong and list its places."""
        problems: Sequence[Problem] = getattr(error, "problems", [])
        lines = [f"{problem.where}：{problem.message}" for problem in problems[:MOST_SHOWN]]
        if len(problems) > MOST_SHOWN:
            lines.append(f"……共{len(problems)}处")
        self._box(parent, QtWidgets.QMessageBox.Icon.Warning, str(error), "\n".join(lines))

    def tell(self, parent: QWidget, text: str, more: str = "") -> None:
        self._box(parent, QtWidgets.QMessageBox.Icon.Information, text, more)

    def ask(self, parent: QWidget, text: str, *, yes: str, no: str, more: str = "") -> bool:
        """Ask before what cannot be undone; the safe button has the focus."""
        asked = QtWidgets.QMessageBox(
            QtWidgets.QMessageBox.Icon.Question, "政务公开工作台", text, parent=parent
        )
        asked.setInformativeText(more)
        go = asked.addButton(yes, QtWidgets.QMessageBox.ButtonRole.AcceptRole)
        stay = asked.addButton(no, QtWidgets.QMessageBox.ButtonRole.RejectRole)
        asked.setDefaultButton(stay)
        asked.exec()
        return asked.clickedButton() is go

    def files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        """Let the clerk choose files to read."""
        names, _kind = QtWidgets.QFileDialog.getOpenFileNames(parent, title, "", kinds)
        return [Path(name) for name in names]

    def folder(self, parent: QWidget, title: str) -> Path | None:
        """Let the clerk choose a folder."""
        name = QtWidgets.QFileDialog.getExistingDirectory(parent, title)
        return Path(name) if name else None

    def save(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        """Let the clerk choose where a file goes."""
        chosen, _kind = QtWidgets.QFileDialog.getSaveFileName(parent, title, name, kinds)
        return Path(chosen) if chosen else None

    def printer(self, parent: QWidget) -> QPrinter | None:
        """Let the clerk choose a printer."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        return printer if QPrintDialog(printer, parent).exec() else None

    def open_outside(self, path: Path) -> None:
        """Open a file or folder with the program the system keeps for it."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _box(
        self, parent: QWidget | None, icon: QtWidgets.QMessageBox.Icon, text: str, more: str
    ) -> None:
        shown = QtWidgets.QMessageBox(icon, "政务公开工作台", text, parent=parent)
        shown.setInformativeText(more)
        shown.addButton("知道了", QtWidgets.QMessageBox.ButtonRole.AcceptRole)
        shown.exec()


class _Holder:
    say = Say()


def say() -> Say:
    """Return the one who talks (a test may have put another in its place)."""
    return _Holder.say


def replace_say(other: Say) -> Say:
    """Put another talker in place; return the one before."""
    before, _Holder.say = _Holder.say, other
    return before
