"""Lists handed in as workbook, Word table or text: the table found by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.text import squeeze, tidy, visible

from . import source
from .table import Section, Table, TableFinder, cell_text

if TYPE_CHECKING:
    from .mapping import Headings
    from .xlsx import Grid

FEWEST = 2  # headings that make a table of a list
_NOTE = re.compile(r"^\s*(?:注|备\s*注|说明|填表)")
_ADVICE = "没有认识的表头，请确认表头有“{labels}”等列名"


def read(
    data: bytes, name: str, headings: Headings, labels: Mapping[str, str], named: Sequence[str]
) -> tuple[list[dict[str, str]], list[Problem], list[str]]:
    """Read every table of a file.

    Args:
        data: the file.
        name: its name.
        headings: which heading is which field.
        labels: field → the heading on paper, for messages.
        named: the fields of which a row must have one to be a row.

    Returns:
        The rows by field, what was left out and why, and the lines above the first heading.

    Raises:
        BadFile: no heading that is known.
        NotAWorkbook, EncryptedWorkbook, WorkbookTooLarge, NoTable, SheetUnreadable: see there.
    """
    finder = TableFinder(headings, FEWEST)
    rows: list[dict[str, str]] = []
    problems: list[Problem] = []
    above: list[str] = []
    sheets: list[str] = []
    for grid, _at, _total in source.read(data, name):
        sheets.append(grid.name)
        table = finder.find(grid)
        if table.sections and not above:
            above = _above(grid, table.sections[0].top)
        for section in table.sections:
            for one, problem in _section(table, section, named):
                if problem is None:
                    rows.append(one)
                else:
                    problems.append(problem)
    if not rows and not problems:
        advice = _ADVICE.format(labels="、".join(labels.values()))
        raise BadFile(name, [Problem(f"工作表“{sheet}”", advice) for sheet in sheets])
    return rows, problems, above


def _above(grid: Grid, top: int) -> list[str]:
    """Return the rows above a heading, the cells of each joined."""
    rows = ([cell_text(value) for value in row if value != ""] for row in grid.rows[:top])
    return [line for cells in rows if (line := "　".join(cell.strip() for cell in cells))]


def _section(
    table: Table, section: Section, named: Sequence[str]
) -> Iterator[tuple[dict[str, str], Problem | None]]:
    heading = section.heading
    places = {
        column.field: heading.all_of(column.field) for column in heading.columns if column.field
    }
    for at in range(section.first, section.end):
        cells = table.rows[at]
        own = [
            place for place, value in enumerate(cells)
            if value.strip() and (at, place) not in table.continued
        ]  # fmt: skip
        if not own:
            continue
        found = {
            name: "\n".join(
                dict.fromkeys(_clean(cells[place]) for place in spots if cells[place].strip())
            )
            for name, spots in places.items()
        }
        has_name = any(place in own for name in named for place in places.get(name, ()))
        note = len(own) == 1 and _NOTE.match(cells[own[0]])
        if has_name and not note:
            yield {name: text for name, text in found.items() if text}, None
        else:
            words = squeeze(cells[own[0]])[:20]
            where = f"工作表“{table.name}”第{at + 1}行"
            what = "说明文字" if note else "没有名称或内容"
            yield {}, Problem(where, f"“{words}”{what}，没有读入", blocking=False)


def _clean(text: str) -> str:
    return tidy(visible(text))


def head_of(lines: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Read what stands once on top (责任主体：…　公开时限：…) out of the lines above a heading."""
    words = "|".join(map(re.escape, labels.values()))
    pattern = re.compile(rf"({words})[:：\s　]*(.+?)(?=[;；\s　]*(?:{words})[:：\s　]|$)")
    by_label = {label: name for name, label in labels.items()}
    found: dict[str, str] = {}
    for line in lines:
        for label, text in pattern.findall(line):
            found.setdefault(by_label[label], _clean(text).strip("；;，, "))
    return found
