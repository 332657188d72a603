"""清单: the further lists of the office, shown, saved as a workbook or printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.base import tablesheet
from gkdesk.records.lists import Listed, ListKind, Span, quarter, whole
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    empty_page,
    label,
    open_at,
    row,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.rows_table import Column, RowsTable

_YEARS = 5
_FREE = ("文件名称", "信息名称", "标题")
_WIDTHS = {"序号": 60, "状态": 80, "解读": 64, "是否按时": 96}


class ListsDialog(QDialog):
    """One list at a time, over a year, a quarter or everything."""

    def __init__(self, parent: QWidget, context: Context, kind: ListKind) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("清单 — 政务公开工作台")
        self.kind, self.span = CalmCombo(), CalmCombo()
        for combo, name in ((self.kind, "哪种清单"), (self.span, "期间")):
            combo.setFont(font(15))
            combo.setAccessibleName(name)
        for one in ListKind:
            self.kind.addItem(one.label, one.value)
        self.kind.setCurrentIndex(self.kind.findData(kind.value))
        for words, value in _spans(context.desk.session.today):
            self.span.addItem(words, value)
        self.kind.currentIndexChanged.connect(lambda _at: self.reload())
        self.span.currentIndexChanged.connect(lambda _at: self.reload())
        self._count = label("", 14, 400, INK2)
        self._stack = QStackedWidget()
        self._print = button("存成 PDF", icon="printer", on=lambda: self.save(".pdf"))
        self._book = button("存成表格", "primary", "download", on=lambda: self.save(".xlsx"))
        body = column(
            label("清单", 20, 700),
            box(row(self.kind, self.span, None, self._count, gap=10)),
            (card(column(self._stack)), 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(None, close, self._print, self._book)))
        open_at(self, 1080, 640)
        self.reload()

    def reload(self) -> None:
        """Make the chosen list."""
        made = self._made()
        while self._stack.count():
            gone = self._stack.widget(0)
            self._stack.removeWidget(gone)
            gone.deleteLater()
        if made.rows:
            table = RowsTable(_columns(made), made.kind.label)
            table.fill(made.rows)
            self._stack.addWidget(table)
        else:
            self._stack.addWidget(empty_page(f"{made.span}没有。空表也可以存出来签字盖章。"))
        self._count.setText(f"{made.span}，共{len(made.rows)}件")
        self._print.setEnabled(made.kind is not ListKind.PUBLISHED)

    def save(self, ending: str) -> None:
        """Write the list where the clerk says."""
        kind, span = ListKind(self.kind.currentData()), self._span()
        words = "PDF 文件 (*.pdf)" if ending == ".pdf" else "Excel 工作簿 (*.xlsx)"
        path = say().save(self, f"存{kind.label}", f"{kind.label}（{span.words}）{ending}", words)
        if path is None:
            return
        chosen = path if path.suffix else path.with_suffix(ending)
        if self._context.do(self, lambda: self._write(kind, span, chosen)):
            self._context.status(f"已存：{chosen.name}")

    def _write(self, kind: ListKind, span: Span, path: Path) -> None:
        self._context.desk.records.lists.write(kind, span, path)

    def _made(self) -> Listed:
        kind = ListKind(self.kind.currentData())
        return self._context.desk.records.lists.make(kind, self._span())

    def _span(self) -> Span:
        value = self.span.currentData()
        return quarter(value) if value else whole(self._context.desk.session.today)


def _spans(today: date) -> list[tuple[str, str]]:
    found = [("至今全部", "")]
    for year in range(today.year, today.year - _YEARS, -1):
        found.append((f"{year}年", str(year)))
        found += [(quarter(f"{year}Q{at}").words, f"{year}Q{at}") for at in (4, 3, 2, 1)]
    return found


def _columns(made: Listed) -> list[Column]:
    def shown(at: int) -> Column:
        head = made.headings[at]
        width = 0 if head in _FREE else _WIDTHS.get(head, 120)
        return Column(head, width, lambda row: _text(row[at]), bold=head in _FREE)

    return [shown(at) for at in range(len(made.headings))]


def _text(cell: tablesheet.Cell) -> str:
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
