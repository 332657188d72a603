"""The day sheet: every calendar day from the receipt to the last day, counted or why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gkdesk.base.calendar import ONE_DAY, UNKNOWN, WorkCalendar
from gkdesk.base.labels import Labelled

from .model import EventKind

WEEKDAYS = "一二三四五六日"


class DayKind(Labelled):
    """How a day takes part in the count."""

    COUNTED = "counted", "计入"
    REST = "rest", "休息日不计"
    EXCLUDED = "excluded", "征求意见期间不计"
    VOID = "void", "重新起算前不计"


@dataclass(frozen=True, slots=True)
class Interval:
    """A consultation: days after ``sent`` up to and including ``end`` are not counted.

    ``end`` is ``None`` while the opinion is awaited.
    """

    sent: date
    end: date | None

    def ordinals(self, last: int) -> range:
        """Return the ordinals of its days, up to ``last`` while it is open."""
        return range(self.sent.toordinal() + 1, (self.end.toordinal() if self.end else last) + 1)


@dataclass(frozen=True, slots=True)
class DayMark:
    """One calendar day: its number in the count, or ``None`` and the reason in words."""

    on: date
    number: int | None
    kind: DayKind
    why: str


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What is needed to write the sheet out; nothing is reckoned until somebody looks."""

    calendar: WorkCalendar
    received_on: date
    base: date
    base_kind: EventKind
    excluded: tuple[Interval, ...]
    last: date
    allowed: int
    agreed: bool
    moved_from: date | None = None  # the real day of a receipt that counts as of ``base``

    def days(self) -> list[DayMark]:
        """Return one mark for each day after the receipt up to the last day."""
        marks = []
        for ordinal, number, kind in self.numbered():
            day = date.fromordinal(ordinal)
            marks.append(DayMark(day, number or None, kind, self.why(day, kind)))
        return marks

    def sentence(self) -> str:
        """Say how the last day was reckoned: 从4月13日起算20个工作日，5月1日至5日放假不计……."""
        if self.agreed and self.base_kind is EventKind.REDO:
            return f"决定书或者裁判文书要求{_short(self.last)}以前重新答复。"
        if self.agreed:
            return f"已约定{_short(self.last)}答复（《政府信息公开条例》第三十五条）。"
        marks = self.days()
        first = next((mark.on for mark in marks if mark.number == 1), None)
        if first is None:
            return "还没有开始计算。"
        notes = [*self._moved(), *self._pauses(), *_holidays(marks), *_swapped(marks)]
        missing = sorted({mark.on.year for mark in marks if mark.why == UNKNOWN})
        notes += [f"{year}年放假安排未导入，只能暂估" for year in missing]
        begin = f"从{_short(first)}起算{self.allowed}个工作日。"
        return begin + ("，".join(notes) + "。" if notes else "")

    def numbered(self) -> Iterator[tuple[int, int, DayKind]]:
        """Yield each day's ordinal, its number (0: not counted) and how it takes part."""
        if self.last <= self.received_on:
            return
        number, base, last = 0, self.base.toordinal(), self.last.toordinal()
        flags = self.calendar.worked(self.received_on + ONE_DAY, self.last)
        left_out = {day for interval in self.excluded for day in interval.ordinals(last)}
        for day, works in enumerate(flags, start=self.received_on.toordinal() + 1):
            if day <= base:
                yield day, 0, DayKind.VOID
            elif not works:
                yield day, 0, DayKind.REST
            elif day in left_out:
                yield day, 0, DayKind.EXCLUDED
            else:
                number += 1
                yield day, number, DayKind.COUNTED

    def why(self, day: date, kind: DayKind) -> str:
        """Say in words why a day is or is not counted."""
        if kind is DayKind.VOID and self.moved_from is not None and day > self.moved_from:
            return "收到之日是休息日，顺延到此日，次日起算" if day == self.base else "收到之日顺延"
        if kind is DayKind.VOID:
            return f"{self.base_kind.label}，次日重新起算"
        return kind.label if kind is DayKind.EXCLUDED else self.calendar.why(day)

    def _moved(self) -> Iterator[str]:
        if self.moved_from is not None:
            real, counted = _short(self.moved_from), _short(self.base)
            yield f"{real}收到，是休息日，按单位的规定视为{counted}收到"

    def _pauses(self) -> Iterator[str]:
        for interval in self.excluded:
            if interval.end is None:
                yield f"{_short(interval.sent)}起征求意见，收到意见前不计"
            elif interval.end > max(interval.sent, self.base) and interval.sent < self.last:
                first = max(interval.sent, self.base) + ONE_DAY
                yield f"{_span(first, interval.end)}征求意见不计"


def _holidays(marks: list[DayMark]) -> Iterator[str]:
    """Name each run of days off that is more than a weekend."""
    run: list[date] = []
    for mark in marks:
        off = mark.kind is DayKind.REST and mark.why.endswith("放假")
        if off:
            run.append(mark.on)
        elif run:
            yield f"{_span(run[0], run[-1])}放假不计"
            run = []
    if run:
        yield f"{_span(run[0], run[-1])}放假不计"


def _swapped(marks: list[DayMark]) -> Iterator[str]:
    for mark in marks:
        if mark.kind is DayKind.COUNTED and mark.on.weekday() > 4 and mark.why != UNKNOWN:  # noqa: PLR2004 - Friday
            yield f"{_short(mark.on)}（周{WEEKDAYS[mark.on.weekday()]}）上班，计入"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _span(first: date, last: date) -> str:
    if first == last:
        return _short(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{_short(first)}至{last.day}日"
    return f"{_short(first)}至{_short(last)}"
