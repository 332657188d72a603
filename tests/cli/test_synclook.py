"""``gkdesk sync drives|verify|history`` and the digits both sides compare."""

# ruff: noqa: F811 - pytest's way to use another file's fixtures
from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.base.handover import PackageRow
from gkdesk.sync import drives
from gkdesk.sync.drivestate import Drive

from .test_sync import Keyboard, gkdesk, rows  # noqa: F401


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


def test_drives(
    gkdesk: Keyboard, drive: Path, rows: list[PackageRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drives, "listed", list)
    gkdesk("sync", "drives", expect=2)
    assert "没有看到 U 盘" in gkdesk.talk
    good = Drive(str(drive), "KINGSTON", "exfat", 8 << 30, 7 << 30)
    locked = Drive("/x", "OLD", "vfat", 8 << 30, 7 << 30, read_only=True, locked=True)
    monkeypatch.setattr(drives, "listed", lambda: [good, locked])
    found = gkdesk.json("sync", "drives")
    assert found["state"] == "ready"
    assert [one["state"] for one in found["drives"]] == ["ready", "read_only"]
    assert [one["action"] for one in found["drives"]] == ["write", "unlock"]
    assert found["need"] > 0
    assert "KINGSTON" in gkdesk("sync", "drives")
    assert "U 盘写保护" in gkdesk.talk
    own = gkdesk.json("sync", "drives", drive)
    assert own["state"] == "own_disk"


def test_verify_history_and_full(
    gkdesk: Keyboard, drive: Path, tmp_path: Path, rows: list[PackageRow]
) -> None:
    package = gkdesk.json("sync", "export", drive)
    found = gkdesk.json("sync", "verify", drive)
    assert (found["sound"], found["number"], found["state"]) == (True, "2026-001", "verified")
    digits = found["sha256"][:4].upper()
    assert digits in gkdesk("sync", "verify", drive)
    gkdesk("sync", "inspect", drive)
    assert f"核对码 {digits}" in gkdesk.talk
    inbox = tmp_path / "inbox"
    gkdesk("county", "init", "--inbox", inbox)
    gkdesk("county", "receive", package["path"], "--inbox", inbox)
    assert f"核对码 {digits}" in gkdesk.talk
    gkdesk("sync", "receipt", drive)
    [story] = gkdesk.json("sync", "history")
    assert (story["state"], story["accepted"], story["returned"]) == ("delivered", 3, [])
    assert [event["state"] for event in story["events"]] == ["written", "verified", "delivered"]
    assert "已接收" in gkdesk("sync", "history", "2026-001")
    gkdesk("sync", "history", "2026-009", expect=2)
    assert gkdesk.json("sync", "plan")["rows"] == []
    assert len(gkdesk.json("sync", "plan", "--full")["rows"]) == 3
    gkdesk("sync", "export", drive, expect=2)
    assert gkdesk.json("sync", "export", drive, "--full")["rows"] == 3
    [part] = Path(package["path"]).rglob("item.jsonl")
    part.write_bytes(b"")
    gkdesk("sync", "verify", package["path"], expect=2)
    assert "请不要送出" in gkdesk.talk
    gkdesk("sync", "verify", tmp_path / "nothing", expect=2)
