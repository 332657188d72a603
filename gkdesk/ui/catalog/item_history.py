"""One item through the versions: how it read from each on, and what it became."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.catalog.adjustrows import FIELDS
from gkdesk.catalog.model import Item
from gkdesk.catalog.versionrows import Version, levels_of
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .beside import SideBySide
from .propose_dialog import field_text


@dataclass(frozen=True)
class State:
    """An item from a version on; ``before`` is how it read until then."""

    version: Version
    item: Item
    before: Item | None
    gone: bool

    @property
    def changed(self) -> list[tuple[str, str, str]]:
        """The fields that read differently: label, before, after; all of them at first."""
        found = []
        for name, words in FIELDS.items():
            new = "" if self.gone else field_text(self.item, name)
            old = field_text(self.before, name) if self.before else ""
            if new != old:
                found.append((words, old, new))
        return found

    @property
    def words(self) -> str:
        if self.before is None:
            return "列入目录"
        if self.gone:
            return "取消"
        return "、".join(words for words, _old, _new in self.changed) or "次序变动"


def _pill(state: State) -> PillOf:
    if state.gone:
        return ("取消", "red", "minus")
    return ("变更", "amber", "pencil") if state.before else ("列入", "green", "plus")


COLUMNS = (
    Column("", 92, lambda one: _pill(one)[0], pill=_pill),
    Column("版本", 190, lambda one: one.version.title, bold=True),
    Column("施行日期", 110, lambda one: one.version.about.in_force_from),
    Column("变化", 0, lambda one: one.words),
)


class ItemHistory(QDialog):
    """Every version in which an item changed, the newest first."""

    def __init__(self, parent: QWidget, context: Context, key: str) -> None:
        super().__init__(parent)
        catalog = context.desk.catalog
        item, after = catalog.get(key), catalog.successors(key)
        self.setWindowTitle(f"历次变化：{key} — 政务公开工作台")
        self.table: RowsTable = RowsTable(COLUMNS, "历次变化")
        self.sides = SideBySide()
        self.table.picked.connect(self._show)
        names = "、".join(f"{one} {levels_of(catalog.get(one))}" for one in after)
        told = label(f"已并入或拆成：{names}", 14, 400, INK2, wrap=True)
        told.setVisible(bool(after))
        body = column(
            label(f"{levels_of(item)}（{key}）", 20, 700, wrap=True),
            told,
            (card(column((self.table, 1), gap=0)), 2),
            (self.sides, 3),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", "primary", on=self.accept)
        self.setLayout(column((box(body), 1), action_bar(None, close), gap=0))
        open_at(self, 980, 640)
        states: list[State] = []
        before: Item | None = None
        for number, one, gone in catalog.versions.history(key):
            states.append(State(catalog.versions.get(number), one, before, gone))
            before = None if gone else one
        self.table.fill(states[::-1])
        if states:
            self.table.selectRow(0)

    def _show(self, state: State) -> None:
        self.sides.show_fields("以前", f"{state.version.title}起", state.changed)
