"""Sheets to lay out: a subsidy list by 村民小组 and the village's quarter, the same each time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from gkdesk.base.money import show
from gkdesk.documents.model import Capital, Cell, Paper, SheetColumn, SheetGroup, SheetPage

GROUPS = ("第一村民小组", "第二村民小组", "第三村民小组")
COLUMNS = (
    SheetColumn("序号", 8, "C"),
    SheetColumn("户主姓名", 15, name=True),
    SheetColumn("确权面积（亩）", 14, "R", "耕地面积"),
    SheetColumn("补贴面积（亩）", 14, "R", "耕地面积"),
    SheetColumn("标准（元/亩）", 14, "R", ("补贴资金", "本年")),
    SheetColumn("金额（元）", 16, "R", ("补贴资金", "本年")),
    SheetColumn("上年（元）", 15, "R", "补贴资金"),
    SheetColumn("备注", 22),
)
AMOUNT = 5
_FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂㛃"


def household(number: int, chance: random.Random) -> tuple[int, tuple[Cell, ...]]:
    """Return the amount in fen and the row of one household."""
    area = chance.randrange(50, 2000)
    fen, before = area * 9321 // 100, area * 9000 // 100
    name = chance.choice(_FAMILY) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    note = "由其子代领，已公示七日无异议" if number % 11 == 0 else ""
    texts = (str(number), name, f"{(area + 20) / 100:.2f}", f"{area / 100:.2f}", "93.21", show(fen),
             show(before), note)  # fmt: skip
    return fen, tuple(map(Cell, texts))


def subsidy(
    count: int, *, paper: Paper = Paper.A3, groups: Sequence[str] = GROUPS, by_group: bool = False
) -> SheetPage:
    """Return a list of so many households in each group, with 小计, 本页小计 and 合计."""
    chance = random.Random(20260410)  # noqa: S311 - the same households each time
    made, whole, number = [], 0, 0
    for name in groups:
        rows, fen = [], 0
        for _ in range(count):
            number += 1
            amount, row = household(number, chance)
            rows.append(row)
            fen += amount
        whole += fen
        made.append(SheetGroup(name, tuple(rows), summed("小计", fen)))
    return SheetPage(
        title="青石镇东河村2026年耕地地力保护补贴公示表",
        paper=paper,
        left="填报单位：青石镇东河村村民委员会",
        middle="公开日期：2026年10月12日",
        right="单位：元、亩",
        columns=COLUMNS,
        footer=(
            "公示期：2026年10月12日至2026年10月18日（7天）",
            "村民对公布内容有异议的，可自公布之日起5日内向村务监督委员会或青石镇便民服务中心提出。",
            "监督电话：青石镇纪委 0000-0000123",
        ),
        signatures=("村务监督委员会主任（签字）：", "成员（签字）：", "村委会主任（签字）：",
                    "会计、报账员（签字）：", "制表："),
        check_code="7D3A-11C0-90FE",
        groups=tuple(made),
        total=summed("合计", whole),
        capital=Capital("补贴金额合计（大写）", whole),
        by_group=by_group,
        page_sums=(AMOUNT,),
        issuer="青石镇东河村村民委员会",
        qr=True,
    )  # fmt: skip


def summed(label: str, fen: int) -> tuple[Cell, ...]:
    return (Cell(label, span=AMOUNT, align="C"), Cell(show(fen)), Cell(), Cell())


def plain(page: SheetPage) -> SheetPage:
    """Return a sheet without what is put beside and under its table."""
    return replace(
        page, footer=(), signatures=(), issuer="", qr=False, capital=None, page_sums=(),
    )  # fmt: skip
