"""Beside the list of requests: an application to mend a record, and the two lists for others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.requests.model import Matter, Request
from gkdesk.ui.context import Context, short_day
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label, open_at, row
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .act_dialog import ask_of

_ASKED = (
    "applicant_kind", "channel", "name", "id_number", "phone", "address", "content", "evidence",
    "received_on", "obtain_way",
)  # fmt: skip
_LABELS = {"content": "要求更正的信息记录", "id_number": "证件号码"}


def _on(found: date | None) -> str:
    return short_day(found) if found else ""


DIFFICULT = (
    Column("编号", 190, lambda item: item.number),
    Column("申请内容", 0, lambda item: item.content, bold=True),
    Column("疑难情形", 170, lambda item: item.cause),
    Column("会商", 84, lambda item: _on(item.conferred_on)),
    Column("答复", 84, lambda item: _on(item.replied_on)),
    Column("备案", 116, lambda item: _on(item.filed_on) or _until(item.due_on, item.provisional)),
)
OPENINGS = (
    Column("编号", 190, lambda item: item.number),
    Column("信息名称", 0, lambda item: item.info_title, bold=True),
    Column("进展", 84, lambda item: item.stage_label),
    Column("决定", 84, lambda item: _on(item.decided_on)),
    Column("发布期限", 116, lambda item: _until(item.due_on, item.provisional)),
    Column("发布", 84, lambda item: _on(item.published_on)),
)


def _until(due: date | None, provisional: bool) -> str:  # noqa: FBT001 - a column's own pair
    return f"{_on(due)}前{'（暂估）' if provisional else ''}" if due else ""


def correction_dialog(
    parent: QWidget, context: Context, opened: Callable[[str], None]
) -> FormDialog:
    """Ask for an application to mend a record about oneself (《条例》第四十一条)."""
    desk, made = context.desk, list[Request]()
    known = {field.name: field for field in desk.requests.register_fields()}
    asks = [
        replace(ask_of(known[name]), label=_LABELS.get(name, known[name].label)) for name in _ASKED
    ]

    def take(values: Mapping[str, str]) -> None:
        made.append(desk.requests.register({**values, "matter": Matter.CORRECTION.value}))

    dialog = FormDialog(
        parent,
        "登记更正申请",
        asks,
        take,
        today=desk.session.today,
        hint="申请人有证据证明本机关提供的与自身相关的信息记录不准确的，可以要求更正。"
        "单独编号，不计入年度报告的申请件数。",
        verb="登记并出回执",
    )
    dialog.accepted.connect(lambda: opened(made[-1].uid))
    return dialog


class ListsDialog(QDialog):
    """Difficult cases and what goes to the website, each to be printed."""

    def __init__(self, parent: QWidget, context: Context, opened: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._context, self._opened = context, opened
        self.setWindowTitle("疑难件和转主动公开 — 政务公开工作台")
        follow = context.desk.requests.follow_ups
        self.difficult = RowsTable(DIFFICULT, "疑难件")
        self.difficult.fill(follow.difficult())
        self.openings = RowsTable(OPENINGS, "转主动公开")
        self.openings.fill(follow.openings())
        for table in (self.difficult, self.openings):
            table.opened.connect(self._open)
        lists = (
            ("疑难件", "答复前会商，答复后报备案。选中几行只存那几行，不选存全部", self.difficult,
             "疑难件备案清单.pdf", follow.difficult_list),
            ("转主动公开", "只存已经决定转的。选中几行只存那几行，不选存全部", self.openings,
             "转主动公开移送明细表.pdf", follow.convert_list),
        )  # fmt: skip
        parts = column(gap=8, margins=(22, 16, 22, 10))
        for title, hint, table, name, write in lists:
            save = button(
                "存为 PDF", icon="save", on=partial(self._save, name, write, table), size=14
            )
            head = row(label(title, 18, 700), label(hint, 14, 400, INK2), None, save, gap=12)
            parts.addWidget(box(head))
            parts.addWidget(table, 1)
        close = button("关闭", on=self.reject)
        self.setLayout(column((box(parts), 1), action_bar(None, close), gap=0))
        open_at(self, 1000, 640)

    def _open(self, item: object) -> None:
        self.accept()
        self._opened(str(getattr(item, "uid", "")))

    def _save(
        self, name: str, write: Callable[[Path, Sequence[str]], int], table: RowsTable
    ) -> None:
        """Print the chosen lines, or all when none is chosen."""
        path = say().save(self, "存为 PDF", name, "PDF (*.pdf)")
        if path is None:
            return
        try:
            count = write(path, [item.number for item in table.selected()])
        except GkdeskError as error:
            say().trouble(self, error)
        else:
            self._context.status(f"已存{count}行：{path.name}")
