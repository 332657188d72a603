"""What the office can do with the information it discloses on its own initiative."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.calendar import Estimate, WorkCalendar
from gkdesk.base.handover import Due, PackageRow
from gkdesk.catalog.model import Item

from . import agenda, cabinet, form, outgoing, review, store
from .attached import Attached
from .days import Days
from .declined import DraftClosed, IndexTaken, NoSuchRecord, NotReady
from .links import Links
from .model import Act, Record, Remark, Secrecy, State
from .reviewrules import Check
from .roll import Query, Roll, View
from .rulebook import RuleBook
from .standing import Assessing, Standings

if TYPE_CHECKING:
    from gkdesk.catalog.service import Catalog
    from gkdesk.documents.service import Documents

    from .correcting import Correcting
    from .evidence import Proofs
    from .history import History
    from .lists import Lists
    from .papers import Papers
    from .privacy import Privacy
    from .scanmodel import Judged


class Records:
    """主动公开信息: draft, review, publish, withdraw."""

    def __init__(self, session: Session, documents: Documents, catalog: Catalog) -> None:
        self._session = session
        self._documents = documents
        self._catalog = catalog
        self._days = Days(session)
        self._closed: tuple[int, list[tuple[str, str, str]]] = (-1, [])
        session.at_lock(self._forget)
        self.rules = RuleBook(session)
        self.files = Attached(session, documents, self.get, lambda: self.rules.attributes)
        self.links = Links(session, self.get)
        self.roll = Roll(session, self.rules)
        self.standings = Standings(session, self.get)
        self.assessing = Assessing(session, self.get, lambda: self.rules.attributes)

    @cached_property
    def privacy(self) -> Privacy:
        """隐私筛查: what a scan finds in a record, and what was decided about it."""
        from .privacy import Privacy

        return Privacy(self._session, self.get, self.files)

    @cached_property
    def proofs(self) -> Proofs:
        from .evidence import Proofs

        return Proofs(self._session, self._documents, self.get, self._catalog.channels)

    @cached_property
    def correcting(self) -> Correcting:
        from .correcting import Correcting

        return Correcting(self._session, self)

    @cached_property
    def lists(self) -> Lists:
        from .lists import Lists

        return Lists(self._session, self._documents, self)

    @cached_property
    def papers(self) -> Papers:
        from .papers import Papers

        return Papers(self._session, self._documents, self)

    @cached_property
    def history(self) -> History:
        from .history import History

        return History(self._session, self, self._catalog.rows)

    def draft(self, values: Mapping[str, object]) -> Record:
        """Write a new draft, or with ``uid`` (or its number) rewrite one.

        Args:
            values: the boxes of ``form.LABELS``, ``form.PARTS`` and the classifications; days in
                ISO, choices by value or label. ``title``, ``body``, ``made_on`` and ``attribute``
                are required of a new one.

        Raises:
            BadValue: one value is missing or wrong.
            NoSuchItem: the catalog has no such item.
            NoSuchRecord: no record has this uid.
            DraftClosed: it is no draft any more.
            IndexTaken: another record carries this index number.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        old = self.get(str(values["uid"])) if values.get("uid") else None
        if old is not None and old.state is not State.DRAFT:
            raise DraftClosed(number=old.number, state=old.state.label)
        filled = form.read(values, today=session.today, old=old, axes=self.rules.axes)
        if filled.item_key is not None:
            self._catalog.get(filled.item_key)
        with session.transaction():
            uid = old.uid if old else str(uuid.uuid4())
            number = old.number if old else store.next_number(session.conn, session.today.year)
            self.demand_free(filled.index_number, uid)
            row = cabinet.sealed(session, filled, uid=uid, number=number, old=old)
            (store.change if old else store.add)(session.conn, row)
            session.audit("records.draft", number, attribute=row.attribute, item=row.item_key)
        return self.get(uid)

    def read_document(self, path: Path) -> dict[str, str]:
        """Return the boxes of a draft a document fills by itself, ``body`` among them.

        A file whose text cannot be had (a scan, a picture, a book of tables) gives a title from
        its name and a body that points to it. Nothing is written.

        Raises:
            Blocked: the file cannot be read.
        """
        from .recognise import from_file

        return from_file(path, self.rules.attributes, self._session.today)

    def act(self, uid: str, act: Act, values: Mapping[str, object] | None = None) -> Record:
        """Take one step of the review.

        Args:
            uid: the record's uid or number.
            act: the step.
            values: ``opinion``; ``checks``, the codes of the points ticked; for a secrecy review
                also ``result``.

        Raises:
            NoSuchRecord: no record has this number.
            Declined: see ``review.step``.
            NotReady: something about the record itself blocks.
            BadValue: a secrecy review without a known result.
            PersonalData: publishing what the privacy check holds back.
        """
        record, given = self.get(uid), values or {}
        opinion = str(given.get("opinion") or "").strip()
        step = review.step(
            record,
            act,
            self._session.user,
            self.rules.review,
            opinion=opinion,
            ticked=form.ticked(given),
        )
        result = form.secrecy(given) if act is Act.SECRECY else None
        self._demand_ready(record, act)
        self._take(record, act, step, opinion, result)
        return self.get(record.uid)

    def rows(self, state: State | None = None) -> list[Record]:
        """Return the records of one state, or all, by number."""
        found = store.rows(self._session.conn, state.value if state else None)
        return [cabinet.opened(self._session, row) for row in found]

    def get(self, uid: str) -> Record:
        """Return one record by uid or number.

        Raises:
            NoSuchRecord: there is none.
        """
        row = store.find(self._session.conn, uid)
        if row is None:
            raise NoSuchRecord(number=uid)
        return cabinet.opened(self._session, row)

    def item(self, key: str) -> Item:
        """Return a catalog item; raises ``NoSuchItem``."""
        return self._catalog.get(key)

    def acts(self, uid: str) -> list[Act]:
        """Return what the logged-in user may do with a record now."""
        return review.acts(self.get(uid), self._session.user, self.rules.review)

    def points(self, uid: str, act: Act) -> tuple[Check, ...]:
        """Return the points a reviewer has to tick for an act; none when it cannot be now."""
        step = review.table(self.get(uid), self.rules.review).get(act)
        return step.checks if step else ()

    def findings(self, uid: str) -> list[Judged]:
        """Return what the privacy check still holds back, before anybody tries to publish it."""
        return [one for one in self.privacy.judged(uid) if one.open]

    def remarks(self, uid: str) -> list[Remark]:
        """Look at a record as an inspector would; blocking remarks first."""
        return self._looked_at(self.get(uid))

    def reveal(self, uid: str) -> str:
        """Return a record's words uncovered, and note who looked."""
        record = self.get(uid)
        with self._session.transaction():
            self._session.audit("records.reveal", record.number)
        return record.body

    def mask(self, uid: str, marks: Sequence[str]) -> Record:
        """Cover hits in a draft, and note that it was done.

        Raises:
            DraftClosed: it is no draft any more.
            NoSuchHit: the text was changed meanwhile.
        """
        from .scanmodel import Choice

        with self._session.transaction():
            covered = self.privacy.covered(uid, marks)
            self.privacy.decide(uid, marks, Choice.MASK)
            return self.draft(covered)

    def number_index(self, uid: str, index_number: str) -> Record:
        """Note the index number the county's site gave a published record.

        Raises:
            IndexTaken: another record carries it.
            BadValue: it cannot be one.
        """
        session, record = self._session, self.get(uid)
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        text = form.index_number(index_number)
        with session.transaction():
            self.demand_free(text, record.uid)
            store.set_index(session.conn, record.uid, text)
            session.audit("records.index", record.number, index_number=text)
        return self.get(record.uid)

    def due(self, record: Record) -> Estimate | None:
        """Return the day by which the catalog's time limit wants a record public."""
        if record.item_key is None:
            return None
        return outgoing.due(self._catalog.get(record.item_key), record.made_on, self.calendar)

    def package_rows(self, keys: Collection[str] | None = None) -> list[PackageRow]:
        """Return what the public was told: published records whole, withdrawn ones by name."""
        return outgoing.package_rows(self._session, keys, self.privacy, self.files)

    def agenda(self) -> list[Due]:
        """Return what waits for the logged-in user: drafts, reviews, re-assessments."""
        return agenda.dues(self, self._session)

    @property
    def calendar(self) -> WorkCalendar:
        """The working days; read anew when a notice was taken into the office's folder."""
        return self._days.calendar

    def _take(
        self, record: Record, act: Act, step: review.Step, opinion: str, result: Secrecy | None
    ) -> None:
        session = self._session
        with session.transaction():
            self.append_event(
                record, act, opinion, result, ",".join(one.code for one in step.checks)
            )
            moved = step.to is not record.state
            store.set_state(
                session.conn, record.uid, state=step.to.value, revision=record.revision + moved
            )
            if act is Act.PUBLISH:
                outgoing.lay_open(session, record, self.rules.index)
                self.correcting.take_place(record)
            if act is Act.WITHDRAW:
                store.set_withdrawn(session.conn, record.uid, session.today.isoformat())
            session.audit(
                f"records.{act.value}", record.number, state=step.to.value, result=result or ""
            )

    def _demand_ready(self, record: Record, act: Act) -> None:
        if act not in (Act.SUBMIT, Act.PUBLISH, Act.SETTLE):
            return
        blocking = [one for one in self._looked_at(record) if one.blocks]
        if blocking:
            raise NotReady(record, act, blocking)
        if act is Act.SUBMIT:
            self.privacy.check(record.uid)  # so that the reviewers see what was found
        if act is Act.PUBLISH:
            self.privacy.must_pass(record)

    def _looked_at(self, record: Record) -> list[Remark]:
        from . import watching

        rules, links = self.rules, self.links.of(record.uid)
        files = self.files.of(record.uid)
        seen = watching.Seen(links, files, self._kept_back(record), self.get)
        found = watching.remarks(record, seen, rules.attributes, rules.interpreting, self.calendar)
        negative = self._catalog.lists.negative_hits(f"{record.title}\n{record.doc_number}")
        return [
            *found,
            *watching.negative(record, negative),
            *watching.timing(record, self.due(record)),
        ]

    def _forget(self) -> None:
        """Drop the titles of what is not public together with the key."""
        self._closed = (-1, [])

    def _kept_back(self, record: Record) -> list[tuple[str, str, str]]:
        stamp = store.last_event(self._session.conn)
        if self._closed[0] != stamp:  # every look at a record asks for them
            closed = self.roll.find(Query(View.CLOSED))
            self._closed = stamp, [(one.number, one.title, one.doc_number) for one in closed]
        return [one for one in self._closed[1] if one[0] != record.number]

    def demand_free(self, index_number: str, uid: str) -> None:
        """Raise ``IndexTaken`` when another record carries an index number."""
        taken = store.indexed(self._session.conn, index_number, but=uid)
        if taken:
            raise IndexTaken(index_number=index_number, number=taken)

    def append_event(
        self,
        record: Record,
        act: Act,
        opinion: str,
        result: Secrecy | None = None,
        checks: str = "",
    ) -> None:
        """Note a step; joins a transaction."""
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
                opinion=session.vault.seal(opinion, cabinet.opinion_place(uid)),
                checks=checks,
            ),
        )
