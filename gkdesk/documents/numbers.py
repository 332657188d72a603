"""文号: the next number of a series, without gaps, and how it is written.

The series and their words are data in ``forms/pages/numbers.toml``. A number is taken in the
transaction of the act that needs it, so an act that comes to nothing leaves no gap.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import BadFile, Declined, Problem
from gkdesk.base.files import read as read_bytes
from gkdesk.base.formfiles import FormFolders
from gkdesk.db import Connection

from . import store

_KEYS = {"label", "word", "pattern"}
_PARTS = {"prefix": "代字", "word": "字", "year": 2026, "n": 1}


@dataclass(frozen=True, slots=True)
class Series:
    """One series of numbers; ``pattern`` holds {prefix}, {word}, {year} and {n}."""

    key: str
    label: str
    word: str
    pattern: str

    def format(self, prefix: str, year: int, n: int | str) -> str:
        """Write a number, without leading zeros (GB/T 9704—2012 7.2.5)."""
        return self.pattern.format(prefix=prefix, word=self.word, year=year, n=n)


class NoSeries(Declined):
    """A form names a series of numbers that is not in ``numbers.toml``."""

    message = (
        "没有名为“{series}”的文号系列。请在 forms/pages/numbers.toml 中补上，没有占用任何文号。"
    )


def series_of(forms: FormFolders) -> Mapping[str, Series]:
    """Read the series of this office.

    Raises:
        BadFile: every mistake in ``numbers.toml``.
    """
    path = forms.paths("pages")["numbers"]
    problems = check(path)
    if problems:
        raise BadFile(path.name, problems)
    data = tomllib.loads(read_bytes(path).decode("utf-8"))
    return {key: Series(key, **entry) for key, entry in data["series"].items()}


def check(path: Path) -> list[Problem]:
    """Return every mistake in ``numbers.toml``."""
    try:
        data = tomllib.loads(read_bytes(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [Problem("整个文件", f"不是能读懂的 TOML 文件（{error}）")]
    entries = data.get("series")
    if not isinstance(entries, dict) or not entries:
        return [Problem("series", "没有任何文号系列")]
    return [problem for key, entry in entries.items() for problem in _check_entry(key, entry)]


def _check_entry(key: str, entry: object) -> list[Problem]:
    where = f"series.{key}"
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        return [Problem(where, "应有且只有 label、word、pattern 三项")]
    try:
        written = str(entry["pattern"]).format(**_PARTS)
    except (KeyError, IndexError, ValueError):
        return [Problem(where, "pattern 里只能用 {prefix}、{word}、{year}、{n}")]
    if "2026" not in written or not all(part in entry["pattern"] for part in ("{n}", "{year}")):
        return [Problem(where, "pattern 里必须有 {year} 和 {n}")]
    return []


def take(conn: Connection, series: str, year: int) -> int:
    """Take the next number of a series and year; call it inside the act's transaction."""
    return store.take_number(conn, series=series, year=year)
