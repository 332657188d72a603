"""The one-folder program: it starts, runs doctor and prints one PDF (dev.py build makes it)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "dist" / "gkdesk" / ("gkdesk.exe" if os.name == "nt" else "gkdesk")

pytestmark = [
    pytest.mark.frozen,
    pytest.mark.skipif(not PROGRAM.exists(), reason="run python3 dev.py build first"),
]


def frozen(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    # no Python of this machine may help the frozen program along
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(PROGRAM), *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_starts_and_says_its_version(tmp_path: Path) -> None:
    assert "gkdesk" in frozen("--version", cwd=tmp_path).stdout


def test_doctor_finds_the_program_fit(tmp_path: Path) -> None:
    done = frozen("--folder", str(tmp_path / "office"), "doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Qt 6.8" in done.stdout


def test_prints_one_pdf(tmp_path: Path) -> None:
    sample = ROOT / "resources" / "samples" / "documents" / "request_reply_disclose.json"
    out = tmp_path / "reply.pdf"
    done = frozen(
        "documents", "render", "request_reply_disclose", "--values", str(sample), "-o", str(out),
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"%PDF-")
