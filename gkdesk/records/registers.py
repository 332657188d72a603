"""台账: the office's registers; entries added, changed, moved on and cancelled, never deleted."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from gkdesk.accounts.session import Session
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.scanning import Rules
from gkdesk.base.text import tidy

from . import regdue, regmask, regstore, regvalues, wordlist
from .regbook import FormBook
from .regmodel import (
    CANCELLED,
    WRITERS,
    Act,
    Attachment,
    Entry,
    Line,
    Register,
    Revision,
    Summary,
)
from .regvalues import Links

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

AHEAD = timedelta(days=7)  # what is due so soon counts as due
_NUMBER = re.compile(r"^(\d{4})-(\d{1,6})$")
_LONGEST_REASON = 500


class NoSuchEntry(Declined):
    """No entry has this number."""

    message = "“{register}”里没有编号为{number}的一条。请核对编号后再试，数据没有改动。"


class EntryClosed(Declined):
    """A cancelled entry is not touched again."""

    message = "“{number}”已经作废，不能{act}。需要时请另登一条，内容没有改动。"


class NotThisStep(Declined):
    """The state does not allow the step."""

    message = "“{number}”现在是“{state}”，不能办“{act}”。请刷新后按当前状态办理，内容没有改动。"


class ReasonMissing(Declined):
    """Cancelling, or changing what is done with, needs a reason."""

    message = "{act}要写明原因。请填写后再试，内容没有改动。"


class Registers(FormBook):
    """Everything the office keeps in registers."""

    def __init__(
        self,
        session: Session,
        documents: Documents,
        links: Links,
        calendar: Callable[[], WorkCalendar],
    ) -> None:
        super().__init__(session)
        self.documents = documents
        self.links = links
        self._calendar = calendar
        self._opened: dict[str, dict[str, Any]] = {}
        self._reckoned: dict[str, tuple[tuple[object, ...], list[Line]]] = {}
        session.at_lock(self._opened.clear)
        session.at_lock(self._reckoned.clear)

    @property
    def calendar(self) -> WorkCalendar:
        return self._calendar()

    def rules(self) -> Rules:
        """Return how personal values are masked."""
        return wordlist.load(self._session.forms, self._session.today)

    # reading

    def entries(self, name: str) -> list[Entry]:
        """Return a register's entries as they stand, newest first, cancelled ones too."""
        rows = regstore.entries(self._session.conn, self.form(name).id)
        revisions = regstore.revisions_of(self._session.conn, self.form(name).id)
        return [self._entry(row, revisions[row.uid]) for row in rows]

    def get(self, uid: str, name: str = "") -> Entry:
        """Return one entry by uid, or by number within a register.

        Raises:
            NoSuchRegister, NoSuchEntry: there is none.
        """
        conn = self._session.conn
        row = regstore.find(conn, uid)
        form = self.form(name) if name else None
        if row is None and form is not None and (found := _NUMBER.match(uid.strip())):
            row = regstore.numbered(conn, form.id, int(found[1]), int(found[2]))
        if row is None or (form is not None and row.register != form.id):
            raise NoSuchEntry(register=form.title if form else "台账", number=uid[:40])
        return self._entry(row, regstore.revisions(conn, row.uid))

    def line(self, entry: Entry, rules: Rules | None = None) -> Line:
        """Return an entry with what is owed and wrong; its title is masked."""
        return self._line(entry, rules or self.rules(), self.calendar)

    def _line(self, entry: Entry, rules: Rules, calendar: WorkCalendar) -> Line:
        form = self.form(entry.register)
        owed = regdue.dues(form, entry, calendar, self._session.now())
        field = form.field(form.subject)
        title = entry.values.get(form.subject, "")
        masked = regmask.shown(field, title, rules) if field else title
        return Line(
            entry, masked, entry.day(form), form.state(entry.state), tuple(owed),
            tuple(regdue.findings(form, entry, owed, calendar)),
        )  # fmt: skip

    def lines(self, name: str) -> list[Line]:
        """Return every entry of a register with what is owed and wrong, newest first.

        They are reckoned anew when something was written, a minute has passed, or the words or
        the calendar have changed: today's list asks at every act in the office.
        """
        rules, calendar, now = self.rules(), self.calendar, self._session.now()
        form = self.form(name)
        minute = now.replace(second=0, microsecond=0)
        mark = (regstore.newest(self._session.conn), minute, rules.version, id(calendar))
        held = self._reckoned.get(form.id)
        if held is not None and held[0] == mark:
            return list(held[1])
        lines = [self._line(entry, rules, calendar) for entry in self.entries(form.id)]
        if not self._session.conn.in_transaction:  # what is undone leaves the same mark behind
            self._reckoned[form.id] = mark, lines
        return list(lines)

    def acts(self, entry: Entry) -> list[Act]:
        """Return the steps the entry's state allows."""
        return [act for act in self.form(entry.register).acts if entry.state in act.sources]

    def summary(self, form: Register) -> Summary:
        """Return one register's counts."""
        lines = [line for line in self.lines(form.id) if not line.entry.cancelled]
        soon = self._session.today + AHEAD
        owed = sum(line.next_due is not None and line.next_due.on <= soon for line in lines)
        states = regdue.quotas(form, [line.entry for line in lines], self._session.today)
        short = [
            one for one in states
            if one.missing and one.last_on <= self._session.today + timedelta(one.quota.remind)
        ]  # fmt: skip
        return Summary(
            form, len(lines), sum(not line.state.done for line in lines), owed + len(short),
            sum(bool(line.findings) for line in lines), tuple(states),
        )  # fmt: skip

    def shown_text(self, text: str, rules: Rules | None = None) -> str:
        """Return a free text as others see it: private numbers covered."""
        return regmask.numbers(text, rules or self.rules())

    def whole(self, entry: Entry) -> Mapping[str, str]:
        """Return an entry's values unmasked, for the form; looking at them is audited.

        Raises:
            NotAllowed: the user may not write registers.
        """
        self._session.require(*WRITERS)
        if any(field.personal for field in self.form(entry.register).fields):
            with self._session.transaction():
                self._session.audit("registers.whole", f"{entry.register}/{entry.number}")
        return dict(entry.values)

    # writing

    def add(self, name: str, values: Mapping[str, object]) -> Entry:
        """Add an entry and number it.

        Raises:
            NoSuchRegister, BadValue, NotAllowed: nothing was written, no number taken.
        """
        session, form = self._session, self.form(name)
        session.require(*WRITERS)
        checked = regvalues.read(form, values, self.links)
        uid = uuid.uuid4().hex
        with session.transaction():
            year = session.today.year
            serial = regstore.next_serial(session.conn, form.id, year)
            at = session.now().isoformat(timespec="seconds")
            row = regstore.StoredEntry(uid, form.id, year, serial, at, session.user.name)
            regstore.add(session.conn, row)
            self._revise(form, uid, "add", form.states[0].code, {"values": checked})
            session.audit("registers.add", f"{form.id}/{year}-{serial:03d}")
        return self.get(uid)

    def change(self, uid: str, values: Mapping[str, object], reason: str = "") -> Entry:
        """Write an entry anew; the former words stay as a revision.

        Raises:
            NoSuchEntry, EntryClosed, BadValue: nothing was written.
            ReasonMissing: what is done with is changed without one.
        """
        entry, form = self._open(uid, "修改")
        checked = regvalues.read(form, values, self.links, entry.values)
        if form.state(entry.state).done and not reason.strip():
            raise ReasonMissing(act="修改已办结的内容")
        if checked == dict(entry.values):
            return entry
        return self._step(entry, form, "change", entry.state, checked, reason)

    def act(
        self, uid: str, code: str, values: Mapping[str, object] | None = None, reason: str = ""
    ) -> Entry:
        """Take a step of an entry, filling what the step asks.

        Raises:
            NoSuchEntry, EntryClosed, NotThisStep, BadValue: nothing was written.
        """
        entry, form = self._open(uid, "办理")
        step = next((one for one in form.acts if code in (one.code, one.label)), None)
        if step is None or entry.state not in step.sources:
            label = step.label if step else code[:20]
            state = form.state(entry.state).label
            raise NotThisStep(number=entry.number, state=state, act=label)
        given = dict(values or {})
        for field in given:
            if field not in step.asks:
                reason = f"不是办“{step.label}”时填写的栏目"
                raise BadValue(field, form.label(field), reason)
        checked = regvalues.read(form, given, self.links, entry.values)
        regvalues.need(form, checked, step.needs)
        return self._step(entry, form, step.code, step.to, checked, reason)

    def cancel(self, uid: str, reason: str) -> Entry:
        """Cancel an entry made by mistake; number and words stay.

        Raises:
            NoSuchEntry, EntryClosed: there is none, or it was cancelled before.
            ReasonMissing: no reason.
        """
        entry, form = self._open(uid, "再次作废")
        if not reason.strip():
            raise ReasonMissing(act="作废")
        return self._step(entry, form, "cancel", CANCELLED, entry.values, reason)

    def transaction(self) -> AbstractContextManager[None]:
        return self._session.transaction()

    def note_file(self, entry: Entry, file: Mapping[str, object]) -> None:
        """Append the revision of an attached file; call it inside the act's transaction."""
        form = self.form(entry.register)
        self._revise(form, entry.uid, "attach", entry.state,
                     {"values": dict(entry.values), "file": dict(file)})  # fmt: skip
        self._session.audit("registers.attach", f"{form.id}/{entry.number}")

    def open_entry(self, uid: str, act: str) -> tuple[Entry, Register]:
        """Return an entry that may still be written to.

        Raises:
            NoSuchEntry, EntryClosed, NotAllowed: it may not.
        """
        return self._open(uid, act)

    def _open(self, uid: str, act: str) -> tuple[Entry, Register]:
        self._session.require(*WRITERS)
        entry = self.get(uid)
        if entry.cancelled:
            raise EntryClosed(number=entry.number, act=act)
        return entry, self.form(entry.register)

    def _step(
        self, entry: Entry, form: Register, act: str, state: str, values: Mapping[str, str],
        reason: str,
    ) -> Entry:  # fmt: skip
        sealed = {"values": dict(values), "reason": tidy(reason)[:_LONGEST_REASON]}
        with self._session.transaction():
            self._revise(form, entry.uid, act, state, sealed)
            self._session.audit(f"registers.{act}", f"{form.id}/{entry.number}", state=state)
        return self.get(entry.uid)

    def _revise(
        self, form: Register, entry_uid: str, act: str, state: str, sealed: Mapping[str, object]
    ) -> None:
        session, uid = self._session, uuid.uuid4().hex
        regstore.revise(
            session.conn,
            regstore.StoredRevision(
                uid=uid, entry_uid=entry_uid, version=form.version, act=act, state=state,
                at=session.now().isoformat(timespec="seconds"), by=session.user.name,
                sealed=session.vault.seal_json(sealed, _place(uid)),
            ),
        )  # fmt: skip

    def _entry(self, row: regstore.StoredEntry, stored: Sequence[regstore.StoredRevision]) -> Entry:
        revisions, files = list[Revision](), list[Attachment]()
        for one in stored:
            words = self._words(one)
            at = datetime.fromisoformat(one.at)
            if file := words.get("file"):
                files.append(Attachment(id=len(files) + 1, at=at, by=one.by, **file))
            revisions.append(
                Revision(one.uid, at, one.by, one.act, one.state, words["values"],
                         words.get("reason", ""))
            )  # fmt: skip
        last = revisions[-1]
        return Entry(
            row.uid, row.register, f"{row.year}-{row.serial:03d}", datetime.fromisoformat(row.at),
            row.by, last.state, last.values, tuple(revisions), tuple(files),
        )  # fmt: skip

    def _words(self, row: regstore.StoredRevision) -> dict[str, Any]:
        """Open a revision; what was opened is kept until the office is locked."""
        vault = self._session.vault
        if row.uid not in self._opened:
            self._opened[row.uid] = dict(vault.open_json(row.sealed, _place(row.uid)))
        return self._opened[row.uid]


def _place(uid: str) -> str:
    return f"register_revision.sealed#{uid}"
