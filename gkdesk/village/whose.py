"""Whose sheet it is: every place that names a village must name the same one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gkdesk.base.errors import Problem
from gkdesk.base.privacy import scan_notice
from gkdesk.base.text import half_width, squeeze

from .finding import doubt
from .heading import Heading
from .model import Village
from .names import match_village, other_town, village_key, village_keys
from .nearvillage import NameKind, SettledName, nearest, settled

MOST_NAMES = 40
MOST_NEAR = 3
# a title may name the town alone; the village then stands beside 行政村 or on the worksheet
_ONLY_TOWN = re.compile(r"[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|街道办事处)")
Found = tuple["Village | None", list[Problem]]
# a name such as 柳林村 at the beginning of 柳林村股份经济合作社, and not 农村 of 农村经济服务中心
_NAMED = re.compile(r"[\u4e00-\u9fff]{1,8}?(?<![农乡全本各])村(?![级务镇庄口])")


@dataclass(frozen=True, slots=True)
class Whose:
    """The villages a sheet may belong to, and their town."""

    villages: Sequence[Village]
    town: str
    settled: Mapping[str, SettledName] = field(default_factory=dict)
    last_on: date = date.max  # the last day of the sheet's period

    def of(self, heading: Heading, elsewhere: Sequence[str]) -> Found:
        """Tell whose sheet this is, and what is doubtful about it.

        Args:
            heading: title and issuer decide.
            elsewhere: the names of worksheet and file, used when neither names anyone.

        Returns:
            The village, without uid when the list of villages is empty; ``None`` and blocking
            problems when it is not clear.
        """
        places = [
            (place, cell)
            for place, cell in (
                (heading.place, heading.cell or "标题"),
                (heading.issuer, heading.issuer_cell),
            )
            if place
        ]
        named = bool(places)
        if not named:
            places = [(squeeze(half_width(name)), heading.cell or "标题") for name in elsewhere]
        towns = [(place, cell) for place, cell in places if _ONLY_TOWN.fullmatch(place)]
        places = [each for each in places if each not in towns] or self._names_of(elsewhere, places)
        village, doubts = self._named(heading, places)
        doubts += [one for place, cell in towns for one in self._town_doubt(place, cell)]
        if village is None:
            return None, doubts
        if named and len(places) > 1 and (clash := self._clash(village, places)):
            return None, [*doubts, clash]
        return village, [*doubts, *self._elsewhere(village, heading, elsewhere)]

    def asked(self, heading: Heading) -> str:
        """Return the printed name to settle, when nobody is known by it."""
        places = [place for place in (heading.place, heading.issuer) if place]
        return next((place for place in places if not _ONLY_TOWN.fullmatch(place)), "")

    def _names_of(
        self, elsewhere: Sequence[str], places: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Return the names of worksheet and file that name a known village, or what there was."""
        found = [(squeeze(half_width(name)), name) for name in elsewhere if self._hits(name)]
        return found or places

    def _hits(self, place: str) -> list[Village]:
        """Return the villages a place names: what was settled goes before the list."""
        name = settled(place, self.town, self.settled, self.last_on)
        chosen = [village for village in self.villages if name and village.uid == name.village_uid]
        return chosen or match_village(place, self.villages, self.town)

    def _renamed(self, place: str, cell: str, village: Village) -> list[Problem]:
        """Tell of a merger or a new name, for it may be a mistake."""
        name = settled(place, self.town, self.settled, self.last_on)
        if name is None or name.kind is NameKind.ALIAS:
            return []
        since = f"{name.since.year}年{name.since.month}月{name.since.day}日起" if name.since else ""
        verb = "并入" if name.kind is NameKind.MERGED else "改名为"
        message = f"“{name.name}”{since}已{verb}{village.name}，按{village.name}导入，请核对"
        return [doubt(cell, "village-renamed", message, village.name, name.name)]

    def _named(self, heading: Heading, places: list[tuple[str, str]]) -> Found:
        if not self.villages:
            return self._first_villages(places[0][0], heading)
        for place, cell in places:
            hits = self._hits(place)
            if len(hits) == 1:
                doubts = self._renamed(place, cell, hits[0])
                return hits[0], doubts + self._town_doubt(place, cell)
            if hits:
                names = "、".join(village.name for village in hits)
                return None, [Problem(cell, f"“{place}”可能是{names}，请在表上写全村名")]
        names = "、".join(village.name for village in self.villages[:MOST_NAMES])
        place, cell = places[-1] if heading.issuer else places[0]
        if close := nearest(place, self.villages, self.town):
            names += f"（最接近的是{'、'.join(village.name for village in close[:MOST_NEAR])}）"
        if _ONLY_TOWN.fullmatch(place):
            message = f"标题只写了“{place}”，没有写村名。请写明村名；几个村在一张表里的，请按村分开"
            return None, [Problem(cell, message)]
        if not heading.place and not heading.issuer:
            message = f"标题和填报单位都没有写村名，已有的村：{names}。请在表上写明村名"
            return None, [Problem(cell, message)]
        message = f"名单里没有“{place}”。已有的村：{names}。请核对村名，或者先添加此村"
        return None, [Problem(cell, message)]

    def _clash(self, village: Village, places: list[tuple[str, str]]) -> Problem | None:
        """Find a place that names another village than the one found."""
        remembered = [key for key, name in self.settled.items() if name.village_uid == village.uid]
        known = [village_key(name) for name in (village.name, *village.aliases)]
        own = {name.removesuffix("村") for name in (*known, *remembered)}
        for place, _cell in places:
            hits = self._hits(place)
            bare = _without_town(place, self.town)
            other = hits and village not in hits
            if not hits and not any(name and name in bare for name in own):
                other = bool(_NAMED.match(bare))
            if other:
                told = "，".join(f"{cell}写的是“{each}”" for each, cell in places)
                message = f"{told}，不是同一个村，没有导入。请核对后更正原表"
                return Problem("、".join(cell for _each, cell in places), message)
        return None

    def _elsewhere(
        self, village: Village, heading: Heading, elsewhere: Sequence[str]
    ) -> list[Problem]:
        """Ask when the worksheet or the file carries another village's name."""
        found = []
        for name in elsewhere:
            hits = self._hits(name)
            if hits and village not in hits:
                message = f"表上是{village.name}，工作表名或文件名是“{name}”，请核对是否拿错了表"
                found.append(Problem(heading.cell or "标题", message, blocking=False))
        return found

    def _first_villages(self, place: str, heading: Heading) -> Found:
        """Take the name from the sheet while the office has no list of villages at all."""
        if found := scan_notice(place):
            message = f"标题里有{found[0]}，不是村名，没有导入。请在原表里改好标题"
            return None, [Problem(heading.cell or "标题", message)]
        if not heading.place and not heading.issuer:
            message = "标题没有写村名，村名单也是空的。请先添加村，没有导入"
            return None, [Problem(heading.cell or "标题", message)]
        keys = village_keys(place, self.town)
        name = keys[-1]
        for key in keys:
            if key.endswith("村") and len(key) < len(name):
                name = key
        message = f"村名单还是空的，将按此表添加“{name}”"
        doubts = [Problem(heading.cell, message, blocking=False)]
        return Village("", name), doubts + self._town_doubt(place, heading.cell)

    def _town_doubt(self, place: str, cell: str) -> list[Problem]:
        other = other_town(place, self.town)
        known = settled(place, self.town, self.settled, self.last_on)
        if not other or known or match_is_alias(place, self.villages):
            return []
        message = f"标题写的是{other}，本机关是{self.town}，请核对是否拿错了表"
        return [Problem(cell, message, blocking=False)]


def match_is_alias(place: str, villages: Iterable[Village]) -> bool:
    """Tell whether a village's names hold the place with its town, word for word."""
    return any(place in (village.name, *village.aliases) for village in villages)


def _without_town(place: str, town: str) -> str:
    """Return a place from its village on: the shortest of the ways to leave its town out."""
    cut = [key for key in village_keys(place, town) if key in squeeze(half_width(place))]
    return min(cut, key=len, default=place)
