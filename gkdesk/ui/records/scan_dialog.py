"""隐私检查: every hit of one record, what is decided of it, and the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QScrollArea, QWidget

from gkdesk.base.progress import Report
from gkdesk.base.scanning import Kind, Severity
from gkdesk.records.model import File, Record, State
from gkdesk.records.scanmodel import Choice, Judged
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    empty_page,
    fact,
    label,
    notice,
    open_at,
    row,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .mask_copy import put_copy, save_copy

if TYPE_CHECKING:
    from gkdesk.desk import Desk

_KINDS = "可检查的文件 (*.docx *.xlsx *.xls *.pdf *.csv *.txt *.zip *.ofd);;所有文件 (*)"
NOT_NOW = "已经送审，不能替换附件。退回后再替换"


def _pill(one: Judged) -> PillOf:
    if not one.open:
        return ("可公开", "green", "circle-check")
    if one.hit.severity is Severity.BLOCK:
        return ("负责人决定", "red", "shield-alert")
    return ("须核对", "amber", "clock")


def _decided(one: Judged) -> str:
    return one.decision.choice.label if one.decision else "—"


COLUMNS = (
    Column("要求", 128, lambda one: _pill(one)[0], pill=_pill),
    Column("类别", 128, lambda one: one.hit.kind.label, bold=True),
    Column("位置", 0, lambda one: one.hit.where),
    Column("决定", 96, _decided, optional=True),
)


class ScanDialog(QDialog):
    """Hits on the left, the chosen one with its decision on the right."""

    def __init__(self, parent: QWidget, context: Context, record: Record) -> None:
        super().__init__(parent)
        self._context, self._uid = context, record.uid
        self._judged: list[Judged] = []
        self._not_scanned: list[str] = []
        self.setWindowTitle("隐私检查 — 政务公开工作台")
        self._summary = label("", 14, 400, INK2, wrap=True)
        self.table = RowsTable(COLUMNS, "检查出的各处")
        self.table.picked.connect(self._show)
        self._side = column(gap=6, margins=(16, 12, 16, 12))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._inner = box(self._side)
        scroll.setWidget(self._inner)
        self.reason = QLineEdit()
        self.reason.setFont(font(15))
        self.reason.setAccessibleName("可以公开的理由")
        self.reason.setPlaceholderText("确认可公开时须写理由")
        self.same = QCheckBox("同一类别的都这样决定")
        self.same.setFont(font(14))
        self.cover = button("遮盖", "primary", on=lambda: self.decide(Choice.MASK))
        self.delete = button("删去", on=lambda: self.decide(Choice.DELETE))
        self.release = button("确认可公开", on=lambda: self.decide(Choice.RELEASE))
        choices = row(self.cover, self.delete, self.release, None, gap=8)
        self.copy = button("存遮盖后的副本…", on=self.save_copy, size=14)
        self.swap = button("用遮盖后的副本替换附件", on=self.put_copy, size=14)
        self.phone = button("这是办公电话，以后不再提示", "link", "check", on=self.allow, size=14)
        self._of_file = box(row(self.copy, self.swap, None, gap=8))
        judge = column(
            self.reason, self.same, choices, self._of_file, self.phone,
            gap=8, margins=(16, 4, 16, 12),
        )  # fmt: skip
        side = card(column((scroll, 1), judge, gap=0))
        side.setFixedWidth(px(400))
        self._lists = row((card(column((self.table, 1), gap=0)), 1), side, gap=12)
        self.add_files = button("检查附件…", icon="plus", on=self.choose_files)
        self.keep = button("保存检查证明", "accent", "check", on=self.save)
        foot = action_bar(
            label("F8 下一处　Shift+F8 上一处", 13, 400, INK2), None,
            self.add_files, self.keep, button("关闭", on=self.reject),
        )  # fmt: skip
        inner = column(
            label(f"隐私检查　{record.number}", 20, 700),
            self._summary,
            (box(self._lists), 1),
            gap=10,
            margins=(20, 14, 20, 10),
        )
        self.setLayout(column((box(inner), 1), foot, gap=0))
        for keys, step in (("F8", 1), ("Shift+F8", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(
                lambda step=step: self.move_on(step)
            )
        open_at(self, 1180, 640)
        self.reload()

    def reload(self) -> None:
        """Scan again and keep the place."""
        privacy = self._context.desk.records.privacy
        self._judged = privacy.judged(self._uid)
        certificate = privacy.certificate(self._uid)
        self._not_scanned = [
            f"{one['file']}：{left['where']}，{left['why']}"
            for one in (certificate.scanned if certificate else ())
            for left in one["not_scanned"]
        ]
        self.table.fill(self._judged, faint=lambda one: not one.open)
        if self._judged and self.table.current() is None:
            self.table.selectRow(0)
        still = sum(bool(one.open) for one in self._judged)
        words = f"共{len(self._judged)}处，{still}处还没有处理好" if self._judged else "没有发现"
        when = (
            f"；检查证明存于{certificate.at:%Y-%m-%d %H:%M}"
            if certificate
            else "；还没有保存检查证明"
        )
        self._summary.setText(f"{words}{when}")
        self._show(self.table.current())

    def move_on(self, step: int) -> None:
        """Go to the next or the former hit, round and round."""
        if self._judged:
            at = self.table.currentIndex().row()
            self.table.selectRow((at + step) % len(self._judged))

    def decide(self, choice: Choice) -> None:
        """Note the decision for the chosen hit, or for all of its kind; go to the next open one."""
        chosen = self.table.current()
        if chosen is None:
            return
        marks = self._marks(chosen)
        records = self._context.desk.records

        def work() -> object:
            if choice is Choice.MASK and self._can_cover(chosen):
                return records.mask(self._uid, marks)
            records.privacy.decide(self._uid, marks, choice, self.reason.text())
            return None

        if self._context.do(self, work):
            self.reason.clear()
            self.same.setChecked(False)
            at = self.table.currentIndex().row()
            self.reload()
            self._next_open(at)

    def choose_files(self) -> None:
        """Scan the files that go out with the record."""
        if paths := say().files(self, "选择随这条信息公开的附件", _KINDS):
            self._check(paths)

    def save(self) -> None:
        """Keep the certificate with the record."""
        self._check([])

    def save_copy(self) -> None:
        """Write a masked copy of the attachment the chosen hit is in."""
        file = self._file()
        if file is not None and save_copy(self, self._context, self._uid, file, self._settled):
            self._wait("正在遮盖……")

    def put_copy(self) -> None:
        """Put a masked copy in the place of the attachment the chosen hit is in."""
        file = self._file()
        if file is not None:
            self._wait("正在遮盖……")
            put_copy(self, self._context, self._uid, file, self._settled)

    def allow(self) -> None:
        """Put the telephone of the chosen hit on the office's list, then look again."""
        chosen = self.table.current()
        if chosen is None:
            return
        uid, mark = self._uid, chosen.hit.mark
        self._wait("正在检查……")

        def work(desk: Desk, _report: Report) -> None:
            desk.records.privacy.words.allow_found(uid, mark)
            desk.records.privacy.check(uid)

        words = "已列为可公开的电话，在“更多”的“本单位的词和电话”里可以删去"
        self._context.do_long(
            self, work, lambda _done: self._context.status(words), settled=self._settled
        )

    def _check(self, paths: Sequence[Path]) -> None:
        """Scan beside the window: an attachment may be a large workbook or a long PDF."""
        uid = self._uid
        self._wait("正在检查……")

        def work(desk: Desk, _report: Report) -> object:
            return desk.records.privacy.check(uid, paths)

        self._context.do_long(self, work, lambda _kept: None, settled=self._settled)

    def _wait(self, words: str) -> None:
        """Take no other act until the one begun has settled."""
        for act in (self.add_files, self.keep, self.copy, self.swap, self.phone):
            act.setEnabled(False)
        self._summary.setText(words)

    def _settled(self) -> None:
        for act in (self.add_files, self.keep, self.copy, self.swap, self.phone):
            act.setEnabled(True)
        self.reload()

    def _file(self) -> File | None:
        """Return the attachment the chosen hit is in."""
        chosen = self.table.current()
        copies = self._context.desk.records.privacy.copies
        return copies.file_of(self._uid, chosen.hit.mark) if chosen else None

    def _marks(self, chosen: Judged) -> Sequence[str]:
        if not self.same.isChecked():
            return [chosen.hit.mark]
        kind: Kind = chosen.hit.kind
        return [one.hit.mark for one in self._judged if one.hit.kind is kind and one.open]

    def _can_cover(self, chosen: Judged) -> bool:
        record = self._context.desk.records.get(self._uid)
        return record.state is State.DRAFT and chosen.hit.coverable

    def _next_open(self, at: int) -> None:
        places = [place for place, one in enumerate(self._judged) if one.open]
        if places:
            self.table.selectRow(next((place for place in places if place >= at), places[0]))

    def _show(self, chosen: Judged | None) -> None:
        clear(self._side)
        for one in (self.cover, self.delete, self.release, self.reason, self.same):
            one.setEnabled(chosen is not None)
        self._offer(chosen)
        if chosen is None:
            self._side.addWidget(empty_page("没有发现个人信息和敏感词。附件要另外检查。"))
        else:
            self._tell(chosen)
        for words in self._not_scanned:
            shown = label(f"没有检查：{words}", 13, 600, AMBER, wrap=True)
            self._side.addWidget(notice("amber", "shield-alert", (shown, 1)))
        self._side.addStretch(1)
        # wrapped labels tell no height of their own: without it they are squeezed, not scrolled
        for one in self._inner.findChildren(QLabel):
            width = px(340 if one.parentWidget() is self._inner else 255)
            hint: int = one.sizeHint().height()
            one.setMinimumHeight(one.heightForWidth(int(width)) if one.wordWrap() else hint)
        self._side.invalidate()
        self._side.activate()
        self._inner.setMinimumHeight(self._side.minimumSize().height())

    def _offer(self, chosen: Judged | None) -> None:
        """Show what can be done about an attachment, and about a telephone."""
        self._of_file.setVisible(self._file() is not None)
        draft = self._context.desk.records.get(self._uid).state is State.DRAFT
        self.swap.setEnabled(draft)
        self.swap.setToolTip("" if draft else NOT_NOW)
        phone = chosen is not None and chosen.hit.kind in (Kind.MOBILE, Kind.LANDLINE)
        self.phone.setVisible(phone)

    def _tell(self, chosen: Judged) -> None:
        hit = chosen.hit
        self._side.addWidget(label(hit.kind.label, 17, 700))
        self._side.addWidget(label(hit.snippet, 16, wrap=True))
        self._side.addWidget(fact("说明", hit.reason))
        self._side.addWidget(fact("位置", hit.where))
        if chosen.decision:
            one = chosen.decision
            why = f"：{one.reason}" if one.reason else ""
            words = f"{one.choice.label}{why}（{one.by}，{one.role}，{one.at:%m-%d %H:%M}）"
            self._side.addWidget(fact("决定", words))
        if chosen.open:
            self._side.addWidget(fact("还不能公开", chosen.open))
