"""Do the town's figures and the villages' say the same? Pure: two tables in, results out.

Like is compared with like: a money figure has one of five meanings, and one without a stated
meaning is 口径不明, never 不一致. Tolerance grows with the rows a total was added from, because
each household's amount was rounded (village.md 5.3: real town totals differ by 3 to 7 yuan so).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from gkdesk.base.labels import Labelled
from gkdesk.base.privacy import masked
from gkdesk.base.text import half_width, squeeze

from .period import BadPeriod, Period

CENT = Decimal("0.01")
HALF_CENT = Decimal("0.005")
AREA_ROW = Decimal("0.01")  # 亩 a row
WAN = Decimal(10_000)


class Meaning(Labelled):
    """What a money figure means."""

    ALLOCATED = "allocated", "下达"
    COMPUTED = "computed", "应发"
    PAID = "paid", "实发"
    RETURNED = "returned", "退回"
    LEFT = "left", "结余"
    UNSTATED = "unstated", "没有写明"


class Result(Labelled):
    """What a comparison gives."""

    SAME = "same", "一致"
    ROUNDING = "rounding", "尾差"
    UNCLEAR = "unclear", "口径不明"
    DIFFERENT = "different", "不一致"
    TOWN_ONLY = "town_only", "镇有村无"
    VILLAGE_ONLY = "village_only", "村有镇无"
    OTHER_PERIOD = "other_period", "期间不同"
    NAME = "name", "名称待确认"
    TWICE = "twice", "重复"

    @property
    def agrees(self) -> bool:
        return self in (Result.SAME, Result.ROUNDING)


def between_sheets(result: Result) -> str:
    """Return what a result is called when two sheets of the office are compared."""
    lone = {Result.TOWN_ONLY: "只在第一张", Result.VILLAGE_ONLY: "只在第二张"}
    return lone.get(result, result.label)


def period_words(text: str) -> str:
    """Return a period as it is printed, whichever way a table writes it."""
    try:
        return Period.parse(text).label
    except BadPeriod:
        return text


class How(Labelled):
    """How the figures of a check are compared."""

    TOLERANT = "tolerant", "按行数留容差"
    EXACT = "exact", "分毫不差"
    COUNT = "count", "只比数量"
    LIST = "list", "逐户对名单"


@dataclass(frozen=True, slots=True)
class Pair:
    """One of the twelve pairs X01–X12: a town's figure and the village sheets it meets."""

    code: str
    name: str
    forms: tuple[str, ...]
    how: How


PAIRS = tuple(
    Pair(code, name, tuple(forms.split()), how)
    for code, name, forms, how in (
        ("X01", "惠农补贴发放", "L05", How.TOLERANT),
        ("X02", "低保、特困", "L01 L02", How.EXACT),
        ("X03", "高龄津贴、残疾人两项补贴、养老", "L04", How.EXACT),
        ("X04", "临时救助、医疗救助", "L03 L11", How.EXACT),
        ("X05", "救灾款物分配", "L06", How.EXACT),
        ("X06", "征地补偿拨付", "F09", How.EXACT),
        ("X07", "衔接资金、一事一议、工程", "P01 F10", How.EXACT),
        ("X08", "运转经费、干部报酬", "F01 F07", How.EXACT),
        ("X09", "危房改造对象", "L07", How.LIST),
        ("X10", "宅基地审批", "L08", How.LIST),
        ("X11", "计生奖扶、公益岗、教育资助", "L09 L10 L12", How.COUNT),
        ("X12", "代管资金余额", "F01", How.EXACT),
    )
)
BY_CODE = {pair.code: pair for pair in PAIRS}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of figures; ``None`` is a cell left empty.

    ``money`` is in yuan, ``area`` in 亩. ``coarse`` is the worth of one unit of the last digit
    when the paper prints 万元 (two decimals: 100, one: 1000), else 0. ``n_rows`` is how many
    rounded rows the total was added from.
    """

    check: str
    village: str
    item: str
    period: str
    count: int | None = None
    area: Decimal | None = None
    money: Decimal | None = None
    meaning: Meaning = Meaning.UNSTATED
    n_rows: int = 1
    coarse: Decimal = Decimal(0)
    who: str = ""  # a list's entry: its keyed hash, never the name
    place: str = ""  # row of the file
    counts: str = ""  # 户 or 人, when the table says which
    people: int | None = None  # 人, where ``count`` is 户
    person: tuple[str, ...] = field(default=(), repr=False)  # who it is, until it is hashed
    sheet: str = ""  # uid of the stored sheet it comes from


@dataclass(frozen=True, slots=True)
class Compared:
    """One key compared."""

    check: str
    village: str
    item: str
    period: str
    result: Result
    town: Row | None = None
    own: Row | None = None
    count: int = 0  # village minus town
    area: Decimal = Decimal(0)
    money: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One row of a village's list: 金额 = 面积 × 标准."""

    number: int
    area: Decimal
    rate: Decimal
    money: Decimal
    place: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """The row that makes a difference: what it prints and what it should be."""

    detail: Detail
    expected: Decimal

    @property
    def off(self) -> Decimal:
        return self.detail.money - self.expected

    @property
    def words(self) -> str:
        one = self.detail
        more = "多" if self.off > 0 else "少"
        return (
            f"{one.place or f'第{one.number}行'}金额{more}{abs(self.off):,.2f}元："
            f"{one.area}×{one.rate}应为{self.expected:,.2f}元，表中{one.money:,.2f}元"
        )


