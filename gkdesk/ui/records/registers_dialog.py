"""台账: the registers at the left, the chosen one's entries and what can be done at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QWidget

from gkdesk.base.progress import Report
from gkdesk.records.regmodel import Act, Entry, Kind, Line, Per, Register, Summary
from gkdesk.records.regperiod import Span, Wanted
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, INK2, font, px
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
    search_line,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.menus import Entries, offer
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .entry_view import EntryView
from .register_form import act_dialog, cancel_dialog, entry_dialog, small

if TYPE_CHECKING:
    from gkdesk.desk import Desk

ALL, ROSTER = "", "duty"
Choice = tuple[str, Callable[[], object]]


def _due_pill(one: Summary) -> PillOf | None:
    if one.due:
        return (str(one.due), "red", "clock")
    return (str(one.wrong), "amber", "circle-alert") if one.wrong else None


REGISTERS = (
    Column("台账", 0, lambda one: one.form.title.removesuffix("台账"), bold=True),
    Column("条数", 62, lambda one: str(one.entries), right=True),
    Column("待办", 84, lambda one: str(one.due or one.wrong or ""), pill=_due_pill),
)


def _state_pill(line: Line) -> PillOf:
    if line.entry.cancelled:
        return (line.state.label, "slate", "undo-2")
    if line.state.done:
        return (line.state.label, "green", "circle-check")
    return (line.state.label, "blue", "clock")


def _wrong(line: Line) -> str:
    return "；".join(one.words for one in line.findings) or "—"


def shown_day(on: date | None, today: date) -> str:
    """Write a day for a list: with the year when it is another one."""
    if on is None:
        return "—"
    return f"{f'{on.year}年' if on.year != today.year else ''}{on.month}月{on.day}日"


def _columns(form: Register, today: date) -> tuple[Column, ...]:
    def due(line: Line) -> str:
        return shown_day(line.next_due.on if line.next_due else None, today)

    return (
        Column("编号", 104, lambda line: line.entry.number, key=lambda line: line.entry.number),
        Column(form.label(form.subject), 0, lambda line: line.title, bold=True),
        Column("日期", 122, lambda line: shown_day(line.day, today), key=lambda line: line.day),
        Column("状态", 118, lambda line: line.state.label, pill=_state_pill),
        Column("期限", 122, due, optional=True),
        Column("须处理", 210, _wrong, optional=True),
    )


class RegistersDialog(QDialog):
    """Every register of the office; one of them open."""

    def __init__(self, parent: QWidget, context: Context, name: str = "", uid: str = "") -> None:
        super().__init__(parent)
        self._context, self._room = context, context.desk.registers
        self._today = context.desk.session.today
        self.setWindowTitle("台账 — 政务公开工作台")
        self.registers = RowsTable(REGISTERS, "台账")
        self.registers.picked.connect(lambda _one: self._open())
        self.form: Register = next(iter(self._room.book.forms))
        self.title = label("", 18, 700)
        self.hint = Elided("", 14, 400, INK2)
        self.period = _combo("期间")
        self.state = _combo("状态")
        self.search = search_line("在本台账查找", 190, self.show_entries)
        for one in (self.period, self.state):
            one.currentIndexChanged.connect(lambda _at: self.show_entries())
        self.table = RowsTable(_columns(self.form, self._today), "各条")
        self._told = label("", 14, 400, AMBER, wrap=True)
        self._build()
        open_at(self, 1260, 700)
        self.reload()
        self.go_to(name, uid)

    def go_to(self, name: str, uid: str = "") -> None:
        """Open a register and choose one of its entries."""
        for at, one in enumerate(self.registers.shown()):
            if one.form.id == name or (not name and at == 0):
                self.registers.selectRow(at)
        for at, line in enumerate(self.table.shown()):
            if line.entry.uid == uid:
                self.table.selectRow(at)

    def reload(self) -> None:
        """Count every register anew and keep the place."""
        book = self._room.book
        self.registers.fill([book.summary(form) for form in book.forms])
        self._open()

    def show_entries(self) -> None:
        """Show the entries the filter line asks for."""
        lines = self._room.lists.lines(self.form.id, self.wanted())
        self.table.fill(lines, faint=lambda line: line.entry.cancelled or line.state.done)
        if lines and self.table.current() is None:
            self.table.selectRow(0)
        self._choose()

    def wanted(self) -> Wanted:
        """Return what the filter line asks for."""
        period, state = self.period.currentData(), self.state.currentData() or ""
        states = (state,) if state and not state.startswith("?") else ()
        return Wanted(
            Span.parse(period) if period else None, states, self.search.text(),
            due=state == "?due", wrong=state == "?wrong",
        )  # fmt: skip

    def add(self) -> None:
        self._run(entry_dialog(self, self._context, self.form))

    def edit(self) -> None:
        if entry := self._entry():
            self._run(entry_dialog(self, self._context, self.form, entry))

    def view(self) -> None:
        """Show the chosen entry with its course."""
        if entry := self._entry():
            EntryView(self, self._context, self.form, entry).exec()

    def cancel(self) -> None:
        if entry := self._entry():
            self._run(cancel_dialog(self, self._context, self.form, entry))

    def take(self, act: Act) -> None:
        """Take a step of the chosen entry."""
        if entry := self._entry():
            if act.asks:
                self._run(act_dialog(self, self._context, self.form, entry, act))
            elif self._context.do(self, lambda: self._room.book.act(entry.uid, act.code)):
                self.reload()

    def steps(self) -> Entries:
        """Return what the chosen entry's state allows."""
        entry = self._entry()
        found = self._room.book.acts(entry) if entry else []
        return [(act.label, partial(self.take, act)) for act in found] or [
            ("没有可办的", lambda: None)
        ]

    def files(self) -> Entries:
        """Return what can be done with the chosen entry's files."""
        entry = self._entry()
        if entry is None:
            return [("没有选中", lambda: None)]
        found: list[Choice] = [("添加附件…", partial(self._attach, entry))]
        for one in entry.files:
            note = self._room.book.shown_text(one.note)
            words = f"另存第{one.id}份：{self.form.label(one.field) or '附件'} {note}".strip()
            found.append((words, partial(self._save_file, entry, one.id)))
        return found

    def ask_roster(self) -> None:
        """Ask whose turn it is in which month and share its days out."""
        today = self._context.desk.session.today
        month = str(Span.of(Per.MONTH, today).next())
        asks = (
            Ask("month", "月份", default=month),
            Ask("people", "值班人员", "longtext", help="一行一个，轮流排"),
            Ask("leaders", "带班领导", "longtext", required=False, help="一行一个，轮流排"),
            Ask(
                "phone", "值班电话", required=False, default=self._context.desk.session.organ.phone
            ),
        )
        self._run(small(
            self, self._context, "排整月的班", asks,
            lambda values: self._room.fill_roster(
                values.get("month", ""), values.get("people", "").splitlines(),
                values.get("leaders", "").splitlines(), values.get("phone", ""),
            ),
            verb="排班", hint="已经排了的日子不动。排好后选月份打印。",
        ))  # fmt: skip

    def ask_calendar(self) -> None:
        """Ask which month's roster is printed as a calendar, and where it goes."""
        month = str(Span.of(Per.MONTH, self._context.desk.session.today).next())

        def take(values: Mapping[str, str]) -> None:
            chosen = values.get("month", "")
            path = say().save(self, "值班月历存到哪里", f"值班表-{chosen}.pdf", "PDF (*.pdf)")
            if path is not None:
                self._room.save_roster(chosen, path)

        self._run(small(
            self, self._context, "值班月历", (Ask("month", "月份", default=month),), take,
            verb="选位置并写入", hint="一月一页，只印姓名和值班电话。",
        ))  # fmt: skip

    def prints(self) -> Entries:
        """Return the papers of the register: the list as filtered, and stamped lists owed."""
        found: list[Choice] = [("清单存为 PDF…", partial(self._export, ".pdf"))]
        if self.form.id == ROSTER:
            found.insert(0, ("值班月历存为 PDF…", self.ask_calendar))
        for one in self._room.lists.owed(self.form):
            words = f"出具{one.span.label}清单并存档…"
            found.append((words, partial(self._issue, str(one.span))))
        if self.form.nil is not None:
            found.append(("出具其他期间的清单…", self._ask_issue))
        return found

    def _build(self) -> None:
        bad = "、".join(self._room.book.bad_forms)
        self.bad = label(
            f"有错、没有列出的台账：{bad}（用 forms check 查看）", 13, 400, AMBER, wrap=True
        )
        self.bad.setVisible(bool(bad))
        self.bad.setContentsMargins(px(10), px(6), px(10), px(8))
        left = card(column((self.registers, 1), self.bad, gap=0))
        left.setFixedWidth(px(290))
        self.new = button("新增", "primary", "plus", on=self.add)
        self.roster = button("排整月的班", icon="calendar-days", on=self.ask_roster)
        head = row(self.title, 4, (self.hint, 1), self.roster, self.new, gap=8)
        filters = row(self.period, self.state, self.search, None, gap=8)
        right = column(head, filters, (card(column((self.table, 1), gap=0)), 1), self._told, gap=8)
        self.step = self._menu("办理", "check", self.steps, "accent")
        self.change = button("修改", icon="pencil", on=self.edit)
        self.look = button("查看", icon="eye", on=self.view)
        self.attach = self._menu("附件", "upload", self.files)
        self.void = button("作废", icon="undo-2", on=self.cancel)
        self.export = button("导出", icon="file-spreadsheet", on=partial(self._export, ".xlsx"))
        self.print = self._menu("打印", "printer", self.prints)
        foot = action_bar(
            self.step, self.change, self.look, self.attach, self.void, None, self.export,
            self.print, button("关闭", on=self.accept),
        )  # fmt: skip
        self.table.picked.connect(lambda _line: self._choose())
        self.table.opened.connect(lambda _line: self.view())
        body = row(left, (box(right), 1), gap=12, margins=(18, 12, 18, 8))
        self.setLayout(column((box(body), 1), foot, gap=0))

    @staticmethod
    def _menu(words: str, icon: str, entries: Callable[[], Entries], kind: str = "") -> QPushButton:
        made = button(words, kind, icon)
        made.clicked.connect(lambda: offer(made, entries()))
        return made

    def _open(self) -> None:
        """Show the chosen register."""
        chosen: Summary | None = self.registers.current()
        if chosen is None:
            return
        same = chosen.form is self.form and self.period.count()
        self.form = chosen.form
        if not same:
            self._fill_filters()
            self.table.show_columns(_columns(self.form, self._today))
        self.title.setText(self.form.title)
        self.title.setToolTip(f"依据：{'；'.join(self.form.basis)}\n{self.form.status}")
        self.roster.setVisible(self.form.id == ROSTER)
        states = "　".join(
            f"{one.quota.label}{one.have}/{one.need}" for one in chosen.quotas
        ) or self.form.hint  # fmt: skip
        self.hint.say(states)
        self.show_entries()

    def _fill_filters(self) -> None:
        today = self._context.desk.session.today
        periods = [("全部时间", ALL)]
        for per in (Per.YEAR, Per.QUARTER, Per.MONTH):
            span = Span.of(per, today)
            periods += [(span.label, str(span)), (span.before().label, str(span.before()))]
        states = [("全部状态", ALL), ("近期到期的", "?due"), ("有问题的", "?wrong")]
        states += [(one.label, one.code) for one in self.form.states]
        states.append(("已作废", "cancelled"))
        for combo, entries in ((self.period, periods), (self.state, states)):
            combo.blockSignals(True)
            combo.clear()
            for words, value in entries:
                combo.addItem(words, value)
            combo.blockSignals(False)

    def _choose(self) -> None:
        line: Line | None = self.table.current()
        live = line is not None and not line.entry.cancelled
        for one in (self.step, self.change, self.void):
            one.setEnabled(live)
        for one in (self.attach, self.look):
            one.setEnabled(line is not None)
        words = ""
        if line is not None and line.findings:
            words = f"{line.entry.number}：{'；'.join(one.words for one in line.findings)}"
        self._told.setText(words)
        self._told.setVisible(bool(words))

    def _entry(self) -> Entry | None:
        line: Line | None = self.table.current()
        return line.entry if line else None

    def _run(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.reload()

    def _attach(self, entry: Entry) -> None:
        paths = say().files(self, "选择附件", "所有文件 (*)")
        slots = [one for one in self.form.fields if one.kind is Kind.FILE]
        field = slots[0].name if slots else ""

        def work() -> None:
            for path in paths:
                self._room.files.attach(entry.uid, path, field=field)

        if paths and self._context.do(self, work):
            self.reload()

    def _save_file(self, entry: Entry, id_: int) -> None:
        one = next(one for one in entry.files if one.id == id_)
        path = say().save(self, "附件存到哪里", self._room.files.suggested(entry, one), "*")
        if path is not None:
            self._context.do(self, lambda: self._room.files.save_as(entry, id_, path))

    def _export(self, ending: str) -> None:
        kinds = "表格 (*.xlsx)" if ending == ".xlsx" else "PDF (*.pdf)"
        path = say().save(self, "清单存到哪里", f"{self.form.title}{ending}", kinds)
        if path is None:
            return
        target = path if path.suffix else path.with_suffix(ending)
        name, wanted = self.form.id, self.wanted()

        def work(desk: Desk, _report: Report) -> int:
            return desk.registers.lists.write(name, wanted, target)

        self._context.do_long(
            self, work, lambda count: self._context.status(f"已写入{count}条，{target.name}")
        )

    def _ask_issue(self) -> None:
        ask = Ask("period", "期间", help="如 2026-03")
        self._run(small(
            self, self._context, "出具清单", (ask,),
            lambda values: self._room.lists.issue(self.form.id, values.get("period", "")),
            verb="出具并存档", hint="没有内容的期间也出具，写明没有需要登记的内容。",
        ))  # fmt: skip

    def _issue(self, period: str) -> None:
        name = f"{self.form.title}-{period}.pdf"
        path = say().save(self, "清单存到哪里（档案里另存一份）", name, "PDF (*.pdf)")
        if path is None:
            return
        form = self.form.id

        def work(desk: Desk, _report: Report) -> Path:
            made = desk.registers.lists.issue(form, period)
            desk.documents.save_as(made.sha256, path)
            return path

        self._context.do_long(
            self, work, lambda where: self._context.status(f"已存档，另存为 {where.name}"),
            settled=self.reload,
        )  # fmt: skip


def _combo(name: str) -> QComboBox:
    made = CalmCombo()
    made.setFont(font(15))
    made.setAccessibleName(name)
    made.setFixedWidth(px(170))
    return made
