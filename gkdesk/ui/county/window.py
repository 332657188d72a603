"""县级接收: the towns, their packages, and taking the next one in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QProgressBar, QStackedWidget, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.sync import inspection
from gkdesk.sync.county import County
from gkdesk.sync.countybook import Town
from gkdesk.sync.countykeys import CountyKeys
from gkdesk.sync.countymodel import Kept
from gkdesk.sync.countysend import Sending
from gkdesk.sync.countysent import SentPackage
from gkdesk.sync.model import SEALED_ENDING, Receipt, kind_label
from gkdesk.ui.look import INK2, style_sheet
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Tasks
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    card_head,
    clear,
    column,
    header,
    label,
    line,
    notice,
    row,
)
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .conflicts import ConflictsDialog
from .inbox import Inbox
from .keys import CountyKeysDialog
from .password import unlock
from .receive_page import ReceivePage
from .send_page import SendPage
from .sent_page import SentPage, taken, told_of

_LEAST = (1024, 620)
_EMPTY = (
    "还没有收到过同步包。插上乡镇送来的 U 盘，点右上角“接收”。"
    "第一次请先在“密钥”里与各乡镇交换密钥。"
)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows."""

    towns: list[Town]
    packages: list[Kept]
    conflicts: int


def _silence(one: Town) -> PillOf:
    if one.silent:
        return f"{one.silent_days}天没有报送", "amber", "triangle-alert"
    return ("今天" if not one.silent_days else f"{one.silent_days}天前"), "slate", "clock"


def _stands(one: Kept) -> PillOf:
    return ("已接收", "green", "circle-check") if one.standing else ("已撤销", "slate", "undo-2")


def _held(one: Town) -> str:
    return "，".join(f"{kind_label(kind)}{count}" for kind, count in one.counts.items())


TOWNS = (
    Column("单位", 0, lambda one: one.name, bold=True, key=lambda one: one.name),
    Column("最近一包", 110, lambda one: one.last_number or "—", key=lambda one: one.last_at),
    Column("报送", 160, lambda one: _silence(one)[0], pill=_silence,
           key=lambda one: one.silent_days),
    Column("包数", 70, lambda one: str(one.packages), right=True, key=lambda one: one.packages),
    Column("现有", 200, _held, optional=True),
)  # fmt: skip
PACKAGES = (
    Column("编号", 105, lambda one: one.number, bold=True),
    Column("日期", 0, lambda one: one.at[:10]),
    Column(
        "状态",
        115,
        lambda one: "：".join(filter(None, (_stands(one)[0], one.reason))),
        pill=_stands,
    ),
)


