"""Duties, doubts and events on stdout: as a table, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from . import show

if TYPE_CHECKING:
    from gkdesk.catalog.duemodel import Doubt, Duty, Noted
    from gkdesk.catalog.model import Item

NAME = 26  # letters of an item's name in a table
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


def show_duties(duties: Sequence[Duty], *, as_json: bool) -> None:
    """Print duties as a table, or as JSON."""
    if as_json:
        show.document({"duties": [duty_json(duty) for duty in duties]})
        return
    heads = ("编码", "事项", "期次", "最迟", "情况", "信息", "怎么算的")
    rows = [
        (duty.item.key, duty.item.name[:NAME], duty.period, _day(duty), duty.state_words,
         duty.record, duty.basis_words)
        for duty in duties
    ]  # fmt: skip
    show.table(heads, rows)


def duty_json(duty: Duty) -> dict[str, object]:
    """Return a duty as JSON values, its item by key, area and name."""
    data = {
        name: getattr(duty, name)
        for name in (
            "state", "period", "opens_on", "due_on", "days", "provisional", "local", "cause",
            "cause_on", "record", "published_on", "basis_words",
        )
    }  # fmt: skip
    return item_json(duty.item) | data | {"label": duty.state_words}


def item_json(item: Item) -> dict[str, object]:
    """Return which item it is."""
    return {"item": item.key, "area": item.area, "name": item.name, "agency": item.agency}


def doubt_json(one: Doubt) -> dict[str, object]:
    """Return a doubt with its item."""
    return item_json(one.item) | {"code": one.code, "words": one.words, "basis": one.basis}


def noted_json(one: Noted) -> dict[str, object]:
    """Return what was noted about an item."""
    occasion = one.occasion
    return {
        "uid": occasion.uid, "item": occasion.item_key, "kind": occasion.kind.value,
        "label": occasion.kind.label, "on": occasion.on, "what": one.what, "by": one.by,
        "voided": one.voided,
    }  # fmt: skip


def _day(duty: Duty) -> str:
    if duty.due_on is None:
        return "—"
    return f"{duty.due_on}（暂估）" if duty.provisional else str(duty.due_on)
