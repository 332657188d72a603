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
    found = file_problems(row({}), "a.txt", [ID.encode()])
    assert found[0].where == "公开信息“k”的附件a.txt"
    assert file_problems(row({}), "a.pdf", [b"%PDF " + ID.encode()]) == []
    assert file_problems(row({}), "a.bin", [b"\xff" + ID.encode()]) == []


def test_a_long_text_is_read_in_parts_and_no_number_falls_between() -> None:
    lines = [f"{n}，{'13900001234' if n % 997 == 0 else '见公示栏'}\n" for n in range(60_000)]
    whole = "".join(lines).encode()
    size = 4099  # cuts letters and numbers
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    assert len(file_problems(row({}), "a.csv", pieces)) == 61
    broken = [*pieces[:300], b"\xff\xff", *pieces[300:]]
    assert 0 < len(file_problems(row({}), "a.csv", broken)) < 61


def test_one_endless_line_is_cut_with_an_overlap() -> None:
    filler = "，" * ((4 << 20) - 9)  # the number lies across the first cut
    pieces = [(filler + ID[:10]).encode(), ID[10:].encode(), b"," * 99]
    assert len(file_problems(row({}), "a.txt", pieces)) == 1


def test_other_values_pass() -> None:
    assert problems(row({"a": None, "b": True, "c": 1.5, "d": ("x",)})) == []
