"""The privacy scan over plain text, beside reading the file and one pass of one pattern.

The text is a year of a town's notices: prose with dates, amounts and document numbers, an office
phone now and then, and one leak in four hundred lines. Also a list of persons, where every line
leaks: that is what a scan exists for, and it may take longer.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT = 20.0  # MB a second
ROUNDS = 5
LINES = 60_000
PROSE = (
    "根据《中华人民共和国政府信息公开条例》第十九条、第二十条的规定，现将有关事项公告如下。",
    "经村民会议讨论、镇政府审核，上坪村2026年一季度共发放补贴资金123456.78元，涉及农户321户。",
    "各村要切实做好森林防火、防汛抗旱、病虫害防治和农村道路日常养护等各项工作，压实责任。",
    "请各有关单位于2026年4月20日前将书面材料报送镇党政办公室，逾期不再受理。",
    "符合条件的特困人员按照有关规定享受相应待遇，所需资金由县财政统筹安排，按季度发放到户。",
    "为进一步规范村级财务管理，保障村集体和村民的合法权益，制定本办法，自印发之日起施行。",
    "项目位于青石镇西河村，建设内容为新建水渠2.4公里、整治山坪塘3口，总投资86.5万元。",
    "村民委员会应当及时公布前款规定的事项，接受村民监督，并保证所公布事项的真实性。",
)
RARE = (
    "青石镇人民政府文件 青政〔2026〕12号",
    "监督电话：0831-5551234，咨询电话：0831-5551235。",
    "残疾人、孤儿和困境儿童的补贴按照有关规定执行，由镇民政办公室会同各村核实后上报。",
)
LEAK = "张三，身份证号110101199003070011，联系电话13912340872。"


def text(lines: int, leak_every: int) -> str:
    """Return notices of so many lines, always the same."""
    order = random.Random(7)  # noqa: S311 - only the same text every time
    made = []
    for number in range(lines):
        if leak_every and number % leak_every == leak_every - 1:
            made.append(LEAK)
        else:
            made.append(order.choice(RARE if number % 40 == 0 else PROSE))
    return "\n".join(made)


def timed(work: Callable[[], object]) -> float:
    """Return the median seconds of some runs."""
    taken = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def run() -> list[tuple[str, str]]:
    """Return the figures."""
    from gkdesk import paths
    from gkdesk.base.formfiles import FormFolders
    from gkdesk.records import scanfile, wordlist

    rules = wordlist.load(FormFolders(paths.forms()), date(2026, 4, 10))
    pattern = re.compile(r"\d{17}[\dXx]")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        for what, lines, leak in (("notices", LINES, 400), ("list of persons", LINES // 20, 2)):
            data = text(lines, leak).encode()
            path.write_bytes(data)
            size = len(data) / 1e6
            bare = timed(lambda: sum(1 for _ in pattern.finditer(path.read_text("utf-8"))))
            ours = timed(lambda: list(scanfile.scan_files([path], rules)))
            limit = f" (limit {LIMIT:.0f})" if what == "notices" else ""
            figure = f"{size / ours:.1f} MB/s{limit}; bare read and one pattern {size / bare:.0f}"
            found.append((f"scan {what}, {size:.1f} MB", figure))
    return found


if __name__ == "__main__":
    for line in run():
        print(*line)
