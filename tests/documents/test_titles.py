"""Titles: every line fits, nothing is lost, words stay whole, no hourglass."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkdesk.documents.breaks import NO_END, NO_START, split
from gkdesk.documents.titles import balanced, cells

MOST = 20
ORGAN = "青石镇人民政府"
PARTS = (
    ORGAN, "关于", "印发", "《", "》", "2026年", "第三季度", "村务公开", "耕地地力保护补贴", "的",
    "通知", "、", "（", "）", "龙", "xxgk@example.cn", "东河村", "等", "和", "答复",
)  # fmt: skip


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("短标题", ["短标题"]),
        ("青石镇人民政府\n送达回证", [ORGAN, "送达回证"]),
        (
            "青石镇人民政府关于东河村耕地地力保护补贴信息公开申请的答复",
            ["青石镇人民政府关于东河村", "耕地地力保护补贴信息公开申请的答复"],
        ),
        (
            "青石镇人民政府关于印发《青石镇2026年基层政务公开标准化规范化工作实施方案》的通知",
            [
                "青石镇人民政府关于印发《青石镇2026年",
                "基层政务公开标准化规范化工作实施方案》的通知",
            ],
        ),
        (
            "青石镇人民政府关于东河村村民委员会换届选举工作有关问题请示的批复",
            ["青石镇人民政府关于东河村村民委员会", "换届选举工作有关问题请示的批复"],
        ),
    ],
)
def test_titles_break_by_meaning(title: str, lines: list[str]) -> None:
    assert balanced(title, MOST + 2, whole=(ORGAN,)) == lines


@example(["龙"] * 21)
@example(["青石镇"] * 8 + ["的"] * 3)
@example(["1" * 90])
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=14))
def test_every_line_fits_and_nothing_is_lost(parts: list[str]) -> None:
    title = "".join(parts)
    lines = balanced(title, MOST, whole=(ORGAN,))
    assert "".join(lines) == title
    assert all(0 < cells(line) <= MOST for line in lines)


@given(st.lists(st.sampled_from(PARTS), min_size=6, max_size=14))
def test_lines_do_not_begin_or_end_badly(parts: list[str]) -> None:
    title = "".join(parts)
    if any(piece[0] in NO_START | NO_END for piece in split(title)) and (
        "））" in title or "（（" in title or "《《" in title or "》》" in title or "、、" in title
    ):
        return  # signs on signs leave no good place
    for line in balanced(title, MOST)[1:]:
        assert line[0] not in NO_START or cells(title) > 3 * MOST


def test_an_address_is_whole_even_where_no_shape_fits() -> None:
    address = "xxgk@example.cn"
    title = f"关于《关于《》（{address}{address}关于关于第三季度东河村{address}青石镇人民政府"
    lines = balanced(title, MOST)
    assert "".join(lines) == title
    assert sum(line.count(address) for line in lines) == 3
    assert all(line[0] not in NO_START and line[-1] not in NO_END for line in lines)


def test_three_lines_are_no_hourglass() -> None:
    title = "青石镇人民政府关于进一步做好2026年第三季度村务公开和财务收支公开表张贴工作情况的报告"
    first, middle, last = balanced(title, MOST, whole=(ORGAN,))
    assert cells(middle) >= min(cells(first), cells(last))
    assert "财务收支公开表" in first + "|" + middle + "|" + last


def test_half_cells_are_counted() -> None:
    assert cells("2026年") == 3
    assert balanced("1" * 40, MOST) == ["1" * 40]
