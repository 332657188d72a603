"""记住的写法: names on papers that were settled once, to be settled anew or forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.widgets.basic import box, button, card, column, empty_page, label, row
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.village.nearvillage import NameKind, SettledName

from .settle_dialog import SettleDialog


class SettledNames(QWidget):
    """What papers may call a village beside its name and aliases."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._villages: dict[str, str] = {}
        columns = (
            Column("表上的写法", 0, lambda one: one.name, bold=True),
            Column("算作哪个村", 0, lambda one: self._villages.get(one.village_uid, "")),
            Column("来由", 140, lambda one: one.kind.label),
            Column("从哪天起", 150, lambda one: one.since.isoformat() if one.since else "一直"),
        )
        self.table = RowsTable(columns, "记住的写法")
        self.table.picked.connect(lambda _one: self._offer())
        self.settle = button("改认为另一个村", icon="pencil", on=self.settle_anew)
        self.forget = button("忘掉这个写法", icon="x", on=self.forget_it)
        self._why = label("", 14, 400, INK2, wrap=True)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(
            empty_page("还没有记住的写法。导入村务表时认定过的村名，会列在这里。")
        )  # fmt: skip
        self.setLayout(
            column(
                label("交来的表写了名单里没有的村名，认定过一次就记在这里，以后不再问。", 14,
                      400, INK2, wrap=True),
                (card(column((self._body, 1), gap=0)), 1),
                box(row((self._why, 1), self.settle, self.forget, gap=8)),
                gap=8,
            )
        )  # fmt: skip

    def reload(self) -> None:
        """Show what is remembered now."""
        room = self._context.desk.village
        self._villages = {one.uid: one.name for one in room.villages()}
        found = sorted(room.settled_names().values(), key=lambda one: one.name)
        self.table.fill(found)
        self._body.setCurrentIndex(0 if found else 1)
        if found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._offer()

    def settle_anew(self) -> None:
        """Ask which village the chosen name means."""
        name, room = self._chosen(), self._context.desk.village
        if name is None:
            return
        near = [one.name for one in room.nearest_villages(name.name)]
        dialog = SettleDialog(self, name.name, near, room.villages())
        if dialog.exec() and (village := dialog.chosen) is not None:
            self._context.do(self, lambda: room.settle(name.name, village))
            self.reload()

    def forget_it(self) -> None:
        """Forget the chosen name; an import asks again."""
        name = self._chosen()
        if name is None:
            return
        if self._context.do(self, lambda: self._context.desk.village.forget(name.name)):
            self._context.status(f"已忘掉“{name.name}”这个写法，以后导入时再问")
        self.reload()

    def _chosen(self) -> SettledName | None:
        """Return the chosen name when it may be changed here."""
        name: SettledName | None = self.table.current()
        return name if name is not None and name.kind is NameKind.ALIAS else None

    def _offer(self) -> None:
        name: SettledName | None = self.table.current()
        free = self._chosen() is not None
        fixed = name is not None and not free
        self.settle.setEnabled(free)
        self.forget.setEnabled(free)
        self._why.setText("这个写法来自改名或者合并的登记，不能在这里改。" if fixed else "")
