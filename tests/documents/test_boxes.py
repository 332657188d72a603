"""Boxed forms: rows move whole to the next page, labels are told from values."""

from __future__ import annotations

import pytest

from gkdesk import paths
from gkdesk.documents.boxes import BOTTOM, LEFT, form
from gkdesk.documents.filling import Piece
from gkdesk.documents.fontface import Faces, MissingGlyph, Style, faces_of
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
    [page] = form(pieces, faces)
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


def test_rows_are_never_split(faces: Faces) -> None:
    rows = tuple((f"第{number}项", "内容很长" * 40) for number in range(1, 13))
    pages = form([Piece(BlockKind.TABLE, rows=rows)], faces)
    assert len(pages) > 1
    for page in pages:
        assert min(text.y for text in page.texts) > BOTTOM
        assert texts(page)[0].startswith("第")
        # the outer left edge reaches from the first row to the last
        assert any(rule.x0 == rule.x1 == LEFT for rule in page.rules)


def test_missing_glyph_names_the_cell(faces: Faces) -> None:
    with pytest.raises(MissingGlyph, match="受送达人"):
        form([Piece(BlockKind.TABLE, rows=(("受送达人", "王\U0002ebf0"),))], faces)
