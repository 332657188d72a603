"""The plugged drives as this office sees them: what of its own lies there, what may be written."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled

from . import attempts, bag, drivefault, drivejudge, drives, inspection, store
from .drivestate import DriveState, Need, Plugged, Verdict
from .model import OFFICE_PART, PARTIAL, PREFIX, PackageState, SyncPackage
from .outbox import Unfinished
from .outwriter import Leftover, NotSettled, PackageNotThere


class Driving:
    """Drives before, while and after a package is written."""

    fingerprint = staticmethod(drives.fingerprint)
    overall = staticmethod(drivejudge.overall)
    slowness = staticmethod(drivejudge.slowness)

    def __init__(self, session: Session) -> None:
        self._session = session

    def plugged(self, need: Need | None = None) -> list[Plugged]:
        """List the removable drives, each judged for a package; reads only."""
        return drives.look(*self._asked(need))

    def at(self, folder: Path, need: Need | None = None) -> Plugged:
        """Judge a folder the clerk chose by hand."""
        return drives.look_at(folder, *self._asked(need))

    def said(
        self, error: GkdeskError, folder: Path, need: Need, progress: tuple[int, int] = (0, 0)
    ) -> Verdict | None:
        """Say what an error of the writing means for the drive; ``None``: it is not the drive."""
        match error:
            case NotSettled():
                return Verdict(DriveState.PULLED_LAST, error.values)
            case PackageNotThere():
                return Verdict(DriveState.OTHER_DRIVE, error.values)
            case Cancelled() if self._waiting():
                return Verdict(DriveState.PULLED_LAST, {"number": self._waiting()})
            case _:
                return drivefault.verdict_of(error, folder, need, progress)

    def leftovers(self, folder: Path) -> list[Leftover]:
        """List the packages on a drive that were never finished."""
        known = {package.file_name: package.number for package in self._packages()}
        with files.file_trouble(folder):
            found = sorted(folder.glob(f"{PREFIX}*{PARTIAL}"))
            sizes = [bag.size_of(place) for place in found]
        return [
            Leftover(str(place), size, known.get(place.name.removesuffix(PARTIAL), ""))
            for place, size in zip(found, sizes, strict=True)
        ]

    def clear(self, leftover: Leftover) -> None:
        """Remove an unfinished package from a drive.

        Raises:
            Unfinished: the office still counts on it; finish or void it first.
        """
        if leftover.number and leftover.number == self._waiting():
            raise Unfinished(number=leftover.number)
        place = Path(leftover.path)
        if not place.name.startswith(PREFIX) or not place.name.endswith(PARTIAL):
            raise inspection.NoPackage(path=place.name)
        with files.file_trouble(place):
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()
        with self._session.transaction():
            self._session.audit("sync.clear", place.name)

    def clear_own(self, folder: Path) -> int:
        """Remove this office's unfinished packages from a drive; those of others stay.

        Returns:
            How many were removed.
        """
        mine = self.at(folder).contents.leftovers
        found = [one for one in self.leftovers(folder) if Path(one.path).name in mine]
        for leftover in found:
            self.clear(leftover)
        return len(found)

    def _packages(self) -> list[SyncPackage]:
        return store.packages(self._session.conn)

    def _waiting(self) -> str:
        """Return the number of the package that waits for its last step."""
        open_ = [p.number for p in self._packages() if p.state is PackageState.WRITTEN]
        return open_[0] if open_ else ""

    def _asked(self, need: Need | None) -> tuple[list[SyncPackage], Collection[str], Need]:
        known = store.receipts_known(self._session.conn)
        number, name = attempts.begun(self._session.conn)
        asked = replace(
            need or Need(),
            waiting=self._waiting(),
            begun=number,
            begun_name=name,
            office=self._session.organ.credit_code[OFFICE_PART],
        )
        return self._packages(), known, asked
