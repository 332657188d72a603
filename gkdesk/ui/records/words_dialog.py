"""本单位的词和电话: what the privacy check looks for beside the program's own list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gkdesk.base.privacy import shown_name
from gkdesk.base.scanning import plain
from gkdesk.base.text import mask_phone
from gkdesk.records.scanmodel import ListedWord, WordKind
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
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
    row,
)
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, RowsTable

HINT = (
    "隐私检查除了程序自带的词，还按这里的词查；列为可公开的电话不再提示。改动从下一次检查起生效。"
)
EMPTY = (
    "本单位还没有加过词和电话。本地常见的错误说法、内部文件上的字样、"
    "对外公布的办公电话，都可以加在这里。"
)
_ASKED = (WordKind.WORD, WordKind.WRONG, WordKind.MARK, WordKind.ALLOW)
_BLOCK = (("", "须核对"), ("yes", "须负责人决定"))
_FIELDS = {
    WordKind.WORD: ("kind", "text", "block"),
    WordKind.WRONG: ("kind", "text", "suggestion", "block"),
    WordKind.MARK: ("kind", "text", "block"),
    WordKind.ALLOW: ("kind", "text"),
}
_HELP = {
    WordKind.WORD: "词",
    WordKind.WRONG: "写错的说法",
    WordKind.MARK: "文件上的字样",
    WordKind.ALLOW: "电话号码",
}


def _text(one: ListedWord) -> str:
    """Return the word; a mobile number keeps its ends, so that one knows which it is."""
    return one.text if shown_name(one.text) == one.text else mask_phone(plain(one.text))


def _demand(one: ListedWord) -> str:
    if one.kind in (WordKind.ALLOW, WordKind.DROP):
        return "不再提示"
    return "须负责人决定" if one.blocks else "须核对"


def _about(one: ListedWord) -> str:
    if one.kind is WordKind.DROP:
        return "程序自带，本单位停用"
    return f"应为“{one.suggestion}”" if one.suggestion else one.note


COLUMNS = (
    Column("词", 0, _text, bold=True, key=lambda one: one.text),
    Column("种类", 128, lambda one: one.kind.label, key=lambda one: one.kind.label),
    Column("要求", 128, _demand, optional=True),
    Column("换成、说明", 300, _about),
)


class WordForm(FormDialog):
    """Asks for one word or telephone; only the boxes its kind needs are shown."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        self._words = context.desk.records.privacy.words
        choices = tuple((kind.value, kind.label) for kind in _ASKED)
        super().__init__(
            parent,
            "增加词或电话",
            (
                Ask("kind", "种类", "choice", choices=choices, default=WordKind.WORD.value),
                Ask("text", "词或号码"),
                Ask("suggestion", "应写成", required=False),
                Ask("block", "查到时的要求", "choice", choices=_BLOCK),
            ),
            self._take_in,
            today=context.desk.session.today,
            hint="已经有的词，按这次写的为准。",
            columns=1,
        )
        self.form.changed.connect(self._fit_fields)
        self._fit_fields()

    def _take_in(self, values: Mapping[str, str]) -> None:
        self._words.add(
            values["text"],
            values["kind"],
            suggestion=values.get("suggestion", ""),
            block=bool(values.get("block")),
        )

    def _fit_fields(self) -> None:
        kind = WordKind(self.form.values()["kind"])
        self.form.show_only(_FIELDS[kind])
        self.form.rename("text", _HELP[kind])


class WordsDialog(QDialog):
    """The office's own list, and beside it the program's."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self._words = context.desk.records.privacy.words
        self._own = True
        self.setWindowTitle("本单位的词和电话 — 政务公开工作台")
        self.own = button("本单位的", "chip", on=partial(self.choose, own=True), size=14)
        self.shipped = button("程序自带的", "chip", on=partial(self.choose, own=False), size=14)
        for chip in (self.own, self.shipped):
            chip.setCheckable(True)
        self.table = RowsTable(COLUMNS, "词和电话")
        self.table.picked.connect(self._offer)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty_page(EMPTY))
        self._said = label("", 14, 400, INK2)
        chips = row(self.own, self.shipped, None, self._said, gap=6, margins=(12, 8, 12, 8))
        self.remove = button("删去", icon="trash-2", on=self.take_out)
        self.add = button("增加词或电话", "primary", "plus", on=self.ask)
        body = column(
            label("本单位的词和电话", 20, 700),
            label(HINT, 14, 400, INK2, wrap=True),
            (card(column(box(chips), line(), (self._stack, 1), gap=0)), 1),
            gap=10,
            margins=(20, 14, 20, 10),
        )
        foot = action_bar(self.remove, None, button("关闭", on=self.reject), self.add)
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 900, 560)
        self.reload()

    def choose(self, *, own: bool) -> None:
        """Show the office's own words or the program's."""
        self._own = own
        self.reload()

    def reload(self) -> None:
        """Read the lists again."""
        own, shipped = self._words.all(), self._words.shipped()
        self.own.setText(f"本单位的 {len(own)}")
        self.shipped.setText(f"程序自带的 {len(shipped)}")
        self.own.setChecked(self._own)
        self.shipped.setChecked(not self._own)
        self.table.fill(own if self._own else shipped, faint=lambda one: one.kind is WordKind.DROP)
        self._stack.setCurrentIndex(0 if self.table.shown() else 1)
        if self.table.current() is None and self.table.shown():
            self.table.selectRow(0)
        self._offer(self.table.current())

    def ask(self) -> None:
        """Ask for a word or telephone and put it on the list."""
        if WordForm(self, self._context).exec():
            self._own = True
            self._say("已增加")

    def take_out(self) -> None:
        """Delete the chosen word, set a shipped one aside, or use one again."""
        chosen: ListedWord | None = self.table.current()
        if chosen is None:
            return
        if chosen.kind is WordKind.DROP:
            if self._context.do(self, lambda: self._words.put_back(chosen.text)):
                self._say("已恢复使用，在“程序自带的”里")
        elif self._context.do(self, lambda: self._words.remove(chosen.text)):
            self._say("已删去" if chosen.own else "已停用，在“本单位的”里可以恢复")

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self.reload()

    def _offer(self, chosen: ListedWord | None) -> None:
        self.remove.setEnabled(chosen is not None)
        words = "删去"
        if chosen is not None and chosen.kind is WordKind.DROP:
            words = "恢复使用"
        elif chosen is not None and not chosen.own:
            words = "停用此词"
        self.remove.setText(f"\u2002{words}")
        self.remove.setAccessibleName(words)
