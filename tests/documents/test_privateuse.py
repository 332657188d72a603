"""Private-use characters: the certain ones become standard hanzi, the others are reported."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest

from gkdesk import paths
from gkdesk.documents import pdf, privateuse
from gkdesk.documents.fontface import Faces, PrivateCharacter, Style, faces_of
from gkdesk.documents.paper import Page, Text

FONTS = paths.resources() / "fonts"
TABLE = privateuse.read(FONTS)
# how GBK lays its private-use hanzi out: the code of the first, the positions in their order
RUNS = ((0xE815, 0xFE, 0x50, 0xA0), (0xE7E7, 0xA9, 0x89, 0x95), (0xE7C7, 0xA8, 0xBC, 0xBC),
        (0xE76C, 0xA2, 0xE3, 0xE3))  # fmt: skip


def positions() -> dict[str, bytes]:
    """Return private-use character → its two bytes in GBK."""
    found = {"\ue7c8": b"\xa8\xbf"}
    for first, lead, start, end in RUNS:
        trails = [trail for trail in range(start, end + 1) if trail != 0x7F]
        found |= {chr(first + at): bytes([lead, trail]) for at, trail in enumerate(trails)}
    return found


def test_the_table_is_what_the_codec_says() -> None:
    """Python's codec is GB 18030—2000: a position it reads as a standard character has moved."""
    checked, kept = 0, 0
    for private, pair in positions().items():
        character = pair.decode("gb18030")
        if privateuse.is_private(character):
            assert character == private  # the layout above is right
            kept += 1
        else:
            assert TABLE[private] == character
            checked += 1
    assert (checked, kept) == (81, 15)


def test_later_moves_are_what_another_converter_says() -> None:
    """The C library knows the editions of 2005 and 2022."""
    if not shutil.which("iconv"):
        pytest.skip("no iconv on this machine")
    later = {private for private, pair in positions().items() if pair.decode("gb18030") == private}
    vertical = {chr(code): chr(code).encode("gb18030") for code in range(0xE78D, 0xE797)}
    pairs = {private: positions()[private] for private in later} | vertical
    assert len(pairs) == 25
    assert set(pairs) <= set(TABLE)
    for private, pair in pairs.items():
        run = subprocess.run(
            ["iconv", "-f", "GB18030", "-t", "UTF-8"], input=pair, capture_output=True, check=True
        )
        assert run.stdout.decode() == TABLE[private]


def test_the_table_has_nothing_else() -> None:
    assert len(TABLE) == 106
    assert all(privateuse.is_private(old) and not privateuse.is_private(new)
               for old, new in TABLE.items())  # fmt: skip
    assert "\ue5e5" not in TABLE


def test_a_moved_character_is_printed_and_copied_as_the_standard_one() -> None:
    page = Page(595, 842, texts=[Text(50, 700, 16, Style.FANG, "龚\ue863先生")])
    page.texts.append(Text(50, 600, 16, Style.HEI, "龚\ue863", (50.0, 70.0)))
    data = pdf.write([page], faces_of(paths.resources()), title="甲")
    with pdfplumber.open(io.BytesIO(data)) as opened:
        assert "".join(char["text"] for char in opened.pages[0].chars) == "龚䶮先生龚䶮"


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\ue5e5", "\U000f0001", "\U0010fffd"])
@pytest.mark.parametrize("style", list(Style))
def test_an_unknown_one_is_reported_with_code_and_place(style: Style, character: str) -> None:
    with pytest.raises(PrivateCharacter) as caught:
        faces_of(paths.resources()).check(style, f"王{character}", "公开表第3行“户主”一格里")
    for word in ("造字", f"U+{ord(character):04X}", "第3行“户主”一格里", "补字"):
        assert word in str(caught.value)


def test_a_face_is_never_asked_for_a_private_use_glyph() -> None:
    """gk-fang draws something at U+E7C8; the standard says what, so that is printed."""
    faces = faces_of(paths.resources())
    face = faces.face("gk-fang")
    assert face.glyph(0xE7C8) > 0
    glyph = faces.glyph(Style.FANG, "\ue7c8")
    assert (glyph.character, glyph.number) == ("ǹ", face.glyph(ord("ǹ")))


def test_a_damaged_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "private-use.toml").write_text("[[table]]\nmoves = 3\n", "utf-8")
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(privateuse.TableTrouble) as caught:
            Faces(folder)._standard  # noqa: B018
        assert caught.value.exit_code == 3
