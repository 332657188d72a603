"""What may hang on no board (village.md 3.1): personal numbers stop a sheet, words make one ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from gkdesk.base.errors import BadValue, Problem
from gkdesk.base.privacy import Finding, scan_notice
from gkdesk.base.text import half_width, tidy

from .model import SheetData

if TYPE_CHECKING:
    from .xlsx import Grid

# the sheet's own footer is not printed: the printed one comes from the office's profile
_OWN_FOOTER = re.compile(r"^\W*(?:监督|举报|投诉|咨询|联系)电话")
_PHONE = "手机号"
_SHORTEST = 7  # a landline
HIDDEN = "（含个人号码，已隐去）"
_HEALTH = re.compile(
    r"癌|肿瘤|艾滋|精神(?!文明)|残疾.{0,2}级|肢体|视力|听力|智力|因病|患(?!者之)|病(?!虫|死畜|害)"
)
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_OFFICE_PHONE = re.compile(r"(?:监督|举报|投诉|咨询|服务)电话:?[\d、,;\-转 ]+")
_BORN = re.compile(r"出生|生于")


_LONG_RUN = re.compile(r"(?:\d[\s-]?){16}")


def check_plain(field: str, label: str, text: str, why: str, *, required: bool = False) -> None:
    """Refuse a text that is kept or printed in the open and holds somebody's number.

    Any run of 16 digits counts: nothing a clerk writes here is so long.

    Raises:
        BadValue: that, or nothing given where it is required.
    """
    if required and not tidy(text):
        raise BadValue(field, label, "没有填")
    if holds_number(text):
        raise BadValue(field, label, f"里有个人号码或者很长的号码，{why}，请删去")


def holds_number(text: str) -> bool:
    """Tell whether a text holds somebody's number, or any run of 16 digits."""
    return bool(scan_notice(text)) or _LONG_RUN.search(half_width(text)) is not None


def of_grid(grid: Grid) -> list[Problem]:
    """Name every cell of a worksheet with a personal number in it, masked; each stops the sheet."""
    from gkdesk.base.sheetxml import address

    return [
        Problem(address(row, column), f"有{finding}，公开表上不得出现，请在原表里删去后重新导入")
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        for finding in findings(value)
    ]


def findings(value: object) -> list[Finding]:
    """Find personal numbers in one cell; the sheet's own line of phone numbers may hold one."""
    if not isinstance(value, (str, float)) or len(str(value)) < _SHORTEST:
        return []
    if isinstance(value, float) and value.is_integer():
        value = str(int(value))  # an identity number typed as a number
        return [finding for finding in scan_notice(value) if finding.kind != _PHONE]
    if not isinstance(value, str):
        return []
    found = scan_notice(value)
    if _OWN_FOOTER.match(value):
        found = [finding for finding in found if finding.kind != _PHONE]
    return found


def of_data(data: SheetData) -> list[Finding]:
    """Find personal numbers in what would be printed: the labels and the note."""
    listed = data.table.texts() if data.table else []
    texts = (data.note, *(line.label for line in data.lines), *listed)
    return [finding for text in texts for finding in scan_notice(text)]


def hidden(data: SheetData) -> SheetData:
    """Return the figures without the labels that hold a number: labels are not kept sealed."""
    if not any(scan_notice(line.label) for line in data.lines):
        return data
    lines = (
        replace(line, label=HIDDEN) if scan_notice(line.label) else line for line in data.lines
    )
    return replace(data, lines=tuple(lines))


def doubts(data: SheetData, where: str) -> Iterator[Problem]:
    """Ask about words of the note that tell of a person's health, birth or private phone."""
    plain = _OFFICE_PHONE.sub("", half_width(data.note))
    words = list(dict.fromkeys(found.group() for found in _HEALTH.finditer(plain)))
    if words:
        message = f"备注里有“{'、'.join(words)}”，不得公开个人的疾病、残疾情况，请核对"
        yield Problem(where, message, blocking=False)
    if _LANDLINE.search(plain):
        yield Problem(where, "备注里有电话号码，不得公开个人的电话，请核对", blocking=False)
    if _BORN.search(plain):
        yield Problem(where, "备注里有出生日期之类的内容，不得公开，请核对", blocking=False)
    for row in data.table.rows if data.table else ():
        for entry in row.entries.values():
            if found := _HEALTH.search(half_width(entry.text)):
                message = f"有“{found.group()}”，不得公开个人的疾病、残疾情况，请核对"
                yield Problem(entry.cell or where, message, blocking=False)
