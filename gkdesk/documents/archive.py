"""The archive: every issued or received file, sealed, named by the SHA-256 of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from gkdesk.accounts.vault import SealBroken, Vault, plain_size
from gkdesk.base import files
from gkdesk.base.errors import Blocked


class ArchiveMissing(Blocked):
    """An archived file is not in the folder."""

    message = (
        "档案文件（编码{sha}…）不在数据目录里，可能被移动或删除。请从备份恢复，其他档案不受影响。"
    )


class ArchiveDamaged(Blocked):
    """An archived file was changed or damaged."""

    message = "档案文件（编码{sha}…）与归档时不一致，可能已损坏。请从备份恢复，其他档案不受影响。"


def path_of(folder: Path, sha256: str) -> Path:
    return folder / "archive" / sha256[:2] / sha256


def paths(folder: Path) -> list[Path]:
    """Return every file of the archive, half-written ones too."""
    root = folder / "archive"
    with files.file_trouble(root):
        return sorted(path for path in root.glob("*/*") if path.is_file())


def put(folder: Path, vault: Vault, data: bytes) -> str:
    """Seal a file into the archive, unless the same content lies there intact.

    Returns:
        The SHA-256 of the content, lower-case hex.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(folder, sha256)
    if not _intact(path, vault, sha256):
        files.write(path, vault.seal_file(data, f"archive#{sha256}"))
    return sha256


def _intact(path: Path, vault: Vault, sha256: str) -> bool:
    if not path.exists():
        return False
    try:
        data = vault.open_file(files.read(path), f"archive#{sha256}")
    except SealBroken:
        return False
    return hashlib.sha256(data).hexdigest() == sha256


def get(folder: Path, vault: Vault, sha256: str) -> bytes:
    """Open an archived file and hash it again.

    Raises:
        ArchiveMissing: it is not there.
        ArchiveDamaged: it is not what was archived.
    """
    data = b"".join(pieces(folder, vault, sha256))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ArchiveDamaged(sha=sha256[:12])
    return data


def pieces(folder: Path, vault: Vault, sha256: str) -> Iterator[bytes]:
    """Open an archived file piece by piece, each authenticated; the whole is not hashed here.

    Raises:
        ArchiveMissing: it is not there.
        ArchiveDamaged: it is not what was archived.
    """
    path = path_of(folder, sha256)
    if not path.exists():
        raise ArchiveMissing(sha=sha256[:12])
    with files.file_trouble(path), path.open("rb", buffering=0) as file:
        try:
            yield from vault.open_pieces(file.read, f"archive#{sha256}")
        except SealBroken as error:
            raise ArchiveDamaged(sha=sha256[:12]) from error


def size_of(folder: Path, sha256: str) -> int:
    """Return the bytes of an archived file's content; raises ``ArchiveMissing``."""
    path = path_of(folder, sha256)
    if not path.exists():
        raise ArchiveMissing(sha=sha256[:12])
    with files.file_trouble(path):
        return plain_size(path.stat().st_size)
