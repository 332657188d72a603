"""Files kept with an entry: photos, minutes, scans; sealed in the archive, never taken out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.text import tidy, visible

from .regmodel import Attachment, Entry, Kind

if TYPE_CHECKING:
    from .registers import Registers

LARGEST_MB = 50
_LONGEST_NAME, _LONGEST_NOTE = 120, 200
_LONGEST_ENDING = len(".xlsx")  # what is longer is none and may be a number


class KeptBefore(Declined):
    """The very same file is with the entry."""

    message = "“{name}”和本条第{id}份附件是同一个文件，不用再添加。没有添加此文件，内容没有改动。"


class NoSuchFile(Declined):
    """The entry has no file of this number."""

    message = "“{number}”没有第{id}份附件。请看附件清单，没有写入任何内容。"


class Files:
    """Keeps and hands out the files of entries."""

    def __init__(self, book: Registers) -> None:
        self._book = book

    def attach(self, uid: str, path: Path, *, field: str = "", note: str = "") -> Attachment:
        """Keep a file with an entry, in one of its file fields or beside them.

        Raises:
            NoSuchEntry, EntryClosed: the entry cannot be.
            BadValue: the register has no such file field.
            BadAttachment, KeptBefore: the file cannot be kept.
            Blocked: it cannot be read.
        """
        from gkdesk.documents.attachment import LargeAttachment, inspect

        book = self._book
        entry, form = book.open_entry(uid, "添加附件")
        asked = form.field(field) if field else None
        if field and (asked is None or asked.kind is not Kind.FILE):
            raise BadValue(field, field, f"不是“{form.title}”的附件栏目")
        try:
            data = files.read(path, largest=LARGEST_MB << 20)
        except files.TooLarge as error:
            size = error.values["size"]
            raise LargeAttachment(name=path.name, size=size, largest=LARGEST_MB) from error
        name = visible(path.name).replace("\n", " ")[-_LONGEST_NAME:]
        seen = inspect(data, name, largest_mb=LARGEST_MB)
        sha256 = hashlib.sha256(data).hexdigest()
        for one in entry.files:
            if one.sha256 == sha256:
                raise KeptBefore(name=name, id=one.id)
        with book.transaction():
            book.documents.keep(data, name=name, subject=f"register:{entry.uid}")
            book.note_file(entry, {
                "field": field, "name": name, "note": tidy(visible(note))[:_LONGEST_NOTE],
                "sha256": sha256, "size": len(data), "media": seen.media,
            })  # fmt: skip
        return book.get(uid).files[-1]

    def save_as(self, entry: Entry, id_: int, path: Path) -> None:
        """Write a plain copy; noted in the audit.

        Raises:
            NoSuchFile: there is none.
            Blocked: the archived file is damaged, or the place cannot be written.
        """
        self._book.documents.save_as(one_of(entry, id_).sha256, path)

    @staticmethod
    def suggested(entry: Entry, one: Attachment) -> str:
        """Return a name for a copy that names nobody: the entry, the number and the ending."""
        ending = Path(one.name).suffix
        kept = ending if len(ending) <= _LONGEST_ENDING else ""
        return files.safe_name(f"{entry.register}-{entry.number}-附件{one.id}{kept}")


def one_of(entry: Entry, id_: int) -> Attachment:
    for one in entry.files:
        if one.id == id_:
            return one
    raise NoSuchFile(number=entry.number, id=id_)
