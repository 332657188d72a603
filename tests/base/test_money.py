"""Amounts, exact both ways."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.money import (
    LIMIT_FEN,
    NotMoney,
    capital,
    figure,
    from_capital,
    parse,
    show,
)

fens = st.integers(min_value=-(LIMIT_FEN - 1), max_value=LIMIT_FEN - 1)
sane = st.integers(min_value=-(10**14), max_value=10**14)


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        (8460.3, 846030),
        (269736.52, 26973652),
        (0.1 + 0.2, 30),
        (233340.30000000002, 23334030),
        (12000, 1200000),
        (Decimal("1.05"), 105),
        ("20,000.00元", 2000000),
        ("１，２６０．３０元", 126030),
        ("３.４ ", 340),
        ("(1,200)", -120000),
        ("（1,200.5）", -120050),
        ("△36.00", -3600),
        ("-0.01", -1),
        ("−5", -500),
        ("￥1,234.50元整", 123450),
        ("26.973652万元", 26973652),
        (".5", 50),
        ("5.", 500),
        (0, 0),
        ("0.00", 0),
        ("", None),
        ("  ", None),
        ("—", None),
        (None, None),
    ],
)
def test_parse(raw: object, fen: int | None) -> None:
    assert parse(raw) == fen


def test_a_column_in_wan_yuan() -> None:
    assert parse(26.973652, scale=10000) == 26973652
    assert parse("300元", scale=10000) == 30000


@pytest.mark.parametrize(
    "raw",
    [1.005, "1.234", "12,00", "约30", "1 2 x", "1.2.3", float("nan"), float("inf"), True,
     "1e5", "元", 10**17, "()", "△"],
)  # fmt: skip
def test_parse_faults(raw: object) -> None:
    with pytest.raises(NotMoney) as caught:
        parse(raw)
    assert caught.value.reason


@given(sane)
def test_every_amount_survives_paper_and_spreadsheet(fen: int) -> None:
    assert parse(show(fen)) == fen
    assert parse(fen / 100) == fen
    yuan = show(abs(fen))
    assert parse(f"({yuan})") == -abs(fen)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (1000, "壹拾元整"),
        (10050, "壹佰元伍角整"),
        (10500, "壹佰零伍元整"),
        (11581697, "壹拾壹万伍仟捌佰壹拾陆元玖角柒分"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (1000000000000, "壹佰亿元整"),
        (1000000000100, "壹佰亿零壹元整"),
        (10010001 * 100, "壹仟零壹万零壹元整"),
        (-100, "负壹元整"),
        (1_0000_0000_0000 * 100, "壹万亿元整"),
        (1_2000_0000_0000 * 100, "壹万贰仟亿元整"),
    ],
)
def test_capital(fen: int, text: str) -> None:
    assert capital(fen) == text
    assert from_capital(text) == fen


def slow_capital(fen: int) -> str:
    """Name every digit with its unit, then strike out what the rules strike out."""
    units = "分角元拾佰仟万拾佰仟亿拾佰仟兆拾佰仟"
    digits = str(abs(fen))
    text = "".join(
        "零壹贰叁肆伍陆柒捌玖"[int(digit)] + units[len(digits) - 1 - at]
        for at, digit in enumerate(digits)
    )
    text = re.sub("零[拾佰仟]", "零", text)
    text = re.sub("零+([兆亿万])", r"\1", text)
    for empty, unit in (("亿", "兆"), ("万", "亿"), ("万", "兆")):
        text = re.sub(f"{unit}零?{empty}", f"{unit}零", text)
    text = re.sub("零+", "零", text)
    text = re.sub("零*元", "元", text)
    text = re.sub("零角零分$", "整", text)
    text = re.sub("零分$", "整", text)
    text = re.sub("零角", "零", text)
    if text.startswith("元"):
        text = text[1:].lstrip("零")
    if abs(fen) < 10**2:
        text = text.lstrip("零")
    text = "零元整" if fen == 0 else text
    if "兆" in text:
        head, tail = text.split("兆", 1)
        text = head + ("万" if "亿" in tail else "万亿") + tail
    return ("负" if fen < 0 else "") + text


@given(st.one_of(fens, sane, st.integers(0, 10**6)))
def test_capital_against_the_slow_way(fen: int) -> None:
    assert capital(fen) == slow_capital(fen)
    assert from_capital(capital(fen)) == fen


@pytest.mark.parametrize("text", ["伍交角", "", "元整", "壹佰贰佰元", "壹贰元", "拾元", "万元",
                                  "壹亿贰亿元", "亿元"])  # fmt: skip
def test_capital_faults(text: str) -> None:
    with pytest.raises(NotMoney):
        from_capital(text)


def test_capitals_as_people_write_them() -> None:
    assert from_capital("人民币壹佰元零伍分") == 10005
    assert from_capital("壹仟陆佰捌拾圆零叁角贰分") == 168032


def test_the_largest_amount() -> None:
    assert from_capital(capital(LIMIT_FEN - 1)) == LIMIT_FEN - 1
    with pytest.raises(NotMoney):
        capital(LIMIT_FEN)


def test_show_blank_is_not_zero() -> None:
    assert show(None) == ""
    assert show(0) == "0.00"
    assert show(-123456789) == "-1,234,567.89"


@pytest.mark.parametrize(
    ("printed", "value"),
    [("1,234.50", "1234.50"), ("3.205", "3.205"), ("12", "12"), ("-0.05", "-0.05"),
     ("(1,200)", "-1200"), ("－３.４０", "-3.40"), ("", None), ("—", None)],
)  # fmt: skip
def test_a_printed_figure_is_read_exactly(printed: str, value: str | None) -> None:
    read = figure(printed)
    assert (None if read is None else str(read)) == value


@pytest.mark.parametrize("printed", ["约3亩", "1.2.3", "三", "12元"])
def test_words_are_no_figure(printed: str) -> None:
    with pytest.raises(NotMoney):
        figure(printed)
