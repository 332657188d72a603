"""A form as import sees it: one stage's columns with all their names, what its rows can prove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from .form import SheetForm, plain
from .listform import Column, ListBody
from .listrulekinds import ListRule
from .traditional import simplified

_TOLERANCE = Decimal("0.01")  # yuan or mu: one household's rounding (village.md 3.12)


@dataclass(frozen=True, slots=True)
class Proof:
    """An equation every row must keep: result = Π factors + Σ plus − Σ minus."""

    id: str
    result: str
    factors: tuple[str, ...] = ()
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    tolerance: Decimal = _TOLERANCE

    @property
    def terms(self) -> tuple[str, ...]:
        return (self.result, *self.factors, *self.plus, *self.minus)


@dataclass(frozen=True, slots=True)
class Shape:
    """A form in one of its stages; a two-sided one has no columns here.

    Attributes:
        keys: key of a column → its names as they are compared.
    """

    form: SheetForm
    stage: str = ""
    columns: tuple[Column, ...] = ()
    proofs: tuple[Proof, ...] = ()
    by_key: Mapping[str, Column] = field(default_factory=dict)
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.form.id

    @property
    def records(self) -> bool:
        """It is a text sheet, one record a column."""
        return self.form.kind == "text"


def shapes(form: SheetForm) -> tuple[Shape, ...]:
    """Return what import knows of a form: the stages that differ in their columns."""
    if form.body is None:
        return (Shape(form),)
    found: dict[tuple[str, ...], Shape] = {}
    for stage in form.body.stages:
        columns = form.body.shown(stage.key)
        mark = tuple(column.key for column in columns)
        if mark not in found:
            found[mark] = _shape(form, form.body, stage.key, columns)
    return tuple(found.values())


@lru_cache(maxsize=4096)
def comparable(text: str) -> str:
    """Return a heading as it is compared: simplified, half-width, without signs and blanks."""
    return plain(simplified(text))


def _shape(form: SheetForm, body: ListBody, stage: str, columns: tuple[Column, ...]) -> Shape:
    by_key = {column.key: column for column in columns}
    keys = {
        column.key: frozenset(comparable(name) for name in column.names()) - {""}
        for column in columns
    }
    return Shape(form, stage, columns, tuple(_proofs(body.rules, by_key)), by_key, keys)


def _proofs(rules: Iterable[ListRule], by_key: Mapping[str, Column]) -> Iterable[Proof]:
    """Go through the rules every row must keep by itself; one of a part proves nothing here."""
    for rule in rules:
        if rule.kind not in ("product", "row_sum") or rule.part:
            continue
        tolerance = max(rule.tolerance, _TOLERANCE)
        proof = Proof(rule.id, rule.result, rule.factors, rule.plus, rule.minus, tolerance)
        if set(proof.terms) <= by_key.keys():
            yield proof
