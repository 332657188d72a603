"""The package whose writing has begun, kept until it is remembered or another one is begun.

Sealing draws new secrets each time, so the same content never gives the same bytes twice, and its
time stands inside. Both are kept here: what a pulled drive holds can then be compared with what
belongs there, and written on.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from gkdesk.accounts.session import Session
from gkdesk.accounts.vault import SealBroken
from gkdesk.base.files import file_trouble, is_link
from gkdesk.db import Connection, Row

from . import bag, drive, store
from .begun import Attempt
from .contents import Plan
from .keystore import KeyStore
from .model import PARTIAL, PackageInfo

# a package holds for a year from its time on; nobody shall begin with one half used up
STALE = timedelta(days=30)


class Place(Protocol):
    """What the drive is asked for."""

    @property
    def file_name(self) -> str:
        """What the package is called there."""

    @property
    def size(self) -> int:
        """Bytes it takes."""


class Attempts:
    """The one attempt an office keeps."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def info(self, fresh: PackageInfo, folder: Path) -> PackageInfo:
        """Return the time and place of the package that lies begun in a folder, else the fresh.

        Args:
            fresh: what the next package says of itself if it is begun now.
            folder: on the drive.
        """
        row = self._session.conn.execute("SELECT * FROM sync_attempt").fetchone()
        if row is None or row["number"] != fresh.number:
            return fresh
        age = datetime.fromisoformat(fresh.made_at) - datetime.fromisoformat(row["made_at"])
        if not timedelta() <= age <= STALE or not _lies(folder, row["file_name"]):
            return fresh
        if row["signer"] != self._signer() or not self._seed(row):
            return fresh
        return replace(
            fresh,
            made_at=row["made_at"],
            audit_id=row["audit_id"],
            audit_hash=row["audit_hash"],
        )

    def knows(self, plan: Plan) -> bool:
        """Tell whether this is the package whose writing has begun: its content is the same."""
        row = self._session.conn.execute("SELECT name FROM sync_attempt").fetchone()
        # the name holds the manifest's hash, so another content has another name
        return row is not None and row["name"] == plan.name

    def begin(self, plan: Plan, place: Place, folder: Path) -> tuple[int, Attempt]:
        """Look at the drive, and keep the attempt before its first byte is written.

        Returns:
            The drive's device number, and the attempt: the one that goes on with what lies in the
            folder, or a new one; then the one before is forgotten.

        Raises:
            LoginNeeded: nobody is logged in.
            DriveMissing, DriveFull, DriveReadOnly: see ``drive.prepare``.
        """
        attempt = self._going_on(plan, place.file_name, folder) or Attempt(note=self._note)
        if not attempt.begun:
            self._forget_at(folder)
        roots = [Path(root) for root in store.mount_roots(self._session.conn)]
        device = drive.prepare(folder, place.size - attempt.lying, roots)
        if not attempt.begun:
            self._keep(plan, place.file_name, attempt)
        return device, attempt

    def _going_on(self, plan: Plan, file_name: str, folder: Path) -> Attempt | None:
        row = self._session.conn.execute("SELECT * FROM sync_attempt").fetchone()
        if not self.knows(plan) or row["file_name"] != file_name or not _lies(folder, file_name):
            return None
        seed = self._seed(row)
        if not seed:
            return None
        lying = _size_of(folder / (file_name + PARTIAL))
        return Attempt(seed, begun=True, lying=lying, sure=row["sure"], note=self._note)

    def _note(self, sure: int) -> None:
        """Keep what a flush has answered for."""
        with self._session.transaction():
            self._session.conn.execute("UPDATE sync_attempt SET sure = :sure", {"sure": sure})

    def _keep(self, plan: Plan, file_name: str, attempt: Attempt) -> None:
        info = plan.info
        sealed = self._session.vault.seal(attempt.seed.hex(), _place(file_name))
        with self._session.transaction():
            drop(self._session.conn)
            self._session.conn.execute(
                "INSERT INTO sync_attempt (one, number, name, file_name, made_at, signer, audit_id,"
                " audit_hash, seed, sure) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                (info.number, plan.name, file_name, info.made_at, self._signer(), info.audit_id,
                 info.audit_hash, sealed),
            )  # fmt: skip

    def _forget_at(self, folder: Path) -> None:
        """Make what lies in a folder and is not gone on with a leftover that can be cleared."""
        _number, name = begun(self._session.conn)
        if name and _lies(folder, name.removesuffix(PARTIAL)):
            with self._session.transaction():
                drop(self._session.conn)

    def _seed(self, row: Row) -> bytes:
        """Open the draw; empty when another office's key sealed it."""
        try:
            sealed = self._session.vault.open(row["seed"], _place(row["file_name"]))
        except SealBroken:
            return b""
        return bytes.fromhex(sealed)

    def _signer(self) -> str:
        keys = KeyStore(self._session)
        return keys.own().public.fingerprint if keys.seals else ""


def drop(conn: Connection) -> None:
    """Forget the attempt: its package is remembered; joins a transaction."""
    conn.execute("DELETE FROM sync_attempt")


def begun(conn: Connection) -> tuple[str, str]:
    """Return number and name on the drive of the package whose writing has begun, or empty."""
    row = conn.execute("SELECT number, file_name FROM sync_attempt").fetchone()
    return (row["number"], row["file_name"] + PARTIAL) if row else ("", "")


def _lies(folder: Path, file_name: str) -> bool:
    """Tell whether it lies there; a link is somebody else's doing."""
    place = folder / (file_name + PARTIAL)
    return os.path.lexists(place) and not is_link(place)


def _size_of(place: Path) -> int:
    with file_trouble(place):
        return bag.size_of(place)


def _place(file_name: str) -> str:
    return f"sync_attempt.seed#{file_name}"
