"""Which rows go, and which rows are taken: pure rules over revisions and digests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gkdesk.base.handover import PackageRow
from gkdesk.base.labels import Labelled

from .model import Candidate, Choice, Finding, FindingKind, Mark, PackageInfo, PackageState, Why
from .model import order_of as order


class Relation(Labelled):
    """How a row that comes stands to the row that is there."""

    NEW = "new", "新增"
    NEWER = "newer", "更新"
    SAME = "same", "相同"
    OLDER = "older", "比已有的旧"
    CONFLICT = "conflict", "同版不同内容"


def compare(have: Mark | None, coming: Mark) -> Relation:
    """Set a coming row against the one already there."""
    if have is None:
        return Relation.NEW
    if coming.revision != have.revision:
        return Relation.NEWER if coming.revision > have.revision else Relation.OLDER
    return Relation.SAME if coming.digest == have.digest else Relation.CONFLICT


def return_reason(relation: Relation, have: Mark | None) -> str:
    """Say why the county does not take a row; ``""`` when it does."""
    if relation is Relation.OLDER and have is not None:
        return f"县里已有更新的第{have.revision}版"
    if relation is Relation.CONFLICT:
        return "与县里已有的同一版内容不同"
    return ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One row of one package already written, in the order of the packages."""

    kind: str
    key: str
    mark: Mark
    state: PackageState  # of its package
    outcome: str = ""  # accepted, returned, or empty: no receipt
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the office knows of one row's way so far."""

    delivered: Mark | None = None
    sent: Mark | None = None  # under way, no receipt yet
    returned: Mark | None = None
    reason: str = ""


def history(rows: Iterable[Sent]) -> dict[tuple[str, str], Known]:
    """Fold all rows ever sent, oldest package first, into what is known of each."""
    known: dict[tuple[str, str], Known] = {}
    for row in rows:
        before = known.get((row.kind, row.key), Known())
        known[row.kind, row.key] = _after(before, row)
    return known


def _after(before: Known, row: Sent) -> Known:
    if row.outcome == "accepted":
        settled = before.returned is None or before.returned.revision <= row.mark.revision
        return Known(
            delivered=_higher(before.delivered, row.mark),
            sent=before.sent,
            returned=None if settled else before.returned,
            reason="" if settled else before.reason,
        )
    if row.outcome == "returned":
        return Known(before.delivered, before.sent, row.mark, row.reason)
    if row.state.in_flight:
        sent = _higher(before.sent, row.mark)
        return Known(before.delivered, sent, before.returned, before.reason)
    return before


def _higher(one: Mark | None, other: Mark) -> Mark:
    return other if one is None or other.revision >= one.revision else one


def decide(row: PackageRow, mark: Mark, known: Known, *, full: bool = False) -> Candidate:
    """Say whether a row goes into the next package; ``full`` sends again what has gone."""
    found = _decide(row, mark, known)
    again = full and found.why in {Why.AWAITING, Why.UNCHANGED}
    return Candidate(row, Why.AGAIN) if again else found


def _decide(row: PackageRow, mark: Mark, known: Known) -> Candidate:
    if _came_back(mark, known):
        return Candidate(row, Why.RETURNED, known.reason)
    best = known.delivered
    if known.sent is not None:
        best = _higher(best, known.sent)
    match compare(best, mark):
        case Relation.NEW:
            return Candidate(row, Why.NEW)
        case Relation.NEWER:
            return Candidate(row, Why.CHANGED)
        case Relation.SAME:
            # under way again though the county has it: an answer came late
            return Candidate(row, Why.UNCHANGED if known.delivered == mark else Why.AWAITING)
        case Relation.OLDER:
            held = f"现在是第{mark.revision}版，已送出过第{best.revision if best else 0}版"
            return Candidate(row, Why.HELD, held)
        case Relation.CONFLICT:
            return Candidate(row, Why.HELD, f"内容改了，版次仍是第{mark.revision}版")


def _came_back(mark: Mark, known: Known) -> bool:
    if known.returned is None or mark.revision != known.returned.revision:
        return False
    later = [one for one in (known.delivered, known.sent) if one is not None]
    return all(one.revision < mark.revision for one in later)


def choose(
    rows: Iterable[tuple[PackageRow, Mark]],
    known: dict[tuple[str, str], Known],
    *,
    full: bool = False,
) -> Choice:
    """Sort all rows of all rooms into those that go and those that stay."""
    candidates = [
        decide(row, mark, known.get((row.kind, row.key), Known()), full=full) for row, mark in rows
    ]
    candidates.sort(key=lambda one: (one.row.kind, one.row.key))
    return Choice(
        rows=tuple(one for one in candidates if one.why.goes),
        awaiting=tuple(one for one in candidates if one.why is Why.AWAITING),
        held=tuple(one for one in candidates if one.why is Why.HELD),
        unchanged=sum(one.why is Why.UNCHANGED for one in candidates),
    )


def sequence_findings(
    info: PackageInfo, manifest_sha256: str, received: dict[str, str]
) -> list[Finding]:
    """Say whether a package is the next one the county waits for.

    Args:
        info: what the package says of itself.
        manifest_sha256: of the package that has come.
        received: number → manifest SHA-256 of every package already taken from this town.

    Returns:
        Nothing when it is the next, or the same again. The first package of a town new to the
        inbox is taken wherever it stands; a remark says that there were others before.
    """
    if info.number in received:
        if received[info.number] == manifest_sha256:
            return []
        return [_out_of_order(f"编号{info.number}已经收过，内容却不同，可能是伪造或误拷的包")]
    link = info.predecessor
    if not received:
        text = f"此前的{link.number}不在本收件箱，从这一包开始接收" if link else ""
        return [_out_of_order(text, blocking=False)] if text else []
    newest = max(received, key=order)
    if info.order < order(newest):
        return [_out_of_order(f"编号{info.number}比已收到的{newest}旧，不再接收")]
    if link is None or link.number not in received:
        missing = link.number if link else newest
        return [_out_of_order(f"前一包{missing}还没有收到，请先送来或由镇里声明作废")]
    if received[link.number] != link.manifest_sha256:
        return [_out_of_order(f"所接的前一包{link.number}与县里收到的不是同一个")]
    return [
        _out_of_order(f"中间缺{number}，包里也没有说明作废")
        for number in _unaccounted(info, link.number)
    ]


def _unaccounted(info: PackageInfo, predecessor: str) -> list[str]:
    year, sequence = info.order
    before_year, before = order(predecessor)
    first = before + 1 if before_year == year else 1
    numbers = [f"{year}-{number:03d}" for number in range(first, sequence)]
    return [number for number in numbers if number not in info.void]


def _out_of_order(detail: str, *, blocking: bool = True) -> Finding:
    return Finding(FindingKind.SEQUENCE, "", detail, blocking)
