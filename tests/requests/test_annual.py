"""The annual report's table 三: counted from cases, its equations, what is kept of a year."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.formfiles import FormFolders
from gkdesk.requests import annualform, annualtable
from gkdesk.requests.annual import NoSuchYear, NotEven, WrongEnding, YearNotOver
from gkdesk.requests.model import BadForm, DisputeKind
from gkdesk.requests.rules import Rules
from gkdesk.requests.service import Requests
from tests.conftest import SHARED
from tests.requests.inside import SIGNED

from .manycases import fill

Values = dict[str, object]
FOLDERS = FormFolders(paths.forms())
FORM = annualform.load(FOLDERS)
ROWS = [line.code for line in FORM.counted]


def test_the_form_has_25_rows_and_7_columns_and_a_row_for_every_outcome() -> None:
    assert (len(FORM.counted), len(FORM.columns), len(FORM.results)) == (25, 7, 21)
    marks = {line.mark for line in FORM.counted}
    outcomes = Rules.load(FOLDERS).outcomes()
    assert len(outcomes) >= 23
    assert {rule.code for rule in outcomes if rule.row not in marks} == set()


def test_mistakes_of_the_form_are_named_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "request_annual.toml"
    text = (paths.forms() / "rules" / "request_annual.toml").read_text("utf-8")
    assert annualform.check(paths.forms() / "rules" / "request_annual.toml") == []
    path.write_text(text.replace('class = "legal"', 'class = "lawyer"'), "utf-8")
    [problem] = annualform.check(path)
    assert "legal" in problem.message
    path.write_text(text.replace('code = "partial"', 'code = "granted"'), "utf-8")
    assert [one.message for one in annualform.check(path)] == ["“granted”写了两次"]
    path.write_text(text.replace('code = "carried_out"\nmark = "四"\n', ""), "utf-8")
    assert any("carried_out" in one.message for one in annualform.check(path))
    path.write_text(text.replace("[[line]]", "[[zeile]]"), "utf-8")
    assert annualform.check(path)


def _broken(figures: dict[str, list[Any]]) -> set[str]:
    return {one.code for one in annualtable.inner(FORM, figures) if one.holds is False}


@st.composite
def _even_tables(draw: st.DrawFn) -> dict[str, list[int]]:
    """A table that fulfils every equation of its own."""
    count = st.integers(0, 40)
    table: dict[str, list[int]] = {row: [] for row in ROWS}
    for _column in range(6):
        for row in FORM.results:
            table[row].append(draw(count))
        done = sum(table[row][-1] for row in FORM.results)
        carried_out, into = draw(count), draw(st.integers(0, 1))
        carried_in = into * min(done, 3)
        table["result_total"].append(done)
        table["carried_out"].append(carried_out)
        table["carried_in"].append(carried_in)
        table["new"].append(done + carried_out - carried_in)
    return {row: [*counts, sum(counts)] for row, counts in table.items()}


@given(_even_tables(), st.sampled_from(ROWS), st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_figure_breaks_an_equation(
    table: dict[str, list[int]], row: str, at: int, more: int
) -> None:
    assert _broken(table) == set()
    table[row][at] += more
    assert "E3" in _broken(table)
    other = {"new": "E1", "carried_in": "E1", "carried_out": "E1"}.get(row, "E2")
    assert other in _broken(table)


@pytest.mark.parametrize("wrong", [None, "", "/", "-", -1, 1.5, "3", True])
def test_a_cell_that_is_no_count_is_named(wrong: object) -> None:
    table: dict[str, list[Any]] = {row: [0] * 7 for row in ROWS}
    table["partial"][2] = wrong
    [found] = [one for one in annualtable.inner(FORM, table) if one.holds is False]
    assert found.code == "E7"
    assert "科研机构" in found.faults[0]


@pytest.fixture
def two_years(requests: Requests, values: Values, at: Callable[[str], None]) -> dict[str, str]:
    """2025: one granted, one carried over; 2026: that one posted, and one withdrawn of a firm."""
    at("2025-11-03")
    granted = requests.register(values).uid
    given = {"found_facts": "经检索，找到。", "provided_items": ["发放清单"], "confirmed": "yes"}
    given |= {"secrecy_by": "王建军", "signed_by": "刘长顺"}
    requests.act(granted, "reply", given)
    requests.act(granted, "deliver", {"method": "direct", "receiver": "张建国"})
    at("2025-12-22")
    late = requests.register(values | {"content": "2024年危房改造补助名单"}).uid
    at("2025-12-31")
    requests.act(late, "reply", given)  # made in the old year, handed over in the new one
    at("2026-01-05")
    requests.act(late, "deliver", {"method": "direct", "receiver": "张建国"})
    firm = {"applicant_kind": "org", "org_category": "legal", "name": "云岭律师事务所"}
    asked = values | firm | {"id_number": "", "content": "防汛物资采购合同"}
    gone = requests.register(asked).uid
    requests.act(gone, "withdraw", {"reason": "书面撤回"})
    return {"granted": granted, "late": late, "gone": gone}


def test_each_case_stands_where_its_day_puts_it(
    requests: Requests, two_years: dict[str, str]
) -> None:
    old, new = requests.annual.report(2025), requests.annual.report(2026)
    figures = old.figures
    assert [figures[row][-1] for row in ("new", "carried_in", "granted", "carried_out")] == [
        2,
        0,
        1,
        1,
    ]
    assert figures["new"] == [2, 0, 0, 0, 0, 0, 2]
    assert [one.uid for one in old.cases("carried_out", "total")] == [two_years["late"]]
    figures = new.figures
    assert figures["carried_in"] == [1, 0, 0, 0, 0, 0, 1]
    assert figures["other_misc"] == [0, 0, 0, 0, 1, 0, 1]
    assert [one.uid for one in new.cases("other_misc", "legal_service")] == [two_years["gone"]]
    assert [one.uid for one in new.cases("granted", "natural_person")] == [two_years["late"]]
    assert figures["carried_out"][-1] == 0
    assert {one.code: one.holds for one in new.equations} == {
        "E7": True, "E1": True, "E2": True, "E3": True, "E5": None, "E10": True,
        "E4": True, "E11": True,
    }  # fmt: skip


def test_a_kept_year_is_what_the_next_one_is_compared_with(
    requests: Requests, two_years: dict[str, str]
) -> None:
    annual = requests.annual
    kept = annual.keep(2025)
    assert kept.kept == "2026年1月5日由周桂芬留存"
    assert {one.code: one.holds for one in kept.equations}["C43"] is True
    assert _holds(requests, 2026) is True
    annual.type_in(2025, {"natural_person": "0", "business": "2"})
    assert _holds(requests, 2026) is False
    [wrong] = [one for one in annual.report(2026).equations if one.code == "E5"]
    assert wrong.faults == ("自然人：本年1，上年0", "商业企业：本年0，上年2", "总计：本年1，上年2")
    with pytest.raises(YearNotOver, match="2027年1月1日"):
        annual.keep(2026)
    with pytest.raises(BadForm):
        annual.type_in(2025, {"business": "-2"})
    for year in (2018, 2027):
        with pytest.raises(NoSuchYear):
            annual.report(year)


def _holds(requests: Requests, year: int) -> bool | None:
    return next(one.holds for one in requests.annual.report(year).equations if one.code == "E5")


def test_a_result_without_a_row_breaks_the_sum_and_is_not_kept(
    requests: Requests, two_years: dict[str, str], session: Session
) -> None:
    session.conn.execute(
        "UPDATE request SET outcome = 'OLD_CODE' WHERE uid = ?", (two_years["granted"],)
    )
    found = requests.annual.report(2025)
    assert {one.code for one in found.equations if one.holds is False} == {"E2"}
    with pytest.raises(NotEven, match="E2"):
        requests.annual.keep(2025)


def test_what_is_kept_is_never_changed(requests: Requests, two_years: dict[str, str]) -> None:
    requests.annual.keep(2025)
    conn = requests._session.conn
    for sql in ("UPDATE annual_figures SET year = 2024", "DELETE FROM annual_figures"):
        with pytest.raises(Exception, match="append-only"):
            conn.execute(sql)


def test_many_cases_fulfil_the_equations_in_every_year(
    session: Session, requests: Requests
) -> None:
    fill(session, 400, 30)
    carried: list[int] | None = None
    for year in reversed(requests.annual.years()):
        found = requests.annual.report(year)
        assert [one.code for one in found.equations if one.holds is False] == []
        assert carried is None or found.figures["carried_in"] == carried
        carried = found.figures["carried_out"]
        for line in found.form.counted:
            assert len(found.cases(line.code, "total")) == found.figures[line.code][-1]
    assert carried == [*carried[:6], 30]


def test_the_table_as_a_workbook(
    requests: Requests, two_years: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "表三.xlsx"
    requests.annual.write(path, 2025)
    [sheet] = load_workbook(io.BytesIO(path.read_bytes())).worksheets
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    labels = {row[0]: row[1:] for row in rows if row[0]}
    assert labels["一、本年新收政府信息公开申请数量"] == [2, 0, 0, 0, 0, 0, 2]
    assert labels["三、本年度办理结果"] == [None] * 7
    assert sum(str(row[0]).startswith("E") for row in rows) == 6
    assert sum(str(row[0]).startswith("表四") for row in rows) == 3
    assert len(rows) == 2 + 3 + 30 + 6 + 3 + 4
    with pytest.raises(WrongEnding):
        requests.annual.write(tmp_path / "表三.pdf", 2025)


@pytest.mark.skipif(not (SHARED / "data" / "annual").exists(), reason="the shared data is not here")
def test_published_tables() -> None:
    path = SHARED / "data" / "annual" / "annual-reports.json"
    reports = json.loads(path.read_text("utf-8"))["reports"]
    columns = [code for code, _label in FORM.columns]
    whole = [one for one in reports if "table3" in one]
    assert whole
    for one in whole:
        table = {row: [cells[name] for name in columns] for row, cells in one["table3"].items()}
        for row, cells in table.items():  # the source leaves most totals of rows blank
            if cells[-1] is None and row not in ("result_total", "new"):
                cells[-1] = sum(cells[:-1])
        assert _broken(table) == set(), one["id"]
        table["granted"][0] += 1
        assert _broken(table) == {"E2", "E3"}


def test_days_of_the_year_are_its_own(requests: Requests, two_years: dict[str, str]) -> None:
    assert requests.annual.report(2025).until == date(2025, 12, 31)
    assert requests.annual.report(2026).until == date(2026, 1, 5)


def test_disputes_are_the_fourth_table(
    requests: Requests, values: Values, at: Callable[[str], None]
) -> None:
    uid = requests.register(values).uid
    given = {"found_facts": "经检索，找到。", "provided_items": ["发放清单"], **SIGNED}
    requests.act(uid, "reply", {**given, "confirmed": "yes"})
    requests.act(uid, "deliver", {"method": "direct", "receiver": "张建国"})
    at("2026-05-06")
    requests.act(uid, "dispute", {"dispute_kind": "review", "dispute_organ": "云岭县人民政府"})
    found = requests.annual.report(2026)
    assert found.disputes is not None
    assert found.disputes.cells[DisputeKind.REVIEW]["pending"] == 1
    assert found.fourth[0].startswith("表四  行政复议：")
    assert all(one.holds is not False for one in found.equations)
