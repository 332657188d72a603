"""Typing in one village's sheet: the grid, what is wrong with it, and the draft that is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.privacy import masked
from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, GREEN, INK2, INK3, RED, font, px
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Tasks
from gkdesk.ui.widgets.basic import (
    Elided,
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    label,
    notice,
    row,
)
from gkdesk.ui.widgets.problem_list import COLUMNS as PROBLEMS
from gkdesk.ui.widgets.rows_table import RowsTable
from gkdesk.village.entrycell import Cell, hint
from gkdesk.village.entrycheck import Balance, Found, balance, examine, placed, snapshot
from gkdesk.village.entrypaste import Plan
from gkdesk.village.entrysheet import Opened, Saved

from . import entry_lines
from .entry_draft import DraftKeeper
from .entry_head import HeadStrip
from .entry_model import EntryModel
from .entry_paste import PasteDialog
from .entry_sums import SumBar
from .entry_view import EntryView, matches

CHECK_MS = 250  # after the last change
LONG = 1200  # cells from which on the rules are looked at beside the window's thread
UNFILLED = ("未填", "slate", "circle")
_PILL = PROBLEMS[0].pill or (lambda _one: None)
MOST_TOLD, LINES = 200, 3
COLUMNS = (
    replace(PROBLEMS[0], pill=lambda one: UNFILLED if one.missing else _PILL(one)),
    replace(PROBLEMS[1], width=220),
    PROBLEMS[2],
)
_RARE = ("带过来", "粘贴", "删除", "核对")  # behind 更多 in a narrow window
KEYS = "F2 改格　Enter 下　Tab 右　Ctrl+D 向下填充　Ctrl+V 粘贴　Alt+↓ 选择　F9 核对"


class EntryDialog(QDialog):
    """One sheet as a grid. Leaving it loses nothing: the draft stays until it is stored."""

    def __init__(self, parent: QWidget, context: Context, opened: Opened, at: str = "") -> None:
        super().__init__(parent)
        self._context, self.opened = context, opened
        self._today = context.desk.session.today
        self.found: list[Found] = []
        self.saved: Saved | None = None
        self._asked = 0  # examinations begun; only the last one's answer counts
        self._checker = Tasks(self)
        self.view = EntryView(opened.grid, self._today, self._ask_paste)
        self.head = HeadStrip(
            self.model, self._today, correcting=lambda: opened.correcting
        )  # fmt: skip
        title = f"{opened.village.name}　{opened.period.label}　{opened.form.name}"
        self.setWindowTitle(f"录入：{title} — 政务公开工作台")
        self._notice = column(gap=6)
        self._build(parent, title)
        self._connect()
        self._begin()
        if at:
            QTimer.singleShot(0, partial(self.go_to_origin, at))

    @property
    def model(self) -> EntryModel:
        return self.view.entry

    # building

    def _build(self, parent: QWidget, title: str) -> None:
        self._kept = label("", 13, 400, INK3)
        self._buttons = self._tools()
        name = Elided(title, 20, 700)
        top = row((name, 1), self._kept, *self._buttons.values(), self._more(), gap=8)
        self.place = label("", 14, 700)
        self.told = Elided("", 14, 400, INK2)
        self.search = QLineEdit()
        self.search.setFont(font(14))
        self.search.setPlaceholderText("查找，Enter 下一处")
        self.search.setAccessibleName("在表里查找")
        self.search.setFixedWidth(px(220))
        self.search.hide()
        bar = row(self.place, (self.told, 1), self.search, gap=10)
        self.sums = SumBar(self.view)
        table = card(column((self.view, 1), self.sums, gap=0, margins=(1, 1, 1, 1)))
        self.balance = label("", 15, 600)
        self.balance.hide()
        self.list = RowsTable(COLUMNS, "核对的结果")
        self.list.verticalHeader().setDefaultSectionSize(px(34))
        self.list.horizontalHeader().hide()
        self.list.hide()
        self.count = label("", 14, 600, INK2)
        body = column(
            box(top), box(self._notice), self.head, box(bar), (table, 1),
            box(row(self.balance, None, self.count)), self.list,
            gap=6, margins=(20, 10, 20, 8),
        )  # fmt: skip
        self.go = button(
            "保存", "primary", "check", on=self.save, tip="保存为正式的一版（Ctrl+Enter）"
        )
        stay = button("先放着", on=self.reject, tip="关上，草稿留着")
        keys = Elided(KEYS, 13, 400, INK3)
        self.setLayout(column((box(body), 1), action_bar((keys, 1), stay, self.go), gap=0))
        whole: Any = self.findChildren(QPushButton)  # the stubs lose the type
        for one in whole:
            one.setAutoDefault(False)
        self.resize(parent.window().size())

    def _tools(self) -> dict[str, QPushButton]:
        acts = (
            ("撤销", "undo-2", self.model.undo.undo, "撤销（Ctrl+Z）"),
            ("带过来", "history", self.bring, "把上期的名单或项目带过来，不带金额"),
            ("粘贴", "clipboard-list", self.view.paste, "粘贴（Ctrl+V）"),
            ("插入", "plus", self.insert, "插入（Ctrl+Shift+=）"),
            ("删除", "trash-2", self.remove, "删除（Ctrl+Shift+-）"),
            ("核对", "list-checks", self.check_now, "重新核对（F9）"),
        )
        return {words: button(words, icon=icon, on=on, tip=tip) for words, icon, on, tip in acts}

    def _more(self) -> QPushButton:
        """Hide what a narrow window has no room for behind 更多."""
        made = button("更多", icon="ellipsis")
        wide = self._context.wide()
        # what is shown before it has a parent is a window of its own for a moment
        hidden = [made] if wide else [self._buttons[words] for words in _RARE]
        for one in hidden:
            one.hide()
        menu = QMenu(made)
        menu.setFont(font(15))
        for words in _RARE:
            menu.addAction(words).triggered.connect(self._buttons[words].click)
        made.setMenu(menu)
        return made

    def _connect(self) -> None:
        self._check = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._check.timeout.connect(partial(self.check_now, typing=True))
        self.draft = DraftKeeper(self, self._context, self.opened, self.head.reason.text)
        self.draft.kept.connect(lambda at: self._kept.setText(f"草稿已存 {at}"))
        self.draft.refused.connect(self._say)
        self.view.edited.connect(self._edited)
        self.head.changed.connect(self.draft.soon)
        self.view.refused.connect(self._say)
        self.view.find_asked.connect(self._find)
        self.search.returnPressed.connect(self._find_next)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.model.modelReset.connect(self._laid)
        self.list.clicked.connect(self._chosen)
        self.list.opened.connect(self._go_found)
        for keys, act in (
            ("F9", self.check_now), ("Ctrl+S", self.reassure), ("Ctrl+Return", self.save),
            ("Ctrl+Shift+=", self.insert), ("Ctrl+Shift++", self.insert),
            ("Ctrl+Shift+-", self.remove), ("Ctrl+Shift+_", self.remove),
            ("F3", self._find_next), ("Ctrl+Tab", self.go.setFocus), ("F6", self._next_pane),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _begin(self) -> None:
        """Put in what was typed the last time, and say what else there is."""
        draft = self.draft.load()
        resumed = bool(draft) and self.opened.grid.take_json(draft["doc"])
        if resumed:
            self.model.laid_anew(lambda: None)
            self.head.reason.setText(draft.get("reason", ""))
            words = f"上次填的还在（{draft.get('at', '')}），可以接着填"
            mine = self.opened.sheet.uid if self.opened.sheet else ""
            if draft.get("base", "") != mine and self.opened.sheet is not None:
                words += f"；其间存了第{self.opened.sheet.version}版，请对照后再保存"
            again = button("不要了，重新填", "link", on=self._anew, size=14)
            self._notice.addWidget(notice("blue", "file-pen", label(words, 14), None, again))
        elif draft:
            words = "上次的草稿是按旧的表式填的，没有放进来；要看请找技术人员。"
            self._notice.addWidget(notice("amber", "triangle-alert", label(words, 14), None))
        self._offer()
        if self.opened.correcting:
            words = "这张表已经张贴，保存后成为更正的一版，请写明原因；原来的一版留在账上"
            self._notice.addWidget(
                notice("amber", "triangle-alert", (label(words, 14, wrap=True), 1))
            )
        self.head.refit(self.width() - px(40))
        first = next((c for c in self.opened.grid.cells() if self.opened.grid.place(c)), None)
        if first is not None:
            self.view.go_to(first)
        self.check_now()

    def _offer(self) -> None:
        """Offer what the period before hands on."""
        brought = self._context.desk.village.entry.brought(self.opened)
        self._buttons["带过来"].setEnabled(not brought.empty)
        if brought.empty or not self.opened.grid.blank:
            return
        told = [
            f"结余 {Cell(column=cell.column, text=state.text).shown()} 元（作{cell.column.label}）"
            for cell, state in brought.puts
            if cell.column
        ]
        what = f"{len(brought.records)}行名单" if brought.records else ""
        what = what or (f"{len(brought.lines)}个自列项目" if brought.lines else "")
        words = "、".join(part for part in (what, *told) if part)
        before = self.opened.period.previous().label
        text = label(f"{before}有{words}，可以带过来（不带其他金额）", 14)
        self._notice.addWidget(
            notice("blue", "history", text, None, button("带过来", "link", on=self.bring, size=14))
        )

    def _anew(self) -> None:
        """Forget the draft and open the stored version once more."""
        opened = self.opened
        self.draft.drop()
        fresh = self._context.desk.village.entry.open(opened.form.id, opened.village, opened.period)
        self.model.undo.clear()
        opened.grid.take_json(fresh.grid.as_json())
        self.model.laid_anew(lambda: None)
        clear(self._notice)
        self._kept.setText("")
        self.check_now()

    # changes

    def _edited(self) -> None:
        self.draft.soon()
        self._check.start()
        self._buttons["撤销"].setEnabled(self.model.undo.canUndo())
        self._show_place()

    def reassure(self) -> None:
        """Keep the draft at once and say so."""
        self.draft.now()
        self._say("草稿已经保存，随时可以接着填。填好后按“保存”存成正式的一版")

    def insert(self) -> None:
        """Put lines in before the cursor."""
        self._guarded(lambda: entry_lines.insert(self.view))

    def remove(self) -> None:
        """Take the selected lines out; Ctrl+Z brings them back."""
        self._guarded(lambda: entry_lines.remove(self.view))

    def bring(self) -> None:
        """Bring what the period before offers, as one step."""
        brought = self._context.desk.village.entry.brought(self.opened)
        if not brought.empty:
            clear(self._notice)
        self._guarded(lambda: entry_lines.bring(self.view, brought))

    def _guarded(self, work: Callable[[], str]) -> None:
        """Do something to the lines and say what comes of it."""
        try:
            self._say(work())
        except GkdeskError as error:
            self._say(str(error))

    def _ask_paste(self, plan: Plan) -> bool:
        return PasteDialog(self, plan).exec() == QDialog.DialogCode.Accepted

    # findings

    def check_now(self, *, typing: bool = False) -> None:
        """Look at everything typed; a long sheet beside the window's thread.

        While somebody is typing, what is still empty in the row under the cursor is not told.
        """
        self._check.stop()
        self._asked += 1
        serial, opened = self._asked, self.opened
        snap = snapshot(opened.grid)

        def work(_report: Report) -> tuple[list[Found], Balance]:
            return examine(snap, opened.period, opened.previous), balance(snap, opened.period)

        def done(answer: tuple[list[Found], Balance]) -> None:
            if serial == self._asked:
                self._show(*answer, typing=typing)

        def failed(error: Exception) -> None:
            raise error

        if opened.grid.height * opened.grid.width < LONG:
            done(work(lambda *_: None))
        else:
            self._checker.start(work, done=done, failed=failed)

    def _check_at_once(self) -> None:
        """Look at what is about to be stored; nothing typed a moment ago may be left out."""
        self._check.stop()
        self._asked += 1
        snap, opened = snapshot(self.opened.grid), self.opened
        self._show(examine(snap, opened.period, opened.previous), balance(snap, opened.period))

    def _show(self, found: list[Found], told: Balance, *, typing: bool = False) -> None:
        if self.opened.grid.blank:
            found = [one for one in found if not one.blocking]
        if typing:
            found = [one for one in found if not (one.missing and self._here(one))]
        self.found = placed(self.opened.grid, found)
        self.model.mark(self.found)
        self.count.setText("" if self.opened.grid.blank else _counted(self.found))
        self.list.blockSignals(True)
        self.list.fill(self.found[:MOST_TOLD])
        self.list.blockSignals(False)
        self.list.setVisible(bool(self.found))
        most = LINES if self._context.wide() else LINES - 1
        self.list.setFixedHeight(px(34) * min(most, len(self.found)) + 2)
        self.balance.setVisible(told.ok is not None)
        self.balance.setText(told.words)
        _ink(self.balance, GREEN if told.ok else RED)
        self._show_place()

    def _here(self, one: Found) -> bool:
        """Tell whether a finding is about the row, or the record, under the cursor."""
        grid, index = self.opened.grid, self.view.currentIndex()
        cell = grid.at_spot(one.spot)
        place = grid.place(cell) if cell else None
        if place is None:
            return False
        return place[1] == index.column() if self.view.wraps else place[0] == index.row()

    def _chosen(self, index: QModelIndex) -> None:
        self._go_found(self.list.rows.row(index.row()))

    def _go_found(self, one: Found) -> None:
        cell = self.opened.grid.at_spot(one.spot)
        if cell is not None:
            self._go(cell)

    def _go(self, cell: Cell) -> None:
        if not self.view.go_to(cell):
            self.head.go_to(cell)

    def go_to_origin(self, address: str) -> None:
        """Go to the cell whose value came from a cell of the sheet's workbook."""
        told = [cell for cell, _words in self.opened.grid.told if cell.origin == address]
        cell = self.opened.grid.from_workbook(address) or next(iter(told), None)
        if cell is not None:
            self._go(cell)

    def _moved(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_place()

    def _show_place(self) -> None:
        index, cell = self.view.currentIndex(), self.view.current()
        if cell is None:
            return
        self.place.setText(self.opened.grid.name_of(index.row(), index.column()))
        told, found = self.model.told(cell), self.model.mark_of(cell)
        soft = found is not None and (found.missing or not found.blocking)
        _ink(self.told, (AMBER if soft else RED) if told else INK2)
        self.told.say(told or (hint(cell.column) if cell.column and cell.typed else ""))

    def _laid(self) -> None:
        self.model.mark(())
        self._check.start()

    def _say(self, words: str) -> None:
        _ink(self.told, INK2)
        self.told.say(words)

    def _find(self) -> None:
        self.search.show()
        self.search.setFocus()
        self.search.selectAll()

    def _find_next(self) -> None:
        hits: Sequence[tuple[int, int]] = matches(self.opened.grid, self.search.text())
        if not hits:
            words = masked(self.search.text())
            self._say(f"没有找到“{words}”" if words else "请写要找的字")
            return
        index = self.view.currentIndex()
        after = [hit for hit in hits if hit > (index.row(), index.column())]
        self.view.go(*(after or hits)[0])

    def _next_pane(self) -> None:
        if self.view.hasFocus() and self.list.isVisible():
            self.list.setFocus()
        elif self.view.hasFocus() or self.list.hasFocus():
            self.go.setFocus()
        else:
            self.view.setFocus()

    # the end

    def save(self) -> None:
        """Store what was typed; refused, everything stays as it is."""
        self.view.setFocus()  # an open editor or field hands its text over
        reason = self.head.reason.text() if self.opened.correcting else ""
        entry = self._context.desk.village.entry
        self._check_at_once()
        blocking = [one for one in self.found if one.blocking]
        if blocking and not self.opened.grid.faults():
            words = f"还有{len(blocking)}处须更正，先存为“有问题”吗？"
            more = "改好之前不能打印和张贴；也可以先放着，草稿会留着。"
            if not say().ask(self, words, yes="存为有问题", no="回去改", more=more):
                return
        try:
            entry.checked(self.opened, reason)
        except GkdeskError as error:
            self._refused(error)
            return
        opened = self.opened
        self.setEnabled(False)
        self._say("正在保存……")
        self._context.do_long(
            self,
            lambda desk, _report: desk.village.entry.save(opened, reason),
            self._stored,
            settled=lambda: self.setEnabled(True),
        )

    def _stored(self, saved: Saved) -> None:
        self.saved = saved
        self.draft.drop()
        self._context.status(_told(self.opened, saved))
        self.accept()

    def _refused(self, error: GkdeskError) -> None:
        self.draft.now()
        say().trouble(self, error)
        faults = self.opened.grid.faults()
        if faults:
            self._go(faults[0])
        elif getattr(error, "field", "") == "reason":
            self.head.reason.setFocus()

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        self.view.setFocus()
        if self.model.undo.canUndo() or self.draft.waiting:
            self.draft.now()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.search.hide()
            self.view.setFocus()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.draft.settle()
        self._checker.stop()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.refit(self.width() - px(40))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.draft.settle()
        super().changeEvent(event)


def _counted(found: Sequence[Found]) -> str:
    """Return how many findings there are of each kind."""
    empty = sum(one.blocking and one.missing for one in found)
    wrong = sum(one.blocking for one in found) - empty
    counts = ((wrong, "须更正"), (empty, "未填"), (len(found) - wrong - empty, "提示"))
    words = "，".join(f"{count}处{kind}" for count, kind in counts if count)
    more = f"（列出前{MOST_TOLD}处）" if len(found) > MOST_TOLD else ""
    return f"{words or '没有发现问题'}{more}"


def _ink(words: QLabel, colour: str) -> None:
    """Colour a label; polishing is dear, so only when the colour is another one."""
    if words.property("ink") != colour:
        words.setProperty("ink", colour)
        words.style().unpolish(words)
        words.style().polish(words)


def _told(opened: Opened, saved: Saved) -> str:
    if not saved.uid:
        return f"{opened.village.name}的{opened.form.name}没有变化，没有存新的一版"
    state = f"有{saved.blocking}处须更正" if saved.blocking else "已核对"
    return f"{opened.village.name}的{opened.form.name}已存为第{saved.version}版，{state}"
