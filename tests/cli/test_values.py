"""Values from a JSON file: what is read, and the sentence for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.base.errors import BadFile
from gkdesk.base.files import TooLarge
from gkdesk.cli.values import LARGEST, read_values


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_object_is_read(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "values.json"
    path.write_text(mark + '{"name": "张建国", "list": ["一"], "count": 1}', "utf-8")
    assert read_values(path) == {"name": "张建国", "list": ["一"], "count": 1}


@pytest.mark.parametrize(
    ("data", "where", "words"),
    [
        (b"", "第1行第1个字", "JSON"),
        (b'{"a": 1,\n "b" 2}', "第2行第6个字", "JSON"),
        (b"[]", "整个文件", "对象"),
        (b"null", "整个文件", "对象"),
        (b"\xff\xfe", "整个文件", "UTF-8"),
        (b"[" * 200_000, "整个文件", "括号"),
        (b'{"a":' * 200_000, "整个文件", "括号"),
        (b'{"a": ' + b"9" * 5000 + b"}", "整个文件", "数字太长"),
    ],
)
def test_what_is_no_object(tmp_path: Path, data: bytes, where: str, words: str) -> None:
    path = tmp_path / "values.json"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=r"values\.json") as caught:
        read_values(path)
    [problem] = caught.value.problems
    assert (problem.where, words in problem.message) == (where, True)
    assert "Expecting" not in problem.message


def test_more_than_was_ever_typed_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    path.write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(TooLarge):
        read_values(path)
