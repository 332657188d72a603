"""Sheets of a village's board with as much data as usual: F02, F03, L01, L05 of village.md 3."""

from __future__ import annotations

import random
from dataclasses import replace

from gkdesk.base import money
from gkdesk.documents.model import Capital, Cell, Paper, Row, SheetColumn, SheetGroup, SheetPage

_TOWN, _VILLAGE = "青石镇", "东河村"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"
_MEMOS = (
    "报销办公用纸和墨盒", "付村道路灯电费", "付垃圾清运劳务费", "收鱼塘承包费", "付防汛沙袋款",
    "收镇拨运转经费", "付会议室修缮材料款", "付自来水管抢修费", "收门面房租金", "付消杀药品款",
)  # fmt: skip
_GROUPS = tuple(f"第{number}村民小组" for number in "一二三四五六七八")
_ASSETS = ("货币资金", "短期投资", "应收款项", "存货", "消耗性生物资产", "长期投资",
           "生产性生物资产", "固定资产净值", "在建工程", "无形资产", "公益性生物资产",
           "长期待摊费用")  # fmt: skip
_DEBTS = ("短期借款", "应付款项", "应付工资", "应付劳务费", "应交税费", "长期借款及应付款",
          "一事一议资金", "专项应付款", "资本", "公积公益金", "未分配收益")  # fmt: skip


def show(fen: int) -> str:
    return money.show(fen).replace("-", "−")


def _cells(*texts: str) -> Row:
    return tuple(map(Cell, texts))


def _page(name: str, paper: Paper, unit: str, columns: tuple[SheetColumn, ...]) -> SheetPage:
    return SheetPage(
        title=f"{_TOWN}{_VILLAGE}2026年{name}",
        paper=paper,
        left=f"填报单位：{_TOWN}{_VILLAGE}村民委员会",
        middle="公开日期：2026年10月12日",
        right=f"单位：{unit}",
        columns=columns,
        footer=(
            "村民对公布内容有异议的，可自公布之日起5日内向村务监督委员会或青石镇便民服务中心提出。",
            "监督电话：青石镇纪委 0000-0000123",
        ),
        signatures=(
            "村务监督委员会主任（签字）：",
            "成员（签字）：",
            "会计、报账员（签字）：",
            "制表：",
        ),
        check_code="7D3A-11C0-90FE",
        issuer=f"{_TOWN}{_VILLAGE}村民委员会",
        qr=True,
    )


def vouchers(count: int = 139) -> SheetPage:
    """Return F02: every voucher of a quarter, A3 upright."""
    chance = random.Random(2)  # noqa: S311 - the same each time
    columns = (
        SheetColumn("序号", 7, "C"), SheetColumn("日期", 14, "C"), SheetColumn("凭证号", 9, "C"),
        SheetColumn("摘要", 34), SheetColumn("收入", 15, "R"), SheetColumn("支出", 15, "R"),
        SheetColumn("余额", 17, "R"), SheetColumn("经手人", 11, name=True),
    )  # fmt: skip
    rows, balance, sums = [], 8_642_075, [0, 0]
    for number in range(1, count + 1):
        memo, fen = chance.choice(_MEMOS), chance.randrange(2_400, 429_500)
        income = memo.startswith("收")
        balance += fen if income else -fen
        sums[not income] += fen
        amounts = (show(fen), "") if income else ("", show(fen))
        day = f"2026-{7 + number * 3 // (count + 1):02d}-{1 + number % 28:02d}"
        rows.append(
            _cells(str(number), day, f"{number:03d}", memo, *amounts, show(balance), "王会计")
        )
    return replace(
        _page("第三季度财务收支逐笔公开明细表", Paper.A3, "元", columns),
        rows=tuple(rows),
        total=(Cell("合计", span=4, align="C"), *_cells(*map(show, (*sums, balance)), "")),
    )  # fmt: skip


