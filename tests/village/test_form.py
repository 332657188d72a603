"""The sheet's form: what is shipped can be used, and every mistake has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.village.form import bare, check, find_line, load

F01 = paths.forms() / "village" / "F01.toml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = F01.read_text("utf-8")
    assert old in text
    path = tmp_path / "F01.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize("path", sorted((paths.forms() / "village").glob("*.toml")))
def test_shipped_forms_are_right(path: Path) -> None:
    assert check(path) == []


def test_f01() -> None:
    form = load(F01)
    assert form.label("income.total") == "收入合计"
    assert form.label("pair.closing") == "本期结余"
    assert form.papers[0] == "a4l"
    assert {rule.id[:2] for rule in form.rules} == {"R1", "R2", "R3", "R4", "R6", "R7", "R8"}


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("经营收入(租赁、服务)", "operating"),
        ("“一事一议”筹资", "levy"),
        ("  征占 土地补偿款", "land"),
        ("1.其他收入（利息）", "other"),
        ("（三）投资收益", "investment"),
        ("补助收入", "running_grant"),
    ],
)
def test_lines_by_their_other_names(label: str, key: str) -> None:
    found = find_line(label, load(F01).block("income").lines)
    assert found is not None
    assert found.key == key


def test_unknown_line() -> None:
    assert find_line("鱼塘罚款", load(F01).block("income").lines) is None
    assert find_line("", load(F01).block("income").lines) is None
    assert bare("银行存款（镇三资中心统管账户）") == "银行存款"


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ('kind      = "two_sided"', 'kind = "three"', "kind", "two_sided"),
        ('id        = "F01"', 'id = "F02"', "id", "F01"),
        ("version   = 1", 'version = "1"', "version", "整数"),
        ('name      = "财务收支公开表"', "", "name", "缺少"),
        ('unit      = "元"', 'unit = "元"\ncolour = "red"', "第16行 colour", "不认识"),
        ("seal      = true", "seel = true", "第17行 seel", "是不是“seal”"),
        ("seal      = true", 'seal = "yes"', "第17行 seal", "true 或 false"),
        ("{town}{village}", "{twon}{village}", "title", "twon"),
        ("{town}{village}", "{town{village}", "title", "花括号"),
        ("{town}{village}", "{town}}{village}", "title", "花括号"),
        ("version   = 1", "version = true", "version", "整数"),
        ("objection_days = 5", "objection_days = true", "objection_days", "整数"),
        ("objection_days = 5", "objection_days = -1", "objection_days", "天"),
        ('papers    = ["a4l", "a3l"]', 'papers = ["b5"]', "papers", "b5"),
        ('result   = "pair.closing"', 'result = "pair.end"', "[[rule]] 第3段 result", "pair.end"),
        ('kind  = "sum"', 'kind  = "som"', "[[rule]] 第1段 kind", "som"),
        ("limit    = 500000", 'limit = "5000元"', "limit", "整数"),
        ('["上期余额"', '["本期结余"', "[[pair]]", "本期结余"),
        ('key     = "contract"', 'key = "operating"', "[[block]] income", "用了两次"),
        ('when = "note"', 'when = "weather"', "[[footer]] 第1段 when", "weather"),
        ('pair  = "closing"', 'pair = "end"', "[capital] pair", "end"),
        ('["招待费"', '[5, "招待费"', "words", "文字"),
        ('total   = { label = "收入合计"', 'totals = { label = "收入合计"', "total", "缺少"),
    ],
)
def test_mistakes_have_places(tmp_path: Path, old: str, new: str, where: str, said: str) -> None:
    path = changed(tmp_path, old, new)
    found = check(path)
    assert any(where in problem.where and said in problem.message for problem in found), found
    with pytest.raises(BadFile):
        load(path)


def test_not_toml(tmp_path: Path) -> None:
    path = tmp_path / "F01.toml"
    path.write_text("id = \nx", "utf-8")
    assert check(path)[0].where.startswith("第1行")


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ('kind     = "product"', 'kind     = "produkt"', "[[rule]]", "是不是“product”"),
        ('result   = "amount"', 'result   = "amont"', "result", "是不是“amount”"),
        ('columns  = ["rate"]', 'columns  = ["rat"]', "columns", "是不是“rate”"),
        ('kind     = "serial"', 'kind     = "seriel"', "[[column]]", "是不是“serial”"),
        ('group     = "group"', 'group     = "groups"', "group", "是不是“group”"),
        ("required = true", "requird = true", "requird", "是不是“required”"),
        ('key      = "notice"', 'key      = "notise"', "[[stage]]", "是不是“notice”"),
        ('stages   = ["notice"]', 'stages   = ["noted"]', "stages", "notice"),
        ('tolerance = "0.01"', 'tolerance = "一分"', "tolerance", "数"),
        ('total     = "合计"', "", "total", "合计"),
        ('key      = "document"', 'key      = "village"', "[[field]] 第2段 key", "village"),
        ('label    = "备注"', 'label    = "序号"', "[[column]]", "用了两次"),
        ("共{rows}户", "共{row}户", "[[footer]]", "row"),
        ("blank_rows = 300", "blank_rows = 0", "blank_rows", "1行"),
        ('kind      = "list"', 'kind      = "lists"', "第5行 kind", "是不是“list”"),
    ],
)
def test_mistakes_of_a_list_have_places(
    tmp_path: Path, old: str, new: str, where: str, said: str
) -> None:
    text = (F01.parent / "L05.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "L05.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = check(path)
    assert any(where in one.where and said in one.message for one in found), found
    assert found[0].where.startswith("第") or "total" in found[0].where
