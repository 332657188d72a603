"""One TrueType file, mapped into memory and searched in place, and small fonts cut out of it.

Nothing is parsed that is not asked for: opening a face costs under a millisecond, whatever its
size, and its pages are read from the disk only where a glyph is used.
"""

from __future__ import annotations

import mmap
import operator
import re
import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from itertools import islice
from pathlib import Path

from gkdesk.base.files import file_trouble

EM = 1000.0  # widths are given in thousandths of the type size
_COMPOSITE = 0x80
_MORE, _WORDS = 0x20, 0x01
_SCALE, _TWO_SCALES, _MATRIX = 0x08, 0x40, 0x80
_CMAP_RANK = {(3, 10): 5, (0, 6): 4, (0, 4): 4, (3, 1): 3, (0, 3): 2}
# numbers of names in a name table; PostScript's is the one PDF uses too
FULL_NAME, VERSION_NAME, POSTSCRIPT_NAME = 4, 5, 6
_SEGMENTS_32 = 12  # cmap format of 32-bit segments
_COLLECTION = b"ttcf"
_BOX = 10  # bytes of an outline before its points: count of contours and the box they fill
_MOST_FONTS = 256  # in one collection; the largest known have some dozens
_UNSAFE = re.compile(r"[^!-~]|[()<>\[\]{}/%#]")  # what a name in a PDF may not hold bare
_HINTS = (b"cvt ", b"fpgm", b"prep")  # programs that hinted outlines call
# (platform, encoding) of name records written in GBK bytes: Macintosh and Windows, simplified
_GBK_NAMES = {(1, 25), (3, 3)}


def _numbers(code: str, data: bytes) -> array[int]:
    """Read big-endian numbers: ``H`` 16 bits, ``I`` 32 bits."""
    values = array(code)
    values.frombytes(data)
    if sys.byteorder == "little":
        values.byteswap()
    return values


