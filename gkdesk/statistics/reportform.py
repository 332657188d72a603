"""``forms/rules/annual_report.toml``: what the six parts ask, and its mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.formfiles import FormFolders
from gkdesk.base.nearest import unknown_key

from .figures import NAMES
from .model import FEE, Part, ReportForm, RowKind, TextField, TwoRow

NAME = "annual_report"
_HEAD = {"id", "title", "from", "basis", "source", "status", "note", "due", "text", "row"}
_KEYS = {
    "text": {"part", "code", "label", "help", "draft"},
    "row": {"block", "code", "label", "kind", "zero"},
}
_NEEDED = {"text": ("part", "code", "label"), "row": ("block", "code", "label", "kind")}
_STATUSES = ("certain", "unsure", "proposal")
_CODE = re.compile(r"[a-z][a-z_]*")
_BRACES = re.compile(r"\{(\w*)\}")
_LEAP = 2024  # a year that has every day
# texts the paper prints by name (forms/documents/annual_report.toml)
PRINTED = (
    "intro", "active", "on_request", "management", "platform", "supervision", "problems",
    "improvements", "others",
)  # fmt: skip


def load(folders: FormFolders) -> ReportForm:
    """Read the office's own file, or the shipped one.

    Raises:
        BadFile: every mistake of it.
        Blocked: it cannot be read.
    """
    path = folders.paths("rules").get(NAME, folders.shipped / "rules" / f"{NAME}.toml")
    data, problems = _read(path)
    if problems:
        raise BadFile(path.name, problems)
    month, day = map(int, str(data["due"]).split("-"))
    return ReportForm(
        title=str(data["title"]),
        basis=str(data["basis"]),
        status=str(data["status"]),
        note=str(data.get("note", "")),
        due=(month, day),
        texts=tuple(
            TextField(
                Part(one["part"]), one["code"], one["label"], one.get("help", ""),
                one.get("draft", ""),
            )
            for one in data["text"]
        ),
        rows=tuple(
            TwoRow(
                one["block"], one["code"], one["label"], RowKind(one["kind"]),
                zero=one.get("zero", False),
            )
            for one in data["row"]
        ),
    )  # fmt: skip


def check(path: Path) -> list[Problem]:
    """List every mistake of the file with its place."""
    return _read(path)[1]


def _read(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return {}, error.problems
    problems = list(_head_problems(path, data))
    for name in _KEYS:
        rows = data.get(name)
        if not isinstance(rows, list) or not rows or not all(isinstance(r, dict) for r in rows):
            problems.append(Problem(name, f"应写成 [[{name}]] 的若干节"))
            continue
        for number, row in enumerate(rows, start=1):
            for key, fault in _row_problems(name, row):
                where = places.at(f"{name} 第{number}节，{key}", name, number - 1, key)
                problems.append(Problem(where, fault))
    return data, problems or list(_whole_problems(data))


def _head_problems(path: Path, data: Mapping[str, Any]) -> Iterator[Problem]:
    if data.get("id") != path.stem:
        yield Problem("id", f"应与文件名相同：{path.stem}")
    for key in sorted(data.keys() - _HEAD):
        yield Problem(key, unknown_key(key, _HEAD))
    for key in ("title", "basis", "source", "status", "due"):
        if not isinstance(data.get(key), str) or not data[key]:
            yield Problem(key, "没有填写")
    if type(data.get("from")) is not date:
        yield Problem("from", "应为日期，例如 2021-01-01，不加引号")
    if data.get("status") and data["status"] not in _STATUSES:
        yield Problem("status", f"只能填 {'、'.join(_STATUSES)}")
    if isinstance(data.get("due"), str) and data["due"] and not _is_day(data["due"]):
        yield Problem("due", "应为月和日，例如 01-31")


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(f"{_LEAP}-{text}")
    except ValueError:
        return False
    return (day.month, day.day) != (2, 29)  # there is none in most years


def _row_problems(name: str, row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    known = _KEYS[name]
    yield from ((key, unknown_key(key, known)) for key in sorted(row.keys() - known))
    for key in _NEEDED[name]:
        if not isinstance(row.get(key), str) or not row[key]:
            yield key, "没有填写"
    for key in ("help", "draft"):
        if not isinstance(row.get(key, ""), str):
            yield key, "应为文字，写在引号里"
    if not isinstance(row.get("zero", False), bool):
        yield "zero", "只能填 true 或者 false"
    yield from _value_problems(row)


def _value_problems(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    code, draft = row.get("code"), row.get("draft")
    if isinstance(code, str) and code and not _CODE.fullmatch(code):
        yield "code", "只能用小写英文字母和下划线"
    sets: dict[str, list[str]] = {"part": [*Part], "kind": [*RowKind]}
    for key, allowed in sets.items():
        if isinstance(row.get(key), str) and row[key] and row[key] not in allowed:
            yield key, f"只能填 {'、'.join(allowed)}"
    named = _BRACES.findall(draft) if isinstance(draft, str) else []
    yield from (("draft", unknown_key(one, NAMES)) for one in named if one not in NAMES)


def _whole_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """What single rows cannot tell: doubled codes, texts the paper prints, figures in words."""
    codes = [row["code"] for row in data["text"]] + [FEE]
    for row in data["row"]:
        two = TwoRow(row["block"], row["code"], row["label"], RowKind(row["kind"]))
        codes += dict.fromkeys((row["code"], *two.codes))
    for one in sorted({one for one in codes if codes.count(one) > 1}):
        yield Problem("code", f"“{one}”写了两次")
    texts = [row["code"] for row in data["text"]]
    for one in (one for one in PRINTED if one not in texts):
        yield Problem("text", f"缺少 code 为 {one} 的一节，文书上要印")
    for one in (one for one in texts if one not in PRINTED):
        yield Problem("text", f"文书上没有“{one}”的位置，请删去")
    yield from _part_problems(data["text"])
    if all(row.get("zero", False) for row in data["row"]):
        yield Problem("row", "至少要有一行填数，zero 的行只印0")


def _part_problems(texts: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    parts = {Part.OVERVIEW, Part.PROBLEMS, Part.OTHERS}
    for row in texts:
        if Part(row["part"]) not in parts:
            yield Problem("part", f"“{row['label']}”放在的部分只有表格，没有文字")
    for part in sorted(parts - {Part(row["part"]) for row in texts}):
        yield Problem("part", f"“{part.label}”没有一节文字，这一部分写不完")
