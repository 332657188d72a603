"""All SQL of what happened about an item and what was settled about it."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.db import Connection


@dataclass(frozen=True, slots=True)
class StoredOccasion:
    """One row of ``item_occasion``, and of its void."""

    uid: str
    item_key: str
    kind: str
    on_day: str
    sealed: bytes
    at: str
    user: str
    void: bytes | None = None
    voided_at: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of an item's history: when, by which workbook, how, and the fields changed."""

    at: str
    user: str
    file: str
    kind: str
    changes: str


def add(conn: Connection, row: StoredOccasion) -> None:
    conn.execute(
        "INSERT INTO item_occasion (uid, item_key, kind, on_day, sealed, at, user)"
        " VALUES (:uid, :item_key, :kind, :on_day, :sealed, :at, :user)",
        {
            name: getattr(row, name)
            for name in ("uid", "item_key", "kind", "on_day", "sealed", "at", "user")
        },
    )


def void(conn: Connection, uid: str, *, sealed: bytes, at: str, user: str) -> None:
    conn.execute(
        "INSERT INTO item_occasion_void (occasion_uid, sealed, at, user)"
        " VALUES (:uid, :sealed, :at, :user)",
        {"uid": uid, "sealed": sealed, "at": at, "user": user},
    )


def occasions(conn: Connection, item_key: str | None = None) -> list[StoredOccasion]:
    """Return the occasions, void ones too, newest first."""
    rows = conn.execute(
        "SELECT item_occasion.*, item_occasion_void.sealed AS void,"
        " item_occasion_void.at AS voided_at FROM item_occasion"
        " LEFT JOIN item_occasion_void ON occasion_uid = uid"
        " WHERE :key IS NULL OR item_key = :key ORDER BY on_day DESC, item_occasion.id DESC",
        {"key": item_key},
    )
    return [
        StoredOccasion(**{name: row[name] for name in StoredOccasion.__slots__}) for row in rows
    ]


def find(conn: Connection, uid: str) -> StoredOccasion | None:
    """Return one occasion by its uid, or by the beginning of it when only one begins so."""
    found = [row for row in occasions(conn) if uid and row.uid.startswith(uid)]
    return found[0] if len(found) == 1 else None


def standing(conn: Connection) -> list[tuple[str, str, str, str]]:
    """Return uid, item, kind and day of each occasion that counts, without opening any."""
    rows = conn.execute(
        "SELECT uid, item_key, kind, on_day FROM item_occasion WHERE NOT EXISTS"
        " (SELECT 1 FROM item_occasion_void WHERE occasion_uid = uid) ORDER BY on_day, id"
    )
    return [tuple(row) for row in rows]


def add_mark(conn: Connection, *, item_key: str, kind: str, value: str, at: str, user: str) -> None:
    conn.execute(
        "INSERT INTO item_mark (item_key, kind, value, at, user)"
        " VALUES (:item_key, :kind, :value, :at, :user)",
        {"item_key": item_key, "kind": kind, "value": value, "at": at, "user": user},
    )


def marks(conn: Connection) -> list[tuple[str, str, str]]:
    """Return item, kind and value of every mark in force."""
    rows = conn.execute(
        "SELECT item_key, kind, value FROM item_mark WHERE value <> '' AND id IN"
        " (SELECT MAX(id) FROM item_mark GROUP BY item_key, kind)"
    )
    return [tuple(row) for row in rows]


def added(conn: Connection) -> dict[str, str]:
    """Return the day each item in force came into the catalog."""
    rows = conn.execute("SELECT key, added_on FROM item WHERE retired_on IS NULL")
    return {row["key"]: row["added_on"] for row in rows}


def history(conn: Connection, item_key: str) -> list[Change]:
    """Return what imports did to an item, newest first."""
    rows = conn.execute(
        "SELECT at, user, file, kind, changes FROM item_event"
        " JOIN catalog_import ON catalog_import.id = import_id"
        " WHERE item_key = :key ORDER BY item_event.id DESC",
        {"key": item_key},
    )
    return [Change(**{name: row[name] for name in Change.__slots__}) for row in rows]
