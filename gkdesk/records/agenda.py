"""What the records put on 今日: drafts returned, reviews that wait, re-assessments due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.handover import Due

from . import filestore, review, store
from .model import UNDER_REVIEW, Act, State

if TYPE_CHECKING:
    from .service import Records

_FORWARD = (Act.SUBMIT, Act.PASS, Act.PUBLISH, Act.SETTLE)
_AHEAD = timedelta(days=30)


def dues(records: Records, session: Session) -> list[Due]:
    """Return what waits for the logged-in user."""
    found = [
        due for state in (State.DRAFT, *UNDER_REVIEW) for due in _waiting(records, session, state)
    ]
    return found + _assessments(records, session)


def _waiting(records: Records, session: Session, state: State) -> list[Due]:
    found, rules = [], records.rules.review
    step = rules.before(state)
    for record in records.rows(state):
        if not set(_FORWARD) & set(review.acts(record, session.user, rules)):
            continue
        due = records.due(record)
        found.append(
            Due(
                room="records",
                subject=record.uid,
                title=f"主动公开信息 {record.number}",
                detail="退回，待修改" if record.returned else state.label,
                due_on=due.on if due else None,
                verb=step.label if step else "送审",
                provisional=due.provisional if due else False,
                sealed_title=record.title,
            )
        )
    return found


def _assessments(records: Records, session: Session) -> list[Due]:
    """Return what is kept back and due to be looked at again within a month."""
    if session.user.role not in (Role.REVIEWER, Role.LEADER):
        return []
    known = filestore.next_assessments(session.conn)
    found = []
    for row in store.settled(session.conn):
        on = records.assessing.after(row.uid, date.fromisoformat(row.settled_on), known)
        if on <= session.today + _AHEAD:  # only these are opened: there may be thousands
            record = records.get(row.uid)
            found.append(
                Due(
                    room="records",
                    subject=record.uid,
                    title=f"不公开信息评估 {record.number}",
                    detail=f"{record.attribute.label}，定期评估",
                    due_on=on,
                    verb="评估",
                    sealed_title=record.title,
                )
            )
    return found
