"""Keys of items (``04-01-003``: area, level-1 matter, running number): given once, for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import store
from .mapping import FIRST_OWN_AREA, AreaNames

if TYPE_CHECKING:
    from gkdesk.db import Connection

    from .model import Item


def new_key(conn: Connection, areas: AreaNames, item: Item) -> str:
    """Give the next key of an item's area and level-1 matter."""
    code = store.area_code(conn, item.area)
    if code is None:
        code = store.add_area(
            conn, name=item.area, code=areas.codes.get(item.area), first_own=FIRST_OWN_AREA
        )
    category, number = store.next_in_category(conn, area=item.area, category=item.level1)
    return f"{code:02d}-{category:02d}-{number:03d}"
