"""避头尾 on the grid, for any text; numbers and Latin stay whole."""

from __future__ import annotations

import random
import re
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
    split,
    wrap,
)
from gkdesk.documents.fontface import Style, faces_of
from gkdesk.documents.letterpage import AREA_WIDTH, CELL, SIZE

FACES = faces_of(paths.resources())
HAIR = 0.5  # points: strokes of neighbours may touch, as in any typeset line
GRID = Grid(FACES, SIZE, CELL)
PARTS = (
    "政府", "信息公开申请", "，", "。", "、", "；", "：", "“补贴”", "《条例》", "（第二项）", "”。",
    "》，", "……", "——", "2026年11月18日", "1,286,540.75元", "xxgk@example.gov.cn", "〔2026〕37号",
    "12.5%", "㛃𬱖", "？", "！“", "”（",
)  # fmt: skip
WORDS = ("镇", "政府信息", "办理", "第三季度", "村务公开栏", "2026年")
_PILE = re.compile(f"[{re.escape(''.join(NO_START))}]{{3,}}|。。")
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
@example("政府xxgk@example.gov.cnxxgk@example.gov.cn12.5%12.5%？")
@given(TEXTS.filter(lambda text: not _PILE.search(text)))
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


def test_thousands_of_paragraphs_of_an_office() -> None:
    """避头尾 over many random texts: no line begins or ends badly, none leaves its room."""
    chance = random.Random(1704)  # noqa: S311 - test data, not secrets
    offences: list[str] = []
    paragraphs = lines_seen = 0
    while paragraphs <= 2000 or lines_seen <= 10_000:
        text = "".join(chance.choices(PARTS + WORDS * 8, k=chance.randint(20, 90)))
        if _PILE.search(text):
            continue  # so many closing signs in a row are no text; some line has to begin with one
        lines = lines_of(text)
        paragraphs, lines_seen = paragraphs + 1, lines_seen + len(lines)
        assert "".join(character for line in lines for _, character, _ in line) == text
        for before, after in pairwise(lines):
            plain = any(character not in NO_START for _, character, _ in before[1:])
            if plain and after[0][1] in NO_START and after[0][1] not in ".,:%-":
                offences.append(text)
            if before[-1][1] in NO_END and len(before) > 1:
                offences.append(text)
            end = before[-1][0] + FACES.width(before[-1][2], before[-1][1]) * SIZE / 1000
            assert end <= AREA_WIDTH + CELL / 2 + 0.3
    assert offences == []
