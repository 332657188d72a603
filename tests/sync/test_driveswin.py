"""The drives of a Windows machine; only the calls of kernel32 are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.sync import driveswin
from gkdesk.sync.drivejudge import judge
from gkdesk.sync.drivestate import Contents, Drive, Need
from gkdesk.sync.driveswin import DISC, FIXED, REMOTE, REMOVABLE, VolumeTrouble, drive_at, drives

GB = 1 << 30
NEED = Need(1000, 1000)


class Calls:
    """What kernel32 would answer: letter → (kind, volume or error, space)."""

    def __init__(self) -> None:
        self.disks: dict[str, tuple[int, tuple[str, str, int] | int, tuple[int, int]]] = {}

    def letters(self) -> int:
        return sum(1 << ord(root[0]) - 65 for root in self.disks)

    def kind(self, root: str) -> int:
        return self.disks[root][0] if root in self.disks else 1

    def volume(self, root: str) -> tuple[str, str, int]:
        found = self.disks[root][1]
        if isinstance(found, int):
            raise VolumeTrouble(found)
        return found

    def space(self, root: str) -> tuple[int, int]:
        return self.disks[root][2]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    monkeypatch.setattr(driveswin.os, "access", lambda _root, _mode: True)
    made = Calls()
    made.disks["C:\\"] = (FIXED, ("系统", "NTFS", 0), (100 * GB, 50 * GB))
    return made


def state(drive: Drive | None) -> str:
    assert drive is not None
    return judge(drive, Contents(), NEED).state


def test_a_stick(calls: Calls) -> None:
    calls.disks["E:\\"] = (REMOVABLE, ("KINGSTON", "FAT32", 0), (8 * GB, 7 * GB))
    [found] = drives(calls)
    assert found == Drive("E:\\", "KINGSTON", "fat32", 8 * GB, 7 * GB)
    assert found.name == "KINGSTON（E:\\）"
    assert state(found) == "ready"


def test_what_windows_says_of_others(calls: Calls) -> None:
    calls.disks |= {
        "E:\\": (REMOVABLE, ("K", "FAT32", driveswin.READ_ONLY_VOLUME), (8 * GB, 7 * GB)),
        "F:\\": (REMOVABLE, 21, (0, 0)),  # a card reader without a card
        "G:\\": (REMOVABLE, driveswin.UNRECOGNIZED, (0, 0)),
        "H:\\": (REMOVABLE, driveswin.LOCKED_VOLUME - (1 << 32), (0, 0)),  # as ctypes hands it over
        "I:\\": (DISC, ("装机盘", "CDFS", driveswin.READ_ONLY_VOLUME), (GB, 0)),
        "J:\\": (REMOVABLE, ("OLD", "FAT", 0), (2 * GB, GB)),
    }
    assert [state(one) for one in drives(calls)] == [
        "read_only", "no_format", "encrypted", "disc", "ready",
    ]  # fmt: skip


def test_own_disk_and_network_by_hand(calls: Calls) -> None:
    calls.disks["Z:\\"] = (REMOTE, ("共享", "NTFS", 0), (GB, GB))
    assert state(drive_at("C:\\", calls)) == "own_disk"
    assert state(drive_at("Z:\\", calls)) == "network"
    assert drive_at(str(Path("C:\\")), calls) is not None
