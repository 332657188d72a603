"""What the duties of the catalog tell, reckoned beside the window's thread when there are many.

A town's 300 items are read and reckoned in 50 ms and shown at once; 3 000 take half a second, in
which the window must answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gkdesk.base.progress import Report

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.records.dutystand import Reckoned

    from .context import Context

FEW_ITEMS = 300


class Reckoning:
    """Belongs to the context; every page and dialog that shows duties asks here."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._waiting: dict[QWidget, Callable[[], object]] = {}
        self._under_way = False

    @property
    def few(self) -> bool:
        """Whether there is so little to reckon that nobody waits for it."""
        return sum(count for _area, count in self._context.desk.catalog.areas()) <= FEW_ITEMS

    def then(self, widget: QWidget, show: Callable[[], object]) -> None:
        """Call ``show`` when agenda and overview are at hand: now, or when they are reckoned.

        Of several wishes of one widget the last one counts.
        """
        self._waiting.pop(widget, None)
        if self._context.desk.duties.held.ready or self.few:
            show()
            return
        self._waiting[widget] = show
        if not self._under_way:
            self._start()

    def ask(
        self, widget: QWidget, work: Callable[[Desk], Any], done: Callable[[Any], None]
    ) -> None:
        """Ask a question about duties and call ``done`` with the answer, unless the widget went."""
        desk = self._context.desk
        if self.few:
            done(work(desk))
            return
        lent = desk.duties.held.lend()

        def beside(other: Desk, _report: Report) -> object:
            other.duties.held.borrow(lent)
            return work(other)

        self._context.ask_long(widget, beside, done)

    def _start(self) -> None:
        held = self._context.desk.duties.held
        stamp, lent = held.stamp, held.lend()

        def arrived(found: Reckoned) -> None:
            self._under_way = False
            held.adopt(stamp, found)
            self._show()

        def failed(error: Exception) -> None:
            self._under_way = False
            waiting, self._waiting = self._waiting, {}
            if waiting and self._context.desk.session.unlocked:
                self._context.tell(next(iter(waiting)), error)

        self._under_way = True
        self._context.ask_anyway(
            lambda other, _report: other.duties.reckoned(lent), done=arrived, failed=failed
        )

    def _show(self) -> None:
        """Call everybody who waits, or begin anew when something was written meanwhile."""
        self._waiting = {one: show for one, show in self._waiting.items() if isValid(one)}
        if not self._waiting or not self._context.desk.session.unlocked:
            self._waiting.clear()  # the pages are built anew after the lock
        elif self._context.desk.duties.held.ready:
            waiting, self._waiting = self._waiting, {}
            for one, show in waiting.items():
                if isValid(one):
                    show()
        else:
            self._start()
