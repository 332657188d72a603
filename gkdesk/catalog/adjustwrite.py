"""Write what an adjustment does: new items and their keys, changed and cancelled ones, areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from . import store
from .keys import code_of, new_key

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .adjustplan import Plan
    from .mapping import AreaNames
    from .model import Item


def write(
    session: Session, plan: Plan, items: Mapping[str, Item], areas: AreaNames, import_id: int
) -> list[tuple[str, str]]:
    """Write a plan inside the caller's transaction; return (old key, its successor) pairs."""
    conn, today = session.conn, session.today.isoformat()
    for old, new in plan.renamed:
        store.rename_area(conn, old, new)
    for key, item in plan.changed.items():
        place = store.place_of(conn, key)
        if store.area_code(conn, item.area) is None or _moved(items[key], item, plan):
            code_of(conn, areas, item.area)  # the item keeps its key, wherever it goes
            place = store.next_place(conn, item.area)
        store.change_item(conn, item, place=place, today=today)
        store.add_event(
            conn, key=key, import_id=import_id, kind="changed", changes=tuple(plan.changes[key])
        )
    for key in plan.gone:
        store.retire_item(conn, key, today=today)
        store.add_event(conn, key=key, import_id=import_id, kind="retired")
    arrows: list[tuple[str, str]] = []
    for made in plan.made:
        item = replace(made.item, key=new_key(conn, areas, made.item))
        origin = made.origins[0] if made.origins else ""
        beside = origin if origin and items[origin].area == item.area else ""
        place = store.place_of(conn, beside) if beside else store.next_place(conn, item.area)
        store.add_item(conn, item, place=place, today=today)
        store.add_event(conn, key=item.key, import_id=import_id, kind="added")
        arrows += [(key, item.key) for key in made.origins]
    return arrows


def _moved(before: Item, after: Item, plan: Plan) -> bool:
    """Tell whether an item goes into another area; a renamed area is the same one."""
    return dict(plan.renamed).get(before.area, before.area) != after.area
