from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.base.errors import Blocked
from gkdesk.sync import drive
from gkdesk.sync.drive import DrivePulled, DriveReadOnly, missing_drive, mount_root

MEDIA = Path("/media")


def asks(folder: str, *mounts: str, **more: object) -> bool:
    mounted = {Path("/"), *map(Path, mounts)}
    options: dict[str, object] = {"listed": [], "areas": [MEDIA, Path("/mnt")]} | more
    return missing_drive(Path(folder), is_mount=lambda place: place in mounted, **options)  # type: ignore[arg-type]


class TestMissing:
    def test_below_a_mount_area(self) -> None:
        assert asks("/media/zhou/GONGKAI/out")
        assert asks("/media/zhou")
        assert asks("/mnt")
        assert not asks("/media/zhou/GONGKAI/out", "/media/zhou/GONGKAI")
        assert not asks("/mnt/usb", "/mnt/usb")
        assert not asks("/mnt/x", "/mnt")
        assert not asks("/home/zhou/out")
        assert not asks("/mediathek/out")

    def test_listed_in_the_machine_table(self) -> None:
        assert asks("/backup/x", listed=[Path("/backup")])
        assert not asks("/backup/x", "/backup", listed=[Path("/backup")])
        assert not asks("/other/x", listed=[Path("/backup")])

    def test_remembered_from_the_last_writing(self) -> None:
        assert asks("/usb/x", remembered=[Path("/usb")])
        assert not asks("/usb/x", "/usb", remembered=[Path("/usb")])

    def test_fstab(self, tmp_path: Path) -> None:
        table = tmp_path / "fstab"
        table.write_text(
            "# a comment\nUUID=1 / ext4 x 0 1\n"
            "UUID=2 /my\\040disk vfat x 0 0\nUUID=3 none swap x\n\n",
            "utf-8",
        )
        assert drive.fstab_points(table) == [Path("/my disk")]
        assert drive.fstab_points(tmp_path / "none") == []


def test_mount_root() -> None:
    assert mount_root(Path("/media/a/b"), lambda place: place == MEDIA) == MEDIA
    assert mount_root(Path("/x"), lambda _place: False) == Path("/x")


def test_read_only_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drive, "is_read_only", lambda _folder: True)
    with pytest.raises(DriveReadOnly, match="写保护"):
        drive.prepare(tmp_path, 0)


def test_prepare_gives_the_device(tmp_path: Path) -> None:
    device = drive.prepare(tmp_path / "new", 10)
    drive.still_there(tmp_path / "new", device)
    with pytest.raises(DrivePulled):
        drive.still_there(tmp_path / "new", device + 1)
    with pytest.raises(DrivePulled):
        drive.still_there(tmp_path / "gone", device)


def test_sentences_say_what_is_safe() -> None:
    for error in (DrivePulled(), DriveReadOnly(), drive.DriveFull(short=3)):
        assert isinstance(error, Blocked)
        assert "没有" in str(error)
