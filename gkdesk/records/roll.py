"""The list of all records: sorted and filtered in the database, read a page at a time.

What was published is plain and sorted by index. The titles of everything else lie sealed; they
are opened once, kept while the window is unlocked, and merged in at their place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, overload

from gkdesk.accounts.session import Session
from gkdesk.base.labels import Labelled
from gkdesk.base.text import sort_key
from gkdesk.db import Row, touched

from . import cabinet, rollstore, store
from .model import Attribute, RecordKind, State
from .rulebook import RuleBook

PAGE = 200  # rows fetched at once
_first = itemgetter(0)


class View(Labelled):
    """The saved filters of the list."""

    MINE = "mine", "待我办"
    DRAFTS = "drafts", "草稿"
    REVIEW = "review", "审核中"
    PUBLISHED = "published", "已公开"
    DISPLAY = "display", "公示中"
    CLOSED = "closed", "不主动公开"
    WITHDRAWN = "withdrawn", "已撤下"
    DISCARDED = "discarded", "已作废"
    ALL = "all", "全部"


class Sort(Labelled):
    """What the list can be sorted by."""

    NUMBER = "number", "编号"
    TITLE = "title", "标题"
    MADE = "made_on", "形成日期"
    PUBLISHED = "published_on", "公开日期"


@dataclass(frozen=True, slots=True)
class Query:
    """What the list shows; ``words`` are searched in title, 文号, number and 索引号."""

    view: View = View.ALL
    words: str = ""
    area: str = ""
    kind: RecordKind | None = None
    attribute: Attribute | None = None
    year: int | None = None  # of publication, else of making
    item_key: str = ""
    axes: tuple[tuple[str, str], ...] = ()  # classification and value; all of them must fit
    sort: Sort = Sort.NUMBER
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; ``left`` is the number of days a 公示 still has to hang."""

    uid: str
    number: str
    title: str
    doc_number: str
    index_number: str
    item_key: str | None
    attribute: Attribute
    kind: RecordKind
    state: State
    made_on: date
    published_on: date | None
    period: str
    drafted_by: str
    display_until: date | None


@dataclass(frozen=True, slots=True)
class Titles:
    """Rows and their titles, in one order; ``signs``: every sign that stands in a title."""

    rows: list[int]
    words: list[str]
    signs: frozenset[str]


@dataclass(slots=True)
class _Opened:
    """Titles opened so far: row → the first bytes of what was sealed, title, 文号; sort keys.

    ``public`` as the file was when it bore the ``mark``.
    """

    words: dict[int, tuple[bytes, str, str]] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    public: Titles = field(default_factory=lambda: Titles([], [], frozenset()))
    mark: tuple[int, int] = (-1, -1)

    def key(self, row: rollstore.SealedRow, title: str, sort: Sort) -> bytes | str:
        """Return what a row is sorted by; reading a title takes longer than all the rest."""
        if sort is not Sort.TITLE:
            return _key(row, sort)
        if title not in self.keys:
            self.keys[title] = sort_key(title)
        return self.keys[title]


class Lines(Sequence[Line]):
    """The lines of one query, read when somebody looks at them."""

    def __init__(self, roll: Roll, ids: list[int]) -> None:
        self._roll, self._ids = roll, ids
        self._pages: dict[int, list[Line]] = {}

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if at < 0:
            at += len(self)
        page = at // PAGE
        if page not in self._pages:
            self._pages[page] = self._roll.lines(self._ids[page * PAGE : (page + 1) * PAGE])
        return self._pages[page][at % PAGE]

    def place(self, uid: str) -> int | None:
        """Return where a record stands, ``None`` when it is not shown."""
        row = self._roll.row(uid)
        return self._ids.index(row) if row is not None and row in self._ids else None


