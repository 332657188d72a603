"""Checking what forty villages hand in, beside bare reading of the same cells with the same reader.

Forty lists of 300 households each: read, aligned, every product and printed sum checked. The ratio
says what understanding costs on top of opening the files; twice the households must take twice
the time.
"""

from __future__ import annotations

import gc
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FILES, HOUSEHOLDS = 40, 300
ROUNDS = 5
LIMIT = 8.0  # seconds
HEADS = ["序号", "组别", "户主姓名", "身份证号码", "联系电话", "补贴面积(亩)", "补贴标准(元/亩)",
         "补贴金额(元)", "一卡通账号", "备注"]  # fmt: skip
GROUPS = "一二三四五六"


def write(path: Path, village: str, households: int) -> None:
    """Write one village's list: groups with their sums, and the sum of all."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([f"示范镇{village}2026年耕地地力保护补贴发放花名册"])
    sheet.append([f"行政村：{village}", *[None] * 7, "填表日期：2026.6.18"])
    sheet.append(HEADS)
    size, everything = households // len(GROUPS), [0.0, 0.0]
    for place, group in enumerate(GROUPS):
        sums = [0.0, 0.0]
        for number in range(place * size, (place + 1) * size):
            area = round(1 + number % 91 / 10, 2)
            amount = round(area * 93.21 + 1e-9, 2)
            sheet.append([
                number + 1, f"{group}组", f"测{number:04d}", f"9999991951{number:08d}",
                "13000000000", area, 93.21, amount, f"62170000{number:011d}", None,
            ])  # fmt: skip
            sums = [round(sums[0] + area, 2), round(sums[1] + amount, 2)]
        sheet.append(["小计", *[None] * 4, sums[0], None, sums[1]])
        everything = [round(a + b, 2) for a, b in zip(everything, sums, strict=True)]
    sheet.append(["合计", *[None] * 4, everything[0], None, everything[1]])
    book.save(path)


def bare(paths: list[Path]) -> None:
    """Read every cell and every merge, and nothing else."""
    from python_calamine import CalamineWorkbook

    for path in paths:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            sheet.to_python(skip_empty_area=False)
            _ = sheet.merged_cell_ranges


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run() -> list[tuple[str, str]]:
    """Measure reading and checking, linearity, and storing."""
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.desk import Desk

    organ = Organ(
        "示范镇人民政府", OrganKind.TOWN, "云岭县", "11500382787479886T", "示政", "人民路1号",
        "100000", "0000-0000123", "云岭县人民政府", "云岭县人民法院", town="示范镇",
    )  # fmt: skip
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sets = {size: handed_in(folder / str(size), size) for size in (HOUSEHOLDS, 2 * HOUSEHOLDS)}
        desk, _ = Desk.create(folder / "office", organ, user="管理员", password="benchmark-1")  # noqa: S106 - a throw-away office
        with desk:
            village = desk.village
            village.add_villages({"name": f"村庄{number:02d}村"} for number in range(FILES))
            took = {}
            for size, paths in sets.items():
                readings = village.read(paths, "2026")
                if any(reading.blocking or reading.rows != size for reading in readings):
                    raise AssertionError([reading.problems[:3] for reading in readings][:2])
                took[size] = median(
                    timed(lambda p=paths: village.read(p, "2026")) for _ in range(ROUNDS)
                )  # type: ignore[misc]
            plain = median(timed(lambda: bare(sets[HOUSEHOLDS])) for _ in range(ROUNDS))
            ours = took[HOUSEHOLDS]
            what = f"{FILES} workbooks of {HOUSEHOLDS} households"
            lines.append((f"{what}: read and checked", f"{ours:.2f} s (limit {LIMIT:.0f} s)"))
            lines.append(
                ("beside bare reading", f"{ours / plain:.1f} times ({plain * 1000:.0f} ms)")
            )
            per = took[2 * HOUSEHOLDS] / ours / 2
            lines.append(("time per household, 600 against 300", f"{per:.2f} (linear is 1)"))
            readings = village.read(sets[HOUSEHOLDS], "2026")
            lines.append((f"{what}: stored", f"{timed(lambda: village.apply(readings)):.2f} s"))
    return lines


def handed_in(folder: Path, households: int) -> list[Path]:
    folder.mkdir()
    paths = []
    for number in range(FILES):
        path = folder / f"{number:02d}.xlsx"
        write(path, f"村庄{number:02d}村", households)
        paths.append(path)
    return paths


if __name__ == "__main__":
    for what, figure in run():
        print(f"{what:<52} {figure}")
