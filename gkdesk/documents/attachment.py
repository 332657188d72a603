"""Files handed in from outside, looked at before they are kept: what they are, and whether whole.

The content decides, not the name's ending; a file that cannot be opened later is no evidence.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from gkdesk.base.errors import Declined

from . import raster

MIB = 1 << 20
LARGEST_UNPACKED = 2048 * MIB
_READ_PAGES = 30
LARGEST_SIDE = 30_000  # pixels; an A0 scan at 600 dpi has 28,000
LARGEST_PICTURE = 200_000_000  # pixels, 600 MB decoded
_NOT_SAVED = "没有添加此文件，已有的内容没有改动。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD, _WORD_FLAGS, _WORD_ENCRYPTED = b"\xec\xa5", 10, 0x01  # [MS-DOC] FibBase: bit 8 of the flags
_FILEPASS = struct.pack("<H", 0x2F)  # [MS-XLS] FilePass, follows BOF
_BOF = struct.pack("<HH", 0x0809, 16)
_PROTECTED, _PASSWORD = 4, 0x1  # PDFium's FPDF_ERR_PASSWORD; bit 0 of a zip part's flags
_SOUNDS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"#!AMR", b"OggS", b"RIFF")
_PROGRAMS = (b"MZ", b"#!", b"\x7fELF")
_ENDINGS = (
    ("pdf", ".pdf"),
    ("picture", ".png .jpg .jpeg .bmp .gif .tif .tiff .webp"),
    ("office", ".docx .xlsx .pptx .ofd"),
    ("office text", ".doc .xls .ppt .wps .et .rtf"),
    ("archive office", ".zip"),
)
# what a computer runs; no clerk has a reason to keep one in a case
_RUN = ".exe .com .bat .cmd .ps1 .vbs .js .jse .wsf .msi .scr .lnk .jar .apk .sh .dll .hta .reg "
_CONTROL = " "  # letters before it are controls


class BadAttachment(Declined):
    """A file that is not kept."""

    message = "“{name}”不能作附件。" + _NOT_SAVED


class EmptyAttachment(BadAttachment):
    """Nothing in it."""

    message = "“{name}”是空文件。请重新扫描或重新复制后再添加，" + _NOT_SAVED


class DamagedAttachment(BadAttachment):
    """It cannot be opened."""

    message = (
        "“{name}”打不开（{reason}），可能已损坏或没有复制完。请打开原件核对，重新保存后再添加，"
        + _NOT_SAVED
    )


class LockedAttachment(BadAttachment):
    """It asks for a password."""

    message = "“{name}”设了密码，以后可能打不开。请去掉密码后再添加，" + _NOT_SAVED


class LargeAttachment(BadAttachment):
    """Over the limit of its kind."""

    message = (
        "“{name}”有{size} MB，超过了每份{largest} MB。请降低扫描精度或拆成几份后再添加，"
        + _NOT_SAVED
    )


class NotADocument(BadAttachment):
    """A program, or something no office program opens."""

    message = (
        "“{name}”不是文档、图片、录音或者压缩包，不能作附件。请选择扫描件或者文档，" + _NOT_SAVED
    )


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: what it is, and the text in it as far as it can be read."""

    media: str  # pdf, picture, office, text, sound, archive
    text: str = ""
    pages: int = 1  # of a PDF; anything else counts as one


