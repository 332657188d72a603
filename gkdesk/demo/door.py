"""先看演示: a demo office beside the office's own folder, for whoever wants to look first.

It is the demo of ``dev.py demo`` with one difference: it writes no packages, because here somebody
tries things out who may have a drive of the county in the machine.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from gkdesk.accounts.sealedkey import Cost
from gkdesk.accounts.session import DEMO_MARK, NO_PACKAGES
from gkdesk.base import files
from gkdesk.base.errors import Declined, GkdeskError
from gkdesk.base.progress import Report
from gkdesk.desk import Desk

from .making import run
from .stage import OFFICE, OFFICER, PASSWORD


class NotADemo(Declined):
    """Something else lies where the demo would be made."""

    message = "“{folder}”里的内容不是演示库，没有动它。请给它改名或移开，再来看演示。"


def place(folder: Path) -> Path:
    """Return where the demo beside an office's folder lies."""
    folder = folder.absolute()  # "." has a name too
    return folder.parent / f"{folder.name or 'gkdesk'}-demo"


def is_made(folder: Path) -> bool:
    """Tell whether the demo is there and whole."""
    return _is_ours(place(folder))


def make(folder: Path, report: Report, *, cost: Cost | None = None) -> None:
    """Make the demo, in a folder that bears its name only when it is whole; ``cost`` as ``run``.

    Raises:
        NotADemo: the name is taken.
        Cancelled: it was stopped; nothing is left of it.
        GkdeskError: the disk.
    """
    root = place(folder)
    part = root.with_name(f"{root.name}.part")
    with files.file_trouble(root):
        if root.exists() and not _is_ours(root):
            raise NotADemo(folder=root.name)
        # a half demo of a program that was ended has an office in it
        if part.exists() and not (part / OFFICE).is_dir():
            raise NotADemo(folder=part.name)
        try:
            run(part, report, cost=cost)
            mark = part / OFFICE / DEMO_MARK
            files.write(mark, files.read(mark) + f"\n{NO_PACKAGES}\n".encode("ascii"))
            remove(folder)
            part.rename(root)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def remove(folder: Path) -> None:
    """Throw the demo away, with all that was tried in it."""
    root = place(folder)
    if _is_ours(root):
        shutil.rmtree(root)


def enter(folder: Path) -> Desk:
    """Open the demo, logged in as the clerk.

    Raises:
        GkdeskError: it cannot be opened, or its passwords were changed.
    """
    desk = Desk.open(place(folder) / OFFICE)
    try:
        desk.accounts.log_in(OFFICER, PASSWORD)
    except GkdeskError:
        desk.close()
        raise
    return desk


def _is_ours(root: Path) -> bool:
    return (root / OFFICE / DEMO_MARK).is_file()
