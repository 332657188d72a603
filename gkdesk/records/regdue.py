"""What is owed and what is wrong in a register: computed from its entries, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from gkdesk.base import figures
from gkdesk.base.calendar import FIRST_YEAR, WorkCalendar

from .regmodel import (
    Check,
    DueRule,
    DueState,
    Entry,
    Finding,
    Kind,
    QuotaState,
    Register,
    Severity,
)
from .regperiod import Span

_END = time(23, 59)


def dues(form: Register, entry: Entry, calendar: WorkCalendar, now: datetime) -> list[DueState]:
    """Return every rule of an entry whose clock has started."""
    if entry.cancelled:
        return []
    found = [_due(form, rule, entry, calendar, now) for rule in form.dues]
    return [one for one in found if one is not None]


def findings(
    form: Register, entry: Entry, owed: Sequence[DueState], calendar: WorkCalendar
) -> list[Finding]:
    """Return what is wrong with an entry; a missed day counts too."""
    if entry.cancelled:
        return []
    found = []
    for one in owed:
        if one.late_days:
            severity = Severity.ERROR if one.figure.status == "certain" else Severity.WARN
            found.append(Finding(f"late-{one.rule.code}", severity, _late_words(one)))
    return found + [
        Finding(check.code, check.severity, words)
        for check in form.checks
        if _applies(check, entry) and (words := _fault(form, check, entry, calendar))
    ]


def quotas(form: Register, entries: Sequence[Entry], today: date) -> list[QuotaState]:
    """Return how each quota stands in the period today lies in."""
    found = []
    for quota in form.quotas:
        span = Span.of(quota.per, today)
        figure = figures.on(quota.figures, today)
        if figure is None:
            continue
        have = sum(
            span.holds(entry.day(form)) and _holds((quota.field, quota.values), entry.values)
            for entry in entries
            if not entry.cancelled
        )
        found.append(QuotaState(quota, str(span), span.label, figure.n, have, span.last))
    return found


def _late_words(one: DueState) -> str:
    if one.figure.unit == "hour":
        return f"{one.rule.label}超过了{one.figure.words}"
    return f"{one.rule.label}{'晚了' if one.met else '已超期'}{one.late_days}天"


def _due(
    form: Register, rule: DueRule, entry: Entry, calendar: WorkCalendar, now: datetime
) -> DueState | None:
    if not _holds(rule.when, entry.values):
        return None
    start = _start(rule, entry)
    if start is None or start.year < FIRST_YEAR:  # before the working days are known
        return None
    figure = figures.on(rule.figures, start.date())
    if figure is None:
        return None
    at, provisional = figures.moment_after(start, figure, calendar)
    met_at = _met(form, rule, entry)
    running = _running(form, rule, entry)
    if met_at is None and not running:
        return None
    reached = met_at or now
    exact = figure.unit == "hour" and met_at is not None and met_at.time() != _END
    late = reached > at if exact or met_at is None else reached.date() > at.date()
    days = max(1, (reached.date() - at.date()).days) if late else 0
    return DueState(rule, at, provisional, figure, met_at is not None, days)


def _running(form: Register, rule: DueRule, entry: Entry) -> bool:
    if rule.states:
        return entry.state in rule.states
    return not form.state(entry.state).done


def _start(rule: DueRule, entry: Entry) -> datetime | None:
    if rule.after == "added":
        return entry.at
    if rule.after.startswith("state:"):
        return entry.entered(rule.after.removeprefix("state:"))
    return moment(entry.values.get(rule.after, ""))


def _met(form: Register, rule: DueRule, entry: Entry) -> datetime | None:
    """Return when the rule was met: the earliest of its fields, a date counting to its end."""
    found = []
    for name in rule.until:
        text, field = entry.values.get(name, ""), form.field(name)
        if not text:
            if field is not None and field.kind is Kind.FILE:
                found += [one.at for one in entry.files if one.field == name]
            continue
        dated = field is not None and field.kind in (Kind.DATE, Kind.DATETIME)
        at = moment(text) if dated else None
        found.append(at or _filled(name, entry))
    return min(found, default=None)


def _filled(name: str, entry: Entry) -> datetime:
    """Return when a field that is no date was first filled."""
    return next((one.at for one in entry.revisions if one.values.get(name)), entry.at)


def moment(text: str) -> datetime | None:
    """Return a stored date or moment; a date counts to the end of its day."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if "T" in text else datetime.combine(at.date(), _END)


def _applies(check: Check, entry: Entry) -> bool:
    in_state = not check.states or entry.state in check.states
    return in_state and _holds(check.when, entry.values)


def _holds(when: tuple[str, tuple[str, ...]], values: Mapping[str, str]) -> bool:
    field, wanted = when
    if not field:
        return True
    value = values.get(field, "")
    return value in wanted if wanted else value not in ("", "0")


def _fault(form: Register, check: Check, entry: Entry, calendar: WorkCalendar) -> str:
    values, attached = entry.values, {one.field for one in entry.files}
    match check.kind:
        case "need":
            missing = [
                form.label(name)
                for name in check.fields
                if not values.get(name) and name not in attached
            ]
            return check.words.format(missing="、".join(missing)) if missing else ""
        case "hit":
            return check.words
        case "order":
            days = [values[name][:10] for name in check.fields if values.get(name)]
            return check.words if days != sorted(days) else ""
        case "span":
            return _short_span(check, values, calendar)
        case "sum":
            numbers = [Decimal(values.get(name) or 0) for name in check.fields]
            stated = any(values.get(name) for name in check.fields)
            wrong = stated and sum(numbers[:-1]) != numbers[-1]
            return check.words if wrong else ""
    return ""


def _short_span(check: Check, values: Mapping[str, str], calendar: WorkCalendar) -> str:
    first, last = (moment(values.get(name, "")) for name in check.fields[:2])
    if first is None or last is None or first.year < FIRST_YEAR:
        return ""
    figure = figures.on(check.figures, first.date())
    if figure is None:
        return ""
    least, _provisional = figures.moment_after(first, figure, calendar)
    short = last < least
    return check.words.format(least=figure.words, basis=figure.basis) if short else ""
