"""镇村对照: each item the villages publish too, with the villages that have not posted it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.search.levels import LevelRow
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .facts_panel import levels


def pill_of(one: LevelRow) -> PillOf:
    """Return how town and villages stand to each other."""
    if not one.forms:
        return ("不对照", "slate", "minus")
    if one.records and not one.lacking:
        return ("一致", "green", "check")
    if one.records or one.hung:
        return ("不一致", "amber", "triangle-alert")
    return ("都没有", "slate", "hourglass")


COLUMNS = (
    Column("", 104, lambda one: pill_of(one)[0], pill=pill_of),
    Column("公开事项", 0, lambda one: f"{one.item.area} · {levels(one.item)}", bold=True),
    Column("镇里", 76, lambda one: f"{one.records}条"),
    Column("村张贴", 90, lambda one: f"{len(one.hung)}/{len(one.villages)}" if one.forms else "—"),
    Column("没有张贴的村", 260, lambda one: "、".join(one.lacking), optional=True),
)


class LevelsDialog(QDialog):
    """One year, every item ticked for the villages."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        year = context.desk.session.today.year
        self.setWindowTitle("镇村对照 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "镇村对照")
        self._year, self._words = year, label("正在对照……", 15, 400, INK2)
        hint = "哪张村务公开表对应哪个事项，写在 catalog_village.toml 里，没有写的不对照"
        body = column(
            label("镇村对照", 20, 700), self._words,
            (card(column(self.table)), 1), label(hint, 14, 400, INK2, wrap=True),
            gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        bar = action_bar(None, button("关闭", on=self.reject))
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 920, 560)
        context.reckoning.ask(self, lambda other: other.levels.rows(year), self._show)

    def _show(self, rows: list[LevelRow]) -> None:
        self.table.fill(sorted(rows, key=lambda one: pill_of(one)[0] != "不一致"))
        apart = sum(pill_of(one)[0] == "不一致" for one in rows)
        self._words.setText(f"{self._year}年：勾了村级的{len(rows)}项，镇村不一致的{apart}项")
