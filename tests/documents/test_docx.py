"""The .docx twin: the same words in the same order, typefaces by name, nothing personal beside."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx as library
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from gkdesk import paths
from gkdesk.documents import docx, template, values
from gkdesk.documents.docxparts import FONTS, Unwritable
from gkdesk.documents.filling import fill
from gkdesk.documents.wording import (
    Block,
    BlockKind,
    FieldKind,
    PageKind,
    Template,
    TemplateField,
)

pdfplumber = pytest.importorskip("pdfplumber")
SAMPLES = sorted((paths.resources() / "samples" / "documents").glob("*.json"))
REPLY, EXTENSION, REGISTER = "request_reply_disclose", "request_extension", "request_register"


def read(form: str) -> tuple[Template, values.Values]:
    found = template.read(paths.forms() / "documents" / f"{form}.toml")
    raw = json.loads((SAMPLES[0].parent / f"{form}.json").read_text("utf-8"))
    filled, problems = values.read(found, raw)
    assert problems == []
    return found, filled


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def words_of(data: bytes) -> str:
    """Return a file's words in document order: paragraphs and cells as they stand in the XML."""
    opened = library.Document(io.BytesIO(data))
    return squeezed("".join(node.text or "" for node in opened.element.body.iter(qn("w:t"))))


def expected(found: Template, filled: values.Values) -> list[str]:
    """Return the words of each piece, in order, as the twin writes them."""
    said = []
    for piece in fill(found, filled):
        said += [piece.text, *piece.items, piece.date]
        said += [cell for row in piece.rows for cell in row]
        for row in piece.cells:
            for cell in row:
                said += [words for words, _ in cell.options]
                said += [cell.label, cell.text, cell.foot]
        said += [words for words, _ in piece.options]
    return [squeezed(one) for one in said if squeezed(one)]


def in_order(parts: list[str], text: str) -> None:
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, part
        at = found + len(part)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_word_stands_in_its_order(path: Path) -> None:
    found, filled = read(path.stem)
    data = docx.document(found, filled)
    in_order(expected(found, filled), words_of(data))
    assert data == docx.document(found, filled)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_nothing_beside_the_words(path: Path) -> None:
    """No person, no time, no trace of the library's own template."""
    found, filled = read(path.stem)
    data = docx.document(found, filled)
    core = library.Document(io.BytesIO(data)).core_properties
    assert (core.title, core.author, core.last_modified_by) == (found.title, "gkdesk", "")
    assert core.created is core.modified is None
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        names = opened.namelist()
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        whole = b"".join(opened.read(name) for name in names)
    assert not any("thumbnail" in name or "app.xml" in name for name in names)
    assert b"python-docx" not in whole
    assert b"Theme=" not in whole


def test_page_grid_and_typefaces_of_a_letter() -> None:
    found, filled = read(REPLY)
    data = docx.document(found, filled)
    opened = library.Document(io.BytesIO(data))
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for side, mm in (("top", 37), ("bottom", 35), ("left", 28), ("right", 26)):
        assert getattr(section, f"{side}_margin") == pytest.approx(Mm(mm), abs=Mm(0.1))
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == "青石镇人民政府"
    named = {
        style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in opened.styles
        if style.element.rPr is not None and style.element.rPr.rFonts is not None
    }
    assert named == {"黑体", "楷体_GB2312", "方正小标宋简体"}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        table = parts.read("word/fontTable.xml").decode()
        styles = parts.read("word/styles.xml").decode()
        foot = "".join(parts.read(n).decode() for n in parts.namelist() if "footer" in n)
    assert 'w:eastAsia="仿宋_GB2312"' in styles
    for name, other in FONTS.values():
        assert f'w:name="{name}"' in table
        assert f'w:altName w:val="{other}"' in table
    assert foot.count("PAGE") == 2
    assert foot.count('w:jc w:val="left"') == foot.count('w:jc w:val="right"') == 1


def test_spans_and_repeated_heads() -> None:
    found, filled = read(REGISTER)
    [table] = library.Document(io.BytesIO(docx.document(found, filled))).tables
    assert {len(row.cells) for row in table.rows} == {5}
    first = [table.cell(row, 0) for row in range(6)]
    assert all(cell._tc is first[0]._tc for cell in first)
    assert table.cell(0, 2)._tc is table.cell(0, 4)._tc
    found, filled = read("request_ledger")
    [table] = library.Document(io.BytesIO(docx.document(found, filled))).tables
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] + [False] * 28
    assert sum(column.width for column in table.columns) == pytest.approx(Mm(265), rel=0.01)


