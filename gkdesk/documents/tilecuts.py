"""Where a laid-out page may be cut without cutting a row, a column or a text."""

from __future__ import annotations

from dataclasses import dataclass

from .fontface import Faces
from .paper import Page
from .tileparts import extent

_WHOLE = 0.99  # a row line is as long as the table, or nearly
_LONG = 0.5  # a column line is at least so much of the table's height
_HAIR = 0.01
_BLANK = 12.0  # points; in a larger blank one may cut anywhere


@dataclass(frozen=True, slots=True)
class Cuts:
    """Places to cut at: x from the left; y counted downwards (negative page y), ascending."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


def cut_places(page: Page, faces: Faces) -> Cuts:
    """Find the lines of the table, and the gaps between texts above and under it."""
    level = [rule for rule in page.rules if rule.y0 == rule.y1]
    longest = max((abs(rule.x1 - rule.x0) for rule in level), default=0.0)
    rows = {rule.y0 for rule in level if longest and abs(rule.x1 - rule.x0) >= longest * _WHOLE}
    held = _held(page, faces)
    if rows:
        held.append((min(rows), max(rows)))
    free = [y for y in rows if not _inside(y, held[:-1])] + _gaps(held)
    return Cuts(_columns(page, rows), tuple(sorted(-y for y in free)))


def _held(page: Page, faces: Faces) -> list[tuple[float, float]]:
    """Return the stretches from foot to top that texts, fills and pictures take."""
    boxes = [extent(text, faces) for text in page.texts]
    held = [(box.foot, box.top) for box in boxes]
    held += [(fill.y, fill.y + fill.height) for fill in page.fills]
    return held + [(one.y, one.y + one.height) for one in page.pictures]


def _inside(y: float, held: list[tuple[float, float]]) -> bool:
    return any(foot + _HAIR < y < top - _HAIR for foot, top in held)


def _gaps(held: list[tuple[float, float]]) -> list[float]:
    """Return places in the free stretches between what is held: the middle, more in a blank."""
    found: list[float] = []
    reach: float | None = None
    for foot, top in sorted(held):
        if reach is not None and foot > reach:
            count = 1 + int((foot - reach) / _BLANK)
            found += [reach + (foot - reach) * (n + 0.5) / count for n in range(count)]
        reach = top if reach is None else max(reach, top)
    return found


def _columns(page: Page, rows: set[float]) -> tuple[float, ...]:
    """Return the x of the upright lines that run down most of the table."""
    if not rows:
        return ()
    lengths: dict[float, float] = {}
    for rule in page.rules:
        if rule.x0 == rule.x1:
            at = round(rule.x0, 3)
            lengths[at] = lengths.get(at, 0.0) + abs(rule.y1 - rule.y0)
    least = (max(rows) - min(rows)) * _LONG
    return tuple(sorted(x for x, length in lengths.items() if length >= least))


def greedy(
    places: tuple[float, ...], start: float, end: float, count: int, length: float, lap: float
) -> tuple[float, ...]:
    """Choose the cuts nearest to equal parts such that every part fits its tile.

    Args:
        places: where one may cut, ascending.
        start: where the content begins.
        end: where it ends.
        count: how many tiles.
        length: what a tile can hold, overlap included.
        lap: how much neighbours share, half of it on each side of the cut.

    Returns:
        ``count + 1`` places with ``start`` and ``end``, or nothing when it cannot be done.
    """
    found = [start]
    for left in range(count - 1, 0, -1):
        at = found[-1]
        reach = at + length - lap / 2 - (lap / 2 if len(found) > 1 else 0.0)
        # the tiles still to come hold so much
        rest = (left - 1) * (length - lap) + length - lap / 2
        ideal = at + (end - at) / (left + 1)
        fitting = [p for p in places if at < p <= reach + _HAIR and end - p <= rest + _HAIR]
        if not fitting:
            return ()
        found.append(min(fitting, key=lambda place: abs(place - ideal)))
    fits = end - found[-1] + (lap / 2 if count > 1 else 0.0) <= length + _HAIR
    return (*found, end) if fits else ()
