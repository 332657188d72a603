"""Boxed forms: rows move whole to the next page, labels are told from values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.documents.boxes import BOTTOM, LEFT, form
from gkdesk.documents.celldraw import TICK
from gkdesk.documents.filling import Piece
from gkdesk.documents.fontface import Faces, MissingGlyph, Style, faces_of
from gkdesk.documents.griddata import GridCell
from gkdesk.documents.paper import Page
from gkdesk.documents.wording import BlockKind


@pytest.fixture(scope="module")
def faces() -> Faces:
    return faces_of(paths.resources())


def texts(page: Page) -> list[str]:
    return [text.text for text in page.texts]


def test_every_block_kind_is_drawn(faces: Faces) -> None:
    pieces = [
        Piece(BlockKind.TITLE, "登记回执"),
        Piece(BlockKind.NUMBER, "青政〔2026〕1号"),
        Piece(BlockKind.NUMBER, ""),
        Piece(BlockKind.ADDRESSEE, "王某："),
        Piece(BlockKind.PARA, "第一段\n第二段"),
        Piece(BlockKind.LIST, items=("甲", "乙")),
        Piece(BlockKind.TABLE, rows=(("标签", "内容", "标签", "内容"), ("长标签", "占满一行"))),
        Piece(BlockKind.ATTACHMENT, items=("清单",)),
        Piece(BlockKind.SIGNATURE, "青石镇人民政府", date="2026年4月10日"),
        Piece(BlockKind.NOTE, "附注"),
        Piece(BlockKind.RECEIPT, "存根", rows=(("签名", ""),)),
    ]
    [page] = form(pieces, faces).pages
    found = texts(page)
    for expected in (
        "登记回执",
        "王某：",
        "\u3000\u30001.甲",
        "占满一行",
        "青石镇人民政府",
        "存根",
    ):
        assert expected in found
    assert {t.style for t in page.texts if t.text == "长标签"} == {Style.HEI}
    assert any(rule.dash for rule in page.rules)


def body(page: Page) -> list[str]:
    """Return the words of a page but for its number at the foot."""
    return [text.text for text in page.texts if text.y > BOTTOM]


def test_short_rows_are_never_split(faces: Faces) -> None:
    rows = tuple((f"第{number}项", "内容很长" * 40) for number in range(1, 13))
    pages = form([Piece(BlockKind.TITLE, "登记表"), Piece(BlockKind.TABLE, rows=rows)], faces).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        feet = [text.text for text in page.texts if text.y < BOTTOM]
        assert feet == [f"第{number}页\u3000共{len(pages)}页"]
        if number > 1:
            assert body(page)[:2] == ["登记表", "续表"]
        # the outer left edge reaches from the first row to the last
        assert any(rule.x0 == rule.x1 == LEFT for rule in page.rules)
    found = [text for page in pages for text in body(page) if text.startswith("第")]
    assert found == [row[0] for row in rows]


def test_a_row_longer_than_a_page_goes_on_under_its_label(faces: Faces) -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 2500)))
    pages = form([Piece(BlockKind.TABLE, rows=(("申请内容", text), ("备注", "无")))], faces).pages
    assert len(pages) > 2
    assert all("申请内容" in body(page) for page in pages[:-1])
    styles = [(t.style, t.text) for page in pages for t in page.texts if t.y > BOTTOM]
    joined = "".join(words for style, words in styles if style == Style.FANG)
    assert joined.replace("续表", "") == text + "无"


def cell_rows(count: int) -> tuple[tuple[GridCell, ...], ...]:
    first = (GridCell(label="申请人", down=count), GridCell(label="第1栏"), GridCell("值1"))
    rest = [(GridCell(label=f"第{n}栏"), GridCell(f"值{n}")) for n in range(2, count + 1)]
    return (first, *rest)


def test_a_cell_that_reaches_down_keeps_its_rows_together(faces: Faces) -> None:
    filler = Piece(BlockKind.TABLE, rows=tuple(("标签", "值") for _ in range(14)))
    grid = Piece(BlockKind.GRID, cells=cell_rows(8), widths=(1, 3, 6))
    pages = form([filler, grid], faces).pages
    assert [("值1" in texts(page), "值8" in texts(page)) for page in pages] == [
        (False, False),
        (True, True),
    ]


@pytest.mark.parametrize("before", [0, 9])
def test_tied_rows_higher_than_a_page_are_parted_and_named_again(faces: Faces, before: int) -> None:
    filler = Piece(BlockKind.TABLE, rows=(("标签", "内容"),) * (before or 1))
    tall = list(cell_rows(30))
    tall[12] = (GridCell(label="第13栏"), GridCell("长" * 900))
    pages = form([filler, Piece(BlockKind.GRID, cells=tuple(tall), widths=(1, 3, 6))], faces).pages
    assert len(pages) >= 3
    values = [text for page in pages for text in texts(page) if text.startswith("值")]
    assert values == [f"值{number}" for number in range(1, 31) if number != 13]
    assert sum(text.count("长") for page in pages for text in texts(page)) == 900
    assert all(any("申" in text for text in texts(page)) for page in pages)
    for page in pages[:-1]:  # no page is left half empty
        assert min(text.y for text in page.texts if text.y > BOTTOM) < BOTTOM + 60


def test_choices_are_squares_and_the_chosen_have_a_tick(faces: Faces) -> None:
    options = (("同意公开", False), ("不同意公开，理由写在下面", True))
    cell = GridCell(options=options)
    grid = Piece(BlockKind.GRID, cells=((GridCell(label="意见"), cell),), widths=(1, 2))
    [page] = form([Piece(BlockKind.CHOICES, options=options), grid], faces).pages
    ticks = [text for text in page.texts if text.text == TICK]
    squares = [text for text in page.texts if "□不同意" in text.text.replace("\u3000", "")]
    assert len(ticks) == len(squares) == 2
    for mark, square in zip(ticks, squares, strict=True):
        before = (
            faces.width(Style.FANG, square.text[: square.text.rindex("□")]) * square.size / 1000
        )
        assert square.x + before < mark.x < square.x + before + square.size
        assert mark.y == pytest.approx(square.y, abs=1)


def test_a_label_longer_than_a_page_ends(faces: Faces) -> None:
    rows = ((GridCell(label="长" * 120), GridCell("值")),)
    pages = form([Piece(BlockKind.GRID, cells=rows, widths=(1, 30))], faces).pages
    assert sum(text.count("长") for page in pages for text in texts(page)) == 120


@given(
    count=st.integers(1, 60),
    lengths=st.lists(st.integers(0, 900), min_size=1, max_size=6),
    head=st.integers(0, 1),
)
@settings(max_examples=40, deadline=None)
def test_no_word_of_a_table_is_lost_or_printed_twice(
    count: int, lengths: list[int], head: int
) -> None:
    faces = faces_of(paths.resources())
    rows = tuple(
        (GridCell(label="标"), GridCell("字" * lengths[number % len(lengths)]))
        for number in range(count)
    )
    if head:
        rows = ((GridCell(label="标"), GridCell("字" * 40)), *rows)
    piece = Piece(BlockKind.GRID, cells=rows, widths=(1, 3), head=head)
    pages = form([piece], faces).pages
    printed = sum(text.text.count("字") for page in pages for text in page.texts)
    once = sum(len(row[1].text) for row in rows)
    again = len(rows[0][1].text) * (len(pages) - 1) * piece.head
    assert printed == once + again
    for page in pages:
        lowest = [text.y for text in page.texts if "字" in text.text]
        assert not lowest or min(lowest) > BOTTOM


def test_missing_glyph_names_the_cell(faces: Faces) -> None:
    with pytest.raises(MissingGlyph, match="受送达人"):
        form([Piece(BlockKind.TABLE, rows=(("受送达人", "王\U0002ebf0"),))], faces)
