"""A few questions and one act: stays open until the act is taken or given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from gkdesk.base.errors import BadValue, GkdeskError
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import INK2, RED

from .basic import action_bar, box, button, clear, column, label, notice, open_at
from .field_form import Ask, FieldForm

SAVE_AFTER_MS = 2000  # so much typing is lost at the most
Take = Callable[[Mapping[str, str]], object]
EACH_FIELD, FRAME = 86, 250  # design pixels of a field with its message, and of all the rest


class Keep(Protocol):
    """Where a half-filled form is kept."""

    def load(self) -> Mapping[str, str]: ...
    def save(self, values: Mapping[str, str]) -> None: ...
    def drop(self) -> None: ...


class _Filled(dict[str, str]):
    """What was filled in; a field that was left empty is not in it."""

    def __init__(self, asks: Mapping[str, Ask]) -> None:
        super().__init__()
        self._asks = asks

    def __missing__(self, name: str) -> str:
        ask = self._asks[name]
        raise BadValue(name, ask.label, "没有选" if ask.choices else "没有填")


class FormDialog(QDialog):
    """Asks for fields, hands the filled ones to ``take``; a refusal is shown here."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        asks: Sequence[Ask],
        take: Take,
        *,
        today: date,
        hint: str = "",
        verb: str = "",
        columns: int = 2,
    ) -> None:
        super().__init__(parent)
        self._take, self._today = take, today
        self._asks = {ask.name: ask for ask in asks}
        self.setWindowTitle(f"{title} — 政务公开工作台")
        self.form = FieldForm(asks, columns=columns)
        for ask in asks:
            self._hide_secret(ask)
        self._notice = column(gap=0)
        self.go = button(verb or title, "primary", "check", on=self.accept)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(box(column(self.form, None, margins=(0, 0, 8, 0))))
        self._hint = label(hint, 14, 400, INK2, wrap=True)
        if not hint:
            self._hint.hide()
        self._body = body = column(
            label(title, 20, 700),
            self._hint,
            box(self._notice),
            (scroll, 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        stay = button("先不办", on=self.reject)
        self._bar = action_bar(None, stay, self.go)
        self.setLayout(column((box(body), 1), self._bar, gap=0))
        self._fit(len(asks), columns)
        self._kept: Keep | None = None
        self._save = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save.timeout.connect(self._save_draft)

    def accept(self) -> None:
        """Take the act; a refusal is shown here and nothing typed is lost."""
        try:
            self._take(self.values())
        except GkdeskError as error:
            self.say(error)
        else:
            self._drop()
            super().accept()

    def reject(self) -> None:
        """Close without the act; what was typed stays for the next time."""
        self._save_draft()
        super().reject()

    def remember(self, draft_place: Keep) -> None:
        """Keep what is typed until the act is taken; put in what was typed the last time."""
        self._kept = draft_place
        self.form.changed.connect(self._typed)
        draft = draft_place.load()
        if not draft:
            return
        fresh = self.form.values()
        self.form.fill(draft)
        text = label("上次填的还在，可以接着填。", 14)
        again = button("不要了，重新填", "link", on=lambda: self._start_anew(fresh), size=14)
        self._notice.addWidget(notice("blue", "file-pen", text, None, again))

    def _typed(self) -> None:
        if not self._save.isActive():
            self._save.start()

    def _start_anew(self, fresh: Mapping[str, str]) -> None:
        self.form.fill(fresh)
        self._drop()
        clear(self._notice)

    def _save_draft(self) -> None:
        if self._kept is None:
            return
        if self.form.touched():
            secret = {name for name, ask in self._asks.items() if ask.kind == "password"}
            values = self.form.values().items()
            self._kept.save({name: text for name, text in values if name not in secret})
        elif self._kept.load():
            self._kept.drop()

    def _drop(self) -> None:
        self._save.stop()
        if self._kept is not None:
            self._kept.drop()

    def add_button(self, made: QPushButton) -> None:
        """Put one more button at the left of the bar."""
        bar = self._bar.layout()
        assert isinstance(bar, QHBoxLayout)  # noqa: S101 - action_bar makes it so
        bar.insertWidget(0, made)

    def put_under_title(self, made: QWidget) -> None:
        """Put something above the fields, such as which of several things is asked about."""
        self._body.insertWidget(1, made)

    def hint(self, words: str) -> None:
        """Say something else under the title."""
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    def values(self) -> dict[str, str]:
        """Return what was filled in; dates as ISO when they can be read.

        Who takes an empty one by its name meets ``BadValue``, which is told under the field.
        """
        found = _Filled(self._asks)
        found |= {name: value for name, value in self.form.values().items() if value}
        for name, value in found.items():
            if self._asks[name].kind == "date":
                on = parse_day(value, self._today)
                found[name] = on.isoformat() if on else value
        return found

    def say(self, error: GkdeskError) -> None:
        """Show why the act was refused, and under which fields."""
        faults = getattr(error, "faults", None)
        if faults is not None:  # a form told all its faults at once
            self.form.mark({fault.field: fault.message for fault in faults})
            words = f"有{len(faults)}处需要更正，其他内容没有丢"
        else:
            field, reason = getattr(error, "field", ""), getattr(error, "reason", "")
            self.form.mark({field: reason} if field in self._asks else {})
            words = str(error)
        clear(self._notice)
        text = label(words, 15, 600, RED, wrap=True)
        self._notice.addWidget(notice("red", "circle-alert", (text, 1), width=2))

    def _hide_secret(self, ask: Ask) -> None:
        line = self.form.input(ask.name)
        if ask.kind == "password" and isinstance(line, QLineEdit):
            line.setEchoMode(QLineEdit.EchoMode.Password)

    def _fit(self, asks: int, columns: int) -> None:
        rows = -(-asks // columns)
        width = 760 if columns > 1 else 460
        open_at(self, width, min(EACH_FIELD * rows + FRAME, 620))
