"""Every state a drive can be found in before the writing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkdesk.sync.drivejudge import judge, overall, slowness
from gkdesk.sync.drivestate import (
    MB,
    Action,
    Contents,
    Drive,
    DriveState,
    Need,
    Plugged,
    ReceiptSeen,
    Verdict,
    sized,
)

GB = 1 << 30
STICK = Drive("/run/media/z/GK", "GK", "vfat", 8 * GB, 7 * GB)
NEED = Need(46 * MB, 46 * MB)
LARGE = Need(3 * GB, 3 * GB)
BY_HAND = replace(STICK, removable=False)
RECEIPT = ReceiptSeen("/x/GK_1.receipt.json", "2026-014", 41, 2)


@pytest.mark.parametrize(
    ("drive", "contents", "need", "state", "action"),
    [
        (STICK, Contents(), NEED, "ready", "write"),
        (replace(STICK, read_only=True, locked=True), Contents(), NEED, "read_only", "unlock"),
        (replace(STICK, read_only=True), Contents(), NEED, "made_read_only", "choose"),
        (replace(STICK, free=20 * MB), Contents(), NEED, "full", "open"),
        (replace(STICK, size=40 * MB, free=0), Contents(), NEED, "too_small", "choose"),
        (replace(STICK, file_system="ext4"), Contents(), NEED, "foreign_format", "choose"),
        (replace(STICK, file_system="hfsplus"), Contents(), NEED, "foreign_format", "choose"),
        (replace(STICK, file_system="ntfs"), Contents(), NEED, "ready", "write"),
        (replace(STICK, file_system="iso9660"), Contents(), NEED, "disc", "choose"),
        (replace(STICK, root="", file_system="bitlocker"), Contents(), NEED, "encrypted", "retry"),
        (replace(STICK, root="", file_system=""), Contents(), NEED, "no_format", "choose"),
        (replace(STICK, root="", file_system="vfat"), Contents(), NEED, "not_opened", "retry"),
        (replace(STICK, file_system="fat"), Contents(), LARGE, "file_limit", "choose"),
        (STICK, Contents(), Need(5 * GB, 5 * GB), "file_limit", "choose"),
        (replace(STICK, file_system="exfat"), Contents(), Need(5 * GB, 5 * GB), "ready", "write"),
        (STICK, Contents(unfinished="2026-003"), Need(1, 1, "2026-003"), "finish_here", "finish"),
        (STICK, Contents(), Need(1, 1, "2026-003"), "other_drive", "choose"),
        (STICK, Contents(receipts=(RECEIPT,)), NEED, "receipt_here", "receipt"),
        (replace(STICK, free=20 * MB), Contents(begun="2026-003", begun_size=40 * MB), NEED,
         "begun_here", "write"),
        (STICK, Contents(leftovers=("GK_a.partial",)), NEED, "leftover", "clear"),
        (STICK, Contents(strange=("GK_b.partial",)), NEED, "strange_leftover", "open"),
        (STICK, Contents(numbers=("2026-001",)), NEED, "old_package", "write"),
        (replace(BY_HAND, file_system="cifs"), Contents(), NEED, "network", "choose"),
        (replace(BY_HAND, file_system="ext4"), Contents(), NEED, "own_disk", "write"),
        (replace(STICK, writable=False), Contents(), NEED, "no_rights", "choose"),
    ],
)  # fmt: skip
def test_states(drive: Drive, contents: Contents, need: Need, state: str, action: str) -> None:
    found = judge(drive, contents, need)
    assert (found.state, found.action) == (state, action)
    assert found.sentence.endswith("。")


def test_the_package_that_waits_needs_no_room() -> None:
    full = replace(STICK, free=0)
    found = judge(full, Contents(unfinished="2026-003"), Need(GB, GB, "2026-003"))
    assert found.state is DriveState.FINISH_HERE
    locked = replace(full, read_only=True, locked=True)
    found = judge(locked, Contents(unfinished="2026-003"), Need(GB, GB, "2026-003"))
    assert found.state is DriveState.READ_ONLY


def test_sentences_name_their_figures() -> None:
    full = judge(replace(STICK, free=20 * MB), Contents(), NEED)
    assert "还差 34.4 MB" in full.sentence
    receipt = judge(STICK, Contents(receipts=(RECEIPT,)), NEED)
    assert receipt.sentence.startswith("U 盘上有县里的回执（2026-014，接收41条，退回2条）。")
    refused = replace(RECEIPT, refused=True)
    assert refused.words == "2026-014，整包未收"
    assert sized(1) == "1 KB"
    assert sized(3_100_000_000) == "3.1 GB"


def test_every_state_has_one_sentence_and_one_action() -> None:
    values = dict.fromkeys(
        ("count", "free", "need", "short", "size", "file_system", "limit", "number", "receipts",
         "names", "numbers", "name", "where", "rate", "minutes"), "1",
    )  # fmt: skip
    assert len(DriveState) >= 15
    for state in DriveState:
        verdict = Verdict(state, values)
        assert verdict.sentence.endswith("。")
        assert "{" not in verdict.sentence
        assert isinstance(verdict.action, Action)
        for banned in ("失败", "非法", "异常", "错误代码", "您", "！"):
            assert banned not in verdict.sentence


def _plugged(drive: Drive) -> Plugged:
    return Plugged(drive, Contents(), judge(drive, Contents(), NEED))


def test_together() -> None:
    locked = _plugged(replace(STICK, read_only=True, locked=True))
    good = _plugged(STICK)
    assert overall([]).state is DriveState.NONE
    assert overall([good]).state is DriveState.READY
    assert overall([locked, good]).state is DriveState.READY
    assert overall([locked]).state is DriveState.READ_ONLY
    assert overall([good, good]).values == {"count": 2}


def test_slow_is_measured() -> None:
    assert slowness(0.5, 100 * MB, 4) is None  # too early
    assert slowness(0.5, 100 * MB, 20) is None  # 2.5 MB a second
    found = slowness(0.1, 100 * MB, 40)
    assert found is not None
    assert found.action is Action.BACKGROUND
    assert "每秒约 0.25 MB，大约还要6分钟" in found.sentence
    assert slowness(0.0, 100 * MB, 60) is None
    assert slowness(1.0, MB, 60) is None
