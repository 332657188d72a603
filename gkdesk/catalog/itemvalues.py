"""An item from typed values, cleaned and understood as one from a workbook is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gkdesk.base.errors import BadValue
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import visible

from . import limit
from .adjustrows import FIELDS
from .channels import ChannelReader
from .diff import shown
from .items import organs, prose, words
from .mapping import GROUPS, CatalogMapping
from .model import Item, Source
from .xlsx import LONGEST_CELL

_WORDS = ("area", "number", "level1", "level2", "level3")
_GROUP_LINE = re.compile(r"^(?P<head>[^：:]+)(?:[：:](?P<text>.*))?$")
TICK = "√"


def read(given: Mapping[str, object]) -> dict[str, str]:
    """Check the names of fields and clean their texts.

    Raises:
        BadValue: a field nobody knows, no text, or longer than a cell of a workbook.
    """
    found: dict[str, str] = {}
    for name, value in given.items():
        if name not in FIELDS:
            raise BadValue(name, name[:20], f"不是目录的栏目，可以写的有 {'、'.join(FIELDS)}")
        if not isinstance(value, str):
            raise BadValue(name, FIELDS[name], "应为文字")
        text = visible(value)
        if len(text) > LONGEST_CELL:
            raise BadValue(name, FIELDS[name], f"超过{LONGEST_CELL}个字，导出时一个单元格放不下")
        if name != "extra":  # a column of the county's own may be one of office phones
            demand_open(text, name, FIELDS[name])
        found[name] = words(text) if name in _WORDS else prose(text)
    return found


def text_of(item: Item, name: str) -> str:
    """Return a field of an item as it is typed."""
    return item.area if name == "area" else shown(item, name)


class ItemMaker:
    """Makes items by the office's names of areas and channels."""

    def __init__(self, mapping: CatalogMapping) -> None:
        self._areas = mapping.areas
        self._channels = ChannelReader(mapping.channels)

    def area(self, text: str) -> str:
        """Return the area a name means; a name nobody knows is an area of the office's own."""
        return self._areas.canonical.get(words(text), words(text))

    def made(self, values: Mapping[str, str], origin: Item | None, source: Source) -> Item:
        """Return a new item; what is not said is taken from the item it comes from.

        Raises:
            BadValue: it has no area, no name, or no content.
        """
        start = origin or Item(area="")
        item = replace(self.changed(start, values), key="", source=source)
        for name in ("area", "content"):
            if not text_of(item, name):
                raise BadValue(name, FIELDS[name], "没有填")
        if not any((item.level1, item.level2, item.level3)):
            raise BadValue("level1", FIELDS["level1"], "没有填，事项没有名称")
        return item

    def changed(self, item: Item, values: Mapping[str, str]) -> Item:
        """Return an item with some fields set anew."""
        parts: dict[str, Any] = {}
        for name, text in read(values).items():
            match name:
                case "area":
                    parts["area"] = self.area(text)
                case "time_limit":
                    parts["time_limit"] = limit.parse(text)
                case "agency":
                    parts["agency"] = organs(text)
                case "channels_text":
                    parts |= {"channels_text": text, "channels": self._channels.read(text)}
                case _ if name in (*GROUPS, "extra"):
                    parts[name] = _group(text)
                case _:
                    parts[name] = text
        ditto = {name: text for name, text in item.ditto.items() if name not in parts}
        return replace(item, **parts, ditto=ditto)


def _group(text: str) -> dict[str, str]:
    """Read 公开对象 and the like: a line ``全社会`` is a tick, ``特定群众：低保户`` words."""
    found: dict[str, str] = {}
    for line in text.replace("；", "\n").splitlines():
        if part := _GROUP_LINE.match(line.strip()):
            found[words(part["head"])] = (part["text"] or TICK).strip() or TICK
    return found
