"""The list of 100 000 records: open, sort, filter, search. The limit of each is 100 ms.

Beside each figure stands the bare cost: the same rows sorted or filtered in a table of ids and
titles alone.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from gkdesk.desk import Desk

RECORDS, SEALED = 100_000, 300
ROUNDS = 9
SHOWN = 20  # lines a window shows at once
LIMIT_MS = 100
_WORDS = (
    "低保",
    "救助",
    "补贴",
    "预算",
    "决算",
    "公告",
    "名单",
    "方案",
    "征地",
    "危房",
    "防汛",
    "中标",
)


def timed(work: Callable[[], object]) -> float:
    """Return the median milliseconds of some rounds."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return median(took)


def fill(desk: Desk, records: int = RECORDS) -> list[tuple[int, str]]:
    """Write the records below the service: a hundred thousand reviews would take hours."""
    from gkdesk.base.text import sort_key
    from gkdesk.records import cabinet

    dice, session = random.Random(7), desk.session  # noqa: S311 - no secret
    vault, titles = session.vault, []
    body = "经审核，现将有关情况予以公开。" * 60
    with session.transaction():
        for at in range(records):
            uid, public = f"r{at:06d}", at >= SEALED
            year = 2017 + at * 9 // records
            title = f"{year}年{dice.choice(_WORDS)}{dice.choice(_WORDS)}情况第{at}号"
            words = {"title": title, "doc_number": "", "body": body}
            sealed = vault.seal_json(words, cabinet.place(uid)) if not public else b"x" * 2700
            day = f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
            session.conn.execute(
                "INSERT INTO record (uid, number, attribute, made_on, sealed, drafted_by, state,"
                " published_on, title, title_key, index_number, facts)"
                " VALUES (?, ?, 'active', ?, ?, '周桂芬', ?, ?, ?, ?, ?, ?)",
                (uid, f"{year}-{at:05d}", day, sealed, "published" if public else "draft",
                 day if public else None, title if public else "",
                 sort_key(title) if public else b"", f"X/{year}-{at:06d}" if public else "",
                 json.dumps({"axes": {"subject": f"主题{at % 18}", "organ": f"机构{at % 9}",
                                      "genre": f"体裁{at % 17}", "served": f"对象{at % 10}"}})),
            )  # fmt: skip
            titles.append((at, title))
    return titles


def bare(titles: list[tuple[int, str]]) -> sqlite3.Connection:
    from gkdesk.base.text import sort_key

    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, title TEXT, key BLOB)")
    conn.execute("CREATE INDEX by_key ON line (key)")
    rows = [(at, title, sort_key(title)) for at, title in titles]
    conn.executemany("INSERT INTO line VALUES (?, ?, ?)", rows)
    return conn


def run() -> list[tuple[str, str]]:
    """Measure opening, sorting, filtering and searching the list."""
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.desk import Desk

    organ = Organ(
        "示范镇人民政府", OrganKind.TOWN, "云岭县", "11500382787479886T", "示政", "人民路1号",
        "100000", "0000-0000123", "云岭县人民政府", "云岭县人民法院", town="示范镇",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "office"
        desk, _ = Desk.create(folder, organ, user="管理员", password="benchmark-1")  # noqa: S106 - a throw-away office
        with desk:
            return measured(desk, bare(fill(desk)))


def measured(desk: Desk, conn: sqlite3.Connection) -> list[tuple[str, str]]:
    from gkdesk.records.roll import Query, Sort, View

    roll, every = desk.records.roll, Query(View.ALL)
    ids = "SELECT id FROM line ORDER BY key DESC"
    like = "SELECT id FROM line WHERE title LIKE '%救助名单%'"
    cases = (
        ("open, by number", every, ids),
        ("by title", replace(every, sort=Sort.TITLE), ids),
        ("by day of publication", replace(every, sort=Sort.PUBLISHED), ids),
        ("search of two words", replace(every, words="救助名单"), like),
        ("published only", replace(every, view=View.PUBLISHED), ids),
        ("one year", replace(every, year=2020), ids),
        ("one subject of eighteen", replace(every, axes=(("subject", "主题3"),)), like),
        (
            "subject and organ, by title",
            replace(every, sort=Sort.TITLE, axes=(("subject", "主题3"), ("organ", "机构1"))),
            like,
        ),
        ("drafts", replace(every, view=View.DRAFTS), like),
    )
    found = []
    for name, query, sql in cases:
        ours = timed(lambda query=query: roll.find(query)[:SHOWN])  # type: ignore[misc]
        limit = timed(lambda sql=sql: conn.execute(sql).fetchall())  # type: ignore[misc]
        found.append(
            (f"{RECORDS} records: {name}", f"{ours:.0f} ms (limit {LIMIT_MS}; bare {limit:.0f})")
        )
    counts = timed(roll.counts)
    return [*found, ("counts of all saved filters", f"{counts:.0f} ms")]
