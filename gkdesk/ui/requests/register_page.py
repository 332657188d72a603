"""登记申请: eight fields and, beside them, what the law makes of the day they came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from gkdesk.base.errors import GkdeskError
from gkdesk.base.text import id_number
from gkdesk.requests.model import BadForm, Request
from gkdesk.ui.context import Context
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import AMBER, INK2, INK3, RED, px
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
    notice,
    row,
)
from gkdesk.ui.widgets.field_form import FieldForm, LeaveWatch

from . import register_asks
from .attach_dialog import DropTarget
from .case_tabs import scrolled
from .held_files import HeldFiles
from .paste_dialog import PasteDialog
from .register_side import RegisterSide

DRAFT = "requests.register"
AUTO, AUTO_WORDS = "_auto", "自动识别"
SAVE_AFTER_MS = 2000
CLOCK_AFTER_MS = 300
LONGEST_LINK = 26


class RegisterPage(DropTarget):
    """Register one request and print its receipt."""

    def __init__(
        self, context: Context, opened: Callable[[str], None], back: Callable[[], None]
    ) -> None:
        super().__init__()
        self._context, self._opened, self._back = context, opened, back
        self._registered = False
        self._auto: dict[str, str] = {}  # what was read out of a text and not looked at yet
        fields = context.desk.requests.register_fields()
        self._category = ""  # the organisation's, as its name told
        self._labels = {field.name: field.label for field in fields}
        self.form = FieldForm(register_asks.asks(fields), columns=2 if context.wide() else 1)
        self._notice = column(gap=0)
        self.side = RegisterSide(context)
        self.files = HeldFiles(context)
        self.more = button(
            "更多项目",
            icon="list-checks",
            on=self._unfold,
            size=14,
            tip="共同申请人、代理人、代填人、需要帮助的申请人等",
        )
        self.more.setCheckable(True)
        self._hint = label("", 13, 400, INK2, wrap=True)
        self._save = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save.timeout.connect(self._save_draft)
        self._preview = QTimer(self, singleShot=True, interval=CLOCK_AFTER_MS)
        self._preview.timeout.connect(self._show_clock)
        self._watch = LeaveWatch(self)
        self._watch.left.connect(self._save_draft)
        self._go = button("登记并打印回执", "primary", "check", on=self.primary)
        self._build()
        self._restore()
        self.form.changed.connect(self._changed)
        self._watch.watch(self.form)
        self.take_drops(self.files.add)
        self._unfold()
        self._show_clock()
        QTimer.singleShot(0, lambda: self.form.go_to("name"))

    def reload(self) -> None:
        self._show_clock()

    def primary(self) -> None:
        """Register; every fault is shown in the summary and under its field."""
        self._register("no")

    def paste(self) -> None:
        """Ask for a text, read it, and fill what is still empty."""
        dialog = PasteDialog(self)
        if dialog.exec():
            self.take_text(dialog.chosen)

    def take_text(self, text: str | bytes) -> None:
        """Fill the empty boxes from a text; a box that says otherwise stays and is named."""
        found = self._context.desk.requests.parse(text)
        present, touched = self.form.values(), set(self.form.touched())
        known = {name: text for name, text in found.values.items() if name in present}
        other = {
            name: text for name, text in known.items() if name in touched and present[name] != text
        }
        self._put({name: text for name, text in known.items() if name not in other}, found.unsure)
        self._tell_read(other, found.unsure, found.notes)

    def _put(self, values: Mapping[str, str], unsure: tuple[str, ...]) -> None:
        self.form.fill(values)
        for name, text in values.items():
            if name in unsure:
                self._auto[name] = text
        self._changed()

    def _tell_read(
        self, other: Mapping[str, str], unsure: tuple[str, ...], notes: tuple[str, ...]
    ) -> None:
        clear(self._notice)
        if other:
            named = "、".join(self._labels[name] for name in other)
            use = button("改用识别的", "link", on=lambda: self._overwrite(other, unsure), size=14)
            words = label(f"已经填写的没有改动：{named}与识别的不同。", 15, 400, wrap=True)
            self._notice.addWidget(notice("amber", "info", (words, 1), use))
        if notes:
            words = label("".join(notes), 15, 400, wrap=True)
            self._notice.addWidget(notice("blue", "info", (words, 1)))

    def _overwrite(self, values: Mapping[str, str], unsure: tuple[str, ...]) -> None:
        clear(self._notice)
        self._put(values, unsure)

    def _register(self, confirmed: str) -> None:
        try:
            request = self._context.desk.requests.register(
                {**self._values(), "confirmed": confirmed}
            )
        except BadForm as error:
            self._faults({fault.field: fault.message for fault in error.faults})
            return
        except GkdeskError as error:
            if getattr(error, "confirmable", False):
                self._ask_sure(error)
            else:
                say().trouble(self, error)
            return
        self._done(request)

    def _done(self, request: Request) -> None:
        self._save.stop()
        self._registered = True  # leaving the fields from now on saves no draft any more
        self._context.desk.accounts.drop_draft(DRAFT)
        for error in self.files.hand_over(request.uid):
            say().trouble(self, error)
        self._context.refresh()
        told = "回执在“文书”里" if request.due_on else "请今天与申请人双方确认"
        receipt = request.warnings[0] if request.warnings else told
        self._context.status(f"已登记，编号{request.number}；{receipt}")
        self._opened(request.uid)

    def _ask_sure(self, error: GkdeskError) -> None:
        clear(self._notice)
        words = label(str(error), 15, 600, AMBER, wrap=True)
        go = button("仍要登记", "accent", on=lambda: self._register("yes"), size=14)
        self._notice.addWidget(notice("amber", "files", (words, 1), go, width=2))

    def _build(self) -> None:
        inner = card(
            column(
                self.form, self._hint, self.files, None, gap=10,
                margins=(20, 14, 20, 14),
            )
        )  # fmt: skip
        self._scroll = scrolled(inner)
        back = button("返回", icon="chevron-left", on=self._back, size=14, tip="返回（Alt+←）")
        paste = button("粘贴文字自动填写", icon="clipboard-list", on=self.paste, size=14,
                       tip="Ctrl+Shift+V")  # fmt: skip
        QShortcut(QKeySequence("Ctrl+Shift+V"), self, self.paste)
        head = header("登记申请", "编号在登记时自动生成", paste, back=back)
        body = column(
            head, box(self._notice), (box(row((self._scroll, 1), self.side, gap=12)), 1), gap=10,
            margins=(20, 14, 20, 10),
        )  # fmt: skip
        foot = action_bar(
            self.more,
            self.files.button,
            label("自动存草稿", 14, 400, INK2),
            None,
            self._go,
            label("Ctrl+Enter", 13, 400, INK3),
        )
        self.setLayout(column((box(body), 1), foot, gap=0))

    def _values(self) -> dict[str, str]:
        """Return what is shown and filled, days as ISO when they can be read."""
        values = register_asks.unfolded(self.form.values(), self.form.shown)
        values["id_number"] = id_number(values.get("id_number", ""))
        today = self._context.desk.session.today
        for name in register_asks.DAYS:
            on = parse_day(values[name], today) if name in values else None
            if on is not None:
                values[name] = on.isoformat()
        if values["channel"] != "counter":  # an empty day of arrival says 今天 in its box
            values.setdefault("arrived_on", today.isoformat())
        return values

    def _faults(self, faults: dict[str, str]) -> None:
        clear(self._notice)
        known = {name: words for name, words in faults.items() if name in self._labels}
        self.form.show_only({*self.form.shown, *known})
        links = column(
            *(
                button(_brief(words), "link", on=partial(self._go_to, name), size=14)
                for name, words in known.items()
            ),
            gap=0,
        )
        for at in range(links.count()):
            links.setAlignment(links.itemAt(at).widget(), Qt.AlignmentFlag.AlignLeft)
        words = label(f"有{len(faults)}处需要更正，其他内容已保存：", 15, 600, RED)
        bar = notice("red", "circle-alert", words, links, None, width=2)
        bar.setAccessibleName("需要更正的地方")
        self._notice.addWidget(bar)
        self.form.mark(known)
        QTimer.singleShot(0, self._show_focus)

    def _go_to(self, name: str) -> None:
        self.form.go_to(name)
        self._show_focus()

    def _show_focus(self) -> None:
        """Bring the box with the cursor into view, its message too."""
        box_ = self.focusWidget()
        if box_ is not None and self.form.isAncestorOf(box_):
            self._scroll.ensureWidgetVisible(box_, 0, px(80))

    def _changed(self) -> None:
        if not self._save.isActive():  # so steady typing is saved too
            self._save.start()
        self._preview.start()
        values = self.form.values()
        self._auto = {name: text for name, text in self._auto.items() if values[name] == text}
        self._unfold()

    def _unfold(self) -> None:
        """Show the boxes the answers call for, and beside them what was only guessed."""
        values = self.form.values()
        more = self.more.isChecked()
        self.form.show_only(register_asks.shown(values, self.form.touched(), more=more))
        for name, words in register_asks.labels(values).items():
            self.form.rename(name, words)
        for name in values:
            self.form.tag(name, AUTO_WORDS if name in self._auto else "")
        category, hint = "", ""
        if values["applicant_kind"] == "org":
            category, hint = self._context.desk.requests.category_of(values["name"])
        guessed = values["org_category"] in ("other", self._category)  # nobody chose it by hand
        if category and guessed and values["org_category"] != category:
            self._category = category
            self.form.fill({"org_category": category})
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _save_draft(self) -> None:
        if self._registered or not self._context.desk.session.unlocked:
            return
        if self.form.touched():
            kept = {**self.form.values(), AUTO: ",".join(self._auto)}
            self._context.desk.accounts.save_draft(DRAFT, kept)
            now = self._context.desk.session.now()
            self._context.status(f"草稿已自动保存 {now:%H:%M}")

    def _restore(self) -> None:
        draft = self._context.desk.accounts.draft(DRAFT)
        if draft:
            self.form.fill(draft)
            names = draft.get(AUTO, "").split(",")
            self._auto = {name: draft[name] for name in names if name in draft and name != AUTO}
        if draft or self.files.held:
            self._context.status("接着上次没填完的登记")

    def _show_clock(self) -> None:
        waits = self.side.show_for(self._values())
        self._go.setText("\u2002登记，等待双方确认" if waits else "\u2002登记并打印回执")


def _brief(words: str) -> str:
    """Shorten a fault for its link; the whole of it stands under the box."""
    return words if len(words) <= LONGEST_LINK else f"{words[: LONGEST_LINK - 2]}……"
