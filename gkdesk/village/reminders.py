"""What the posting ledger still needs, for the agenda."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gkdesk.base.handover import Due

from . import lifelist
from .model import Posting

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .service import Villages

_GRACE = 1  # days after posting before a missing photo is spoken of


def reminders(session: Session, room: Villages, today: date) -> list[Due]:
    """Return what the ledger still needs: photos, re-posting, answers, closed windows."""
    conn, found = session.conn, list[Due]()
    windows, keeps_photos = lifelist.open_windows(conn, today), lifelist.any_photo(conn)
    bare: list[Posting] = []
    for one in (each.posting for each in lifelist.hanging(conn)):
        if one.uid in windows:
            then = "到期后出具无异议说明，有异议的先处理"
            name = room.ledger.where(one.uid)
            found.append(_due(one.sheet_uid, f"{name}在公示", then, windows[one.uid], "查看"))
        if keeps_photos and not lifelist.pictured(conn, one.uid):
            bare.append(one)
    found += _objections(room)
    if bare:  # one line for all; an office that keeps no photos is not asked for any
        due_on = min(one.posted_on for one in bare) + timedelta(days=_GRACE)
        what = f"{len(bare)}处张贴还没有照片"
        found.append(_due(bare[0].sheet_uid, what, "远景、近景各一张", due_on, "登记照片"))
    return found + _lost(session, room)


def _objections(room: Villages) -> list[Due]:
    found = []
    for one in room.objections.all():
        if one.ended_on is None:
            what = "有异议待答复"
            found.append(_due(one.sheet_uid, what, one.subject, one.due_on, "答复异议"))
        elif one.founded and room.is_newest(one.sheet_uid):
            what = "异议属实，须更正公布"
            found.append(_due(one.sheet_uid, what, one.subject, one.ended_on, "更正公布"))
    return found


def _lost(session: Session, room: Villages) -> list[Due]:
    """Sheets taken down early and not posted again (《村民委员会组织法》 Art. 35)."""
    found = []
    for sheet_uid, posting_uid, down_on in lifelist.lost(session.conn):
        if room.is_newest(sheet_uid):
            what = f"{room.ledger.where(posting_uid)}未满期就取下"
            found.append(_due(sheet_uid, what, "须重新张贴，满期后才能取下", down_on, "登记张贴"))
    return found


def _due(sheet_uid: str, title: str, detail: str, due_on: date, verb: str) -> Due:
    return Due(
        room="village", subject=sheet_uid, title=title, detail=detail, due_on=due_on, verb=verb
    )
