"""查找 over 20 000 requests and 50 000 records, as typed and by its sound. Limit: 100 ms a look.

The first look after the office was written to reads the titles anew; it stands apart. Loading the
table of readings is a worker's work while the first page is read.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

import requests
import roll

if TYPE_CHECKING:
    from gkdesk.desk import Desk

RECORDS, ROUNDS, LIMIT_MS = 50_000, 7, 100
TYPED = (
    "张建国", "17", "救助名单", "zjg", "zhangjianguo", "zhangjg", "zengmy", "xihecun", "jzmd",
    "jiuzhumingdan", "zh", "beifen", "qqqq",
)  # fmt: skip


def taken(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def run() -> list[tuple[str, str]]:
    """Measure each thing typed, and the table."""
    with tempfile.TemporaryDirectory() as temporary:
        desk = requests.found(Path(temporary, "office"))
        with desk:
            roll.fill(desk, RECORDS)
            return [*table(), *looks(desk)]


def table() -> list[tuple[str, str]]:
    """Measure the table of readings, once for its time and once for its memory."""
    from gkdesk.base import pinyin

    took = taken(pinyin.table)
    pinyin.table.cache_clear()
    tracemalloc.start()
    pinyin.table()
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return [("readings of every sign", f"{took:.0f} ms, {megabytes:.0f} MB")]


def looks(desk: Desk) -> list[tuple[str, str]]:
    finder = desk.finder
    while not finder.whole:
        finder.find("1")
    found = []
    for words in TYPED:
        desk.session.audit("bench.touched", words)
        first = taken(lambda words=words: finder.find(words))  # type: ignore[misc]
        again = median(taken(lambda: finder.find(words)) for _ in range(ROUNDS))  # noqa: B023 - called here
        hits = len(finder.find(words))
        found.append(
            (f"{words}, {hits} found", f"{again:.0f} ms (limit {LIMIT_MS}; first {first:.0f})")
        )
    return found


if __name__ == "__main__":
    for what, said in run():
        print(f"{what:50} {said}")
