"""新建下发包: which files, for which offices, and onto which drive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QProgressBar, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled, Report
from gkdesk.desk import shipped_check
from gkdesk.sync.countysend import Letter, Sending, Town
from gkdesk.sync.countysent import SentPackage
from gkdesk.sync.downkinds import Found, distinct
from gkdesk.sync.sendfault import SentNotSettled
from gkdesk.ui.look import INK2, font
from gkdesk.ui.say import say
from gkdesk.ui.tasks import Task
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    card_head,
    clear,
    column,
    header,
    label,
    line,
    notice,
    row,
)
from gkdesk.ui.widgets.field_form import Ask, FieldForm
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .inbox import Inbox
from .password import unlock

KINDS = "目录、放假安排、模板规则、密钥 (*.xlsx *.xls *.toml *.json *.gkkey);;所有文件 (*)"
_CODE = Qt.ItemDataRole.UserRole + 1
_HINT = "目录工作簿、放假安排、模板和规则文件、县级密钥文件都可以，加进来时就检查。"


def _remarks(one: Found) -> str:
    return f"{len(one.remarks)}处" if one.remarks else "—"


PARTS = (
    Column("类别", 120, lambda one: one.part.kind.label),
    Column("内容", 0, lambda one: one.part.title, bold=True),
    Column("文件", 200, lambda one: one.part.file, optional=True),
    Column("提示", 70, _remarks, right=True),
)
ASKS = (
    Ask("note", "给乡镇的说明", required=False, hint="可以不写，一句话"),
    Ask("from_on", "从哪天起用", "date", required=False),
)


class SendPage(QWidget):
    """A page over the list of what was sent: ``back`` returns there, ``sent`` tells it is done.

    ``unsettled`` tells that only the last step is missing.
    """

    def __init__(
        self,
        inbox: Inbox,
        back: Callable[[], None],
        sent: Callable[[SentPackage], None],
        unsettled: Callable[[GkdeskError], None],
    ) -> None:
        super().__init__()
        self._inbox, self._back, self._sent, self._unsettled = inbox, back, sent, unsettled
        self._task: Task | None = None  # the writing under way
        self._busy = True  # something is checked or written
        self._paths: list[Path] = []
        self._path_of: dict[str, Path] = {}  # of each part's file
        self._ends: list[Found] = []  # notes that end a key
        self.found: list[Found] = []
        self.add = button("添加文件…", icon="plus", on=self.choose_files, size=14)
        self.end = button("作废旧密钥…", "link", on=self.end_key, size=14)
        self.remove = button("去掉", icon="x", on=self.remove_chosen, size=14)
        self.parts = RowsTable(PARTS, "要发的内容")
        self.towns = QListWidget()
        self.towns.setFont(font(15))
        self.towns.setAccessibleName("发给哪些单位")
        self.towns.itemChanged.connect(lambda _item: self._buttons())
        self.all = button("全选", "link", on=lambda: self._check_all(on=True), size=14)
        self.none = button("全不选", "link", on=lambda: self._check_all(on=False), size=14)
        self.form = FieldForm(ASKS, columns=1)
        self.leave_ = button("返回", icon="chevron-left", on=self.leave)
        self.go = button("写入 U 盘", "primary", "usb", on=self.write, tip="Ctrl+Enter")
        self._told = column(gap=8)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(0)
        self._lay_out()
        self._bar.show()
        inbox.sending(
            self, lambda sending, _report: sending.towns(), self._fill_towns,
            settled=self._settled, failed=self._failed,
        )  # fmt: skip
        self._show_found([])

    def _lay_out(self) -> None:
        hint = label(_HINT, 14, 400, INK2, wrap=True)
        left = column(
            card_head("要发的内容", self.remove, self.add), line(), (self.parts, 1), line(),
            box(row((hint, 1), self.end, gap=12, margins=(18, 8, 18, 8))), gap=0,
        )  # fmt: skip
        right = column(
            card_head("发给哪些单位", self.all, self.none), line(), (self.towns, 1), line(),
            box(column(self.form, margins=(18, 10, 18, 12))), gap=0,
        )  # fmt: skip
        body = column(
            header("新建下发包", "加密签名，只有选中的单位能打开"), box(self._told), self._bar,
            (box(row((card(left), 5), (card(right), 4), gap=12)), 1), gap=10,
            margins=(20, 14, 20, 10),
        )  # fmt: skip
        self.setLayout(column((box(body), 1), action_bar(self.leave_, None, self.go), gap=0))

    @property
    def chosen(self) -> list[str]:
        """The codes of the offices it goes to."""
        items = [self.towns.item(at) for at in range(self.towns.count())]
        on = Qt.CheckState.Checked
        return [str(item.data(_CODE)) for item in items if item.checkState() == on]

    def choose_files(self) -> None:
        """Add files; each is recognised and checked at once."""
        paths = say().files(self, "选择要下发的文件", KINDS)
        if paths:
            new = [one for one in paths if one not in self._paths]
            self.take([*self._paths, *new], self._ends)

    def take(self, paths: Sequence[Path], ends: Sequence[Found]) -> None:
        """Check what is to go; when something is not in order the list stays as it was."""
        if self._busy:
            return

        def work(sending: Sending, _report: Report) -> tuple[list[Found], dict[str, Path]]:
            check = shipped_check()
            each = [(path, one) for path in paths for one in sending.gather([path], *check)]
            found = distinct([*(one for _path, one in each), *ends])
            return found, {one.part.target: path for path, one in each}

        def done(seen: tuple[list[Found], dict[str, Path]]) -> None:
            found, self._path_of = seen
            self._paths, self._ends = list(paths), list(ends)
            clear(self._told)
            for one in found:
                if one.remarks:
                    words = f"{one.part.title}有{len(one.remarks)}处提示，乡镇应用时会逐条列出。"
                    self._tell("amber", "triangle-alert", words)
            self._show_found(found)

        self._begin()
        self._inbox.sending(self, work, done, settled=self._settled, failed=self._failed)

    def remove_chosen(self) -> None:
        """Take the chosen part out again."""
        one: Found | None = self.parts.current() if self.parts.shown() else None
        if one is not None:
            gone = self._path_of.get(one.part.target)
            ends = [end for end in self._ends if end is not one]
            self.take([path for path in self._paths if path != gone], ends)

    def end_key(self) -> None:
        """Ask which of the county's older keys ends, and why."""
        if not unlock(self, self._inbox):
            return
        older = [one.public for one in self._inbox.pairs[1:]]
        if not older:
            say().tell(self, "本县只有一把密钥，没有可作废的旧密钥。要换新的，请先在“密钥”里生成。")
            return
        choices = tuple(
            (one.fingerprint, f"{one.fingerprint}，用到{one.valid_until}") for one in older
        )
        asks = (
            Ask("which", "哪一把", "choice", choices=choices),
            Ask("reason", "原因", "longtext", hint="如：密钥文件曾存放的电脑被盗"),
        )

        ends: list[Found] = []

        def take(values: Mapping[str, str]) -> None:
            with Sending.open(self._inbox.folder, now=self._inbox.now) as sending:
                ends[:] = [sending.end_of(values["which"], values["reason"], self._inbox.pairs)]

        today = self._inbox.now().date()
        hint = "乡镇应用以后，不再相信用它签名的内容。"
        if FormDialog(self, "作废旧密钥", asks, take, today=today, hint=hint, columns=1).exec():
            self.take(self._paths, ends)

    def write(self) -> None:
        """Ask for the drive, then seal, write and read back."""
        if not self.go.isEnabled() or not unlock(self, self._inbox):
            return
        folder = say().folder(self, "写到哪个 U 盘")
        if folder is None:
            return
        found, pairs, values = list(self.found), self._inbox.pairs, self.form.values()
        letter = Letter(tuple(self.chosen), values["note"], values["from_on"])

        def work(sending: Sending, report: Report) -> SentPackage:
            return sending.send(found, folder, pairs, letter, report)

        self._begin()
        clear(self._told)
        self._tell("blue", "usb", "正在写入 U 盘，请勿拔出。")
        self._task = self._inbox.sending(
            self, work, self._sent, progressed=self._moved, settled=self._written,
            failed=self._not_written,
        )  # fmt: skip
        self._buttons()

    def leave(self) -> None:
        """Go back; while it is written, stop that instead: nothing is left on the drive."""
        if self._task is not None:
            self._task.cancel()
        else:
            self._back()

    def primary(self) -> None:
        self.write()

    def _fill_towns(self, found: list[Town]) -> None:
        self.towns.blockSignals(True)
        for one in found:
            item = QListWidgetItem(one.name)
            item.setToolTip(one.code)
            item.setData(_CODE, one.code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.towns.addItem(item)
        self.towns.blockSignals(False)
        self._buttons()

    def _check_all(self, *, on: bool) -> None:
        for at in range(self.towns.count()):
            state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            self.towns.item(at).setCheckState(state)

    def _show_found(self, found: list[Found]) -> None:
        self.found = found
        self.parts.fill(found)
        if found and not self.parts.currentIndex().isValid():
            self.parts.selectRow(0)
        self._buttons()

    @property
    def writing(self) -> bool:
        """Whether a package is being written now."""
        return self._task is not None

    def _begin(self) -> None:
        self._busy = True
        self._bar.setMaximum(0)
        self._bar.show()
        self._buttons()

    def _moved(self, step: int, total: int, _what: str) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(step)

    def _settled(self) -> None:
        self._busy = False
        self._bar.hide()
        self._buttons()
        self.add.setFocus()  # a button that was disabled has lost it

    def _written(self) -> None:
        """Whatever came of the writing, it is over."""
        self._task = None
        clear(self._told)
        self._settled()

    def _failed(self, error: GkdeskError) -> None:
        clear(self._told)
        tone, icon = ("blue", "info") if isinstance(error, Cancelled) else ("red", "circle-alert")
        self._tell(tone, icon, str(error))

    def _not_written(self, error: GkdeskError) -> None:
        if isinstance(error, SentNotSettled):
            self._unsettled(error)
        else:
            self._failed(error)

    def _buttons(self) -> None:
        idle = not self._busy
        self.go.setEnabled(bool(self.found) and bool(self.chosen) and idle)
        self.remove.setEnabled(bool(self.found) and idle)
        self.add.setEnabled(idle)
        self.end.setEnabled(idle and self._inbox.own.there)
        words = "停止写入" if self.writing else "返回"
        self.leave_.setText(f"\u2002{words}")
        self.leave_.setAccessibleName(words)

    def _tell(self, tone: str, icon: str, words: str) -> None:
        self._told.addWidget(notice(tone, icon, (label(words, 15, 400, wrap=True), 1)))
