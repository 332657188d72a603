"""One file, or many, looked through before they go out; what cannot be read is told with why.

The content decides what a file is, not its ending. Nothing here needs an office.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
from gkdesk.base.packed import MIB, Packed, Unopened, opened
from gkdesk.base.scanning import Rules, masked
from gkdesk.base.tablewatch import find

from . import readbook, readtext, readword
from .readparts import loose_parts
from .scanmodel import Scanned
from .sink import Sink

LARGEST = 256 * MIB
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DEEPEST = 3  # archives within archives
_FEW_LETTERS = 5  # a page with fewer is a picture
_UNREADABLE = 0.3  # so many of a page's letters without a meaning: its fonts name none
_PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*",
)  # fmt: skip
_SOUNDS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"#!AMR", b"OggS", b"RIFF", b"\x1aE\xdf\xa3")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_UTF8_NAME = 0x800  # bit 11 of a part's flags


def scan_files(paths: Iterable[Path], rules: Rules) -> Iterator[Scanned]:
    """Look through files one after the other; one that cannot be read stops nothing."""
    for path in paths:
        try:
            data = files.read(path, largest=LARGEST)
        except GkdeskError as error:
            sink = Sink(rules)
            sink.skip("", shown(str(error), sink))
            yield _result(shown(path.name, sink), b"", sink)
        else:
            yield scan_bytes(data, path.name, rules)


def scan_bytes(data: bytes, name: str, rules: Rules) -> Scanned:
    """Look through one file's content and its name."""
    sink = Sink(rules)
    pour(data, name, sink)
    return _result(shown(name, sink), data, sink)


def pour(data: bytes, name: str, sink: Sink) -> None:
    """Let a sink have one file's name and everything in it."""
    sink.text("文件名", name)
    _read(data, name, sink, 0)


def scan_text(text: str, name: str, rules: Rules, where: str = "") -> Scanned:
    """Look through a text written in the program."""
    sink = Sink(rules)
    sink.text(where, text, lines=True)
    return _result(name, text.encode("utf-8", "surrogatepass"), sink)


def shown(text: str, sink: Sink) -> str:
    """Return a name or sentence fit to be shown."""
    return masked(text, find(text, sink.rules, words=False))


def _result(name: str, data: bytes, sink: Sink) -> Scanned:
    sink.close()
    return Scanned(
        name,
        hashlib.sha256(data).hexdigest(),
        len(data),
        tuple(sink.hits),
        tuple(sink.not_scanned),
        dict(sink.parts),
    )


def _read(data: bytes, name: str, sink: Sink, depth: int) -> None:
    """Let the reader of the file's kind look through it; tell what stops it."""
    try:
        _reader(data)(data, name, sink, depth)
    except Unopened as error:
        sink.skip("", f"打不开：{error}。请用办公软件打开核对，另存后再查")
    except GkdeskError as error:
        sink.skip("", shown(str(error), sink))
    except RecursionError:
        sink.skip("", "结构层层嵌套，打不开。请另存后再查")


def _reader(data: bytes) -> Callable[[bytes, str, Sink, int], None]:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip
    if b"%PDF-" in data[:1024]:
        return _pdf
    return _old if data.startswith(_OLE) else _plain


def _plain(data: bytes, name: str, sink: Sink, _depth: int) -> None:
    why = unread(data)
    known = ("", "") if why else readtext.text_of(data)
    if not data:
        sink.skip("", "是空文件，没有内容可查")
    elif why:
        sink.skip("", why)
    elif not known[0]:
        ending = Path(name).suffix.lower()
        usual = ending in {".docx", ".xlsx", ".pdf", ".zip", ".txt", ".csv"}
        what = f"内容不是{ending}文件，可能已损坏或改过名" if usual else "不认得这种文件"
        sink.skip("", f"{what}，没有检查，请人工核对")
    else:
        readtext.read(data, sink, known)


def unread(data: bytes) -> str:
    """Say why content of this kind is not read, or ``""``."""
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP":
        return "是图片，里面的文字不能检查，请人工核对"
    if data.startswith(_SOUNDS) or data[4:8] == b"ftyp":
        return "是录音或录像，不能检查，请人工核对"
    if data.startswith(_ARCHIVES):
        return "是不能打开的压缩包，请解开后逐个检查，或者改用 .zip"
    return "是 RTF 文档，请另存为 .docx 再查" if data.startswith(b"{\\rtf") else ""


