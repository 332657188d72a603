"""The request book: stored rows opened, their clocks, and the one writer of what follows."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from gkdesk.accounts.session import Session
from gkdesk.base import calendar as calendars
from gkdesk.base.calendar import CalendarMissing, WorkCalendar
from gkdesk.base.handover import PackageRow
from gkdesk.base.text import squeeze, storable

from . import acts, declined, listing, steps, store
from .clock import Fold, clock_state
from .clockstate import ClockState
from .model import (
    Applicant,
    ApplicantKind,
    Carrier,
    Channel,
    ClockRules,
    Event,
    Matter,
    ObtainWay,
    OrgCategory,
    Request,
    RequestRow,
    State,
)
from .rules import Rules
from .similar import similar

_APPLICANT = "request.applicant#"
_DETAIL = "request_event.detail#"
_STANDING = tuple(store.Standing.__dataclass_fields__)


class Present(NamedTuple):
    """How an open request stands today; ``due_on`` is an estimate when ``provisional``."""

    state: State
    due_on: date | None
    provisional: bool
    outcome: str


class Ledger:
    """Reads and writes requests; asks nothing about whether a step is lawful."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def rules(self) -> Rules:
        return Rules.load(self._session.forms)

    @cached_property
    def calendar(self) -> WorkCalendar:
        session = self._session
        return calendars.load(session.resources / "calendar", session.folder / "calendar")

    def forget(self) -> None:
        """Read figures and calendars anew when next asked: their files were changed."""
        for name in ("rules", "calendar"):
            self.__dict__.pop(name, None)

    @property
    def stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")

    def find(self, number_or_uid: str) -> store.Stored:
        known = storable(number_or_uid)
        row = store.find(self._session.conn, number_or_uid) if known else None
        if row is None:
            shown = number_or_uid.encode("utf-8", "replace").decode("utf-8")
            raise declined.NoSuchRequest(number=shown)
        return row

    def new_row(
        self, uid: str, number: str, form: Mapping[str, str], applicant: Applicant
    ) -> store.Stored:
        """Return the row to add; what follows from its events is filled in by ``record``."""
        return store.Stored(
            id=0,
            uid=uid,
            number=number,
            channel=form["channel"],
            received_on=date.fromisoformat(form["received_on"]),
            kind=applicant.kind,
            org_category=applicant.org_category or "",
            carrier=form["carrier"],
            obtain_way=form["obtain_way"],
            applicant=self.seal(uid, applicant),
            state=State.HANDLING,
            due_on=None,
            provisional=False,
            outcome="",
            replied_on=None,
            closed_on=None,
            officer=form.get("officer") or self._session.user.name,
            revision=1,
            matter=Matter(form.get("matter") or Matter.INFORMATION),
        )

    def answered(self, number: str, row: store.Stored) -> store.Stored | None:
        """Return what the same applicant asked under this number, if it was answered."""
        prior = store.find(self._session.conn, number) if storable(number) and number else None
        if prior is None or prior.uid == row.uid or prior.replied_on is None:
            return None
        return prior if same_person(self.open(prior), self.open(row)) else None

    def answered_alike(self, row: store.Stored) -> store.Stored | None:
        """Return the last request of the same identity number that asked the same, if answered."""
        content = self.open(row).content
        found = [
            one
            for one in self.of_same_number(row)
            if one.replied_on is not None and similar(self.open(one).content, content)
        ]
        return max(found, key=lambda one: (one.replied_on or date.min, one.id), default=None)

    def month_before(self, row: store.Stored) -> int:
        """Count the requests of this identity number earlier in the month of this one (109号)."""
        month, place = (row.received_on.year, row.received_on.month), (row.received_on, row.id)
        return sum(
            (one.received_on.year, one.received_on.month) == month
            and (one.received_on, one.id) < place
            for one in self.of_same_number(row)
        )

    def of_same_number(self, row: store.Stored) -> list[store.Stored]:
        """Return the other requests with this one's identity number; none without a number.

        Applications to mend a record, and those split into parts, are none of them.
        """
        number = self.open(row).id_number
        if not number:
            return []
        index = self._session.vault.index_of(number, "id_number")
        found = store.by_identity(self._session.conn, index)
        return [one for one in found if one.uid != row.uid and one.counted]

    def package_rows(self, keys: Collection[str] | None) -> list[PackageRow]:
        """Return what the county is told, of all requests or of some: no person, no content."""
        conn = self._session.conn
        some = [row for number in keys or () if (row := store.find(conn, number))]
        found = store.all_of(conn, None) if keys is None else some
        return [
            PackageRow(
                "request",
                row.number,
                row.revision,
                {
                    "number": row.number,
                    "received_on": row.received_on.isoformat(),
                    "channel": Channel(row.channel).reported,
                    "state": row.state.value,
                    "outcome": row.outcome,
                    "closed_on": row.closed_on.isoformat() if row.closed_on else None,
                },
            )
            for row in found
            if row.matter is Matter.INFORMATION
        ]

    def row(self, stored: store.Stored) -> RequestRow:
        row, applicant = self.fresh(stored), self.open(stored)
        return self.line(row, row, applicant.short_name, applicant.content)

    def line(
        self, row: store.Stored, present: Present | store.Stored, name: str, content: str
    ) -> RequestRow:
        """Return the list's line of a request and how it stands today."""
        return RequestRow(
            number=row.number,
            uid=row.uid,
            name=name,
            content=content,
            received_on=row.received_on,
            due_on=present.due_on,
            provisional=present.provisional,
            state=present.state,
            days_left=None if row.closed_on else self._days_left(present),
            officer=row.officer,
            outcome=present.outcome,
            counted=row.counted,
        )

    def request(self, stored: store.Stored) -> Request:
        row = self.fresh(stored)
        return Request(
            uid=row.uid,
            number=row.number,
            channel=Channel(row.channel),
            received_on=row.received_on,
            carrier=Carrier(row.carrier),
            obtain_way=ObtainWay(row.obtain_way),
            applicant=self.open(row),
            state=row.state,
            due_on=row.due_on,
            provisional=row.provisional,
            outcome=row.outcome,
            replied_on=row.replied_on,
            closed_on=row.closed_on,
            officer=row.officer,
            revision=row.revision,
            warnings=self.clock(row).warnings + self._proposed(row),
            matter=row.matter,
            split_from=self.find(row.split_from).number if row.split_from else "",
            parts=tuple(part.number for part in store.parts_of(self._session.conn, row.uid)),
        )

    def open_ones(self) -> list[tuple[store.Stored, Present]]:
        """Return every open request and how it stands today: one query for all that happened."""
        return [(row, self._present(row, events)) for row, events in self._open_events()]

    def open_clocks(self) -> list[tuple[store.Stored, ClockState]]:
        """Return the same, each with its whole clock."""
        found = []
        for row, events in self._open_events():
            rules, today = self.figures(row), self.today(events)
            clock = clock_state(events, rules, self.calendar, today=today)
            found.append((_standing_at(row, _standing(events, clock)), clock))
        return found

    def _open_events(self) -> list[tuple[store.Stored, list[Event]]]:
        events = listing.events_of_open(self._session.conn)
        return [(row, events[row.id]) for row in store.open_ones(self._session.conn)]

    def _present(self, row: store.Stored, events: Sequence[Event]) -> Present:
        """Say what ``fresh`` would of an open request, without the words of a whole ClockState."""
        fold = Fold(self.figures(row), self.calendar, self.today(events))
        for event in events:
            fold.take(event)
        run, due, provisional, earliest, _gaps = fold.verdict()
        state, outcome = steps.state_after(events, run, None), acts.outcome_of(events)
        return Present(state, earliest if provisional else due, provisional, outcome)

    def clock(self, row: store.Stored) -> ClockState:
        events = self.plain_events(row)
        return clock_state(events, self.figures(row), self.calendar, today=self.today(events))

    def figures(self, row: store.Stored) -> ClockRules:
        """Return the figures of a case; a correction has only our proposal (《条例》第四十一条)."""
        rules = self.rules.on(row.received_on)
        if row.matter is Matter.INFORMATION:
            return rules
        return replace(rules, reply=self.rules.follow_up("record_fix", row.received_on).days)

    def _proposed(self, row: store.Stored) -> tuple[str, ...]:
        if row.matter is Matter.INFORMATION or not row.state.open:
            return ()
        days = self.figures(row).reply
        return (f"更正本人信息没有法定期限（第四十一条），按本软件的建议在{days}个工作日内办理。",)

    def events(self, row: store.Stored) -> list[Event]:
        """Return what happened, with the details opened."""
        return [
            replace(event, detail=self._session.vault.open_json(sealed, _DETAIL + event.uid))
            if sealed
            else event
            for event, sealed in store.events(self._session.conn, row.id)
        ]

    def plain_events(self, row: store.Stored) -> list[Event]:
        return [event for event, _sealed in store.events(self._session.conn, row.id)]

    def record(self, row: store.Stored, event: Event, form: Mapping[str, str]) -> None:
        """Append an event and recompute the columns that follow from all of them."""
        session = self._session
        uid = str(uuid.uuid4())
        detail = session.vault.seal_json(dict(form), _DETAIL + uid) if form else None
        event = replace(event, uid=uid, recorded_at=self.stamp, recorded_by=session.user.name)
        store.add_event(session.conn, row.id, event, detail)
        store.put_standing(session.conn, row.id, self.standing(row))

    def hand_over(self, row: store.Stored, officer: str) -> None:
        """Put another officer's name to a case; call ``record`` in the same transaction."""
        store.put_officer(self._session.conn, row.id, officer)

    def open(self, row: store.Stored) -> Applicant:
        data = self._session.vault.open_json(row.applicant, _APPLICANT + row.uid)
        category = OrgCategory(data["org_category"]) if data["org_category"] else None
        plain = {name: text for name, text in data.items() if name not in ("kind", "org_category")}
        return Applicant(kind=ApplicantKind(data["kind"]), org_category=category, **plain)

    def fresh(self, row: store.Stored) -> store.Stored:
        """Bring an open request's day due up to today: consultations run out, calendars come."""
        if row.closed_on is not None:
            return row
        return _standing_at(row, self.standing(row))

    def reckon(self, row: store.Stored) -> None:
        """Put the columns that follow from the events anew; the caller holds the transaction."""
        store.put_standing(self._session.conn, row.id, self.standing(row))

    def standing(self, row: store.Stored) -> store.Standing:
        """Return the columns that follow from the events."""
        return _standing(self.plain_events(row), self.clock(row))

    def _days_left(self, row: Present | store.Stored) -> int | None:
        if row.due_on is None or row.provisional:
            return None
        try:
            return self.calendar.count(self._session.today, row.due_on)
        except CalendarMissing:
            return None

    def today(self, events: Sequence[Event]) -> date:
        """Return today, or the last event's day when the machine's date was set back."""
        return max(self._session.today, *(event.on for event in events))

    def seal(self, uid: str, applicant: Applicant) -> bytes:
        return self._session.vault.seal_json(asdict(applicant), _APPLICANT + uid)

    def indexes(self, applicant: Applicant) -> dict[str, bytes | None]:
        vault = self._session.vault
        number, phone = applicant.id_number, squeeze(applicant.phone).replace("-", "")
        return {
            "id_index": vault.index_of(number, "id_number") if number else None,
            "phone_index": vault.index_of(phone, "phone") if phone else None,
        }


def _standing(events: Sequence[Event], clock: ClockState) -> store.Standing:
    return store.Standing(
        state=steps.state_of(events, clock),
        due_on=clock.shown_due,
        provisional=clock.provisional,
        outcome=acts.outcome_of(events),
        replied_on=clock.replied_on,
        closed_on=clock.ended_on,
    )


def _standing_at(row: store.Stored, standing: store.Standing) -> store.Stored:
    return replace(row, **{name: getattr(standing, name) for name in _STANDING})


def same_person(one: Applicant, other: Applicant) -> bool:
    """Tell by the identity number; by the name only where a number is missing."""
    if one.id_number and other.id_number:
        return one.id_number == other.id_number
    return one.name == other.name
