"""Build the typefaces beside this file from free sources; run by a developer, once.

``python build_fonts.py WORKDIR`` fetches four Debian packages (``apt-get download``) and two npm
packages (``npm pack``) into WORKDIR unless they lie there, converts and subsets them, and writes
``gk-*.ttf``, the licence texts, ``character-sets.toml``, and the coverage table of README.md. It
needs fontTools.

Every face is TrueType (the PDF writer takes no PostScript outlines), has embedding rights 0, and
bears a name of ours: the OFL sources reserve theirs.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

HERE = Path(__file__).resolve().parent
DEBIAN = (
    "texlive-lang-chinese",
    "fonts-lxgw-wenkai",
    "fonts-hanazono",
    "fonts-babelstone-han",
    "unicode-data",
)
NPM = ("noto-serif-sc@0.4.3", "noto-sans-sc@0.4.3")
TRUETYPE = "debian/usr/share/fonts/truetype/"
TEXMF = "debian/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
SOURCES = {
    "fandol": TEXMF + "FandolFang-Regular.otf",
    "kai-light": TRUETYPE + "lxgw-wenkai/LXGWWenKai-Light.ttf",
    "kai": TRUETYPE + "lxgw-wenkai/LXGWWenKai-Regular.ttf",
    "serif-light": "noto-serif-sc/package/300Light/NotoSerifSC_300Light.ttf",
    "serif-bold": "noto-serif-sc/package/700Bold/NotoSerifSC_700Bold.ttf",
    "sans": "noto-sans-sc/package/400Regular/NotoSansSC_400Regular.ttf",
    "hana": TRUETYPE + "hanazono/HanaMinB.ttf",
    "babelstone": TRUETYPE + "babelstone/BabelStoneHan.ttf",
}
LICENCES = {
    "LICENSE-Fandol-GPL-3.txt": "debian/usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz",
    "LICENSE-Fandol-README.txt": "debian/usr/share/doc/texlive-doc/fonts/fandol/README",
    "LICENSE-LXGW-WenKai-OFL.txt": "debian/usr/share/doc/fonts-lxgw-wenkai/copyright",
    "LICENSE-HanaMin.txt": "debian/usr/share/doc/fonts-hanazono/copyright",
    "LICENSE-BabelStone-APL.txt": "debian/usr/share/doc/fonts-babelstone-han/copyright",
    "LICENSE-Noto-Serif-SC-OFL.txt": "noto-serif-sc/package/LICENSE_FONT",
    "LICENSE-Noto-Sans-SC-OFL.txt": "noto-sans-sc/package/LICENSE_FONT",
    "LICENSE-Unicode.txt": "debian/usr/share/doc/unicode-data/copyright",
}
FANDOL_NOTE = (
    "Converted by the gkdesk project from FandolFang-Regular (PostScript outlines) to TrueType "
    "outlines, tolerance 1/1000 em, and renamed. Licence: GNU GPL version 3 with the font "
    "exception of the original: a document that embeds this font is not by that alone covered "
    "by the GPL. The exception is extended to this converted font. "
    "Source: the original font and build_fonts.py of gkdesk."
)
PLAIN_NOTE = "A renamed subset made by the gkdesk project from {original}. Changed: {changed}."
NAME_DESCRIPTION, NAME_LICENCE, NAME_COPYRIGHT = 10, 13, 0
MARK = "<!-- measured by build_fonts.py -->"


@dataclass(frozen=True)
class Face:
    """One file to make: its name, its source, and what of the source it keeps."""

    file: str
    name: str
    source: str
    wanted: set[int]


def span(first: int, last: int) -> set[int]:
    return set(range(first, last + 1))


HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def is_han(code: int) -> bool:
    return any(first <= code <= last for first, last in HAN)


def decoded(codec: str, first: Iterable[int], second: Iterable[int]) -> set[int]:
    """Return the hanzi a two-byte Chinese codec knows."""
    trails = list(second)
    found = set()
    for lead in first:
        for trail in trails:
            text = bytes([lead, trail]).decode(codec, errors="replace")
            if len(text) == 1 and is_han(ord(text)):
                found.add(ord(text))
    return found


def fetch(work: Path) -> None:
    """Fetch and unpack the packages that are not in ``work`` yet."""
    for name in DEBIAN:
        if not list(work.glob(f"{name}_*.deb")):
            subprocess.run(["apt-get", "download", name], cwd=work, check=True)
        for package in work.glob(f"{name}_*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, work / "debian"], check=True)
    for spec in NPM:
        name, version = spec.split("@")
        archive = work / f"expo-google-fonts-{name}-{version}.tgz"
        if not archive.exists():
            subprocess.run(["npm", "pack", f"@expo-google-fonts/{spec}"], cwd=work, check=True)
        with tarfile.open(archive) as opened:
            opened.extractall(work / name, filter="data")


def to_truetype(source: Path, target: Path, tolerance: float = 1.0) -> None:
    """Turn PostScript outlines into quadratic ones, at most ``tolerance`` font units away."""
    font = TTFont(source, recalcTimestamp=False)
    order = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, tolerance, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for key in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(limits, key, 0)
    post = font["post"]
    post.formatType, post.extraNames, post.mapping, post.glyphOrder = 3.0, [], {}, order
    for tag in ("CFF ", "VORG", "DSIG"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\0\1\0\0"
    font["head"].glyphDataFormat = 0
    font.save(target)


def coverage(path: Path) -> set[int]:
    """Return the characters a font really has (mapped to something but ``.notdef``)."""
    with TTFont(path, lazy=True) as font:
        missing = font.getGlyphOrder()[0]
        return {code for code, name in font.getBestCmap().items() if name != missing}


def unihan(work: Path) -> tuple[set[int], set[int]]:
    """Return the 8,105 of 通用规范汉字表 and the characters sourced from identity cards."""
    folder = work / "debian/usr/share/unicode"
    table, cards = set(), set()
    for name, key, prefix, found in (
        ("Unihan_OtherMappings.txt.bz2", "kTGH", "", table),
        ("Unihan_IRGSources.txt.bz2", "kIRG_GSource", "GIDC", cards),
    ):
        with bz2.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                parts = line.rstrip("\n").split("\t")
                if len(parts) == 3 and parts[1] == key and parts[2].startswith(prefix):  # noqa: PLR2004
                    found.add(int(parts[0].removeprefix("U+"), base=16))
    return table, cards


SETS_HEAD = """\
# Written by build_fonts.py from Unihan 15.0 (LICENSE-Unicode.txt), properties kTGH and
# kIRG_GSource. tgh: 通用规范汉字表 (2013), 8,105 characters; gidc: the 69 sourced from
# identity cards (GIDC).
"""
PER_LINE = 45


def write_sets(sets: dict[str, set[int]]) -> None:
    """Write the listed sets beside the faces: the program counts with them what a face has."""
    parts = [SETS_HEAD]
    for name, codes in sets.items():
        text = "".join(map(chr, sorted(codes)))
        lines = [text[at : at + PER_LINE] for at in range(0, len(text), PER_LINE)]
        parts.append(f'{name} = """\n' + "\n".join(lines) + '"""\n')
    (HERE / "character-sets.toml").write_text("\n".join(parts), "utf-8")


def plan(have: dict[str, set[int]], core: set[int]) -> list[Face]:
    """Say which file keeps which characters: each rare character in one file only."""
    ascii_, latin = span(0x20, 0x7E), span(0xA0, 0x24F)
    signs = (
        span(0x2B0, 0x52F) | span(0x2000, 0x206F) | span(0x2100, 0x27BF) | span(0x2900, 0x2BFF)
        | span(0x2E80, 0x33FF) | span(0xFE30, 0xFE4F) | span(0xFF00, 0xFFEF)
    )  # fmt: skip
    text = core | ascii_ | latin | signs
    han = {name: {code for code in codes if is_han(code)} for name, codes in have.items()}
    fang = have["fandol"]
    usual = fang | han["kai-light"]
    rare_a = (han["serif-light"] - usual) | ((signs | latin) & have["serif-light"] - fang)
    return [
        Face("gk-latin", "GK Latin", "serif-light", ascii_ | {0x20AC}),
        Face("gk-fang", "GK Fang", "fandol", fang - ascii_),
        Face("gk-fang-ext", "GK Fang Ext", "kai-light", han["kai-light"] - fang),
        Face("gk-xbs", "GK Xbs", "serif-bold", text),
        Face("gk-hei", "GK Hei", "sans", text),
        Face("gk-kai", "GK Kai", "kai", text),
        Face("gk-rareA", "GK Rare A", "serif-light", rare_a),
        Face("gk-rareB", "GK Rare B", "hana", han["hana"] - han["serif-light"] - usual),
        Face(
            "gk-rareG", "GK Rare G", "babelstone",
            han["babelstone"] - han["hana"] - han["serif-light"] - usual,
        ),
    ]  # fmt: skip


def make(face: Face, source: Path, original: str) -> Path:
    """Subset, rename and save one face."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [NAME_COPYRIGHT, NAME_LICENCE, 14]
    options.drop_tables += [
        "GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "FFTM", "VDMX", "hdmx",
        "gasp", "PCLT", "meta", "STAT",
    ]  # fmt: skip
    font = subset.load_font(str(source), options)
    font.recalcTimestamp = False
    work = subset.Subsetter(options)
    work.populate(unicodes=face.wanted)
    work.subset(font)
    if face.file == "gk-latin":
        halve_digits(font)
    rename(font, face, original)
    font["OS/2"].fsType = 0
    target = HERE / f"{face.file}.ttf"
    font.save(target)
    return target


