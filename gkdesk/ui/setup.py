"""The first page of a new machine: fill in the office, get the recovery key, begin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gkdesk.base.errors import BadFile, GkdeskError
from gkdesk.base.progress import Cancelled, Report
from gkdesk.desk import Desk, wall_clock

from .look import INK2, RED, px, style_sheet
from .organ_asks import ORGAN_ASKS
from .passwords import KeyCard
from .say import say
from .tasks import Task, Tasks
from .widgets.basic import Part, action_bar, box, button, card, clear, column, label, notice, row
from .widgets.field_form import Ask, FieldForm

ASKS = (
    *ORGAN_ASKS,
    Ask("contact", "联系人", required=False),
    Ask("user", "第一个用户（管理员）"),
    Ask("password", "密码", hint="至少8位"),
)
OF_USER = ("user", "password")


class Making(QWidget):
    """A demo being made: how far it is, and 停止."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._what = label("", 14, 400, INK2)
        self.stop = button("停止", icon="square")
        made = card(
            column(
                label("正在做演示库", 20, 700),
                label("虚构的一个镇，一分钟以内做好，做好就打开。", 15, 400, INK2),
                self._bar, self._what, row(None, self.stop), gap=12, margins=(28, 24, 28, 24),
            )
        )  # fmt: skip
        made.setFixedWidth(px(560))
        self.setLayout(row(None, box(column(None, made, None)), None))

    def show_step(self, step: int, total: int, what: str) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(step)
        self._what.setText(what)

    def stopping(self, task: Task) -> None:
        self.stop.setEnabled(False)
        self.stop.setText("正在停止……")
        task.cancel()


