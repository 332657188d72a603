"""All SQL of the records themselves."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Stored:
    """One row of ``record``; days are ISO texts, ``facts`` is JSON."""

    uid: str
    number: str
    item_key: str | None
    attribute: str
    made_on: str
    sealed: bytes
    drafted_by: str
    state: str
    revision: int
    kind: str = "info"
    period: str = ""
    facts: str = "{}"
    index_number: str = ""
    published_on: str | None = None
    withdrawn_on: str | None = None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of ``record_event``."""

    uid: str
    record_uid: str
    at: str
    user: str
    act: str
    result: str
    opinion: bytes
    checks: str = ""


_COLUMNS = ", ".join(Stored.__slots__)
_VALUES = ", ".join(f":{name}" for name in Stored.__slots__)
_CHANGED = (
    "item_key", "attribute", "made_on", "sealed", "drafted_by", "kind", "period", "facts",
    "index_number",
)  # fmt: skip
_SET = ", ".join(f"{name} = :{name}" for name in _CHANGED)


def next_number(conn: Connection, year: int) -> str:
    """Return the next number of a year; call it inside the transaction that uses it."""
    row = conn.execute(
        "SELECT MAX(number) AS last FROM record WHERE number BETWEEN :year || '-' AND :year || '.'",
        {"year": str(year)},
    ).fetchone()
    last = int(row["last"][5:]) if row["last"] else 0
    return f"{year}-{last + 1:05d}"


def add(conn: Connection, row: Stored) -> None:
    conn.execute(
        f"INSERT INTO record ({_COLUMNS}) VALUES ({_VALUES})",  # noqa: S608 - our own names
        _values(row),
    )


def change(conn: Connection, row: Stored) -> None:
    conn.execute(
        f"UPDATE record SET {_SET} WHERE uid = :uid",  # noqa: S608 - our own names
        _values(row),
    )


def set_state(conn: Connection, uid: str, *, state: str, revision: int) -> None:
    conn.execute(
        "UPDATE record SET state = :state, revision = :revision WHERE uid = :uid",
        {"uid": uid, "state": state, "revision": revision},
    )


def set_public(
    conn: Connection,
    uid: str,
    *,
    on: str | None,
    index_number: str,
    title: str,
    doc_number: str,
    title_key: bytes,
) -> None:
    """Note that a record is public, and lay its title open: the public has read it."""
    conn.execute(
        "UPDATE record SET published_on = :published_on, withdrawn_on = NULL,"
        " index_number = :index_number, title = :title, doc_number = :doc_number,"
        " title_key = :title_key WHERE uid = :uid",
        {
            "uid": uid,
            "published_on": on,
            "index_number": index_number,
            "title": title,
            "doc_number": doc_number,
            "title_key": title_key,
        },
    )


def set_facts(conn: Connection, uid: str, facts: str) -> None:
    conn.execute("UPDATE record SET facts = :facts WHERE uid = :uid", {"uid": uid, "facts": facts})


def set_index(conn: Connection, uid: str, index_number: str) -> None:
    conn.execute(
        "UPDATE record SET index_number = :index_number WHERE uid = :uid",
        {"uid": uid, "index_number": index_number},
    )


def set_withdrawn(conn: Connection, uid: str, on: str) -> None:
    """Note that a record is public no more; its title is only kept sealed again."""
    conn.execute(
        "UPDATE record SET withdrawn_on = :withdrawn_on, title = '', doc_number = '',"
        " title_key = x'' WHERE uid = :uid",
        {"uid": uid, "withdrawn_on": on},
    )


@dataclass(frozen=True, slots=True)
class PublicLine:
    """What tells one published record from another."""

    title: str
    published_on: str
    index_number: str


def public_lines(conn: Connection) -> list[PublicLine]:
    """Return every published record, without its words."""
    rows = conn.execute(
        "SELECT title, COALESCE(published_on, '') AS published_on, index_number"
        " FROM record INDEXED BY record_list_words"
        " WHERE state = 'published'"
    )
    return [
        PublicLine(row["title"], row["published_on"] or "", row["index_number"]) for row in rows
    ]


def untitled(conn: Connection) -> list[str]:
    """Return the published records of an older file whose titles still lie sealed only."""
    rows = conn.execute("SELECT uid FROM record WHERE state = 'published' AND title = ''")
    return [row["uid"] for row in rows]


def find(conn: Connection, uid_or_number: str) -> Stored | None:
    row = conn.execute(
        "SELECT * FROM record WHERE uid = :key OR number = :key", {"key": uid_or_number}
    ).fetchone()
    return _stored(row) if row else None


def rows(conn: Connection, state: str | None = None) -> list[Stored]:
    found = conn.execute(
        "SELECT * FROM record WHERE :state IS NULL OR state = :state ORDER BY number",
        {"state": state},
    )
    return [_stored(row) for row in found]


def indexed(conn: Connection, index_number: str, *, but: str) -> str | None:
    """Return the number of another record that carries an index number."""
    row = conn.execute(
        "SELECT number FROM record WHERE index_number = :index_number AND uid <> :but"
        " AND index_number <> ''",
        {"index_number": index_number, "but": but},
    ).fetchone()
    return row["number"] if row else None


def add_event(conn: Connection, event: StoredEvent) -> None:
    conn.execute(
        "INSERT INTO record_event (record_uid, uid, at, user, act, result, opinion, checks)"
        " VALUES (:record_uid, :uid, :at, :user, :act, :result, :opinion, :checks)",
        {name: getattr(event, name) for name in StoredEvent.__slots__},
    )


def last_event(conn: Connection) -> int:
    """Return the number of the last step of any record: nothing changes its state without one."""
    return int(conn.execute("SELECT COALESCE(MAX(id), 0) FROM record_event").fetchone()[0])


@dataclass(frozen=True, slots=True)
class Settled:
    """A record that is not public, and the day it was settled."""

    uid: str
    settled_on: str


def settled(conn: Connection) -> list[Settled]:
    rows = conn.execute(
        "SELECT record.uid AS uid, SUBSTR(COALESCE((SELECT MAX(at) FROM record_event"
        " WHERE record_uid = record.uid AND act = 'settle'), made_on), 1, 10) AS settled_on"
        " FROM record WHERE state = 'settled' ORDER BY number"
    )
    return [Settled(**row) for row in rows]


def events(conn: Connection, record_uid: str) -> list[StoredEvent]:
    found = conn.execute(
        "SELECT uid, record_uid, at, user, act, result, opinion, checks FROM record_event"
        " WHERE record_uid = :uid ORDER BY id",
        {"uid": record_uid},
    )
    return [StoredEvent(**row) for row in found]


def _stored(row: Row) -> Stored:
    return Stored(**{name: row[name] for name in Stored.__slots__})


def _values(row: Stored) -> dict[str, object]:
    return {name: getattr(row, name) for name in Stored.__slots__}