def balance() -> SheetPage:
    """Return F03: assets beside debts and capital, A4 upright."""
    chance = random.Random(3)  # noqa: S311 - the same each time
    side = (("项目", 26.0, "L"), ("期初数", 20.0, "R"), ("期末数", 20.0, "R"))
    columns = tuple(
        SheetColumn(label, width, align, group)
        for group in ("资产", "负债和所有者权益")
        for label, width, align in side
    )
    amounts = [tuple(chance.randrange(10_000, 99_000_000) for _ in range(2)) for _ in _ASSETS]
    others = [tuple(chance.randrange(10_000, 50_000_000) for _ in range(2)) for _ in _DEBTS[:-1]]
    sums = [sum(pair[at] for pair in amounts) for at in range(2)]
    others.append(tuple(sums[at] - sum(pair[at] for pair in others) for at in range(2)))
    left = [(name, *map(show, pair)) for name, pair in zip(_ASSETS, amounts, strict=True)]
    right = [(name, *map(show, pair)) for name, pair in zip(_DEBTS, others, strict=True)]
    rows = [_cells(*a, *b) for a, b in zip(left, [*right, ("", "", "")], strict=True)]
    total = (*map(show, sums),)
    return replace(
        _page("第三季度资产负债表", Paper.A4, "元", columns),
        rows=tuple(rows),
        total=_cells("资产合计", *total, "负债和权益合计", *total),
    )


def relief(count: int = 60) -> SheetPage:
    """Return L01: the households on 低保 with nothing but what may be on a wall, A4 upright."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    columns = (
        SheetColumn("序号", 9, "C"), SheetColumn("户主姓名", 17, name=True),
        SheetColumn("保障人口（人）", 14, "C"), SheetColumn("月保障金额（元）", 18, "R"),
        SheetColumn("起始年月", 17, "C"), SheetColumn("备注", 16),
    )  # fmt: skip
    rows, people, fen = [], 0, 0
    for number in range(1, count + 1):
        heads, amount = chance.randrange(1, 5), chance.randrange(30_000, 150_000)
        people, fen = people + heads, fen + amount
        rows.append(
            _cells(
                str(number), _name(chance), str(heads), show(amount),
                f"{chance.randrange(2015, 2026)}年{chance.randrange(1, 13)}月",
                "新增" if number % 17 == 0 else "",
            )
        )  # fmt: skip
    page = _page("第三季度最低生活保障对象公布表", Paper.A4, "元", columns)
    summary = f"共{count}户{people}人，月保障金合计{show(fen)}元。"
    total = (Cell("合计", span=2, align="C"), *_cells(str(people), show(fen), "", ""))
    return replace(page, rows=tuple(rows), total=total, footer=(summary, *page.footer))


def subsidies(households: int = 300, *, by_group: bool = True) -> SheetPage:
    """Return L05: a subsidy for each household of eight 村民小组, A3 upright."""
    chance = random.Random(5)  # noqa: S311 - the same each time
    columns = (
        SheetColumn("序号", 8, "C"), SheetColumn("户主姓名", 15, name=True),
        SheetColumn("面积（亩）", 14, "R"), SheetColumn("标准（元/亩）", 15, "R"),
        SheetColumn("补贴金额（元）", 17, "R"), SheetColumn("备注", 24),
    )  # fmt: skip
    groups, whole, number = [], 0, 0
    for place, name in enumerate(_GROUPS, start=1):
        rows, fen = [], 0
        while number < households * place // len(_GROUPS):
            number += 1
            area = chance.randrange(50, 2000)
            amount = (area * 9321 + 50) // 100
            fen += amount
            rows.append(
                _cells(str(number), _name(chance), f"{area / 100:.2f}", "93.21", show(amount),
                       "由其子代领" if number % 13 == 0 else "")
            )  # fmt: skip
        whole += fen
        groups.append(SheetGroup(name, tuple(rows), _sum("小计", fen)))
    return replace(
        _page("耕地地力保护补贴公示表", Paper.A3, "元、亩", columns),
        groups=tuple(groups), total=_sum("合计", whole), by_group=by_group, page_sums=(4,),
        capital=Capital("补贴金额合计（大写）", whole),
    )  # fmt: skip


def _sum(label: str, fen: int) -> Row:
    return (Cell(label, span=4, align="C"), Cell(show(fen)), Cell())


def _name(chance: random.Random) -> str:
    given = "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    return chance.choice("王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗") + given
