"""The list of many cases: the same lines as one by one, opened by slices, forgotten at lock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.accounts.session import Session
from gkdesk.base.text import sort_key
from gkdesk.requests import listing
from gkdesk.requests.alike import Alike
from gkdesk.requests.model import State
from gkdesk.requests.officers import NoSuchOfficer
from gkdesk.requests.service import Requests
from gkdesk.requests.similar import similar
from tests.conftest import log_in
from tests.requests.inside import archived

from .manycases import fill

Values = dict[str, object]


def test_every_line_is_what_opening_it_alone_would_show(
    session: Session, requests: Requests
) -> None:
    fill(session, 260, 40)
    rows = requests.rows()
    assert len(rows) == 260
    assert {row.uid: row for row in rows} == {row.uid: requests.row(row.uid) for row in rows}
    assert [row.received_on for row in rows] == sorted(row.received_on for row in rows)
    assert sum(row.state.open for row in rows) == 40


def test_the_open_ones_are_there_before_the_rest(session: Session, requests: Requests) -> None:
    fill(session, 260, 40)
    roster = requests.roster
    assert [row.state.open for row in roster.rows()] == [True] * 40
    assert not roster.load(0)
    assert 40 <= len(roster.rows()) <= 200
    while not roster.load(0):
        pass
    assert roster.whole
    assert sum(roster.years().values()) == len(roster.rows()) == 260


def test_what_happens_meanwhile_is_seen(
    requests: Requests, values: Values, at: Callable[[str], None]
) -> None:
    first = requests.register(values)
    roster = requests.roster
    assert roster.load(1)
    second = requests.register(values | {"name": "李桂兰", "received_on": "2026-03-02"})
    assert [row.uid for row in roster.rows()] == [second.uid, first.uid]
    at("2026-04-13")
    requests.act(
        first.uid, "ask_correction", {"correction_items": ["写明年份"], "guidance": "年份"}
    )
    requests.act(first.uid, "corrected", {"content": "2025年清单"})
    assert [row.content for row in roster.rows() if row.uid == first.uid] == ["2025年清单"]
    requests.act(first.uid, "withdraw", {"reason": "书面撤回"})
    assert [row.state for row in roster.rows() if row.uid == first.uid] == [State.WITHDRAWN]


def test_a_step_taken_back_leaves_no_trace(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    requests.rows()
    session = requests._session
    with pytest.raises(ZeroDivisionError), session.transaction():
        requests.act(uid, "withdraw", {"reason": "书面撤回"})
        assert requests.row(uid).state is State.WITHDRAWN
        raise ZeroDivisionError
    assert [row.state for row in requests.rows()] == [State.HANDLING]


def test_locking_forgets_names_and_contents(session: Session, requests: Requests) -> None:
    fill(session, 30, 5)
    requests.rows()
    session.lock()
    assert not requests.roster._opened.lines
    log_in(session, "周桂芬")
    assert len(requests.rows()) == 30


def test_the_agenda_agrees_with_the_clock_of_each_case(
    session: Session, requests: Requests
) -> None:
    fill(session, 60, 20)
    dues = {due.subject: due for due in requests.agenda()}
    rows = [row for row in requests.rows() if row.state.open]
    assert dues.keys() == {row.uid for row in rows}
    for row in rows:
        assert dues[row.uid].sealed_title == f"{row.name}：{row.content}"
        clock = requests.clock(row.uid)
        assert row.due_on == clock.shown_due
        assert row.state is State.CONSULTING or dues[row.uid].due_on == clock.shown_due


def test_who_else_asked_is_told_by_everybody_or_by_those_open(
    requests: Requests, values: Values
) -> None:
    asked = values | {"content": "2025年上坪村宅基地审批结果"}
    mine = requests.register(asked).uid
    other = values | {"id_number": "", "name": "王德明", "content": "上坪村2025年宅基地审批结果"}
    number = requests.register(other).number
    requests.act(number, "withdraw", {"reason": "不要了"})
    requests.roster.forget()
    assert [one for one in requests.findings(mine, patient=False) if one.code == "C41"] == []
    third = requests.register(other | {"name": "陈国良"}).number
    [found] = [one for one in requests.findings(mine) if one.code == "C41"]
    assert number in found.words
    assert third in found.words
    again = requests.findings(mine, patient=False)  # everything is open now
    assert found in again


@given(
    st.lists(st.text("上坪村宅基地 A1", max_size=7), max_size=12),
    st.text("上坪村宅基地A1", max_size=7),
)
def test_the_index_of_pairs_answers_as_comparing_all(texts: list[str], asked: str) -> None:
    index = Alike()
    for key, text in enumerate(texts):
        index.put(key, text[::-1])
        index.put(key, text)
    assert index.like(asked) == [key for key, text in enumerate(texts) if similar(asked, text)]


def test_names_sort_by_sound_and_numbers_by_value() -> None:
    names = ["张建国", "白素贞", "曹国", "李桂兰", "王德明", "安定"]
    assert sorted(names, key=sort_key) == ["安定", "白素贞", "曹国", "李桂兰", "王德明", "张建国"]
    numbers = [f"青政公开申〔{year}〕{n}号" for year in (2026, 2025) for n in (10, 9, 100)]
    assert [one[6:] for one in sorted(numbers, key=sort_key)] == [
        "2025〕9号", "2025〕10号", "2025〕100号", "2026〕9号", "2026〕10号", "2026〕100号",
    ]  # fmt: skip


def test_several_cases_go_to_another_officer(
    session: Session, requests: Requests, values: Values
) -> None:
    uids = [requests.register(values | {"name": name}).uid for name in ("甲", "乙", "丙")]
    requests.act(uids[0], "withdraw", {"reason": "书面撤回"})
    archived(requests, uids[0])
    found = requests.officers.change([*uids, uids[1]], "刘建民")
    assert found.changed == 2
    assert found.words == "2件已改经办人，1件没有改。"
    assert "已归档" in found.refused[0]
    assert [requests.get(uid).officer for uid in uids] == ["周桂芬", "刘建民", "刘建民"]
    assert requests.events(uids[1])[-1].detail["text"] == "经办人由周桂芬改为刘建民"
    assert requests.officers.change(uids[1:], "刘建民").changed == 0
    from gkdesk.db import audit

    handed = [one for one in audit.entries(session.conn) if one.action == "requests.officer"]
    assert len(handed) == 2
    with pytest.raises(NoSuchOfficer, match="某某"):
        requests.officers.change(uids, "某某")


def test_open_cases_are_read_in_few_queries(session: Session, requests: Requests) -> None:
    fill(session, 120, 60)
    requests.roster.rows()
    asked: list[str] = []
    session.conn.set_trace_callback(asked.append)
    requests.roster.rows()
    session.conn.set_trace_callback(None)
    assert len([sql for sql in asked if sql.startswith("SELECT")]) <= 3
    assert len(listing.events_of_open(session.conn)) == 60


def test_only_what_is_asked_for_is_opened(session: Session, requests: Requests) -> None:
    fill(session, 200, 20)
    rows = requests.rows()
    roster = requests.roster
    assert roster.find() == rows
    assert roster.find(state="open") == [row for row in rows if row.state.open]
    wanted = [row for row in rows if row.outcome == "PARTIAL" and row.received_on.year == 2022]
    assert roster.find(year=2022, outcome="PARTIAL") == wanted
    assert roster.find(state="archived") == [row for row in rows if row.state is State.ARCHIVED]
