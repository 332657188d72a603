"""移送: months and receivers, what goes, the papers, and the quarter's cross-check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base import files
from gkdesk.base.errors import BadValue
from gkdesk.base.progress import Report
from gkdesk.records.regmodel import Per
from gkdesk.records.regperiod import Span
from gkdesk.records.transfermodel import Standing
from gkdesk.ui.context import Context, day, short_day
from gkdesk.ui.look import INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Elided,
    action_bar,
    box,
    button,
    card,
    column,
    label,
    open_at,
    row,
)
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.menus import Entries, offer
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .register_form import small

if TYPE_CHECKING:
    from gkdesk.desk import Desk

PILLS: dict[str, tuple[str, str]] = {
    "待移送": ("amber", "clock"), "待补送": ("amber", "clock"), "待撤回": ("red", "undo-2"),
    "已移送": ("green", "circle-check"),
}  # fmt: skip


def _pill(today: date, one: Standing) -> PillOf:
    """The state; red when its day has passed."""
    tone, icon = PILLS[one.label]
    return (one.label, "red" if not one.done and one.due_on < today else tone, icon)


def _months(today: date) -> tuple[Column, ...]:
    return (
        Column("月份", 104, lambda one: one.month.label, bold=True),
        Column("接收单位", 0, lambda one: one.receiver.name),
        Column("件数", 62, lambda one: str(len(one.rows)), right=True),
        Column("状态", 116, lambda one: one.label, pill=partial(_pill, today)),
    )


RECORDS = (
    Column("编号", 124, lambda pair: pair[0].number, optional=True),
    Column("标题", 0, lambda pair: pair[0].title, bold=True),
    Column("文号", 176, lambda pair: pair[0].doc_number or "—", optional=True),
    Column("公开日期", 96, lambda pair: short_day(pair[0].published_on)),
    Column("", 84, lambda pair: pair[1]),
)


class TransferDialog(QDialog):
    """Months on the left, the records of the chosen one on the right."""

    def __init__(self, parent: QWidget, context: Context, month: str = "", code: str = "") -> None:
        super().__init__(parent)
        self._context, self._room = context, context.desk.registers
        self.setWindowTitle("移送 — 政务公开工作台")
        self.months = RowsTable(_months(context.desk.session.today), "各月")
        self.records = RowsTable(RECORDS, "公开信息")
        self.title = label("", 18, 700)
        self._told = Elided("", 14, 400, INK2)
        left = card(column((self.months, 1), gap=0))
        left.setFixedWidth(px(404))
        self.hand = button("登记移送", "primary", "check", on=self.ask_hand)
        right = column(
            row(self.title, None), self._told, (card(column((self.records, 1), gap=0)), 1), gap=8
        )
        self.papers = button("打印交接文据和目录表", icon="printer", on=self.print_papers)
        self.more = button("更多", icon="ellipsis")
        self.more.clicked.connect(lambda: offer(self.more, self.entries()))
        foot = action_bar(self.papers, self.more, None, self.hand, button("关闭", on=self.accept))
        body = row(left, (box(right), 1), gap=12, margins=(18, 12, 18, 8))
        self.setLayout(column((box(body), 1), foot, gap=0))
        self.months.picked.connect(lambda _one: self._show())
        open_at(self, 1260, 660)
        self.reload()
        for at, one in enumerate(self.months.shown()):
            if (str(one.month), one.receiver.code) == (month, code):
                self.months.selectRow(at)

    def reload(self) -> None:
        """Ask for every month and keep the place."""
        self.months.fill(self._room.transfer.standings(), faint=lambda one: one.label == "已移送")
        if self.months.current() is None:
            self.months.selectRow(0)
        self._show()

    def ask_hand(self) -> None:
        """Ask who received the month's records and when."""
        if one := self._one():
            transfer = self._room.transfer
            what = f"补送{len(one.late)}件" if one.handed else f"{len(one.rows)}件"
            words = what if one.handed or one.rows else "当月没有公开信息，只送盖章的目录表"
            self._run(small(
                self, self._context, "登记移送", (*_asks(), Ask("note", "备注", required=False)),
                lambda values: transfer.hand(
                    str(one.month), one.receiver.code, _day(values),
                    taken_by=values.get("taken_by", ""), note=values.get("note", ""),
                ),
                verb="登记移送", hint=f"{one.month.label} {one.receiver.name}：{words}",
            ))  # fmt: skip

    def entries(self) -> Entries:
        """Return the rarer commands that make sense now."""
        one, found = self._one(), list[tuple[str, Callable[[], object]]]()
        if one is not None and one.recall:
            found += [("出具撤回函…", self.print_letter), ("登记撤回函已送交…", self.ask_recall)]
        span = Span.of(Per.QUARTER, one.month.first if one else self._context.desk.session.today)
        found += [
            (f"核对{span.label}件数…", partial(self.ask_count, span)),
            (f"{span.label}核对表存为 PDF…", partial(self.print_count, span)),
        ]
        return found

    def ask_recall(self) -> None:
        if one := self._one():
            transfer = self._room.transfer
            self._run(small(
                self, self._context, "登记撤回函已送交", _asks(),
                lambda values: transfer.recall(
                    str(one.month), one.receiver.code, _day(values),
                    taken_by=values.get("taken_by", ""),
                ),
                verb="登记", hint=f"{one.receiver.name}：撤回{len(one.recall)}件，函一式两份",
            ))  # fmt: skip

    def ask_count(self, span: Span) -> None:
        """Ask how many records the receivers hold, and say what differs."""
        transfer = self._room.transfer
        found = transfer.counts(str(span))
        asks = [
            Ask(one.receiver.code, f"{one.receiver.name}实有件数", "count", required=False,
                default="" if one.theirs is None else str(one.theirs), help=f"应有{one.held}件")
            for one in found
        ]  # fmt: skip

        def take(values: Mapping[str, str]) -> None:
            for one in found:
                text = values.get(one.receiver.code, "")
                if text and not (text.isascii() and text.isdigit()):
                    raise BadValue(one.receiver.code, one.receiver.name, "件数应为整数")
                if text:
                    transfer.note_count(str(span), one.receiver.code, int(text))

        words = "；".join(f"{one.receiver.name}{one.words}" for one in found if one.words)
        self._run(small(
            self, self._context, f"核对{span.label}", asks, take, verb="登记件数",
            hint=words or "公开、移送、撤回的件数对得上。",
        ))  # fmt: skip
        wrong = [one for one in transfer.counts(str(span)) if one.words]
        self._context.status(
            "；".join(f"{one.receiver.name}{one.words}" for one in wrong) or "件数一致"
        )

    def print_papers(self) -> None:
        """Write slip and list of the month, for every receiver."""
        one = self._one()
        folder = say().folder(self, "交接文据和目录表写到哪里") if one else None
        if one is None or folder is None:
            return
        month = str(one.month)

        def work(desk: Desk, report: Report) -> list[Path]:
            room = desk.registers
            found = [room.transfer.standing(month, to.code) for to in room.transfer.receivers]
            return room.transfer_paper.write(found, folder, report)

        def done(written: list[Path]) -> None:
            self._context.status(f"已写{len(written)}份，在 {folder.name}")
            say().open_outside(folder)

        self._context.do_long(self, work, done)

    def print_letter(self) -> None:
        """Number, archive and save the letter that calls back."""
        one = self._one()
        if one is None:
            return
        name = f"撤回函-{one.month}-{one.receiver.name}.pdf"
        path = say().save(self, "撤回函存到哪里（档案里另存一份）", name, "PDF (*.pdf)")
        if path is None:
            return
        month, code = str(one.month), one.receiver.code

        def work(desk: Desk, _report: Report) -> str:
            room = desk.registers
            made = room.transfer_paper.recall(room.transfer.standing(month, code))
            desk.documents.save_as(made.sha256, path)
            return made.number

        self._context.do_long(
            self, work, lambda number: self._context.status(f"{number}，已存为 {path.name}")
        )

    def print_count(self, span: Span) -> None:
        path = say().save(self, "核对表存到哪里", f"移送核对-{span}.pdf", "PDF (*.pdf)")
        if path is None:
            return

        def work(desk: Desk, _report: Report) -> None:
            files.write(path, desk.registers.transfer_paper.count(str(span)))

        self._context.do_long(self, work, lambda _none: self._context.status("核对表已存"))

    def _show(self) -> None:
        one = self._one()
        if one is None:
            return
        self.title.setText(f"{one.month.label}　{one.receiver.name}")
        back = {row.uid for row in one.recall}
        pairs = [
            (row, "待撤回" if row.uid in back else "已移送")
            for handed in one.handed
            for row in handed.rows
        ]
        pairs += [(row, "待补送" if one.handed else "待移送") for row in one.late]
        book = self._room.book
        mask = partial(book.shown_text, rules=book.rules())
        pairs = [
            (replace(row, title=mask(row.title), doc_number=mask(row.doc_number)), went)
            for row, went in pairs
        ]
        self.records.fill(pairs, faint=lambda pair: pair[1] == "已移送")
        last = one.handed[-1] if one.handed else None
        took = (
            f"，{day(last.on, year=one.due_on.year)}移送，{mask(last.taken_by)}接收" if last else ""
        )
        none = "" if pairs else "；当月没有公开信息，也要送盖章的目录表"
        mark = "（暂估）" if one.provisional else ""
        why = self._room.transfer.rule(one.month).why
        self._told.say(f"应在{day(one.due_on)}前移送（{why}）{mark}{took}{none}")
        self.hand.setEnabled(not one.done)

    def _one(self) -> Standing | None:
        found: Standing | None = self.months.current()
        return found

    def _run(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.reload()


def _asks() -> tuple[Ask, ...]:
    return (
        Ask("on", "移送日期", "date", default="今天"),
        Ask("taken_by", "接收人", help="加密保存"),
    )


def _day(values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("on", ""))
    except ValueError as error:
        raise BadValue("on", "移送日期", "认不出，可写 4月10日 或 20260410") from error
