"""文书模板: every form's wording, the article it rests on, and whether the office confirmed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.accounts.model import Role
from gkdesk.base.errors import GkdeskError, Problem
from gkdesk.base.progress import Report
from gkdesk.documents.confirming import Standing
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, card, column, label, line, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.pdf_view import PdfDialog
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

if TYPE_CHECKING:
    from gkdesk.desk import Desk

MOST_FAULTS = 20  # told at once
_HINT = (
    "模板的文字由本软件拟写，启用前请本机关法制人员看过。看样张核对后确认；改动模板后要重新确认。"
)


def _pill(one: Standing) -> PillOf:
    if one.confirmed is not None:
        return ("已确认", "green", "circle-check")
    return ("改过待确认", "amber", "undo-2") if one.changed else ("待确认", "amber", "clock")


COLUMNS = (
    Column("文书", 250, lambda one: one.template.title, bold=True),
    Column("确认", 130, lambda one: _pill(one)[0], pill=_pill),
    Column("确认人", 90, lambda one: one.confirmed.by if one.confirmed else ""),
    Column("依据", 0, lambda one: "；".join(one.template.basis).replace("中华人民共和国", "")),
    Column("名称", 200, lambda one: one.template.id, optional=True),
)


Problems = dict[str, list[Problem]]


def _standings(desk: Desk, _report: Report) -> tuple[list[Standing], Problems]:
    return desk.documents.confirming.all(), desk.documents.template_problems()


class TemplatesPanel(QWidget):
    """The list of templates; the chosen one can be looked at and confirmed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.table = RowsTable(COLUMNS, "文书模板")
        self.table.opened.connect(lambda _one: self.look())
        self._confirm = button("已核对，确认", icon="stamp", on=self.confirm, size=14)
        sample = button("看样张", icon="eye", on=self.look, size=14)
        head = column(
            row(label("文书模板", 15, 700), None, sample, self._confirm),
            label(_HINT, 14, 400, INK2, wrap=True),
            gap=4,
            margins=(18, 10, 14, 8),
        )
        self._count = label("", 14, 400, INK2)
        self._faulty: Problems = {}
        self.faults = button("", "link", "triangle-alert", on=self.tell_faults, size=14)
        self.faults.hide()
        foot = box(row(self.faults, None, self._count, margins=(14, 6, 14, 6)))
        made = card(column(box(head), line(), (self.table, 1), line(), foot, gap=0))
        self.setLayout(column((made, 1)))

    def reload(self) -> None:
        """Read the templates anew, off the window: the first time all of them are checked."""
        self._context.ask_long(self, _standings, self._show)

    def _show(self, read: tuple[list[Standing], Problems]) -> None:
        found, self._faulty = read
        self.faults.setText(f"\u2002有{len(self._faulty)}个模板有错，不能使用，点这里看错在哪里")
        self.faults.setVisible(bool(self._faulty))
        self.table.fill(found)
        waiting = sum(one.confirmed is None for one in found)
        self._count.setText(f"共{len(found)}个，{waiting}个待确认")
        may = self._context.desk.session.user.role in (Role.REVIEWER, Role.LEADER)
        self._confirm.setEnabled(may)
        self._confirm.setToolTip("" if may else "须由审核或者负责人办理")
        self._confirm.setAccessibleDescription(self._confirm.toolTip())

    def tell_faults(self) -> None:
        """Say what is wrong with the forms that cannot be used, file by file."""
        lines = [
            f"{name}：{one.where}　{one.message}"
            for name, problems in self._faulty.items()
            for one in problems
        ]
        words = "这些模板改好以前不能出文书，其他模板照常使用。"
        say().tell(self, words, "\n".join(lines[:MOST_FAULTS]))

    def look(self) -> None:
        """Show the chosen template's sample."""
        one: Standing | None = self.table.current()
        if one is None:
            return
        try:
            data = self._context.desk.documents.sample(one.template.id)
        except GkdeskError as error:
            say().trouble(self, error)
            return
        PdfDialog(self, f"样张：{one.template.title}", data).exec()

    def confirm(self) -> None:
        """Ask who has read it, then note the confirmation."""
        one: Standing | None = self.table.current()
        if one is None:
            return
        desk = self._context.desk
        dialog = FormDialog(
            self,
            f"确认：{one.template.title}",
            [Ask("note", "看过的人和依据", required=False, help="例如：镇司法所审核，2026年4月")],
            lambda values: desk.documents.confirming.confirm(
                one.template.id, values.get("note", "")
            ),
            today=desk.session.today,
            verb="确认这个模板",
            columns=1,
        )
        if dialog.exec():
            self.reload()