class CountyWindow(QWidget):
    """One inbox on the screen."""

    def __init__(
        self, folder: Path, now: Callable[[], datetime], own: CountyKeys | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("root")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(style_sheet())
        self.setMinimumSize(*_LEAST)
        self.tasks = Tasks(self)
        self.inbox = Inbox(folder, now, self.tasks, own or CountyKeys(folder, now=now))
        with County.open(folder, now=now) as county:
            self.name = county.name
        self.setWindowTitle(f"县级接收 — {self.name} — 政务公开工作台")
        self._packages: list[Kept] = []
        self._late: Callable[[], None] | None = None  # what a drive answered while a page was open
        self.stack = QStackedWidget()
        self.stack.addWidget(self._overview())
        self.setLayout(column((self.stack, 1), gap=0))
        for keys, act in (("Ctrl+Return", self._primary), ("Alt+Left", self._leave)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.receive.setFocus()
        self.reload()

    def _overview(self) -> QWidget:
        self.receive = button("接收", "primary", "inbox", on=self.choose, tip="Ctrl+Enter")
        self.keys = button("密钥", icon="lock", on=self.show_keys, size=14)
        self.send = button("下发", icon="send", on=self.show_sent, size=14)
        self.conflicts = button("冲突", icon="scale", on=self.show_conflicts, size=14)
        self.export = button("导出工作簿", icon="file-spreadsheet", on=self.save_book, size=14)
        self.undo = button("撤销最近一包", icon="undo-2", on=self.undo_newest, size=14)
        self.again = button("补写回执", icon="save", on=self.write_again, size=14)
        self.towns = RowsTable(TOWNS, "单位")
        self.towns.picked.connect(lambda _one: self._show_packages())
        self.packages = RowsTable(PACKAGES, "收到的包")
        self.packages.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.packages.picked.connect(lambda _one: self._offer_receipt())
        self._empty = label(_EMPTY, 15, 400, INK2, wrap=True)
        self._notice = column(gap=0)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        left = column(
            card_head("各单位"), line(),
            (self.towns, 1), gap=0,
        )  # fmt: skip
        right = column(
            card_head("收到的包", self.again, self.undo), line(),
            (self.packages, 1), gap=0,
        )  # fmt: skip
        head = header(
            "县级接收", self.name, self.export, self.send, self.conflicts, self.keys, self.receive
        )
        return box(
            column(
                head, box(self._notice), self._bar, self._empty,
                (box(row((card(left), 5), (card(right), 3), gap=12)), 1), gap=12,
                margins=(20, 14, 20, 14),
            )
        )  # fmt: skip

    def reload(self) -> None:
        """Ask for everything the first page shows."""

        def work(county: County, _report: Report) -> Overview:
            book = county.book
            return Overview(book.towns(), book.packages(), len(county.conflicts.open()))

        self.inbox.run(self, work, self._fill)

    def choose(self) -> None:
        """Choose the drive; the package on it is shown before it is taken."""
        folder = say().folder(self, "选择乡镇送来的 U 盘")
        if folder is None:
            return

        def work(sending: Sending, _report: Report) -> tuple[int, int, list[Path]]:
            packages = inspection.packages_at(folder)
            return (*taken(sending, folder), packages)

        def done(found: tuple[int, int, list[Path]]) -> None:
            read, new, packages = found
            if read:
                self._tell("green", "clipboard-check", told_of(read, new))
            if packages or not read:
                self._show_one_of(folder, packages)

        def failed(error: GkdeskError) -> None:
            say().trouble(self, error)  # an answer that is not in order holds up no package
            self.look_at(folder)

        self._begin()
        self.inbox.sending(self, work, done, settled=self._bar.hide, failed=failed)

    def look_at(self, folder: Path) -> None:
        """Show the package in a folder; with several, ask which one."""
        self._begin()
        self.inbox.plain(
            self, lambda _report: inspection.packages_at(folder),
            partial(self._show_one_of, folder), settled=self._bar.hide,
        )  # fmt: skip

    def _show_one_of(self, folder: Path, found: list[Path]) -> None:
        if self.stack.currentIndex() > 0:
            # a slow drive; what was opened meanwhile is not covered, and nothing is forgotten
            self._late = partial(self._show_one_of, folder, found)
            return
        if not found:
            say().trouble(self, inspection.NoPackage(path=folder.name or str(folder)))
            return
        package = found[0] if len(found) == 1 else self._which(found)
        if package is None:
            return
        if package.name.endswith(SEALED_ENDING) and not unlock(self, self.inbox):
            return
        page = ReceivePage(self.inbox, package, self.show_towns)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def show_towns(self) -> None:
        """Go back to the first page."""
        self._close_page()
        self.reload()
        self.receive.setFocus()
        late, self._late = self._late, None
        if late is not None:
            late()

    def show_sent(self) -> SentPage:
        """Show what was sent to the offices."""
        self._close_page()
        page = SentPage(self.inbox, self.show_towns, self.show_send, self.name)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.new.setFocus()
        return page

    def show_send(self) -> None:
        """Make the next package for the offices."""

        def back() -> None:
            self.show_sent()

        def sent(package: SentPackage) -> None:
            self.show_sent().written(package)

        def unsettled(error: GkdeskError) -> None:
            self.show_sent().told(error)

        self._close_page()
        page = SendPage(self.inbox, back, sent, unsettled)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _close_page(self) -> None:
        """Close what lies over the first page."""
        page = self.stack.currentWidget()
        if page is not None and self.stack.currentIndex() > 0:
            self.stack.removeWidget(page)
            page.deleteLater()

    def show_keys(self) -> None:
        """Show the county's keys and the offices'."""
        try:
            dialog = CountyKeysDialog(self, self.inbox)
        except GkdeskError as error:
            say().trouble(self, error)
            return
        dialog.exec()

    def show_conflicts(self) -> None:
        """Show what was not taken and waits for a decision."""
        ConflictsDialog(self, self.inbox, self.reload).exec()

    def save_book(self) -> None:
        """Save everything received as a workbook."""
        day = self.inbox.now().date().isoformat()
        path = say().save(self, "导出工作簿", f"{self.name}收到的内容{day}.xlsx", "工作簿 (*.xlsx)")
        if path is None:
            return

        def work(county: County, _report: Report) -> int:
            return county.book.export(path)

        def done(rows: int) -> None:
            self._tell("green", "circle-check", f"已写出{rows}条：{path.name}")

        self._begin()
        self.inbox.run(self, work, done, settled=self._bar.hide)

    def undo_newest(self) -> None:
        """Undo the chosen town's newest package: why, then which drive takes the receipt back."""
        one = self._newest()
        if one is None or (one.statement and not unlock(self, self.inbox)):
            return
        why: list[str] = []

        def take(values: Mapping[str, str]) -> None:
            why.append(County.check_reason(values.get("reason", "")))

        ask = Ask("reason", "原因", "longtext", hint="如：镇里拿错了 U 盘")
        hint = (
            f"{one.town_name}的{one.number}号包，撤销后恢复到接收它之前。"
            "接着请选要带回镇里的 U 盘，撤销回执写在上面；不选就只留在收件箱里。"
        )
        today = self.inbox.now().date()
        dialog = FormDialog(
            self, "撤销最近一包", (ask,), take, today=today, hint=hint, columns=1, verb="撤销这一包"
        )
        if not dialog.exec():
            return
        to, pairs = say().folder(self, "撤销回执写到哪个 U 盘"), self.inbox.pairs

        def work(county: County, _report: Report) -> Receipt:
            return county.undo(one.town, one.number, why[-1], to=to, pairs=pairs)

        self._begin()
        self.inbox.run(self, work, self._undone, settled=self._bar.hide)

    def write_again(self) -> None:
        """Write the chosen package's receipt once more: its drive was lost on the way back."""
        one: Kept | None = self.packages.current() if self.packages.shown() else None
        if one is None or (one.statement and not unlock(self, self.inbox)):
            return
        to, pairs = say().folder(self, f"{one.number}号包的回执写到哪个 U 盘"), self.inbox.pairs
        if to is None:
            return

        def work(county: County, _report: Report) -> Receipt:
            return county.receipt(one.town, one.number, to, pairs=pairs)

        def done(answer: Receipt) -> None:
            if not any(Path(path).is_relative_to(to) for path in answer.paths):
                self._tell("amber", "triangle-alert", "；".join(answer.remarks))
                return
            what = "撤销回执" if answer.undone else "回执"
            words = f"{answer.number}号包的{what}已补写到 U 盘，请带回镇里导入。"
            self._tell("green", "circle-check", f"{words}收件箱里的内容没有改动。")

        self._begin()
        self.inbox.run(self, work, done, settled=self._bar.hide)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for what is under way: a package is taken or written whole or not at all."""
        page = self.stack.currentWidget()
        words = "正在写入 U 盘。停止写入不影响收件箱，U 盘上没写完的会清除。"
        if isinstance(page, SendPage) and page.writing and not say().ask(
            self, words, yes="停止写入并退出", no="等写完再退出"
        ):  # fmt: skip
            event.ignore()
            return
        self.tasks.stop()
        super().closeEvent(event)

    def _undone(self, answer: Receipt) -> None:
        where = "撤销回执已写好，请带回镇里导入。" if len(answer.paths) > 1 else (
            "撤销回执在收件箱里，请拷到 U 盘带回镇里。"
        )  # fmt: skip
        self._tell("green", "undo-2", f"已撤销{answer.number}号包。{where}")
        for remark in answer.remarks:
            say().tell(self, remark)
        self.reload()

    def _fill(self, found: Overview) -> None:
        self._packages = found.packages
        self.towns.fill(found.towns)
        self._empty.setVisible(not found.towns)
        count = f"\u2002冲突 {found.conflicts}" if found.conflicts else "\u2002冲突"
        self.conflicts.setText(count)
        self.conflicts.setAccessibleName(count.strip())
        self.export.setEnabled(bool(found.towns))
        if found.towns and not self.towns.currentIndex().isValid():
            self.towns.selectRow(0)
        self._show_packages()

    def _show_packages(self) -> None:
        town: Town | None = self.towns.current() if self.towns.shown() else None
        code = town.code if town else ""
        mine = [one for one in self._packages if one.town == code]
        self.packages.fill(mine, faint=lambda one: not one.standing)
        self.undo.setEnabled(self._newest() is not None)
        if mine and not self.packages.currentIndex().isValid():
            self.packages.selectRow(0)
        self._offer_receipt()

    def _offer_receipt(self) -> None:
        self.again.setEnabled(bool(self.packages.shown()) and self.packages.current() is not None)

    def _newest(self) -> Kept | None:
        return next((one for one in self.packages.shown() if one.standing), None)

    def _which(self, found: list[Path]) -> Path | None:
        """Ask which of several packages."""
        chosen: list[Path] = []
        choices = tuple((one.name, one.name) for one in found)
        ask = Ask("which", "包", "choice", choices=choices)

        def take(values: Mapping[str, str]) -> None:
            chosen.append(found[0].with_name(values.get("which") or found[0].name))

        hint = "编号小的先接收。"
        today = self.inbox.now().date()
        dialog = FormDialog(
            self, f"这里有{len(found)}个同步包，先看哪一个", (ask,), take, today=today, hint=hint,
            columns=1, verb="看这一个",
        )  # fmt: skip
        return chosen[-1] if dialog.exec() and chosen else None

    def _primary(self) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, SentPage | SendPage):
            page.primary()
        elif not isinstance(page, ReceivePage):
            self.choose()
        elif page.go.isVisible():
            page.receive()
        else:
            page.leave()

    def _leave(self) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, ReceivePage | SendPage):
            page.leave()
        elif isinstance(page, SentPage):
            self.show_towns()

    def _begin(self) -> None:
        self._bar.setMaximum(0)
        self._bar.show()

    def _tell(self, tone: str, icon: str, words: str) -> None:
        clear(self._notice)
        self._notice.addWidget(notice(tone, icon, (label(words, 15, wrap=True), 1)))
