"""密钥: the office's own, the county's, and the digits both sides read to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.accounts.model import Role
from gkdesk.base import files
from gkdesk.sync.keys import KeySide, KeyState, KnownKey
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

KINDS = "密钥文件 (*.gkkey)"
PILLS: dict[KeyState, PillOf] = {
    KeyState.NEW: ("待核对指纹", "amber", "clock"),
    KeyState.TRUSTED: ("可用", "green", "circle-check"),
    KeyState.EXPIRED: ("不在有效期", "slate", "hourglass"),
    KeyState.REVOKED: ("已作废", "slate", "x"),
}
_STEPS = (
    "交换一次，以后的同步包都加密并签名，只有县里能打开：\n"
    "1. 管理员“生成本单位密钥”，再“导出密钥文件”，用 U 盘带给县里。\n"
    "2. 把县里给的密钥文件“收下”。\n"
    "3. 与县里通话，互相念出自己的30位指纹；点“核对指纹”，照着听到的填写。"
)


@dataclass(frozen=True)
class Words:
    """What one side's window says."""

    steps: str
    make: str
    take: str
    choose: str
    own: str
    heard: str
    call: str
    digits: str


OFFICE_WORDS = Words(
    steps=_STEPS,
    make="生成本单位密钥",
    take="收下县里的密钥",
    choose="选择县里的密钥文件",
    own="本单位密钥的指纹，念给县里听：",
    heard="县里密钥的指纹：",
    call="请给县里打电话，请对方念出屏幕上的30位指纹，点“核对指纹”照着听到的填。"
    "本机不显示它，填错了会提示。",
    digits="县里念出的30位数字",
)


class Ring(Protocol):
    """Takes in the other side's keys, trusts and revokes them."""

    def take_in(self, path: Path) -> KnownKey: ...
    def trust(self, fingerprint: str, heard: str) -> KnownKey: ...
    def revoke(self, fingerprint: str, reason: str) -> KnownKey: ...


