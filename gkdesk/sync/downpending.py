"""What of the county's packages waits: all an office asks of them when it opens."""

from __future__ import annotations

from gkdesk.db import Connection

# a change whose file is not known to stand as it should
UNWRITTEN = "path != '' AND NOT EXISTS (SELECT 1 FROM down_written w WHERE w.change_id = c.id)"


def any_unwritten(conn: Connection) -> bool:
    return bool(
        conn.execute(
            f"SELECT EXISTS (SELECT 1 FROM down_change c WHERE {UNWRITTEN})"  # noqa: S608 - our text
        ).fetchone()[0]
    )


def waiting(conn: Connection) -> list[tuple[str, str, int]]:
    """Return number, county and open parts of every package with parts nobody decided about."""
    rows = conn.execute(
        "SELECT m.number, m.county, count(*) AS open FROM down_part p"
        " JOIN down_package m ON m.id = p.package_id"
        " WHERE NOT EXISTS (SELECT 1 FROM down_change c WHERE c.part_id = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM down_part q JOIN down_package n ON n.id = q.package_id"
        "   WHERE q.target = p.target AND q.package_id > p.package_id AND n.county = m.county)"
        " GROUP BY m.id ORDER BY m.id"
    )
    return [(row["number"], row["county"], row["open"]) for row in rows]
