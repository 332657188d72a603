"""The machine's own typefaces: found by the names inside the files, and why some may not be used.

A file is known by its name table, never by its file name: 仿宋 is called simfang.ttf on one machine
and fangsong.ttf on the next. Nothing a file holds can stop the search.
"""

from __future__ import annotations

import os
import struct
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from gkdesk.base.errors import Blocked

from . import charsets
from .truetype import (
    EM,
    FULL_NAME,
    POSTSCRIPT_NAME,
    VERSION_NAME,
    Face,
    directory,
    names_of,
    starts,
)

ENDINGS = frozenset({".ttf", ".ttc", ".otf", ".otc"})
_HAIR = 0.01  # thousandths of the type size
_DEEPEST = 8  # folders below a fonts folder
_HEAD = 4096  # bytes: the directory of any font, and of a collection of some hundred
_LARGEST_TABLE = 1 << 20  # bytes of a name table
# the numbers of names in a name table
_FAMILY, _SUBFAMILY, _TYPOGRAPHIC, _TYPOGRAPHIC_SUB = 1, 2, 16, 17
_UPRIGHT = frozenset({"", "regular", "normal", "常规", "标准", "book"})
# hanzi a face of rare ones may have: the begin of 扩展B, 扩展I, the begin of 扩展G
_RARE_PROOF = (*range(0x20000, 0x20400), *range(0x2EBF0, 0x2EE5E), *range(0x30000, 0x30400))
# what every face of official paper must draw; all of it is in GB 2312
_PROOF = "国政府信息公开一丨齄，。（）"

# OS/2.fsType, in the order of gravity (OpenType specification, table OS/2)
_RIGHTS = (
    (0x0002, "字体的授权不许嵌入文件（fsType 0x0002）"),
    (0x0200, "字体的授权只许嵌入点阵（fsType 0x0200）"),
    (0x0100, "字体的授权不许只嵌入用到的字（fsType 0x0100）"),
)
_NO_OUTLINES = "没有 TrueType 轮廓，不能嵌入"
_POSTSCRIPT = "是 PostScript 轮廓（CFF），本软件只嵌入 TrueType 轮廓"
_VARIABLE = "是可变字体，各处印出的粗细不一定相同"
_DAMAGED = "文件损坏或不完整"
_UNREADABLE = "没有权限读取，或磁盘读不出来"
_NO_CHINESE = "缺少常用汉字或标点"
_OTHER_WIDTH = "汉字宽度不是一个字高，排不进公文的格子"


@dataclass(frozen=True, slots=True)
class Found:
    """One typeface of this machine; ``refusal`` says why it may not be used, empty when it may."""

    path: Path
    index: int  # which face of a collection
    names: frozenset[str]  # of the face, folded
    family: frozenset[str]  # of the family, folded; only an upright face of usual weight has any
    name: str  # as shown
    version: str
    refusal: str = ""
    damaged: bool = False


def folded(name: str) -> str:
    """Fold what does not tell two names apart: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def folders() -> tuple[Path, ...]:
    """Return the folders this machine keeps typefaces in, the system's first."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        local = Path(os.environ.get("LOCALAPPDATA", str(home)))
        return (windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        data / "fonts",
        home / ".fonts",
    )


def registered() -> tuple[Path, ...]:
    """Return the font files Windows knows by its registry, which may lie anywhere."""
    found: list[Path] = []
    if sys.platform == "win32":
        import winreg

        place = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
        base = folders()[0]
        for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            try:
                with winreg.OpenKey(root, place) as key:
                    for at in range(winreg.QueryInfoKey(key)[1]):
                        value = winreg.EnumValue(key, at)[1]
                        if isinstance(value, str):
                            found.append(base / value)  # an absolute path wins over the base
            except OSError:
                continue  # this user has no fonts of his own
    return tuple(found)


@lru_cache(maxsize=4)
def scan(places: tuple[Path, ...], files: tuple[Path, ...] = ()) -> tuple[Found, ...]:
    """Look at every font file; the answer is kept until ``scan.cache_clear``.

    Args:
        places: folders, searched with what is below them; one that is not there is passed over.
        files: single files besides.
    """
    seen: set[tuple[int, int]] = set()
    found: list[Found] = []
    for path in (*_files(places), *files):
        try:
            state = path.stat()
            if (state.st_dev, state.st_ino) not in seen and path.is_file():
                seen.add((state.st_dev, state.st_ino))
                with path.open("rb") as file:
                    found += _look(path, file, state.st_size)
        except FileNotFoundError:
            continue  # the registry names files that are gone
        except OSError:
            found.append(_bad(path, _UNREADABLE))
        except (struct.error, ValueError, IndexError, KeyError):
            found.append(_bad(path, _DAMAGED))
    return tuple(found)


