"""Every way of delivery with its proof; letters that come back; from when the remedies run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.service import Documents
from gkdesk.requests import closingdeclined, declined, delivery
from gkdesk.requests.checks import Stopped
from gkdesk.requests.model import BadForm, Event, EventKind, Method, State
from gkdesk.requests.rules import Rules
from gkdesk.requests.service import Requests

Values = dict[str, object]
At = Callable[[str], None]
RULES = Rules.load(FormFolders(paths.forms()))
REPLY: Values = {"found_facts": "经检索，找到1份材料。", "provided_items": ["发放清单（共3页）"]}
POSTED: Values = {"method": "mail", "mail_no": "XA12345678911"}
AGAIN: Values = {
    "call_time": "9时30分", "number": "13981230872", "talked_with": "张建国",
    "call_content": "地址没有变，当天不在家。", "envelope": "没有拆开，原样存卷",
}  # fmt: skip


def answered(requests: Requests, values: Values, **more: object) -> str:
    uid = requests.register({**values, **more}).uid
    requests.act(uid, "reply", REPLY)
    return uid


def text(documents: Documents, uid: str, form: str, nth: int = -1) -> str:
    import io

    found = [one for one in documents.of(f"request:{uid}") if one.form == form]
    with pdfplumber.open(io.BytesIO(documents.read(found[nth].sha256))) as opened:
        return "".join(char["text"] for page in opened.pages for char in page.chars)


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"method": "entrusted"}, {"entrusted_to", "receiver"}),
        ({"method": "email"}, {"arrival_proof", "address"}),
        ({"method": "leave"}, {"refuse_reason", "witness"}),
        ({"method": "leave", "refuse_reason": "不愿签名", "witness": "何敏"}, {"witness"}),
        ({"method": "public"}, {"public_reason", "public_place"}),
        ({"method": "counter"}, {"receiver"}),
        ({"method": "direct", "receiver": "张建国", "refuse_reason": "不签"}, {"refuse_reason"}),
        ({**POSTED, "address": "云岭县城关镇"}, {"address_note"}),
    ],
)
def test_each_way_asks_for_its_proof_all_at_once(
    requests: Requests, values: Values, form: Values, fields: set[str]
) -> None:
    uid = answered(requests, values)
    with pytest.raises(BadForm) as caught:
        requests.act(uid, "deliver", form)
    assert {fault.field for fault in caught.value.faults} == fields
    assert requests.get(uid).state is State.TO_DELIVER


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ({"method": "entrusted", "entrusted_to": "石桥镇人民政府", "receiver": "张建国"}, "石桥镇"),
        (
            {"method": "leave", "refuse_reason": "认为内容不全", "witness": "何敏、陈立"},
            "何敏、陈立",
        ),
        ({"method": "leave", "refuse_reason": "认为内容不全", "photo": "录像1段"}, "录像1段"),
        ({"method": "counter", "receiver": "张建国"}, "当场答复"),
        ({**POSTED, "address": "云岭县城关镇", "address_note": "4月10日来信"}, "云岭县城关镇"),
        ({"method": "direct", "receiver": "李桂兰", "receiver_relation": "配偶"}, "配偶"),
    ],
)
def test_the_receipt_shows_the_proof(
    requests: Requests, documents: Documents, values: Values, form: Values, printed: str
) -> None:
    uid = answered(requests, values)
    assert requests.act(uid, "deliver", form).state is State.CLOSED
    assert printed in text(documents, uid, "delivery_receipt")


def test_the_address_as_the_application_has_it_needs_no_note(
    requests: Requests, values: Values
) -> None:
    uid = answered(requests, values)
    same: Values = {**POSTED, "address": " 云岭县青石镇 西河村一组"}
    assert requests.act(uid, "deliver", same).state is State.CLOSED


def test_on_the_spot_means_the_day_it_came(requests: Requests, values: Values, at: At) -> None:
    uid = answered(requests, values)
    at("2026-04-13")
    with pytest.raises(closingdeclined.NotOnTheSpot, match="2026年4月10日"):
        requests.act(uid, "deliver", {"method": "counter", "receiver": "张建国"})


def test_online_only_with_an_online_channel_for_review(
    requests: Requests, values: Values, session: Session
) -> None:
    uid = answered(requests, values, email="a@example.cn")
    sent: Values = {"method": "email", "arrival_proof": "发送成功的截图"}
    session.organ = replace(session.organ, review_online_channel="")
    with pytest.raises(Stopped, match="复议的网上渠道"):
        requests.act(uid, "deliver", sent)
    session.organ = replace(session.organ, review_online_channel="掌上复议")
    assert requests.act(uid, "deliver", sent).state is State.CLOSED
    found = requests.follow_ups.delivered(uid)
    assert found.remedies_from == date(2026, 4, 10)


def test_a_returned_letter_goes_again_and_the_first_day_stays(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    uid = answered(requests, values)
    requests.act(uid, "deliver", POSTED)
    with pytest.raises(closingdeclined.NotReturned):
        requests.act(uid, "resend", {**AGAIN, **POSTED})
    at("2026-04-20")
    returned: Values = {"mail_result": "returned", "mail_proof": "投递两次无人"}
    requests.act(uid, "arrived", returned)
    assert requests.follow_ups.delivered(uid).remedies_from is None
    [due] = requests.agenda()
    assert (due.verb, due.subject) == ("再次送达", uid)
    primary = next(move for move in requests.moves(uid) if move.primary)
    assert primary.event is EventKind.RESEND
    with pytest.raises(declined.NoDeliveryProof):
        requests.act(uid, "archive")
    with pytest.raises(closingdeclined.ResentEarly):
        requests.act(uid, "resend", {**AGAIN, **POSTED, "on": "2026-04-14"})
    at("2026-04-21")
    again = requests.act(uid, "resend", {**AGAIN, "method": "direct", "receiver": "张建国"})
    assert (again.replied_on, again.state) == (date(2026, 4, 10), State.CLOSED)
    assert requests.clock(uid).in_time is True
    found = requests.follow_ups.delivered(uid)
    assert (found.replied_on, found.remedies_from) == (date(2026, 4, 10), date(2026, 4, 21))
    assert [one.returned for one in found.tries] == [True, False]
    forms = [one.form for one in documents.of(f"request:{uid}")]
    assert forms.count("delivery_receipt") == 2
    assert "地址没有变" in text(documents, uid, "request_call_record")
    assert "原样存卷" in text(documents, uid, "delivery_receipt")
    assert requests.agenda() == []


def test_after_a_second_return_a_public_notice_is_offered(
    requests: Requests, values: Values, at: At
) -> None:
    uid = answered(requests, values)
    notice: Values = {"method": "public", "public_reason": "两次退回", "public_place": "镇网站"}
    with pytest.raises(closingdeclined.Reachable, match="第九十五条"):
        requests.act(uid, "deliver", notice)
    requests.act(uid, "deliver", POSTED)
    for day in ("2026-04-15", "2026-04-24"):
        at(day)
        requests.act(uid, "arrived", {"mail_result": "returned"})
        move = next(one for one in requests.moves(uid) if one.event is EventKind.RESEND)
        if day == "2026-04-15":
            assert "公告" not in move.reason
            requests.act(uid, "resend", {**AGAIN, **POSTED})
    assert "已退回2次，可以公告送达" in move.reason
    method = next(field for field in move.fields if field.name == "method")
    assert method.default == "public"
    requests.act(uid, "resend", {**AGAIN, **notice})
    found = requests.follow_ups.delivered(uid)
    assert found.remedies_from == date(2026, 4, 24) + timedelta(days=30)
    assert found.replied_on == date(2026, 4, 10)


KINDS = st.sampled_from(["deliver", "arrived", "back", "resend", "reply", "note"])


@given(st.lists(st.tuples(KINDS, st.sampled_from(list(Method))), max_size=12))
def test_only_the_last_reply_counts(happened: list[tuple[str, Method]]) -> None:
    day, events = date(2026, 4, 10), []
    for word, method in happened:
        day += timedelta(days=1)
        kind = EventKind("arrived" if word == "back" else word)
        tried = kind in delivery.TRIES
        key = delivery.RETURNED if word == "back" else ""
        events.append(Event(kind, day, key=key, method=method if tried else None))
    last = max((at for at, one in enumerate(events) if one.kind is EventKind.REPLY), default=-1)
    after = events[last + 1 :]
    found = delivery.tries(events)
    assert [one.event for one in found] == [one for one in after if one.kind in delivery.TRIES]
    runs = delivery.remedies_from(events, RULES.ways)
    if not found:
        assert runs is None
        return
    final = found[-1]
    if final.event.method is Method.PUBLIC:
        assert runs == final.on + timedelta(days=30)
    elif final.mailed:
        assert runs == (None if final.result is None or final.returned else final.result.on)
    else:
        assert runs == final.on


def test_every_way_is_in_the_rule_file() -> None:
    assert {way.method for way in RULES.ways} == set(Method)
    assert {way.status for way in RULES.ways} == {"certain", "unsure"}
