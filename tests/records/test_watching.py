"""What a look at a record finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.calendar import Estimate, WorkCalendar
from gkdesk.base.calendar import load as load_calendar
from gkdesk.records import attributes, interpreting, watching
from gkdesk.records.declined import NotReady
from gkdesk.records.model import (
    Attribute,
    Facts,
    File,
    Link,
    LinkKind,
    Origin,
    Record,
    RecordKind,
    State,
)
from gkdesk.records.service import Records
from tests.conftest import log_in

from .conftest import VALUES
from .steps import publish, settle
from .test_review import RECORD

RULES = attributes.load(paths.forms() / "rules" / "records_attribute.toml")
TOLD = interpreting.load(paths.forms() / "rules" / "records_interpretation.toml")
CALENDAR: WorkCalendar = load_calendar(paths.resources() / "calendar")
PAPER = replace(
    RECORD,
    kind=RecordKind.DOCUMENT,
    item_key="20-01-001",
    doc_number="青政〔2026〕7号",
    body="各村：\n请做好。\n（此件主动公开）",
)
POLICY = replace(PAPER, kind=RecordKind.POLICY)
WHOLE = (
    "政策背景：岗位分散。制定依据：上级文件。目标任务：规范管理。主要内容：统一设置。"
    "适用范围：全镇。注意事项：按时申报。"
)
PARTS = {
    "interpreter_organ": "镇政府", "interpreter": "办公室", "interpreter_contact": "0000-1",
    "drafting_note": "征求了意见",
}  # fmt: skip
INTERPRETATION = replace(
    PAPER, uid="i", kind=RecordKind.INTERPRETATION, doc_number="", body=WHOLE, parts=PARTS
)


def files(texts: Sequence[tuple[str, str]]) -> list[File]:
    """Return attachments whose text was read when they were added."""
    at = datetime(2026, 4, 10, 9)  # noqa: DTZ001 - the office's own time
    return [
        File(name, name, "", "", at, "", tuple(RULES.marked(text)), tuple(RULES.stopped(text)))
        for name, text in texts
    ]


def codes(
    record: Record,
    *,
    links: Sequence[Link] = (),
    texts: Sequence[tuple[str, str]] = (),
    kept_back: Sequence[tuple[str, str, str]] = (),
    others: Sequence[Record] = (),
) -> list[str]:
    known = {one.uid: one for one in others}
    seen = watching.Seen(links, files(texts), kept_back, known.__getitem__)
    return [one.code for one in watching.remarks(record, seen, RULES, TOLD, CALENDAR)]


def blocking(record: Record, **more: object) -> list[str]:
    given = files(more.get("texts", ()))  # type: ignore[arg-type]
    seen = watching.Seen((), given, (), {}.__getitem__)
    found = watching.remarks(record, seen, RULES, TOLD, CALENDAR)
    return [one.code for one in found if one.blocks]


def test_a_document_in_order_has_no_remark() -> None:
    assert codes(PAPER) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"doc_number": "青政[2026]7号"}, "doc_number"),
        ({"doc_number": "青政〔2026〕007号"}, "doc_number"),
        ({"doc_number": "青政2026年7号"}, "doc_number"),
        ({"doc_number": ""}, "no_doc_number"),
        ({"body": "各村：请做好。"}, "mark"),
        ({"item_key": None}, "no_item"),
        ({"facts": Facts(origin=Origin.JOINT)}, "joint"),
        ({"facts": Facts(ground="internal")}, "ground_active"),
        ({"body": "各村：\n（此件删减后公开）"}, "redacted"),
        ({"index_number": "x/2026-None"}, "index_number"),
        ({"kind": RecordKind.NORMATIVE}, "no_validity"),
        ({"kind": RecordKind.POLICY}, "no_interpretation"),
    ],
)
def test_one_thing_wrong_is_one_remark(changes: dict[str, object], code: str) -> None:
    assert code in codes(replace(PAPER, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": "各村：\n（此件不予公开）"}, "mark_other"),
        ({"body": "各村：\n（此件依申请公开）"}, "mark_other"),
        ({"body": "机密★1年\n各村：\n（此件主动公开）"}, "stop"),
        ({"body": "内部资料\n各村：\n（此件主动公开）"}, "stop"),
        ({"facts": Facts(origin=Origin.FORWARDED)}, "forward_unknown"),
        (
            {"facts": Facts(origin=Origin.FORWARDED, origin_attribute=Attribute.WITHHELD)},
            "forward",
        ),
    ],
)
def test_what_must_not_go_out_blocks(changes: dict[str, object], code: str) -> None:
    assert code in blocking(replace(PAPER, **changes))  # type: ignore[arg-type]


def test_the_mark_in_an_attachment_counts_too() -> None:
    bare = replace(PAPER, body="见附件。")
    assert "mark" in codes(bare)
    assert "mark" not in codes(bare, texts=[("附件“a”", "（此件公开发布）")])
    assert "mark_other" in blocking(bare, texts=[("附件“a”", "（此件不公开）")])


def test_a_forwarded_document_of_the_same_attribute_is_fine() -> None:
    same = Facts(origin=Origin.FORWARDED, origin_attribute=Attribute.ACTIVE)
    assert codes(replace(PAPER, facts=same)) == []


def link(record: Record, *, outward: bool) -> Link:
    return Link(1, LinkKind.INTERPRETS, outward, record.uid, record.number, "t", record.state)


def test_a_policy_and_its_interpretation_go_together() -> None:
    policy = replace(POLICY, state=State.PUBLISHED, published_on=date(2026, 4, 10))
    late = replace(INTERPRETATION, state=State.PUBLISHED, published_on=date(2026, 4, 16))
    on_time = replace(late, published_on=date(2026, 4, 15))
    draft = replace(INTERPRETATION, state=State.DRAFT)
    for other, found in (
        (late, ["interpretation_late"]),
        (on_time, []),
        (draft, ["interpretation_late"]),
    ):
        shown = replace(policy, index_number="11500382787479886T/2026-00001")
        assert codes(shown, links=[link(other, outward=False)], others=[other]) == found
    waiting = replace(POLICY, state=State.IN_REVIEW)
    assert codes(waiting, links=[link(draft, outward=False)], others=[draft]) == [
        "interpretation_draft"
    ]
    excused = replace(POLICY, facts=Facts(no_interpretation="只调整联系方式"))
    assert codes(excused) == []


def test_an_interpretation_has_its_parts() -> None:
    policy = replace(POLICY, uid="p")
    to = [link(policy, outward=True)]
    assert codes(INTERPRETATION, links=to, others=[policy]) == []
    assert codes(INTERPRETATION) == ["no_policy"]
    for name in PARTS:
        rest = {key: text for key, text in PARTS.items() if key != name}
        bare = replace(INTERPRETATION, parts=rest)
        assert codes(bare, links=to, others=[policy]) == ["parts"]
    poor = replace(INTERPRETATION, body="政策背景：有。")
    assert codes(poor, links=to, others=[policy]) == ["parts"]


def test_a_digest_of_the_policy_is_told() -> None:
    sentence = "公益性岗位由镇人民政府统一设置并面向就业困难人员公开招聘。"
    policy = replace(POLICY, uid="p", body=sentence * 3)
    digest = replace(INTERPRETATION, body=WHOLE + sentence * 9)
    assert "digest" in codes(digest, links=[link(policy, outward=True)], others=[policy])


def test_a_quoted_document_that_is_not_public() -> None:
    kept = [("2026-00009", "关于报送考核材料的报告", "青政文〔2026〕1号")]
    quoting = replace(PAPER, body="根据青政文〔2026〕1号，\n（此件主动公开）")
    assert codes(quoting, kept_back=kept) == ["quotes"]
    titled = replace(PAPER, body="按《关于报送考核材料的报告》\n（此件主动公开）")
    assert codes(titled, kept_back=kept) == ["quotes"]
    assert codes(PAPER, kept_back=[("2026-00009", "报告", "")]) == []


def test_late_is_told_with_the_day() -> None:
    out = replace(PAPER, state=State.PUBLISHED, published_on=date(2026, 4, 20))
    due = Estimate(date(2026, 4, 16), provisional=True)
    [one] = watching.timing(out, due)
    assert "2026-04-16（暂估）" in one.words
    assert list(watching.timing(out, None)) == []
    assert list(watching.timing(replace(out, published_on=date(2026, 4, 16)), due)) == []


def test_a_blocking_remark_stops_the_handing_in(records: Records) -> None:
    marked = records.draft(VALUES | {"kind": "document", "body": "各村：\n（此件不公开）"})
    from gkdesk.records.model import Act

    with pytest.raises(NotReady, match="不予公开"):
        records.act(marked.uid, Act.SUBMIT)
    assert records.get(marked.uid).state is State.DRAFT


def test_in_a_real_office_quotes_and_lateness_are_seen(records: Records, session: Session) -> None:
    closed = records.draft(
        VALUES | {"title": "关于报送考核材料的报告", "attribute": "on_request", "item_key": "",
                  "ground": "narrow", "reason": "只涉及个别单位", "doc_number": "青政文〔2026〕1号"}
    )  # fmt: skip
    settle(records, session, closed.uid)
    draft = records.draft(
        VALUES | {"body": "根据青政文〔2026〕1号，公示如下。", "made_on": "2026-03-02"}
    )
    assert "quotes" in [one.code for one in records.remarks(draft.uid)]
    publish(records, session, draft.uid)
    log_in(session, "何敏")
    assert "late" in [one.code for one in records.remarks(draft.uid)]
