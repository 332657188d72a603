"""Which records were published in a span of days, and which of them were withdrawn since.

The one place that asks the tables of the records for it: hand-over and self-check are handed
these functions, so they do not know how a record is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gkdesk.accounts.session import Session

_PUBLISHED = """
SELECT r.uid, r.number, r.made_on, r.sealed, substr(e.at, 1, 10) AS day
  FROM record_event e JOIN record r ON r.uid = e.record_uid
 WHERE e.act = 'publish' AND e.at >= :first AND e.at < :after
   AND r.state = 'published' AND r.attribute = 'active'
   AND NOT EXISTS (SELECT 1 FROM record_event l
                    WHERE l.record_uid = r.uid AND l.act = 'publish' AND l.id > e.id)
 ORDER BY day, r.number
"""
_WITHDRAWN = """
SELECT r.uid, substr(max(e.at), 1, 10) AS day
  FROM record r JOIN record_event e ON e.record_uid = r.uid AND e.act = 'withdraw'
 WHERE r.state <> 'published' GROUP BY r.uid
"""


@dataclass(frozen=True, slots=True)
class Published:
    """One record that stands published, with the day of its last publication."""

    uid: str
    number: str
    title: str
    doc_number: str
    made_on: date
    published_on: date

    def as_dict(self) -> dict[str, str]:
        return {
            "uid": self.uid, "number": self.number, "title": self.title,
            "doc_number": self.doc_number, "made_on": self.made_on.isoformat(),
            "published_on": self.published_on.isoformat(),
        }  # fmt: skip

    @classmethod
    def of(cls, kept: dict[str, str]) -> Published:
        return cls(
            kept["uid"], kept["number"], kept["title"], kept["doc_number"],
            date.fromisoformat(kept["made_on"]), date.fromisoformat(kept["published_on"]),
        )  # fmt: skip


PublishedIn = Callable[[date, date], list[Published]]
WithdrawnOf = Callable[[Iterable[str]], dict[str, date]]


def published(session: Session, first: date, last: date) -> list[Published]:
    """Return the records last published from ``first`` to ``last`` that still stand."""
    after = last + timedelta(days=1)
    span = {"first": first.isoformat(), "after": after.isoformat()}
    found = []
    for row in session.conn.execute(_PUBLISHED, span):
        words = session.vault.open_json(row["sealed"], f"record.sealed#{row['uid']}")
        found.append(Published(
            row["uid"], row["number"], words["title"], words.get("doc_number", ""),
            date.fromisoformat(row["made_on"]), date.fromisoformat(row["day"]),
        ))  # fmt: skip
    return found


def withdrawn(session: Session, uids: Iterable[str]) -> dict[str, date]:
    """Return those of the records that do not stand any more, with the day of withdrawal."""
    wanted = set(uids)
    rows = session.conn.execute(_WITHDRAWN)
    return {row["uid"]: date.fromisoformat(row["day"]) for row in rows if row["uid"] in wanted}


def last_by_item(session: Session) -> dict[str, date]:
    """Return catalog item → the day something of it was last published and still stands."""
    rows = session.conn.execute(
        "SELECT r.item_key, substr(max(e.at), 1, 10) AS day"
        "  FROM record r JOIN record_event e ON e.record_uid = r.uid AND e.act = 'publish'"
        " WHERE r.state = 'published' AND r.item_key IS NOT NULL GROUP BY r.item_key"
    )
    return {row["item_key"]: date.fromisoformat(row["day"]) for row in rows}
