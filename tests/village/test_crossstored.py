"""Stored sheets against the town's table; persons by keyed hash only; two sheets compared."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile
from gkdesk.documents.service import Documents
from gkdesk.village.crosscheck import Result
from gkdesk.village.crossstored import FIGURES, OtherForm, packed, person_part, rows_of, unpacked
from gkdesk.village.crosstable import read
from gkdesk.village.listdata import Entry, ListData, ListRow
from gkdesk.village.model import Reading, SheetData
from gkdesk.village.period import Period
from gkdesk.village.service import Villages

from .books import rows as book_rows
from .books import save
from .lists import changed
from .samples import FOLDER, sample

HEAD = "核对编号,村,事项,期次,户数,面积,金额,口径\n"
NUMBER = "11010519491231002X"


@pytest.fixture
def room(session: Session) -> Villages:
    villages = Villages(session, Documents(session))
    villages.add_village({"name": "东河村", "code": "999999101200"})
    villages.add_village({"name": "西河村"})
    return villages


def put(room: Villages, form: str, *, village: str = "东河村", change: object = None) -> str:
    """Store the sample sheet of a form; ``change`` takes its rows and gives others."""
    path = next(path for path in sorted(FOLDER.glob("*.json")) if path.name.startswith(form))
    _form, data, period = sample(path)
    return keep(room, data if change is None else change(data), period, village)  # type: ignore[operator]


def keep(room: Villages, data: SheetData, period: Period, village: str = "东河村") -> str:
    found = room.village(village)
    reading = Reading(
        "a.xlsx", "表", data.form, period, (), found.uid, found.name, data, source=b"x"
    )
    return room.apply([reading]).stored[0]


def table(data: SheetData) -> ListData:
    assert data.table is not None
    return data.table


def csv(path: Path, text: str, head: str = HEAD) -> Path:
    path.write_text(head + text, "utf-8")
    return path


def with_amount(data: SheetData, at: int, amount: str) -> SheetData:
    rows = list(table(data).rows)
    rows[at] = replace(rows[at], entries=rows[at].entries | {"amount": Entry(amount, "F9")})
    return replace(data, table=replace(table(data), rows=tuple(rows)))


def test_every_figure_names_a_column_or_fact_of_its_form(room: Villages) -> None:
    for one in FIGURES:
        form = room.form(one.form)
        keys = {*one.money, one.area, one.people, one.by, *one.person} - {""}
        if form.body is None:
            known = {f"{block.key}.{line.key}" for block in form.blocks for line in block.lines}
            known |= {f"pair.{pair.key}" for pair in form.pairs}
        else:
            known = {column.key for column in form.body.columns}
            known |= {f"field.{field.key}" for field in form.body.fields}
            assert one.part in {"", *(part.key for part in form.body.parts)}
        assert keys <= known, (one.form, keys - known)


def test_a_stored_subsidy_list_meets_the_towns_figure(room: Villages, tmp_path: Path) -> None:
    uid = put(room, "L05")
    data, period = room.data(uid), room.sheet(uid).period
    listed = table(data)
    subsidy = listed.fact("subsidy").text
    figures = f"{len(listed.rows)},{listed.total('area')},{listed.total('amount')}"
    town = csv(tmp_path / "镇.csv", f"X01,东河村,{subsidy}（第1批）,{period.year},{figures},实发\n")
    meaning = "应发" if listed.stage == "notice" else "实发"
    town.write_text(town.read_text("utf-8").replace("实发", meaning), "utf-8")
    [same] = room.crosscheck.compare_stored(town, period)
    assert (same.result, same.village) == (Result.SAME, "东河村")

    spoilt = with_amount(data, 2, str(listed.rows[2].number("amount") + 100))  # type: ignore[operator]
    newer = keep(room, spoilt, period)
    [off] = room.crosscheck.compare_stored(town, period)
    assert (off.result, off.money) == (Result.DIFFERENT, Decimal(100))
    assert off.own is not None
    assert off.own.sheet == newer
    [path] = room.crosscheck.write([off], tmp_path / "out")
    from tests.village.test_life import text

    assert f"第{listed.rows[2].row}行金额多100.00元" in text(path.read_bytes())


def test_people_or_households_as_the_town_counts(room: Villages, tmp_path: Path) -> None:
    uid = put(room, "L01")
    listed, period = table(room.data(uid)), room.sheet(uid).period
    meaning = "应发" if listed.stage == "notice" else "实发"
    money = listed.total("amount")
    month = f"{period.year}-{period.last_on.month:02d}"
    for word, count in (("户数", len(listed.rows)), ("人数", listed.total("people"))):
        line = f"X02,东河村,农村低保,{month},{count},,{money},{meaning}\n"
        town = csv(tmp_path / "镇.csv", line, HEAD.replace("户数", word))
        [one] = room.crosscheck.compare_stored(town, period)
        assert one.result is Result.SAME, (word, one)


def test_kept_sums_are_those_of_the_sheet(room: Villages, tmp_path: Path) -> None:
    path = save(tmp_path / "户.xlsx", changed())
    [uid] = room.apply(room.read([path], "2026")).stored
    sheet = room.sheet(uid)
    kept = unpacked(room.sums_for_check(uid), sheet, "东河村")
    assert kept == rows_of(sheet, "东河村", room.data(uid), "")
    assert kept is not None
    assert (kept[0].count, kept[0].money) == (3, Decimal("908.80"))
    assert unpacked("", sheet, "东河村") is None
    assert unpacked('["other figures", []]', sheet, "东河村") is None
    assert packed("L07", []) == ""  # whose rows are persons


def test_lines_of_the_summary(room: Villages, tmp_path: Path) -> None:
    book = save(tmp_path / "表.xlsx", book_rows())
    uid = room.apply(room.read([book], "2026Q1")).stored[0]
    grant = room.data(uid).sum("income", "running_grant", "period")
    amount = Decimal(grant or 0) / 100
    town = csv(tmp_path / "镇.csv", f"X08,东河村,运转经费,2026Q1,,,{amount},下达\n"
               "X12,东河村,代管资金余额,2026Q1,,,1.00,结余\n")  # fmt: skip
    found = {one.check: one for one in room.crosscheck.compare_stored(town, "2026Q1")}
    if grant is not None:
        assert found["X08"].result is Result.SAME
    assert not found["X12"].result.agrees


LIST_HEAD = "核对编号,村,事项,期次,对象,村民小组,身份证号\n"


def houses(*people: tuple[str, str]) -> SheetData:
    rows = tuple(
        ListRow({"name": Entry(name), "group": Entry(group), "amount": Entry("20000.00")}, row=at)
        for at, (name, group) in enumerate(people, start=5)
    )
    return SheetData("L07", 1, (), table=ListData("publish", {}, rows))


def test_persons_are_compared_by_keyed_hash_and_told_by_row(
    room: Villages, session: Session, tmp_path: Path
) -> None:
    period = Period.parse("2026E01")
    keep(room, houses(("赵一", "三组"), ("钱二", "第1村民小组"), ("孙三", "二组")), period)
    text = (f"X09,东河村,危房改造,2026,赵一,3组,{NUMBER}\nX09,东河村,危房改造,2026,钱二,一组,\n"
            "X09,东河村,危房改造,2026,李四,二组,\n")  # fmt: skip
    town = csv(tmp_path / "镇.csv", text, LIST_HEAD)
    rows = read(town)
    assert rows[0].person == ("赵一", "3组", "002X")  # only the last four digits are taken
    assert NUMBER not in repr(rows)
    assert "赵一" not in repr(rows)
    [one] = room.crosscheck.compare_stored(town, period)
    assert (one.result, one.count) == (Result.DIFFERENT, 0)
    assert one.note == "镇有村无1户（第4行）；村有镇无1户（第7行）"
    key = session.vault.index_of("赵一\n3", "village_person").hex()
    hashed = room.crosscheck._hashed(rows, [])[0]
    assert hashed[0].who != ""
    assert key in {row.who for row in room.crosscheck._hashed(
        [replace(row, person=row.person[:2]) for row in rows], [])[0]}  # fmt: skip
    for row in hashed:
        assert row.person == ()
        assert not {"赵一", "钱二", "李四"} & {row.who, row.item, row.place}
    [path] = room.crosscheck.write([one], tmp_path / "out")
    assert "赵一".encode() not in path.read_bytes()


def test_permits_are_hashed_too(room: Villages, tmp_path: Path) -> None:
    rows = (ListRow({"name": Entry("赵一"), "permit": Entry("农宅字第12号")}, row=5),)
    data = SheetData("L08", 1, (), table=ListData("publish", {}, rows))
    keep(room, data, Period.parse("2026Q1"))
    town = csv(tmp_path / "镇.csv", "X10,东河村,宅基地,2026Q1,农宅字第12号\n",
               "核对编号,村,事项,期次,批准书号\n")  # fmt: skip
    [one] = room.crosscheck.compare_stored(town, "2026Q1")
    assert one.result is Result.SAME
    assert one.town is not None
    assert "12" not in one.town.who or len(one.town.who) == 32


@pytest.mark.parametrize(
    ("text", "key"),
    [("三组", "3"), ("第3村民小组", "3"), ("十二组", "12"), ("二十组", "20"), ("张家湾", "张家湾"),
     ("０3小组", "3"), (" 王 五 ", "王五")],
)  # fmt: skip
def test_parts_of_a_key(text: str, key: str) -> None:
    assert person_part(text) == key


def test_two_stored_sheets(room: Villages) -> None:
    first = put(room, "L05")
    data, period = room.data(first), room.sheet(first).period
    before = table(data).rows[0].number("amount")
    assert before is not None
    second = keep(room, with_amount(data, 0, str(before + 7)), period)
    found = room.crosscheck.compare_sheets(first, second)
    assert {one.item for one in found} == {"补贴金额合计", "一户"}
    assert {one.money for one in found} == {Decimal(7)}
    name = table(data).rows[0].text("name")
    assert not [one for one in found if name in repr(one)]
    assert room.crosscheck.compare_sheets(first, first) == []
    other = keep(room, houses(("赵一", "三组")), period)
    with pytest.raises(OtherForm, match="不是同一种表"):
        room.crosscheck.compare_sheets(first, other)


@pytest.mark.parametrize("cell", [NUMBER, "13000000000", "6222021234567890123", "9" * 40])
@pytest.mark.parametrize("at", range(8))
def test_a_number_in_any_cell_is_not_told_again(
    room: Villages, tmp_path: Path, cell: str, at: int
) -> None:
    cells = ["X01", "东河村", "补贴", "2026", "36", "212", "19760.52", "实发"]
    cells[at] = cell
    town = csv(tmp_path / "镇.csv", ",".join(cells) + "\n")
    try:
        found = room.crosscheck.compare_stored(town, "2026E01")
    except BadFile as error:
        told = str(error) + "".join(map(str, error.problems))
    else:
        shown = [(one.village, one.item, one.period, one.note) for one in found]
        told = repr(shown)
        written = room.crosscheck.write(found, tmp_path / "out")
        told += "".join(path.name for path in written)
    assert cell not in told
