"""Stored sheets → rows for the cross-check; which figure of a sheet meets the town's (X01–X12)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from gkdesk.base.errors import Declined
from gkdesk.base.text import half_width, squeeze

from .crosscheck import Detail, Meaning, Row, item_key
from .form import SheetForm
from .listdata import ListData, ListRow
from .model import PAIR, VALUE, Sheet, SheetData
from .period import BadPeriod, Period, PeriodKind, small

FEN = Decimal(100)
LINE = "一户"  # a row of a list; whose it is stays in the sheet


@dataclass(frozen=True, slots=True)
class Figure:
    """Which figure of a form meets which check.

    ``words`` are how a town's table may call the item. A key with a dot is a fact above the table
    (``field.x``) or a line of a two-sided sheet (``income.x``, ``pair.x``), one without is a column
    that is added up. ``by`` names the fact or column that tells the items apart. ``people`` is
    added up when the town counts 人 and not 户.
    """

    check: str
    form: str
    words: str
    item: str
    money: tuple[str, ...] = ()
    meaning: Meaning = Meaning.PAID
    area: str = ""
    people: str = ""
    by: str = ""
    part: str = ""
    person: tuple[str, ...] = ()
    rows: bool = True  # the rows are counted
    monthly: bool = False  # the sheet of a quarter prints what is paid in each of its months


FIGURES = (
    Figure("X01", "L05", "补贴", "惠农补贴", ("amount",), area="area", by="field.subsidy"),
    Figure("X02", "L01", "低保|最低生活保障", "最低生活保障", ("amount",), people="people",
           monthly=True),
    Figure("X02", "L02", "特困|五保", "特困人员供养", ("amount",), monthly=True),
    Figure("X03", "L04", "津贴|补贴|养老|高龄|残疾|参保", "津贴补贴", ("amount",), by="sort"),
    Figure("X04", "L03", "临时救助", "临时救助", ("amount",)),
    Figure("X04", "L11", "医疗救助", "医疗救助", ("amount",)),
    Figure("X05", "L06", "救灾|冬春|捐赠|慰问|救济", "救灾捐赠慰问款物", ("money",),
           Meaning.ALLOCATED, people="count", part="source"),
    Figure("X06", "F09", "征地|土地|补偿", "征地补偿费", ("field.received",), Meaning.ALLOCATED,
           area="field.area", rows=False),
    Figure("X07", "P01", "", "工程项目", ("central", "province", "city", "county"),
           Meaning.ALLOCATED, by="name", rows=False),
    Figure("X07", "P01", "", "工程项目", ("paid",), Meaning.PAID, by="name", rows=False),
    Figure("X07", "F10", "", "一事一议", ("field.grant",), Meaning.ALLOCATED, by="field.project",
           rows=False),
    Figure("X08", "F01", "运转", "村级组织运转经费", ("income.running_grant",), Meaning.ALLOCATED,
           rows=False),
    Figure("X08", "F07", "报酬|工资", "村干部报酬", ("paid",), part="pay"),
    Figure("X08", "F07", "报酬|工资", "村干部报酬", ("due",), Meaning.COMPUTED, part="pay"),
    Figure("X09", "L07", "危房", "危房改造对象", person=("name", "group")),
    Figure("X10", "L08", "宅基地", "宅基地审批", person=("permit",)),
    Figure("X11", "L09", "公益", "公益性岗位", part="posts"),
    Figure("X11", "L10", "资助|雨露", "教育资助", people="people", rows=False),
    Figure("X11", "L12", "计划生育|计生|奖励扶助", "计划生育奖励扶助"),
    Figure("X12", "F01", "代管|余额", "镇代管资金余额", ("pair.other_funds",), Meaning.LEFT,
           rows=False),
)  # fmt: skip


class OtherForm(Declined):
    """Two sheets of different kinds."""

    message = "“{first}”和“{second}”不是同一种表，不能逐行对照。请选同一种的两张，数据没有改动。"


def rows_of(
    sheet: Sheet, village: str, data: SheetData, column: str, figures: Iterable[Figure] = FIGURES
) -> list[Row]:
    """Return a stored sheet's figures as rows of the villages' side.

    Args:
        sheet: which; its uid goes into the rows, so that a 核对单 can name the line.
        village: the name its rows are compared under.
        data: its contents.
        column: the column of a two-sided sheet that holds the period's amounts.
        figures: which figures are wanted.
    """
    found: list[Row] = []
    for one in figures:
        if one.form == sheet.form:
            found += _rows(one, sheet, village, data, column)
    return found


# sums kept under other figures than today's are worked out anew
_STAMP = hashlib.sha256(repr(FIGURES).encode()).hexdigest()[:12]


def packed(form: str, rows: Iterable[Row]) -> str:
    """Return a sheet's rows as text to be kept with it; empty when they name persons.

    A cross-check of a year would otherwise open every list of the year to add it up.
    """
    if any(one.person for one in FIGURES if one.form == form):
        return ""
    kept = [
        [row.check, row.item, row.meaning, row.count, row.people, row.n_rows,
         *(None if value is None else str(value) for value in (row.area, row.money))]
        for row in rows
    ]  # fmt: skip
    return json.dumps([_STAMP, kept], ensure_ascii=False)


def unpacked(text: str, sheet: Sheet, village: str) -> list[Row] | None:
    """Return what ``packed`` kept; ``None`` when it must be worked out from the sheet."""
    stamp, kept = json.loads(text) if text else ("", [])
    if stamp != _STAMP:
        return None
    return [
        Row(
            check, village, item, str(sheet.period), count=count, people=people, n_rows=n_rows,
            meaning=Meaning(meaning), sheet=sheet.uid,
            area=None if area is None else Decimal(area),
            money=None if money is None else Decimal(money),
        )
        for check, item, meaning, count, people, n_rows, area, money in kept
    ]  # fmt: skip


def _rows(one: Figure, sheet: Sheet, village: str, data: SheetData, column: str) -> list[Row]:
    plain = Row(
        one.check, village, one.item, str(sheet.period), meaning=one.meaning, sheet=sheet.uid
    )
    if data.table is None:
        return [replace(plain, money=_line(one.money[0], data, column))]
    if data.table.stage == "notice" and plain.meaning is Meaning.PAID:
        plain = replace(plain, meaning=Meaning.COMPUTED)  # nothing was paid before the decision
    rows = data.table.of(one.part)
    if one.person:
        return [
            replace(plain, count=1, person=_person(one, row), place=_place(row))
            for row in rows if any(row.text(key) for key in one.person)
        ]  # fmt: skip
    groups: dict[str, list[ListRow]] = {}
    whole = data.table.fact(one.by.removeprefix("field.")).text if "." in one.by else ""
    for row in rows or ([ListRow({})] if not one.rows else []):
        name = row.text(one.by) if one.by and "." not in one.by else whole
        groups.setdefault(name or one.item, []).append(row)
    return [
        _totals(one, replace(plain, item=name), data.table, own) for name, own in groups.items()
    ]


def _totals(one: Figure, plain: Row, table: ListData, rows: Sequence[ListRow]) -> Row:
    people = _sum(one.people, table, rows) if one.people else None
    count = len(rows) if one.rows else None
    if not one.rows and people is not None:
        count = int(people)
    money = [amount for key in one.money if (amount := _sum(key, table, rows)) is not None]
    return replace(
        plain,
        count=count,
        people=int(people) if people is not None else None,
        area=_sum(one.area, table, rows) if one.area else None,
        money=sum(money, Decimal(0)) if money else None,
        n_rows=max(1, len(rows)),
    )


def _sum(key: str, table: ListData, rows: Sequence[ListRow]) -> Decimal | None:
    if key.startswith("field."):
        return table.fact(key.removeprefix("field.")).number
    known = [number for row in rows if (number := row.number(key)) is not None]
    return sum(known, Decimal(0)) if known else None


def _line(key: str, data: SheetData, column: str) -> Decimal | None:
    block, _, name = key.partition(".")
    fen = data.sum(block, name, VALUE if block == PAIR else column)
    return Decimal(fen) / FEN if fen is not None else None


def _person(one: Figure, row: ListRow) -> tuple[str, ...]:
    return tuple(row.text(key) for key in one.person)


def _place(row: ListRow) -> str:
    return f"第{row.row}行" if row.row else ""


def details_of(data: SheetData) -> list[Detail]:
    """Return the rows of a stored list that have 面积, 标准 and 金额."""
    found = []
    for at, row in enumerate(data.table.rows if data.table else (), start=1):
        area, rate, money = (row.number(key) for key in ("area", "rate", "amount"))
        if area is not None and rate is not None and money is not None:
            found.append(Detail(at, area, rate, money, _place(row)))
    return found


_GROUP = re.compile(
    r"第?([0-9]{1,4}|[一二三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)(?:村民小组|小组|组)"
)


def person_part(text: str) -> str:
    """Return a part of a person's key as it is compared: no blanks, 第三村民小组 is 3."""
    bare = squeeze(half_width(text)).upper()
    group = _GROUP.fullmatch(bare)
    if group is None:
        return bare
    return str(small(group[1]))


