"""Notice sheets: a long subsidy list beside other typesetters, its memory, its growth, an archive.

Limits: 10 times platypus tables of Paragraphs, 50 times LibreOffice, 60 MiB over the bare
interpreter, time per row at 20 000 rows like at 2 000, 160 archived sheets at most 1.5 times
their rendering. typst is looked for on the path, or as a Python package of the interpreter that
``GKDESK_BENCH_PYTHON`` names.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS, MANY = 2_000, 20_000
VILLAGES, FORMS = 40, 4
HEADS = ("序号", "村民小组", "户主姓名", "面积（亩）", "标准（元/亩）", "补贴金额（元）", "备注")
WIDTHS = (8, 14, 14, 13, 15, 17, 22)
LIMITS = {"platypus": 10, "LibreOffice": 50, "memory": 60, "linear": 1.2, "archive": 1.5}
_FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂㛃"
_FONT = ROOT / "resources" / "fonts" / "gk-kai.ttf"
_CHILD = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
if {work}:
    import sheets
    from gkdesk import paths
    from gkdesk.documents import draft
    draft.notice_sheet(sheets.page({rows}), paths.resources())
# not ru_maxrss: it begins with what the parent held when it forked
for line in open("/proc/self/status"):
    if line.startswith("VmHWM"):
        print(line.split()[1])
"""
_TYPST = """
import sys, time
import typst
begun = time.perf_counter()
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]])
print(time.perf_counter() - begun)
"""


def table(count: int) -> list[tuple[str, ...]]:
    """Make the rows of a subsidy list, the same each time."""
    chance = random.Random(20260410)  # noqa: S311 - the same rows each time
    rows = []
    for number in range(count):
        area = chance.randrange(50, 2000)
        given = "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
        fen = area * 9321 // 100
        rows.append((
            str(number + 1), f"第{number * 10 // count + 1}组", chance.choice(_FAMILY) + given,
            f"{area / 100:.2f}", "93.21", f"{fen // 100:,}.{fen % 100:02d}",
            "由其子代领，已公示无异议" if number % 9 == 0 else "",
        ))  # fmt: skip
    return rows


def page(count: int):  # noqa: ANN201 - our own types are imported late
    """Return the list as a notice sheet on A4."""
    from gkdesk.documents.model import Cell, Paper, SheetColumn, SheetPage

    columns = tuple(
        SheetColumn(head, width, "R" if "（" in head else "L")
        for head, width in zip(HEADS, WIDTHS, strict=True)
    )
    rows = tuple(tuple(map(Cell, row)) for row in table(count))
    return SheetPage(
        "青石镇东河村耕地地力保护补贴公示表", Paper.A4, "填报单位：青石镇东河村村民委员会",
        "公开日期：2026年10月12日", "单位：元", columns, rows, check_code="7D3A-11C0-90FE",
    )  # fmt: skip


def best(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of some runs in seconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def ours(count: int, times: int = 3) -> float:
    from gkdesk import paths
    from gkdesk.documents import draft

    made = page(count)
    return best(lambda: draft.notice_sheet(made, paths.resources()), times)


def platypus(folder: Path) -> float:
    """Time reportlab's own table whose cells are Paragraphs that wrap Chinese text."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("bench", str(_FONT)))
    style = ParagraphStyle("cell", fontName="bench", fontSize=14, leading=17.5, wordWrap="CJK")
    grid = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]
    widths = [width * 510 / sum(WIDTHS) for width in WIDTHS]
    # this face lacks the rare hanzi of some names; another of the same width stands for it
    texts = [[text.replace("㛃", "洁") for text in row] for row in [HEADS, *table(ROWS)]]

    def build() -> None:
        rows = [[Paragraph(text, style) for text in row] for row in texts]
        document = SimpleDocTemplate(str(folder / "platypus.pdf"))
        document.build([LongTable(rows, widths, repeatRows=1, style=grid)])

    return best(build, 2)


def typst_time(folder: Path) -> float | None:
    """Time typst on the same list, or say that it is not here."""
    source = folder / "list.typ"
    cells = ",\n".join(", ".join(f"[{text}]" for text in row) for row in [HEADS, *table(ROWS)])
    fractions = ", ".join(f"{width}fr" for width in WIDTHS)
    source.write_text(
        '#set page(paper: "a4", margin: 15mm)\n#set text(font: "GK Kai", size: 14pt)\n'
        f"#table(columns: ({fractions}), {cells})\n",
        "utf-8",
    )
    out, fonts = folder / "typst.pdf", str(_FONT.parent)
    if program := shutil.which("typst"):
        command = [program, "compile", "--font-path", fonts, str(source), str(out)]
        return best(lambda: subprocess.run(command, check=True, capture_output=True), 2)
    python = os.environ.get("GKDESK_BENCH_PYTHON", sys.executable)
    command = [python, "-c", _TYPST, str(source), str(out), fonts]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    return float(done.stdout) if done.returncode == 0 else None


def office_time(folder: Path) -> float | None:
    """Time LibreOffice turning the list, as a docx of one table, into a PDF."""
    program = shutil.which("soffice")
    if program is None:
        return None
    from docx import Document

    document = Document()
    rows = [HEADS, *table(ROWS)]
    grid = document.add_table(rows=len(rows), cols=len(HEADS), style="Table Grid")
    for row, texts in zip(grid._tbl.tr_lst, rows, strict=True):  # noqa: SLF001 - cells by index take minutes
        for cell, text in zip(row.tc_lst, texts, strict=True):
            cell.p_lst[0].add_r().text = text
    source = folder / "list.docx"
    document.save(str(source))
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(folder), str(source),
    ]  # fmt: skip

    def convert() -> None:
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    convert()  # the first run makes the profile
    return best(convert, 1)


def memory() -> float | None:
    """Return the peak of a child that makes the list, over a bare child's, in MiB; Linux only."""
    if not Path("/proc/self/status").exists():
        return None

    def peak(*, work: bool) -> int:
        code = _CHILD.format(root=str(ROOT), here=str(ROOT / "bench"), work=work, rows=ROWS)
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True
        )
        return int(done.stdout)

    return (peak(work=True) - peak(work=False)) / 1024


