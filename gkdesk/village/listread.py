"""A list's worksheet → its rows, its printed sums, and everything that was not understood."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import address
from gkdesk.base.text import half_width, squeeze, tidy

from . import privatecolumns
from .celldates import read_date
from .cellvalue import EMPTY, is_wan, read_number
from .finding import doubt, error, shown
from .listheader import JOINED, Header
from .listrows import Mended, Raw, mend
from .listtable import Entry, ListTable, Row
from .listunits import WAN, Units
from .shape import Column, Shape, comparable
from .traditional import simplified
from .xlsx import Grid

_FEWEST_NUMBERED = 3  # a row 1, 2, 3 may be data
MOST_FINDINGS = 200  # of one kind in one worksheet; nobody reads more
_EXACT_DIGITS = 15  # what a spreadsheet's number keeps
_SHOWN = 24
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
    """Reads one worksheet by the header found in it; nothing in it is dropped silently."""

    grid: Grid
    shape: Shape
    header: Header
    wan: bool  # the sheet's own unit is 万元
    year: int
    problems: list[Problem] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _fills: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def read(self) -> ListTable:
        """Return the list; ``problems`` then holds what was found while reading."""
        self._merges()
        hidden = privatecolumns.check(self.grid, self.shape, self.header, self.problems)
        self._unused(hidden)
        raws = [
            raw for at in range(self.header.last + 1, len(self.grid.rows)) if (raw := self._raw(at))
        ]
        data = [raw for raw in raws if not raw.sums]
        scales = Units(self.shape, self.header, data, self.wan, self.problems).scales()
        rows: list[Row] = []
        sums: list[Row] = []
        unresolved: dict[int, tuple[str, ...]] = {}
        rates = self._rates(raws)
        filled: list[tuple[Raw, str]] = []
        for raw in raws:
            if raw.sums:
                sums.append(self._row(raw, Mended(raw.values), scales))
                continue
            mended = mend(raw, self.shape, self.header, rates)
            self.problems += mended.problems
            filled += [(raw, key) for key in mended.filled if key in self.header.columns]
            if mended.unresolved:
                unresolved[raw.at + 1] = tuple(
                    str(each) for each in raw.cells if each not in ("", None)
                )
            else:
                rows.append(self._row(raw, mended, scales))
        self._missing(rows)
        self._once(filled, rates)
        return ListTable(
            self.shape.id,
            self.shape.version,
            tuple(rows),
            tuple(sums),
            unresolved,
            tuple(self._notes),
            {column.key: column.label for column in self.shape.columns if column.sum},
        )

    def _merges(self) -> None:
        """Note what each cell of an upright merge repeats: words and rates, never amounts."""
        by_column = {at: key for key, at in self.header.columns.items()}
        summed = {proof.result for proof in self.shape.proofs}
        summed |= {column.key for column in self.shape.columns if column.sum}
        for (top, left), (bottom, right) in self.grid.merges:
            if top <= self.header.last or bottom == top or left != right:
                continue
            key = by_column.get(left)
            if key in summed:
                message = (
                    f"{top + 1}至{bottom + 1}行的“{self._label(key)}”合并成一格，只计一次，请核对"
                )
                self.problems.append(doubt(address(top, left), "merged", message))
                continue
            for row in range(top + 1, bottom + 1):
                self._fills[row, left] = (top, left)

    def _raw(self, at: int) -> Raw | None:
        """Return one row's cells; ``None`` for what is no row of the table."""
        values = self.grid.rows[at]
        cells = [self._cell(at, column) for column in range(len(values))]
        own = [value for value in values if value not in ("", None) and str(value).strip()]
        if not own:
            return None
        if self._repeated(at, own) or self._numbering(own):
            return None
        texts = [text for value in own if isinstance(value, str) and (text := _flat(value))]
        sums = next((kind for text in texts if (kind := _sum_kind(text))), "")
        if not sums and self._furniture(at, own, texts):
            return None
        by_key = self.shape.by_key
        found = {key: _at(cells, to) for key, to in self.header.columns.items()}
        read = {key: read_number(value) for key, value in found.items() if by_key[key].numeric}
        return Raw(at, cells, sums, found, read)

    def _cell(self, row: int, column: int) -> object:
        value = self.grid.value(row, column)
        if value in ("", None) and (row, column) in self._fills:
            return self.grid.value(*self._fills[row, column])
        return value

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

    def _furniture(self, at: int, own: list[object], texts: list[str]) -> bool:
        """Keep what stands under the table as notes; a lone text that is none of it is listed."""
        if len(texts) != len(own):
            return False
        known = [text for text in texts if _FURNITURE.search(text)]
        if not known and len(own) > 1:
            return False
        first = next(c for c in range(len(self.grid.rows[at])) if self.grid.text(at, c))
        self._notes += [tidy(str(value)) for value in own]
        if not known:
            message = f"“{tidy(str(own[0]))[:_SHOWN]}”不是数据，已作说明保留"
            self.problems.append(doubt(address(at, first), "text-row", message))
        return True

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

    def _row(self, raw: Raw, mended: Mended, scales: dict[str, Decimal]) -> Row:
        entries = {}
        for key, value in mended.values.items():
            at = mended.places.get(key, self.header.columns[key])
            entries[key] = self._entry(
                self.shape.by_key[key], value, address(raw.at, at), scales, told=not raw.sums
            )
        group = entries[self.shape.group].text if self.shape.group in entries else ""
        extra = {
            self.header.labels[at]: Entry(_plain(value), address(raw.at, at))
            for at in self.header.extra
            if (value := _at(raw.cells, at)) not in ("", None)
        }
        loose = {
            address(raw.at, at): Entry(_plain(value), address(raw.at, at))
            for at, value in enumerate(raw.cells)
            if at not in self.header.labels
            and at not in mended.places.values()
            and str(value or "").strip()
        }
        for cell, entry in loose.items():
            if not raw.sums and not self._serial(raw, entry):
                self.problems.append(
                    doubt(
                        cell,
                        "unused",
                        f"“{entry.text[:_SHOWN]}”不在表头的任何一列下，已保留，没有使用",
                    )
                )
        return Row(entries, raw.at + 1, group, raw.sums, extra | loose)

    def _serial(self, raw: Raw, entry: Entry) -> bool:
        """Tell whether a cell under no heading numbers the rows: one more than above or below."""
        if not entry.text.isdecimal():
            return False
        at = next(c for c, value in enumerate(raw.cells) if address(raw.at, c) == entry.cell)
        beside = {_plain(self.grid.value(raw.at - 1, at)), _plain(self.grid.value(raw.at + 1, at))}
        return bool(beside & {str(int(entry.text) - 1), str(int(entry.text) + 1)})

    def _entry(
        self, column: Column, value: object, cell: str, scales: dict[str, Decimal], *, told: bool
    ) -> Entry:
        if column.numeric:
            return self._number(column, value, cell, scales, told=told)
        if column.kind in ("date", "month") and told:
            read = read_date(value, self.year)
            if read.doubt:
                make = doubt if read.day else error
                self.problems.append(make(cell, "date", f"{column.label}{read.doubt}"))
            form = "%Y-%m" if column.kind == "month" or read.month_only else "%Y-%m-%d"
            return Entry(read.day.strftime(form) if read.day else _plain(value), cell)
        if isinstance(value, float) and abs(value) >= 10**_EXACT_DIGITS and told:
            message = f"{column.label}被存成了数，末几位已经丢失，请把此列设为文本后重填"
            self.problems.append(doubt(cell, "long-number", message))
        return Entry(_plain(value), cell)

    def _number(
        self, column: Column, value: object, cell: str, scales: dict[str, Decimal], *, told: bool
    ) -> Entry:
        read = read_number(value) if value not in ("", None) else EMPTY
        if told and read.doubt:
            self.problems.append(
                doubt(cell, "number-text", read.doubt, read.value or "", str(value).strip())
            )
        if told and read.fault:
            self.problems.append(
                error(
                    cell, "not-a-number", f"{column.label}{read.fault}，请改成数", "", _plain(value)
                )
            )
        if read.value is None:
            return Entry("", cell)
        scale = scales.get(column.key, Decimal(1))
        if read.unit:
            scale = WAN if is_wan(read.unit) else Decimal(1)
        if told and column.kind == "count" and read.value % 1:
            self.problems.append(
                error(cell, "not-a-number", f"{column.label}应为整数", "", read.value)
            )
        return Entry(shown(read.value * scale), cell)

    def _missing(self, rows: list[Row]) -> None:
        for column in self.shape.columns:
            if not column.required or column.kind == "serial":
                continue
            if column.key not in self.header.columns:
                message = f"表头里没有“{column.label}”一列，请补上，或把列名改成“{column.label}”"
                self.problems.append(error(address(self.header.last, 0), "missing-column", message))
                continue
            empty = [row for row in rows if not row.text(column.key)]
            if rows and len(empty) == len(rows):
                where = address(self.header.last, self.header.columns[column.key])
                self.problems.append(error(where, "missing", f"“{column.label}”一列全空"))
                continue
            told = {problem.where for problem in self.problems}
            for row in empty[:MOST_FINDINGS]:
                cell = row.entry(column.key).cell
                if cell not in told:
                    self.problems.append(
                        error(cell, "missing", f"第{row.row}行没有填“{column.label}”")
                    )

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
                message = f"“{label[:_SHOWN]}”一列这种表没有，内容已保留，没有使用"
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


def _plain(value: object) -> str:
    """Return a cell as text: a whole number without the point a spreadsheet adds."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))
