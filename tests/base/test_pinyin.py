"""Found by its sound: readings, syllables and initials, and how good a find is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base import pinyin
from gkdesk.base.pinyin import Rank, Typed, literal

# surnames and places whose reading is not the common one, with that reading and the common one
TWO_WAYS = (
    ("单雄信", "shan", "dan"), ("单县", "shanxian", "danxian"),
    ("重阳村", "chongyang", "zhongyang"),
    ("重点项目", "zhongdian", "chongdian"), ("乐清", "yueqing", "leqing"),
    ("曾德明", "zeng", "ceng"), ("解红", "xiehong", "jiehong"), ("仇伟", "qiuwei", "chouwei"),
    ("朴永福", "piao", "pu"), ("查良", "zha", "cha"), ("盖桂英", "ge", "gai"),
    ("任志强", "ren", "rzq"), ("华军", "hua", "hj"), ("区晓东", "ou", "qu"),
    ("尉迟恭", "yuchi", "weichi"), ("翟小红", "zhai", "di"), ("员文", "yun", "yuan"),
    ("吕梅", "lv", "lu"), ("吕梅", "lvmei", "lyumei"), ("女童", "nvtong", "nt"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "one", "other"), TWO_WAYS)
def test_every_reading_of_a_sign_is_tried(text: str, one: str, other: str) -> None:
    assert Typed(one).rank(text) is not None
    assert Typed(other).rank(text) is not None


@pytest.mark.parametrize(
    ("typed", "text", "rank"),
    [
        ("zhangjianguo", "张建国", Rank.SOUND_START),
        ("zhangj", "张建国", Rank.SOUND_START),  # the last syllable may be unfinished
        ("zhangjg", "张建国", Rank.INITIALS_START),
        ("zjg", "张建国", Rank.INITIALS_START),
        ("zhjg", "张建国", Rank.INITIALS_START),
        ("jianguo", "张建国", Rank.SOUND),
        ("jg", "张建国", Rank.SOUND),
        ("ZJG", "张建国", Rank.INITIALS_START),
        ("张jg", "张建国", Rank.INITIALS_START),
        ("xi an", "西安村", Rank.SOUND_START),
        ("xi'an", "西安村", Rank.SOUND_START),
        ("xian", "西安村", Rank.SOUND_START),
        ("bfdup", "备份到 U 盘", Rank.INITIALS_START),
        ("a3dy", "A3打印", Rank.INITIALS_START),
        ("xhc2", "西河村2组", Rank.INITIALS_START),
        ("hn", "𠀀回娘", Rank.SOUND),
    ],
)
def test_how_good_a_find_is(typed: str, text: str, rank: Rank) -> None:
    assert Typed(typed).rank(text) is rank


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("zgj", "张建国"),  # out of order
        ("zhanjg", "张建国"),  # a part of a syllable, with more after it
        ("zjgg", "张建国"),
        ("x'ian", "西河"),
        ("xi'an", "先进村"),  # the apostrophe parts what one sign would take
        ("zjg", "张建\n国"),
        ("zjg", ""),
    ],
)
def test_what_does_not_fit(typed: str, text: str) -> None:
    assert Typed(typed).rank(text) is None


def test_of_several_texts_the_best_counts() -> None:
    typed = Typed("xihe")
    assert typed.rank("东西河村", "西河村") is Rank.SOUND_START
    assert typed.rank("东西河村", "北村") is Rank.SOUND
    assert typed.rank() is None


def test_as_it_stands() -> None:
    assert literal("西河", "西河") is Rank.EXACT
    assert literal("西河", "东西河", "西河村") is Rank.LITERAL_START
    assert literal("西河", "东西河") is Rank.LITERAL
    assert literal("西河", "河西") is None


def test_two_letters_are_a_sound() -> None:
    assert pinyin.sounds("zj")
    assert pinyin.sounds("张jg")
    assert not pinyin.sounds("z")
    assert not pinyin.sounds("张建国17")
    assert not pinyin.sounds("ａｂ")  # half-width is made before


def test_long_and_ambiguous_words_cost_little() -> None:
    """Every letter of these may begin a sign: combinations would be millions."""
    typed = Typed("a" * 60)
    assert typed.rank("啊" * 80) is Rank.SOUND_START
    assert typed.sieve({"啊"})("啊" * 80)
    assert len(typed.words) == 60
    assert Typed("xianxianxianxianxianxianxianxian").rank("先" * 8) is Rank.SOUND_START


def test_names_of_the_table_are_letters() -> None:
    table = pinyin.table()
    assert len(table.readings) > 40_000
    assert all(one.isascii() and one.isalpha() and one.islower() for one in table.signs)
    assert max(map(len, table.readings.values())) < 12


_SIGNS = "张建国单重乐曾西安河村先女吕A3 一·２"


@given(st.text(alphabet="zhangjiuoxevlycs'3a", min_size=2, max_size=12),
       st.text(alphabet=_SIGNS, max_size=8))  # fmt: skip
def test_a_sieve_lets_through_all_that_fits(typed: str, text: str) -> None:
    if not pinyin.sounds(typed):
        return
    words = Typed(typed)
    rank = words.rank(text)
    place = words.sieve(set(_SIGNS))(text)
    if rank is not None:
        assert place is not None
        if rank in (Rank.SOUND_START, Rank.INITIALS_START):
            assert not text[: place.start()].strip()


@given(st.integers(0, 10_000))
def test_any_way_of_typing_a_name_finds_it(seed: int) -> None:
    """Each sign by any reading, whole or by its first letter: always found, at the start."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    readings = pinyin.table().readings
    name = "".join(dice.choices("单重乐曾解仇朴查盖任华区尉吕女西安张王", k=dice.randint(2, 5)))
    typed = ""
    for sign in name:
        one = dice.choice(readings[sign])
        initial = one[:2] if one[:2] in ("zh", "ch", "sh") else one[0]
        typed += dice.choice((one, initial, one[0]))
    assert Typed(typed).rank(name) in (Rank.SOUND_START, Rank.INITIALS_START)
    assert Typed(typed).rank(f"镇{name}") is not None
