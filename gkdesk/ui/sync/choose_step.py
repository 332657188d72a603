"""选内容: what would go, by kind and row by row, and what stays behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from gkdesk.sync.model import Candidate, kind_label
from gkdesk.sync.survey import Survey, row_name, told_kinds, words_of_kind
from gkdesk.ui.look import INK2, font
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    label,
    line,
    row,
    scrolled,
)
from gkdesk.ui.widgets.rows_table import Column
from gkdesk.ui.widgets.ticks import TickTable

from .wizard_draft import Key

STAYING = "staying"  # the list of what does not go


def _name(key: Key) -> str:
    return "\n".join(key)


def _key_of(name: str) -> Key:
    kind, _, key = name.partition("\n")
    return kind, key


def _key(candidate: Candidate) -> Key:
    return candidate.row.kind, candidate.row.key


@dataclass(frozen=True)
class KindRows:
    """The rows of one kind, with what is asked of them at every click."""

    rows: list[Candidate]
    names: frozenset[str]
    why: str


def grouped(survey: Survey) -> dict[str, KindRows]:
    """Share the rows among their kinds; a hundred thousand take a while, so off the window."""
    found: dict[str, list[Candidate]] = {}
    for one in survey.choice.rows:
        found.setdefault(one.row.kind, []).append(one)
    return {
        kind: KindRows(rows, frozenset(_name(_key(one)) for one in rows), told_kinds(rows))
        for kind, rows in sorted(found.items())
    }


COLUMNS = (
    Column("名称", 0, lambda one: row_name(one.row)),
    Column("为什么送", 150, lambda one: one.why.label),
    Column("版次", 64, lambda one: str(one.row.revision), optional=True),
)


class ChooseStep(QWidget):
    """``changed`` when a row or kind was put in or left out, ``full_wished`` for 整包重送."""

    changed = Signal()
    full_wished = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.left: set[Key] = set()
        self._survey: Survey | None = None
        self._kind = ""
        self._wanted = False  # the clerk chose the kind
        self._kinds: dict[str, QCheckBox] = {}
        self._by_kind: dict[str, KindRows] = {}
        self._shown: frozenset[str] = frozenset()  # ticks as they were set last
        self._total = label("", 15, 600)
        self._list = column(gap=0)
        self.full = QCheckBox("整包重送：已公开的全部重新送一遍")
        self.full.setFont(font(15))
        self.full.setToolTip("县里的收件箱坏了或换了电脑时用；县里已有的同样内容不会重复登记")
        self.full.toggled.connect(self.full_wished)
        head = row(label("包内内容", 15, 700), None, self._total)
        contents = column(
            box(head),
            (scrolled(box(self._list)), 1),
            line(),
            self.full,
            gap=8,
            margins=(18, 12, 18, 12),
        )
        self._title = Elided("", 15, 700)
        self.table = TickTable(
            COLUMNS, "包内的各条", key=lambda one: _name(_key(one)), may=_may, cannot="这次不送"
        )
        self.table.ticked.connect(self._ticked)
        hint = label("不打勾的这次暂不放入，下次打包时还会列出", 14, 400, INK2, wrap=True)
        side = column(
            box(row((self._title, 1), margins=(18, 12, 18, 6))), line(), (self.table, 1),
            box(row(hint, margins=(18, 6, 18, 10))), gap=0,
        )  # fmt: skip
        self.setLayout(row((card(contents), 1), (card(side), 1), gap=12))

    def show_survey(self, survey: Survey, kinds: dict[str, KindRows], left: set[Key]) -> None:
        """Show what would go; ``left`` is what the clerk leaves out."""
        names = frozenset[str]().union(*(one.names for one in kinds.values()))
        self._survey, self._by_kind = survey, kinds
        self.left = {key for key in left if _name(key) in names}
        clear(self._list)
        self._kinds.clear()
        for kind in kinds:
            self._list.addWidget(self._row_of(kind))
            self._list.addWidget(line())
        if not kinds:
            words = "没有要送县里的新内容。有新公开的内容后再打包"
            self._list.addWidget(box(row(label(words, 15, wrap=True), margins=(0, 10, 0, 10))))
        self._list.addWidget(self._staying_row(survey))
        self._list.addStretch(1)
        self._count()
        known = {*kinds, STAYING} if self._wanted else set(kinds)
        wanted = self._kind if self._kind in known else next(iter(kinds), STAYING)
        self._list_kind(wanted)

    def show_kind(self, kind: str) -> None:
        """List the rows of one kind, or what stays behind, because the clerk asked for it."""
        self._wanted = True
        self._list_kind(kind)

    def _list_kind(self, kind: str) -> None:
        if self._survey is None:
            return
        self._kind = kind
        choice = self._survey.choice
        mine = self._by_kind.get(kind)
        rows: Sequence[Candidate] = mine.rows if mine else []
        self._title.say(f"{kind_label(kind)}：{len(rows)}条")
        if kind == STAYING:
            rows = [*choice.held, *choice.awaiting]
            self._title.say(f"未放入：{len(rows)}条，另有{choice.unchanged}条没有变化")
        self.table.fill(rows)
        going = set(mine.names - set(map(_name, self.left))) if mine else set()
        self._shown = frozenset(going)
        self.table.blockSignals(True)
        self.table.set_ticks(going)
        self.table.blockSignals(False)

    def _row_of(self, kind: str) -> QWidget:
        mine = self._by_kind[kind]
        tick = QCheckBox()
        tick.setAccessibleName(f"放入{kind_label(kind)}")
        tick.clicked.connect(lambda on: self._kind_clicked(kind, put_in=on))
        self._kinds[kind] = tick
        words = column(
            label(kind_label(kind), 15),
            Elided(f"{mine.why}；{words_of_kind(kind)}", 14, 400, INK2),
            gap=2,
        )
        count = label("", 17, 600)
        tick.setProperty("count", count)
        open_it = button("更改", "link", on=partial(self.show_kind, kind))
        open_it.setAccessibleName(f"查看和更改{kind_label(kind)}")
        return box(row(tick, (box(words), 1), count, open_it, gap=10, margins=(0, 7, 0, 7)))

    def _staying_row(self, survey: Survey) -> QWidget:
        choice = survey.choice
        parts = [f"{choice.unchanged}条没有变化"]
        parts += [f"{len(choice.awaiting)}条已送出等回执"] if choice.awaiting else []
        parts += [f"{len(choice.held)}条与送出过的对不上"] if choice.held else []
        words = column(label("未放入", 15), Elided("，".join(parts), 14, 400, INK2), gap=2)
        look = button("查看", "link", on=partial(self.show_kind, STAYING))
        look.setAccessibleName("查看未放入的")
        return box(row((box(words), 1), look, gap=10, margins=(0, 7, 0, 7)))

    def _kind_clicked(self, kind: str, *, put_in: bool) -> None:
        keys = {_key(one) for one in self._by_kind[kind].rows}
        self.left = self.left - keys if put_in else self.left | keys
        self._count()
        self.show_kind(kind)
        self.changed.emit()

    def _ticked(self) -> None:
        chosen = frozenset(self.table.chosen)
        self.left |= {_key_of(name) for name in self._shown - chosen}
        self.left -= {_key_of(name) for name in chosen - self._shown}
        self._shown = chosen
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        if self._survey is None:
            return
        self._total.setText(f"共 {len(self._survey.choice.rows) - len(self.left)} 项")
        gone = Counter(kind for kind, _key in self.left)
        for kind, tick in self._kinds.items():
            whole = len(self._by_kind[kind].rows)
            inside = whole - gone[kind]
            state = Qt.CheckState.PartiallyChecked if inside else Qt.CheckState.Unchecked
            tick.setCheckState(Qt.CheckState.Checked if inside == whole else state)
            words = f"{inside} 项" if inside == whole else f"{inside} / {whole} 项"
            tick.property("count").setText(words)


def _may(candidate: Candidate) -> bool:
    return candidate.why.goes
