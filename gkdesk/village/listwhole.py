"""What must be true of a list as a whole: its printed sums, nobody twice, nobody gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from gkdesk.base import money
from gkdesk.base.errors import Problem
from gkdesk.base.text import squeeze

from .finding import doubt, error
from .finding import shown as plain
from .listcase import ListCase, shown, sum_of
from .listdata import Entry, ListData, ListRow
from .listrulekinds import ListRule
from .period import PeriodKind

_GONE = re.compile(r"已故|死亡|去世|病故|户口迁出|迁出|销户")
_HOUSEHOLDS = re.compile(r"^(?:共|合计)?(\d+)户")
_IDENTITY = re.compile(r"身份证|证件号")
_CAPITAL = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+[元圆][零壹贰叁肆伍陆柒捌玖角分整正交]*")
_NAME = re.compile(r"[计页]")
_BORN = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]")
_ADULT = 18  # 民法典 Art. 17
_ZERO = Decimal(0)


def check(case: ListCase) -> Iterator[Problem]:
    """Go through what a list contradicts itself in, whatever its form."""
    for printed in case.data.sums:
        scope = _scope(case, printed, [c.key for c in case.body.columns if c.sum])
        yield from _households(printed, scope)
        yield from _after_total(case.data, printed, scope)
    yield from _twice(case.data)
    yield from _minors(case)
    yield from _gone(case)
    yield from _capitals(case)


def printed_sums(rule: ListRule, case: ListCase) -> Iterator[Problem]:
    """Compare each printed sum with the rows it stands for, wherever it stands (village.md 8.2)."""
    for row in case.data.sums:
        scope = _scope(case, row, list(rule.columns))
        for key, expected, found in _wrong(rule, row, scope):
            column = case.body.column(key)
            if column.kind != "money" and _counted_once(key, found, scope):
                continue
            message = (
                f"第{row.row}行 {_name(case, row)}{column.label}应为 {shown(expected, column)}，"
                f"表中 {shown(found, column)}"
            )
            if case.data.unresolved:
                message += f"（有{len(case.data.unresolved)}行没有对齐，没有算进去）"
            make = error if rule.blocking else doubt
            yield make(row.entry(key).cell or case.name, rule.id, message, expected, found)


def _wrong(
    rule: ListRule, row: ListRow, rows: Sequence[ListRow]
) -> Iterator[tuple[str, Decimal, Decimal]]:
    for key in rule.columns:
        found = row.number(key)
        known = [n for each in rows if (n := each.number(key)) is not None]
        if found is None or not known:
            continue
        expected = sum(known, _ZERO)
        if abs(expected - found) > rule.tolerance:
            yield key, expected, found


def _scope(case: ListCase, row: ListRow, keys: list[str]) -> Sequence[ListRow]:
    """Return the rows a printed sum adds up: of those it may, the ones it agrees with most."""
    scopes = _scopes(case.data, row)

    def apart(rows: Sequence[ListRow]) -> int:
        pairs = ((row.number(key), sum_of(rows, ListRow({}), key)) for key in keys)
        return sum(printed is not None and printed != added for printed, added in pairs)

    return min(scopes, key=apart)


def _scopes(data: ListData, row: ListRow) -> list[list[ListRow]]:
    """Return what a printed sum may add up, the likeliest first.

    Of a list in several columns of households it may be one column, or all of them.
    """
    whole = list(data.rows)
    found = _among(data, row, whole)
    keys = [key for key, entry in row.entries.items() if entry.cell]
    own = [each for each in whole if _stands(each, keys) == _stands(row, keys)]
    return found + _among(data, row, own) if own and len(own) < len(whole) else found


def _stands(row: ListRow, keys: list[str]) -> list[str]:
    """Return the worksheet's columns of a row's cells."""
    return [row.entry(key).cell.rstrip("0123456789") for key in keys]


def _among(data: ListData, row: ListRow, rows: list[ListRow]) -> list[list[ListRow]]:
    if not row.row or not all(each.row for each in rows):  # it comes from no worksheet
        group = (row.part, row.group) if row.sums == "group" else None
        return [[r for r in rows if _of_part(row, r) and group in (None, (r.part, r.group))]]
    if row.sums == "part":
        return [[each for each in rows if each.part == row.part]]
    if row.sums == "so_far":
        return [[each for each in rows if each.row < row.row]]
    same = [each.row for each in data.sums if each.sums in (row.sums, "total")]
    before = max((at for at in same if at < row.row), default=0)
    after = min((at for at in same if at > row.row), default=10**9)
    above = [each for each in rows if before < each.row < row.row]
    below = [each for each in rows if row.row < each.row < after]
    if row.sums == "total":
        return [rows, above, below] if above and below else [rows]
    return [scope for scope in (above, below) if scope] or [[]]


def _of_part(printed: ListRow, row: ListRow) -> bool:
    return printed.sums != "part" or row.part == printed.part


def _after_total(data: ListData, row: ListRow, counted: Sequence[ListRow]) -> Iterator[Problem]:
    """Find households below the sum of all, in no sum."""
    if row.sums != "total" or not row.row or not counted or counted[-1].row > row.row:
        return
    below = [each for each in data.rows if each.row > row.row]
    if below and not any(each.row > row.row for each in data.sums):
        message = f"合计下面还有{len(below)}行，没有算进合计，请核对"
        cell = next(entry.cell for entry in below[0].entries.values() if entry.text)
        yield error(cell, "after-total", message)


def _counted_once(key: str, found: Decimal, rows: Sequence[ListRow]) -> bool:
    """Tell whether the rows speak of the same land or people, printed once for all of them."""
    return len(rows) > 1 and all(row.number(key) == found for row in rows)


def _name(case: ListCase, row: ListRow) -> str:
    """Return what the sheet calls a sum, without what else stands beside it."""
    texts = (squeeze(entry.text) for entry in row.extra.values())
    found = next((text for text in texts if _NAME.search(text)), "")
    total = case.body.total if row.sums == "total" else case.body.subtotal
    return found or f"{row.group}{total or '合计'}"


def _households(row: ListRow, rows: Sequence[ListRow]) -> Iterator[Problem]:
    for entry in row.extra.values():
        found = _HOUSEHOLDS.match(squeeze(entry.text))
        if found and int(found[1]) != len(rows):
            message = f"合计一行写的是{found[1]}户，表中有{len(rows)}行"
            yield error(entry.cell, "households", message, len(rows), int(found[1]))


def _twice(data: ListData) -> Iterator[Problem]:
    """Find the same person twice by the identity numbers that came along, whatever the name."""
    seen: dict[str, ListRow] = {}
    for row in data.rows:
        number = identity_of(row)
        if number and (first := seen.setdefault(number, row)) is not row:
            message = f"与第{first.row}行的身份证号相同，同一人登记了两次，请删去一行或更正号码"
            cell = next(e.cell for label, e in row.extra.items() if _IDENTITY.search(label))
            yield error(cell, "twice", message)


def identity_of(row: ListRow) -> str:
    """Return the identity number that came along beside the form's columns, for comparing."""
    for label, entry in row.extra.items():
        if _IDENTITY.search(label):
            return squeeze(entry.text).upper()
    return ""


