"""Several PDFs as one, page after page, for reading and printing; the originals stay as they are.

PDFium copies the pages with their fonts and text. The joined file names no colour profile, so it
is no archival original; each original is.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2

from .raster import LOCK


def joined(parts: Sequence[bytes]) -> bytes:
    """Return one PDF with the pages of all parts in order."""
    with LOCK:
        target = pypdfium2.PdfDocument.new()
        try:
            for data in parts:
                source = pypdfium2.PdfDocument(data)
                try:
                    target.import_pages(source)
                finally:
                    source.close()
            out = io.BytesIO()
            target.save(out)
        finally:
            target.close()
    return out.getvalue()
