"""The registers an office keeps, as their forms say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, Declined

from . import regform
from .regmodel import Register


class NoSuchRegister(Declined):
    """No register has this id."""

    message = "没有名为“{name}”的台账。可用的有：{known}。数据没有改动。"


class FormBook:
    """Every register's form, read once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def _read(self) -> tuple[dict[str, Register], dict[str, BadFile]]:
        good, bad = list[Register](), dict[str, BadFile]()
        for name, path in self._session.forms.paths(regform.KIND).items():
            try:
                good.append(regform.load(path))
            except BadFile as error:
                bad[name] = error
        return {form.id: form for form in sorted(good, key=lambda one: (one.order, one.id))}, bad

    @property
    def all_forms(self) -> Mapping[str, Register]:
        """Every register that can be used, in the order of the list; hidden ones too."""
        return self._read[0]

    @property
    def bad_forms(self) -> Mapping[str, BadFile]:
        """The forms with mistakes, by id: they stop no other register."""
        return self._read[1]

    @property
    def forms(self) -> list[Register]:
        """Return the registers that are listed."""
        return [form for form in self.all_forms.values() if not form.hidden]

    def form(self, name: str) -> Register:
        """Return a register by id or title.

        Raises:
            NoSuchRegister: there is none.
            BadFile: its form has mistakes.
        """
        if name in self.bad_forms:
            raise self.bad_forms[name]
        for form in self.all_forms.values():
            if name in (form.id, form.title):
                return form
        known = "、".join(f"{form.title}（{form.id}）" for form in self.forms)
        raise NoSuchRegister(name=name[:40], known=known)
