"""Table 四 of the annual report: disputes of a year by kind and result, with its equations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .disputes import Dispute, disputes
from .model import Decision, DisputeKind, Event

PENDING, TOTAL = "pending", "total"
COLUMNS: dict[str, str] = {
    **{one.value: one.label for one in Decision}, PENDING: "尚未审结", TOTAL: "总计"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation of the table: its id in the domain sheet, words, and whether it holds.

    ``hint``: an odd but possible figure, not a mistake.
    """

    id: str
    words: str
    holds: bool
    hint: bool = False


@dataclass(frozen=True, slots=True)
class DisputeTable:
    """The 15 cells of table 四: kind → column → how many."""

    year: int
    cells: Mapping[DisputeKind, Mapping[str, int]]
    equations: tuple[Equation, ...]


def dispute_table(cases: Iterable[Sequence[Event]], year: int) -> DisputeTable:
    """Count the disputes decided in a year and those pending on its last day.

    Args:
        cases: the events of every request; the details are not needed.
        year: a dispute is counted under its result in the year the decision was received, and
            as 尚未审结 in each year at whose end it was pending.
    """
    every = [one for events in cases for one in disputes(events)]
    mine = [(one, column) for one in every if (column := _column(one, year))]
    cells: dict[DisputeKind, dict[str, int]] = {}
    for kind in DisputeKind:
        group = [column for one, column in mine if one.kind is kind]
        cells[kind] = {name: group.count(name) for name in COLUMNS} | {TOTAL: len(group)}
    return DisputeTable(year, cells, (*_sums(cells), _reviewed(every, cells, year)))


def _column(one: Dispute, year: int) -> str:
    """Return the column a dispute belongs to in a year, empty if it does not count there."""
    if one.came_on > date(year, 12, 31):
        return ""
    if one.decided_on is None or one.decided_on.year > year:
        return PENDING
    return (one.result or Decision.OTHER).value if one.decided_on.year == year else ""


def _sums(cells: Mapping[DisputeKind, Mapping[str, int]]) -> list[Equation]:
    found = []
    for kind, row in cells.items():
        parts = [row[name] for name in COLUMNS if name != TOTAL]
        words = f"{kind.label}：{'+'.join(map(str, parts))}={row[TOTAL]}"
        found.append(Equation("E4", words, sum(parts) == row[TOTAL]))
    return found


def _reviewed(
    every: Sequence[Dispute], cells: Mapping[DisputeKind, Mapping[str, int]], year: int
) -> Equation:
    """E11: nobody can sue after a review that was never known here."""
    suits = cells[DisputeKind.SUIT_AFTER_REVIEW][TOTAL]
    last = date(year, 12, 31)
    reviews = sum(one.kind is DisputeKind.REVIEW and one.came_on <= last for one in every)
    words = f"复议后起诉{suits}件，不多于本年和以前的行政复议{reviews}件"
    return Equation("E11", words, suits <= reviews, hint=True)
