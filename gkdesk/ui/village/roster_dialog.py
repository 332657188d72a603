"""村名单: every village of the office, what happened to it, and what may be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.base.text import squeeze
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    fact,
    label,
    line,
    open_at,
    row,
    scrolled,
    search_line,
)
from gkdesk.ui.widgets.menus import Entries, offer
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.village.liferows import ChangeRow
from gkdesk.village.model import IssuerKind, Village

from . import roster_acts as acts
from .board_dialog import BoardDialog
from .roster_names import SettledNames
from .roster_paste import RosterPaste

EMPTY = (
    "还没有村。在 Excel 或 WPS 里选中村名那几列复制，再点“从表格粘贴”，\n"
    "看过每一行的情况才写进名单。"
)
LIST, NOTHING = range(2)
Make = Callable[[QWidget, Context, Village], QDialog]


@dataclass(frozen=True)
class Row:
    """One village as the table shows it."""

    village: Village
    committee: str
    boards: int
    state: str
    gone: bool  # by today

    @property
    def searched(self) -> str:
        own = (self.village.name, self.village.code, self.village.code8, *self.village.aliases)
        return squeeze(" ".join(own)).lower()


COLUMNS = (
    Column("村名", 108, lambda one: one.village.name, bold=True),
    Column("区划代码", 128, lambda one: one.village.code or "没有"),
    Column("别名", 104, lambda one: "、".join(one.village.aliases) or "—"),
    Column("村委会全称", 192, lambda one: one.committee, optional=True),
    Column("公开栏", 66, lambda one: f"{one.boards}块" if one.boards else "没有"),
    Column("情况", 0, lambda one: one.state),
)


class RosterDialog(QDialog):
    """The list on the left, the chosen village on the right; names remembered behind a tab."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context, self._room = context, context.desk.village
        self._rows: list[Row] = []
        self._told: list[ChangeRow] = []  # with what was taken back
        self._changes: list[ChangeRow] = []
        self.setWindowTitle("村名单 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "村名单")
        self.table.picked.connect(self._show_one)
        self.table.opened.connect(lambda _row: self._run(acts.describe))
        self.search = search_line("村名、别名或代码", 220, self._fill)
        self._count = label("", 15, 400, INK2)
        self._side = column(gap=4)
        wide = context.wide()  # three buttons stand side by side
        icons = ("pencil", "map-pin") if wide else ("", "")
        self.change = button("登记变更", icon=icons[0], on=self._offer_changes)
        self.describe = button("改资料", on=lambda: self._run(acts.describe))
        self.boards = button("公开栏", icon=icons[1], on=lambda: self._run(BoardDialog))
        self.names = SettledNames(context)
        self.tabs = [
            button(words, "tab", on=partial(self.show_tab, at))
            for at, words in enumerate(("各村", "记住的写法"))
        ]
        self._body, self._pages = QStackedWidget(), QStackedWidget()
        self._build()
        self.show_tab(0)
        self.reload()
        self.table.setFocus()

    def show_tab(self, at: int) -> None:
        """Show the villages, or the names remembered."""
        self._pages.setCurrentIndex(at)
        if at:
            self.names.reload()
        for number, tab in enumerate(self.tabs):
            tab.setChecked(number == at)

    def reload(self) -> None:
        """Show the list as it stands now."""
        boards: dict[str, int] = {}
        for board in self._room.boards():
            boards[board.village_uid] = boards.get(board.village_uid, 0) + 1
        self._told = self._room.changes.told()
        self._changes = [one for one in self._told if not one.taken_back]
        session = self._context.desk.session
        names = {one.uid: one.name for one in self._room.villages()}
        ends = {one.village_uid: one for one in self._changes if one.kind in ("merged", "ended")}
        self._rows = [
            Row(
                one, one.issuer(IssuerKind.COMMITTEE, session.organ.town), boards.get(one.uid, 0),
                _state(ends.get(one.uid), names),
                one.uid in ends and ends[one.uid].on <= session.today,
            )
            for one in self._room.villages()
        ]  # fmt: skip
        self._body.setCurrentIndex(LIST if self._rows else NOTHING)
        self._fill()

    def paste(self) -> None:
        """Add villages copied from a table."""
        dialog = RosterPaste(self, self._context)
        dialog.paste()
        self._after(dialog)

    def import_file(self) -> None:
        """Add villages from a file."""
        dialog = RosterPaste(self, self._context)
        dialog.choose()
        self._after(dialog)

    def add_one(self) -> None:
        """Add one village by hand."""
        self._after(acts.add_one(self, self._context))

    def changes(self) -> Entries:
        """Return what may be registered of the chosen village."""
        makers: list[tuple[str, Make]] = [
            ("改名", acts.rename), ("合并到另一个村", self._merge), ("撤销", acts.end),
            ("增加别名", acts.alias), ("改区划代码", acts.code),
        ]  # fmt: skip
        item: Row | None = self.table.current()
        if item is not None and self._room.changes.last(item.village):
            makers.append(("撤回最近一项变更", self._take_back))
        found: Entries = [(words, partial(self._run, make)) for words, make in makers]
        return [*found, ("从名单去掉（增加错了）", self.remove)]

    def remove(self) -> None:
        """Take the chosen village out of the list, when it was added by mistake."""
        item: Row | None = self.table.current()
        if item is None:
            return
        name = item.village.name
        more = "只有增加错了、还没有任何记录的村能去掉。需要时可以再增加。"
        if say().ask(self, f"从名单去掉{name}？", yes=f"去掉{name}", no="再看看", more=more):
            if self._context.do(self, lambda: self._room.remove(item.village)):
                self._context.status(f"已从名单去掉{name}")
            self.reload()

    def _build(self) -> None:
        for tab in self.tabs:
            tab.setCheckable(True)
        paste = button("从表格粘贴", "accent", "clipboard-list", on=self.paste)
        side = card(
            column(
                (scrolled(box(self._side)), 1),
                row(self.change, self.describe, self.boards, None, gap=8),
                gap=8, margins=(16, 12, 12, 12),
            )
        )  # fmt: skip
        side.setFixedWidth(px(370 if self._context.wide() else 330))
        left = column(
            row(self.search, self._count, None, gap=10),
            (card(column((self.table, 1), gap=0)), 1),
            gap=8,
        )
        self._body.addWidget(box(row((box(left), 1), side, gap=12)))
        self._body.addWidget(
            card(column(empty_page(EMPTY, button("从表格粘贴", "primary", on=self.paste))))
        )
        self._pages.addWidget(self._body)
        self._pages.addWidget(self.names)
        body = column(
            row(label("村名单", 20, 700), 16, *self.tabs, None, gap=14),
            (self._pages, 1),
            gap=8,
            margins=(22, 14, 22, 10),
        )
        foot = action_bar(
            button("增加一个村", icon="plus", on=self.add_one),
            paste,
            button("从表格文件导入", icon="upload", on=self.import_file),
            None,
            button("关闭", on=self.accept),
        )
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1290, 660)

    def _fill(self) -> None:
        wanted = squeeze(self.search.text()).lower()
        shown = [one for one in self._rows if wanted in one.searched]
        chosen = self.table.current()
        self.table.fill(shown, faint=lambda one: one.gone)
        gone = sum(one.gone for one in self._rows)
        words = f"{len(self._rows) - gone}个村" + (f"，另有{gone}个已并入或撤销" if gone else "")
        if wanted:
            words += f"；找到{len(shown)}个"
        self._count.setText(words)
        uids = [one.village.uid for one in shown]
        uid = chosen.village.uid if chosen else ""
        if shown:
            self.table.selectRow(uids.index(uid) if uid in uids else 0)
        self._show_one(self.table.current() if shown else None)

    def _show_one(self, item: Row | None) -> None:
        """Show the chosen village: what it is called, and what happened to it."""
        clear(self._side)
        for act in (self.change, self.describe, self.boards):
            act.setEnabled(item is not None)
        if item is None:
            self._side.addWidget(label("没有找到。请少写几个字再找。", 15, 400, INK2, wrap=True))
            self._side.addStretch(1)
            return
        village, town = item.village, self._context.desk.session.organ.town
        names = [one.name for one in self._room.boards(village.uid)]
        self._side.addWidget(label(village.name, 17, 700))
        self._side.addWidget(label(item.state, 15, 400, INK2, wrap=True))
        for name, value in (
            ("区划代码", village.code or "没有"),
            ("8位代码", village.code8),
            ("别名", "、".join(village.aliases) or "没有"),
            ("村委会", item.committee),
            ("集体经济", village.issuer(IssuerKind.COLLECTIVE, town)),
            ("公开栏", "、".join(names) or "还没有登记"),
        ):
            if value:
                self._side.addWidget(fact(name, value))
        self._side.addWidget(line())
        self._side.addWidget(label("经过", 15, 600))
        told = self._history(village)
        for words in told or ["增加以后没有变更"]:
            self._side.addWidget(label(words, 14, 400, INK2, wrap=True))
        self._side.addStretch(1)

    def _history(self, village: Village) -> list[str]:
        names = {one.village.uid: one.village.name for one in self._rows}
        found = []
        for one in self._told:
            back = f"（已撤回：{one.taken_back}）" if one.taken_back else ""
            if one.village_uid == village.uid:
                found.append(f"{_day(one.on)}　{_words(one, names)}{back}")
            elif one.detail.get("into") == village.uid:
                found.append(f"{_day(one.on)}　{names.get(one.village_uid, '')}并入此村{back}")
        return found

    def _offer_changes(self) -> None:
        offer(self.change, self.changes())

    def _merge(self, parent: QWidget, context: Context, village: Village) -> QDialog:
        ended = {one.village_uid for one in self._changes if one.kind in ("merged", "ended")}
        own = {village.uid, *ended}
        return acts.merge(
            parent, context, village, [o.village for o in self._rows if o.village.uid not in own]
        )

    def _take_back(self, parent: QWidget, context: Context, village: Village) -> QDialog:
        change = next(one for one in [self._room.changes.last(village)] if one)
        names = {one.village.uid: one.village.name for one in self._rows}
        what = f"{_day(change.on)}{_words(change, names)}"
        return acts.take_back(parent, context, village, change, what)

    def _run(self, make: Make) -> None:
        item: Row | None = self.table.current()
        if item is not None:
            self._after(make(self, self._context, item.village))

    def _after(self, dialog: QDialog) -> None:
        dialog.exec()
        self._context.refresh()
        self.reload()


def _state(end: ChangeRow | None, names: dict[str, str]) -> str:
    if end is None:
        return "在用"
    if end.kind == "ended":
        return f"{_day(end.on)}起撤销"
    return f"{_day(end.on)}起并入{names.get(str(end.detail.get('into', '')), '')}"


def _words(change: ChangeRow, names: dict[str, str]) -> str:
    before, after = (str(change.detail.get(key, "")) for key in ("before", "after"))
    match change.kind:
        case "renamed":
            return f"由{before}改名为{after}"
        case "merged":
            return f"并入{names.get(str(change.detail.get('into', '')), after)}"
        case "alias":
            return f"增加别名{after}"
        case "code":
            return f"区划代码由{before}改为{after}" if before else f"填上区划代码{after}"
    return "撤销"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
