"""Ten years of village lists: 60 villages, 16 lists a year, 300 households each, 2.9 million rows.

What a clerk opens must not feel the size of the file. The limit of every figure is the issue's;
beside it stands the bare cost of the same bytes read by key from a bare table.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.listdata import ListRow

VILLAGES, YEARS, LISTS, HOUSEHOLDS = 60, 10, 16, 300
FIRST_YEAR = 2017
ROUNDS = 9
LIMIT_MS, LIMIT_MB = 100, 600


def timed(work: Callable[[], object]) -> float:
    """Return the median milliseconds of some rounds."""
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return median(took)


def rows_of(dice: random.Random, village: int) -> list[ListRow]:
    from gkdesk.village.listdata import Entry, ListRow

    rows = []
    for number in range(HOUSEHOLDS):
        area = f"{dice.randint(50, 1200) / 100:.2f}"
        cells = {
            "group": f"第{number // 50 + 1}村民小组", "name": f"测{village:02d}{number:03d}",
            "area": area, "rate": "93.21", "amount": f"{float(area) * 93.21:.2f}",
        }  # fmt: skip
        entries = {
            key: Entry(text, f"{'BCDEF'[at]}{number + 4}")
            for at, (key, text) in enumerate(cells.items())
        }
        identity = Entry(f"9999991951{number:04d}{village:02d}00", f"H{number + 4}")
        rows.append(ListRow(entries, "", number + 4, "", cells["group"], {"身份证号码": identity}))
    return rows


def fill(desk: Desk) -> None:
    """Store every list as an import does, without reading workbooks."""
    from gkdesk.village import blocks, crossstored, rowstore, store
    from gkdesk.village.listdata import ListData
    from gkdesk.village.model import Sheet, SheetData, SheetState
    from gkdesk.village.period import Period

    session, dice = desk.session, random.Random(1)  # noqa: S311 - no secret
    vault, conn = session.vault, session.conn
    body = desk.village.forms["L05"].body
    if body is None:
        raise AssertionError
    figures = SheetData("L05", 1, ()).as_json()
    for place, village in enumerate(desk.village.villages()):
        known: dict[int, set[bytes]] = {}
        with session.transaction():
            for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
                for batch in range(1, LISTS + 1):
                    rows = rows_of(dice, place)
                    uid = f"{place:02d}-{year}-{batch:02d}"
                    table = ListData("publish").as_json()
                    data = SheetData("L05", 1, (), table=ListData("publish", {}, tuple(rows)))
                    sheet = Sheet(uid, village.uid, "L05", 1, Period.parse(f"{year}E{batch:02d}"),
                                  1, SheetState.CHECKED, "", "")  # fmt: skip
                    sums = crossstored.packed("L05", crossstored.rows_of(sheet, "", data, ""))
                    aside = {
                        "note": "", "table": table, "source": "a.xlsx", "problems": "[]",
                        "cross": sums,
                    }  # fmt: skip
                    store.add_sheet(conn, store.NewSheet(
                        uid, village.uid, "L05", 1, f"{year}E{batch:02d}", figures,
                        vault.seal_json(aside, f"village_sheet.sealed#{uid}"), b"x" * 16, 0,
                        "0" * 64, f"{year}-12-01T08:00:00", "管理员",
                    ))  # fmt: skip
                    for block in blocks.pack(vault, uid, rows):
                        at = block.place
                        own = rows[at * blocks.ROWS :][: blocks.ROWS]
                        if at not in known:  # the same households year after year
                            known[at] = blocks.marks(vault, body, village.uid, own)
                        rowstore.add(conn, block, known[at])


def run() -> list[tuple[str, str]]:
    """Measure opening a period, a sheet and a household, and the size of the file."""
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
            room = desk.village
            room.add_villages({"name": f"村庄{number:02d}村"} for number in range(VILLAGES))
            start = time.perf_counter()
            fill(desk)
            took = time.perf_counter() - start
            return [*measured(desk, folder), ("filling it", f"{took:.0f} s")]


def measured(desk: Desk, folder: Path) -> list[tuple[str, str]]:
    from gkdesk.village import crossstored, store

    room, conn = desk.village, desk.session.conn
    first = room.villages()[0]
    last = f"{FIRST_YEAR + YEARS - 1}E{LISTS:02d}"
    board = timed(lambda: room.board(last))
    uid = next(row for row in room.board(last) if row.village.uid == first.uid).sheets["L05"]
    sheet = timed(lambda: room.data(uid))
    found = room.household(first, "测00123")
    if len(found) != YEARS * LISTS:
        raise AssertionError(len(found))
    household = timed(lambda: room.household(first, "测00123"))
    bare = timed(lambda: conn.execute(
        "SELECT sealed FROM village_rows WHERE sheet_uid = :uid", {"uid": uid}
    ).fetchall())  # fmt: skip
    town = folder / "town.csv"
    names = {village.uid: village.name for village in room.villages()}
    lines = []
    for each in store.sheets_within(conn, FIRST_YEAR + YEARS - 1):
        for one in crossstored.unpacked(room.sums_for_check(each.uid), each, "") or ():
            place = f"{names[each.village_uid]},惠农补贴,{each.period.label}"
            lines.append(f"X01,{place},{one.count},{one.area},{one.money},实发")
    head = "核对编号,村,事项,期次,户数,面积,金额,口径"
    town.write_text("\n".join([head, *lines]), "utf-8")
    start = time.perf_counter()
    compared = room.crosscheck.compare_stored(town, str(FIRST_YEAR + YEARS - 1))
    cross = time.perf_counter() - start
    if len(compared) != VILLAGES * LISTS or not all(one.result.agrees for one in compared):
        raise AssertionError([(one.result, one.note) for one in compared[:3]], len(compared))
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
    count = VILLAGES * YEARS * LISTS * HOUSEHOLDS
    return [
        (f"{count:,} rows: the board of a period", f"{board:.0f} ms (limit {LIMIT_MS})"),
        ("one list of 300 opens", f"{sheet:.0f} ms (limit {LIMIT_MS}; bytes alone {bare:.1f})"),
        (f"a household in {len(found)} lists", f"{household:.0f} ms (limit {LIMIT_MS})"),
        (f"cross-check of a year, {len(compared)} sheets", f"{cross:.1f} s (limit 2)"),
        ("the whole folder", f"{size:.0f} MB (limit {LIMIT_MB})"),
    ]
