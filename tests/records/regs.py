"""Entries of the shipped registers, as a clerk would type them; every number is invented."""

from __future__ import annotations

from gkdesk.accounts.session import Session
from gkdesk.catalog.service import Catalog
from gkdesk.documents.service import Documents
from gkdesk.records.model import Act, Record
from gkdesk.records.regroom import RegisterRoom
from gkdesk.records.service import Records
from tests.conftest import log_in
from tests.records.steps import publish

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
    return publish(records, session, record.uid)


def withdraw(session: Session, uid: str) -> None:
    log_in(session, "何敏")
    documents, catalog = Documents(session), Catalog(session)
    Records(session, documents, catalog).act(uid, Act.WITHDRAW, {"opinion": "内容有误"})
    log_in(session, "周桂芬")


BIRTH = {
    "name": "出生医学证明签发",
    "area": "人口",
    "office": "镇卫生院",
    "summary": "给新生儿签发出生医学证明",
    "grounds": "《母婴保健法》第二十三条",
    "conditions": "在本院出生",
    "materials": "父母居民身份证|1|原件|核对\n出生医学证明|1|原件",
    "flow": "1.申请\n2.签发",
    "fees": "不收费",
    "limit": "当场",
    "way": "窗口办理",
    "result": "当场领取",
    "hours": "工作日8:30至17:30",
    "place": "便民服务中心2号窗口",
    "query": "窗口查询",
    "phone": "0000-0000123",
    "complaint": "镇纪委",
    "faq": "问：能不能代领？\n答：可以，带委托书。",
    "reviewed_on": "2026-04-10",
}
HUKOU = BIRTH | {
    "name": "新生儿落户",
    "office": "派出所户籍窗口",
    "summary": "给新生儿办理户口登记",
    "grounds": "《户口登记条例》第七条",
    "conditions": "父母一方户籍在本镇",
    "materials": "父母居民身份证（双方）|2|复印件|核对\n户口簿|1|原件\n出生医学证明|1|原件",
    "flow": "1.申请\n2.登记",
    "limit": "1个工作日",
}
