"""Keys of items (``04-01-003``: area, level-1 matter, running number): given once, for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import store
from .mapping import FIRST_OWN_AREA, AreaNames

if TYPE_CHECKING:
    from gkdesk.db import Connection

    from .model import Item


def code_of(conn: Connection, areas: AreaNames, area: str) -> int:
    """Return an area's code; a new area gets the form file's, or the next of our own."""
    code = store.area_code(conn, area)
    if code is not None:
        return code
    return store.add_area(conn, name=area, code=areas.codes.get(area), first_own=FIRST_OWN_AREA)


def new_key(conn: Connection, areas: AreaNames, item: Item) -> str:
    """Give the next key of an item's area and level-1 matter."""
    code = code_of(conn, areas, item.area)
    category, number = store.next_in_category(conn, area=item.area, category=item.level1)
    return f"{code:02d}-{category:02d}-{number:03d}"
