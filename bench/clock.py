"""How long 10 000 clock cases take, end to end in a fresh process and beside the bare JSON loop."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

CASES = 10_000
LIMIT_SECONDS = 1.0
ROOT = Path(__file__).resolve().parent.parent


def cases(count: int = CASES) -> list[str]:
    """Make case lines: receipts over seven years, every kind of event among them."""
    chance = random.Random(20260410)  # noqa: S311 - the same cases each time
    made = []
    for _ in range(count):
        receipt = date(2019, 6, 1) + timedelta(days=chance.randrange(2700))
        case: dict[str, object] = {"receipt": receipt.isoformat()}
        start = receipt
        if chance.random() < 0.3:
            start = receipt + timedelta(days=chance.randrange(1, 20))
            case["corrected"] = start.isoformat()
        if chance.random() < 0.4:
            case["consult"] = [_interval(chance, start) for _ in range(chance.randrange(1, 4))]
        if chance.random() < 0.3:
            case["extend"] = chance.randrange(1, 21)
        if chance.random() < 0.1:
            case["paid"] = (start + timedelta(days=chance.randrange(1, 20))).isoformat()
        made.append(json.dumps(case))
    return made


def _interval(chance: random.Random, start: date) -> list[str]:
    sent = start + timedelta(days=chance.randrange(0, 25))
    return [sent.isoformat(), (sent + timedelta(days=chance.randrange(0, 30))).isoformat()]


def run() -> list[tuple[str, str]]:
    """Measure; each line is what was measured and what came out beside its limit."""
    made = cases()
    bare = min(_bare(made) for _ in range(3))
    inside = min(_inside(made) for _ in range(3))
    whole = min(_whole(made, days=False) for _ in range(3))
    sheets = _whole(made, days=True)
    return [
        (
            "clock, 10 000 cases, fresh process to last line",
            f"{whole:.3f} s (limit {LIMIT_SECONDS:.0f} s)",
        ),
        ("clock, 10 000 cases, inside the process", f"{inside:.3f} s"),
        ("clock / bare JSON loop", f"{inside / bare:.1f} times"),
        ("clock, 10 000 cases with every day, fresh process", f"{sheets:.3f} s"),
    ]


def _bare(made: list[str]) -> float:
    begun = time.perf_counter()
    for line in made:
        json.dumps(json.loads(line))
    return time.perf_counter() - begun


def _inside(made: list[str]) -> float:
    from gkdesk import paths
    from gkdesk.base import calendar
    from gkdesk.base.formfiles import FormFolders
    from gkdesk.requests.batch import lines
    from gkdesk.requests.rules import Rules

    rules = Rules.load(FormFolders(paths.forms()))
    days = calendar.load(paths.resources() / "calendar")
    begun = time.perf_counter()
    for _line in lines(made, rules, days, days=False):
        pass
    return time.perf_counter() - begun


def _whole(made: list[str], *, days: bool) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        path.write_text("\n".join(made), "utf-8")
        command = [sys.executable, "-m", "gkdesk", "requests", "clock", "--batch", str(path)]
        begun = time.perf_counter()
        subprocess.run(
            [*command, "--days"] if days else command,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return time.perf_counter() - begun


if __name__ == "__main__":
    for what, value in run():
        print(f"{what}: {value}")
