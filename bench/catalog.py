"""Reading a catalog workbook, beside bare reading of its cells and merges with the same reader.

Warm and interleaved in one process: the ratio says what understanding a catalog costs on top of
opening the file. The first reading of a process pays the imports and is not what is measured.
"""

from __future__ import annotations

import gc
import io
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
COMPOSITE = ROOT.parent / "shared" / "data" / "catalog" / "composite-26areas.xlsx"
SAMPLE = ROOT / "resources" / "samples" / "catalog" / "青石镇目录.xlsx"
ROUNDS = 40
LIMIT = 1.5


def bare(path: Path) -> None:
    """Read every cell and every merge, and nothing else."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        sheet.to_python(skip_empty_area=False)
        _ = sheet.merged_cell_ranges


def usual(path: Path) -> None:
    """Read the same with openpyxl, what most programs of this kind read workbooks with."""
    from openpyxl import load_workbook

    for sheet in load_workbook(path, data_only=True).worksheets:
        for _row in sheet.iter_rows(values_only=True):
            pass
        _ = list(sheet.merged_cells.ranges)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(work: Callable[[], object], beside: Callable[[], object]) -> tuple[float, float, float]:
    """Return the median ratio of neighbouring runs, and both medians in milliseconds."""
    for _ in range(3):
        work()
        beside()
    gc.collect()
    pairs = [(timed(work), timed(beside)) for _ in range(ROUNDS)]
    ours, theirs = (median(column) * 1000 for column in zip(*pairs, strict=True))
    return median(a / b for a, b in pairs), ours, theirs


def run() -> list[tuple[str, str]]:
    """Measure reading into an empty catalog, and into one that holds the same items."""
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.desk import Desk

    path = COMPOSITE if COMPOSITE.exists() else SAMPLE
    organ = Organ(
        "青石镇人民政府", OrganKind.TOWN, "云岭县", "11500382787479886T", "青政", "人民路1号",
        "100000", "0000-0000123", "云岭县人民政府", "云岭县人民法院",
    )  # fmt: skip
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        desk, _ = Desk.create(Path(folder) / "office", organ, user="管理员", password="benchmark-1")  # noqa: S106 - a throw-away office
        with desk:
            catalog = desk.catalog
            for held in ("empty catalog", "same items held"):
                found, ours, theirs = ratio(lambda: catalog.read(path), lambda: bare(path))
                lines.append((
                    f"catalog read, {path.stem}, {held}",
                    f"{found:.2f} times bare reading (limit {LIMIT}): {ours:.1f} / {theirs:.1f} ms",
                ))  # fmt: skip
                if held == "empty catalog":
                    reading = catalog.read(path)
                    seconds = timed(partial(catalog.apply, reading))
                    lines.append(
                        ("catalog apply", f"{len(reading.items)} items, {seconds * 1000:.0f} ms")
                    )
                    peer = median(timed(partial(usual, path)) for _ in range(3))
                    whole = ours / 1000 + seconds
                    lines.append((
                        "catalog read and apply / openpyxl reading",
                        f"{whole / peer:.2f} times: {whole * 1000:.0f} / {peer * 1000:.0f} ms",
                    ))  # fmt: skip
    return lines


if __name__ == "__main__":
    for what, result in run():
        print(f"{what}：{result}")
