"""What a PDF says to a reader and beside: the text of its pages, properties, notes, attachments."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import pypdfium2
import pypdfium2.raw as pdfium

from gkdesk.base.errors import Declined

from . import raster

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_LONGEST_NOTE = 1 << 16  # bytes of UTF-16
_BREAK = "\ufffe"  # PDFium's sign for a hyphen at a line's end
_NOTE_KEYS = (b"Contents", b"T", b"RC", b"V")
LARGEST_ATTACHMENT = 64 << 20


class LockedPdf(Declined):
    """The PDF asks for a password."""

    message = "“{name}”设了打开密码，没有检查。请去掉密码后再查，文件没有改动。"


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page from 1: its text, and the texts of its annotations."""

    number: int
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PdfBeside:
    """What no page shows: properties by name, and attached files (name, content)."""

    properties: dict[str, str]
    attachments: list[tuple[str, bytes | None]]


class TextPdf:
    """An open PDF; use it as a context. One page lies in memory at a time."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open it.

        Raises:
            LockedPdf: it needs a password.
            UnreadablePdf: it is none, or is damaged.
        """
        try:
            with raster.LOCK, raster.pdf_trouble():
                self._document = pypdfium2.PdfDocument(data)
        except raster.UnreadablePdf as error:
            if getattr(error.__cause__, "err_code", None) == _PASSWORD:
                raise LockedPdf(name=name) from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with raster.LOCK:
            self._document.close()

    def pages(self) -> Iterator[PdfPage | int]:
        """Yield every page in order; a page that cannot be opened as its bare number."""
        with raster.LOCK:
            count = len(self._document)
        for at in range(count):
            try:
                with raster.LOCK, raster.pdf_trouble():
                    yield self._page(at)
            except raster.UnreadablePdf:
                yield at + 1

    def _page(self, at: int) -> PdfPage:
        page = self._document[at]
        words = page.get_textpage()
        text = words.get_text_range() if words.count_chars() else ""
        words.close()
        notes = tuple(note for note in _notes(page) if note.strip())
        page.close()
        return PdfPage(at + 1, text.replace("\r\n", "\n").replace(_BREAK, ""), notes)

    def beside(self) -> PdfBeside:
        """Return properties and attachments; an attachment over the limit comes as ``None``."""
        with raster.LOCK, raster.pdf_trouble():
            properties = self._document.get_metadata_dict(skip_empty=True)
            attachments: list[tuple[str, bytes | None]] = []
            for at in range(self._document.count_attachments()):
                attached = self._document.get_attachment(at)
                attachments.append((attached.get_name(), _content(attached)))
        return PdfBeside(dict(properties), attachments)


def _content(attached: pypdfium2.PdfAttachment) -> bytes | None:
    try:
        data = bytes(attached.get_data())
    except pypdfium2.PdfiumError:
        return None
    return data if len(data) <= LARGEST_ATTACHMENT else None


def _notes(page: pypdfium2.PdfPage) -> Iterator[str]:
    for at in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        note = pdfium.FPDFPage_GetAnnot(page.raw, at)
        if not note:
            continue
        for key in _NOTE_KEYS:
            size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
            if 2 < size <= _LONGEST_NOTE:  # noqa: PLR2004 - the closing zero alone
                buffer = ctypes.create_string_buffer(size)
                target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
                pdfium.FPDFAnnot_GetStringValue(note, key, target, size)
                yield buffer.raw[: size - 2].decode("utf-16-le", "replace")
        pdfium.FPDFPage_CloseAnnot(note)
