"""What the columns of a list add up to while it is typed: by part, and by group.

Sums follow a change by what changed. Adding 900 rows anew at each key would be felt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from .entrycell import Record, State

_NONE = (Decimal(0), 0)


class Sums:
    """Sums with the number of figures in them: without any there is no sum.

    Args:
        group: the key of the column whose words make the groups, or empty.
    """

    def __init__(self, group: str) -> None:
        self._group = group
        self._records: Sequence[Record] = ()
        self._keys: set[str] = set()
        self._totals: dict[tuple[str, str], tuple[Decimal, int]] = {}
        self._groups: dict[tuple[str, str], tuple[Decimal, int]] | None = None
        self._member: dict[int, str] = {}  # a record by its id → its group

    def anew(self, records: Sequence[Record], keys: Iterable[str]) -> None:
        """Add everything up."""
        self._records, self._keys = records, set(keys)
        self._totals, self._groups = {}, None
        for record in records:
            for key in self._keys:
                _move(self._totals, (record.part, key), record.cells[key].state, 1)

    def follow(self, record: Record, key: str, before: State, after: State) -> None:
        """Take one cell's change in."""
        if key == self._group:
            self._groups = None
        if key not in self._keys:
            return
        for state, sign in ((before, -1), (after, 1)):
            _move(self._totals, (record.part, key), state, sign)
            if self._groups is not None:
                _move(self._groups, (self._member.get(id(record), ""), key), state, sign)

    def total(self, part: str, key: str) -> Decimal | None:
        found = self._totals.get((part, key), _NONE)
        return found[0] if found[1] else None

    def of_group(self, key: str, group: str) -> Decimal | None:
        """Return what one group's rows add up to; an empty cell goes with the group above."""
        if self._groups is None:
            self._groups, self._member, now = {}, {}, ""
            for record in self._records:
                now = record.cells[self._group].value or now
                self._member[id(record)] = now
                for each in self._keys:
                    _move(self._groups, (now, each), record.cells[each].state, 1)
        found = self._groups.get((group, key), _NONE)
        return found[0] if found[1] else None


def _move(
    sums: dict[tuple[str, str], tuple[Decimal, int]], at: tuple[str, str], state: State, sign: int
) -> None:
    """Add a figure to a sum, or take it out."""
    if state.text and not state.fault:
        total, count = sums.get(at, _NONE)
        sums[at] = (total + sign * Decimal(state.text), count + sign)