def _old(data: bytes, name: str, sink: Sink, _depth: int) -> None:
    if _ENCRYPTED in data:
        sink.skip("", "设了打开密码，无法检查。请去掉密码后再查")
    elif any(book in data for book in _OLD_BOOKS):
        readbook.read_old(data, name, sink)
    else:
        sink.skip("", "是旧格式的文档（.doc 等），不能检查，请另存为 .docx 再查")


def _zip(data: bytes, _name: str, sink: Sink, depth: int) -> None:
    packed = opened(data)
    if readbook.is_book(packed):
        readbook.read(packed, sink)
    elif readword.is_word(packed):
        readword.read(packed, sink)
    elif "OFD.xml" in packed.names:
        _ofd(packed, sink)
    elif "[Content_Types].xml" in packed.names or "content.xml" in packed.names:
        loose_parts(packed, sink, done=())
    elif depth < _DEEPEST:
        _members(packed, sink, depth)
    else:
        sink.skip("", "压缩包里还有压缩包，层数太多，没有检查")


def _members(packed: Packed, sink: Sink, depth: int) -> None:
    outer = sink.prefix
    for info in packed.archive.infolist():
        if info.is_dir():
            continue
        name = member_name(info.filename, utf8=bool(info.flag_bits & _UTF8_NAME))
        sink.prefix = f"{outer}压缩包里的“{sink.place(name)}”的"
        sink.text("文件名", name)
        try:
            _read(packed.read(info.filename), name, sink, depth + 1)
        except Unopened as error:
            sink.skip("", f"打不开：{error}")
    sink.prefix = outer


def member_name(name: str, *, utf8: bool) -> str:
    """Return a member's name; without the UTF-8 flag Chinese Windows writes it in GBK."""
    if utf8:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return name


def _ofd(packed: Packed, sink: Sink) -> None:
    """Look through the text of an OFD (GB/T 33190): what its text codes say, page by page."""
    from gkdesk.base.packed import tags

    number = 0
    for part in packed.names:
        if not part.endswith("Content.xml"):
            continue
        number += 1
        texts = [tag.text for tag in tags(packed.xml(part)) if tag.name == "TextCode"]
        sink.text(f"第{number}页", "".join(text for text in texts if text))
        if not any(texts):
            sink.skip(f"第{number}页", "没有文字，可能是扫描的图片，请人工核对")
    sink.parts["页"] += number
    sink.skip("签章、批注和图片", "OFD 只查了各页的文字，其余请人工核对")


def _pdf(data: bytes, name: str, sink: Sink, depth: int) -> None:
    from gkdesk.documents.pdftext import TextPdf

    with TextPdf(data, name) as pdf:
        for page in pdf.pages():
            sink.parts["页"] += 1
            if isinstance(page, int):
                sink.skip(f"第{page}页", "这一页已损坏，没有检查")
                continue
            _pdf_page(page.number, page.text, page.notes, sink)
        beside = pdf.beside()
    for key, value in beside.properties.items():
        sink.text(f"属性：{sink.place(key)}", value)
    outer = sink.prefix
    for attached, content in beside.attachments:
        sink.prefix = f"{outer}附件“{sink.place(attached)}”的"
        sink.text("文件名", attached)
        if content is None or depth >= _DEEPEST:
            sink.skip("", "附件打不开或者太大，没有检查")
        else:
            _read(content, attached, sink, depth + 1)
    sink.prefix = outer


def _pdf_page(number: int, text: str, notes: Iterable[str], sink: Sink) -> None:
    where = f"第{number}页"
    letters = [letter for letter in text if not letter.isspace()]
    lost = sum("\ue000" <= letter <= "\uf8ff" or letter == "\ufffd" for letter in letters)
    if len(letters) < _FEW_LETTERS:
        sink.skip(where, "没有文字，可能是扫描的图片，请人工核对")
    elif lost > _UNREADABLE * len(letters):
        sink.skip(where, "文字的编码认不出，没有查全，请人工核对")
    sink.text(where, text)
    for note in notes:
        sink.text(f"{where}的批注", note)