class Roll:
    """The list of records behind a query."""

    def __init__(self, session: Session, rules: RuleBook) -> None:
        self._session, self._rules = session, rules
        self._opened, self._laid = _Opened(), False
        session.at_lock(self.forget)

    def forget(self) -> None:
        """Drop every opened title: it may name a person."""
        self._opened = _Opened()

    def find(self, query: Query) -> Lines:
        """Return the lines of a query, in its order."""
        conn, asker = self._session.conn, self._asker()
        self._lay_open()
        plain = rollstore.Plain(conn, query, asker)
        words = query.words.strip()
        sealed: list[tuple[Any, int]] = []
        for row in rollstore.sealed(conn, query, asker):
            texts = self._words(row.id, row.sealed_head)
            if any(words in text for text in (row.number, *texts)):
                sealed.append((self._opened.key(row, texts[0], query.sort), row.id))
        found = _merged(plain, sorted(sealed, key=_first)) if sealed else plain.rows
        return Lines(self, found[::-1] if query.descending else found)

    def titles(self) -> Titles:
        """Return every title of the list, what is not public first, then the last numbers first."""
        conn, opened = self._session.conn, self._opened
        self._lay_open()
        if touched(conn) != opened.mark:
            opened.mark = touched(conn)
            rows, words = rollstore.titles(conn)
            opened.public = Titles(rows, words, frozenset("".join(words)))
        sealed = {
            row.id: self._words(row.id, row.sealed_head)[0]
            for row in rollstore.sealed(conn, Query(), self._asker())
        }
        return Titles(
            [*sealed, *opened.public.rows],
            [*sealed.values(), *opened.public.words],
            opened.public.signs.union(*sealed.values()),
        )

    def _lay_open(self) -> None:
        """Write down the titles of what an older program published: they lie only sealed there."""
        untitled = store.untitled(self._session.conn) if not self._laid else []
        self._laid = True
        if not untitled:
            return
        with self._session.transaction():
            for uid in untitled:
                row = store.find(self._session.conn, uid)
                if row is None:
                    continue
                words = self._session.vault.open_json(row.sealed, cabinet.place(uid))
                store.set_public(
                    self._session.conn, uid, on=row.published_on, index_number=row.index_number,
                    title=words["title"], doc_number=words["doc_number"],
                    title_key=sort_key(words["title"]),
                )  # fmt: skip
            self._session.audit("records.lay_open", "", count=len(untitled))

    def counts(self) -> dict[View, int]:
        """Return how many records each saved filter has."""
        found = rollstore.counts(self._session.conn, self._asker())
        return {view: found[view.value] for view in View}

    def used(self) -> dict[str, list[str]]:
        """Return the classifications the records bear, each with its values."""
        found: dict[str, list[str]] = {}
        for axis, value in rollstore.used_axes(self._session.conn):
            found.setdefault(axis, []).append(value)
        return found

    def lines(self, ids: Sequence[int]) -> list[Line]:
        """Return the lines of some rows, in their order."""
        rows = {row["id"]: row for row in rollstore.rows(self._session.conn, ids)}
        return [self._line(rows[number]) for number in ids]

    def row(self, uid: str) -> int | None:
        return rollstore.row_of(self._session.conn, uid)

    def _asker(self) -> rollstore.Asker:
        session, steps = self._session, self._rules.review.steps
        waiting = tuple(step.state.value for step in steps if session.user.role in step.roles)
        return rollstore.Asker(session.user.name, session.today.isoformat(), waiting)

    def _line(self, row: Row) -> Line:
        title, doc_number = row["title"], row["doc_number"]
        if not title:
            title, doc_number = self._words(row["id"], row["head"])
        facts = cabinet.facts_from(row["facts"])
        return Line(
            uid=row["uid"],
            number=row["number"],
            title=title,
            doc_number=doc_number,
            index_number=row["index_number"],
            item_key=row["item_key"],
            attribute=Attribute(row["attribute"]),
            kind=RecordKind(row["kind"]),
            state=State(row["state"]),
            made_on=date.fromisoformat(row["made_on"]),
            published_on=date.fromisoformat(row["published_on"]) if row["published_on"] else None,
            period=row["period"],
            drafted_by=row["drafted_by"],
            display_until=facts.display_until,
        )

    def _words(self, row: int, head: bytes) -> tuple[str, str]:
        """Open a sealed title, unless the very same was opened before."""
        known = self._opened.words.get(row)
        if known is None or known[0] != head:
            uid, sealed = rollstore.sealed_words(self._session.conn, row)
            words = self._session.vault.open_json(sealed, cabinet.place(uid))
            known = (head, words["title"], words["doc_number"])
            self._opened.words[row] = known
        return known[1], known[2]


def _merged(plain: rollstore.Plain, sealed: Sequence[tuple[Any, int]]) -> list[int]:
    """Put the sealed rows, in order, at their places among the plain ones."""
    found: list[int] = []
    keys, done = plain.keys(len(sealed)), 0
    for key, row in sealed:
        at = bisect_left(keys, key, lo=done)
        found += plain.rows[done:at]
        found.append(row)
        done = at
    return found + plain.rows[done:]


def _key(row: rollstore.SealedRow, sort: Sort) -> str:
    match sort:
        case Sort.MADE:
            return row.made_on
        case Sort.PUBLISHED:
            return row.published_on
    return row.number