def letter(*blocks: Block, head: str = "plain") -> Template:
    fields = (TemplateField("words", "正文"), TemplateField("many", "清单", FieldKind.LIST))
    return Template("t", 1, "告知书", PageKind.LETTER, head=head, fields=fields, blocks=blocks)


def test_headings_lists_and_attachments() -> None:
    made = letter(
        Block(BlockKind.TITLE),
        Block(BlockKind.NUMBER, "青政〔2026〕1号"),
        Block(BlockKind.PARA, "一、事项", style="h1"),
        Block(BlockKind.PARA, "（一）分项", style="h2"),
        Block(BlockKind.PARA, "{words}"),
        Block(BlockKind.LIST, items="many"),
        Block(BlockKind.ATTACHMENT, items="many"),
        Block(BlockKind.SIGNATURE, "青石镇人民政府", date="2026年4月10日"),
        Block(BlockKind.NOTE, "附注"),
    )
    data = docx.document(made, {"words": "王𬱖\u200b\x01同志", "many": ["甲", "乙"]})
    opened = library.Document(io.BytesIO(data))
    by_text = {paragraph.text: paragraph for paragraph in opened.paragraphs}
    assert by_text["一、事项"].style.name == "Heading 1"
    assert by_text["（一）分项"].style.name == "Heading 2"
    assert by_text["告知书"].style.name == "Title"
    assert "王𬱖同志" in by_text  # a rare name stays text; what nobody sees goes
    assert {"1.甲", "2.乙", "附件：1.甲", "（附注）"} <= set(by_text)
    indent = by_text["附件：1.甲"]._p.pPr.ind
    assert indent.get(qn("w:hangingChars")) == "400"
    assert by_text["2026年4月10日"]._p.pPr.ind.get(qn("w:rightChars")) == "400"
    assert not opened.sections[0].different_first_page_header_footer


def test_every_kind_of_block_has_a_place() -> None:
    assert set(docx._ADD) == set(BlockKind)


def test_half_a_character_is_declined() -> None:
    with pytest.raises(Unwritable, match="残缺"):
        docx.document(letter(Block(BlockKind.PARA, "{words}")), {"words": "王\ud842"})


def test_the_demo_stamp_stands_on_every_page() -> None:
    found, filled = read(REPLY)
    data = docx.document(found, filled, stamp="演示　无效")
    section = library.Document(io.BytesIO(data)).sections[0]
    for head in (section.header, section.even_page_header, section.first_page_header):
        assert head.paragraphs[0].text == "演示　无效"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    """Letters and a form through LibreOffice to PDF; and 22 lines of 28 characters a page."""
    grid = letter(Block(BlockKind.PARA, "{words}"))
    (tmp_path / "grid.docx").write_bytes(docx.document(grid, {"words": "政务公开" * 400}))
    dice = random.Random(4)  # noqa: S311
    signs = "政务公开申请答复2，。、；（）“”《》："
    words = [
        "".join(dice.choices(signs, weights=[6] * 8 + [8] + [2] * 11, k=150)) for _ in "数" * 60
    ]
    dense = docx.document(grid, {"words": "\n".join(words)})
    (tmp_path / "dense.docx").write_bytes(dense)
    forms = {form: read(form) for form in (REPLY, EXTENSION, REGISTER)}
    for form, (found, filled) in forms.items():
        (tmp_path / f"{form}.docx").write_bytes(docx.document(found, filled))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.docx"))],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for form, (found, filled) in forms.items():
        with pdfplumber.open(tmp_path / f"{form}.pdf") as opened:
            chars = [char["text"] for page in opened.pages for char in page.chars]
        assert opened.metadata["Title"] == found.title
        if form != REGISTER:  # a form's cells stand side by side in a PDF
            text = re.sub(r"—\d+—", "", squeezed("".join(chars)))
            in_order(expected(found, filled)[2:], text)
        for part in expected(found, filled):
            assert set(part) <= set("".join(chars)), part
    with pdfplumber.open(tmp_path / "dense.pdf") as opened:
        text = squeezed("".join(char["text"] for page in opened.pages for char in page.chars))
    assert re.sub(r"—\d+—", "", text) == "".join(words)  # no comma lost over the margin
    with pdfplumber.open(tmp_path / "grid.pdf") as opened:
        rows: dict[int, int] = {}
        for char in opened.pages[1].chars:
            rows[round(char["top"])] = rows.get(round(char["top"]), 0) + 1
    assert [rows[top] for top in sorted(rows)][:22] == [28] * 22
