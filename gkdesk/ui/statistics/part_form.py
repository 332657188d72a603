"""One part of the annual report: its texts or figures to be written, and what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gkdesk.statistics.model import FEE, STOCK, AnnualReport, Finding, Part, ReportForm, RowKind
from gkdesk.ui.look import GREEN, INK2, INK3, RED, font, px
from gkdesk.ui.widgets.basic import box, button, clear, column, label, picture, row
from gkdesk.ui.widgets.calm_combo import CalmCombo

WAIT_MS = 1200  # after the last key, what was typed is saved
_LINES = 4
HOLDS = {
    True: ("circle-check", GREEN), False: ("circle-alert", RED), None: ("circle-help", INK3),
}  # fmt: skip
FEE_LABEL = "本年收取的信息处理费（元）"
Field = QLineEdit | QPlainTextEdit


class PartForm(QWidget):
    """The fields of one part; ``typed`` is sent a little after the last key, with what changed."""

    typed = Signal(dict)

    def __init__(self, form: ReportForm, part: Part, report: AnnualReport) -> None:
        super().__init__()
        self.part, self.year, self._report = part, report.year, report
        self.fields: dict[str, Field] = {}
        self._told: dict[str, QWidget] = {}
        self._sent: dict[str, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.send)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(px(4), px(4), px(14), px(4))
        self._layout.setSpacing(px(6))
        self._faults = column(gap=2)
        for one in form.of(part):
            self._text(one.code, one.label, one.help)
        if part is Part.ACTIVE:
            self._figures(form)
        if part is Part.OTHERS:
            self._figure(FEE, FEE_LABEL)
        self._found = column(gap=6)
        self._layout.addWidget(box(self._found))
        if part is Part.OVERVIEW and form.status != "certain":
            self._layout.addWidget(label(f"{form.note}。", 13, 400, INK3, wrap=True))
        self._layout.addStretch(1)
        self._sent = self.values()

    def values(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {
            code: field.text() if isinstance(field, QLineEdit) else field.toPlainText()
            for code, field in self.fields.items()
        }

    def unsent(self) -> dict[str, str]:
        """Return what was typed and is not saved, by field."""
        return {code: text for code, text in self.values().items() if text != self._sent[code]}

    def send(self) -> None:
        """Hand over what is not saved yet."""
        self._timer.stop()
        if changed := self.unsent():
            self.typed.emit(changed)

    def saved(self, values: Mapping[str, str]) -> None:
        """Take note of what was saved."""
        self._sent |= values

    def put_back(self, values: Mapping[str, str]) -> None:
        """Show what was typed here before and could not be saved."""
        for code, text in values.items():
            field = self.fields[code]
            if isinstance(field, QLineEdit):
                field.setText(text)
            else:
                field.setPlainText(text)

    def refuse(self, code: str, words: str) -> None:
        """Mark a field whose text was not taken; it stays as it was typed."""
        self.accept()
        if code in self.fields:
            self._mark(code, "1")
            self._told[code].setText(words)  # type: ignore[attr-defined]  # a label
            self._told[code].show()

    def accept(self) -> None:
        """Take all marks off."""
        for code in self.fields:
            self._mark(code, "")
            self._told[code].hide()

    def show_found(self, report: AnnualReport) -> None:
        """Show what the checks say of this part."""
        self._report = report
        clear(self._found)
        for one in report.findings:
            if one.part is self.part:
                self._found.addWidget(_finding(one))

    def _mark(self, code: str, state: str) -> None:
        field = self.fields[code]
        if field.property("err") != state:
            field.setProperty("err", state)
            field.style().unpolish(field)
            field.style().polish(field)

    def _text(self, code: str, words: str, hint: str) -> None:
        editor = QPlainTextEdit()
        editor.setPlainText(self._report.values.get(code, ""))
        editor.setPlaceholderText(hint)
        editor.setTabChangesFocus(True)
        editor.setFixedHeight(px(30 + 22 * _LINES))
        editor.textChanged.connect(self._timer.start)
        self._add(code, words, editor)

    def _figures(self, form: ReportForm) -> None:
        for one in form.rows:
            if one.zero:
                words = f"{one.block}　{one.label}：乡镇、街道没有，印0"
                self._layout.addWidget(label(words, 14, 400, INK2, wrap=True))
                continue
            heads = list(STOCK.values()) if one.kind is RowKind.STOCK else ["（万元）"]
            heads = heads if one.kind is not RowKind.COUNT else [""]
            for code, head in zip(one.codes, heads, strict=True):
                self._figure(code, f"{one.block}　{one.label}{head}")

    def _figure(self, code: str, words: str) -> None:
        line = QLineEdit(self._report.values.get(code, ""))
        line.setFixedWidth(px(160))
        line.textChanged.connect(lambda _text: self._timer.start())
        self._add(code, words, line)

    def _add(self, code: str, words: str, field: Field) -> None:
        field.setFont(font(15))
        field.setAccessibleName(words)
        take = button("用建议的", "link", size=14, on=partial(self._take, code))
        if code not in self._report.suggested:
            take.hide()  # shown before it has a parent it would be a window of its own
        take.setAccessibleName(f"用建议的：{words}")
        told = label("", 14, 400, RED, wrap=True)
        told.hide()
        self.fields[code], self._told[code] = field, told
        self._layout.addWidget(box(row(label(words, 15, 600), take, None, gap=10)))
        self._layout.addWidget(field)
        self._layout.addWidget(told)

    def _take(self, code: str) -> None:
        """Put the suggested words in; Ctrl+Z brings back what was there."""
        field, words = self.fields[code], self._report.suggested.get(code, "")
        if isinstance(field, QLineEdit):
            field.selectAll()
            field.insert(words)
        else:
            field.selectAll()
            field.insertPlainText(words)
        field.setFocus()
        self.send()

    def take_all(self) -> None:
        """Put the suggested words into every empty field."""
        for code, now in self.values().items():
            if not now.strip() and code in self._report.suggested:
                self._take(code)


class CountedPart(QWidget):
    """Parts 三 and 四: counted, with the way to the cases behind the figures."""

    def __init__(self, part: Part, lines: Sequence[str], look: Callable[[], object]) -> None:
        super().__init__()
        self.part = part
        self._found = column(gap=6)
        words = "这一部分由程序从依申请公开台账数出来，不用填。"
        self.setLayout(
            column(
                label(words, 15, 400, INK2, wrap=True),
                *(label(one, 15, 400, wrap=True) for one in lines),
                row(button("看年报数字和有关申请", icon="table-2", on=look), None),
                box(self._found),
                None,
                gap=8,
                margins=(4, 4, 14, 4),
            )
        )

    def show_found(self, report: AnnualReport) -> None:
        """Show what the equations say."""
        clear(self._found)
        for one in report.findings:
            if one.part is self.part:
                self._found.addWidget(_finding(one))

    def send(self) -> None:
        """Nothing is typed here."""

    def unsent(self) -> dict[str, str]:
        return {}


def year_combo(years: Sequence[int], chosen: int) -> CalmCombo:
    """Make the choice of a year."""
    made = CalmCombo()
    made.setFont(font(15))
    made.setAccessibleName("年度")
    for year in years:
        made.addItem(f"{year}年", year)
    made.setCurrentIndex(max(0, list(years).index(chosen) if chosen in years else 0))
    return made


def _finding(one: Finding) -> QWidget:
    icon, colour = HOLDS[one.holds if not (one.hint and one.holds is False) else None]
    lines = [label(one.words, 14, 400, wrap=True)]
    lines += [label(fault, 14, 600, INK2 if one.hint else RED, wrap=True) for fault in one.faults]
    return box(row(picture(icon, 18, colour), (box(column(*lines, gap=2)), 1), gap=8))