def tolerance(n_rows: int, coarse: Decimal = Decimal(0)) -> Decimal:
    """Return by how many yuan totals of n rounded rows may differ (village.md 5.3)."""
    return CENT + HALF_CENT * n_rows + coarse / 2


def compare(
    town: Sequence[Row], villages: Sequence[Row], settle: Callable[[str], str | None]
) -> list[Compared]:
    """Compare the town's table with the villages', key by key.

    Args:
        town: the town's figures.
        villages: the villages' figures.
        settle: a printed village name → its one name, or ``None`` when it is not clear.
    """
    left, doubts = _keyed(town, settle)
    right, more = _keyed(villages, settle)
    found = [*doubts, *more]
    when_left, when_right = _periods(left), _periods(right)
    for key in dict.fromkeys([*left, *right]):
        ours, theirs = left.get(key, []), right.get(key, [])
        others = (when_right if ours else when_left).get(_timeless(key), set())
        found += _of_key(key, ours, theirs, elsewhen=bool(others - {key[3]}))
    return sorted(found, key=lambda one: (one.check, one.village, one.item, one.period))


Key = tuple[str, str, str, str, str]


def _keyed(
    rows: Sequence[Row], settle: Callable[[str], str | None]
) -> tuple[dict[Key, list[Row]], list[Compared]]:
    keyed: dict[Key, list[Row]] = {}
    doubts = []
    for row in rows:
        name = settle(row.village)
        if name is None:
            shown = masked(row.village)
            note = f"“{shown}”对不上一个村，请先核对村名"
            doubt = Compared(row.check, shown, row.item, row.period, Result.NAME, row, note=note)
            doubts.append(doubt)
            continue
        key = (row.check, name, item_key(row.item), squeeze(row.period), row.who)
        keyed.setdefault(key, []).append(row)
    return keyed, doubts


@lru_cache(maxsize=4096)
def item_key(text: str) -> str:
    """Return the form in which item names are compared: half-width, no blanks, no brackets."""
    return re.sub(r"[()\[\]《》“”\"、,，]", "", squeeze(half_width(text)))


def _timeless(key: Key) -> tuple[str, ...]:
    return (*key[:3], key[4])


def _periods(rows: Mapping[Key, list[Row]]) -> dict[tuple[str, ...], set[str]]:
    """Return for what periods a side has the same item."""
    found: dict[tuple[str, ...], set[str]] = {}
    for key in rows:
        found.setdefault(_timeless(key), set()).add(key[3])
    return found


