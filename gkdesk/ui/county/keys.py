"""密钥 at the county: its own in a file under a password, the offices' in the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from gkdesk.base import files
from gkdesk.base.errors import Declined, GkdeskError
from gkdesk.sync.county import County
from gkdesk.sync.keys import KeyPair, KeySide, KnownKey
from gkdesk.ui.say import say
from gkdesk.ui.sync.keys_dialog import KINDS, KeyBoard, Words
from gkdesk.ui.widgets.basic import button
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

from .inbox import Inbox
from .password import unlock

WORDS = Words(
    steps="交换一次，以后各乡镇的同步包都加密并签名：\n"
    "1. “生成县级密钥”，再“导出密钥文件”交给各乡镇。\n"
    "2. 把乡镇给的密钥文件“收下”。\n"
    "3. 与乡镇通话，互相念出自己的30位指纹；点“核对指纹”，照着听到的填写。",
    make="生成县级密钥",
    take="收下乡镇的密钥",
    choose="选择乡镇的密钥文件",
    own="县级密钥的指纹，念给乡镇听：",
    heard="这个单位密钥的指纹：",
    call="请给这个单位打电话，请对方念出屏幕上的30位指纹，点“核对指纹”照着听到的填。"
    "本机不显示它，填错了会提示。启用后不再接收它没有签名的包。",
    digits="乡镇念出的30位数字",
)
_FIRST = (
    Ask("new", "密钥文件的密码", "password", hint="至少8位"),
    Ask("twice", "再输一遍", "password"),
)
_NEW = (Ask("new", "新密码", "password", hint="至少8位"), Ask("twice", "再输一遍", "password"))
_OLD = Ask("old", "现在的密码", "password")


class NotFilled(Declined):
    """A password is missing."""

    message = "还有没填的密码。请填好再试，没有改动任何内容。"


class Different(Declined):
    """The two new passwords are not the same."""

    message = "两次输入的密码不同。请重新输入，没有改动任何内容。"


class CountyKeysDialog(KeyBoard):
    """The county's own keys show once their file was opened."""

    def __init__(self, parent: QWidget, inbox: Inbox) -> None:
        self._inbox, self._parent = inbox, parent
        self._county = County.open(inbox.folder, now=inbox.now)
        ring = self._county.keys
        super().__init__(parent, WORDS, KeySide.COUNTY, ring, inbox.now().date())
        self.open_own = button("显示县级密钥", icon="eye", on=self._open_own)
        self.password = button("换密码", icon="lock", on=self._change_password)
        self.foot.addWidget(self.open_own)
        self.foot.addWidget(self.password)
        self._closed = False
        self.finished.connect(self._close)
        self.reload()

    def _close(self, _result: int) -> None:
        self._closed = True  # what a password opens may arrive after that
        self._county.close()

    def known(self) -> list[KnownKey]:
        today = self._inbox.now().date().isoformat()
        own = [KnownKey(one.public, today) for one in self._inbox.pairs]
        return [*own, *self._county.keys.others()]

    def do(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except GkdeskError as error:
            say().trouble(self, error)
            return False
        return True

    def reload(self, fingerprint: str = "") -> None:
        """Ask for the keys anew; there is a file to open once a key was made."""
        if self._closed:
            return
        super().reload(fingerprint)
        there = self._inbox.own.there
        self.open_own.setVisible(there and not self._inbox.pairs)
        self.password.setEnabled(there)
        self.give.setEnabled(there)

    def may_revoke(self, one: KnownKey) -> bool:
        return one.public.side is KeySide.OFFICE  # an own one ends by its day, or by the towns

    def make_own(self) -> None:
        """Make the first pair, or the next one under the same password."""
        own, name = self._inbox.own, self._county.name
        asks = (_OLD,) if own.there else _FIRST
        hint = "已有的密钥用到有效期满。" if own.there else "忘记密码就打不开发来的包，请另外记好。"

        def make(values: Mapping[str, str]) -> list[KeyPair]:
            word = values.get("old", "") or values["new"]
            own.make(name, word)
            return own.pairs(word)

        self._fill("生成县级密钥", asks, hint, make, self._opened)

    def give_own(self) -> None:
        """Write the exchange file; the key file must be open for it."""
        if not unlock(self, self._inbox):
            return
        path = say().save(self, "导出密钥文件", f"{self._county.name}的密钥.gkkey", KINDS)
        if path is not None and self.do(lambda: self._write(path, self._inbox.pairs)):
            self.reload()

    def _write(self, path: Path, pairs: list[KeyPair]) -> None:
        files.write(path, self._inbox.own.exchange(pairs).encode("utf-8"))

    def _open_own(self) -> None:
        if unlock(self, self._inbox):
            self._opened(self._inbox.pairs)

    def _opened(self, pairs: list[KeyPair]) -> None:
        self._inbox.pairs = pairs
        self.reload(pairs[0].public.fingerprint)

    def _change_password(self) -> None:
        own = self._inbox.own

        def change(values: Mapping[str, str]) -> None:
            own.change_password(values["old"], values["new"])

        def changed(_nothing: object) -> None:
            say().tell(self, "密码已换。以前另存的副本仍用旧密码，请用新文件替换。")

        self._fill("换密码", (_OLD, *_NEW), "密钥不变，只换打开它的密码。", change, changed)

    def _fill(
        self, title: str, asks: tuple[Ask, ...], hint: str,
        work: Callable[[Mapping[str, str]], Any], done: Callable[[Any], None],
    ) -> None:  # fmt: skip
        """Ask for passwords, then use them in a thread: that costs time on purpose."""
        filled: dict[str, str] = {}

        def take(values: Mapping[str, str]) -> None:
            check_same(values, asks)
            filled.update(values)

        today = self._inbox.now().date()
        if FormDialog(self, title, asks, take, today=today, hint=hint, columns=1).exec():
            self._inbox.plain(self, lambda _report: work(filled), done)


def check_same(values: Mapping[str, str], asks: Sequence[Ask]) -> None:
    """Raises: NotFilled, Different."""
    if any(not values.get(ask.name) for ask in asks):
        raise NotFilled
    if values.get("new") != values.get("twice"):
        raise Different
