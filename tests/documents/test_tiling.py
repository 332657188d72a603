"""Tiles: nothing lost, no row cut, the right overlap, everything on its paper."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.documents.fontface import Style, faces_of
from gkdesk.documents.model import Paper, Tiles
from gkdesk.documents.paper import MM, Fill, Page, Picture, Rule, Text
from gkdesk.documents.sheet import sheet
from gkdesk.documents.tilecuts import cut_places, greedy
from gkdesk.documents.tileparts import extent
from gkdesk.documents.tiling import tile

from .lists import GROUPS, subsidy

FACES = faces_of(paths.resources())
LABEL = "东河村-L05"


def covered(words: str, pieces: set[str]) -> bool:
    """Tell whether a text can be laid out of pieces that may overlap."""
    if words in pieces:
        return True
    at = 0
    while at < len(words):
        ends = [
            start + len(piece)
            for piece in pieces
            for start in range(at + 1)
            if words.startswith(piece, start)
        ]
        if max(ends, default=0) <= at:
            return False
        at = max(ends)
    return True


@pytest.mark.parametrize(
    ("paper", "tiles"),
    [
        (Paper.A4, Tiles(2, 2)),
        (Paper.A4, Tiles(1, 3)),
        (Paper.A3, Tiles(3, 2, Paper.A3)),
        (Paper.A3, Tiles.halves(Paper.A3)),
        (Paper.A3_LANDSCAPE, Tiles.halves(Paper.A3_LANDSCAPE)),
    ],
)
def test_nothing_is_lost_and_all_is_on_its_paper(paper: Paper, tiles: Tiles) -> None:
    pages = sheet(subsidy(20, paper=paper), FACES)
    made = tile(pages, FACES, tiles, LABEL)
    assert len(made) == len(pages) * tiles.count
    short, long = sorted(tiles.paper.size)
    for number, one in enumerate(made, start=1):
        assert sorted((one.width, one.height)) == [short, long]
        assert f"{LABEL}-{number}/{len(made)}" in [text.text for text in one.texts]
        for text in one.texts:
            box = extent(text, FACES)
            assert 0 <= box.left < box.right <= one.width
            assert 0 <= box.foot < box.top <= one.height
        for rule in one.rules:
            assert 0 <= min(rule.x0, rule.x1) <= max(rule.x0, rule.x1) <= one.width
            assert 0 <= min(rule.y0, rule.y1) <= max(rule.y0, rule.y1) <= one.height
    for at, page in enumerate(pages):
        own = made[at * tiles.count : (at + 1) * tiles.count]
        found = Counter(text.text for one in own for text in one.texts)
        pieces = set(found)
        for words, count in Counter(text.text for text in page.texts).items():
            assert covered(words, pieces), words
            if words in found and len(words) > 3:
                assert found[words] >= count


def uprights(page: Page) -> float:
    """Return the length of the table's left side on a tile."""
    sides: dict[float, float] = {}
    for rule in page.rules:
        if rule.x0 == rule.x1 and rule.width > 1:
            sides[round(rule.x0, 2)] = abs(rule.y1 - rule.y0)
    return max(sides.values())


def test_neighbours_share_ten_millimetres_and_rows_stay_whole() -> None:
    [page] = sheet(subsidy(9, paper=Paper.A3, groups=GROUPS[:2]), FACES)
    upper, lower = tile([page], FACES, Tiles.halves(Paper.A3), LABEL)
    size = next(t.size for t in page.texts if t.text == "户主姓名")
    scale = next(t.size for t in upper.texts if t.text == "户主姓名") / size
    assert 0.85 < scale < 1
    assert uprights(upper) + uprights(lower) == pytest.approx(uprights(page) * scale + 10 * MM)
    names = [row[1].text for group in subsidy(9, groups=GROUPS[:2]).groups for row in group.rows]
    held = [{text.text for text in one.texts} for one in (upper, lower)]
    for name in names:
        row = next(text for text in page.texts if text.text == name)
        beside = {text.text for text in page.texts if abs(text.y - row.y) < 0.01}
        assert beside <= held[0] or beside <= held[1]


def test_cuts_fall_on_the_tables_lines() -> None:
    [page] = sheet(subsidy(9, paper=Paper.A3, groups=GROUPS[:2]), FACES)
    cuts = cut_places(page, FACES)
    table = [rule for rule in page.rules if rule.y0 == rule.y1 and rule.x1 - rule.x0 > 700]
    top, foot = max(rule.y0 for rule in table), min(rule.y0 for rule in table)
    lines = {rule.y0 for rule in table}
    inside = [-y for y in cuts.ys if foot < -y < top]
    assert len(inside) > 15
    assert all(y in lines for y in inside)
    assert [-y for y in cuts.ys if -y < foot]  # between the remarks
    for y in cuts.ys:
        assert not [t for t in page.texts if extent(t, FACES).foot < -y < extent(t, FACES).top]


