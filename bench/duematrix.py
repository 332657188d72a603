"""The matrix of duties: 3 000 items by 60 months, with 9 000 records, beside a bare loop.

The bare loop walks the same cells and compares two days in each, which is the least any matrix must
do; ours reads records and events from the database too. Items are kept until something is written.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from gkdesk.desk import Desk

ITEMS, YEARS, EACH = 3000, 5, 3  # records of an item, on the average
FIRST = date(2022, 1, 1)
ROUNDS = 7
LIMIT_MS = 300
LIMITS = (
    *["信息形成或者变更之日起20个工作日内"] * 10, *["制定或获取信息之日起10个工作日内"] * 3,
    "每季度", "每季度的首个月20日", "每月5日前", "半年至少更新1次", "永久公开", "实时公开",
    "本级人民代表大会或其常务委员会批准后20日内", "每年1月31日前", "每20个工作日更新", "",
)  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    """Return the median milliseconds of some rounds."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return median(took)


def fill(desk: Desk) -> None:
    """Put items and records straight into the tables."""
    from gkdesk.catalog import limit, store
    from gkdesk.catalog.model import Item
    from gkdesk.records import cabinet

    dice = random.Random(5)  # noqa: S311 - a bench
    conn = desk.session.conn
    with desk.session.transaction():
        for at in range(26):
            store.add_area(conn, name=f"领域{at:02d}", code=at + 1, first_own=51)
        for at in range(ITEMS):
            text = LIMITS[dice.randrange(len(LIMITS))]
            item = Item(
                f"领域{at % 26:02d}", f"{at % 26 + 1:02d}-01-{at:04d}", level1="政策文件",
                level2=f"事项{at}", content="公开内容" * 12, basis="《条例》" * 12,
                time_limit=limit.parse(text), agency="镇政府",
            )  # fmt: skip
            store.add_item(conn, item, place=at, today=FIRST.isoformat())
            for number in range(dice.randint(0, 2 * EACH)):
                made = FIRST + timedelta(days=dice.randrange(365 * YEARS))
                published = made + timedelta(days=dice.randrange(40))
                uid = f"{at}-{number}"
                words = {"title": f"事项{at}的公告", "doc_number": "", "body": ""}
                sealed = desk.session.vault.seal_json(words, cabinet.place(uid))
                conn.execute(
                    "INSERT INTO record (uid, number, item_key, attribute, made_on, sealed,"
                    " drafted_by, state, published_on) VALUES (:uid, :uid, :key, 'active', :made,"
                    " :sealed, '', 'published', :published)",
                    {"uid": uid, "sealed": sealed, "key": item.key, "made": made.isoformat(),
                     "published": published.isoformat()},
                )  # fmt: skip


def bare() -> int:
    """Walk as many cells and compare two days in each."""
    days = [(date(FIRST.year + at // 12, at % 12 + 1, 1)).toordinal() for at in range(12 * YEARS)]
    today = date(2026, 4, 10).toordinal()
    found = 0
    for _item in range(ITEMS):
        row = bytearray(len(days))
        for at, day in enumerate(days):
            if day < today:
                row[at] = 1
        found += row.count(1)
    return found


def run() -> list[tuple[str, str]]:
    """Measure a matrix by months and by quarters, and the list of gaps."""
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.catalog.duemodel import DueState
    from gkdesk.desk import Desk
    from gkdesk.records.dutymodel import Asked

    organ = Organ(
        "青石镇人民政府", OrganKind.TOWN, "云岭县", "11500382787479886T", "青政", "人民路1号",
        "100000", "0000-0000123", "云岭县人民政府", "云岭县人民法院",
    )  # fmt: skip
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        desk, _ = Desk.create(Path(folder) / "office", organ, user="管理员", password="benchmark-1")  # noqa: S106 - a throw-away office
        with desk:
            fill(desk)
            asked = Asked(FIRST, date(FIRST.year + YEARS - 1, 12, 31))

            def written() -> object:
                with desk.session.transaction():
                    desk.session.audit("records.bench", "bench")
                return desk.duties.agenda()

            theirs = timed(bare)
            start = time.perf_counter()
            desk.duties.matrix("month", asked)
            lines.append(("first matrix", f"{(time.perf_counter() - start) * 1000:.0f} ms"))
            for unit in ("month", "quarter", "year"):
                ours = timed(lambda unit=unit: desk.duties.matrix(unit, asked))  # type: ignore[misc]
                lines.append((
                    f"duty matrix, {ITEMS} items by {unit} in {YEARS} years",
                    f"{ours:.0f} ms (limit {LIMIT_MS}); bare loop over months {theirs:.0f} ms",
                ))  # fmt: skip
            gaps = timed(lambda: desk.duties.gaps(asked))
            count = len(desk.duties.duties(asked.only(DueState.MISSING)))
            lines.append(("list of gaps", f"{gaps:.0f} ms, {count} lines"))
            lines.append(("agenda after a record was written", f"{timed(written):.0f} ms"))
    return lines


if __name__ == "__main__":
    for what, result in run():
        print(f"{what}：{result}")
