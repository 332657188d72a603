"""备份与恢复: how safe the data is, a backup to a drive, the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from gkdesk.accounts.model import Role
from gkdesk.backup.model import Backup, Written
from gkdesk.base.progress import Report
from gkdesk.sync.drivestate import Plugged, sized
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, GREEN, INK2
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Task
from gkdesk.ui.widgets.basic import box, button, card, clear, column, label, line, picture, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .backup_words import drive_words, local_words, when
from .restore_dialog import RestoreDialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk

COLUMNS = (
    Column("备份时间", 200, lambda one: when(one.made_at), bold=True),
    Column("放在", 0, lambda one: one.place),
    Column("经手人", 120, lambda one: one.user),
    Column("文件", 90, lambda one: f"{one.files}个"),
    Column("大小", 100, lambda one: sized(one.size)),
)
WORDS = (
    "备份写完后从 U 盘读回核对，并且试着打开一次。个人信息和档案在备份里也是加密的，"
    "恢复以后用原来的密码登录。备份用的 U 盘请和电脑分开存放。"
)


class BackupPanel(QWidget):
    """What keeps the data safe when the disk does not."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._task: Task | None = None
        self._state = column(gap=6)
        self.back = button("查看和恢复备份", icon="rotate-ccw", on=self.restore)
        self.folder = button("备份到文件夹", icon="folder-open", on=self.write_to_folder)
        self.go = button("备份到 U 盘", "primary", "usb", on=self.write_to_drive)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.words = label("", 14, 400, INK2)
        self.stop = button("停止", icon="x", on=self._stop, size=14)
        self.running = box(row((self.bar, 1), self.words, self.stop, gap=10))
        self.running.hide()
        self.table = RowsTable(COLUMNS, "写过的备份")
        head = card(
            column(
                box(self._state),
                label(WORDS, 14, 400, INK2, wrap=True),
                self.running,
                row(self.back, None, self.folder, self.go, gap=10),
                gap=12,
                margins=(18, 14, 18, 14),
            )
        )
        title = box(row(label("写过的备份", 15, 700), None, margins=(18, 10, 14, 8)))
        below = card(column(title, line(), (self.table, 1), gap=0))
        self.setLayout(column(head, (below, 1), gap=12))

    def reload(self) -> None:
        """Show the standing and the list."""
        backups = self._context.desk.backups
        standing = backups.standing()
        clear(self._state)
        for words, well in (drive_words(standing), local_words(standing)):
            icon, colour = ("circle-check", GREEN) if well else ("triangle-alert", AMBER)
            self._state.addLayout(row(picture(icon, 18, colour, 2.1), label(words, 16, 600), None))
        self.table.fill(backups.written())

    def write_to_drive(self) -> None:
        """Look for drives, then write to the only one, or ask which."""
        self._busy("正在看插着的 U 盘……")
        self._context.ask_long(self, _plugged, self._seen, drives=True)

    def write_to_folder(self) -> None:
        """Write to a folder the clerk chooses, such as on another disk."""
        place = say().folder(self, "备份放在哪个文件夹")
        if place is not None:
            self._write(place, place.name or str(place))

    def restore(self) -> None:
        """Open the list of backups; putting one back ends in a new log-in."""
        desk = self._context.desk
        admin = desk.session.user.role is Role.ADMIN

        def stage(backup: Backup, report: Report) -> object:
            with desk.another() as other:
                return other.backups.stage(backup, report)

        dialog = RestoreDialog(
            self, desk.session.folder, stage, refused="" if admin else "须由管理员办理"
        )
        if dialog.exec():
            self._context.reopen()

    def _seen(self, plugged: list[Plugged]) -> None:
        self._settle()
        there = [one.drive for one in plugged if one.drive.root]
        drives = {one.root: one.name for one in there}
        plain = {one.root: one.label or one.name for one in there}
        if not drives:
            say().tell(self, "没有看到 U 盘。请插好 U 盘再备份，数据没有改动。")
        elif len(drives) == 1:
            [root] = drives
            self._write(Path(root), plain[root])
        else:
            asks = (Ask("drive", "写到哪个 U 盘", "choice", choices=tuple(drives.items())),)
            chosen: list[str] = []
            dialog = FormDialog(
                self, "备份到 U 盘", asks, lambda values: chosen.append(values["drive"]),
                today=self._context.desk.session.today, columns=1,
            )  # fmt: skip
            if dialog.exec():
                self._write(Path(chosen[0]), plain[chosen[0]])

    def _write(self, target: Path, name: str) -> None:
        def work(desk: Desk, report: Report) -> Written:
            return desk.backups.write(target, name, report)

        def done(made: Written) -> None:
            words = f"已备份到“{made.place}”，{made.files}个文件，写入的都已读回核对"
            self._context.status(words)
            self.reload()

        self._busy("正在备份……")
        self.stop.show()
        self._task = self._context.do_long(
            self, work, done, progressed=self._moved, settled=self._settle
        )

    def _moved(self, step: int, total: int, what: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(step)
        self.words.setText(what)

    def _busy(self, words: str) -> None:
        self.words.setText(words)
        self.bar.setRange(0, 0)
        self.stop.hide()
        self.running.show()
        for each in (self.back, self.folder, self.go):
            each.setEnabled(False)

    def _settle(self) -> None:
        self.running.hide()
        for each in (self.back, self.folder, self.go):
            each.setEnabled(True)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()


def _plugged(desk: Desk, _report: Report) -> list[Plugged]:
    return desk.sync.drives.plugged()
