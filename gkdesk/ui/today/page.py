"""今日待办: one list in order of legal danger, each row with its one next step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QVBoxLayout, QWidget

from gkdesk.ui.context import Context, day
from gkdesk.ui.look import ACCENT, AMBER, BG, INK2, INK3, RED, dressed, px
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    header,
    label,
    line,
    picture,
    row,
)
from gkdesk.ui.widgets.painted import Pill

if TYPE_CHECKING:
    from gkdesk.search.agenda import AgendaItem

MOST_ROWS = 60
ICONS = {
    "requests": "inbox",
    "village": "landmark",
    "records": "newspaper",
    "catalog": "book-open",
    "sync": "usb",
    "statistics": "chart-column",
}
ROOMS = {
    "requests": "依申请公开",
    "village": "村务公开",
    "records": "公开信息",
    "catalog": "公开目录",
    "sync": "同步包",
    "statistics": "统计年报",
}
# group → words, icon, colour of its band
BANDS = {
    "overdue": ("已逾期", "circle-alert", RED),
    "today": ("今天到期", "clock", AMBER),
    "soon": ("三个工作日内", "calendar-days", ACCENT),
    "later": ("以后", "calendar-clock", INK2),
    "undated": ("等待中", "calendar-clock", INK2),
}


class TodayPage(QWidget):
    """The first page of the day."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._filter = ""
        today = context.desk.session.today
        self._register = button(
            "登记申请",
            "primary",
            "plus",
            on=lambda: context.go("requests", "register"),
            tip="登记申请（Ctrl+N）",
        )
        head = header(
            "今日待办",
            f"{today.year}年{day(today)}",
            button(
                "导入村务表", icon="file-spreadsheet", on=lambda: context.go("village", "import")
            ),
            self._register,
        )
        self._tabs = row(gap=22, margins=(18, 4, 18, 0))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._list.setContentsMargins(0, 0, 0, 0)
        left = card(column(box(self._tabs), line(), (self._scroll(), 1), gap=0))
        self._side = QVBoxLayout()
        self._side.setSpacing(px(12))
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side_box = box(self._side)
        self._side_box.setFixedWidth(px(330))
        body = row((left, 1), self._side_box, gap=16)
        self.setLayout(column(head, (box(body), 1), gap=12, margins=(20, 14, 20, 14)))

    def reload(self) -> None:
        """Ask for the agenda and show it; the standing facts follow after the first paint."""
        self._side_box.setVisible(self._context.wide())
        self._context.reckoning.then(self, self._fill)
        QTimer.singleShot(0, self, self._fill_side)  # not when the page has gone

    def open(self, subject: str) -> None:  # noqa: ARG002 - this page has no second level
        self.reload()

    def primary(self) -> None:
        self._register.click()

    def _scroll(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(box(self._list))
        return scroll

    def _fill(self) -> None:
        items = self._context.desk.agenda.items()
        self._fill_tabs(items)
        self._fill_list(items)

    def _fill_tabs(self, items: Sequence[AgendaItem]) -> None:
        clear(self._tabs)
        group = QButtonGroup(self)
        tabs = [("", "全部", len(items))]
        tabs += [
            (key, BANDS[key][0], sum(1 for item in items if item.group == key))
            for key in ("overdue", "today", "soon")
        ]
        for key, words, count in tabs:
            tab = button(f"{words} {count}", "tab", on=partial(self._choose, key))
            tab.setCheckable(True)
            tab.setChecked(key == self._filter)
            group.addButton(tab)
            self._tabs.addWidget(tab)
        self._tabs.addStretch(1)

    def _choose(self, key: str) -> None:
        self._filter = key
        self._context.reckoning.then(self, self._fill)

    def _fill_list(self, items: Sequence[AgendaItem]) -> None:
        clear(self._list)
        shown = [item for item in items if self._filter in ("", item.group)]
        if not shown:
            self._list.addWidget(self._nothing(new=not items))
        for key in BANDS:
            mine = [item for item in shown[:MOST_ROWS] if item.group == key]
            if mine:
                self._list.addWidget(_band(key, len([i for i in shown if i.group == key])))
            for at, item in enumerate(mine):
                first = key == "overdue" and at == 0
                self._list.addWidget(self._row(item, first=first))
        if len(shown) > MOST_ROWS:
            more = f"还有{len(shown) - MOST_ROWS}件较晚到期，在各栏目里查看"
            self._list.addWidget(box(row(label(more, 14, 400, INK3), margins=(20, 10, 20, 10))))
        self._list.addStretch(1)

    def _nothing(self, *, new: bool) -> QWidget:
        """Make what stands in an empty list; a new office sees where to begin."""
        steps = self._context.desk.choices.starting() if new else []
        if steps and not self._context.wide():  # the column beside it is not shown
            from .side import starting_card

            return starting_card(self._context, steps, self.reload)
        return empty_page("先照“开始使用”一步一步办" if steps else "今天没有要办的事")

    def _row(self, item: AgendaItem, *, first: bool) -> QWidget:
        words = column(
            Elided(item.sealed_title or item.title, 15, 600),
            Elided(f"{ROOMS[item.room]} · {item.detail}", 14, 400, INK2),
            gap=2,
        )
        when = column(
            row(None, Pill(*pill_of(item))),
            row(None, label(due_words(item), 14, 400, INK2)),
            gap=2,
        )
        act = button(
            item.verb,
            "accent" if first else "",
            on=lambda: self._context.go(item.room, item.subject),
        )
        act.setFixedWidth(px(132))
        inner = row(
            picture(ICONS[item.room], 20), (box(words), 1), box(when), act, gap=14,
            margins=(18, 8, 16, 8),
        )  # fmt: skip
        made = box(column(box(inner), line(), gap=0))
        made.setMinimumHeight(px(66))
        return made

    def _fill_side(self) -> None:
        from .side import SyncCard, backup_card, starting_card, village_card

        clear(self._side)
        if not self._context.desk.session.unlocked:
            return
        first = self._context.desk.choices.starting()
        if first:
            self._side.addWidget(starting_card(self._context, first, self.reload))
        if self._context.desk.village.villages():
            self._side.addWidget(village_card(self._context))
        if not first:  # a new office has nothing to send, and the column has no room for more
            self._side.addWidget(SyncCard(self._context))
        self._side.addWidget(backup_card(self._context))
        self._side.addStretch(1)


def _band(key: str, count: int) -> QWidget:
    words, icon, colour = BANDS[key]
    made = box(
        row(
            picture(icon, 16, colour, 2.2),
            label(words, 14, 600, colour),
            label(f"{count}件" + ("，请先处理" if key == "overdue" else ""), 14, 400, INK2),
            None,
            gap=8,
            margins=(18, 5, 18, 5),
        )
    )
    made.setObjectName("band")
    made.setStyleSheet(dressed(f"#band {{ background: {BG}; }}"))
    return made


def pill_of(item: AgendaItem) -> tuple[str, str, str]:
    """Return words, tone and icon of how near the day is."""
    if item.due_on is None:
        return ("等待中", "slate", "hourglass")
    if item.group == "today":
        return ("今天到期", "amber", "clock")
    if item.working_days is None:
        return ("期限暂估", "slate", "calendar-clock")
    if item.group == "overdue":
        return (f"逾期 {-item.working_days} 个工作日", "red", "circle-alert")
    words = f"剩 {item.working_days} 个工作日"
    return (f"{words}（暂估）" if item.provisional else words, "blue", "clock")


def due_words(item: AgendaItem) -> str:
    if item.due_on is None:
        return "暂不计时"
    return ("应于 " if item.group == "overdue" else "") + day(item.due_on)
