"""The archive: sealed on the disk, hashed again when read, kept once."""

from __future__ import annotations

import hashlib

import pytest

from gkdesk.accounts.session import Session
from gkdesk.documents import archive

DATA = b"%PDF-1.7 " + "政府信息公开申请答复书".encode() * 1000


def test_a_file_comes_back_and_is_not_readable_on_the_disk(session: Session) -> None:
    sha = archive.put(session.folder, session.vault, DATA)
    assert sha == hashlib.sha256(DATA).hexdigest()
    path = archive.path_of(session.folder, sha)
    assert path.parent.name == sha[:2]
    assert b"PDF" not in path.read_bytes()
    assert archive.get(session.folder, session.vault, sha) == DATA


def test_the_same_content_is_one_file(session: Session) -> None:
    sha = archive.put(session.folder, session.vault, DATA)
    before = archive.path_of(session.folder, sha).read_bytes()
    assert archive.put(session.folder, session.vault, DATA) == sha
    assert archive.path_of(session.folder, sha).read_bytes() == before


def test_damage_is_seen_and_mended_by_the_same_content(session: Session) -> None:
    sha = archive.put(session.folder, session.vault, DATA)
    path = archive.path_of(session.folder, sha)
    whole = path.read_bytes()
    for damaged in (whole[:-1], b"", whole[:40] + b"x" + whole[41:]):
        path.write_bytes(damaged)
        with pytest.raises(archive.ArchiveDamaged) as caught:
            archive.get(session.folder, session.vault, sha)
        assert caught.value.exit_code == 3
        assert sha not in str(caught.value)
    archive.put(session.folder, session.vault, DATA)
    assert archive.get(session.folder, session.vault, sha) == DATA


def test_a_file_moved_to_another_name_is_not_believed(session: Session) -> None:
    one = archive.put(session.folder, session.vault, DATA)
    two = archive.put(session.folder, session.vault, DATA + b"2")
    archive.path_of(session.folder, two).write_bytes(
        archive.path_of(session.folder, one).read_bytes()
    )
    with pytest.raises(archive.ArchiveDamaged):
        archive.get(session.folder, session.vault, two)


def test_a_missing_file_is_told(session: Session) -> None:
    with pytest.raises(archive.ArchiveMissing):
        archive.get(session.folder, session.vault, "0" * 64)
