"""Where a TOML file says what, and which word was probably meant: for files people write by hand.

``tomllib`` gives values without their lines, so the lines are found in the text once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property

_ALIKE = 0.6  # difflib's ratio from which two words count as alike
# strings and comments, which may hold anything, and the signs that open and close values
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\-]+)\s*=")
_INSIDE = re.compile(r"[^\n]")

Path = tuple[str | int, ...]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like another, or nothing."""
    found = get_close_matches(word, sorted(known), n=1, cutoff=_ALIKE)
    return found[0] if found else ""


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Say that a key is not known, and which may have been meant."""
    meant = nearest(key, known)
    advice = f"是不是“{meant}”？请改正拼写或删去" if meant else "请删去或改正拼写"
    return f"不认识的项目“{key}”，{advice}"


def meant(word: str, known: Iterable[str]) -> str:
    """Ask whether the nearest known word was meant; empty when none is near."""
    found = nearest(word, known)
    return f"，是不是“{found}”？" if found else ""


class Places:
    """The line of each key of a TOML text, found when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    def line(self, *path: str | int) -> int:
        """Return a key's line, from 1; what is not found has its table's, or 0.

        ``("block", 0, "line", 2, "label")`` is the label of the third line of the first block.
        """
        for length in range(len(path), 0, -1):
            if found := self._lines.get(path[:length]):
                return found
        return 0

    def at(self, where: str, *path: str | int) -> str:
        """Put a key's line before the words for its place."""
        number = self.line(*path)
        return f"第{number}行 {where}" if number else where

    @cached_property
    def _lines(self) -> dict[Path, int]:
        lines: dict[Path, int] = {}
        counts: dict[Path, int] = {}
        table: Path = ()
        for number, line in _outer_lines(self._text):
            if header := _HEADER.match(line):
                table = _enter(header[2], counts, many=header[1] == "[[")
                lines.setdefault(table, number)
            elif key := _KEY.match(line):
                lines.setdefault((*table, *key[1].split(".")), number)
        return lines


def _outer_lines(text: str) -> Iterator[tuple[int, str]]:
    """Go through the lines that begin outside every string and list, with their numbers."""
    bare = _TOKEN.sub(lambda found: _INSIDE.sub("~", found.group()), text)
    depth = 0
    for number, line in enumerate(bare.split("\n"), start=1):
        if not depth:
            yield number, line
        value = line if depth else line.partition("=")[2]
        depth = max(0, depth + len(re.findall(r"[\[{]", value)) - len(re.findall(r"[\]}]", value)))


def _enter(name: str, counts: dict[Path, int], *, many: bool) -> Path:
    """Return the path of a table, with the number of each list of tables on the way."""
    path: Path = ()
    parts = [part.strip() for part in name.split(".")]
    for at, part in enumerate(parts, start=1):
        path = (*path, part)
        if many and at == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
