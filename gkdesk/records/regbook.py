"""The registers an office keeps, as their forms say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

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
        self._read: dict[str, Register | BadFile] = {}

    @cached_property
    def _paths(self) -> dict[str, Path]:
        return self._session.forms.paths(regform.KIND)

    def _one(self, name: str) -> Register | BadFile | None:
        """Return a form by id, read when first asked for: most offices use a few."""
        if name not in self._read and name in self._paths:
            try:
                self._read[name] = regform.load(self._paths[name])
            except BadFile as error:
                self._read[name] = error
        return self._read.get(name)

    def usable(self, names: Iterable[str]) -> list[Register]:
        """Return those of the registers whose form is there and right, in the list's order."""
        found = [one for one in map(self._one, names) if isinstance(one, Register)]
        return sorted(found, key=lambda one: (one.order, one.id))

    @property
    def all_forms(self) -> Mapping[str, Register]:
        """Every register that can be used, in the order of the list; hidden ones too."""
        return {form.id: form for form in self.usable(self._paths)}

    @property
    def bad_forms(self) -> Mapping[str, BadFile]:
        """The forms with mistakes, by id: they stop no other register."""
        read = {name: self._one(name) for name in self._paths}
        return {name: one for name, one in read.items() if isinstance(one, BadFile)}

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
        one = self._one(name)
        if isinstance(one, Register):
            return one
        if one is not None:
            raise one
        for form in self.all_forms.values():
            if name == form.title:
                return form
        known = "、".join(f"{form.title}（{form.id}）" for form in self.forms)
        raise NoSuchRegister(name=name[:40], known=known)
