"""What an annual report must fulfil, on plain values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.statistics import checks, figures, reportform
from gkdesk.statistics.model import FEE, Part, RowKind

FORM = reportform.load(FormFolders(paths.forms()))
WHOLE = {
    "normative_made": "2", "normative_abolished": "1", "normative_in_force": "6",
    "licence": "12", "penalty": "0", "coercion": "0", "charge": "0.35",
}  # fmt: skip


def two(values: dict[str, str], before: dict[str, str] | None = None) -> dict[str, object]:
    return {
        one.words: (one.holds, one.faults)
        for one in checks.table_two(FORM, values, before or {}, 2025)
    }


def test_a_whole_table_two() -> None:
    found = checks.table_two(FORM, WHOLE, {"normative_in_force": "5"}, 2025)
    assert [one.holds for one in found] == [True, True, True, True]
    assert not any(one.wrong for one in found)


def test_an_empty_table_two_names_every_row() -> None:
    [empty, *_rest] = checks.table_two(FORM, {}, {}, 2025)
    assert empty.wrong
    assert empty.faults[-1] == "……共5处"


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "1.5",
        "/",
        "-",
        "一",
        "1e3x",
        "NaN",
        "Infinity",
        "1e12",
        "1e3",
        "+5",
        "-0",
        "1_000",
        "5.0",
        "0012",
        "１２",
        "٣",
        " 5",
        "9999999999",
    ],
)
def test_what_is_no_count(text: str) -> None:
    found = checks.table_two(FORM, WHOLE | {"licence": text}, {}, 2025)
    assert found[1].faults == (f"行政许可：填的是“{text}”",)


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 999), st.integers(0, 3000))
def test_in_force_follows_from_the_year_before(then: int, made: int, gone: int, now: int) -> None:
    values = WHOLE | {
        "normative_made": str(made), "normative_abolished": str(gone),
        "normative_in_force": str(now),
    }  # fmt: skip
    found = checks.table_two(FORM, values, {"normative_in_force": str(then)}, 2025)[-1]
    assert found.holds is (now == then + made - gone)
    assert found.hint  # told, but nothing is kept back for it
    assert not found.wrong
    assert checks.table_two(FORM, values, {}, 2025)[-1].holds is None


@given(st.decimals(0, 10**9, places=2))
def test_money_has_decimals_and_a_count_has_none(amount: Decimal) -> None:
    text = str(amount)
    assert checks.number(text, RowKind.MONEY) == amount
    assert (checks.number(text, RowKind.COUNT) is not None) == text.isdecimal()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("全年新收政府信息公开申请12件，办结10件", 0),
        ("全年收到申请11件", 1),
        ("全年新收政府信息公开申请 1 2 件，上年结转3件", 1),
        ("答复9件，结转下年度继续办理5件", 2),
        ("办结的申请中，予以公开3件", 0),  # a part of them
        ("被申请行政复议2件，行政诉讼1件", 2),
        ("没有发生行政复议、行政诉讼", 0),
        ("受理便民服务申请12件", 0),
        ("全年收到申请12件，其中网络收到申请3件、当面收到申请2件", 0),
        ("2024年收到申请7件，2025年收到申请5件", 1),
        ("新收申请同比增加2件", 0),
        ("不予公开的答复1件", 0),
        ("办结10件，其中提前办结3件", 0),
        ("共收取信息处理费20元", 1),
        ("共收取信息处理费100.00元。", 0),
    ],
)
def test_figures_in_words_are_those_of_the_tables(text: str, faults: int) -> None:
    tables = {"new": 12, "carried_in": 1, "done": 10, "carried_out": 3, "reviews": 0, "suits": 0}
    found = checks.said(FORM, {"on_request": text, FEE: "100"}, tables, 2025)
    assert len(found.faults) == faults
    assert (found.holds, found.hint) == (faults == 0, True)


def test_what_is_not_written_and_what_was_never_filled_in() -> None:
    whole = {one.code: "写好了。" for one in FORM.texts} | {FEE: "0"}
    assert all(one.holds for one in checks.written(FORM, whole))
    left = whole | {"platform": "  ", "active": "公开{published}条。", FEE: ""}
    found = {one.part: one.faults for one in checks.written(FORM, left) if one.wrong}
    assert found == {
        Part.OVERVIEW: (
            "“政府信息公开平台建设”还没有写", "“主动公开”里还有“{”，请改成数字",
        ),
        Part.OTHERS: ("没有填，没有收取的填0",),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["1e-2", "1_0", "+1", "3.14159265", ".5", "5.", "００"])
def test_what_is_no_amount(text: str) -> None:
    found = checks.table_two(FORM, WHOLE | {"charge": text}, {}, 2025)
    assert found[1].faults == (f"行政事业性收费：填的是“{text}”",)


def test_a_draft_keeps_what_nobody_knows() -> None:
    assert figures.filled("共{new}件{what}", {"new": "3"}) == "共3件{what}"
    marks = [("（三）1", 2), ("（三）8", 1), ("（一）", 4), ("（七）", 7), ("一", 9)]
    assert figures.of_groups(marks) == {
        "granted": 4, "partial": 0, "denied": 3, "unable": 0, "declined": 0, "other": 0,
    }  # fmt: skip
