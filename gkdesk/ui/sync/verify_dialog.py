"""核对 U 盘上的包: which of the office's packages lie on a drive, and whether they are whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QDialog, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report
from gkdesk.sync.drivestate import sized
from gkdesk.sync.model import PackageState
from gkdesk.sync.story import Judgement, grouped
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    label,
    notice,
    open_at,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

if TYPE_CHECKING:
    from gkdesk.desk import Desk

CHOOSE = "选择要核对的 U 盘"
_ABOUT = (
    "逐个字节核对，不写任何文件。编号和核对码应与交接单上的一致；"
    "没有写完的包不在此列，请在“新建同步包”里继续写入。"
)


def _pill(one: Judgement) -> PillOf:
    if not one.whole:
        return "不完整", "red", "circle-alert"
    if one.state is None:
        return "不是本单位的", "amber", "triangle-alert"
    if one.state is PackageState.VERIFIED:
        return "可以送", "green", "circle-check"
    return one.state.label, "slate", "circle-check"


COLUMNS = (
    Column("结果", 150, lambda one: _pill(one)[0], pill=_pill),
    Column("编号", 110, lambda one: one.number or "—", bold=True),
    Column("文件名", 0, lambda one: one.name),
    Column("大小", 90, lambda one: sized(one.size), right=True),
    Column("核对码", 200, lambda one: grouped(one.digits)),
)


class VerifyDialog(QDialog):
    """Looks at a folder in the background; one line a package, its sentence below."""

    def __init__(self, parent: QWidget, context: Context, folder: Path) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("核对 U 盘上的包 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "U 盘上的包")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.picked.connect(lambda _one: self._tell_chosen())
        self._told = column(gap=0)
        self.other = button("核对另一个 U 盘", icon="usb", on=self.choose)
        body = column(
            label("核对 U 盘上的包", 20, 700), label(_ABOUT, 14, 400, INK2, wrap=True),
            (card(column((self.table, 1), gap=0)), 1), box(self._told),
            gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        bar = action_bar(self.other, None, button("关闭", "primary", on=self.accept))
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 960, 480)
        self.look_at(folder)

    def choose(self) -> None:
        """Choose another folder."""
        folder = say().folder(self, CHOOSE)
        if folder is not None:
            self.look_at(folder)

    def look_at(self, folder: Path) -> None:
        """Judge what lies in a folder: a full drive takes a while to read."""
        self.table.fill([])
        self.other.setEnabled(False)
        self._tell("blue", "clock", "正在逐个字节核对，请勿拔出 U 盘……")

        def work(desk: Desk, _report: Report) -> list[Judgement] | GkdeskError:
            try:
                return desk.sync.history.judge_all(folder)
            except GkdeskError as error:
                return error

        self._context.ask_long(self, work, self._show, drives=True)

    def _show(self, found: list[Judgement] | GkdeskError) -> None:
        self.other.setEnabled(True)
        if isinstance(found, GkdeskError):
            self._tell("red", "circle-alert", str(found))
            return
        self.table.fill(found)
        self.table.selectRow(0)
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        one: Judgement | None = self.table.current() if self.table.shown() else None
        if one is not None:
            _words, tone, icon = _pill(one)
            self._tell(tone, icon, shown_name(one.sentence))

    def _tell(self, tone: str, icon: str, words: str) -> None:
        clear(self._told)
        self._told.addWidget(notice(tone, icon, (label(words, 15, wrap=True), 1)))
