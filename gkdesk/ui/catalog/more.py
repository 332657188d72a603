"""What the page 目录 offers under 更多: each opens its own window and loads its module then."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.ui.context import Context
from gkdesk.ui.widgets.menus import Entries

WINDOWS = (
    ("版本与对照", "versions_dialog", "VersionsDialog"),
    ("动态调整", "adjust_dialog", "AdjustDialog"),
    ("科室确认", "confirm_dialog", "ConfirmDialog"),
    ("说定的写法", "settled_dialog", "SettledDialog"),
    ("领域设置", "areas_dialog", "AreasDialog"),
    ("清单（负面、基本、权责、栏目）", "lists_dialog", "ListsDialog"),
)


def entries(parent: QWidget, context: Context, after: Callable[[], object]) -> Entries:
    """Return the menu's entries; ``after`` is called when a window has closed."""

    def opener(module: str, name: str) -> Callable[[], object]:
        def run() -> None:
            kind: type[QDialog] = getattr(import_module(f".{module}", __package__), name)
            made: Callable[[QWidget, Context], QDialog] = kind
            made(parent, context).exec()
            after()

        return run

    return [(words, opener(module, name)) for words, module, name in WINDOWS]


def open_subject(parent: QWidget, context: Context, subject: str) -> bool:
    """Open what 今日 leads to: ``confirm/`` and a round's number, or ``adjust/``.

    Return whether it was one of these.
    """
    kind, _, number = subject.partition("/")
    if kind == "confirm":
        from .confirm_dialog import ConfirmDialog

        ConfirmDialog(parent, context, int(number)).exec()
    elif kind == "adjust":
        from .adjust_dialog import AdjustDialog

        AdjustDialog(parent, context).exec()
    return kind in ("confirm", "adjust")
