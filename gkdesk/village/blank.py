"""The workbook the villages fill in: locked titles, lists to choose from, sums as formulas.

A hidden worksheet names form, version, stage, village and period, so that a filled blank is read
back for what it is, whatever its title became.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gkdesk.base.bookdisk import saved

from .form import TWO_SIDED, SheetForm
from .model import SheetData, Village
from .period import Period
from .xlsx import Grid

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MARK = "gkdesk"  # the hidden worksheet
_KEYS = ("form", "version", "stage", "code", "village", "period")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a blank says of itself."""

    form: str
    version: int
    stage: str = ""
    code: str = ""
    village: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom a blank is; an empty village or no period is left to the village to write."""

    town: str = ""
    village: Village | None = None
    period: Period | None = None
    stage: str = ""


def workbook(form: SheetForm, whom: Whom, filled: SheetData | None = None) -> bytes:
    """Return the blank of a form as .xlsx.

    Args:
        form: the sheet.
        whom: town, village, period and stage it is for.
        filled: what to write into it; sums are then figures and not formulas, because nobody
            has worked those out.
    """
    from openpyxl import Workbook

    from . import blanklist, blanksides

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = form.id
    stage = form.body.stage(whom.stage).key if form.body else ""
    if form.kind == TWO_SIDED:
        blanksides.write(sheet, form, heading_of(form, whom, filled), filled)
    elif form.body is not None:
        blanklist.write(sheet, form, heading_of(form, whom, filled), stage, filled)
    _mark(book.create_sheet(MARK), form, whom, stage)
    return saved(book)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the table: the title, and the cells of the line under it."""

    title: str
    issuer: str
    day: str
    unit: str


def heading_of(form: SheetForm, whom: Whom, filled: SheetData | None) -> Head:
    """Return the title as far as it is known; what is not yet is a line to write on."""
    village = whom.village
    name = form.name
    if form.body is not None:
        name = form.body.stage(whom.stage).name or form.name
    place = f"{whom.town}{village.name}" if village else "　　　　村"
    title = f"{place}{whom.period.label if whom.period else '　　　　年　　'}{name}"
    issuer = village.issuer(form.issuer, whom.town) if village else ""
    on = filled.open_on if filled else None
    day = f"公开日期：{on.year}年{on.month}月{on.day}日" if on else "公开日期："
    unit = f"单位：{form.unit}" if form.unit else ""
    return Head(title, f"填报单位：{issuer}（盖章）", day, unit)


def _mark(sheet: Worksheet, form: SheetForm, whom: Whom, stage: str) -> None:
    village = whom.village
    values = (
        form.id, str(form.version), stage, village.code if village else "",
        village.name if village else "", str(whom.period) if whom.period else "",
    )  # fmt: skip
    for row in zip(_KEYS, values, strict=True):
        sheet.append(row)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def mark_of(grids: Iterable[Grid]) -> Mark | None:
    """Return what the hidden worksheet says, or ``None`` for a workbook that is no blank."""
    for grid in grids:
        if grid.name != MARK:
            continue
        found = {grid.text(row, 0): grid.text(row, 1) for row in range(len(grid.rows))}
        version = found.get("version", "")
        if found.get("form") and version.isdecimal():
            texts = (found.get(key, "") for key in _KEYS[2:])
            return Mark(found["form"], int(version), *texts)
    return None
