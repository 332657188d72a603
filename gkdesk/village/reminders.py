"""What the posting ledger still needs, for the agenda."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gkdesk.base.handover import Due

from . import store
from .model import Posting

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .service import Villages

_GRACE = 1  # days after posting before a missing photo is spoken of


def reminders(session: Session, room: Villages, today: date) -> list[Due]:
    """Return what the ledger still needs: photos, re-posting, answers, closed windows."""
    found, bare = list[Due](), list[Posting]()
    pictured = {one.posting_uid for one in room.ledger.photos()}
    for one in store.hanging(session.conn):
        window = room.ledger.window(one)
        name = room.ledger.where(one.uid)
        if window and today < window.closed_on:
            then = "到期后出具无异议说明，有异议的先处理"
            found.append(_due(one.sheet_uid, f"{name}在公示", then, window.printed_end, "查看"))
        if pictured and one.uid not in pictured:
            bare.append(one)
    found += [
        _due(one.sheet_uid, "有异议待答复", one.subject, one.due_on, "答复异议")
        for one in room.objections.all()
        if one.ended_on is None
    ]
    found += [
        _due(one.sheet_uid, "异议属实，须更正公布", one.subject, one.ended_on, "更正公布")
        for one in room.objections.all()
        if one.founded and one.ended_on and room.is_newest(one.sheet_uid)
    ]
    if bare:  # one line for all; an office that keeps no photos is not asked for any
        due_on = min(one.posted_on for one in bare) + timedelta(days=_GRACE)
        what = f"{len(bare)}处张贴还没有照片"
        found.append(_due(bare[0].sheet_uid, what, "远景、近景各一张", due_on, "登记照片"))
    return found + _lost(session, room)


def _lost(session: Session, room: Villages) -> list[Due]:
    """Sheets taken down early and not posted again (《村民委员会组织法》 Art. 35)."""
    found = []
    for sheet in store.posted_sheets(session.conn):
        postings = room.postings(sheet.uid)
        kept = any(
            one.taken_down_on is None or one.taken_down_on >= one.keep_until for one in postings
        )
        if not kept and room.is_newest(sheet.uid):
            last = max(one.taken_down_on for one in postings if one.taken_down_on)
            what = f"{room.ledger.where(postings[-1].uid)}未满期就取下"
            found.append(_due(sheet.uid, what, "须重新张贴，满期后才能取下", last, "登记张贴"))
    return found


def _due(sheet_uid: str, title: str, detail: str, due_on: date, verb: str) -> Due:
    return Due(
        room="village", subject=sheet_uid, title=title, detail=detail, due_on=due_on, verb=verb
    )
