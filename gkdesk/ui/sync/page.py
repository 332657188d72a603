"""同步包: what would go to the county, what holds it back, what went, what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from gkdesk.base.errors import GkdeskError, Problem
from gkdesk.base.progress import Report
from gkdesk.sync.model import Choice, PackageState, SyncPackage, kind_label
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, GREEN, INK2, RED, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    clear,
    column,
    header,
    label,
    line,
    notice,
    picture,
    row,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

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
COLUMNS = (
    Column("编号", 110, lambda package: package.number, bold=True),
    Column("做包时间", 150, lambda package: package.made_at[:16].replace("T", " ")),
    Column("状态", 170, lambda package: package.state.label, pill=lambda p: PILLS[p.state]),
    Column("文件名", 0, lambda package: package.file_name),
)


class SyncPage(QWidget):
    """One page: contents and checks above, the packages sent below."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._left: set[tuple[str, str]] = set()  # rows left out of the next package
        self._write = button("写入 U 盘", "primary", "usb", on=self.write)
        self._receipt = button("导入回执", icon="inbox", on=self.read_receipt)
        self._down = button("县里发来的", icon="download", on=self.show_down, size=14)
        self._keys = button("密钥", icon="lock", on=self.show_keys, size=14)
        self._handover = button("存交接单", icon="printer", on=self.save_handover, size=14)
        self._notice = column(gap=0)
        self._contents = column(gap=6, margins=(18, 12, 18, 12))
        self._checks = column(gap=6, margins=(18, 12, 18, 12))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.table = RowsTable(COLUMNS, "发出记录")
        cards = row((card(self._contents), 1), (card(self._checks), 1), gap=12)
        foot = row(label("发出记录", 15, 700), None, self._handover, margins=(18, 10, 14, 8))
        sent = card(column(box(foot), line(), (self.table, 1), gap=0))
        head = header(
            "同步包", "送县政务公开办", self._down, self._keys, self._receipt, self._write
        )
        self.setLayout(
            column(
                head, box(self._notice), self._bar, box(cards), (sent, 1), gap=12,
                margins=(20, 14, 20, 14),
            )
        )  # fmt: skip

    def reload(self) -> None:
        """Ask what would go now and what holds it back; reading every file takes a while."""
        clear(self._contents)
        clear(self._checks)
        self._contents.addWidget(label("正在检查要送的内容……", 15, 400, INK2))
        self._write.setEnabled(False)
        self._context.ask_long(self, _look, self._show)
        packages = self._context.desk.sync.packages()
        self.table.fill(packages)
        self._handover.setEnabled(bool(packages))
        if packages and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def open(self, subject: str) -> None:
        """Show the packages; ``keys`` opens the keys too, ``down:…`` what the county sent."""
        self.reload()
        if subject.startswith("down"):
            self.show_down(subject.partition(":")[2])
        if subject == "keys":
            self.show_keys()

    def primary(self) -> None:
        self._write.click()

    def write(self) -> None:
        """Choose the drive, write in the background, read back, say when it may be pulled."""
        folder = say().folder(self, "选择 U 盘上的文件夹")
        if folder is None:
            return
        self._write.setEnabled(False)
        self._bar.show()
        left = frozenset(self._left)

        def work(desk: Desk, report: Report) -> SyncPackage:
            return desk.sync.write(folder, report, without=left)

        def progressed(step: int, total: int, what: str) -> None:
            self._bar.setMaximum(total)
            self._bar.setValue(step)
            self._context.status(what)

        self._context.do_long(self, work, self._written, progressed, self._settled)

    def read_receipt(self) -> None:
        """Take in the county's receipt from the drive."""
        paths = say().files(self, "选择县里的回执", "回执 (*.receipt.json)")
        if paths:
            self.take_receipt(paths[0])

    def take_receipt(self, path: Path) -> None:
        try:
            result = self._context.desk.sync.read_receipt(path)
        except GkdeskError as error:
            say().trouble(self, error)
            return
        self._context.refresh()
        answer = result.receipt
        words = f"{answer.number}号：县里接收{answer.accepted}条，退回{len(answer.returned)}条"
        tone = "amber" if answer.returned else "green"
        self._tell(tone, words + ("（此回执以前导入过）" if result.repeated else ""))
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

    def save_handover(self) -> None:
        """Make the paper that goes with the drive and save it."""
        package: SyncPackage | None = self.table.current()
        if package is None:
            return
        name = f"交接单 {package.number}.pdf"
        path = say().save(self, "存交接单", name, "PDF (*.pdf)")
        if path is None:
            return
        desk = self._context.desk

        def make() -> None:
            document = desk.sync.handover(package.number)
            desk.documents.save_as(document.sha256, path)

        if self._context.do(self, make):
            self._context.status(f"交接单已存：{path.name}")

    def _show(self, found: tuple[Choice, list[Problem]]) -> None:
        choice, problems = found
        self._left &= {(one.row.kind, one.row.key) for one in choice.rows}
        self._fill_contents(choice)
        self._fill_checks(choice, problems)

    def _leave_out(self, rows: frozenset[tuple[str, str]]) -> None:
        self._left |= rows
        self.reload()

    def _put_back(self) -> None:
        self._left.clear()
        self.reload()

    def _written(self, package: SyncPackage) -> None:
        self._left.clear()
        words = f"{package.number}号已写入并读回核对，可以拔出 U 盘。随盘带上交接单。"
        self._tell("green", words)

    def _settled(self) -> None:
        self._bar.hide()
        self.reload()

    def _tell(self, tone: str, words: str) -> None:
        clear(self._notice)
        icon = {"green": "circle-check", "amber": "triangle-alert"}[tone]
        self._notice.addWidget(notice(tone, icon, (label(words, 15, wrap=True), 1)))

    def _fill_contents(self, choice: Choice) -> None:
        clear(self._contents)
        going = [one.row for one in choice.rows if (one.row.kind, one.row.key) not in self._left]
        total = label(f"共 {len(going)} 项", 15, 600)
        self._contents.addWidget(box(row(label("包内内容", 15, 700), None, total)))
        for kind, count in sorted(Counter(one.kind for one in going).items()):
            words = label(f"{count} 项", 17, 600)
            self._contents.addWidget(box(row(label(kind_label(kind), 15), None, words)))
            self._contents.addWidget(line())
        if self._left:
            back = button(f"暂不放入{len(self._left)}项，放回", "link", on=self._put_back)
            self._contents.addWidget(box(row(back, None)))
        rest = f"另有{choice.unchanged}项没有变化"
        rest += f"，{len(choice.awaiting)}项已送出等回执" if choice.awaiting else ""
        self._contents.addWidget(label(rest, 14, 400, INK2, wrap=True))
        note = "依申请公开只报件数和办理结果，不带申请人信息"
        self._contents.addWidget(label(note, 14, 400, INK2, wrap=True))
        self._contents.addStretch(1)
        self._write.setEnabled(bool(going))
        self._write.setToolTip("" if going else "没有要送县里的新内容")

    def _fill_checks(self, choice: Choice, problems: Sequence[Problem]) -> None:
        clear(self._checks)
        self._checks.addWidget(label("检查结果", 15, 700))
        stopped, elsewhere = choice.stopped(problems)
        stopped = {key: found for key, found in stopped.items() if key not in self._left}
        count = len(elsewhere) + sum(map(len, stopped.values()))
        privacy = f"{count}处须处理" if count else "身份证号、手机号已逐字检查，没有发现"
        self._check(privacy, ok=not count)
        for problem in [*elsewhere, *(one for found in stopped.values() for one in found)][:4]:
            text = label(f"{problem.where}：{problem.message}", 14, 400, RED, wrap=True)
            self._checks.addWidget(text)
        if stopped:
            leave = partial(self._leave_out, frozenset(stopped))
            words = f"更正后再送；或者这{len(stopped)}项暂不放入，其余照送"
            self._checks.addWidget(box(row(button(words, "link", on=leave), None)))
        if choice.held:
            words = f"{len(choice.held)}项与已送出的对不上，没有放入"
            self._checks.addWidget(box(row(picture("triangle-alert", 18, AMBER), label(words))))
        waiting = f"上一个包还没有回执（{len(choice.awaiting)}项），可以继续"
        if choice.awaiting:
            self._checks.addWidget(
                box(row(picture("triangle-alert", 18, AMBER), (label(waiting, wrap=True), 1)))
            )
        self._check("写入后从 U 盘读回逐个核对", ok=True)
        self._fill_sealing()
        self._checks.addStretch(1)

    def _fill_sealing(self) -> None:
        keys = self._context.desk.keys
        if keys.usable_counties():
            self._check("写入时加密并签名，只有县里能打开", ok=True)
            return
        if keys.seals:
            self._write.setEnabled(False)
            self._write.setToolTip("县里的密钥已到期或作废，换好密钥再打包")
        told, verb = "还没有和县里交换密钥，同步包不加密", "交换密钥"
        if keys.seals:
            told, verb = "县里的密钥已到期或作废，换好才能打包", "换密钥"
        open_it = button(verb, "link", on=self.show_keys)
        words = label(told, 15, wrap=True)
        self._checks.addWidget(
            box(row(picture("triangle-alert", 18, AMBER), (words, 1), open_it, gap=8))
        )

    def _check(self, words: str, *, ok: bool) -> None:
        icon = picture("circle-check" if ok else "circle-alert", 18, GREEN if ok else RED, 2)
        text = label(words, 15, wrap=True)
        text.setMinimumHeight(px(24))
        self._checks.addWidget(box(row(icon, (text, 1), gap=8)))


def _look(desk: Desk, _report: Report) -> tuple[Choice, list[Problem]]:
    return desk.sync.choose(), desk.sync.check()
