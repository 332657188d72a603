"""同步包: what was sent and what came of it; a stick with a receipt is noticed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.sync.drivestate import Plugged
from gkdesk.sync.model import PackageState, ReceiptResult, SyncPackage
from gkdesk.ui.context import Context
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    header,
    label,
    line,
    notice,
    row,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from . import wizard_draft
from .drive_watch import DriveWatch

if TYPE_CHECKING:
    from gkdesk.desk import Desk

PILLS: dict[PackageState, PillOf] = {
    PackageState.WRITTEN: ("未写完", "amber", "triangle-alert"),
    PackageState.VERIFIED: ("已写入，等回执", "blue", "clock"),
    PackageState.DELIVERED: ("已接收", "green", "circle-check"),
    PackageState.RETURNED: ("有退回", "amber", "undo-2"),
    PackageState.REFUSED: ("整包未收", "red", "circle-alert"),
    PackageState.VOID: ("已作废", "slate", "x"),
}


def _outcome(package: SyncPackage) -> str:
    if not package.accepted and not package.returned:
        return ""
    return f"接收{package.accepted}，退回{package.returned}"


COLUMNS = (
    Column("编号", 110, lambda package: package.number, bold=True),
    Column("做包时间", 150, lambda package: package.made_at[:16].replace("T", " ")),
    Column("状态", 170, lambda package: package.state.label, pill=lambda p: PILLS[p.state]),
    Column("条数", 70, lambda package: str(package.row_count), right=True),
    Column("回执", 0, _outcome),
    Column("文件名", 0, lambda package: package.file_name, optional=True),
)
EMPTY = "还没有发过同步包。有已公开的信息后，在这里打包送县里。"


class Place(QWidget):
    """Room for one notice; takes none while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(gap=0)
        self.setLayout(self._layout)
        self.hide()

    def put(self, shown: QWidget | None) -> None:
        """Show this in place of what was there."""
        clear(self._layout)
        if shown is not None:
            self._layout.addWidget(shown)
        self.setVisible(shown is not None)


