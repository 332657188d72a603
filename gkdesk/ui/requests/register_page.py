"""登记申请: eight fields and, beside them, what the law makes of the day they came in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.text import id_number
from gkdesk.requests.model import (
    ApplicantKind,
    BadForm,
    Carrier,
    Channel,
    ObtainWay,
)
from gkdesk.ui.context import Context, day
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import ACCENT, AMBER, GREEN, INK, INK2, INK3, RED, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    header,
    label,
    line,
    notice,
    picture,
    row,
)
from gkdesk.ui.widgets.field_form import Ask, FieldForm, LeaveWatch

DRAFT = "requests.register"
SAVE_AFTER_MS = 2000
CLOCK_AFTER_MS = 300


def _choices(
    *members: ApplicantKind | Channel | Carrier | ObtainWay,
) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in members)


ASKS = (
    Ask("applicant_kind", "申请人", "choice", choices=_choices(*ApplicantKind)),
    Ask("channel", "提交方式", "choice", choices=_choices(*Channel)),
    Ask("name", "姓名或者名称"),
    Ask("id_number", "身份证号"),
    Ask("phone", "联系电话"),
    Ask("address", "联系地址", required=False),
    Ask(
        "content",
        "申请公开的内容",
        "longtext",
        hint="按申请人原话填写",
    ),
    Ask("carrier", "提供方式", "choice", choices=_choices(*Carrier)),
    Ask("obtain_way", "领取方式", "choice", choices=_choices(*ObtainWay)),
    Ask("received_on", "收到日期", required=False, hint="今天（也可写 4.10、20260410、昨天）"),
)


TYPED = ("name", "id_number", "phone", "address", "content", "received_on")


class RegisterPage(QWidget):
    """Register one request and print its receipt."""

    def __init__(
        self, context: Context, opened: Callable[[str], None], back: Callable[[], None]
    ) -> None:
        super().__init__()
        self._context, self._opened, self._back = context, opened, back
        self._registered = False
        self.form = FieldForm(ASKS, columns=2 if context.wide() else 1)
        self.form.changed.connect(self._changed)
        self._notice = column(gap=0)
        self._clock = column(gap=8)
        self._save = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save.timeout.connect(self._save_draft)
        self._preview = QTimer(self, singleShot=True, interval=CLOCK_AFTER_MS)
        self._preview.timeout.connect(self._show_clock)
        self._watch = LeaveWatch(self)
        self._watch.left.connect(self._save_draft)
        self._go = button("登记并打印回执", "primary", "check", on=self.primary)
        self._build()
        self._restore()
        self._watch.watch(self.form)
        self._show_clock()
        QTimer.singleShot(0, lambda: self.form.go_to("name"))

    def reload(self) -> None:
        self._show_clock()

    def primary(self) -> None:
        """Register; every fault is shown in the summary and under its field."""
        try:
            request = self._context.desk.requests.register(self._values())
        except BadForm as error:
            self._faults({fault.field: fault.message for fault in error.faults})
            return
        except GkdeskError as error:
            say().trouble(self, error)
            return
        self._save.stop()
        self._registered = True  # leaving the fields from now on saves no draft any more
        self._context.desk.accounts.drop_draft(DRAFT)
        self._context.refresh()
        receipt = request.warnings[0] if request.warnings else "回执在“文书”里"
        self._context.status(f"已登记，编号{request.number}；{receipt}")
        self._opened(request.uid)

    def _build(self) -> None:
        inner = card(column(self.form, gap=0, margins=(20, 14, 20, 14)))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        clock = QScrollArea()
        clock.setWidgetResizable(True)
        clock.setFrameShape(QFrame.Shape.NoFrame)
        clock.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        clock.setWidget(box(column(box(self._clock), None, margins=(18, 14, 18, 14))))
        side = card(column((clock, 1)))
        side.setFixedWidth(px(312 if self._context.wide() else 270))
        back = button("返回", icon="chevron-left", on=self._back, size=14, tip="返回（Alt+←）")
        head = header("登记申请", "编号在登记时自动生成", back=back)
        body = column(
            head, box(self._notice), (box(row((scroll, 1), side, gap=12)), 1), gap=10,
            margins=(20, 14, 20, 10),
        )  # fmt: skip
        foot = action_bar(
            label("每填一项自动存草稿，关闭窗口也不会丢失", 14, 400, INK2),
            None,
            self._go,
            label("Ctrl+Enter", 13, 400, INK3),
        )
        self.setLayout(column((box(body), 1), foot, gap=0))

    def _values(self) -> dict[str, str]:
        values = {name: value for name, value in self.form.values().items() if value}
        values["id_number"] = id_number(values.get("id_number", ""))
        typed = values.get("received_on", "")
        parsed = parse_day(typed, self._context.desk.session.today) if typed else None
        if parsed is not None:
            values["received_on"] = parsed.isoformat()
        return values

    def _faults(self, faults: dict[str, str]) -> None:
        clear(self._notice)
        links = [
            button(words, "link", on=partial(self.form.go_to, name), size=14)
            for name, words in faults.items()
            if name in {ask.name for ask in ASKS}
        ]
        words = label(f"有{len(faults)}处需要更正，其他内容已保存：", 15, 600, RED)
        bar = notice("red", "circle-alert", words, *links, None, width=2)
        bar.setAccessibleName("需要更正的地方")
        self._notice.addWidget(bar)
        self.form.mark(faults)

    def _changed(self) -> None:
        self._save.start()
        self._preview.start()

    def _save_draft(self) -> None:
        if self._registered or not self._context.desk.session.unlocked:
            return
        if any(self.form.values()[name] for name in TYPED):
            self._context.desk.accounts.save_draft(DRAFT, self.form.values())
            now = self._context.desk.session.now()
            self._context.status(f"草稿已自动保存 {now:%H:%M}")

    def _restore(self) -> None:
        draft = self._context.desk.accounts.draft(DRAFT)
        if draft:
            self.form.fill(draft)
            self._context.status("接着上次没填完的登记")

    def _show_clock(self) -> None:
        clear(self._clock)
        desk = self._context.desk
        received = self._received()
        self._add(label("登记后的期限", 15, 700))
        self._pair(
            "收到日期", day(received) + ("（今天）" if received == desk.session.today else "")
        )
        try:
            state = desk.requests.preview(received)
        except GkdeskError as error:
            self._add(label(str(error), 14, 400, AMBER, wrap=True))
            return
        self._pair("补正期限", day(state.correction_due), bold=True)
        due = day(state.shown_due) + ("（暂估）" if state.provisional else "")
        self._pair("答复期限", due, bold=True, colour=ACCENT)
        self._add(label(state.reason, 13, 400, INK2, wrap=True))
        self._add(line())
        self._repeat_check()
        self._add(line())
        self._add(label("登记后自动办理", 15, 700))
        for words in ("出登记回执，一式两份", "放进“今日待办”，到期前提醒", "个人信息加密保存"):
            self._tick(words)

    def _repeat_check(self) -> None:
        self._add(label("重复申请检查", 15, 700))
        values = self.form.values()
        found = self._context.desk.requests.same_applicant(
            id_number(values["id_number"]), values["content"]
        )
        if found:
            numbers = "、".join(item.number for item in found[:3])
            self._add(label(f"同一人已有{len(found)}件：{numbers}", 14, 600, AMBER, wrap=True))
        else:
            self._tick("未发现同一人的相同申请")

    def _received(self) -> date:
        today = self._context.desk.session.today
        typed = self.form.values()["received_on"]
        return parse_day(typed, today) or today if typed else today

    def _add(self, widget: QWidget) -> None:
        self._clock.setSpacing(px(8))
        self._clock.addWidget(widget)

    def _pair(self, name: str, value: str, *, bold: bool = False, colour: str = INK) -> None:
        words = label(value, 15, 700 if bold else 400, colour)
        self._add(box(row(label(name, 14, 400, INK2), None, words)))

    def _tick(self, words: str) -> None:
        mark = picture("circle-check", 16, GREEN, 2)
        self._add(box(row(mark, (label(words, 14, wrap=True), 1), gap=8)))
