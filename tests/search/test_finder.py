"""查找: one box for every room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkdesk.accounts.model import LoginNeeded
from gkdesk.desk import Desk
from gkdesk.search import finder
from gkdesk.search.finder import COMMANDS, MOST, Hit
from gkdesk.ui.sections import BOTTOM, SECTIONS
from tests.catalog.conftest import SAMPLE
from tests.conftest import CHEAP, PASSWORD, StoppedClock

VALUES: dict[str, object] = {
    "applicant_kind": "citizen", "name": "张建国", "id_number": "511123196504120873",
    "phone": "139 8123 0872", "address": "云岭县青石镇西河村一组", "content": "第一条路",
    "channel": "counter", "carrier": "paper", "obtain_way": "pick_up",
}  # fmt: skip


@pytest.fixture
def desk(founded: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Desk]:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    with Desk.open(folder, now=clock, cost=CHEAP) as opened:
        opened.accounts.log_in("周桂芬", PASSWORD)
        opened.village.add_villages([{"name": "东河村", "aliases": ["河东"]}, {"name": "西河村"}])
        yield opened


def titles(hits: list[Hit], kind: str) -> list[str]:
    return [hit.title for hit in hits if hit.kind == kind]


def test_a_case_by_name_content_and_number(desk: Desk) -> None:
    cases = [desk.requests.register({**VALUES, "content": f"第{n}条路"}) for n in range(12)]
    found = desk.finder.find("第7条")
    assert [hit.subject for hit in found if hit.kind == "申请"] == [cases[7].uid]
    [first, *_rest] = desk.finder.find("1")
    assert first.subject == cases[0].uid  # 1号, before 10号 and 11号
    assert first.section == "requests"
    assert len(titles(desk.finder.find("条路"), "申请")) == MOST
    papers = [hit for hit in desk.finder.find("青政") if hit.kind == "文书"]
    assert all(hit.section == "requests" for hit in papers)


def test_villages_by_name_and_alias(desk: Desk) -> None:
    assert titles(desk.finder.find("河东"), "村") == ["东河村"]
    assert titles(desk.finder.find("河村"), "村") == ["东河村", "西河村"]
    [hit] = [hit for hit in desk.finder.find("西河") if hit.kind == "村"]
    assert hit.subject.startswith("village/")


def test_by_whole_pinyin_initials_and_a_mix(desk: Desk) -> None:
    case = desk.requests.register({**VALUES, "name": "单小红", "content": "西河桥维修合同"})
    desk.requests.register({**VALUES, "name": "王志强"})
    for typed in ("shanxiaohong", "danxiaohong", "sxh", "dxh", "shanxh", "单xh", "SXH", "xhqwx"):
        found = desk.finder.find(typed)
        assert [hit.subject for hit in found if hit.kind == "申请"] == [case.uid], typed
    assert titles(desk.finder.find("dhc"), "村") == ["东河村"]
    assert titles(desk.finder.find("hedong"), "村") == ["东河村"]  # its other name
    assert titles(desk.finder.find("beifen"), "可以做的事") == ["备份到 U 盘"]
    assert titles(desk.finder.find("czrz"), "可以做的事") == ["操作日志"]
    assert titles(desk.finder.find("x"), "申请") == []  # one letter begins too much


def test_what_stands_there_comes_before_what_sounds_so(desk: Desk) -> None:
    sounding = desk.requests.register({**VALUES, "name": "罗高", "content": "逻告"})
    literal = desk.requests.register({**VALUES, "content": "广场的LGAO标志"})
    found = [hit.subject for hit in desk.finder.find("LGAO") if hit.kind == "申请"]
    assert found == [literal.uid, sounding.uid]


def test_start_before_initials_before_inside(desk: Desk) -> None:
    inside = desk.requests.register({**VALUES, "name": "王强", "content": "修西河安置房"})
    initials = desk.requests.register({**VALUES, "name": "胡鄂安", "content": "第二条路"})
    start = desk.requests.register({**VALUES, "name": "何安邦", "content": "第三条路"})
    desk.requests.register({**VALUES, "name": "王强", "content": "安和路"})
    found = [hit.subject for hit in desk.finder.find("hean") if hit.kind == "申请"]
    assert found == [start.uid, initials.uid, inside.uid]
    kinds = [hit.kind for hit in desk.finder.find("xihe")]
    assert kinds[0] == "村"  # it begins so; an address may only hold it
    assert next(hit.kind for hit in desk.finder.find("西河")) == "村"


def test_records_by_the_sound_of_their_titles(desk: Desk) -> None:
    values = {"title": "2026年第一季度低保名单", "body": "见附件", "made_on": "2025-03-01",
              "attribute": "主动公开"}  # fmt: skip
    record = desk.records.draft(values)
    for typed in ("dibaomingdan", "dbmd", "diyijidu"):
        found = [hit.subject for hit in desk.finder.find(typed) if hit.kind == "公开信息"]
        assert found == [record.uid], typed
    desk.accounts.lock()
    with pytest.raises(LoginNeeded):
        desk.finder.find("dbmd")


def test_items_by_the_sound_of_their_levels(desk: Desk) -> None:
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    [literal, *_] = [hit for hit in desk.finder.find("临时救助") if hit.kind == "目录事项"]
    for typed in ("linshijiuzhu", "lsjz"):
        found = [hit for hit in desk.finder.find(typed) if hit.kind == "目录事项"]
        assert literal in found
        assert len(found) <= MOST


def test_nothing_that_was_typed_or_its_sound_is_kept(desk: Desk) -> None:
    desk.requests.register({**VALUES, "name": "单小红"})
    assert desk.finder.find("shanxiaohong")
    for file in desk.session.folder.rglob("*"):
        if file.is_file():
            assert b"shanxiaohong" not in file.read_bytes()
            assert b"sxh" not in file.read_bytes()


def test_reading_many_titles_is_left_to_the_next_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "OPENING", -1.0)  # every reading takes too long
    assert desk.finder.find("dbmd") == []
    assert not desk.finder.whole
    monkeypatch.undo()
    desk.finder.find("dbmd")
    assert desk.finder.whole


def test_what_can_be_done_leads_to_a_section_that_is_there(desk: Desk) -> None:
    keys = {one.key for one in (*SECTIONS, *BOTTOM)}
    assert {section for _names, section, _subject in COMMANDS} <= keys
    for names, section, subject in COMMANDS:
        for name in names:
            found = [hit for hit in desk.finder.find(name) if hit.kind == "可以做的事"]
            assert (section, subject) in [(hit.section, hit.subject) for hit in found]


def test_nothing_for_nothing_and_for_what_is_not_there(desk: Desk) -> None:
    assert desk.finder.find("") == []
    assert desk.finder.find("   \n") == []
    assert desk.finder.find("没有这样的词") == []
    assert desk.finder.find("东" * 500) == []


def test_nobody_looks_behind_the_lock(desk: Desk) -> None:
    desk.requests.register(VALUES)
    desk.accounts.lock()
    with pytest.raises(LoginNeeded):
        desk.finder.find("东河")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=12))
def test_any_words_find_something_or_nothing(desk: Desk, words: str) -> None:
    for hit in desk.finder.find(words):
        assert hit.title
        assert hit.section