def inspect(data: bytes, name: str, *, largest_mb: int) -> Inspected:
    """Look through a file.

    Raises:
        EmptyAttachment, LargeAttachment, NotADocument, DamagedAttachment, LockedAttachment
    """
    if not data:
        raise EmptyAttachment(name=name)
    if len(data) > largest_mb * MIB:
        raise LargeAttachment(name=name, size=-(-len(data) // MIB), largest=largest_mb)
    ending = PurePath(name).suffix.lower()
    if (ending and f"{ending} " in _RUN) or (data.startswith(_PROGRAMS) and data[:5] != b"#!AMR"):
        raise NotADocument(name=name)
    found = _by_content(data, name)
    fitting = next((kinds for kinds, ends in _ENDINGS if ending in ends.split()), None)
    if found is None and fitting is None:
        raise NotADocument(name=name)
    if found is None or (fitting is not None and found.media not in fitting.split()):
        raise DamagedAttachment(name=name, reason=f"内容不是{ending}文件")
    return found


def png_of(data: bytes) -> bytes:
    """Return a picture as PNG, at most ``LARGEST_PICTURE`` pixels, turned upright."""
    with Image.open(io.BytesIO(data)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((4000, 4000))
    out = io.BytesIO()
    upright.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _by_content(data: bytes, name: str) -> Inspected | None:
    if b"%PDF-" in data[:1024]:
        return _pdf(data, name)
    if data.startswith(_OLE):
        return _ole(data, name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data, name)
    if data.startswith(_SOUNDS) and data[8:12] != b"WEBP":
        return Inspected("sound")
    if data[4:8] == b"ftyp":
        return Inspected("sound")
    picture = _picture(data, name)
    return picture or _text(data)


def _pdf(data: bytes, name: str) -> Inspected:
    """Open every page; read the text of the first thirty."""
    texts, pages = [], 0
    try:
        with raster.LOCK, raster.pdf_trouble(), pypdfium2.PdfDocument(data) as document:
            pages = len(document)
            for at in range(pages):
                document.get_page_size(at)
            for at in range(min(pages, _READ_PAGES)):
                page = document[at]
                words = page.get_textpage()
                texts.append(words.get_text_range())
                words.close()
                page.close()
    except raster.UnreadablePdf as error:
        if getattr(error.__cause__, "err_code", None) == _PROTECTED:
            raise LockedAttachment(name=name) from error
        raise DamagedAttachment(name=name, reason="不是完整的 PDF") from error
    if not texts:
        raise DamagedAttachment(name=name, reason="里面没有页")
    return Inspected("pdf", "\n".join(texts), pages)


def _ole(data: bytes, name: str) -> Inspected:
    """Tell an old office file; see [MS-OFFCRYPTO], [MS-DOC] 2.5.2 and [MS-XLS] 2.4.117."""
    if len(data) < 1536:  # noqa: PLR2004 - a header, a table and a directory of 512 bytes each
        raise DamagedAttachment(name=name, reason="文件不完整")
    word = data.find(_WORD, 512, 4096)
    locked = word > 0 and word % 512 == 0 and data[word + _WORD_FLAGS + 1] & _WORD_ENCRYPTED
    book = data.find(_BOF)
    sheet = book >= 0 and data[book + 20 : book + 22] == _FILEPASS
    if "EncryptedPackage".encode("utf-16-le") in data or locked or sheet:
        raise LockedAttachment(name=name)
    return Inspected("office")


def _zip(data: bytes, name: str) -> Inspected:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if any(part.flag_bits & _PASSWORD for part in parts):
                raise LockedAttachment(name=name)
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise DamagedAttachment(name=name, reason="解开后太大")
            if packed.testzip() is not None:
                raise DamagedAttachment(name=name, reason="里面有内容已损坏")
            names = {part.filename for part in parts}
            office = bool(names & {"[Content_Types].xml", "OFD.xml", "content.xml"})
            words = packed.read("word/document.xml") if "word/document.xml" in names else b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise DamagedAttachment(name=name, reason="压缩内容不完整") from error
    return Inspected("office" if office else "archive", _plain_words(words))


def _plain_words(document: bytes) -> str:
    """Return the text of a Word document's XML without reading it as XML."""
    text = document.decode("utf-8", "ignore")
    return re.sub(r"<[^>]*>", "", text.replace("</w:p>", "\n"))


def _picture(data: bytes, name: str) -> Inspected | None:
    """Decode a picture; ``None`` if it is none."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            width, height = opened.size
            if max(width, height) > LARGEST_SIDE or width * height > LARGEST_PICTURE:
                raise DamagedAttachment(name=name, reason=f"{width}×{height}像素，太大")
            opened.load()
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError as error:
        raise DamagedAttachment(name=name, reason="像素太多") from error
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise DamagedAttachment(name=name, reason="图片不完整") from error
    return Inspected("picture")


def _text(data: bytes) -> Inspected | None:
    """Tell plain text: no control characters, and UTF-8 or GB18030."""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    codes = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        odd = sum(letter < _CONTROL and letter not in "\t\r\n\f\x1b" for letter in text)
        return None if odd else Inspected("office" if text.startswith("{\\rtf") else "text", text)
    return None
