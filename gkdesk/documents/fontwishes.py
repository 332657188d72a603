"""Read ``forms/pages/fonts.toml``: which faces of a machine each style would like, best first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gkdesk.base.datafile import read_toml
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.formfiles import FormFolders

from .fontface import RARE, Style

_KEYS = {"label", "names"}
_STYLES = (*Style, RARE[0])


def wishes_of(forms: FormFolders) -> Mapping[str, tuple[str, ...]]:
    """Return style → names in the order of wish.

    Raises:
        BadFile: every mistake in the file.
    """
    path = forms.paths("pages")["fonts"]
    data = read_toml(path)
    problems = _problems(data)
    if problems:
        raise BadFile(path.name, problems)
    return {style: tuple(entry["names"]) for style, entry in data["style"].items()}


def check(path: Path) -> list[Problem]:
    """Return every mistake in the file, each with its place."""
    try:
        return _problems(read_toml(path))
    except BadFile as error:
        return error.problems


def _problems(data: Mapping[str, object]) -> list[Problem]:
    if set(data) != {"style"} or not isinstance(data["style"], dict):
        return [Problem("整个文件", "应只有 [style.…] 各节")]
    entries = data["style"]
    found = [Problem(f"style.{style}", "缺少此节") for style in _STYLES if style not in entries]
    for style, entry in entries.items():
        where = f"style.{style}"
        if style not in _STYLES:
            found.append(Problem(where, f"没有这种字体，只有：{'、'.join(_STYLES)}"))
        elif not isinstance(entry, dict) or set(entry) != _KEYS:
            found.append(Problem(where, "应有且只有 label、names 两项"))
        elif not isinstance(entry["names"], list) or not all(
            isinstance(name, str) and name.strip() for name in entry["names"]
        ):
            found.append(Problem(where, "names 应是一列字体名称，每个名称加引号"))
    return found
