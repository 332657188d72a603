"""What the clerk notes about an item: that something happened, that it owes nothing, how often."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import masked, scan
from gkdesk.base.text import tidy

from . import limit, occasionstore
from .duemodel import ItemChange, Marks, Noted, Occasion, OccasionKind
from .house import ColumnKind
from .model import LABELS, FieldChange

if TYPE_CHECKING:
    from .service import Catalog

_LONGEST = 200
_FIRST_YEAR = 2008  # the first regulation took effect on 2008-05-01
# what lies ahead may be noted: a notice is owed before it
_AHEAD = (OccasionKind.HELD, OccasionKind.STARTED)


class NoSuchOccasion(Declined):
    """No occasion has this uid."""

    message = "没有编号为“{uid}”的登记事项。请用 catalog event list 核对编号，数据没有改动。"


class VoidedAlready(Declined):
    """An occasion cannot be taken back twice."""

    message = "这件登记事项已经作废，不用再作废。数据没有改动。"


class Occasions:
    """登记事项 and marks of the items of one office."""

    def __init__(self, session: Session, catalog: Catalog) -> None:
        self._session, self._catalog = session, catalog

    def add(self, item_key: str, kind: OccasionKind, on: date, what: str) -> Noted:
        """Note that something happened about an item.

        Raises:
            NoSuchItem: no item has this key.
            BadValue: a day that cannot be, no words, too many, or a personal number in them.
            NotAllowed: the user only reads.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        self._catalog.get(item_key)
        words = _checked("what", "发生了什么", what)
        if on.year < _FIRST_YEAR:
            raise BadValue("on", "日期", f"早于{_FIRST_YEAR}年")
        if on > session.today and kind not in _AHEAD:
            raise BadValue("on", "日期", "还没有到，只有会议、听证、活动和启动的事可以先登记")
        uid = str(uuid.uuid4())
        row = occasionstore.StoredOccasion(
            uid, item_key, kind.value, on.isoformat(),
            session.vault.seal_json({"what": words}, _place(uid)), self._stamp(), session.user.name,
        )  # fmt: skip
        with session.transaction():
            occasionstore.add(session.conn, row)
            session.audit("catalog.event", item_key, kind=kind.value, on=on.isoformat())
        return self._noted(row)

    def void(self, uid: str, reason: str) -> None:
        """Take back an occasion noted by mistake; it stays to be seen.

        Raises:
            NoSuchOccasion: none has this uid.
            VoidedAlready: it was taken back before.
            BadValue: no reason, or a personal number in it.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        found = occasionstore.find(session.conn, uid)
        if found is None:
            raise NoSuchOccasion(uid=masked(uid)[:40])
        if found.void is not None:
            raise VoidedAlready
        words = _checked("reason", "作废原因", reason)
        sealed = session.vault.seal_json({"reason": words}, _void_place(found.uid))
        with session.transaction():
            occasionstore.void(
                session.conn, found.uid, sealed=sealed, at=self._stamp(), user=session.user.name
            )
            session.audit("catalog.event_void", found.item_key, uid=found.uid)

    def rows(self, item_key: str | None = None) -> list[Noted]:
        """Return what was noted, void entries too, newest first."""
        found = occasionstore.occasions(self._session.conn, item_key)
        return [self._noted(row) for row in found]

    def standing(self) -> dict[str, list[Occasion]]:
        """Return what counts, by item; no words are opened."""
        found: dict[str, list[Occasion]] = {}
        for uid, key, kind, on in occasionstore.standing(self._session.conn):
            one = Occasion(uid, key, OccasionKind(kind), date.fromisoformat(on))
            found.setdefault(key, []).append(one)
        return found

    def mark(self, item_key: str, kind: str, value: str) -> None:
        """Settle something about an item; an empty value takes it back.

        Args:
            item_key: the item.
            kind: ``absent`` (why nothing is owed), ``column`` (``dynamic`` or ``static``) or
                ``reading`` (the words that its unclear 公开时限 stands for).
            value: what is settled.

        Raises:
            NoSuchItem: no item has this key.
            BadValue: no such kind or value; a reading nobody understands either.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        self._catalog.get(item_key)
        words = tidy(value)
        if kind not in ("absent", "column", "reading"):
            raise BadValue("kind", "标记", "只能是 absent、column 或者 reading")
        if words:
            words = _checked("value", "标记", words)
        if kind == "column" and words and words not in list(ColumnKind):
            raise BadValue("value", "栏目", "只能是 dynamic（动态栏目）或者 static（非动态栏目）")
        if kind == "reading" and words and not limit.parse(words).clauses:
            raise BadValue("value", "时限的意思", "也认不出，请写成“20个工作日内”“每季度”这样的话")
        with session.transaction():
            occasionstore.add_mark(
                session.conn, item_key=item_key, kind=kind, value=words, at=self._stamp(),
                user=session.user.name,
            )  # fmt: skip
            session.audit("catalog.mark", item_key, kind=kind)

    def marks(self) -> dict[str, Marks]:
        """Return what is settled, by item."""
        found: dict[str, dict[str, str]] = {}
        for key, kind, value in occasionstore.marks(self._session.conn):
            found.setdefault(key, {})[kind] = value
        return {key: Marks(**values) for key, values in found.items()}

    def added(self) -> dict[str, date]:
        """Return the day each item in force came into the catalog."""
        rows = occasionstore.added(self._session.conn)
        return {key: date.fromisoformat(day) for key, day in rows.items()}

    def history(self, item_key: str) -> list[ItemChange]:
        """Return what imports did to an item, newest first."""
        kinds = {"added": "新增", "changed": "变更", "retired": "取消"}
        return [
            ItemChange(
                row.at, row.user, row.file, kinds.get(row.kind, row.kind),
                tuple(FieldChange(*one) for one in json.loads(row.changes) if one[0] in LABELS),
            )
            for row in occasionstore.history(self._session.conn, item_key)
        ]  # fmt: skip

    def _noted(self, row: occasionstore.StoredOccasion) -> Noted:
        vault = self._session.vault
        voided = None
        if row.void is not None:
            voided = str(vault.open_json(row.void, _void_place(row.uid))["reason"])
        return Noted(
            Occasion(row.uid, row.item_key, OccasionKind(row.kind), date.fromisoformat(row.on_day)),
            str(vault.open_json(row.sealed, _place(row.uid))["what"]), row.user, row.at, voided,
        )  # fmt: skip

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")


def _checked(field: str, label: str, text: str) -> str:
    words = tidy(text)
    if not words:
        raise BadValue(field, label, "没有填写")
    if len(words) > _LONGEST:
        raise BadValue(field, label, f"太长，最多{_LONGEST}个字")
    if scan(words):
        raise BadValue(field, label, "里有证件号、电话或者账号，请删去")
    return words


def _place(uid: str) -> str:
    return f"item_occasion.sealed#{uid}"


def _void_place(uid: str) -> str:
    return f"item_occasion_void.sealed#{uid}"
