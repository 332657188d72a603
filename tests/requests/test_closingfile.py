"""The rule files of a case's end name every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.requests.rules import Rules, check

RULES = Rules.load(FormFolders(paths.forms()))


def changed(tmp_path: Path, name: str, old: str, new: str) -> list[str]:
    text = (paths.forms() / "rules" / f"{name}.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return [str(problem) for problem in check(path)]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("request_delivery", 'method = "mail"', 'method = "pigeon"', "只能填 direct"),
        ("request_delivery", '"mail_no"', '"mail_nr"', "没有名为“mail_nr”的栏目"),
        ("request_delivery", 'remedy = "arrived"', 'remedy = "after"', "写明天数"),
        ("request_delivery", "days = 30", 'days = "30"', "应为天数"),
        ("request_archive", "no = 14", "no = 15", "1至14"),
        ("request_archive", 'when = "agent"', 'when = "agnt"', "只能填 always"),
        ("request_archive", "shared = true", 'shared = "yes"', "true 或 false"),
        ("request_difficult", 'code = "land"', 'cod = "land"', "code"),
        ("request_followup", "days = 3", "days = 0", "应为正整数"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    problems = changed(tmp_path, name, old, new)
    assert problems
    assert any(told in problem for problem in problems)


def test_the_list_has_every_group_in_order() -> None:
    found = RULES.checklist
    assert list(found.groups) == list(range(1, 15))
    groups = [paper.group for paper in found.papers]
    assert groups == sorted(groups)
    assert found.place_of_form("request_reply_absent") == found.place_of_form("record_correction")
    assert found.group_at(found.place_of_file("nobody knows")) == 13
    assert len({paper.label for paper in found.papers}) == len(found.papers)


def test_every_issued_form_has_its_place() -> None:
    known = RULES.checklist
    issued = {
        path.stem
        for path in (paths.forms() / "documents").glob("*.toml")
        if path.stem.startswith(("request_", "consult_", "record_", "third_", "delivery_"))
    } - {"request_ledger", "request_difficult_list"}  # fmt: skip
    unplaced = {form for form in issued if known.place_of_form(form) == len(known.papers)}
    assert unplaced == set()


@pytest.mark.parametrize("name", ["file_up", "publish", "record_fix"])
def test_what_the_law_does_not_fix_is_a_proposal(name: str) -> None:
    from datetime import date

    assert RULES.follow_up(name, date(2026, 4, 10)).status == "proposal"


def test_the_checklist_knows_the_kinds_of_attachments() -> None:
    wanted = {kind for paper in RULES.checklist.papers for kind in paper.files}
    known = set(RULES.attachments)
    assert wanted <= known
    assert known - wanted == {"other"}
