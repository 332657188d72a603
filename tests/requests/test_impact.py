"""A holiday notice or changed figures taken in: preview first, then all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, Blocked
from gkdesk.db import audit
from gkdesk.requests import impact as module
from gkdesk.requests.impact import Outdated
from gkdesk.requests.model import State
from gkdesk.requests.service import Requests
from tests.conftest import log_in

At = Callable[[str], None]
Values = dict[str, object]
# invented for the tests: nobody knows the notice of 2027 yet
NEXT_YEAR = {
    "year": 2027,
    "source": ["测试用的假日安排"],
    "off": [
        {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"},
        {"name": "春节", "from": "2027-02-05", "to": "2027-02-11"},
    ],
    "work": ["2027-01-30", "2027-02-20"],
}


def notice(folder: Path, name: str = "放假安排2027.json", **more: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(NEXT_YEAR | more, ensure_ascii=False), "utf-8-sig")
    return path


def figures(folder: Path, old: str, new: str) -> Path:
    text = (paths.forms() / "rules" / "request_clock.toml").read_text("utf-8")
    assert old in text
    path = folder / "新的期限.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.fixture
def two_open(requests: Requests, values: Values, at: At) -> list[str]:
    """One case whose day is certain, and one whose day needs the notice of 2027."""
    at("2026-11-16")
    certain = requests.register(values | {"received_on": "2026-11-16"}).number
    at("2026-12-14")
    guessed = requests.register(values | {"received_on": "2026-12-14", "content": "另一份清单"})
    assert guessed.provisional
    return [certain, guessed.number]


def stored(session: Session) -> list[tuple[object, ...]]:
    found = session.conn.execute("SELECT number, due_on, provisional, revision FROM request")
    return [tuple(row) for row in found]


def test_preview_tells_and_changes_nothing(
    requests: Requests, two_open: list[str], session: Session, tmp_path: Path
) -> None:
    before = stored(session)
    found = requests.impact.calendar(notice(tmp_path))
    [one] = found.moved
    assert (one.number, one.state) == (two_open[1], State.HANDLING)
    assert (one.was, one.was_provisional) == (date(2027, 1, 11), True)
    assert (one.due, one.provisional) == (date(2027, 1, 12), False)
    assert one.becomes == "转为确定"
    assert (found.same, found.replaces, found.title) == (1, False, "2027年放假安排")
    assert found.changes == ("放假10天，调休上班2天",)
    assert stored(session) == before
    assert not (session.folder / "calendar").exists()


def test_applying_writes_reckons_and_audits(
    requests: Requests, two_open: list[str], session: Session, tmp_path: Path
) -> None:
    requests.impact.apply(requests.impact.calendar(notice(tmp_path)))
    assert [path.name for path in (session.folder / "calendar").iterdir()] == ["CN-2027.json"]
    row = {one[0]: one for one in stored(session)}
    assert row[two_open[1]][1:3] == ("2027-01-12", 0)
    assert requests.clock(two_open[1]).due_on == date(2027, 1, 12)
    assert 2027 in requests.calendar.years
    entries = session.conn.execute("SELECT action, subject, detail FROM audit").fetchall()
    [entry] = [one for one in entries if one["action"] == "requests.calendar"]
    assert (entry["subject"], two_open[1] in entry["detail"]) == ("CN-2027", True)
    assert audit.verify(session.conn, session.vault.audit_key) == []
    newest = requests.impact.years()[0]
    assert (newest.year, newest.off, newest.worked, newest.own) == (2027, 10, 2, True)


def test_only_cases_that_move_are_touched(
    requests: Requests, two_open: list[str], session: Session, tmp_path: Path
) -> None:
    before = {one[0]: one for one in stored(session)}
    requests.impact.apply(requests.impact.calendar(notice(tmp_path)))
    after = {one[0]: one for one in stored(session)}
    assert after[two_open[0]] == before[two_open[0]]
    assert after[two_open[1]][3] == before[two_open[1]][3] + 1


def test_a_corrected_notice_replaces_the_office_s_own_file(
    requests: Requests, two_open: list[str], session: Session, tmp_path: Path
) -> None:
    requests.impact.apply(requests.impact.calendar(notice(tmp_path)))
    changed = notice(tmp_path, "更正.json", work=["2027-01-09"])
    found = requests.impact.calendar(changed)
    assert found.replaces
    assert "2027年1月9日：平常日改为调休上班" in found.changes
    [one] = found.moved
    assert (one.number, one.becomes, one.due) == (two_open[1], "提前", date(2027, 1, 11))
    requests.impact.apply(found)
    assert [path.name for path in (session.folder / "calendar").iterdir()] == ["CN-2027.json"]


def test_a_day_off_of_the_area_is_added_to_the_year(
    requests: Requests, two_open: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "民族节日.json"
    off = [{"name": "火把节", "from": "2026-12-07", "to": "2026-12-08"}]
    path.write_text(
        json.dumps({"year": 2026, "source": ["州人民政府"], "off": off, "local": True}), "utf-8"
    )
    found = requests.impact.calendar(path)
    assert [(one.number, one.becomes) for one in found.moved] == [(two_open[0], "推后")]
    requests.impact.apply(found)
    assert requests.clock(two_open[0]).due_on == date(2026, 12, 16)


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"work": ["2027-01-04"]}, "work"),
        ({"off": [{"name": "元旦", "from": "2027-02-01", "to": "2027-01-01"}]}, "off 第1项"),
        ({"source": []}, "source"),
        ({"year": "2027"}, "year"),
        ({"weekend": []}, "weekend"),
    ],
)
def test_a_wrong_notice_is_refused_with_its_places(
    requests: Requests, session: Session, tmp_path: Path, more: Values, where: str
) -> None:
    with pytest.raises(BadFile) as caught:
        requests.impact.calendar(notice(tmp_path, **more))
    assert where in [problem.where for problem in caught.value.problems]
    assert not (session.folder / "calendar").exists()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[1]", b"{", b"[" * 9999, b"true"])
def test_no_notice_at_all(requests: Requests, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "通知.json"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=r"通知\.json"):
        requests.impact.calendar(path)


def test_changed_figures_move_open_cases(
    requests: Requests, two_open: list[str], session: Session, tmp_path: Path
) -> None:
    found = requests.impact.figures(figures(tmp_path, "days = 20", "days = 15"))
    assert found.changes == ("答复期限（2019年5月15日起）：20个工作日改为15个工作日",)
    assert [(one.number, one.due, one.becomes) for one in found.moved] == [
        (two_open[0], date(2026, 12, 7), "提前"),
        (two_open[1], date(2027, 1, 4), "提前"),
    ]
    assert found.moved[1].provisional
    with pytest.raises(NotAllowed):
        requests.impact.apply(found)
    log_in(session, "何敏")
    requests.impact.apply(found)
    assert requests.get(two_open[0]).due_on == date(2026, 12, 7)
    assert (session.folder / "forms" / "rules" / "request_clock.toml").exists()


def test_figures_with_mistakes_are_refused(requests: Requests, tmp_path: Path) -> None:
    for old, new in (
        ("days = 20", "days = 0"),
        ('unit = "working_day"', 'unit = "month"'),
        ("[[reply]]", "[[reply"),
        ('id = "request_clock"', 'id = "village"'),
    ):
        with pytest.raises(BadFile, match=r"新的期限\.toml") as caught:
            requests.impact.figures(figures(tmp_path, old, new))
        assert caught.value.problems


def test_figures_that_leave_a_case_without_any_are_refused(
    requests: Requests, two_open: list[str], tmp_path: Path
) -> None:
    path = figures(tmp_path, "from = 2019-05-15", "from = 2027-01-01")
    with pytest.raises(BadFile) as caught:
        requests.impact.figures(path)
    assert "2026年11月16日" in caught.value.problems[0].message
    assert requests.get(two_open[0]).due_on == date(2026, 12, 14)


def test_what_was_lawful_on_its_day_stays_and_is_remarked_on(
    requests: Requests, values: Values, session: Session, tmp_path: Path
) -> None:
    uid = requests.register(values).uid
    extend = {"extend_days": "20", "extend_reason": "材料多", "approved_by": "何敏"}
    requests.act(uid, "extend", extend)
    text = (paths.forms() / "rules" / "request_clock.toml").read_text("utf-8")
    head, _, rest = text.partition("[[extension]]")
    path = tmp_path / "短.toml"
    path.write_text(head + "[[extension]]" + rest.replace("days = 20", "days = 10", 1), "utf-8")
    found = requests.impact.figures(path)
    assert [one.warning for one in found.moved] == [
        "2026年4月10日“延长答复期限”与现在的期限或者放假安排对不上：延长天数超限，请人工核对"
    ]
    log_in(session, "何敏")
    requests.impact.apply(found)
    assert requests.get(uid).warnings == (found.moved[0].warning,)
    assert requests.clock(uid).extension == 20


def test_work_done_since_the_preview_is_not_passed_over(
    requests: Requests, two_open: list[str], session: Session, tmp_path: Path
) -> None:
    found = requests.impact.calendar(notice(tmp_path))
    requests.act(two_open[1], "withdraw")
    with pytest.raises(Outdated):
        requests.impact.apply(found)
    assert not (session.folder / "calendar").exists()


def test_trouble_while_applying_leaves_nothing(
    requests: Requests,
    two_open: list[str],
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = stored(session)
    found = requests.impact.calendar(notice(tmp_path))

    def full(*_values: object, **_more: object) -> None:
        raise Blocked

    with monkeypatch.context() as broken:
        broken.setattr(Session, "audit", full)
        with pytest.raises(Blocked):
            requests.impact.apply(found)
    assert stored(session) == before
    assert list((session.folder / "calendar").iterdir()) == []
    assert requests.clock(two_open[1]).provisional
    with monkeypatch.context() as broken:
        broken.setattr(module.files, "write", full)
        with pytest.raises(Blocked):
            requests.impact.apply(found)
    assert stored(session) == before
    requests.impact.apply(found)
    assert not requests.clock(two_open[1]).provisional


def test_a_rest_day_receipt_moves_only_when_the_office_wants_it(
    requests: Requests, values: Values, session: Session, at: At, tmp_path: Path
) -> None:
    at("2026-04-13")
    sunday = requests.register(values | {"received_on": "2026-04-12"})
    assert sunday.due_on == date(2026, 5, 12)
    path = figures(tmp_path, "days = 0", "days = 1")
    found = requests.impact.figures(path)
    assert [one.due for one in found.moved] == [date(2026, 5, 13)]
    log_in(session, "何敏")
    requests.impact.apply(found)
    clock = requests.clock(sunday.uid)
    assert (clock.received_on, clock.base, clock.due_on) == (
        date(2026, 4, 12), date(2026, 4, 13), date(2026, 5, 13),
    )  # fmt: skip
    assert "4月12日收到，是休息日，按单位的规定视为4月13日收到" in clock.reason
    assert "顺延" in clock.days[0].why
    assert clock.correction_due == date(2026, 4, 22)


def test_reckoning_anew_leaves_alone_what_stays(requests: Requests, two_open: list[str]) -> None:
    before = {row.key: row.revision for row in requests.package_rows()}
    assert set(two_open) <= before.keys()
    requests.impact.renew()
    assert {row.key: row.revision for row in requests.package_rows()} == before
