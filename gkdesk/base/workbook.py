"""What must be true of a workbook before a parser opens it.

The parser allocates a worksheet's whole span at once: one stray cell at XFD1048576 would abort
the program, and no exception could be caught. So every part of the file is unpacked and looked
through first, whatever its name and whatever it declares of itself. The parser is then given the
very bytes that were looked at, and need not unpack them again: the check costs no time.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from .errors import Declined
from .sheetxml import Broken, Pieces, broken, sheet_names, span, suspect

MIB = 1 << 20
LARGEST_RATIO = 200
SMALLEST_SUSPECT = 10 * MIB  # a ratio only means something once it costs memory
MOST_CELLS = 2_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_LOCAL_HEADER = 30  # bytes, before the name
_LENGTHS = struct.Struct("<2H").unpack_from
_FEED, _PIECE = MIB // 16, MIB
_HELD = 16 * MIB  # a workbook larger than this is looked through piece by piece
# what no reader of cells opens; left out of what the parser is given
_ASIDE = ("xl/theme/", "xl/media/", "xl/drawings/", "xl/charts/", "docProps/", "customXml/")


OLD_FORMAT = "旧格式（.xls）里看不出错误值，会当作空白读取，请核对空格，最好另存为 .xlsx 后导入"


class NotAWorkbook(Declined):
    """The bytes are no workbook this program reads."""

    message = (
        "“{name}”不是能读的 Excel 工作簿（{reason}）。"
        "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入，此文件没有导入任何内容。"
    )


class EncryptedWorkbook(Declined):
    """The workbook asks for a password."""

    message = (
        "“{name}”设了打开密码。请先用 Excel 或 WPS 打开并去掉密码，再重新导入，"
        "此文件没有导入任何内容。"
    )


class WorkbookTooLarge(Declined):
    """The workbook is larger than anything of its kind can be."""

    message = (
        "“{name}”太大（{reason}），不像是{kind}。请删去多余的工作表、行列或空白区域，"
        "另存后重新导入，此文件没有导入任何内容。"
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook of one kind may be: bytes, unpacked bytes, cells in one sheet's span."""

    kind: str  # what it should be, in a message
    file: int
    unpacked: int
    cells: int = MOST_CELLS


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook the parser may open, unpacked when it is of a usual size.

    ``broken`` holds, by worksheet, the cells the parser would give as blank though they are not:
    errors and formulas without a result. They are not seen in an .xls: ``is_old`` tells one.
    """

    data: bytes
    broken: Mapping[str, tuple[Broken, ...]] = field(default_factory=dict)


def is_old(data: bytes) -> bool:
    """Tell whether a workbook is an .xls, whose error cells read as blank (``OLD_FORMAT``)."""
    return data.startswith(_OLE)


def checked(data: bytes, name: str, limits: Limits) -> Checked:
    """Return the workbook for the parser, and the cells it would read as blank.

    Raises:
        NotAWorkbook: neither .xlsx nor .xls, or damaged.
        EncryptedWorkbook: it needs a password.
        WorkbookTooLarge: over a limit.
    """
    if len(data) > limits.file:
        raise WorkbookTooLarge(name=name, reason=f"{len(data) >> 20} MB", kind=limits.kind)
    if is_old(data):
        _check_ole(data, name)
        return Checked(data)
    try:
        parts = _parts(data)
        _check_size(parts, data, name, limits)
        if not any(part.filename == _BOOK for part in parts):
            raise NotAWorkbook(name=name, reason="里面没有工作表")
        given = _looked_through(data, parts, limits.cells)
    except (zlib.error, struct.error) as error:
        raise NotAWorkbook(name=name, reason="内容已损坏") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotAWorkbook(name=name, reason="文件内容不是工作簿") from error
    if given is None:
        reason = "有内容远在表格之外的单元格里"
        raise WorkbookTooLarge(name=name, reason=reason, kind=limits.kind)
    return given


def _check_ole(data: bytes, name: str) -> None:
    if _ENCRYPTED in data:
        raise EncryptedWorkbook(name=name)
    if not any(book in data for book in _OLD_BOOKS):
        raise NotAWorkbook(name=name, reason="是旧格式的其他文档")


def _parts(data: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()


def _check_size(parts: Iterable[zipfile.ZipInfo], data: bytes, name: str, limits: Limits) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked or (
        unpacked > SMALLEST_SUSPECT and unpacked > LARGEST_RATIO * len(data)
    ):
        reason = f"解开后有 {unpacked >> 20} MB"
        raise WorkbookTooLarge(name=name, reason=reason, kind=limits.kind)


def _looked_through(data: bytes, parts: Sequence[zipfile.ZipInfo], most: int) -> Checked | None:
    """Return what the parser may open; ``None`` when a sheet spans more than ``most`` cells.

    Raises:
        zlib.error, struct.error: damaged, or larger than the file's directory says.
    """
    parts = [part for part in parts if not part.filename.startswith(_ASIDE)]
    held = sum(part.file_size for part in parts) <= _HELD
    whole = [_whole(data, part) for part in parts] if held else []
    # two parts may have one name: every one of them is looked through
    streams: list[Pieces] = (
        [partial(tuple, [text]) for text in whole]
        if held
        else [partial(_pieces, data, part) for part in parts]
    )
    if any(span(stream) > most for stream in streams):
        return None
    by_name = dict(zip((part.filename for part in parts), streams, strict=True))
    return Checked(_stored(parts, whole) if held else data, _broken(by_name))


def _broken(streams: Mapping[str, Pieces]) -> dict[str, tuple[Broken, ...]]:
    suspects = {part: stream for part, stream in streams.items() if suspect(stream)}
    if not suspects:
        return {}
    book, relations = (
        b"".join(streams[part]()) if part in streams else b"" for part in (_BOOK, _RELATIONS)
    )
    found = {
        name: broken(suspects[part])
        for part, name in sheet_names(book, relations).items()
        if part in suspects
    }
    return {name: cells for name, cells in found.items() if cells}


def _pieces(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part in pieces that end between two tags."""
    rest = b""
    for piece in _unpacked(data, part):
        text = rest + piece if rest else piece
        cut = text.rfind(b"<")
        if cut < 0 or len(text) - cut > _PIECE:
            cut = len(text)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    start, end = _place(data, part)
    if part.compress_type == zipfile.ZIP_STORED:
        yield data[start:end]
        return
    inflater, left = zlib.decompressobj(-zlib.MAX_WBITS), part.file_size
    for at in range(start, end, _FEED):
        packed = data[at : min(at + _FEED, end)]
        while packed and not inflater.eof:
            piece = inflater.decompress(packed, _PIECE)
            packed = inflater.unconsumed_tail
            left -= len(piece)
            if left < 0:
                raise zlib.error
            yield piece


