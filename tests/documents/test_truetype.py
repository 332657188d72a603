"""Fonts cut out of a face: glyphs keep their outlines and widths."""

from __future__ import annotations

import io

import pytest

from gkdesk import paths
from gkdesk.documents.truetype import Face

fonttools = pytest.importorskip("fontTools.ttLib")


@pytest.fixture(scope="module")
def face() -> Face:
    return Face(paths.resources() / "fonts" / "gk-fang.ttf")


def test_subset_is_a_font_with_the_same_outlines(face: Face) -> None:
    text = "政府信息公开"
    glyphs = [0, *(face.glyph(ord(character)) for character in text)]
    cut = fonttools.TTFont(io.BytesIO(face.subset(glyphs)))
    assert cut["maxp"].numGlyphs == len(glyphs)
    whole = fonttools.TTFont(paths.resources() / "fonts" / "gk-fang.ttf")
    cmap = whole.getBestCmap()
    for number, character in enumerate(text, start=1):
        mine = cut["glyf"][cut.getGlyphOrder()[number]]
        theirs = whole["glyf"][cmap[ord(character)]]
        assert mine.numberOfContours == theirs.numberOfContours
        assert (mine.xMin, mine.yMin, mine.xMax, mine.yMax) == (
            theirs.xMin, theirs.yMin, theirs.xMax, theirs.yMax,
        )  # fmt: skip


def test_composite_glyphs_bring_their_parts(face: Face) -> None:
    kai = Face(paths.resources() / "fonts" / "gk-kai.ttf")
    composite = [
        number
        for number in range(kai.count)
        if kai.outline(number)[:1] and kai.outline(number)[0] & 0x80
    ]
    cut = fonttools.TTFont(io.BytesIO(kai.subset([0, composite[0]])))
    assert cut["maxp"].numGlyphs > 2
    cut["glyf"][cut.getGlyphOrder()[1]].getCoordinates(cut["glyf"])


def test_cmap_agrees_with_fonttools(face: Face) -> None:
    path = paths.resources() / "fonts" / "gk-rareB.ttf"
    rare = Face(path)
    with fonttools.TTFont(path, lazy=True) as whole:
        cmap = whole.getBestCmap()
        for code in list(cmap)[::997]:
            assert rare.glyph(code) == whole.getGlyphID(cmap[code])
    assert rare.glyph(ord("汉")) == 0
    assert face.glyph(0x10FFFF) == 0
