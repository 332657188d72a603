"""The further lists: 依申请、不予公开、失效废止、规范性文件, and what was published.

Each is rows first, then a workbook or paper. The quarterly list of 依申请公开 documents and the
list of invalid documents are themselves published, so they pass the privacy gate before they are
written; the others stay in the office. Personal numbers are covered in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base import files, tablesheet
from gkdesk.base.errors import Declined
from gkdesk.base.labels import Labelled

from . import filestore, regmask
from .model import (
    DOCUMENTS,
    Attribute,
    LinkKind,
    Record,
    RecordKind,
    Standing,
    State,
    Validity,
)
from .privacy import hold_back
from .scanfile import scan_text
from .standing import standing

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

    from .service import Records

Cells = tuple[tablesheet.Cell, ...]
_DEAD = (Validity.EXPIRED, Validity.ABOLISHED)
_QUARTER_MONTHS = 3
_SPAN = re.compile(r"((?:19|20)[0-9]{2})(?:Q([1-4]))?")


class ListKind(Labelled):
    """The lists the office keeps."""

    ON_REQUEST = "on_request", "依申请公开文件目录"
    WITHHELD = "withheld", "不予公开信息清单"
    INVALID = "invalid", "失效、废止文件清单"
    NORMATIVE = "normative", "行政规范性文件台账"
    PUBLISHED = "published", "主动公开信息台账"


PUBLIC = (ListKind.ON_REQUEST, ListKind.INVALID)
HEADINGS = {
    ListKind.ON_REQUEST: ("序号", "文件名称", "发文文号", "发文时间", "备注"),
    ListKind.WITHHELD: ("序号", "信息名称", "文号", "形成日期", "不公开的依据", "下次评估"),
    ListKind.INVALID: ("序号", "文件名称", "文号", "印发日期", "状态", "生效日期", "依据"),
    ListKind.NORMATIVE: (
        "序号", "文件名称", "文号", "统一编号", "印发日期", "有效期至", "状态", "解读", "起草单位",
    ),
    ListKind.PUBLISHED: (
        "序号", "编号", "索引号", "标题", "文号", "形成日期", "公开日期", "应公开日期", "是否按时",
        "渠道",
    ),
}  # fmt: skip
_WIDTHS = {
    ListKind.ON_REQUEST: (6, 60, 24, 14, 20),
    ListKind.WITHHELD: (6, 44, 22, 14, 40, 14),
    ListKind.INVALID: (6, 46, 22, 14, 9, 14, 28),
    ListKind.NORMATIVE: (6, 40, 22, 20, 13, 13, 9, 8, 18),
    ListKind.PUBLISHED: (6, 14, 30, 46, 22, 13, 13, 13, 10, 30),
}
_LEFT = {"文件名称", "信息名称", "标题", "不公开的依据", "依据", "渠道", "备注"}
_OWN = {"编号", "索引号", "应公开日期", "是否按时"}  # the program's own words


class UnknownListEnding(Declined):
    """Neither a workbook nor a PDF is asked for."""

    message = "不知道要把“{name}”写成什么文件。文件名请以 .xlsx 或 .pdf 结尾，没有写入文件。"


class TooWideForPaper(Declined):
    """The ledger of what was published has too many columns."""

    message = "主动公开信息台账栏目多，只能存成工作簿。请把文件名写成 .xlsx 结尾，没有写入文件。"


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included; ``words`` as printed."""

    first: date
    last: date
    words: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Listed:
    """A list ready to be shown, printed or written; the rows begin with their number."""

    kind: ListKind
    span: str
    headings: tuple[str, ...]
    rows: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class NormativeCounts:
    """行政规范性文件 of a year for the annual report: made, abolished, in force at its end."""

    made: int
    abolished: int
    in_force: int


