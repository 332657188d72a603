"""No text vanishes: what is printed is found again, and the coverage told is the coverage had."""

from __future__ import annotations

import hashlib
import io
import random
import re
import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest

from gkdesk import paths
from gkdesk.documents import charsets, pdf
from gkdesk.documents.fontface import CHAINS, Style, faces_of
from gkdesk.documents.paper import Page, Text
from gkdesk.documents.truetype import Face

FONTS = paths.resources() / "fonts"
FACES = faces_of(paths.resources())
README = (FONTS / "README.md").read_text("utf-8")
# 扩展A to F; the last assigned codes as of Unicode 15.0
RARE = ((0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B739), (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0))  # fmt: skip
LISTED = charsets.listed(FONTS)
SETS = {
    "GB 2312 汉字": charsets.gb2312(),
    "GBK 汉字": charsets.gbk(),
    "通用规范汉字表": LISTED["tgh"],
    "身份证来源字（GIDC）": LISTED["gidc"],
    "基本区 4E00–9FFF": range(0x4E00, 0xA000),
    "扩展A": range(0x3400, 0x4DC0),
    "扩展B": range(0x20000, 0x2A6E0),
    "扩展C": range(0x2A700, 0x2B73A),
    "扩展D": range(0x2B740, 0x2B81E),
    "扩展E": range(0x2B820, 0x2CEA2),
    "扩展F": range(0x2CEB0, 0x2EBE1),
    "扩展G": range(0x30000, 0x3134B),
    "扩展H": range(0x31350, 0x323B0),
    "扩展I": range(0x2EBF0, 0x2EE5E),
}


def rows(heading: str) -> list[list[str]]:
    """Return the rows of a README table, cells without their marks."""
    table = README.split(heading, 1)[1].split("\n\n", 1)[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]


def number(cell: str) -> int:
    return int(cell.replace(",", ""))


_DRAWN: dict[tuple[int, str], set[int]] = {}


def drawn(face: Face, name: str) -> set[int]:
    """Return what a face has of a set of characters; the styles share most of their faces."""
    key = (id(face), name)
    if key not in _DRAWN:
        _DRAWN[key] = {code for code in SETS[name] if face.glyph(code)}
    return _DRAWN[key]


@pytest.mark.parametrize("name", list(SETS))
def test_the_readme_tells_the_coverage_every_style_has(name: str) -> None:
    told = {row[0]: row[1:] for row in rows("| 字集 | 字数 | 能印 |\n")}
    assert set(told) == set(SETS)
    for style in Style:
        have = set[int]().union(*(drawn(face, name) for face in FACES.chain(style)))
        assert [number(cell) for cell in told[name]] == [len(SETS[name]), len(have)], style


def test_the_readme_tells_the_files() -> None:
    told = {row[0]: row[1:] for row in rows("| 文件 | 字形 | 字节 | SHA-256（前12位） |\n")}
    files = {path.name: path for path in FONTS.glob("*.ttf")}
    assert set(told) == {*files, "合计"}
    assert number(told["合计"][1]) == sum(path.stat().st_size for path in files.values())
    for name, path in files.items():
        glyphs, size, digest = told[name]
        data = path.read_bytes()
        assert (number(glyphs), number(size)) == (Face(path).count, len(data)), name
        assert hashlib.sha256(data).hexdigest().startswith(digest)


def test_every_face_and_licence_is_named_in_the_readme() -> None:
    named = {row[0] for row in rows("| 文件 | 用途 | 来源（包和版本） | 许可 |\n")}
    assert named == {path.stem for path in FONTS.glob("*.ttf")}
    assert named == {name for chain in CHAINS.values() for name in chain}
    licences = {path.name for path in FONTS.glob("LICENSE-*")}
    assert len(licences) == 8
    assert "LICENSE-*" in README


@pytest.mark.parametrize("style", list(Style))
def test_rare_names_are_found_again(style: Style, tmp_path: Path) -> None:
    """240 names of three rare hanzi each, 扩展A to F, by two readers that are not ours."""
    rng = random.Random(f"20260410{style}")  # noqa: S311 - repeatable
    names = ["".join(chr(rng.randint(*rng.choice(RARE))) for _ in range(3)) for _ in range(240)]
    page = Page(595.276, 841.89)
    for at, name in enumerate(names):
        x, y = 20 + 70 * (at % 8), 800 - 25 * (at // 8)
        places = tuple(x + 18.0 * step for step in range(3)) if at % 2 else ()
        page.texts.append(Text(x, y, 16, style, name, places))
    data = pdf.write([page], FACES, title="名")
    with pdfplumber.open(io.BytesIO(data)) as opened:
        read = "".join(char["text"] for char in opened.pages[0].chars)
    assert read == "".join(names)
    if shutil.which("pdftotext"):
        path = tmp_path / "names.pdf"
        path.write_bytes(data)
        run = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
        text = re.sub(r"\s", "", run.stdout.decode("utf-8"))
        assert sorted(text) == sorted("".join(names))


def test_the_readme_names_the_data_beside_the_faces() -> None:
    assert {row[0] for row in rows("| 文件 | 内容 | 来源 |\n")} == {
        path.name for path in FONTS.glob("*.toml")
    }


def test_no_glyph_of_a_listed_character_is_empty() -> None:
    codes = LISTED["tgh"] | LISTED["gidc"]
    found = [FACES.glyph(style, chr(code)) for style in Style for code in codes]
    assert {glyph.width for glyph in found} == {1000}
    once = {(id(glyph.face), glyph.number): glyph for glyph in found}  # styles share faces
    assert all(glyph.face.inked(glyph.number) for glyph in once.values())
