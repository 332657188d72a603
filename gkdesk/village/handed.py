"""What is in a folder villages handed in: files to read, and files of other kinds, all named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

READABLE = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv", ".txt", ".docx"})
# what file managers and office programs leave behind; nobody handed it in
_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_LOCK = "~$"
OTHER = (
    "“{name}”不是表格文件（能读 .xlsx、.xls、.et、.csv、.docx），没有读。"
    "图片、PDF 和旧 Word 文件请村里另交表格，其他文件不受影响"
)


def gather(given: Iterable[Path]) -> list[Path]:
    """Return every file: folders are looked through with their subfolders, in the order of names.

    A file named twice comes once; a file that is not there is left to be told when it is read.
    """
    found: list[Path] = []
    for path in given:
        found += _inside(path) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name.lower() not in _LITTER
        and not path.name.startswith((_LOCK, "."))
    ]


def is_readable(path: Path) -> bool:
    """Tell whether a file found in a folder is of a kind that can hold a table."""
    return path.suffix.lower() in READABLE
