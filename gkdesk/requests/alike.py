"""Which of very many descriptions ask for the same information, without reading all of them."""

from __future__ import annotations

from collections import Counter

from .similar import ALIKE, letters_of, pairs_of


class Alike:
    """An index of neighbouring letters; answers exactly as ``similar`` on every pair would."""

    def __init__(self) -> None:
        self._letters: dict[int, str] = {}
        self._sizes: dict[int, int] = {}  # how many different pairs
        self._having: dict[str, list[int]] = {}

    def put(self, key: int, text: str) -> None:
        """Add a text, or replace the one under this key."""
        letters = letters_of(text)
        before = self._letters.get(key, "")
        if letters == before:
            return
        for pair in pairs_of(before):
            self._having[pair].remove(key)
        pairs = pairs_of(letters)
        self._letters[key], self._sizes[key] = letters, len(pairs)
        for pair in pairs:
            self._having.setdefault(pair, []).append(key)

    def like(self, text: str) -> list[int]:
        """Return the keys of all texts that ask for much the same, in ascending order."""
        own = letters_of(text)
        if not own:
            return []
        pairs = pairs_of(own)
        common: Counter[int] = Counter()
        for pair in pairs:
            common.update(self._having.get(pair, ()))
        if len(own) == 1 or any(len(pair) == 1 for pair in self._having):
            # a single letter shares no pair with a text that holds it
            common.update(dict.fromkeys(self._letters.keys() - common.keys(), 0))
        size, sizes, letters = len(pairs), self._sizes, self._letters
        return sorted(
            key
            for key, count in common.items()
            if count >= ALIKE * (size + sizes[key] - count)
            # one text holds the other only if all its pairs are common, or it has no pair
            or ((count in (0, size, sizes[key])) and _holds(own, letters[key]))
        )


def _holds(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)
