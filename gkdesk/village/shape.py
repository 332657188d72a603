"""What import must know of a form of any kind: its names, its columns, what its rows can prove.

Read from the form's file itself and without complaint: the form's own checks (``form.check``) name
its mistakes. A list form's columns and rules are those of a ``list`` or ``text`` sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from gkdesk.base.datafile import read_toml

from .form import plain
from .period import PeriodKind
from .traditional import simplified

TWO_SIDED = "two_sided"
LIST_KINDS = frozenset({"list", "text"})
_NUMERIC = frozenset({"money", "count", "number"})
_TOLERANCE = Decimal("0.01")  # yuan or mu: one household's rounding (village.md 3.12)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list; ``post`` is ``never`` for what no board may show."""

    key: str
    label: str
    kind: str = "text"
    aliases: tuple[str, ...] = ()
    required: bool = False
    post: str = "full"
    sum: bool = False
    keys: frozenset[str] = frozenset()  # label and aliases as they are compared

    @property
    def numeric(self) -> bool:
        return self.kind in _NUMERIC

    @property
    def hidden(self) -> bool:
        return self.post == "never"


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
    """A form as import sees it."""

    id: str
    version: int
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    periods: tuple[PeriodKind, ...] = ()
    columns: tuple[Column, ...] = ()
    proofs: tuple[Proof, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    group: str = ""
    by_key: Mapping[str, Column] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        return self.kind in LIST_KINDS

    def names(self) -> tuple[str, ...]:
        """Return what a worksheet's title may call this sheet, the longest first."""
        return tuple(sorted({self.name, *self.aliases}, key=len, reverse=True))


def load(path: Path) -> Shape:
    """Read a form file; what is missing or odd in it stays empty.

    Raises:
        BadFile: the file is no TOML.
    """
    data = read_toml(path)
    kind = str(data.get("kind", ""))
    columns = tuple(_column(each) for each in _tables(data, "column")) if kind in LIST_KINDS else ()
    rules = _tables(data, "rule") if kind in LIST_KINDS else []
    by_key = {column.key: column for column in columns}
    proofs = (_proof(each) for each in rules if each.get("kind") in ("product", "row_sum"))
    return Shape(
        id=path.stem,
        version=int(data.get("version", 1)),
        kind=kind,
        name=str(data.get("name", path.stem)),
        aliases=_texts(data, "aliases"),
        attachments=_texts(data, "attachments"),
        periods=tuple(PeriodKind(one) for one in _texts(data, "periods") if one in set(PeriodKind)),
        columns=columns,
        proofs=tuple(one for one in proofs if set(one.terms) <= set(by_key)),
        uniques=tuple(_texts(each, "columns") for each in rules if each.get("kind") == "unique"),
        group=str(data.get("group", "")),
        by_key=by_key,
    )


def comparable(text: str) -> str:
    """Return a heading as it is compared: simplified, half-width, without signs and blanks."""
    return plain(simplified(text))


def _column(data: Mapping[str, Any]) -> Column:
    names = (str(data.get("label", "")), *_texts(data, "aliases"))
    return Column(
        key=str(data.get("key", "")),
        label=names[0],
        kind=str(data.get("kind", "text")),
        aliases=names[1:],
        required=data.get("required") is True,
        post=str(data.get("post", "full")),
        sum=data.get("sum") is True,
        keys=frozenset(comparable(name) for name in names) - {""},
    )


def _proof(data: Mapping[str, Any]) -> Proof:
    given = str(data.get("tolerance", "0"))
    tolerance = Decimal(given) if given.replace(".", "", 1).isdigit() else _TOLERANCE
    return Proof(
        id=str(data.get("id", "")),
        result=str(data.get("result", "")),
        factors=_texts(data, "factors"),
        plus=_texts(data, "plus"),
        minus=_texts(data, "minus"),
        tolerance=max(tolerance, _TOLERANCE),
    )


def _tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key)
    return tuple(map(str, value)) if isinstance(value, list) else ()
