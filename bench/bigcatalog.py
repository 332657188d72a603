"""A merged catalog workbook of 3 000 rows, and a table of 100 000: beside the bare reading.

The limit of the first is twice the bare reading of its cells and merges by the same reader; of the
second 300 MB of memory.
"""

from __future__ import annotations

import gc
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ROWS, LARGE = 3000, 100_000
GROUP = 5  # rows of one merged level-1 cell
ROUNDS = 9
LIMIT, LIMIT_MB = 2.0, 300
HEAD = (
    ("序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体",
     "公开渠道和载体", "公开对象", "", "公开方式", "", "公开层级", ""),
    ("", "一级事项", "二级事项", "", "", "", "", "", "全社会", "特定群众", "主动", "依申请公开",
     "县级", "乡、村级"),
)  # fmt: skip
CHANNELS = (
    "■政府网站 □政府公报\n■两微一端 □发布会/听证会\n□广播电视 □纸质媒体\n■公开查阅点 □政务服务中心"
)


def workbook(rows: int, *, merged: bool) -> bytes:
    """Make a catalog of one area with merged heads, and merged level-1 cells if asked."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError
    sheet.title = "社会救助"
    sheet.append(["社会救助领域基层政务公开标准目录"])
    for line in HEAD:
        sheet.append(list(line))
    for at in range(rows):
        sheet.append([
            at + 1, f"类别{at // GROUP + 1}", f"事项第{at + 1}项",
            f"1.对象{at}\n2.条件\n3.标准\n4.名单",
            f"《社会救助暂行办法》第{at % 70 + 1}条", "自信息形成或者变更之日起20个工作日内公开",
            "镇人民政府", CHANNELS, "√", "", "√", "", "", "√",
        ])  # fmt: skip
    for first, last in (("B2", "C2"), ("I2", "J2"), ("K2", "L2"), ("M2", "N2")):
        sheet.merge_cells(f"{first}:{last}")
    for top in range(4, rows + 4 - GROUP, GROUP) if merged else ():
        sheet.merge_cells(f"B{top}:B{top + GROUP - 1}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bare(data: bytes) -> None:
    """Read every cell and every merge, and nothing else."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheet = book.get_sheet_by_name(book.sheet_names[0])
    sheet.to_python(skip_empty_area=False)
    _ = sheet.merged_cell_ranges


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run() -> list[tuple[str, str]]:
    """Measure reading and mapping, and the memory of a large table."""
    from gkdesk import paths
    from gkdesk.base.progress import silent
    from gkdesk.catalog import mapping, readin
    from gkdesk.catalog.items import ItemReader

    data = workbook(ROWS, merged=True)
    names = mapping.load((paths.forms() / "catalog").glob("*.toml"))

    def ours() -> None:
        rows = readin.rows_of(ItemReader(names), data, "目录.xlsx", silent)
        if len(rows.items) != ROWS:
            raise AssertionError(len(rows.items))

    ours()
    gc.collect()
    pairs = [(timed(ours), timed(lambda: bare(data))) for _ in range(ROUNDS)]
    ratio = median(mine / theirs for mine, theirs in pairs)
    mine, theirs = (median(column) * 1000 for column in zip(*pairs, strict=True))
    found = [(
        f"catalog of {ROWS} merged rows, read and mapped",
        f"{ratio:.2f} times bare reading (limit {LIMIT}): {mine:.0f} / {theirs:.0f} ms",
    )]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        path.write_bytes(workbook(LARGE, merged=False))
        code = (
            "import sys; sys.path.insert(0, sys.argv[1])\n"
            "from pathlib import Path\n"
            "from gkdesk import paths\n"
            "from gkdesk.base.progress import silent\n"
            "from gkdesk.catalog import mapping, readin\n"
            "from gkdesk.catalog.items import ItemReader\n"
            "names = mapping.load((paths.forms() / 'catalog').glob('*.toml'))\n"
            "data = Path(sys.argv[2]).read_bytes()\n"
            "rows = readin.rows_of(ItemReader(names), data, 'a.xlsx', lambda *_: None)\n"
            # not ru_maxrss: a process begins with its parent's
            "told = Path('/proc/self/status').read_text('ascii').partition('VmHWM:')[2]\n"
            "print(len(rows.items), int(told.split()[0]) // 1024)\n"
        )
        start = time.perf_counter()
        told = subprocess.run(
            [sys.executable, "-c", code, str(ROOT), str(path)],
            capture_output=True, check=True, text=True,
        ).stdout.split()  # fmt: skip
        took = time.perf_counter() - start
    return [
        *found,
        (f"table of {told[0]} rows", f"{told[1]} MB (limit {LIMIT_MB}), {took:.1f} s"),
    ]
