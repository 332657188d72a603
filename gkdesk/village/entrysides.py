"""The entry grid of a two-sided sheet: both sides with their totals, the bottom lines below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from gkdesk.base import money
from gkdesk.base.privacy import masked

from .entrycell import (
    AUTO,
    CARRIED,
    EMPTY,
    NAME,
    SUM,
    VALUE,
    WORDS,
    Cell,
    State,
    money_column,
    text_column,
)
from .entrygrid import EntryGrid, Heading, packed, unpack
from .form import BlockDef, SheetForm, find_line
from .model import PAIR, TOTAL, Figure, Line, SheetData
from .model import VALUE as PAIR_VALUE
from .period import Period

_ITEM_WIDTH, _AMOUNT_WIDTH = 30, 15
_NAME = text_column("label", "项目名称")


@dataclass(slots=True, eq=False)
class SideLine:
    """One line of a side; ``key`` is empty for a line of the village's own."""

    key: str
    name: Cell
    cells: dict[str, Cell]

    @property
    def own(self) -> bool:
        return self.name.role == NAME


class SidesGrid(EntryGrid):
    """A two-sided sheet."""

    def __init__(self, form: SheetForm, stage: str = "") -> None:
        super().__init__(form, stage)
        self._columns = [money_column(column.key, column.label) for column in form.columns]
        self.sides = {block.key: self._known(block) for block in form.blocks}
        self._totals = {
            (block.key, column.key): Cell(SUM, column)
            for block in form.blocks
            for column in self._columns
        }
        self.pairs = {p.key: Cell(VALUE, money_column(p.key, p.label)) for p in form.pairs}
        self._before: SheetData | None = None
        self._anew = False
        self.lay()

    def follow(self, before: SheetData | None, period: Period) -> None:
        """Take the sheet of the period before, from which the year's totals go on."""
        self._before, self._anew = before, period.opens_year

    def headings(self) -> list[Heading]:
        found = []
        for block in self.form.blocks:
            found.append(Heading(f"{block.label}项目", _ITEM_WIDTH))
            found += [Heading(c.label, _AMOUNT_WIDTH, c) for c in self._columns]
        return found

    def row_name(self, row: int) -> str:
        return str(row + 1)

    def name_of(self, row: int, column: int) -> str:
        half = 1 + len(self._columns)
        label = masked(self.cell(row, column // half * half).text)
        cell = self.cell(row, column)
        if cell.role == NAME:
            return f"第{row + 1}行 项目名称"
        if cell.column is None or cell.column.label == label:
            return label
        return f"{label} {cell.column.label}"

    def can_insert(self, row: int, column: int) -> bool:
        return row <= self._longest() and column < self.width

    def block_at(self, column: int) -> BlockDef:
        """Return the side a column of the grid belongs to."""
        return self.form.blocks[column // (1 + len(self._columns))]

    def line_at(self, row: int, column: int) -> SideLine | None:
        """Return the line a cell belongs to."""
        lines = self.sides[self.block_at(column).key]
        return lines[row] if row < len(lines) else None

    def fresh(self) -> SideLine:
        """Return a line of the village's own, without a name yet."""
        return SideLine("", Cell(NAME, _NAME), {c.key: Cell(VALUE, c) for c in self._columns})

    def put_in(self, block: str, at: int, line: SideLine) -> None:
        self.sides[block].insert(at, line)
        self.lay()

    def take_out(self, block: str, line: SideLine) -> int:
        """Take an own line out; return where it stood."""
        at = next(n for n, one in enumerate(self.sides[block]) if one is line)
        del self.sides[block][at]
        self.lay()
        return at

    def recount(self) -> None:
        for (block, column), cell in self._totals.items():
            texts = [line.cells[column].value for line in self.sides[block]]
            known = [Decimal(text) for text in texts if text]
            cell.text = f"{sum(known, Decimal(0)):.2f}" if known else ""

    def carried(self) -> list[tuple[Cell, State]]:
        """Return the balances the period before hands on, for cells still empty."""
        found = []
        for rule in self.form.rules:
            if rule.kind != "carry" or self._before is None:
                continue
            (_pair, key), (block, other) = rule.result.split("."), rule.of.split(".")
            fen = self._before.sum(block, other, PAIR_VALUE)
            cell = self.pairs[key]
            if fen is not None and not cell.text:
                found.append((cell, State(_yuan(fen), "", CARRIED)))
        return found

    def data(self) -> SheetData:
        lines = []
        for block in self.form.blocks:
            for line in self.sides[block.key]:
                figures = self._figures(line.cells)
                if not line.name.value or (
                    line.own and all(figure.fen is None for figure in figures.values())
                ):
                    continue
                lines.append(
                    Line(block.key, self._key(block, line), line.name.value, figures,
                         self.spot(line.name))
                )  # fmt: skip
            own = {c.key: self._totals[block.key, c.key] for c in self._columns}
            spot = self.spot(next(iter(own.values())))
            lines.append(
                Line(block.key, TOTAL, block.total.label, self._figures(own), spot)
            )  # fmt: skip
        for pair in self.form.pairs:
            cell = self.pairs[pair.key]
            lines.append(
                Line(PAIR, pair.key, pair.label, self._figures({PAIR_VALUE: cell}), self.spot(cell))
            )
        return replace(self._sheet(), lines=tuple(lines))

    def _key(self, block: BlockDef, line: SideLine) -> str:
        """Return the key an own line's name means to whoever reads the workbook."""
        known = None if line.key else find_line(line.name.value, block.lines)
        return known.key if known else line.key

    def _figures(self, cells: dict[str, Cell]) -> dict[str, Figure]:
        return {key: Figure(_fen(cell.value), self.spot(cell)) for key, cell in cells.items()}

    def _known(self, block: BlockDef) -> list[SideLine]:
        return [
            SideLine(line.key, Cell(WORDS, text=line.label), self._cells()) for line in block.lines
        ]

    def _cells(self) -> dict[str, Cell]:
        return {column.key: Cell(VALUE, column) for column in self._columns}

    def _longest(self) -> int:
        return max(len(lines) for lines in self.sides.values())

    def _rows(self) -> Iterator[list[Cell]]:
        half = 1 + len(self._columns)
        sides = [
            [[line.name, *line.cells.values()] for line in self.sides[block.key]]
            for block in self.form.blocks
        ]
        for row in zip_longest(*sides):
            yield [cell for part in row for cell in part or [Cell() for _ in range(half)]]
        totals = []
        for block in self.form.blocks:
            totals += [Cell(WORDS, text=block.total.label)]
            totals += [self._totals[block.key, column.key] for column in self._columns]
        yield totals
        pairs = self.form.pairs
        for two in zip_longest(pairs[::2], pairs[1::2]):
            cells: list[Cell] = []
            for pair in two:
                cells += [Cell(WORDS, text=pair.label), self.pairs[pair.key]] if pair else []
                cells += [Cell(EMPTY) for _ in range(half - 2 if pair else half)]
            yield cells

    def _derived(self, touched: Sequence[Cell]) -> list[tuple[Cell, State]]:
        """Carry the year's totals on where nobody typed them."""
        found: list[tuple[Cell, State]] = []
        ids = {id(cell) for cell in touched}
        for rule in self.form.rules:
            if rule.kind != "accumulate" or not (self._before or self._anew):
                continue
            lines = [line for line in self.sides[rule.block] if line.key]
            for line in lines:
                into, own = line.cells[rule.into], line.cells[rule.column]
                alone = sum(other.key == line.key for other in lines) == 1
                typed = into.mark != AUTO and (into.text or into.fault or id(into) in ids)
                if alone and not typed and not own.fault:
                    found.append((into, self._year_so_far(rule.block, line.key, rule.into, own)))
        return found

    def _year_so_far(self, block: str, key: str, into: str, own: Cell) -> State:
        before = None
        if self._before is not None and not self._anew:
            before = self._before.sum(block, key, into)
        now = _fen(own.value)
        if before is None and now is None:
            return State()
        return State(_yuan((before or 0) + (now or 0)), "", AUTO)

    @classmethod
    def of(cls, form: SheetForm, data: SheetData) -> SidesGrid:
        """Return a grid with a stored sheet in it."""
        grid = cls(form)
        grid._take_head(data)
        for block in form.blocks:
            grid.sides[block.key] = grid._stored(block, data)
        for pair in form.pairs:
            cell, line = grid.pairs[pair.key], data.line(PAIR, pair.key)
            fen = data.sum(PAIR, pair.key, PAIR_VALUE)
            if line is not None and fen is not None:
                cell.text = _yuan(fen)
                cell.origin = line.figures[PAIR_VALUE].cell
        grid.lay()
        grid._compare(data)
        return grid

    def _stored(self, block: BlockDef, data: SheetData) -> list[SideLine]:
        """Return a side's lines in the form's order; those it does not know come last."""
        made = []
        for known in block.lines:
            own = [line for line in data.of(block.key) if line.key == known.key]
            if not own:
                made.append(SideLine(known.key, Cell(WORDS, text=known.label), self._cells()))
            for line in own:
                name = Cell(WORDS, text=line.label, origin=line.cell)
                made.append(SideLine(known.key, name, self._filled(line)))
        for line in data.of(block.key):
            if not line.key:
                name = Cell(NAME, _NAME, line.label, origin=line.cell)
                made.append(SideLine("", name, self._filled(line)))
        return made

    def _filled(self, line: Line) -> dict[str, Cell]:
        cells = self._cells()
        for key, figure in line.figures.items():
            if key in cells:
                cells[key].text, cells[key].origin = _yuan(figure.fen), figure.cell
        return cells

    def _compare(self, data: SheetData) -> None:
        """Remember where the sheet printed another total than its lines add up to."""
        for (block, column), cell in self._totals.items():
            line = data.line(block, TOTAL)
            figure = line.figures.get(column) if line else None
            if figure is None or figure.fen is None:
                continue
            cell.origin = figure.cell
            here = _fen(cell.text) or 0
            if figure.fen != here:
                gap = money.show(abs(figure.fen - here))
                text = (
                    f"交来的表上是 {money.show(figure.fen)} 元，与各项之和差 {gap} 元，请核对各项"
                )
                self.told.append((cell, text))

    def _packed(self) -> object:
        sides = {
            block: [
                [one.key, one.own, packed(one.name), {k: packed(c) for k, c in one.cells.items()}]
                for one in lines
            ]
            for block, lines in self.sides.items()
        }  # fmt: skip
        return {"sides": sides, "pairs": {key: packed(cell) for key, cell in self.pairs.items()}}

    def _unpacked(self, lines: object) -> None:
        given: dict[str, dict[str, list[list[object]]]] = lines  # type: ignore[assignment]
        for block, rows in given["sides"].items():
            self.sides[block] = []
            for key, own, name, cells in rows:
                label = Cell(NAME if own else WORDS, _NAME if own else None)
                unpack(label, name)  # type: ignore[arg-type]  # what _packed gave
                line = SideLine(str(key), label, self._cells())
                for column, parts in cells.items():  # type: ignore[attr-defined]
                    unpack(line.cells[column], parts)
                self.sides[block].append(line)
        for key, parts in given["pairs"].items():
            unpack(self.pairs[key], parts)  # type: ignore[arg-type]


def _fen(text: str) -> int | None:
    return money.parse(text)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{Decimal(fen) / money.FEN:.2f}"
