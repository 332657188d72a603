"""村务公开目录: what is in force, and a county's file looked at before it is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.progress import Report
from gkdesk.ui.context import Context, day
from gkdesk.ui.look import AMBER, INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import Elided, action_bar, box, button, card, column, label, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.problem_list import ProblemList
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .asks import day_of, small_dialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.itemrows import Found

WIDEST, TALLEST = 1300, 690
KINDS = "目录 (*.csv *.xlsx *.xls *.et *.txt)"
ITEMS = (
    Column("编号", 70, lambda item: item.code),
    Column("类别", 96, lambda item: item.area.label, optional=True),
    Column("公开事项", 0, lambda item: item.title, bold=True),
    Column("周期", 100, lambda item: item.freq.label),
    Column("公开主体", 150, lambda item: item.issuer.label, optional=True),
    Column("表", 96, lambda item: "、".join(item.forms) or "—"),
)
FROM = Ask("on", "从哪天起施行", "date", default="今天", help="从这天起各项按期提醒")


class CatalogueDialog(QDialog):
    """The catalogue in force; a file's items and faults are shown before they are."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context, self._book = context, context.desk.village.items
        self._path: Path | None = None
        self.setWindowTitle("村务公开目录 — 政务公开工作台")
        self._told = label("", 15, 400, INK2, wrap=True)
        self._source = Elided("", 14, 400, AMBER)
        self.items: RowsTable = RowsTable(ITEMS, "公开事项")
        self.problems = ProblemList()
        self._below = card(column(self.problems, margins=(14, 10, 14, 10)))
        self.open_ = button("选目录文件", icon="upload", on=self.choose)
        self.adopt = button("启用起始目录", icon="check", on=self._adopt)
        self.take = button("启用这份目录", "primary", "check", on=self._take)
        self.back = button("不启用", on=self.show_current)
        body = column(
            row(label("村务公开目录", 20, 700), None, self.adopt, self.open_, gap=8),
            self._told,
            self._source,
            (card(column((self.items, 1), gap=0)), 3),
            (self._below, 2),
            gap=8,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", on=self.accept)
        self.setLayout(column((box(body), 1), action_bar(None, self.back, self.take, close), gap=0))
        self.resize(min(px(1000), WIDEST), min(px(640), TALLEST))
        self.show_current()

    def show_current(self) -> None:
        """Show what is in force."""
        self._path = None
        found, adopted = self._book.catalogue(), self._book.adopted()
        since = f"，{day(found.from_on)}起施行" if adopted else "，还没有启用，各项不提醒"
        self._told.setText(f"现在适用：{found.name}，{len(found.items)}项{since}")
        self._source.say(f"出处：{found.source}（{found.status}）")
        self.items.fill(found.items)
        for widget in (self._below, self.take, self.back):
            widget.hide()
        self.adopt.setVisible(adopted is None or found.name != self._book.starter.name)

    def choose(self) -> None:
        """Choose a county's or town's file; nothing takes force yet."""
        paths = say().files(self, "选择县里或镇里发的目录", KINDS)
        if not paths:
            return
        path, today = paths[0], self._context.desk.session.today

        def work(desk: Desk, _report: Report) -> Found:
            return desk.village.items.read(path, today)

        self._told.setText(f"正在读 {path.name} ……")
        self._context.ask_long(self, work, partial(self.show_found, path))

    def show_found(self, path: Path, found: Found) -> None:
        """Show a file's items and faults."""
        self._path = path
        stops = sum(problem.blocking for problem in found.problems)
        more = f"，{stops}处须在原表里更正后才能启用" if stops else "，核对提示后可以启用"
        self._told.setText(f"读到{len(found.items)}项，{len(found.problems)}处提示{more}")
        self._source.say("还没有启用，现在适用的目录没有变")
        self.items.fill(found.items)
        self.problems.fill(found.problems)
        for widget in (self._below, self.take, self.back):
            widget.show()
        self.take.setEnabled(bool(found.items) and not stops)
        self.adopt.hide()

    def _take(self) -> None:
        path = self._path
        if path is None:
            return
        name = Ask("name", "目录名称", required=False, help="不写就用文件名")
        self._run(small_dialog(
            self, self._context, "启用目录", (name, FROM),
            lambda values: self._book.take(path, day_of(values), name=values.get("name", "")),
            verb="启用", hint="原文件存进档案；以前的期次仍按以前的目录。",
        ))  # fmt: skip

    def _adopt(self) -> None:
        self._run(small_dialog(
            self, self._context, "启用起始目录", (FROM,),
            lambda values: self._book.adopt(day_of(values)),
            verb="启用", hint="先用软件带的起始目录，县里发了目录再换。",
        ))  # fmt: skip

    def _run(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.show_current()
