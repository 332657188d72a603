"""Chinese found by its sound: whole pinyin, initials, or both mixed, sign by sign.

Each sign's readings are tried where it stands, so a name whose signs have many readings costs no
more than any other, and of a text nothing is kept.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FEWEST = 2  # letters: one alone begins every twentieth sign
MOST_LETTERS = 40  # of what was typed; the rest is not looked at
_DEPTH = 3  # signs a sieve looks at
_TWO_LETTERS = ("zh", "ch", "sh")
_UMLAUT = "\u0308"
_UMLAUTS = ("v", "u", "yu")  # 吕 is typed lv, by some lu, and written LYU in passports
_LETTER = re.compile("[A-Za-z]")
_GAP = re.compile(r"['’\s]+")
_BLANKS = frozenset(" \u3000")


class Rank(IntEnum):
    """How well a text fits what was typed, the best first."""

    EXACT = 0
    LITERAL_START = 1
    LITERAL = 2
    SOUND_START = 3
    INITIALS_START = 4
    SOUND = 5


@dataclass(frozen=True, slots=True)
class Table:
    """``readings`` by sign, without tones; ``signs`` by reading."""

    readings: dict[str, tuple[str, ...]]
    signs: dict[str, frozenset[str]]


@cache
def table() -> Table:
    """Read every sign's readings, once: 70 ms, so a worker does it while the first page is read.

    Only pypinyin's list of signs is read: importing the package loads its phrases, 2.5 MB, too.
    """
    found = find_spec("pypinyin")
    places = found.submodule_search_locations if found else None
    if not places:
        raise ModuleNotFoundError("pypinyin", name="pypinyin")
    text = Path(next(iter(places)), "pinyin_dict.json").read_text("utf-8")
    spelt: dict[str, str] = json.loads(text)
    plain = {words: _plain(words) for words in set(spelt.values())}
    readings = {chr(int(code)): plain[words] for code, words in spelt.items()}
    signs: dict[str, set[str]] = {}
    for sign, each in readings.items():
        for one in each:
            signs.setdefault(one, set()).add(sign)
    return Table(readings, {one: frozenset(each) for one, each in signs.items()})


def _plain(words: str) -> tuple[str, ...]:
    """Take the tones off some readings (``lǜ,lù``)."""
    found: dict[str, None] = {}
    for word in words.split(","):
        letters = unicodedata.normalize("NFD", word.strip())
        kept = "".join(c for c in letters if c == _UMLAUT or not unicodedata.combining(c))
        ways = _UMLAUTS if _UMLAUT in kept else ("u",)
        found |= dict.fromkeys(kept.replace(f"u{_UMLAUT}", way) for way in ways)
    return tuple(found)


def sounds(words: str) -> bool:
    """Tell whether words may be meant by their sound."""
    return len(_LETTER.findall(words)) >= FEWEST


def literal(words: str, *texts: str) -> Rank | None:
    """Say how well the best of some texts holds the words as they stand."""
    if words in texts:
        return Rank.EXACT
    if any(text.startswith(words) for text in texts):
        return Rank.LITERAL_START
    return Rank.LITERAL if any(words in text for text in texts) else None


@dataclass
class Typed:
    """Words typed in letters.

    What is no letter stands for itself, and so may a letter: 张jg, qgks17, A3dy. A blank or an
    apostrophe ends a syllable (xi'an).
    """

    words: str
    _table: Table = field(default_factory=table, repr=False)
    _known: dict[tuple[int, str, bool], int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        parts = [part for part in _GAP.split(self.words.casefold()[:MOST_LETTERS]) if part]
        self._letters = "".join(parts)
        self._end = len(self._letters)
        self._walls = {len("".join(parts[:at])) for at in range(1, len(parts))}

    def rank(self, *texts: str) -> Rank | None:
        """Say how well the best of some texts fits."""
        return min((found for text in texts if (found := self._rank(text))), default=None)

    def _rank(self, text: str) -> Rank | None:
        if self._leads(text, whole=True):
            return Rank.SOUND_START
        if self._leads(text, whole=False):
            return Rank.INITIALS_START
        now = 0
        for sign in text:
            now = self._step(now | 1, sign, whole=False)
            if now >> self._end:
                return Rank.SOUND
        return None

    def _leads(self, text: str, *, whole: bool) -> bool:
        """Tell whether a text begins so; ``whole``: no sign by its first letter alone."""
        now = 1
        for sign in text:
            now = self._step(now, sign, whole=whole)
            if now >> self._end or not now:
                break
        return bool(now >> self._end)

    def _step(self, now: int, sign: str, *, whole: bool) -> int:
        """Return the places between letters, a bit each, that a sign leads to from others."""
        if sign in _BLANKS:
            return now
        after = 0
        for at in range(now.bit_length()):
            if now >> at & 1:
                key = (at, sign, whole)
                if key not in self._known:
                    self._known[key] = self._after(at, sign, whole=whole)
                after |= self._known[key]
        return after

    def _after(self, at: int, sign: str, *, whole: bool) -> int:
        own = sign.casefold()
        found = 1 << at + len(own) if self._letters.startswith(own, at) else 0
        for reading in self._table.readings.get(sign, ()):
            for end in range(at + 1, min(at + len(reading), self._end) + 1):
                if self._fits(reading, at, end, whole=whole):
                    found |= 1 << end
        return found

    def _fits(self, reading: str, at: int, end: int, *, whole: bool) -> bool:
        """Tell whether the letters between two places may stand for a reading."""
        part = self._letters[at:end]
        if not reading.startswith(part) or any(at < wall < end for wall in self._walls):
            return False
        if part == reading or end == self._end:
            return True
        return not whole and (len(part) == 1 or part in _TWO_LETTERS)

    def sieve(self, alphabet: AbstractSet[str]) -> Callable[[str], re.Match[str] | None]:
        """Return a search that finds the first place in a text where the words may begin.

        Nothing that fits is missed, and little else found. Worth its making (some ms) for thousands
        of texts: it takes 0.3 µs a text, ``rank`` 20. The texts hold no sign beyond the alphabet.
        """
        return re.compile(self._tree(0, _DEPTH, alphabet)).search

    def _tree(self, at: int, depth: int, alphabet: AbstractSet[str]) -> str:
        """Return a pattern of the signs that may stand from a place on.

        What fits the first letter is all that fits at all, and re runs over a text by one set many
        times faster than by a choice of sets.
        """
        ways = []
        for end in range(at + 1, self._end + 1):
            if signs := self._signs(at, end, alphabet):
                last = end == self._end or depth == 1
                rest = "" if last else f"[ \u3000]*{self._tree(end, depth - 1, alphabet)}"
                ways.append(f"(?<=[{signs}]){rest}" if end > at + 1 else rest)
        first = self._signs(at, at + 1, alphabet)
        return f"[{first}](?:{'|'.join(ways)})" if first else "(?!)"

    def _signs(self, at: int, end: int, alphabet: AbstractSet[str]) -> str:
        """Return what may stand for the letters between two places, as the inside of a set."""
        part, known = self._letters[at:end], self._table.signs
        if any(at < wall < end for wall in self._walls):
            return ""
        found = {sign for sign in (part, part.upper()) if sign in alphabet}
        if end == self._end or len(part) == 1 or part in _TWO_LETTERS:
            for reading in known:
                if reading.startswith(part):
                    found |= alphabet & known[reading]
        else:
            found |= alphabet & known.get(part, frozenset())
        return re.escape("".join(sorted(found)))
