"""Rows as rooms hand them over, in a list; a change is noted as the rooms' triggers note it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import SupportsIndex

from gkdesk.base.handover import PackageRow
from gkdesk.db import Connection
from gkdesk.sync.delta import Sources

KINDS = ("item", "record", "sheet", "request")


class Rows(list[PackageRow]):
    """What all rooms hold."""

    def __init__(self, conn: Connection, rows: Iterable[PackageRow]) -> None:
        super().__init__()
        self._conn = conn
        for row in rows:
            self.append(row)

    def append(self, row: PackageRow) -> None:
        super().append(row)
        changed(self._conn, row)

    def __setitem__(self, at: SupportsIndex, row: PackageRow) -> None:  # type: ignore[override]
        super().__setitem__(at, row)
        changed(self._conn, row)

    @property
    def sources(self) -> Sources:
        return sources_of(self)


def sources_of(rows: Collection[PackageRow]) -> Sources:
    """The rooms that hold some rows."""

    def of(kind: str, keys: Collection[str] | None) -> list[PackageRow]:
        return [row for row in rows if row.kind == kind and (keys is None or row.key in keys)]

    return {kind: partial(of, kind) for kind in KINDS}


def changed(conn: Connection, row: PackageRow) -> None:
    """Note a row as the triggers do."""
    names = {"kind": row.kind, "key": row.key}
    conn.execute("DELETE FROM sync_pending WHERE kind = :kind AND key = :key", names)
    conn.execute("INSERT INTO sync_pending (kind, key) VALUES (:kind, :key)", names)
