"""What every part of the county's window shares: the inbox, its keys, and work off the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.sync.county import County
from gkdesk.sync.countykeys import CountyKeys
from gkdesk.sync.countysend import Sending
from gkdesk.sync.keys import KeyPair
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Task, Tasks

Work = Callable[[County, Report], Any]
SendWork = Callable[[Sending, Report], Any]
Failed = Callable[[GkdeskError], None]
Progressed = Callable[[int, int, str], None]


@dataclass
class Inbox:
    """One inbox on the screen; everything that touches it runs in one thread, in order."""

    folder: Path
    now: Callable[[], datetime]
    tasks: Tasks
    own: CountyKeys
    pairs: list[KeyPair] = field(default_factory=list)  # opened once for a window

    def run(
        self,
        parent: QWidget,
        work: Work,
        done: Callable[[Any], None],
        *,
        progressed: Progressed | None = None,
        settled: Callable[[], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Work on the inbox in the background; ``settled`` comes last, whatever happened.

        What goes wrong is said in a box, or by ``failed``.
        """

        def in_thread(report: Report) -> object:
            with County.open(self.folder, now=self.now) as county:
                return work(county, report)

        return self.plain(
            parent, in_thread, done, progressed=progressed, settled=settled, failed=failed
        )

    def sending(
        self,
        parent: QWidget,
        work: SendWork,
        done: Callable[[Any], None],
        *,
        progressed: Progressed | None = None,
        settled: Callable[[], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Work on the inbox as one that sends to its offices; see ``run``."""

        def in_thread(report: Report) -> object:
            with Sending.open(self.folder, now=self.now) as sending:
                return work(sending, report)

        return self.plain(
            parent, in_thread, done, progressed=progressed, settled=settled, failed=failed
        )

    def plain(
        self,
        parent: QWidget,
        work: Callable[[Report], Any],
        done: Callable[[Any], None],
        *,
        progressed: Progressed | None = None,
        settled: Callable[[], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Do anything else that takes long, such as opening the key file."""

        def trouble(error: Exception) -> None:
            _if_there(parent, settled)
            if not isinstance(error, GkdeskError):
                raise error
            _if_there(parent, failed or partial(say().trouble, parent), error)

        def finished(result: object) -> None:
            _if_there(parent, done, result)
            _if_there(parent, settled)

        moved = partial(_if_there, parent, progressed)
        return self.tasks.start(work, done=finished, failed=trouble, progressed=moved)


def _if_there(parent: QWidget, act: Callable[..., object] | None, *words: object) -> None:
    """Call back a part of the window that may have been closed meanwhile."""
    if act is not None and isValid(parent):
        act(*words)
