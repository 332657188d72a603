"""What a made file says in any of its parts, and the personal numbers none of them may hold."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path

import pdfplumber
from openpyxl import load_workbook

from gkdesk.base.text import half_width

# every number is invented: identity (18 and 15 digits), mobile, bank card, and a badly starred one
ID_NUMBER, OLD_ID = "110101199003070011", "110101900307001"
MOBILE, CARD, STARRED = "13900001234", "6222021234567890128", "110101199003****11"
SHORT = f"{ID_NUMBER}、{MOBILE}、{CARD}"  # fits where a name or a phone is typed
WORDS = f"甲某{ID_NUMBER}，139 0000 1234，{CARD}，乙某{OLD_ID}，１３９００００１２３４，{STARRED}"
NUMBERS = (ID_NUMBER, MOBILE, CARD, OLD_ID, "110101199003")
_TAGS = re.compile(r"<[^>]*>")


def plain_numbers(text: str) -> list[str]:
    """Return the numbers that stand in a text, whatever separates their digits."""
    plain = "".join(filter(str.isalnum, half_width(text)))
    return [number for number in NUMBERS if number in plain]


def said(path: Path) -> str:
    """Return all words of a PDF, workbook or document: pages, leaves, properties, its name."""
    words = _pdf(path) if path.suffix == ".pdf" else _parts(path)
    return "\n".join([path.name, *words])


def _pdf(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        words = [f"{key} {value}" for key, value in pdf.metadata.items()]
        for page in pdf.pages:
            # as drawn, too: there a cell's broken lines follow one another
            words += [page.extract_text() or "", "".join(one["text"] for one in page.chars)]
            words += [str(note.get("contents")) for note in page.annots]
    return words


def _parts(path: Path) -> list[str]:
    """Return every part of an office file without its tags, and a workbook's cells and notes."""
    with zipfile.ZipFile(path) as packed:
        words = [
            unescape(_TAGS.sub(mark, packed.read(name).decode("utf-8", "replace")))
            for name in packed.namelist()
            for mark in ("", " ")
        ]
        words += packed.namelist()
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        words += [*book.sheetnames, *(str(cell.value) for cell in cells if cell.value is not None)]
        words += [str(cell.comment) for cell in cells if cell.comment]
    return words