class KeyBoard(QDialog):
    """Every key one side knows; the chosen one's fingerprint large enough to be read aloud.

    A side says how its own keys are made and given out.
    """

    def __init__(
        self, parent: QWidget, words: Words, own: KeySide, ring: Ring, today: date
    ) -> None:
        super().__init__(parent)
        self.words, self._own, self._ring, self._today = words, own, ring, today
        self.setWindowTitle("密钥 — 政务公开工作台")

        def pill(one: KnownKey) -> PillOf:
            return PILLS[one.state(today)]

        self.table: RowsTable = RowsTable(
            (
                Column("", 90, lambda one: one.public.side.label),
                Column("名称", 0, lambda one: one.public.name, bold=True),
                Column("状态", 150, lambda one: pill(one)[0], pill=pill),
                Column("有效期到", 120, lambda one: one.public.valid_until.isoformat()),
            ),
            "密钥",
        )
        self.table.picked.connect(lambda _one: self.show_chosen())
        self.digits = label("", 24, 700)
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.digits.setAccessibleName("指纹")
        self._told = label("", 14, 400, INK2, wrap=True)
        self.make = button(words.make, icon="plus", on=self.make_own)
        self.give = button("导出密钥文件", icon="download", on=self.give_own)
        self.take = button(words.take, icon="upload", on=self._take)
        self.trust = button("核对指纹", "accent", "shield-check", on=self._trust)
        self.revoke = button("作废", icon="trash-2", on=self._revoke)
        body = column(
            row(label("密钥", 20, 700), None, self.make, self.give, self.take),
            label(words.steps, 14, 400, INK2, wrap=True),
            (card(column((self.table, 1), gap=0)), 1),
            card(column(self._told, self.digits, gap=4, margins=(16, 10, 16, 10))),
            gap=10, margins=(22, 16, 22, 10),
        )  # fmt: skip
        self.foot = row(self.trust, self.revoke)
        close = button("关闭", "primary", on=self.accept)
        bar = action_bar(self.foot, None, close)
        self.setLayout(column((box(body), 1), bar, gap=0))
        open_at(self, 920, 620)

    def known(self) -> list[KnownKey]:
        """Return every key, the own ones first."""
        raise NotImplementedError

    def make_own(self) -> None:
        """Make a pair of keys."""
        raise NotImplementedError

    def give_own(self) -> None:
        """Write the exchange file of the pair in use."""
        raise NotImplementedError

    def do(self, work: Callable[[], object]) -> bool:
        """Run a short use case; say what went wrong; tell whether it went through."""
        raise NotImplementedError

    def reload(self, fingerprint: str = "") -> None:
        """Ask for the keys anew and stand on one of them."""
        found = self.known()
        self.table.fill(found, faint=lambda one: bool(one.revoked_at))
        marks = [one.public.fingerprint for one in found]
        if fingerprint in marks:
            self.table.selectRow(marks.index(fingerprint))
        elif found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show the chosen key's digits, and what may be done with it."""
        one: KnownKey | None = self.table.current() if self.table.shown() else None
        heard = one is not None and bool(one.trusted_at)
        others = one is not None and one.public.side is not self._own
        # what is to be heard is not shown: it would be copied
        self.digits.setText(one.public.fingerprint if one and heard else "")
        self.digits.setVisible(heard)
        self.trust.setEnabled(one is not None and not one.trusted_at and not one.revoked_at)
        self.revoke.setEnabled(one is not None and not one.revoked_at and self.may_revoke(one))
        if one is None:
            self._told.setText("还没有密钥。")
        elif not others:
            self._told.setText(self.words.own)
        else:
            self._told.setText(self.words.heard if heard else self.words.call)

    def may_revoke(self, _one: KnownKey) -> bool:
        return True

    def _take(self) -> None:
        paths = say().files(self, self.words.choose, KINDS)
        taken: list[KnownKey] = []
        if paths and self.do(lambda: taken.append(self._ring.take_in(paths[0]))):
            self.reload(taken[0].public.fingerprint)

    def _trust(self) -> None:
        one: KnownKey | None = self.table.current()
        if one is None:
            return

        def take(values: Mapping[str, str]) -> None:
            self._ring.trust(one.public.fingerprint, values.get("heard", ""))

        ask = Ask("heard", self.words.digits, hint="12345 12345 12345 12345 12345 12345")
        hint = "请对方看着自己的屏幕念，一组五位，共六组。"
        self._ask("核对指纹", ask, take, hint, one)

    def _revoke(self) -> None:
        one: KnownKey | None = self.table.current()
        if one is None:
            return

        def take(values: Mapping[str, str]) -> None:
            self._ring.revoke(one.public.fingerprint, values.get("reason", ""))

        hint = "作废以后不能恢复，今后的同步包不再使用它。"
        self._ask("作废密钥", Ask("reason", "作废的原因", "longtext"), take, hint, one)

    def _ask(self, title: str, ask: Ask, take: Take, hint: str, one: KnownKey) -> None:
        dialog = FormDialog(self, title, (ask,), take, today=self._today, hint=hint, columns=1)
        if dialog.exec():
            self.changed()
            self.reload(one.public.fingerprint)

    def changed(self) -> None:
        """Let the window behind know."""


class KeysDialog(KeyBoard):
    """The office's keys and the county's."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        self._context, self._keys = context, context.desk.keys
        today = context.desk.session.today
        super().__init__(parent, OFFICE_WORDS, KeySide.OFFICE, self._keys, today)
        self.reload()

    def known(self) -> list[KnownKey]:
        return [*self._keys.owns(), *self._keys.counties()]

    def do(self, work: Callable[[], object]) -> bool:
        return self._context.do(self, work)

    def changed(self) -> None:
        self._context.refresh()

    def reload(self, fingerprint: str = "") -> None:
        """Ask for the keys anew; only an administrator makes one."""
        super().reload(fingerprint)
        admin = self._context.desk.session.user.role is Role.ADMIN
        self.make.setEnabled(admin)
        self.make.setToolTip("" if admin else "由管理员登录后生成")
        self.give.setEnabled(any(_good(one, self._context) for one in self._keys.owns()))

    def make_own(self) -> None:
        yes = say().ask(
            self, "生成一对新的密钥？", yes="生成", no="先不生成",
            more="原有的用到有效期满。生成后请导出密钥文件交给县里，并通话核对指纹。",
        )  # fmt: skip
        if yes and self.do(self._keys.make):
            self.reload(self._keys.owns()[0].public.fingerprint)

    def give_own(self) -> None:
        name = f"{self._context.desk.session.organ.name}的密钥.gkkey"
        path = say().save(self, "导出密钥文件", name, KINDS)
        if path is None:
            return
        if self.do(lambda: files.write(path, self._keys.give_out().encode("utf-8"))):
            self._context.status(f"密钥文件已存：{path.name}。请交给县里并通话核对指纹")


def _good(one: KnownKey, context: Context) -> bool:
    return one.state(context.desk.session.today) is KeyState.TRUSTED
