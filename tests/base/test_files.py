"""Whole files or none, and names every file system takes."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base import files


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "公告.txt"
    files.write(path, b"one")
    files.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["公告.txt"]


def test_a_stopped_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    files.write(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(files.DiskFull, match="磁盘空间不够"):
        files.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(files.NoSuchFile, match=r"找不到“没有.xlsx”"):
        files.read(tmp_path / "没有.xlsx")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("柳林村/财务:公开*表?", "柳林村_财务_公开_表_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("结尾点...", "结尾点"),
        ("", "_"),
        ("   ", "_"),
    ],
)
def test_safe_names(typed: str, name: str) -> None:
    assert files.safe_name(typed) == name


@given(st.text(max_size=200))
def test_any_text_makes_a_name_that_can_be_written(typed: str) -> None:
    name = files.safe_name(typed)
    assert name
    assert len(name) <= 81
    assert not set(name) & set('\\/:*?"<>|\n\0')
    assert not name.endswith((".", " "))


def test_only_files_of_a_sensible_size_are_read(tmp_path: Path) -> None:
    with pytest.raises(files.NotAFile):
        files.read(tmp_path)
    with pytest.raises(files.NotAFile):
        files.read(Path("/dev/zero" if Path("/dev/zero").exists() else tmp_path))
    path = tmp_path / "大.bin"
    path.write_bytes(b"x" * 3_000_000)
    with pytest.raises(files.TooLarge, match="3 MB"):
        files.read(path, largest=2 << 20)


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_the_system_speaks_chinese(number: int) -> None:
    said = str(files.trouble_of(OSError(number, "English words"), Path("甲.txt")))
    assert "English" not in said
    assert "甲.txt" in said


def test_a_junction_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows calls it a folder; only its tag tells."""
    folder = tmp_path / "folder"
    folder.mkdir()
    assert not files.is_link(folder)
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert files.is_link(link)
    seen = SimpleNamespace(st_mode=folder.stat().st_mode, st_reparse_tag=0xA0000003)
    monkeypatch.setattr(files.os, "lstat", lambda _path: seen)
    assert files.is_link(folder)
