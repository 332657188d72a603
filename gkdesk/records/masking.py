"""Masked copies of text, .csv, .xlsx and .docx files: every find covered, the rest untouched.

A cover is as long as what it covers, so it is laid over the text where it stands, however many
runs the text is cut into; styles, widths and everything else of the file stay. The copy is
scanned again: what could not be covered is told.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.packed import Packed, Unopened, opened
from gkdesk.base.scanning import Rules, masked
from gkdesk.base.tablewatch import TableWatch, find

from . import readbook, readtext, readword
from .maskparts import book_strings, cover_book, cover_words
from .scanfile import scan_bytes, shown, unread
from .scanmodel import MaskedCopy, Scanned
from .sink import Sink

_PIECE = 1 << 16
_LONGEST_STEM = 60  # characters: what is added to a name must not push its ending out


class NoMaskedCopy(Declined):
    """Files of this kind cannot be masked here."""

    message = "“{name}”不能自动遮盖（{reason}）。请在原来的软件里遮盖后再检查，原文件没有改动。"


class WouldOverwrite(Declined):
    """The masked copy would take the place of a file that is there."""

    message = "“{name}”已经有了，没有写入遮盖后的副本。请换一个文件夹，已有的文件没有改动。"


class NothingToMask(Declined):
    """A file of a kind that can be masked, but nothing in it is covered."""

    message = "“{name}”里没有能自动遮盖的内容。其余各处请在原来的软件里改好再检查，原文件没有改动。"


def mask_file(path: Path, folder: Path, rules: Rules) -> tuple[Path, Scanned]:
    """Write a masked copy of a file into a folder; return where and what is still in it.

    Raises:
        NoMaskedCopy: a kind that cannot be masked.
        WouldOverwrite: a file of that name is there.
        Blocked: disk or rights.
    """
    made = mask_bytes(files.read(path), path.name, rules)
    target = folder / made.name
    if target.exists():
        raise WouldOverwrite(name=target.name)
    files.write(target, made.data)
    return target, made.left


def mask_bytes(data: bytes, name: str, rules: Rules) -> MaskedCopy:
    """Return a masked copy of a file's content.

    Raises:
        NoMaskedCopy: a kind that cannot be masked, or a damaged file.
    """
    before = scan_bytes(data, name, rules)
    try:
        made = _masked(data, rules)
    except Unopened as error:
        raise NoMaskedCopy(name=before.name, reason=str(error)) from error
    if made is None:
        raise NoMaskedCopy(name=before.name, reason="只能遮盖 .txt、.csv、.xlsx 和 .docx")
    called = copy_name(name, rules)
    left = scan_bytes(made, f"copy{Path(name).suffix}", rules)
    return MaskedCopy(called, made, max(0, len(before.hits) - len(left.hits)), left)


def copy_name(name: str, rules: Rules, mark: str = "（已遮盖）") -> str:
    """Return what a masked copy is called: its numbers covered, its ending kept."""
    stem, dot, ending = shown(name, Sink(rules)).replace("*", "某").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    stem = files.safe_name(stem, longest=_LONGEST_STEM)
    return files.safe_name(f"{stem}{mark}{dot}{ending[:12]}", longest=120)


def safe(text: str, rules: Rules) -> str:
    """Return a sentence or name with its numbers covered."""
    return shown(text, Sink(rules))


def mask_text(text: str, rules: Rules) -> str:
    """Return a text with every find covered."""
    return masked(text, find(text, rules))


def _masked(data: bytes, rules: Rules) -> bytes | None:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        packed = opened(data)
        if readbook.is_book(packed):
            return _packed_again(packed, _book_parts(packed, rules))
        if readword.is_word(packed):
            return _packed_again(packed, _word_parts(packed, rules))
        return None
    encoding = readtext.encoding_of(data)
    if not encoding or unread(data) or b"%PDF-" in data[:1024]:
        return None
    text, lost = readtext.decoded(data, encoding)
    if lost:
        raise Unopened("文字的编码认不出")
    done = _masked_text(text, rules)
    return done.encode("utf-8-sig" if encoding == "mixed" else encoding)


def _masked_text(text: str, rules: Rules) -> str:
    separator = readtext.separator_of(text)
    if not separator:
        pieces = text.splitlines(keepends=True)
        return mask_text(text, rules) if len(text) < _PIECE else _by_pieces(pieces, rules)
    out = io.StringIO(newline="")
    ends = "\r\n" if "\r\n" in text else "\n"
    writer = csv.writer(out, delimiter=separator, lineterminator=ends)
    watch = TableWatch(rules)
    for row in readtext.rows(text, separator):
        cells = watch.row({at: cell for at, cell in enumerate(row) if cell}, {})
        covered = {at: masked(row[at], cell.covered) for at, cell in cells.items()}
        writer.writerow([covered.get(at, cell) for at, cell in enumerate(row)])
    return out.getvalue()


def _by_pieces(lines: list[str], rules: Rules) -> str:
    """Mask a long text some hundred lines at a time."""
    return "".join(
        mask_text("".join(lines[at : at + 500]), rules) for at in range(0, len(lines), 500)
    )


def _word_parts(packed: Packed, rules: Rules) -> dict[str, bytes]:
    return {
        name: cover_words(packed.xml(name), rules).encode("utf-8")
        for name in packed.names
        if _is_text_part(name)
    }


def _book_parts(packed: Packed, rules: Rules) -> dict[str, bytes]:
    changed = {
        name: cover_words(packed.xml(name), rules).encode("utf-8")
        for name in packed.names
        if _is_text_part(name) and not name.startswith(("xl/worksheets/sheet", "xl/sharedStrings"))
    }
    sheets = [
        name for name in packed.names if name.startswith("xl/worksheets/") and name.endswith(".xml")
    ]
    strings = book_strings(packed)
    for name in sheets:
        changed[name] = cover_book(packed.xml(name), strings, rules).encode("utf-8")
    if strings.xml:
        changed["xl/sharedStrings.xml"] = strings.covered().encode("utf-8")
    return changed


def _is_text_part(name: str) -> bool:
    return (
        name.endswith(".xml")
        and not name.startswith(("[Content", "_rels"))
        and not any(
            sign in name
            for sign in ("theme/", "styles", "fontTable", "settings", "/_rels/", "workbook.xml")
        )
    )


def _packed_again(packed: Packed, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in packed.archive.infolist():
            data = changed.get(info.filename)
            target.writestr(info, packed.read(info.filename) if data is None else data)
    return out.getvalue()
