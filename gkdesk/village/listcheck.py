"""What must be true of a list as a whole: products, printed sums, nobody twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gkdesk.base import money
from gkdesk.base.errors import Problem
from gkdesk.base.text import squeeze

from .finding import doubt, error, shown
from .listheader import Header
from .listtable import ListTable, Row
from .proofs import expected
from .shape import Proof, Shape

_GONE = re.compile(r"已故|死亡|去世|病故|户口迁出|迁出|销户")
_HOUSEHOLDS = re.compile(r"^(?:共|合计)?(\d+)户")
_IDENTITY = re.compile(r"身份证|证件号")
_CAPITAL = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+[元圆][零壹贰叁肆伍陆柒捌玖角分整正交]*")


def check(shape: Shape, table: ListTable, header: Header) -> list[Problem]:
    """Return everything a list contradicts itself in, at its cells."""
    return [
        *_products(shape, table),
        *_sums(shape, table, header),
        *_twice(shape, table),
        *_gone(shape, table),
        *_capitals(shape, table),
    ]


def _products(shape: Shape, table: ListTable) -> Iterator[Problem]:
    for row in table.rows:
        figures = {key: row.number(key) for key, column in shape.by_key.items() if column.numeric}
        for proof in shape.proofs:
            should, found = expected(proof, figures), figures.get(proof.result)
            if should is None or found is None or abs(should - found) <= proof.tolerance:
                continue
            label, gap = shape.by_key[proof.result].label, abs(should - found)
            told = f"{label}应为 {shown(should)}，表中 {shown(found)}，差 {shown(gap)}"
            message = f"{told}（{_formula(shape, proof)}）"
            yield error(row.entry(proof.result).cell, proof.id or "product", message, should, found)


def _formula(shape: Shape, proof: Proof) -> str:
    sign = "×" if proof.factors else "、"
    return sign.join(shape.by_key[key].label for key in proof.terms[1:])


def _sums(shape: Shape, table: ListTable, header: Header) -> Iterator[Problem]:
    """Compare each printed sum with the rows it stands for, wherever it stands (village.md 8.2)."""
    keys = [c.key for c in shape.columns if c.sum and c.key in header.columns]
    for row in table.sums:
        scopes = _scopes(table, row)
        best = min(scopes, key=lambda rows: len(list(_wrong(keys, row, rows))))
        for key, should, found in _wrong(keys, row, best):
            if shape.by_key[key].kind != "money" and _counted_once(key, found, best):
                continue
            label = f"{_name(row)}的{shape.by_key[key].label}"
            message = (
                f"{label}应为 {shown(should)}，表中 {shown(found)}，差 {shown(abs(should - found))}"
            )
            if table.unresolved:
                message += f"（有{len(table.unresolved)}行没有对齐，没有算进去）"
            yield error(row.entry(key).cell, "total", message, should, found)
        yield from _households(row, best)
        yield from _after_total(table, row, best)


def _wrong(keys: list[str], row: Row, rows: list[Row]) -> Iterator[tuple[str, Decimal, Decimal]]:
    for key in keys:
        found = row.number(key)
        known = [n for each in rows if (n := each.number(key)) is not None]
        if found is not None and known and (should := sum(known, Decimal(0))) != found:
            yield key, should, found


def _after_total(table: ListTable, row: Row, counted: list[Row]) -> Iterator[Problem]:
    """Find households below the sum of all, in no sum."""
    if row.sums != "total" or not counted or counted[-1].row > row.row:
        return
    below = [each for each in table.rows if each.row > row.row]
    if below and not any(each.row > row.row for each in table.sums):
        message = f"{_name(row)}下面还有{len(below)}行，没有算进{_name(row)}，请核对"
        cell = next(entry.cell for entry in below[0].entries.values() if entry.text)
        yield error(cell, "after-total", message)


def _counted_once(key: str, found: Decimal, rows: list[Row]) -> bool:
    """Tell whether the rows speak of the same land or people, printed once for all of them."""
    return len(rows) > 1 and all(row.number(key) == found for row in rows)


def _scopes(table: ListTable, row: Row) -> list[list[Row]]:
    """Return what a printed sum may add up, the likeliest first."""
    if row.sums == "so_far":
        return [[each for each in table.rows if each.row < row.row]]
    same = [each.row for each in table.sums if each.sums in (row.sums, "total")]
    before = max((at for at in same if at < row.row), default=0)
    after = min((at for at in same if at > row.row), default=10**9)
    above = [each for each in table.rows if before < each.row < row.row]
    below = [each for each in table.rows if row.row < each.row < after]
    if row.sums == "total":
        within = above and below
        return [list(table.rows), above, below] if within else [list(table.rows)]
    return [scope for scope in (above, below) if scope] or [[]]


def _name(row: Row) -> str:
    texts = (entry.text for entry in row.entries.values())
    found = next((text for text in texts if re.search(r"[计页]", text)), "合计")
    return squeeze(found)


def _households(row: Row, rows: list[Row]) -> Iterator[Problem]:
    for entry in row.entries.values():
        found = _HOUSEHOLDS.match(squeeze(entry.text))
        if found and int(found[1]) != len(rows):
            message = f"{_name(row)}写的是{found[1]}户，表中有{len(rows)}行"
            yield error(entry.cell, "households", message, len(rows), int(found[1]))


def _twice(shape: Shape, table: ListTable) -> Iterator[Problem]:
    """Find the same person twice: by identity number surely, by name and group as a question."""
    identities = [c.key for c in shape.columns if c.hidden and _IDENTITY.search(c.label)]
    accused: set[int] = set()
    for key in identities:
        for first, row in _repeats(table, (key,)):
            accused.add(row.row)
            message = f"与第{first.row}行的身份证号相同，同一人登记了两次，请删去一行或更正号码"
            yield error(row.entry(key).cell, "twice", message)
    if any(row.text(key) for key in identities for row in table.rows):
        return
    name = next((c.key for c in shape.columns if c.kind == "name"), "")
    keys = tuple(filter(None, (shape.group, name)))
    for first, row in _repeats(table, keys) if name else ():
        message = f"与第{first.row}行同组同名，请核对是不是同一户登记了两次"
        yield doubt(row.entry(name).cell, "twice", message)


def _repeats(table: ListTable, keys: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    seen: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        mark = tuple(squeeze(row.text(key)).upper() for key in keys)
        if not mark[-1]:
            continue
        if mark in seen:
            yield seen[mark], row
        else:
            seen[mark] = row


def _gone(shape: Shape, table: ListTable) -> Iterator[Problem]:
    texts = [column.key for column in shape.columns if column.kind == "text" and not column.hidden]
    for row in table.rows:
        for key in texts:
            if found := _GONE.search(row.text(key)):
                message = f"{shape.by_key[key].label}里写着“{found.group()}”，请核对是否还应列入"
                yield doubt(row.entry(key).cell, "gone", message, "", found.group())


def _capitals(shape: Shape, table: ListTable) -> Iterator[Problem]:
    """Compare an amount in capital numerals with the figures of its row."""
    amounts = [column.key for column in shape.columns if column.kind == "money"]
    for row in (*table.rows, *table.sums):
        for entry in row.extra.values():
            if found := _CAPITAL.fullmatch(squeeze(entry.text)):
                yield from _capital(found.group(), [row.number(key) for key in amounts], entry.cell)


def _capital(text: str, amounts: list[Decimal | None], where: str) -> Iterator[Problem]:
    try:
        fen = money.from_capital(text)
    except money.NotMoney as fault:
        yield error(where, "capital", f"大写金额“{text}”不能用：{fault.reason}", "", text)
        return
    known = [amount for amount in amounts if amount is not None]
    if known and all(amount * money.FEN != fen for amount in known):
        message = f"大写金额“{text}”是 {money.show(fen)} 元，与同一行的数不同"
        yield error(where, "capital", message, money.capital(int(known[-1] * money.FEN)), text)
