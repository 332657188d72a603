"""Items as JSON: in the database, on stdout and in a sync package."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from . import limit
from .model import (
    JSON_GROUPS,
    JSON_TEXTS,
    Channel,
    Clause,
    ClauseKind,
    Item,
    Source,
    TimeLimit,
    Trigger,
    as_json,
)


def from_json(data: dict[str, Any]) -> Item:
    """Build an item from what ``as_json`` returned.

    The 公开时限 is read anew from its wording: an item kept since an older program is understood as
    well as a new one, and an import of the same words shows no change. A wording no rule knows is
    what the clerk said of it when it was imported.
    """
    return Item(
        **{name: data[name] for name in (*JSON_TEXTS, *JSON_GROUPS)},
        time_limit=_limit(data["time_limit"]),
        channels=tuple(Channel(**channel) for channel in data["channels"]),
        source=Source(**data["source"]),
    )


def _limit(kept: dict[str, Any]) -> TimeLimit:
    read = limit.parse(kept["text"])
    if read.clauses or not read.text:
        return read
    clauses = tuple(_clause(one) for one in kept.get("clauses", ()))
    return replace(read, clauses=clauses, unclear=tuple(kept.get("unclear", read.unclear)))


def _clause(kept: dict[str, Any]) -> Clause:
    trigger = Trigger(kept["trigger"]) if kept.get("trigger") else None
    return Clause(**kept | {"kind": ClauseKind(kept["kind"]), "trigger": trigger})


def dumps(item: Item) -> str:
    return json.dumps(as_json(item), ensure_ascii=False, separators=(",", ":"))
