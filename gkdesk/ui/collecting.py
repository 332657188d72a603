"""The cyclic collector on the window's thread, and on no other.

Python collects in whichever thread makes the most objects, so a thread that reads a workbook would
now and then throw away what a closed dialog left: fonts, pictures, a field that no window owns.
Qt allows that on its own thread alone; anywhere else it is a crash that nobody can repeat.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 200
YOUNG = 700  # new objects from which on it is worth a look: Python's own figure
GROWTH = 1.25  # of all memory blocks since the last whole look, as Python's own rule has it


class Collector(QObject):
    """Looks a few times a second, a little at a time, and at everything when much has come."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept = sys.getallocatedblocks()
        timer = QTimer(self, interval=LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()
        gc.disable()

    def look(self) -> None:
        """Throw away what nothing refers to any more."""
        gc.disable()  # whoever let the collector rest meanwhile may have set it going again
        if gc.get_count()[0] < YOUNG:
            return
        gc.collect(1)
        if sys.getallocatedblocks() > self._kept * GROWTH:
            gc.collect()
            self._kept = sys.getallocatedblocks()


@contextmanager
def collecting(parent: QObject) -> Iterator[Collector]:
    """Collect on this thread alone while the window's loop runs."""
    collector = Collector(parent)
    try:
        yield collector
    finally:
        collector.deleteLater()
        gc.enable()
