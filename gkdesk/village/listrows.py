"""One row whose cells do not stand under their columns: mended where arithmetic proves how."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import address
from gkdesk.base.text import half_width, squeeze

from .cellvalue import Number, read_number
from .finding import doubt, error, quoted, shown
from .listheader import Header
from .proofs import alignments, holds, proven, splits
from .shape import Shape

_GLUED = re.compile(r"^(\D*?)([\d.]{6,})$")
_SHORT_BY = 2  # so many empty figures at the end, and the row is short, not unfinished


@dataclass(frozen=True, slots=True)
class Raw:
    """One row's cells as they stand, and those of the known columns."""

    at: int  # from 0
    cells: list[object]
    sums: str
    values: dict[str, object]
    read: dict[str, Number]  # of the columns of figures
    part: str = ""

    def figures(self) -> dict[str, Decimal | None]:
        return {key: number.value for key, number in self.read.items()}


@dataclass(frozen=True, slots=True)
class Mended:
    """A row's values by column; ``places`` are the columns of those that were moved."""

    values: dict[str, object]
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    filled: tuple[str, ...] = ()  # rates that stood in another row only
    unresolved: bool = False


def mend(raw: Raw, shape: Shape, header: Header, rates: dict[str, Decimal]) -> Mended:
    """Return the row as it stands, or as the only alignment or split its equations allow.

    Args:
        raw: the row.
        shape: the form.
        header: the columns.
        rates: factors that are the same in the whole sheet.
    """
    filled = _with_rates(raw, shape, rates)
    if filled is not None:
        return filled
    if _stands(raw, shape, header):
        return Mended(raw.values)
    return _unglued(raw, shape, header, rates) or _aligned(raw, shape, header)


def _with_rates(raw: Raw, shape: Shape, rates: dict[str, Decimal]) -> Mended | None:
    """Fill in a rate the sheet prints once, when the row then keeps its equations."""
    missing = {key: rate for key, rate in rates.items() if raw.values.get(key) in ("", None)}
    if not missing or proven(shape, raw.figures() | missing) < 1:
        return None
    values = raw.values | {key: shown(rate) for key, rate in missing.items() if key in raw.values}
    return Mended(values, filled=tuple(missing))


def _stands(raw: Raw, shape: Shape, header: Header) -> bool:
    """Tell whether the row may be read as it stands: no cell has slipped, and none is glued."""
    kinds = shape.by_key
    slipped = any(
        kinds[key].kind == "name" and isinstance(value, (int, float))
        for key, value in raw.values.items()
    )
    words = [key for key, number in raw.read.items() if number.fault]
    empty = [key for key, value in raw.values.items() if kinds[key].numeric and value in ("", None)]
    return not (
        slipped or (words and empty) or _short(raw, shape, header) or _glued(raw, empty, header)
    )


def _short(raw: Raw, shape: Shape, header: Header) -> bool:
    """Tell whether a row ends before two or more of its figures."""
    used = [at for at, value in enumerate(raw.cells) if value not in ("", None)]
    figures = [at for key, at in header.columns.items() if shape.by_key[key].numeric]
    return bool(used) and sum(at > used[-1] for at in figures) >= _SHORT_BY


def _glued(raw: Raw, empty: Sequence[str], header: Header) -> tuple[int, str, str] | None:
    """Return the column of a long run of digits before empty figures, its words and digits."""
    for at, value in enumerate(raw.cells):
        behind = sum(header.columns[key] >= at for key in empty)
        if isinstance(value, str) and behind:
            found = _GLUED.match(squeeze(half_width(value)).replace(",", ""))
            if found and (behind >= _SHORT_BY or found[2].count(".") > 1):
                return at, found[1], found[2]
    return None