def directory(data: bytes | mmap.mmap, start: int = 0) -> dict[bytes, tuple[int, int]]:
    """Return tag → (offset, length) of the font that begins at ``start``.

    Raises:
        struct.error: the data ends before the directory does.
    """
    tables: dict[bytes, tuple[int, int]] = {}
    count = struct.unpack(">H", data[start + 4 : start + 6])[0]
    for at in range(start + 12, start + 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack(">4sIII", data[at : at + 16])
        tables[tag] = (offset, length)
    return tables


def starts(data: bytes | mmap.mmap) -> list[int]:
    """Return where each font of a file begins: one of a plain file, several of a collection.

    Raises:
        struct.error: the data ends too early.
    """
    if data[:4] != _COLLECTION:
        return [0]
    count = struct.unpack(">I", data[8:12])[0]
    if count > _MOST_FONTS:
        raise struct.error("no collection has so many fonts")
    return list(struct.unpack(f">{count}I", data[12 : 12 + 4 * count]))


def names_of(table: bytes) -> dict[int, list[str]]:
    """Read a ``name`` table: number of the name → every wording of it, without repeats.

    Raises:
        struct.error: the table is cut short.
    """
    found: dict[int, list[str]] = {}
    _, count, storage = struct.unpack(">HHH", table[:6])
    for at in range(6, 6 + 12 * count, 12):
        platform, encoding, _, number, length, offset = struct.unpack(">6H", table[at : at + 12])
        raw = table[storage + offset : storage + offset + length]
        if (platform, encoding) in _GBK_NAMES:
            text = raw.replace(b"\0", b"").decode("gbk", "ignore")
        else:
            text = raw.decode("utf-16be" if platform in {0, 3} else "latin-1", "ignore")
        wordings = found.setdefault(number, [])
        if text not in wordings:
            wordings.append(text)
    return found


class Face:
    """One TrueType font, mapped and searched in place.

    Args:
        path: its file.
        index: which font of a collection (.ttc).

    Raises:
        Blocked: the file cannot be read.
        struct.error, ValueError, IndexError: it is damaged, or has no Unicode table.
    """

    def __init__(self, path: Path, index: int = 0) -> None:
        self.path = path
        with file_trouble(path), path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tables = directory(self._data, starts(self._data)[index])
        head, hhea, os2 = self.table(b"head"), self.table(b"hhea"), self.table(b"OS/2")
        units: int = struct.unpack(">H", head[18:20])[0]
        self.scale = EM / units
        self.box = [value * self.scale for value in struct.unpack(">4h", head[36:44])]
        self.weight = struct.unpack(">H", os2[4:6])[0]
        self.embedding = struct.unpack(">H", os2[8:10])[0]
        self.ascent, self.descent = (v * self.scale for v in struct.unpack(">hh", os2[68:72]))
        self.count = struct.unpack(">H", self.table(b"maxp")[4:6])[0]
        self._read_metrics(struct.unpack(">H", hhea[34:36])[0])
        self._read_places(long=head[50:52] != b"\0\0")
        self._read_cmap()
        wordings = names_of(self.table(b"name")).get(POSTSCRIPT_NAME, [])
        self.name = _UNSAFE.sub("", wordings[0] if wordings else "") or "Unnamed"

    def table(self, tag: bytes) -> bytes:
        offset, length = self._tables.get(tag, (0, 0))
        return self._data[offset : offset + length]

    def _read_metrics(self, full: int) -> None:
        data = self.table(b"hmtx")
        pairs = _numbers("H", data[: 4 * full])
        self.advances = pairs[0::2]
        self.bearings = pairs[1::2] + _numbers("H", data[4 * full :][: 2 * (self.count - full)])

    def _read_places(self, *, long: bool) -> None:
        data = self.table(b"loca")
        if long:
            self._places = _numbers("I", data[: 4 * (self.count + 1)])
        else:
            halves = _numbers("H", data[: 2 * (self.count + 1)])
            self._places = array("I", (place * 2 for place in halves))

    def _read_cmap(self) -> None:
        data = self.table(b"cmap")
        best: tuple[int, int, int] = (0, 0, 0)
        for at in range(4, 4 + 8 * struct.unpack(">H", data[2:4])[0], 8):
            platform, encoding, offset = struct.unpack(">HHI", data[at : at + 8])
            kind = struct.unpack(">H", data[offset : offset + 2])[0]
            rank = _CMAP_RANK.get((platform, encoding), 0)
            if kind in {4, _SEGMENTS_32} and rank > best[0]:
                best = (rank, offset, kind)
        rank, offset, kind = best
        if not rank:
            raise ValueError("no Unicode cmap")
        if kind == _SEGMENTS_32:
            groups = struct.unpack(">I", data[offset + 12 : offset + 16])[0]
            flat = _numbers("I", data[offset + 16 : offset + 16 + 12 * groups])
            self._first, self._last, self._glyph = flat[0::3], flat[1::3], flat[2::3]
            self.glyph = self._glyph_32
        else:
            self._read_cmap_16(data, offset)
            self.glyph = self._glyph_16

    def _read_cmap_16(self, data: bytes, offset: int) -> None:
        count = struct.unpack(">H", data[offset + 6 : offset + 8])[0] // 2
        at, size = offset + 14, 2 * count
        self._last = _numbers("H", data[at : at + size])
        at += size + 2
        self._first = _numbers("H", data[at : at + size])
        self._delta = _numbers("H", data[at + size : at + 2 * size])
        self._range = _numbers("H", data[at + 2 * size : at + 3 * size])
        self._range_at, self._cmap = at + 2 * size, data

    def _glyph_32(self, code: int) -> int:
        at = bisect_right(self._first, code) - 1
        return self._glyph[at] + code - self._first[at] if at >= 0 and code <= self._last[at] else 0

    def _glyph_16(self, code: int) -> int:
        at = bisect_left(self._last, code)
        if at >= len(self._first) or code < self._first[at]:
            return 0
        if self._range[at] == 0:
            return (code + self._delta[at]) & 0xFFFF
        place = self._range_at + 2 * at + self._range[at] + 2 * (code - self._first[at])
        if place + 2 > len(self._cmap):
            return 0
        glyph: int = struct.unpack(">H", self._cmap[place : place + 2])[0]
        return (glyph + self._delta[at]) & 0xFFFF if glyph else 0

    def width(self, glyph: int) -> float:
        """Return a glyph's advance in thousandths of the type size."""
        advance: int = self.advances[min(glyph, len(self.advances) - 1)]
        return advance * self.scale

    def outline(self, glyph: int) -> bytes:
        start = self._tables[b"glyf"][0]
        return self._data[start + self._places[glyph] : start + self._places[glyph + 1]]

    def whole(self) -> bool:
        """Tell whether the list of outlines is in order and inside the file."""
        start, length = self._tables[b"glyf"]
        places = self._places
        in_order = all(map(operator.le, places, islice(places, 1, None)))
        inside = start + length <= len(self._data) and places[-1] <= length
        return len(places) == self.count + 1 and in_order and inside

    def middle(self, glyph: int) -> float:
        """Return the height of the middle of a glyph's ink over the base line, in thousandths."""
        box: tuple[int, int, int, int] = struct.unpack(">4h", self.outline(glyph)[2:_BOX])
        return (box[1] + box[3]) * self.scale / 2

    def inked(self, glyph: int) -> bool:
        """Tell whether a glyph draws something and every part it is made of is in the file."""
        try:
            outlines, _ = _gather(self, [glyph])
        except (struct.error, IndexError):
            return False
        return any(len(outline) > _BOX for outline in outlines)

    def subset(self, glyphs: list[int]) -> bytes:
        """Make a small font of these glyphs in this order (glyph 0 first), for embedding."""
        outlines, order = _gather(self, glyphs)
        places, at = array("I", [0]), 0
        for outline in outlines:
            at += len(outline)
            places.append(at)
        metrics = array("H")
        for glyph in order:
            metrics.append(self.advances[min(glyph, len(self.advances) - 1)])
            metrics.append(self.bearings[glyph] if glyph < len(self.bearings) else 0)
        if sys.byteorder == "little":
            places.byteswap()
            metrics.byteswap()
        count = struct.pack(">H", len(order))
        head, hhea, maxp = (bytearray(self.table(tag)) for tag in (b"head", b"hhea", b"maxp"))
        head[8:12], head[50:52] = b"\0\0\0\0", b"\0\1"
        hhea[34:36] = maxp[4:6] = count
        tables = {
            b"head": bytes(head), b"hhea": bytes(hhea), b"maxp": bytes(maxp),
            b"hmtx": metrics.tobytes(), b"loca": places.tobytes(), b"glyf": b"".join(outlines),
        }  # fmt: skip
        return _assemble(tables | {tag: self.table(tag) for tag in _HINTS if tag in self._tables})


def _gather(face: Face, glyphs: list[int]) -> tuple[list[bytes], list[int]]:
    """Collect outlines, following the parts of composite glyphs and renumbering them."""
    order = list(glyphs)
    places = {glyph: at for at, glyph in reversed(list(enumerate(order)))}
    outlines: list[bytes] = []
    while len(outlines) < len(order):
        outline = face.outline(order[len(outlines)])
        if outline and outline[0] & _COMPOSITE:
            outline = _renumber(bytearray(outline), order, places)
        outlines.append(outline + b"\0" * (-len(outline) % 4))
    return outlines, order


def _renumber(outline: bytearray, order: list[int], places: dict[int, int]) -> bytes:
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack(">HH", outline[at : at + 4])
        if part not in places:
            places[part] = len(order)
            order.append(part)
        outline[at + 2 : at + 4] = struct.pack(">H", places[part])
        at += 4 + (4 if flags & _WORDS else 2)
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return bytes(outline)


def _checksum(data: bytes) -> int:
    return sum(_numbers("I", data + b"\0" * (-len(data) % 4))) & 0xFFFFFFFF


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(
        ">IHHHH", 0x00010000, count, 16 << power, power, count * 16 - (16 << power)
    )
    offset, directory, body = 12 + 16 * count, b"", b""
    head_at = 0
    for tag, data in sorted(tables.items()):
        place = offset + len(body)
        head_at = place if tag == b"head" else head_at
        directory += struct.pack(">4sIII", tag, _checksum(data), place, len(data))
        body += data + b"\0" * (-len(data) % 4)
    font = bytearray(header + directory + body)
    font[head_at + 8 : head_at + 12] = struct.pack(
        ">I", (0xB1B0AFBA - _checksum(bytes(font))) & 0xFFFFFFFF
    )
    return bytes(font)
