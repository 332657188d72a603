"""Sheets nobody expects: nothing leaves its page, no figure is parted, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gkdesk import paths
from gkdesk.documents import draft
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import Cell, NameMask, Paper, SheetColumn, SheetGroup, SheetPage, Tiles
from gkdesk.documents.paper import MM, Page, Text
from gkdesk.documents.screens import masked, slides
from gkdesk.documents.sheet import lay_out
from gkdesk.documents.sheetlook import SEAL, look_of
from gkdesk.documents.sheetpages import TooNarrow, TooTall
from gkdesk.documents.sheetrows import PAGE_SUM
from gkdesk.documents.tiling import tile

from .lists import COLUMNS, plain, subsidy

FACES = faces_of(paths.resources())
ROW = ("1", "王伟", "1.00", "2.00", "93.21", "100.00", "90.00", "备注")
FULL = subsidy(5, groups=("第一村民小组",), paper=Paper.A4)
BARE = replace(plain(FULL), groups=(), total=())
LONG_NAME = "东河" * 30
NAMED = replace(
    FULL,
    title=f"青石镇{LONG_NAME}村2026年耕地地力保护补贴公示表",
    left=f"填报单位：青石镇{LONG_NAME}村村民委员会",
    issuer=f"青石镇{LONG_NAME}村村民委员会",
)
BIG = "−99,999,999,999,999.00"
ODD: dict[str, SheetPage] = {
    "no rows": BARE,
    "one row": replace(BARE, rows=(tuple(map(Cell, ROW)),)),
    "a village of 60 characters": NAMED,
    "no words around the table": replace(BARE, left="", middle="", right="", title=""),
    "14 digits": replace(BARE, rows=((Cell("1"), Cell("王"), *[Cell(BIG)] * 5),)),
    "30 columns": replace(
        BARE, paper=Paper.A3_LANDSCAPE,
        columns=tuple(SheetColumn(f"列{n}", 1) for n in range(30)),
        rows=(tuple(map(Cell, ["1,234.56", "文字内容"] * 15)),),
    ),
    "a column of no weight": replace(
        BARE, columns=(*COLUMNS[:-1], replace(COLUMNS[-1], width=0)),
        rows=(tuple(map(Cell, ROW)),),
    ),
    "no weights at all": replace(
        BARE, columns=tuple(replace(column, width=0) for column in COLUMNS),
        rows=(tuple(map(Cell, ROW)),),
    ),
    "groups of one row": subsidy(1, paper=Paper.A4),
    "groups of one row, a page each": subsidy(1, paper=Paper.A4, by_group=True),
    "all bold": replace(BARE, rows=(tuple(Cell(text, bold=True) for text in ROW),) * 30),
    "a total only": replace(BARE, total=tuple(map(Cell, ROW))),
    "three levels of header": replace(
        BARE, columns=tuple(replace(one, group=("第一级标题", "第二级标题")) for one in COLUMNS)
    ),
    "nine signatures": replace(FULL, signatures=("村务监督委员会主任（签字）：",) * 9),
    "a signature as long as the page": replace(FULL, signatures=("村" * 80 + "：",)),
    "30 lines under the table": replace(FULL, footer=("对公布内容有异议的，可以提出。",) * 30),
    "a mark, no check code": replace(FULL, mark="审核稿，不得张贴", check_code=""),
}  # fmt: skip


def level(page: Page) -> list[Text]:
    return [text for text in page.texts if not text.angle]


def right_end(text: Text) -> float:
    return text.x + FACES.width(text.style, text.text) * text.size / 1000


def joined(pages: Sequence[Page]) -> str:
    return "".join(text.text for page in pages for text in level(page))


@pytest.mark.parametrize("name", ODD)
def test_everything_stands_inside_the_margins(name: str) -> None:
    source = ODD[name]
    pages = lay_out(source, FACES).pages
    margin = look_of(source.paper).margin
    for page in pages:
        for text in level(page):
            assert margin - 0.1 <= text.x <= right_end(text) <= page.width - margin + 0.1, text.text
            assert margin - 2 <= text.y <= page.height - margin
    found = "".join(joined(pages).split())
    rows = [*source.rows, *(row for group in source.groups for row in group.rows), source.total]
    assert all(cell.text in found for row in rows for cell in row)
    assert all(text in found for text in (*source.footer[:1], *source.signatures))


def test_a_minus_stays_with_its_figure() -> None:
    """A sign alone on a line would make a debt of 12,345.00 an income."""
    for minus in "-−":
        text = f"{minus}99,999,999,999,999.00"
        source = replace(BARE, rows=((Cell("1"), Cell("王"), *[Cell(text)] * 5),))
        laid = lay_out(source, FACES)
        whole = [one for one in laid.pages[0].texts if one.text == text]
        assert len(whole) == 5
        assert "缩小" in laid.warnings[-1]


def test_too_many_columns_name_one() -> None:
    columns = tuple(SheetColumn(f"列{n}", 1) for n in range(30))
    row = tuple(map(Cell, ["1,234.56", "文字内容"] * 15))
    with pytest.raises(TooNarrow, match="表有30列，“列0”一列"):
        lay_out(replace(BARE, columns=columns, rows=(row,)), FACES)


def test_a_cell_of_400_characters_is_set_smaller_before_it_is_refused() -> None:
    rows = (tuple(map(Cell, (*ROW[:-1], "很长的备注" * 80))),)
    laid = lay_out(replace(BARE, paper=Paper.A3, rows=rows), FACES)
    assert (len(laid.pages), laid.size) == (1, 14)
    assert "很长的备注" * 80 in joined(laid.pages)
    more = tuple(tuple(map(Cell, ROW)) for _ in range(100))
    assert lay_out(replace(BARE, paper=Paper.A3, rows=more + rows), FACES).size == 15
    with pytest.raises(TooTall, match="表格第1行"):
        lay_out(replace(BARE, paper=Paper.A4_LANDSCAPE, rows=rows), FACES)


def test_what_is_around_the_table_stays_readable_beside_a_long_name() -> None:
    long = subsidy(40, paper=Paper.A4)
    source = replace(long, title=NAMED.title, left=NAMED.left, issuer=NAMED.issuer)
    pages = lay_out(source, FACES).pages
    for page in pages:
        assert min(text.size for text in level(page)) >= 9
    heads = [text for text in level(pages[1]) if text.y > pages[1].height - 100]
    assert "".join(t.text for t in heads if "小组" not in t.text).startswith(f"{NAMED.title}（续）")
    last = pages[-1]
    foot = min(rule.y0 for rule in last.rules if abs(rule.x1 - rule.x0) > last.width / 2)
    seal = last.width - look_of(Paper.A4).margin - SEAL
    words = [text for text in level(last) if text.x >= seal - 1 and text.y < foot]
    assert "".join(text.text for text in words) == f"{NAMED.issuer}（盖章）"
    assert all(text.y > foot - 42 * MM for text in words)


def test_5000_rows() -> None:
    rows = tuple((Cell(str(n)), *map(Cell, ROW[1:])) for n in range(1, 5001))
    laid = lay_out(replace(BARE, rows=rows, page_sums=(5,)), FACES)
    numbers = [t.text for page in laid.pages for t in page.texts if t.text.isdigit()]
    assert numbers == [str(n) for n in range(1, 5001)]
    assert joined(laid.pages).count(PAGE_SUM) == len(laid.pages)


def test_groups_of_one_name_or_none_have_their_own_pages() -> None:
    for names in (("一组", "一组"), ("", "")):
        laid = lay_out(subsidy(5, paper=Paper.A4, groups=names, by_group=True), FACES)
        assert len(laid.pages) == 2
        assert ["小计" in [t.text for t in page.texts] for page in laid.pages] == [True, True]


def test_page_sums_of_groups_stand_where_a_group_takes_more_pages() -> None:
    groups = list(subsidy(45, paper=Paper.A4, by_group=True).groups)
    groups[1] = replace(groups[1], rows=groups[1].rows[:4])
    source = replace(subsidy(45, paper=Paper.A4, by_group=True), groups=tuple(groups))
    pages = [[t.text for t in page.texts] for page in lay_out(source, FACES).pages]
    lone = [page for page in pages if groups[1].rows[0][1].text in page and "第二村民小组" in page]
    assert len(lone) == 1
    assert PAGE_SUM not in lone[0]
    assert all(PAGE_SUM in page for page in pages if page is not lone[0])
    ends = [page for page in pages if PAGE_SUM in page and "小计" in page]
    assert ends
    assert all(page.index(PAGE_SUM) < page.index("小计") for page in ends)
    bare = replace(source, groups=tuple(SheetGroup(g.name, g.rows) for g in groups))
    texts = [[t.text for t in page.texts] for page in lay_out(bare, FACES).pages]
    assert all(PAGE_SUM in page for page in texts)  # nothing else adds them up


@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (1, 9), (9, 1)])
@pytest.mark.parametrize("name", ["one row", "no rows", "a total only"])
def test_any_number_of_tiles_parts_no_figure(shape: tuple[int, int], name: str) -> None:
    pages = lay_out(ODD[name], FACES).pages
    tiles = tile(pages, FACES, Tiles(*shape), "柳林村-L05")
    assert len(tiles) == shape[0] * shape[1]
    shown = [text.text for one in tiles for text in one.texts]
    figures = [text.text for text in level(pages[0]) if text.text.replace(".", "").isdigit()]
    assert all(figure in shown for figure in figures)
    for one in tiles:
        for text in one.texts:
            places = text.places or (text.x,)
            assert min(places) > 0
            assert right_end(replace(text, x=places[-1], text=text.text[-1:])) < one.width
            assert 0 < text.y < one.height


def test_slides_of_900_rows() -> None:
    rows = tuple((Cell(str(n)), *map(Cell, ROW[1:])) for n in range(900))
    laid = slides(replace(BARE, rows=rows), FACES)
    assert len(laid.pages) > 90
    assert joined(laid.pages).count("王伟") == 900


def test_a_name_in_a_merged_cell_is_masked_too() -> None:
    rows = ((Cell("1"), Cell("欧阳明", span=2), Cell("2.00")),)
    shown = masked(replace(BARE, rows=rows), NameMask.SURNAME)
    assert [cell.text for cell in shown.rows[0]] == ["1", "欧**", "2.00"]


@pytest.mark.parametrize("paper", [Paper.A4_LANDSCAPE, Paper.A3_LANDSCAPE])
def test_the_stamp_of_a_demo_keeps_away_from_the_title(paper: Paper) -> None:
    source = replace(FULL, paper=paper)
    pages = lay_out(source, FACES).pages
    draft._stamp(pages, FACES, "演示\u3000无效", draft.SHEET_STAMP)
    stamp = next(text for text in pages[0].texts if text.text.startswith("演示"))
    title = next(text for text in pages[0].texts if text.text == source.title)
    assert stamp.y - 0.12 * stamp.size - (title.y + 0.88 * title.size) >= 12
    assert stamp.y + stamp.size < pages[0].height - 3 * MM
