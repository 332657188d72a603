"""A list's worksheet → its rows, its printed sums, and everything that was not understood."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from gkdesk.base.errors import Problem
from gkdesk.base.money import WAN
from gkdesk.base.sheetxml import address
from gkdesk.base.text import half_width, squeeze, tidy

from . import privatecolumns
from .cellvalue import read_number
from .finding import doubt, error, quoted, shown
from .listcells import Cells
from .listdata import Entry, ListData, ListRow
from .listfacts import Facts, joined, note_of
from .listform import ListBody
from .listheader import JOINED, Header
from .listrows import Mended, Raw, mend
from .listunits import Units
from .listvalues import Values, plain_text
from .shape import Shape, comparable
from .traditional import simplified
from .xlsx import Grid

_FEWEST_NUMBERED = 3  # a row 1, 2, 3 may be data
_TOTAL = re.compile(r"(?:总计|合计|共计|总合计|全村合计|村合计)[:]?$|^(?:合|总|共)计")
_GROUP = re.compile(r"小计[:]?$|^小计|组合?计[:]?$")
_PAGE, _SO_FAR = re.compile(r"^本页"), re.compile(r"^累计")
_LONGEST_SUM_NAME = 12
_FURNITURE = re.compile(
    r"签字|签名|签章|盖章|公章|电话|异议|制表|审核|负责人|报账员|经办人|填表|日期|公示期|公告期|第\d+页"
    r"|^(?:备注|说明|附注|注意?)[:：]|公告原文"
)
_SERIAL = re.compile(r"序号?|编号|次序|顺序号")


@dataclass
class ListReader:
    """Reads one worksheet by the header found in it; nothing in it is dropped silently.

    Attributes:
        wan: the sheet's own unit is 万元.
        year: of its period.
        stage: the stage of the form it is.
        title: what it is called.
        absent: the columns it does not have; ``problems`` tells of the required ones.
    """

    grid: Grid
    shape: Shape
    header: Header
    wan: bool
    year: int
    stage: str = ""
    title: str = ""
    problems: list[Problem] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    _part: str = ""
    _cells: Cells = field(init=False)
    _notes: list[list[str]] = field(default_factory=list)

    def read(self) -> ListData:
        """Return the list; ``problems`` then holds what was found while reading."""
        self._cells = Cells(self.grid, self.shape, self.header, self.problems)
        hidden = privatecolumns.check(self.grid, self.shape, self.header, self.problems)
        self._unused(hidden)
        self._part = self._body.parts[0].key if self._body.parts else ""
        raws = [
            raw for at in range(self.header.last + 1, len(self.grid.rows)) if (raw := self._raw(at))
        ]
        data = [raw for raw in raws if not raw.sums]
        scales = Units(self.shape, self.header, data, self.wan, self.problems).scales()
        factors = frozenset(key for proof in self.shape.proofs for key in proof.factors)
        values = Values(self.year, scales, factors, self.problems)
        rows: list[ListRow] = []
        unresolved: dict[int, tuple[str, ...]] = {}
        rates = self._rates(raws)
        filled: list[tuple[Raw, str]] = []
        for raw in data:
            mended = mend(raw, self.shape, self.header, rates)
            self.problems += mended.problems
            filled += [(raw, key) for key in mended.filled if key in self.header.columns]
            if mended.unresolved:
                unresolved[raw.at + 1] = tuple(
                    str(each) for each in raw.cells if each not in ("", None)
                )
            else:
                rows.append(self._row(raw, mended, values))
        self._missing()
        self._once(filled, rates)
        sums = tuple(self._sum(raw, values) for raw in raws if raw.sums)
        facts = Facts(self.grid, WAN if self.wan else 1, self.title, self.problems)
        above = facts.read(self._body.facts(self.stage), self.header.first)
        aside = tuple(text for texts in self._notes for text in texts)
        return ListData(self.stage, above, tuple(rows), sums, unresolved, aside)

    @property
    def note(self) -> str:
        """What the sheet says under its table as a note."""
        return joined([found for texts in self._notes if (found := note_of(texts))])

    @property
    def _body(self) -> ListBody:
        body = self.shape.form.body
        if body is None:
            raise TypeError(self.shape.id)
        return body

    @property
    def _group(self) -> str:
        return self._body.group

    def _raw(self, at: int) -> Raw | None:
        """Return one row's cells; ``None`` for what is no row of the table."""
        values = self.grid.rows[at]
        cells = [self._cells.value(at, column) for column in range(len(values))]
        own = [value for value in values if value not in ("", None) and str(value).strip()]
        if not own:
            return None
        if self._repeated(at, own) or self._numbering(own):
            return None
        texts = [text for value in own if isinstance(value, str) and (text := _flat(value))]
        if part := self._opened(own):
            self._part = part
            return None
        sums = next((kind for text in texts if (kind := self._sum_kind(text))), "")
        by_key = self.shape.by_key
        found = {key: _at(cells, to) for key, to in self.header.columns.items()}
        if not sums and (self._empty(found) or self._furniture(at, own, texts, found)):
            return None
        read = {key: read_number(value) for key, value in found.items() if by_key[key].numeric}
        return Raw(at, cells, sums, found, read, self._part)

    def _opened(self, own: list[object]) -> str:
        """Return the part of the form a row opens: its heading stands there alone."""
        if len(own) > 1:
            return ""
        label = comparable(str(own[0]))
        return next((part.key for part in self._body.parts if comparable(part.label) == label), "")

    def _empty(self, found: dict[str, object]) -> bool:
        """Tell a row of a blank that nobody filled in: it has its number, or its printed name."""
        serial = {column.key for column in self.shape.columns if column.kind == "serial"}
        lines = {line for part in self._body.parts for line in part.lines}
        own = [
            value for key, value in found.items() if key not in serial and value not in ("", None)
        ]
        if not own:
            return any(found.get(key) not in ("", None) for key in serial)
        return len(own) == 1 and own[0] in lines

    def _sum_kind(self, text: str) -> str:
        named = {comparable(self._body.total): "total", comparable(self._body.subtotal): "group"}
        kind = named.get(comparable(text), "") if text else ""
        kind = kind or _sum_kind(text)
        return "part" if kind in ("group", "total") and self._body.parts else kind

    def _repeated(self, at: int, own: list[object]) -> bool:
        """Leave out a header printed again on the next page, and say so."""
        if len(own) == 1 or not all(
            isinstance(x, str) and comparable(x) in self._heads for x in own
        ):
            return False
        self.problems.append(
            doubt(address(at, 0), "repeated-header", "表头在此又印了一次，没有当作数据")
        )
        return True

    def _numbering(self, own: list[object]) -> bool:
        """Tell a row that only numbers the columns: 1, 2, 3 … over at least four."""
        if len(own) <= _FEWEST_NUMBERED or len(own) < len(self.header.labels) - 1:
            return False
        found = (read_number(value).value for value in own)
        return all(number == place for place, number in enumerate(found, start=1))

    def _furniture(
        self, at: int, own: list[object], texts: list[str], found: dict[str, object]
    ) -> bool:
        """Keep what stands under the table as notes; a lone text that is none of it is listed."""
        said = note_of([tidy(str(own[0]))]) is not None
        if len(texts) != len(own) or (len(own) > 1 and not said and self._whole(found)):
            return False
        known = [text for text in texts if _FURNITURE.search(text)]
        if not known and len(own) > 1:
            return False
        first = next(c for c in range(len(self.grid.rows[at])) if self.grid.text(at, c))
        self._notes.append([tidy(str(value)) for value in own])
        if not known:
            message = f"“{quoted(own[0])}”不是数据，已作说明保留"
            self.problems.append(doubt(address(at, first), "text-row", message))
        return True

    def _whole(self, found: dict[str, object]) -> bool:
        """Tell whether a row has everything the form demands: then it is data, whatever it says."""
        needed = [c.key for c in self.shape.columns if c.required and c.kind != "serial"]
        return bool(needed) and all(found.get(key) not in ("", None) for key in needed)

    def _rates(self, raws: list[Raw]) -> dict[str, Decimal]:
        """Return the factors that are the same in all rows that give them."""
        found = {}
        factors = {key for proof in self.shape.proofs for key in proof.factors}
        for key in factors - {column.key for column in self.shape.columns if column.sum}:
            seen = Counter(raw.read[key].value for raw in raws if key in raw.read and not raw.sums)
            del seen[None]
            if len(seen) == 1:
                found[key] = next(iter(seen))
        return {key: value for key, value in found.items() if value is not None}

    def _row(self, raw: Raw, mended: Mended, values: Values) -> ListRow:
        entries = {}
        for key, value in mended.values.items():
            column = self.shape.by_key[key]
            at = mended.places.get(key, self.header.columns[key])
            if column.kind != "serial":
                entries[key] = values.entry(column, value, address(raw.at, at))
        group = entries[self._group].text if self._group in entries else ""
        extra = self._extra(raw, set(mended.places.values()))
        return ListRow(entries, raw.part, raw.at + 1, "", group, extra)

    def _sum(self, raw: Raw, values: Values) -> ListRow:
        """Return a printed sum; the words of its row are its name."""
        entries, words = {}, {}
        for key, value in raw.values.items():
            column, cell = self.shape.by_key[key], address(raw.at, self.header.columns[key])
            if column.sum:
                entries[key] = values.sum_entry(column, value, cell)
            elif value not in ("", None):
                words[cell] = Entry(plain_text(value), cell)
        return ListRow(entries, raw.part, raw.at + 1, raw.sums, "", words | self._extra(raw, None))

    def _extra(self, raw: Raw, places: set[int] | None) -> dict[str, Entry]:
        """Return what stands under no column of the form; what has no heading at all is told."""
        extra = {
            self.header.labels[at]: Entry(plain_text(value), address(raw.at, at))
            for at in self.header.extra
            if (value := _at(raw.cells, at)) not in ("", None)
        }
        for at, value in enumerate(raw.cells):
            if at in self.header.labels or at in (places or ()) or not str(value or "").strip():
                continue
            entry = Entry(plain_text(value), address(raw.at, at))
            extra[entry.cell] = entry
            if places is not None and not self._serial(raw, at, entry):
                message = f"“{quoted(value)}”不在表头的任何一列下，已保留，没有使用"
                self.problems.append(doubt(entry.cell, "unused", message))
        return extra

    def _serial(self, raw: Raw, at: int, entry: Entry) -> bool:
        """Tell whether a cell under no heading numbers the rows: one more than above or below."""
        if not entry.text.isdecimal():
            return False
        beside = {plain_text(self.grid.value(raw.at + step, at)) for step in (-1, 1)}
        return bool(beside & {str(int(entry.text) - 1), str(int(entry.text) + 1)})

    def _missing(self) -> None:
        """Note the columns the sheet has not, and name those the form demands."""
        self.absent |= self.shape.by_key.keys() - self.header.columns.keys()
        for column in self.shape.columns:
            if column.required and column.kind != "serial" and column.key in self.absent:
                message = f"表头里没有“{column.label}”一列，请补上，或把列名改成“{column.label}”"
                self.problems.append(error(address(self.header.last, 0), "missing-column", message))

    def _once(self, filled: list[tuple[Raw, str]], rates: dict[str, Decimal]) -> None:
        """Tell once of a rate that stands in one row and was taken for others."""
        for key in dict.fromkeys(key for _raw, key in filled):
            first = next(raw for raw, each in filled if each == key)
            count, label = sum(each == key for _raw, each in filled), self._label(key)
            rate = shown(rates[key])
            message = f"“{label}”有{count}行空着，按表中唯一的{rate}逐行验算相符，已填上，请核对"
            where = address(first.at, self.header.columns[key])
            self.problems.append(doubt(where, "filled-rate", message, rates[key]))

    def _unused(self, hidden: set[int]) -> None:
        for at in self.header.extra:
            if at in hidden or _SERIAL.fullmatch(squeeze(self.header.label(at))):
                continue
            if any(
                _at(row, at) not in ("", None) for row in self.grid.rows[self.header.last + 1 :]
            ):
                label = self.header.label(at)
                message = f"“{quoted(label)}”一列这种表没有，内容已保留，没有使用"
                self.problems.append(doubt(address(self.header.last, at), "unused-column", message))

    @cached_property
    def _heads(self) -> set[str]:
        labels = self.header.labels.values()
        return {comparable(part) for label in labels for part in label.split(JOINED)}

    def _label(self, key: str | None) -> str:
        return self.shape.by_key[key].label if key and key in self.shape.by_key else ""


def _flat(text: str) -> str:
    return squeeze(half_width(simplified(text)))


def _sum_kind(text: str) -> str:
    """Tell what a row's printed sum adds up; empty when the text names none."""
    if len(text) > _LONGEST_SUM_NAME:
        return ""
    for pattern, kind in (
        (_PAGE, "page"),
        (_SO_FAR, "so_far"),
        (_GROUP, "group"),
        (_TOTAL, "total"),
    ):
        if pattern.search(text):
            return kind
    return ""


def _at(cells: list[object] | tuple[object, ...], at: int) -> object:
    return cells[at] if at < len(cells) else ""
