"""The office's archive of files: kept sealed by their content, read back and checked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from gkdesk.accounts.session import Session
from gkdesk.base import files

from . import archive, store


class Filing:
    """Archived files, whatever they belong to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, data: bytes, *, name: str, subject: str) -> str:
        """Archive a file, sealed; the same content is kept once.

        Args:
            data: the file's content.
            name: its name, sealed too because a scan may be named after a person.
            subject: the number or uid of what it belongs to, never a name.

        Returns:
            The SHA-256 of the content.
        """
        session = self._session
        uid = uuid.uuid4().hex
        with session.transaction():
            sha256 = archive.put(session.folder, session.vault, data)
            store.add_file(
                session.conn,
                uid=uid,
                sha256=sha256,
                size=len(data),
                name=session.vault.seal(name, f"archive_file.name#{uid}"),
                subject=subject,
                kept_at=session.now().isoformat(timespec="seconds"),
                kept_by=session.user.name,
            )
            session.audit("documents.keep", subject, sha256=sha256, size=len(data))
        return sha256

    def read(self, sha256: str) -> bytes:
        """Open an archived file and hash it again.

        Raises:
            ArchiveMissing: it is not in the folder.
            ArchiveDamaged: it is not what was archived.
        """
        return archive.get(self._session.folder, self._session.vault, sha256)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Open an archived file piece by piece; raises as ``read``, but does not hash the whole."""
        return archive.pieces(self._session.folder, self._session.vault, sha256)

    def size_of(self, sha256: str) -> int:
        """Return an archived file's bytes without opening it; raises ``ArchiveMissing``."""
        return archive.size_of(self._session.folder, sha256)

    def sizes(self, hashes: Iterable[str]) -> dict[str, int]:
        """Return SHA-256 → bytes of the archived files among these; opens nothing."""
        return store.sizes(self._session.conn, hashes)

    def damaged(self) -> list[str]:
        """Return the SHA-256 of every archived file that is missing or damaged."""
        bad = []
        for sha256 in store.hashes(self._session.conn):
            try:
                self.read(sha256)
            except (archive.ArchiveMissing, archive.ArchiveDamaged):
                bad.append(sha256)
        return bad

    def orphans(self) -> list[Path]:
        """Return the archived files nothing points at, left by an act that was undone."""
        known = set(store.hashes(self._session.conn))
        return [path for path in archive.paths(self._session.folder) if path.name not in known]

    def save_as(self, sha256: str, path: Path) -> None:
        """Write a plain copy for printing or opening.

        Raises:
            Blocked: the archived file is damaged, or the place cannot be written.
        """
        data = self.read(sha256)
        with self._session.transaction():
            self._session.audit("documents.save_as", sha256)
        files.write(path, data)
