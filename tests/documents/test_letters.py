"""Whole letters: heads, 版记, copy-fit, headings, tables, seals, the word processor's grid."""

from __future__ import annotations

import io
import random

import pdfplumber
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.documents import pdf
from gkdesk.documents.filling import Piece
from gkdesk.documents.fontface import Faces, MissingGlyph, Style, faces_of
from gkdesk.documents.imprint import THICK, THIN
from gkdesk.documents.layout import letter
from gkdesk.documents.letterpage import (
    AREA_HEIGHT,
    AREA_WIDTH,
    BOTTOM,
    CELL,
    LEADING,
    LEFT,
    SIZE,
    SMALL,
    TITLE_SIZE,
    TOP,
)
from gkdesk.documents.paper import ASCENT, MM, RED, Page, Text
from gkdesk.documents.wording import BlockKind

ORGAN = "青石镇人民政府"
NUMBER = Piece(BlockKind.NUMBER, "青政〔2026〕18号")
TITLE = Piece(BlockKind.TITLE, "青石镇人民政府关于检查情况的报告")
SIGN = Piece(BlockKind.SIGNATURE, ORGAN, date="2026年10月20日")
IMPRINT = Piece(
    BlockKind.IMPRINT, "云溪县农业农村局，云溪县民政局", date="2026年10月20日", by="党政办公室"
)
SEAL = 42 * MM


@pytest.fixture(scope="module")
def faces() -> Faces:
    return faces_of(paths.resources())


def para(count: int) -> Piece:
    return Piece(BlockKind.PARA, "政" * count)


def words(page: Page) -> str:
    return "".join(text.text for text in page.texts)


def body(page: Page) -> list[Text]:
    return [text for text in page.texts if text.size == SIZE and "政政" in text.text]


def top_of(text: Text) -> float:
    return text.y + ASCENT * text.size


def test_file_head_after_the_standard(faces: Faces) -> None:
    [page] = letter([NUMBER, TITLE, para(40), SIGN], faces, organ=ORGAN, head="file")
    [name] = [text for text in page.texts if text.text == ORGAN + "文件"]
    [number] = [text for text in page.texts if text.text.startswith("青政")]
    title = [text for text in page.texts if text.size == TITLE_SIZE]
    [line] = [rule for rule in page.rules if rule.colour == RED]
    assert name.colour == RED
    assert TOP - top_of(name) == pytest.approx(35 * MM, abs=0.01)
    assert name.size <= 22 * MM
    under_name = top_of(name) - name.size
    assert under_name - top_of(number) == pytest.approx(2 * LEADING, abs=0.01)
    middle = (number.places[0] + number.places[-1] + SIZE) / 2
    assert middle == pytest.approx(LEFT + AREA_WIDTH / 2, abs=1)
    assert top_of(number) - SIZE - line.y0 == pytest.approx(4 * MM, abs=0.01)
    assert (line.x0, line.x1) == pytest.approx((LEFT, LEFT + AREA_WIDTH))
    assert line.y0 - top_of(title[0]) == pytest.approx(2 * LEADING, abs=0.01)
    assert "— 1 —" in words(page)
    first = min(body(page), key=lambda text: -text.y)
    row = (TOP - top_of(first)) / LEADING
    assert row == pytest.approx(round(row), abs=1e-6)


def test_imprint_stands_on_the_last_pages_foot(faces: Faces) -> None:
    pages = letter([NUMBER, TITLE, para(700), SIGN, IMPRINT], faces, organ=ORGAN, head="file")
    *before, last = pages
    assert all("抄送" not in words(page) for page in before)
    rules = sorted((rule.y0, rule.width) for rule in last.rules)
    assert [width for _, width in rules] == pytest.approx([THICK, THIN, THICK])
    assert rules[0][0] == pytest.approx(BOTTOM)
    copies = next(text for text in last.texts if text.text.startswith("抄送"))
    printed = next(text for text in last.texts if "印发" in text.text)
    assert copies.size == printed.size == SMALL
    assert copies.text.endswith("。")
    assert copies.places[0] == pytest.approx(LEFT + SMALL, abs=0.3)
    end = printed.places[-1] + SMALL
    assert end == pytest.approx(LEFT + AREA_WIDTH - SMALL, abs=0.3)
    assert copies.y > printed.y > BOTTOM