def _files(places: tuple[Path, ...]) -> Iterator[Path]:
    pending = [(place, 0) for place in reversed(places)]
    entered: set[tuple[int, int]] = set()
    while pending:
        place, depth = pending.pop()
        try:
            state = place.stat()
            with os.scandir(place) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            continue  # not there, or not ours to read
        if (state.st_dev, state.st_ino) in entered:
            continue  # a link back to a folder above
        entered.add((state.st_dev, state.st_ino))
        for entry in entries:
            if Path(entry.name).suffix.lower() in ENDINGS:
                yield Path(entry.path)
            elif depth < _DEEPEST and entry.is_dir():
                pending.append((Path(entry.path), depth + 1))


def _bad(path: Path, reason: str) -> Found:
    return Found(path, 0, frozenset(), frozenset(), path.name, "", reason, damaged=True)


def _look(path: Path, file: BinaryIO, size: int) -> list[Found]:
    """Read the names and rights of each face of a file.

    Raises:
        struct.error, ValueError, IndexError: it is damaged.
    """
    head = file.read(_HEAD)
    found = []
    for index, start in enumerate(starts(head)):
        tables = directory(_from(file, start, _HEAD) if start + _HEAD > len(head) else head[start:])
        if not tables or any(at + length > size for at, length in tables.values()):
            raise ValueError("cut short")
        at, length = tables[b"name"]
        names = names_of(_from(file, at, min(length, _LARGEST_TABLE)))
        style = struct.unpack(">H", _from(file, tables[b"head"][0] + 44, 2))[0]
        rights = _from(file, tables[b"OS/2"][0] + 8, 2)
        refusal = _refusal(tables, head[:4], struct.unpack(">H", rights)[0])
        found.append(_face(path, index, names, refusal, bent=bool(style & 3)))
    return found


def _from(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)


def _refusal(tables: dict[bytes, tuple[int, int]], mark: bytes, rights: int) -> str:
    if mark == b"OTTO" or b"CFF " in tables or b"CFF2" in tables:
        return _POSTSCRIPT
    if b"glyf" not in tables or b"loca" not in tables:
        return _NO_OUTLINES
    if b"fvar" in tables:
        return _VARIABLE
    return next((reason for bit, reason in _RIGHTS if rights & bit), "")


def _face(
    path: Path, index: int, names: dict[int, list[str]], refusal: str, *, bent: bool
) -> Found:
    own = [*names.get(FULL_NAME, []), *names.get(POSTSCRIPT_NAME, [])]
    weight = names.get(_TYPOGRAPHIC_SUB) or names.get(_SUBFAMILY) or [""]
    upright = not bent and any(folded(one) in _UPRIGHT for one in weight)
    family = [*names.get(_FAMILY, []), *names.get(_TYPOGRAPHIC, [])]
    shown = [*names.get(FULL_NAME, []), *family, path.name]
    return Found(
        path=path,
        index=index,
        names=frozenset(map(folded, own)),
        family=frozenset(map(folded, family)) if upright else frozenset(),
        name=next((one for one in shown if not one.isascii()), shown[0]),
        version=next(iter(names.get(VERSION_NAME, [])), ""),
        refusal=refusal,
    )


def wished(names: Iterable[str], faces: Iterable[Found]) -> list[Found]:
    """Return the faces of these names, in the order of the names."""
    kept = list(faces)
    found: list[Found] = []
    for name in map(folded, names):
        found += [one for one in kept if name in one.names and one not in found]
        found += [one for one in kept if name in one.family and one not in found]
    return found


def open_face(found: Found, *, rare: bool = False) -> tuple[Face | None, str]:
    """Open a face and prove it: return it, or ``None`` and why it may not be used.

    A ``rare`` face stands at the end of a chain: it needs no usual hanzi.
    """
    if found.refusal:
        return None, found.refusal
    try:
        face = Face(found.path, found.index)
        reason = _unfit(face, rare=rare)
    except Blocked:
        return None, _UNREADABLE
    except (struct.error, ValueError, IndexError, KeyError):
        return None, _DAMAGED
    return (None, reason) if reason else (face, "")


def _unfit(face: Face, *, rare: bool) -> str:
    """Say why a face cannot set official paper; empty when it can.

    Raises:
        struct.error, IndexError: the file is damaged.
    """
    if not face.whole():
        return _DAMAGED
    proof = [face.glyph(ord(character)) for character in _PROOF]
    if not rare and not all(number and face.inked(number) for number in proof):
        return _NO_CHINESE
    numbers = [*filter(None, map(face.glyph, _RARE_PROOF if rare else charsets.gb2312()))]
    square = all(abs(face.width(number) - EM) < _HAIR for number in numbers)
    if not square:
        return _OTHER_WIDTH
    return "" if numbers else _NO_CHINESE
