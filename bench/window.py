"""The window on a catalog of 3 000 items: the longest it does not answer, act by act.

The clerk's limit is 100 ms. A page's first opening loads its modules too, and is told apart.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from types import ModuleType

    from PySide6.QtWidgets import QApplication

    from gkdesk.desk import Desk
    from gkdesk.ui.catalog.page import CatalogPage
    from gkdesk.ui.window import MainWindow

LIMIT_MS = 100
WATCHED_S = 1.5
MONTHS, FIVE_YEARS, MISSING = 1, 3, 1  # places in the choices


def _matrix_bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("matrix", Path(__file__).parent / "duematrix.py")
    if spec is None or spec.loader is None:
        raise ImportError
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def longest(application: QApplication, act: Callable[[], object]) -> float:
    """Return the longest stop of the window in milliseconds, the act itself among them."""
    stops = []
    calls, end = [act], time.perf_counter() + WATCHED_S
    while time.perf_counter() < end:
        start = time.perf_counter()
        (calls.pop() if calls else application.processEvents)()
        stops.append((time.perf_counter() - start) * 1000)
        time.sleep(0.001)
    return max(stops)


def _written(desk: Desk, window: MainWindow, page: CatalogPage, what: str) -> None:
    with desk.session.transaction():
        desk.session.audit(what, "bench")
    window.refresh()
    page.reload()


def _acts(desk: Desk, window: MainWindow) -> Iterator[tuple[str, Callable[[], object]]]:
    from PySide6.QtWidgets import QLineEdit, QPushButton

    yield "first opening, modules and all", lambda: window.go("catalog", "")
    from gkdesk.ui.catalog.page import CatalogPage

    [page] = window.findChildren(CatalogPage)
    tabs = {one.text(): one for one in page.findChildren(QPushButton)}
    [search] = page.findChildren(QLineEdit)
    yield "today", lambda: window.go("today", "")
    yield "back to the catalog", lambda: window.go("catalog", "")
    yield "the matrix", tabs["应公开情况"].click
    yield "by month", lambda: page.due.unit.setCurrentIndex(MONTHS)
    yield "five years", lambda: page.due.span.setCurrentIndex(FIVE_YEARS)
    yield "only what is missing", lambda: page.due.state.setCurrentIndex(MISSING)
    yield "the items", tabs["事项"].click
    yield "search", lambda: search.setText("事项12")
    yield "search taken back", search.clear
    yield "sorted by state", lambda: page.table.sort([(2, False)])
    yield "after an item was written", lambda: _written(desk, window, page, "catalog.bench")
    yield "after a record was written", lambda: _written(desk, window, page, "records.bench")


def _beside_long_work(application: QApplication, window: MainWindow) -> Iterator[tuple[str, str]]:
    """Open pages while a thread does nothing but reckon: the worst an import can be."""
    done = threading.Event()

    def reckon() -> None:
        while not done.is_set():
            sum(number * number for number in range(1000))

    thread = threading.Thread(target=reckon, daemon=True)
    thread.start()
    for section in ("today", "village", "records", "requests", "catalog"):
        took = longest(application, partial(window.go, section, ""))
        took = min(took, longest(application, partial(window.go, section, "")))  # not the loading
        yield f"{section}, while a thread reckons", f"{took:.0f} ms"
    done.set()
    thread.join()


def run() -> list[tuple[str, str]]:
    """Measure every act once, offscreen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.desk import Desk
    from gkdesk.ui.app import make_application
    from gkdesk.ui.collecting import collecting
    from gkdesk.ui.window import MainWindow

    organ = Organ(
        "青石镇人民政府", OrganKind.TOWN, "云岭县", "11500382787479886T", "青政", "人民路1号",
        "100000", "0000-0000123", "云岭县人民政府", "云岭县人民法院",
    )  # fmt: skip
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        desk, _ = Desk.create(Path(folder) / "office", organ, user="管理员", password="benchmark-1")  # noqa: S106 - a throw-away office
        with desk:
            _matrix_bench().fill(desk)
            application = make_application(desk.session.folder)
            window = MainWindow(desk)
            window.resize(1366, 696)
            longest(application, window.show)
            with collecting(application):
                for what, act in _acts(desk, window):
                    lines.append((what, f"{longest(application, act):.0f} ms (limit {LIMIT_MS})"))
                lines += _beside_long_work(application, window)
                took = longest(application, window.lock)
                lines.append(("the lock over the catalog", f"{took:.0f} ms (limit {LIMIT_MS})"))
            window.close()
    return lines


if __name__ == "__main__":
    for what, result in run():
        print(f"{what}：{result}")
