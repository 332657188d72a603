"""Hypothetical cases without an office: one JSON case a line in, one JSON result a line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.errors import Declined

from . import declined
from .clock import Fold, clock_state
from .clockstate import ClockState
from .daysheet import DayKind, DaySheet
from .model import Event, EventKind, iso_day
from .refusing import out_of_order
from .rules import Rules

_KEYS = {"receipt", "corrected", "consult", "extend", "paid"}
_LARGEST = 999_999  # more is no number of days but a slip
_Began = tuple[EventKind, date | None]
_RESTARTS = (("corrected", EventKind.CORRECTED), ("paid", EventKind.PAID))


class BadCase(Declined):
    """A case that cannot be read."""

    message = "不能计算：{reason}。请改正后重算。"


def events_of(case: Mapping[str, object]) -> list[Event]:
    """Turn a case into events in order; the extension belongs to the count that is running last.

    Raises:
        BadCase: a key unknown, missing or not of its kind.
        StepDeclined: dates in an order that cannot be.
    """
    if not case.keys() <= _KEYS:
        strange = min(case.keys() - _KEYS).encode("utf-8", "replace").decode("utf-8")
        raise BadCase(reason=f"不认识“{strange[:40]}”")
    receipt = _event(EventKind.RECEIVE, _day("receipt", case.get("receipt")))
    starts, start = [receipt], receipt
    for key, kind in _RESTARTS:
        if case.get(key) is not None:
            begun = _event(kind, _day(key, case[key]))
            if begun.on < start.on:
                raise out_of_order(begun, start)
            starts.append(begun)
            start = begun
    extra: list[Event] = []
    if case.get("extend") is not None:
        extra.append(Event(EventKind.EXTEND, start.on, days=_count(case["extend"]), approved=True))
    extra += _consultations(case.get("consult"), receipt)
    if not extra:
        return starts
    # a stable sort: on one day a restart comes before what happens within its count
    return [receipt, *sorted([*starts[1:], *extra], key=lambda event: event.on)]


def _consultations(value: object, receipt: Event) -> Iterator[Event]:
    if value is None:
        return
    if not isinstance(value, list):
        raise BadCase(reason="consult 应为 [寄出日期, 收到意见日期] 的列表")
    for number, pair in enumerate(value):
        if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 - sent and end
            raise BadCase(reason="consult 的每一项应为 [寄出日期, 收到意见日期]")
        sent = _event(EventKind.CONSULT, _day("consult", pair[0]), str(number))
        if sent.on < receipt.on:
            raise out_of_order(sent, receipt)
        yield sent
        if pair[1] is None:
            continue
        end = _day("consult", pair[1])
        if end < sent.on:
            raise declined.OpinionBeforeLetter(on=end.isoformat(), before_on=sent.on.isoformat())
        yield _event(EventKind.OPINION, end, str(number))


@lru_cache(maxsize=1 << 14)
def _event(kind: EventKind, on: date, key: str = "") -> Event:
    """Make an event once: a batch names the same days again and again."""
    return Event(kind, on, key=key)


def _day(key: str, value: object) -> date:
    day = iso_day(value) if isinstance(value, str) else None
    if day is not None:
        return day
    raise BadCase(reason=f"{key} 应为日期，写成 2026-04-10")


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise BadCase(reason="extend 应为整数（工作日）")
    return value


def clock_of(case: Mapping[str, object], rules: Rules, calendar: WorkCalendar) -> ClockState:
    """Reckon one case.

    Raises:
        Declined: it cannot be read, or the law or the order of dates forbids it.
    """
    events = events_of(case)
    return clock_state(events, rules.on(events[0].on), calendar)


def result(state: ClockState) -> dict[str, object]:
    """Write a clock as plain data; ``due_on`` is null when it stands still or is an estimate."""
    return {
        "due_on": _iso(state.due_on),
        "provisional": state.provisional,
        "earliest": _iso(state.earliest),
        "correction_due": _iso(state.correction_due),
        "internal_due": _iso(state.internal_due),
        "run": state.run,
    }


def day_rows(state: ClockState) -> list[dict[str, object]]:
    """Write the day sheet as plain data."""
    return [
        {"on": mark.on.isoformat(), "number": mark.number, "why": mark.why} for mark in state.days
    ]


class _DayWriter:
    """Writes day sheets as JSON text; each day's words are written once and kept."""

    def __init__(self) -> None:
        # what a day is called depends on what began the count and whether the receipt was moved
        self._kept: dict[_Began, dict[tuple[int, DayKind], tuple[str, str]]] = {}

    def text(self, sheet: DaySheet) -> str:
        kept, rows = self._kept.setdefault((sheet.base_kind, sheet.moved_from), {}), []
        for ordinal, number, kind in sheet.numbered():
            key = (ordinal, kind)
            if key not in kept:
                day = date.fromordinal(ordinal)
                why = json.dumps(sheet.why(day, kind), ensure_ascii=False)
                kept[key] = (f'{{"on": "{day}", "number": ', f', "why": {why}}}')
            head, tail = kept[key]
            rows.append(f"{head}{number or 'null'}{tail}")
        return f"[{', '.join(rows)}]"


def lines(
    cases: Iterable[str], rules: Rules, calendar: WorkCalendar, *, days: bool
) -> Iterator[tuple[str, bool]]:
    """Yield one JSON line for each case line, and whether it could be reckoned."""
    writer = _DayWriter() if days else None
    for line in cases:
        try:
            yield _line(_case(line), rules, calendar, writer), True
        except Declined as error:
            yield _error(error), False


_decode = json.JSONDecoder().decode


def _case(line: str) -> dict[str, object]:
    text = line.strip()
    if not text:
        raise BadCase(reason="这一行是空的")
    try:
        case = _decode(text)
    except RecursionError as error:
        raise BadCase(reason="括号套得太深") from error
    except json.JSONDecodeError as error:
        raise BadCase(reason="不是 JSON") from error
    except ValueError as error:  # an integer of thousands of digits
        raise BadCase(reason="数字太长") from error
    if not isinstance(case, dict):
        raise BadCase(reason="应为一个 JSON 对象")
    return case


def _line(
    case: Mapping[str, object], rules: Rules, calendar: WorkCalendar, writer: _DayWriter | None
) -> str:
    """Write one result; days and fixed words need no escaping, so no encoder is asked."""
    events = events_of(case)
    fold = Fold(rules.on(events[0].on), calendar, None)
    for event in events:
        fold.take(event)
    found = fold.verdict()
    text = (
        f'{{"due_on": {_quoted(found.due_on)}, "provisional": {_WORDS[found.provisional]},'
        f' "earliest": {_quoted(found.earliest)},'
        f' "correction_due": {_quoted(fold.correction_due)}, "run": "{found.run}"'
    )
    if writer is None:
        return text + "}"
    sheet = fold.sheet(found.earliest if found.provisional else found.due_on, found.gaps)
    return f'{text}, "days": {writer.text(sheet)}}}'


_WORDS = {False: "false", True: "true"}


def _quoted(day: date | None) -> str:
    return f'"{day.isoformat()}"' if day else "null"


def _error(error: Declined) -> str:
    more = "其他各行不受影响。" if isinstance(error, BadCase) else ""
    return json.dumps({"error": f"{error}{more}"}, ensure_ascii=False)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
