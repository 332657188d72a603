"""GB/T 9704 letters: the 22 × 28 grid, pages, signature, page numbers."""

from __future__ import annotations

import random

import pytest

from gkdesk import paths
from gkdesk.documents.filling import Piece
from gkdesk.documents.fontface import Faces, MissingGlyph, Style, faces_of
from gkdesk.documents.layout import letter
from gkdesk.documents.letterpage import (
    AREA_WIDTH,
    BOTTOM,
    CELL,
    LEADING,
    LEFT,
    LINES,
    SIZE,
    TOP,
)
from gkdesk.documents.paper import ASCENT, Page
from gkdesk.documents.wording import BlockKind

HANZI = [
    bytes([lead, trail]).decode("gb2312")
    for lead in range(0xB0, 0xD7)
    for trail in range(0xA1, 0xFA)
]


@pytest.fixture(scope="module")
def faces() -> Faces:
    return faces_of(paths.resources())


def para(text: str, style: str = "") -> Piece:
    return Piece(BlockKind.PARA, text, style)


SIGN = Piece(BlockKind.SIGNATURE, "青石镇人民政府", date="2026年4月10日")


def text_of(page: Page) -> str:
    return "".join(text.text for text in page.texts)


def test_616_cells_exactly(faces: Faces) -> None:
    """The second page of a long letter is full: 22 lines of 28 characters in exact places."""
    text = "".join(random.Random(5).choices(HANZI, k=1830)) + "㛃𬱖"  # noqa: S311
    pages = letter([para(text)], faces, organ="", head="plain")
    body = [t for t in pages[1].texts if t.style == Style.FANG and t.size == SIZE]
    cells = [
        (x + faces.width(t.style, c) * SIZE / 2000, t.y)
        for t in body
        for x, c in zip(t.places, t.text, strict=True)
    ]
    assert len(cells) == 616
    for number, (middle, y) in enumerate(cells):
        row, column = divmod(number, 28)
        assert middle == pytest.approx(LEFT + (column + 0.5) * CELL, abs=0.001)
        assert y == pytest.approx(TOP - row * LEADING - ASCENT * SIZE, abs=0.001)
    assert pytest.approx(BOTTOM, abs=0.001) == TOP - (LINES - 1) * LEADING - SIZE


def test_red_head_only_on_the_first_page(faces: Faces) -> None:
    pieces = [
        Piece(BlockKind.NUMBER, "青政依复〔2026〕9号"),
        Piece(BlockKind.TITLE, "政府信息公开申请答复书"),
        para("政" * 900),
        SIGN,
    ]
    pages = letter(pieces, faces, organ="青石镇人民政府", head="red")
    assert len(pages) == 2
    assert len(pages[0].rules) == 4
    assert not pages[1].rules
    assert "— 2 —" in text_of(pages[1])
    assert "— 1 —" not in text_of(pages[0])
    number = next(t for t in pages[0].texts if t.text.startswith("青政依复"))
    end = number.places[-1] + faces.width(Style.FANG, "号") * SIZE / 1000
    assert end == pytest.approx(LEFT + AREA_WIDTH, abs=0.3)


def test_plain_letter_numbers_its_first_page(faces: Faces) -> None:
    pages = letter([Piece(BlockKind.TITLE, "告知书"), para("正文")], faces, organ="", head="plain")
    assert "— 1 —" in text_of(pages[0])
    assert not pages[0].rules


def test_the_signature_never_stands_alone(faces: Faces) -> None:
    for count in range(400, 560, 9):
        pages = letter([para("政" * count), SIGN], faces, organ="", head="plain")
        last = text_of(pages[-1])
        assert "青石镇人民政府" in last
        assert "政" in last.replace("青石镇人民政府", "")


def test_the_seal_has_room(faces: Faces) -> None:
    """署名 stands on the third line after the text, its date four cells from the right."""
    [page] = letter([para("正文一行。"), SIGN], faces, organ="", head="plain")
    body, name, date = (t for t in page.texts if t.size == SIZE)
    assert body.y - name.y == pytest.approx(3 * LEADING)
    end = date.places[-1] + faces.width(Style.FANG, "日") * SIZE / 1000
    assert end == pytest.approx(LEFT + AREA_WIDTH - 4 * CELL, abs=0.3)


def test_a_long_note_stands_clear_of_the_seal(faces: Faces) -> None:
    def note_row(text: str) -> float:
        note = Piece(BlockKind.NOTE, text)
        [page] = letter([para("正文。"), SIGN, note], faces, organ="", head="plain")
        lines = [t for t in page.texts if t.size == SIZE]
        return (lines[2].y - lines[3].y) / LEADING

    assert note_row("此件公开") == pytest.approx(1)
    assert note_row("联系人：周桂芬，联系电话：0000-0000123") == pytest.approx(2)


def test_lists_attachments_and_headings(faces: Faces) -> None:
    pieces = [
        para("一、事项", "h1"),
        para("（一）分项", "h2"),
        Piece(BlockKind.LIST, items=("甲", "乙")),
        Piece(BlockKind.ATTACHMENT, items=("明细表", "说明")),
        Piece(BlockKind.ATTACHMENT),
    ]
    [page] = letter(pieces, faces, organ="", head="plain")
    texts = [(t.style, t.text) for t in page.texts]
    assert (Style.HEI, "一、事项") in texts
    assert (Style.KAI, "（一）分项") in texts
    assert (Style.FANG, "1.甲") in texts
    assert (Style.FANG, "附件：1.明细表") in texts
    [first] = [t for t in page.texts if t.text.startswith("附件")]
    [second] = [t for t in page.texts if t.text == "2.说明"]
    assert first.places[3] == pytest.approx(second.places[0], abs=0.01)


def test_missing_glyph_names_the_block(faces: Faces) -> None:
    with pytest.raises(MissingGlyph, match="段落"):
        letter([para("王\U0002ebf0")], faces, organ="", head="plain")
    with pytest.raises(MissingGlyph, match="红头"):
        letter([para("正文")], faces, organ="\U0002ebf0镇", head="red")