class Lists:
    """Makes the lists."""

    def __init__(self, session: Session, documents: Documents, records: Records) -> None:
        self._session, self._documents, self._records = session, documents, records

    def make(self, kind: ListKind, span: Span) -> Listed:
        """Return one list over a span of days (of making; of publication for the ledger).

        Personal numbers in it are covered: what a leader released was released for one text.
        """
        return self._covered(self._made(kind, span))

    def _made(self, kind: ListKind, span: Span) -> Listed:
        rows: dict[ListKind, Callable[[Span], list[Cells]]] = {
            ListKind.ON_REQUEST: self._on_request,
            ListKind.WITHHELD: self._withheld,
            ListKind.INVALID: self._invalid,
            ListKind.NORMATIVE: self._normative,
            ListKind.PUBLISHED: self._published,
        }
        numbered = ((at, *cells) for at, cells in enumerate(rows[kind](span), start=1))
        return Listed(kind, span.words, HEADINGS[kind], tuple(numbered))

    def write(self, kind: ListKind, span: Span, path: Path) -> Listed:
        """Write a list as .xlsx or .pdf; an empty one is written too (nil return).

        Raises:
            UnknownListEnding: another kind of file.
            PersonalData: a list for the public holds a personal number.
            Blocked: the place cannot be written.
        """
        found = self._made(kind, span)
        if kind in PUBLIC:
            self._demand_clean(found)
        made = self._covered(found)
        match path.suffix.lower():
            case ".xlsx":
                data = tablesheet.workbook(self._table(made))
            case ".pdf" if kind is ListKind.PUBLISHED:
                raise TooWideForPaper(name=path.name)
            case ".pdf":
                data = self._documents.render(f"records_{kind.value}_list", self._values(made))
            case _:
                raise UnknownListEnding(name=path.name)
        files.write(path, data)
        with self._session.transaction():
            self._session.audit("records.list", kind.value, rows=len(made.rows))
        return made

    def normative_counts(self, year: int) -> NormativeCounts:
        """Return the annual report's figures: made and abolished in a year, in force at its end."""
        made = abolished = in_force = 0
        last = min(date(year, 12, 31), self._session.today)
        for record, now in self._documents_now(RecordKind.NORMATIVE, last):
            if record.made_on > last:
                continue
            made += record.made_on.year == year
            dead = now.validity in _DEAD
            abolished += dead and now.on.year == year
            in_force += not dead
        return NormativeCounts(made, abolished, in_force)

    def _covered(self, made: Listed) -> Listed:
        rules = self._records.privacy.rules()
        free = [head not in _OWN for head in made.headings]
        rows = [
            tuple(
                regmask.numbers(cell, rules) if covers and isinstance(cell, str) else cell
                for covers, cell in zip(free, row, strict=True)
            )
            for row in made.rows
        ]
        return replace(made, rows=tuple(rows))

    def _demand_clean(self, made: Listed) -> None:
        rules = self._records.privacy.rules()
        text = "\n".join(" ".join(_plain(cell) for cell in row) for row in made.rows)
        hold_back(made.kind.label, [scan_text(text, made.kind.label, rules)])

    def _table(self, made: Listed) -> tablesheet.Table:
        name = self._session.organ.name
        return tablesheet.Table(
            name=made.kind.label[:31],
            title=f"{name}{made.kind.label}",
            note=f"{made.span}    制表日期：{_plain(self._session.today)}    共{len(made.rows)}件",
            heads=[made.headings],
            rows=made.rows,
            widths=_WIDTHS[made.kind],
            left=frozenset(at for at, head in enumerate(made.headings) if head in _LEFT),
        )

    def _values(self, made: Listed) -> dict[str, str | list[str]]:
        # the paper counts its rows itself
        lines = [
            "\t".join(_plain(cell).replace("\n", " ") for cell in row[1:]) for row in made.rows
        ]
        return {
            "issue_date": self._session.today.isoformat(),
            "span": made.span,
            "count": str(len(made.rows)),
            "items": lines,
        }

    def _on_request(self, span: Span) -> list[Cells]:
        return [
            (record.title, record.doc_number, record.made_on, "")
            for record in self._settled(Attribute.ON_REQUEST)
            if record.made_on in span
        ]

    def _withheld(self, span: Span) -> list[Cells]:
        rules = self._records.rules.attributes
        known = filestore.next_assessments(self._session.conn)
        found: list[Cells] = []
        for record in self._settled(Attribute.WITHHELD):
            if record.made_on not in span:
                continue
            ground = rules.ground(record.facts.ground)
            words = f"{ground.label}（{ground.basis}）" if ground else ""
            due = self._records.assessing.due_on(record, known)
            found.append((record.title, record.doc_number, record.made_on, words, due))
        return found

    def _invalid(self, span: Span) -> list[Cells]:
        return [
            (record.title, record.doc_number, record.made_on, now.validity.label, now.on, now.basis)
            for record, now in self._documents_now()
            if now.validity in _DEAD and now.on in span
        ]

    def _normative(self, span: Span) -> list[Cells]:
        told = {policy for _from, policy in self._linked(LinkKind.INTERPRETS)}
        return [
            (
                record.title, record.doc_number, record.facts.unified_number, record.made_on,
                record.facts.valid_until, now.validity.label,
                "有" if record.uid in told else "无", record.facts.drafting_unit,
            )
            for record, now in self._documents_now(RecordKind.NORMATIVE)
            if record.made_on in span
        ]  # fmt: skip

    def _published(self, span: Span) -> list[Cells]:
        channels = filestore.channels(self._session.conn)
        found: list[Cells] = []
        for record in self._records.rows(State.PUBLISHED):
            on = record.published_on
            if on is None or on not in span:
                continue
            due = self._records.due(record)
            late = "" if due is None else "按时" if on <= due.on else "迟公开"
            note = "（暂估）" if due and due.provisional else ""
            found.append((
                record.number, record.index_number, record.title, record.doc_number,
                record.made_on, on, f"{due.on.isoformat()}{note}" if due else "", late,
                "、".join(sorted(channels.get(record.uid, ()))),
            ))  # fmt: skip
        return sorted(found, key=lambda cells: (str(cells[5]), str(cells[0])))

    def _settled(self, attribute: Attribute) -> list[Record]:
        found = [one for one in self._records.rows(State.SETTLED) if one.attribute is attribute]
        return sorted(found, key=lambda one: (one.made_on, one.number))

    def _documents_now(
        self, kind: RecordKind | None = None, on: date | None = None
    ) -> Sequence[tuple[Record, Standing]]:
        """Return the documents that went out or were settled, with their validity on a day."""
        found = []
        for state in (State.PUBLISHED, State.SETTLED):
            for record in self._records.rows(state):
                if record.kind not in DOCUMENTS or kind not in (None, record.kind):
                    continue
                noted = self._records.standings.of(record.uid)
                now = standing(record, noted, on or self._session.today)
                if now is not None:
                    found.append((record, now))
        return sorted(found, key=lambda pair: (pair[0].made_on, pair[0].number))

    def _linked(self, kind: LinkKind) -> list[tuple[str, str]]:
        return filestore.linked(self._session.conn, kind.value)


def quarter(text: str) -> Span:
    """Return the span of 2026Q1, or of a year 2026.

    Raises:
        BadSpan: it is neither.
    """
    found = _SPAN.fullmatch(text.strip().upper())
    if found is None:
        raise BadSpan(text=text[:20])
    year = int(found[1])
    if not found[2]:
        return Span(date(year, 1, 1), date(year, 12, 31), f"{year}年")
    number = int(found[2])
    begin = date(year, (number - 1) * _QUARTER_MONTHS + 1, 1)
    after = date(year + number // 4, number % 4 * _QUARTER_MONTHS + 1, 1)
    last = date.fromordinal(after.toordinal() - 1)
    return Span(begin, last, f"{year}年第{'一二三四'[number - 1]}季度")


def whole(today: date) -> Span:
    """Return everything up to today."""
    return Span(date.min, today, f"截至{today.year}年{today.month}月{today.day}日")


class BadSpan(Declined):
    """The period of a list cannot be read."""

    message = "看不懂期间“{text}”。请写成 2026 或 2026Q1 的样子，没有写入文件。"


def _plain(cell: tablesheet.Cell) -> str:
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
