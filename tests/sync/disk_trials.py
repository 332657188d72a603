"""Fill the disk under export, receive and receipt to every degree; needs Linux and root.

Each disk is a small one in memory with a ballast file: from no room at all to enough, page by page.
"""

from __future__ import annotations

import os
import subprocess
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from gkdesk.base.errors import Blocked
from gkdesk.base.files import DiskFull
from gkdesk.db.connection import DatabaseDiskFull
from gkdesk.sync import drive

from .kill_checks import Figures
from .kill_world import ACTS, World, stages

PAGE = 4096
DISK = 24 << 20  # bytes
LITTLE = 1 << 20  # enough for all but a drive that keeps its spare room
CLEAN = (DiskFull, DatabaseDiskFull, drive.DriveFull)
DONE = "done"


@dataclass(frozen=True, slots=True)
class Case:
    """One act on one full disk."""

    act: str
    part: str  # the folder that is the disk
    late: bool = False  # another program fills the drive after it was found large enough


CASES = (
    Case("export", "drive"),
    Case("export", "drive", late=True),
    Case("export", "office"),
    Case("finish", "drive"),
    Case("finish", "office"),
    Case("receive", "inbox"),
    Case("receive", "drive"),
    Case("receipt", "office"),
    Case("undo", "inbox"),
    Case("undo", "drive"),
)


def sweeps(root: Path, sizes: int) -> Iterator[Figures]:
    """Try every case with so many sizes of free space."""
    world, kept = stages(root)
    for case in CASES:
        with small_disk(world.root / case.part):
            yield Sweep(case, world, kept[case.act]).run(sizes)


@contextmanager
def small_disk(at: Path) -> Iterator[None]:
    """Mount a small disk over a folder."""
    options = ["-t", "tmpfs", "-o", f"size={DISK}", "tmpfs"]
    subprocess.run(["mount", *options, str(at)], check=True, timeout=20)
    try:
        yield
    finally:
        subprocess.run(["umount", str(at)], check=True, timeout=20)


class Sweep:
    """One case from no room to enough."""

    def __init__(self, case: Case, world: World, kept: Path) -> None:
        self._case, self._world, self._kept = case, world, kept
        self._ballast = world.root / case.part / "ballast.bin"
        late = ", filled late" if case.late else ""
        self._figures = Figures(f"full disk {case.act} ({case.part}{late})")

    def run(self, sizes: int) -> Figures:
        """Find how much is enough, and try ``sizes`` amounts up to it."""
        began, figures = time.monotonic(), self._figures
        enough = self._enough()
        figures.of = enough + 1
        stride = max(1, -(-enough // sizes))
        for pages in sorted({*range(0, enough, stride), max(0, enough - 1), enough}):
            figures.tried += 1
            outcome = self._act(pages)
            self._ballast.unlink()
            where = f"{figures.what} with {pages} pages"
            figures.judge(self._world, where, outcome, undo=self._case.act == "undo")
        figures.seconds = time.monotonic() - began
        return figures

    def _enough(self) -> int:
        """Return the fewest pages with which the act comes to its end without a remark."""
        low, high = 0, LITTLE // PAGE
        if self._act(high) != DONE:
            low, high = high, DISK // PAGE
        while low < high:
            middle = (low + high) // 2
            if self._act(middle) == DONE:
                high = middle
            else:
                low = middle + 1
        self._figures.faults.clear()  # the sweep comes upon them again
        return low

    def _act(self, pages: int) -> str:
        """Act with so much room; return how it ended."""
        self._world.restore(self._kept)
        part = self._ballast.parent
        with self._ballast.open("xb") as file:
            free = os.statvfs(part).f_bavail * os.statvfs(part).f_frsize
            if size := max(0, free - pages * PAGE):
                os.posix_fallocate(file.fileno(), 0, size)
        spare = -DISK if self._case.late else drive.SPARE
        try:
            with mock.patch.object(drive, "SPARE", spare):
                remark = ACTS[self._case.act](self._world)
        except Blocked as error:
            self._blame(error, pages)
            return type(error).__name__
        except Exception:  # noqa: BLE001 - whatever it is, it is what the trial looks for
            self._figures.faults.append(f"{pages} pages: {traceback.format_exc(limit=-6)}")
            return "broken"
        return "remark" if remark else DONE

    def _blame(self, error: Blocked, pages: int) -> None:
        """Note an error that is not one of a full disk, or that is no plain sentence."""
        words = str(error)
        if not isinstance(error, CLEAN) or not words.endswith("。") or not words.isprintable():
            told = f"{type(error).__name__} {words} {error.__cause__!r}"
            self._figures.faults.append(f"{pages} pages: {told}")
