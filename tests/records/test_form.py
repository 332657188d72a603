"""The boxes of a draft."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.errors import BadValue
from gkdesk.records import axes, cabinet, form
from gkdesk.records.model import Attribute, Facts, Origin, RecordKind

AXES = axes.load(paths.forms() / "rules" / "records_axes.toml")
TODAY = date(2026, 4, 10)
GOOD: dict[str, object] = {
    "title": "公示", "body": "正文", "made_on": "2026-04-01", "attribute": "主动公开",
}  # fmt: skip


def read(**values: object) -> form.Filled:
    return form.read(GOOD | values, today=TODAY, old=None, axes=AXES)


@pytest.mark.parametrize(
    ("given_period", "kept"),
    [
        ("2026", "2026"), ("2026年", "2026"), ("2026年度", "2026"), ("2026Q1", "2026Q1"),
        ("2026年第一季度", "2026Q1"), ("2026年4季度", "2026Q4"), ("2026年上半年", "2026H1"),
        ("2026年下半年", "2026H2"), ("2026年3月", "2026-03"), ("2026-12", "2026-12"),
        ("2026年12月份", "2026-12"), ("", ""), (" 2026 Q2 ", "2026Q2"),
    ],
)  # fmt: skip
def test_a_period_is_kept_in_its_short_form(given_period: str, kept: str) -> None:
    assert read(period=given_period).period == kept


@pytest.mark.parametrize("wrong", ["26年", "2026Q5", "2026-13", "2026年13月", "上季度", "2026H3"])
def test_a_period_that_is_none_is_told(wrong: str) -> None:
    with pytest.raises(BadValue) as caught:
        read(period=wrong)
    assert caught.value.field == "period"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "公报"}, "kind"),
        ({"origin": "抄来"}, "origin"),
        ({"valid_until": "明年"}, "valid_until"),
        ({"doc_number": "字" * 201}, "doc_number"),
        ({"subject": "字" * 201}, "subject"),
        ({"ground": "字" * 201}, "ground"),
        ({"title": "字" * 201}, "title"),
    ],
)
def test_each_wrong_box_is_named(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(BadValue) as caught:
        read(**wrong)
    assert caught.value.field == field


def test_everything_is_read_and_kept() -> None:
    found = read(
        kind="行政规范性文件", origin="转发上级文件", origin_attribute="依申请公开", redacted="是",
        valid_until="2031-03-31", effective_on=date(2026, 5, 1), display_until="2026-05-09",
        subject="民政救助", stage="结果公开", interpreter="李主任", reason="", ground="internal",
    )  # fmt: skip
    assert (found.kind, found.facts.origin) == (RecordKind.NORMATIVE, Origin.FORWARDED)
    assert found.facts.origin_attribute is Attribute.ON_REQUEST
    assert found.facts.redacted is True
    assert found.facts.axes == {"subject": "民政救助", "stage": "结果公开"}
    assert found.words.parts == {"interpreter": "李主任"}
    assert found.facts.effective_on == date(2026, 5, 1)


def test_a_title_is_one_line() -> None:
    assert read(title="关于\n低保的  公示").words.title == "关于 低保的 公示"


days = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        Facts,
        axes=st.dictionaries(st.sampled_from(["subject", "genre"]), words.filter(bool)),
        ground=words,
        redacted=st.booleans(),
        origin=st.sampled_from(Origin),
        origin_attribute=st.none() | st.sampled_from(Attribute),
        partners=words,
        effective_on=days,
        valid_until=days,
        display_until=days,
        drafting_unit=words,
        unified_number=words,
        no_interpretation=words,
    ),
    st.lists(words.filter(bool), max_size=3),
)
def test_facts_come_back_from_their_text(facts: Facts, writers: list[str]) -> None:
    from dataclasses import replace

    text = cabinet.facts_text(facts, tuple(writers))
    assert cabinet.facts_from(text) == replace(facts, writers=tuple(writers))
