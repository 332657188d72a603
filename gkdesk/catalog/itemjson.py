"""Items as JSON: in the database, on stdout and in a sync package."""

from __future__ import annotations

import json
from typing import Any

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
    """Build an item from what ``as_json`` returned."""
    limit = data["time_limit"]
    return Item(
        **{name: data[name] for name in (*JSON_TEXTS, *JSON_GROUPS)},
        time_limit=TimeLimit(limit["text"], tuple(map(_clause, limit["clauses"]))),
        channels=tuple(Channel(**channel) for channel in data["channels"]),
        source=Source(**data["source"]),
    )


def dumps(item: Item) -> str:
    return json.dumps(as_json(item), ensure_ascii=False, separators=(",", ":"))


def _clause(data: dict[str, Any]) -> Clause:
    trigger = data["trigger"]
    return Clause(
        ClauseKind(data["kind"]),
        data["count"],
        data["unit"],
        Trigger(trigger) if trigger else None,
        data["scope"],
        data["on"],
    )
