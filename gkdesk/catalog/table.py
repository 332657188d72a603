"""Find the tables of a worksheet: where each heading stands and what its columns are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .mapping import GROUPS, Headings, heading_key
from .xlsx import Grid, Merge

LEVELS = ("level1", "level2", "level3")
FEWEST_HEADINGS = 3  # a row naming fewer fields than this is no heading
MOST_UNKNOWN = 3  # a heading names a field we know within its first so many cells
LONGEST_HEADING = 80
DEEPEST_HEADING = 3
_JOINED = frozenset({"channels", "content", "basis"})  # may spread over two physical columns
_MOST_FILLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field (``""`` for one the form does not know) and its heading as read."""

    index: int
    field: str
    heading: str


@dataclass(frozen=True)
class Heading:
    """The columns of a table, and where each field stands (``-1`` for a field it lacks)."""

    columns: tuple[Column, ...]
    depth: int

    def __post_init__(self) -> None:
        places: dict[str, tuple[int, ...]] = {}
        for column in self.columns:
            places[column.field] = (*places.get(column.field, ()), column.index)
        object.__setattr__(self, "_places", places)

    def all_of(self, name: str) -> tuple[int, ...]:
        """Return every column of a field."""
        places: dict[str, tuple[int, ...]] = self.__dict__["_places"]
        return places.get(name, ())

    def first_of(self, name: str) -> int:
        return next(iter(self.all_of(name)), -1)

    @cached_property
    def names(self) -> tuple[int, ...]:
        """The columns that name an item: its levels and its content."""
        return tuple(at for name in (*LEVELS, "content") for at in self.all_of(name))

    @cached_property
    def channels(self) -> tuple[int, ...]:
        return self.all_of("channels")

    @cached_property
    def number(self) -> int:
        return self.first_of("number")


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and the rows below it, up to the next heading (rows counted from 0)."""

    top: int
    end: int
    heading: Heading
    titles: tuple[str, ...]  # single texts in the rows above the heading

    @property
    def first(self) -> int:
        return self.top + self.heading.depth


@dataclass(frozen=True, slots=True)
class Table:
    """A worksheet as text, merged cells filled downwards; ``continued`` are the filled cells.

    Rows above the first item are left empty here. Each other row ends in one blank cell of our
    own: place ``-1``, where a missing field is read.
    """

    name: str
    rows: list[list[str]]
    sections: tuple[Section, ...]
    continued: frozenset[tuple[int, int]]


@dataclass
class TableFinder:
    """Finds tables; remembers the headings it has already understood."""

    headings: Headings
    fewest: int = FEWEST_HEADINGS
    _known: dict[tuple[object, ...], Heading] = field(default_factory=dict)

    def find(self, grid: Grid) -> Table:
        """Return the tables of a worksheet; the grid's rows are filled down in place."""
        rows, by_row = grid.rows, _merges_by_row(grid.merges)
        places: list[tuple[int, Heading]] = []
        at = 0
        while at < len(rows):
            if self._is_heading(rows[at]):
                heading = self._heading(grid, at, by_row.get(at, ()))
                places.append((at, heading))
                at += heading.depth
            else:
                at += 1
        if not places:
            return Table(grid.name, [], (), frozenset())
        ends = [*(top for top, _ in places[1:]), len(rows)]
        starts = [0, *(top + 1 for top, _ in places[:-1])]
        sections = tuple(
            Section(top, end, heading, _lone_texts(rows[start:top]))
            for (top, heading), start, end in zip(places, starts, ends, strict=True)
        )
        first = sections[0].first
        continued = fill_down(grid, first)
        texts: list[list[str]] = [[]] * first
        for at in range(first, len(rows)):
            row = rows[at]
            row[:] = [value if type(value) is str else cell_text(value) for value in row]
            row.append("")
            texts.append(row)
        return Table(grid.name, texts, sections, continued)

    def _is_heading(self, row: list[object]) -> bool:
        field_of, tested = self.headings.field_of, 0
        for value in row:
            if type(value) is not str:
                return False
            if not value:
                continue
            tested += 1
            if len(value) <= LONGEST_HEADING and field_of(value):
                return self._names_enough(row)
            if tested == MOST_UNKNOWN:
                return False
        return False

    def _names_enough(self, row: list[object]) -> bool:
        found: set[str] = set()
        for value in row:
            if type(value) is str and value and (name := self.headings.field_of(value)):
                found.add(name)
                if len(found) == self.fewest:
                    return True
        return False

    def _heading(self, grid: Grid, top: int, merges: Sequence[Merge]) -> Heading:
        depth = self._depth(grid, top, merges)
        known = (*map(tuple, grid.rows[top : top + depth]), *merges)
        found = self._known.get(known)
        if found is None:
            heads = [cell_text(value) for value in grid.rows[top]]
            subs = _subs(grid.rows, top, depth)
            spans = [(first[1], last[1]) for first, last in merges if last[1] > first[1]]
            columns = _Reader(self.headings).read(_paths(heads, subs, spans))
            found = self._known[known] = Heading(columns, depth)
        return found

    def _depth(self, grid: Grid, top: int, merges: Sequence[Merge]) -> int:
        lowest = max([last[0] for _, last in merges], default=top)
        if lowest > top:
            return min(lowest - top + 1, DEEPEST_HEADING)
        for depth in range(DEEPEST_HEADING, 1, -1):
            subs = [text for text in _subs(grid.rows, top, depth) if text]
            if subs and all(self.headings.known(text) for text in subs):
                return depth
        return 1