def _minors(case: ListCase) -> Iterator[Problem]:
    """Find children by the identity numbers that came along: a household is listed by an adult."""
    name = next((column for column in case.body.columns if column.kind == "name"), None)
    on = case.period.last_on if case.period.kind is not PeriodKind.EVENT else None
    for row in case.data.rows if name else ():
        born = _born(identity_of(row))
        if born is None or name is None:
            continue
        last = on or date(case.period.year, 12, 31)
        if (last.year - born.year, last.month, last.day) < (_ADULT, born.month, born.day):
            where = row.entry(name.key).cell or case.name
            message = f"第{row.row}行 按身份证号不满{_ADULT}周岁，姓名不得上墙，请改列家里的成年人"
            yield error(where, "minor", message)


def _born(number: str) -> date | None:
    found = _BORN.fullmatch(number)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _gone(case: ListCase) -> Iterator[Problem]:
    """Ask about somebody who died or moved away; a form's own rule about words goes first."""
    watched = {key for rule in case.body.rules if rule.kind == "words" for key in rule.columns}
    named = any(column.kind == "name" for column in case.body.columns)
    texts = [c for c in case.body.columns if c.kind == "text" and c.key not in watched]
    for row in case.data.rows if named else ():
        for column in texts:
            if found := _GONE.search(row.text(column.key)):
                message = f"{column.label}里写着“{found.group()}”，请核对是否还应列入"
                yield doubt(row.entry(column.key).cell, "gone", message, "", found.group())


def _capitals(case: ListCase) -> Iterator[Problem]:
    """Compare an amount in capital numerals with the figures of its row."""
    amounts = [column.key for column in case.body.columns if column.kind == "money"]
    for row in (*case.data.rows, *case.data.sums):
        for entry in (*row.extra.values(), *_words(case, row)):
            if found := _CAPITAL.fullmatch(squeeze(entry.text)):
                yield from _capital(found.group(), [row.number(key) for key in amounts], entry.cell)


def _words(case: ListCase, row: ListRow) -> list[Entry]:
    return [row.entry(column.key) for column in case.body.columns if column.kind == "text"]


def _capital(text: str, amounts: list[Decimal | None], where: str) -> Iterator[Problem]:
    try:
        fen = money.from_capital(text)
    except money.NotMoney as fault:
        yield error(where, "capital", f"大写金额“{text}”不能用：{fault.reason}", "", text)
        return
    known = [amount for amount in amounts if amount is not None]
    if known and all(amount * money.FEN != fen for amount in known):
        message = f"大写金额“{text}”是 {money.show(fen)} 元，与同一行的数 {plain(known[-1])} 不同"
        yield error(where, "capital", message, money.capital(int(known[-1] * money.FEN)), text)
