"""What a village's sheets must agree in: among themselves, and with the period before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.errors import Problem
from gkdesk.village import between, rules
from gkdesk.village.listdata import Entry, ListData, ListRow
from gkdesk.village.model import PAIR, TOTAL, VALUE, Figure, Line, SheetData
from gkdesk.village.period import Period

from .lists import FORMS

BY_ID = {form.id: form for form in FORMS}
RULES = between.load(paths.forms() / "rules" / "village_between.toml")
Q1, Q2 = Period.parse("2026Q1"), Period.parse("2026Q2")


def rows(*cells: dict[str, str], part: str = "") -> tuple[ListRow, ...]:
    return tuple(
        ListRow({key: Entry(text, f"B{at}") for key, text in each.items()}, part, at)
        for at, each in enumerate(cells, start=5)
    )


def listed(form: str, *parts: tuple[ListRow, ...], **facts: str) -> SheetData:
    table = ListData("publish", {key: Entry(text, "B3") for key, text in facts.items()},
                     tuple(row for part in parts for row in part))  # fmt: skip
    return SheetData(form, 1, (), table=table)


def f01(income: int, expense: int, line: str = "lease", at: str = "E5") -> SheetData:
    def block(name: str, key: str, fen: int) -> list[Line]:
        figures = {BY_ID["F01"].column: Figure(fen, at)}
        return [Line(name, key, key, figures, at), Line(name, TOTAL, "合计", figures, at)]

    known = [line.key for line in BY_ID["F01"].block("income").lines]
    spent = [line.key for line in BY_ID["F01"].block("expense").lines]
    lines = [*block("income", known[0], income), *block("expense", spent[0], expense)]
    return SheetData("F01", 1, tuple(lines))


def f02(income: str, expense: str) -> SheetData:
    first = BY_ID["F01"].block("income").lines[0].label
    other = BY_ID["F01"].block("expense").lines[0].label
    return listed(
        "F02", rows({"line": first, "income": income}, {"line": other, "expense": expense})
    )


def found(sheets: dict[str, SheetData], form: str, period: Period = Q1) -> list[tuple[str, str]]:
    def sheet(name: str, when: Period) -> SheetData | None:
        return sheets.get(name if when == period else f"{name} {when}")

    checker = between.Checker(RULES, BY_ID, period, sheet)
    return [(one.rule, one.message) for one in checker.findings(form)]


def test_the_summary_and_the_vouchers_agree() -> None:
    sheets = {"F01": f01(12_000_00, 3_200_50), "F02": f02("12000.00", "3200.50")}
    assert found(sheets, "F01") == []
    assert found(sheets, "F02") == []
    assert found({"F01": sheets["F01"]}, "F01") == []


def test_a_difference_is_told_at_both_sheets() -> None:
    sheets = {"F01": f01(12_000_00, 3_200_50), "F02": f02("11000.00", "3200.50")}
    told = found(sheets, "F01")
    assert [rule for rule, _message in told] == ["R5-收入合计", "R5-收入各项"]
    assert (
        "收入合计 12,000.00 元，《财务收支逐笔公开明细表》合计的收入 11,000.00 元，差 1,000.00 元"
        in told[0][1]
    )
    assert [rule for rule, _message in found(sheets, "F02")] == ["R5-收入合计", "R5-收入各项"]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_equal_exactly_when_the_fen_are(ours: int, theirs: int) -> None:
    sheets = {"F01": f01(ours, 100), "F02": f02(f"{theirs / 100:.2f}", "1.00")}
    rules_told = {rule for rule, _message in found(sheets, "F01")}
    assert ("R5-收入合计" in rules_told) == (ours != theirs)


def test_a_quarter_is_its_months() -> None:
    months = {f"F01 2026-{month:02d}": f01(100, 50) for month in (1, 2, 3)}
    assert found({"F01": f01(300, 150), **months}, "F01") == []
    [told] = found({"F01": f01(300, 151), **months}, "F01")
    assert told[0] == "R4-三个月之和"
    assert "本季 1.51 元，三个月的表加起来 1.50 元，差 0.01 元" in told[1]
    del months["F01 2026-02"]
    assert found({"F01": f01(300, 151), **months}, "F01") == []


def test_what_goes_to_the_households() -> None:
    shares = SheetData("F08", 1, (Line(PAIR, "shares", "农户分配", {VALUE: Figure(20_00, "B9")}),))
    members = listed("F08M", rows({"name": "王测一", "amount": "12.00"}, {"amount": "8.00"}))
    year = Period.parse("2026")
    assert found({"F08": shares, "F08M": members}, "F08", year) == []
    less = listed("F08M", rows({"name": "王测一", "amount": "12.00"}))
    [told] = found({"F08": shares, "F08M": less}, "F08M", year)
    assert "农户分配应等于分到各户的合计" in told[1]


def before(form: str, now: SheetData, then: SheetData | None) -> list[Problem]:
    body = BY_ID[form].body
    assert body is not None
    kinds = ("carry_fact", "carry_rows", "grow", "stay")
    wanted = {rule.id for rule in body.rules if rule.kind in kinds}
    told = rules.check(BY_ID[form], now, Q2, then)
    return [one for one in told if getattr(one, "rule", "") in wanted]


def test_the_opening_is_what_the_quarter_before_came_to() -> None:
    then = listed("F02", rows({"income": "50.00"}, {"expense": "20.00"}), opening="100.00")
    now = listed("F02", rows({"income": "1.00"}), opening="130.00")
    assert before("F02", now, then) == []
    [told] = before("F02", listed("F02", rows({"income": "1.00"}), opening="130.30"), then)
    assert "应为 130.00（2026年第一季度的结果），表中 130.30" in told.message
    assert before("F02", now, None) == []


def test_a_debt_opens_as_it_closed_and_none_is_lost() -> None:
    old = {"party": "青石建材店", "cause": "垫付修路款", "opening": "0.00", "closing": "800.00"}
    kept = {"party": "青石建材店", "cause": "垫付修路款", "opening": "800.00", "closing": "0.00"}
    then = listed("F04", rows(old, part="debts"))
    assert before("F04", listed("F04", rows(kept, part="debts")), then) == []
    wrong = listed("F04", rows(kept | {"opening": "700.00"}, part="debts"))
    [told] = before("F04", wrong, then)
    assert (told.where, told.message) == (
        "B5", "第5行 期初余额应为 800.00（2026年第一季度的期末），表中 700.00",
    )  # fmt: skip
    [lost] = before("F04", listed("F04", rows(kept | {"party": "别家"}, part="debts")), then)
    assert "2026年第一季度第5行还有 800.00，本表没有这一笔" in lost.message
    settled = listed("F04", rows(old | {"closing": "0.00"}, part="debts"))
    assert before("F04", listed("F04"), settled) == []


def test_paid_only_grows() -> None:
    then = listed("P01", rows({"name": "机井", "paid": "500.00"}))
    assert before("P01", listed("P01", rows({"name": "机井", "paid": "500.00"})), then) == []
    [told] = before("P01", listed("P01", rows({"name": "机井", "paid": "499.99"})), then)
    assert "499.99，比2026年第一季度的 500.00 少" in told.message


def test_who_is_gone_is_named_by_row_and_never_by_name() -> None:
    then = listed("L01", rows({"name": "王测一"}, {"name": "李测二"}))
    now = listed("L01", rows({"name": "李测二"}))
    [told] = before("L01", now, then)
    assert told.message.startswith("2026年第一季度的第5行共1户，本期没有列入")
    assert "王测一" not in told.message
    assert before("L01", replace(then), then) == []


def test_mistakes_of_the_rule_file_have_their_place(tmp_path: Path) -> None:
    path = paths.forms() / "rules" / "village_between.toml"
    assert between.check(path) == []
    wrong = tmp_path / "x.toml"
    wrong.write_text('[[equal]]\nid = "a"\nleft = ["F01.income"]\nright = []\n', encoding="utf-8")
    told = [f"{one.where} {one.message}" for one in between.check(wrong)]
    assert any("应写成“F01 income.total”这样" in one for one in told)
