"""Notice sheets: pages, repeated header, merged cells, marks, missing characters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkdesk import paths
from gkdesk.documents.fontface import Faces, MissingGlyph, Style, faces_of
from gkdesk.documents.model import Cell, Paper, SheetColumn, SheetPage
from gkdesk.documents.paper import PALE, Page
from gkdesk.documents.sheet import sheet
from gkdesk.documents.sheetlook import MARGIN

COLUMNS = (
    SheetColumn("序号", 10, "C"),
    SheetColumn("户主", 20),
    SheetColumn("面积（亩）", 16, "R", "补贴"),
    SheetColumn("金额（元）", 18, "R", "补贴"),
    SheetColumn("备注", 30),
)


def row(number: int, note: str = "") -> tuple[Cell, ...]:
    cells = (str(number), "王㛃", "3.20", f"{number * 101.5:,.2f}", note)
    return tuple(Cell(text) for text in cells)


PAGE = SheetPage(
    title="青石镇东河村2026年第三季度补贴发放公示表",
    paper=Paper.A4,
    left="填报单位：青石镇东河村村民委员会（盖章）",
    middle="公开日期：2026年10月12日",
    right="单位：元",
    columns=COLUMNS,
    rows=tuple(row(number) for number in range(1, 11)),
    footer=("监督电话：0000-0000000",),
    signatures=("村务监督委员会主任（签字）：", "制表："),
    check_code="7D3A-11C0-90FE",
)


@pytest.fixture(scope="module")
def faces() -> Faces:
    return faces_of(paths.resources())


def texts(page: Page) -> list[str]:
    return [text.text for text in page.texts]


@pytest.mark.parametrize("paper", list(Paper))
def test_everything_stands_on_one_page(faces: Faces, paper: Paper) -> None:
    [page] = sheet(replace(PAGE, paper=paper), faces)
    found = texts(page)
    width, height = paper.size
    assert (page.width, page.height) == (width, height)
    for expected in (
        PAGE.title,
        PAGE.left,
        PAGE.right,
        "补贴",
        "1,015.00",
        "第1页 共1页",
        "制表：",
    ):
        assert expected in found
    for text in page.texts:
        end = text.x + faces.width(text.style, text.text) * text.size / 1000
        assert text.x >= MARGIN - 0.01
        assert end <= width - MARGIN + 0.01
        assert MARGIN - 4 <= text.y <= height - MARGIN


def test_large_paper_has_large_type(faces: Faces) -> None:
    [small] = sheet(PAGE, faces)
    [large] = sheet(replace(PAGE, paper=Paper.A3), faces)
    sizes = [next(t.size for t in page.texts if t.text == "王㛃") for page in (small, large)]
    assert sizes[0] >= 12
    assert sizes[1] >= 16
    assert next(t.size for t in small.texts if t.text == PAGE.title) == pytest.approx(22)
    for label in (PAGE.left, PAGE.footer[0], PAGE.signatures[0]):
        assert next(t.size for t in large.texts if t.text == label) >= 16


def test_the_check_code_is_called_so(faces: Faces) -> None:
    [page] = sheet(PAGE, faces)
    assert "核对码：7D3A-11C0-90FE" in texts(page)
    [bare] = sheet(replace(PAGE, check_code=""), faces)
    assert not any("核对码" in text for text in texts(bare))


def test_long_tables_repeat_their_header_and_count_pages(faces: Faces) -> None:
    long = replace(PAGE, rows=tuple(row(n, "由其子代领" if n % 9 else "") for n in range(1, 301)))
    pages = sheet(long, faces)
    assert len(pages) > 5
    seen: list[int] = []
    for number, page in enumerate(pages, start=1):
        found = texts(page)
        assert "户主" in found
        assert "补贴" in found
        assert f"第{number}页 共{len(pages)}页" in found
        assert ("制表：" in found) == (number == len(pages))
        seen += [int(text) for text in found if text.isdigit()]
    assert seen == list(range(1, 301))
    assert f"{PAGE.title}（续）" in texts(pages[1])


def test_the_footer_takes_rows_along(faces: Faces) -> None:
    """The last page never holds the footer alone."""
    for count in range(61, 100):
        pages = sheet(replace(PAGE, rows=tuple(row(n) for n in range(1, count))), faces)
        rows_on_last = [text for text in texts(pages[-1]) if text == "王㛃"]
        assert rows_on_last


def test_merged_cells_hide_the_line_between(faces: Faces) -> None:
    total = (Cell("合计", span=3, align="C", bold=True), Cell("5,582.50", bold=True), Cell())
    [page] = sheet(replace(PAGE, rows=(row(1), total)), faces)
    label = next(text for text in page.texts if text.text == "合计")
    assert label.style == Style.HEI
    foot = label.y
    uprights = [rule.x0 for rule in page.rules if rule.x0 == rule.x1 and rule.y1 < foot < rule.y0]
    assert len(uprights) == 4  # two of the frame, two right of the merged cell


def test_short_rows_are_filled_and_odd_alignment_obeyed(faces: Faces) -> None:
    rows = ((Cell("一"),), (Cell("二", align="R"), Cell("很长的备注" * 12, span=4)))
    [page] = sheet(replace(PAGE, rows=rows), faces)
    assert "一" in texts(page)


def test_a_figure_is_shrunk_rather_than_broken(faces: Faces) -> None:
    big = replace(PAGE, rows=((Cell("1"), Cell(), Cell(), Cell("123,456,789,012,345.67"), Cell()),))
    [page] = sheet(big, faces)
    assert "123,456,789,012,345.67" in texts(page)


def test_a_cell_does_not_end_in_a_lone_character(faces: Faces) -> None:
    for count in range(2, 40):
        source = replace(PAGE, rows=((Cell("一"), Cell("村" * count), Cell(), Cell(), Cell()),))
        lines = [text.text for text in sheet(source, faces)[0].texts if set(text.text) == {"村"}]
        assert "".join(lines) == "村" * count
        assert len(lines) != 2 or len(lines[1]) > 1


def test_the_mark_is_pale_and_in_words(faces: Faces) -> None:
    [page] = sheet(replace(PAGE, mark="审核稿，不得张贴"), faces)
    marks = [text for text in page.texts if text.text == "审核稿，不得张贴"]
    assert len(marks) == 2
    assert marks[0].colour == PALE
    assert marks[0].angle > 0
    assert marks[0].size > 40


def test_missing_glyph_names_row_and_column(faces: Faces) -> None:
    bad = replace(PAGE, rows=(*PAGE.rows, (Cell("11"), Cell("王\U0002ebf0"))))
    with pytest.raises(MissingGlyph, match="第11行“户主”"):
        sheet(bad, faces)


def test_a_sheet_without_rows(faces: Faces) -> None:
    [page] = sheet(replace(PAGE, rows=(), signatures=(), footer=()), faces)
    assert "第1页 共1页" in texts(page)


def test_what_a_spreadsheet_leaves_in_a_cell_does_no_harm(faces: Faces) -> None:
    cell = Cell("\u3000其中：\r\n现\u200b金\t1,860.20\u00a0元")
    [page] = sheet(replace(PAGE, rows=((cell, Cell(span=4)),)), faces)
    joined = "".join(texts(page))
    assert "\u3000其" in joined
    assert "现金" in joined
    assert "\u200b" not in joined
