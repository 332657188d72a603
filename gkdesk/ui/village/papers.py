"""One paper saved where the clerk chooses, made beside the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.say import say

if TYPE_CHECKING:
    from gkdesk.desk import Desk


def save_pdf(
    parent: QWidget, context: Context, title: str, name: str, write: Callable[[Desk, Path], None]
) -> None:
    """Ask where the paper goes and write it there; ``write`` runs on a connection of its own."""
    path = say().save(parent, title, name, "PDF (*.pdf)")
    if path is None:
        return

    def work(desk: Desk, _report: Report) -> None:
        write(desk, path)

    context.do_long(parent, work, lambda _none: context.status(f"已存为 {path.name}"))
