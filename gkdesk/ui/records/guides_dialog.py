"""办事指南: the guides, what each lacks, several made one, and the papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from gkdesk.base.progress import Report
from gkdesk.records.regmodel import Act, Entry, Line
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, INK2, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    label,
    notice,
    open_at,
    row,
    search_line,
)
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.menus import Entries, offer
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .register_form import act_dialog, cancel_dialog, entry_dialog, small
from .registers_dialog import shown_day

if TYPE_CHECKING:
    from gkdesk.desk import Desk

TONES = {"draft": ("slate", "pencil"), "in_use": ("green", "circle-check"),
         "stopped": ("slate", "undo-2")}  # fmt: skip


def _pill(line: Line) -> PillOf:
    return (line.state.label, *TONES.get(line.entry.state, ("slate", "clock")))


def _lacks(line: Line) -> str:
    found = [one for one in line.findings if one.code == "parts"]
    return f"缺{found[0].words.count('、') + 1}项" if found else "—"


def _columns(today: date) -> tuple[Column, ...]:
    def review(line: Line) -> str:
        return shown_day(line.next_due.on if line.next_due else None, today)

    return (
        Column("编号", 100, lambda line: line.entry.number, optional=True),
        Column("事项", 0, lambda line: line.title, bold=True),
        Column("类型", 92, lambda line: line.entry.values["kind"], optional=True),
        Column("状态", 104, lambda line: line.state.label, pill=_pill),
        Column("缺少", 72, _lacks),
        Column("核对", 122, review, optional=True),
    )


class GuidesDialog(QDialog):
    """Guides on the left, the chosen one's parts on the right; several can be chosen to merge."""

    def __init__(self, parent: QWidget, context: Context, uid: str = "") -> None:
        super().__init__(parent)
        self._context, self._room = context, context.desk.registers
        self.setWindowTitle("办事指南 — 政务公开工作台")
        self.table = RowsTable(_columns(context.desk.session.today), "办事指南")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.picked.connect(lambda _line: self._show())
        self.table.opened.connect(lambda _line: self.edit())
        self.search = search_line("查找事项、机构", 220, self.fill)
        self._scroll = QScrollArea()
        self._build()
        open_at(self, 1260, 680)
        self.fill()
        for at, line in enumerate(self.table.shown()):
            if line.entry.uid == uid:
                self.table.selectRow(at)

    def fill(self) -> None:
        """Ask for the guides that fit what is looked for, and keep the place."""
        words = self.search.text().strip()
        lines = [
            line
            for line in self._room.guides.lines()
            if words in "".join(line.entry.values.get(name, "") for name in
                                ("name", "office", "area")) + line.entry.number
        ]  # fmt: skip
        self.table.fill(lines, faint=lambda line: line.state.done)
        if lines and self.table.current() is None:
            self.table.selectRow(0)
        self._show()

    def add(self) -> None:
        self._run(entry_dialog(self, self._context, self._room.guides.form))

    def edit(self) -> None:
        if entry := self._entry():
            self._run(entry_dialog(self, self._context, self._room.guides.form, entry))

    def merge(self) -> None:
        """Ask for the name of the one matter that the chosen guides become."""
        chosen: list[Line] = self.table.selected()
        guides = self._room.guides
        named = "、".join(line.title for line in chosen)
        self._run(small(
            self, self._context, "合并成一件事",
            (Ask("name", "一件事的名称", hint="如 新生儿出生一件事"),
             Ask("office", "办事机构", required=False, help="不填就写各指南的机构")),
            lambda values: guides.merge(
                values.get("name", ""), [line.entry.uid for line in chosen],
                values.get("office", ""),
            ),
            verb="合并", hint=f"{named}：相同的申请材料只交一次。合并后存为草稿，再修改。",
        ))  # fmt: skip

    def take(self, act: Act) -> None:
        if entry := self._entry():
            self._run(act_dialog(self, self._context, self._room.guides.form, entry, act))

    def steps(self) -> Entries:
        """Return what the chosen guide's state allows."""
        entry = self._entry()
        if entry is None or entry.cancelled:
            return [("没有可办的", lambda: None)]
        found: list[tuple[str, Callable[[], object]]] = [
            (act.label, partial(self.take, act)) for act in self._room.book.acts(entry)
        ]
        return [*found, ("作废", self._cancel)]

    def papers(self) -> Entries:
        """Return the papers that can be made now."""
        return [
            ("打印这个指南…", partial(self._save_one, "指南")),
            ("打印申请材料清单…", partial(self._save_one, "材料清单")),
            ("出办事一本通（PDF）…", partial(self._save_book, ".pdf")),
            ("出办事一本通（Word，可再改）…", partial(self._save_book, ".docx")),
        ]

    def _build(self) -> None:
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        side = card(column((self._scroll, 1), gap=0))
        side.setFixedWidth(px(470))
        left = card(column((self.table, 1), gap=0))
        self.new = button("新增指南", "primary", "plus", on=self.add)
        head = row(label("办事指南", 20, 700), self.search, None, self.new, gap=10)
        self.step, self.paper = button("办理", "accent", "check"), button("打印", icon="printer")
        self.step.clicked.connect(lambda: offer(self.step, self.steps()))
        self.paper.clicked.connect(lambda: offer(self.paper, self.papers()))
        self.join = button("合并成一件事", icon="layers", on=self.merge)
        foot = action_bar(
            self.step, button("修改", icon="pencil", on=self.edit), self.join,
            label("按住 Ctrl 选几个再合并", 13, 400, INK2), None, self.paper,
            button("关闭", on=self.accept),
        )  # fmt: skip
        lists = row((left, 1), side, gap=12)
        body = column(head, (box(lists), 1), gap=10, margins=(18, 12, 18, 8))
        self.setLayout(column((box(body), 1), foot, gap=0))

    def _show(self) -> None:
        parts = column(gap=5, margins=(16, 12, 16, 12))
        line: Line | None = self.table.current()
        if line is None:
            words = "还没有办事指南。点“新增指南”，各部分写齐再启用。"
            parts.addWidget(label(words, 15, wrap=True))
        else:
            self._fill_parts(parts, line)
        parts.addStretch(1)
        self._scroll.setWidget(box(parts))  # a new one: its height is reckoned anew

    def _fill_parts(self, parts: QVBoxLayout, line: Line) -> None:
        room, entry = self._room, line.entry
        parts.addWidget(label(line.title, 17, 700, wrap=True))
        if missing := room.guides.missing(entry):
            words = label(f"缺少：{'、'.join(missing)}", 14, 600, AMBER, wrap=True)
            parts.addWidget(notice("amber", "circle-alert", (words, 1)))
        for name, text in room.lists.shown(room.guides.form, entry).items():
            if name != "name":
                parts.addWidget(label(room.guides.form.label(name), 14, 600, INK2))
                parts.addWidget(label(text, 15, wrap=True))

    def _entry(self) -> Entry | None:
        line: Line | None = self.table.current()
        return line.entry if line else None

    def _cancel(self) -> None:
        if entry := self._entry():
            self._run(cancel_dialog(self, self._context, self._room.guides.form, entry))

    def _run(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.fill()

    def _save_one(self, what: str) -> None:
        entry = self._entry()
        if entry is None:
            return
        path = say().save(self, f"{what}存到哪里", f"{what}-{entry.number}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        uid = entry.uid

        def work(desk: Desk, _report: Report) -> Path:
            desk.registers.guides.save(uid, path, checklist=what == "材料清单")
            return path

        self._context.do_long(self, work, lambda made: self._context.status(f"已存为 {made.name}"))

    def _save_book(self, ending: str) -> None:
        kinds = "PDF (*.pdf)" if ending == ".pdf" else "Word 文档 (*.docx)"
        path = say().save(self, "办事一本通存到哪里", f"办事一本通{ending}", kinds)
        if path is None:
            return
        target = path if path.suffix else path.with_suffix(ending)

        def work(desk: Desk, report: Report) -> int:
            return desk.registers.guides.write_book(target, report=report)

        self._context.do_long(
            self, work, lambda count: self._context.status(f"已编入{count}项，{target.name}")
        )
