"""The text of a file, where it can be had: for looking for personal numbers before it goes out."""

from __future__ import annotations

import io
import zipfile

import pypdfium2

from gkdesk.base.errors import GkdeskError

from .raster import LOCK, pdf_trouble

_MOST_PAGES = 300
_MOST_BYTES = 200_000_000  # of what a .docx unpacks to
_ENCODINGS = ("utf-8-sig", "gb18030")


def text_of(data: bytes, suffix: str) -> str | None:
    """Return the text of a PDF, a .docx or a text file; ``None`` where there is none to be had.

    A scan, a locked or damaged file and every other kind have none.
    """
    try:
        match suffix.lower():
            case ".pdf":
                return _pdf(data) or None
            case ".docx":
                return _docx(data)
            case ".txt" | ".csv":
                return _plain(data)
    except (GkdeskError, zipfile.BadZipFile, KeyError, ValueError):
        return None
    return None


def _pdf(data: bytes) -> str:
    with LOCK, pdf_trouble():
        opened = pypdfium2.PdfDocument(data)
        try:
            found = []
            for number in range(min(len(opened), _MOST_PAGES)):
                page = opened[number]
                text = page.get_textpage()
                found.append(text.get_text_range())
                text.close()
                page.close()
            return "\n".join(found).strip()
        finally:
            opened.close()


def _docx(data: bytes) -> str | None:
    import docx

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _MOST_BYTES:
            return None
    opened = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def _plain(data: bytes) -> str | None:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
