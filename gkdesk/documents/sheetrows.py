"""A notice sheet's table as one run of lines, each of its kind, and the sums of one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from gkdesk.base.errors import Declined
from gkdesk.base.money import NotMoney, capital, figure

from .fontface import Faces, Style
from .model import Cell, Row, SheetPage

PAGE_SUM = "本页小计"
_LABEL_SHARE = 0.5  # of the width, at most, for the label of the amount in capital numerals


class NotAFigure(Declined):
    """A column that is summed on each page holds something that is not a number."""

    message = (
        "第{row}行“{column}”一格不是数，算不出本页小计。"
        "请改正此格，或去掉此表的本页小计后再打印，没有生成文件。"
    )


class Kind(Enum):
    """What a line of the table is; ``BODY`` alone is summed on each page."""

    BODY = auto()
    GROUP = auto()  # a group's name, never alone at a page's foot
    SUBTOTAL = auto()
    TOTAL = auto()
    BOTTOM = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; ``group`` is the name of the group it belongs to.

    ``place`` tells groups of one name apart: their number from 1, 0 for lines of none.
    """

    kind: Kind
    cells: Row
    group: str = ""
    place: int = 0

    @property
    def bold(self) -> bool:
        return self.kind is not Kind.BODY and self.kind is not Kind.BOTTOM


def lines_of(source: SheetPage) -> list[Line]:
    """Put the parts of a sheet's table one under the other."""
    lines = [Line(Kind.BODY, row) for row in source.rows]
    for place, group in enumerate(source.groups, start=1):
        if not source.by_group:
            heading = Cell(group.name, span=len(source.columns), align="L", bold=True)
            lines.append(Line(Kind.GROUP, (heading,), group.name, place))
        lines += [Line(Kind.BODY, row, group.name, place) for row in group.rows]
        if group.subtotal:
            lines.append(Line(Kind.SUBTOTAL, group.subtotal, group.name, place))
    if source.total:
        lines.append(Line(Kind.TOTAL, source.total))
    return lines + [Line(Kind.BOTTOM, row) for row in source.bottom]


def capital_row(source: SheetPage, faces: Faces, room: float) -> Row:
    """Return the amount in capital numerals; ``room`` is the width in thousandths of the type.

    The label takes as many columns as it needs, the words take the rest.
    """
    if source.capital is None:
        return ()
    label, fen = source.capital.label, source.capital.fen
    whole = sum(column.width for column in source.columns)
    need = (faces.width(Style.FANG, label) + 700) / room
    used, span = 0.0, 0
    for span, column in enumerate(source.columns[:-1], start=1):  # noqa: B007 - span is the result
        used += column.width / whole
        if used >= min(need, _LABEL_SHARE):
            break
    words = capital(fen) if fen is not None else ""
    rest = len(source.columns) - span
    if not span:
        return (Cell(f"{label}：{words}", bold=True),)
    return (Cell(label, span=span, align="L"), Cell(words, span=rest, align="L", bold=True))


def page_sum(source: SheetPage, numbered: Iterable[tuple[int, Line]]) -> Row:
    """Add the body lines of one page, exactly as they are printed.

    Args:
        source: the sheet; its ``page_sums`` name the columns.
        numbered: the page's lines and their numbers in the table.

    Raises:
        NotAFigure: a cell is neither empty nor a number.
    """
    body = [(number, line) for number, line in numbered if line.kind is Kind.BODY]
    first = min(source.page_sums)
    cells = [Cell(PAGE_SUM, span=first, align="C", bold=True)]
    for column in range(first, len(source.columns)):
        text = _summed(source, column, body) if column in source.page_sums else ""
        cells.append(Cell(text, bold=True))
    return tuple(cells)


def _summed(source: SheetPage, column: int, body: Sequence[tuple[int, Line]]) -> str:
    amounts = []
    for number, line in body:
        try:
            amounts.append(figure(_text_at(line.cells, column)))
        except NotMoney as error:
            raise NotAFigure(row=number, column=source.columns[column].label) from error
    known = [amount for amount in amounts if amount is not None]
    return _shown(sum(known, Decimal(0)), known) if known else ""


def _text_at(cells: Row, column: int) -> str:
    at = 0
    for cell in cells:
        if at == column:
            return cell.text
        at += cell.span
    return ""


def _shown(value: Decimal, parts: Iterable[Decimal]) -> str:
    """Show a sum with as many decimals as its longest part, and thousands separators."""
    decimals = max(_decimals(part) for part in parts)
    return f"{value:,.{decimals}f}".replace("-", "−")


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def numbered(lines: Sequence[Line], rows: Iterable[int]) -> Iterator[tuple[int, Line]]:
    """Go through some of the lines with their numbers from 1."""
    for row in rows:
        yield row + 1, lines[row]
