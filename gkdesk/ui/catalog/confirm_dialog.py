"""科室确认: rounds, the offices' progress, and what each said of its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.base.errors import BadValue
from gkdesk.base.progress import Report
from gkdesk.catalog.confirmrows import Answer, Given, Round, Slip
from gkdesk.catalog.model import Item
from gkdesk.catalog.versionrows import levels_of
from gkdesk.ui.context import Context, day
from gkdesk.ui.look import INK2, font, px
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
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.ui.widgets.pdf_view import PdfDialog
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

if TYPE_CHECKING:
    from gkdesk.desk import Desk

MARKS: dict[Answer | None, PillOf] = {
    None: ("没有登记", "slate", "circle"),
    Answer.KEEP: ("保留", "green", "check"),
    Answer.CHANGE: ("修改", "amber", "pencil"),
    Answer.CANCEL: ("取消", "red", "minus"),
}
Line = tuple[Item, Given | None]


def _mark(line: Line) -> PillOf:
    return MARKS[line[1].answer if line[1] else None]


def _words(line: Line) -> str:
    given = line[1]
    if given is None or given.proposal is None:
        return ""
    return f"{given.words}（调整申请第{given.proposal}号）"


def _office_pill(slip: Slip) -> PillOf:
    return (slip.progress, "green", "check") if slip.done else (slip.progress, "amber", "hourglass")


OFFICES = (
    Column("责任科室（单位）", 0, lambda slip: slip.office, bold=True),
    Column("已登记", 104, lambda slip: slip.progress, pill=_office_pill),
)
ITEMS = (
    Column("意见", 112, lambda line: _mark(line)[0], pill=_mark),
    Column("编码", 100, lambda line: line[0].key, optional=True),
    Column("公开事项", 0, lambda line: levels_of(line[0]), bold=True),
    Column("修改内容、取消理由", 0, _words),
)


class ConfirmDialog(QDialog):
    """One round at a time: offices on the left, the chosen one's items on the right."""

    def __init__(self, parent: QWidget, context: Context, number: int = 0) -> None:
        super().__init__(parent)
        self._context, self._room = context, context.desk.catalog.confirming
        self.setWindowTitle("科室确认 — 政务公开工作台")
        self.rounds = CalmCombo()
        self.rounds.setFont(font(15))
        self.rounds.setAccessibleName("轮次")
        self.rounds.setMinimumWidth(px(300))
        self.rounds.currentIndexChanged.connect(lambda _at: self._show_round())
        self.offices: RowsTable = RowsTable(OFFICES, "责任科室")
        self.offices.picked.connect(lambda _row: self._show_office())
        self.items: RowsTable = RowsTable(ITEMS, "事项")
        self.items.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        self.items.opened.connect(lambda _row: self.answer())
        self._told = label("", 14, 400, INK2, wrap=True)
        self.start = button("开始一轮", icon="plus", on=self.begin)
        self.look = button("看确认单", icon="eye", on=self._look)
        self.print_ = button("存全部确认单", icon="printer", on=self._print)
        self.keep = button("其余全部保留", "accent", "list-checks", on=self._keep)
        self.say_ = button("登记意见", icon="pencil", on=self.answer)
        self.close_ = button("办结这一轮", icon="flag", on=self._close)
        self._found: Round | None = None
        self._build()
        self.reload(number)

    def reload(self, number: int = 0) -> None:
        """Ask for the rounds anew; stand on one, else on the newest."""
        wanted = number or self.rounds.currentData()
        found = self._room.all()[::-1]
        self.rounds.blockSignals(True)
        self.rounds.clear()
        for one in found:
            self.rounds.addItem(f"{one.title}（{one.state}）", one.number)
        self.rounds.setCurrentIndex(max(0, self.rounds.findData(wanted)))
        self.rounds.blockSignals(False)
        self._body.setCurrentIndex(0 if found else 1)
        self.start.setEnabled(all(one.closed_at for one in found))
        self._show_round()

    def begin(self) -> None:
        """Ask for a title and a day; all areas, or those named."""
        today = self._context.desk.session.today
        half = "上" if today.month <= 6 else "下"  # noqa: PLR2004 - June
        known = "、".join(name for name, _count in self._context.desk.catalog.areas())
        asks = (
            Ask("title", "名称", default=f"{today.year}年{half}半年目录确认"),
            Ask("due_on", "交回日期", "date", default="+14"),
            Ask(
                "areas",
                "只确认这些领域",
                "longtext",
                required=False,
                help=f"一行一个，不写就是全部：{known}",
            ),
        )

        def take(values: Mapping[str, str]) -> None:
            areas = values.get("areas", "").replace("、", "\n").split()
            found = self._room.start(values.get("title", ""), _day(values), areas)
            self._number = found.number

        self._number = 0
        hint = "按领域的牵头科室分单；没有写牵头科室的，按事项的公开主体。"
        if self._ask("开始一轮确认", asks, take, "开始", hint):
            self.reload(self._number)

    def answer(self) -> None:
        """Ask what the office said of the chosen items."""
        slip, lines = self._slip, self.items.selected()
        if slip is None or not lines or self._found is None:
            return
        number = self._found.number
        choices = tuple((one.value, one.label) for one in Answer)
        first: Given | None = lines[0][1]
        asks = (
            Ask("answer", "意见", "choice", choices=choices, default=first.answer if first else ""),
            Ask("words", "修改内容或者取消理由", "longtext", required=False,
                default=first.words if first else ""),
        )  # fmt: skip

        def take(values: Mapping[str, str]) -> None:
            what = Answer(values["answer"]), values.get("words", "")
            self._room.answer(number, slip.office, {line[0].key: what for line in lines})

        names = lines[0][0].name + (f"等{len(lines)}项" if len(lines) > 1 else "")
        hint = "修改、取消的自动成为调整申请，到“动态调整”里补全、审批、执行。"
        if self._ask(f"登记意见：{names}", asks, take, "登记", hint):
            self.reload()

    def _ask(self, title: str, asks: Sequence[Ask], take: Take, verb: str, hint: str) -> bool:
        today = self._context.desk.session.today
        dialog = FormDialog(self, title, asks, take, today=today, verb=verb, hint=hint, columns=1)
        done = bool(dialog.exec())
        if done:
            self._context.refresh()
        return done

    def _show_round(self) -> None:
        number = self.rounds.currentData()
        self._found = self._room.get(number) if number else None
        found = self._found
        if found is None:
            for made in (self.look, self.print_, self.keep, self.say_, self.close_):
                made.setEnabled(False)
            return
        version = self._context.desk.catalog.versions.items(found.version)
        self._items = {item.key: item for item in version}
        self.offices.fill(found.slips, faint=lambda slip: slip.done)
        late = " ，已过交回日期" if found.missing and self._late(found) else ""
        owing = f"{len(found.missing)}家还没有交回{late}" if found.missing else "都已交回"
        self._told.setText(
            f"第{found.version}版目录，{day(found.due_on)}前交回；共{len(found.slips)}家，{owing}。"
            + (f"已办结：{found.closed_words or '全部交回'}" if found.closed_at else "")
        )
        if found.slips and not self.offices.currentIndex().isValid():
            self.offices.selectRow(0)
        self._show_office()

    def _late(self, found: Round) -> bool:
        return found.due_on < self._context.desk.session.today and not found.closed_at

    def _show_office(self) -> None:
        slip, found = self._slip, self._found
        keys = slip.keys if slip else ()
        given = slip.given if slip else {}
        self.items.fill([(self._items[key], given.get(key)) for key in keys])
        if keys and not self.items.currentIndex().isValid():
            self.items.selectRow(0)
        running = found is not None and not found.closed_at
        self.look.setEnabled(slip is not None)
        self.print_.setEnabled(found is not None)
        self.close_.setEnabled(running)
        self.say_.setEnabled(running and slip is not None)
        self.keep.setEnabled(running and slip is not None and bool(slip.missing))

    @property
    def _slip(self) -> Slip | None:
        slip: Slip | None = self.offices.current()
        return slip

    def _keep(self) -> None:
        found, slip = self._found, self._slip
        if found is not None and slip is not None and self._context.do(
            self, lambda: self._room.keep_rest(found.number, slip.office)
        ):  # fmt: skip
            self.reload()

    def _close(self) -> None:
        found = self._found
        if found is None:
            return
        asks = (Ask("words", "还没有交回的怎样处理", "longtext", required=bool(found.missing)),)

        def take(values: Mapping[str, str]) -> None:
            self._room.close(found.number, values.get("words", ""))

        owing = "、".join(slip.office for slip in found.missing[:6])
        hint = f"还有{len(found.missing)}家没有交回：{owing}" if found.missing else "都已交回。"
        if self._ask("办结这一轮", asks, take, "办结", hint):
            self.reload()

    def _look(self) -> None:
        found, slip = self._found, self._slip
        if found is None or slip is None:
            return

        def work(desk: Desk, _report: Report) -> bytes:
            return desk.catalog.confirming.slip(found.number, slip.office)

        def seen(data: bytes) -> None:
            PdfDialog(self, f"确认单：{slip.office}", data).exec()

        self._context.ask_long(self, work, seen)

    def _print(self) -> None:
        found, folder = self._found, say().folder(self, "确认单存到哪里")
        if found is None or folder is None:
            return

        def work(desk: Desk, report: Report) -> list[Path]:
            return desk.catalog.confirming.print_(found.number, folder, tell=report)

        def done(paths: list[Path]) -> None:
            self._context.status(f"已存{len(paths)}份确认单")
            say().open_outside(folder)

        self._context.do_long(self, work, done)

    def _build(self) -> None:
        offices = card(column((self.offices, 1), gap=0))
        offices.setFixedWidth(px(330))
        right = column(
            row(self.look, None, self.keep, self.say_),
            (card(column((self.items, 1), gap=0)), 1),
            gap=8,
        )
        self._body = QStackedWidget()
        self._body.addWidget(box(row(offices, (box(right), 1), gap=14)))
        words = "还没有开始过。开始一轮以后，每个责任科室一份确认单，逐项写明保留、修改还是取消。"
        self._body.addWidget(card(column(empty_page(words))))
        body = column(
            row(label("科室确认", 20, 700), None, self.rounds, self.start),
            self._told,
            (self._body, 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", "primary", on=self.accept)
        foot = action_bar(self.print_, self.close_, None, close)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1160, 680)


def _day(values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("due_on", ""))
    except ValueError as error:
        raise BadValue("due_on", "交回日期", "认不出，可写 4月30日 或 20260430") from error
