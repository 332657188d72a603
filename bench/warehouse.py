"""100 000 rows of a county's inbox into PostgreSQL, beside a bare COPY of the same lines.

Runs only where a server is reached: set GKDESK_POSTGRES to an empty database.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ROWS, TOWNS = 100_000, 200
LIMIT = 50_000  # rows a second


def fill(conn: sqlite3.Connection) -> None:
    """Put the rows straight into the inbox: receiving 200 packages is not what is measured."""
    from gkdesk.sync.model import canonical

    for town in range(TOWNS):
        conn.execute(
            "INSERT INTO package VALUES (?, '2026-001', ?, 'x', '', 0, '', '', ?)",
            (f"T{town:04d}", f"第{town}镇", "2026-04-10T09:00:00"),
        )
    for at in range(ROWS):
        data = {"name": f"事项{at}", "content": "公开内容" * 12, "basis": "《条例》" * 6}
        line = canonical({"kind": "item", "key": f"A{at:06d}", "revision": 1, "data": data})
        conn.execute(
            "INSERT INTO entry VALUES (?, 'item', ?, 1, ?, ?, '2026-001')",
            (f"T{at % TOWNS:04d}", f"A{at:06d}", f"{at:064x}", line),
        )
    conn.commit()


def run() -> list[tuple[str, str]]:
    """Measure a first load, the same again, and the bare COPY."""
    import psycopg

    from gkdesk.sync import warehouse
    from gkdesk.sync.county import County

    address = os.environ.get("GKDESK_POSTGRES", "")
    if not address:
        return [("PostgreSQL", "no server named in GKDESK_POSTGRES")]
    lines = []
    with (
        tempfile.TemporaryDirectory() as folder,
        County.init(Path(folder) / "inbox", name="bench", now=datetime.now) as county,
    ):
        fill(county.book._conn)  # noqa: SLF001 - filled below the service
        for what in ("first load", "the same again"):
            start = time.perf_counter()
            warehouse.load(county.book, "bench", address)
            rate = ROWS / (time.perf_counter() - start)
            lines.append((f"{what}, {ROWS} rows", f"{rate:,.0f} rows/s (limit {LIMIT:,})"))
        rows = [
            (one.key, json.dumps(one.data, ensure_ascii=False)) for one in county.book.entries()
        ]
        start = time.perf_counter()
        with psycopg.connect(address) as conn:
            conn.execute("DROP SCHEMA gkdesk CASCADE")
            conn.execute("CREATE TEMP TABLE bare (key text PRIMARY KEY, data jsonb)")
            with conn.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        rate = ROWS / (time.perf_counter() - start)
        lines.append(("bare COPY of keys and data", f"{rate:,.0f} rows/s"))
    return lines


if __name__ == "__main__":
    for what, result in run():
        print(f"{what}：{result}")
