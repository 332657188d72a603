"""Names of villages that nobody knows yet: the nearest known ones, and what was settled once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from gkdesk.base.labels import Labelled
from gkdesk.base.text import half_width, squeeze

from .model import Village
from .names import village_key, village_keys
from .traditional import simplified

_MOST = 5
_LEAST = 0.4  # of 1; two names of three signs with one in common are below it
# signs that are taken for one another in typing and in dialect
_ALIKE = str.maketrans(
    "岗崗港杨扬阳洋何合河荷陈程林凌岭李里理", "冈冈冈羊羊羊羊禾禾禾禾辰辰令令令力力力"
)


class NameKind(Labelled):
    """Why another name means a village."""

    ALIAS = "alias", "另一种写法"
    RENAMED = "renamed", "改名"
    MERGED = "merged", "并入"


@dataclass(frozen=True, slots=True)
class SettledName:
    """A name that was settled once; from ``since`` on it means the village (always, if none)."""

    key: str
    name: str
    village_uid: str
    kind: NameKind
    since: date | None = None

    def holds(self, last_on: date) -> bool:
        """Tell whether it holds for a period that ends on this day."""
        return self.since is None or self.since <= last_on


def settled_key(place: str, town: str) -> str:
    """Return under what a name is remembered: without our own town, with any other."""
    bare = squeeze(half_width(simplified(place)))
    return village_key(bare.removeprefix(town) if town else bare)


def settled(
    place: str, town: str, known: Mapping[str, SettledName], last_on: date
) -> SettledName | None:
    """Find what was settled about a printed place."""
    for key in [settled_key(place, town), *village_keys(simplified(place), town)]:
        if (found := known.get(key)) and found.holds(last_on):
            return found
    return None


def nearest(place: str, villages: Iterable[Village], town: str) -> list[Village]:
    """Return the villages whose names are most like a place, the likeliest first."""
    keys = [_blurred(key) for key in village_keys(simplified(place), town)]
    scored = [(_likeness(keys, village), village) for village in villages]
    close = sorted((pair for pair in scored if pair[0] >= _LEAST), key=lambda pair: -pair[0])
    return [village for _score, village in close[:_MOST]]


def _likeness(keys: Sequence[str], village: Village) -> float:
    names = [_blurred(village_key(name)) for name in (village.name, *village.aliases)]
    return max(
        (SequenceMatcher(None, key, name).ratio() for key in keys for name in names), default=0.0
    )


def _blurred(key: str) -> str:
    return key.removesuffix("村").translate(_ALIKE)
