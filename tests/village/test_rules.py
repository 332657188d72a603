"""R1 to R8 on figures, without any file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.errors import Problem
from gkdesk.village.form import load
from gkdesk.village.model import Figure, Line, SheetData
from gkdesk.village.period import Period
from gkdesk.village.rules import check

FORM = load(paths.forms() / "village" / "F01.toml")
Q1, Q2 = Period.parse("2026Q1"), Period.parse("2026Q2")


def sheet(*lines: tuple[Any, ...]) -> SheetData:
    """Build a sheet from (block, key, label, period, ytd) and (pair, key, label, value)."""
    made = []
    for row, (block, key, label, *amounts) in enumerate(lines, start=1):
        names = ("value",) if block == "pair" else ("period", "ytd")
        figures = {
            name: Figure(fen, f"{'BC'[at]}{row}")
            for at, (name, fen) in enumerate(zip(names, amounts, strict=True))
        }
        made.append(Line(block, key, label, figures, f"A{row}"))
    return SheetData("F01", 1, tuple(made))


def books(*, opening: int = 100, flow: tuple[int, int] | None = (50, 20)) -> SheetData:
    into, out = flow or (0, 0)
    closing = opening + 3000 + into - 800 - out
    lines = [
        ("income", "operating", "经营收入", 2990, 2990),
        ("income", "other", "其他收入", 10, 10),
        ("income", "total", "收入合计", 3000, 3000),
        ("expense", "pay", "村组干部报酬", 800, 800),
        ("expense", "total", "支出合计", 800, 800),
        ("pair", "opening", "上期结余", opening),
        ("pair", "closing", "本期结余", closing),
        ("pair", "cash", "库存现金", 30),
        ("pair", "bank", "银行存款", closing - 30),
    ]
    if flow:
        lines += [("pair", "flow_in", "往来收入", into), ("pair", "flow_out", "往来支出", out)]
    return sheet(*lines)


def with_fen(data: SheetData, block: str, key: str, column: str, fen: int | None) -> SheetData:
    lines = tuple(
        replace(line, figures={**line.figures, column: Figure(fen, line.figures[column].cell)})
        if (line.block, line.key) == (block, key)
        else line
        for line in data.lines
    )
    return replace(data, lines=lines)


def blocking(problems: list[Problem]) -> list[str]:
    return [f"{problem.where}：{problem.message}" for problem in problems if problem.blocking]


def test_a_right_sheet_only_misses_the_period_before() -> None:
    found = check(FORM, books(), Q1)
    assert blocking(found) == []
    assert [problem.where for problem in found] == ["B6"]


@given(
    opening=st.integers(-(10**12), 10**12), into=st.integers(0, 10**9), out=st.integers(0, 10**9)
)
def test_r2_and_r3_hold_for_every_true_sheet(opening: int, into: int, out: int) -> None:
    assert blocking(check(FORM, books(opening=opening, flow=(into, out)), Q1)) == []


@given(gap=st.integers(-(10**9), 10**9).filter(bool))
def test_a_wrong_total_is_one_problem_at_its_cell(gap: int) -> None:
    data = with_fen(books(), "expense", "total", "period", 800 + gap)
    found = blocking(check(FORM, data, Q1))
    assert len(found) == 1
    assert found[0].startswith("B5：支出合计应为 8.00 元，表中 ")


def test_wrong_total_in_words() -> None:
    data = with_fen(books(), "expense", "total", "period", 700)
    assert blocking(check(FORM, data, Q1)) == ["B5：支出合计应为 8.00 元，表中 7.00 元，差 1.00 元"]
    data = with_fen(books(), "income", "total", "ytd", None)
    assert blocking(check(FORM, data, Q1)) == ["C3：收入合计（本年累计）没有填，应为 30.00 元"]


def test_r2_names_the_formula() -> None:
    data = with_fen(books(), "pair", "closing", "value", 2331)
    found = blocking(check(FORM, data, Q1))
    assert found[0].startswith(
        "B7：账目不平：本期结余应为 23.30 元，表中 23.31 元，差 0.01 元（上期结余＋"
    )
    assert "库存现金＋银行存款" in found[1]


def test_r2_without_flows_is_not_called_unbalanced() -> None:
    data = with_fen(books(flow=None), "pair", "closing", "value", 2800)
    data = with_fen(data, "pair", "bank", "value", 2770)
    found = blocking(check(FORM, data, Q1))
    assert len(found) == 1
    assert "可能有往来款未列" in found[0]
    assert "账目不平" not in found[0]


def test_blank_is_not_zero() -> None:
    data = with_fen(books(), "pair", "opening", "value", None)
    found = blocking(check(FORM, data, Q1))
    assert found == ["B6：“上期结余”没有填，无法核对本期结余"]


def test_r4_carries_over() -> None:
    before = books()
    data = books(opening=2330)
    assert blocking(check(FORM, data, Q1, before)) == []
    wrong = books(opening=2331)
    found = blocking(check(FORM, wrong, Q1, before))
    assert found == [
        "B6：上期结余应为 23.30 元，表中 23.31 元，差 0.01 元（2025年第四季度的本期结余）"
    ]


def test_r4_running_totals() -> None:
    before = books()
    now = books(opening=2330)
    for block, key, fen in (
        ("income", "operating", 5980), ("income", "other", 20), ("income", "total", 6000),
        ("expense", "pay", 1600), ("expense", "total", 1600),
    ):  # fmt: skip
        now = with_fen(now, block, key, "ytd", fen)
    assert blocking(check(FORM, now, Q2, before)) == []
    off = with_fen(with_fen(now, "income", "other", "ytd", 30), "income", "total", "ytd", 6010)
    assert blocking(check(FORM, off, Q2, before)) == [
        "C2：“其他收入”本年累计应为 0.20 元，表中 0.30 元，差 0.10 元"
    ]
    # the year starts anew: last year's totals do not count
    assert blocking(check(FORM, books(opening=4560), Q1, now)) == []
    stale = with_fen(books(), "expense", "pay", "ytd", 900)
    assert any(
        "村组干部报酬”本年累计应为 8.00" in text for text in blocking(check(FORM, stale, Q1))
    )


def test_r4_a_line_that_vanished() -> None:
    before = books()
    now = replace(books(opening=2330), lines=tuple(
        line for line in books(opening=2330).lines if line.key != "pay"))  # fmt: skip
    assert any("本表没有此项" in problem.message for problem in check(FORM, now, Q2, before))


def test_warnings_do_not_block() -> None:
    data = sheet(
        ("income", "other", "其他收入", 1_000_000, 1_000_000),
        ("income", "total", "收入合计", 1_000_000, 1_000_000),
        ("expense", "other", "业务接待费", 10, 10),
        ("expense", "total", "支出合计", 10, 10),
        ("pair", "opening", "上期结余", 0),
        ("pair", "closing", "本期结余", 999_990),
        ("pair", "cash", "库存现金", 999_990),
    )
    found = check(FORM, data, Q1)
    assert blocking(found) == []
    texts = " ".join(problem.message for problem in found)
    for said in (
        "库存现金超过限额",
        "其他收入占比过高",
        "占支出合计的100.0%",
        "招待费，请核实（接待费）",
    ):
        assert said in texts


def test_an_accrual_statement_is_not_a_cash_sheet() -> None:
    data = with_fen(books(), "pair", "closing", "value", 1)
    extra = Line(
        "expense", "", "折旧", {"period": Figure(0, "B20"), "ytd": Figure(0, "C20")}, "A20"
    )
    found = check(FORM, replace(data, lines=(*data.lines, extra)), Q1)
    assert blocking(found) == []
    assert found[0].where == "A20"


@pytest.mark.parametrize(("block", "said"), [("income", "收入合计"), ("expense", "支出合计")])
def test_no_total_line(block: str, said: str) -> None:
    data = replace(books(), lines=tuple(
        line for line in books().lines if (line.block, line.key) != (block, "total")))  # fmt: skip
    assert any(f"没有找到“{said}”" in text for text in blocking(check(FORM, data, Q1)))


def test_json_round_trip_leaves_the_note_out() -> None:
    data = replace(books(), note="收回张某欠款")
    assert "张某" not in data.as_json()
    assert SheetData.from_json(data.as_json(), data.note) == data
