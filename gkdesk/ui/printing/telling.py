"""What needs a hand, above 打印中心: a stopped job, what came of the last one, who is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import Blocked, GkdeskError
from gkdesk.printing.model import Choice, Item, Job, JobState
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.basic import button, clear, column, label, notice
from gkdesk.village.period import Period

MOST_NAMES = 4
Resume = Callable[[Job, str], object]  # the job; another printer, or empty


class Telling(QWidget):
    """The bars between the head and the work; gone when there is nothing to say."""

    def __init__(self, context: Context, resume: Resume, give_up: Callable[[Job], object]) -> None:
        super().__init__()
        self._context, self._resume, self._give_up = context, resume, give_up
        self._bars = column(gap=6)
        self.setLayout(self._bars)

    def nothing(self) -> None:
        clear(self._bars)
        self.hide()

    def begin(self) -> None:
        clear(self._bars)
        self.show()

    def trouble(self, error: GkdeskError) -> None:
        words = label(str(error), 15, wrap=True)
        self._bars.addWidget(notice("red", "circle-alert", (words, 1)))

    def stopped(self, waiting: Sequence[Job], error: GkdeskError | None, other: str) -> None:
        """Tell of the newest stopped job and offer to go on.

        Args:
            waiting: the stopped jobs, newest first.
            error: why the newest stopped, when it stopped just now.
            other: another printer that is chosen now, empty when it is the job's.
        """
        job = waiting[0]
        at, left = job.next, len(job.items) - len(job.printed)
        place = f"停在第{at.place}个（{at.name}）" if at else "停在最后"
        said = f"“{job.title}”的打印{place}，已打完{len(job.printed)}个，还有{left}个没有打印。"
        if isinstance(error, Blocked) and job.state is JobState.TROUBLE:
            said = str(error)
        elif error is not None:
            self.trouble(error)
        parts: list[QWidget] = [
            button("继续打印", "accent", on=lambda: self._resume(job, ""), size=14)
        ]
        if other:
            words = f"改用“{other}”继续"
            parts.append(button(words, "link", on=lambda: self._resume(job, other), size=14))
        parts.append(button("不再打印", "link", on=partial(self._give_up, job), size=14))
        if len(waiting) > 1:
            words = f"停下的{len(waiting)}个任务"
            parts.append(button(words, "link", on=partial(self._all, waiting), size=14))
        self._bars.addWidget(notice("amber", "pause", (label(said, 15, wrap=True), 1), *parts))

    def _all(self, waiting: Sequence[Job]) -> None:
        """Let the clerk choose among all stopped jobs."""
        from .unfinished import UnfinishedDialog

        dialog = UnfinishedDialog(self, waiting)
        if dialog.exec() and dialog.chosen is not None:
            if dialog.again:
                self._resume(dialog.chosen, "")
            else:
                self._give_up(dialog.chosen)

    def finished(self, job: Job) -> None:
        """Say what came out, and that what hangs has to be registered as hanging."""
        refused = [item for item in job.items if item.reason]
        said = f"{len(job.printed)}个已打印，在打印记录里可以查到"
        if refused:
            names = _names([item.name for item in refused], "个")
            said += f"；{names}没有打印：{refused[0].reason}"
        final = [item for item in job.printed if not item.draft]
        parts: list[QWidget] = []
        if job.period and final:
            said += "。张贴后请登记张贴"
            parts = [button("去登记张贴", "link", on=partial(self._post, job, final), size=14)]
        elif job.period and job.printed:
            said += "。打出的是审核稿，审核后重新打印才能张贴"
        tone, icon = ("amber", "triangle-alert") if refused else ("green", "circle-check")
        words = label(said, 15, wrap=True)
        self._bars.addWidget(notice(tone, icon, (words, 1), *parts))

    def left_out(self, choices: Sequence[Choice], period: Period) -> None:
        """Say which villages cannot be printed."""
        out = [one for one in choices if not one.printable]
        if not out:
            return
        names = [one.name for one in out]
        said = _names(names, "个村") if self._context.wide() else f"{len(out)}个村"
        said += "还没有交数据或有问题，这次不打印"
        if len(out) == len(choices):
            said = "这一期还没有核对好的数据。先导入或核对，再来打印"
        subject = f"F01/{period}"
        go = button("去村务公开", "link", on=lambda: self._context.go("village", subject), size=14)
        words = label(said, 15, wrap=True)
        self._bars.addWidget(notice("amber", "triangle-alert", (words, 1), go))

    def _post(self, job: Job, final: Sequence[Item]) -> None:
        """Open the village page at the first sheet of this job that hangs nowhere yet."""
        village = self._context.desk.village
        fresh = [item for item in final if not village.postings(item.subject)]
        self._context.go("village", f"{job.form}/{job.period}")
        self._context.go("village", (fresh or final)[0].subject)


def _names(names: Sequence[str], unit: str) -> str:
    more = f"等{len(names)}{unit}" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more
