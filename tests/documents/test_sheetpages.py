"""Groups, sums and pages: nothing split, nothing alone, every sum exact; read back from PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pdfplumber
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.money import show
from gkdesk.documents import pdf
from gkdesk.documents.fontface import Faces, MissingGlyph, faces_of
from gkdesk.documents.model import Capital, Cell, Paper, SheetColumn, SheetPage
from gkdesk.documents.paper import MM, Page
from gkdesk.documents.sheet import lay_out, sheet
from gkdesk.documents.sheetfoot import squares
from gkdesk.documents.sheetlook import look_of
from gkdesk.documents.sheetpages import TooTall, choose
from gkdesk.documents.sheetrows import PAGE_SUM, Kind, NotAFigure

from .lists import AMOUNT, COLUMNS, GROUPS, plain, subsidy, summed

FACES = faces_of(paths.resources())
HEIGHT_OF_HEADER = 3  # levels


@pytest.fixture(scope="module")
def faces() -> Faces:
    return FACES


def printed(source: SheetPage) -> bytes:
    return pdf.write(sheet(source, FACES), FACES, title=source.title)


def texts(page: Page) -> list[str]:
    return [text.text for text in page.texts]


def rows_of(page: Page) -> list[list[str]]:
    """Return the texts of a page by lines from the top; 仿宋 stands a point above 黑体."""
    lines: list[list[tuple[float, str]]] = []
    above = 1e9
    for text in sorted(page.texts, key=lambda text: -text.y):
        if above - text.y > 2:
            lines.append([])
        lines[-1].append((text.x, text.text))
        above = text.y
    return [[text for _x, text in sorted(line)] for line in lines]


def sums(pages: list[Page]) -> list[str]:
    """Return the figures of every 本页小计."""
    return [row[1] for page in pages for row in rows_of(page) if row[0] == PAGE_SUM]


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3, Paper.A3_LANDSCAPE])
def test_every_text_lies_in_its_cell(paper: Paper) -> None:
    source = subsidy(30, paper=paper)
    found: list[list[str]] = []
    with pdfplumber.open(io.BytesIO(printed(source))) as opened:
        assert len(opened.pages) > 1
        for page in opened.pages:
            ruled = page.filter(lambda thing: thing["object_type"] != "rect")  # not the QR code
            [table] = ruled.find_tables()
            rows = [["".join((cell or "").split()) for cell in row] for row in table.extract()]
            assert rows[0][0] == "序号"
            assert "金额（元）" in rows[HEIGHT_OF_HEADER - 1]
            found += rows[HEIGHT_OF_HEADER:]
            cells = [cell for row in table.rows for cell in row.cells if cell]
            left, top, right, foot = table.bbox
            for char in page.chars:
                if top < (char["top"] + char["bottom"]) / 2 < foot:
                    assert left <= char["x0"] < char["x1"] <= right
                    held = [
                        cell for cell in cells
                        if cell[0] - 0.1 <= char["x0"] and char["x1"] <= cell[2] + 0.1
                        and cell[1] < (char["top"] + char["bottom"]) / 2 < cell[3]
                    ]  # fmt: skip
                    assert len(held) == 1, char["text"]
    body = [row for row in found if row[0].isdigit()]
    assert body == [
        [cell.text.strip() for cell in row] for group in source.groups for row in group.rows
    ]
    assert [row[0] for row in found if row[0] in GROUPS] == list(GROUPS)
    assert [row[0] for row in found if row[0] == "小计"] == ["小计"] * 3
    assert [row[0] for row in found[-2:]] == ["合计", "补贴金额合计（大写）"]


@pytest.mark.parametrize("count", range(8, 40, 3))
@pytest.mark.parametrize("by_group", [False, True])
def test_nothing_stands_alone(faces: Faces, count: int, by_group: bool) -> None:
    source = subsidy(count, paper=Paper.A4, by_group=by_group)
    plan, parts = choose(source, faces, look_of(source.paper))
    assert [row for part in parts for row in part.rows] == list(range(len(plan.lines)))
    for part in parts:
        kinds = [plan.lines[row].kind for row in part.rows]
        assert kinds[-1] is not Kind.GROUP
        assert kinds[0] in {Kind.GROUP, Kind.BODY}
        assert sum(kind is Kind.BODY for kind in kinds) >= 2
        used = sum(height for height, _ in part.measured)
        assert used <= plan.look.height - plan.header_height
        if by_group:
            assert len({plan.lines[row].group for row in part.rows if plan.lines[row].group}) == 1


def test_by_group_each_begins_a_page_with_its_name(faces: Faces) -> None:
    pages = sheet(subsidy(45, paper=Paper.A4, by_group=True), faces)
    titled = [page for page in pages if "青石镇东河村2026年耕地地力保护补贴公示表" in texts(page)]
    assert [next(t for t in texts(page) if t in GROUPS) for page in titled] == list(GROUPS)
    assert len(pages) > len(titled)
    for page in pages:
        assert sum(text in GROUPS for text in texts(page)) == 1
        assert "户主姓名" in texts(page)
    assert sum("小计" in texts(page) for page in pages) == 3
    assert [("合计" in texts(page)) for page in pages] == [False] * (len(pages) - 1) + [True]


def test_a_further_page_says_which_group_goes_on(faces: Faces) -> None:
    pages = sheet(subsidy(60), faces)
    for page in pages[1:]:
        head = rows_of(page)[0]
        assert head[0].endswith("（续）")
        assert len(head) == 1 or head[1] in GROUPS
    assert any(len(rows_of(page)[0]) == 2 for page in pages[1:])


LISTS = st.lists(
    st.one_of(st.none(), st.integers(-(10**9), 10**9)), min_size=61, max_size=130
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(LISTS)
def test_page_sums_add_up_to_the_total(amounts: list[int | None]) -> None:
    columns = (SheetColumn("序号", 10), SheetColumn("金额（元）", 30, "R"))
    rows = tuple((Cell(str(at)), Cell(show(fen))) for at, fen in enumerate(amounts))
    whole = sum(fen for fen in amounts if fen is not None)
    source = SheetPage("公示表", Paper.A4, "", "", "", columns, rows,
                       total=(Cell("合计"), Cell(show(whole))), page_sums=(1,))  # fmt: skip
    pages = sheet(source, FACES)
    assert len(pages) > 1
    printed_sums = [row for page in pages for row in rows_of(page) if row[0] == PAGE_SUM]
    assert len(printed_sums) == len(pages)
    added = sum(
        (
            Decimal(row[1].replace(",", "").replace("−", "-"))
            for row in printed_sums
            if len(row) > 1
        ),
        Decimal(0),
    )
    assert added == Decimal(whole) / 100


def test_page_sums_keep_the_decimals_they_add(faces: Faces) -> None:
    columns = (
        SheetColumn("户", 10),
        SheetColumn("面积（亩）", 20, "R"),
        SheetColumn("人", 20, "R"),
    )
    rows = tuple((Cell("甲"), Cell("0.105" if n % 2 else "1,000.1"), Cell("3")) for n in range(80))
    source = SheetPage("表", Paper.A4, "", "", "", columns, rows, page_sums=(1, 2))
    first = next(row for row in rows_of(sheet(source, faces)[0]) if row[0] == PAGE_SUM)
    count = sum(row[0] == "甲" for row in rows_of(sheet(source, faces)[0]))
    odd = count // 2
    assert first[1] == f"{odd * Decimal('0.105') + (count - odd) * Decimal('1000.1'):,.3f}"
    assert first[2] == str(3 * count)


def test_a_single_page_has_no_page_sum(faces: Faces) -> None:
    [page] = sheet(subsidy(3, groups=GROUPS[:1]), faces)
    assert PAGE_SUM not in texts(page)


def test_a_word_in_a_summed_column_stops_the_sheet(faces: Faces) -> None:
    source = plain(subsidy(60))
    bad = list(source.groups[1].rows)
    bad[3] = (*bad[3][:AMOUNT], Cell("约三百"), *bad[3][AMOUNT + 1 :])
    groups = (source.groups[0], replace(source.groups[1], rows=tuple(bad)), source.groups[2])
    with pytest.raises(NotAFigure, match="第67行“金额（元）”"):
        sheet(replace(source, groups=groups, page_sums=(AMOUNT,)), faces)


def test_header_levels(faces: Faces) -> None:
    [page] = sheet(subsidy(2, groups=GROUPS[:1]), faces)
    at = {text.text: text for text in page.texts}
    assert at["补贴资金"].y > at["本年"].y > at["金额（元）"].y
    assert at["耕地面积"].y == at["补贴资金"].y
    assert at["确权面积"].y > at["（亩）"].y  # broken before its unit
    assert abs(at["序号"].y - at["备注"].y) < 0.01


def test_amounts_in_capital_numerals(faces: Faces) -> None:
    source = replace(plain(subsidy(2)), capital=Capital("合计金额（大写）", 123_456))
    [page] = sheet(source, faces)
    row = next(row for row in rows_of(page) if row[0] == "合计金额（大写）")
    assert row[1] == "壹仟贰佰叁拾肆元伍角陆分"
    [blank] = sheet(replace(source, capital=Capital("合计金额（大写）", None)), faces)
    assert ["合计金额（大写）"] in rows_of(blank)
    narrow = replace(source, columns=COLUMNS[:1], groups=(), total=(), rows=((Cell("1"),),))
    [one] = sheet(replace(narrow, page_sums=()), faces)
    assert any(text.startswith("合计金额（大写）：") for text in texts(one))


@pytest.mark.parametrize("paper", list(Paper))
def test_the_seal_has_its_room(faces: Faces, paper: Paper) -> None:
    source = replace(subsidy(5, groups=GROUPS[:1], paper=paper), signatures=(), footer=())
    page = sheet(source, faces)[-1]
    name = [t for t in page.texts if t.text in {"青石镇东河村", "村民委员会", "（盖章）"}]
    assert len(name) == 3
    right = page.width - look_of(paper).margin
    foot = min(rule.y0 for rule in page.rules)
    inside = [
        t
        for t in page.texts
        if t.x > right - 42 * MM and foot - 42 * MM < t.y < foot and t not in name
    ]
    assert inside == []
    # down to the margin, beside the page's number
    assert foot - 42 * MM >= look_of(paper).margin - 0.01


def test_the_code_is_in_the_squares(faces: Faces) -> None:
    for paper in (Paper.A4, Paper.A3):
        source = subsidy(3, groups=GROUPS[:1], paper=paper)
        page = sheet(source, faces)[0]
        module = look_of(paper).module
        left = min(fill.x for fill in page.fills)
        top = max(fill.y + fill.height for fill in page.fills)
        size = len(squares(source.check_code))
        drawn = [bytearray(size) for _ in range(size)]
        for fill in page.fills:
            down = round((top - fill.y - fill.height) / module)
            first, count = round((fill.x - left) / module), round(fill.width / module)
            drawn[down][first : first + count] = b"\1" * count
        code = segno.make_qr("7D3A-11C0-90FE", error="m", boost_error=False)
        assert code.designator == "1-M"
        assert [bytes(row) for row in drawn] == [bytes(row) for row in code.matrix]
        words = next(text for text in page.texts if text.text.startswith("核对码"))
        quiet = 4 * module
        assert words.x - (left + size * module) >= quiet - 0.01
        assert not [
            t
            for t in page.texts
            if t.x < left + size * module + quiet - 1 and t.y < top + quiet - 1
        ]
        assert not [r for r in page.rules if min(r.y0, r.y1) < top + quiet - 0.1]
    [bare] = sheet(replace(subsidy(2), qr=False), faces)
    assert bare.fills == []


def test_what_is_too_tall_names_itself(faces: Faces) -> None:
    long = Cell("很长的备注" * 400)
    source = replace(plain(subsidy(2)), rows=((Cell("1"), *[Cell()] * 6, long),), groups=())
    with pytest.raises(TooTall, match="表格第1行"):
        sheet(source, faces)
    with pytest.raises(TooTall, match="表下的"):
        sheet(replace(subsidy(2), footer=("很长的说明" * 2000,)), faces)


def test_names_of_groups_must_be_printable(faces: Faces) -> None:
    for by_group in (False, True):
        with pytest.raises(MissingGlyph, match="分组名称"):
            sheet(subsidy(2, groups=("第\U0002ebf0组",), by_group=by_group), faces)


def test_the_first_column_is_not_summed() -> None:
    for wrong in (0, len(COLUMNS)):
        with pytest.raises(ValueError, match=str(wrong)):
            replace(subsidy(2), page_sums=(wrong,))


def test_small_type_is_told(faces: Faces) -> None:
    laid = lay_out(subsidy(11, paper=Paper.A4, groups=GROUPS[:2]), faces)
    assert laid.size == 12
    assert "12磅" in laid.warnings[0]
    roomy = lay_out(subsidy(3, groups=GROUPS[:1]), faces)
    assert (roomy.size >= 16, roomy.warnings) == (True, ())
    for paper in Paper:
        for count in (5, 20, 40):
            least = 14 if paper.large else 12
            laid = lay_out(subsidy(count, paper=paper), faces)
            assert laid.size >= least
            assert bool(laid.warnings) == (laid.size == 12)


def test_a_column_grows_for_its_figures(faces: Faces) -> None:
    columns = (SheetColumn("项目", 80), SheetColumn("金额", 8, "R"))
    source = SheetPage("表", Paper.A4, "", "", "", columns, ((Cell("甲"), Cell("123,456,789.00")),))
    laid = lay_out(source, faces)
    figure = next(text for text in laid.pages[0].texts if text.text.startswith("123"))
    assert figure.size == laid.size
    assert laid.warnings == ()


def test_total_without_groups_takes_rows_along(faces: Faces) -> None:
    base = plain(subsidy(60, groups=GROUPS[:1]))
    for count in range(20, 60):
        source = replace(base, rows=base.groups[0].rows[:count], groups=(), total=summed("合计", 1))
        last = rows_of(sheet(source, faces)[-1])
        at = next(n for n, row in enumerate(last) if row[0] == "合计")
        assert sum(row[0].isdigit() for row in last[:at]) >= 2