def both_sides(data: SheetData, form: SheetForm) -> list[Row]:
    """Return everything of a sheet that can be compared with another of its form.

    Of a two-sided sheet each line with an amount; of a list its sums, and each row by the name and
    group in it.
    """
    plain = Row("", "", form.name, "", meaning=Meaning.PAID)
    if data.table is None or form.body is None:
        return [
            replace(
                plain, item=f"{one.label}（{column}）", money=Decimal(fen) / FEN, place=one.cell
            )
            for one in data.lines for column in one.figures
            if (fen := one.fen(column)) is not None
        ]  # fmt: skip
    table, body = data.table, form.body
    found = [replace(plain, item="行数", count=len(table.rows))]
    found += [
        replace(plain, item=f"{column.label}合计", money=total)
        for column in body.columns
        if column.sum and (total := table.total(column.key)) is not None
    ]
    keys = [one.key for one in body.columns if one.kind == "name" or "小组" in one.label]
    money = next((one.key for one in body.columns if one.sum and one.kind == "money"), "")
    for row in table.rows:
        if keys and row.text(keys[0]):
            person = tuple(row.text(key) for key in keys)
            amount = row.number(money) if money else None
            found.append(replace(plain, item=LINE, money=amount, person=person, place=_place(row)))
    return found


def adopt(
    town: Sequence[Row], own: Sequence[Row], settle: Callable[[str], str | None]
) -> list[Row]:
    """Give the villages' rows the names and periods the town's table uses for the same.

    A form's figure and a town's row speak of the same when check and village agree, the item's
    words fit and the periods do. What fits none or more than one keeps its own words: nothing is
    guessed. The count is that of households or of people, as the town counts.
    """
    named: dict[tuple[str, str | None], list[Row]] = {}
    for row in town:
        named.setdefault((row.check, settle(row.village)), []).append(row)
    return [_adopted(row, named.get((row.check, settle(row.village)), [])) for row in own]


