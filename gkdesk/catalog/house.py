"""The office's own figures where a 公开时限 names none: ``forms/rules/catalog_house.toml``.

Nothing in it is law: each figure carries its basis, and a status that is shown wherever it counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.labels import Labelled
from gkdesk.base.nearest import Places, unknown_key

from .model import ClauseKind

NAME = "catalog_house"
UNITS = {
    "working_day": "个工作日", "day": "日", "week": "周", "month": "个月", "quarter": "个季度",
    "half_year": "个半年", "year": "年", "hour": "小时",
}  # fmt: skip
HOUSED = (ClauseKind.REALTIME, ClauseKind.PROMPT, ClauseKind.PROGRESS, ClauseKind.ANYTIME)
_MOST = 366
_FIRST_YEAR, _LAST_YEAR = 2008, 2199  # the first regulation took effect in 2008
_CODES = ("penalty", "ceiling", "finance")


class ColumnKind(Labelled):
    """How often a column of the website must show something new."""

    DYNAMIC = "dynamic", "动态栏目"
    STATIC = "static", "非动态栏目"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of days with where it is from."""

    count: int
    unit: str
    basis: str
    status: str
    source: str = ""

    @property
    def words(self) -> str:
        return f"{self.count}{UNITS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Caution:
    """A wording worth a second look."""

    code: str
    figure: Figure
    words: str
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """Every figure of the file; ``longterm_on`` is ``MM-DD``."""

    figures: Mapping[ClauseKind, Figure]
    columns: Mapping[ColumnKind, Figure]
    longterm_on: str
    longterm_status: str
    before_clear: bool
    early_speaks_of_before: bool
    since: int
    cautions: tuple[Caution, ...]


def load(path: Path) -> House:
    """Read the figures.

    Raises:
        BadFile: every mistake with its place.
        Blocked: the file cannot be read.
    """
    made, problems = _read(path)
    if problems or made is None:
        raise BadFile(path.name, problems)
    return made


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return _read(path)[1]


def _read(path: Path) -> tuple[House | None, list[Problem]]:
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return None, error.problems
    reader = _Reader(data, places)
    return reader.house(), reader.problems


@dataclass
class _Reader:
    """Collects every mistake instead of stopping at the first."""

    data: Mapping[str, Any]
    places: Places
    problems: list[Problem] = field(default_factory=list)

    def house(self) -> House:
        self._known(self.data, (), "house", "column", "longterm", "counting", "audit", "warning")
        longterm, counting, audit = (
            self._table(name) for name in ("longterm", "counting", "audit")
        )
        self._known(longterm, ("longterm",), "on", "basis", "status")
        flags = ("before_clear", "before_basis", "before_status")
        early = ("early_day_speaks_of_before", "early_status")
        self._known(counting, ("counting",), *flags, *early)
        self._known(audit, ("audit",), "since", "basis", "status")
        return House(
            figures=self._kinds("house", HOUSED),
            columns=self._kinds("column", tuple(ColumnKind)),
            longterm_on=self._month_day(longterm),
            longterm_status=self._text(longterm, ("longterm",), "status"),
            before_clear=self._flag(counting, "before_clear"),
            early_speaks_of_before=self._flag(counting, "early_day_speaks_of_before"),
            since=self._whole(audit, ("audit",), "since", _FIRST_YEAR, _LAST_YEAR),
            cautions=tuple(self._cautions()),
        )

    def _kinds(self, name: str, known: tuple[Any, ...]) -> dict[Any, Figure]:
        found = {}
        for at, row in enumerate(self._rows(name)):
            place = (name, at)
            self._known(row, place, "kind", "count", "unit", "basis", "source", "status")
            kind = row.get("kind")
            if kind not in known:
                self._fault((*place, "kind"), f"只能是：{'、'.join(known)}")
                continue
            found[next(one for one in known if one == kind)] = self._figure(row, place)
        for one in known:
            if one not in found and not self.problems:
                self._fault((name,), f"缺少 kind = “{one}”（{one.label}）的一段")
        return found

    def _figure(self, row: Mapping[str, Any], place: tuple[str | int, ...]) -> Figure:
        unit = str(row.get("unit", ""))
        if unit not in UNITS:
            self._fault((*place, "unit"), f"只能是：{'、'.join(UNITS)}")
            unit = "day"
        return Figure(
            self._whole(row, place, "count", 0, _MOST), unit, self._text(row, place, "basis"),
            self._text(row, place, "status"), str(row.get("source", "")),
        )  # fmt: skip

    def _cautions(self) -> list[Caution]:
        found = []
        for at, row in enumerate(self._rows("warning")):
            place = ("warning", at)
            keys = ("code", "count", "unit", "words", "basis", "source", "status", "areas")
            self._known(row, place, *keys)
            code = self._text(row, place, "code")
            if code not in _CODES:
                self._fault((*place, "code"), f"只能是：{'、'.join(_CODES)}")
            words = self._text(row, place, "words")
            if re.sub(r"\{(?:found|rule)\}", "", words).count("{"):
                self._fault((*place, "words"), "只能用 {found} 和 {rule}")
            areas = row.get("areas", [])
            if not isinstance(areas, list) or not all(isinstance(one, str) for one in areas):
                self._fault((*place, "areas"), '应为一串文字，如 ["财政预决算"]')
                areas = []
            found.append(Caution(code, self._figure(row, place), words, tuple(areas)))
        return found

    def _table(self, name: str) -> Mapping[str, Any]:
        found = self.data.get(name)
        if isinstance(found, dict):
            return found
        self._fault((name,), f"缺少 [{name}] 这一段")
        return {}

    def _rows(self, name: str) -> list[Mapping[str, Any]]:
        found = self.data.get(name, [])
        if isinstance(found, list) and all(isinstance(row, dict) for row in found):
            return found
        self._fault((name,), f"应为若干段 [[{name}]]")
        return []

    def _text(self, row: Mapping[str, Any], place: tuple[str | int, ...], key: str) -> str:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._fault((*place, key), "应为不空的文字，请加引号")
        return ""

    def _whole(
        self, row: Mapping[str, Any], place: tuple[str | int, ...], key: str, least: int, most: int
    ) -> int:
        value = row.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._fault((*place, key), f"应为{least}到{most}之间的整数")
        return least

    def _flag(self, row: Mapping[str, Any], key: str) -> bool:
        value = row.get(key)
        if not isinstance(value, bool):
            self._fault(("counting", key), "只能写 true 或 false")
        return value is True

    def _month_day(self, row: Mapping[str, Any]) -> str:
        text = str(row.get("on", ""))
        try:
            date.fromisoformat(f"2023-{text}")  # a year without 29 February: it must exist always
        except ValueError:
            self._fault(("longterm", "on"), "应为月日，如 12-31")
            return "12-31"
        return text

    def _known(self, row: Mapping[str, Any], place: tuple[str | int, ...], *keys: str) -> None:
        for key in row:
            if key not in keys:
                self._fault((*place, key), unknown_key(key, keys))

    def _fault(self, path: tuple[str | int, ...], message: str) -> None:
        words = " ".join(f"第{part + 1}段" if isinstance(part, int) else part for part in path)
        self.problems.append(Problem(self.places.at(words, *path), message))
