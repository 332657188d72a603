"""A few seconds at random in the window of the demo office; ``monkey.py`` plays longer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gkdesk.demo.stage import ADMIN, OFFICER

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("user", "seed"), [(OFFICER, 1), (ADMIN, 2)])
def test_nothing_reaches_the_last_handler(demo_office: Path, user: str, seed: int) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.ui.monkey", str(demo_office), "--user", user,
            "--seed", str(seed), "--seconds", "3",
        ],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    steps = int(done.stdout.split()[0])
    assert steps > 30
