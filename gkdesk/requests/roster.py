"""The list of all requests: the open ones at once, the others opened a slice at a time.

A closed request changes seldom, so its opened line is kept until its revision moves; the open
ones are reckoned anew at every look, because their time runs. Everything opened is forgotten when
the window is locked.
"""

from __future__ import annotations

import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from operator import attrgetter

from gkdesk.accounts.session import Session
from gkdesk.db import touched

from . import listing, store
from .alike import Alike
from .ledger import Ledger, Present, same_person
from .model import Applicant, RequestRow

_SLICE = 100  # rows opened between two looks at the time: some 4 ms
_AT_LEAST = 0.01  # seconds: after one step there is little to read
_END = (date.max, 1 << 62)


@dataclass(slots=True)
class _Opened:
    """What was opened so far. ``lines`` by id: the revision, and the line as it was then."""

    lines: dict[int, tuple[int, RequestRow]] = field(default_factory=dict)
    alike: Alike = field(default_factory=Alike)
    unread: dict[int, str] = field(default_factory=dict)  # contents not in ``alike`` yet
    signs: set[str] = field(default_factory=set)  # every sign that stands in a line
    place: tuple[date, int] = _END  # everything received from here on is opened
    whole: bool = False
    event: int = -1  # the last one at the last look
    mark: tuple[int, int] = (-1, -1)  # of the file at the last look


class Roster:
    """The lines of the list, and which requests ask for the same."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session, self._ledger = session, ledger
        self._opened = _Opened()
        session.at_lock(self.forget)

    def forget(self) -> None:
        """Drop every opened line: they hold names."""
        self._opened = _Opened()

    @property
    def whole(self) -> bool:
        """Whether every request has been opened."""
        self._compare()
        return self._opened.whole

    def load(self, seconds: float) -> bool:
        """Open more requests, the newest first, for so long; tell whether all are open now."""
        self._compare()
        opened, until = self._opened, time.perf_counter() + seconds
        while not opened.whole:
            rows = listing.before(self._session.conn, opened.place, _SLICE)
            for row in rows:
                self._keep(row)
            if rows:
                opened.place = (rows[-1].received_on, rows[-1].id)
            opened.whole = len(rows) < _SLICE
            if time.perf_counter() >= until:
                break
        return opened.whole

    @property
    def indexed(self) -> bool:
        """Whether ``alike`` knows every request."""
        return self.whole and not self._opened.unread

    def index(self, seconds: float) -> bool:
        """Read what is open for ``alike``, for so long; tell whether all of it is read now."""
        opened, until = self._opened, time.perf_counter() + seconds
        while opened.unread:
            for key in [*islice(opened.unread, _SLICE)]:
                opened.alike.put(key, opened.unread.pop(key))
            if time.perf_counter() >= until:
                break
        return not opened.unread

    def rows(self) -> list[RequestRow]:
        """Return what is opened by now in the order of receipt, and every open request."""
        self._compare()
        lines = self._opened.lines
        fresh = {row.id: self._fresh(row, now) for row, now in self._ledger.open_ones()}
        known = {key: line for key, (_revision, line) in reversed(lines.items())} | fresh
        return sorted(known.values(), key=attrgetter("received_on"))

    @property
    def signs(self) -> AbstractSet[str]:
        """Every sign that stands in a name or content opened by now."""
        return self._opened.signs

    def find(
        self, *, year: int | None = None, state: str = "", outcome: str = ""
    ) -> list[RequestRow]:
        """Return the lines of a year, a state (``open``: all that are) and an outcome.

        Closed requests are chosen by the database, so that no others are opened.
        """
        first = date(year, 1, 1) if year else date.min
        last = date(year, 12, 31) if year else date.max
        fresh = [self._fresh(row, now) for row, now in self._ledger.open_ones()]
        found = [
            line
            for line in fresh
            if first <= line.received_on <= last
            and state in ("", "open", line.state)
            and outcome in ("", line.outcome)
        ]
        if state != "open":
            rows = listing.closed(self._session.conn, first, last, state=state, outcome=outcome)
            people = ((row, self._ledger.open(row)) for row in rows)
            found += [
                self._ledger.line(row, row, one.short_name, one.content) for row, one in people
            ]
        return sorted(found, key=attrgetter("received_on"))

    def title(self, row: store.Stored) -> str:
        """Return who asks for what."""
        kept = self._opened.lines.get(row.id)
        line = kept[1] if kept and kept[0] == row.revision else self._keep(row)
        return f"{line.name}：{line.content}"

    def every(self) -> list[RequestRow]:
        """Return the whole list in the order of receipt, however long it takes."""
        self.load(float("inf"))
        return self.rows()

    def years(self) -> dict[int, int]:
        """Count what was received in each year, the latest first, without opening anything."""
        return listing.years(self._session.conn)

    def alike(self, uid: str, own: Applicant) -> tuple[str, ...]:
        """Return the numbers under which other people asked for much the same.

        Only among what is open and indexed: ``load`` and ``index`` before if it has to be
        everything.
        """
        self._compare()
        self.index(_AT_LEAST)
        keys = self._opened.alike.like(own.content)
        index = self._ledger.indexes(own)["id_index"]
        found: list[str] = []
        for row in listing.identities(self._session.conn, keys):
            if row["uid"] == uid:
                continue
            if index is None or row["id_index"] is None:  # then the names decide
                [stored] = listing.some(self._session.conn, [row["id"]])
                same = same_person(own, self._ledger.open(stored))
            else:
                same = row["id_index"] == index
            if not same:
                found.append(row["number"])
        return tuple(found)

    def _fresh(self, row: store.Stored, present: Present) -> RequestRow:
        """Return an open request's line as of today; its name and content are opened once."""
        kept = self._opened.lines.get(row.id)
        line = kept[1] if kept and kept[0] == row.revision else self._keep(row)
        return self._ledger.line(row, present, line.name, line.content)

    def _line(self, row: store.Stored) -> RequestRow:
        applicant = self._ledger.open(row)
        return self._ledger.line(row, row, applicant.short_name, applicant.content)

    def _keep(self, row: store.Stored) -> RequestRow:
        line = self._line(row)
        self._opened.lines[row.id] = (row.revision, line)
        self._opened.unread[row.id] = line.content
        self._opened.signs.update(line.name, line.content)
        return line

    def _compare(self) -> None:
        """Open anew what has changed since the last look: each change appends an event.

        Not inside a transaction, whose events may yet be taken back.
        """
        opened, conn = self._opened, self._session.conn
        mark = touched(conn)
        if mark == opened.mark or conn.in_transaction:
            return
        opened.mark = mark
        if opened.event >= 0:
            for row in listing.some(conn, listing.happened_since(conn, opened.event)):
                self._keep(row)
        opened.event = listing.last_event(conn)