def halve_digits(font: TTFont) -> None:
    """Narrow the digits to half an em: on the grid two of them fill a hanzi's cell."""
    half = font["head"].unitsPerEm // 2
    cmap = font.getBestCmap()
    for digit in "0123456789":
        name = cmap[ord(digit)]
        advance, bearing = font["hmtx"][name]
        outline = font["glyf"][name]
        outline.coordinates.scale((half / advance, 1))
        outline.coordinates.toInt()
        outline.recalcBounds(font["glyf"])
        font["hmtx"][name] = (half, round(bearing * half / advance))


def rename(font: TTFont, face: Face, original: str) -> None:
    """Give the face our name and say what was changed."""
    note = (
        FANDOL_NOTE
        if face.source == "fandol"
        else PLAIN_NOTE.format(
            original=original,
            changed="characters left out, hinting and layout tables removed"
            + (", digits narrowed" if face.file == "gk-latin" else ""),
        )
    )
    postscript = face.name.replace(" ", "") + "-Regular"
    words = {
        1: face.name, 2: "Regular", 3: f"1.0;{postscript}", 4: face.name, 5: "Version 1.000",
        6: postscript, NAME_DESCRIPTION: note,
    }  # fmt: skip
    table = font["name"]
    table.names = [
        record for record in table.names if record.nameID in (NAME_COPYRIGHT, NAME_LICENCE, 14)
    ]
    for number, text in words.items():
        table.setName(text, number, 3, 1, 0x409)