def test_long_copies_hang_under_the_first_name(faces: Faces) -> None:
    long = Piece(BlockKind.IMPRINT, "，".join(["云溪县农业农村局"] * 9), by="办公室", date="日")
    [page] = letter([TITLE, para(5), SIGN, long], faces, organ=ORGAN, head="file")
    lines = [text for text in page.texts if "农业农村" in text.text and text.size == SMALL]
    assert len(lines) > 2
    name = lines[0].places[len("抄送：")]
    assert all(line.places[0] == pytest.approx(name, abs=0.3) for line in lines[1:])


def test_a_letter_head_prints_copies_without_lines(faces: Faces) -> None:
    [page] = letter([NUMBER, TITLE, para(9), SIGN, IMPRINT], faces, organ=ORGAN, head="red")
    assert "抄送：" in words(page)
    assert "印发" not in words(page)
    assert all(rule.colour == RED for rule in page.rules)


@settings(max_examples=60, deadline=None)
@example(count=330, parts=1, seal=True, copies=True)
@given(
    count=st.integers(1, 1500), parts=st.integers(1, 3), seal=st.booleans(), copies=st.booleans()
)
def test_nothing_is_stranded(count: int, parts: int, *, seal: bool, copies: bool) -> None:
    """The last page carries text; the seal's page does; all stays inside the type area."""
    faces = faces_of(paths.resources())
    style = "" if seal else "unsealed"
    sign = Piece(BlockKind.SIGNATURE, ORGAN, style=style, date="2026年10月20日")
    pieces = [NUMBER, TITLE, *[para(count // parts + 1)] * parts, sign]
    pages = letter([*pieces, *([IMPRINT] if copies else [])], faces, organ=ORGAN, head="file")
    printed = sum(
        page.texts[at].text.count("政") for page in pages for at in range(len(page.texts))
    )
    fixed = sum(text.count("政") for text in (NUMBER.text, TITLE.text, ORGAN, ORGAN))
    fixed += copies * (IMPRINT.text + IMPRINT.by).count("政")
    assert printed == (count // parts + 1) * parts + fixed
    last = pages[-1]
    assert body(last) or count < 4
    signed = next(page for page in pages if ORGAN in [text.text for text in page.texts])
    assert body(signed) or count < 4
    for page in pages:
        inside = [text for text in page.texts if "—" not in text.text]
        assert all(text.y - 0.12 * text.size >= BOTTOM - 0.01 for text in inside)
        assert all(top_of(text) <= TOP + 0.01 for text in inside)
        assert len({(text.y, text.places[:1]) for text in inside}) == len(inside)


def test_copy_fit_pulls_a_lone_imprint_back(faces: Faces) -> None:
    """Of all lengths of text, none leaves the 版记 on a page of its own."""
    for count in range(300, 620, 14):
        pages = letter([TITLE, para(count), SIGN, IMPRINT], faces, organ=ORGAN, head="file")
        assert len(pages) == 1 or body(pages[-1]), count


def test_the_usual_letter_keeps_22_lines(faces: Faces) -> None:
    pages = letter([para(1000)], faces, organ=ORGAN, head="plain")
    assert len({text.y for text in body(pages[0])}) == 22


def test_unsealed_letters_end_as_the_standard_says(faces: Faces) -> None:
    sign = Piece(BlockKind.SIGNATURE, ORGAN, style="unsealed", date="2026年10月20日")
    [page] = letter([para(20), sign], faces, organ=ORGAN, head="plain")
    name = next(text for text in page.texts if text.text == ORGAN)
    date = next(text for text in page.texts if text.text.startswith("2026年10"))
    text = body(page)[-1]
    assert text.y - name.y == pytest.approx(2 * LEADING)
    assert name.y - date.y == pytest.approx(LEADING)
    ends = [
        one.places[-1] + faces.width(Style.FANG, one.text[-1]) * SIZE / 1000 for one in (name, date)
    ]
    assert max(ends) == pytest.approx(LEFT + AREA_WIDTH - 2 * CELL, abs=0.3)


def test_the_seals_circle_stays_in_the_type_area(faces: Faces) -> None:
    [page] = letter([para(20), SIGN], faces, organ=ORGAN, head="plain")
    date = next(text for text in page.texts if text.text.startswith("2026年10"))
    name = next(text for text in page.texts if text.text == ORGAN)
    centre = (date.places[0] + date.places[-1] + SIZE) / 2
    assert centre + SEAL / 2 <= LEFT + AREA_WIDTH + 0.5
    above = body(page)[-1].y - 0.12 * SIZE
    # 署名 and date stand a little under the seal's middle (7.3.5.1): 3 mm
    middle = (top_of(name) + date.y) / 2 + 3 * MM
    assert above - (middle + SEAL / 2) <= LEADING


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("一、基本情况", [Style.HEI]),
        ("一、基本情况。全镇按时公布。", [Style.HEI, Style.FANG]),
        ("（一）统一格式。由镇统一印制。", [Style.KAI, Style.FANG]),
        ("（一）统一格式", [Style.KAI]),
        ("1.统一格式。由镇统一印制。", [Style.FANG]),
        ("第一、二季度已经公布。", [Style.FANG]),
    ],
)
def test_numbered_headings_get_their_faces(faces: Faces, text: str, styles: list[Style]) -> None:
    pieces = [Piece(BlockKind.PARA, text), para(30)]
    [page] = letter(pieces, faces, organ=ORGAN, head="plain")
    top = max(one.y for one in page.texts)
    assert [one.style for one in page.texts if one.y == top] == styles


def test_a_heading_is_never_the_last_line_of_a_page(faces: Faces) -> None:
    for lines in range(15, 24):
        pieces = [para(28 * lines - 2), Piece(BlockKind.PARA, "一、办理情况"), para(200)]
        for page in letter(pieces, faces, organ=ORGAN, head="plain"):
            lowest = min((text for text in page.texts if "—" not in text.text), key=lambda t: t.y)
            assert lowest.style != Style.HEI


def test_a_table_in_the_text_repeats_its_head(faces: Faces) -> None:
    rows = (("序号", "项目", "金额（元）"), *((str(n), f"第{n}项", "1,234.50") for n in range(40)))
    table = Piece(BlockKind.TABLE, rows=rows, widths=(1.0, 4.0, 2.0))
    pages = letter([TITLE, para(60), table, para(30), SIGN], faces, organ=ORGAN, head="file")
    assert len(pages) > 1
    for page in pages:
        heads = [text for text in page.texts if text.text == "项目"]
        cells = [text for text in page.texts if text.text.endswith("项") and text.size == SMALL]
        assert len(heads) == bool(cells)
        assert all(text.style == Style.HEI for text in heads)
        right = {
            round(text.x + faces.width(text.style, text.text) * SMALL / 1000, 1)
            for text in page.texts
            if text.text == "1,234.50"
        }
        assert len(right) <= 1
    assert sum(words(page).count("1,234.50") for page in pages) == 40


def test_a_word_processors_grid(faces: Faces) -> None:
    pages = letter([para(1300)], faces, organ=ORGAN, head="plain", grid="word")
    rows = sorted({text.y for text in body(pages[0])}, reverse=True)
    assert len(rows) == 22
    assert rows[0] - rows[1] == pytest.approx(AREA_HEIGHT / 22)
    assert TOP - (rows[0] + ASCENT * SIZE) == pytest.approx(6.5, abs=0.1)


def test_a_missing_character_in_the_imprint_or_table_is_named(faces: Faces) -> None:
    rare = "\U0002ebf0"
    with pytest.raises(MissingGlyph, match="版记"):
        letter([para(3), Piece(BlockKind.IMPRINT, rare)], faces, organ=ORGAN, head="file")
    with pytest.raises(MissingGlyph, match="第2行"):
        table = Piece(BlockKind.TABLE, rows=(("一",), (rare,)))
        letter([table], faces, organ=ORGAN, head="plain")


def test_a_third_party_reads_616_characters_on_the_grid(faces: Faces) -> None:
    """Read back by pdfplumber: every character's middle within 0.05 mm of its cell's."""
    text = "".join(random.Random(9).choices("政府信息公开条例镇村务财收支", k=1830))  # noqa: S311
    data = pdf.write(
        letter([Piece(BlockKind.PARA, text)], faces, organ="", head="plain"), faces, title="网格"
    )
    with pdfplumber.open(io.BytesIO(data)) as document:
        page = document.pages[1]
        found = [char for char in page.chars if char["size"] == pytest.approx(SIZE)]
    assert len(found) == 616
    limit = 0.05 * MM
    for number, char in enumerate(found):
        row, column = divmod(number, 28)
        middle = (char["x0"] + char["x1"]) / 2
        assert abs(middle - (LEFT + (column + 0.5) * CELL)) < limit
        baseline = char["matrix"][5]
        assert abs(baseline - (TOP - row * LEADING - ASCENT * SIZE)) < limit
