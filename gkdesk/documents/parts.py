"""Parts of letters written once (forms/pages/letter_parts.toml) and used by many templates.

A block ``part = "remedy"`` is replaced by the part's blocks; what the part needs from the program
(``given``) and asks from the clerk (``field``) joins the template's own. A field the template
declares itself wins, so one letter may ask with other words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gkdesk.base.datafile import read_toml
from gkdesk.base.errors import BadFile, Problem

NAME = "letter_parts"
_KEYS = {"given", "field", "block"}


def check(path: Path) -> list[Problem]:
    """Return the mistakes of the file of parts; their blocks are checked where they are used."""
    try:
        data = read_toml(path)
    except BadFile as error:
        return error.problems
    parts = data.get("part")
    if not isinstance(parts, dict) or not parts:
        return [Problem("part", "没有任何公用段落")]
    return [problem for name, part in parts.items() for problem in _part_problems(name, part)]


def _part_problems(name: str, part: object) -> list[Problem]:
    where = f"part.{name}"
    if not isinstance(part, dict) or not isinstance(part.get("block"), list):
        return [Problem(where, "应有 [[part.名称.block]] 段块")]
    return [
        Problem(where, f"不认识的项目“{key}”，可用：given、field、block")
        for key in part
        if key not in _KEYS
    ]


def expanded(data: dict[str, Any], path: Path | None) -> tuple[dict[str, Any], list[int]]:
    """Put the parts a template names in their places.

    Args:
        data: the template as read.
        path: the file of parts; ``None`` when there is none.

    Returns:
        The template with the parts in it, and for each block the number (from 0) of the block
        in the template's own file it came from.

    Raises:
        BadFile: a part that is not there, or a broken file of parts.
    """
    blocks = data.get("block")
    if not isinstance(blocks, list) or not any(_named(block) for block in blocks):
        return data, list(range(len(blocks) if isinstance(blocks, list) else 0))
    parts = _parts(path)
    given, fields, made = list(data.get("given", [])), list(data.get("field", [])), []
    origins: list[int] = []
    own = {field.get("name") for field in fields if isinstance(field, dict)}
    for number, block in enumerate(blocks, start=1):
        name = _named(block)
        if not name:
            made.append(block)
            origins.append(number - 1)
            continue
        part = parts.get(name)
        if part is None:
            words = f"没有名为“{name}”的公用段落，可用：{'、'.join(parts)}"
            raise BadFile(f"{data.get('id', '')}.toml", [Problem(f"第{number}个段块", words)])
        made += part["block"]
        origins += [number - 1] * len(part["block"])
        given += [one for one in part.get("given", []) if one not in given]
        fields += [one for one in part.get("field", []) if one["name"] not in own]
    return {**data, "block": made, "given": given, "field": fields}, origins


def _named(block: object) -> str:
    return str(block.get("part", "")) if isinstance(block, dict) else ""


def _parts(path: Path | None) -> dict[str, dict[str, Any]]:
    if path is None:
        return {}
    problems = check(path)
    if problems:
        raise BadFile(path.name, problems)
    parts: dict[str, dict[str, Any]] = read_toml(path)["part"]
    return parts
