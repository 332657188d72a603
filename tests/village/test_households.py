"""Rows in sealed blocks, and one household over the years."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.accounts.session import Session
from gkdesk.accounts.vault import SealBroken, Vault, new_data_key
from gkdesk.documents.service import Documents
from gkdesk.village import blocks
from gkdesk.village.listdata import Entry, ListRow
from gkdesk.village.rowstore import Block
from gkdesk.village.service import Villages

from .books import save
from .lists import changed, sheet

VAULT = Vault(new_data_key())
texts = st.text(max_size=12)
entries = st.dictionaries(
    st.sampled_from(["name", "amount", "note"]), st.builds(Entry, texts, texts), max_size=3
)
row = st.builds(
    ListRow, entries, texts, st.integers(0, 10**6), st.sampled_from(["", "total"]), texts, entries
)


@given(st.lists(row, max_size=60))
def test_blocks_give_back_their_rows(rows: list[ListRow]) -> None:
    packed = list(blocks.pack(VAULT, "u", rows))
    assert len(packed) == -(-len(rows) // blocks.ROWS)
    assert list(blocks.unpack(VAULT, packed)) == rows


def test_a_block_moved_is_refused() -> None:
    first = ListRow({"name": Entry("王测一")})
    [block] = blocks.pack(VAULT, "u", [first])
    assert "王测一".encode() not in block.sealed
    for wrong in (Block("v", 0, block.sealed), Block("u", 1, block.sealed)):
        with pytest.raises(SealBroken):
            list(blocks.unpack(VAULT, [wrong]))


@pytest.fixture
def room(session: Session, tmp_path: Path) -> Villages:
    made = Villages(session, Documents(session))
    made.add_villages({"name": name} for name in ("东河村", "西河村"))
    for place, (title, changes) in enumerate({
        "青石镇东河村2024年惠农补贴发放公示表": {},
        "青石镇东河村2025年惠农补贴发放公示表": {"C3": "王 测一"},
        "青石镇西河村2025年惠农补贴发放公示表": {},
    }.items()):  # fmt: skip
        table = changed(**changes)
        table[0][0] = title
        path = save(tmp_path / f"{place}.xlsx", table)
        made.apply(made.read([path], title[6:10]))
    return made


def test_a_household_over_the_years(room: Villages) -> None:
    east, west = (room.village(name) for name in ("东河村", "西河村"))
    found = room.household(east, "王测一")
    assert [(str(one.period), one.row) for one in found] == [("2025", 3), ("2024", 3)]
    assert found[0].figures == {
        "面积（亩）": "3.50", "标准（元/亩）": "93.21", "补贴金额": "326.24",
    }  # fmt: skip
    assert [str(one.period) for one in room.household(west, "王测一")] == ["2025"]
    assert room.household(east, "王测") == []


def test_only_the_version_that_holds(room: Villages, tmp_path: Path) -> None:
    again = changed(D3=4.0, F3=372.84, D5=6.0, F5=559.26, D8=10.25, F8=955.40)
    again[0][0] = "青石镇东河村2025年惠农补贴发放公示表"
    room.apply(room.read([save(tmp_path / "b.xlsx", again)], "2025"))
    [now, _before] = room.household(room.village("东河村"), "王测一")
    assert now.figures["补贴金额"] == "372.84"


def test_a_merged_village_is_looked_through_too(room: Villages, session: Session) -> None:
    east, west = (room.village(name) for name in ("东河村", "西河村"))
    room.changes.merge(west, east, session.today)
    found = room.household(east, "王测一")
    assert [(one.village, str(one.period)) for one in found] == [
        ("东河村", "2025"), ("西河村", "2025"), ("东河村", "2024"),
    ]  # fmt: skip


def test_nobody_is_named_in_the_file(room: Villages, session: Session) -> None:
    assert room.villages()
    for table in ("village_rows", "village_person", "village_sheet"):
        for each in session.conn.execute(f"SELECT * FROM {table}"):  # noqa: S608 - three names
            for value in tuple(each):
                data = value if isinstance(value, bytes) else str(value).encode()
                assert "测一".encode() not in data


def test_a_list_comes_back_whole(room: Villages, tmp_path: Path) -> None:
    long = [[n + 1, "一组", f"测{n}", 1, 2, 2, None] for n in range(73)]
    path = save(tmp_path / "l.xlsx", sheet(*long, title="青石镇东河村2023年惠农补贴发放公示表"))
    [reading] = room.read([path], "2023")
    [uid] = room.apply([reading]).stored
    assert room.data(uid) == reading.data
