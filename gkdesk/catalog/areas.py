"""Which area (领域) a table speaks of: by its worksheet's name, its title, or the table above."""

from __future__ import annotations

import re
from pathlib import PurePath

from gkdesk.base.text import squeeze

from .mapping import AreaNames

_ORDINAL = re.compile(r"^\s*(?:附件)?\s*(?:[(（]?[\d一二三四五六七八九十]+[)）]?[、.．:：\s]*)?")
_PLAIN_NAME = re.compile(r"^(?:sheet|工作表|表)\s*\d*$", re.IGNORECASE)
_OF_TITLE = re.compile(r"(?P<area>[\u4e00-\u9fff]{2,20}?)(?:领域|基层政务公开|政务公开|公开事项)")


def sheet_area(
    areas: AreaNames, sheet: str, titles: tuple[str, ...], file: str, before: str
) -> str:
    """Name the area of a table.

    Args:
        areas: the areas known, with their aliases.
        sheet: the worksheet's name.
        titles: the lone texts above the table.
        file: the workbook's name, the last resort.
        before: the area of the table above on the same worksheet, else ``""``.
    """
    name = squeeze(_ORDINAL.sub("", sheet, count=1))
    if not before and (known := areas.canonical.get(name)):
        return known
    named = (areas.named(squeeze(title)) for title in titles)
    if found := next(filter(None, named), "") or before:
        return found
    if not _PLAIN_NAME.match(sheet.strip()):
        return areas.named(name) or name
    return next(filter(None, map(_of_title, titles)), "") or PurePath(file).stem


def _of_title(title: str) -> str:
    found = _OF_TITLE.search(_ORDINAL.sub("", squeeze(title)))
    return found["area"] if found else ""
