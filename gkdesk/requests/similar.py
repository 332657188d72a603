"""Whether two descriptions ask for the same information."""

from __future__ import annotations

from gkdesk.base.text import half_width, squeeze

ALIKE = 0.6  # share of common letter pairs; checked on the samples in the tests


def similar(one: str, other: str) -> bool:
    """Tell whether two texts ask for much the same: one holds the other, or most pairs agree."""
    a, b = _letters(one), _letters(other)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    first, second = _pairs(a), _pairs(b)
    return len(first & second) >= ALIKE * len(first | second)


def common_pairs(one: str, other: str) -> bool:
    """Tell whether two texts share two neighbouring letters."""
    return bool(_pairs(_letters(one)) & _pairs(_letters(other)))


def _letters(text: str) -> str:
    return "".join(letter for letter in squeeze(half_width(text)) if letter.isalnum())


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))}
