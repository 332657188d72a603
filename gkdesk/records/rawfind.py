"""What a hit says itself, found once more: a kept hit shows it only masked.

Nothing here is handed to a face; the one caller puts a telephone on the office's list.
"""

from __future__ import annotations

from collections.abc import Iterable

from gkdesk.base.scanning import Match, Rules

from .scanfile import pour
from .sink import Sink, located, mark_of


class _Catch(Sink):
    """Remembers the text of the one find that has a mark."""

    def __init__(self, rules: Rules, wanted: str) -> None:
        super().__init__(rules)
        self._wanted = wanted
        self.caught = ""

    def _add(self, text: str, _hidden: str, match: Match, where: str) -> None:
        own = text[match.start : match.end]
        if mark_of(match.kind, own, where) == self._wanted:
            self.caught = own


def in_file(data: bytes, name: str, rules: Rules, mark: str) -> str:
    """Return the find a file's hit is about, ``""`` when it is not there (any more)."""
    catch = _Catch(rules, mark)
    pour(data, name, catch)
    return catch.caught


def in_texts(texts: Iterable[tuple[str, str]], rules: Rules, mark: str) -> str:
    """Return the same of texts written in the program: pairs of place and text."""
    for where, text in texts:
        for one in located(text, where, rules, lines=True):
            if one.mark == mark:
                return one.piece[one.match.start : one.match.end]
    return ""
