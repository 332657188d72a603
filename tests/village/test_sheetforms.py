"""Every sheet as a form file: it loads, balances by its rules, goes through its blank, prints."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from gkdesk import paths
from gkdesk.base.errors import Problem
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import Paper
from gkdesk.documents.sheet import sheet as draw
from gkdesk.village import blank, rules
from gkdesk.village.form import SheetForm, load
from gkdesk.village.intake import Intake
from gkdesk.village.listcase import rounded
from gkdesk.village.listcell import NotAValue, value_of
from gkdesk.village.listdata import Entry, ListData, ListRow
from gkdesk.village.model import Figure, SheetData, Village
from gkdesk.village.page import Subject, sheet_page

from .fill import filled, period_of

FORMS = {path.stem: load(path) for path in sorted((paths.forms() / "village").glob("*.toml"))}
LISTS = [form.id for form in FORMS.values() if form.body is not None]
VILLAGE = Village("u", "东河村", "130000000001")
WANTED = (
    {f"F{n:02d}" for n in range(1, 12)} | {f"L{n:02d}" for n in range(1, 13)}
    | {"F08M", "F10S", "P01", "V01", "V02", "D01", "D02", "D03"}
)  # fmt: skip


def blocking(form: SheetForm, data: SheetData) -> list[Problem]:
    return [p for p in rules.check(form, data, period_of(form)) if p.blocking]


def table(data: SheetData) -> ListData:
    assert data.table is not None
    return data.table


def import_(form: SheetForm, data: SheetData | None, tmp_path: Path, stage: str = "") -> SheetData:
    whom = blank.Whom("青石镇", VILLAGE, period_of(form), stage)
    path = tmp_path / f"{form.id}.xlsx"
    path.write_bytes(blank.workbook(form, whom, data))
    intake = Intake(
        tuple(FORMS.values()), (VILLAGE,), "青石镇", period_of(form), lambda _v, _f, _p: None
    )
    [reading] = intake.file(path)
    assert reading.form == form.id
    assert not [p for p in reading.problems if p.blocking], reading.problems
    assert reading.data is not None
    return reading.data


def texts(rows: tuple[ListRow, ...]) -> list[object]:
    return [
        (row.part, row.sums, {key: e.text for key, e in row.entries.items() if e.text})
        for row in rows
    ]


def test_all_sheets_are_there() -> None:
    assert set(FORMS) == WANTED


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_says_what_it_rests_on(form: SheetForm) -> None:
    assert form.basis
    assert form.status in ("law", "seen", "design")
    assert form.signatures
    assert any("异议" in line.text for line in form.footer)
    if form.privacy.value in ("P1", "P2"):
        assert form.body
        assert any(column.kind == "name" for column in form.body.columns)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_name_leads_to_one_form(form: SheetForm) -> None:
    others = {name for other in FORMS.values() if other is not form for name in other.names()}
    assert not others & set(form.names())


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("count", [1, 7])
def test_balances(form: SheetForm, count: int) -> None:
    data = filled(form, period_of(form), count=count)
    assert blocking(form, data) == []


def _broken(form: SheetForm, data: SheetData) -> list[tuple[str, SheetData]]:
    """Return the sheet with one figure wrong, for each rule that is about figures."""
    assert form.body is not None
    found = []
    for rule in form.body.rules:
        if rule.kind in ("product", "row_sum", "running") and rule.blocking:
            found += [(rule.id, wrong) for wrong in _wrong_row(data, rule.result)]
        if rule.kind == "column_sum":
            found += [(rule.id, wrong) for wrong in _wrong_sums(data, rule.columns)]
        if rule.kind in ("balance", "fact_product") and rule.result.startswith("field."):
            key = rule.result.removeprefix("field.")
            found += [(rule.id, wrong) for wrong in _wrong_fact(data, key)]
    return found


def _wrong_row(data: SheetData, key: str) -> list[SheetData]:
    listed = table(data)
    row = listed.rows[-1]
    number = row.number(key)
    if number is None:
        return []
    entries = row.entries | {key: Entry(f"{number + 100:f}", "Z9")}
    rows = (*listed.rows[:-1], replace(row, entries=entries, row=17))
    return [replace(data, table=replace(listed, rows=rows))]


def _wrong_sums(data: SheetData, columns: tuple[str, ...]) -> list[SheetData]:
    listed, found = table(data), []
    for at, printed in enumerate(listed.sums):
        key = [key for key in columns if key in printed.entries][-1]
        number = printed.number(key)
        if number is None:
            continue
        entries = printed.entries | {key: Entry(f"{number - 100:f}", "Z9")}
        sums = list(listed.sums)
        sums[at] = replace(printed, entries=entries, row=40)
        found.append(replace(data, table=replace(listed, sums=tuple(sums))))
    return found


def _wrong_fact(data: SheetData, key: str) -> list[SheetData]:
    listed = table(data)
    number = listed.fact(key).number
    if number is None:
        return []
    facts = listed.facts | {key: Entry(f"{number + 100:f}", "Z9")}
    return [replace(data, table=replace(listed, facts=facts))]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_unbalances(form: SheetForm) -> None:
    data = filled(form, period_of(form), count=4)
    if form.body is None:
        lines = list(data.lines)
        total = next(line for line in lines if line.key == "total")
        key = next(iter(total.figures))
        wrong = replace(total, figures=total.figures | {key: Figure((total.fen(key) or 0) + 1)})
        lines[lines.index(total)] = wrong
        assert blocking(form, replace(data, lines=tuple(lines)))
        return
    cases = _broken(form, data)
    arithmetic = {"product", "row_sum", "column_sum", "balance", "fact_product"}
    assert cases or not any(r.blocking and r.kind in arithmetic for r in form.body.rules)
    for rule, wrong in cases:
        problems = blocking(form, wrong)
        assert any(p.where == "Z9" and "应为" in p.message for p in problems), (rule, problems)


def test_the_message_names_row_and_figure() -> None:
    form = FORMS["L05"]
    cells = {
        "group": "一组",
        "name": "赵建国",
        "area": "7.49",
        "rate": "125.69",
        "amount": "1041.42",
    }
    row = ListRow({key: Entry(text, "F17") for key, text in cells.items()}, row=17, group="一组")
    facts = {"subsidy": Entry("耕地地力保护补贴")}
    data = SheetData("L05", 1, (), table=ListData("notice", facts, (row,)))
    [found] = blocking(form, data)
    assert (found.where, found.message) == ("F17", "第17行 补贴金额应为 941.42，表中 1,041.42")
    assert (found.rule, found.expected, found.found) == ("金额", "941.42", "1041.42")  # type: ignore[attr-defined]


def test_rounding_passes_by_a_fen() -> None:
    form = FORMS["L05"]
    cells = {"group": "一组", "name": "赵建国", "area": "0.5", "rate": "0.01", "amount": "0.01"}
    facts = {"subsidy": Entry("补贴")}
    for amount, wrong in (("0.01", 0), ("0.00", 0), ("0.02", 0), ("0.03", 1)):
        entries = {key: Entry(text) for key, text in (cells | {"amount": amount}).items()}
        data = SheetData("L05", 1, (), table=ListData("notice", facts, (ListRow(entries),)))
        assert len(blocking(form, data)) == wrong


@settings(max_examples=40, deadline=None)
@given(
    which=st.sampled_from(LISTS),
    count=st.integers(1, 12),
    seed=st.integers(0, 10**6),
    most=st.sampled_from([100, 99_999, 10**9, 10**12]),
)
def test_sums_hold_whatever_the_figures(which: str, count: int, seed: int, most: int) -> None:
    form = FORMS[which]
    data = filled(form, period_of(form), count=count, seed=seed, most=most)
    assert blocking(form, data) == []
    listed = table(data)
    for printed in listed.sums:
        for key, entry in printed.entries.items():
            rows = listed.of(printed.part)
            total = sum((r.number(key) or Decimal(0) for r in rows), Decimal(0))
            assert (entry.number or Decimal(0)) == total


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_blank_goes_out_and_comes_back(form: SheetForm, tmp_path: Path) -> None:
    stages = [stage.key for stage in form.body.stages] if form.body else [""]
    for stage in stages:
        data = filled(form, period_of(form), count=5, stage=stage)
        back = import_(form, data, tmp_path, stage)
        assert (back.form, back.form_version, back.open_on) == (form.id, form.version, data.open_on)
        assert back.note == data.note.rstrip("。") or back.note == data.note
        if form.body is None:
            assert {
                (x.block, x.key): {k: f.fen for k, f in x.figures.items()} for x in back.lines
            } == {(x.block, x.key): {k: f.fen for k, f in x.figures.items()} for x in data.lines}
            continue
        sent, got = table(data), table(back)
        assert got.stage == sent.stage
        assert texts(got.rows) == texts(sent.rows)
        assert texts(got.sums) == texts(sent.sums)
        facts = {key: e.text for key, e in got.facts.items() if e.text}
        assert facts == {key: e.text for key, e in sent.facts.items() if e.text}
        assert SheetData.from_json(back.as_json(), back.note, got.as_json()) == back


def test_large_papers_and_pages(tmp_path: Path) -> None:
    faces = faces_of(paths.resources())
    form = FORMS["L05"]
    data = filled(form, period_of(form), count=120)
    pages = draw(sheet_page(subject(form), data, paper=Paper("a3")), faces)
    assert len(pages) > 1
    assert any("第一村民小组" in text.text for text in pages[0].texts)
    assert any(text.text == "合计" for text in pages[-1].texts)


def subject(form: SheetForm) -> Subject:
    return Subject(form, VILLAGE, period_of(form), "青石镇", "青石镇人民政府", "党政办公室",
                   "0000-0000123")  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("count", "most"), [(1, 100), (30, 10**11)], ids=["least", "most"])
def test_prints(form: SheetForm, count: int, most: int) -> None:
    faces = faces_of(paths.resources())
    if form.kind == "text":
        count = min(count, 8)
    data = filled(form, period_of(form), count=count, most=most)
    for paper in form.papers:
        page = sheet_page(subject(form), data, paper=Paper(paper))
        pages = draw(page, faces)
        words = "".join(text.text for one in pages for text in one.texts)
        assert "东河村" in words
        assert "村务监督委员会" in words


SECRETS = ("511123196504120873", "13981230872", "6222021234567890123")


@pytest.mark.parametrize("before", [0, 16])
@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "form", [FORMS["L01"], FORMS["D01"], FORMS["F09"]], ids=lambda form: form.id
)
def test_a_personal_number_in_any_cell_is_told_and_quoted_nowhere(
    form: SheetForm, secret: str, before: int, tmp_path: Path
) -> None:
    """In a figure's place too, where a product of such numbers has forty digits."""
    path = tmp_path / "一.xlsx"
    path.write_bytes(blank.workbook(form, blank.Whom("青石镇", VILLAGE, period_of(form)), None))
    book = load_workbook(path)
    cells = [
        cell
        for row in book.worksheets[0].iter_rows()
        for cell in row
        if not isinstance(cell, MergedCell) and not cell.protection.locked
    ]
    for cell in cells[:20]:
        cell.value = "户" * before + secret
    book.save(path)
    intake = Intake(
        tuple(FORMS.values()), (VILLAGE,), "青石镇", period_of(form), lambda _v, _f, _p: None
    )
    [reading] = intake.file(path)
    assert any(problem.blocking for problem in reading.problems)
    quoted = re.findall(r"\d{7,}", " ".join(map(str, reading.problems)))
    assert not [digits for digits in quoted if digits in secret]


def test_a_figure_nobody_can_mean_is_declined_and_breaks_no_product() -> None:
    columns = [column for form in FORMS.values() if form.body for column in form.body.columns]
    number = next(column for column in columns if column.kind == "number")
    amount = next(column for column in columns if column.kind == "money")
    for raw in (10**18, "9" * 40, 1e300, float("inf"), float("nan")):
        with pytest.raises(NotAValue, match="不是"):
            value_of(number, raw)
    assert rounded(Decimal("2.6125E+35"), amount) == Decimal("2.6125E+35")
    assert rounded(Decimal("2.6125E+35"), number) == Decimal("2.6125E+35")
