"""A list of villages from a table: what is read of it, what each line would be, what is added."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue, GkdeskError
from gkdesk.base.text import id_check_character
from gkdesk.db import audit
from gkdesk.documents.service import Documents
from gkdesk.village import roster, rosterread
from gkdesk.village.declined import NotSettled, VillageInUse, VillageTaken
from gkdesk.village.model import Village
from gkdesk.village.nearvillage import NameKind
from gkdesk.village.personal import HIDDEN
from gkdesk.village.roster import Entry, NoNames, TooManyLines, Verdict
from gkdesk.village.service import Villages
from gkdesk.village.villagevalues import keys_of, village_of

from .books import save

KNOWN = [
    Village("a", "东河村", "999999101200", ("河东",)), Village("b", "西河村"),
    Village("c", "柳林社区"),
]  # fmt: skip
BODY = "99000019650412101"
ID = BODY + id_check_character(BODY)


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    villages.add_villages([{"name": "东河村", "code": "999999101200"}, {"name": "西河村"}])
    return villages


def judged(text: str) -> roster.Roster:
    return roster.judged(rosterread.of_text(text), KNOWN, "青石镇")


def verdicts(text: str) -> list[tuple[str, Verdict, str]]:
    return [(one.name, one.verdict, one.reason) for one in judged(text).lines]


def one(text: str) -> tuple[Verdict, str]:
    [line] = judged(text).lines
    return line.verdict, line.reason


def test_a_column_of_names_is_enough() -> None:
    new = Verdict.NEW
    assert verdicts("南河村\n北 河 村\n") == [("南河村", new, ""), ("北河村", new, "")]
    assert verdicts("南河村、北河村，石门村") == [
        ("南河村", new, ""), ("北河村", new, ""), ("石门村", new, ""),
    ]  # fmt: skip
    assert verdicts("村名\t代码\t别名\n南河村\t没有\t—") == [("南河村", new, "")]
    assert verdicts("村名\r\n南河村\r\n")[0] == ("南河村", new, "")


@pytest.mark.parametrize(
    "text",
    [
        (
            "村名\t区划代码\t别名\t村委会全称\t集体经济组织全称\n南河村\t999999101205\t"
            "南河、河村\t青石镇南河村委员会村民委员会\t南河村股份经济合作社"
        ),
        (
            "集体经济组织名称\t8位代码\t村委会名称\t其他名称\t统计用区划代码\t行政村名称（必填）\n"
            "南河村股份经济合作社\t\t青石镇南河村委员会村民委员会\t南河;河村\t"
            "９９９９９９１０１２０５\t南河村"
        ),
        "999999101205\t南河村股份经济合作社\t青石镇南河村委员会村民委员会\t南河村\t南河,河村",
    ],
)
def test_columns_stand_in_any_order(text: str) -> None:
    [line] = judged(text).lines
    assert line.village is not None
    made = line.village
    assert (made.name, made.code) == ("南河村", "999999101205")
    assert made.committee == "青石镇南河村委员会村民委员会"
    assert made.collective == "南河村股份经济合作社"
    assert made.aliases == ("南河", "河村")


def test_what_is_no_village_is_left_out_and_told() -> None:
    text = (
        "青石镇村名单\n序号\t村名\t支部书记\n1\t南河村\t张测三\n序号\t村名\t支部书记\n"
        "2\t北河村\t李测四\n合计\t2\t\n填表人：王测五\n"
    )
    found = judged(text)
    assert [line.entry.at for line in found.lines] == [3, 5]
    assert found.told == ("第3列不是村名单里的内容，没有读", "第6行是合计或者说明，没有读")
    codes = judged("名称\t城乡分类代码\t统计用区划代码\n甲村委会\t220\t999999101301\n")
    assert [(line.name, line.entry.code) for line in codes.lines] == [("甲村", "999999101301")]
    assert not codes.told


def test_names_of_committees_are_names_of_villages() -> None:
    assert [name for name, *_ in verdicts("南河村村民委员会\n新桥社区居民委员会\n")] == [
        "南河村", "新桥社区",
    ]  # fmt: skip
    kinds = judged("甲村\t村委会\n乙村\t村委会\n丙社区\t居委会")
    assert [line.entry.committee for line in kinds.lines] == ["", "", ""]
    assert [line.name for line in kinds.lines] == ["甲村", "乙村", "丙社区"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("村名\t代码\n南河村\t12", "区划代码应为12位数字"),
        ("村名\t代码\n南河村\t9.99999E+11", "区划代码在表格里成了科学计数，"),
        ("村名\t代码\n南河村\t999999101200", "区划代码与名单里的东河村相同"),
        ("村名\t代码\n东河村\t999999101201", "名单里东河村的代码是999999101200，"),
        ("村名\t别名\n河东\t", "与名单里东河村的别名或旧名相同"),
        ("村名\t别名\n南河村\t西河村", "别名与名单里的西河村相同"),
        ("村名\t别名\n东河\t", "像是名单里的东河村，"),
        ("村名\t别名\n\t南河", "村名没有填"),
        ("乡镇\t村名\n白石镇\t南河村", "写的是白石镇的村，不是青石镇的"),
        ("村名\n" + "汉" * 31, "村名太长，最多30个字"),
        ("村名\t代码\n南河/村\t999999101205", "村名里有“/”，"),
        ("村名\n1234", "村名里没有文字"),
        ("村名\n村", "村名太短，请写全名"),
        ("村名\n南河村\ud800", "村名里有“?”，"),
    ],
)
def test_what_must_be_mended_says_why(text: str, reason: str) -> None:
    verdict, told = one(text)
    assert verdict is Verdict.WRONG
    assert told.startswith(reason)


def test_a_personal_number_is_shown_nowhere() -> None:
    found = judged(f"村名\t代码\t别名\n南河村\t{ID}\t\n{ID}村\t\t\n北河村\t\t13900001234")
    assert [line.verdict for line in found.lines] == [Verdict.WRONG] * 3
    for line in found.lines:
        assert HIDDEN in line.entry.texts().values()
        assert ID[6:] not in "".join((*line.entry.texts().values(), line.reason, repr(line)))
    assert "13900001234" not in str([line.entry.texts() for line in found.lines])


def test_one_name_or_code_is_taken_once() -> None:
    found = verdicts(
        "村名\t代码\t别名\n南河村\t999999101205\t\n北河村\t999999101205\t\n南河村\t\t\n石门村\t\t南河村"
    )
    assert [reason for _name, _verdict, reason in found] == [
        "", "与第2行的区划代码相同", "与第2行重名", "与第2行重名",
    ]  # fmt: skip


def test_what_is_there_already_stays() -> None:
    assert one("东河村村民委员会") == (Verdict.KNOWN, "不改动")
    assert one("村名\t代码\n西河村\t999999101209") == (
        Verdict.KNOWN, "不改动；名单里还没有它的代码，可用“登记变更”填上",
    )  # fmt: skip
    assert one("村名\t别名\n东河村\t东河,河东") == (
        Verdict.KNOWN, "不改动；别名比名单里多，可用“登记变更”增加",
    )  # fmt: skip
    assert "村委会全称" in one("村名\t村委会全称\n东河村\t东河村委员会村民委员会")[1]
    assert one("柳林村")[0] is Verdict.NEW  # a village beside an estate of that name


def test_the_own_town_is_left_out_of_a_name() -> None:
    [line] = judged("青石镇南河村").lines
    assert (line.name, line.entry.name) == ("南河村", "青石镇南河村")
    assert line.reason == "去掉了前面的“青石镇”，表上会自己印"
    assert one("白石镇南河村") == (Verdict.NEW, "名字里有“白石镇”，请核对是不是本镇的村")
    assert village_of({"name": "青石镇村"}, "青石镇").name == "青石镇村"


def test_nothing_to_read_is_declined() -> None:
    for text in ("", "\x00\x07", "1\n2\n3", "a\tb\nc\td", "村名", "村名\n合计"):
        with pytest.raises(NoNames):
            judged(text)
    with pytest.raises(TooManyLines):
        rosterread.of_text("村\n" * 2002)
    assert len(rosterread.of_text("村名\n" + "甲村\n" * 1999).entries) == 1999


CELL = st.one_of(
    st.sampled_from(["村名", "区划代码", "别名", "东河村", "河东", "999999101205", "南河村", ""]),
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=5), max_size=12))
def test_any_table_is_read_or_declined(rows: list[list[str]]) -> None:
    """What can be added never clashes, and can be written as it stands."""
    try:
        found = roster.judged(rosterread.of_rows(rows), KNOWN, "青石镇")
    except NoNames:
        return
    seen = {key for one in KNOWN for key in keys_of(one)}
    for line in found.of(Verdict.NEW):
        assert line.village is not None
        line.village.name.encode("utf-8")
        assert not seen & keys_of(line.village)
        seen |= keys_of(line.village)
    assert len(found.lines) == sum(len(found.of(verdict)) for verdict in Verdict)


def test_every_kind_of_file(room: Villages, tmp_path: Path) -> None:
    book = save(tmp_path / "名单.xlsx", [["说明"]], [["村名", "代码"], ["南河村", 999999101205]])
    comma, alone, gbk = (tmp_path / f"{name}.csv" for name in ("a", "b", "c"))
    comma.write_text("村名,代码\n南河村,999999101205\n", "utf-8")
    alone.write_text("南河村\n北河村\n", "utf-8")
    gbk.write_bytes("村名\n南河村\n".encode("gb18030"))
    letter = Document()
    table = letter.add_table(rows=2, cols=2)
    for at, text in enumerate(("序号", "村名", "1", "南河村")):
        table.cell(at // 2, at % 2).text = text
    letter.save(str(tmp_path / "信.docx"))
    for path in (book, comma, alone, gbk, tmp_path / "信.docx"):
        assert room.read_list(path).lines[0].name == "南河村", path.name
    assert room.read_list(book).lines[0].entry.code == "999999101205"
    picture = tmp_path / "图.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xfe")
    for path in (picture, tmp_path / "没有.xlsx"):
        with pytest.raises(GkdeskError):
            room.read_list(path)
    assert len(room.villages()) == 2


def test_what_can_be_added_is_added_in_one(room: Villages) -> None:
    found = room.read_pasted("村名\t代码\n南河村\t999999101205\n东河村\t\n北河村\t12\n石门村\t")
    added = room.import_list(found.lines)
    assert [one.name for one in added] == ["南河村", "石门村"]
    assert len(room.villages()) == 4
    left = [line.entry for line in found.of(Verdict.WRONG)]
    [line] = room.judge_list([Entry.of(one.at, one.texts() | {"code": ""}) for one in left]).lines
    assert line.verdict is Verdict.NEW
    with pytest.raises(VillageTaken):  # somebody was quicker; nothing of it is taken
        room.import_list([*room.read_pasted("杨家村").lines, *found.lines])
    assert len(room.villages()) == 4
    assert not audit.verify(room._session.conn, room._session.vault.audit_key)


def test_full_names_are_corrected(room: Villages) -> None:
    village = room.village("东河村")
    made = room.describe(village, committee="青石镇东河联村村民委员会")
    assert room.village("东河村") == made
    assert made.collective == ""
    room.describe(made, collective="东河股份经济合作社")
    assert room.village("东河村").committee == "青石镇东河联村村民委员会"
    assert room.describe(room.village("东河村"), committee="").committee == ""
    for text in (f"村委会{ID}", "会" * 61, "甲|乙"):
        with pytest.raises(BadValue):
            room.describe(village, committee=text)
    actions = room._session.conn.execute(
        "SELECT count(*) FROM audit WHERE action = 'village.describe'"
    ).fetchone()
    assert actions[0] == 3


def test_a_remembered_name_is_forgotten(room: Villages) -> None:
    room.settle("东和村", room.village("东河村"))
    assert [one.name for one in room.settled_names().values()] == ["东和村"]
    assert room.nearest_villages("东和村")[0].name == "东河村"
    assert room.forget("青石镇东和村").kind is NameKind.ALIAS
    assert room.settled_names() == {}
    for name in ("东和村", ID):
        with pytest.raises(NotSettled) as caught:
            room.forget(name)
        assert ID[6:] not in str(caught.value)


def test_only_a_village_without_records_is_removed(room: Villages) -> None:
    east, west = room.village("东河村"), room.village("西河村")
    room.settle("东和村", east)
    with pytest.raises(VillageInUse, match="记住的写法"):
        room.remove(east)
    room.forget("东和村")
    room.changes.add_alias(east, "河东", room._session.today)
    with pytest.raises(VillageInUse, match="变更"):
        room.remove(east)
    room.remove(west)
    assert [one.name for one in room.villages()] == ["东河村"]
    assert [one.name for one in room.add_villages([{"name": "西河村"}])] == ["西河村"]
    room.add_board(room.village("西河村"), "村口")
    with pytest.raises(VillageInUse, match="公开栏"):
        room.remove(room.village("西河村"))


def test_a_village_others_went_up_in_is_not_removed(room: Villages) -> None:
    east, west = room.village("东河村"), room.village("西河村")
    room.changes.merge(west, east, room._session.today)
    with pytest.raises(VillageInUse, match="变更"):
        room.remove(east)
    assert room.changes.heir(west, room._session.today).name == "东河村"


def test_a_short_name_beside_the_whole_one_is_asked() -> None:
    for text, full in (("南河村\n南河", "南河村"), ("南河\n南河村", "南河")):
        first, second = judged(text).lines
        assert first.verdict is Verdict.NEW
        assert (second.verdict, second.reason) == (
            Verdict.WRONG, f"像是第1行的{full}，是另一个村请写全名",
        )  # fmt: skip
    assert [line.verdict for line in judged("石门村\n石门社区").lines] == [Verdict.NEW] * 2
