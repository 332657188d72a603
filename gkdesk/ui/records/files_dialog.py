"""检查文件里的个人信息: any files looked through, and masked copies of them saved.

Nothing is kept in the office, and the files themselves are never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.base.progress import Report
from gkdesk.base.scanning import Severity
from gkdesk.records.scanmodel import Scanned, Written
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Task
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    empty_page,
    label,
    line,
    open_at,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .mask_copy import MOST_TOLD

if TYPE_CHECKING:
    from gkdesk.desk import Desk

KINDS = "可检查的文件 (*.docx *.xlsx *.xls *.pdf *.csv *.txt *.zip *.ofd);;所有文件 (*)"
EMPTY = "这里检查还没有加到公开信息里的文件，如准备张贴、上报的表。把文件拖进来，或点“选择文件”。"
TOLD = "只检查，不改动文件，文件也不存进本系统。"


@dataclass(frozen=True, slots=True)
class Looked:
    """One file on the list."""

    path: Path
    scanned: Scanned
    written: Written | None = None

    @property
    def coverable(self) -> bool:
        return any(hit.coverable for hit in self.scanned.hits)


@dataclass(frozen=True, slots=True)
class Line:
    """One find, or one place nobody looked into."""

    pill: PillOf
    kind: str
    where: str
    text: str


def _pill(one: Looked) -> PillOf:
    hits = one.scanned.hits
    blocks = sum(hit.severity is Severity.BLOCK for hit in hits)
    if blocks:
        return (f"个人信息 {blocks} 处", "red", "shield-alert")
    if hits:
        return (f"须核对 {len(hits)} 处", "amber", "clock")
    if one.scanned.not_scanned:
        return ("没有查全", "amber", "triangle-alert")
    return ("没有发现", "green", "circle-check")


def _copy(one: Looked) -> str:
    if one.written is None:
        return "—"
    made = one.written.made
    if made is None:
        return "没有存"
    rest = f"，还有{len(made.rest)}处" if made.rest else ""
    return f"遮盖{made.covered}处{rest}"


FILES = (
    Column("情况", 150, lambda one: _pill(one)[0], pill=_pill),
    Column("文件", 0, lambda one: one.scanned.name, bold=True),
    Column("遮盖后的副本", 190, _copy),
)
LINES = (
    Column("要求", 128, lambda one: one.pill[0], pill=lambda one: one.pill),
    Column("类别", 128, lambda one: one.kind),
    Column("位置", 240, lambda one: one.where, optional=True),
    Column("内容（已遮盖）", 0, lambda one: one.text),
)


def _lines(one: Looked) -> list[Line]:
    block, ask = ("个人信息", "red", "shield-alert"), ("须核对", "amber", "clock")
    skipped = ("没有检查", "amber", "triangle-alert")
    found = [
        Line(block if hit.severity is Severity.BLOCK else ask, hit.kind.label, hit.where,
             f"{hit.snippet}　{hit.reason}")
        for hit in one.scanned.hits
    ]  # fmt: skip
    found += [Line(skipped, "—", no.where, no.why) for no in one.scanned.not_scanned]
    if one.written is not None and one.written.why:
        found.insert(0, Line(("没有存副本", "amber", "triangle-alert"), "—", "", one.written.why))
    return found


class FilesDialog(QDialog):
    """Files above, what was found in the chosen one below."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self._files: list[Looked] = []
        self._task: Task | None = None
        self.setWindowTitle("检查文件里的个人信息 — 政务公开工作台")
        self.setAcceptDrops(True)
        self._words = label(TOLD, 14, 400, INK2, wrap=True)
        self.lines = RowsTable(LINES, "查出的各处")
        self.files = RowsTable(FILES, "检查的文件")
        self.files.picked.connect(lambda one: self.lines.fill(_lines(one)))
        self._stack = QStackedWidget()
        first = button("选择文件…", "accent", "plus", on=self.choose)
        self._stack.addWidget(card(column(empty_page(EMPTY, first))))
        both = column((self.files, 2), line(), (self.lines, 3), gap=0)
        self._stack.addWidget(card(both))
        self.add = button("再加文件…", icon="plus", on=self.choose)
        self.fresh = button("清空清单", on=self.start_anew)
        self.stop = button("停止检查", on=self.cancel)
        self.save = button("存遮盖后的副本…", "primary", "save", on=self.save_copies)
        self._close = button("关闭", on=self.reject)
        body = column(
            label("检查文件里的个人信息", 20, 700),
            self._words,
            (self._stack, 1),
            gap=10,
            margins=(20, 14, 20, 10),
        )
        foot = action_bar(self.add, self.fresh, self.stop, None, self._close, self.save)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1080, 620)
        self._show()

    def choose(self) -> None:
        """Choose files to look through."""
        if paths := say().files(self, "选择要检查的文件", KINDS):
            self.take(paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Look through files beside the window; one that is on the list is read anew."""
        wanted = list(dict.fromkeys(paths))

        def work(desk: Desk, report: Report) -> list[Scanned]:
            return desk.records.privacy.copies.look(wanted, report)

        def done(found: list[Scanned]) -> None:
            fresh = [Looked(path, one) for path, one in zip(wanted, found, strict=True)]
            kept = [one for one in self._files if one.path not in wanted]
            self._files = kept + fresh
            self._show(len(kept))

        self._begin(work, done, "检查")

    def start_anew(self) -> None:
        """Forget the list."""
        self._files = []
        self._show()

    def save_copies(self) -> None:
        """Write masked copies of every file with something to cover into one folder."""
        wanted = [one.path for one in self._files if one.coverable]
        folder = say().folder(self, "遮盖后的副本存到哪个文件夹")
        if folder is None or not wanted:
            return
        copies = self._context.desk.records.privacy.copies
        there = [path for path in copies.targets(wanted, folder) if path.exists()]
        if there and not say().ask(
            self, f"这个文件夹里已有{len(there)}份同名的副本，换成新的？",
            yes="换成新的副本", no="先不保存", more="原文件不会改动。",
        ):  # fmt: skip
            return

        def work(desk: Desk, report: Report) -> list[Written]:
            return desk.records.privacy.copies.save_all(wanted, folder, report)

        self._begin(work, lambda told: self._saved(wanted, told), "遮盖")

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.cancel()
            self._words.setText("正在停止……")

    def reject(self) -> None:
        """Close; what is under way is stopped first."""
        self.cancel()
        super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        found = [path for path in paths if path.is_file()]
        if found and self._task is None:
            self.take(found)
        elif paths and not found:
            self._words.setText("拖进来的是文件夹。请打开文件夹，把里面的文件拖进来。")

    def _begin(
        self,
        work: Callable[[Desk, Report], Any],
        done: Callable[[Any], None],
        verb: str,
    ) -> None:
        def progressed(step: int, total: int, what: str) -> None:
            self._words.setText(f"正在{verb}第{step + 1}份，共{total}份：{what}")

        def finished(result: object) -> None:
            self._task = None
            done(result)

        def settled() -> None:
            self._task = None
            self._offer()

        self._words.setText(f"正在{verb}……")
        self._task = self._context.do_long(self, work, finished, progressed, settled)
        self._offer()

    def _saved(self, wanted: Sequence[Path], told: Sequence[Written]) -> None:
        by_path = dict(zip(wanted, told, strict=True))
        self._files = [
            Looked(one.path, one.scanned, by_path.get(one.path, one.written)) for one in self._files
        ]
        self._show(self.files.currentIndex().row())
        made = sum(one.made is not None for one in told)
        left = [one.why for one in told if one.made is None]
        left += [
            f"{one.target}：还有{len(one.made.rest)}处没有遮盖或者没有查到"
            for one in told
            if one.made is not None and one.made.rest
        ]
        more = [f"……共{len(left)}份"] if len(left) > MOST_TOLD else []
        words = f"已存{made}份遮盖后的副本" if made else "没有可存的副本"
        say().tell(self, f"{words}。原文件没有改动。", "\n".join([*left[:MOST_TOLD], *more]))

    def _show(self, at: int = 0) -> None:
        self._stack.setCurrentIndex(1 if self._files else 0)
        self.files.fill(self._files)
        self.lines.fill([])
        if self._files:
            self.files.selectRow(max(0, min(at, len(self._files) - 1)))
            chosen = self.files.current()
            self.lines.fill(_lines(chosen) if chosen else [])
        self._offer()

    def _offer(self) -> None:
        idle, some = self._task is None, bool(self._files)
        count = sum(one.coverable for one in self._files)
        for one in (self.add, self.fresh):
            one.setVisible(some)
            one.setEnabled(idle)
        self.stop.setVisible(not idle)
        self.save.setEnabled(idle and count > 0)
        self.save.setText(f"\u2002存{count}份遮盖后的副本…" if count else "\u2002存遮盖后的副本…")
        self.save.setToolTip("" if count else "没有可以自动遮盖的内容")
        if idle:
            hits = sum(len(one.scanned.hits) for one in self._files)
            said = f"查了{len(self._files)}份文件，共{hits}处。{TOLD}"
            self._words.setText(said if some else TOLD)
