"""县里发来的: packages from the county, what each part would change, applying and putting back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from gkdesk.accounts.model import Role
from gkdesk.base import files
from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report
from gkdesk.sync.downmodel import (
    Arrivals,
    Done,
    DownKind,
    HeldPackage,
    HeldPart,
    PartState,
    PartView,
)
from gkdesk.ui.context import Context
from gkdesk.ui.look import AMBER, INK2, RED
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    label,
    notice,
    open_at,
    picture,
    row,
)
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

if TYPE_CHECKING:
    from gkdesk.desk import Desk

KINDS = "县里下发的包 (GKD_*.gkp)"
PILLS: dict[PartState, PillOf] = {
    PartState.RECEIVED: ("待应用", "blue", "clock"),
    PartState.APPLIED: ("已应用", "green", "circle-check"),
    PartState.UNDONE: ("已撤回", "slate", "undo-2"),
    PartState.LEFT: ("不采用", "slate", "x"),
    PartState.SUPERSEDED: ("有更新的", "slate", "layers"),
}
_SHOWN = 6  # problems of a part; the rest is counted


class Line(NamedTuple):
    """One part in the table, with its package."""

    package: HeldPackage
    held: HeldPart


COLUMNS = (
    Column("编号", 100, lambda line: line.package.number, bold=True),
    Column("类别", 130, lambda line: line.held.part.kind.label),
    Column("内容", 0, lambda line: line.held.part.title),
    Column("收到", 110, lambda line: line.package.received_at[:10]),
    Column(
        "状态", 120, lambda line: line.held.state.label, pill=lambda line: PILLS[line.held.state]
    ),
)


class DownDialog(QDialog):
    """Nothing is changed until 应用 is pressed; what was applied can be put back."""

    def __init__(self, parent: QWidget, context: Context, number: str = "") -> None:
        super().__init__(parent)
        self._context, self._number = context, number
        self._view: PartView | None = None
        self._busy = self._filling = self._stay = False
        self.setWindowTitle("县里发来的 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "县里发来的")
        self.table.picked.connect(lambda _line: None if self._filling else self._look())
        self._told = column(gap=0)
        self._shown = column(gap=5, margins=(16, 10, 16, 10))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.take = button("收下县里的包", icon="download", on=self._take)
        self.one = button("应用这部分", "accent", "check", on=self._apply_one)
        self.all = button("整包应用", "primary", "square-check", on=self._apply_all)
        self.undo = button("撤回", icon="undo-2", on=self._undo)
        self.leave = button("不采用", icon="x", on=self._leave)
        self.answer = button("写应用情况", icon="usb", on=self._answer)
        self.save = button("另存", icon="save", on=self._save, tip="存成文件，用别的程序打开看")
        self.review = button("核对导入", icon="table-2", on=self._review)
        hint = "先预览，应用以后也能撤回。应用以前不改动现有内容。"
        body = column(
            row(label("县里发来的", 20, 700), 8, label(hint, 14, 400, INK2), None, self.take),
            box(self._told),
            self._bar,
            (card(column((self.table, 1), gap=0)), 3),
            (card(self._shown), 2),
            gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        close = button("关闭", on=self.accept)
        bar = action_bar(
            self.leave,
            self.undo,
            self.answer,
            self.save,
            self.review,
            None,
            close,
            self.one,
            self.all,
        )
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 960, 640)
        self.reload()

    def reload(self) -> None:
        """Ask for the packages anew; stand where one stood, or on what has just come."""
        lines = [
            Line(package, held)
            for package in self._context.desk.downs.packages()
            for held in package.parts
        ]
        here, self._stay = self._line() if self._stay else None, True
        self._filling = True  # a preview may read a workbook: once is enough
        self.table.fill(lines, faint=lambda line: line.held.state is not PartState.RECEIVED)
        at = next((at for at, line in enumerate(lines) if self._wanted(line, here)), 0)
        if lines:
            self.table.selectRow(at)
        self._filling = False
        self._look()

    def _wanted(self, line: Line, here: Line | None) -> bool:
        if here is not None:
            return line.held.id == here.held.id
        waits = line.held.state is PartState.RECEIVED
        return waits and self._number in ("", line.package.number)

    def _line(self) -> Line | None:
        return self.table.current() if self.table.shown() else None

    def _look(self) -> None:
        """Say what the chosen part would do; a workbook takes a while to read."""
        line, self._view = self._line(), None
        self._offer()
        if line is None:
            self._say(
                [label("还没有收到过县里下发的包。插好 U 盘后点“收下县里的包”。", 15, wrap=True)]
            )
            return
        self._say([label("正在看会改动什么……", 15, 400, INK2)])
        package, held = line

        def ask(desk: Desk, report: Report) -> PartView:
            return desk.downs.preview(package.name, [held.place], report)[0]

        self._context.ask_long(self, ask, self._show)

    def _show(self, view: PartView) -> None:
        line = self._line()
        if line is None or line.held.id != view.held.id:
            return  # another part was chosen meanwhile
        self._view = view
        package = line.package
        parts: list[QWidget] = [label(view.held.part.title, 16, 700, wrap=True)]
        parts += [label(text, 15, wrap=True) for text in view.changes]
        if view.same and view.held.state is PartState.RECEIVED:
            parts.append(label("与现在用的相同，应用只作登记。", 15, 400, INK2, wrap=True))
        if view.conflict and view.held.state is not PartState.APPLIED:
            parts.append(_marked("triangle-alert", AMBER, f"{view.conflict}。"))
        blocking = [one for one in view.problems if one.blocking]
        parts += [
            _marked("circle-alert", RED, f"{one.where}：{one.message}") for one in blocking[:_SHOWN]
        ]
        if len(blocking) > _SHOWN:
            parts.append(label(f"另有{len(blocking) - _SHOWN}处", 14, 400, RED))
        if view.held.newer:
            words = f"{view.held.newer}号包里有更新的一份，这一份不能再应用。"
            parts.append(label(words, 15, 400, INK2, wrap=True))
        if not view.at_once:
            parts.append(label("应用以后，重新打开软件时生效。", 14, 400, INK2, wrap=True))
        parts += [label(text, 14, 400, INK2, wrap=True) for text in _package_words(package)]
        self._say(parts)
        self._offer()

    def _say(self, parts: list[QWidget]) -> None:
        clear(self._shown)
        for part in parts:
            self._shown.addWidget(part)
        self._shown.addStretch(1)

    def _offer(self) -> None:
        """Enable what can be done with the chosen part now."""
        line, view = self._line(), self._view
        state = line.held.state if line else None
        may = self._context.desk.session.user.role in (Role.LEADER, Role.ADMIN)
        open_ = state in (PartState.RECEIVED, PartState.UNDONE, PartState.LEFT)
        newer = bool(line and line.held.newer)
        ready = view is not None and not view.blocked and not newer
        catalog = bool(line and line.held.part.kind is DownKind.CATALOG)
        allowed = may and not self._busy
        self.one.setEnabled(allowed and open_ and ready)
        self.all.setEnabled(allowed and bool(line and line.package.waiting))
        self.undo.setEnabled(allowed and state is PartState.APPLIED)
        self.leave.setEnabled(allowed and state is PartState.RECEIVED)
        decided = line is not None and any(
            one.state is not PartState.RECEIVED for one in line.package.parts
        )
        self.answer.setEnabled(decided and not self._busy)
        self.answer.setToolTip("把这一包应用了没有写到 U 盘，带给县里" if decided else "还没有应用")
        self.save.setEnabled(line is not None and not self._busy)
        self.review.setVisible(catalog)
        self.review.setEnabled(allowed and open_ and not newer)
        self.take.setEnabled(not self._busy)
        tip = "" if may else "由负责人或管理员登录后办理"
        for one in (self.one, self.all, self.undo, self.leave, self.review):
            one.setToolTip(tip)

    def _take(self) -> None:
        paths = say().files(self, "选择县里下发的包", KINDS)
        if paths:
            self.receive(paths[0])

    def receive(self, path: Path) -> None:
        """Take a package in, in the background: a slow drive must not stop the window."""

        def work(desk: Desk, report: Report) -> Arrivals:
            report(0, 1, "核对签名和内容")
            return desk.downs.receive(path)

        self._run(work, self._taken)

    def _taken(self, found: Arrivals) -> None:
        one = found.packages[-1]
        self._number, self._stay = one.number, False
        words = f"已收到{one.county}下发的{one.number}号包，共{len(one.parts)}部分，还没有应用。"
        if one.repeated:
            words = f"{one.number}号包以前收过，这次没有重复登记。"
        if one.missing:
            words += (
                f"发给本单位的前一包{one.missing}没有收到过；这一包可以先应用，缺的内容请县里重发。"
            )
        self._tell("amber" if one.missing else "green", words)

    def _apply_one(self) -> None:
        line, view = self._line(), self._view
        if line is None or view is None:
            return
        overwrite = bool(view.conflict)
        if overwrite and not say().ask(
            self, f"{view.conflict}。用县里的覆盖吗？", yes="覆盖", no="先不应用",
            more="本单位原来的内容会留着，撤回时一字不差地恢复。",
        ):  # fmt: skip
            return
        self._apply(line.package, [line.held.place], overwrite=overwrite)

    def _apply_all(self) -> None:
        line = self._line()
        if line is not None:
            self._apply(line.package, [], overwrite=False)

    def _apply(self, package: HeldPackage, places: list[int], *, overwrite: bool) -> None:
        def work(desk: Desk, report: Report) -> Done:
            return desk.downs.apply(package.name, places, overwrite=overwrite, report=report)

        self._run(work, lambda done: self._done(done, "应用"))

    def _undo(self) -> None:
        line = self._line()
        if line is None or not say().ask(
            self, f"撤回“{line.held.part.title}”？", yes="撤回", no="不撤回",
            more="恢复到应用以前的样子；应用以后又改过的不会动。",
        ):  # fmt: skip
            return
        package, held = line
        self._run(
            lambda desk, _report: desk.downs.undo(package.name, [held.place]),
            lambda done: self._done(done, "撤回"),
        )

    def _leave(self) -> None:
        line = self._line()
        if line is not None:
            package, held = line
            self._run(
                lambda desk, _report: desk.downs.leave(package.name, [held.place]),
                lambda done: self._done(done, "标为不采用"),
            )

    def _answer(self) -> None:
        """Write what became of a package to the drive that goes back to the county."""
        line = self._line()
        folder = say().folder(self, "应用情况写到哪个 U 盘") if line else None
        if line is None or folder is None:
            return
        name, number = line.package.name, line.package.number

        def written(_path: Path) -> None:
            self._tell("green", f"{number}号包的应用情况已写到 U 盘，请带给县里。")

        self._run(lambda desk, _report: desk.downs.answer(name, folder), written)

    def _save(self) -> None:
        """Save a part as a file, to be looked at with another program."""
        line = self._line()
        if line is None:
            return
        package, held = line
        name = files.safe_name(Path(held.part.file).name)
        path = say().save(self, "另存", name, "所有文件 (*)")
        downs = self._context.desk.downs
        if path is not None and self._context.do(
            self, lambda: files.write(path, downs.content(package.name, held.place))
        ):
            self._tell("green", f"已另存：{path.name}")

    def _review(self) -> None:
        """Go through the workbook item by item, as any other import."""
        from gkdesk.ui.catalog.import_dialog import ImportDialog

        line = self._line()
        if line is None:
            return
        package, held = line
        data = self._context.desk.downs.content(package.name, held.place)
        ImportDialog(self, self._context, Path(held.part.file), data).exec()
        self._context.refresh()
        self.reload()

    def _done(self, done: Done, verb: str) -> None:
        self._context.desk.downs.refresh()
        words = f"{done.package.number}号包已{verb}{len(done.done)}部分。"
        if done.reopen:
            words += "其中的表单或规则在重新打开软件以后生效。"
        if done.answer:
            words += "应用情况已写到 U 盘，带给县里即可。"
        for held, why in done.kept:
            words += f"“{held.part.title}”没有{verb}：{why}。"
        self._tell("amber" if done.kept else "green", words)

    def _run(self, work: Callable[[Desk, Report], Any], done: Callable[[Any], None]) -> None:
        """Do something in the background, the buttons off meanwhile."""
        self._busy = True
        self._offer()
        self._bar.setMaximum(0)
        self._bar.show()

        def moved(step: int, total: int, _what: str) -> None:
            self._bar.setMaximum(total)
            self._bar.setValue(step)

        self._context.do_long(self, work, done, moved, self._settled)

    def _settled(self) -> None:
        self._busy = False
        self._bar.hide()
        self.reload()

    def _tell(self, tone: str, words: str) -> None:
        clear(self._told)
        icon = {"green": "circle-check", "amber": "triangle-alert"}[tone]
        self._told.addWidget(notice(tone, icon, (label(words, 15, wrap=True), 1)))


def _marked(icon: str, colour: str, words: str) -> QWidget:
    return box(row(picture(icon, 18, colour), (label(words, 15, wrap=True), 1), gap=8))


def _package_words(package: HeldPackage) -> list[str]:
    words = []
    if package.from_on:
        words.append(f"县里要求从{package.from_on}起用。")
    if package.note:
        words.append(f"县里说明：{shown_name(package.note)}")
    return words
