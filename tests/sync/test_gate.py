from __future__ import annotations

import hashlib
import uuid

from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.handover import PackageRow
from gkdesk.sync.gate import HIDDEN, file_problems, hits, masked, problems

ID = "11010519491231002X"


def row(
    data: dict[str, object], key: str = "k", files: tuple[tuple[str, str], ...] = ()
) -> PackageRow:
    return PackageRow("record", key, 1, data, files)


def test_found_in_every_place_and_never_repeated_in_the_message() -> None:
    data = {"a": [{"b": f"身份证{ID}"}], "13900001234": 13900001234}
    found = problems(row(data, f"x {ID}", ((f"{ID}.pdf", "0"),)))
    assert len(found) == 5
    for problem in found:
        assert "1949" not in problem.where + problem.message
        assert "0000" not in problem.where + problem.message


def test_what_is_not_one() -> None:
    for text in (
        "11500382787479886T",
        "13900001234567",
        "青政〔2026〕12号",
        "1390000123",
        "023-72345678",
    ):
        assert hits(text) == [], text


@given(st.uuids(), st.binary())
def test_ids_the_program_made_are_not_mistaken_for_numbers(made: uuid.UUID, data: bytes) -> None:
    for text in (made.hex, str(made), hashlib.sha256(data).hexdigest()):
        assert hits(text) == []
    assert hits("e13900001234f13900001234abcdefabc") == []


@given(st.text(), st.text())
def test_what_is_shown_holds_nothing_to_find(before: str, after: str) -> None:
    text = f"{before}\n{ID}\n13900001234\n{after}"
    assert hits(masked(text)) == []
    assert masked(f"见 {ID}") == HIDDEN
    assert masked("没有") == "没有"


def test_texts_are_read_and_pdf_is_left_to_its_room() -> None:
    found = file_problems(row({}), "a.txt", ID.encode())
    assert found[0].where == "公开信息“k”的附件a.txt"
    assert file_problems(row({}), "a.pdf", b"%PDF " + ID.encode()) == []
    assert file_problems(row({}), "a.bin", b"\xff" + ID.encode()) == []


def test_other_values_pass() -> None:
    assert problems(row({"a": None, "b": True, "c": 1.5, "d": ("x",)})) == []
