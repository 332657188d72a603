"""Counter-rows (冲销): what was entered in the ledger by mistake is cancelled, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkdesk.base.errors import Declined
from gkdesk.base.text import tidy

from . import lifestore, store
from .lifecycle import Stage
from .liferows import Booked
from .model import Posting, Sheet
from .period import Period
from .personal import check_plain

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .service import Villages


class NoEntry(Declined):
    """The ledger has no such entry, or it was cancelled before."""

    message = "台账里没有这条{what}记录，或者已经冲销过。请刷新后重新选择，数据没有改动。"


class Counters:
    """Cancels entries; the entry and the reason stay in the ledger and in the sheet's life."""

    def __init__(self, session: Session, room: Villages) -> None:
        self._session, self._room = session, room

    def posting(self, uid: str, reason: str) -> Sheet:
        """Cancel a posting that was registered by mistake; its photos may be used again.

        Args:
            uid: the posting.
            reason: why; kept in the open, so without personal numbers.

        Raises:
            NoEntry: no such posting, or cancelled before.
            BadValue: no reason, or a personal number in it.
            WrongStep: the sheet is archived, or its objections rest on this posting.
        """
        found = store.posting(self._session.conn, uid)
        if found is None:
            raise NoEntry(what="张贴")
        sheet = self._room.sheet(found.sheet_uid)
        if self._room.lives.of(sheet.uid).stage is Stage.ARCHIVED:
            raise self._room.wrong(sheet, "冲销张贴", "已经归档")
        if self._bears_objections(found):
            raise self._room.wrong(sheet, "冲销张贴", "对这次张贴登记过异议")
        self._write(uid, "posting", reason, about=sheet.uid)
        return self._room.sheet(sheet.uid)

    def photo(self, uid: str, reason: str) -> None:
        """Cancel a photo registered to the wrong posting; raises NoEntry, BadValue."""
        found = next((one for one in self._room.ledger.photos() if one.uid == uid), None)
        if found is None:
            raise NoEntry(what="照片")
        self._write(uid, "photo", reason, about=found.posting_uid)

    def booked(self, village_uid: str) -> list[Booked]:
        """Return a village's matters and papers of another make, none cancelled; newest first.

        An item the catalogue in force does not know any more stands under its code alone.
        """
        conn = self._session.conn
        items = {item.code: item.title for item in self._room.items.catalogue().items}
        notices = [one for one in lifestore.notices(conn) if one.village_uid == village_uid]
        matters = [one for one in lifestore.matters(conn) if one.village_uid == village_uid]
        titles = {one.uid: one.title for one in matters}
        posted = lifestore.answered_by_sheets(conn)
        for one in reversed(notices):
            posted[one.matter_uid] = min(one.posted_on, posted.get(one.matter_uid, one.posted_on))
        found = [
            Booked(
                one.uid, "matter", f"{one.item} {items.get(one.item, '')}".strip(), one.title,
                one.happened_on, one.due_on, posted.get(one.uid),
            )
            for one in matters
        ]  # fmt: skip
        found += [
            Booked(
                one.uid, "notice", f"{one.item} {items.get(one.item, '')}".strip(),
                titles.get(one.matter_uid) or _period_words(one.period), one.posted_on,
                one.keep_until, one.posted_on,
            )
            for one in notices
        ]  # fmt: skip
        return sorted(found, key=lambda one: one.on, reverse=True)

    def notice(self, uid: str, reason: str) -> None:
        """Cancel a paper of another make registered by mistake; raises NoEntry, BadValue."""
        if uid not in {one.uid for one in lifestore.notices(self._session.conn)}:
            raise NoEntry(what="张贴")
        self._write(uid, "notice", reason, about=uid)

    def matter(self, uid: str, reason: str) -> None:
        """Cancel a matter that need not be published after all; raises NoEntry, BadValue."""
        if uid not in {one.uid for one in lifestore.matters(self._session.conn)}:
            raise NoEntry(what="待公布事情")
        self._write(uid, "matter", reason, about=uid)

    def _bears_objections(self, posting: Posting) -> bool:
        """Tell whether an objection came in that only this posting can have caused."""
        others = [p for p in self._room.postings(posting.sheet_uid) if p.uid != posting.uid]
        return any(
            not any(other.posted_on <= one.received_on for other in others)
            for one in self._room.objections.all(posting.sheet_uid)
        )

    def _write(self, uid: str, kind: str, reason: str, *, about: str) -> None:
        check_reason(reason, "冲销原因", required=True)
        row = {
            "uid": uid, "kind": kind, "reason": tidy(reason),
            "at": self._session.now().isoformat(timespec="seconds"), "by": self._session.user.name,
        }  # fmt: skip
        with self._session.transaction():
            lifestore.add(self._session.conn, "village_void", row)
            self._session.audit("village.void", about, kind=kind)


def _period_words(period: str) -> str:
    return Period.parse(period).label if period else ""


def check_reason(text: str, label: str, *, required: bool = False) -> None:
    """Refuse a reason that is kept in the open and holds a personal number; raises BadValue."""
    check_plain("reason", label, text, "台账不加密存放", required=required)