class _Reader:
    """Turns (group, sub, place of the group) into columns, left to right."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings
        self._taken: dict[str, int] = {}  # field → place of the group that has it

    def read(self, paths: list[tuple[str, str, int]]) -> tuple[Column, ...]:
        found = [
            self._column(index, group, sub, place)
            for index, (group, sub, place) in enumerate(paths)
            if group or sub
        ]
        return tuple(self._stand_in(column) for column in found)

    def _column(self, index: int, group: str, sub: str, place: int) -> Column:
        name = self._headings.field_of(group) or ""
        heading = f"{group}·{sub}" if group and sub else group or sub
        below = self._below(name, sub) if sub else name
        if below in GROUPS:
            return Column(index, below, sub or group)
        if below == "matter":
            below = next((level for level in LEVELS if level not in self._taken), "")
        if not below or self._taken.get(below, place) != place:
            return Column(index, "", heading)
        if below in self._taken and below not in _JOINED:
            return Column(index, "", heading)
        self._taken[below] = place
        return Column(index, below, heading)

    def _below(self, group: str, sub: str) -> str:
        """Name the field of a column below a group by its own heading first."""
        key = heading_key(sub)
        if key in self._headings.columns:
            return self._headings.columns[key]
        own = self._headings.names.get(key, "")
        return own or group

    def _stand_in(self, column: Column) -> Column:
        stand_in = self._headings.stand_ins.get(heading_key(column.heading))
        if column.field or stand_in is None or stand_in in self._taken:
            return column
        if stand_in not in GROUPS:
            self._taken[stand_in] = column.index
        return Column(column.index, stand_in, column.heading)


def _paths(
    heads: Sequence[str], subs: Sequence[str], spans: Sequence[tuple[int, int]]
) -> list[tuple[str, str, int]]:
    """Return for each column its group's text, its own sub-heading, and the group's place."""
    start_of = {at: first for first, last in spans for at in range(first, last + 1)}
    paths: list[tuple[str, str, int]] = []
    place = 0
    for at, head in enumerate(heads):
        sub = subs[at] if at < len(subs) else ""
        if at in start_of:
            place = start_of[at]
        elif head or not sub:
            place = at
        # a blank, unmerged cell over a sub-heading belongs to the group on its left
        paths.append((heads[place] if at in start_of or head or sub else "", sub, place))
    return paths


def _subs(rows: Sequence[list[object]], top: int, depth: int) -> list[str]:
    below = rows[top + 1 : top + depth]
    return ["".join(cell_text(value).strip() for value in cells) for cells in zip(*below)]  # noqa: B905 - rows of one sheet


def cell_text(value: object) -> str:
    """Return a cell as text; numbers without a tail of ``.0``, times in ISO form."""
    if type(value) is str:
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merges_by_row(merges: Iterable[Merge]) -> Mapping[int, list[Merge]]:
    by_row: defaultdict[int, list[Merge]] = defaultdict(list)
    for merge in merges:
        by_row[merge[0][0]].append(merge)
    return by_row


def fill_down(grid: Grid, start: int) -> frozenset[tuple[int, int]]:
    """Copy each vertical merge's text down its first column; return the cells filled."""
    rows, steps = grid.rows, 0
    filled: set[tuple[int, int]] = set()
    for (top, left), (bottom, _) in grid.merges:
        if top < start or bottom == top:
            continue
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        bottom = min(bottom, len(rows) - 1)  # noqa: PLW2901 - a merge may reach below the cells
        steps += bottom - top
        if steps > _MOST_FILLS:
            break
        for at in range(top + 1, bottom + 1):
            rows[at][left] = value
            filled.add((at, left))
    return frozenset(filled)


def _lone_texts(rows: Sequence[list[object]]) -> tuple[str, ...]:
    """Return the texts of rows that hold nothing but one text: titles and the like."""
    texts: list[str] = []
    for row in rows:
        if len(row) - row.count("") == 1:
            value = row[0] or next(value for value in row if value != "")
            if type(value) is str:
                texts.append(value.strip())
    return tuple(texts)
