"""The file that says what the report asks, and every mistake of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.base.formfiles import FormFolders
from gkdesk.statistics import reportform
from gkdesk.statistics.model import Part, due_on

SHIPPED = paths.forms() / "rules" / "annual_report.toml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    folder = tmp_path / "forms" / "rules"
    folder.mkdir(parents=True)
    path = folder / SHIPPED.name
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_the_shipped_one() -> None:
    assert reportform.check(SHIPPED) == []
    form = reportform.load(FormFolders(paths.forms()))
    assert [one.code for one in form.of(Part.PROBLEMS)] == ["problems", "improvements"]
    assert due_on(form, 2025).isoformat() == "2026-01-31"
    assert form.rows[1].codes == ("normative_made", "normative_abolished", "normative_in_force")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('due    = "01-31"', 'due    = "13-01"', "应为月和日"),
        ('due    = "01-31"', 'due    = "02-29"', "应为月和日"),
        ('status = "unsure"', 'status = "maybe"', "只能填"),
        ('id     = "annual_report"', 'id     = "annual"', "应与文件名相同"),
        ('part  = "overview"', 'part  = "front"', "只能填 overview"),
        ('part  = "overview"', 'part  = "active"', "只有表格"),
        ('kind  = "stock"', 'kind  = "sum"', "只能填 stock"),
        ('code  = "intro"', 'code  = "Intro"', "小写英文字母"),
        ('code  = "intro"', 'code  = "foreword"', "缺少 code 为 intro"),
        ('code  = "licence"', 'code  = "penalty"', "写了两次"),
        ('label = "报告说明"', 'label = ""', "没有填写"),
        ("{published}", "{publishd}", "是不是“published”"),
        ("zero  = true", 'zero  = "yes"', "只能填 true"),
        ("from   = 2021-01-01", 'from   = "2021"', "应为日期"),
        ('note   = "', 'nota   = "', "不认识的项目"),
        ('help  = "统计', 'halp  = "统计', "不认识的项目"),
        ('code  = "coercion"', 'code  = "normative_made"', "写了两次"),
        ("[[row]]", "[row]", "annual_report.toml"),
    ],
)
def test_each_mistake_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = changed(tmp_path, old, new)
    problems = reportform.check(path)
    words = [f"{one.where} {one.message}" for one in problems]
    assert problems
    assert any(told in one for one in words) or told.endswith(".toml")
    with pytest.raises(BadFile):
        reportform.load(FormFolders(paths.forms(), tmp_path / "forms"))
