"""The list's foot: how many rows, and what can be done with the ticked ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from gkdesk.requests.model import Field, Handed
from gkdesk.ui.context import Context
from gkdesk.ui.look import ACCENT, INK2, TINT, dressed, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, label, row
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.ticks import TickTable

from .act_dialog import ask_of

KINDS = "表格 (*.xlsx);;PDF (*.pdf)"


class ListFoot(QStackedWidget):
    """Says how many rows there are; with rows ticked, what can be done with them."""

    def __init__(self, context: Context, table: TickTable, reload: Callable[[], None]) -> None:
        super().__init__()
        self._context, self._table, self._reload = context, table, reload
        self._counted = label("", 14, 400, INK2)
        self._chosen = label("", 14, 600, ACCENT)
        self._beside = label("", 14, 400, INK2)
        plain = box(row(None, self._counted, margins=(14, 6, 14, 6)))
        bulk = box(
            row(
                self._chosen,
                button("打印登记表", icon="printer", on=self._forms, size=14),
                button("改经办人", icon="users", on=self._officer, size=14),
                button("复制到表格", icon="copy", on=self._copy, size=14),
                button("导出台账", icon="file-spreadsheet", on=self._ledger, size=14),
                None,
                self._beside,
                button("取消选择", "link", on=lambda: table.set_ticks(set()), size=14),
                gap=10,
                margins=(14, 4, 14, 4),
            )
        )
        bulk.setObjectName("bulk")
        bulk.setStyleSheet(dressed(f"#bulk {{ background: {TINT}; }}"))
        self.addWidget(plain)
        self.addWidget(bulk)
        self.setFixedHeight(px(46))
        table.ticked.connect(self._ticked)

    def tell(self, words: str) -> None:
        """Say how many rows there are and in what order."""
        self._counted.setText(words)
        self._ticked()

    def _ticked(self) -> None:
        chosen, seen = len(self._table.chosen), len(self._table.ticked_rows())
        hidden = f"，其中{chosen - seen}件被筛掉" if chosen > seen else ""
        self._chosen.setText(f"已选 {chosen} 件{hidden}")
        self._beside.setText(self._counted.text() if self._context.wide() else "")
        self.setCurrentIndex(1 if chosen else 0)

    @property
    def _uids(self) -> list[str]:
        """The ticked ones in the order they are seen, then those a filter hides."""
        seen = [item.uid for item in self._table.ticked_rows()]
        return seen + sorted(self._table.chosen - set(seen))

    def _copy(self) -> None:
        rows = self._table.ticked_rows()
        QApplication.clipboard().setText(self._table.tsv_of(rows))
        self._context.status(f"已复制{len(rows)}行，可以粘贴到WPS表格或Excel")

    def _ledger(self) -> None:
        uids = self._uids
        path = say().save(self, "导出台账", "政府信息公开申请台账.xlsx", KINDS)
        if path is not None:
            self._context.do_long(
                self,
                lambda desk, _report: desk.requests.book.write_chosen(path, uids),
                lambda count: self._context.status(f"台账已导出，{count}件：{path.name}"),
            )

    def _forms(self) -> None:
        uids = self._uids
        path = say().save(self, "打印登记表", "政府信息公开申请登记表.pdf", "PDF (*.pdf)")
        if path is None:
            return

        def done(count: int) -> None:
            self._context.status(f"登记表已生成，{count}件：{path.name}")
            say().open_outside(path)

        self._context.do_long(
            self,
            lambda desk, report: desk.requests.book.write_forms(path, uids, report),
            done,
            progressed=lambda at, of, _what: self._context.status(f"正在生成登记表 {at}/{of}"),
        )

    def _officer(self) -> None:
        requests, uids, made = self._context.desk.requests, self._uids, list[Handed]()
        names = [user.name for user in self._context.desk.accounts.users() if user.active]
        field = Field(
            "officer", "新的经办人", "choice", True, names[0], "",
            tuple((name, name) for name in names),
        )  # fmt: skip
        dialog = FormDialog(
            self,
            "改经办人",
            [ask_of(field)],
            lambda values: made.append(requests.officers.change(uids, values.get("officer", ""))),
            today=self._context.desk.session.today,
            hint=f"把选中的{len(uids)}件交给谁办。已归档的不能改。",
            columns=1,
        )
        if dialog.exec():
            say().tell(self, made[-1].words, "\n".join(made[-1].refused))
            self._table.set_ticks(set())
            self._context.refresh()
            self._reload()


def ask_period(parent: QWidget, context: Context, fields: Callable[[], Sequence[Field]]) -> None:
    """Ask from when to when, then where to, and write the ledger there."""
    found: list[tuple[date, date]] = []
    book = context.desk.requests.book

    def take(values: Mapping[str, str]) -> None:
        found.append(book.period(values))

    dialog = FormDialog(
        parent,
        "导出台账",
        [ask_of(field) for field in fields()],
        take,
        today=context.desk.session.today,
        hint="按收到申请的日期，一件一行；证件号码和电话只显示一部分。",
        verb="选择保存的位置",
    )
    if not dialog.exec():
        return
    first, last = found[-1]
    name = f"政府信息公开申请台账{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    path: Path | None = say().save(parent, "导出台账", name, KINDS)
    if path is not None:
        where = path
        context.do_long(
            parent,
            lambda desk, _report: desk.requests.book.write(where, first, last),
            lambda count: context.status(f"台账已导出，{count}件：{where.name}"),
        )
