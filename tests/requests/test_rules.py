"""Dated figures: what was in force when, and every mistake of a rule file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.base.formfiles import FormFolders
from gkdesk.requests.rules import RuleMissing, Rules, Status, check

SHIPPED = FormFolders(paths.forms())
RULES = Rules.load(SHIPPED)


def test_figures_of_the_regulation() -> None:
    rules = RULES.on(date(2026, 4, 10))
    assert (rules.reply, rules.extension, rules.correction_notice, rules.opinion) == (20, 20, 7, 15)
    assert (rules.payment, rules.internal_lead) == (20, 2)


def test_each_figure_says_where_it_comes_from_and_how_sure_it_is() -> None:
    day = date(2026, 4, 10)
    reply = RULES.figure("reply", day)
    assert "第三十三条第二款" in reply.basis
    assert reply.status is Status.CERTAIN
    assert RULES.figure("payment", day).status is Status.UNSURE
    assert RULES.figure("internal_lead", day).status is Status.PROPOSAL


def test_before_the_first_day_nothing_is_in_force() -> None:
    assert RULES.on(date(2019, 5, 15)).reply == 20
    with pytest.raises(RuleMissing, match="2019年5月14日"):
        RULES.on(date(2019, 5, 14))


def test_a_later_figure_takes_over_on_its_day(tmp_path: Path) -> None:
    text = shipped("request_clock") + (
        '\n[[reply]]\nlabel = "答复期限"\nfrom = 2030-01-01\ndays = 10\nunit = "working_day"\n'
        'basis = "新条例"\nsource = "试验"\nstatus = "unsure"\n'
    )
    rules = Rules.load(own(tmp_path, "request_clock", text))
    assert rules.on(date(2029, 12, 31)).reply == 20
    assert rules.on(date(2030, 1, 1)).reply == 10


def test_outcomes_hold_row_document_and_remedy() -> None:
    assert len(RULES.outcomes()) == 23
    assert RULES.outcome("OPEN_GRANT").remedy == "A"
    secret = RULES.outcome("DENY_SECRET")
    assert (secret.row, secret.document, secret.remedy) == ("（三）1", "D04", "B")
    refused = [rule for rule in RULES.outcomes() if rule.remedy == "B"]
    assert {rule.code for rule in refused} == {
        "DENY_SECRET", "DENY_LAW", "DENY_SAFETY", "DENY_THIRD", "DENY_INTERNAL", "DENY_PROCESS",
        "DENY_CASEFILE",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["request_clock", "request_outcome", "request_post"])
def test_shipped_files_have_no_mistake(name: str) -> None:
    assert check(SHIPPED.shipped / "rules" / f"{name}.toml") == []


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("days = 20", "days = 0", "reply 第1节，days", "正整数"),
        ("days = 20", 'days = "20"', "reply 第1节，days", "正整数"),
        ("from = 2019-05-15", 'from = "2019-05-15"', "reply 第1节，from", "不加引号"),
        ('status = "certain"', 'status = "sure"', "reply 第1节，status", "certain"),
        ('unit = "working_day"', 'unit = "hour"', "reply 第1节，unit", "工作日"),
        ("[[reply]]", "[[answer]]", "reply", "缺少"),
        ("[[reply]]", "[[answer]]", "answer", "不认识"),
        ('label = "答复期限"', 'name = "答复期限"', "reply 第1节，name", "不认识"),
        ('source = "国务院令第711号"', 'source = ""', "reply 第1节，source", "没有填写"),
        ('id = "request_clock"', 'id = "clock"', "id", "文件名"),
        ("[[reply]]", "[reply]", "reply", "[[名称]]"),
        ("[[reply]]", "[[reply", "第6行第8列", "写法不对"),
    ],
)
def test_every_mistake_has_its_place(
    tmp_path: Path, old: str, new: str, where: str, words: str
) -> None:
    folders = own(tmp_path, "request_clock", shipped("request_clock").replace(old, new, 1))
    found = check(tmp_path / "rules" / "request_clock.toml")
    assert any(problem.where.endswith(where) and words in problem.message for problem in found), (
        found
    )
    with pytest.raises(BadFile, match=r"request_clock\.toml"):
        Rules.load(folders)


def test_days_to_correct_have_a_limit_we_propose() -> None:
    limit = RULES.figure("correction_limit", date(2026, 4, 10))
    assert (limit.days, limit.status) == (60, Status.PROPOSAL)
    assert RULES.on(date(2026, 4, 10)).correction_limit == 60


def test_the_post_is_a_list_an_office_may_add_to(tmp_path: Path) -> None:
    assert {"中国邮政", "EMS", "挂号信"} <= set(RULES.couriers)
    text = shipped("request_post").replace("names = [", 'names = [\n  "县邮政所",', 1)
    assert "县邮政所" in Rules.load(own(tmp_path, "request_post", text)).couriers


@pytest.mark.parametrize("names", ["names = []", 'names = "EMS"', 'names = ["EMS", ""]'])
def test_mistakes_in_the_list_of_couriers(tmp_path: Path, names: str) -> None:
    text = shipped("request_post")
    begin, end = text.index("names ="), text.index("]\nbasis") + 1
    folders = own(tmp_path, "request_post", text[:begin] + names + text[end:])
    [problem] = check(tmp_path / "rules" / "request_post.toml")
    assert problem.where.endswith("courier 第1节，names")
    with pytest.raises(BadFile):
        assert Rules.load(folders).couriers


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('remedy = "A"', 'remedy = "Z"', "outcome 第1节，remedy"),
        ('code = "OPEN_PUBLIC"', 'code = ""', "outcome 第1节，code"),
    ],
)
def test_mistakes_of_outcomes(tmp_path: Path, old: str, new: str, where: str) -> None:
    own(tmp_path, "request_outcome", shipped("request_outcome").replace(old, new, 1))
    found = check(tmp_path / "rules" / "request_outcome.toml")
    assert [problem.where.partition(" ")[2] for problem in found] == [where]


def shipped(name: str) -> str:
    return (paths.forms() / "rules" / f"{name}.toml").read_text("utf-8")


def own(folder: Path, name: str, text: str) -> FormFolders:
    path = folder / "rules" / f"{name}.toml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    return FormFolders(paths.forms(), folder)


def test_an_older_file_of_the_office_needs_no_rest_day_choice(tmp_path: Path) -> None:
    text = shipped("request_clock")
    head, _, _rest = text.partition("[[rest_receipt]]")
    older = Rules.load(own(tmp_path, "request_clock", head))
    assert older.on(date(2026, 4, 10)).rest_receipt is False
    assert RULES.on(date(2026, 4, 10)).rest_receipt is False
    assert RULES.figure("rest_receipt", date(2026, 4, 10)).status is Status.PROPOSAL


@pytest.mark.parametrize(("old", "new"), [("days = 0", "days = 2"), ("days = 0", "days = true")])
def test_a_choice_is_on_or_off(tmp_path: Path, old: str, new: str) -> None:
    own(tmp_path, "request_clock", shipped("request_clock").replace(old, new, 1))
    [problem] = check(tmp_path / "rules" / "request_clock.toml")
    assert problem.where.endswith("rest_receipt 第1节，days")
    assert "不顺延" in problem.message


def test_the_clock_counts_working_days_only(tmp_path: Path) -> None:
    text = shipped("request_clock").replace('unit = "working_day"', 'unit = "day"', 1)
    own(tmp_path, "request_clock", text)
    [problem] = check(tmp_path / "rules" / "request_clock.toml")
    assert problem.where.endswith("reply 第1节，unit")
    assert "工作日" in problem.message
