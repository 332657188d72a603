"""Lists torn about at random: nothing crashes, every row is somewhere, and JSON keeps it all."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gkdesk.village.heading import Heading
from gkdesk.village.listdata import ListData
from gkdesk.village.xlsx import Grid, Merge

from .lists import intake, sheet

ODD: list[Any] = [
    "", 1, 2.5, "合计", "小计", "一组", "李测二", "2.1593.21200.40", "约3", "—", date(2026, 1, 1),
    timedelta(3), True, "#REF!", "999999195102020012", 1e17, -3, float("nan"), "壹佰元整", "共3户",
    "本页小计", "累计", 93.21, "备注：x", "．", "(亩)", "面积", float("inf"),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_a_torn_list(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's dice
    rows = [["" if value is None else value for value in row] for row in sheet()]
    for _ in range(dice.randint(1, 12)):
        row = rows[dice.randrange(2, len(rows))]
        row[dice.randrange(len(row))] = dice.choice(ODD)
        if dice.random() < 0.3:
            row.insert(dice.randrange(len(row)), dice.choice(ODD))
        if dice.random() < 0.2:
            rows.insert(dice.randrange(2, len(rows)), [dice.choice(ODD) for _ in range(5)])
    width = max(map(len, rows))
    top, left = dice.randrange(len(rows)), dice.randrange(width)
    merges: tuple[Merge, ...] = (((top, left), (min(top + 2, len(rows) - 1), left)),)
    grid = Grid("表1", tuple((*row, *[""] * (width - len(row))) for row in rows), (), merges)
    reading = intake()._grid(Path("a.xlsx"), grid)
    if isinstance(reading, Heading) or reading.data is None or reading.data.table is None:
        return
    table = reading.data.table
    assert ListData.from_json(table.as_json()) == table
    kept = {row.row for row in (*table.rows, *table.sums)} | set(table.unresolved)
    told = {problem.where for problem in reading.problems}
    header = next(at for at, row in enumerate(rows, start=1) if "户主姓名" in row)
    for at, row in enumerate(rows[header:], start=header + 1):
        texts = [str(value).strip() for value in row if str(value).strip()]
        noted = all(text in " ".join(table.aside) for text in texts)
        assert at in kept or noted or any(where.endswith(str(at)) for where in told), (at, row)
