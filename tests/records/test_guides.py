"""办事指南: missing parts named, several made one, nothing personal goes out, one book."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import docx
import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.accounts.session import Session
from gkdesk.records import guidetext, wordlist
from gkdesk.records.guides import NoGuides, TooFew, UnknownBook, chinese_number
from gkdesk.records.guidetext import Material
from gkdesk.records.privacy import PersonalData
from gkdesk.records.regroom import RegisterRoom
from tests.conftest import StoppedClock

from .regs import BIRTH, HUKOU, ID_NUMBER, MOBILE, room_of


@pytest.fixture
def room(session: Session) -> RegisterRoom:
    return room_of(session)


def in_use(room: RegisterRoom, values: dict[str, str]) -> str:
    made = room.book.add("guides", values)
    room.book.act(made.uid, "use", {"reviewed_on": "2026-04-10"})
    return made.number


def words_of(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "".join(page.extract_text() for page in pdf.pages).replace(" ", "").replace("\n", "")


def test_missing_parts_are_named(room: RegisterRoom) -> None:
    made = room.book.add("guides", {"name": "老年优待证", "office": "便民服务中心",
                                    "reviewed_on": "2026-04-10", "fees": "不收费"})  # fmt: skip
    assert room.guides.missing(made)[:3] == ["事项简述", "办理依据", "办理条件"]
    assert "收费依据及标准" not in room.guides.missing(made)
    assert room.guides.missing(room.book.add("guides", BIRTH)) == []
    [line] = [line for line in room.guides.lines() if line.entry.uid == made.uid]
    assert line.findings[0].words.startswith("缺少：事项简述、办理依据")


def test_a_guide_is_reviewed_twice_a_year(room: RegisterRoom, clock: StoppedClock) -> None:
    number = in_use(room, BIRTH)
    line = room.book.line(room.guides.get(number))
    assert line.next_due is not None
    assert line.next_due.on == date(2026, 10, 10)
    assert room.agenda() == []
    clock.value = datetime(2026, 10, 1, 9, 0)  # noqa: DTZ001
    [due] = room.agenda()
    assert (due.verb, due.title) == ("登记核对", "办事指南 2026-001")
    assert "guides" not in [form.id for form in room.book.forms]  # it has a window of its own


def test_several_guides_become_one_matter(room: RegisterRoom) -> None:
    numbers = [in_use(room, BIRTH), in_use(room, HUKOU)]
    made = room.guides.merge("新生儿一件事", numbers)
    assert (made.state, made.values["kind"], made.values["merged"]) == (
        "draft", "一件事", "2026-001、2026-002",
    )  # fmt: skip
    materials = {one.name: one for one in guidetext.materials(made.values["materials"])}
    assert list(materials) == ["父母居民身份证", "出生医学证明", "户口簿"]
    assert materials["父母居民身份证"].copies == "2"
    assert materials["父母居民身份证"].form == "原件；复印件"
    assert materials["户口簿"].note == "用于新生儿落户"
    assert made.values["limit"].startswith("【出生医学证明签发】\n当场")
    assert made.values["place"] == "便民服务中心2号窗口"  # the same in both
    assert room.guides.missing(made) == []
    with pytest.raises(TooFew, match="1个"):
        room.guides.merge("x", [numbers[0], numbers[0]])


def test_the_papers(room: RegisterRoom) -> None:
    entry = room.guides.get(in_use(room, BIRTH))
    text = words_of(room.guides.paper(entry))
    for part in (
        "出生医学证明签发办事指南",
        "办理依据",
        "《母婴保健法》",
        "父母居民身份证",
        "常见问题",
    ):
        assert part in text
    listed = words_of(room.guides.checklist(entry))
    assert "申请材料清单" in listed
    assert listed.count("□") == 2


def test_nothing_personal_goes_out(room: RegisterRoom, session: Session, tmp_path: Path) -> None:
    number = in_use(room, BIRTH | {"flow": f"联系李某{MOBILE}\n身份证{ID_NUMBER}"})
    entry = room.guides.get(number)
    for call in (
        lambda: room.guides.paper(entry),
        lambda: room.guides.checklist(entry),
        lambda: room.guides.write_book(tmp_path / "book.pdf"),
        lambda: room.guides.write_book(tmp_path / "book.docx"),
    ):
        with pytest.raises(PersonalData) as told:
            call()
        assert MOBILE not in str(told.value)
        assert ID_NUMBER not in str(told.value)
    assert list(tmp_path.glob("book.*")) == []
    room.book.change(entry.uid, {"flow": f"值班手机{MOBILE}"})
    with pytest.raises(PersonalData, match="可公开的电话"):
        room.guides.paper(room.guides.get(number))
    wordlist.add(session.forms, allow=MOBILE)
    assert room.guides.paper(room.guides.get(number))
    room.book.change(entry.uid, {"flow": "窗口受理，电话0000-0000123"})
    assert room.guides.write_book(tmp_path / "book.pdf") == 1


def test_one_book_as_pdf_with_page_numbers(room: RegisterRoom, tmp_path: Path) -> None:
    with pytest.raises(NoGuides):
        room.guides.write_book(tmp_path / "book.pdf")
    for values in (BIRTH, HUKOU):
        in_use(room, values)
    room.book.add("guides", BIRTH | {"name": "还是草稿的事项"})
    assert room.guides.write_book(tmp_path / "book.pdf") == 2
    with pdfplumber.open(tmp_path / "book.pdf") as pdf:
        texts = [page.extract_text().replace(" ", "") for page in pdf.pages]
    assert "办事一本通" in texts[0]
    assert "还是草稿的事项" not in "".join(texts)
    starts = {at for at, text in enumerate(texts[1:], start=1) if "办事机构" in text}
    assert len(starts) == 2
    with pdfplumber.open(tmp_path / "book.pdf") as pdf:
        rows = [row for table in pdf.pages[0].extract_tables() for row in table][1:]
        assert [int(row[-1] or 0) for row in rows] == sorted(starts)
        for at, page in enumerate(pdf.pages[1:], start=1):  # the number at the upper right
            corner = page.crop((page.width - 60, 0, page.width, 45)).extract_text().strip()
            assert corner == str(at)
    with pytest.raises(UnknownBook):
        room.guides.write_book(tmp_path / "book.txt")


def test_one_book_to_be_edited(room: RegisterRoom, tmp_path: Path) -> None:
    for values in (BIRTH, HUKOU):
        in_use(room, values)
    room.guides.write_book(tmp_path / "book.docx")
    made = docx.Document(str(tmp_path / "book.docx"))
    text = "\n".join(one.text for one in made.paragraphs)
    for part in ("一、出生医学证明签发", "（三）办理依据", "1.父母居民身份证", "二、新生儿落户"):
        assert part in text
    assert made.tables[0].cell(1, 1).text == "出生医学证明签发"


names = st.text(st.sampled_from("甲乙丙丁（一）"), min_size=1, max_size=4).filter(
    lambda text: Material(text).key != ""
)


@given(st.lists(st.tuples(names, st.lists(names, max_size=5)), min_size=1, max_size=5))
def test_every_material_is_asked_exactly_once(named: list[tuple[str, list[str]]]) -> None:
    united = guidetext.united([(matter, "\n".join(lines)) for matter, lines in named])
    keys = [one.key for one in united]
    assert len(keys) == len(set(keys))
    assert set(keys) == {Material(name).key for _matter, lines in named for name in lines}


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "一百"),
     (105, "一百零五"), (110, "一百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_headings_are_numbered(number: int, words: str) -> None:
    assert chinese_number(number) == words


@given(st.integers(1, 99), st.integers(1, 99))
def test_the_most_copies_count(a: int, b: int) -> None:
    [one] = guidetext.united([("甲", f"证|{a}份"), ("乙", f"证|{b}份")])
    assert one.copies == f"{max(a, b)}份"
    assert one.used_by == ("甲", "乙")