def measured(faces: list[Path], sets: dict[str, set[int]]) -> str:
    """Write the table of files and the table of what the chain of them covers."""
    lines = ["| 文件 | 字形 | 字节 | SHA-256（前12位） |", "|---|--:|--:|---|"]
    covered: set[int] = set()
    for path in faces:
        data = path.read_bytes()
        with TTFont(path, lazy=True) as font:
            count = font["maxp"].numGlyphs
        digest = hashlib.sha256(data).hexdigest()[:12]
        lines.append(f"| {path.name} | {count:,} | {len(data):,} | `{digest}` |")
        covered |= coverage(path)
    total = sum(path.stat().st_size for path in faces)
    lines += [f"| 合计 | | {total:,} | |", "", "| 字集 | 字数 | 能印 |", "|---|--:|--:|"]
    lines += [
        f"| {name} | {len(codes):,} | {len(codes & covered):,} |" for name, codes in sets.items()
    ]
    return "\n".join(lines)


def copy_licences(work: Path) -> None:
    for name, place in LICENCES.items():
        source = work / place
        if source.suffix == ".gz":
            (HERE / name).write_bytes(gzip.decompress(source.read_bytes()))
        elif source.exists():
            shutil.copyfile(source, HERE / name)


def main() -> None:
    work = Path(sys.argv[1]).resolve()
    fetch(work)
    copy_licences(work)
    paths = {name: work / place for name, place in SOURCES.items()}
    converted = work / "FandolFang.ttf"
    if not converted.exists():
        to_truetype(paths["fandol"], converted)
    have = {name: coverage(path) for name, path in paths.items()}
    table, cards = unihan(work)
    write_sets({"tgh": table, "gidc": cards})
    gb2312 = decoded("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
    gbk = decoded("gbk", range(0x81, 0xFF), range(0x40, 0xFF))
    faces = []
    for face in plan(have, gb2312 | table):
        source = converted if face.source == "fandol" else paths[face.source]
        faces.append(make(face, source, paths[face.source].name))
        print(faces[-1].name, faces[-1].stat().st_size, flush=True)
    sets = {
        "GB 2312 汉字": gb2312,
        "GBK 汉字": gbk,
        "通用规范汉字表": table,
        "身份证来源字（GIDC）": cards,
        "基本区 4E00–9FFF": span(0x4E00, 0x9FFF),
        "扩展A": span(0x3400, 0x4DBF),
        "扩展B": span(0x20000, 0x2A6DF),
        "扩展C": span(0x2A700, 0x2B739),
        "扩展D": span(0x2B740, 0x2B81D),
        "扩展E": span(0x2B820, 0x2CEA1),
        "扩展F": span(0x2CEB0, 0x2EBE0),
        "扩展G": span(0x30000, 0x3134A),
        "扩展H": span(0x31350, 0x323AF),
        "扩展I": span(0x2EBF0, 0x2EE5D),
    }
    report = measured(faces, sets)
    readme = HERE / "README.md"
    before, _, after = readme.read_text("utf-8").partition(MARK)
    _, _, after = after.partition(MARK)
    readme.write_text(f"{before}{MARK}\n{report}\n{MARK}{after}", "utf-8")


if __name__ == "__main__":
    main()
