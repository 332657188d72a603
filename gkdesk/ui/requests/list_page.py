"""The list of requests: saved filters, year, outcome and words; sorted by any heading."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QPushButton, QStackedWidget, QWidget

from gkdesk.requests.model import RequestRow
from gkdesk.ui.context import Context
from gkdesk.ui.look import font, px
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    column,
    empty_page,
    header,
    line,
    row,
    search_line,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.menus import more_button
from gkdesk.ui.widgets.ticks import TickTable

from .calculators import ClockCalculator, FeeCalculator
from .findings_dialog import FindingsDialog
from .list_columns import SOON, columns, soonest
from .list_foot import ListFoot, ask_period
from .more_dialogs import ListsDialog, correction_dialog

_AT_ONCE = 100  # rows
CHIPS = {"open": "办理中", "soon": "三日内到期", "year": "今年全部", "done": "已办结"}


class ListPage(QWidget):
    """All requests of all years behind a few saved filters."""

    def __init__(self, context: Context, opened: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._opened = context, opened
        self._today = context.desk.session.today
        self._filter = "open"
        self._rows: list[RequestRow] = []
        self._years: dict[int, int] = {}
        self._prepared = self._hidden = 0
        self._register = button(
            "登记申请", "primary", "plus", on=lambda: opened("register"), tip="登记申请（Ctrl+N）"
        )
        self._chips: dict[str, QPushButton] = {}
        width = 330 if context.wide() else 250
        self._search = search_line("查找申请人、内容、编号、环节", width, self.show_rows)
        self.year, self.outcome = self._choices()
        names = tuple(columns(self._today.year))
        self.table = TickTable(
            names, "依申请公开列表", key=lambda item: item.uid, may=lambda _item: True
        )
        self.table.opened.connect(lambda item: opened(item.uid))
        self.foot = ListFoot(context, self.table, self.reload)
        self.table.sorted_anew.connect(self._tell)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(
            empty_page("没有符合条件的申请。有人当面提交时，点“登记申请”，约1分钟办完。")
        )
        tools = row(None, self._search, self.year, self.outcome, gap=8)
        self._bar = row(self._chip_row(), (box(tools), 1), gap=8, margins=(14, 10, 14, 10))
        self._lay_bar()  # 登记申请 may be opened before the list is
        inner = card(column(box(self._bar), line(), (self._body, 1), line(), self.foot, gap=0))
        self.setLayout(column(self._head(), (inner, 1), gap=12, margins=(20, 14, 20, 14)))

    def reload(self) -> None:
        """Ask for the requests and show them through the present filter."""
        self._lay_bar()
        roster = self._context.desk.requests.roster
        roster.load(0)  # a slice: of most offices that is all
        self._rows, self._years = roster.rows(), roster.years()
        self._fill_years()
        self.show_rows()

    def _lay_bar(self) -> None:
        """Put the choices beside the chips, in a narrow window below them."""
        beside = QBoxLayout.Direction.LeftToRight
        below = QBoxLayout.Direction.TopToBottom
        self._bar.setDirection(beside if self._context.wide() else below)

    def more(self) -> None:
        """Take in what was opened in the background since."""
        if self._partly or self._context.desk.requests.roster.whole:
            self._rows = self._context.desk.requests.roster.rows()
            self._prepared = 0
        if self._partly:
            self.show_rows()

    def prepare(self, seconds: float) -> bool:
        """Make the rows' sort keys ahead for so long; tell whether all are made."""
        until = time.perf_counter() + seconds
        while self._prepared < len(self._rows) and time.perf_counter() < until:
            self.table.prepare(self._rows[self._prepared : self._prepared + _AT_ONCE])
            self._prepared += _AT_ONCE
        return self._prepared >= len(self._rows)

    def primary(self) -> None:
        self._register.click()

    def show_rows(self) -> None:
        """Show what passes the chip, the choices and the words."""
        words, outcome = self._search.text().strip(), self.outcome.currentData()
        of_chip = self._of_chip(self._filter)
        # the open ones by how soon they are due, then the others, the newest first
        shown = sorted((item for item in of_chip if item.state.open), key=soonest)
        shown += [item for item in reversed(of_chip) if not item.state.open]
        shown = [
            item
            for item in shown
            if (not outcome or item.outcome == outcome)
            and (
                not words
                or words in item.name
                or words in item.content
                or words in item.number
                or words in item.state.label
            )
        ]  # fmt: skip
        self.table.fill(shown, faint=lambda item: not item.state.open)
        self._body.setCurrentIndex(0 if shown else 1)
        self._hidden = len(of_chip) - len(shown)
        self._name_chips()
        self._tell()

    @property
    def _partly(self) -> bool:
        """Whether closed requests are shown too, which are opened only by and by."""
        return self._filter in ("year", "done") or self._wanted_year is not None

    @property
    def _wanted_year(self) -> int | None:
        year: int | None = self.year.currentData()
        return year

    def _head(self) -> QWidget:
        """Few buttons, the rest in 更多; in a narrow window all but the primary one."""
        if not self._context.wide():
            more = more_button(lambda: [*self._asides(), *self._lists_of()])
            return header("依申请公开", "", more, self._register)
        beside = [
            button(words, icon=icon, on=what, size=14)
            for (words, what), icon in zip(
                self._asides(), ("table-2", "file-spreadsheet"), strict=True
            )
        ]
        return header("依申请公开", "", more_button(self._lists_of), *beside, self._register)

    def _asides(self) -> list[tuple[str, Callable[[], object]]]:
        fields = self._context.desk.requests.book.fields
        return [
            ("年报数字", lambda: self._opened("annual")),
            ("导出台账", lambda: ask_period(self, self._context, fields)),
        ]

    def _lists_of(self) -> list[tuple[str, Callable[[], object]]]:
        return [
            ("要处理的问题", self._problems),
            ("登记更正申请", self._mend),
            ("疑难件和转公开清单", self._lists),
            ("答复期限试算", lambda: ClockCalculator(self, self._context).exec()),
            ("信息处理费试算", lambda: FeeCalculator(self, self._context).exec()),
        ]

    def _problems(self) -> None:
        FindingsDialog(self, self._context, self._opened).exec()

    def _mend(self) -> None:
        correction_dialog(self, self._context, self._opened).exec()

    def _lists(self) -> None:
        ListsDialog(self, self._context, self._opened).exec()

    def _choices(self) -> tuple[CalmCombo, CalmCombo]:
        year, outcome = CalmCombo(), CalmCombo()
        for made, name, wide in ((year, "收到的年份", 112), (outcome, "办理结果", 150)):
            made.setFont(font(14))
            made.setAccessibleName(name)
            made.setFixedWidth(px(wide))
        year.addItem("全部年份", None)
        outcome.addItem("全部结果", "")
        for rule in self._context.desk.requests.rules.outcomes():
            outcome.addItem(rule.label, rule.code)
        for made in (year, outcome):
            made.currentIndexChanged.connect(lambda _at: self.show_rows())
            made.view().setMinimumWidth(px(360 if made is outcome else 120))
        return year, outcome

    def _fill_years(self) -> None:
        known = {self.year.itemData(at) for at in range(1, self.year.count())}
        if known == set(self._years):
            return
        before = self._wanted_year
        self.year.blockSignals(True)
        while self.year.count() > 1:
            self.year.removeItem(1)
        for year in self._years:
            self.year.addItem(f"{year}年", year)
        self.year.setCurrentIndex(max(0, self.year.findData(before)) if before else 0)
        self.year.blockSignals(False)

    def _chip_row(self) -> QWidget:
        group, parts = QButtonGroup(self), row(gap=8)
        for key, words in CHIPS.items():
            chip = button(words, "chip", on=partial(self._choose, key), size=14)
            chip.setCheckable(True)
            chip.setChecked(key == self._filter)
            group.addButton(chip)
            parts.addWidget(chip)
            self._chips[key] = chip
        parts.addStretch(1)
        return box(parts)

    def _name_chips(self) -> None:
        """Count without opening: the open ones are known, the years counted by the database."""
        year = self._wanted_year
        if year is None:
            everything, named = sum(self._years.values()), self._today.year
        else:
            everything, named = self._years.get(year, 0), year
        counts = {"open": len(self._of_chip("open")), "soon": len(self._of_chip("soon"))}
        counts["year"] = self._years.get(named, 0)
        counts["done"] = everything - counts["open"]
        for key, words in CHIPS.items():
            name = f"{named}年全部" if key == "year" and named != self._today.year else words
            self._chips[key].setText(f"{name} {counts[key]}")

    def _of_chip(self, key: str) -> list[RequestRow]:
        year = self._wanted_year
        rows = self._rows if year is None else [r for r in self._rows if r.received_on.year == year]
        match key:
            case "open":
                return [item for item in rows if item.state.open]
            case "soon":
                return [
                    item
                    for item in rows
                    if item.days_left is not None and item.days_left <= SOON and item.state.open
                ]
            case "year":
                named = year or self._today.year
                return [item for item in rows if item.received_on.year == named]
            case _:
                return [item for item in rows if not item.state.open]

    def _choose(self, key: str) -> None:
        self._filter = key
        self.show_rows()

    def _tell(self) -> None:
        """Say how many rows there are, how many are filtered out, and their order."""
        names = [
            self.table.heading(at) + ("从后往前" if down else "") for at, down in self.table.order
        ]
        plain = "收到日期由近到远" if self._filter == "done" else "期限由近到远"
        order = "、".join(names) if names else plain
        words = f"共{self.table.rows.rowCount()}行"
        words += f"，已筛掉{self._hidden}行" if self._hidden else ""
        if self._partly and not self._context.desk.requests.roster.whole:
            words += f"，正在打开以前的申请（{len(self._rows)}/{sum(self._years.values())}）"
        self.foot.tell(f"{words}，按{order}")
