"""The report's three tables as cells of the form: two and four small ones, three with its brackets.

The arrangement is that of published reports (domain sheet, 4.2 to 4.4): the rows of 三 hang
together at the left, those of （三） to （六） beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from gkdesk.documents.griddata import GridCell
from gkdesk.documents.wording import Block, BlockKind, Template

from .model import HEADS, STOCK, ReportForm, RowKind, TwoRow

if TYPE_CHECKING:
    from gkdesk.requests.annual import YearReport
    from gkdesk.requests.annualform import Line

_SIZE = 10.5
_SMALL = 9.0
_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_THIRD = "三、"
Row = tuple[GridCell, ...]


def with_tables(tables: Mapping[str, Block]) -> Callable[[Template], Template]:
    """Return what puts each table in the place of the grid that holds its name in braces."""

    def shape(found: Template) -> Template:
        blocks = [tables.get(_named_in(block), block) for block in found.blocks]
        fields = tuple(field for field in found.fields if field.name not in tables)
        return replace(found, blocks=tuple(blocks), fields=fields)

    return shape


def _named_in(block: Block) -> str:
    return block.cells[0][-1].text.strip("{}") if block.kind is BlockKind.GRID else ""


def second(form: ReportForm, values: Mapping[str, str]) -> Block:
    """Make table 二: each block of the regulation's article 20 with its own headings."""
    rows: list[Row] = []
    for title, group in groupby(form.rows, key=lambda row: row.block):
        rows.append((_label(title, across=4),))
        for kind, mine in groupby(group, key=lambda row: row.kind):
            rows.append(_heads(kind))
            rows += [_two(row, values) for row in mine]
    return _grid(rows, (46, 40, 40, 40))


def _heads(kind: RowKind) -> Row:
    if kind is RowKind.STOCK:
        return (_label("信息内容"), *map(_label, STOCK.values()))
    return (_label("信息内容"), _label(HEADS[kind], across=3))


def _two(row: TwoRow, values: Mapping[str, str]) -> Row:
    if row.kind is RowKind.STOCK:
        figures = ["0" if row.zero else values.get(code, "") for code in row.codes]
        return (GridCell(row.label, align="C"), *map(_figure, figures))
    figure = "0" if row.zero else values.get(row.code, "")
    return (GridCell(row.label, align="C"), GridCell(figure, across=3, align="C"))


def third(report: YearReport) -> Block:
    """Make table 三: 3 columns of names, 7 of figures, the heading on every page."""
    labels = [label for _code, label in report.form.columns]
    last = len(labels)
    heads: list[Row] = [
        (GridCell(_CORNER, across=3, down=3, align="C"), _label("申请人情况", across=last)),
        (_label(labels[0], down=2), _label("法人或其他组织", across=last - 2),
         _label(labels[-1], down=2)),
        tuple(map(_label, labels[1:-1])),
    ]  # fmt: skip
    figures = report.figures
    rows = [
        (*names, *(_figure(str(count)) for count in figures[line.code]))
        for line, names in _named(report.form.lines)
    ]
    return replace(
        _grid([*heads, *rows], (9, 24, 52, *[11.5] * last)), head=len(heads), size=_SMALL
    )


def _named(lines: Sequence[Line]) -> list[tuple[Line, Row]]:
    """Return the rows with figures and the cells of their names; a heading reaches down."""
    found: list[tuple[Line, Row]] = []
    open_: list[GridCell] = []  # headings whose first row is still to come
    counted = [line for line in lines if line.code]
    for line in lines:
        if not line.code:
            open_.append(_label(line.label, down=_below(line, counted)))
            continue
        inside = line.mark.startswith("（")
        leaf = not line.mark.endswith("）") and inside  # such as （三）2
        across = 1 if leaf else 2 if inside else 3
        found.append((line, (*open_, GridCell(line.label, across=across))))
        open_ = []
    return found


def _below(heading: Line, counted: Sequence[Line]) -> int:
    """Return how many rows a heading stands beside."""
    start = (
        "（" if heading.label.startswith(_THIRD) else heading.label[: heading.label.find("）") + 1]
    )
    return max(1, sum(line.mark.startswith(start) for line in counted))


def fourth(report: YearReport, columns: Mapping[str, str]) -> Block:
    """Make table 四: one row of 15 figures under three groups."""
    cells = report.disputes.cells if report.disputes is not None else {}
    groups = list(cells.items())
    wide = len(columns)
    top = (
        _label(groups[0][0].label, across=wide, down=2),
        _label("行政诉讼", across=wide * (len(groups) - 1)),
    )
    below = tuple(_label(kind.label.removeprefix("行政诉讼").strip("，（）"), across=wide)
                  for kind, _row in groups[1:])  # fmt: skip
    names = tuple(
        _label(f"{label[:2]}\n{label[2:]}") for _group in groups for label in columns.values()
    )
    figures = tuple(_figure(str(row[name])) for _kind, row in groups for name in columns)
    made = _grid([top, below, names, figures], [1.0] * (wide * len(groups)))
    return replace(made, head=3, size=_SMALL)


def _grid(rows: Sequence[Row], widths: Sequence[float]) -> Block:
    return Block(BlockKind.GRID, cells=tuple(rows), widths=tuple(widths), size=_SIZE)


def _label(text: str, *, across: int = 1, down: int = 1) -> GridCell:
    return GridCell(label=text, across=across, down=down, align="C")


def _figure(text: str) -> GridCell:
    return GridCell(text, across=1, align="C")
