"""One writer in an inbox; what a killed one left is cleared by the next, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gkdesk.base import files
from gkdesk.desk import Desk
from gkdesk.sync.county import County
from gkdesk.sync.countylock import LOCK, InboxInUse, alone
from gkdesk.sync.service import Sync
from tests.conftest import CHEAP, ORGAN, PASSWORD, StoppedClock

PART = ".0123456789abcdef.part"
HOLDER = """
import sys
from gkdesk.db.hold import hold
held = hold(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def busy(inbox: Path) -> Iterator[None]:
    """Another program at work in the inbox."""
    words = [sys.executable, "-c", HOLDER, str(inbox / LOCK)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        try:
            yield
        finally:
            other.communicate()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def test_two_writers_at_once(
    county: County, sync: Sync, stick: Path, inbox: Path, clock: StoppedClock
) -> None:
    package = stick / sync.write(stick).name
    (inbox / PART).write_bytes(b"half")
    with busy(inbox):
        for act in (
            lambda: county.receive(package),
            lambda: county.look(package),
            lambda: county.undo(ORGAN.credit_code, "2026-001", "错"),
            lambda: county.conflicts.settle(1, take=True, reason="错"),
        ):
            with pytest.raises(InboxInUse, match="等它做完再试"):
                act()
        with County.open(inbox, now=clock) as reader:  # reading is free, and sweeps nothing
            assert reader.book.towns() == []
        assert (inbox / PART).exists()
    assert county.receive(package).accepted == 3
    assert not (inbox / PART).exists()
    assert not list(stick.glob("*.2.receipt.json"))


def test_what_a_killed_program_left_is_cleared(
    county: County, inbox: Path, clock: StoppedClock, tmp_path: Path
) -> None:
    town, outside = inbox / ORGAN.credit_code, tmp_path / "outside"
    mine = [
        inbox / "unsealed" / "GK_1_20260401_001_0badcafe" / "data" / "x.jsonl",
        inbox / "unsealed" / "GK_1_20260401_002_0badcafe.partial" / "bagit.txt",
        town / "GK_1_20260401_001_0badcafe.partial" / "data" / "x.jsonl",
        inbox / PART,
        town / PART,
    ]
    others = [
        town / "GK_1_20260401_001_0badcafe" / "data" / PART,  # inside a package that was taken
        inbox / "别人的文件夹" / PART,
        inbox / ".0123456789abcdef.part.txt",
        inbox / ".报告.part",
        town / "notes.partial" / "x",
        outside / PART,
        outside / "GK_x.partial" / "x",
    ]
    for path in (*mine, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (inbox / "unsealed" / "link").symlink_to(outside)
    (inbox / "00000000000000000X").symlink_to(outside)
    with alone(inbox):
        for path in mine:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"at work")
        County.open(inbox, now=clock).close()  # by this very program: nothing is cleared
        assert all(path.exists() for path in mine)
    County.open(inbox, now=clock).close()
    assert [path for path in mine if path.exists()] == []
    assert all(path.exists() for path in others)
    assert county.book.towns() == []


def test_a_read_only_or_strange_inbox_still_opens(
    county: County, inbox: Path, clock: StoppedClock
) -> None:
    county.close()
    (inbox / LOCK).unlink()
    (inbox / LOCK).mkdir()
    with County.open(inbox, now=clock) as found:
        assert found.name == "云岭县"


def test_the_offices_folder_is_swept_when_it_is_opened(
    founded: Path, tmp_path: Path, clock: StoppedClock
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    mine = [folder / PART, folder / "archive" / "ab" / PART, folder / "backups" / PART]
    others = [folder / "mine" / PART, folder / "archive" / "abc" / PART, folder / "x.part"]
    for path in (*mine, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    with Desk.open(folder, now=clock, cost=CHEAP) as desk:
        assert [path for path in mine if path.exists()] == []
        assert all(path.exists() for path in others)
        desk.accounts.log_in("管理员", PASSWORD)
        mine[1].write_bytes(b"at work")
        with desk.another():
            assert mine[1].exists()
    long_ago = (folder / "gkdesk.lock").stat().st_mtime - 3600
    os.utime(mine[1].parent, (long_ago, long_ago))
    Desk.open(folder, now=clock, cost=CHEAP).close()
    assert mine[1].exists()  # nothing was written there since the last time
    os.utime(mine[1].parent)
    Desk.open(folder, now=clock, cost=CHEAP).close()
    assert not mine[1].exists()


def test_sweep_counts_and_never_fails(tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(b"x")
    (tmp_path / ".0123456789abcdea.part").mkdir()
    (tmp_path / ".0123456789abcdeb.part").symlink_to(tmp_path / "nowhere")
    assert files.sweep(tmp_path) == 1
    assert files.sweep(tmp_path / "missing") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".0123456789abcdea.part", ".0123456789abcdeb.part"
    ]  # fmt: skip
