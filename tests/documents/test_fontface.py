"""The typefaces: what they cover, how they are told apart, what happens without a glyph."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.documents.fontface import CHAINS, Faces, FontTrouble, MissingGlyph, Style, faces_of

# one hanzi of each extension a chain must reach, most of them from real names
RARE = "㛃𬱖𫍽䶮𪚥𰻞龘喆堃昇犇"
NOWHERE = "\U0002ebf0"  # 扩展I: no free face has it


@pytest.fixture(scope="module")
def faces() -> Faces:
    return faces_of(paths.resources())


def test_every_face_opens_and_may_be_embedded(faces: Faces) -> None:
    names = {name for chain in CHAINS.values() for name in chain}
    opened = [faces.face(name) for name in sorted(names)]
    assert {face.embedding for face in opened} == {0}
    assert len({face.name for face in opened}) == len(names) == 9
    assert all(face.name.startswith("GK") for face in opened)


def test_fonts_stay_small() -> None:
    files = list((paths.resources() / "fonts").glob("*.ttf"))
    assert sum(file.stat().st_size for file in files) <= 70_000_000


@pytest.mark.parametrize("style", list(Style))
def test_every_style_prints_gb2312_and_rare_names(faces: Faces, style: Style) -> None:
    gb2312 = "".join(
        bytes([lead, trail]).decode("gb2312", errors="ignore")
        for lead in range(0xB0, 0xF8)
        for trail in range(0xA1, 0xFF)
    )
    faces.check(style, gb2312 + RARE + "（）〔〕《》“”……——、。；：0123456789Az℃㎡①", "测试")


def test_whole_planes_are_covered(faces: Faces) -> None:
    """扩展A to F completely (README.md of the fonts gives the counts)."""
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x2B820, 0x2CEA1)):
        step = 7 if last - first > 9000 else 1
        faces.check(Style.FANG, "".join(map(chr, range(first, last + 1, step))), "测试")


def test_missing_glyph_names_character_and_place(faces: Faces) -> None:
    with pytest.raises(MissingGlyph) as caught:
        faces.check(Style.FANG, f"王{NOWHERE}", "第3行“户主”一格里")
    assert "U+2EBF0" in str(caught.value)
    assert NOWHERE in str(caught.value)
    assert "第3行“户主”一格里" in str(caught.value)
    assert caught.value.exit_code == 2


def test_digits_have_one_width(faces: Faces) -> None:
    assert len({faces.width(Style.FANG, digit) for digit in "0123456789"}) == 1
    assert faces.width(Style.FANG, "汉字") == 2000


def test_damaged_face_is_told(tmp_path: Path) -> None:
    (tmp_path / "gk-fang.ttf").write_bytes(b"\0\1\0\0" + b"\0" * 40)
    (tmp_path / "gk-latin.ttf").write_bytes(b"not a font")
    for name in ("gk-fang", "gk-latin", "gk-none"):
        with pytest.raises(FontTrouble) as caught:
            Faces(tmp_path).face(name)
        assert caught.value.exit_code == 3
