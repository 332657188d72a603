"""Read one TOML table of a form and note every mistake with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from .datafile import read_toml_placed
from .errors import BadFile, Problem
from .nearest import Places, meant, unknown_key

T = TypeVar("T")


@dataclass
class FormTable:
    """One table being read: each ``take_…`` notes what is wrong instead of raising."""

    data: Mapping[str, Any]
    where: str
    problems: list[Problem]
    places: Places = field(default_factory=lambda: Places(""))
    path: tuple[str | int, ...] = ()  # of this table in the file
    _seen: set[str] = field(default_factory=set)

    def fault(self, key: str, message: str) -> None:
        where = self.places.at(f"{self.where} {key}".strip(), *self.path, key)
        self.problems.append(Problem(where, message))

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        value = self._value(key, str, "应为文字，请加引号", required=required)
        return default if value is None else value.strip()

    def whole(self, key: str, *, required: bool = True, default: int = 0) -> int:
        value = self._value(key, int, "应为整数", required=required)
        if isinstance(value, bool):  # which Python takes for 1 or 0
            self.fault(key, "应为整数")
        return default if value is None or isinstance(value, bool) else value

    def yes(self, key: str, *, default: bool) -> bool:
        value = self._value(key, bool, "只能写 true 或 false", required=False)
        return default if value is None else value

    def day(self, key: str) -> date:
        value = self._value(key, date, "应为日期，如 2026-01-01（不加引号）", required=True)
        if isinstance(value, datetime):
            self.fault(key, "只写日期，不写时间")
        return date.max if value is None or isinstance(value, datetime) else value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        value = self._value(key, list, '应为一串文字，如 ["甲", "乙"]', required=required)
        if value is None:
            return ()
        if not all(isinstance(text, str) and text.strip() for text in value):
            self.fault(key, "每一项都应为不空的文字")
            return ()
        return tuple(value)

    def choice(self, key: str, known: Mapping[str, object], *, default: str = "") -> str:
        value = self.text(key, required=not default, default=default)
        if value and value not in known:
            near = meant(value, known)
            self.fault(key, f"不认识“{value}”{near or '，'}只能是：{'、'.join(known)}")
            return ""
        return value

    def table(self, key: str) -> FormTable | None:
        value = self._value(key, dict, f"应为一段 [{key}]", required=False)
        if value is None:
            return None
        return FormTable(value, f"[{key}]", self.problems, self.places, (*self.path, key))

    def tables(self, key: str, *, required: bool = True) -> list[FormTable]:
        value = self._value(key, list, f"应为若干段 [[{key}]]", required=required)
        if value is None:
            return []
        if not all(isinstance(row, dict) for row in value):
            self.fault(key, f"应为若干段 [[{key}]]")
            return []
        head = f"{self.where} " if self.where else ""
        return [
            FormTable(
                row, f"{head}[[{key}]] 第{number}段", self.problems, self.places,
                (*self.path, key, number - 1),
            )
            for number, row in enumerate(value, start=1)
        ]  # fmt: skip

    def done(self) -> None:
        """Note each key nobody asked for: a misspelt key must not be ignored."""
        for key in self.data:
            if key not in self._seen:
                self.fault(key, unknown_key(key, self._seen))

    def _value(self, key: str, kind: type, complaint: str, *, required: bool) -> Any:  # noqa: ANN401
        self._seen.add(key)
        if key not in self.data:
            if required:
                self.fault(key, "缺少这一项")
            return None
        value = self.data[key]
        if not isinstance(value, kind):
            self.fault(key, complaint)
            return None
        return value


def mistakes(path: Path, build: Callable[[FormTable], T | None]) -> tuple[T | None, list[Problem]]:
    """Read a rule file; return what ``build`` makes of it, and every mistake with its place.

    ``build`` returns ``None`` after noting what is missing without which nothing can be read.
    """
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return None, error.problems
    problems: list[Problem] = []
    table = FormTable(data, "", problems, places)
    made = build(table)
    if made is not None:
        table.done()
    return made, problems


def read_rules(path: Path, build: Callable[[FormTable], T | None]) -> T:
    """Read a rule file that must be right.

    Raises:
        BadFile: every mistake with its place.
    """
    made, problems = mistakes(path, build)
    if problems or made is None:
        raise BadFile(path.name, problems)
    return made
