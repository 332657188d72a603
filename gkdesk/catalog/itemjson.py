"""Items as JSON: in the database, on stdout and in a sync package."""

from __future__ import annotations

import json
from typing import Any

from . import limit
from .model import JSON_GROUPS, JSON_TEXTS, Channel, Item, Source, as_json


def from_json(data: dict[str, Any]) -> Item:
    """Build an item from what ``as_json`` returned.

    The 公开时限 is read anew from its wording: an item kept since an older program is understood as
    well as a new one, and an import of the same words shows no change.
    """
    return Item(
        **{name: data[name] for name in (*JSON_TEXTS, *JSON_GROUPS)},
        time_limit=limit.parse(data["time_limit"]["text"]),
        channels=tuple(Channel(**channel) for channel in data["channels"]),
        source=Source(**data["source"]),
    )


def dumps(item: Item) -> str:
    return json.dumps(as_json(item), ensure_ascii=False, separators=(",", ":"))
