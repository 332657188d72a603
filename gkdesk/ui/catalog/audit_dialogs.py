"""逐年清查 and what is to be asked about the catalog's wording."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.progress import Report
from gkdesk.catalog.duemodel import Doubt, DueState
from gkdesk.catalog.model import Item
from gkdesk.records.dutymodel import Asked, YearShare
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .facts_panel import levels

if TYPE_CHECKING:
    from gkdesk.desk import Desk


def _count(state: DueState) -> Column:
    def words(one: YearShare) -> str:
        return str(one.counts.get(state, 0) or "—")

    return Column(state.label, 124 if state is DueState.MISSING else 104, words, right=True)


def _name(item: Item) -> str:
    return levels(item) or item.name or item.key


YEARS = (
    Column("年度", 80, lambda one: f"{one.year}年", bold=True),
    Column("职责", 80, lambda one: str(one.total), right=True),
    *(_count(state) for state in (DueState.DONE, DueState.LATE, DueState.EARLY, DueState.MISSING)),
    Column("缺的事项", 0, lambda one: f"{one.items}项" if one.items else "没有"),
)
DOUBTS = (
    Column("领域", 120, lambda one: one.item.area),
    Column("公开事项", 230, lambda one: _name(one.item), bold=True),
    Column("要核对的", 0, lambda one: one.words),
)


class AuditDialog(QDialog):
    """The years since the audit begins, newest first; the list of gaps goes to a workbook."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        desk = context.desk
        since = min(desk.duties.house.since, desk.session.today.year)
        asked = self._asked = Asked(date(since, 1, 1), desk.session.today)
        self.setWindowTitle("逐年清查 — 政务公开工作台")
        self.table = RowsTable(YEARS, "逐年清查")
        self._words = label("正在逐年核对……", 15, 400, INK2, wrap=True)
        body = column(
            label("逐年清查", 20, 700), self._words,
            (card(column(self.table)), 1), gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        save = button("导出缺项清单", icon="download", on=self.save)
        self.setLayout(
            column((box(body), 1), action_bar(save, None, button("关闭", on=self.reject)), gap=0)
        )
        open_at(self, 860, 520)
        context.reckoning.ask(
            self, lambda other: (other.duties.years(asked), other.duties.never(asked)), self._show
        )

    def _show(self, found: tuple[list[YearShare], list[Item]]) -> None:
        years, never = found
        self.table.fill(years)
        self._words.setText(
            f"{self._asked.first.year}年以来，按目录里写明的期限计算。"
            f"从来没有公开过的事项{len(never)}项"
        )

    def save(self) -> None:
        """Write the gaps of all these years, newest first."""
        path = say().save(self, "导出缺项清单", "应公开未公开清单.xlsx", "Excel 工作簿 (*.xlsx)")
        if path is None:
            return
        export_duties(self, self._context, self._asked.only(DueState.MISSING), path)


class DoubtsDialog(QDialog):
    """Wordings nobody understands, then those worth a second look; ``chosen`` names an item."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        today = context.desk.session.today
        self.setWindowTitle("要核对的写法 — 政务公开工作台")
        self.table = RowsTable(DOUBTS, "要核对的写法")
        self.table.opened.connect(self._open)
        self._words = label("正在逐项核对……", 15, 400, INK2, wrap=True)
        body = column(
            label("认不出的时限和要核对的写法", 20, 700), self._words,
            (card(column(self.table)), 1), gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        bar = action_bar(None, button("关闭", on=self.reject))
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 980, 560)
        context.reckoning.ask(
            self, lambda other: other.duties.doubts(Asked(today, today)), self._show
        )

    def _show(self, found: list[Doubt]) -> None:
        self.table.fill(found)
        self._words.setText(
            f"共{len(found)}处。双击打开事项，在右边点“标记”写明时限的意思或者不涉及的原因"
        )

    def _open(self, one: object) -> None:
        self.accept()
        self.chosen.emit(one.item.key)  # type: ignore[attr-defined]  # the table's rows are doubts


def export_duties(parent: QWidget, context: Context, asked: Asked, path: Path) -> None:
    """Write the duties asked for to a workbook, beside the window's thread."""

    def work(desk: Desk, _report: Report) -> int:
        return desk.duties.papers.export(asked, path)

    context.do_long(parent, work, lambda count: context.status(f"已导出{count}行：{path.name}"))
