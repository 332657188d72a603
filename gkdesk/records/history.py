"""补录: information published before this office kept it here, from a site's exported list.

Nothing of it goes out through this: the rows say what has been public since when, so that gaps
can be told from what is there. They pass the same privacy gate; what does not pass, or cannot be
read, is listed and left out.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import BadFile, BadValue, Declined, Problem
from gkdesk.base.progress import Report, silent
from gkdesk.base.scanning import Severity
from gkdesk.base.text import sort_key, squeeze, tidy, visible
from gkdesk.catalog import source
from gkdesk.catalog.model import Item
from gkdesk.catalog.table import Section, Table, TableFinder

from . import cabinet, filestore, form, store
from .historyrows import FIELDS, RULES, Items, day_of, load, period_of
from .model import Act, Attribute, RecordKind, State
from .scanfile import scan_text

if TYPE_CHECKING:
    from .service import Records

WEBSITE = "政府网站"
_FEWEST = 2  # headings that make a table
_BODY = "历史信息，补录时没有正文。"


class NothingNew(Declined):
    """The list holds nothing that is not here."""

    message = "“{file}”里没有可以补录的信息：{why}。没有改动。"


@dataclass(frozen=True, slots=True)
class Past:
    """One row of a list: what was public since when; ``where`` is its sheet and row."""

    where: str
    title: str
    published_on: date
    made_on: date
    doc_number: str = ""
    index_number: str = ""
    item_key: str | None = None
    address: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class PastReading:
    """A list read: what can be taken in, what is here already, what is wrong or doubtful."""

    file: str
    rows: tuple[Past, ...]
    known: int
    problems: tuple[Problem, ...]


@dataclass
class _Met:
    """What is here already, and what this list held so far."""

    numbers: set[str] = field(default_factory=set)
    titles: set[tuple[str, str]] = field(default_factory=set)
    known: int = 0

    def again(self, row: Past) -> bool:
        """Tell whether a row is here, and remember it."""
        same = (squeeze(row.title), row.published_on.isoformat())
        found = same in self.titles or (bool(row.index_number) and row.index_number in self.numbers)
        self.titles.add(same)
        self.numbers.add(row.index_number)
        self.known += found
        return found


class History:
    """Reads lists of what was published, and takes them in."""

    def __init__(self, session: Session, records: Records, items: Callable[[], list[Item]]) -> None:
        self._session, self._records, self._items = session, records, items

    def read(self, path: Path, report: Report = silent) -> PastReading:
        """Read a list (xlsx, xls, et, csv, docx); nothing is written.

        Raises:
            BadFile: no table with 标题 and 公开日期.
            Declined: not a workbook, encrypted, too large.
            Blocked: it cannot be read.
        """
        data = files.read(path)
        headings, labels = load(self._session.forms.paths("rules")[RULES])
        finder = TableFinder(headings, _FEWEST)
        rows: list[Past] = []
        problems: list[Problem] = []
        met, tables = self._met(), 0
        for grid, at, total in source.read(data, path.name):
            report(at, total, grid.name)
            table = finder.find(grid)
            for section in table.sections:
                if not {"title", "published_on"} <= {one.field for one in section.heading.columns}:
                    continue
                tables += 1
                self._section(table, section, rows, problems, met)
        if not tables:
            wanted = f"没有“{labels['title']}”和“{labels['published_on']}”两列，请核对表头"
            raise BadFile(path.name, [Problem("整个文件", wanted)])
        return PastReading(path.name, tuple(rows), met.known, tuple(problems))

    def apply(self, reading: PastReading, report: Report = silent) -> int:
        """Take the rows in as published records, all in one transaction; return how many.

        Raises:
            NothingNew: there is none.
            IndexTaken: meanwhile somebody used one of the index numbers.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        if not reading.rows:
            why = "都已经在这里" if reading.known else "没有一行能读出标题和公开日期"
            raise NothingNew(file=reading.file, why=why)
        with session.transaction():
            for at, row in enumerate(reading.rows):
                report(at, len(reading.rows), row.title[:20])
                self._add(row)
            session.audit("records.history", reading.file, rows=len(reading.rows))
        return len(reading.rows)

    def _section(
        self,
        table: Table,
        section: Section,
        rows: list[Past],
        problems: list[Problem],
        met: _Met,
    ) -> None:
        places = {one.field: one.index for one in section.heading.columns if one.field in FIELDS}
        rules, finder = self._records.privacy.rules(), Items(self._items())
        for at in range(section.first, section.end):
            cells = table.rows[at]
            values = {
                name: tidy(visible(cells[place]))
                for name, place in places.items()
                if place < len(cells)
            }
            if not any(values.values()):
                continue
            where = f"“{table.name}”第{at + 1}行"
            try:
                row = self._row(values, where, finder)
            except BadValue as error:
                problems.append(Problem(where, f"{error.reason}，这一行没有补录"))
                continue
            shown = f"{row.title} {row.doc_number} {row.address}"
            hits = scan_text(shown, "标题", rules, "标题").hits
            blocking = [hit for hit in hits if hit.severity is Severity.BLOCK]
            if blocking:
                words = f"有{blocking[0]}，这一行没有补录，请到网站上先作处理"
                problems.append(Problem(where, words))
            elif not met.again(row):
                rows.append(row)
                problems += finder.doubts(values, row.item_key, row.period, where)

    def _row(self, values: Mapping[str, str], where: str, items: Items) -> Past:
        title = " ".join(values.get("title", "").split("\n"))
        if not title or len(title) > form.LONGEST_TITLE:
            raise BadValue("title", "标题", "没有标题" if not title else "标题太长")
        published = day_of(values.get("published_on", ""))
        if published is None or published > self._session.today:
            why = "公开日期读不出" if published is None else "公开日期晚于今天"
            raise BadValue("published_on", "公开日期", why)
        made = day_of(values.get("made_on", "")) or published
        return Past(
            where,
            title,
            published,
            min(made, published),
            " ".join(values.get("doc_number", "").split())[: form.LONGEST_LINE],
            _index(values.get("index_number", "")),
            items.key_of(values),
            values.get("address", "")[: form.LONGEST_LINE],
            period_of(values.get("period", "")),
        )

    def _met(self) -> _Met:
        met = _Met()
        for line in store.public_lines(self._session.conn):
            met.titles.add((squeeze(line.title), line.published_on))
            met.numbers.add(line.index_number)
        met.numbers.discard("")
        return met

    def _add(self, row: Past) -> None:
        session, uid = self._session, str(uuid.uuid4())
        conn, user = session.conn, session.user.name
        number = store.next_number(conn, session.today.year)
        words = {"title": row.title, "doc_number": row.doc_number, "body": _BODY}
        store.add(
            conn,
            store.Stored(
                uid=uid,
                number=number,
                item_key=row.item_key,
                attribute=Attribute.ACTIVE.value,
                made_on=row.made_on.isoformat(),
                sealed=session.vault.seal_json(words, cabinet.place(uid)),
                drafted_by=user,
                state=State.PUBLISHED.value,
                revision=1,
                kind=(RecordKind.DOCUMENT if row.doc_number else RecordKind.INFO).value,
                period=row.period,
                facts=json.dumps({"writers": [user]}, ensure_ascii=False),
            ),
        )
        self._records.demand_free(row.index_number, uid)
        store.set_public(
            conn,
            uid,
            on=row.published_on.isoformat(),
            index_number=row.index_number,
            title=row.title,
            doc_number=row.doc_number,
            title_key=sort_key(row.title),
        )
        self._note(uid, row)

    def _note(self, uid: str, row: Past) -> None:
        session, event = self._session, str(uuid.uuid4())
        at, user = session.now().isoformat(timespec="seconds"), session.user.name
        opinion = session.vault.seal(f"补录，{row.where}", cabinet.opinion_place(event))
        store.add_event(
            session.conn,
            store.StoredEvent(event, uid, at, user, Act.IMPORT.value, "", opinion),
        )
        if not row.address:
            return
        proof = str(uuid.uuid4())
        told = {"address": row.address, "note": "", "file": ""}
        filestore.add_evidence(
            session.conn,
            filestore.StoredEvidence(
                uid=proof,
                record_uid=uid,
                channel=WEBSITE,
                on_day=row.published_on.isoformat(),
                sha256="",
                sealed=session.vault.seal_json(told, f"record_evidence.sealed#{proof}"),
                at=at,
                user=user,
            ),
        )


def _index(text: str) -> str:
    number = "".join(text.split())
    return form.index_number(number) if number else ""
