"""Whether two descriptions ask for the same information."""

from __future__ import annotations

import re

from gkdesk.base.text import half_width, squeeze

_TELLING = 4  # letters
_COMMON = re.compile(
    r"申请|政府信息|信息公开|公开|信息|本人|我[村镇户家]?|[0-9年月日]+|情况|相关|有关"
)
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


def letters_of(text: str) -> str:
    """Return the letters and digits two texts are compared by."""
    return _letters(text)


def pairs_of(letters: str) -> set[str]:
    """Return every two neighbouring letters; of a single letter, that letter; of none, none."""
    return _pairs(letters) if letters else set()


def common_pairs(one: str, other: str) -> bool:
    """Tell whether two texts share two neighbouring letters."""
    return bool(_pairs(_letters(one)) & _pairs(_letters(other)))


def mentions(text: str, item: str) -> bool:
    """Tell whether a text has a word of an item, the words every request uses left out.

    An item of fewer than four letters is too short to tell by.
    """
    wanted = _letters(_COMMON.sub("", item))
    return len(wanted) < _TELLING or bool(_pairs(wanted) & _pairs(_letters(_COMMON.sub("", text))))


def _letters(text: str) -> str:
    return "".join(letter for letter in squeeze(half_width(text)) if letter.isalnum())


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))}
