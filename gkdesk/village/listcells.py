"""What a list's cells say through others: an upright merge, a 同上 (village.md 8.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.sheetxml import address

from .finding import doubt, quoted
from .listheader import Header
from .shape import Shape
from .xlsx import Grid

_DITTO = re.compile(r"同上|同前|〃|″|''|“|”")


@dataclass
class Cells:
    """The cells of one list: an upright merge repeats words and rates, never amounts."""

    grid: Grid
    shape: Shape
    header: Header
    problems: list[Problem]
    _fills: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_column = {at: key for key, at in self.header.columns.items()}
        summed = {proof.result for proof in self.shape.proofs}
        summed |= {column.key for column in self.shape.columns if column.sum}
        for (top, left), (bottom, right) in self.grid.merges:
            if top <= self.header.last or bottom == top or left != right:
                continue
            key = by_column.get(left)
            if key in summed:
                message = (
                    f"{top + 1}至{bottom + 1}行的“{self._label(key)}”合并成一格，只计一次，请核对"
                )
                self.problems.append(doubt(address(top, left), "merged", message))
                continue
            for row in range(top + 1, bottom + 1):
                self._fills[row, left] = (top, left)

    def value(self, row: int, column: int) -> object:
        """Return what a cell says, itself or through its merge or a 同上."""
        value = self.grid.value(row, column)
        if _is_ditto(value):
            return self._ditto(row, column)
        if value in ("", None) and (row, column) in self._fills:
            return self.grid.value(*self._fills[row, column])
        return value

    def _ditto(self, row: int, column: int) -> object:
        """Return what 同上 stands for: the nearest cell above that says something itself."""
        for above in range(row - 1, self.header.last, -1):
            value = self.grid.value(above, column)
            if value in ("", None) or _is_ditto(value):
                continue
            cell = address(row, column)
            message = f"“同上”按第{above + 1}行的“{quoted(value)}”读取，请核对"
            self.problems.append(doubt(cell, "ditto", message, quoted(value)))
            return value
        return self.grid.value(row, column)

    def _label(self, key: str | None) -> str:
        return self.shape.by_key[key].label if key and key in self.shape.by_key else ""


def _is_ditto(value: object) -> bool:
    return isinstance(value, str) and bool(_DITTO.fullmatch(value.strip()))
