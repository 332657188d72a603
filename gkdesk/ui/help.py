"""帮助 (F1): the clerk's manual beside the work, opened at the page one is on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QKeySequence,
    QShortcut,
    QTextCursor,
    QTextDocument,
    QTextLength,
)
from PySide6.QtGui import QTextTable as Table
from PySide6.QtWidgets import QDialog, QListWidget, QTextBrowser, QWidget

from gkdesk import paths
from gkdesk.base import files
from gkdesk.base.errors import GkdeskError

from .look import INK2, LINE, font, px, shade, style_sheet
from .say import say
from .shortcuts import show_shortcuts
from .widgets.basic import box, button, column, label, open_at, row, search_line

# which chapter tells about which section of the window
CHAPTERS = {
    "today": "今日", "catalog": "目录", "records": "公开信息", "village": "村务公开",
    "requests": "依申请公开", "sync": "同步包", "printing": "打印中心", "system": "备份与恢复",
    "statistics": "统计年报",
}  # fmt: skip
CELL, ROOM, BELOW = 6, 14, 9  # pixels in a cell of a table; round the text; below a paragraph


def chapters() -> list[tuple[str, str]]:
    """Return the manual's chapters: title and Markdown, in its order.

    Raises:
        Blocked: the program's own file is missing.
    """
    text = files.read(paths.manual()).decode("utf-8")
    first, *rest = text.split("\n## ")
    found = [("说明", first.partition("\n")[2].strip())]
    for one in rest:
        title, _, body = one.partition("\n")
        found.append((title.strip(), body))
    return found


class HelpDialog(QDialog):
    """The manual: chapters at the left, the text at the right; work goes on beside it."""

    def __init__(self, parent: QWidget, chapter: str = "") -> None:
        super().__init__(parent)
        self.setStyleSheet(style_sheet())
        self.setWindowTitle("帮助 — 政务公开工作台")
        self.setModal(False)
        self._chapters = chapters()
        self.names = QListWidget()
        self.names.setFont(font(14))
        self.names.setAccessibleName("章节")
        self.names.setFixedWidth(px(215))
        self.names.addItems([title for title, _body in self._chapters])
        self.text = QTextBrowser()
        self.text.setFont(font(15))
        self.text.setAccessibleName("手册")
        self.text.document().setDocumentMargin(px(ROOM))
        self.search = search_line("查找，按回车看下一处", 260, self._from_start)
        self.search.returnPressed.connect(self.find_next)
        self.told = label("", 14, 400, INK2)
        paper = button("打印手册", icon="printer", on=self.print_all, size=14)
        keys = button("快捷键一览", on=lambda: show_shortcuts(self), size=14)
        head = row(label("帮助", 20, 700), None, self.told, self.search, keys, paper, gap=10)
        body = row(self.names, (self.text, 1), gap=12)
        self.setLayout(column(head, (box(body), 1), gap=10, margins=(18, 14, 18, 14)))
        self.names.currentRowChanged.connect(self._show)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        open_at(self, 1040, 640)
        self.go_to(chapter)

    def go_to(self, chapter: str) -> None:
        """Open the chapter whose title says so; the first one when there is none."""
        at = next((at for at, (title, _body) in enumerate(self._chapters)
                   if chapter and chapter in title), 0)  # fmt: skip
        self.names.setCurrentRow(at)

    def find_next(self) -> None:
        """Go to the next place of what is looked for, through all chapters."""
        words = self.search.text().strip()
        if not words or self.text.find(words):
            return
        count, start = len(self._chapters), self.names.currentRow()
        for step in range(1, count + 1):
            at = (start + step) % count
            if words in self._chapters[at][1]:
                self.names.setCurrentRow(at)
                if self.text.find(words):
                    return
        self.told.setText("手册里没有这个词")

    def print_all(self) -> None:
        """Print the whole manual."""
        printer = say().printer(self)
        if printer is not None:
            paper = QTextDocument()
            face = font(15)
            face.setPointSizeF(10.5)  # pixels would be the printer's
            paper.setDefaultFont(face)
            whole = (f"## {title}\n\n{body}" for title, body in self._chapters)
            paper.setMarkdown("\n\n".join(whole))
            _lay(paper)
            paper.print_(printer)

    def _from_start(self) -> None:
        self.told.setText("")
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
        if self.search.text().strip():
            self.find_next()

    def _show(self, at: int) -> None:
        title, body = self._chapters[at]
        self.text.setMarkdown(f"## {title}\n\n{body}")
        _lay(self.text.document())


def _lay(document: QTextDocument) -> None:
    """Give the paragraphs air and the tables lines; Markdown's have neither."""
    at = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        look_of_block = block.blockFormat()
        if QTextCursor(block).currentTable() is None:
            look_of_block.setBottomMargin(px(BELOW))
            at.setPosition(block.position())
            at.setBlockFormat(look_of_block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, Table):
            look = frame.format().toTableFormat()
            look.setBorder(1)
            look.setBorderBrush(QBrush(shade(LINE)))
            look.setBorderCollapse(True)
            look.setCellPadding(CELL)
            look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            frame.setFormat(look)


def show_help(parent: QWidget, section: str) -> HelpDialog | None:
    """Open the manual at the chapter of a section, or turn the open one there."""
    found: HelpDialog | None = parent.findChild(HelpDialog)
    if found is None:
        try:
            found = HelpDialog(parent, CHAPTERS.get(section, ""))
        except GkdeskError as error:
            say().trouble(parent, error)
            return None
        found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    else:
        found.go_to(CHAPTERS.get(section, ""))
    found.show()
    found.activateWindow()
    return found
