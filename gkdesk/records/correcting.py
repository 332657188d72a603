"""更正: a published record is put right by one that takes its place, reviewed like any other.

What hangs stays until the corrected words are approved; the moment they are, the old ones go. So
nothing is public unreviewed, and nothing that had to be public is missing in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined

from . import cabinet, filestore, form, store
from .model import Act, LinkKind, Record, State

if TYPE_CHECKING:
    from .service import Records


class NotPublic(Declined):
    """Only what is public is corrected."""

    message = "“{number}”现在是“{state}”，不用更正。没有公开的请直接修改，内容没有改动。"


class CorrectedAlready(Declined):
    """A correction is under way."""

    message = "“{number}”的更正稿“{other}”还没有公开。请在那一份上修改，没有另外起草。"


class ReasonMissing(Declined):
    """Nobody would know what was wrong."""

    message = "请写明原来哪里有错、怎么更正，再起草更正稿。没有起草，内容没有改动。"


class Correcting:
    """Drafts a correction, and puts it in the place of what it corrects."""

    def __init__(self, session: Session, records: Records) -> None:
        self._session, self._records = session, records

    def begin(self, uid: str, reason: str) -> Record:
        """Draft what takes the place of a published record: its words, files and links.

        The information of the correction comes into being today, so its own time limit counts
        from today. Whoever wrote on the old words wrote on these too and does not review them.

        Raises:
            NoSuchRecord: there is no such record.
            NotPublic, CorrectedAlready, ReasonMissing: nothing is drafted.
        """
        session, records = self._session, self._records
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        old = records.get(uid)
        if old.state is not State.PUBLISHED:
            raise NotPublic(number=old.number, state=old.state.label)
        if open_one := self._under_way(old):
            raise CorrectedAlready(number=old.number, other=open_one)
        if not reason.strip():
            raise ReasonMissing
        values = form.values_of(old) | {"made_on": session.today, "index_number": ""}
        with session.transaction():
            made = records.draft(values)
            writers = tuple(dict.fromkeys((old.drafted_by, *old.facts.writers, made.drafted_by)))
            store.set_facts(session.conn, made.uid, cabinet.facts_text(made.facts, writers))
            records.files.take_over(old.uid, made.uid)
            self._link(old, made)
            records.append_event(made, Act.CORRECT, reason.strip())
            session.audit("records.correct", made.number, instead_of=old.number)
        return records.get(made.uid)

    def take_place(self, record: Record) -> None:
        """Withdraw what a record that was just published replaces; joins its transaction."""
        session = self._session
        for link in self._records.links.of(record.uid):
            if not (link.outward and link.kind is LinkKind.REPLACES):
                continue
            old = self._records.get(link.other)
            if old.state is not State.PUBLISHED:
                continue  # somebody withdrew it before
            self._records.append_event(old, Act.WITHDRAW, f"更正后由“{record.number}”代替")
            store.set_state(
                session.conn, old.uid, state=State.WITHDRAWN.value, revision=old.revision + 1
            )
            store.set_withdrawn(session.conn, old.uid, session.today.isoformat())
            session.audit("records.replaced", old.number, by=record.number)

    def _under_way(self, old: Record) -> str:
        """Return the number of a correction not yet published, ``""`` without one."""
        over = (State.PUBLISHED, State.WITHDRAWN, State.DISCARDED, State.SETTLED)
        for link in self._records.links.of(old.uid):
            if not link.outward and link.kind is LinkKind.REPLACES and link.state not in over:
                return link.number
        return ""

    def _link(self, old: Record, made: Record) -> None:
        session = self._session
        at = session.now().isoformat(timespec="seconds")
        ends = [(made.uid, old.uid, LinkKind.REPLACES)]
        for link in self._records.links.of(old.uid):
            if link.kind is LinkKind.REPLACES:
                continue
            here, there = made.uid, link.other
            ends.append((here, there, link.kind) if link.outward else (there, here, link.kind))
        for one, other, kind in ends:
            filestore.add_link(
                session.conn, from_uid=one, to_uid=other, kind=kind.value, at=at,
                user=session.user.name,
            )  # fmt: skip
