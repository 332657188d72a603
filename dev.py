#!/usr/bin/env python3
"""Make the environment, then run the demo, the window, the tests, the benchmarks or the build.

Standard library only, so that it starts on a bare Python 3.11. Everything it installs is pinned
with hashes in requirements.lock; once ``.venv`` is complete it needs no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "gkdesk-lock.sha256"
OLDEST = (3, 11)
MEMORY_ROOM = 6 << 30  # bytes free that the tests may take of a file system in memory

# Qt's own libraries (window and offscreen), a Chinese screen font, and what the tests start
DEBIAN = (
    "libglib2.0-0",
    "libgl1",
    "libegl1",
    "libfontconfig1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxkbcommon-x11-0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxcb-randr0",
    "libxcb-image0",
    "libxcb-render-util0",
    "fonts-noto-cjk",
    "postgresql",
    "strace",
)

USAGE = """usage: python3 dev.py COMMAND

  demo [FOLDER]   the main job end to end on sample data; says where the files lie
  run [ARGS…]     open the window (or a command: dev.py run catalog list …)
  test [ARGS…]    lint, types, architecture and all tests
  bench [NAME…]   benchmarks, each beside its limit; reports, never fails on a slow machine
  build           the one-folder program, then start it, run doctor and print one PDF
  lock            write requirements.lock anew from pyproject.toml
"""


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    commands = {
        "demo": demo, "run": run, "test": test, "bench": bench, "build": build, "lock": lock,
    }  # fmt: skip
    if not arguments or arguments[0] not in commands:
        print(USAGE)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    if sys.version_info < OLDEST:
        print(f"needs Python {'.'.join(map(str, OLDEST))} or newer", file=sys.stderr)
        return 3
    if code := prepare():
        return code
    return commands[arguments[0]](arguments[1:])


def prepare() -> int:
    """Make .venv and install the locked packages and Debian libraries, once."""
    if code := debian_libraries():
        return code
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text("ascii") == wanted:
        return 0
    say("making .venv (once; needs the package index)")
    if not PYTHON.exists() and (code := make_venv()):
        return code
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    code = subprocess.call([*pip, "--require-hashes", "-r", str(LOCK)], cwd=ROOT)
    # the program itself: a path entry, so that nothing has to be built
    if code == 0:
        site = subprocess.check_output(
            [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
            text=True,
        ).strip()
        Path(site, "gkdesk-source.pth").write_text(f"{ROOT}\n", "utf-8")
        STAMP.write_text(wanted, "ascii")
    return code


def make_venv() -> int:
    """Make .venv; on Debian the venv module may still have to be installed."""
    made = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.call(made, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return 0
    shutil.rmtree(VENV, ignore_errors=True)
    if code := apt_install(["python3-venv"]):
        return code
    return subprocess.call(made)


def debian_libraries() -> int:
    """Install the Debian libraries that are missing; elsewhere do nothing."""
    if not shutil.which("dpkg-query"):
        return 0
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *DEBIAN]
    found = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    present = {line.split()[0] for line in found.splitlines() if line.endswith(" installed")}
    missing = [name for name in DEBIAN if name not in present and not renamed(name)]
    return apt_install(missing) if missing else 0


def renamed(name: str) -> bool:
    """Tell whether a newer Debian ships a library under its 64-bit-time name."""
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", f"{name}t64"]
    return "installed" in subprocess.run(query, capture_output=True, text=True, check=False).stdout


def apt_install(names: list[str]) -> int:
    """Install packages when root; otherwise print the exact line to run."""
    line = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        print("needs Debian packages; run this once, then again:", file=sys.stderr)
        print(f"  sudo {' '.join(line)}", file=sys.stderr)
        return 3
    say(f"installing {len(names)} Debian packages")
    quiet = {"stdout": subprocess.DEVNULL}
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], env=env, **quiet)  # type: ignore[arg-type]
    return subprocess.call([*line, "-qq"], env=env, **quiet)  # type: ignore[arg-type]


def demo(arguments: list[str]) -> int:
    """Run the main job on sample data."""
    return python("-m", "gkdesk.demo", *(arguments or [str(ROOT / "demo-output")]))


def run(arguments: list[str]) -> int:
    """Open the window, or run a command."""
    return python("-m", "gkdesk", *arguments)


def test(arguments: list[str]) -> int:
    """Run lint, types, then all tests; stop at the first that fails."""
    if arguments:
        return python("-m", "pytest", *arguments)
    steps = (
        ("lint", ("-m", "ruff", "check", ".")),
        ("format", ("-m", "ruff", "format", "--check", ".")),
        (
            "types",
            (
                "-m",
                "mypy",
            ),
        ),
        ("tests", ("-m", "pytest", "-q", "-n", "2", "-m", "not frozen")),
    )
    if room := quick_room():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(room))
    for name, step in steps:
        say(name)
        if code := python(*step):
            return code
    # building takes half a minute: the CI does it each time, a person with dev.py build
    return build([]) if os.environ.get("CI") else 0


def quick_room() -> Path | None:
    """Return a file system in memory with room for the tests' folders: half of them is flushing."""
    room = Path("/dev/shm")  # noqa: S108 - only the tests' own folders
    if not os.access(room, os.W_OK) or shutil.disk_usage(room).free < MEMORY_ROOM:
        return None
    return room


def bench(arguments: list[str]) -> int:
    """Run the benchmarks."""
    return python(str(ROOT / "bench" / "run.py"), *arguments)


def build(arguments: list[str]) -> int:
    """Build the one-folder program and try it."""
    bare = shutil.which("dpkg-query") and not shutil.which("objdump")
    if bare and (code := apt_install(["binutils"])):
        return code
    say("one-folder program")
    code = python(
        "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *arguments, "build.spec"
    )
    return code or python("-m", "pytest", "-q", "-m", "frozen", "tests/test_frozen.py")


def lock(_arguments: list[str]) -> int:
    """Resolve pyproject.toml for every platform, with hashes."""
    if code := python("-m", "pip", "install", "--quiet", "uv"):
        return code
    return python(
        "-m", "uv", "pip", "compile", "pyproject.toml", "--extra", "dev", "--universal",
        "--generate-hashes", "--python-version", "3.11", "--no-header", "--no-annotate",
        "--quiet", "-o", str(LOCK),
    )  # fmt: skip


def python(*arguments: str) -> int:
    """Run the environment's Python on these arguments."""
    env = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env=env)


def say(what: str) -> None:
    print(f"== {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
