"""Passwords: a new one in place of a forgotten or old one, and the recovery key on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gkdesk.accounts.model import DrawnKey, User, check_password
from gkdesk.base.errors import BadValue, GkdeskError
from gkdesk.desk import Desk

from .context import Context
from .look import AMBER, font, px, style_sheet
from .say import say
from .tasks import Tasks
from .widgets.basic import action_bar, box, button, column, label, row
from .widgets.field_form import Ask
from .widgets.form_dialog import FormDialog

_NEW = (
    Ask("new", "新密码", "password", help="至少8位，由本人保管"),
    Ask("twice", "新密码再输一次", "password"),
)
_OLD = Ask("old", "现在的密码", "password")
_KEY = Ask("key", "恢复码", hint="抄下或打印的八组字母和数字")
KEY_WORDS = (
    "忘记密码时，在登录页按“忘记密码”，用它换一个新密码。它和密码一样能打开加密的个人信息。",
    "请锁进保险柜，不要拍照，不要存在电脑里。管理员生成新的恢复码后，这一张作废。",
)


def check_new(values: Mapping[str, str]) -> None:
    """Refuse a new password that is too weak, or typed differently the second time.

    Raises:
        BadValue, WeakPassword: see there.
    """
    check_password(values["new"])
    if values["new"] != values["twice"]:
        raise BadValue("twice", "新密码再输一次", "与上面的新密码不一样")


def change_own(parent: QWidget, context: Context) -> None:
    """Let the logged-in user change the password."""
    filled: dict[str, str] = {}

    def take(values: Mapping[str, str]) -> None:
        filled.update(old=values["old"])
        check_new(values)
        filled.update(new=values["new"])

    name = context.desk.session.user.name
    if FormDialog(
        parent, "换我的密码", (_OLD, *_NEW), take, today=context.desk.session.today, columns=1
    ).exec():
        context.do_long(
            parent,
            lambda desk, _report: desk.accounts.change_password(filled["old"], filled["new"]),
            lambda _none: context.status(f"“{name}”的密码已换，下次请用新密码登录"),
        )


def reset(parent: QWidget, context: Context, user: User) -> None:
    """Let an administrator give another password to somebody who forgot it.

    The own one is changed with the old one, so that nobody does it at a desk left open.
    """
    if user.id == context.desk.session.user.id:
        change_own(parent, context)
        return
    filled: dict[str, str] = {}

    def take(values: Mapping[str, str]) -> None:
        check_new(values)
        filled.update(new=values["new"])

    hint = f"给“{user.name}”一个新密码，告诉本人，请他登录后在这里自己换掉。"
    if FormDialog(
        parent, "重设密码", _NEW, take, today=context.desk.session.today, hint=hint, columns=1
    ).exec():
        context.do_long(
            parent,
            lambda desk, _report: desk.accounts.reset_password(user, filled["new"]),
            lambda _none: context.status(f"“{user.name}”的密码已重设"),
        )


def renew_key(parent: QWidget, context: Context) -> None:
    """Make another recovery key in place of the one that is lost or was seen by others."""
    more = "旧的恢复码随即作废，请把旧的那张纸销毁。新的只显示一次。"
    if not say().ask(parent, "生成新的恢复码？", yes="生成新的恢复码", no="先不生成", more=more):
        return
    session = context.desk.session

    def show(drawn: DrawnKey) -> None:
        # kept only where it is shown: behind the lock nobody would see the one that opens
        if context.do(parent, lambda: context.desk.accounts.keep_recovery_key(drawn)):
            KeyDialog(parent, session.organ.name, drawn.words, session.today).exec()

    context.do_long(parent, lambda desk, _report: desk.accounts.draw_recovery_key(), show)


class Forgotten:
    """忘记密码 of the log-in page: the recovery key opens it, and a new password is kept."""

    def __init__(
        self, page: QWidget, desk: Desk, tasks: Tasks, done: Callable[[], None],
        failed: Callable[[GkdeskError], None],
    ) -> None:  # fmt: skip
        self._page, self._desk, self._tasks = page, desk, tasks
        self._done, self._failed = done, failed

    def ask(self, name: str) -> bool:
        """Ask for user, recovery key and new password, then try them in a thread."""
        accounts, filled = self._desk.accounts, dict[str, str]()
        people = tuple((one.name, one.name) for one in accounts.users() if one.active)
        asks = (Ask("name", "用户", "choice", choices=people), _KEY, *_NEW)

        def take(values: Mapping[str, str]) -> None:
            filled.update(name=values["name"], key=values["key"])
            check_new(values)
            filled.update(new=values["new"])

        dialog = FormDialog(
            self._page, "忘记密码", asks, take, today=self._desk.session.today, columns=1,
            hint="管理员也可以重设密码。没有恢复码，也没有别的管理员，加密的个人信息就打不开了。",
            verb="换成新密码并登录",
        )  # fmt: skip
        dialog.form.fill({"name": name})
        if not dialog.exec():
            return False
        try:
            recovery = accounts.recovery(filled["name"])
        except GkdeskError as error:
            self._failed(error)
            return False

        def answered(answer: object) -> None:
            try:
                accounts.readmit(recovery, answer)  # type: ignore[arg-type]  # what answer gave
            except GkdeskError as error:
                self._failed(error)
            else:
                self._done()

        def broken(error: Exception) -> None:
            raise error

        self._tasks.start(
            lambda _report: recovery.answer(filled["key"], filled["new"]),
            done=answered, failed=broken,
        )  # fmt: skip
        return True


class KeyCard(QWidget):
    """The recovery key, shown once, with what it is for and a way onto paper."""

    def __init__(self, organ: str, key: str, today: date) -> None:
        super().__init__()
        self._organ, self._key, self._today = organ, key, today
        self.field = QLineEdit(key)
        self.field.setReadOnly(True)
        self.field.setFont(font(15, 600))
        self.field.setAccessibleName("恢复码")
        self.paper = button("打印恢复码", icon="printer", on=self.print_it)
        self.setLayout(
            column(
                label("恢复码，只显示这一次", 20, 700, AMBER),
                *(label(words, 15, wrap=True) for words in KEY_WORDS),
                self.field,
                row(self.paper, None),
                gap=12,
            )
        )

    def print_it(self) -> None:
        """Print it on a printer the clerk chooses; no file is left behind."""
        printer = say().printer(self)
        if printer is None:
            return
        if not print_key(printer, self._organ, self._key, self._today):
            say().tell(
                self, "没有打印出来。请检查打印机后再打，或者把恢复码抄下来，它还显示在这里。"
            )


class KeyDialog(QDialog):
    """A new recovery key on the screen."""

    def __init__(self, parent: QWidget, organ: str, key: str, today: date) -> None:
        super().__init__(parent)
        self.setStyleSheet(style_sheet())
        self.setWindowTitle("恢复码 — 政务公开工作台")
        self.card = KeyCard(organ, key, today)
        go = button("已抄好或打印好", "primary", "check", on=self.accept)
        body = column(self.card, None, margins=(24, 20, 24, 12))
        self.setLayout(column((box(body), 1), action_bar(None, go), gap=0))
        self.resize(px(620), px(340))


def print_key(printer: QPrinter, organ: str, key: str, today: date) -> bool:
    """Print a recovery key with what it is for; tell whether the printer took it."""
    a4 = QPageSize(QPageSize.PageSizeId.A4)
    portrait = QPageLayout.Orientation.Portrait
    printer.setPageLayout(
        QPageLayout(a4, portrait, QMarginsF(25, 25, 25, 25), QPageLayout.Unit.Millimeter)
    )
    printer.setDocName("恢复码")
    painter = QPainter()
    if not painter.begin(printer):
        return False
    page = printer.pageLayout().paintRectPixels(printer.resolution())
    width, height, at = float(page.width()), float(page.height()), 0.0
    first, second = key.split("-")[:4], key.split("-")[4:]
    day = f"{today.year}年{today.month}月{today.day}日"
    centre, words = Qt.AlignmentFlag.AlignHCenter, Qt.TextFlag.TextWordWrap
    lines = (
        ("恢复码", 24, centre), (organ, 16, centre), (f"生成日期：{day}", 12, centre),
        ("", 12, centre),
        ("　".join(first), 24, centre), ("　".join(second), 24, centre), ("", 12, centre),
        *((text, 14, words) for text in KEY_WORDS),
    )  # fmt: skip
    for text, points, how in lines:
        face = QFont(font(15))
        face.setPointSizeF(points)
        painter.setFont(face)
        room = QRectF(0, at, width, height - at)
        painter.drawText(room, int(how), text)
        taken = painter.boundingRect(room, int(how), text or "空")
        at += taken.height() * 1.6
    return painter.end()
