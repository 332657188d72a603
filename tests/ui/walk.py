"""Leads the lint through a window: every page, tab, menu and dialog that its buttons open.

A dialog's ``exec`` shows it, looks it over, presses its own buttons and closes it again, so nothing
is carried out that a dialog asks for; what a button does at once is done to a copy of an office.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QMenu,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from gkdesk.ui.tasks import Task, Tasks
from tests.ui import lint

DEEPEST = 2  # a dialog over a dialog
# these change the window itself or leave the dialog
LEFT = {"锁定", "字号", "帮助", "查找", "关闭", "先不办", "取消", "先放着", "返回"}
WAIT_S = 5.0


@dataclass
class Walk:
    """One window under the lint."""

    window: QWidget
    tasks: Sequence[Tasks]
    excused: Callable[[lint.Finding], bool] = lambda _one: False
    found: set[lint.Finding] = field(default_factory=set)
    dialogs: set[str] = field(default_factory=set)
    long_buttons: set[str] = field(default_factory=set)
    looked: int = 0
    _menus: list[QMenu] = field(default_factory=list)
    _held: set[Task] = field(default_factory=set)
    _place: str = ""
    _depth: int = 0

    def settle(self) -> None:
        """Let the window do what waits, and the work it began."""
        until = time.perf_counter() + WAIT_S
        QApplication.processEvents()
        while self._busy() and time.perf_counter() < until:
            QApplication.processEvents()
            time.sleep(0.002)
        QApplication.processEvents()
        QApplication.processEvents()

    def _busy(self) -> bool:
        return any(one not in self._held for each in self.tasks for one in each.under_way())

    def look(self, place: str, root: QWidget | None = None) -> None:
        """Hold what is seen now to the rules."""
        self._place = place
        self.settle()
        self.looked += 1
        found = set(lint.look_over(root or self.window, place))
        if any(
            not self.excused(one) for one in found
        ):  # what is gone a moment later was only on its way, on a machine under load
            time.sleep(0.1)
            self.settle()
            found &= set(lint.look_over(root or self.window, place))
        self.found.update(found)
        self.long_buttons.update(lint.long_buttons(root or self.window))

    def press_all(
        self, root: QWidget, place: str, again: Callable[[], object], pressed: set[str]
    ) -> None:
        """Press every button once and choose everything of the menus they open.

        ``again`` brings the page back when a button led away from it; what was ``pressed`` is not
        pressed again.
        """
        while (one := self._next(root, pressed)) is not None:
            name = _name(one)
            pressed.add(name)
            before = _buttons(root)
            self._press(root, name, f"{place} › {name}")
            if not isValid(root) or (isinstance(root, QDialog) and not root.isVisible()):
                return
            if _buttons(root) != before:
                again()

    def _next(self, root: QWidget, pressed: set[str]) -> QAbstractButton | None:
        for one in lint.widgets(root, QPushButton):
            name = _name(one)
            if not isinstance(one, QPushButton) or one.menu() is not None:  # whose exec is Qt's own
                continue
            if one.isEnabled() and name not in pressed | LEFT:
                return one
        return None

    def _press(self, root: QWidget, name: str, place: str) -> None:
        self._place = place
        chosen = 0
        while True:
            one = next((one for one in lint.widgets(root, QPushButton) if _name(one) == name), None)
            if not isinstance(one, QAbstractButton):
                return
            self._menus.clear()
            one.click()
            if not self._menus:
                break
            actions = [each for each in self._menus[0].actions() if each.isEnabled()]
            if chosen < len(actions):
                self._place = f"{place} › {actions[chosen].text()}"
                actions[chosen].trigger()
            self.settle()
            chosen += 1
            if chosen >= len(actions):
                break
        self.settle()

    def run_dialog(self, dialog: QDialog) -> int:
        """Stand in for ``exec``: look the dialog over, press its buttons, close it."""
        name = f"{type(dialog).__name__} {dialog.windowTitle().partition(' — ')[0]}"
        place, held = self._place, self._held
        self._depth += 1
        # work whose answer opened this dialog is done only when it has been closed
        self._held = {one for each in self.tasks for one in each.under_way()}
        dialog.show()
        if name not in self.dialogs:
            self.dialogs.add(name)
            self.look(f"{place} › {name}", dialog)
            if self._depth < DEEPEST:
                self.press_all(dialog, place, lambda: None, set())
        self._depth, self._place, self._held = self._depth - 1, place, held
        dialog.done(QDialog.DialogCode.Rejected)
        return QDialog.DialogCode.Rejected

    @contextmanager
    def walking(self) -> Iterator[Walk]:
        """Stand in for every dialog's ``exec``, and see what is shown without a parent."""
        strays = _Strays(self)
        application: Any = QApplication.instance()
        application.installEventFilter(strays)
        try:
            with (
                patch.object(QDialog, "exec", _handed_to(self)),
                patch.object(QMenu, "popup", _kept_by(self)),
            ):
                yield self
        finally:
            application.removeEventFilter(strays)


def _handed_to(walk: Walk) -> Callable[[QDialog], int]:
    def run(dialog: QDialog) -> int:  # a function, so that it becomes a method of the dialog
        return walk.run_dialog(dialog)

    return run


def _kept_by(walk: Walk) -> Callable[[QMenu, object], None]:
    def popup(menu: QMenu, _at: object) -> None:
        walk._menus.append(menu)

    return popup


class _Strays(QObject):
    """Finds widgets shown before they have a parent: each flashes up as a window of its own."""

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self._walk = walk

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            ours = watched is self._walk.window or isinstance(watched, QDialog | QMenu)
            # Qt's own: the list of a drop-down, a tip
            if watched.isWindow() and not ours and watched.parentWidget() is None:
                kind = type(watched).__name__
                words = watched.accessibleName()
                self._walk.found.add(lint.Finding("stray window", self._walk._place, kind, words))
        return False


def _name(one: QWidget) -> str:
    words = one.text().strip() if isinstance(one, QAbstractButton) else ""
    return words or one.accessibleName()


def _buttons(root: QWidget) -> list[str]:
    return sorted(_name(one) for one in lint.widgets(root, QPushButton))
