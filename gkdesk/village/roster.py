"""A list of villages to be added: what each line would be, before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.labels import Labelled
from gkdesk.base.text import half_width, squeeze

from .model import Village
from .names import other_town, village_key
from .personal import HIDDEN, holds_number
from .villagevalues import keys_of, village_of, without_town

MOST_LINES = 2000
_PARTS = str.maketrans(dict.fromkeys("，,；;/|\n", "、"))
_SHORTENED = re.compile(r"\d+(\.\d+)?[eE]\+?\d+")  # what Excel shows of twelve digits
_LONGEST = 200  # signs kept of a cell: far more than any name has
_OF_TOWNS = ("社区", "居委会", "居民委员会")
_SHORTEST_REST = 2  # 新镇东村: a town and a name, or a name; asked only when enough is left


class NoNames(Declined):
    """Nothing in a list is the name of a village."""

    message = (
        "这份内容里没有找到村名。请把村名那一列一起复制，"
        "或者在第一行写上“村名”再试。村名单没有改动。"
    )


class TooManyLines(Declined):
    """More lines than towns have villages."""

    message = "一次最多读{most}行，这份有{count}行。请只选村名那几列再试。村名单没有改动。"


class Verdict(Labelled):
    """What will become of a line."""

    NEW = "new", "可增加"
    KNOWN = "known", "已有"
    WRONG = "wrong", "须更正"


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One line as it was written; ``at`` is its number in the list, from 1.

    A text with a personal number in it never comes here: ``HIDDEN`` stands for it.
    """

    at: int = 0
    name: str = ""
    code: str = ""
    aliases: str = ""
    committee: str = ""
    collective: str = ""
    code8: str = ""
    town: str = ""

    @classmethod
    def of(cls, at: int, texts: Mapping[str, str]) -> Entry:
        """Make one of texts by field; what holds somebody's number is left out."""
        return cls(at, **{key: _covered(key, text) for key, text in texts.items()})

    def texts(self) -> dict[str, str]:
        """Return what was written, by field."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "at"}


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One line and its verdict; ``village`` is what would be added."""

    entry: Entry
    verdict: Verdict
    reason: str = ""
    village: Village | None = None

    @property
    def name(self) -> str:
        """The name that would be added, else the one that was written."""
        return self.village.name if self.village else self.entry.name


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """What was read of a list; ``told`` says what was left out and how columns were known.

    ``sure``: a heading says which column holds the names.
    """

    entries: tuple[Entry, ...] = ()
    told: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Roster:
    """A list with the verdict of each line."""

    lines: tuple[Line, ...] = ()
    told: tuple[str, ...] = field(default=())

    def of(self, verdict: Verdict) -> list[Line]:
        return [line for line in self.lines if line.verdict is verdict]


def parts_of(text: str) -> list[str]:
    """Return the names written in one cell: 东河、河东 are two."""
    return [part.strip() for part in text.translate(_PARTS).split("、") if part.strip()]


def judged(read: Read | Sequence[Entry], known: Sequence[Village], town: str) -> Roster:
    """Say of each line whether it can be added: by itself, beside the list, beside the others."""
    if isinstance(read, Read):
        entries, told = read.entries, read.told
    else:
        entries, told = tuple(read), ()
    judge = _Judge(known, town)
    return Roster(tuple(map(judge.line, entries)), told)