class SetupPage(QWidget):
    """Founds an office in a folder, then shows its recovery key once."""

    def __init__(
        self,
        folder: Path,
        done: Callable[[Desk], None],
        now: Callable[[], datetime] = wall_clock,
        *,
        county: Callable[[], None] | None = None,
        demo: Callable[[Desk], None] | None = None,
    ) -> None:
        super().__init__()
        self._county, self._demo = county, demo
        self._tasks = Tasks(self)
        self._folder, self._done, self._now = folder, done, now
        self.restored = False  # a backup lies ready instead of a new office
        self.setObjectName("root")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(style_sheet())
        self.setWindowTitle("新建办公数据 — 政务公开工作台")
        self.form = FieldForm(ASKS)
        password = self.form.input("password")
        if isinstance(password, QLineEdit):
            password.setEchoMode(QLineEdit.EchoMode.Password)
        self._notice = column(gap=0)
        self._making: Making | None = None  # a demo under way
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._ask()
        self.resize(1100, 690)

    def found(self) -> None:
        """Found the office; faults are shown under their fields and nothing is lost."""
        if not self.go.isEnabled():  # an office is being founded
            return
        values = self.form.values()
        faults = {ask.name: "请填写" for ask in ASKS if ask.required and not values[ask.name]}
        if faults:
            self._say("还有没填的内容")
            self.form.mark(faults)
            return
        profile = {name: value for name, value in values.items() if value and name not in OF_USER}
        try:
            organ = Desk.organ_from(profile)
        except BadFile as error:
            self._say("有内容需要更正，其他内容没有丢")
            self.form.mark({problem.where: problem.message for problem in error.problems})
            return

        def work(_report: Report) -> tuple[Desk, str]:
            desk, recovery = Desk.create(
                self._folder, organ, user=values["user"], password=values["password"],
                now=self._now,
            )  # fmt: skip
            desk.close()  # a connection stays with its thread
            return desk, recovery

        self.go.setEnabled(False)
        self._tasks.start(work, done=self._founded, failed=self._failed)

    def restore(self) -> None:
        """Put an office back from a backup instead of founding a new one."""
        from .system.restore_dialog import restore_without_office

        if self.go.isEnabled() and restore_without_office(self, self._folder, self._now):
            self.restored = True
            self.close()

    def look_at_demo(self, *, anew: bool = False) -> None:
        """Open the demo, made first where there is none; what was filled in stays."""
        from gkdesk.demo import door

        if not self.go.isEnabled() or self._making is not None:
            return
        if door.is_made(self._folder) and not anew:
            self._enter_demo()
            return
        self._making = made = Making()
        self._layout.addWidget(made)
        self._body.hide()
        task = self._tasks.start(
            lambda report: door.make(self._folder, report), progressed=made.show_step,
            done=lambda _none: self._enter_demo(), failed=self._no_demo,
        )  # fmt: skip
        made.stop.clicked.connect(lambda: made.stopping(task))

    def _enter_demo(self) -> None:
        from gkdesk.demo import door

        self._end_making()
        try:
            desk = door.enter(self._folder)
        except GkdeskError as error:
            words, more = "演示库打不开，重新做一个？", f"{error}正式的数据没有改动。"
            if say().ask(self, words, yes="重新做", no="先不看", more=more):
                self.look_at_demo(anew=True)
            return
        if self._demo is not None:
            self._demo(desk)

    def _no_demo(self, error: Exception) -> None:
        self._end_making()
        if not isinstance(error, GkdeskError):
            raise error
        self._say(
            "已停止，没有做完的演示库已经去掉。" if isinstance(error, Cancelled) else str(error)
        )

    def _end_making(self) -> None:
        if self._making is not None:
            self._making.deleteLater()
            self._making = None
        self._body.show()

    def _founded(self, made: tuple[Desk, str]) -> None:
        founded, recovery = made
        desk, trouble = None, ""
        try:
            desk = Desk.open(self._folder, now=self._now)
            desk.session.unlock(founded.session.user, founded.session.vault)
        except GkdeskError as error:  # the office is founded: its key must be seen all the same
            trouble = str(error)
        self._show_key(founded, desk, recovery, trouble)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if not isinstance(error, GkdeskError):
            raise error
        self._say(str(error))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for what is under way: an office is founded whole or not at all."""
        self._tasks.stop()
        super().closeEvent(event)

    def _ask(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(card(column(self.form, None, margins=(24, 18, 24, 18))))
        words = "这台电脑上还没有办公数据。填好单位信息和第一个用户，就可以开始。"
        body = column(
            label("新建办公数据", 22, 700),
            label(words, 15, 400, INK2, wrap=True),
            box(self._notice),
            (scroll, 1),
            gap=10,
            margins=(28, 18, 28, 10),
        )
        where = label(f"数据放在：{self._folder}", 14, 400, INK2)
        self.go = button("建立", "primary", "check", on=self.found)
        parts: list[Part] = [where, None, self.go]
        parts.insert(1, button("从备份恢复……", "link", on=self.restore, size=14))
        if self._county is not None:  # a county has an inbox and no office
            parts.insert(1, button("县级接收……", "link", on=self._county, size=14))
        if self._demo is not None:
            look = button("先看演示", icon="eye", on=self.look_at_demo, size=14)
            look.setToolTip("虚构的一个镇，随便试，不动正式的数据")
            parts.insert(-1, look)
        self._body = box(column((box(body), 1), action_bar(*parts), gap=0))
        self._layout.addWidget(self._body)

    def _show_key(self, founded: Desk, desk: Desk | None, recovery: str, trouble: str) -> None:
        clear(self._layout)
        if desk is None:
            go = button("已抄好，关闭", "primary", "check", on=self.close)
        else:
            go = button("已抄好，开始使用", "primary", "check", on=partial(self._done, desk))
        said = label(trouble, 15, 400, RED, wrap=True)
        said.setVisible(bool(trouble))
        made = card(
            column(
                KeyCard(founded.session.organ.name, recovery, founded.session.today),
                said,
                row(None, go),
                gap=12,
                margins=(28, 24, 28, 24),
            )
        )
        made.setFixedWidth(px(620))
        self._layout.addLayout(row(None, box(column(None, made, None)), None))

    def _say(self, words: str) -> None:
        clear(self._notice)
        text = label(words, 15, 600, RED, wrap=True)
        self._notice.addWidget(notice("red", "circle-alert", (text, 1), width=2))
