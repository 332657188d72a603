"""附件: what was handed in or gathered for the case, looked at inside the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.requests.model import Attached
from gkdesk.ui.context import short_day
from gkdesk.ui.look import INK2, dressed, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, column, label, line, row
from gkdesk.ui.widgets.pdf_view import PdfDialog, PdfView
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .attach_dialog import ALL_KINDS, DropTarget, attach_dialog
from .case_tabs import Shown, Tab, scrolled

EMPTY = "还没有附件。把扫描件、信封、截图等拖到这里，或者按“添加附件”。添加后加密存档，不能再取走。"
UNSEEN = "这种文件不能在这里看，请另存后用别的程序打开。"


class FilesTab(DropTarget):
    """The list of attachments over the chosen one."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._files = shown.context.desk.requests.files
        found = self._files.of(shown.uid)
        self._table = RowsTable(_columns(dict(self._files.kinds)), "附件")
        self._table.fill(found)
        self._table.setFixedHeight(px(40) * (min(len(found), 4) + 1) + 2)
        self._table.picked.connect(self._look)
        self._table.opened.connect(lambda _one: self.enlarge())
        self._pdf, self._picture = PdfView(), Picture()
        self._words = label("" if found else EMPTY, 15, 400, INK2, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said = scrolled(box(column((self._words, 1), margins=(32, 0, 32, 0))))
        self._pdf.hide()
        self._picture.hide()
        add = button("添加附件", icon="plus", on=self.choose, size=14)
        large = button("放大看", icon="maximize", on=self.enlarge, size=14)
        save = button("另存为", icon="save", on=self.save, size=14)
        if not found:
            for needs in (self._table, large, save):
                needs.hide()
        bar = row(add, None, large, save, margins=(12, 6, 12, 6))
        middle = column((self._said, 1), (self._pdf, 1), (self._picture, 1), gap=0)
        self.setLayout(column(self._table, line(), (box(middle), 1), box(bar), gap=0))
        self.take_drops(self.add)
        first = QTimer(self, singleShot=True, interval=0)  # a page is fitted into a view laid out
        first.timeout.connect(lambda: self._table.selectRow(0))
        if found:
            first.start()

    def choose(self) -> None:
        """Let the clerk choose files, then ask what they are."""
        self.add(say().files(self, "添加附件", ALL_KINDS))

    def add(self, paths: Sequence[Path]) -> None:
        if not paths:
            return
        context = self._shown.context
        left = list(paths)

        def take(values: Mapping[str, str]) -> None:
            while left:  # what went in stays in; the dialog goes on with the file refused
                self._files.add(self._shown.uid, left[0], **values)
                left.pop(0)

        if attach_dialog(self, context, paths, take).exec() or len(left) < len(paths):
            context.status(f"已添加{len(paths) - len(left)}份附件")
            self._shown.reload()

    def enlarge(self) -> None:
        one: Attached | None = self._table.current()
        if one is None or one.media not in ("pdf", "picture"):
            return
        title = self._files.label(one.kind)
        try:
            if one.media == "pdf":
                PdfDialog(self, title, self._files.read(self._shown.uid, one.id)).exec()
            else:
                PictureDialog(self, title, self._files.picture(self._shown.uid, one.id)).exec()
        except GkdeskError as error:
            say().trouble(self, error)

    def save(self) -> None:
        one: Attached | None = self._table.current()
        if one is None:
            return
        path = say().save(self, "附件另存为", self._files.suggested(one), "所有文件 (*)")
        if path is not None:
            context = self._shown.context
            context.do(self, partial(self._files.save_as, self._shown.uid, one.id, path))

    def _look(self, one: Attached) -> None:
        self._pdf.setVisible(one.media == "pdf")  # before the page is fitted into it
        self._picture.setVisible(one.media == "picture")
        words = ""
        try:
            if one.media == "pdf":
                self._pdf.show_pdf(self._files.read(self._shown.uid, one.id))
            elif one.media == "picture":
                self._picture.show_png(self._files.picture(self._shown.uid, one.id))
            else:
                words = UNSEEN
        except GkdeskError as error:
            words = str(error)
            self._pdf.setVisible(False)
            self._picture.setVisible(False)
        self._words.setText(words)
        self._said.setVisible(bool(words))


class Picture(QScrollArea):
    """A picture as wide as there is room, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = QPixmap()
        self._paper = QLabel()
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._paper.setAccessibleName("附件图片")
        self.setWidget(self._paper)
        self.setWidgetResizable(True)
        self.setStyleSheet(dressed("QScrollArea { background: #D9DFE2; border-radius: 6px; }"))

    def show_png(self, data: bytes) -> None:
        self._whole = QPixmap()
        self._whole.loadFromData(data)
        self._fit()

    @property
    def picture(self) -> QPixmap:
        """What is shown now."""
        return self._paper.pixmap()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt hands over its own event
        self._fit()

    def _fit(self) -> None:
        room = max(px(120), self.viewport().width() - px(24))
        if self._whole.width() > room:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._paper.setPixmap(self._whole.scaledToWidth(room, smooth))
        else:
            self._paper.setPixmap(self._whole)


class PictureDialog(QDialog):
    """A picture as large as the screen allows."""

    def __init__(self, parent: QWidget, title: str, data: bytes) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{title} — 政务公开工作台")
        self.view = Picture()
        self.setLayout(column((self.view, 1), margins=(10, 10, 10, 10)))
        room = parent.window().size()
        self.resize(min(px(900), room.width()), room.height())
        self.view.show_png(data)


def _columns(kinds: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column("种类", 120, lambda one: kinds.get(one.kind, one.kind), bold=True),
        Column("名称和说明", 0, lambda one: f"{one.note}（{one.name}）" if one.note else one.name),
        Column("日期", 92, lambda one: short_day(one.on)),
        Column("大小", 90, lambda one: size_words(one.size), right=True, optional=True),
    )


def size_words(size: int) -> str:
    """Write bytes as KB or MB."""
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(1, size >> 10)} KB"


def _title(shown: Shown) -> str:
    count = len(shown.context.desk.requests.files.of(shown.uid))
    return f"附件 {count}" if count else "附件"


FILES = Tab("files", _title, FilesTab)