class _Judge:
    """Goes through the lines; the first good line of a name or code has it."""

    def __init__(self, known: Sequence[Village], town: str) -> None:
        self._town = squeeze(half_width(town))
        self._names = {village_key(one.name): one for one in known}
        self._others = {key: one for one in known for key in keys_of(one)} | self._names
        self._codes = {code: one for one in known for code in (one.code, one.code8) if code}
        self._new: dict[str, Village] = {}  # of lines before
        self._taken: dict[str, int] = {}  # names and codes of lines before → the line

    def line(self, entry: Entry) -> Line:
        if HIDDEN in entry.texts().values():
            return Line(entry, Verdict.WRONG, "有个人号码或者很长的号码，请改掉")
        town = squeeze(half_width(entry.town))
        if town and self._town and town not in self._town and self._town not in town:
            return Line(entry, Verdict.WRONG, f"写的是{town}的村，不是{self._town}的")
        if _SHORTENED.fullmatch(entry.code):
            words = "区划代码在表格里成了科学计数，请把那一列设成文本，填全了再复制"
            return Line(entry, Verdict.WRONG, words)
        try:
            village = village_of(_values(entry), self._town)
        except BadValue as error:
            return Line(entry, Verdict.WRONG, f"{error.values['label']}{error.reason}")
        if same := self._names.get(village_key(village.name)):
            return self._known(entry, village, same)
        if reason := self._beside(village) or self._before(village):
            return Line(entry, Verdict.WRONG, reason)
        for key in (*keys_of(village), village.code, village.code8):
            self._taken[key] = entry.at
        self._new[village_key(village.name)] = village
        return Line(entry, Verdict.NEW, self._told(entry, village), village)

    def _known(self, entry: Entry, village: Village, same: Village) -> Line:
        """A village of the list stays as it is; what differs is told."""
        if village.code and same.code and village.code != same.code:
            words = f"名单里{same.name}的代码是{same.code}，要改请用“登记变更”"
            return Line(entry, Verdict.WRONG, words)
        if other := self._coded(village, same):
            return Line(entry, Verdict.WRONG, f"区划代码与名单里的{other.name}相同")
        more = []
        if village.code and not same.code:
            more.append("名单里还没有它的代码，可用“登记变更”填上")
        if any(key not in keys_of(same) for key in keys_of(village)):
            more.append("别名比名单里多，可用“登记变更”增加")
        for label, new, old in (
            ("村委会全称", village.committee, same.committee),
            ("集体经济组织全称", village.collective, same.collective),
        ):
            if new and new != old:
                more.append(f"{label}与名单里的不同，可用“改资料”改")
        return Line(entry, Verdict.KNOWN, "；".join(["不改动", *more]))

    def _coded(self, village: Village, own: Village | None) -> Village | None:
        for code in filter(None, (village.code, village.code8)):
            if (other := self._codes.get(code)) and other is not own:
                return other
        return None

    def _beside(self, village: Village) -> str:
        """Say what stands against it in the list of villages."""
        for key in sorted(keys_of(village)):
            if other := self._others.get(key):
                own = key == village_key(village.name)
                what = "与名单里{}的别名或旧名相同" if own else "别名与名单里的{}相同"
                return what.format(other.name)
        if other := self._coded(village, None):
            return f"区划代码与名单里的{other.name}相同"
        if near := _short_for(village.name, self._names):
            return f"像是名单里的{near.name}，是另一个村请写全名"
        return ""

    def _before(self, village: Village) -> str:
        for key in sorted(keys_of(village)):
            if at := self._taken.get(key):
                return f"与第{at}行重名"
        for code in filter(None, (village.code, village.code8)):
            if at := self._taken.get(code):
                return f"与第{at}行的区划代码相同"
        if near := _short_for(village.name, self._new):
            return f"像是第{self._taken[village_key(near.name)]}行的{near.name}，是另一个村请写全名"
        return ""

    def _told(self, entry: Entry, village: Village) -> str:
        written = squeeze(half_width(entry.name))
        if without_town(written, self._town) != written:
            return f"去掉了前面的“{self._town}”，表上会自己印"
        town = other_town(village.name, self._town)
        if town and len(village.name) > len(town) + _SHORTEST_REST:
            return f"名字里有“{town}”，请核对是不是本镇的村"
        return ""


def _short_for(name: str, names: Mapping[str, Village]) -> Village | None:
    """Return 东河村 for 东河, and for 东河村 the 东河 that is there already."""
    if name.endswith(_OF_TOWNS):
        return None
    found = names.get(f"{name}村") or names.get(name.removesuffix("村"))
    return None if found is None or found.name.endswith(_OF_TOWNS) else found


def _values(entry: Entry) -> dict[str, object]:
    texts = entry.texts()
    texts.pop("town")
    return texts | {"aliases": parts_of(texts["aliases"])}


def _covered(key: str, text: str) -> str:
    bare = squeeze(half_width(text))
    if key in ("code", "code8"):
        bare = text = bare.removesuffix(".0")  # a number that became text on its way
    # twelve digits of a code are nobody's number
    plain = key in ("code", "code8") and len(bare) <= 12  # noqa: PLR2004 - a code's digits
    return text[:_LONGEST] if plain or not holds_number(text) else HIDDEN
