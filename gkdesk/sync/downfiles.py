"""The office's files a county's package changes: written only after the database knows of it.

What is to stand in a file is in the database first. A program that dies before, between or after
the writing of files finds what is left to do there, when the office is opened or at the next
``apply``, and does it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Blocked

from . import downstore

LARGEST = 64 << 20  # bytes


class NotWritten(Blocked):
    """What was decided is kept, but a file could not be written."""

    message = (
        "“{name}”还没有写成（{reason}）。已经记下要做的改动，"
        "排除原因后重新打开软件，或再应用一次，就会接着写完。"
    )


def current(session: Session, path: str) -> bytes | None:
    """Return what stands in a file below the office's folder, ``None`` when there is none.

    Raises:
        Blocked: it cannot be read.
    """
    place = session.folder / path
    if not place.exists():
        return None
    return files.read(place, largest=LARGEST)


def settle(session: Session) -> list[str]:
    """Write every file whose change is decided and not known to be done; return their paths.

    A file that somebody changed in between is left as it is.

    Raises:
        NotWritten: one cannot be written; what is left is done the next time.
    """
    written = []
    for change in downstore.unwritten(session.conn):
        place = session.folder / change.path
        try:
            there = current(session, change.path)
            ours = there in (change.before, change.after)
            if ours and there != change.after:
                _put(place, change.after)
        except Blocked as error:
            raise NotWritten(name=place.name, reason=str(error).rstrip("。")) from error
        stamp = session.now().isoformat(timespec="seconds")
        with session.transaction():
            found = "written" if ours else "changed"
            downstore.add_written(session.conn, change.id, found, stamp)
        written.append(change.path)
    return written


def _put(place: Path, content: bytes | None) -> None:
    if content is not None:
        files.write(place, content)
        return
    with files.file_trouble(place):
        place.unlink(missing_ok=True)
        files.flush_folder(place.parent)
    with suppress(OSError):  # only a folder that is empty now goes, as it was before
        place.parent.rmdir()
