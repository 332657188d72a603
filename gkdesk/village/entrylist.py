"""The entry grid of list and text sheets: one line a row, or one record a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from .entrycell import EMPTY, SUM, VALUE, WORDS, Cell, Record, State
from .entryderive import derived
from .entrygrid import MOST_ROWS, EntryGrid, Heading, TooManyRows, packed, unpack
from .entrysums import Sums
from .form import SheetForm
from .listdata import Entry, ListData, ListRow
from .listform import STAGES, Column, ListBody
from .model import SheetData

SPARE = 20  # empty lines a new part begins with, and that are added at its end
_RECORDS = 5
_TITLE_WIDTH, _RECORD_WIDTH = 18, 36


class ListGrid(EntryGrid):
    """A list (rows under column titles) or a text sheet (records beside their titles)."""

    def __init__(self, form: SheetForm, stage: str = "") -> None:
        super().__init__(form, stage)
        self.records: list[Record] = []
        self._sums: dict[tuple[str, str], Cell] = {}
        self._added = Sums(self.body.group)
        self._printed = {line for part in self.body.parts for line in part.lines}
        self._fill_up()
        self.lay()

    @property
    def body(self) -> ListBody:
        body = self.form.body
        if body is None:
            raise TypeError(self.form.id)
        return body

    @property
    def told_in_words(self) -> bool:
        """Tell whether each column of the grid is a record (a text sheet)."""
        return self.form.kind == "text"

    @property
    def parts(self) -> list[str]:
        return [part.key for part in self.body.parts] or [""]

    def shown(self) -> list[Column]:
        return list(self.body.shown(self.stage))

    def headings(self) -> list[Heading]:
        if self.told_in_words:
            count = len(self.records)
            records = [f"{self.body.record}{at + 1}" for at in range(count)]
            return [Heading("", _TITLE_WIDTH), *(Heading(n, _RECORD_WIDTH) for n in records)]
        return [Heading(column.label, column.width, column) for column in self.shown()]

    def row_name(self, row: int) -> str:
        return str(row + 1)

    def name_of(self, row: int, column: int) -> str:
        cell = self.cell(row, column)
        if self.told_in_words:
            label = self.shown()[row].label
            return f"{self.body.record}{column} {label}" if column else label
        if cell.role == SUM:
            return f"{self._sum_name(row)} {self.shown()[column].label}"
        return f"第{row + 1}行 {self.shown()[column].label}"

    def stages(self) -> list[tuple[str, str]]:
        """Return the stages one can choose: key and word."""
        return [(stage.key, STAGES[stage.key]) for stage in self.body.stages]

    @property
    def blank(self) -> bool:
        """Tell whether nothing was typed yet; the words a form prints do not count."""
        return not (any(c.text for c in self.heads()) or any(map(self._counts, self.records)))

    def set_stage(self, stage: str) -> None:
        """Show another stage; what its columns do not have is kept and not shown."""
        self.stage = self.body.stage(stage).key
        self.lay()

    def can_insert(self, row: int, column: int) -> bool:
        return self.record_at(row, column) is not None

    def record_at(self, row: int, column: int) -> Record | None:
        """Return the record a cell belongs to."""
        if self.told_in_words:
            return self.records[column - 1] if 0 < column <= len(self.records) else None
        return self._by_row[row] if 0 <= row < len(self._by_row) else None

    def fresh(self, part: str = "") -> Record:
        """Return an empty record."""
        columns = [column for column in self.body.columns if column.kind != "serial"]
        return Record(part, {column.key: Cell(VALUE, column) for column in columns})

    def put_in(self, at: int, records: Sequence[Record]) -> None:
        """Put records in before a place.

        Raises:
            TooManyRows: the sheet would be too long.
        """
        count = len(self.records) + len(records)
        if count > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS, count=count)
        self.records[at:at] = records
        self.lay()

    def take_out(self, records: Sequence[Record]) -> list[tuple[int, Record]]:
        """Take records out; return each with its place, the first place first."""
        gone = {id(record) for record in records}
        taken = [(at, r) for at, r in enumerate(self.records) if id(r) in gone]
        self.records = [record for record in self.records if id(record) not in gone]
        self.lay()
        return taken

    def put_back(self, taken: Sequence[tuple[int, Record]]) -> None:
        """Put records back to where they stood."""
        for at, record in taken:
            self.records.insert(at, record)
        self.lay()

    def end_of(self, part: str) -> int:
        """Return the place behind the last record of a part."""
        before = self.parts[: self.parts.index(part) + 1]
        return sum(record.part in before for record in self.records)

    def _fill_up(self) -> None:
        """Give every part its empty lines, with the words its form prints there."""
        words = next((c.key for c in self.body.columns if c.kind in ("text", "name")), "")
        for part in self.parts:
            lines = next((p.lines for p in self.body.parts if p.key == part), ())
            own = any(record.part == part for record in self.records)
            count = _RECORDS if self.told_in_words else max(SPARE, len(lines))
            if self.body.parts and not self.told_in_words:
                count = max(len(lines), SPARE // 2)
            made = [self.fresh(part) for _ in range(count)]
            for record, line in zip(made, () if own else lines, strict=False):
                record.cells[words].text = line
            at = self.end_of(part)
            self.records[at:at] = made

    def _rows(self) -> Iterator[list[Cell]]:
        self._record_of = {id(c): record for record in self.records for c in record.cells.values()}
        self._by_row: list[Record | None] = []
        self._sums = {}
        self._keys = [column.key for column in self.shown() if column.kind != "serial"]
        self._number()
        columns = self.shown()
        if self.told_in_words:
            for column in columns:
                yield [Cell(WORDS, text=column.label), *(r.cells[column.key] for r in self.records)]
            return
        for part in self.parts:
            yield from self._part_rows(part, columns)
        if not self.body.parts:
            self._sum_row("", columns, self.body.total)

    def _part_rows(self, part: str, columns: Sequence[Column]) -> Iterator[list[Cell]]:
        """Return a part's rows, with its heading and its sums when the form has parts."""
        if part:
            label = next(p.label for p in self.body.parts if p.key == part)
            self._by_row.append(None)
            yield [Cell(WORDS, text=label), *(Cell() for _ in columns[1:])]
        for record in self.records:
            if record.part == part:
                self._by_row.append(record)
                yield [record.cells.get(c.key, record.number) for c in columns]
        if part and any(column.sum for column in columns):
            self._by_row.append(None)
            yield self._sum_row(part, columns, self.body.subtotal)

    def _sum_row(self, part: str, columns: Sequence[Column], name: str) -> list[Cell]:
        cells = [Cell(WORDS if at == 0 else EMPTY) for at in range(len(columns))]
        cells[0].text = name
        for at, column in enumerate(columns):
            if column.sum:
                cells[at] = self._sums[part, column.key] = Cell(SUM, column)
        return cells

    def _sum_name(self, row: int) -> str:
        for (part, _key), cell in self._sums.items():
            if part and cell in self._matrix[row]:
                return next(p.label for p in self.body.parts if p.key == part) + "小计"
        return self.body.total

    def total(self, column: str, part: str = "") -> Cell | None:
        """Return the cell of a sum; those of a table without parts stand under the grid."""
        return self._sums.get((part, column))

    def subtotal(self, column: str, group: str) -> Decimal | None:
        """Return what one group's rows add up to."""
        return self._added.of_group(column, group)

    def group_of(self, row: int) -> str:
        """Return the group a row stands in: its own, or the last one named above."""
        if not self.body.group or self.told_in_words:
            return ""
        for at in range(min(row, len(self._by_row) - 1), -1, -1):
            record = self._by_row[at]
            if record is not None and (name := record.cells[self.body.group].value):
                return name
        return ""

    def spot(self, cell: Cell) -> str:
        found = super().spot(cell)
        if found or cell.role != SUM:
            return found
        return next((f"@={key}" for (_part, key), own in self._sums.items() if own is cell), "")

    def at_spot(self, spot: str) -> Cell | None:
        return self.total(spot[2:]) if spot.startswith("@=") else super().at_spot(spot)

    def where(self, cell: Cell) -> str:
        if cell.role == SUM and self.place(cell) is None and cell.column is not None:
            return f"{self.body.total} {cell.column.label}"
        return super().where(cell)

    def recount(self) -> None:
        self._added.anew(self.records, {key for _part, key in self._sums})
        self._show_sums()

    def _show_sums(self) -> None:
        for (part, key), cell in self._sums.items():
            value = self._added.total(part, key)
            cell.text = "" if value is None else f"{value:f}"

    def _follow(self, moves: Sequence[tuple[Cell, State, State]]) -> None:
        for cell, before, after in moves:
            record = self._record_of.get(id(cell))
            if record is not None and cell.column is not None:
                self._added.follow(record, cell.column.key, before, after)
        self._show_sums()

    def _number(self) -> None:
        """Count the lines of each part anew."""
        for part in self.parts:
            own = (record for record in self.records if record.part == part)
            for number, record in enumerate(own, start=1):
                record.number.text = str(number)

    def _derived(self, touched: Sequence[Cell]) -> list[tuple[Cell, State]]:
        return derived(self, touched)

    def records_of(self, touched: Sequence[Cell]) -> list[Record]:
        """Return the records changed cells belong to; all of them for a fact above the table."""
        if any(cell is own for cell in touched for own in self.head.values()):
            return list(self.records)
        found = (self._record_of.get(id(cell)) for cell in touched)
        return list({id(record): record for record in found if record is not None}.values())

    # the sheet

    def data(self) -> SheetData:
        rows, group = [], ""
        for record in filter(self._counts, self.records):
            if self.body.group:
                group = record.cells[self.body.group].value or group
            rows.append(self.listed(record, group))
        facts = {
            f.key: Entry(cell.value, self.spot(cell))
            for f in self.body.facts(self.stage)
            if (cell := self.head[f"field.{f.key}"]) is not None
        }
        table = ListData(self.stage, facts, tuple(rows), tuple(self._printed_sums(rows)))
        return replace(self._sheet(), table=table)

    def _counts(self, record: Record) -> bool:
        """Tell whether a record is more than a line of the form nobody filled in."""
        own = [c.text for key in self._keys if (c := record.cells[key]).text or c.fault]
        return bool(own) and not (len(own) == 1 and own[0] in self._printed)

    def listed(self, record: Record, group: str = "") -> ListRow:
        """Return a record as the rules know it."""
        cells = [(key, record.cells[key]) for key in self._keys]
        entries = {key: Entry(cell.value, self.spot(cell)) for key, cell in cells}
        place = self.place(cells[0][1])
        row = 0 if self.told_in_words or place is None else place[0] + 1
        return ListRow(entries, record.part, row, group=group)

    def _printed_sums(self, rows: Sequence[ListRow]) -> Iterator[ListRow]:
        for part in self.parts:
            entries = {
                key: Entry(cell.text, self.spot(cell))
                for (own, key), cell in self._sums.items()
                if own == part
            }
            if rows and any(entry.text for entry in entries.values()):
                yield ListRow(entries, part, 0, "part" if part else "total")

    @classmethod
    def of(cls, form: SheetForm, data: SheetData) -> ListGrid:
        """Return a grid with a stored sheet in it."""
        table = data.table or ListData()
        grid = cls(form, table.stage)
        grid._take_head(data)
        for name, entry in table.facts.items():
            if cell := grid.head.get(f"field.{name}"):
                cell.text, cell.origin = entry.text, entry.cell
        grid.records = [grid._recorded(row) for part in grid.parts for row in table.of(part)]
        grid._fill_up()
        grid.lay()
        grid._compare(table)
        return grid

    def _recorded(self, row: ListRow) -> Record:
        record = self.fresh(row.part)
        for key, entry in row.entries.items():
            if cell := record.cells.get(key):
                cell.text, cell.origin = entry.text, entry.cell
        return record

    def _compare(self, table: ListData) -> None:
        """Remember where the sheet printed another sum, and what of it is not in the grid."""
        first = self.records[0].cells[self._keys[0]]
        if table.unresolved:
            rows = "、".join(map(str, table.unresolved))
            self.told.append((first, f"交来的表第{rows}行没有对齐，不在这里，请照原表补录"))
        if any(row.extra for row in table.rows):
            self.told.append((first, "交来的表还有别的列，另存的一版里不带，原表仍在档案里"))
        for printed in table.sums:
            for key, entry in printed.entries.items():
                cell = self._sums.get((printed.part, key))
                if printed.sums == "group" or cell is None or not entry.text:
                    continue
                cell.origin = entry.cell
                if Decimal(entry.text) != Decimal(cell.text or 0):
                    self.told.append((cell, f"交来的表上是 {entry.text}，各行之和是 {cell.text}"))

    def _packed(self) -> object:
        return [
            [r.part, {key: packed(cell) for key, cell in r.cells.items() if cell.text}]
            for r in self.records
        ]

    def _unpacked(self, lines: object) -> None:
        self.records = []
        for part, cells in lines:  # type: ignore[attr-defined]  # what _packed gave
            record = self.fresh(part)
            for key, parts in cells.items():
                unpack(record.cells[key], parts)
            self.records.append(record)
        held = {record.part for record in self.records}
        self.records += [self.fresh(part) for part in self.parts if part not in held]
        self.records.sort(key=lambda record: self.parts.index(record.part))