def archive(folder: Path) -> tuple[float, float]:
    """Return the seconds of 160 sheets issued to the archive, and of rendering them alone."""
    from dataclasses import replace

    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.desk import Desk

    organ = Organ(
        "青石镇人民政府", OrganKind.TOWN, "云岭县", "11500382787479886T", "青政", "人民路1号",
        "100000", "0000-0000123", "云岭县人民政府", "云岭县人民法院",
    )  # fmt: skip
    base = page(40)

    def sheets(turn: int) -> list[object]:
        """Make 160 sheets; another turn has other codes, as the same file is kept only once."""
        return [
            replace(
                base, title=f"青石镇第{village}村第{form}表", check_code=f"{turn}-{village}-{form}"
            )
            for village in range(VILLAGES)
            for form in range(FORMS)
        ]

    desk, _ = Desk.create(folder / "office", organ, user="管理员", password="benchmark-1")  # noqa: S106 - a throw-away office
    with desk:
        documents = desk.documents

        def issue(made: list[object]) -> None:
            for first in range(0, len(made), FORMS):  # a village's sheets together
                with desk.session.transaction():
                    for number, sheet in enumerate(made[first : first + FORMS], start=first):
                        documents.issue_sheet(sheet, form="F01", subject=f"sheet-{number}")

        def render(made: list[object]) -> None:
            for sheet in made:
                documents.sheet(sheet)

        render(sheets(0)[:5])
        turns = [
            (best(partial(issue, sheets(turn)), 1), best(partial(render, sheets(turn)), 1))
            for turn in range(1, 4)
        ]
    return min(turn[0] for turn in turns), min(turn[1] for turn in turns)


def run() -> list[tuple[str, str]]:
    """Measure; return lines of name and figure, each ratio beside its limit."""
    lines = []
    one = ours(ROWS, 5)
    lines.append((f"list of {ROWS} rows, warm", f"{one * 1000:.0f} ms"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers = {
            "platypus": platypus(folder),
            "typst": typst_time(folder),
            "LibreOffice": office_time(folder),
        }
        for peer, seconds in peers.items():
            told = "not installed"
            if seconds is not None:
                limit = f" (limit {LIMITS[peer]})" if peer in LIMITS else ""
                told = f"{seconds / one:.1f} times{limit}: {seconds:.2f} s"
            lines.append((f"faster than {peer}", told))
        used = memory()
        told = "no /proc here: not measured"
        if used is not None:
            told = f"{used:.0f} MiB (limit {LIMITS['memory']})"
        lines.append(("memory over a bare interpreter", told))
        many = ours(MANY, 3)
        grown = (many / MANY) / (one / ROWS)
        told = f"{grown:.2f} times (limit {LIMITS['linear']}): {many:.2f} s"
        lines.append((f"time per row, {MANY} rows / {ROWS} rows", told))
        issued, alone = archive(folder)
        told = (
            f"{issued / alone:.2f} times (limit {LIMITS['archive']}): {issued:.2f} / {alone:.2f} s"
        )
        lines.append((f"{VILLAGES * FORMS} sheets into the archive / rendered only", told))
    return lines


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for name, figure in run():
        print(f"{name}\t{figure}")
