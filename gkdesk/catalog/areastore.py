"""All SQL of what the office says about areas."""

from __future__ import annotations

import json

from gkdesk.db import Connection

from .arearows import AreaSetting


def settings(conn: Connection) -> list[AreaSetting]:
    """Return the newest row of every area."""
    rows = conn.execute(
        "SELECT * FROM area_setting WHERE id IN (SELECT MAX(id) FROM area_setting GROUP BY name)"
        " ORDER BY id"
    )
    return [
        AreaSetting(
            row["name"], tuple(json.loads(row["aliases"])), row["place"], bool(row["off"]),
            row["reason"], row["lead"], row["support"], row["contact"],
        )
        for row in rows
    ]  # fmt: skip


def add(conn: Connection, setting: AreaSetting, *, at: str, user: str) -> None:
    conn.execute(
        "INSERT INTO area_setting"
        " (name, at, user, aliases, place, off, reason, lead, support, contact) VALUES"
        " (:name, :at, :user, :aliases, :place, :off, :reason, :lead, :support, :contact)",
        {
            "name": setting.name, "at": at, "user": user,
            "aliases": json.dumps(setting.aliases, ensure_ascii=False),
            "place": setting.place, "off": int(setting.off), "reason": setting.reason,
            "lead": setting.lead, "support": setting.support, "contact": setting.contact,
        },
    )  # fmt: skip


def codes(conn: Connection) -> dict[str, int]:
    """Return the code of every area that ever had an item."""
    return {row["name"]: row["code"] for row in conn.execute("SELECT name, code FROM catalog_area")}
