"""Beside the register form: the day of receipt and why, the time limits, what was asked before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.text import id_number
from gkdesk.ui.context import Context, day
from gkdesk.ui.look import ACCENT, AMBER, GREEN, INK, INK2, px
from gkdesk.ui.widgets.basic import box, card, clear, column, label, line, picture, row

MOST_NUMBERS = 3


class RegisterSide(QFrame):
    """What the service makes of the values typed so far; asked anew at each ``show_for``."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._lines = column(gap=8)
        inner = QScrollArea()
        inner.setWidgetResizable(True)
        inner.setFrameShape(QFrame.Shape.NoFrame)
        inner.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner.setWidget(box(column(box(self._lines), None, margins=(18, 14, 18, 14))))
        self.setLayout(column(card(column((inner, 1))), gap=0))
        self.setFixedWidth(px(312 if context.wide() else 270))

    def show_for(self, values: Mapping[str, str]) -> bool:
        """Reckon anew for these values; tell whether 双方确认 would be awaited."""
        clear(self._lines)
        desk = self._context.desk
        self._add(label("登记后的期限", 15, 700))
        try:
            received, state = desk.requests.preview_of(values)
        except GkdeskError as error:
            self._add(label(str(error), 14, 400, AMBER, wrap=True))
            return False
        if received.on is None:
            self._pair("到达日期", self._day(received.arrived_on))
            self._pair("收到日期", "待双方确认", bold=True, colour=AMBER)
            self._pair("最早答复", day(state.earliest), bold=True)
            todo = "今天就联系申请人，确认后从确认之日起算；没有确认以前按到达日留意期限。"
            self._add(label(todo, 13, 400, INK2, wrap=True))
        else:
            self._pair("收到日期", self._day(received.on))
            self._pair("补正期限", day(state.correction_due), bold=True)
            due = day(state.shown_due) + ("（暂估）" if state.provisional else "")
            self._pair("答复期限", due, bold=True, colour=ACCENT)
            self._add(label(state.reason, 13, 400, INK2, wrap=True))
        self._add(label(received.reason, 13, 400, INK2, wrap=True))
        for fault in received.faults:
            self._add(label(fault.message, 13, 600, AMBER, wrap=True))
        self._add(line())
        self._repeats(values)
        self._add(line())
        self._add(label("登记后自动办理", 15, 700))
        waits = received.on is None
        receipt = "确认后出登记回执，一式两份" if waits else "出登记回执，一式两份"
        for words in (receipt, "放进“今日待办”，到期前提醒", "个人信息加密保存"):
            self._tick(words)
        return waits

    def _repeats(self, values: Mapping[str, str]) -> None:
        self._add(label("重复申请检查", 15, 700))
        requests, number = self._context.desk.requests, id_number(values.get("id_number", ""))
        content = values.get("content", "")
        found = requests.same_applicant(number, content)
        if found:
            answered = [item for item in found if item.outcome]
            numbers = "、".join(item.number for item in found[:MOST_NUMBERS])
            self._add(label(f"同一人已有{len(found)}件：{numbers}", 14, 600, AMBER, wrap=True))
            if answered:
                words = f"其中{answered[-1].number}已经答复过"
                self._add(label(words, 14, 400, AMBER, wrap=True))
        else:
            self._tick("未发现同一人的相同申请")
        others = requests.repeats.alike(values.get("name", ""), number, content)
        if others:
            words = f"另有{len(others)}人申请过类似信息：{'、'.join(others[:MOST_NUMBERS])}。"
            self._add(label(f"{words}可以公开的，考虑转为主动公开。", 14, 400, INK2, wrap=True))

    def _day(self, on: date) -> str:
        today = self._context.desk.session.today
        return day(on) + ("（今天）" if on == today else "")

    def _add(self, widget: QWidget) -> None:
        self._lines.setSpacing(px(8))
        self._lines.addWidget(widget)

    def _pair(self, name: str, value: str, *, bold: bool = False, colour: str = INK) -> None:
        words = label(value, 15, 700 if bold else 400, colour)
        self._add(box(row(label(name, 14, 400, INK2), None, words)))

    def _tick(self, words: str) -> None:
        mark = picture("circle-check", 16, GREEN, 2)
        self._add(box(row(mark, (label(words, 14, wrap=True), 1), gap=8)))
