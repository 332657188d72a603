"""疑难件, 转主动公开, 更正本人信息 and 分件: what beside the reply may hang on a case."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pdfplumber
import pytest

from gkdesk.base.calendar import CalendarMissing
from gkdesk.documents.service import Documents
from gkdesk.requests import closingdeclined, declined
from gkdesk.requests.checks import Stopped
from gkdesk.requests.followuplists import NothingToList
from gkdesk.requests.followups import hard
from gkdesk.requests.model import BadForm, Event, EventKind, Matter, State
from gkdesk.requests.service import Requests

# what the county is told must be noted as it changes
pytestmark = pytest.mark.usefixtures("told")

Values = dict[str, object]
At = Callable[[str], None]
REPLY: Values = {
    "found_facts": "经检索，找到1份材料。",
    "provided_items": ["发放清单（共3页）"],
    "secrecy_by": "王建军",
    "signed_by": "刘长顺",
}
HANDED: Values = {"method": "direct", "receiver": "张建国"}
HARD: Values = {"cause": "涉及土地征收、房屋征收", "reason": "征收户意见较大"}
CONFERRED: Values = {
    "place": "镇政府会议室", "attendees": ["司法所 陈立", "党政办 刘建民"],
    "matter": "逐户明细能否公开", "opinions": "司法所：应当征求意见。", "conclusion": "区分处理。",
}  # fmt: skip
FIXED: Values = {"fix_result": "予以更正", "fix_reason": "承包经营权证登记为4.2亩"}


def text_of(data: bytes | Path) -> str:
    with pdfplumber.open(io.BytesIO(data) if isinstance(data, bytes) else data) as opened:
        return "".join(char["text"] for page in opened.pages for char in page.chars)


def offered(requests: Requests, uid: str) -> set[str]:
    return {move.event.value for move in requests.moves(uid)}


# ---- difficult cases


def test_a_difficult_case_is_conferred_before_and_filed_after(
    requests: Requests, documents: Documents, values: Values, at: At, tmp_path: Path
) -> None:
    uid = requests.register(values).uid
    assert "confer" not in offered(requests, uid)
    with pytest.raises(closingdeclined.NotDifficult):
        requests.act(uid, "confer", CONFERRED)
    requests.act(uid, "difficult", HARD)
    with pytest.raises(closingdeclined.DifficultAlready):
        requests.act(uid, "difficult", HARD)
    with pytest.raises(Stopped, match="疑难件还没有会商（涉及土地征收、房屋征收）"):
        requests.act(uid, "reply", REPLY)
    requests.act(uid, "confer", CONFERRED)
    [record] = [one for one in documents.of(f"request:{uid}") if one.form == "request_conference"]
    assert "区分处理" in text_of(documents.read(record.sha256))
    requests.act(uid, "reply", REPLY)
    at("2026-04-29")
    requests.act(uid, "deliver", HANDED)
    [due] = requests.agenda()
    assert (due.verb, due.due_on) == ("报备案", date(2026, 5, 7))  # the holidays lie between
    [row] = requests.follow_ups.difficult()
    assert (row.replied_on, row.due_on, row.filed_on) == (
        date(2026, 4, 29), date(2026, 5, 7), None,
    )  # fmt: skip
    requests.act(uid, "file_up", {"filed_to": "县政府办公室"})
    assert requests.agenda() == []
    [row] = requests.follow_ups.difficult()
    assert (row.filed_on, row.filed_to) == (date(2026, 4, 29), "县政府办公室")
    assert requests.follow_ups.difficult_list(tmp_path / "疑难件.pdf") == 1
    printed = text_of(tmp_path / "疑难件.pdf")
    assert "青政公开申〔2026〕1号" in printed
    assert "张建国" not in printed


def test_no_difficult_case_no_list(requests: Requests, tmp_path: Path) -> None:
    with pytest.raises(NothingToList, match="疑难件"):
        requests.follow_ups.difficult_list(tmp_path / "a.pdf")
    with pytest.raises(NothingToList, match="主动公开"):
        requests.follow_ups.convert_list(tmp_path / "a.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


# ---- to be published


def test_from_a_request_to_the_website(
    requests: Requests, values: Values, at: At, tmp_path: Path
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "deliver", HANDED)
    with pytest.raises(closingdeclined.NothingProposed):
        requests.act(uid, "public_decided", {"decision": "yes", "decided_by": "何敏"})
    proposal: Values = {"cause": "申请人建议转为主动公开", "reason": "涉及多数农户"}
    requests.act(uid, "to_public", proposal)
    assert [due.verb for due in requests.agenda()] == ["登记决定"]
    with pytest.raises(closingdeclined.OpeningUnderWay):
        requests.act(uid, "to_public", proposal)
    requests.act(uid, "public_decided", {"decision": "yes", "decided_by": "何敏"})
    [due] = requests.agenda()
    assert (due.verb, due.due_on) == ("登记发布", date(2026, 5, 12))
    at("2026-04-20")
    requests.act(uid, "published", {"publish_url": "www.example.gov.cn/xxgk/1"})
    assert requests.agenda() == []
    [row] = requests.follow_ups.openings()
    assert (row.stage_label, row.published_on) == ("已发布", date(2026, 4, 20))
    assert requests.follow_ups.convert_list(tmp_path / "移送.pdf", [row.number]) == 1
    printed = text_of(tmp_path / "移送.pdf")
    assert "涉及多数农户" in printed
    assert "www.example.gov.cn/xxgk/1" in printed


def test_a_refused_proposal_may_come_again(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "reply", REPLY)
    proposal: Values = {"cause": "本机关认为应当主动公开", "reason": "属于惠农补贴"}
    requests.act(uid, "to_public", proposal)
    requests.act(uid, "public_decided", {"decision": "no", "decided_by": "何敏"})
    [row] = requests.follow_ups.openings()
    assert (row.stage_label, row.due_on) == ("不转", None)
    assert "published" not in offered(requests, uid)
    assert "to_public" in offered(requests, uid)


# ---- mending a record about oneself


def test_mending_a_record_has_its_own_way(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    with pytest.raises(BadForm, match="第四十一条"):
        requests.register({**values, "matter": "correction"})
    asked: Values = {**values, "matter": "申请更正本人信息", "evidence": ["承包经营权证"]}
    found = requests.register({**asked, "content": "公开栏把承包面积写成3.2亩"})
    assert (found.number, found.matter) == ("青政更正申〔2026〕1号", Matter.CORRECTION)
    assert "没有法定期限" in found.warnings[0]
    [receipt] = documents.of(f"request:{found.uid}")
    assert receipt.form == "record_receipt"
    assert "承包经营权证" in text_of(documents.read(receipt.sha256))
    assert [due.verb for due in requests.agenda()] == ["处理更正申请"]
    moves = requests.moves(found.uid)
    assert (moves[0].event, moves[0].primary) == (EventKind.FIX, True)
    assert not {"reply", "extend", "split", "to_public"} & offered(requests, found.uid)
    with pytest.raises(closingdeclined.NotForCorrection):
        requests.act(found.uid, "reply", REPLY)
    elsewhere: Values = {"fix_result": "请向有权更正的机关提出", "fix_reason": "由县局登记"}
    with pytest.raises(BadForm, match="有权更正的机关"):
        requests.act(found.uid, "fix", elsewhere)
    done = requests.act(found.uid, "fix", FIXED)
    assert (done.state, done.outcome) == (State.TO_DELIVER, "予以更正")
    letter = documents.of(f"request:{found.uid}")[-1]
    assert "行政复议" in text_of(documents.read(letter.sha256))
    assert requests.act(found.uid, "deliver", HANDED).state is State.CLOSED
    missing = [item.label for item in requests.archiving.items(found.uid) if item.missing]
    assert "要求更正的证据材料" in missing
    assert "答复书" not in missing
    requests.act(found.uid, "on_paper", {"papers": missing})
    assert requests.act(found.uid, "archive").state is State.ARCHIVED


def test_mending_is_counted_nowhere(requests: Requests, values: Values) -> None:
    requests.register({**values, "matter": "correction", "evidence": "证书"})
    second = requests.register(values)
    assert second.number == "青政公开申〔2026〕1号"
    fields = {field.name: field for field in requests.asked(second.uid, "charge", {})}
    assert fields["fee_before"].default == "0"
    assert [row.counted for row in requests.rows()] == [False, True]
    assert [row.key for row in requests.package_rows()] == [second.number]
    assert requests.findings(second.uid) == []


def test_a_correction_is_no_disclosure(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    with pytest.raises(closingdeclined.OnlyForCorrection):
        requests.act(uid, "fix", {**FIXED, "record_item": "面积", "evidence": "证书"})


# ---- splitting


ITEMS: Values = {"items": ["2024年发放清单", "2025年发放清单"], "reason": "分属两个站所"}


def test_each_item_becomes_a_case_of_its_own(
    requests: Requests, documents: Documents, values: Values, at: At
) -> None:
    whole = requests.register(values)
    requests.act(
        whole.uid, "extend",
        {"extend_days": "10", "extend_reason": "材料分散", "approved_by": "何敏"},
    )  # fmt: skip
    due = requests.get(whole.uid).due_on
    at("2026-04-14")
    done = requests.act(whole.uid, "split", ITEMS)
    assert (done.state, done.outcome) == (State.SPLIT, "")
    assert done.parts == ("青政公开申〔2026〕2号", "青政公开申〔2026〕3号")
    for number, content in zip(done.parts, ("2024年发放清单", "2025年发放清单"), strict=True):
        part = requests.get(number)
        assert (part.received_on, part.due_on) == (date(2026, 4, 10), due)
        assert part.split_from == whole.number
        assert (part.applicant.content, part.applicant.name) == (content, "张建国")
        assert requests.clock(number).extended
        assert requests.events(number)[0].detail["carried_from"] == whole.number
        assert [one.form for one in documents.of(f"request:{part.uid}")] == ["request_receipt"]
        with pytest.raises(declined.SecondExtension):
            requests.act(
                number, "extend",
                {"extend_days": "5", "extend_reason": "再延", "approved_by": "何敏"},
            )  # fmt: skip
    assert {due.title for due in requests.agenda()} == set(done.parts)
    assert [row.counted for row in requests.rows()] == [False, True, True]
    told = {row.key: row.data["state"] for row in requests.package_rows()}
    assert told[whole.number] == "split"
    assert len(told) == 3
    fourth = requests.register({**values, "content": "公车使用记录"})
    fields = {field.name: field for field in requests.asked(fourth.uid, "charge", {})}
    assert fields["fee_before"].default == "2"  # the parts, not the whole
    requests.act(done.parts[0], "reply", REPLY)
    requests.act(done.parts[0], "deliver", HANDED)
    there = {item.label: item.there for item in requests.archiving.items(done.parts[0])}
    assert there["身份证明复印件"] == f"在{whole.number}的卷里"


def test_splitting_needs_two_items_and_no_reply(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    for items in (["一项"], ["同一项", "同一项"]):
        with pytest.raises(BadForm):
            requests.act(uid, "split", {**ITEMS, "items": items})
    assert len(requests.rows()) == 1
    requests.act(uid, "difficult", HARD)
    with pytest.raises(closingdeclined.SplitLate):
        requests.act(uid, "split", ITEMS)
    requests.act(uid, "confer", CONFERRED)
    requests.act(uid, "reply", REPLY)
    with pytest.raises(declined.NotNow):
        requests.act(uid, "split", ITEMS)
    assert [row.number for row in requests.rows()] == ["青政公开申〔2026〕1号"]


def test_the_days_of_what_follows_wait_for_the_calendar(
    requests: Requests, values: Values, at: At
) -> None:
    at("2026-12-29")
    uid = requests.register(values).uid
    with pytest.raises(CalendarMissing):
        requests.act(
            uid, "extend", {"extend_days": "1", "extend_reason": "材料分散", "approved_by": "何敏"}
        )
    requests.act(uid, "difficult", HARD)
    requests.act(uid, "confer", CONFERRED)
    requests.act(uid, "reply", {**REPLY, "confirmed": "yes"})
    requests.act(uid, "deliver", HANDED)
    [row] = requests.follow_ups.difficult()
    assert row.provisional
    assert [(due.verb, due.provisional) for due in requests.agenda()] == [("报备案", True)]


def test_parts_of_a_confirmed_email_have_its_day(
    requests: Requests, values: Values, at: Callable[[str], None]
) -> None:
    uid = requests.register(values | {"channel": "email", "email": "a@b.cn"}).uid
    at("2026-04-13")
    confirmed = {"confirm_method": "phone", "confirm_person": "张建国", "confirm_number": "13900"}
    requests.act(uid, "confirm", confirmed)
    whole = requests.get(uid)
    done = requests.act(
        uid, "split", {"items": ["补偿费清单", "公车使用记录"], "reason": "两样不相干"}
    )
    parts = [requests.get(number) for number in done.parts]
    assert [part.received_on for part in parts] == [whole.received_on] * 2
    assert [part.due_on for part in parts] == [whole.due_on] * 2


# ---- a reply taken back


def test_what_replaces_a_filed_reply_is_filed_anew(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "difficult", HARD)
    requests.act(uid, "confer", CONFERRED)
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "file_up", {"filed_to": "县政府办公室"})
    requests.act(uid, "recall", {"reason": "文号里的年份写错"})
    [row] = requests.follow_ups.difficult()
    assert (row.filed_on, row.filed_to) == (None, "")
    requests.act(uid, "reply", REPLY)
    at("2026-04-29")
    requests.act(uid, "deliver", HANDED)
    assert [due.verb for due in requests.agenda()] == ["报备案"]
    requests.act(uid, "file_up", {"filed_to": "县政府办公室"})
    [row] = requests.follow_ups.difficult()
    assert row.filed_on == date(2026, 4, 29)


def test_the_filing_of_the_reply_before_stays() -> None:
    kinds = [EventKind.REPLY, EventKind.FILE_UP, EventKind.REDO, EventKind.REPLY, EventKind.RECALL]
    happened = [Event(kind, date(2026, 4, 10 + day)) for day, kind in enumerate(kinds)]
    assert hard(happened).filed == happened[1]
    assert hard([*happened[:1], *happened[3:]]).filed is None


def test_publishing_under_way_goes_on_while_a_reply_is_made_anew(
    requests: Requests, values: Values
) -> None:
    uid = requests.register(values).uid
    assert not {"public_decided", "published"} & offered(requests, uid)
    requests.act(uid, "reply", REPLY)
    requests.act(uid, "to_public", {"cause": "本机关认为应当主动公开", "reason": "惠农补贴"})
    requests.act(uid, "recall", {"reason": "文号里的年份写错"})
    assert "登记决定" in {due.verb for due in requests.agenda()}
    requests.act(uid, "public_decided", {"decision": "yes", "decided_by": "何敏"})
    assert "published" in offered(requests, uid)
    requests.act(uid, "published", {"publish_url": "www.example.gov.cn/xxgk/1"})
    assert [due.verb for due in requests.agenda()] == ["拟写答复书"]
    assert not {"public_decided", "published"} & offered(requests, uid)
