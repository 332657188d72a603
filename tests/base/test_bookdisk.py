"""A workbook is saved whole or not at all, wherever the disk of the temporary files gives up."""

from __future__ import annotations

import gc
import io
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
import pytest

from gkdesk.base.bookdisk import saved
from gkdesk.base.errors import Blocked
from gkdesk.base.plainsheet import Leaf, workbook

TEXT = "村务公开" * 20


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let no file of this process grow over so many bytes: the disk is full there."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def book_of(rows: int) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for _ in range(rows):
        book.worksheets[0].append([TEXT])
    return book


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
@pytest.mark.parametrize("rows", [3, 40, 400])
def test_cut_at_any_place_it_is_refused(rows: int) -> None:
    """The last flush of a leaf is the one lxml keeps quiet about."""
    whole = len(leaf_of(saved(book_of(rows))))
    for size in [*range(0, whole, max(1, whole // 40)), whole - 1]:
        with no_file_over(size), pytest.raises(Blocked):
            saved(book_of(rows))
        with no_file_over(size), pytest.raises(Blocked):
            workbook([Leaf("一", "", [("栏", 9.0)], [[TEXT]] * rows)], "2026-04-10T09:30:00")
    gc.collect()  # openpyxl's broken writers complain when they go; here, not in another test
    with no_file_over(whole):
        assert len(leaf_of(saved(book_of(rows)))) == whole


def leaf_of(data: bytes) -> bytes:
    from zipfile import ZipFile

    return ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
