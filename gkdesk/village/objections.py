"""Objections to what hangs: registered, answered within the place's days, told without names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base.errors import Declined
from gkdesk.base.text import tidy

from . import lifestore
from .liferows import Channel, Level, ObjectionRow, state_words
from .personal import check_plain
from .sheetbook import shown_day

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .service import Villages


_LISTED = "答复清单要公布"


class NoObjection(Declined):
    """No objection has this id."""

    message = "没有找到这条异议。请在张贴登记里重新选择，数据没有改动。"


class NotEscalated(Declined):
    """Only what was handed up is closed above."""

    message = "这条异议没有报镇，请用“答复异议”登记村里的答复。数据没有改动。"


class AnsweredAbove(Declined):
    """The village cannot answer what was handed up."""

    message = (
        "这条异议已报{level}，要登记{level}里的处理结果。请用“登记上级处理结果”，数据没有改动。"
    )


class Closed(Declined):
    """The objection was dealt with."""

    message = "这条异议已于{on}办结，不能再{act}。数据没有改动。"


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection, its sealed part opened."""

    row: ObjectionRow
    name: str
    content: str

    @property
    def state(self) -> str:
        return state_words(self.row)


class Objections:
    """Registers and answers objections."""

    def __init__(self, session: Session, room: Villages) -> None:
        self._session, self._room = session, room

    def all(self, sheet_uid: str = "") -> list[ObjectionRow]:
        """Return every objection, or those to one sheet, the oldest first."""
        return lifestore.objections(self._session.conn, sheet_uid)

    def open(self, uid: str) -> Objection:
        """Return one objection with its sealed part.

        Raises:
            NoObjection: no such objection.
            LoginNeeded: nobody is logged in.
        """
        row = self._find(uid)
        told = self._session.vault.open_json(row.sealed, f"village_objection.sealed#{uid}")
        return Objection(row, told["name"], told["content"])

    def add(
        self, sheet_uid: str, received_on: date, subject: str, *,
        content: str = "", name: str = "", channel: Channel = Channel.SPOKEN,
    ) -> ObjectionRow:  # fmt: skip
        """Register an objection; the answer is due within the place's days.

        Args:
            sheet_uid: the posted sheet.
            received_on: the day it came in.
            subject: the matter in a few words; printed on the list, so no name in it.
            content: what was said; kept sealed.
            name: who said it, empty for nobody named; kept sealed.
            channel: how it came.

        Raises:
            SheetNotFound: no such sheet.
            WrongStep: the sheet never hung.
            BadValue: no subject, a personal number in it, or a day that cannot be.
        """
        sheet = self._room.sheet(sheet_uid)
        postings = self._room.postings(sheet_uid)
        if not postings:
            raise self._room.wrong(sheet, "登记异议", "还没有张贴")
        first = min(one.posted_on for one in postings)
        self._room.check_day("收到日期", received_on, not_before=first)
        check_plain("subject", "异议事项", subject, _LISTED, required=True)
        place = self._room.items.periods.place()
        uid, due_on = str(uuid4()), received_on + timedelta(days=place.answer_days)
        told = {"name": tidy(name), "content": tidy(content)}
        with self._session.transaction():
            row = {
                "uid": uid, "sheet_uid": sheet_uid, "received_on": received_on.isoformat(),
                "channel": channel.value, "due_on": due_on.isoformat(), "subject": tidy(subject),
                "sealed": self._session.vault.seal_json(told, f"village_objection.sealed#{uid}"),
            }  # fmt: skip
            self._add("village_objection", row)
            self._session.audit("village.objection", sheet_uid, on=received_on.isoformat())
        return self._find(uid)

    def answer(
        self, uid: str, on: date, result: str, *, finding: str = "", founded: bool = False
    ) -> ObjectionRow:
        """Record the answer; ``result`` is printed on the list, ``finding`` stays sealed.

        Raises:
            NoObjection, Closed, AnsweredAbove: see their words.
            BadValue: no result, or a personal number in it.
            WrongDay: ahead, or before the objection.
        """
        return self._event(uid, "answered", on, result, finding=finding, founded=founded)

    def escalate(self, uid: str, on: date) -> ObjectionRow:
        """Record that the objector went to the town, or from the town to the county.

        Raises:
            NoObjection, Closed: see their words.
            WrongDay: ahead, or before what happened last.
        """
        row = self._find(uid)
        days = self._room.items.periods.place().escalate_days
        level = Level.COUNTY if row.escalated_to else Level.TOWN
        if row.escalated_to == Level.COUNTY:
            raise Closed(on=shown_day(row.ended_on or row.moved_on), act=f"报{level.label}")
        self._room.check_day(f"报{level.label}日期", on, not_before=row.moved_on)
        due_on = on + timedelta(days=days)
        self._write(uid, "escalated", on, "", due_on=due_on, to=level.value)
        return self._find(uid)

    def close(
        self, uid: str, on: date, result: str, *, finding: str = "", founded: bool = False
    ) -> ObjectionRow:
        """Record how town or county ended it, right (``founded``) or not.

        Raises:
            NotEscalated: it was never handed up.
            NoObjection, Closed, BadValue, WrongDay: as ``answer``.
        """
        return self._event(uid, "closed", on, result, finding=finding, founded=founded)

    def listed(self, village_uid: str, first: date, last: date) -> list[ObjectionRow]:
        """Return a village's objections of a span, as they are published: without names."""
        return [
            one
            for one in self.all()
            if first <= one.received_on <= last
            and self._room.sheet(one.sheet_uid).village_uid == village_uid
        ]

    def _event(
        self, uid: str, kind: str, on: date, result: str, *,
        finding: str = "", founded: bool = False,
    ) -> ObjectionRow:  # fmt: skip
        row = self._find(uid)
        if row.ended_on is not None and (row.state == "closed" or kind == "answered"):
            raise Closed(on=shown_day(row.ended_on), act="答复")
        if kind == "closed" and row.state != "escalated":
            raise NotEscalated
        if kind == "answered" and row.state == "escalated":
            raise AnsweredAbove(level=Level(row.escalated_to or "town").label)
        self._room.check_day("答复日期", on, not_before=row.moved_on)
        check_plain("result", "处理结果", result, _LISTED, required=True)
        # what the town closed may still go to the county
        to = row.escalated_to if kind == "closed" else ""
        self._write(uid, kind, on, tidy(result), finding=finding, founded=founded, to=to)
        return self._find(uid)

    def _write(
        self, uid: str, kind: str, on: date, result: str, *,
        finding: str = "", founded: bool = False, due_on: date | None = None, to: str = "",
    ) -> None:  # fmt: skip
        event = str(uuid4())
        place = f"village_objection_event.sealed#{event}"
        with self._session.transaction():
            row = {
                "uid": event, "objection_uid": uid, "kind": kind, "happened_on": on.isoformat(),
                "due_on": due_on.isoformat() if due_on else "", "founded": int(founded),
                "escalated_to": to,
                "result": result,
                "sealed": self._session.vault.seal_json({"finding": tidy(finding)}, place),
            }  # fmt: skip
            self._add("village_objection_event", row)
            self._session.audit(f"village.objection_{kind}", uid, on=on.isoformat())

    def _find(self, uid: str) -> ObjectionRow:
        for one in lifestore.objections(self._session.conn):
            if one.uid == uid:
                return one
        raise NoObjection

    def _add(self, table: str, row: Mapping[str, object]) -> None:
        stamp = self._session.now().isoformat(timespec="seconds")
        lifestore.add(
            self._session.conn, table, dict(row) | {"at": stamp, "by": self._session.user.name}
        )
