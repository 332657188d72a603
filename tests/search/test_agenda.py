from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gkdesk.accounts.session import Session
from gkdesk.base.calendar import WorkCalendar, YearNotice
from gkdesk.base.handover import Due
from gkdesk.search.agenda import Agenda, Group, group_of

# Friday 2026-04-10 is today; the Tuesday after is taken off so that days and working days differ
CALENDAR = WorkCalendar([YearNotice(2026, off={date(2026, 4, 14): "假"})])


def due(room: str, day: int | None, subject: str = "s", **more: object) -> Due:
    on = date(2026, 4, day) if day else None
    return Due(room, subject, f"{room} {subject}", "", on, "办理", **more)  # type: ignore[arg-type]


def agenda(session: Session, *dues: Due) -> Agenda:
    return Agenda(session, [lambda: list(dues)], lambda: CALENDAR)


def test_groups_and_order(session: Session) -> None:
    found = agenda(
        session,
        due("sync", None),
        due("village", 16),
        due("village", 10),
        due("requests", 10),
        due("requests", 8, "late"),
        due("catalog", 1, "later still"),
        due("records", 15),
        due("other", 10),
        due("village", 17),
    ).items()
    assert [(item.group.value, item.room, item.working_days) for item in found] == [
        ("overdue", "catalog", -7),
        ("overdue", "requests", -2),
        ("today", "requests", 0),
        ("today", "village", 0),
        ("today", "other", 0),
        ("soon", "records", 2),
        ("soon", "village", 3),
        ("later", "village", 4),
        ("undated", "sync", None),
    ]


def test_only_the_groups_asked_for(session: Session) -> None:
    found = agenda(session, due("requests", 10), due("requests", 10, "t"))
    assert found.items(Group.SOON) == []
    assert len(found.items(Group.TODAY, Group.SOON)) == 2


def test_names_show_only_while_unlocked(session: Session) -> None:
    found = agenda(session, due("requests", 10, sealed_title="张建国的申请"))
    assert found.items()[0].sealed_title == "张建国的申请"
    session.lock()
    assert found.items()[0].sealed_title == ""
    assert found.items()[0].title == "requests s"


def test_a_year_without_notice_makes_it_provisional(session: Session) -> None:
    far = Due("requests", "s", "t", "", date(2027, 1, 8), "办理")
    near = due("requests", 30)
    marked = due("requests", 20, provisional=True)
    found = agenda(session, far, near, marked).items()
    assert {item.due_on: item.provisional for item in found} == {
        date(2027, 1, 8): True, date(2026, 4, 30): False, date(2026, 4, 20): True,
    }  # fmt: skip


def test_works_before_login(locked_session: Session) -> None:
    found = Agenda(locked_session, [lambda: [due("requests", 10)]], lambda: CALENDAR)
    assert found.items()[0].group is Group.TODAY


@given(st.integers(-400, 400), st.integers(0, 30))
def test_groups_never_go_back_as_days_go_on(offset: int, width: int) -> None:
    today = date(2026, 4, 10)
    order = list(Group)
    day, soon = today + timedelta(days=offset), today + timedelta(days=width)
    one = group_of(day, today, soon)
    other = group_of(day + timedelta(days=1), today, soon)
    assert order.index(one) <= order.index(other)


def test_every_source_is_read_once(session: Session) -> None:
    calls = []

    def source() -> list[Due]:
        calls.append(1)
        return [due("requests", 10)]

    assert len(Agenda(session, [source, source], lambda: CALENDAR).items()) == 2
    assert len(calls) == 2
