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

from .wording import list_of, tables_of

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
    if not isinstance(part, dict) or not tables_of(part.get("block")):
        return [Problem(where, "应有 [[part.名称.block]] 段块")]
    problems = [
        Problem(where, f"不认识的项目“{key}”，可用：given、field、block")
        for key in part
        if key not in _KEYS
    ]
    if not all(isinstance(one, str) for one in _items(part, "given")):
        problems.append(Problem(where, "given 应为一列名称"))
    if not all(isinstance(one, dict) and one.get("name") for one in _items(part, "field")):
        problems.append(Problem(where, "每个 field 都要写 name"))
    for number, block in enumerate(_items(part, "block"), start=1):
        if not isinstance(block, dict) or _named(block):
            words = "应写成 [[part.名称.block]]，里面不能再用公用段落"
            problems.append(Problem(f"{where}第{number}个段块", words))
    return problems


def _items(part: dict[str, Any], key: str) -> list[Any]:
    """Return a list; something else counts as one wrong item."""
    value = part.get(key, [])
    return value if isinstance(value, list) else [None]


def expanded(
    data: dict[str, Any], path: Path | None, file: str = ""
) -> tuple[dict[str, Any], list[int]]:
    """Put the parts a template names in their places.

    Args:
        data: the template as read.
        path: the file of parts; ``None`` when there is none.
        file: the template's own name, for messages.

    Returns:
        The template with the parts in it, and for each block the number (from 0) of the block
        in the template's own file it came from.

    Raises:
        BadFile: parts that are not there, or a broken file of parts.
    """
    blocks = list_of(data.get("block"))
    if not any(_named(block) for block in blocks):
        return data, list(range(len(blocks)))
    parts = _parts(path)
    given, fields = list(list_of(data.get("given"))), list(list_of(data.get("field")))
    known = {str(field.get("name")) for field in tables_of(fields)}
    made: list[tuple[object, int]] = []
    problems: list[Problem] = []
    for number, block in enumerate(blocks):
        part = parts.get(_named(block), {"block": [block]})
        problems += _use_problems(f"第{number + 1}个段块", block, parts)
        made += [(one, number) for one in part["block"]]
        given += [one for one in part.get("given", []) if one not in given]
        fields += [one for one in part.get("field", []) if str(one["name"]) not in known]
        known |= {str(one["name"]) for one in part.get("field", [])}
    if problems:
        raise BadFile(file, problems)
    block_list, origins = [block for block, _ in made], [number for _, number in made]
    return {**data, "block": block_list, "given": given, "field": fields}, origins


def _use_problems(where: str, block: object, parts: dict[str, dict[str, Any]]) -> list[Problem]:
    name = _named(block)
    if not name or not isinstance(block, dict):
        return []
    if name not in parts:
        return [Problem(where, f"没有名为“{name}”的公用段落，可用：{'、'.join(parts) or '无'}")]
    others = "、".join(key for key in block if key != "part")
    return [Problem(where, f"用了公用段落，就不能再写“{others}”")] if others else []


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
