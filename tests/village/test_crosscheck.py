"""The town's figures against the villages': every result, the tolerance, the row to blame."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.errors import BadFile
from gkdesk.village.crosscheck import (
    BY_CODE,
    Compared,
    Detail,
    Meaning,
    Result,
    Row,
    compare,
    locate,
    tolerance,
)
from gkdesk.village.crosspaper import sentence
from gkdesk.village.crosstable import details, read

D = Decimal
TOWN = Row("X01", "柳林村", "耕地地力保护补贴（第1批）", "2026", 36, D("212.00"), D("19760.52"),
           Meaning.PAID, 36)  # fmt: skip


def settle(name: str) -> str | None:
    return {"柳林村": "柳林村", "柳林": "柳林村", "杨家村": "杨家村"}.get(name)


def one(town: Row, own: Row) -> Compared:
    [found] = compare([town], [own], settle)
    return found


def test_twelve_pairs() -> None:
    assert list(BY_CODE) == [f"X{n:02d}" for n in range(1, 13)]


def test_the_example_of_a_wrong_household() -> None:
    found = one(TOWN, replace(TOWN, money=D("19860.52")))
    assert (found.result, found.money) == (Result.DIFFERENT, D("100.00"))
    assert found.tolerance == D("0.19")


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ({}, Result.SAME),
        ({"village": "柳林"}, Result.SAME),
        ({"item": "耕地地力保护补贴(第1批)"}, Result.SAME),
        ({"money": D("19760.70")}, Result.ROUNDING),
        ({"area": D("212.3")}, Result.ROUNDING),
        ({"area": D("213")}, Result.DIFFERENT),
        ({"count": 35}, Result.DIFFERENT),
        ({"meaning": Meaning.UNSTATED}, Result.SAME),
        ({"meaning": Meaning.UNSTATED, "money": D(20000)}, Result.UNCLEAR),
        ({"meaning": Meaning.ALLOCATED, "money": D(20000)}, Result.UNCLEAR),
        ({"money": None}, Result.UNCLEAR),
        ({"coarse": D(100), "money": D("19800")}, Result.ROUNDING),
    ],
)  # fmt: skip
def test_results(change: dict[str, object], result: Result) -> None:
    assert one(TOWN, replace(TOWN, **change)).result is result


def test_one_side_only_another_period_twice_and_a_name() -> None:
    other = replace(TOWN, village="杨家村")
    assert [c.result for c in compare([TOWN], [], settle)] == [Result.TOWN_ONLY]
    assert [c.result for c in compare([], [TOWN], settle)] == [Result.VILLAGE_ONLY]
    late = replace(TOWN, period="2025")
    assert {c.result for c in compare([TOWN], [late], settle)} == {Result.OTHER_PERIOD}
    assert [c.result for c in compare([TOWN, TOWN], [TOWN], settle)] == [Result.TWICE]
    assert Result.NAME in {c.result for c in compare([replace(TOWN, village="某村")], [], settle)}
    assert len(compare([TOWN, other], [other, TOWN], settle)) == 2


def test_five_meanings_stand_side_by_side() -> None:
    rows = [
        replace(TOWN, meaning=meaning, money=D(amount))
        for meaning, amount in zip(Meaning, (200000, 193036, 191266, 1770, 8734), strict=False)
    ]
    found = compare(rows, rows[::-1], settle)
    assert [c.result for c in found] == [Result.SAME] * 5


def test_exact_pairs_know_no_tolerance_and_lists_only_count() -> None:
    levy = replace(TOWN, check="X06")
    assert one(levy, replace(levy, money=D("19760.53"))).result is Result.DIFFERENT
    house = replace(TOWN, check="X09", count=1, who="a1b2")
    assert one(house, replace(house, money=None, area=None)).result is Result.SAME
    gone = compare([house], [replace(house, who="c3d4")], settle)
    assert {c.result for c in gone} == {Result.TOWN_ONLY, Result.VILLAGE_ONLY}


@given(st.integers(1, 20_000), st.lists(st.integers(1, 999_999), min_size=1, max_size=40))
def test_rounding_every_row_stays_within(rate: int, areas: list[int]) -> None:
    """Amounts rounded row by row never leave the tolerance of their true sum."""
    each = D(rate) / 100
    shares = [D(area) / 1000 for area in areas]
    rounded = sum((share * each).quantize(D("0.01")) for share in shares)
    assert abs(rounded - sum(share * each for share in shares)) <= tolerance(len(shares))


@given(st.integers(0, 30), st.integers(100, 10_000_00).filter(lambda fen: fen > 100))
def test_the_row_to_blame_is_found(at: int, fen: int) -> None:
    rate = D("93.21")
    rows = [Detail(n, D(n) / 10, rate, (D(n) / 10 * rate).quantize(D("0.01"))) for n in range(31)]
    off = D(fen) / 100
    rows[at] = replace(rows[at], money=rows[at].money + off)
    [spot] = locate(rows, off)
    assert (spot.detail.number, spot.off) == (at, off)


def test_words_of_the_row() -> None:
    [spot] = locate([Detail(17, D("10.10"), D("93.21"), D("1041.42"))], D("100.00"))
    assert spot.words == "第17行金额多100.00元：10.10×93.21应为941.42元，表中1,041.42元"


def test_tables_from_files(tmp_path: Path) -> None:
    path = tmp_path / "镇.csv"
    path.write_text(
        "镇公开数据\n核对编号,村,事项,年度,户数,面积,金额（万元）,资金口径\n"
        "x01,柳林村,补贴,2026,36,212.00,1.98,实发\n合计,合计,,,36,,1.98,\n", "utf-8"
    )  # fmt: skip
    [row] = read(path)
    assert (row.check, row.money, row.coarse, row.meaning) == (
        "X01",
        D("19800.00"),
        D(100),
        Meaning.PAID,
    )
    assert (row.n_rows, row.place) == (36, "第3行")
    own = replace(row, money=D("19760.52"), coarse=D(0))
    assert one(row, own).result is Result.ROUNDING
    path.write_text("核对编号,村,事项,年度,金额\nX99,甲,乙,2026,三百\n", "utf-8")
    with pytest.raises(BadFile) as caught:
        read(path)
    assert {problem.where for problem in caught.value.problems} == {"第2行"}
    assert len(caught.value.problems) == 2


def test_a_household_list(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_text(
        "户主,面积（亩）,标准,金额\n甲,10.00,93.21,932.10\n乙,10.10,,1041.42\n合计,20.10,,1973.52\n",
        "utf-8",
    )
    found = details(path)
    assert [row.number for row in found] == [2, 3]
    [spot] = locate(found, D("100.00"))
    assert spot.detail.place == "第3行"


def test_a_sentence_for_what_the_village_owes() -> None:
    [lone] = compare([TOWN], [], settle)
    assert sentence(lone) == "镇已公开、村未公开：2026年度耕地地力保护补贴（第1批）（柳林村）"
