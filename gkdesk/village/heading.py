"""What a worksheet's first rows say: which sheet, whose, for which period, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gkdesk.base.money import WAN
from gkdesk.base.sheetxml import address
from gkdesk.base.text import half_width, squeeze

from . import period as periods
from .celldates import read_date
from .form import SheetForm
from .period import Period
from .xlsx import Grid

TOP_ROWS = 12  # headings are looked for in the first twelve rows (village.md 8.1)
_UNIT = re.compile(r"(?<!填报)(?<!编报)(?<!公开)(?:金额)?单位:?(?:人民币)?(万?元)")
_BRACKET_UNIT = re.compile(r"\((万?元)\)")
_ISSUER = re.compile(r"(?:填报|编报|公开|制表|上报|填表)单位(.*)")
# a list names its village beside the label: 行政村：柳林村
_VILLAGE = re.compile(r"(?:行政村|所在村|村名|村别|村居|村\(居\)|村\(社区\)):(.*)")
_SEAL = re.compile(r"\((?:盖章|公章)\)|^:|[_:]+$")
_OPENED = re.compile(r"(?:公开|公布|公示|张贴)(?:日期|时间):?")
_DAY = re.compile(r"(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Heading:
    """What was found above the table; empty parts were not there."""

    form: SheetForm | None = None
    attachment: bool = False
    title: str = ""
    cell: str = ""
    place: str = ""
    issuer: str = ""
    issuer_cell: str = ""
    period: Period | None = None
    scale: int = 0  # yuan in one unit: 1, 10,000, or 0 when no unit is printed
    open_on: date | None = None


def read_list_heading(grid: Grid, names: Sequence[str]) -> Heading:
    """Read what stands above a list, whose title is one of ``names`` or tells a period."""
    title, cell = _list_title(grid, names)
    found = periods.find(title)
    place = title[: found[1][0]] if found else ""
    if not found:
        place = next((title[: title.index(name)] for name in names if name in title), "")
    issuer, issuer_cell = _issuer(grid)
    return Heading(
        title=title,
        cell=cell,
        place=place,
        issuer=issuer,
        issuer_cell=issuer_cell,
        period=found[0] if found else None,
        scale=_scale(grid),
        open_on=_open_on(grid),
    )


def _list_title(grid: Grid, names: Sequence[str]) -> tuple[str, str]:
    first = ("", "")
    for row, column, text in top_texts(grid):
        if any(name in text for name in names):
            return text, address(row, column)
        if not first[0] and periods.find(text) and not _DAY.search(text):
            first = (text, address(row, column))
    return first


def read_heading(grid: Grid, forms: Iterable[SheetForm]) -> Heading:
    """Read what stands above the table; nothing is guessed."""
    forms = tuple(forms)
    form, title, cell = _title(grid, forms)
    found = periods.find(title)
    issuer, issuer_cell = _issuer(grid)
    return Heading(
        form=form,
        attachment=_is_attachment(f"{title}{squeeze(grid.name)}", form, forms),
        title=title,
        cell=cell,
        place=_place(title, found, form),
        issuer=issuer,
        issuer_cell=issuer_cell,
        period=found[0] if found else None,
        scale=_scale(grid),
        open_on=_open_on(grid),
    )


def top_texts(grid: Grid) -> Iterator[tuple[int, int, str]]:
    """Go through the texts of the first rows, half-width and without blanks."""
    for row in range(min(TOP_ROWS, len(grid.rows))):
        for column in range(len(grid.rows[row])):
            if text := squeeze(half_width(grid.text(row, column))):
                yield row, column, text


def _title(grid: Grid, forms: tuple[SheetForm, ...]) -> tuple[SheetForm | None, str, str]:
    first: tuple[SheetForm | None, str, str] = (None, "", "")
    for row, column, text in top_texts(grid):
        named = [(name, form) for form in forms for name in form.names()]
        hits = [(len(name), form) for name, form in named if squeeze(half_width(name)) in text]
        if hits:  # one sheet's name may hold another's: the longest is meant
            return max(hits, key=lambda hit: hit[0])[1], text, address(row, column)
        if not first[1] and periods.find(text) and not _DAY.search(text):
            first = (None, text, address(row, column))
    return first


def _is_attachment(text: str, form: SheetForm | None, forms: tuple[SheetForm, ...]) -> bool:
    for name in form.names() if form else ():
        text = text.replace(name, "")
    known = (form,) if form else forms
    return any(word in text for each in known for word in each.attachments)


def _place(title: str, found: tuple[Period, tuple[int, int]] | None, form: SheetForm | None) -> str:
    if found:
        return title[: found[1][0]]
    for name in form.names() if form else ():
        if name in title:
            return title[: title.index(name)]
    return ""


def _issuer(grid: Grid) -> tuple[str, str]:
    """Return who issued the sheet and the cell it stands in: the label's own, or the next."""
    for row, column, text in top_texts(grid):
        if not (label := _ISSUER.match(text) or _VILLAGE.match(text)):
            continue
        if own := _name_of(label[1]):
            return own, address(row, column)
        for at in range(column + 1, len(grid.rows[row])):
            if beside := squeeze(half_width(grid.text(row, at))):
                return ("", "") if ":" in beside else (_name_of(beside), address(row, at))
    return "", ""


def _name_of(text: str) -> str:
    """Return an issuer's name without the place for the seal and the line to write on."""
    while (bare := _SEAL.sub("", text)) != text:
        text = bare
    return text


def _scale(grid: Grid) -> int:
    for pattern in (_UNIT, _BRACKET_UNIT):
        for _row, _column, text in top_texts(grid):
            if found := pattern.search(text):
                return WAN if found[1] == "万元" else 1
    return 0


def _open_on(grid: Grid) -> date | None:
    for _row, _column, text in top_texts(grid):
        label = _OPENED.match(text)
        if label and (day := read_date(text[label.end() :]).day):
            return day
        found = _DAY.search(text, label.end()) if label else None
        if found:
            try:
                return date(*(int(part) for part in found.groups()))
            except ValueError:
                return None
    return None
