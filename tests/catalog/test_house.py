"""The office's own figures: read whole, and every mistake told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import formcheck, paths
from gkdesk.base.errors import BadFile
from gkdesk.catalog import house
from gkdesk.catalog.house import ColumnKind
from gkdesk.catalog.model import ClauseKind

SHIPPED = paths.forms() / "rules" / "catalog_house.toml"


def test_the_shipped_figures_say_what_they_are() -> None:
    found = house.load(SHIPPED)
    assert found.figures[ClauseKind.REALTIME].words == "1个工作日"
    assert found.figures[ClauseKind.PROMPT].words == "3个工作日"
    assert {figure.status for figure in found.figures.values()} == {"本地约定"}
    assert found.columns[ColumnKind.DYNAMIC].words == "2周"
    assert found.columns[ColumnKind.STATIC].words == "6个月"
    assert all(figure.basis and figure.status for figure in found.columns.values())
    assert {caution.code for caution in found.cautions} == {"penalty", "ceiling", "finance"}
    assert all(caution.figure.basis.startswith("《") for caution in found.cautions)
    assert formcheck.check_file(SHIPPED, "rules") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("count  = 3", "count  = -1", "应为0到366之间的整数"),
        ("count  = 3", "count  = true", "应为0到366之间的整数"),
        ('unit   = "week"', 'unit   = "fortnight"', "只能是：working_day"),
        ('kind   = "realtime"', 'kind   = "sometimes"', "只能是：realtime"),
        ('on     = "12-31"', 'on     = "02-29"', "应为月日"),
        ("since  = 2017", "since  = 1949", "应为2008到2199之间"),
        ("before_clear = true", 'before_clear = "yes"', "只能写 true 或 false"),
        ('status = "本地约定"', 'staus = "本地约定"', "status"),
        ('code   = "penalty"', 'code   = "penalties"', "只能是：penalty"),
        ("{found}，其他", "{faund}，其他", "只能用 {found} 和 {rule}"),
        ('areas  = ["财政预决算"]', "areas  = 7", "应为一串文字"),
        ("[longterm]", "[longterms]", "缺少 [longterm]"),
        ("[[house]]", "[[houses]]", "houses"),
        ("since  = 2017", "since  =", "写法不对"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "catalog_house.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    problems = house.check(path)
    assert any(said in problem.message for problem in problems), problems
    assert all(problem.where for problem in problems)
    with pytest.raises(BadFile):
        house.load(path)
