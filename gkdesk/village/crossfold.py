"""The persons of a list check, each compared alone, put into one result a village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .crosscheck import Compared, Result

MOST_ROWS = 12  # rows of a list that a note names


def folded(found: Sequence[Compared]) -> list[Compared]:
    """Put the persons of a list check into one result a key: how many, and the rows that differ.

    Who it is stays in the two tables: the paper names rows, never people.
    """
    made: list[Compared] = []
    groups: dict[tuple[str, str, str, str], list[Compared]] = {}
    for one in found:
        if (one.town and one.town.who) or (one.own and one.own.who):
            groups.setdefault((one.check, one.village, one.item, one.period), []).append(one)
        else:
            made.append(one)
    made += [_folded(ones) for ones in groups.values()]
    return sorted(made, key=lambda one: (one.check, one.village, one.item, one.period))


def _folded(ones: list[Compared]) -> Compared:
    ours = [one.town for one in ones if one.town is not None]
    theirs = [one.own for one in ones if one.own is not None]
    notes = []
    for result in (Result.TOWN_ONLY, Result.VILLAGE_ONLY, Result.OTHER_PERIOD, Result.TWICE):
        rows = [row for one in ones if one.result is result and (row := one.town or one.own)]
        if rows:
            places = "、".join(filter(None, (row.place for row in rows[:MOST_ROWS])))
            more = "等" if len(rows) > MOST_ROWS else ""
            notes.append(f"{result.label}{len(rows)}户" + (f"（{places}{more}）" if places else ""))
    first = ones[0]
    result = Result.DIFFERENT if notes else Result.SAME
    if notes and not (ours and theirs):
        result = first.result
    town = replace(ours[0], count=len(ours)) if ours else None
    own = replace(theirs[0], count=len(theirs)) if theirs else None
    count = len(theirs) - len(ours) if ours and theirs else 0
    return replace(
        first, result=result, town=town, own=own, count=count, note="；".join(notes)
    )  # fmt: skip
