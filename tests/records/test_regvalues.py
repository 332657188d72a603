"""Values of entries: whatever is typed is either refused with its field or kept for ever alike."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.records import regform, regvalues
from gkdesk.records.regmodel import Register
from gkdesk.records.regvalues import Links

from .regs import room_of

FORMS = {path.stem: regform.load(path) for path in (paths.forms() / "registers").glob("*.toml")}
LINKS = Links(lambda _number: "标题", lambda _key: "事项")
ODD = ["", "0", "-1", "1e5", "NaN", "∞", "2026-02-30", "0001-01-01", "9999-12-31", "26-4-1",
       "2026年4月10日", "２０２６.４.１０",
       "4.10 25:61", "2026-04-10T09:30+08:00",
       "\ud800", "甲\t乙",
       "\u200b", "一" * 20_001, "12345678901234567890"]  # fmt: skip


def kept(form: Register, name: str, text: str) -> str:
    found = regvalues.read(form, {name: text}, LINKS, {one.name: "x" for one in form.typed})
    return found.get(name, "")


@given(st.sampled_from(sorted(FORMS)), st.data(), st.one_of(st.text(), st.sampled_from(ODD)))
def test_what_is_kept_is_kept_alike(name: str, data: st.DataObject, text: str) -> None:
    form = FORMS[name]
    field = data.draw(st.sampled_from(form.typed))
    refused: BadValue | None = None
    value = ""
    try:
        value = kept(form, field.name, text)
    except BadValue as error:
        refused = error
    if refused is not None:
        assert refused.field == field.name
        assert len(text) < 8 or text not in str(refused)  # a number typed wrong is not repeated
        return
    assert kept(form, field.name, value) == value
    assert "\t" not in value
    value.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026.4.10 9:05", "2026-04-10T09:05"), ("2026年4月10日 9时", "2026-04-10T09:00"),
        ("2026-04-10T09:30", "2026-04-10T09:30"), ("2026-04-10", "2026-04-10T00:00"),
        ("２０２６-４-１０　８：３０", "2026-04-10T08:30"),
    ],
)  # fmt: skip
def test_moments(text: str, stored: str) -> None:
    assert kept(FORMS["responses"], "found_at", text) == stored


@pytest.mark.parametrize("text", ["0026-04-10", "2999-01-01", "1900-01-01"])
def test_a_day_nobody_can_mean_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="1949年至2150年"):
        kept(FORMS["tasks"], "due_on", text)


def test_an_old_day_breaks_no_list(session: Session) -> None:
    room = room_of(session)
    old = room.book.add("rectify", {
        "title": "老问题", "kind": "其他", "source": "自查", "found_at": "1998-05-01 9:00",
    })  # fmt: skip
    far = room.book.add("tasks", {"task": "长期", "lead": "镇", "due_on": "2150-12-31"})
    assert room.book.line(old).dues == ()
    [due] = room.book.line(far).dues
    assert (due.on.year, due.at > datetime(2150, 1, 1)) == (2150, True)  # noqa: DTZ001
    assert room.agenda() == []
