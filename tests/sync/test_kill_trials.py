"""The kill trials in short: a few moments of each act, a few sizes of each disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

from . import down_kill, kill_checks, kill_world
from .kill_trials import BLOWS
from .kill_world import World

SIZES = 3


def run(*words: str, trials: str = "tests.sync.kill_trials") -> str:
    """Run the trials by themselves: they fork, which a process with threads must not."""
    done = subprocess.run(
        [sys.executable, "-m", trials, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def why_not_traced() -> str:
    """Say why nothing can be struck here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    words = ["strace", "-qq", "-e", "trace=getppid", "-e", "inject=getppid:retval=1", "true"]
    done = subprocess.run(words, capture_output=True, timeout=20, check=False)
    return "strace may not trace here" if done.returncode else ""


def why_not_mounted(tmp_path: Path) -> str:
    """Say why no small disk can be mounted here; empty when it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "mounting a small disk needs root"
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if subprocess.run(words, capture_output=True, timeout=20, check=False).returncode:
        return "no disk may be mounted here"
    subprocess.run(["umount", str(tmp_path)], check=True, timeout=20)
    return ""


def test_a_blow_at_a_system_call_leaves_nothing_half() -> None:
    if reason := why_not_traced():
        pytest.skip(reason)
    told = run("--what", "acts", "--every", "200")
    assert told.count(", 0 faults") == len(BLOWS) * len(kill_world.ACTS)


def test_a_blow_amid_a_countys_package_leaves_nothing_half() -> None:
    if reason := why_not_traced():
        pytest.skip(reason)
    told = run("--blow", "kill", "--every", "120", trials="tests.sync.down_kill")
    assert told.count(", 0 faults") == len(down_kill.ACTS)


def test_a_full_disk_leaves_nothing_half(tmp_path: Path) -> None:
    if reason := why_not_mounted(tmp_path):
        pytest.skip(reason)
    told = run("--what", "disk", "--sizes", str(SIZES))
    for how in ("DriveFull", "DiskFull", "DatabaseDiskFull", "done"):
        assert f" {how}: " in told


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, Path]]:
    return kill_world.stages(tmp_path_factory.mktemp("trials"))


class TestTheChecks:
    """They can fail."""

    @pytest.fixture
    def world(self, staged: tuple[World, dict[str, Path]]) -> World:
        made, kept = staged
        made.restore(kept["receipt"])
        assert kill_checks.faults(made) == []
        return made

    def test_what_is_damaged_on_the_drive_or_missing_in_the_inbox(self, world: World) -> None:
        [package] = world.drive.glob("GK_*_002_*.gkp")
        package.write_bytes(package.read_bytes()[:-512])
        [bag] = [path for path in world.inbox.glob("*/GK_*_002_*") if path.is_dir()]
        shutil.rmtree(bag)
        [damaged, missing] = kill_checks.faults(world)
        assert "is not whole" in damaged
        assert "the folder is not there" in missing

    def test_rows_without_their_package(self, world: World) -> None:
        with world.county() as county:
            county._conn.execute("DELETE FROM entry WHERE key = 'B07'")
            county._conn.execute("DELETE FROM statement WHERE number = '2026-002'")
        [statement, rows] = kill_checks.faults(world)
        assert "statements ['2026-001']" in statement
        assert "not those of 2026-002" in rows

    def test_a_receipt_cut_short_and_what_does_not_converge(self, world: World) -> None:
        [path] = world.drive.glob("GK_*_002_*.receipt.json")
        path.write_bytes(path.read_bytes()[:40])
        assert "不是完整的县级回执" in kill_checks.faults(world)[0]
        path.unlink()
        told = kill_checks.converged_faults(world)
        assert any(one.startswith("states: ") for one in told)
        assert any("receipts on the drive" in one for one in told)
