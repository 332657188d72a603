"""Entries of the shipped registers, as a clerk would type them; every number is invented."""

from __future__ import annotations

from gkdesk.accounts.session import Session
from gkdesk.catalog.service import Catalog
from gkdesk.documents.service import Documents
from gkdesk.records.model import Act, Record
from gkdesk.records.regroom import RegisterRoom
from gkdesk.records.service import Records
from tests.conftest import log_in

ID_NUMBER = "110101199003070011"
MOBILE = "13900001234"
INCIDENT = {
    "title": "救助公示里多出一列证件号码",
    "kind": "泄露个人信息",
    "source": "日常监测",
    "found_at": "2026-04-09 15:00",
    "owner": "周桂芬",
}
DECISION = {
    "title": "镇区道路停车管理办法",
    "way": "向社会公开征求意见",
    "from_on": "2026-03-02",
    "to_on": "2026-03-20",
}
RESPONSE = {
    "title": "网传某路段积水",
    "grade": "其他政务舆情",
    "found_at": "2026-04-08 10:00",
    "platform": "本地论坛",
}
CHECKED = {"checked_on": "2026-04-07", "scope": "网址和链接", "place": "首页通知公告栏"}


def room_of(session: Session) -> RegisterRoom:
    documents, catalog = Documents(session), Catalog(session)
    return RegisterRoom(session, documents, Records(session, documents, catalog), catalog)


def published(session: Session, title: str, made_on: str = "2026-03-01", **more: str) -> Record:
    """Draft a record and take it through the review with three persons, at the clock's moment."""
    documents, catalog = Documents(session), Catalog(session)
    records = Records(session, documents, catalog)
    values = {"title": title, "body": "正文", "made_on": made_on, "attribute": "主动公开"}
    log_in(session, "周桂芬")
    record = records.draft(values | more)
    records.act(record.uid, Act.SUBMIT)
    log_in(session, "刘建民")
    records.act(record.uid, Act.PASS)
    records.act(record.uid, Act.SECRECY, {"result": "clear"})
    log_in(session, "何敏")
    made = records.act(record.uid, Act.PUBLISH)
    log_in(session, "周桂芬")
    return made


def withdraw(session: Session, uid: str) -> None:
    log_in(session, "何敏")
    documents, catalog = Documents(session), Catalog(session)
    Records(session, documents, catalog).act(uid, Act.WITHDRAW, {"opinion": "内容有误"})
    log_in(session, "周桂芬")
