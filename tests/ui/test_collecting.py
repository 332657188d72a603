"""What closed windows leave behind is thrown away on the window's thread alone."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from weakref import ref

import pytest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from gkdesk.base.progress import Report
from gkdesk.ui.collecting import GROWTH, YOUNG, Collector, collecting
from gkdesk.ui.tasks import Tasks

ROUNDS = 200


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    with collecting(qapp) as made:
        yield made


class Left:
    """A field no window owns, in a circle: only the cyclic collector finds it."""

    def __init__(self, seen: list[threading.Thread]) -> None:
        self.box, self.again, self._seen = QComboBox(), self, seen

    def __del__(self) -> None:
        self._seen.append(threading.current_thread())


def much_garbage(_report: Report) -> int:
    for _ in range(ROUNDS):
        circles: list[list[object]] = [[] for _ in range(YOUNG)]
        for circle in circles:
            circle.append(circle)
    return ROUNDS


@pytest.mark.usefixtures("collector")
def test_a_thread_that_makes_much_throws_no_field_away(qtbot: QtBot) -> None:
    seen: list[threading.Thread] = []
    gone, done = ref(Left(seen)), list[int]()
    tasks = Tasks()
    tasks.start(much_garbage, done=done.append, failed=lambda error: pytest.fail(repr(error)))
    qtbot.waitUntil(lambda: bool(done) and gone() is None, timeout=5000)
    assert seen == [threading.main_thread()]


def test_it_takes_the_collector_over_and_gives_it_back(qapp: QApplication) -> None:
    with collecting(qapp) as collector:
        assert not gc.isenabled()
        gc.enable()  # somebody ended a rest that began before
        collector.look()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_old_garbage_goes_when_much_has_come(collector: Collector) -> None:
    left = Left([])
    gone = ref(left)
    gc.collect()  # it is old now
    del left
    few: list[list[int]] = [[] for _ in range(2 * YOUNG)]
    collector.look()
    assert gone() is not None
    much = [[at] for at in range(int(sys.getallocatedblocks() * (GROWTH - 1)) + YOUNG)]
    collector.look()
    assert gone() is None
    assert len(few) < len(much)
