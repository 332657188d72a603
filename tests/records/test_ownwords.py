"""The office's own words and telephones: who may change them, and that it is audited."""

from __future__ import annotations

import json

import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.base.scanning import Kind
from gkdesk.records.declined import NoSuchHit, OwnRelease
from gkdesk.records.model import Record
from gkdesk.records.ownwords import NotATelephone, OwnWords
from gkdesk.records.scanmodel import WordKind
from gkdesk.records.service import Records
from tests.conftest import log_in

from .conftest import VALUES
from .scanfiles import ID, MOBILE

LANDLINE = "0831-5551234"


@pytest.fixture
def words(records: Records) -> OwnWords:
    return records.privacy.words


def audited(session: Session) -> list[tuple[str, str]]:
    rows = session.conn.execute(
        "SELECT subject, detail FROM audit WHERE action = 'records.words' ORDER BY id"
    )
    return [(row["subject"], json.loads(row["detail"])["act"]) for row in rows]


def kinds(records: Records, uid: str) -> list[Kind]:
    return [one.hit.kind for one in records.privacy.judged(uid)]


def test_words_are_added_listed_and_taken_out(
    words: OwnWords, records: Records, session: Session
) -> None:
    words.add("内部参阅", "mark", block=True)
    words.add(" 秸杆灰 ", "错误表述", suggestion="秸秆灰")
    words.add(LANDLINE, "allow")
    words.remove("讨论稿")
    listed = {one.text: one for one in words.all()}
    assert [one.kind for one in listed.values()] == [
        WordKind.MARK, WordKind.WRONG, WordKind.ALLOW, WordKind.DROP,
    ]  # fmt: skip
    assert listed["内部参阅"].blocks
    assert listed["秸杆灰"].suggestion == "秸秆灰"
    shipped = [one.text for one in words.shipped()]
    assert "讨论稿" not in shipped
    assert "内部参阅" not in shipped
    words.put_back("讨论稿")
    assert "讨论稿" in [one.text for one in words.shipped()]
    words.add("内部参阅", "word")  # the last one counts
    assert [one.kind for one in words.all() if one.text == "内部参阅"] == [WordKind.WORD]
    for text in ("内部参阅", "秸杆灰", LANDLINE):
        assert words.remove(text).startswith("已从")
    assert words.all() == []
    acts = [act for _subject, act in audited(session)]
    assert acts == ["add", "add", "add", "remove", "put_back", "add", "remove", "remove", "remove"]
    assert LANDLINE not in [subject for subject, _act in audited(session)]


@pytest.mark.parametrize(
    ("text", "kind", "suggestion", "why"),
    [
        ("", "word", "", "2到40"),
        ("汉" * 41, "word", "", "2到40"),
        ("词\x00\x07", "word", "", "2到40"),
        (f"张三{ID}", "word", "", "个人号码"),
        ("某某词", "wrong", f"电话{MOBILE}", "个人号码"),
        ("某某词", "wrong", "汉" * 41, "不能超过"),
        ("某某词", "odd", "", "应为"),
        ("某某词", "drop", "", "应为"),
        ("12", "allow", "", "太短"),
        ("1" * 41, "allow", "", "不能超过"),
        (ID, "allow", "", "身份证号"),
        (f"党政办{LANDLINE}", "allow", "", "只写号码"),
    ],
)
def test_what_is_no_word_is_refused_and_nothing_is_kept(
    words: OwnWords, session: Session, text: str, kind: str, suggestion: str, why: str
) -> None:
    with pytest.raises(BadValue, match=why) as told:
        words.add(text, kind, suggestion=suggestion)
    assert ID not in str(told.value)
    assert words.all() == []
    assert audited(session) == []


@pytest.mark.parametrize("text", ['"引号"', "反\\斜", "<b>粗</b>", "'; DROP", "{0}%s", "\x7f删a"])
def test_odd_letters_do_not_spoil_the_file(words: OwnWords, records: Records, text: str) -> None:
    words.add(text, "wrong", suggestion=text)
    [kept] = words.all()
    assert kept.text == text.replace("\x7f", "")
    assert kept.text in [one.text for one in records.privacy.rules().terms]
    words.remove(kept.text)
    assert words.all() == []


def test_a_mobile_is_let_go_by_a_leader_only(words: OwnWords, session: Session) -> None:
    with pytest.raises(NotAllowed):
        words.add(MOBILE, "allow")
    log_in(session, "何敏")
    words.add(MOBILE, "allow")
    assert [one.text for one in words.all()] == [MOBILE]
    assert MOBILE not in json.dumps(audited(session))
    log_in(session, "管理员")
    for act in (lambda: words.add("某某词", "word"), lambda: words.remove(MOBILE)):
        with pytest.raises(NotAllowed):
            act()


def test_a_telephone_found_is_told_no_more(
    words: OwnWords, records: Records, session: Session
) -> None:
    body = f"联系电话{LANDLINE}，家里电话（0831）5551234。"
    record = records.draft(VALUES | {"body": body})
    file = records.files.add_data(record.uid, f"家里{LANDLINE}".encode(), name="a.txt")
    records.privacy.check(record.uid)
    hits = records.privacy.judged(record.uid)
    assert {one.hit.kind for one in hits} == {Kind.LANDLINE}
    in_file = next(one.hit for one in hits if "-" in one.hit.mark)
    words.allow_found(record.uid, in_file.mark)
    records.privacy.check(record.uid)
    assert kinds(records, record.uid) == []
    assert [one.text for one in words.all()] == [LANDLINE]
    assert file in records.files.of(record.uid)
    assert LANDLINE not in json.dumps(audited(session))


def test_a_personal_telephone_is_let_go_like_a_release(
    words: OwnWords, records: Records, session: Session
) -> None:
    record = records.draft(VALUES | {"body": f"张某的电话+86 {MOBILE}，{ID}。秸杆"})
    mobile, number, word = (one.hit.mark for one in records.privacy.judged(record.uid))
    with pytest.raises(NotAllowed):
        words.allow_found(record.uid, mobile)
    for other in (number, word):
        with pytest.raises(NotATelephone):
            words.allow_found(record.uid, other)
    with pytest.raises(NoSuchHit):
        words.allow_found(record.uid, "0" * 24)
    log_in(session, "何敏")
    own = records.draft(VALUES | {"body": f"张某的电话{MOBILE}", "title": "负责人起草"})
    with pytest.raises(OwnRelease):
        words.allow_found(own.uid, records.privacy.judged(own.uid)[0].hit.mark)
    words.allow_found(record.uid, mobile)
    assert kinds(records, record.uid) == [Kind.ID, Kind.WRONG]
    assert kinds(records, own.uid) == []


def test_a_changed_text_has_no_such_telephone(
    words: OwnWords, records: Records, draft: Record
) -> None:
    changed = records.draft({"uid": draft.uid, "body": f"家里电话{LANDLINE}"})
    [hit] = records.privacy.judged(changed.uid)
    records.draft({"uid": draft.uid, "body": "家里没有电话"})
    with pytest.raises(NoSuchHit):
        words.allow_found(draft.uid, hit.hit.mark)
    assert words.all() == []