def _whole(data: bytes, part: zipfile.ZipInfo) -> bytes:
    start, end = _place(data, part)
    if part.compress_type == zipfile.ZIP_STORED:
        return data[start:end]
    text = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[start:end], part.file_size + 1)
    if len(text) > part.file_size:
        raise zlib.error
    return text


def _place(data: bytes, part: zipfile.ZipInfo) -> tuple[int, int]:
    name_size, extra_size = _LENGTHS(data, part.header_offset + 26)
    start = part.header_offset + _LOCAL_HEADER + name_size + extra_size
    return start, start + part.compress_size


def _stored(parts: Sequence[zipfile.ZipInfo], whole: Sequence[bytes]) -> bytes:
    """Pack parts again without compression (PKWARE APPNOTE 4.3); their check sums stay."""
    bodies, directory, at = [], [], 0
    for part, text in zip(parts, whole, strict=True):
        name = part.filename.encode("utf-8")
        # version 2.0, UTF-8 name, stored, no time; sizes; no extra field
        common = struct.pack(
            "<5H3I2H", 20, 0x800, 0, 0, 0, part.CRC, len(text), len(text), len(name), 0
        )
        bodies += [b"PK\3\4", common, name, text]
        directory += [b"PK\1\2\x14\0", common, struct.pack("<3H2I", 0, 0, 0, 0, at), name]
        at += _LOCAL_HEADER + len(name) + len(text)
    listed = b"".join(directory)
    end = struct.pack("<4H2IH", 0, 0, len(parts), len(parts), len(listed), at, 0)
    return b"".join([*bodies, listed, b"PK\5\6", end])
