"""The two forms of a package: a sealed file, or a plain folder for a county without keys.

Sealed it is from the first trusted county key on. There is no way back to the weaker form: a key
that has ended or was revoked stops the export until there is another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gkdesk.accounts.session import Session
from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.progress import Report

from . import bag, inspection, sealedout, store
from .bag import Read
from .begun import Attempt
from .contents import Plan
from .keystore import KeyStore
from .model import PARTIAL, SEALED_ENDING, SyncPackage
from .waybill import Link, Statement


class PackageNotThere(Declined):
    """The unfinished package is not on the drive."""

    message = (
        "在“{folder}”里找不到{number}。"
        "请插好原来的 U 盘；如果 U 盘已丢失，请把这一包作废后重新打包。"
    )


class NotSettled(Blocked):
    """Written and read back, but the drive went away before the rename."""

    message = (
        "同步包{number}已写好并核对，最后一步 U 盘断开了。"
        "请插好原来的 U 盘后继续写入，不用重新打包。"
    )


@dataclass(frozen=True, slots=True)
class Leftover:
    """A ``.partial`` folder or file on a drive: a package that was never finished."""

    path: str
    size: int
    number: str  # of the package the office knows by this name; empty when it knows none


class Writer(Protocol):
    """Writes one package: ``write``, then ``remember`` in a transaction, then ``settle``."""

    @property
    def size(self) -> int:
        """Room it takes on the drive, in bytes."""

    @property
    def file_name(self) -> str:
        """What it is called on the drive."""

    def write(self, folder: Path, device: int, attempt: Attempt) -> Path:
        """Write it under its partial name, read back; see ``bag.write_partial``."""

    def remember(self, package_id: int) -> None:
        """Note what the form adds; joins a transaction."""

    def settle(self, partial: Path) -> Path:
        """Give it its name, flush again, look once more."""


class Plain:
    """A BagIt folder."""

    def __init__(self, plan: Plan, read: Read, report: Report) -> None:
        self._plan, self._read, self._report = plan, read, report

    @property
    def size(self) -> int:
        return self._plan.size

    @property
    def file_name(self) -> str:
        return self._plan.name

    def write(self, folder: Path, device: int, attempt: Attempt) -> Path:
        return bag.write_partial(
            self._plan, folder, self._read, device, self._report, attempt=attempt
        )

    def remember(self, package_id: int) -> None:  # noqa: ARG002 - nothing to add
        return

    def settle(self, partial: Path) -> Path:
        return bag.settle(partial, self._plan.manifest_sha256)


class Sealed:
    """One signed, encrypted file."""

    def __init__(
        self,
        plan: Plan,
        read: Read,
        report: Report,
        session: Session,
        before: SyncPackage | None,
        *,
        full: bool,
    ) -> None:
        self._conn, self._report = session.conn, report
        link = Link(before.number, before.statement_sha256) if before and before.sealed else None
        since = before.to_revision if before and before.sealed and not full else 0
        self._waybill, self._pair = sealedout.waybill_of(
            session, plan.info, KeyStore(session), (link, since)
        )
        self._bag = sealedout.bag_of(plan, self._waybill, read, report)
        self.size = sealedout.size_of(self._bag, self._waybill)
        self._statement: Statement | None = None
        self._on_drive = 0  # bytes of the file

    @property
    def file_name(self) -> str:
        return self._bag.name + SEALED_ENDING

    def write(self, folder: Path, device: int, attempt: Attempt) -> Path:
        partial, self._statement = sealedout.write_partial(
            self._bag, self._waybill, self._pair, folder, device, self._report, attempt=attempt
        )
        self._on_drive = inspection.size_at(partial)
        return partial

    def remember(self, package_id: int) -> None:
        store.add_sealed(
            self._conn,
            package_id,
            statement_sha256=self._sha256,
            to_revision=self._waybill.to_revision,
            size=self._on_drive,
        )

    def settle(self, partial: Path) -> Path:
        return sealedout.settle(partial, self._sha256)

    @property
    def _sha256(self) -> str:
        return hashlib.sha256(self._statement.text).hexdigest() if self._statement else ""


def writer_of(
    plan: Plan,
    read: Read,
    report: Report,
    session: Session,
    before: SyncPackage | None,
    *,
    full: bool = False,
) -> Writer:
    """Choose the form: sealed once a county key was ever trusted, also when it has ended since.

    A ``full`` package says that it starts at the office's first change.

    Raises:
        NoCountyKey: every key that was trusted has ended or was revoked.
        NoOwnKey: a county's key is trusted, but the office has none to sign with.
        TooLargeForDrive: more than one file of a drive holds.
    """
    if KeyStore(session).seals:
        return Sealed(plan, read, report, session, before, full=full)
    return Plain(plan, read, report)


def finish(session: Session, package: SyncPackage) -> None:
    """Settle a package that was read back but not renamed.

    Raises:
        PackageNotThere: it does not lie where it was written.
        ReadBackDiffers: it was changed meanwhile.
    """
    final = Path(package.folder, package.file_name)
    partial = final.with_name(final.name + PARTIAL)
    place = partial if partial.exists() else final
    if not place.exists():
        raise PackageNotThere(folder=package.folder, number=package.number)
    if not package.sealed:
        bag.check_whole(place, package.manifest_sha256)
        bag.settle(partial, package.manifest_sha256)
        return
    keys = KeyStore(session).owns()
    found = sealedout.check_whole(place, final.name, keys, session.now())
    if found.sha256 != package.statement_sha256:
        raise bag.ReadBackDiffers(count=1, first=final.name)
    sealedout.settle(partial, package.statement_sha256)
