"""All SQL of versions, item states, successors and superior catalogs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from gkdesk.db import Connection, Row

from .itemjson import from_json
from .model import Item, as_json
from .versionrows import About, Superior, Version, VersionKind

_VERSIONS = (
    "SELECT v.*, a.name, a.issued_by, a.issued_on, a.in_force_from, a.note"
    " FROM catalog_version v JOIN catalog_version_about a ON a.version = v.id"
    " WHERE a.id = (SELECT MAX(id) FROM catalog_version_about WHERE version = v.id)"
)


def versions(conn: Connection) -> list[Version]:
    """Return every version, the oldest first."""
    return [_version(row) for row in conn.execute(f"{_VERSIONS} ORDER BY v.id")]


def version(conn: Connection, number: int) -> Version | None:
    row = conn.execute(f"{_VERSIONS} AND v.id = :number", {"number": number}).fetchone()
    return _version(row) if row else None


def _version(row: Row) -> Version:
    return Version(
        row["id"], VersionKind(row["kind"]), row["at"], row["user"], row["file"], row["sha256"],
        row["items"],
        About(row["name"], row["issued_by"], row["issued_on"], row["in_force_from"], row["note"]),
    )  # fmt: skip


def add_version(
    conn: Connection, *, import_id: int, kind: str, at: str, user: str, file: str, sha256: str
) -> int:
    """Make the catalog as it now stands a version; return its number."""
    found = conn.execute(
        "INSERT INTO catalog_version (import_id, kind, at, user, file, sha256, items)"
        " VALUES (:import_id, :kind, :at, :user, :file, :sha256,"
        " (SELECT COUNT(*) FROM item WHERE retired_on IS NULL))",
        {
            "import_id": import_id, "kind": kind, "at": at, "user": user,
            "file": file, "sha256": sha256,
        },
    )  # fmt: skip
    number = int(found.lastrowid or 0)
    conn.execute(
        "INSERT INTO item_state (item_key, version, data, place, gone)"
        " SELECT key, :version, data, place, retired_on IS NOT NULL FROM item"
        " WHERE NOT EXISTS (SELECT 1 FROM item_state s WHERE s.item_key = item.key"
        " AND s.version = (SELECT MAX(version) FROM item_state WHERE item_key = item.key)"
        " AND s.data = item.data AND s.place = item.place"
        " AND s.gone = (item.retired_on IS NOT NULL))",
        {"version": number},
    )
    return number


def add_about(conn: Connection, number: int, about: About, *, at: str, user: str) -> None:
    conn.execute(
        "INSERT INTO catalog_version_about"
        " (version, at, user, name, issued_by, issued_on, in_force_from, note)"
        " VALUES (:version, :at, :user, :name, :issued_by, :issued_on, :in_force_from, :note)",
        {"version": number, "at": at, "user": user} | asdict(about),
    )


def items_at(conn: Connection, number: int) -> list[Item]:
    """Return the items in force in a version, by area and place.

    An area that was renamed since stands by the code its keys begin with.
    """
    rows = conn.execute(
        "SELECT data FROM item_state s"
        " LEFT JOIN area_order a ON a.name = json_extract(s.data, '$.area')"
        " WHERE gone = 0 AND version = (SELECT MAX(version) FROM item_state t"
        "  WHERE t.item_key = s.item_key AND t.version <= :number)"
        " ORDER BY COALESCE(stands, 1000 + CAST(item_key AS INTEGER)), code, s.place, item_key",
        {"number": number},
    )
    return [from_json(json.loads(row["data"])) for row in rows]


def standing_now(conn: Connection) -> dict[str, tuple[str, int, bool]]:
    """Return key → JSON, place and whether retired of every item ever held."""
    rows = conn.execute("SELECT key, data, place, retired_on IS NOT NULL AS gone FROM item")
    return {row["key"]: (row["data"], row["place"], bool(row["gone"])) for row in rows}


def standing_at(conn: Connection, number: int) -> dict[str, tuple[str, int, bool]]:
    """Return the same as it was in a version, of the items there were."""
    rows = conn.execute(
        "SELECT item_key, data, place, gone FROM item_state s WHERE version = (SELECT MAX(version)"
        " FROM item_state t WHERE t.item_key = s.item_key AND t.version <= :number)",
        {"number": number},
    )
    return {row["item_key"]: (row["data"], row["place"], bool(row["gone"])) for row in rows}


def history(conn: Connection, key: str) -> list[tuple[int, Item, bool]]:
    """Return (version, the item as it read from then on, whether it was gone), oldest first."""
    rows = conn.execute(
        "SELECT version, data, gone FROM item_state WHERE item_key = :key ORDER BY version",
        {"key": key},
    )
    return [(row["version"], from_json(json.loads(row["data"])), bool(row["gone"])) for row in rows]


def add_successor(conn: Connection, key: str, successor: str, version: int) -> None:
    conn.execute(
        "INSERT INTO item_successor VALUES (:key, :successor, :version)",
        {"key": key, "successor": successor, "version": version},
    )


def successors(conn: Connection, key: str) -> list[str]:
    sql = "SELECT successor FROM item_successor WHERE item_key = :key ORDER BY successor"
    return [row["successor"] for row in conn.execute(sql, {"key": key})]


def add_superior(
    conn: Connection, *, at: str, user: str, about: About, file: str, sha256: str,
    items: Sequence[Item],
) -> int:  # fmt: skip
    found = conn.execute(
        "INSERT INTO catalog_superior"
        " (at, user, name, issued_by, issued_on, file, sha256, items) VALUES"
        " (:at, :user, :name, :issued_by, :issued_on, :file, :sha256, :items)",
        {
            "at": at, "user": user, "name": about.name, "issued_by": about.issued_by,
            "issued_on": about.issued_on, "file": file, "sha256": sha256,
            "items": json.dumps([as_json(item) for item in items], ensure_ascii=False),
        },
    )  # fmt: skip
    return int(found.lastrowid or 0)


def superiors(conn: Connection) -> list[tuple[int, str, str, str, int]]:
    """Return (number, when read, name, file, items) of every reference, the newest first."""
    rows = conn.execute(
        "SELECT id, at, name, file, json_array_length(items) AS count"
        " FROM catalog_superior ORDER BY id DESC"
    )
    return [(row["id"], row["at"], row["name"], row["file"], row["count"]) for row in rows]


def superior(conn: Connection, number: int | None) -> Superior | None:
    """Return one reference, or the newest."""
    row = conn.execute(
        "SELECT * FROM catalog_superior WHERE :number IS NULL OR id = :number"
        " ORDER BY id DESC LIMIT 1",
        {"number": number},
    ).fetchone()
    if row is None:
        return None
    items = tuple(from_json(data) for data in json.loads(row["items"]))
    return Superior(
        row["id"], row["at"], row["name"], row["issued_by"], row["issued_on"], row["file"],
        row["sha256"], items,
    )  # fmt: skip
