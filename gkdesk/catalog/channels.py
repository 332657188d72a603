"""公开渠道和载体: from a cell full of ■ and □ to channels that are ticked, unticked or unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mapping import ChannelNames
from .model import Channel

_BLANK = re.compile(r"\s+")
_BEFORE_BRACKET = re.compile(r"\s+(?=[(（])")
_STRONG = re.compile(r"[;；]")
_BREAK = re.compile(r"[,，:：]\s*|\n+")
_GAP = re.compile(r"[\s;；,，]+")
_EDGE = " \t\n\u3000;；,，:：。、_"
_HINT = re.compile(r"[(（][^)）]*[)）]")
_NOTE = re.compile(r"\n\s*注[:：].*", re.DOTALL)
_OPEN = re.compile(r"[(（][^)）]*$")


class ChannelReader:
    """Reads channel cells by the office's names and marks; remembers every text it has read."""

    def __init__(self, names: ChannelNames) -> None:
        self._names = names
        self._mark = re.compile(f"[{re.escape(names.on + names.off)}]")
        self._known: dict[str, tuple[Channel, ...]] = {}
        self.unmarked: set[str] = set()  # texts that name channels but tick none and untick none
        words = sorted(names.canonical, key=len, reverse=True)
        self._word = re.compile("|".join(map(re.escape, words)))
        self._words_only = re.compile(f"(?:{self._word.pattern})+")
        self._box = re.compile(
            rf"{re.escape(names.boxlike)}(?=\s*(?:{self._word.pattern}))"
            rf"|(?:^|(?<=[\s;；,，:：、]))\s*{re.escape(names.boxlike)}"
        )

    def read(self, text: str) -> tuple[Channel, ...]:
        """Return the channels of one cell, in the order they stand."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._read(text)
            if found and all(channel.ticked is None for channel in found):
                self.unmarked.add(text)
        return found

    def _read(self, text: str) -> tuple[Channel, ...]:
        text = _BEFORE_BRACKET.sub("", _NOTE.sub("", text))
        marked = self._marks(text)
        if marked is None:
            return tuple(self._channel(label, None) for label in self._unmarked(text))
        found: list[Channel] = []
        for mark, segment in marked:
            ticked = None if mark is None else mark
            labels = list(self._labels(segment))
            found += [
                self._channel(label, ticked if place == 0 else None)
                for place, label in enumerate(labels)
            ]
        return tuple(found)

    def _marks(self, text: str) -> list[tuple[bool | None, str]] | None:
        """Split at the marks: (ticked, text up to the next mark); ``None`` without any mark."""
        on, off = self._names.on, self._names.off
        for lone_on, lone_off in self._names.letters:
            if lone_on in text and (lone_off in text or lone_off in off):
                text = _letter(lone_on).sub("■", text)
                text = _letter(lone_off).sub("□", text) if lone_off not in off else text
        if self._names.boxlike in text:
            text = self._box.sub("□", text)
        places = [found.start() for found in self._mark.finditer(text)]
        if not places:
            return None
        parts: list[tuple[bool | None, str]] = []
        if text[: places[0]].strip(_EDGE):
            parts.append((None, text[: places[0]]))
        ends = [*places[1:], len(text)]
        parts += [
            (text[at] in on, text[at + 1 : end]) for at, end in zip(places, ends, strict=True)
        ]
        return [(mark, part) for mark, part in parts if part.strip(_EDGE)]

    def _labels(self, segment: str) -> Iterator[str]:
        """Yield the labels after one mark: the marked one, then any that carry no mark."""
        for part in _STRONG.split(segment.strip(_EDGE)):
            label = ""
            for piece in _BREAK.split(part.strip(_EDGE)):
                wrapped = label.endswith(("/", "、")) or _OPEN.search(label) or not label
                if wrapped or not self._word.match(piece.strip()):
                    label += ("" if wrapped else _joint(part, piece)) + piece
                    continue
                yield label
                label = piece
            if label:
                yield label

    def _unmarked(self, text: str) -> Iterator[str]:
        for chunk in _GAP.split(text):
            bare = chunk.strip(_EDGE)
            if not bare:
                continue
            if bare not in self._names.canonical and self._words_only.fullmatch(bare):
                yield from self._word.findall(bare)
            else:
                yield bare

    def _channel(self, label: str, ticked: bool | None) -> Channel:  # noqa: FBT001 - its field
        label = _BLANK.sub("", label).strip(_EDGE)
        return Channel(self._name(label), label, ticked)

    def _name(self, label: str) -> str:
        names = self._names
        for form in (label, _HINT.sub("", label)):
            if form in names.canonical:
                return names.canonical[form]
        if label.startswith("其他"):
            return "其他"
        return next((name for ending, name in names.endings if label.endswith(ending)), label)


def _letter(letter: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s;；,，、)）])){re.escape(letter)}(?=\s*[\u4e00-\u9fff1-9])")


def _joint(segment: str, piece: str) -> str:
    at = segment.find(piece)
    return segment[at - 1] if at > 0 and segment[at - 1] in ":：" else ""
