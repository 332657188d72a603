"""One entry of a register as it stands: its fields, what is owed and wrong, and its course."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from gkdesk.records.regmodel import Entry, Line, Register, Revision
from gkdesk.ui.context import Context, day
from gkdesk.ui.look import AMBER, INK2, INK3, RED, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    Part,
    action_bar,
    box,
    button,
    column,
    label,
    line,
    notice,
    open_at,
    row,
)

ACTS = {"add": "登记", "change": "修改", "cancel": "作废", "attach": "添加附件"}


class EntryView(QDialog):
    """Shows an entry masked; each step it took stands below, newest first."""

    def __init__(self, parent: QWidget, context: Context, form: Register, entry: Entry) -> None:
        super().__init__(parent)
        self._context, self._room, self._form = context, context.desk.registers, form
        self._entry = entry
        self.setWindowTitle(f"{form.title} {entry.number} — 政务公开工作台")
        shown = self._room.book.line(entry)
        parts: list[Part] = [label(shown.title, 18, 700, wrap=True), *self._told(shown)]
        values = self._room.lists.shown(form, entry)
        parts += [_fact(form.label(name), text) for name, text in values.items()]
        parts += [self._file(one.id) for one in entry.files]
        parts += [line(), label("经过", 15, 600, INK2)]
        parts += [label(words, 14, 400, INK3, wrap=True) for words in self.course()]
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(box(column(*parts, None, gap=4, margins=(0, 0, 10, 0))))
        foot = action_bar(None, button("关闭", on=self.accept))
        body = column((scroll, 1), margins=(22, 16, 12, 10))
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 760, 640)

    def course(self) -> list[str]:
        """Return what happened, newest first, each in one line; no value stands in it."""
        revisions = self._entry.revisions
        pairs = zip(revisions, (None, *revisions), strict=False)
        return [self._step(one, before) for one, before in pairs][::-1]

    def _step(self, one: Revision, before: Revision | None) -> str:
        act = next((act.label for act in self._form.acts if act.code == one.act), "")
        words = ACTS.get(one.act, act or one.act)
        old = before.values if before else {}
        fields = [
            self._form.label(name)
            for name in {**old, **one.values}
            if before is not None and old.get(name) != one.values.get(name)
        ]
        changed = f"：{'、'.join(fields)}" if fields else ""
        state = self._form.state(one.state).label
        into = f"，{state}" if before is None or before.state != one.state else ""
        why = f"（{self._room.book.shown_text(one.reason)}）" if one.reason else ""
        return f"{one.at:%Y-%m-%d %H:%M} {one.by} {words}{changed}{into}{why}"

    def _told(self, shown: Line) -> list[Part]:
        """Return the bars above the fields: the state, what is owed, what is wrong."""
        found: list[Part] = [label(f"{shown.entry.number}　{shown.state.label}", 14, 600, INK2)]
        now: datetime = self._context.desk.session.now()
        for one in shown.dues:
            if not one.met:
                tone, ink = ("red", RED) if one.at < now else ("blue", INK2)
                mark = "（暂估）" if one.provisional else ""
                when = f"{day(one.on)}{f' {one.at:%H:%M}' if one.figure.unit == 'hour' else ''}"
                words = f"{one.rule.label}：{when}前{mark}（{one.figure.why}）"
                found.append(notice(tone, "clock", (label(words, 14, 600, ink, wrap=True), 1)))
        for each in shown.findings:
            words_ = label(each.words, 14, 600, AMBER, wrap=True)
            found.append(notice("amber", "circle-alert", (words_, 1)))
        return found

    def _file(self, id_: int) -> QWidget:
        one = self._entry.files[id_ - 1]
        what = self._form.label(one.field) if one.field else "附件"
        words = f"第{one.id}份 {what} {self._room.book.shown_text(one.note)}".strip()
        save = button("另存", "link", on=partial(self._save, id_), size=14)
        return box(row(label(words, 15), None, save))

    def _save(self, id_: int) -> None:
        one = self._entry.files[id_ - 1]
        name = self._room.files.suggested(self._entry, one)
        path = say().save(self, "附件存到哪里", name, "*")
        if path is not None:
            self._context.do(self, lambda: self._room.files.save_as(self._entry, id_, path))


def _fact(name: str, value: str) -> QWidget:
    key = label(name, 14, 400, INK2, wrap=True)
    key.setFixedWidth(px(128))
    key.setAlignment(Qt.AlignmentFlag.AlignTop)
    return box(row(key, (label(value, 15, wrap=True), 1), gap=8, margins=(0, 4, 0, 4)))
