"""系统: the office, its users, the audit; the typefaces it prints with; the working days."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from gkdesk import settings
from gkdesk.accounts.model import Role, User
from gkdesk.ui.context import Context
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import (
    box,
    button,
    card,
    clear,
    column,
    fact,
    header,
    label,
    line,
    row,
    scrolled,
)
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .backup_panel import BackupPanel
from .calendar_panel import CalendarPanel
from .fonts import FontsPanel
from .log_panel import LogPanel
from .templates import TemplatesPanel
from .user_dialog import UserDialog

TABS = ("单位和用户", "打印字体", "工作日历", "文书模板", "备份与恢复", "日志和检查")
FONTS, CALENDAR, TEMPLATES, BACKUP, LOG = map(TABS.index, TABS[1:])

USER_COLUMNS = (
    Column("用户", 0, lambda user: user.name, bold=True),
    Column("角色", 100, lambda user: user.role.label),
    Column("状态", 90, lambda user: "在用" if user.active else "停用"),
)


class SystemPage(QWidget):
    """What an administrator looks after."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.users = RowsTable(USER_COLUMNS, "用户")
        self._add = button("增加用户", "primary", "plus", on=self._add_user, size=14)
        self._stop = button("停用或启用", on=self._toggle, size=14)
        self._reset = button("重设密码", on=self._reset_password, size=14)
        self._renew = button("新的恢复码", on=self._renew_key, size=14)
        self._organ = column(gap=0, margins=(18, 10, 18, 10))
        left = card(column((scrolled(box(self._organ)), 1), gap=0))
        right = column((self._users_card(), 1), self._lock_card(), gap=12)
        self.fonts = FontsPanel(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(box(row((left, 1), (box(right), 1), gap=12)))
        self._stack.addWidget(self.fonts)
        self.calendar = CalendarPanel(context)
        self._stack.addWidget(self.calendar)
        self.templates = TemplatesPanel(context)
        self._stack.addWidget(self.templates)
        self.backup = BackupPanel(context)
        self._stack.addWidget(self.backup)
        self.log = LogPanel(context)
        self._stack.addWidget(self.log)
        group = QButtonGroup(self)
        self._tabs = [button(words, "tab", on=partial(self.show_tab, at)) for at, words in
                      enumerate(TABS)]  # fmt: skip
        for tab in self._tabs:
            tab.setCheckable(True)
            group.addButton(tab)
        self._tabs[0].setChecked(True)
        head = row(header("系统"), *self._tabs, None, gap=18)
        self.setLayout(column(head, (self._stack, 1), gap=12, margins=(20, 14, 20, 14)))

    def show_tab(self, at: int) -> None:
        """Open one of ``TABS``."""
        self._tabs[at].setChecked(True)
        self._stack.setCurrentIndex(at)
        self.reload()

    def reload(self) -> None:
        """Show what the open tab is about."""
        if self._stack.currentIndex() == FONTS:
            self.fonts.reload()
        elif self._stack.currentIndex() == CALENDAR:
            self.calendar.reload()
        elif self._stack.currentIndex() == TEMPLATES:
            self.templates.reload()
        elif self._stack.currentIndex() == BACKUP:
            self.backup.reload()
        elif self._stack.currentIndex() == LOG:
            self.log.reload()
        else:
            self._show_office()

    def _show_office(self) -> None:
        desk = self._context.desk
        organ = desk.session.organ
        clear(self._organ)
        self._organ.addLayout(row(label("单位信息", 15, 700), None, self._edit_button(), gap=8))
        for name, value in (
            ("机关名称", organ.name),
            ("所在县", organ.county),
            ("信用代码", organ.credit_code),
            ("机关代字", organ.prefix),
            ("地址", f"{organ.address}（{organ.postcode}）"),
            ("电话", organ.phone),
            ("工作机构", "，".join(filter(None, (organ.office, organ.contact)))),
            ("监督电话", organ.supervision_phone or "没有填"),
            ("复议机关", organ.review_authority),
            ("起诉法院", organ.court),
        ):
            self._organ.addWidget(fact(name, value))
            self._organ.addWidget(line())
        self._organ.addStretch(1)
        self.users.fill(desk.accounts.users(), faint=lambda user: not user.active)
        admin = desk.session.user.role is Role.ADMIN
        chosen, _problems = settings.read(desk.session.folder)
        self.minutes.blockSignals(True)
        self.minutes.setCurrentIndex(self.minutes.findData(chosen.lock_minutes))
        self.minutes.blockSignals(False)
        self.minutes.setEnabled(admin)
        for each in (self._add, self._stop, self._reset, self._renew):
            each.setEnabled(admin)
            each.setToolTip("" if admin else "须由管理员办理")

    def open(self, subject: str) -> None:
        """Open the tab of fonts, calendar, templates, backup or log, else the first one."""
        tabs = {
            "templates": TEMPLATES,
            "fonts": FONTS,
            "calendar": CALENDAR,
            "backup": BACKUP,
            "log": LOG,
        }
        self.show_tab(tabs.get(subject, 0))

    def primary(self) -> None:
        if self._stack.currentIndex() == FONTS:
            self.fonts.add()
        elif self._stack.currentIndex() == CALENDAR:
            self.calendar.choose_notice()
        elif self._stack.currentIndex() == TEMPLATES:
            self.templates.look()
        elif self._stack.currentIndex() == BACKUP:
            self.backup.write_to_drive()
        elif self._stack.currentIndex() == LOG:
            self.log.examine()
        else:
            self._add.click()

    def _users_card(self) -> QWidget:
        bar = row(label("用户", 15, 700), None, self._stop, self._add, margins=(18, 10, 14, 8))
        own = button("换我的密码", icon="lock", on=self._change_own, size=14)
        keys = row(own, None, self._reset, self._renew, margins=(14, 8, 14, 10))
        return card(column(box(bar), line(), (self.users, 1), line(), box(keys), gap=0))

    def _lock_card(self) -> QWidget:
        self.minutes = CalmCombo()
        self.minutes.setAccessibleName("自动锁定")
        for count in settings.LOCK_MINUTES:
            self.minutes.addItem(f"{count} 分钟", count)
        self.minutes.currentIndexChanged.connect(lambda _at: self._keep_minutes())
        return card(
            row(label("多久不动就自动锁定", 15, 700), None, self.minutes, margins=(18, 8, 14, 8))
        )

    def _keep_minutes(self) -> None:
        chosen, minutes = self.minutes.currentText(), int(self.minutes.currentData())
        desk = self._context.desk
        if self._context.do(self, lambda: desk.choices.lock(minutes)):
            self._context.status(f"已改为{chosen}不动就锁定")

    def _add_user(self) -> None:
        if UserDialog(self, self._context).exec():
            self.reload()

    def _edit_button(self) -> QPushButton:
        made = button("改单位信息", "link", "pencil", on=self._change_organ, size=14)
        admin = self._context.desk.session.user.role is Role.ADMIN
        made.setEnabled(admin)
        made.setToolTip("" if admin else "须由管理员办理")
        return made

    def _change_organ(self) -> None:
        from gkdesk.ui.organ_asks import change_organ

        if change_organ(self, self._context):
            self._context.rebuild()

    def _change_own(self) -> None:
        from gkdesk.ui import passwords

        passwords.change_own(self, self._context)

    def _reset_password(self) -> None:
        from gkdesk.ui import passwords

        user: User | None = self.users.current()
        if user is not None:
            passwords.reset(self, self._context, user)

    def _renew_key(self) -> None:
        from gkdesk.ui import passwords

        passwords.renew_key(self, self._context)

    def _toggle(self) -> None:
        user: User | None = self.users.current()
        if user is None:
            return
        verb = "停用" if user.active else "启用"
        if say().ask(self, f"{verb}“{user.name}”？", yes=verb, no="再看看"):
            accounts = self._context.desk.accounts
            self._context.do(
                self, lambda: accounts.change(user, role=user.role, active=not user.active)
            )
            self.reload()
