"""What a package holds, set against the inbox, before it is taken (预览)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gkdesk.db import Connection

from . import county_store, inspection, merge
from .countygate import Arrival, Verdict
from .countymodel import row_name
from .merge import Relation
from .model import Receipt
from .story import grouped


@dataclass(frozen=True, slots=True)
class KindCount:
    """How the rows of one kind stand to what the county has."""

    kind: str
    new: int
    newer: int
    same: int
    older: int
    conflict: int

    @property
    def total(self) -> int:
        return self.new + self.newer + self.same + self.older + self.conflict

    @property
    def returned(self) -> int:
        """How many would be returned."""
        return self.older + self.conflict


@dataclass(frozen=True, slots=True)
class Preview:
    """What receiving a package would do; ``counts`` is empty when it was not opened."""

    path: str
    name: str
    verdict: Verdict
    town: str
    town_name: str
    number: str
    made_at: str
    files: int
    size: int  # bytes, opened
    counts: tuple[KindCount, ...]
    reasons: tuple[str, ...]  # why it cannot be taken
    remarks: tuple[str, ...]
    digits: str = ""  # what the 交接单 quotes, in groups

    @property
    def accepted(self) -> int:
        """How many rows would be taken."""
        return sum(one.total - one.returned for one in self.counts)

    @property
    def returned(self) -> int:
        """How many rows would be returned."""
        return sum(one.returned for one in self.counts)


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one row of a package; ``reason`` is empty when it was taken."""

    kind: str
    label: str
    revision: int
    reason: str


def items(inbox: Path, answer: Receipt) -> list[Item]:
    """Return what became of every row of a package that was taken, returned ones first."""
    place = inbox / answer.town / answer.name
    if answer.refused or answer.undone or not place.is_dir():
        return []
    reasons = {(one.kind, one.key): one.reason for one in answer.returned}
    found = [
        Item(
            line.kind,
            row_name(line.text),
            line.mark.revision,
            reasons.get((line.kind, line.key), ""),
        )
        for path in sorted(place.glob("data/rows/*.jsonl"))
        for line in inspection.rows_of(place, path.stem)
    ]
    return sorted(found, key=lambda one: not one.reason)


def preview(conn: Connection, package: Path, arrival: Arrival) -> Preview:
    """Count what a judged package holds; reads only."""
    info = arrival.info
    sound = arrival.verdict is not Verdict.REFUSE
    return Preview(
        path=str(package),
        name=arrival.coming.name,
        verdict=arrival.verdict,
        town=arrival.town,
        town_name=arrival.town_name,
        number=arrival.number,
        made_at=info.made_at if info else "",
        files=info.files if info else 0,
        size=arrival.size,
        counts=tuple(_counts(conn, arrival)) if info and sound else (),
        reasons=tuple(one.message for one in arrival.findings),
        remarks=tuple(one.message for one in arrival.remarks),
        digits=grouped(arrival.coming.statement or arrival.manifest),
    )


def _counts(conn: Connection, arrival: Arrival) -> Iterator[KindCount]:
    assert arrival.info is not None  # noqa: S101 - asked by ``preview``
    for kind in sorted(arrival.info.counts):
        found: Counter[Relation] = Counter()
        for line in inspection.rows_of(arrival.coming.bag, kind):
            have = county_store.mark(conn, arrival.town, kind, line.key)
            found[merge.compare(have, line.mark)] += 1
        yield KindCount(
            kind, found[Relation.NEW], found[Relation.NEWER], found[Relation.SAME],
            found[Relation.OLDER], found[Relation.CONFLICT],
        )  # fmt: skip
