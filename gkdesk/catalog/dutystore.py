"""All SQL of duties, website columns and their links."""

from __future__ import annotations

from collections.abc import Mapping

from gkdesk.db import Connection

from .dutyrows import Duty, DutyList


def duties(conn: Connection, which: DutyList) -> list[Duty]:
    """Return every row of a list in the order it was read, those left out last."""
    links: dict[int, tuple[str, ...]] = {}
    for row in conn.execute(
        "SELECT duty, item_key FROM duty_link JOIN duty ON duty.id = duty_link.duty"
        " WHERE list = :list ORDER BY duty, item_key",
        {"list": which.value},
    ):
        links[row["duty"]] = (*links.get(row["duty"], ()), row["item_key"])
    rows = conn.execute(
        "SELECT * FROM duty WHERE list = :list ORDER BY gone_at IS NOT NULL, id",
        {"list": which.value},
    )
    return [
        Duty(
            row["id"], which, row["code"], row["name"], row["kind"], row["office"], row["basis"],
            row["file"], row["gone_at"] is not None, links.get(row["id"], ()),
        )
        for row in rows
    ]  # fmt: skip


def list_of(conn: Connection, number: int) -> DutyList | None:
    row = conn.execute("SELECT list FROM duty WHERE id = :id", {"id": number}).fetchone()
    return DutyList(row["list"]) if row else None


def add(conn: Connection, which: DutyList, row: Mapping[str, str], file: str) -> int:
    found = conn.execute(
        "INSERT INTO duty (list, code, name, kind, office, basis, file)"
        " VALUES (:list, :code, :name, :kind, :office, :basis, :file)",
        {"list": which.value, "file": file} | _five(row),
    )
    return int(found.lastrowid or 0)


def change(conn: Connection, number: int, row: Mapping[str, str], file: str) -> None:
    conn.execute(
        "UPDATE duty SET code = :code, name = :name, kind = :kind, office = :office,"
        " basis = :basis, file = :file, gone_at = NULL WHERE id = :id",
        {"id": number, "file": file} | _five(row),
    )


def _five(row: Mapping[str, str]) -> dict[str, str]:
    return {name: row.get(name, "") for name in ("code", "name", "kind", "office", "basis")}


def leave_out(conn: Connection, number: int, at: str) -> None:
    conn.execute("UPDATE duty SET gone_at = :at WHERE id = :id", {"id": number, "at": at})


def link(conn: Connection, number: int, key: str, *, at: str, user: str) -> None:
    conn.execute(
        "INSERT OR IGNORE INTO duty_link (duty, item_key, at, user)"
        " VALUES (:duty, :key, :at, :user)",
        {"duty": number, "key": key, "at": at, "user": user},
    )


def unlink(conn: Connection, number: int, key: str) -> int:
    """Take a link away; return how many there were."""
    found = conn.execute(
        "DELETE FROM duty_link WHERE duty = :duty AND item_key = :key",
        {"duty": number, "key": key},
    )
    return found.rowcount


def move_links(conn: Connection, old: str, new: str, *, at: str, user: str) -> None:
    """Let what belonged to an item belong to its successor too; the old links stay."""
    conn.execute(
        "INSERT OR IGNORE INTO duty_link (duty, item_key, at, user)"
        " SELECT duty, :new, :at, :user FROM duty_link WHERE item_key = :old",
        {"old": old, "new": new, "at": at, "user": user},
    )
