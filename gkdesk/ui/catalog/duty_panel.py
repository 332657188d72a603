"""权责清单, 公共服务事项清单 or 网站栏目, and the items each row belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.catalog.dutyrows import LABELS, Duty, DutyList, DutyReading
from gkdesk.catalog.model import Item
from gkdesk.catalog.versionrows import levels_of
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, card, column, label, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.menus import Entries, more_button
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .list_panel import KINDS
from .pick_items import PickItems

LINKED = (
    Column("编码", 104, lambda item: item.key),
    Column("领域", 110, lambda item: item.area, optional=True),
    Column("对应的公开事项", 0, levels_of, bold=True),
)


def _pill(duty: Duty) -> PillOf:
    if duty.gone:
        return ("不再有", "slate", "minus")
    count = len(duty.keys)
    return (f"{count}项", "green", "check") if count else ("没有事项", "amber", "circle-alert")


def columns_of(which: DutyList) -> tuple[Column, ...]:
    labels = LABELS[which]
    return (
        Column(labels["code"], 104, lambda one: one.code, optional=True),
        Column(labels["name"], 0, lambda one: one.name, bold=True),
        Column(labels["kind"], 110, lambda one: one.kind, optional=True),
        Column(labels["office"], 130, lambda one: one.office, optional=True),
        Column("对应", 112, lambda one: _pill(one)[0], pill=_pill),
    )


class DutyPanel(QWidget):
    """A list on the left, the items of the chosen row on the right; links are made by hand."""

    def __init__(self, context: Context, which: DutyList) -> None:
        super().__init__()
        self._context, self.which = context, which
        self._room = context.desk.catalog.duties
        self.table: RowsTable = RowsTable(columns_of(which), which.label)
        self.table.picked.connect(lambda _row: self._show())
        self.table.opened.connect(lambda _row: self.link())
        self.linked: RowsTable = RowsTable(LINKED, "对应的事项")
        self.told = label("", 14, 400, INK2, wrap=True)
        self.read = button("导入", icon="upload", on=self.choose)
        self.add = button("增加", icon="plus", on=self.append)
        self.tie = button("选对应事项", "accent", "square-check", on=self.link)
        self.untie = button("去掉对应", icon="minus", on=self._unlink)
        self.suggested = button("相近的事项", icon="search", on=self.suggest)
        self.suggested.setToolTip("按名称相近列出，勾选后才对应")
        right = column(
            (card(column((self.linked, 1), gap=0)), 1),
            row(self.tie, self.suggested, self.untie, None),
            gap=8,
        )
        holder = box(right)
        holder.setFixedWidth(px(430))
        body = row((card(column((self.table, 1), gap=0)), 1), holder, gap=12)
        bar = row(self.read, self.add, more_button(self._rarer), None)
        layout = column(bar, self.told, (box(body), 1), gap=8, margins=(0, 8, 0, 0))
        self.setLayout(layout)
        self.reload()

    def reload(self) -> None:
        """Ask for the list anew."""
        self._items = {item.key: item for item in self._context.desk.catalog.rows()}
        rows = self._room.rows(self.which)
        self.table.fill(rows, faint=lambda one: one.gone)
        found = self._room.coverage(self.which)
        self.told.setText(
            f"{found.duties}条，其中{len(found.open_duties)}条没有对应的事项；"
            f"目录{found.items}项里有{len(found.open_items)}项没有对应。"
            if rows
            else "还没有内容，可以导入清单，也可以逐条增加。"
        )
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show()

    def choose(self) -> None:
        """Read a list, say what it changes, take it over when that is wanted."""
        paths = say().files(self, f"选择{self.which.label}", KINDS)
        if not paths:
            return
        found = self._read(paths[0])
        if found is None:
            return
        words = f"新增{len(found.added)}条，仍有{len(found.kept)}条，不再有{len(found.gone)}条"
        told = "；".join(f"{one.where}：{one.message}" for one in found.problems[:4])
        wanted = say().ask(
            self, f"“{found.file}”读到{len(found.rows)}条", yes="写入", no="先不写入",
            more=f"{words}。不再有的只作标记，对应关系保留。{told}",
        )  # fmt: skip
        if wanted and self._context.do(self, lambda: self._room.apply(found)):
            self.reload()

    def append(self) -> None:
        """Add one row by hand."""
        asks = tuple(
            Ask(name, words, required=name == "name") for name, words in LABELS[self.which].items()
        )

        def take(values: Mapping[str, str]) -> None:
            self._room.add(self.which, values)

        today = self._context.desk.session.today
        dialog = FormDialog(self, "增加一条", asks, take, today=today, verb="增加", columns=1)
        if dialog.exec():
            self.reload()

    def link(self) -> None:
        """Choose items of the catalog for the chosen row."""
        if duty := self._chosen:
            self._pick(duty, list(self._items.values()), duty.keys)

    def suggest(self) -> None:
        """Offer the items most like the chosen row, none of them ticked."""
        duty = self._chosen
        if duty is None:
            return
        found = [one.item for one in self._room.suggest(duty.number)]
        if found:
            self._pick(duty, found, ())
        else:
            say().tell(self, "没有名称相近的事项", "请用“选对应事项”从目录里选。")

    def _pick(self, duty: Duty, items: list[Item], ticked: tuple[str, ...]) -> None:
        pick = PickItems(self, f"{duty.name[:20]}：选对应事项", items, ticked=ticked)
        if pick.exec():
            keys = [item.key for item in pick.chosen]
            if self._context.do(self, lambda: self._room.link(duty.number, keys)):
                self.reload()

    def _unlink(self) -> None:
        duty, item = self._chosen, self.linked.current()
        if duty is not None and item is not None and self._context.do(
            self, lambda: self._room.unlink(duty.number, item.key)
        ):  # fmt: skip
            self.reload()

    def _read(self, path: Path) -> DutyReading | None:
        try:
            return self._room.read(self.which, path)
        except GkdeskError as error:
            say().trouble(self, error)
            return None

    def _show(self) -> None:
        duty = self._chosen
        keys = duty.keys if duty else ()
        self.linked.fill([self._items[key] for key in keys if key in self._items])
        if keys and not self.linked.currentIndex().isValid():
            self.linked.selectRow(0)
        for made in (self.tie, self.suggested):
            made.setEnabled(duty is not None and not duty.gone)
        self.untie.setEnabled(bool(self.linked.shown()))

    @property
    def _chosen(self) -> Duty | None:
        found: Duty | None = self.table.current()
        return found

    def _rarer(self) -> Entries:
        return [
            ("没有对应事项的各条", partial(self._list, duties=True)),
            ("没有对应的事项", partial(self._list, duties=False)),
        ]

    def _list(self, *, duties: bool) -> None:
        """Show in the table what is open, or in a list box which items are."""
        found = self._room.coverage(self.which)
        if duties:
            self.table.fill(found.open_duties)
            self.told.setText(
                f"只列没有对应事项的{len(found.open_duties)}条；换一页再回来就是全部。"
            )
            self._show()
            return
        lines = [f"{item.key}　{item.area} {levels_of(item)}" for item in found.open_items]
        more = "\n".join(lines[:25]) + (f"\n……共{len(lines)}项" if len(lines) > 25 else "")  # noqa: PLR2004
        say().tell(self, f"{len(lines)}项没有对应", more)
