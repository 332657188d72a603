"""All SQL of the catalog."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from gkdesk.db import Connection

from .itemjson import dumps, from_json
from .model import FieldChange, Item


def version(conn: Connection) -> int:
    """Return the number of the last import (0: the catalog is empty)."""
    return int(conn.execute("SELECT COALESCE(MAX(id), 0) FROM catalog_import").fetchone()[0])


def items(conn: Connection, area: str | None = None) -> list[Item]:
    """Return the items in force, by area and the order of the workbook."""
    rows = conn.execute(
        "SELECT data FROM item JOIN area_order ON area_order.name = item.area"
        " WHERE retired_on IS NULL AND (:area IS NULL OR item.area = :area)"
        " ORDER BY stands, code, item.place, item.key",
        {"area": area},
    )
    return [from_json(json.loads(row["data"])) for row in rows]


def names(conn: Connection) -> list[tuple[str, str, str, str, str]]:
    """Return key, area and the three levels of every item in use, in the workbook's order."""
    rows = conn.execute(
        "SELECT key, area, json_extract(data, '$.level1'), json_extract(data, '$.level2'),"
        " json_extract(data, '$.level3') FROM item WHERE retired_on IS NULL ORDER BY area, place"
    )
    rows.row_factory = None
    return rows.fetchall()


def item(conn: Connection, key: str) -> Item | None:
    row = conn.execute("SELECT data FROM item WHERE key = :key", {"key": key}).fetchone()
    return from_json(json.loads(row["data"])) if row else None


def areas(conn: Connection) -> list[tuple[str, int]]:
    rows = conn.execute(
        "SELECT item.area AS area, COUNT(*) AS count FROM item JOIN area_order"
        " ON area_order.name = item.area WHERE retired_on IS NULL"
        " GROUP BY item.area ORDER BY stands, code"
    )
    return [(row["area"], row["count"]) for row in rows]


def package_rows(
    conn: Connection, keys: Collection[str] | None = None
) -> list[tuple[str, int, str, str | None]]:
    """Return key, revision, JSON and day of retirement of every item ever held, or of some."""
    where = "" if keys is None else "WHERE key IN (SELECT value FROM json_each(:keys))"
    rows = conn.execute(
        f"SELECT key, revision, data, retired_on FROM item {where} ORDER BY key",  # noqa: S608
        {"keys": json.dumps([*(keys or ())])},
    )
    return [(row["key"], row["revision"], row["data"], row["retired_on"]) for row in rows]


def add_import(
    conn: Connection, *, at: str, user: str, file: str, sha256: str, counts: Mapping[str, int]
) -> int:
    found = conn.execute(
        "INSERT INTO catalog_import (at, user, file, sha256, counts)"
        " VALUES (:at, :user, :file, :sha256, :counts)",
        {"at": at, "user": user, "file": file, "sha256": sha256, "counts": json.dumps(counts)},
    )
    return int(found.lastrowid or 0)


def area_code(conn: Connection, name: str) -> int | None:
    sql = "SELECT code FROM catalog_area WHERE name = :name"
    row = conn.execute(sql, {"name": name}).fetchone()
    return int(row["code"]) if row else None


def add_area(conn: Connection, *, name: str, code: int | None, first_own: int) -> int:
    """Remember an area under its code, or under the next code for areas of our own."""
    row = conn.execute(
        "INSERT INTO catalog_area (code, name) VALUES (COALESCE(:code,"
        " (SELECT MAX(:first_own - 1, COALESCE(MAX(code), 0)) + 1 FROM catalog_area)), :name)"
        " RETURNING code",
        {"name": name, "code": code, "first_own": first_own},
    ).fetchone()
    return int(row["code"])


def next_in_category(conn: Connection, *, area: str, category: str) -> tuple[int, int]:
    """Take the next running number of a level-1 category; return its code and the number."""
    row = conn.execute(
        "INSERT INTO catalog_category (area, name, code, items) VALUES (:area, :name,"
        " (SELECT COALESCE(MAX(code), 0) + 1 FROM catalog_category WHERE area = :area), 1)"
        " ON CONFLICT (area, name) DO UPDATE SET items = items + 1 RETURNING code, items",
        {"area": area, "name": category},
    ).fetchone()
    return int(row["code"]), int(row["items"])


def add_item(conn: Connection, item: Item, *, place: int, today: str) -> None:
    conn.execute(
        "INSERT INTO item (key, area, place, data, added_on, changed_on)"
        " VALUES (:key, :area, :place, :data, :today, :today)",
        {"key": item.key, "area": item.area, "place": place, "data": dumps(item), "today": today},
    )


def change_item(conn: Connection, item: Item, *, place: int, today: str) -> None:
    conn.execute(
        "UPDATE item SET data = :data, area = :area, place = :place, revision = revision + 1,"
        " changed_on = :today WHERE key = :key",
        {"key": item.key, "area": item.area, "place": place, "data": dumps(item), "today": today},
    )


def move_item(conn: Connection, item: Item, *, place: int) -> None:
    """Note where an unchanged item stands in the newest workbook."""
    conn.execute(
        "UPDATE item SET place = :place, data = :data WHERE key = :key",
        {"key": item.key, "place": place, "data": dumps(item)},
    )


def retire_item(conn: Connection, key: str, *, today: str) -> None:
    conn.execute(
        "UPDATE item SET retired_on = :today, revision = revision + 1 WHERE key = :key",
        {"key": key, "today": today},
    )


def unretire_item(conn: Connection, key: str) -> None:
    """Put an item in force again; ``change_item`` before it counts the revision."""
    conn.execute("UPDATE item SET retired_on = NULL WHERE key = :key", {"key": key})


def place_of(conn: Connection, key: str) -> int:
    row = conn.execute("SELECT place FROM item WHERE key = :key", {"key": key}).fetchone()
    return int(row["place"])


def next_place(conn: Connection, area: str) -> int:
    """Return the place behind the last item of an area."""
    sql = "SELECT COALESCE(MAX(place), -1) + 1 AS place FROM item WHERE area = :area"
    return int(conn.execute(sql, {"area": area}).fetchone()["place"])


def rename_area(conn: Connection, old: str, new: str) -> None:
    """Give an area another name; its code, and so the keys of its items, stay."""
    conn.execute("PRAGMA defer_foreign_keys = ON")  # categories name their area; until COMMIT only
    names = {"old": old, "new": new}
    conn.execute("UPDATE catalog_area SET name = :new WHERE name = :old", names)
    conn.execute("UPDATE catalog_category SET area = :new WHERE area = :old", names)
    conn.execute("UPDATE item SET area = :new WHERE area = :old", names)


def add_event(
    conn: Connection, *, key: str, import_id: int, kind: str, changes: tuple[FieldChange, ...] = ()
) -> None:
    told = [[change.field, change.before, change.after] for change in changes]
    conn.execute(
        "INSERT INTO item_event (item_key, import_id, kind, changes)"
        " VALUES (:key, :import_id, :kind, :changes)",
        {
            "key": key,
            "import_id": import_id,
            "kind": kind,
            "changes": json.dumps(told, ensure_ascii=False),
        },
    )
