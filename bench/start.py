"""Start to the first painted, usable 今日 page, against an empty PySide6 main window.

Both as whole fresh processes, in turn, offscreen; the medians and the pairwise ratios. The demo
office is built once and opened with user and password from the environment, as a kiosk would.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7
LIMIT = 1.5

EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.resize(1366, 696)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""

OURS = """
import sys
from pathlib import Path
from gkdesk.desk import Desk
from gkdesk.ui import app as face
desk = Desk.open(Path(sys.argv[1]))
early = face.early_key(desk)
app = face.make_application(Path(sys.argv[1]))
from PySide6.QtCore import QTimer
window = face.first_window(desk, early)
window.resize(1366, 696)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
desk.close()
"""


def once(code: str, *arguments: str, env: dict[str, str]) -> float:
    """Run one fresh process; return its wall time in seconds."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], env=env, cwd=ROOT, check=True)
    return time.perf_counter() - began


def run() -> list[tuple[str, str]]:
    """Return the figures."""
    from gkdesk.demo import stage as demo

    # an installed program has its byte code; a development machine may be told to keep none
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "GKDESK_USER": demo.OFFICER,
        "GKDESK_PASSWORD": demo.PASSWORD,
    }
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder, "demo")
        subprocess.run(
            [sys.executable, "-m", "gkdesk.demo", str(office)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        place = str(office / demo.OFFICE)
        asked = {name: value for name, value in env.items() if name != "GKDESK_PASSWORD"}
        runs = [
            (once(OURS, place, env=env), once(OURS, place, env=asked), once(EMPTY, env=env))
            for _ in range(RUNS + 1)
        ][1:]
    ours, login, empty = (statistics.median(times) for times in zip(*runs, strict=True))
    ratio = statistics.median(a / c for a, _b, c in runs)
    to_login = statistics.median(b / c for _a, b, c in runs)
    return [
        ("demo office to the painted 今日 page", f"{ours * 1000:.0f} ms (median of {RUNS})"),
        ("demo office to the painted log-in page", f"{login * 1000:.0f} ms"),
        ("empty PySide6 main window", f"{empty * 1000:.0f} ms"),
        ("ratio, 今日 page (opens the data key, argon2id)", f"{ratio:.2f}  (limit {LIMIT})"),
        ("ratio, log-in page", f"{to_login:.2f}"),
    ]


if __name__ == "__main__":
    for what, figure in run():
        print(what, figure)
