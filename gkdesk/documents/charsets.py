"""The sets of hanzi a typeface is measured by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from gkdesk.base.datafile import read_toml

SETS = "character-sets.toml"
_GB2312_LEADS, _GBK_LEADS = range(0xB0, 0xF8), range(0x81, 0xFF)
_TRAILS = range(0x40, 0xFF)
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def is_han(code: int) -> bool:
    return any(first <= code <= last for first, last in _HAN)


def _decoded(codec: str, leads: range) -> frozenset[int]:
    pairs = (bytes([lead, trail]) for lead in leads for trail in _TRAILS)
    found = (pair.decode(codec, errors="ignore") for pair in pairs)
    return frozenset(ord(text) for text in found if len(text) == 1 and is_han(ord(text)))


@lru_cache(maxsize=1)
def gb2312() -> frozenset[int]:
    """Return the codes of the 6,763 hanzi of GB 2312—1980."""
    return _decoded("gb2312", _GB2312_LEADS)


@lru_cache(maxsize=1)
def gbk() -> frozenset[int]:
    """Return the codes of the 20,923 hanzi of GBK (20,902 and 21 of the compatibility area)."""
    return _decoded("gbk", _GBK_LEADS)


@lru_cache(maxsize=2)
def listed(fonts: Path) -> Mapping[str, frozenset[int]]:
    """Read the sets listed beside our faces: ``tgh`` (通用规范汉字表) and ``gidc``.

    Raises:
        BadFile, Blocked: the list is damaged or missing.
    """
    return {
        name: frozenset(map(ord, "".join(str(text).split())))
        for name, text in read_toml(fonts / SETS).items()
    }
