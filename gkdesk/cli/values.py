"""Values from a JSON file: read once, refused in Chinese with the place of the mistake."""

from __future__ import annotations

import json
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import BadFile, Problem

LARGEST = 5 << 20  # bytes: more was never typed into a form


def read_values(path: Path) -> dict[str, object]:
    """Read a JSON object of values, UTF-8 with or without a mark at its beginning.

    Raises:
        BadFile: not UTF-8, not JSON, or no object.
        TooLarge, NotAFile: more than 5 MB, or no regular file; nothing was read.
        Blocked: the file cannot be read.
    """
    data = files.read(path, largest=LARGEST)
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _bad(path, "不是 UTF-8 文字，请另存为 UTF-8") from error
    except RecursionError as error:
        raise _bad(path, "括号套得太深") from error
    except json.JSONDecodeError as error:
        place = f"第{error.lineno}行第{error.colno}个字"
        raise _bad(path, "不是能读懂的 JSON，请检查引号、逗号和括号", place) from error
    except ValueError as error:  # an integer of thousands of digits
        raise _bad(path, "有一个数字太长") from error
    if not isinstance(values, dict):
        raise _bad(path, "应为一个 JSON 对象：{项目: 内容}")
    return values


def _bad(path: Path, reason: str, place: str = "整个文件") -> BadFile:
    return BadFile(path.name, [Problem(place, reason)])
