"""Slides for a village's screen: large type, no names, the same bytes each time."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from gkdesk import paths
from gkdesk.documents import draft
from gkdesk.documents.fontface import faces_of
from gkdesk.documents.model import Cell, NameMask
from gkdesk.documents.screens import masked, pngs, slides
from gkdesk.documents.tileparts import extent

from .lists import GROUPS, subsidy

FACES = faces_of(paths.resources())


@pytest.mark.parametrize("count", [2, 8, 40])
def test_slides_can_be_read_across_a_hall(count: int) -> None:
    laid = slides(replace(subsidy(count), mark="审核稿，不得张贴"), FACES)
    assert laid.size >= 36
    for number, page in enumerate(laid.pages, start=1):
        assert (page.width, page.height) == (1920, 1080)
        found = [text.text for text in page.texts]
        assert f"第{number}页 共{len(laid.pages)}页" in found
        assert found[0] == "审核稿，不得张贴"
        for text in page.texts[1:]:
            assert text.size >= 36
            box = extent(text, FACES)
            assert box.left >= 0
            assert box.right <= 1920
            assert box.foot >= 0
        assert "制表：" not in found
        assert "（盖章）" not in found
        assert all(fill.height > 36 for fill in page.fills)  # bands of colour, no QR squares


def test_names_are_masked_when_asked() -> None:
    source = subsidy(3, groups=GROUPS[:2])
    source = replace(source, rows=((Cell("0"), Cell("欧阳小明")), (Cell("外村", span=3),)))
    for how, shown in ((NameMask.SURNAME, "欧***"), (NameMask.MIDDLE, "欧**明")):
        hidden = masked(source, how)
        assert hidden.rows[0][1].text == shown
        assert hidden.rows[1] == source.rows[1]
        real = {row[1].text for group in source.groups for row in group.rows}
        texts = {t.text for page in slides(source, FACES, names=how).pages for t in page.texts}
        assert not real & texts
        assert shown in texts
    assert masked(source, NameMask.FULL) is source


def test_png_files_are_the_same_each_time() -> None:
    pages = slides(subsidy(2, groups=GROUPS[:1]), FACES).pages
    first = list(pngs(pages, FACES, title="表"))
    assert first == list(pngs(pages, FACES, title="表"))
    for data in first:
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.size, picture.mode, picture.format) == ((1920, 1080), "RGB", "PNG")
            assert picture.getpixel((3, 3)) == (255, 255, 255)
            assert picture.convert("L").getextrema()[0] < 40


def test_the_demo_stamp_is_on_slides_too() -> None:
    source = subsidy(1, groups=GROUPS[:1])
    where = paths.resources()
    [plain] = draft.sheet_slides(source, where, names=NameMask.SURNAME)
    [stamped] = draft.sheet_slides(source, where, names=NameMask.SURNAME, stamp="演示 无效")
    reds = []
    for data in (stamped, plain):
        with Image.open(io.BytesIO(data)) as picture:
            dots = picture.crop((700, 0, 1220, 60)).tobytes()
        reds.append(
            sum(
                red > 180 and green < 90 and blue < 90
                for red, green, blue in zip(dots[::3], dots[1::3], dots[2::3], strict=True)
            )
        )
    assert reds[0] > 50
    assert reds[1] == 0
