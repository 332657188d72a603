"""避头尾 on the grid, for any text; and titles in balanced lines."""

from __future__ import annotations

import struct
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.documents.breaks import (
    CLOSING,
    NO_END,
    NO_START,
    OPENING,
    Grid,
    Placed,
    balanced,
    split,
    wrap,
)
from gkdesk.documents.fontface import Style, faces_of
from gkdesk.documents.layout import AREA_WIDTH, CELL, SIZE

FACES = faces_of(paths.resources())
HAIR = 0.5  # points: strokes of neighbours may touch, as in any typeset line
GRID = Grid(FACES, SIZE, CELL)
PARTS = (
    "政府", "信息公开申请", "，", "。", "、", "；", "：", "“补贴”", "《条例》", "（第二项）", "”。",
    "》，", "……", "——", "2026年11月18日", "1,286,540.75元", "xxgk@example.gov.cn", "〔2026〕37号",
    "12.5%", "㛃𬱖", "？", "！“", "”（",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=120).map("".join)


def lines_of(text: str) -> list[list[Placed]]:
    return GRID.lines([(text, Style.FANG)], width=AREA_WIDTH, first=2)


def ink(placed: Placed) -> tuple[float, float]:
    """Return the left and right edge of a character's outline, in points."""
    x, character, style = placed
    glyph = FACES.glyph(style, character)
    _, left, _, right, _ = struct.unpack_from(">5h", glyph.face.outline(glyph.number))
    unit = glyph.face.scale * SIZE / 1000
    return x + left * unit, x + right * unit


@settings(max_examples=150, deadline=None)
@example("政府政府信息公开申请信息公开申请，“补贴”（第二项）……")
@example("政府" * 12 + "？“补贴”（第二项）……")
@given(TEXTS)
def test_no_text_is_lost_and_nothing_leaves_the_type_area(text: str) -> None:
    lines = lines_of(text)
    assert "".join(character for line in lines for _, character, _ in line) == text
    for line in lines:
        x, last, _ = line[-1]
        # the blank half of closing punctuation may hang over the edge
        room = CELL / 2 if last in CLOSING else 0
        assert x + FACES.width(Style.FANG, last) * SIZE / 1000 <= AREA_WIDTH + room + 0.3
        for before, after in pairwise(line):
            # ”（ squeezed from both sides start at one x: the ink is in opposite halves
            both_squeezed = before[1] in CLOSING and after[1] in OPENING
            assert before[0] < after[0] or (both_squeezed and before[0] <= after[0] + 1e-6)
            assert ink(before)[1] <= ink(after)[0] + HAIR


@settings(max_examples=150, deadline=None)
@given(TEXTS.filter(lambda text: "。。" not in text))
def test_lines_neither_begin_nor_end_badly(text: str) -> None:
    lines = lines_of(text)
    for before, after in pairwise(lines):
        # a line made of closing signs only has nothing to take over
        if any(character not in NO_START for _, character, _ in before[1:]):
            assert after[0][1] not in NO_START or after[0][1] in ".,:%-"
        assert before[-1][1] not in NO_END or len(before) == 1


def test_numbers_and_latin_stay_whole() -> None:
    assert split("共1,286,540.75元——见a@b.cn") == [
        "共", "1,286,540.75", "元", "——", "见", "a@b.cn",
    ]  # fmt: skip
    text = "政" * 24 + "2026年11月"
    first, second = lines_of(text)
    assert "".join(character for _, character, _ in first) == "政" * 24 + "2026"
    assert second[0][1] == "年"


def test_a_token_longer_than_a_line_is_cut() -> None:
    lines = lines_of("a" * 300)
    assert len(lines) > 1
    assert sum(len(line) for line in lines) == 300


def test_hanging_indent() -> None:
    lines = GRID.lines([("政" * 40, Style.FANG)], width=AREA_WIDTH, first=2, hang=5)
    assert len(lines[0]) == 26
    assert abs(lines[1][0][0] - 5 * CELL) < 0.3


def test_wrap_keeps_line_breaks_and_breaks_long_digits_only_when_it_must() -> None:
    assert wrap(FACES, Style.FANG, "一\n二", 5000) == ("一", "二")
    assert wrap(FACES, Style.FANG, "金额1,234.56元", 4200) == ("金额", "1,234.56", "元")
    hash_lines = wrap(FACES, Style.FANG, "a1" * 32, 10000)
    assert "".join(hash_lines) == "a1" * 32
    assert all(FACES.width(Style.FANG, line) <= 10000 for line in hash_lines)
    assert wrap(FACES, Style.FANG, "政府信息，公开", 4000) == ("政府信", "息，公开")


def test_titles_are_balanced() -> None:
    assert balanced("短标题", 20) == ["短标题"]
    title = "青石镇人民政府关于东河村耕地地力保护补贴信息公开申请的答复"
    lines = balanced(title, 20)
    assert len(lines) == 2
    assert "".join(lines) == title
    assert abs(len(lines[0]) - len(lines[1])) <= 4
    assert balanced("青石镇人民政府\n送达回证", 20) == ["青石镇人民政府", "送达回证"]
    assert all(line[0] not in "的了》" for line in balanced("青石镇" * 8 + "的" * 3, 10))