def _unglued(raw: Raw, shape: Shape, header: Header, rates: dict[str, Decimal]) -> Mended | None:
    """Cut glued digits into the row's empty figures, when only one cut proves itself."""
    kinds, figures = shape.by_key, raw.figures()
    empty = [key for key, value in raw.values.items() if kinds[key].numeric and value in ("", None)]
    glued = _glued(raw, empty, header)
    if glued is None:
        return None
    at, words, digits = glued
    own = next((key for key, column in header.columns.items() if column == at), "")
    wanted = {key for key in empty if header.columns[key] >= at}
    if own and kinds[own].numeric:
        wanted.add(own)
    keys = sorted(wanted, key=header.columns.__getitem__)
    base = figures | {key: rate for key, rate in rates.items() if key not in keys}

    def fits(values: Sequence[Decimal]) -> bool:
        tried = base | dict(zip(keys, values, strict=True))
        same = all(tried.get(key) == rate for key, rate in rates.items())
        return same and proven(shape, tried) > 0

    found = splits(digits, [kinds[key].kind for key in keys], fits)
    where, text = address(raw.at, at), quoted(raw.cells[at])
    if len(found) != 1:
        why = "没有一种拆法能验算相符" if not found else f"有{len(found)}种拆法都能验算相符"
        message = f"几列的数连在一格里，{why}，此行没有使用，请在原表里分开填"
        return Mended({}, [error(where, "glued", message, "", text)], unresolved=True)
    cut = dict(zip(keys, map(shown, found[0]), strict=True))
    told = "，".join(f"{kinds[key].label} {value}" for key, value in cut.items())
    message = f"几列的数连在一格里，只有一种拆法验算相符：{told}，请核对"
    values = raw.values | cut | ({own: words} if own and own not in cut else {})
    return Mended(values, [doubt(where, "glued", message, told, text)])


def _aligned(raw: Raw, shape: Shape, header: Header) -> Mended:
    """Put a short row's cells under their columns from both ends, when only one way is proven."""
    cells = [value for value in raw.cells if value not in ("", None)]
    heads = sorted(header.labels)
    ways: dict[tuple[tuple[str, str], ...], tuple[dict[str, object], dict[str, int], bool]] = {}
    for taken in alignments(len(cells), len(heads)) if len(cells) <= len(heads) else ():
        at = {heads[place]: value for place, value in zip(taken, cells, strict=True)}
        values = {key: at.get(column, "") for key, column in header.columns.items()}
        if _proves(values, shape, header):
            mark = tuple((key, str(value)) for key, value in values.items())
            moved = {key: column for key, column in header.columns.items() if column in at}
            ways[mark] = values, moved, values == raw.values
    where = address(
        raw.at, min((c for c, v in enumerate(raw.cells) if v not in ("", None)), default=0)
    )
    if len(ways) != 1:
        why = "没有一种对法能用算式证明" if not ways else f"有{len(ways)}种对法都说得通"
        message = (
            f"此行比表头少{max(0, len(heads) - len(cells))}格，{why}，没有使用，请在原表里补上空格"
        )
        return Mended({}, [error(where, "ragged", message)], unresolved=True)
    [(values, places, unmoved)] = ways.values()
    if unmoved:
        return Mended(values, places=places)
    message = "此行的格子错了位，按算式只有一种对法，已对齐，请核对"
    return Mended(values, [doubt(where, "ragged", message)], places)


def _proves(values: dict[str, object], shape: Shape, header: Header) -> bool:
    """Tell whether every figure of an alignment stands in an equation that holds."""
    figures: dict[str, Decimal | None] = {}
    for key, value in values.items():
        column = shape.by_key[key]
        if column.numeric:
            read = read_number(value)
            if read.fault:
                return False
            figures[key] = read.value
        elif (column.kind == "name" and not (isinstance(value, str) and value)) or (
            column.kind == "serial" and value not in ("", None) and read_number(value).fault
        ):
            return False
    if proven(shape, figures) < 1:
        return False
    covered = {
        key
        for proof in shape.proofs
        if holds(proof, figures) and figures[proof.result]
        for key in proof.terms
    }
    first = min((header.columns[key] for key in covered), default=0)
    # a count left of what is proven, such as a serial number, has not moved
    loose = (key for key, value in figures.items() if value is not None and key not in covered)
    return all(header.columns[key] < first for key in loose)
