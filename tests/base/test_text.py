"""Clean-up, identity numbers, masking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base import text


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("11010519491231002X", ""),
        ("110105194912310021", "最后一位校验码不符，可能录错了一位"),
        ("1101051949123100", "应为18位，现在是16位"),
        ("11010519491231A02X", "只能是数字，最后一位可以是X"),
    ],
)
def test_identity_number_faults(typed: str, fault: str) -> None:
    assert text.id_number_fault(typed) == fault


def test_identity_number_is_tidied() -> None:
    assert text.id_number(" １１０１０５ 19491231 002x ") == "11010519491231002X"


@given(st.from_regex(r"[1-9][0-9]{16}", fullmatch=True), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body: str, place: int, by: int) -> None:
    number = body + text.id_check_character(body)
    assert text.id_number_fault(number) == ""
    wrong = str((int(number[place]) + by) % 10)
    changed = number[:place] + wrong + number[place + 1 :]
    assert changed[0] == "0" or text.id_number_fault(changed) != ""


def test_masks_keep_the_ends_only() -> None:
    assert text.mask_id("51112319650412087X") == "51*************87X"
    assert text.mask_phone("13981230872") == "139****0872"
    assert text.mask_name("张建国") == "张**"
    assert text.mask_address("云岭县青石镇上坪村一组12号") == "云岭县青石镇****"
    assert text.mask_address("某处") == "****"


@given(st.text(alphabet="0123456789X", min_size=0, max_size=30))
def test_a_masked_number_never_shows_more_than_five(number: str) -> None:
    masked = text.mask_id(number)
    assert len(masked) == len(number)
    assert sum(letter != "*" for letter in masked) <= 5


def test_tidy_keeps_lines_and_full_width_signs() -> None:
    assert text.tidy(" 一、\u3000 公开 \n\t二；  ") == "一、 公开\n二；"
    assert text.squeeze("序 \n 号\u3000") == "序号"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("张\u200d建\u200b国", "张建国"),
        ("\u202e\u2066张\u2069\ufeff", "张"),
        ("a\x00b\x9fc\x85\u00ad", "abc"),
        ("一\r\n二\r三\x0b四\x0c五\u2028六\u2029七", "一\n二\n三\n四\n五\n六\n七"),
        ("一\t二\u2003三\u3000四", "一\t二 三 四"),
        ("\u3164\u115f\uffa0\u034f", ""),
        ("王\ue863😀é", "王\ue863😀é"),
    ],
)
def test_visible_drops_what_nobody_sees(typed: str, seen: str) -> None:
    assert text.visible(typed) == seen


@given(st.text())
def test_what_is_seen_stays_seen(typed: str) -> None:
    once = text.visible(typed)
    assert text.visible(once) == once


def test_tidy_drops_what_visible_drops() -> None:
    """The quick look before the slow one misses no letter of any plane."""
    for number in (*range(0xD800), *range(0xE000, 0x11000), *range(0xE0000, 0xE0200)):
        typed = f"甲{chr(number)}乙"
        lines = text.visible("\n".join(typed.splitlines())).split("\n")
        assert text.tidy(typed) == "\n".join(one.replace("\t", " ").strip() for one in lines)


@pytest.mark.parametrize("typed", ["\x00\x07", "\u200b\u3000", "\ufffe\uffff", "\x1c \x85"])
def test_a_text_of_signs_nobody_sees_is_empty(typed: str) -> None:
    assert text.tidy(typed) == ""


def test_half_a_surrogate_cannot_be_kept() -> None:
    assert text.storable("王\ue863😀")
    assert not text.storable("\ud800")


@pytest.mark.parametrize(
    ("name", "surname", "middle"),
    [
        ("张小明", "张**", "张*明"),
        ("张明", "张*", "张*"),
        ("欧阳小明", "欧***", "欧**明"),
        ("", "", ""),
    ],
)
def test_masks_of_names(name: str, surname: str, middle: str) -> None:
    assert text.mask_name(name) == surname
    assert text.mask_middle(name) == middle
