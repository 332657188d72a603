"""信息处理费: what a number of requests or of pages costs, tier by tier (国办函〔2020〕109号).

By piece (按件) the requests of one applicant in one calendar month are counted on; by volume
(按量) the pages of one request. One request is charged by one way only. Amounts are whole yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

PIECE, VOLUME = "piece", "volume"
UNITS = {PIECE: "件", VOLUME: "页"}


@dataclass(frozen=True, slots=True)
class Tier:
    """The units from ``first`` to ``last`` (0: no end) cost ``each`` yuan.

    With ``step`` every so many further units cost ``add`` yuan more each.
    """

    method: str
    first: int
    last: int
    each: int
    step: int
    add: int
    since: date
    basis: str

    def price(self, number: int) -> int:
        """Return what the unit of this number costs."""
        if not self.step:
            return self.each
        return self.each + (number - self.first) // self.step * self.add


@dataclass(frozen=True, slots=True)
class Fee:
    """An amount in yuan and how it comes about, a line for each price."""

    amount: int
    lines: tuple[str, ...]


def fee(tiers: Sequence[Tier], method: str, *, before: int, count: int, on: date) -> Fee:
    """Add up a fee.

    Args:
        tiers: every tier there is or was.
        method: ``piece`` or ``volume``.
        before: units already counted this month (by piece), else 0.
        count: units to charge now.
        on: the day of the notice, which decides the tiers in force.

    Raises:
        LookupError: no tier was in force for one of the units on that day.
    """
    unit = UNITS[method]
    known = [tier for tier in tiers if tier.method == method and tier.since <= on]
    priced = [(number, _price(known, number)) for number in range(before + 1, before + count + 1)]
    amount, lines = 0, []
    for price, run in groupby(priced, key=lambda pair: pair[1]):
        numbers = [number for number, _price in run]
        amount += price * len(numbers)
        where = f"第{numbers[0]}{unit}"
        if len(numbers) > 1:
            where = f"第{numbers[0]}至{numbers[-1]}{unit}，共{len(numbers)}{unit}"
        told = f"每{unit}{price}元，计{price * len(numbers)}元" if price else "不收费"
        lines.append(f"{where}：{told}")
    return Fee(amount, tuple(lines))


def _price(tiers: Sequence[Tier], number: int) -> int:
    fitting = [
        tier for tier in tiers if tier.first <= number and (not tier.last or number <= tier.last)
    ]
    if not fitting:
        raise LookupError(number)
    return max(fitting, key=lambda tier: tier.since).price(number)
