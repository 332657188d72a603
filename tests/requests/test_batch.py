"""Cases without an office: what is read, what is refused, what is written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.calendar import load
from gkdesk.base.formfiles import FormFolders
from gkdesk.requests import batch
from gkdesk.requests.rules import Rules

CALENDAR = load(paths.resources() / "calendar")
RULES = Rules.load(FormFolders(paths.forms()))

CASES: list[tuple[dict[str, object], str | None]] = [
    ({"receipt": "2026-03-02"}, "2026-03-30"),
    ({"receipt": "2026-03-02", "corrected": "2026-03-19"}, "2026-04-17"),
    ({"receipt": "2026-03-02", "consult": [["2026-03-09", "2026-03-24"]]}, "2026-04-15"),
    ({"receipt": "2026-03-02", "extend": 20}, "2026-04-28"),
    ({"receipt": "2026-03-02", "paid": "2026-03-20"}, "2026-04-20"),
    ({"receipt": "2026-03-02", "corrected": "2026-03-19", "extend": 5}, "2026-04-24"),
    ({"receipt": "2026-03-02", "paid": "2026-03-20", "extend": 5}, "2026-04-27"),
    ({"receipt": "2026-03-02", "corrected": "2026-03-06", "paid": "2026-03-20"}, "2026-04-20"),
    ({"receipt": "2026-03-02", "consult": [["2026-03-09", None]]}, None),
    ({"receipt": "2026-12-04"}, None),
    ({"receipt": "2026-03-02", "consult": [], "extend": None, "paid": None}, "2026-03-30"),
]


@pytest.mark.parametrize(("case", "due"), CASES)
def test_cases(case: dict[str, object], due: str | None) -> None:
    state = batch.clock_of(case, RULES, CALENDAR)
    assert state.due_on == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize(("case", "due"), CASES)
def test_a_line_says_the_same_as_the_case(case: dict[str, object], due: str | None) -> None:
    [(text, good)] = batch.lines([json.dumps(case)], RULES, CALENDAR, days=True)
    found = json.loads(text)
    state = batch.clock_of(case, RULES, CALENDAR)
    whole = batch.result(state)
    assert good
    assert found.pop("days") == batch.day_rows(state)
    assert found == {key: whole[key] for key in found}
    assert found["due_on"] == due


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "不是 JSON"),
        ("[]", "JSON 对象"),
        ("{}", "receipt"),
        ('{"receipt": "2026-02-30"}', "receipt"),
        ('{"receipt": 20260302}', "receipt"),
        ('{"receipt": "20260302"}', "receipt"),
        ('{"receipt": "2026-W10-1"}', "receipt"),
        ('{"receipt": "2026-03-02 "}', "receipt"),
        ('{"receipt": "2026-03-02", "extend": ' + "9" * 5000 + "}", "数字太长"),
        ('{"receipt": "2026-03-02", "extend": ' + "9" * 4000 + "}", "extend"),
        ("[" * 200_000, "括号"),
        ('{"a":' * 200_000, "括号"),
        ('{"receipt": "2026-03-02", "\\ud800": 1}', "不认识"),
        ('{"receipt": "2026-03-02", "colour": 1}', "colour"),
        ('{"receipt": "2026-03-02", "extend": "5"}', "extend"),
        ('{"receipt": "2026-03-02", "extend": true}', "extend"),
        ('{"receipt": "2026-03-02", "extend": 21}', "第三十三条第二款"),
        ('{"receipt": "2026-03-02", "extend": 0}', "第三十三条第二款"),
        ('{"receipt": "2026-03-02", "corrected": "2026-03-01"}', "早于"),
        ('{"receipt": "2026-03-02", "corrected": "2026-03-19", "paid": "2026-03-10"}', "早于"),
        ('{"receipt": "2026-03-02", "consult": [["2026-03-09", "2026-03-06"]]}', "第三十二条"),
        ('{"receipt": "2026-03-02", "consult": [["2026-02-09", "2026-03-06"]]}', "早于"),
        ('{"receipt": "2026-03-02", "consult": [["2026-03-09"]]}', "consult"),
        ('{"receipt": "2026-03-02", "consult": "2026-03-09:2026-03-24"}', "consult"),
        ('{"receipt": "2018-03-02"}', "2019年"),
        ('{"receipt": "9999-12-31"}', "9999"),
    ],
)
def test_a_bad_line_says_why_and_spoils_no_other(line: str, words: str) -> None:
    lines = [line, "", '{"receipt": "2026-03-02"}']
    (bad, was_good), (blank, empty), (good, fine) = batch.lines(lines, RULES, CALENDAR, days=False)
    assert not was_good
    assert not empty
    assert words in json.loads(bad)["error"]
    assert "空的" in json.loads(blank)["error"]
    assert fine
    assert json.loads(good)["due_on"] == "2026-03-30"


def test_only_a_line_among_others_speaks_of_the_others() -> None:
    with pytest.raises(batch.BadCase) as caught:
        batch.clock_of({"receipt": "20260302"}, RULES, CALENDAR)
    assert "其他各行" not in str(caught.value)
    [(text, _good)] = batch.lines(["{"], RULES, CALENDAR, days=False)
    assert "其他各行不受影响" in json.loads(text)["error"]


def test_the_estimate_is_never_in_due_on() -> None:
    [(text, _)] = batch.lines(['{"receipt": "2026-12-04"}'], RULES, CALENDAR, days=False)
    found = json.loads(text)
    assert (found["due_on"], found["provisional"]) == (None, True)
    assert found["earliest"] == "2027-01-01"


def test_a_moved_receipt_does_not_lend_its_words_to_other_cases(tmp_path: Path) -> None:
    text = (paths.forms() / "rules" / "request_clock.toml").read_text("utf-8")
    path = tmp_path / "request_clock.toml"
    path.write_text(text.replace("days = 0", "days = 1", 1), "utf-8")
    rules = RULES.changed(path)
    cases: list[dict[str, object]] = [
        {"receipt": "2026-03-02", "corrected": "2026-03-14"},  # a Saturday
        {"receipt": "2026-03-02", "corrected": "2026-03-19"},
        {"receipt": "2026-03-14"},
    ]
    found = batch.lines([json.dumps(case) for case in cases], rules, CALENDAR, days=True)
    for (line, good), case in zip(found, cases, strict=True):
        assert good
        state = batch.clock_of(case, rules, CALENDAR)
        assert json.loads(line)["days"] == batch.day_rows(state)
