"""The entry grid with 900 rows: scrolling, typing, checking, pasting, storing.

A frame is what one turn of the event loop takes, painting included, at 1366×684. The empty table
beside it is a ``QTableView`` of the same size over a model that holds nothing: what Qt alone costs.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gkdesk.desk import Desk

ROWS, FRAMES = 900, 400
FRAME_MS, SLOT_MS = 16, 100
NOW = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001 - the office's wall clock
USER, PASSWORD = "周桂芬", "bench-password"
FORM, PERIOD = "L05", "2026E03"
_GROUPS = ("第一村民小组", "第二村民小组", "第三村民小组")


def found(folder: Path) -> Desk:
    """Found an office with one village; return it logged in."""
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.accounts.sealedkey import Cost
    from gkdesk.desk import Desk

    organ = Organ(
        name="青石镇人民政府", kind=OrganKind.TOWN, county="云岭县",
        credit_code="11500382787479886T", prefix="青政", address="云岭县青石镇人民路1号",
        postcode="100000", phone="0000-0000123", review_authority="云岭县人民政府",
        court="云岭县人民法院", town="青石镇", office="党政办公室", contact=USER,
    )  # fmt: skip
    desk, _key = Desk.create(
        folder, organ, user=USER, password=PASSWORD, now=lambda: NOW, cost=Cost(1, 8, 1)
    )
    desk.village.add_village({"name": "东河村"})
    return desk


def text() -> str:
    """Return 900 households as a spreadsheet copies them."""
    lines = []
    for at in range(ROWS):
        area = 1 + at % 97 / 100
        lines.append(
            f"{_GROUPS[at * 3 // ROWS]}\t户主{at:03}\t{area:.2f}\t125.69\t{area * 125.69:.2f}"
        )
    return "\n".join(lines)


def run() -> list[tuple[str, str]]:
    """Return the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        desk = found(Path(folder, "office"))
        try:
            return _window(desk)
        finally:
            desk.close()


def _line(what: str, times: list[float], limit: float = FRAME_MS) -> tuple[str, str]:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    middle = statistics.median(ordered)
    return (
        what,
        f"p50 {middle:.1f}  p95 {p95:.1f}  worst {ordered[-1]:.1f} ms (limit p95 {limit:.0f} ms)",
    )


def _timed(app: Any, work: Callable[[], object]) -> float:  # noqa: ANN401 - Qt's
    begun = time.perf_counter()
    work()
    app.processEvents()
    return (time.perf_counter() - begun) * 1000


def _scrolled(app: Any, table: Any, by: int) -> list[float]:  # noqa: ANN401 - Qt's
    """Scroll down and up again; return each frame."""
    bar = table.verticalScrollBar()
    places = list(range(0, bar.maximum(), by))[:FRAMES]
    return [_timed(app, lambda at=at: bar.setValue(at)) for at in (*places, *reversed(places))]


def _window(desk: Desk) -> list[tuple[str, str]]:
    from PySide6.QtCore import QAbstractTableModel
    from PySide6.QtWidgets import QTableView

    from gkdesk.ui.app import make_application
    from gkdesk.ui.village.entry_dialog import EntryDialog
    from gkdesk.ui.window import MainWindow
    from gkdesk.village.entrypaste import block_of, plan

    class Nothing(QAbstractTableModel):
        def rowCount(self, _parent: object = None) -> int:  # noqa: N802 - Qt's name
            return ROWS

        def columnCount(self, _parent: object = None) -> int:  # noqa: N802 - Qt's name
            return 7

        def data(self, _index: object, _role: int = 0) -> object:
            return None

    app = make_application(desk.session.folder)
    window = MainWindow(desk)
    window.resize(1366, 684)
    window.show()
    app.processEvents()
    village = desk.village.villages()[0]
    opened = desk.village.entry.open(FORM, village, PERIOD)
    begun = time.perf_counter()
    dialog = EntryDialog(window, window.context, opened)
    dialog.show()
    app.processEvents()
    first = (time.perf_counter() - begun) * 1000
    view: Any = dialog.view
    begun = time.perf_counter()
    made = plan(opened.grid, (0, 1), block_of(text()))
    planned = (time.perf_counter() - begun) * 1000
    pasted = _timed(app, lambda: dialog.model.paste(made))
    dialog._check.stop()  # noqa: SLF001 - measured on its own below
    empty = QTableView()
    empty.setModel(Nothing())
    empty.resize(view.size())
    empty.show()
    app.processEvents()
    bare = [*_scrolled(app, empty, 1), *_scrolled(app, empty, 8)]
    empty.hide()
    scrolled = [*_scrolled(app, view, 1), *_scrolled(app, view, 8)]
    figures = [
        ("the window opens the first time, painted", f"{first:.0f} ms (limit {SLOT_MS} ms)"),
        (f"a paste of {ROWS} rows is read / done, painted", f"{planned:.0f} / {pasted:.0f} ms"),
        _line(f"scrolling {ROWS} rows, a frame", scrolled),
        _line("the same in an empty QTableView", bare),
        *_typing(app, dialog),
    ]
    return [*figures, *_whole(app, desk, dialog, opened), *_closed(window, dialog)]


def _typing(app: Any, dialog: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - Qt's and ours
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    view = dialog.view
    dialog.activateWindow()
    view.go(100, 3)
    view.setFocus()
    app.processEvents()
    keys, entered, kept = [], [], []
    for at in range(60):
        for letter in "12.5":
            focus: Any = QApplication.focusWidget() or view
            keys.append(_timed(app, lambda f=focus, x=letter: QTest.keyClicks(f, x)))
        focus = QApplication.focusWidget() or view
        entered.append(_timed(app, lambda f=focus: QTest.keyClick(f, Qt.Key.Key_Return)))
        dialog._check.stop()  # noqa: SLF001
        dialog.draft._timer.stop()  # noqa: SLF001
        if at % 6 == 0:
            kept.append(_timed(app, dialog.draft.now))
    return [
        _line("a key into a cell, painted", keys),
        _line("Enter: taken, derived, added up, painted", entered),
        _line("the draft of the whole sheet is kept", kept, SLOT_MS),
    ]


def _whole(app: Any, desk: Desk, dialog: Any, opened: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Check the whole sheet beside the window, and store it."""
    from gkdesk.village.entrycheck import examine, snapshot

    longest, begun = 0.0, time.perf_counter()
    dialog.found = None
    dialog.check_now()
    begins = (time.perf_counter() - begun) * 1000
    while dialog.found is None:
        longest = max(longest, _timed(app, lambda: time.sleep(0.001)))
    checked = (time.perf_counter() - begun) * 1000
    longest = max(longest, begins)
    examined = []
    for _ in range(5):
        snap = snapshot(opened.grid)
        begun = time.perf_counter()
        examine(snap, opened.period, opened.previous)
        examined.append((time.perf_counter() - begun) * 1000)
    begun = time.perf_counter()
    desk.village.entry.save(opened)
    stored = (time.perf_counter() - begun) * 1000
    return [
        ("F9: from the key to the colours", f"{checked:.0f} ms"),
        ("  the rules alone", f"{statistics.median(examined):.0f} ms"),
        ("  longest turn of the event loop meanwhile", f"{longest:.0f} ms (limit {SLOT_MS} ms)"),
        ("stored: written, read back, archived (in a thread)", f"{stored:.0f} ms"),
    ]


def _closed(window: Any, dialog: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - Qt's and ours
    dialog.draft._timer.stop()  # noqa: SLF001
    dialog.close()
    window.close()
    return []


if __name__ == "__main__":
    for what, figure in run():
        print(f"{what:<56} {figure}")
