"""The SQL by which the duties of the catalog see the records."""

from __future__ import annotations

from datetime import date

from gkdesk.catalog.duemodel import Publication
from gkdesk.db import Connection

# the day is kept with the record; where it is not, the review's own entry tells it
_PUBLICATIONS = """
SELECT uid, number, item_key, made_on, period,
  COALESCE(published_on, CASE WHEN state IN ('published', 'withdrawn') THEN
    (SELECT SUBSTR(MIN(at), 1, 10) FROM record_event
     WHERE record_uid = record.uid AND act = 'publish') END) AS published_on,
  CASE WHEN state = 'withdrawn' THEN COALESCE(withdrawn_on,
    (SELECT SUBSTR(MAX(at), 1, 10) FROM record_event
     WHERE record_uid = record.uid AND act = 'withdraw')) END AS withdrawn_on
FROM record
WHERE item_key IS NOT NULL AND attribute = 'active' AND state NOT IN ('discarded', 'settled')
ORDER BY made_on, number
"""


def publications(conn: Connection) -> dict[str, list[Publication]]:
    """Return the records that are public or on the way there, by item, in order of their days."""
    day = date.fromisoformat
    found: dict[str, list[Publication]] = {}
    for uid, number, key, made, period, published, withdrawn in conn.execute(_PUBLICATIONS):
        found.setdefault(key, []).append(
            Publication(
                uid, number, key, day(made), day(published) if published else None,
                day(withdrawn) if withdrawn else None, period,
            )
        )  # fmt: skip
    return found


def last_act(conn: Connection) -> int:
    """Return the number of the last line of the audit."""
    return int(conn.execute("SELECT COALESCE(MAX(id), 0) FROM audit").fetchone()[0])


def acts_since(conn: Connection, number: int) -> list[tuple[int, str]]:
    """Return the lines of the audit after one: number and what was done."""
    rows = conn.execute("SELECT id, action FROM audit WHERE id > :id ORDER BY id", {"id": number})
    return [(row["id"], row["action"]) for row in rows]
