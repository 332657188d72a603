"""The line of every key, and the word that was meant."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.nearest import Places, nearest, unknown_key

TEXT = '''# a comment with key = 1
id = "x"  # and [[block]]
texts = ["a = 1", # one
  "[b]",
]
note = """
id = 3
[block]
"""
inline = { a = 1, b = [
  1, 2] }

[[block]]
key = 'first # not a comment'
  [[block.line]]
  label = "one"
  [[block.line]]
  label = "two"
[[block]]
a.b = 4
[[block.line]]
label = "three"

[table.inner]
last = 1'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("texts",), 3),
        (("note",), 6),
        (("inline", "a"), 10),
        (("block", 0), 13),
        (("block", 0, "key"), 14),
        (("block", 0, "line", 1), 17),
        (("block", 0, "line", 1, "label"), 18),
        (("block", 0, "missing"), 13),
        (("block", 1, "a", "b"), 20),
        (("block", 1, "line", 0, "label"), 22),
        (("table", "inner", "last"), 25),
        (("nothing",), 0),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    assert Places(TEXT).line(*path) == line


def test_the_place_is_put_before_the_words() -> None:
    assert Places(TEXT).at("标题", "id") == "第2行 标题"
    assert Places(TEXT).at("标题", "nothing") == "标题"


@pytest.mark.parametrize("path", sorted(paths.forms().glob("*/*.toml")), ids=lambda p: p.name)
def test_every_key_of_the_shipped_forms_is_found(path: Path) -> None:
    data, places = read_toml_placed(path)
    lines = path.read_text("utf-8").split("\n")

    def walk(value: object, at: tuple[str | int, ...]) -> int:
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return sum(walk(one, (*at, number)) for number, one in enumerate(value))
        if isinstance(value, dict):
            return sum(walk(one, (*at, key)) for key, one in value.items())
        # a key of an inline table has the line of the key that table belongs to
        found = lines[places.line(*at) - 1]
        assert str(at[-1]) in found or any(str(part) in found for part in at[-3:-1])
        return 1

    assert walk(data, ()) > 3
    assert tomllib.loads(path.read_text("utf-8")) == data


def test_the_nearest_word() -> None:
    known = ("signatures", "papers", "seal")
    assert nearest("signiture", known) == "signatures"
    assert nearest("colour", known) == ""
    assert unknown_key("paper", known) == "不认识的项目“paper”，是不是“papers”？请改正拼写或删去"
    assert unknown_key("x", known) == "不认识的项目“x”，请删去或改正拼写"
