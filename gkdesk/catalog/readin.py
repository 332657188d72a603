"""From a file's bytes to what an import would do: worksheets, items, problems, questions."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.progress import Report
from gkdesk.base.workbook import OLD_FORMAT, is_old

from . import diff, settling, source
from .doubts import no_headings, workbook_problems
from .items import ItemReader
from .model import Item, Reading, SheetReading


@dataclass
class Rows:
    """What the worksheets of a file hold, before it is compared with anything."""

    items: list[Item] = field(default_factory=list)
    sheets: list[SheetReading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def rows_of(reader: ItemReader, data: bytes, name: str, report: Report) -> Rows:
    """Read every worksheet; raises as ``source.read``.

    The cyclic collector rests meanwhile: items are many objects and no cycle.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        return _rows_of(reader, data, name, report)
    finally:
        if running:
            gc.enable()


def _rows_of(reader: ItemReader, data: bytes, name: str, report: Report) -> Rows:
    rows = Rows()
    for grid, at, total in source.read(data, name):
        report(at, total, grid.name)
        found, sheet, unclear = reader.read(grid, name)
        rows.items += found
        rows.problems += unclear
        rows.sheets.append(sheet)
    return rows


def reading(
    reader: ItemReader,
    rows: Rows,
    data: bytes,
    name: str,
    *,
    current: Sequence[Item],
    version: int,
) -> Reading:
    """Compare what was read with the catalog.

    Raises:
        BadFile: no worksheet has a heading we know.
    """
    if not any(not sheet.skipped for sheet in rows.sheets):
        raise BadFile(name, no_headings(rows.sheets))
    changes = diff.compare(current, rows.items)
    problems = [*rows.problems, *workbook_problems(rows.items, rows.sheets, changes)]
    if is_old(data):
        problems.append(Problem(name, OLD_FORMAT, blocking=False))
    return Reading(
        name,
        hashlib.sha256(data).hexdigest(),
        tuple(rows.items),
        tuple(problems),
        changes,
        tuple(rows.sheets),
        version,
        settling.questions(
            rows.items, rows.sheets, reader.mapping, reader.settled, reader.unmarked
        ),
    )
