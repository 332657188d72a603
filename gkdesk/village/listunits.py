"""元 or 万元: what a list's amounts are in; a printed unit may lie (village.md 8.7)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import address

from .cellvalue import is_wan
from .finding import doubt, error, shown
from .listform import Column
from .listheader import Header
from .listrows import Raw
from .proofs import proven
from .shape import Shape

WAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Units:
    """The rows whose arithmetic tells the unit; ``wan``: the sheet's own unit is 万元."""

    shape: Shape
    header: Header
    rows: list[Raw]
    wan: bool
    problems: list[Problem]

    def scales(self) -> dict[str, Decimal]:
        """Return by how much each money column is multiplied to be yuan (village.md 8.7)."""
        scales = {}
        rates = {key for proof in self.shape.proofs for key in proof.factors}
        for column in self.shape.columns:
            if column.kind == "money" and column.key in self.header.columns:
                unit = self.header.unit(column.key)
                # a rate, such as 元/亩, is not in the sheet's unit
                printed = is_wan(unit) if "元" in unit else self.wan and column.key not in rates
                scales[column.key] = self._decided(column, printed=printed)
        return scales

    def _decided(self, column: Column, *, printed: bool) -> Decimal:
        """Trust a printed 万元 only as far as the arithmetic does."""
        votes = Counter(self._vote(column, raw) for raw in self.rows)
        where = address(self.header.last, self.header.columns[column.key])
        if votes[1] and votes[1] > votes[WAN] and printed:
            message = f"“{column.label}”的单位写的是万元，按面积、标准等验算应为元，按元读取"
            self.problems.append(doubt(where, "unit", message, "元", "万元"))
            return Decimal(1)
        if votes[WAN] > votes[1] and not printed:
            message = f"“{column.label}”写的像是元，验算后应为万元，按万元读取"
            self.problems.append(doubt(where, "unit", message, "万元", "元"))
            return WAN
        if not printed:
            return Decimal(1)
        most = max(
            (abs(n) for raw in self.rows if (n := raw.figures().get(column.key))),
            default=Decimal(0),
        )
        if not votes[WAN] and most >= WAN:
            message = f"单位写的是万元，最大的数是 {shown(most)}，无法验算，请写明是元还是万元"
            self.problems.append(error(where, "unit", message, "", "万元"))
        return WAN

    def _vote(self, column: Column, raw: Raw) -> Decimal | int | None:
        figures = raw.figures()
        for proof in self.shape.proofs:
            if proof.result == column.key and (value := figures.get(column.key)):
                for scale in (1, WAN):
                    if proven(self.shape, figures | {column.key: value * scale}) > 0:
                        return scale
        return None