def _adopted(own: Row, town: Sequence[Row]) -> Row:
    hits = [one for one in town if _same_item(one, own)]
    exact = [one for one in hits if item_key(one.item) == item_key(own.item)]
    hits = exact or hits
    timely = [one for one in hits if _same_time(one, own)] or hits
    names = {(item_key(one.item), squeeze(one.period)) for one in timely}
    if len({item for item, _period in names}) != 1:
        return own
    chosen = timely[0]
    made = replace(own, item=chosen.item)
    if len(names) == 1 and _same_time(chosen, own):
        made = replace(made, period=chosen.period)
    if chosen.counts == "人" and own.people is not None:
        made = replace(made, count=own.people)
    return made


def _same_item(town: Row, own: Row) -> bool:
    left, right = item_key(town.item), item_key(own.item)
    if left == right or (left and right and (right in left or left in right)):
        return True
    words = {one.words for one in FIGURES if one.check == own.check and one.item == own.item}
    return any(word and re.search(word, left) for word in words)


def _same_time(town: Row, own: Row) -> bool:
    ours, theirs = _period(town.period), _period(own.period)
    if ours is None or theirs is None:
        return squeeze(town.period) == squeeze(own.period)
    if ours == theirs:
        return True
    if theirs.kind is PeriodKind.EVENT:  # a town's table may name only the year of a batch
        return ours.kind is PeriodKind.YEAR and ours.year == theirs.year
    monthly = any(one.monthly and one.check == own.check for one in FIGURES)
    within = theirs.first_on <= ours.first_on and ours.last_on <= theirs.last_on
    return monthly and ours.kind is PeriodKind.MONTH and within


@lru_cache(maxsize=4096)
def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except BadPeriod:
        return None
