"""A village's sheet as a grid one types into: the same cells as on its workbook, and no Qt.

The grid knows what each cell takes, works out what the form derives and turns into the figures
the rules and the store know. What changes is returned as ``Change`` so that a window can take it
back; cells keep their identity over every change of the layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gkdesk.base.errors import Declined

from .entrycell import EMPTY, VALUE, Cell, State, text_column, typed
from .form import SheetForm
from .listform import Column
from .model import SheetData

NOTE, OPEN_ON = "note", "open_on"
_HEAD = (text_column(OPEN_ON, "公开日期", kind="date"), text_column(NOTE, "备注"))
MOST_ROWS = 20_000  # as many as a workbook handed in may have


class TooManyRows(Declined):
    """More rows than a sheet takes."""

    message = "一张表最多{most}行，这样会有{count}行。请分成几张表，已有的内容没有改动。"


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the grid: its title, its share of the width, what it takes."""

    label: str
    width: int
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One cell before and after."""

    cell: Cell
    before: State
    after: State


Place = tuple[int, int]


class EntryGrid:
    """What two-sided sheets, lists and text sheets have in common.

    Attributes:
        form: the sheet's form.
        stage: the key of its stage; empty for two-sided sheets.
        head: the facts above the table by ``field.key``, and the day and note of every sheet.
        told: what the stored sheet printed that the grid works out otherwise: cell and sentence.
    """

    def __init__(self, form: SheetForm, stage: str = "") -> None:
        self.form = form
        self.stage = form.body.stage(stage).key if form.body else ""
        self.head: dict[str, Cell] = {
            column.key: Cell(VALUE, column) for column in _HEAD
        }  # fmt: skip
        for field in form.body.fields if form.body else ():
            self.head[f"field.{field.key}"] = Cell(VALUE, field)
        self.told: list[tuple[Cell, str]] = []
        self._matrix: list[list[Cell]] = []
        self._places: dict[int, Place] = {}

    # what the kinds differ in

    def headings(self) -> list[Heading]:
        raise NotImplementedError

    def row_name(self, row: int) -> str:
        """Return what stands in the margin before a row."""
        raise NotImplementedError

    def name_of(self, row: int, column: int) -> str:
        """Return a place as a clerk would say it: 第3行 补贴金额."""
        raise NotImplementedError

    def _rows(self) -> Iterator[list[Cell]]:
        raise NotImplementedError

    def _derived(self, touched: Sequence[Cell]) -> list[tuple[Cell, State]]:
        """Return what follows from changed cells, in cells nobody typed into."""
        raise NotImplementedError

    def recount(self) -> None:
        """Work the sums out anew."""
        raise NotImplementedError

    def data(self) -> SheetData:
        """Return the figures; each names its cell as ``spot`` does."""
        raise NotImplementedError

    def can_insert(self, row: int, column: int) -> bool:
        """Tell whether a line can be put in here."""
        raise NotImplementedError

    # cells

    @property
    def height(self) -> int:
        return len(self._matrix)

    @property
    def width(self) -> int:
        return len(self._matrix[0]) if self._matrix else 0

    def cell(self, row: int, column: int) -> Cell:
        return self._matrix[row][column]

    def place(self, cell: Cell) -> Place | None:
        """Return where a cell stands; ``None`` for one of the head, or one not shown."""
        return self._places.get(id(cell))

    def spot(self, cell: Cell) -> str:
        """Return the name by which findings speak of a cell."""
        place = self._places.get(id(cell))
        if place is not None:
            return f"@{place[0]},{place[1]}"
        return next((f"@{key}" for key, own in self.head.items() if own is cell), "")

    def at_spot(self, spot: str) -> Cell | None:
        """Return the cell a finding speaks of."""
        if not spot.startswith("@"):
            return None
        row, comma, column = spot[1:].partition(",")
        if comma:
            return self._matrix[int(row)][int(column)]
        return self.head.get(row)

    def from_workbook(self, address: str) -> Cell | None:
        """Return the cell whose value was imported from a workbook's cell, such as F17."""
        return next((cell for cell in self.cells() if address and cell.origin == address), None)

    def where(self, cell: Cell) -> str:
        """Return a cell's place as a clerk would say it."""
        place = self.place(cell)
        if place is not None:
            return self.name_of(*place)
        return cell.column.label if cell.column else ""

    def cells(self) -> Iterator[Cell]:
        """Go through every cell that can be typed into, the head first."""
        yield from self.heads()
        for row in self._matrix:
            yield from (cell for cell in row if cell.typed)

    def heads(self) -> list[Cell]:
        """Return the cells above and under the table that this stage has."""
        body = self.form.body
        facts = [self.head[f"field.{f.key}"] for f in body.facts(self.stage)] if body else []
        return [self.head[OPEN_ON], *facts, self.head[NOTE]]

    def faults(self) -> list[Cell]:
        """Return the cells whose text is no value."""
        return [cell for cell in self.cells() if cell.fault]

    @property
    def blank(self) -> bool:
        """Tell whether nothing was typed yet."""
        return not any(cell.text for cell in self.cells())

    # changes

    def change(self, wanted: Iterable[tuple[Cell, State]]) -> list[Change]:
        """Put states into cells and work out what follows; return every cell that changed."""
        changes = [self._put(cell, state) for cell, state in wanted if cell.state != state]
        for _round in range(2):  # what is derived may be what another is derived from
            follow = self._derived([change.cell for change in changes])
            more = [self._put(cell, state) for cell, state in follow if cell.state != state]
            changes += more
            if not more:
                break
        self._follow([(one.cell, one.before, one.after) for one in changes])
        return changes

    def type(self, cell: Cell, raw: str) -> State:
        """Return what a typed text would mean in a cell."""
        return typed(cell.column, raw) if cell.column else State(raw)

    @staticmethod
    def _put(cell: Cell, state: State) -> Change:
        change = Change(cell, cell.state, state)
        cell.state = state
        return change

    def again(self, changes: Sequence[Change]) -> None:
        """Do what was taken back."""
        for change in changes:
            change.cell.state = change.after
        self._follow([(one.cell, one.before, one.after) for one in changes])

    def back(self, changes: Sequence[Change]) -> None:
        """Take changes back."""
        for change in reversed(changes):
            change.cell.state = change.before
        self._follow([(one.cell, one.after, one.before) for one in changes])

    def _follow(self, moves: Sequence[tuple[Cell, State, State]]) -> None:
        """Let the sums follow cells that went from one state to another."""
        if moves:
            self.recount()

    def lay(self) -> None:
        """Set the rows out anew after lines came, went or the stage changed."""
        self._matrix = list(self._rows())
        self._places = {
            id(cell): (row, column)
            for row, cells in enumerate(self._matrix)
            for column, cell in enumerate(cells)
            if cell.role != EMPTY
        }
        self.recount()

    # the sheet

    def _sheet(self) -> SheetData:
        opened = self.head[OPEN_ON].value
        return SheetData(
            self.form.id,
            self.form.version,
            (),
            date.fromisoformat(opened) if opened else None,
            self.head[NOTE].value,
        )

    def _take_head(self, data: SheetData) -> None:
        self.head[OPEN_ON].text = data.open_on.isoformat() if data.open_on else ""
        self.head[NOTE].text = data.note

    def tsv(self, rows: Iterable[int], columns: Sequence[int]) -> str:
        """Return a range as WPS and Excel paste it: values as they are kept, no separators."""
        return "\r\n".join(
            "\t".join(quoted(self._matrix[row][column].text) for column in columns) for row in rows
        )

    # the draft

    def as_json(self) -> str:
        """Return everything typed, with what is no value yet."""
        data = {
            "form": self.form.id,
            "version": self.form.version,
            "stage": self.stage,
            "head": {key: packed(cell) for key, cell in self.head.items() if cell.text},
            "lines": self._packed(),
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def take_json(self, text: str) -> bool:
        """Put in what ``as_json`` gave; tell whether the form is still the same."""
        data = json.loads(text)
        if (data["form"], data["version"]) != (self.form.id, self.form.version):
            return False
        if self.form.body is not None:
            self.stage = self.form.body.stage(data["stage"]).key
        for key, cell in self.head.items():
            unpack(cell, data["head"].get(key, []))
        self._unpacked(data["lines"])
        self.lay()
        return True

    def _packed(self) -> object:
        raise NotImplementedError

    def _unpacked(self, lines: object) -> None:
        raise NotImplementedError


def packed(cell: Cell) -> list[str]:
    """Return what a draft keeps of a cell, without the empty end."""
    if cell.fault or cell.mark or cell.origin:
        return [cell.text, cell.fault, cell.mark, cell.origin]
    return [cell.text]


def unpack(cell: Cell, parts: Sequence[str]) -> None:
    cell.text, cell.fault, cell.mark, cell.origin = [*parts, "", "", "", ""][:4]


def quoted(text: str) -> str:
    """Return a cell as WPS copies it: in quotes when it holds a quote or a line end."""
    if any(sign in text for sign in '"\n\t'):
        return '"' + text.replace('"', '""') + '"'
    return text
