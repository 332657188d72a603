"""Taking a record through its reviews in a real office."""

from __future__ import annotations

from gkdesk.accounts.session import Session
from gkdesk.records.model import Act, Record
from gkdesk.records.scanmodel import Choice
from gkdesk.records.service import Records
from tests.conftest import log_in

WRITER, REVIEWER, LEADER = "周桂芬", "刘建民", "何敏"


def go(records: Records, uid: str, act: Act, **values: object) -> Record:
    """Take one step with every point of it ticked."""
    points = [one.code for one in records.points(uid, act)]
    return records.act(uid, act, {"opinion": "同意", "checks": points} | values)


def to_final(records: Records, session: Session, uid: str) -> None:
    """From the draft to before the last signature, with the leader logged in."""
    records.act(uid, Act.SUBMIT)
    log_in(session, REVIEWER)
    go(records, uid, Act.PASS)
    go(records, uid, Act.SECRECY, result="可以公开", opinion="不涉密")
    go(records, uid, Act.PASS)
    log_in(session, LEADER)


def publish(records: Records, session: Session, uid: str) -> Record:
    """From the draft to the public, with the writer logged in again."""
    to_final(records, session, uid)
    made = go(records, uid, Act.PUBLISH)
    log_in(session, WRITER)
    return made


def publish_released(records: Records, session: Session, uid: str) -> Record:
    """As ``publish``, the leader releasing every number found."""
    to_final(records, session, uid)
    marks = [one.hit.mark for one in records.privacy.judged(uid) if one.open]
    records.privacy.decide(uid, marks, Choice.RELEASE, "本人同意公开")
    made = go(records, uid, Act.PUBLISH)
    log_in(session, WRITER)
    return made


def settle(records: Records, session: Session, uid: str) -> Record:
    """From a draft that is not for publication to its settling, the writer logged in again."""
    records.act(uid, Act.SUBMIT)
    log_in(session, REVIEWER)
    go(records, uid, Act.PASS)
    go(records, uid, Act.PASS)
    log_in(session, LEADER)
    made = go(records, uid, Act.SETTLE, opinion="属实，不主动公开")
    log_in(session, WRITER)
    return made
