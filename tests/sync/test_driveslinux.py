"""The drives of a Linux machine: a made-up /sys beside real folders and real mounts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gkdesk.sync import driveslinux
from gkdesk.sync.drivejudge import judge
from gkdesk.sync.driveslinux import System, drive_at, drives, mounts
from gkdesk.sync.drivestate import Contents, DriveState, Need

NEED = Need(1000, 1000)


class Machine:
    """A machine with disks as /sys, udev and the mount table would tell them."""

    def __init__(self, root: Path) -> None:
        self.system = System(root / "mounts", root / "sys", root / "udev")
        self.system.udev.mkdir(parents=True)
        (self.system.sys / "class" / "block").mkdir(parents=True)
        self.system.mounts.write_text("rootfs / ext4 rw 0 0\n", "utf-8")
        self._count = 0

    def disk(self, name: str, *, usb: bool = True, part: bool = True, locked: bool = False) -> Path:
        bus = "pci/usb1/1-1" if usb else "pci/ata1"
        place = self.system.sys / "devices" / bus / "block" / name
        self._block(place, "0", locked=locked)
        if not part:
            return place
        inner = place / f"{name}1"
        self._block(inner, "", locked=False)
        (inner / "partition").write_text("1\n")
        return inner

    def _block(self, place: Path, removable: str, *, locked: bool) -> None:
        place.mkdir(parents=True)
        self._count += 1
        (place / "dev").write_text(f"8:{self._count}\n")
        (place / "size").write_text("2048\n")
        (place / "ro").write_text("1\n" if locked else "0\n")
        if removable:
            (place / "removable").write_text(removable + "\n")
        (self.system.sys / "class" / "block" / place.name).symlink_to(place)

    def note(self, block: Path, kind: str, label: str = "") -> None:
        number = (block / "dev").read_text().strip()
        text = f"E:ID_FS_TYPE={kind}\nE:ID_FS_LABEL_ENC={label}\n"
        (self.system.udev / f"b{number}").write_text(text)

    def mount(self, name: str, root: Path | str, kind: str, options: str = "rw,nosuid") -> None:
        escaped = str(root).replace(" ", "\\040")
        with self.system.mounts.open("a", encoding="utf-8") as table:
            table.write(f"/dev/{name} {escaped} {kind} {options} 0 0\n")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "media" / "政务 U 盘"
    folder.mkdir(parents=True)
    return folder


def state(machine: Machine) -> list[str]:
    return [judge(one, Contents(), NEED).state for one in drives(machine.system)]


def test_only_removable_ones(machine: Machine, stick: Path, tmp_path: Path) -> None:
    assert drives(machine.system) == []
    machine.mount(machine.disk("sda", usb=False).name, tmp_path, "ext4")
    block = machine.disk("sdb")
    machine.note(block, "vfat", "\\xe6\\x94\\xbf\\x20GK")
    machine.mount(block.name, stick, "vfat")
    [found] = drives(machine.system)
    assert (found.root, found.label, found.file_system) == (str(stick), "政 GK", "vfat")
    assert found.free > 0
    assert state(machine) == ["ready"]


def test_lock_and_made_read_only_are_told_apart(machine: Machine, stick: Path) -> None:
    machine.mount(machine.disk("sdb", locked=True).name, stick, "vfat", "ro")
    assert state(machine) == ["read_only"]
    machine.system.mounts.write_text("", "utf-8")
    machine.mount(machine.disk("sdc").name, stick, "vfat", "ro,errors=remount-ro")
    assert "made_read_only" in state(machine)


def test_not_opened_encrypted_and_raw(machine: Machine) -> None:
    for name, kind in (("sdb", "vfat"), ("sdc", "BitLocker"), ("sdd", "crypto_LUKS"), ("sde", "")):
        machine.note(machine.disk(name), kind)
    machine.disk("loop0", part=False)
    machine.note(machine.disk("sdf"), "swap")
    assert state(machine) == ["not_opened", "encrypted", "encrypted", "no_format"]


def test_an_unlocked_drive_is_the_one_it_was_opened_from(machine: Machine, stick: Path) -> None:
    block = machine.disk("sdb")
    machine.note(block, "crypto_LUKS")
    inner = machine.system.sys / "devices" / "virtual" / "block" / "dm-0"
    machine._block(inner, "0", locked=False)
    (inner / "slaves").mkdir()
    (inner / "slaves" / block.name).symlink_to(block)
    (block / "holders").mkdir()
    (block / "holders" / "dm-0").symlink_to(inner)
    machine.mount("dm-0", stick, "ext4")
    [found] = drives(machine.system)
    assert (found.root, found.file_system) == (str(stick), "ext4")


def test_fuse_is_named_by_what_it_opens(machine: Machine, stick: Path) -> None:
    block = machine.disk("sdb", part=False)
    machine.note(block, "ntfs", "OLD")
    machine.mount(block.name, stick, "fuseblk")
    [found] = drives(machine.system)
    assert found.file_system == "ntfs"
    machine.mount(block.name, "/run/user/1000/gvfs/x", "fuseblk")
    assert len(drives(machine.system)) == 1


def test_a_folder_by_hand(machine: Machine, stick: Path, tmp_path: Path) -> None:
    block = machine.disk("sdb")
    machine.mount(block.name, stick, "exfat")
    machine.mount("nothing", tmp_path / "net", "cifs")
    inside = drive_at(stick / "公开" / "新的", machine.system)
    assert (inside.root, inside.removable) == (str(stick / "公开" / "新的"), True)
    assert drive_at(tmp_path / "net" / "x", machine.system).file_system == "cifs"
    own = drive_at(tmp_path, machine.system)
    assert (own.file_system, own.removable) == ("ext4", False)
    assert judge(own, Contents(), NEED).state is DriveState.OWN_DISK
    empty = System(tmp_path / "none", tmp_path / "none", tmp_path / "none")
    assert drive_at(tmp_path, empty).root == str(tmp_path)
    assert drives(empty) == []


def test_this_machine_can_be_read() -> None:
    assert any(one.root == "/" for one in mounts(System()))
    assert all(one.removable for one in drives(System()))
    assert not drive_at(Path("/"), System()).removable


@contextmanager
def mounted(folder: Path, *command: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *command, str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting takes root"
)


@needs_root
def test_real_small_full_and_read_only_mounts(tmp_path: Path) -> None:
    place = tmp_path / "m"
    with mounted(place, "-t", "tmpfs", "-o", "size=16m", "gk"):
        found = drive_at(place, System())
        assert found.size == 16 << 20
        assert judge(found, Contents(), Need(60 << 20)).state is DriveState.TOO_SMALL
        (place / "films").write_bytes(bytes(12 << 20))
        found = drive_at(place, System())
        assert judge(found, Contents(), Need(1 << 20)).state is DriveState.FULL
    with mounted(place, "-t", "tmpfs", "-o", "ro,size=16m", "gk"):
        found = drive_at(place / "x", System())
        assert judge(found, Contents(), NEED).state is DriveState.MADE_READ_ONLY


@needs_root
def test_a_real_ext4_stick(tmp_path: Path, machine: Machine) -> None:
    image, place = tmp_path / "d.img", tmp_path / "m"
    image.write_bytes(bytes(4 << 20))
    made = subprocess.run(["mkfs.ext4", "-q", str(image)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("mkfs.ext4 is not there")
    with mounted(place, "-o", "loop", str(image)):
        [mount] = [one for one in mounts(System()) if one.root == str(place)]
        machine.disk(Path(mount.source).name, part=False)
        seen = System(System().mounts, machine.system.sys, machine.system.udev)
        [found] = [one for one in driveslinux.drives(seen) if one.root == str(place)]
        assert judge(found, Contents(), NEED).state is DriveState.FOREIGN_FORMAT
