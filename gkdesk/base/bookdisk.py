"""Save a workbook, whatever the disk does to the temporary files openpyxl writes each leaf to."""

from __future__ import annotations

import errno
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .files import file_trouble

if TYPE_CHECKING:
    from openpyxl import Workbook

_LEAF, _END = "xl/worksheets/", b"</worksheet>"
_PIECE = 1 << 20


def saved(book: Workbook) -> bytes:
    """Return a workbook's file.

    Raises:
        Blocked: openpyxl's own temporary files do not fit the disk.
    """
    out = io.BytesIO()
    with book_trouble():
        book.save(out)
        _demand_whole(out)
    return out.getvalue()


def _demand_whole(out: io.BytesIO) -> None:
    """Raise ``OSError`` when a leaf is cut: lxml tells nobody that the last flush failed."""
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            if name.startswith(_LEAF) and name.endswith(".xml"):
                last = b""
                with archive.open(name) as leaf:
                    while piece := leaf.read(_PIECE):
                        last = (last + piece)[-len(_END) :]
                if last != _END:
                    raise OSError(errno.EIO, "a leaf is cut")


@contextmanager
def book_trouble() -> Iterator[None]:
    """Let no trouble with a workbook's temporary files out of the block except as ``Blocked``.

    Where lxml is installed openpyxl writes with it, and a full disk is its own kind of error.
    """
    from lxml.etree import LxmlError

    with file_trouble(Path(tempfile.gettempdir())):
        try:
            yield
        except LxmlError as error:
            code = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
            raise OSError(code, str(error)) from error
