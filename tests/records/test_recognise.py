"""What a document says of itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.records import attributes
from gkdesk.records.recognise import recognised

RULES = attributes.load(paths.forms() / "rules" / "records_attribute.toml")
TODAY = date(2026, 4, 10)


def found(text: str) -> dict[str, str]:
    return recognised(text, RULES, TODAY)


def test_a_document_in_its_usual_order() -> None:
    assert found(
        "青石镇人民政府文件\n\n青政〔2026〕7号\n\n青石镇人民政府\n关于印发《农村公益性岗位\n"
        "管理办法》的通知\n\n各村（居）委会：\n  根据县政发〔2025〕12号文件精神，制定本办法。\n"
        "青石镇人民政府\n2026年4月1日\n（此件公开发布）"
    ) == {
        "title": "青石镇人民政府关于印发《农村公益性岗位管理办法》的通知",
        "doc_number": "青政〔2026〕7号",
        "made_on": "2026-04-01",
        "attribute": "active",
        "kind": "document",
    }


def test_the_head_of_a_web_page_is_no_title() -> None:
    text = (
        "索 引 号：11500382787479886T/2026-00001\n发布机构：青石镇\n公文生成日期：2026-03-21\n"
        "青石镇2025年度部门决算\n一、概况。\n二〇二六年三月二十一日"
    )
    assert found(text) == {
        "index_number": "11500382787479886T/2026-00001",
        "title": "青石镇2025年度部门决算",
        "made_on": "2026-03-21",
        "kind": "info",
    }


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青委[2026]003号 签发人：张三", "青委〔2026〕3号"),
        ("青政办（2026）12号", "青政办〔2026〕12号"),
        ("青 政 〔2026〕 7 号", "青政〔2026〕7号"),
        ("根据县政发〔2025〕12号文件，经研究，决定如下。", ""),
    ],
)
def test_a_number_is_taken_from_the_head_only(line: str, number: str) -> None:
    text = f"{line}\n关于召开会议的函\n县委：\n请。"
    assert found(text).get("doc_number", "") == number


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("二〇二五年十二月三十一日", "2025-12-31"),
        ("二○二六年一月十日", "2026-01-10"),
        ("2026年4月1日", "2026-04-01"),
        ("2026年13月1日", ""),
        ("2027年1月1日", ""),  # after today: not a day it was made
    ],
)
def test_the_day_at_the_end(line: str, day: str) -> None:
    assert found(f"关于会议的通知\n各村：\n请。\n{line}").get("made_on", "") == day


def test_two_marks_that_disagree_decide_nothing() -> None:
    text = "关于会议的通知\n正文。\n（此件主动公开）\n（此件不公开）"
    assert "attribute" not in found(text)


def test_a_sentence_is_no_mark() -> None:
    text = "关于会议的通知\n对不予公开的，应当说明理由；依申请公开的按程序办理。"
    assert "attribute" not in found(text)


@given(st.text(max_size=300))
def test_nothing_breaks_it(text: str) -> None:
    for name, value in found(text).items():
        assert isinstance(value, str)
        assert name in ("title", "doc_number", "made_on", "attribute", "kind", "index_number")
