"""The rows and columns of the annual report's table 三, kept in ``forms/rules``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.nearest import unknown_key

from .model import ApplicantKind, OrgCategory
from .rulefile import Status

NAME = "request_annual"
NEW, CARRIED_IN, TOTAL, CARRIED_OUT = "new", "carried_in", "result_total", "carried_out"
_FIXED = (NEW, CARRIED_IN, TOTAL, CARRIED_OUT)
_SUM = "total"  # the column of all classes
_HEAD = {"id", "title", "from", "basis", "source", "status", "note", "column", "line"}
_KEYS = {"column": {"code", "label", "class"}, "line": {"code", "mark", "label"}}
_CLASSES = {ApplicantKind.CITIZEN.value, *(one.value for one in OrgCategory)}


@dataclass(frozen=True, slots=True)
class Line:
    """One row; without a ``code`` it is a heading. An outcome names its row by the ``mark``."""

    code: str
    mark: str
    label: str


@dataclass(frozen=True, slots=True)
class AnnualForm:
    """The table: ``columns`` are pairs of code and label, the last one the total."""

    title: str
    basis: str
    source: str
    status: Status
    note: str
    lines: tuple[Line, ...]
    columns: tuple[tuple[str, str], ...]
    classes: Mapping[str, int]  # class of applicant → its column

    @property
    def counted(self) -> tuple[Line, ...]:
        """The rows that hold figures."""
        return tuple(line for line in self.lines if line.code)

    @property
    def results(self) -> tuple[str, ...]:
        """The codes of the rows whose sum is 三（七）."""
        return tuple(line.code for line in self.counted if line.code not in _FIXED)


def load(folders: FormFolders) -> AnnualForm:
    """Read the office's own file, or the shipped one.

    Raises:
        BadFile: every mistake of it.
        Blocked: it cannot be read.
    """
    path = folders.paths("rules").get(NAME, folders.shipped / "rules" / f"{NAME}.toml")
    data, problems = _read(path)
    if problems:
        raise BadFile(path.name, problems)
    columns = data["column"]
    return AnnualForm(
        title=str(data["title"]),
        basis=str(data["basis"]),
        source=str(data["source"]),
        status=Status(str(data["status"])),
        note=str(data.get("note", "")),
        lines=tuple(
            Line(str(row.get("code", "")), str(row.get("mark", "")), str(row["label"]))
            for row in data["line"]
        ),
        columns=tuple((str(one["code"]), str(one["label"])) for one in columns),
        classes={str(one["class"]): at for at, one in enumerate(columns) if "class" in one},
    )


def check(path: Path) -> list[Problem]:
    """List every mistake of the file with its place."""
    return _read(path)[1]


def _read(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return {}, error.problems
    problems = list(_head_problems(path, data))
    for name, known in _KEYS.items():
        rows = data.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append(Problem(name, f"应写成 [[{name}]] 的若干节"))
            continue
        for number, row in enumerate(rows, start=1):
            for key, fault in _row_problems(name, row, known):
                where = places.at(f"{name} 第{number}节，{key}", name, number - 1, key)
                problems.append(Problem(where, fault))
    return data, problems or list(_whole_problems(data))


def _head_problems(path: Path, data: Mapping[str, Any]) -> Iterator[Problem]:
    if data.get("id") != path.stem:
        yield Problem("id", f"应与文件名相同：{path.stem}")
    for key in sorted(data.keys() - _HEAD):
        yield Problem(key, unknown_key(key, _HEAD))
    for key in ("title", "from", "basis", "source", "status"):
        if not data.get(key):
            yield Problem(key, "没有填写")
    if data.get("from") and type(data["from"]) is not date:
        yield Problem("from", "应为日期，例如 2021-01-01，不加引号")
    if data.get("status") and data["status"] not in set(Status):
        yield Problem("status", "只能填 certain、unsure、proposal")


def _row_problems(
    name: str, row: Mapping[str, object], known: set[str]
) -> Iterator[tuple[str, str]]:
    for key in sorted(row.keys() - known):
        yield key, unknown_key(key, known)
    needed = {"label"} | ({"code"} if name == "column" else set())
    needed |= {"code", "mark"} if row.keys() & {"code", "mark"} and name == "line" else set()
    for key in sorted(needed):
        if not isinstance(row.get(key), str) or not row[key]:
            yield key, "没有填写"
    if "class" in row and row["class"] not in _CLASSES:
        yield "class", f"只能填 {'、'.join(sorted(_CLASSES))}"


def _whole_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """What single rows cannot tell: doubled codes, missing rows, classes without a column."""
    for name, key in (("column", "code"), ("line", "code"), ("line", "mark"), ("column", "class")):
        found = [row[key] for row in data[name] if key in row]
        for one in sorted({one for one in found if found.count(one) > 1}):
            yield Problem(f"{name} 的 {key}", f"“{one}”写了两次")
    codes = {row.get("code") for row in data["line"]}
    for code in _FIXED:
        if code not in codes:
            yield Problem("line", f"缺少 code 为 {code} 的一行")
    for one in sorted(_CLASSES - {row.get("class") for row in data["column"]}):
        yield Problem("column", f"缺少 class 为 {one} 的一列")
    if data["column"][-1].get("code") != _SUM:
        yield Problem("column", f"最后一列应是总计，code 填 {_SUM}")
