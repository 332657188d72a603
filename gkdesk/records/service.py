"""What the office can do with the information it discloses on its own initiative."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import calendar as calendars
from gkdesk.base.calendar import Estimate, WorkCalendar
from gkdesk.base.errors import Declined
from gkdesk.base.handover import Due, PackageRow
from gkdesk.catalog.model import ClauseKind, Item, Trigger

from . import form, review, store
from .model import Act, Attribute, Event, Record, Secrecy, State
from .privacy import Privacy
from .scanmodel import Choice, Judged

if TYPE_CHECKING:
    from gkdesk.catalog.service import Catalog
    from gkdesk.documents.service import Documents

_FROM_MAKING = (Trigger.CHANGED, Trigger.FORMED, Trigger.MADE)
_NEXT = {
    State.DRAFT: (Act.SUBMIT, "送审"),
    State.IN_REVIEW: (Act.PASS, "审核"),
    State.IN_FINAL_REVIEW: (Act.PUBLISH, "终审"),
}


class NoSuchRecord(Declined):
    """No record has this number."""

    message = "没有编号为“{number}”的信息。请核对编号后再试，数据没有改动。"


class DraftClosed(Declined):
    """Only a draft may be edited."""

    message = "“{number}”现在是“{state}”，不能修改。请先退回或撤下后重新起草，内容没有改动。"


class Records:
    """主动公开信息: draft, review, publish, withdraw."""

    def __init__(self, session: Session, documents: Documents, catalog: Catalog) -> None:
        self._session = session
        self._documents = documents
        self._catalog = catalog
        self._days: tuple[int, WorkCalendar] | None = None
        self.privacy = Privacy(session, self.get)

    def draft(self, values: Mapping[str, object]) -> Record:
        """Write a new draft, or with ``uid`` (or its number) rewrite one.

        Args:
            values: ``title``, ``body``, ``made_on`` (ISO or a date), ``attribute``,
                ``item_key``, ``doc_number``, ``uid``.

        Raises:
            BadValue: one value is missing or wrong.
            NoSuchItem: the catalog has no such item.
            NoSuchRecord: no record has this uid.
            DraftClosed: it is no draft any more.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        old = self.get(str(values["uid"])) if values.get("uid") else None
        if old is not None and old.state is not State.DRAFT:
            raise DraftClosed(number=old.number, state=old.state.label)
        filled = form.read(values, today=session.today, old=old)
        if filled.item_key is not None:
            self._catalog.get(filled.item_key)
        with session.transaction():
            uid = old.uid if old else str(uuid.uuid4())
            number = old.number if old else store.next_number(session.conn, session.today.year)
            row = store.Stored(
                uid=uid,
                number=number,
                item_key=filled.item_key,
                attribute=filled.attribute.value,
                made_on=filled.made_on.isoformat(),
                sealed=session.vault.seal_json(asdict(filled.words), _place(uid)),
                drafted_by=session.user.name,
                state=State.DRAFT.value,
                revision=old.revision if old else 1,
            )
            (store.change if old else store.add)(session.conn, row)
            session.audit("records.draft", number, attribute=row.attribute, item=row.item_key)
        return self.get(uid)

    def act(self, uid: str, act: Act, values: Mapping[str, object] | None = None) -> Record:
        """Take one step of the review.

        Args:
            uid: the record's uid or number.
            act: the step.
            values: ``opinion``; for a secrecy review also ``result``.

        Raises:
            NoSuchRecord: no record has this number.
            Declined: see ``review.step``.
            BadValue: a secrecy review without a known result.
            PersonalData: publishing what the privacy check holds back.
        """
        record, session = self.get(uid), self._session
        opinion = str((values or {}).get("opinion") or "").strip()
        step = review.step(record, act, session.user, opinion)
        result = form.secrecy(values or {}) if act is Act.SECRECY else None
        with session.transaction():
            if act is Act.PUBLISH:
                self.privacy.must_pass(record)
            self._append(record, act, opinion, result)
            store.set_state(
                session.conn,
                record.uid,
                state=step.to.value,
                revision=record.revision + (step.to is not record.state),
            )
            session.audit(
                f"records.{act.value}", record.number, state=step.to.value, result=result or ""
            )
        return self.get(record.uid)

    def rows(self, state: State | None = None) -> list[Record]:
        """Return the records of one state, or all, by number."""
        conn = self._session.conn
        return [self._opened(row) for row in store.rows(conn, state.value if state else None)]

    def get(self, uid: str) -> Record:
        """Return one record by uid or number.

        Raises:
            NoSuchRecord: there is none.
        """
        row = store.find(self._session.conn, uid)
        if row is None:
            raise NoSuchRecord(number=uid)
        return self._opened(row)

    def acts(self, uid: str) -> list[Act]:
        """Return what the logged-in user may do with a record now."""
        return review.acts(self.get(uid), self._session.user)

    def findings(self, uid: str) -> list[Judged]:
        """Return what the privacy check still holds back, before anybody tries to publish it."""
        return [one for one in self.privacy.judged(uid) if one.open]

    def mask(self, uid: str, marks: Sequence[str]) -> Record:
        """Cover hits in a draft, and note that it was done.

        Raises:
            DraftClosed: it is no draft any more.
            NoSuchHit: the text was changed meanwhile.
        """
        with self._session.transaction():
            covered = self.privacy.covered(uid, marks)
            self.privacy.decide(uid, marks, Choice.MASK)
            return self.draft(covered)

    def due(self, record: Record) -> Estimate | None:
        """Return the day by which the catalog's time limit wants a record public."""
        if record.item_key is None:
            return None
        return _due(self._catalog.get(record.item_key), record.made_on, self._calendar)

    def package_rows(self) -> list[PackageRow]:
        """Return what the public was told: published records whole, withdrawn ones by name."""
        return [
            PackageRow("record", record.uid, record.revision, _package_data(record))
            for record in self.rows()
            if record.state in (State.PUBLISHED, State.WITHDRAWN)
        ]

    def agenda(self) -> list[Due]:
        """Return the records that wait for the logged-in user."""
        found = []
        for record in self.rows():
            act, verb = _NEXT.get(record.state, (None, ""))
            if act is None or act not in review.acts(record, self._session.user):
                continue
            due = self.due(record)
            found.append(
                Due(
                    room="records",
                    subject=record.uid,
                    title=f"主动公开信息 {record.number}",
                    detail=record.state.label,
                    due_on=due.on if due else None,
                    verb=verb,
                    provisional=due.provisional if due else False,
                    sealed_title=record.title,
                )
            )
        return found

    @property
    def _calendar(self) -> WorkCalendar:
        """The working days; read anew when a notice was taken into the office's folder."""
        shipped, own = self._session.resources / "calendar", self._session.folder / "calendar"
        stamp = own.stat().st_mtime_ns if own.exists() else 0
        if self._days is None or self._days[0] != stamp:
            self._days = stamp, calendars.load(shipped, own)
        return self._days[1]

    def _append(self, record: Record, act: Act, opinion: str, result: Secrecy | None) -> None:
        session, uid = self._session, str(uuid.uuid4())
        store.add_event(
            session.conn,
            store.StoredEvent(
                uid=uid,
                record_uid=record.uid,
                at=session.now().isoformat(timespec="seconds"),
                user=session.user.name,
                act=act.value,
                result=result.value if result else "",
                opinion=session.vault.seal(opinion, _opinion_place(uid)),
            ),
        )

    def _opened(self, row: store.Stored) -> Record:
        vault = self._session.vault
        words = vault.open_json(row.sealed, _place(row.uid))
        events = tuple(
            Event(
                datetime.fromisoformat(event.at),
                event.user,
                Act(event.act),
                vault.open(event.opinion, _opinion_place(event.uid)),
                Secrecy(event.result) if event.result else None,
            )
            for event in store.events(self._session.conn, row.uid)
        )
        return Record(
            uid=row.uid,
            number=row.number,
            item_key=row.item_key,
            attribute=Attribute(row.attribute),
            made_on=date.fromisoformat(row.made_on),
            drafted_by=row.drafted_by,
            state=State(row.state),
            revision=row.revision,
            events=events,
            **words,
        )


def _place(uid: str) -> str:
    return f"record.sealed#{uid}"


def _opinion_place(uid: str) -> str:
    return f"record_event.opinion#{uid}"


def _due(item: Item, made_on: date, calendar: WorkCalendar) -> Estimate | None:
    for clause in item.time_limit.clauses:
        if clause.kind is not ClauseKind.RELATIVE or clause.trigger not in _FROM_MAKING:
            continue
        if clause.unit == "working_day":
            return calendar.estimate(made_on, clause.count)
        if clause.unit == "day":
            return Estimate(date.fromordinal(made_on.toordinal() + clause.count), provisional=False)
    return None


def _package_data(record: Record) -> dict[str, object]:
    shown = record if record.state is State.PUBLISHED else replace(record, body="")
    return {
        "number": shown.number,
        "title": shown.title,
        "doc_number": shown.doc_number,
        "item_key": shown.item_key,
        "attribute": shown.attribute.value,
        "body": shown.body,
        "made_on": shown.made_on.isoformat(),
        "state": shown.state.value,
    }