def _of_key(key: Key, ours: list[Row], theirs: list[Row], *, elsewhen: bool) -> list[Compared]:
    first = (ours or theirs)[0]
    plain = Compared(key[0], key[1], first.item, first.period, Result.SAME)
    for side, rows in (("镇", ours), ("村", theirs)):
        meanings = [row.meaning for row in rows]
        if len(set(meanings)) < len(meanings):
            note = f"{side}的表里同一事项写了{len(rows)}次"
            return [_with(plain, Result.TWICE, ours, theirs, note)]
    found, left, right = [], list(ours), list(theirs)
    for one in ours:
        same = next((other for other in right if other.meaning is one.meaning), None)
        if same is not None:
            found.append(_both(plain, one, same))
            left.remove(one)
            right.remove(same)
    while left and right:  # like has met like; what is left is of different or unstated meaning
        found.append(_both(plain, left.pop(0), right.pop(0)))
    for rows, lone in ((left, Result.TOWN_ONLY), (right, Result.VILLAGE_ONLY)):
        result = Result.OTHER_PERIOD if elsewhen else lone
        sides = (rows, []) if lone is Result.TOWN_ONLY else ([], rows)
        found += [_with(plain, result, sides[0][at:], sides[1][at:]) for at in range(len(rows))]
    return found


def _with(
    plain: Compared, result: Result, ours: list[Row], theirs: list[Row], note: str = ""
) -> Compared:
    town, own = ours[0] if ours else None, theirs[0] if theirs else None
    return replace(plain, result=result, town=town, own=own, note=note)


def _less(own: Decimal | None, town: Decimal | None) -> Decimal:
    return own - town if own is not None and town is not None else Decimal(0)


def _both(plain: Compared, town: Row, own: Row) -> Compared:
    pair = BY_CODE.get(town.check)
    how = pair.how if pair else How.EXACT
    count = own.count - town.count if own.count is not None and town.count is not None else 0
    area, money = _less(own.area, town.area), _less(own.money, town.money)
    coarse = max(town.coarse, own.coarse)
    n_rows = max(town.n_rows, own.n_rows)
    allowed = tolerance(n_rows, coarse) if how is How.TOLERANT else coarse / 2
    made = replace(
        plain, town=town, own=own, count=count, area=area, money=money, tolerance=allowed
    )
    if count or abs(area) > (AREA_ROW * n_rows if how is How.TOLERANT else 0):
        return replace(made, result=Result.DIFFERENT)
    if how in (How.COUNT, How.LIST):
        return made
    return _money(made, town, own)


def _money(made: Compared, town: Row, own: Row) -> Compared:
    """Judge the money of two figures whose counts and areas agree."""
    one_empty = (town.money is None) != (own.money is None)
    if town.meaning is not own.meaning and (made.money or one_empty):
        note = f"镇的口径是“{town.meaning.label}”，村的是“{own.meaning.label}”"
        return replace(made, result=Result.UNCLEAR, note=note)
    if one_empty or (made.money and town.meaning is Meaning.UNSTATED):
        return replace(made, result=Result.UNCLEAR, note="没有写明资金口径，或有一边没有填金额")
    if abs(made.money) > made.tolerance:
        return replace(made, result=Result.DIFFERENT)
    return replace(made, result=Result.ROUNDING if made.money or made.area else Result.SAME)


def locate(details: Sequence[Detail], money: Decimal) -> list[Spot]:
    """Find the rows that make a difference of ``money`` yuan.

    A row is off when its amount is not area × rate to the cent. When one row alone explains the
    difference only it is returned, else every row that is off, the farthest first.
    """
    spots = [
        Spot(one, expected)
        for one in details
        if abs(one.money - (expected := (one.area * one.rate).quantize(CENT))) > CENT
    ]
    alone = [spot for spot in spots if abs(spot.off - money) <= tolerance(len(details))]
    return alone[:1] or sorted(spots, key=lambda spot: -abs(spot.off))


@dataclass
class Tally:
    """How many comparisons gave each result."""

    counts: dict[Result, int] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Sequence[Compared]) -> Tally:
        counts = dict.fromkeys(Result, 0)
        for one in found:
            counts[one.result] += 1
        return cls({result: count for result, count in counts.items() if count})

    @property
    def words(self) -> str:
        return "，".join(f"{result.label}{count}处" for result, count in self.counts.items())
