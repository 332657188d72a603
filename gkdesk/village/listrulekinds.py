"""The kinds of rules a list sheet's form may name, each with its parameters: a closed set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from gkdesk.base.formtable import FormTable
from gkdesk.base.nearest import meant

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ListRule:
    """One rule. What a field means depends on ``kind``; unused ones stay empty.

    ``part`` limits a rule about rows to one part of the table. ``tolerance`` and ``per_row`` are
    in the unit of the figures compared: a difference of ``tolerance`` + ``per_row`` × rows passes.
    """

    id: str
    kind: str
    blocking: bool = True
    part: str = ""
    result: str = ""
    of: str = ""
    columns: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    tolerance: Decimal = _ZERO
    per_row: Decimal = _ZERO
    factor: Decimal = Decimal(1)
    words: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    limit: int = 0
    hint: str = ""


# kind → parameter → what it names (* = may be left out)
LIST_RULES = MappingProxyType({
    # in every row: result = Π factors, rounded half up as the column prints, + Σ plus
    "product": {"result": "column", "factors": "factors", "plus": "columns*",
                "tolerance": "decimal*", "part": "part*"},
    # in every row: result = Σ plus − Σ minus; empty cells count 0
    "row_sum": {"result": "column", "plus": "columns", "minus": "columns*",
                "tolerance": "decimal*", "part": "part*"},
    # the sums a sheet prints (totals, and those of groups and parts) are those of its rows
    "column_sum": {"columns": "columns", "tolerance": "decimal*"},
    # result = Σ plus − Σ minus over facts and sums; checked when result is filled in
    "balance": {"result": "term", "plus": "terms", "minus": "terms*", "tolerance": "decimal*",
                "per_row": "decimal*", "hint": "text*"},
    # a fact = Π of facts and sums
    "fact_product": {"result": "term", "factors": "terms", "tolerance": "decimal*"},
    # Σ plus ≤ result; checked when result is filled in
    "within": {"result": "term", "plus": "terms", "hint": "text"},
    # exactly one of the columns is filled in every row
    "one_of": {"columns": "columns", "part": "part*"},
    # result = result of the row before + plus − minus
    "running": {"result": "column", "plus": "columns", "minus": "columns"},
    # in every row: result ≤ Π factors × factor
    "at_most": {"result": "column", "factors": "factors", "factor": "decimal*", "hint": "text",
                "part": "part*"},
    # in every row: result = factor × one rate, the rate being what most of the rows have
    "steady": {"result": "column", "factors": "columns", "tolerance": "decimal*", "hint": "text"},
    # in every row: dates in this order
    "order": {"columns": "columns"},
    # dates within the sheet's period
    "in_period": {"columns": "columns"},
    # no two rows alike in all these columns
    "unique": {"columns": "columns", "hint": "text"},
    # one value in the whole sheet
    "same": {"columns": "columns", "hint": "text"},
    # none of these words
    "words": {"columns": "columns", "words": "words", "hint": "text"},
    # at least ``limit`` characters and not one of these words alone; ``known`` words are clear
    "clear": {"columns": "columns", "limit": "number", "words": "words", "known": "words*",
              "hint": "text"},
    # from the first to the second date at most ``limit`` years
    "span": {"columns": "columns", "limit": "number", "hint": "text"},
    # a fact of this period = Σ plus − Σ minus of the sheet before
    "carry_fact": {"result": "term", "plus": "terms", "minus": "terms*"},
    # rows alike in columns: this period's result = the period before's of; none with a figure lost
    "carry_rows": {"result": "column", "of": "column", "columns": "columns"},
    # rows alike in columns: a figure that only grows from period to period
    "grow": {"result": "column", "columns": "columns", "hint": "text"},
    # rows of the sheet before that are gone, by these columns
    "stay": {"columns": "columns", "hint": "text"},
    # a cell that should be filled although the form does not demand it
    "wanted": {"columns": "columns", "hint": "text"},
})  # fmt: skip


def read_rule(table: FormTable, known: dict[str, set[str]]) -> ListRule:
    """Read one ``[[rule]]``; mistakes are noted in the table, and the kind is empty then.

    Args:
        table: the rule's table.
        known: what it may name, see ``listform.known_terms``.
    """
    kind = table.text("kind")
    if kind and kind not in LIST_RULES:
        near = meant(kind, LIST_RULES)
        table.fault("kind", f"不认识“{kind}”{near or '，'}只能是：{'、'.join(LIST_RULES)}")
        kind = ""
    values: dict[str, object] = {}
    for name, what in LIST_RULES.get(kind, {}).items():
        values[name] = _parameter(table, name, what, known)
    rule = ListRule(
        id=table.text("id"),
        kind=kind,
        blocking=table.yes("blocking", default=True),
        **values,  # type: ignore[arg-type]
    )
    if kind:
        table.done()
    return rule


def _parameter(table: FormTable, name: str, what: str, known: dict[str, set[str]]) -> object:
    required = not what.endswith("*")
    match what.removesuffix("*"):
        case "text":
            return table.text(name, required=required)
        case "number":
            return table.whole(name, required=required)
        case "words":
            return table.texts(name, required=required)
        case "decimal":
            return _decimal(table, name, default="1" if name == "factor" else "0")
        case "columns" | "terms" | "factors" as many:
            texts = table.texts(name, required=required)
            for text in texts:
                _must_be_known(table, name, text, known[many.removesuffix("s")])
            return texts
        case one:
            value = table.text(name, required=required)
            _must_be_known(table, name, value, known[one])
            return value


def _decimal(table: FormTable, name: str, *, default: str) -> Decimal:
    text = table.text(name, required=False, default=default)
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        table.fault(name, '应为加引号的数，如 "0.01"')
        return _ZERO
    return value


def _must_be_known(table: FormTable, name: str, value: str, known: Iterable[str]) -> None:
    if value and value not in known:
        near = meant(value, known)
        table.fault(name, f"表中没有“{value}”{near or '，'}有：{'、'.join(sorted(known))}")