class HomePage(QWidget):
    """The first page of the section."""

    began = Signal()  # the wizard is wanted
    opened = Signal(str)  # a package's number

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._run = context.writing()
        self._new = button("新建同步包", "primary", "plus", on=self.began.emit, tip="Ctrl+Enter")
        self._receipt = button("导入回执", icon="inbox", on=self.read_receipt)
        self._keys = button("密钥", icon="lock", on=self.show_keys, size=14)
        self._down = button("县里发来的", icon="download", on=self.show_down, size=14)
        self._verify = button("核对 U 盘上的包", icon="usb", on=self.verify, size=14)
        self._look = button("查看", icon="eye", on=self._open_current, size=14, tip="Enter")
        # what was just done, what is not done, a receipt on a plugged drive
        self._told, self._draft, self._seen = Place(), Place(), Place()
        self.table = RowsTable(COLUMNS, "发出记录")
        self.table.opened.connect(lambda package: self.opened.emit(package.number))
        foot = row(
            label("发出记录", 15, 700), None, self._verify, self._look, margins=(18, 10, 14, 8)
        )
        self._sent = card(column(box(foot), line(), (self.table, 1), gap=0))
        self._empty = card(column(empty_page(EMPTY)))
        head = header("同步包", "送县政务公开办", self._down, self._keys, self._receipt, self._new)
        self.setLayout(
            column(
                head, self._seen, self._draft, self._told, (self._sent, 1), (self._empty, 1),
                gap=12, margins=(20, 14, 20, 14),
            )
        )  # fmt: skip
        self._run.changed.connect(self._show_draft)
        self._watch = DriveWatch(self, context)
        self._watch.came_or_went.connect(self.look_at_drives)

    def reload(self) -> None:
        packages = self._context.desk.sync.packages()
        self.table.fill(packages)
        self._sent.setVisible(bool(packages))
        self._empty.setVisible(not packages)
        if packages and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show_draft()
        self.look_at_drives()

    def primary(self) -> None:
        self._new.click()

    def look_at_drives(self) -> None:
        """Ask the plugged drives for receipts; reading them takes a moment."""

        def look(desk: Desk, _report: Report) -> list[Plugged]:
            return desk.sync.drives.plugged()

        self._context.ask_long(self, look, self._drives_seen, drives=True)

    def read_receipt(self) -> None:
        """Let the clerk choose the county's receipts."""
        paths = say().files(self, "选择县里的回执", "回执 (*.receipt.json)")
        if paths:
            self.take_receipts(paths)

    def take_receipts(self, paths: Sequence[Path | str]) -> None:
        """Take in receipts one by one; what one says does not hold up the others."""

        def take(desk: Desk, _report: Report) -> list[ReceiptResult | GkdeskError]:
            return [_taken(desk, Path(path)) for path in paths]

        self._context.do_long(self, take, self._receipts_taken)

    def _receipts_taken(self, results: Sequence[ReceiptResult | GkdeskError]) -> None:
        told, tone = [], "green"
        for result in results:
            if isinstance(result, GkdeskError):
                say().trouble(self, result)
                continue
            answer = result.receipt
            words = f"{answer.number}号：县里接收{answer.accepted}条，退回{len(answer.returned)}条"
            if answer.refused:
                words = f"{answer.number}号：县里没有接收（{'；'.join(answer.findings)}）"
            if answer.undone:
                words = f"{answer.number}号：县里撤销了这一包（{answer.undone}）"
            told.append(words + ("（此回执以前导入过）" if result.repeated else ""))
            tone = "amber" if answer.returned or answer.refused or answer.undone else tone
        if told:
            more = "。退回的已列在今日待办，改好后随下一包送" if tone == "amber" else ""
            self.tell(tone, "；".join(told) + more)
        self.reload()

    def show_down(self, number: str = "") -> None:
        """Show what the county sent: received, looked at, applied, put back."""
        from .down_dialog import DownDialog

        DownDialog(self, self._context, number).exec()

    def show_keys(self) -> None:
        """Show the keys; what is exchanged there seals the next package."""
        from .keys_dialog import KeysDialog

        KeysDialog(self, self._context).exec()
        self.reload()

    def verify(self) -> None:
        """Say which packages lie on a drive and whether they are whole."""
        from .verify_dialog import CHOOSE, VerifyDialog

        folder = say().folder(self, CHOOSE)
        if folder is not None:
            VerifyDialog(self, self._context, folder).exec()

    def tell(self, tone: str, words: str) -> None:
        """Say what was just done, until something else is."""
        icon = {"green": "circle-check", "amber": "triangle-alert", "blue": "info"}[tone]
        self._told.put(notice(tone, icon, (label(words, 15, wrap=True), 1)))

    def _open_current(self) -> None:
        package: SyncPackage | None = self.table.current()
        if package is not None:
            self.opened.emit(package.number)

    def _show_draft(self) -> None:
        """Offer to go on with what is not done."""
        self._draft.put(None)
        if self._run.running:
            words, verb = "正在后台写入 U 盘，请勿拔出", "查看"
        else:
            draft = wizard_draft.settled(self._context.desk, self._run.take())
            if not draft.begun:
                return
            words, verb = draft.words, "打印交接单" if draft.number else "继续"
        on = button(verb, "accent", on=self.began.emit, size=14)
        self._draft.put(notice("blue", "info", (label(words, 15, wrap=True), 1), on))

    def _drives_seen(self, plugged: list[Plugged]) -> None:
        self._seen.put(None)
        found = [one for drive in plugged for one in drive.contents.receipts]
        if not found:
            return
        words = "；".join(one.words for one in found[:3])
        paths = [one.path for one in found]
        take = button("导入回执", "accent", on=lambda: self.take_receipts(paths), size=14)
        text = label(f"U 盘上有县里的回执（{words}）。", 15, wrap=True)
        self._seen.put(notice("blue", "inbox", (text, 1), take))


def _taken(desk: Desk, path: Path) -> ReceiptResult | GkdeskError:
    try:
        return desk.sync.read_receipt(path)
    except GkdeskError as error:
        return error
