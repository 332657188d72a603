"""Which of very many descriptions ask for the same information, without reading all of them."""

from __future__ import annotations

from collections import Counter

from .similar import ALIKE, pairs_of, similar


class Alike:
    """An index of neighbouring letters; answers exactly as ``similar`` on every pair would."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._having: dict[str, list[int]] = {}
        self._sizes: dict[int, int] = {}
        self._short: set[int] = set()  # of one letter: shares no pair with a text that holds it

    def put(self, key: int, text: str) -> None:
        """Add a text, or replace the one under this key; what is left of the old one is weeded."""
        if self._texts.get(key) == text:
            return
        self._texts[key] = text
        pairs = pairs_of(text)
        self._sizes[key] = len(pairs)
        if any(len(pair) < 2 for pair in pairs):  # noqa: PLR2004 - a pair
            self._short.add(key)
        for pair in pairs:
            self._having.setdefault(pair, []).append(key)

    def like(self, text: str) -> list[int]:
        """Return the keys of all texts that ask for much the same, in ascending order."""
        pairs = pairs_of(text)
        if any(len(pair) < 2 for pair in pairs):  # noqa: PLR2004 - a pair
            return sorted(key for key, other in self._texts.items() if similar(text, other))
        common: Counter[int] = Counter()
        for pair in pairs:
            common.update(self._having.get(pair, ()))
        least = ALIKE * len(pairs)
        near = {key for key, count in common.items() if count >= least or count >= self._sizes[key]}
        return sorted(key for key in near | self._short if similar(text, self._texts[key]))
