"""Trouble of the disk with the temporary files openpyxl writes each leaf to."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .files import file_trouble


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
