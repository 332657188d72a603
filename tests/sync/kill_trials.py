"""Kill export, receive, receipt and undo at every system call, and fill every disk under them.

``python -m tests.sync.kill_trials [--every N] [--what ACT|acts|disk] [--blow BLOW] [--sizes N]``
needs Linux and strace; the full disks need root. Exit 1 when anything is half or does not converge.
Beside the kill each call that can is made to fail once with a full disk and with a broken one.

The process that runs this imports everything and has done each act once; a trial is a fork of it,
so only the act itself is counted. The child waits for strace by asking a harmless system call
whose answer strace forges.
"""

from __future__ import annotations

import argparse
import mmap
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from gkdesk.base.errors import GkdeskError

from . import disk_trials
from .kill_checks import Figures
from .kill_world import ACTS, Act, World, stages

# whatever opens, writes, flushes, renames or removes a file
CALLS = (
    "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,fsync,"
    "fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,symlink,unlink,unlinkat,mkdir,"
    "mkdirat,rmdir,truncate,ftruncate,fallocate,chmod,fchmod,utimensat"
)
MARKER, TRACED = "sched_get_priority_max", 77
_WAIT = 20.0  # seconds for strace to take hold
_SHM = "/dev/shm"  # noqa: S108 - a folder of its own is made there
_CALL = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\(")


@dataclass(frozen=True, slots=True)
class Blow:
    """What happens at a system call."""

    what: str
    injected: str  # as strace wants it
    calls: re.Pattern[str]  # where it can happen, as strace writes them


_WRITES = re.compile(r" (open|openat|creat)\(.*O_CREAT| (p?write\w*|mkdir\w*|f\w*sync|fallocate)\(")
_CHANGES = re.compile(_WRITES.pattern + r"| (rename\w*|unlink\w*|rmdir|ftruncate)\(")
BLOWS = {
    "kill": Blow("kill", "signal=KILL", _CALL),
    "full": Blow("no space once in", "error=ENOSPC", _WRITES),
    "broken": Blow("disk error once in", "error=EIO", _CHANGES),
}


class Sweeper:
    """Strikes acts on one world and looks at what is left."""

    def __init__(
        self, root: Path, staged: Callable[[Path], tuple[World, dict[str, Path]]] = stages
    ) -> None:
        self._log = root / "strace.log"
        self._world, self._kept = staged(root)
        self._told = mmap.mmap(-1, mmap.PAGESIZE)  # shared with the children

    def sweep(self, name: str, blow: Blow, every: int) -> Figures:
        """Strike one act at every ``every``-th of its system calls."""
        began, figures = time.monotonic(), Figures(f"{blow.what} {name}")
        self._world.restore(self._kept[name])
        self._run(ACTS[name], "")
        moments = self._moments(blow)
        figures.of = len(moments)
        for number, (call, nth) in list(enumerate(moments, 1))[::every]:
            figures.tried += 1
            self._world.restore(self._kept[name])
            how = self._run(ACTS[name], f"{call}:{blow.injected}:when={nth}")
            # the next run comes in the same second, or on another day
            later = self._world.at(self._world.now + timedelta(days=number % 2))
            where = f"{name} at {number} ({call} {nth}), {how}"
            figures.judge(later, where, how, undo=name == "undo")
        figures.seconds = time.monotonic() - began
        return figures

    def _run(self, act: Act, struck: str) -> str:
        """Run an act in a child under strace; tell how it ended."""
        child = os.fork()
        if child == 0:
            self._act(act)
        words = ["strace", "-f", "-qq", "-o", str(self._log), "-p", str(child)]
        words += ["-e", f"trace={CALLS},{MARKER}", "-e", f"inject={MARKER}:retval={TRACED}"]
        words += ["-e", f"inject={struck}"] * bool(struck)
        with subprocess.Popen(words, stderr=subprocess.PIPE) as tracer:
            _pid, status = os.waitpid(child, 0)
            _out, told = tracer.communicate(timeout=_WAIT)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return "killed"
        if status:
            raise RuntimeError(f"the act ended with {status}: {told.decode()}")
        return self._told[:].rstrip(b"\0").decode()

    def _act(self, act: Act) -> NoReturn:
        """Wait until strace answers, act, and leave without cleaning up."""
        until, code = time.monotonic() + _WAIT, 1
        try:
            while os.sched_get_priority_max(os.SCHED_OTHER) != TRACED and time.monotonic() < until:
                time.sleep(0.001)
            told = _ended(act, self._world)
            self._told[:] = told.encode().ljust(mmap.PAGESIZE, b"\0")[: mmap.PAGESIZE]
            code = 0
        except BaseException:  # noqa: BLE001 - a fork must never come back
            traceback.print_exc()
        finally:
            os._exit(code)

    def _moments(self, blow: Blow) -> list[tuple[str, int]]:
        """Read what strace saw: it counts each kind of call by itself, and so do we."""
        found: list[tuple[str, int]] = []
        seen: Counter[str] = Counter()
        threads = set()
        for line in self._log.read_text("utf-8", "replace").splitlines():
            call = _CALL.match(line)
            if call is None or call["name"] == MARKER:
                continue
            threads.add(call["thread"])
            seen[call["name"]] += 1
            if blow.calls.search(line):
                found.append((call["name"], seen[call["name"]]))
        if len(threads) != 1:
            raise RuntimeError("a second thread touches files")
        return found


def _ended(act: Act, world: World) -> str:
    """Act; return in a word how it ended, or all of what no user should ever see."""
    try:
        return "remark" if act(world) else "done"
    except GkdeskError as error:
        plain = str(error).endswith("。") and str(error).isprintable()
        return type(error).__name__ if plain else f"BROKEN: {error!r}"
    except Exception:  # noqa: BLE001 - whatever it is, it is what the trial looks for
        return "BROKEN: " + traceback.format_exc(limit=-4)[-3000:]


def main(words: list[str] | None = None) -> int:
    """Run the sweeps that were asked for."""
    parser = argparse.ArgumentParser(prog="kill_trials", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every N-th system call")
    parser.add_argument("--what", choices=[*ACTS, "acts", "disk"], help="default: everything")
    parser.add_argument("--blow", choices=BLOWS, help="only this at a call; default: each")
    parser.add_argument("--sizes", type=int, default=40, help="free spaces tried of each disk")
    asked = parser.parse_args(words)
    good = []
    with tempfile.TemporaryDirectory(prefix="kill-trials-", dir=memory()) as place:
        for one in _asked(Path(place), asked):
            sys.stdout.write(f"{one}\n")
            sys.stdout.flush()
            good.append(not one.faults)
    if not good:
        sys.stdout.write("nothing tried: no strace, or not root\n")
    return int(not good or not all(good))


def memory() -> str | None:
    """Name a disk in memory if there is one: a kill loses no cache, so nothing need be flushed."""
    return _SHM if os.access(_SHM, os.W_OK) else None


def _asked(place: Path, asked: argparse.Namespace) -> Iterator[Figures]:
    """Sweep as the machine allows."""
    if asked.what != "disk" and shutil.which("strace"):
        sweeper = Sweeper(place / "strace")
        for blow in [asked.blow] if asked.blow else BLOWS:
            for name in [asked.what] if asked.what in ACTS else ACTS:
                yield sweeper.sweep(name, BLOWS[blow], asked.every)
    if asked.what in {None, "disk"} and os.geteuid() == 0:
        yield from disk_trials.sweeps(place / "disk", asked.sizes)


if __name__ == "__main__":
    sys.exit(main())
