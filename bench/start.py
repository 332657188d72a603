"""Start to the first painted, usable page, against an empty PySide6 main window.

Whole fresh processes, in turn, offscreen; each says when its first page was painted and every
timer due by then had run. Medians, and ratios of neighbouring runs. Three ways to 今日: the log-in
page alone; from Enter on it to 今日, with the password typed for two seconds as a clerk does (what
今日 needs is loaded meanwhile); and straight through, with user and password in the environment.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9
LIMIT = 1.5

# prints the moment when ``window`` was painted and what was due had run, then goes on with ``then``
PAINTED = """
import time
from PySide6.QtCore import QEvent, QObject, QTimer
class Seen(QObject):
    def eventFilter(self, what, event):
        if event.type() == QEvent.Type.Paint:
            what.removeEventFilter(self)
            QTimer.singleShot(0, told)
        return False
def told():
    print(time.perf_counter(), flush=True)
    then()
seen = Seen()
window.installEventFilter(seen)
window.resize(1366, 696)
window.show()
app.exec()
"""

EMPTY = (
    """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
then = app.quit
"""
    + PAINTED
)

OPEN = """
import os, sys
from pathlib import Path
from gkdesk.desk import Desk
from gkdesk.ui import app as face
desk = Desk.open(Path(sys.argv[1]))
app, window = face.open_window(desk, Path(sys.argv[1]))
"""

OURS = OPEN + "then = app.quit\n" + PAINTED + "desk.close()\n"

# the second number is the moment of Enter, the third the page's, the fourth the key's seconds
ENTER = (
    OPEN
    + """
from gkdesk.ui.login import LoginPage
def then():
    QTimer.singleShot(2000, enter)
def enter():
    global then
    then = app.quit
    page = window.findChild(LoginPage)
    page.name.setCurrentIndex(page.name.findData(os.environ["TYPED_USER"]))
    page.password.setText(os.environ["TYPED_PASSWORD"])
    print(time.perf_counter(), flush=True)
    unlocked = page._done
    def done():
        print(time.perf_counter(), flush=True)
        unlocked()
        window.installEventFilter(seen)
        window.update()
    page._done = done
    page.log_in()
"""
    + PAINTED
    + "desk.close()\n"
)


def once(code: str, *arguments: str, env: dict[str, str]) -> list[float]:
    """Run one fresh process; return the moments it told, in seconds from its start."""
    began = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=env, cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [float(line) - began for line in told.splitlines()]


def run() -> list[tuple[str, str]]:
    """Return the figures."""
    from gkdesk.demo import stage as demo

    # an installed program has its byte code; a development machine may be told to keep none
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    plain = {**kept, "QT_QPA_PLATFORM": "offscreen"}
    known = {"GKDESK_USER": demo.OFFICER, "GKDESK_PASSWORD": demo.PASSWORD}
    typed = {"TYPED_USER": demo.OFFICER, "TYPED_PASSWORD": demo.PASSWORD}
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder, "demo")
        subprocess.run(
            [sys.executable, "-m", "gkdesk.demo", str(office)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        place = str(office / demo.OFFICE)
        runs = [
            (
                once(OURS, place, env=plain | known)[0],
                once(ENTER, place, env=plain | typed),
                once(EMPTY, env=plain)[0],
            )
            for _ in range(RUNS + 1)
        ][1:]
    through, entered, empty = zip(*runs, strict=True)
    return [
        ("empty PySide6 main window", _ms(empty)),
        ("demo office to the painted log-in page", _ms([told[0] for told in entered])),
        ("Enter to the key opened (argon2id)", _ms([told[2] - told[1] for told in entered])),
        ("the key opened to the painted 今日 page", _ms([told[3] - told[2] for told in entered])),
        ("straight through to the painted 今日 page", _ms(through)),
        ("ratio, log-in page", f"{_ratio([told[0] for told in entered], empty)}  (limit {LIMIT})"),
        (
            "ratio, log-in page and Enter to 今日, without the key",
            _ratio([told[0] + told[3] - told[2] for told in entered], empty),
        ),
        ("ratio, straight through (the key in it)", f"{_ratio(through, empty)}  (limit {LIMIT})"),
    ]


def _ms(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms (median of {len(seconds)})"


def _ratio(ours: Sequence[float], empty: Sequence[float]) -> str:
    return f"{statistics.median(a / b for a, b in zip(ours, empty, strict=True)):.2f}"


if __name__ == "__main__":
    for what, figure in run():
        print(what, figure)
