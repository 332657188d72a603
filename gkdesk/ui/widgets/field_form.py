"""A form built from described fields: labels above, messages below, every value as text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from gkdesk.ui.look import AMBER, INK3, RED, font, px

from .basic import box, column, label, row
from .calm_combo import CalmCombo
from .find_combo import FindCombo

LINE, MARK = 24, 3  # hanzi a line of choices may take; what a mark takes
MOST_RADIOS = 5


@dataclass(frozen=True)
class Ask:
    """One thing asked of the clerk. ``choices`` are (value, words) pairs."""

    name: str
    label: str
    kind: str = "text"  # text, longtext, list, date, choice, menu, find, yes, money, count
    required: bool = True
    default: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    wide: bool = False
    hint: str = ""  # stands in the empty box
    blank: bool = False  # no choice is made for the clerk


class FieldForm(QWidget):
    """A grid of fields, two columns when there is room."""

    changed = Signal()

    def __init__(self, asks: Sequence[Ask], *, columns: int = 2) -> None:
        super().__init__()
        self._asks = {ask.name: ask for ask in asks}
        self._inputs: dict[str, QWidget] = {}
        self._groups: dict[str, QButtonGroup] = {}
        self._messages = {ask.name: label("", 13, 400, RED, wrap=True) for ask in asks}
        self._heads: dict[str, QLabel] = {}
        self._tags = {ask.name: label("", 13, 400, AMBER) for ask in asks}
        self._columns, self._grid = columns, QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(8))
        for each in range(columns):
            self._grid.setColumnStretch(each, 1)
        self._cells = {ask.name: self._cell(ask) for ask in asks}
        self._shown: list[str] = []
        self.show_only(list(self._asks))
        self._untouched = self.values()

    @property
    def shown(self) -> list[str]:
        """The names of the fields that are shown, in their order."""
        return list(self._shown)

    def show_only(self, names: Collection[str]) -> None:
        """Show these fields in the order of the form and hide the others, values and all."""
        wanted = [name for name in self._asks if name in names]
        if wanted == self._shown:
            return
        for name in self._shown:
            self._grid.removeWidget(self._cells[name])
            if name not in wanted:
                self._cells[name].hide()
        at, columns = 0, self._columns
        for name in wanted:
            ask = self._asks[name]
            span = columns if ask.wide or ask.kind in ("longtext", "list") else 1
            if at % columns and span > 1:
                at += columns - at % columns
            self._grid.addWidget(self._cells[name], at // columns, at % columns, 1, span)
            self._cells[name].show()
            at += span
        self._shown = wanted

    def touched(self) -> list[str]:
        """Return the fields whose value is not the one they began with."""
        return [name for name, value in self.values().items() if value != self._untouched[name]]

    def rename(self, name: str, words: str) -> None:
        """Give a field another label: what is asked may depend on another answer."""
        self._heads[name].setText(words)
        self._inputs[name].setAccessibleName(words)

    def tag(self, name: str, words: str) -> None:
        """Put a word beside a field's label, such as 自动识别; ``""`` takes it away."""
        self._tags[name].setText(words)
        self._tags[name].setVisible(bool(words))

    def values(self) -> dict[str, str]:
        """Return every field's value as text, trimmed."""
        return {name: self._value(name).strip() for name in self._asks}

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values in; names the form does not ask are ignored."""
        for name, value in values.items():
            if name in self._asks:
                self._put(name, value)

    def mark(self, faults: Mapping[str, str]) -> None:
        """Show each field's fault under it and put the cursor into the first."""
        for name, message in self._messages.items():
            message.setText(faults.get(name, ""))
            message.setVisible(name in faults)
            widget = self._inputs[name]
            widget.setProperty("err", "1" if name in faults else "0")
            widget.setAccessibleDescription(faults.get(name, ""))
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        first = next((name for name in self._asks if name in faults), None)
        if first is not None:
            self.go_to(first)

    def go_to(self, name: str) -> None:
        self._inputs[name].setFocus(Qt.FocusReason.TabFocusReason)

    def input(self, name: str) -> QWidget:
        return self._inputs[name]

    def _cell(self, ask: Ask) -> QWidget:
        self._heads[ask.name] = label(ask.label, 15, 600)
        head = row(self._heads[ask.name], gap=8)
        if not ask.required:
            head.addWidget(label("选填", 13, 400, INK3))
        self._tags[ask.name].hide()
        head.addWidget(self._tags[ask.name])
        head.addStretch(1)
        widget = self._input(ask)
        self._inputs[ask.name] = widget
        self._messages[ask.name].hide()
        parts: list[QWidget | QHBoxLayout] = [head, widget, self._messages[ask.name]]
        if ask.help:
            parts.append(label(ask.help, 13, 400, INK3, wrap=True))
        made = box(column(*parts, None, gap=4))
        widget.setAccessibleName(ask.label)
        return made

    def _input(self, ask: Ask) -> QWidget:
        if ask.kind == "choice" and len(ask.choices) <= MOST_RADIOS:
            return self._radios(ask)
        if ask.kind in ("choice", "menu", "find"):
            combo = FindCombo() if ask.kind == "find" else CalmCombo()
            combo.setFont(font(15))
            if ask.blank and not ask.default:
                combo.addItem("请选择", "")
            for value, words in ask.choices:
                combo.addItem(words, value)
            combo.setCurrentIndex(max(0, combo.findData(ask.default)))
            combo.currentIndexChanged.connect(self.changed)
            return combo
        if ask.kind in ("longtext", "list"):
            area = QPlainTextEdit(ask.default)
            area.setFont(font(15))
            area.setTabChangesFocus(True)
            area.setFixedHeight(px(72))
            area.setPlaceholderText(ask.hint)
            area.textChanged.connect(self.changed)
            return area
        line = QLineEdit(ask.default)
        line.setPlaceholderText(ask.hint)
        line.setFont(font(15))
        line.textChanged.connect(self.changed)
        return line

    def _radios(self, ask: Ask) -> QWidget:
        group = QButtonGroup(self)
        self._groups[ask.name] = group
        lines = column(gap=6)
        for at, (value, words) in enumerate(ask.choices):
            radio = QRadioButton(words)
            radio.setFont(font(15))
            radio.setProperty("value", value)
            first = at == 0 and not ask.default and not ask.blank
            radio.setChecked(value == ask.default or first)
            group.addButton(radio)
        for some in _lines(group.buttons()):
            lines.addLayout(row(*some, None, gap=16))
        group.buttonClicked.connect(lambda _button: self.changed.emit())
        made = box(lines)
        for target in (group.checkedButton(), *group.buttons()):
            if target is not None:
                made.setFocusProxy(target)
                break
        return made

    def _value(self, name: str) -> str:
        if name in self._groups:
            chosen = self._groups[name].checkedButton()
            return str(chosen.property("value")) if chosen else ""
        match self._inputs[name]:
            case QComboBox() as combo:
                return str(combo.currentData())
            case QPlainTextEdit() as area:
                return area.toPlainText()
            case QLineEdit() as line:
                return line.text()
        return ""

    def _put(self, name: str, value: str) -> None:
        if name in self._groups:
            for radio in self._groups[name].buttons():
                radio.setChecked(radio.property("value") == value)
            return
        match self._inputs[name]:
            case QComboBox() as combo:
                combo.setCurrentIndex(max(0, combo.findData(value)))
            case QPlainTextEdit() as area:
                area.setPlainText(value)
            case QLineEdit() as line:
                line.setText(value)


def _lines(buttons: Sequence[QAbstractButton]) -> list[list[QAbstractButton]]:
    """Break the choices into lines that a narrow form holds."""
    lines: list[list[QAbstractButton]] = [[]]
    used = 0
    for one in buttons:
        wide = len(one.text()) + MARK
        if used + wide > LINE and lines[-1]:
            lines.append([])
            used = 0
        lines[-1].append(one)
        used += wide
    return lines


class LeaveWatch(QObject):
    """Calls back when a field loses the focus: the moment a draft is saved."""

    left = Signal()

    def watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        children: Any = widget.findChildren(QWidget)  # the stubs lose the type
        for child in children:
            child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)
