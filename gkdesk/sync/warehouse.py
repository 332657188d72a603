"""The county's inbox in PostgreSQL, for a county or city that gathers hundreds of towns.

Tables and names are fixed (docs/package-format.md, "PostgreSQL"), so that other programs can read
them. A load brings the county's rows to what the inbox holds now, in one transaction: loading the
same again changes nothing, and other counties' rows are not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gkdesk.base.errors import Blocked
from gkdesk.base.progress import Report, silent

from .countybook import CountyBook

if TYPE_CHECKING:
    import psycopg

    Conn = psycopg.Connection[tuple[object, ...]]
Key = tuple[str, str, str]  # town, kind, key

_TABLES = """
CREATE SCHEMA IF NOT EXISTS gkdesk;
CREATE TABLE IF NOT EXISTS gkdesk.town (
    county       text NOT NULL,
    code         text NOT NULL,                -- unified social credit code
    name         text NOT NULL,
    packages     integer NOT NULL,
    last_number  text NOT NULL,
    last_at      timestamp NOT NULL,           -- local time of the county's computer
    PRIMARY KEY (county, code)
);
CREATE TABLE IF NOT EXISTS gkdesk.entry (
    county    text NOT NULL,
    town      text NOT NULL,
    kind      text NOT NULL,                   -- item, record, sheet, request
    key       text NOT NULL,
    revision  bigint NOT NULL,
    number    text NOT NULL,                   -- the package that brought it
    digest    text NOT NULL,                   -- SHA-256 of the row as it came
    data      jsonb NOT NULL,
    PRIMARY KEY (county, town, kind, key)
);
"""
_STEP = 5000  # rows between two words of progress


class WarehouseTrouble(Blocked):
    """The server cannot be reached, or refuses."""

    message = (
        "PostgreSQL 数据库没有写成（{reason}）。"
        "请核对地址、数据库名、用户和权限后重试；数据库和收件箱都没有改动。"
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a load added, changed and removed, of how many."""

    rows: int
    added: int
    changed: int
    removed: int


def load(book: CountyBook, county: str, address: str, report: Report = silent) -> Loaded:
    """Bring a county's rows in a database to what its inbox holds.

    Args:
        book: the inbox.
        county: whose rows these are.
        address: what libpq takes: ``postgresql://user@host/name`` or ``host=… dbname=…``.
        report: called every 5 000 rows.

    Raises:
        WarehouseTrouble: nothing was changed.
    """
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=10) as conn:
            conn.execute(_TABLES)
            _put_towns(conn, county, book)
            return _put_entries(conn, county, book, report)
    except psycopg.Error as error:
        raise WarehouseTrouble(reason=_reason(error)) from error


def _put_towns(conn: Conn, county: str, book: CountyBook) -> None:
    conn.execute("DELETE FROM gkdesk.town WHERE county = %s", (county,))
    with conn.cursor() as cursor, cursor.copy("COPY gkdesk.town FROM STDIN") as copy:
        for one in book.towns():
            copy.write_row((county, one.code, one.name, one.packages, one.last_number, one.last_at))


def _put_entries(conn: Conn, county: str, book: CountyBook, report: Report) -> Loaded:
    """Take out what is gone or changed, then copy what is new or changed."""
    there = conn.execute(
        "SELECT town, kind, key, digest, number FROM gkdesk.entry WHERE county = %s", (county,)
    ).fetchall()
    # the same words may stand again in another package after an undo
    have = {(str(row[0]), str(row[1]), str(row[2])): (row[3], row[4]) for row in there}
    now = book.digests()
    gone = have.keys() - now.keys()
    changed = {key for key, mark in now.items() if key in have and have[key] != mark}
    if gone or changed:
        columns = [list(column) for column in zip(*gone, *changed, strict=True)]
        conn.execute(
            "DELETE FROM gkdesk.entry t USING unnest(%s::text[], %s::text[], %s::text[])"
            " AS c (town, kind, key)"
            " WHERE t.county = %s AND (t.town, t.kind, t.key) = (c.town, c.kind, c.key)",
            (*columns, county),
        )
    coming = changed | (now.keys() - have.keys())
    if coming:
        _copy(conn, county, book, coming, report)
    return Loaded(len(now), len(coming) - len(changed), len(changed), len(gone))


def _copy(conn: Conn, county: str, book: CountyBook, coming: set[Key], report: Report) -> None:
    done = 0
    with conn.cursor() as cursor, cursor.copy("COPY gkdesk.entry FROM STDIN") as copy:
        for row in book.texts():
            if row[:3] not in coming:
                continue
            if done % _STEP == 0:
                report(done, len(coming), "写入 PostgreSQL")
            done += 1
            # jsonb takes no zero byte
            copy.write_row((county, *row[:-1], row[-1].replace("\\u0000", "")))


def _reason(error: psycopg.Error) -> str:
    """Say in words of ours what libpq or the server said; theirs are English and name the host."""
    import psycopg

    if isinstance(error, psycopg.OperationalError):
        return "连不上服务器，或者用户名、密码不对"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return "这个用户没有建表或写入的权限"
    return f"服务器不接受，代码 {error.sqlstate or type(error).__name__}"
