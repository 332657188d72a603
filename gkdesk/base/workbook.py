"""What must be true of a workbook before a parser opens it.

The parser allocates a worksheet's whole span at once: one stray cell at XFD1048576 would abort
the program, and no exception could be caught. So every part of the file is unpacked and looked
through first, whatever its name and whatever it declares of itself. The parser is then given the
very bytes that were looked at, and need not unpack them again: the check costs no time.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from .errors import Declined

MIB = 1 << 20
LARGEST_RATIO = 200
SMALLEST_SUSPECT = 10 * MIB  # a ratio only means something once it costs memory
MOST_CELLS = 2_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_BOOK = "xl/workbook.xml"
_LOCAL_HEADER = 30  # bytes, before the name
_LENGTHS = struct.Struct("<2H").unpack_from
_FEED, _PIECE = MIB // 16, MIB
_HELD = 16 * MIB  # a workbook larger than this is looked through piece by piece
_CELLS = b"sheetData"  # no part without it is read as a worksheet
# a cell that does not stand, in the usual spelling, within A1:Z9999
_ODD = re.compile(rb'<c(?! r="[A-Z]?\d{1,4}")[\s/>]')
_PREFIXED = re.compile(rb":(?=c[\s/>])")
# what no reader of cells opens; left out of what the parser is given
_ASIDE = ("xl/theme/", "xl/media/", "xl/drawings/", "xl/charts/", "docProps/", "customXml/")
_ELEMENT = re.compile(rb"""<(?:[^\s<>/:]+:)?(row|c)(?=[\s/>])((?:[^>"']++|"[^"]*+"|'[^']*+')*+)""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})(\d{1,9})""")


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


def checked(data: bytes, name: str, limits: Limits) -> bytes:
    """Return the workbook for the parser, unpacked when it is of a usual size.

    Raises:
        NotAWorkbook: neither .xlsx nor .xls, or damaged.
        EncryptedWorkbook: it needs a password.
        WorkbookTooLarge: over a limit.
    """
    if len(data) > limits.file:
        raise WorkbookTooLarge(name=name, reason=f"{len(data) >> 20} MB", kind=limits.kind)
    if data.startswith(_OLE):
        _check_ole(data, name)
        return data
    try:
        parts = _parts(data)
        _check_size(parts, data, name, limits)
        if not any(part.filename == _BOOK for part in parts):
            raise NotAWorkbook(name=name, reason="里面没有工作表")
        far, given = _looked_through(data, parts, limits.cells)
    except (zlib.error, struct.error) as error:
        raise NotAWorkbook(name=name, reason="内容已损坏") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotAWorkbook(name=name, reason="文件内容不是工作簿") from error
    if far:
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


def _looked_through(data: bytes, parts: Sequence[zipfile.ZipInfo], most: int) -> tuple[bool, bytes]:
    """Say whether a sheet spans more than ``most`` cells, and give the bytes for the parser.

    Raises:
        zlib.error, struct.error: damaged, or larger than the file's directory says.
    """
    parts = [part for part in parts if not part.filename.startswith(_ASIDE)]
    if sum(part.file_size for part in parts) > _HELD:
        streams = [partial(_pieces, data, part) for part in parts]
        return any(_span(stream) > most for stream in streams), data
    whole = [_whole(data, part) for part in parts]
    if any(_span(partial(tuple, [text])) > most for text in whole):
        return True, b""
    return False, _stored(parts, whole)


def _span(pieces: Callable[[], Iterable[bytes]]) -> int:
    """Return how many cells a part's far corner spans; 0 when all stand within A1:Z9999."""
    sheet = False
    for piece in pieces():
        sheet = sheet or _CELLS in piece
        if sheet and (_ODD.search(piece) or _PREFIXED.search(piece)):
            return _corner(pieces())
    return 0


def _corner(pieces: Iterable[bytes]) -> int:
    """Count as the parser does: a row or cell without a place follows the one before it."""
    row = column = rows = columns = 0
    for piece in pieces:
        for kind, attributes in _ELEMENT.findall(piece):
            found = _PLACE.search(attributes)
            if kind == b"row":
                row, column = int(found[2]) if found else row + 1, 0
                continue
            column = _column(found[1]) if found else column + 1
            row = int(found[2]) if found else row
            rows, columns = max(rows, row), max(columns, column)
    return rows * columns


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column


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