def test_no_part_of_a_figure_stands_in_the_overlap() -> None:
    pages = sheet(subsidy(9, paper=Paper.A4), FACES)
    whole = {text.text for page in pages for text in page.texts}
    figures = {text for text in whole if "." in text}
    for one in tile(pages, FACES, Tiles(2, 2), LABEL):
        for text in one.texts:
            assert "." not in text.text or text.text in figures


def test_cut_marks_point_at_the_seams() -> None:
    [page] = sheet(subsidy(9, paper=Paper.A3, groups=GROUPS[:2]), FACES)
    left, right = tile([page], FACES, Tiles(2, 1), LABEL)
    for one in (left, right):
        marks = [r for r in one.rules if r.x0 == r.x1 and abs(r.y1 - r.y0) == pytest.approx(5 * MM)]
        assert {mark.x0 for mark in marks} == {marks[0].x0}
        assert sorted(min(mark.y0, mark.y1) for mark in marks) == [
            pytest.approx(3 * MM), pytest.approx(one.height - 8 * MM),
        ]  # fmt: skip
    assert left.rules[-1].x0 > left.width / 2 > right.rules[-1].x0


def test_a_draft_is_marked_on_every_tile() -> None:
    pages = sheet(replace(subsidy(9), mark="审核稿，不得张贴"), FACES)
    for one in tile(pages, FACES, Tiles(2, 2), LABEL):
        turned = [text for text in one.texts if text.angle]
        assert [text.text for text in turned] == ["审核稿，不得张贴"]
        assert one.texts[0] is turned[0]


HANZI = [chr(code) for code in range(0x4E00, 0x9FA5) if chr(code).encode("gb2312", "ignore")]


@st.composite
def scattered(draw: st.DrawFn) -> Page:
    """Make a page of texts anywhere, each character once on the page."""
    page = Page(600.0, 800.0)
    letters = iter(HANZI[::7])
    for _ in range(draw(st.integers(1, 25))):
        size = draw(st.sampled_from((8.0, 14.0, 42.0)))
        count = draw(st.integers(1, 12))
        words = "".join(next(letters) for _ in range(count))
        x = draw(st.floats(0, max(0.0, 600 - size * count)))
        page.texts.append(Text(x, draw(st.floats(10, 750)), size, Style.XBS, words))
    for _ in range(draw(st.integers(0, 6))):
        y = draw(st.floats(0, 800))
        page.rules.append(Rule(draw(st.floats(0, 200)), y, draw(st.floats(300, 600)), y, 0.5))
    return page


@settings(max_examples=60, deadline=None)
@given(scattered(), st.integers(1, 4), st.integers(1, 4))
def test_no_character_is_ever_lost(page: Page, across: int, down: int) -> None:
    made = tile([page], FACES, Tiles(across, down), "甲")
    for text in page.texts:
        for letter in text.text:
            assert any(letter in part.text for one in made for part in one.texts), letter


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(1, 999), max_size=30), st.integers(1, 5), st.floats(100, 1100),
    st.floats(0, 40),
)  # fmt: skip
def test_chosen_parts_fit_their_tiles(
    places: list[float], count: int, length: float, lap: float
) -> None:
    cuts = greedy(tuple(sorted(places)), 0.0, 1000.0, count, length, lap)
    if not cuts:
        return
    assert (cuts[0], cuts[-1], len(cuts)) == (0.0, 1000.0, count + 1)
    for number, (first, last) in enumerate(pairwise(cuts)):
        shared = lap / 2 * ((number > 0) + (number < count - 1))
        assert 0 < last - first + shared <= length + 0.02
        assert number == count - 1 or last in places


def test_fills_and_pictures_are_clipped() -> None:
    grey = bytes(range(200)) * 2
    page = Page(
        200, 100, fills=[Fill(0, 0, 200, 50)], pictures=[Picture(0, 50, 200, 4, 200, 2, grey)]
    )
    left, right = tile([page], FACES, Tiles(2, 1), "甲")
    scale = left.fills[0].height / 50
    assert left.fills[0].width + right.fills[0].width == pytest.approx(200 * scale + 10 * MM)
    one, two = left.pictures[0], right.pictures[0]
    assert one.grey[: one.across] == bytes(range(one.across))
    assert two.grey[-two.across :] == bytes(range(200 - two.across, 200))
    assert 200 <= one.across + two.across <= 212
    assert one.width == pytest.approx(one.across * scale)
