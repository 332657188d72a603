"""动态调整: proposed by one, approved by another, applied together as one version."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pdfplumber
import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.adjust import (
    Incomplete,
    NoProposal,
    NotByHand,
    NothingToApply,
    OwnProposal,
    WrongState,
)
from gkdesk.catalog.adjustpaper import NoAdjustment
from gkdesk.catalog.adjustplan import Clash, Overtaken
from gkdesk.catalog.adjustrows import Kind, State
from gkdesk.catalog.service import Catalog
from gkdesk.catalog.versionrows import About, VersionKind
from gkdesk.db import audit
from gkdesk.documents.service import Documents
from tests.conftest import log_in

from .conftest import HEAD, SAMPLE, book, write

BASE = {"reason": "law", "basis": "《社会救助暂行办法》第十三条", "department": "社会事务办公室"}
KEY, SECOND, THIRD = "20-01-001", "20-01-002", "20-02-001"
NEW = {
    "area": "社会救助", "level1": "急难救助", "level2": "救助金发放", "content": "发放人次和金额",
    "basis": "《社会救助暂行办法》", "time_limit": "每季度", "agency": "镇人民政府",
    "channels_text": "■政府网站 □政府公报", "audience": "全社会\n特定群众：救助对象",
}  # fmt: skip


@pytest.fixture
def catalog(session: Session) -> Catalog:
    made = Catalog(session, lambda: Documents(session))
    made.apply(made.read(SAMPLE))
    return made


def decide(catalog: Catalog, *numbers: int) -> None:
    session = catalog._session
    log_in(session, "何敏")
    for number in numbers:
        catalog.adjusting.approve(number, "同意")
    log_in(session, "周桂芬")


def change(catalog: Catalog, key: str = KEY, **fields: str) -> int:
    return catalog.adjusting.propose(
        {**BASE, "kind": "change", "items": [key], "fields": fields}
    ).number


def test_a_change_from_proposal_to_version(catalog: Catalog, session: Session) -> None:
    before = catalog.rows()
    number = change(catalog, time_limit="信息形成之日起10个工作日内", agency="镇人民政府")
    found = catalog.adjusting.get(number)
    assert (found.state, found.kind, found.proposed_by) == (State.OPEN, Kind.CHANGE, "周桂芬")
    assert catalog.rows() == before  # nothing changes before it is applied
    decide(catalog, number)
    assert catalog.adjusting.get(number).state is State.APPROVED
    version = catalog.adjusting.apply(about=About("（2026年修订版）"))
    assert (version.kind, version.title, version.items) == (
        VersionKind.ADJUST,
        "第2版（2026年修订版）",
        54,
    )
    item = catalog.get(KEY)
    assert item.time_limit.clauses[0].count == 10
    assert catalog.versions.items(1) == before
    assert [pair.right.key for pair in catalog.versions.compare(1, 2).different] == [KEY]
    done = catalog.adjusting.get(number)
    assert (done.state, done.version) == (State.APPLIED, 2)
    assert audit.verify(session.conn, session.vault.audit_key) == []


def test_nobody_approves_his_own(catalog: Catalog, session: Session) -> None:
    number = change(catalog, agency="镇人民政府")
    with pytest.raises(NotAllowed):
        catalog.adjusting.approve(number)
    log_in(session, "何敏")
    catalog.adjusting.revise(
        number, {**BASE, "kind": "change", "items": [KEY], "fields": {"agency": "社会事务办公室"}}
    )
    with pytest.raises(OwnProposal, match="何敏"):
        catalog.adjusting.approve(number)
    with pytest.raises(OwnProposal):
        catalog.adjusting.refuse(number, "重复")
    assert catalog.adjusting.get(number).state is State.OPEN


def test_refused_and_withdrawn_are_never_applied(catalog: Catalog, session: Session) -> None:
    one, two = change(catalog, agency="甲"), change(catalog, agency="乙")
    log_in(session, "何敏")
    with pytest.raises(BadValue, match="理由"):
        catalog.adjusting.refuse(one, " ")
    assert catalog.adjusting.refuse(one, "依据不足").steps[-1].words == "依据不足"
    log_in(session, "周桂芬")
    catalog.adjusting.withdraw(two, "写错了")
    for number in (one, two):
        with pytest.raises(WrongState):
            catalog.adjusting.apply([number])
    with pytest.raises(NothingToApply):
        catalog.adjusting.apply()
    with pytest.raises(NoProposal, match="第99号"):
        catalog.adjusting.get(99)
    assert [one.state for one in catalog.adjusting.all()] == [State.REFUSED, State.WITHDRAWN]


def test_an_added_item_is_read_as_one_from_a_workbook(catalog: Catalog) -> None:
    number = catalog.adjusting.propose({**BASE, "kind": "增加", "new": NEW}).number
    decide(catalog, number)
    catalog.adjusting.apply([number])
    [item] = [one for one in catalog.rows("社会救助") if one.level1 == "急难救助"]
    assert item.key.startswith("20-")
    assert catalog.rows("社会救助")[-1] == item
    assert item.time_limit.clauses[0].kind == "periodic"
    assert [(c.name, c.ticked) for c in item.channels] == [("政府网站", True), ("政府公报", False)]
    assert dict(item.audience) == {"全社会": "√", "特定群众": "救助对象"}
    # the next workbook finds it again by its words
    path = write(
        catalog._session.folder / "a.xlsx",
        book(
            [
                HEAD,
                [
                    1,
                    item.level1,
                    item.level2,
                    item.content,
                    item.basis,
                    "每季度",
                    item.agency,
                    "■政府网站",
                ],
            ]
        ),
    )
    reading = catalog.read(path)
    assert [one.item.key for one in reading.changes.changed] == [item.key]


def test_a_cancelled_item_can_still_be_found(catalog: Catalog) -> None:
    number = catalog.adjusting.propose({**BASE, "kind": "cancel", "items": [KEY, SECOND]}).number
    decide(catalog, number)
    assert catalog.adjusting.apply().items == 52
    assert catalog.get(KEY).key == KEY
    assert KEY not in [item.key for item in catalog.rows()]
    assert catalog.successors(KEY) == []


def test_merging_and_splitting_point_to_what_follows(catalog: Catalog) -> None:
    merged = {"level2": "合并后的事项", "content": "两项合为一项"}
    one = catalog.adjusting.propose(
        {**BASE, "kind": "merge", "items": [KEY, SECOND], "new": [merged]}
    ).number
    halves = [
        {"level2": "前一半", "content": "前一半内容"},
        {"level2": "后一半", "content": "后一半内容"},
    ]
    two = catalog.adjusting.propose(
        {**BASE, "kind": "split", "items": [THIRD], "new": halves}
    ).number
    origin = catalog.get(KEY)
    place = [item.key for item in catalog.rows()].index(THIRD)
    decide(catalog, one, two)
    version = catalog.adjusting.apply([one, two])
    [successor] = catalog.successors(KEY)
    assert catalog.successors(SECOND) == [successor]
    made = catalog.get(successor)
    assert (made.basis, made.level2, made.area) == (origin.basis, "合并后的事项", "社会救助")
    parts = catalog.successors(THIRD)
    assert [catalog.get(key).level2 for key in parts] == ["前一半", "后一半"]
    keys = [item.key for item in catalog.rows()]
    assert keys.index(parts[0]) == place - 1  # one item less before it
    assert version.items == 54 - 2 + 1 - 1 + 2
    assert not {KEY, SECOND, THIRD} & set(keys)


def test_an_area_is_renamed_and_known_by_its_old_name(catalog: Catalog, tmp_path: Path) -> None:
    number = catalog.adjusting.propose(
        {**BASE, "kind": "rename_area", "area": "涉农补贴", "new_area": "惠农补贴"}
    ).number
    added = catalog.adjusting.propose(
        {**BASE, "kind": "add", "new": {**NEW, "area": "涉农补贴"}}
    ).number
    keys = [item.key for item in catalog.rows("涉农补贴")]
    decide(catalog, number, added)
    catalog.adjusting.apply()
    assert [item.key for item in catalog.rows("惠农补贴")][:-1] == keys
    assert catalog.rows("惠农补贴")[-1].key.startswith(keys[0][:3])
    assert catalog.versions.items(2) == catalog.rows()
    assert {item.area for item in catalog.versions.items(1)} >= {"涉农补贴"}
    assert ("惠农补贴", len(keys) + 1) in catalog.areas()
    assert "涉农补贴" not in [area.name for area in catalog.area_book.all()]
    text = _text(catalog.adjust_papers.listed(2))
    assert text.index("领域名称") < text.index("涉农补贴") < text.index("惠农补贴")
    # the county still sends the old name, and an alias of it
    for name in ("涉农补贴", "涉农资金"):
        path = write(
            tmp_path / f"{name}.xlsx",
            book([HEAD, [1, "x", "y", "z", "b", "实时", "镇", "■政府网站"]], name=name),
        )
        assert {item.area for item in catalog.read(path).items} == {"惠农补贴"}


def test_an_item_moves_to_another_area_and_keeps_its_key(catalog: Catalog) -> None:
    numbers = [change(catalog, KEY, area="养老服务"), change(catalog, SECOND, area="户籍管理")]
    counts = dict(catalog.areas())
    decide(catalog, *numbers)
    catalog.adjusting.apply()
    assert [item.key for item in catalog.rows("养老服务")] == [KEY]
    assert catalog.rows("户籍管理")[-1].key == SECOND
    assert dict(catalog.areas()) == counts | {
        "社会救助": counts["社会救助"] - 2, "养老服务": 1, "户籍管理": counts["户籍管理"] + 1,
    }  # fmt: skip
    assert catalog.versions.items(2) == catalog.rows()
    [pair, _other] = catalog.versions.compare(1, 2).different
    assert [one.label for one in pair.fields] == ["领域"]


def test_taken_over_handed_down_and_kept(catalog: Catalog) -> None:
    propose = catalog.adjusting.propose
    numbers = [
        propose({**BASE, "kind": "take_over", "new": [NEW]}).number,
        propose({**BASE, "kind": "hand_down", "to": "各村民委员会", "items": [KEY],
                 "fields": {"agency": "村民委员会", "level": "村级"}}).number,
        propose({**BASE, "kind": "hand_down", "to": "县民政局下放",
                 "new": [{**NEW, "level1": "下放事项"}]}).number,
        propose({**BASE, "kind": "keep", "items": [SECOND]}).number,
    ]  # fmt: skip
    decide(catalog, *numbers)
    catalog.adjusting.apply()
    assert dict(catalog.get(KEY).level) == {"村级": "√"}
    assert len(catalog.rows()) == 56
    text = _text(catalog.adjust_papers.listed(2))
    for words in ("承接", "下放", "保留", "承接1项，下放2项，保留1项"):
        assert words in text.replace("\n", "")


def test_proposals_that_exclude_each_other(catalog: Catalog) -> None:
    cancel = catalog.adjusting.propose({**BASE, "kind": "cancel", "items": [KEY]}).number
    one, two = change(catalog, agency="甲"), change(catalog, agency="乙")
    other = change(catalog, basis="《条例》")
    decide(catalog, cancel, one, two, other)
    for numbers in ((cancel, one), (one, two)):
        with pytest.raises(Clash, match=KEY):
            catalog.adjusting.apply(numbers)
    assert len(catalog.versions.all()) == 1
    catalog.adjusting.apply([one, other])  # two fields of one item
    assert (catalog.get(KEY).agency, catalog.get(KEY).basis) == ("甲", "《条例》")
    with pytest.raises(Overtaken, match="公开主体已有改动"):
        catalog.adjusting.apply([two])


def test_a_proposal_the_catalog_left_behind(catalog: Catalog, session: Session) -> None:
    number = change(catalog, agency="甲")
    cancel = catalog.adjusting.propose({**BASE, "kind": "cancel", "items": [KEY]}).number
    decide(catalog, cancel)
    catalog.adjusting.apply()
    log_in(session, "何敏")
    with pytest.raises(Overtaken, match="已经取消"):
        catalog.adjusting.approve(number)


def test_by_hand_at_once_only_by_a_leader(catalog: Catalog, session: Session) -> None:
    values = {**BASE, "kind": "change", "items": [KEY], "fields": {"agency": "社会事务办公室"}}
    with pytest.raises(NotAllowed):
        catalog.adjusting.do_at_once(values)
    log_in(session, "何敏")
    with pytest.raises(NotByHand, match="取消"):
        catalog.adjusting.do_at_once({**BASE, "kind": "cancel", "items": [KEY]})
    version = catalog.adjusting.do_at_once(values)
    assert version.number == 2
    [done] = catalog.adjusting.applied_in(2)
    assert [step.act.value for step in done.steps] == ["proposed", "approved", "applied"]
    assert done.steps[1].words == "负责人直接办理"


def test_an_incomplete_proposal_waits(catalog: Catalog, session: Session) -> None:
    number = catalog.adjusting.propose(
        {**BASE, "kind": "change", "items": [KEY], "words": "时限要改短"}
    ).number
    log_in(session, "何敏")
    with pytest.raises(Incomplete):
        catalog.adjusting.approve(number)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "毁掉"}, "kind"),
        ({"kind": "cancel", "reason": ""}, "reason"),
        ({"kind": "cancel", "basis": ""}, "basis"),
        ({"kind": "cancel", "department": ""}, "department"),
        ({"kind": "cancel"}, "items"),
        ({"kind": "cancel", "items": ["99-01-001"]}, "items"),
        ({"kind": "cancel", "items": KEY}, "items"),
        ({"kind": "cancel", "items": [KEY], "fields": {"agency": "a"}}, "fields"),
        ({"kind": "cancel", "items": [KEY], "外": 1}, "外"),
        ({"kind": "add"}, "new"),
        ({"kind": "add", "new": ["x"]}, "new"),
        ({"kind": "add", "new": {"content": "a", "level1": "b"}}, "area"),
        ({"kind": "add", "new": {"area": "社会救助", "level1": "b"}}, "content"),
        ({"kind": "add", "new": {"area": "社会救助", "content": "b"}}, "level1"),
        ({"kind": "add", "new": {"颜色": "红"}}, "颜色"),
        ({"kind": "add", "new": {**NEW, "content": "长" * 40000}}, "content"),
        ({"kind": "merge", "items": [KEY], "new": [NEW]}, "items"),
        ({"kind": "split", "items": [KEY], "new": [NEW]}, "new"),
        ({"kind": "change", "items": [KEY]}, "fields"),
        ({"kind": "hand_down", "items": [KEY]}, "to"),
        ({"kind": "hand_down", "to": "村"}, "items"),
        ({"kind": "hand_down", "to": "村", "items": [KEY]}, "fields"),
        ({"kind": "rename_area", "area": "没有的", "new_area": "x"}, "area"),
        ({"kind": "rename_area", "area": "社会救助", "new_area": "户籍管理"}, "new_area"),
        ({"kind": "rename_area", "area": "社会救助", "new_area": ""}, "new_area"),
    ],
)
def test_what_is_missing_is_named(catalog: Catalog, values: dict[str, object], field: str) -> None:
    with pytest.raises(BadValue) as caught:
        catalog.adjusting.propose({**BASE, **values})
    assert caught.value.field == field
    assert catalog.adjusting.all() == []


def test_what_changes_nothing_and_what_is_there_already(catalog: Catalog) -> None:
    item = catalog.get(KEY)
    with pytest.raises(BadValue, match="没有要改的"):
        change(catalog, agency=item.agency)
    twin = {name: getattr(item, name) for name in ("area", "level1", "level2", "level3", "content")}
    with pytest.raises(BadValue, match="一字不差"):
        catalog.adjusting.propose({**BASE, "kind": "add", "new": twin})


def test_a_failed_adjustment_leaves_nothing(catalog: Catalog, session: Session) -> None:
    number = change(catalog, agency="甲")
    decide(catalog, number)
    before = session.conn.execute("SELECT COUNT(*) FROM catalog_import").fetchone()[0]
    with pytest.raises(BadValue, match="施行日期"):
        catalog.adjusting.apply([number], About(in_force_from="明年"))
    assert session.conn.execute("SELECT COUNT(*) FROM catalog_import").fetchone()[0] == before
    assert catalog.get(KEY).agency != "甲"
    assert catalog.adjusting.get(number).state is State.APPROVED


def _text(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as book:
        return "\n".join(page.extract_text() for page in book.pages)


def test_the_papers(catalog: Catalog, session: Session, tmp_path: Path) -> None:
    number = change(catalog, agency="社会事务办公室")
    text = _text(catalog.adjust_papers.form(number))
    assert "第1号" in text
    assert "公开主体：社会事务办公室" in text
    with pytest.raises(NoAdjustment):
        catalog.adjust_papers.listed(1)
    decide(catalog, number)
    catalog.adjusting.apply()
    catalog.adjust_papers.write_form(number, tmp_path / "审批表.pdf", keep=True)
    catalog.adjust_papers.write_list(2, tmp_path / "情况表.pdf", keep=True)
    text = _text((tmp_path / "审批表.pdf").read_bytes())
    assert "何敏" in text
    assert "已执行，第2版" in text
    assert "2026年4月10日起施行" in text
    assert KEY in _text((tmp_path / "情况表.pdf").read_bytes())
    uid = catalog.adjusting.get(number).uid
    assert [one.form for one in Documents(session).of(uid)] == ["catalog_adjust_form"]


def test_the_agenda_tells_the_leader_and_then_the_clerk(catalog: Catalog, session: Session) -> None:
    number = change(catalog, agency="甲")
    assert catalog.agenda() == []  # 周桂芬 waits for the leader
    log_in(session, "何敏")
    [due] = catalog.agenda()
    assert (due.subject, due.verb, due.due_on) == ("adjust/", "审批", None)
    catalog.adjusting.approve(number)
    log_in(session, "周桂芬")
    assert [one.verb for one in catalog.agenda()] == ["执行"]
    catalog.adjusting.apply()
    assert catalog.agenda() == []


def test_the_papers_show_no_person_s_number(catalog: Catalog, tmp_path: Path) -> None:
    number = "110101199003070011"
    row = ["救助", "名单", f"张某{number}", "《办法》", f"长期，{number}", "镇政府", "■政府网站"]
    catalog.apply(catalog.read(write(tmp_path / "目录.xlsx", book([HEAD, [1, *row]]))))
    [item] = [one for one in catalog.rows() if number in one.content]
    made = change(catalog, item.key, content="名单（隐去号码）", time_limit="长期公开")
    texts = [_text(catalog.adjust_papers.form(made))]
    decide(catalog, made)
    catalog.confirming.start("确认", date(2026, 4, 30))
    slips = catalog.confirming.get(1).slips
    texts += [_text(catalog.confirming.slip(1, slip.office)) for slip in slips]
    version = catalog.adjusting.apply()
    texts.append(_text(catalog.adjust_papers.listed(version.number)))
    assert not [text for text in texts if number in "".join(text.split())]
    # the form, the slip of the item's office and the list of the version
    assert sum("***" in text for text in texts) == 3
