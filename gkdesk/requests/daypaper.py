"""The day sheet on paper: every day to the last one with its reason, and the figures used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.text import mask_name

from . import store
from .clockstate import ClockState
from .daysheet import WEEKDAYS, DayMark
from .ledger import Ledger
from .letters import Values
from .model import Event, EventKind, day_text
from .rules import Figure, Rules

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

FORM = "request_days"
# what each step brings into the reckoning
_BY_EVENT = {
    EventKind.ASK_CORRECTION: ("correction_notice", "correction"),
    EventKind.CONSULT: ("opinion",),
    EventKind.EXTEND: ("extension",),
    EventKind.CHARGE: ("payment",),
}


class DayPaper:
    """Makes, saves and files the day sheet of a case."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    def pdf(self, number_or_uid: str) -> bytes:
        """Return the day sheet as a PDF; nothing is kept.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self._documents.render(FORM, self._values(self._ledger.find(number_or_uid)))

    def save(self, number_or_uid: str, path: Path) -> None:
        """Write the day sheet to a place the clerk chose.

        Raises:
            NoSuchRequest: no request has this number or uid.
            Blocked: the place cannot be written.
        """
        files.write(path, self.pdf(number_or_uid))

    def issue(self, number_or_uid: str) -> Document:
        """File the day sheet with the case, to be printed with its other documents.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        with self._session.transaction():
            made = self._documents.issue(FORM, self._values(row), subject=f"request:{row.uid}")
            self._session.audit("requests.days", row.number)
        return made

    def figures(self, number_or_uid: str) -> list[Figure]:
        """Return the figures the reckoning rests on, each with its article and status.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        row = self._ledger.find(number_or_uid)
        events = self._ledger.plain_events(row)
        return figures_used(events, self._ledger.clock(row), self._ledger.rules)

    def _values(self, row: store.Stored) -> Values:
        clock, events = self._ledger.clock(row), self._ledger.plain_events(row)
        used = figures_used(events, clock, self._ledger.rules)
        ending = f"{ending_of(clock)}。"
        if any(figure.status != "certain" for figure in used):
            ending += "可靠程度不是“条文已核对”的期限，使用前请核对。"
        return {
            "request_no": row.number,
            "receipt_date": row.received_on.isoformat(),
            "applicant_name": mask_name(self._ledger.open(row).name),
            "base_note": f"{day_text(clock.base)}{clock.base_kind.label}，次日起算",
            "result_note": ending_of(clock),
            "reason_note": clock.reason,
            "calendar_note": calendar_note(clock.days, self._ledger.calendar),
            "figures": [_figure_line(figure) for figure in used],
            "days": day_lines(clock.days) or ["\t\t\t还没有开始计算\t"],
            "ending_note": ending,
        }


def figures_used(events: Sequence[Event], clock: ClockState, rules: Rules) -> list[Figure]:
    """Return the figures a reckoning rests on, by the day of receipt."""
    filed = events[0].on
    names = ["reply"]
    for event in events:
        names += _BY_EVENT.get(event.kind, ())
    found = [rules.figure(name, filed) for name in dict.fromkeys(names) if name != "payment"]
    if "payment" in names:
        found.append(rules.latest("payment", filed))
    if clock.sheet.moved_from is not None:
        found.append(rules.figure("rest_receipt", filed))
    if clock.base_kind is EventKind.REDO:
        found.append(rules.dispute("redo", clock.base))
    return found


def ending_of(clock: ClockState) -> str:
    """Say the last day in words: certain, estimated (暂估), or why there is none."""
    if clock.due_on is not None:
        return f"答复期限的最后一天是{day_text(clock.due_on)}"
    if clock.provisional and clock.earliest is not None:
        year = clock.earliest.year
        return (
            f"答复期限最早到{day_text(clock.earliest)}（暂估）："
            f"{year}年放假安排没有导入，导入后重新计算"
        )
    if clock.earliest is not None:
        return f"{clock.run.label}；意见今天收到的，最后一天是{day_text(clock.earliest)}"
    return f"{clock.run.label}，没有正在计算的期限"


def day_lines(marks: Sequence[DayMark]) -> list[str]:
    """Return one line a day: date, weekday, number or a dash, why, days counted so far."""
    lines, total = [], 0
    for mark in marks:
        total = mark.number or total
        number = f"第{mark.number}个" if mark.number else "—"
        weekday = f"星期{WEEKDAYS[mark.on.weekday()]}"
        lines.append(f"{mark.on.isoformat()}\t{weekday}\t{number}\t{mark.why}\t{total}")
    return lines


def calendar_note(marks: Sequence[DayMark], calendar: WorkCalendar) -> str:
    """Name the years the days lie in and whether their notices are loaded."""
    years = sorted({mark.on.year for mark in marks})
    return "；".join(
        f"{year}年{'已导入' if year in calendar.years else '没有导入，按周一至周五暂估'}"
        for year in years
    )


def _figure_line(figure: Figure) -> str:
    value = "是" if figure.name == "rest_receipt" else figure.words
    ends = f"{figure.basis}\t{figure.source}\t{figure.status.label}"
    return f"{figure.label}\t{value}\t{ends}"
