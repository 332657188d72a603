"""Find backups, check one, put one back. Works without an open office, for a new or broken one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from gkdesk.backup import restoring
from gkdesk.backup.model import Backup, BackupTooNew, CopyDamaged, Kind
from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled, Report
from gkdesk.sync.drivestate import sized
from gkdesk.ui.look import AMBER, GREEN, INK2, dressed, style_sheet
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Tasks
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label, open_at
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .backup_words import when

Stage = Callable[[Backup, Report], object]
_TRIED = 3  # copies that are opened to find a sound one
WATCH_MS = 1500  # between two looks whether a drive came or went
COUNT_FIRST = ("申请", "文书", "公开信息")  # what fits into a line


def _holds(backup: Backup) -> str:
    if not backup.counts:
        return "只有数据文件，档案文件用现有的"
    return "，".join(f"{words}{backup.counts.get(words, 0)}件" for words in COUNT_FIRST)


def _kind(backup: Backup) -> PillOf:
    return (backup.kind.label, "green" if backup.kind is Kind.DRIVE else "slate", "hard-drive")


COLUMNS = (
    Column("备份时间", 190, lambda one: when(one.made_at), bold=True),
    Column("来自", 150, lambda one: one.kind.label, pill=_kind),
    Column("单位", 200, lambda one: one.office or "本机", optional=True),
    Column("里面有", 0, _holds),
    Column("大小", 90, lambda one: sized(one.size)),
)


class RestoreDialog(QDialog):
    """Lists the backups on drives, on this machine and in a folder the clerk chooses."""

    def __init__(
        self,
        parent: QWidget | None,
        folder: Path,
        stage: Stage,
        *,
        refused: str = "",
    ) -> None:
        """Args: ``folder`` the office's; ``refused`` why putting back is not allowed."""
        super().__init__(parent)
        self._folder, self._stage, self._refused = folder, stage, refused
        self._tasks = Tasks(self)
        self._more: list[Backup] = []  # from folders chosen by hand
        self._laid = self._given_up = self._asking = False
        self.setStyleSheet(style_sheet())
        self.setWindowTitle("从备份恢复 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "备份")
        self.table.picked.connect(lambda _one: self._show())
        self.words = label("", 15, 400, INK2, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.other = button("选其他文件夹", icon="folder-open", on=self.choose)
        self.check = button("核对这一份", icon="shield-check", on=self.check_it)
        self.go = button("恢复到这一份", "primary", "rotate-ccw", on=self.restore)
        self.stop = button("停止", icon="x", on=self._stop)
        self.stop.hide()
        hint = "插上备份用的 U 盘，就会列在这里。恢复前先逐个文件核对，现在的数据另存一份，不会丢。"
        self.setLayout(
            column(
                box(
                    column(
                        label("从备份恢复", 20, 700),
                        label(hint, 14, 400, INK2, wrap=True),
                        (self.table, 1),
                        self.bar,
                        self.words,
                        gap=10,
                        margins=(22, 16, 22, 10),
                    )
                ),
                action_bar(self.other, None, self.stop, self.check, self.go),
                gap=0,
            )
        )
        open_at(self, 1000, 560)
        self._plugged = restoring.plugged()
        self._watch = QTimer(self, interval=WATCH_MS)
        self._watch.timeout.connect(self.look_again)
        self._watch.start()
        self.look()

    def look(self) -> None:
        """List the backups on the plugged drives and on this machine; a stick may be slow."""
        self._busy("正在看插着的 U 盘……")
        self._tasks.start(lambda _report: self._found(), done=self._listed, failed=self._failed)

    def look_again(self) -> None:
        """List anew when a drive came or went, unless something else is under way."""
        if self._tasks.busy or self._asking or self._plugged == restoring.plugged():
            return
        self._plugged = restoring.plugged()
        self.look()

    def choose(self) -> None:
        """List the backups in a folder too."""
        place = say().folder(self, "放备份的文件夹")
        if place is None:
            return
        self._busy("正在看这个文件夹……")

        def work(_report: Report) -> list[Backup]:
            self._more += restoring.found_at(place)
            return self._found()

        self._tasks.start(work, done=self._listed, failed=self._failed)

    def check_it(self) -> None:
        """Read the chosen backup whole and open its database, changing nothing."""
        one: Backup | None = self.table.current()
        if one is None or self._tasks.busy:
            return
        self._busy("正在逐个文件核对……", stop=True)
        self._tasks.start(
            lambda report: restoring.check(one, self._folder, report),
            done=lambda _manifest: self._settle("这一份备份完好，可以恢复。", GREEN),
            failed=self._failed,
            progressed=self._moved,
        )

    def restore(self) -> None:
        """Say what would be gone, ask, then lay the backup ready."""
        one: Backup | None = self.table.current()
        if one is None or self._tasks.busy:
            return
        self._busy("正在比较……")
        self._tasks.start(
            lambda _report: restoring.would_lose(one, self._folder),
            done=lambda lost: self._ask(one, lost),
            failed=self._failed,
        )

    def _ask(self, one: Backup, lost: str) -> None:
        self._settle("")
        more = "现在的数据会另存在本机，还可以再恢复回来。"
        if lost:
            more = (
                f"从那以后多出来的有：{lost}，恢复以后都看不到，编号会从那时接着排，"
                f"请对照纸质件，避免重号。{more}"
            )
        asked = f"恢复到{when(one.made_at)}？"
        self._asking = True
        sure = say().ask(self, asked, yes="恢复", no="先不恢复", more=more)
        self._asking = False
        if not sure:
            return
        self._busy("正在核对和复制备份……", stop=True)

        def work(report: Report) -> None:
            self._stage(one, report)
            self._laid = True

        self._tasks.start(
            work, done=lambda _none: self._ready(), failed=self._failed, progressed=self._moved
        )

    def _ready(self) -> None:
        if not self._given_up:  # the word of it may come after the dialog was closed
            self.accept()

    def reject(self) -> None:
        """Give up; what was laid ready in the last moment is taken away again."""
        self._given_up = True
        self._tasks.stop()
        if self._laid:
            restoring.finish(self._folder)
        super().reject()

    def _found(self) -> list[Backup]:
        found = {one.place: one for one in (*self._more, *restoring.found_on_drives())}
        here = restoring.found_here(self._folder)
        return [*sorted(found.values(), key=lambda one: one.made_at, reverse=True), *here]

    def _listed(self, found: list[Backup]) -> None:
        before: Backup | None = self.table.current()
        self.table.fill(found)
        if found:
            self.table.selectRow(found.index(before) if before in found else 0)
            self._settle("")
        else:
            self._settle("没有看到备份。请插上备份用的 U 盘再打开，或者选放备份的文件夹。", AMBER)

    def _show(self) -> None:
        chosen = self.table.current() is not None and not self._tasks.busy
        self.check.setEnabled(chosen)
        self.go.setEnabled(chosen and not self._refused)
        self.go.setToolTip(self._refused)

    def _busy(self, words: str, *, stop: bool = False) -> None:
        self._say(words)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.setVisible(stop)
        for each in (self.other, self.check, self.go):
            each.setEnabled(False)

    def _settle(self, words: str, colour: str = INK2) -> None:
        self.bar.hide()
        self.stop.hide()
        self._say(words, colour)
        self.other.setEnabled(True)
        chosen = self.table.current() is not None
        self.check.setEnabled(chosen)
        self.go.setEnabled(chosen and not self._refused)

    def _say(self, words: str, colour: str = INK2) -> None:
        self.words.setStyleSheet(dressed(f"color: {colour};"))
        self.words.setText(words)

    def _moved(self, step: int, total: int, _what: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(step)

    def _stop(self) -> None:
        for task in self._tasks.under_way():
            task.cancel()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, GkdeskError):
            raise error
        if self._given_up:
            return
        self._settle("已停止，什么都没有改动。" if isinstance(error, Cancelled) else "")
        if not isinstance(error, Cancelled):
            say().trouble(self, error)


def restore_without_office(
    parent: QWidget | None, folder: Path, now: Callable[[], datetime]
) -> bool:
    """Ask for a backup for a folder nobody can log in to; tell whether one lies ready."""

    def stage(backup: Backup, report: Report) -> object:
        return restoring.stage(backup, folder, now(), report=report)

    return bool(RestoreDialog(parent, folder, stage).exec())


def newest_here(folder: Path) -> str:
    """Say to which state this machine's own copies lead back; each is opened before it is named.

    Drives are left alone: a bad stick may answer late, and the list looks at them anyway.
    """
    plug = "有备份的 U 盘请先插上，再按“从备份恢复”。"
    try:
        found = restoring.found_here(folder)[:_TRIED]
    except GkdeskError:
        found = []
    for one in found:
        words = f"{when(one.made_at)}的（{one.kind.label}）"
        try:
            restoring.check(one, folder)
        except (CopyDamaged, BackupTooNew):
            continue
        except GkdeskError:  # no room for the copy that is opened
            return f"本机最近的备份是{words}，还没有核对。{plug}"
        return f"本机最近一份完好的备份是{words}，可以恢复到那时。{plug}"
    return f"本机没有完好的备份。{plug}"
