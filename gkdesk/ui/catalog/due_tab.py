"""应公开情况: the matrix with its choices of period, span and state."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gkdesk.catalog.duemodel import RANK, DueState, Matrix
from gkdesk.records.dutymodel import Asked
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.widgets.basic import Elided, box, column, empty_page, line, row
from gkdesk.ui.widgets.calm_combo import CalmCombo

from .due_states import CELLS
from .facts_panel import levels
from .matrix_view import MatrixView

UNITS = (("quarter", "按季度"), ("month", "按月"), ("half_year", "按半年"), ("year", "按年"))
STATES = (
    ("", "全部情况"), (DueState.MISSING, "应公开未公开"), (DueState.LATE, "迟公开"),
    (DueState.EARLY, "过早"), (DueState.OPEN, "未到期"), (DueState.UNCLEAR, "不清楚"),
    (DueState.WAITING, "待事件"),
)  # fmt: skip
SHOWN, NOTHING, BUSY = range(3)
_WIDTHS = (104, 124, 150)
_COUNTED = (
    DueState.MISSING, DueState.LATE, DueState.EARLY, DueState.UNCLEAR, DueState.OPEN,
    DueState.DONE, DueState.WAITING,
)  # fmt: skip


class DueTab(QWidget):
    """The matrix of one area or of all; asks for itself when shown."""

    looked = Signal(object, object)
    opened = Signal(object, object)
    filled = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._area, self._words = "", ""
        self.matrix = self._whole = Matrix((), ())
        self._key: tuple[object, ...] = ()
        self._wanted: tuple[object, ...] = ()
        self.view = MatrixView(wide=context.wide())
        self.view.looked.connect(self.looked)
        self.view.opened.connect(self.opened)
        self.unit, self.span, self.state = CalmCombo(), CalmCombo(), CalmCombo()
        self._fill_choices()
        self._told = Elided("", 14, 400, INK2)
        self._body = QStackedWidget()
        self._body.addWidget(self.view)
        self._body.addWidget(empty_page("没有符合条件的事项"))
        self._body.addWidget(empty_page("正在计算每个事项的期限……"))
        bar = row(self.unit, self.span, self.state, None, gap=8, margins=(14, 8, 14, 8))
        foot = row((self._told, 1), margins=(14, 6, 14, 6))
        self.setLayout(column(box(bar), line(), (self._body, 1), line(), box(foot), gap=0))

    def reload(self, area: str, words: str = "") -> None:
        """Show the matrix of an area, reckoned anew only when something was written."""
        self._area, self._words = area, words
        desk = self._context.desk
        unit, span = str(self.unit.currentData()), str(self.span.currentData())
        first, last = _days(span, desk.session.today, desk.duties.house.since)
        key = (unit, first, last, desk.session.today, desk.duties.held.stamp)
        if key == self._key:
            self._show()
        elif key != self._wanted:
            self._wanted = key
            self._body.setCurrentIndex(BUSY)
            self._told.say("")
            self._context.reckoning.ask(
                self,
                lambda other: other.duties.matrix(unit, Asked(first, last)),
                lambda found: self._arrived(key, found),
            )

    def _arrived(self, key: tuple[object, ...], found: Matrix) -> None:
        """Show an answer, unless another one is wanted by now."""
        if key == self._wanted:
            self._key, self._whole = key, found
            self._show()

    def _show(self) -> None:
        """Show what of the matrix fits the choices."""
        area, words = self._area, self._words
        self._wanted = self._key
        state = str(self.state.currentData())
        rank = RANK[DueState(state)] if state else None
        rows = tuple(
            one
            for one in self._whole.rows
            if area in ("", one.item.area)
            and (rank is None or rank in one.codes)
            and (not words or words in f"{levels(one.item)} {one.item.content} {one.item.basis}")
        )
        self.matrix = Matrix(self._whole.spans, rows)
        self.view.blockSignals(True)  # the page shows the cell once, after this
        self.view.fill(self.matrix, self._context.desk.session.today)
        self.view.blockSignals(False)
        self._body.setCurrentIndex(SHOWN if rows else NOTHING)
        self._tell()
        self.filled.emit()

    def choose(self, state: str) -> None:
        """Choose one state, ``""`` for all, without asking anew."""
        self.state.blockSignals(True)
        self.state.setCurrentIndex(max(0, self.state.findData(state)))
        self.state.blockSignals(False)

    def asked(self) -> Asked:
        """Return what is shown, as the lists and slips are asked for."""
        today = self._context.desk.session.today
        since = self._context.desk.duties.house.since
        first, last = _days(str(self.span.currentData()), today, since)
        return Asked(first, last, self._area)

    def _tell(self) -> None:
        counts = self.matrix.counts()
        told = [f"{len(self.matrix.rows)}项"]
        signs = ((CELLS[s][0], s.label, counts[s]) for s in _COUNTED if counts[s])
        told += [f"{sign} {words}{count}格" for sign, words, count in signs]
        self._told.say("，".join(told))

    def _fill_choices(self) -> None:
        today = self._context.desk.session.today
        since = self._context.desk.duties.house.since
        spans = (
            ("year", f"{today.year}年"), ("last", f"{today.year - 1}年"),
            ("two", f"{today.year - 1}年以来"), ("five", f"{today.year - 4}年以来"),
            ("all", f"{since}年以来"),
        )  # fmt: skip
        asks = (
            (self.unit, UNITS, "一列多长"), (self.span, spans, "哪段时间"),
            (self.state, STATES, "哪种情况"),
        )  # fmt: skip
        for (combo, choices, name), width in zip(asks, _WIDTHS, strict=True):
            combo.setFont(font(14))
            combo.setAccessibleName(name)
            combo.setFixedWidth(px(width))
            for key, words in choices:
                combo.addItem(words, str(key))
            combo.currentIndexChanged.connect(self._anew)

    def _anew(self, _at: int = 0) -> None:
        self.reload(self._area, self._words)


def _days(span: str, today: date, since: int) -> tuple[date, date]:
    """Return the days a choice stands for; always whole years, to the end of this one."""
    first = {"last": today.year - 1, "two": today.year - 1, "five": today.year - 4, "all": since}
    begin = min(first.get(span, today.year), today.year)
    end = today.year - (span == "last")
    return date(begin, 1, 1), date(end, 12, 31)
