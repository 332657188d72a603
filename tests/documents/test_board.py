"""Lists of a village's board on their own paper: pages and rows a page beside village.md 4.3."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from gkdesk import paths
from gkdesk.base.money import figure
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import Paper, SheetPage
from gkdesk.documents.sheet import lay_out
from gkdesk.documents.sheetlook import look_of
from gkdesk.documents.sheetpages import choose
from gkdesk.documents.sheetrows import PAGE_SUM, Kind

from .board import balance, relief, subsidies, vouchers

FACES = faces_of(paths.resources())
MARGINS, TITLE, META, HEAD, FOOT, FURTHER = 30, 22, 8, 14, 34, 10  # mm, village.md 4.3
HIGH = {Paper.A4: 297, Paper.A3: 420}
ROW = {Paper.A4: 8, Paper.A3: 9}  # mm, of 14 pt and 16 pt


def capacity(paper: Paper, *, foot: bool) -> int:
    """Return village.md 4.3's rows a page: the first number with the footer, the other without."""
    inside = HIGH[paper] - MARGINS - TITLE - META - HEAD - (FOOT if foot else FURTHER)
    return inside // ROW[paper]


def body_rows(source: SheetPage) -> list[int]:
    """Return how many rows each page holds, and check that none is lost."""
    plan, parts = choose(source, FACES, look_of(source.paper))
    counts = [sum(plan.lines[row].kind is Kind.BODY for row in part.rows) for part in parts]
    assert sum(counts) == len(source.rows) + sum(len(group.rows) for group in source.groups)
    return counts


def test_the_capacities_are_those_of_the_reference() -> None:
    assert [capacity(Paper.A4, foot=foot) for foot in (True, False)] == [23, 26]
    assert [capacity(Paper.A3, foot=foot) for foot in (True, False)] == [34, 37]


@pytest.mark.parametrize(
    ("make", "pages", "size"), [(vouchers, 4, 16), (relief, 3, 14)], ids=["F02", "L01"]
)
def test_a_long_list_fills_its_pages_as_computed(
    make: Callable[[], SheetPage], pages: int, size: int
) -> None:
    source = make()
    laid = lay_out(source, FACES)
    counts = body_rows(source)
    assert (len(laid.pages), laid.size, laid.warnings) == (pages, size, ())
    expected = capacity(source.paper, foot=False)
    for count in counts[:-1]:
        assert count == pytest.approx(expected, rel=0.1)
    assert 2 <= counts[-1] <= capacity(source.paper, foot=True)


@pytest.mark.parametrize(("paper", "least"), [(Paper.A4, 14), (Paper.A3, 16)])
def test_a_page_with_its_footer_holds_what_was_computed(paper: Paper, least: int) -> None:
    """The largest list that stands on one page at the usual size, beside 23 and 34 rows."""
    from dataclasses import replace

    most = 0
    for count in range(15, 50):
        laid = lay_out(replace(relief(count), paper=paper), FACES)
        if len(laid.pages) == 1 and laid.size >= least:
            most = count
    assert most >= capacity(paper, foot=True) * 0.9


def test_each_group_of_a_subsidy_has_a_page_of_its_own() -> None:
    """300 households in eight groups: eight pages, and one for the end with the seal."""
    source = subsidies()
    laid = lay_out(source, FACES)
    counts = body_rows(source)
    assert counts[:7] == [len(group.rows) for group in source.groups[:7]]
    assert len(laid.pages) == 9
    assert laid.size == 16
    texts = [[text.text for text in page.texts] for page in laid.pages]
    assert [PAGE_SUM in page for page in texts] == [False] * 7 + [True] * 2
    assert ["小计" in page for page in texts] == [True] * 7 + [False, True]
    assert sum("合计" in page for page in texts) == 1


def test_a_subsidy_without_groups_takes_the_computed_pages() -> None:
    """village.md 4.3 has 300 rows at 34 to 37 a page; here 8 小计 and 8 names come to it."""
    source = subsidies(by_group=False)
    lines = 300 + 2 * len(source.groups)
    least = -(-lines // capacity(Paper.A3, foot=False))
    laid = lay_out(source, FACES)
    assert len(laid.pages) == pytest.approx(least, abs=0.1 * least)
    sums = [_page_sum([text.text for text in page.texts]) for page in laid.pages]
    whole = figure(source.total[1].text)
    assert sum(sums, Decimal(0)) == whole


def _page_sum(texts: list[str]) -> Decimal:
    return figure(texts[texts.index(PAGE_SUM) + 1]) or Decimal(0)


def test_assets_and_debts_stand_on_one_upright_page() -> None:
    source = balance()
    laid = lay_out(source, FACES)
    assert len(laid.pages) == 1
    assert laid.size == 14
    texts = [text.text for text in laid.pages[0].texts]
    assert texts.index("资产") < texts.index("负债和所有者权益")
    for cell in source.total:
        assert cell.text in "".join(texts)
    assert source.total[1].text == source.total[4].text


def test_a_list_of_relief_shows_nothing_but_what_may_be_on_a_wall() -> None:
    heads = [column.label for column in relief().columns]
    assert heads == ["序号", "户主姓名", "保障人口（人）", "月保障金额（元）", "起始年月", "备注"]
    laid = lay_out(relief(22), FACES)
    texts = [text.text for text in laid.pages[0].texts]
    assert len(laid.pages) == 1
    assert any(text.startswith("共22户") for text in texts)
    assert laid.size == 14
