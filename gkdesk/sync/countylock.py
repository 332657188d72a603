"""One program writes in an inbox at a time; the first one in clears what a killed one left."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import Blocked
from gkdesk.db.connection import DatabaseBusy
from gkdesk.db.hold import Hold

from .model import PARTIAL, PREFIX

LOCK = "county.lock"
UNSEALED = "unsealed"  # where a sealed package is opened before it is taken
_ATTEMPTS, _PAUSE = 4, 0.05  # seconds
_TOWN = re.compile(r"[0-9A-Z]{18}")  # a credit code


class InboxInUse(Blocked):
    """Another program writes in the inbox."""

    message = "收件箱正在另一个窗口或程序中使用。请等它做完再试，这一次没有改动任何内容。"


@contextmanager
def alone(inbox: Path) -> Iterator[None]:
    """Keep every other program from writing in an inbox.

    Raises:
        InboxInUse: another one does.
        Blocked: disk or rights.
    """
    held = _taken(inbox / LOCK)
    try:
        if held.first:
            sweep(inbox)
        yield
    finally:
        held.release()


def _taken(lock: Path) -> Hold:
    """Take the lock; whoever only opens an inbox has it for a moment, so ask more than once."""
    for _attempt in range(_ATTEMPTS):
        with suppress(DatabaseBusy):
            return Hold.take(lock)
        time.sleep(_PAUSE)
    try:
        return Hold.take(lock)
    except DatabaseBusy as error:
        raise InboxInUse from error


def tidy(inbox: Path) -> None:
    """Clear what a killed program left, unless another one is at work; never fails."""
    with suppress(Blocked):
        held = Hold.take(inbox / LOCK)
        try:
            if held.first:
                sweep(inbox)
        finally:
            held.release()


def sweep(inbox: Path) -> int:
    """Remove half-made things; only for who is alone. Return how many.

    What was opened and not taken, copies that never got their name, and halves of
    ``files.write``, in the inbox and in its towns' folders; nothing else and nowhere else.
    """
    found = [*_children(inbox / UNSEALED)]
    files.sweep(inbox)
    for town in [one for one in _children(inbox) if _TOWN.fullmatch(one.name)]:
        files.sweep(town)
        found += [
            one
            for one in _children(town)
            if one.name.startswith(PREFIX) and one.name.endswith(PARTIAL)
        ]
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)


def _children(folder: Path) -> list[Path]:
    """Return the real folders in a folder; a link is none."""
    with suppress(OSError):
        return [one for one in folder.iterdir() if one.is_dir() and not one.is_symlink()]
    return []
