"""TOML files people write by hand, read with Chinese words for what is wrong."""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from .errors import BadFile, Problem
from .files import read
from .nearest import Places

_PLACE = re.compile(r"at line (\d+), column (\d+)")
LARGEST = 4 << 20  # bytes; a form is a few kilobytes


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; a byte-order mark (Windows Notepad writes one) is no fault.

    Raises:
        BadFile: not UTF-8, or not TOML; the place is named.
        Blocked: the file cannot be read.
    """
    return read_toml_placed(path)[0]


def read_toml_placed(path: Path) -> tuple[dict[str, Any], Places]:
    """Read a TOML file and where in it each key stands; raises like ``read_toml``."""
    try:
        data, places = _parsed(read(path, largest=LARGEST))
        return deepcopy(data), places
    except UnicodeDecodeError as error:
        fault = Problem("整个文件", "不是 UTF-8 文字。请另存为 UTF-8 编码")
        raise BadFile(path.name, [fault]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _PLACE.search(str(error))
        where = f"第{place[1]}行第{place[2]}列" if place else "整个文件"
        fault = Problem(where, "写法不对。请检查引号、等号和方括号是否成对")
        raise BadFile(path.name, [fault]) from error


@lru_cache(maxsize=256)
def _parsed(content: bytes) -> tuple[dict[str, Any], Places]:
    """Parse once what is read again and again: every service reads its forms."""
    text = content.decode("utf-8-sig")
    return tomllib.loads(text), Places(text)
