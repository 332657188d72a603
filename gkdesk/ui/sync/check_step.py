"""检查: what the look into every row and file found, and the two ways on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkdesk.sync.drivestate import sized
from gkdesk.sync.model import kind_label
from gkdesk.sync.survey import Line, Stop, Survey, Tone, Topic, told_kinds
from gkdesk.ui.look import AMBER, GREEN, INK2, RED, px
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    label,
    line,
    notice,
    picture,
    row,
    scrolled,
)

from .wizard_draft import Key

MOST_STOPS = 20  # shown at once; the rest come as these are settled
_ICONS = {
    Tone.OK: ("circle-check", GREEN),
    Tone.WARN: ("triangle-alert", AMBER),
    Tone.STOP: ("circle-alert", RED),
}


class CheckStep(QWidget):
    """``mend`` and ``leave`` ask for one row, ``again`` for another look, ``keys`` for the keys."""

    mend = Signal(object)  # a Stop
    leave = Signal(object)  # a Stop
    again = Signal()
    change = Signal()
    keys = Signal()
    finish = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._top = column(gap=0)
        self._left = column(gap=0, margins=(18, 12, 18, 12))
        self._right = column(gap=0, margins=(18, 12, 18, 12))
        cards = row((card(self._left), 1), (card(self._right), 1), gap=12)
        inner = box(column(box(self._top), box(cards), None, gap=12))
        self.setLayout(column((scrolled(inner), 1), gap=0))

    def show_looking(self, words: str) -> None:
        """Say that it is being looked at."""
        self._clear()
        self._top.addWidget(notice("blue", "info", (label(words, 15, wrap=True), 1)))

    def show_survey(self, survey: Survey, left: set[Key]) -> None:
        self._clear()
        stops = survey.stops(left)
        if stops:
            self._top.addWidget(self._stopped(stops, len(survey.going(left))))
        self._fill_contents(survey, left)
        again = button("重新检查", "link", "refresh-cw", on=self.again.emit)
        self._right.addWidget(box(row(label("检查结果", 15, 700), None, again)))
        for one in survey.lines(left):
            self._right.addWidget(self._line(one))
        for problem in survey.elsewhere:
            text = f"{problem.where}：{problem.message}"
            self._right.addWidget(label(text, 14, 400, RED, wrap=True))
        self._right.addStretch(1)

    def _clear(self) -> None:
        for layout in (self._top, self._left, self._right):
            clear(layout)

    def _stopped(self, stops: list[Stop], going: int) -> QWidget:
        """Make the red frame: every row that is held back, with its two ways on."""
        words = f"有{len(stops)}条需先处理，处理后才能写入 U 盘"
        rest = f"其余{going - len(stops)}项已通过，不受影响"
        made = column(
            box(row(label(words, 15, 600, RED), 10, label(rest, 14, 400, INK2), None)), gap=2
        )
        for stop in stops[:MOST_STOPS]:
            made.addWidget(self._stop_row(stop))
        if len(stops) > MOST_STOPS:
            made.addWidget(label(f"……还有{len(stops) - MOST_STOPS}条", 14, 400, INK2))
        return notice("red", "circle-alert", (box(made), 1), width=2)

    def _stop_row(self, stop: Stop) -> QWidget:
        first = stop.problems[0]
        where = first.where.rpartition("的")[2]
        more = f"等{len(stop.problems)}处" if len(stop.problems) > 1 else ""
        told = f"{kind_label(stop.key[0])}《{stop.name}》{where}：{first.message}{more}"
        leave = button("暂不放入", "link", on=partial(self.leave.emit, stop))
        leave.setAccessibleName(f"暂不放入{stop.name}")
        mend = button("处理", "link", on=partial(self.mend.emit, stop))
        mend.setAccessibleName(f"处理{stop.name}")
        return box(row((Elided(told, 15), 1), leave, mend, gap=14))

    def _fill_contents(self, survey: Survey, left: set[Key]) -> None:
        going = survey.going(left)
        total = label(f"共 {len(going)} 项", 15, 600)
        change = button("更改", "link", on=self.change.emit)
        self._left.addWidget(box(row(label("包内内容", 15, 700), None, total, 8, change)))
        for kind in sorted({one.row.kind for one in going}):
            rows = [one for one in going if one.row.kind == kind]
            told = column(
                label(kind_label(kind), 15), Elided(told_kinds(rows), 14, 400, INK2), gap=2
            )
            count = label(f"{len(rows)} 项", 17, 600)
            self._left.addWidget(box(row((box(told), 1), count, margins=(0, 7, 0, 7))))
            self._left.addWidget(line())
        staying = [f"暂不放入{len(left)}项，下次还会列出"] if left else []
        choice = survey.choice
        staying += [f"{len(choice.awaiting)}项等回执"] if choice.awaiting else []
        staying += [f"{choice.unchanged}项没有变化"] if choice.unchanged else []
        if staying:
            rest = column(label("未放入", 15), Elided("，".join(staying), 14, 400, INK2), gap=2)
            self._left.addWidget(box(row((box(rest), 1), margins=(0, 7, 0, 7))))
        self._left.addStretch(1)
        facts = f"附件{survey.files}个，共约 {sized(survey.need.size)}"
        note = label("写入后不能改，要更正另送一包", 14, 400, INK2)
        self._left.addWidget(box(row(label(facts, 14), None, note, margins=(0, 8, 0, 0))))

    def _line(self, one: Line) -> QWidget:
        icon, colour = _ICONS[one.tone]
        strong = one.tone is Tone.STOP
        title = label(one.title, 15, 600 if strong else 400, wrap=True)
        if strong:
            title.setProperty("ink", RED)
        words = column(title, label(one.detail, 14, 400, INK2, wrap=True), gap=1)
        parts: list[QWidget] = []
        if one.topic is Topic.KEYS and one.tone is not Tone.OK:
            parts.append(button("交换密钥", "link", on=self.keys.emit))
        if one.topic is Topic.NUMBERS and strong:
            parts.append(button("写完它", "link", on=self.finish.emit))
        inner = box(row(picture(icon, 18, colour, 2), (box(words), 1), *parts, gap=10,
                        margins=(0, 6, 0, 6)))  # fmt: skip
        inner.setMinimumHeight(px(44))
        return box(column(inner, line(), gap=0))
