"""The kinds of rules a sheet's form may name, each with its parameters: a closed set."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from gkdesk.base.formtable import FormTable


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a form. What a field means depends on ``kind``; unused ones stay empty."""

    id: str
    kind: str
    blocking: bool = True
    cash: bool = False  # holds only on a cash sheet, not on an accrual one
    block: str = ""
    result: str = ""
    of: str = ""
    column: str = ""
    into: str = ""
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    limit: int = 0
    hint: str = ""


# kind → parameter → what it names (* = may be left out)
RULE_KINDS = MappingProxyType({
    # the block's total is the sum of its lines, in every column
    "sum": {"block": "block"},
    # result = Σ plus − Σ minus; optional terms count 0 when the sheet has none of them
    "equation": {"result": "term", "plus": "terms", "minus": "terms*", "optional": "terms*",
                 "hint": "text*"},
    # this result = ``of`` in the period before
    "carry": {"result": "term", "of": "term"},
    # column ``into`` = its value in the period before + column ``column``, anew in January
    "accumulate": {"block": "block", "column": "column", "into": "column"},
    # two terms agree in every column
    "same": {"result": "term", "of": "term"},
    # term ≤ limit fen
    "limit": {"of": "term", "limit": "number", "hint": "text"},
    # ``of`` ≤ limit per cent of ``result``
    "share": {"of": "term", "result": "term", "limit": "number", "hint": "text"},
    # no line of the block may carry these words
    "words": {"block": "block", "words": "words", "hint": "text"},
})  # fmt: skip


def read_rule(table: FormTable, known: dict[str, set[str]]) -> Rule:
    """Read one ``[[rule]]``; mistakes are noted in the table.

    Args:
        table: the rule's table.
        known: the form's terms, blocks and columns, by those names.
    """
    kind = table.choice("kind", RULE_KINDS)
    values: dict[str, object] = {}
    for name, what in RULE_KINDS.get(kind, {}).items():
        values[name] = _parameter(table, name, what, known)
    rule = Rule(
        id=table.text("id"),
        kind=kind,
        blocking=table.yes("blocking", default=True),
        cash=table.yes("cash", default=False),
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
        case "terms":
            terms = table.texts(name, required=required)
            for term in terms:
                _must_be_known(table, name, term, known["term"])
            return terms
        case one:
            value = table.text(name, required=required)
            _must_be_known(table, name, value, known[one])
            return value


def _must_be_known(table: FormTable, name: str, value: str, known: set[str]) -> None:
    if value and value not in known:
        table.fault(name, f"表中没有“{value}”，有：{'、'.join(sorted(known))}")
