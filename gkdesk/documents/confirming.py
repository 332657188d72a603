"""The wording of templates as confirmed by the office (本机关确认): which, by whom, still the same.

The program's wording is a draft until the office's own lawyers have read it. A confirmation is
tied to what the template says, shared parts included; a comment or the order of keys is no change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined

from . import store, template
from .model import Confirmed
from .wording import Template


class ConfirmedAlready(Declined):
    """This wording was confirmed before."""

    message = "模板“{title}”现在的文字已由{by}在{on}确认过，不用再确认。"


@dataclass(frozen=True, slots=True)
class Standing:
    """A template and whether its present wording was confirmed.

    ``confirmed`` is ``None`` for a draft; ``changed`` tells that an earlier wording was confirmed.
    """

    template: Template
    confirmed: Confirmed | None
    changed: bool

    @property
    def words(self) -> str:
        """Return the status as the clerk reads it."""
        if self.confirmed is not None:
            return f"本机关已确认（{self.confirmed.by}，{self.confirmed.on}）"
        return "确认后又改过，待重新确认" if self.changed else "草案，待本机关确认"


class Confirming:
    """Confirms wording and tells what was confirmed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Standing]:
        """Return every usable template with its standing, by id."""
        known = store.confirmations(self._session.conn)
        return [_standing(one, known) for one in template.read_all(self._session.forms)[0]]

    def of(self, form: str) -> Standing:
        """Return the standing of one template.

        Raises:
            NoTemplate: there is none of this id.
            BadFile: it has mistakes.
        """
        known = store.confirmations(self._session.conn, form)
        return _standing(template.load(self._session.forms, form), known)

    def confirm(self, form: str, note: str = "") -> Standing:
        """Note that the office has read and confirmed the present wording.

        Raises:
            NotAllowed: only 负责人 and 审核 confirm.
            ConfirmedAlready: this wording was confirmed.
            NoTemplate: there is none of this id.
        """
        session = self._session
        session.user.require(Role.LEADER, Role.REVIEWER)
        found = self.of(form)
        if found.confirmed is not None:
            before = found.confirmed
            raise ConfirmedAlready(title=found.template.title, by=before.by, on=before.on)
        made = Confirmed(form, digest(found.template), session.today, session.user.name, note)
        with session.transaction():
            store.add_confirmation(session.conn, made)
            session.audit("documents.confirm_template", form, digest=made.digest)
        return self.of(form)


def digest(found: Template) -> str:
    """Return the SHA-256 of what a template says."""
    text = json.dumps(asdict(found), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _standing(found: Template, known: Sequence[Confirmed]) -> Standing:
    mine = [one for one in known if one.form == found.id]
    now = digest(found)
    same = next((one for one in reversed(mine) if one.digest == now), None)
    return Standing(found, same, changed=bool(mine) and same is None)
