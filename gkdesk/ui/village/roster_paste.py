"""Villages from a table: what each line would be, looked at before anything is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report, silent
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    column,
    empty_page,
    label,
    open_at,
    row,
)
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable
from gkdesk.village.roster import Entry, Line, Roster, Verdict

from .roster_acts import OF_ONE

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.model import Village

FEW, LINE = 400, 200  # so many lines of so many signs take 50 ms
KINDS = "表格 (*.xlsx *.xls *.et *.csv *.docx *.txt)"
HOW = (
    "在 Excel 或 WPS 里选中村名那几列，复制，回到这里按 Ctrl+V。\n"
    "可以连区划代码、别名、村委会全称一起复制，列的次序不限，有没有标题行都可以。"
)
PILLS: dict[Verdict, PillOf] = {
    Verdict.NEW: ("可增加", "green", "circle-check"),
    Verdict.KNOWN: ("已有", "slate", "check"),
    Verdict.WRONG: ("须更正", "red", "circle-alert"),
}
LINES = (
    Column("行", 52, lambda line: str(line.entry.at), right=True),
    Column("", 112, lambda line: line.verdict.label, pill=lambda line: PILLS[line.verdict]),
    Column("村名", 140, lambda line: line.name, bold=True),
    Column("区划代码", 136, lambda line: line.entry.code),
    Column("别名", 130, lambda line: line.entry.aliases, optional=True),
    Column("村委会全称", 190, lambda line: line.entry.committee, optional=True),
    Column("说明", 0, lambda line: line.reason),
)
Ask = Callable[["Desk"], Roster]


class RosterPaste(QDialog):
    """Nothing is added until 增加 is pressed; lines to be mended stay here."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self.roster, self._source = Roster(), ""
        self.setWindowTitle("从表格增加村 — 政务公开工作台")
        self._words = label("", 15, 400, INK2, wrap=True)
        self.table = RowsTable(LINES, "读出的村")
        self.table.picked.connect(lambda _line: self._offer())
        self.table.opened.connect(lambda _line: self.mend())
        paste = button("粘贴", icon="clipboard-list", on=self.paste, tip="粘贴（Ctrl+V）")
        self.change = button("改这一行", icon="pencil", on=self.mend)
        self.leave = button("不要这一行", on=self.drop)
        self.go = button("增加", "primary", "check", on=self.add)
        self._body = QStackedWidget()
        self._body.addWidget(empty_page(HOW))
        self._body.addWidget(self.table)
        body = column(
            row(
                label("从表格增加村", 20, 700), None, paste,
                button("选表格文件", icon="upload", on=self.choose), gap=8,
            ),
            self._words,
            (card(column((self._body, 1), gap=0)), 1),
            row(None, self.change, self.leave, gap=8),
            gap=8,
            margins=(22, 16, 22, 10),
        )  # fmt: skip
        note = label("按“增加”才写进村名单，须更正的不增加", 14, 400, INK2)
        stay = button("先不增加", on=self.reject)
        self.setLayout(
            column((box(body), 1), action_bar(note, None, stay, self.go), gap=0)
        )  # fmt: skip
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
        open_at(self, 1180, 640)
        self._show(self.roster)

    def paste(self) -> None:
        """Read what was copied in Excel or WPS."""
        text = QApplication.clipboard().text()
        if not text.strip():
            self._words.setText("还没有复制内容。请先在表格里选中村名那几列并复制，再粘贴。")
            return
        self._source = "复制的内容"
        few = text.count("\n") <= FEW and len(text) <= FEW * LINE
        self._ask(lambda desk: desk.village.read_pasted(text), few=few)

    def choose(self) -> None:
        """Choose a file with the list."""
        paths = say().files(self, "选择村名单表格", KINDS)
        if paths:
            self.read(paths[0])

    def read(self, path: Path) -> None:
        """Read a file; what was shown before stays when there is no village in it."""
        self._source = shown_name(path.name)
        self._ask(lambda desk: desk.village.read_list(path), few=False)

    def mend(self) -> None:
        """Let the clerk write the chosen line anew; all lines are judged again."""
        line: Line | None = self.table.current()
        if line is None or line.verdict is Verdict.KNOWN:
            return
        old = line.entry.texts()

        def take(values: Mapping[str, str]) -> None:
            texts = {ask.name: values.get(ask.name, "") for ask in OF_ONE}
            new = Entry.of(line.entry.at, texts | {"code8": old["code8"]})
            self._judge([new if one is line else one.entry for one in self.roster.lines])

        hint = line.reason if line.verdict is Verdict.WRONG else ""
        dialog = FormDialog(
            self, f"改第{line.entry.at}行", OF_ONE, take, hint=hint, verb="改好这一行",
            today=self._context.desk.session.today,
        )  # fmt: skip
        dialog.form.fill(old)
        dialog.exec()

    def drop(self) -> None:
        """Leave the chosen line out."""
        line = self.table.current()
        if line is not None:
            self._judge([one.entry for one in self.roster.lines if one is not line])

    def add(self) -> None:
        """Add what can be added, all in one; what must be mended stays."""
        lines = self.roster.of(Verdict.NEW)
        left = [one.entry for one in self.roster.of(Verdict.WRONG)]
        if not lines:
            return

        def work(desk: Desk, _report: Report) -> list[Village]:
            return desk.village.import_list(lines)

        def done(added: list[Village]) -> None:
            words = f"已增加{len(added)}个村"
            self._context.status(words)
            if not left:
                self.accept()
                return
            self._source = f"{words}，剩下没有增加的"
            self._judge(left)

        self.go.setEnabled(False)
        self._context.do_long(self, work, done, settled=self._offer)

    def _judge(self, entries: list[Entry]) -> None:
        told = self.roster.told

        def work(desk: Desk) -> Roster:
            return Roster(desk.village.judge_list(entries).lines, told)

        self._ask(work, keep=True, few=len(entries) <= FEW)

    def _ask(self, work: Ask, *, few: bool, keep: bool = False) -> None:
        """Read at once what is short, and all else beside the window's thread."""

        def asked(desk: Desk, _report: Report = silent) -> Roster:
            try:
                return work(desk)
            except GkdeskError as error:
                return Roster(told=(str(error),))

        def done(found: Roster) -> None:
            if found.lines or keep:
                self._show(found)
            else:
                self._words.setText("；".join(found.told))

        if few:
            done(asked(self._context.desk))
        else:
            self._words.setText(f"正在读{self._source}……")
            self._context.ask_long(self, asked, done)

    def _show(self, found: Roster) -> None:
        self.roster = found
        new, known, wrong = (len(found.of(verdict)) for verdict in Verdict)
        self.table.fill(found.lines, faint=lambda line: line.verdict is Verdict.KNOWN)
        self._body.setCurrentIndex(1 if found.lines else 0)
        counts = f"{self._source}：可增加{new}，已有{known}，须更正{wrong}"
        self._words.setText("。".join([counts, *found.told]) if found.lines else "")
        self.go.setText(f"\u2002增加 {new} 个村")
        self.go.setAccessibleName(f"增加 {new} 个村")
        if found.lines and not self.table.currentIndex().isValid():
            bad = [at for at, one in enumerate(found.lines) if one.verdict is Verdict.WRONG]
            self.table.selectRow(bad[0] if bad else 0)
            self.table.setFocus()
        self._offer()

    def _offer(self) -> None:
        line: Line | None = self.table.current()
        there = line is not None and bool(self.roster.lines)
        self.change.setEnabled(
            there and line is not None and line.verdict is not Verdict.KNOWN
        )  # fmt: skip
        self.leave.setEnabled(there)
        self.go.setEnabled(bool(self.roster.of(Verdict.NEW)))
