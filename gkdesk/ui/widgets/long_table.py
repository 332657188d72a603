"""A table of very many rows: they are read when they are looked at, and sorted where they lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .rows_table import Column, RowsTable

Order = Sequence[tuple[int, bool]]


class LongTable(RowsTable):
    """A ``RowsTable`` that asks for a sequence in the order its headings say.

    ``supply`` gives the rows for an order (columns sorted by; ``True`` is downwards), lazily: only
    rows that are shown are ever asked for.
    """

    def __init__(
        self, columns: Sequence[Column], name: str, supply: Callable[[Order], Sequence[Any]]
    ) -> None:
        self._supply = supply
        super().__init__(columns, name)

    def reload(self, faint: Callable[[Any], bool] | None = None) -> None:
        """Ask for the rows again and keep the place where the clerk was."""
        self._faint = faint
        self._show(self.currentIndex().row())

    def sort(self, order: Order) -> None:
        """Sort by the first of these columns: the rows lie in an index of each."""
        super().sort(list(order)[:1])

    def _show(self, place: int) -> None:
        rows = self._supply(self.order)
        self.rows.hold(rows, self._faint)
        if 0 <= place < len(rows):
            self.selectRow(place)
        self._fit()

    def _goes_along(self, row: object) -> int | None:  # noqa: ARG002 - the table's own signature
        """A hundred thousand rows are not searched for the one that was chosen."""
        return None
