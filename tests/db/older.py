"""A database file put back to how an older program left it."""

from __future__ import annotations

import re

from gkdesk.db import Connection
from gkdesk.db.migrations import SCHEMA


def back_to(conn: Connection, version: int) -> None:
    """Undo the scripts after a version: their tables, views, indexes, triggers and columns."""
    conn.execute("PRAGMA foreign_keys = OFF")
    for script in reversed(sorted(SCHEMA.glob("*.sql"))[version:]):
        text = script.read_text("utf-8")
        for kind in ("TRIGGER", "INDEX", "VIEW", "TABLE"):
            for name in re.findall(rf"CREATE (?:UNIQUE )?{kind} (\w+)", text):
                conn.execute(f"DROP {kind} IF EXISTS {name}")
        for table, name in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", text):
            conn.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    conn.execute(f"PRAGMA user_version = {version}")
