"""Reviewing one record after the other: the document left, the steps and the points right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from gkdesk.base.errors import GkdeskError
from gkdesk.base.privacy import masked, shown_name
from gkdesk.records.model import UNDER_REVIEW, Act, Record, State
from gkdesk.ui.context import Context, day, short_day
from gkdesk.ui.look import AMBER, INK2, RED, font, px
from gkdesk.ui.revealing import Reveal
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    fact,
    label,
    notice,
    open_at,
    row,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.painted import Steps
from gkdesk.ui.widgets.pdf_view import PdfView

from .scan_dialog import ScanDialog
from .step_dialogs import StepDialog, points_box

_FORWARD = (Act.PASS, Act.PUBLISH, Act.SETTLE)
_SIDE = 400  # design pixels of the right column
_REMARKS = 5
_NO_TEXT = "这份附件在这里看不到文字，请回列表存出来打开看。"


class ReviewDialog(QDialog):
    """Goes through the records that wait for the reviewer without returning to the list."""

    def __init__(self, parent: QWidget, context: Context, uids: Sequence[str], at: int = 0) -> None:
        super().__init__(parent)
        self._context, self._uids, self._at = context, list(uids), at
        self._ticks: dict[str, QCheckBox] = {}
        self.record: Record | None = None
        self.setWindowTitle("审核公开信息 — 政务公开工作台")
        self._title = label("", 19, 700, wrap=True)
        self._place = label("", 14, 400, INK2)
        self.which = CalmCombo()
        self.which.setFont(font(15))
        self.which.setAccessibleName("看正文还是附件")
        self.which.currentIndexChanged.connect(lambda _at: self._show_document())
        self.body = QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setFont(font(16))
        self.body.setAccessibleName("正文")
        self.pdf = PdfView()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.body)
        self._stack.addWidget(self.pdf)
        self.reveal = QCheckBox("显示号码")
        self.reveal.setFont(font(14))
        self.reveal.setToolTip("身份证号、手机号等平时遮盖；显示要记入日志")
        self.revealed = Reveal(self, self._looked)
        self.revealed.changed.connect(self._reveal)
        self.reveal.toggled.connect(
            lambda on: self.revealed.show() if on else self.revealed.cover()
        )
        left = column(
            box(row(self.which, self.reveal, None, self._place, gap=12)), (self._stack, 1), gap=8
        )
        self._side = column(gap=8, margins=(4, 0, 12, 0))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(box(self._side))
        scroll.setFixedWidth(px(_SIDE))
        self._trouble = column(gap=0)
        self.opinion = QPlainTextEdit()
        self.opinion.setFont(font(15))
        self.opinion.setPlaceholderText("意见（退回和不主动公开时必填）")
        self.opinion.setAccessibleName("意见")
        self.opinion.setFixedHeight(px(64))
        self.opinion.setTabChangesFocus(True)
        body = column(
            self._title,
            box(self._trouble),
            (box(row((box(left), 1), scroll, gap=14)), 1),
            gap=10,
            margins=(20, 14, 20, 8),
        )
        self.setLayout(column((box(body), 1), self._bar(), gap=0))
        open_at(self, 1180, 690)
        self._keys()
        self._load()

    def _bar(self) -> QWidget:
        self.back = button("上一条", icon="chevron-left", on=lambda: self.move_by(-1), size=14)
        self.next = button("下一条", icon="chevron-right", on=lambda: self.move_by(1), size=14)
        self.secrecy = button("保密审查", icon="shield-check", on=self._review_secrecy)
        self.refuse = button(
            "退回修改", icon="undo-2", on=lambda: self.take(Act.RETURN), tip="Ctrl+Shift+Enter"
        )
        self.go = button("通过", "primary", "check", on=self._forward, tip="Ctrl+Enter")
        return action_bar(self.back, self.next, None, self.secrecy, self.refuse, self.go)

    def _keys(self) -> None:
        for keys, what in (
            ("Ctrl+Return", self._forward),
            ("Ctrl+Shift+Return", partial(self.take, Act.RETURN)),
            ("Alt+Down", partial(self.move_by, 1)),
            ("Alt+Up", partial(self.move_by, -1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(what)

    def move_by(self, step: int) -> None:
        """Go to the next or the former record."""
        at = self._at + step
        if 0 <= at < len(self._uids):
            self._at = at
            self.opinion.clear()
            self._load()

    def take(self, act: Act) -> None:
        """Take a step with the points ticked and the opinion written."""
        record = self.record
        if record is None:
            return
        ticked = [code for code, tick in self._ticks.items() if tick.isChecked()]
        values = {"opinion": self.opinion.toPlainText(), "checks": ticked}
        try:
            self._context.desk.records.act(record.uid, act, values)
        except GkdeskError as error:
            self._say(str(error))
            return
        self._context.refresh()
        self.opinion.clear()
        if self._at + 1 < len(self._uids):
            self._at += 1
        self._load()

    def _forward(self) -> None:
        act = self._next_act()
        if act is not None:
            self.take(act)

    def _next_act(self) -> Act | None:
        if self.record is None:
            return None
        allowed = self._context.desk.records.acts(self.record.uid)
        return next((act for act in _FORWARD if act in allowed), None)

    def _review_secrecy(self) -> None:
        if (
            self.record is not None
            and StepDialog(self, self._context, self.record, Act.SECRECY).exec()
        ):
            self._context.refresh()
            self._load()

    def _scan(self) -> None:
        if self.record is not None:
            ScanDialog(self, self._context, self.record).exec()
            self._load()

    def _say(self, words: str) -> None:
        clear(self._trouble)
        text = label(words, 15, 600, RED, wrap=True)
        self._trouble.addWidget(notice("red", "circle-alert", (text, 1), width=2))

    def _load(self) -> None:
        records = self._context.desk.records
        self.record = record = records.get(self._uids[self._at])
        self.revealed.cover()
        clear(self._trouble)
        self._title.setText(shown_name(record.title))
        self._place.setText(f"第{self._at + 1}条，共{len(self._uids)}条　{record.number}")
        self._files = records.files.of(record.uid)
        self.which.blockSignals(True)
        self.which.clear()
        for name in ("正文", *(f"附件：{shown_name(one.name)}" for one in self._files)):
            self.which.addItem(name)
        self.which.blockSignals(False)
        self._show_document()
        self._fill_side(record)
        allowed = records.acts(record.uid)
        act = self._next_act()
        self.go.setText(f"\u2002{act.label}" if act else "\u2002通过")
        self.go.setEnabled(act is not None)
        self.refuse.setEnabled(Act.RETURN in allowed)
        self.secrecy.setEnabled(Act.SECRECY in allowed)
        self.back.setEnabled(self._at > 0)
        self.next.setEnabled(self._at + 1 < len(self._uids))

    def _show_document(self) -> None:
        record, at = self.record, self.which.currentIndex() - 1
        if record is None:
            return
        if at < 0:
            self.body.setPlainText(self._shown(record.body))
            self._stack.setCurrentIndex(0)
            return
        from gkdesk.documents.plaintext import text_of

        one = self._files[at]
        data = self._context.desk.records.files.read(one.sha256)
        if data.startswith(b"%PDF"):
            self.pdf.show_pdf(data)
            self._stack.setCurrentIndex(1)
            return
        suffix = one.name[one.name.rfind(".") :] if "." in one.name else ""
        text = text_of(data, suffix)
        self.body.setPlainText(
            masked(text) if text else "这份附件在这里看不到文字，请回列表存出来打开看。"
        )
        self._stack.setCurrentIndex(0)

    def _shown(self, text: str) -> str:
        privacy = self._context.desk.records.privacy
        return text if self.revealed.on else privacy.shown(text)

    def _looked(self) -> None:
        if self.record is not None:
            self._context.desk.records.reveal(self.record.uid)

    def _reveal(self) -> None:
        """Show the numbers or cover them; the text stays where it is read."""
        with QSignalBlocker(self.reveal):
            self.reveal.setChecked(self.revealed.on)
        if self.which.currentIndex() == 0:  # files are always masked
            read = self.body.verticalScrollBar().value()
            self._show_document()
            self.body.verticalScrollBar().setValue(read)

    def _fill_side(self, record: Record) -> None:
        records = self._context.desk.records
        self._side.removeWidget(self.opinion)  # what is written stays; the rest is made anew
        clear(self._side)
        self._side.addWidget(self._steps(record))
        for one in records.remarks(record.uid)[:_REMARKS]:
            colour, tone = (RED, "red") if one.blocks else (AMBER, "amber")
            words = label(one.words, 14, 400, colour, wrap=True)
            self._side.addWidget(notice(tone, "circle-alert", (words, 1)))
        held = len(records.findings(record.uid))
        told = f"隐私检查有{held}处没有处理" if held else "隐私检查没有要处理的"
        look = button("去看", "link", on=self._scan, size=14)
        shown = label(told, 14, 600 if held else 400, RED if held else INK2, wrap=True)
        self._side.addWidget(notice("red" if held else "green", "shield-check", (shown, 1), look))
        act = self._next_act()
        points = records.points(record.uid, act) if act else ()
        self._ticks = {one.code: QCheckBox(f"{one.label}：{one.asks}") for one in points}
        for tick in self._ticks.values():
            tick.setFont(font(14))
            tick.setToolTip(tick.text())
        if points:
            self._side.addWidget(points_box(self._ticks))
        self._side.addWidget(self.opinion)
        self._side.addWidget(self._facts(record))
        self._side.addStretch(1)

    def _facts(self, record: Record) -> QWidget:
        shown = (
            ("公开属性", record.attribute.label),
            ("文号", record.doc_number or "—"),
            ("形成日期", day(record.made_on)),
            ("起草", record.drafted_by),
            ("保密审查", record.secrecy.label if record.secrecy else "还没有审查"),
            ("理由", masked(record.reason)),
        )
        return box(column(*(fact(name, value) for name, value in shown if value), gap=0))

    def _steps(self, record: Record) -> QWidget:
        rules = self._context.desk.records.rules.review
        passed = [event for event in record.this_round if event.act is Act.PASS]
        names, present = [], len(rules.steps)
        for at, step in enumerate(rules.steps):
            note = step.who
            if at < len(passed):
                event = passed[at]
                note = f"{event.user} {short_day(event.at.date())}"
            names.append((step.label, note))
            if step.state is record.state:
                present = at
        if record.state is State.DRAFT:
            present = 0
        made = Steps(names, present)
        return card(column(made, margins=(14, 10, 14, 10)))


def waiting(context: Context) -> list[str]:
    """Return the uids of the records the logged-in user may review now."""
    records = context.desk.records
    mine = {*_FORWARD, Act.RETURN}
    return [
        record.uid
        for state in UNDER_REVIEW
        for record in records.rows(state)
        if mine.intersection(records.acts(record.uid))
    ]
