"""What the importer did not understand: asked once, remembered, taken back."""

from __future__ import annotations

import io

import openpyxl
import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.model import ClauseKind, QuestionKind, Reading
from gkdesk.catalog.service import Catalog
from gkdesk.catalog.settling import AS_NOTE, KEEP, TICKED, UNTICKED, NoSuchAlias
from tests.conftest import log_in

HEAD = ("序号", "一级事项", "二级事项", "公开内容", "公开依据", "公开时限", "公开主体",
        "公开渠道和载体", "经办股室")  # fmt: skip
ROWS = (
    (1, "政策", "文件", "法规", "条例", "视情况而定", "民政办", "■政府网站■村口大喇叭", "甲股"),
    (2, "政策", "指南", "条件", "条例", "视情况 而定", "民政办", "政府网站 公开查阅点", "甲股"),
    (
        3,
        "救助",
        "名单",
        "名单",
        "条例",
        "自信息形成之日起20个工作日内",
        "民政办",
        "■政府网站",
        "乙股",
    ),
)


def book(sheet: str = "社会救助", head: tuple[str, ...] = HEAD) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in (head, *ROWS):
        page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def catalog(session: Session) -> Catalog:
    return Catalog(session)


def read(catalog: Catalog, data: bytes | None = None) -> Reading:
    return catalog.read_data(data or book(), "目录.xlsx")


def asked(reading: Reading) -> list[tuple[QuestionKind, str, int]]:
    return [(one.kind, one.text, one.count) for one in reading.questions]


def test_each_wording_is_one_question(catalog: Catalog) -> None:
    reading = read(catalog)
    assert asked(reading) == [
        (QuestionKind.LIMIT, "视情况而定", 2),
        (QuestionKind.UNMARKED, "政府网站 公开查阅点", 1),
        (QuestionKind.CHANNEL, "村口大喇叭", 1),
        (QuestionKind.HEADING, "经办股室", 3),
    ]
    first = reading.questions[0]
    assert first.where == "工作表“社会救助”第2行"
    assert first.choices[0] == AS_NOTE


def test_what_was_settled_is_used_and_asked_no_more(catalog: Catalog) -> None:
    catalog.settling.settle([
        (QuestionKind.LIMIT, "视情况而定", "及时公开"),
        (QuestionKind.UNMARKED, "政府网站 公开查阅点", TICKED),
        (QuestionKind.CHANNEL, "村口大喇叭", "广播电视"),
        (QuestionKind.HEADING, "经办股室", KEEP),
    ])  # fmt: skip
    reading = read(catalog)
    assert reading.questions == ()
    assert not [one for one in reading.problems if "认不出" in one.message]
    assert not [one for one in reading.problems if "没有勾选符号" in one.message]
    first, second, third = reading.items
    assert [clause.kind for clause in first.time_limit.clauses] == [ClauseKind.PROMPT]
    assert first.time_limit.text == "视情况而定"  # the wording on paper stays
    assert [(one.name, one.label) for one in first.channels] == [
        ("政府网站", "政府网站"), ("广播电视", "村口大喇叭"),
    ]  # fmt: skip
    assert [one.ticked for one in second.channels] == [True, True]
    assert second.extra == {"经办股室": "甲股"}
    assert [one.ticked for one in third.channels] == [True]


def test_a_column_settled_becomes_a_field(catalog: Catalog) -> None:
    head = tuple("牵头单位名录" if name == "公开主体" else name for name in HEAD)
    before = read(catalog, book(head=head))
    assert (QuestionKind.HEADING, "牵头单位名录", 3) in asked(before)
    assert before.items[0].agency == ""
    catalog.settling.settle([(QuestionKind.HEADING, "牵头单位名录", "公开主体")])
    assert read(catalog, book(head=head)).items[0].agency == "民政办"


def test_an_area_settled(catalog: Catalog) -> None:
    before = read(catalog, book(sheet="民生大事"))
    assert (QuestionKind.AREA, "民生大事", 1) in asked(before)
    catalog.settling.settle([(QuestionKind.AREA, "民生大事", "社会救助")])
    after = read(catalog, book(sheet="民生大事"))
    assert {item.area for item in after.items} == {"社会救助"}


def test_a_note_asks_for_nothing(catalog: Catalog) -> None:
    catalog.settling.settle([(QuestionKind.LIMIT, "视情况而定", AS_NOTE)])
    reading = read(catalog)
    assert QuestionKind.LIMIT not in {one.kind for one in reading.questions}
    assert reading.items[0].time_limit.clauses == ()
    assert reading.items[0].time_limit.text == "视情况而定"


@pytest.mark.parametrize(("phrase", "clauses"), [("每季度", 1), (AS_NOTE, 0)])
def test_a_limit_settled_is_kept_with_the_item(catalog: Catalog, phrase: str, clauses: int) -> None:
    plain = read(catalog)
    catalog.apply(plain)
    assert catalog.rows()[0].time_limit.unclear == ("视情况而定",)
    catalog.settling.settle([(QuestionKind.LIMIT, "视情况而定", phrase)])
    catalog.apply(read(catalog))
    kept = catalog.rows()[0].time_limit
    assert (len(kept.clauses), kept.unclear, kept.text) == (clauses, (), "视情况而定")
    assert kept == read(catalog).items[0].time_limit
    assert read(catalog).changes.changed == ()
    catalog.settling.undo(catalog.settling.aliases()[0].id)
    catalog.apply(read(catalog))
    assert catalog.rows()[0].time_limit == plain.items[0].time_limit


def test_marks_said_not_to_be_there(catalog: Catalog) -> None:
    catalog.settling.settle([(QuestionKind.UNMARKED, "政府网站 公开查阅点", UNTICKED)])
    assert [one.ticked for one in read(catalog).items[1].channels] == [False, False]


def test_taken_back_it_is_asked_again(catalog: Catalog) -> None:
    catalog.settling.settle([(QuestionKind.LIMIT, "视情况而定", "每季度")])
    catalog.settling.settle([(QuestionKind.LIMIT, "视情况而定", "每月")])
    [alias] = catalog.settling.aliases()
    assert (alias.meaning, alias.by) == ("每月", "周桂芬")
    catalog.settling.undo(alias.id)
    assert QuestionKind.LIMIT in {one.kind for one in read(catalog).questions}
    with pytest.raises(NoSuchAlias):
        catalog.settling.undo(alias.id)


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        (QuestionKind.LIMIT, "看着办"),
        (QuestionKind.LIMIT, ""),
        (QuestionKind.LIMIT, "每月" * 151),
        (QuestionKind.UNMARKED, "勾了一半"),
        (QuestionKind.HEADING, "天气"),
        (QuestionKind.LIMIT, "联系13912340872"),
    ],
)
def test_a_meaning_that_is_none_remembers_nothing(
    catalog: Catalog, kind: QuestionKind, meaning: str
) -> None:
    with pytest.raises(BadValue):
        catalog.settling.settle(
            [(QuestionKind.CHANNEL, "村口大喇叭", "广播电视"), (kind, "x", meaning)]
        )
    assert catalog.settling.aliases() == []


def test_an_administrator_settles_nothing(catalog: Catalog, session: Session) -> None:
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        catalog.settling.settle([(QuestionKind.LIMIT, "视情况而定", "每月")])


def test_a_wording_with_a_personal_number_is_not_remembered(catalog: Catalog) -> None:
    with pytest.raises(BadValue, match="个人号码") as caught:
        catalog.settling.settle([(QuestionKind.LIMIT, "问13912340872", "每月")])
    assert "13912340872" not in str(caught.value)
    assert catalog.settling.aliases() == []
