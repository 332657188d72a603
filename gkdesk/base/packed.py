"""Files made of zipped parts (.docx, .xlsx, .zip), opened with a bound on what they unpack to."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

MIB = 1 << 20
LARGEST_PART = 64 * MIB
LARGEST_WHOLE = 256 * MIB
LARGEST_RATIO = 200
SMALLEST_SUSPECT = 10 * MIB  # a ratio only means something once it costs memory
MOST_PARTS = 20_000
_ENCRYPTED = 0x1  # bit 0 of a part's flags
_TROUBLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
# a tag with its attributes, and the text after it; the prefix of a name is left out
_TAG = re.compile(
    r"<(/?)(?:[^\s<>/:!?]+:)?([^\s<>/:!?]+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
    r"([^<]*+)"
)
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?:^|[\s:])(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class Unopened(ValueError):
    """A file or part that cannot be looked into; the text says why, for the caller's sentence."""


@dataclass(frozen=True)
class Packed:
    """An archive whose directory was found sensible."""

    archive: zipfile.ZipFile
    names: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """Return one part.

        Raises:
            Unopened: damaged, or larger than a part may be.
        """
        info = self.archive.getinfo(name)
        if info.file_size > LARGEST_PART:
            raise Unopened(f"解开后有{info.file_size // MIB} MB，太大")
        try:
            with self.archive.open(info) as part:
                return part.read(LARGEST_PART + 1)
        except RuntimeError as error:  # the zip module's way to say: a password
            raise Unopened("设有密码") from error
        except _TROUBLE as error:
            raise Unopened("内容已损坏") from error

    def xml(self, name: str) -> str:
        """Return one part as text, without a document type.

        Raises:
            Unopened: damaged, too large, or with entities of its own (an entity bomb).
        """
        text = decoded(self.read(name))
        if _DOCTYPE.search(text, 0, 4096):
            raise Unopened("里面有不该有的实体定义，已停止读取")
        return _plain(text)


def _plain(xml: str) -> str:
    """Write CDATA as ordinary text, in one pass: a pattern would take the square of the length."""
    parts, at = [], 0
    while (begin := xml.find(_CDATA, at)) >= 0:
        end = xml.find(_CDATA_END, begin)
        if end < 0:
            raise Unopened("内容不完整")
        parts += [xml[at:begin], escape(xml[begin + len(_CDATA) : end])]
        at = end + len(_CDATA_END)
    return "".join([*parts, xml[at:]])


def decoded(data: bytes) -> str:
    """Return XML as text by its byte-order mark; what is no UTF-8 becomes U+FFFD."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def opened(data: bytes) -> Packed:
    """Open an archive.

    Raises:
        Unopened: damaged, encrypted, or a bomb.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except _TROUBLE as error:
        raise Unopened("压缩内容不完整，文件已损坏") from error
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Unopened("设有密码")
    whole = sum(part.file_size for part in parts)
    bomb = whole > SMALLEST_SUSPECT and whole > LARGEST_RATIO * len(data)
    if bomb or whole > LARGEST_WHOLE or len(parts) > MOST_PARTS:
        raise Unopened(f"解开后有{whole // MIB} MB、{len(parts)}个部分，太大")
    return Packed(archive, tuple(part.filename for part in parts))


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of XML: its name without prefix, and the text right after it, where it stands."""

    name: str
    closing: bool
    empty: bool
    attributes: str
    text: str  # with entities resolved
    start: int  # of the raw text in the document
    end: int
    at: int  # where the tag itself begins

    def get(self, name: str) -> str:
        """Return an attribute by its name without prefix, or ``""``."""
        for found, double, single in _ATTRIBUTE.findall(self.attributes):
            if found == name:
                return unescape(double or single)
        return ""


def tags(xml: str) -> Iterator[Tag]:
    """Yield every tag in order. No entity but the five of XML and numbers is resolved."""
    for found in _TAG.finditer(xml):
        slash, name, attributes, text = found.groups()
        if "&" in text:
            text = unescape(text)
        yield Tag(
            name, bool(slash), attributes.endswith("/"), attributes, text, *found.span(4),
            found.start(),
        )  # fmt: skip
