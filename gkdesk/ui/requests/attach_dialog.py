"""What an attachment is: asked for one file or several that were chosen or dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take

ALL_KINDS = "文档、图片、录音 (*)"


def attach_dialog(
    parent: QWidget, context: Context, paths: Sequence[Path], take: Take
) -> FormDialog:
    """Ask the kind, a note and the day of these files; ``take`` keeps them all."""
    names = "、".join(path.name for path in paths[:3]) + ("……" if len(paths) > 3 else "")  # noqa: PLR2004
    kinds = context.desk.requests.files.kinds
    asks = (
        Ask("kind", "种类", "choice", choices=kinds, default=guess(paths[0].name, kinds)),
        Ask("on", "日期", "date", required=False, hint="今天"),
        Ask("note", "说明", required=False, wide=True),
    )
    return FormDialog(
        parent, f"添加{len(paths)}份附件", asks, take,
        today=context.desk.session.today, hint=names, verb="添加",
    )  # fmt: skip


def guess(name: str, kinds: Sequence[tuple[str, str]]) -> str:
    """Return the kind whose label, or part of it, stands in a file's name."""
    words = {"身份证": "identity", "委托": "poa", "信封": "envelope", "回执": "arrival",
             "申请": "application", "移交": "transfer", "录音": "recording"}  # fmt: skip
    found = next((code for word, code in words.items() if word in name), "other")
    return next((code for code, label in kinds if label in name), found)


class DropTarget(QWidget):
    """A widget that takes files dropped on it."""

    def take_drops(self, dropped: Callable[[list[Path]], None]) -> None:
        self._dropped = dropped
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._dropped(files_of(event.mimeData()))


def files_of(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
