"""The office's typefaces: its choice, the machine's faces, and pictures of characters on paper."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest
from pikepdf import pdfa

from gkdesk import paths
from gkdesk.accounts.session import Session
from gkdesk.db import audit
from gkdesk.documents import draft, layout, pdf, raster, systemfonts, template, typefaces
from gkdesk.documents.filling import fill
from gkdesk.documents.fontface import Faces, MissingGlyph, Style
from gkdesk.documents.model import Cell, Paper, SheetColumn, SheetPage
from gkdesk.documents.paper import PALE, RED, Page, Text
from gkdesk.documents.service import Documents
from gkdesk.documents.typefaces import Typefaces

from . import facemaker
from .scans import drawn, saved

NOWHERE = "\U0002ebf0"  # 扩展I: no free face has it
PRIVATE = "\ue123"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a 仿宋, and with faces that may not be used."""
    folder = tmp_path / "machine"
    folder.mkdir()
    facemaker.save(folder, "simfang.ttf", facemaker.font())
    facemaker.save(folder, "xbs.ttf", facemaker.font("FZXBSJW--GB1-0", zh="小标", rights=2))
    facemaker.save(folder, "hei.otf", facemaker.font("SimHei", zh="黑体", cff=True))
    (folder / "broken.ttf").write_bytes(b"\0\1\0\0")
    monkeypatch.setattr(systemfonts, "folders", lambda: (folder,))
    monkeypatch.setattr(systemfonts, "registered", tuple)
    systemfonts.scan.cache_clear()
    return folder


def sample() -> tuple[template.Template, dict[str, object]]:
    form = "request_reply_disclose"
    values = paths.resources() / "samples" / "documents" / f"{form}.json"
    found = template.read(paths.forms() / "documents" / f"{form}.toml")
    return found, json.loads(values.read_text("utf-8"))


def chars(data: bytes) -> list[dict[str, object]]:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [char for page in opened.pages for char in page.chars]


def text_of(data: bytes) -> str:
    return "".join(str(char["text"]) for char in chars(data))


def test_nothing_of_the_machine_is_looked_at_for_our_own_faces(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(systemfonts, "scan", never)
    faces = Typefaces(session).faces()
    assert faces.leading == {}
    assert faces is Typefaces(session).faces()


def test_the_machine_s_face_leads_and_ours_fill_up(session: Session, machine: Path) -> None:
    faces = Typefaces(session, lambda: "system").faces()
    assert set(faces.leading) == {Style.FANG}
    assert faces.glyph(Style.FANG, "国").face.name == "FangSong"
    assert faces.glyph(Style.FANG, "䶮").face.name == "GKFangExt-Regular"
    assert faces.glyph(Style.XBS, "国").face.name == "GKXbs-Regular"


def test_an_empty_box_is_not_taken_for_a_hanzi(session: Session, machine: Path) -> None:
    facemaker.save(machine, "simfang.ttf", facemaker.font(empty="王"))
    faces = Typefaces(session, lambda: "system").faces()
    assert faces.glyph(Style.FANG, "国").face.name == "FangSong"
    assert faces.glyph(Style.FANG, "王").face.name == "GKFang-Regular"
    assert faces.glyph(Style.FANG, "\u3000").face.name == "FangSong"


def test_the_letter_grid_is_the_same_with_any_face(session: Session, machine: Path) -> None:
    found, values = sample()
    places = []
    for choice in ("built-in", "system"):
        faces = Typefaces(session, lambda choice=choice: choice).faces()
        pages = layout.letter(fill(found, values), faces, organ="青石镇人民政府", head="red")
        places.append(
            [
                (text.y, at, character)
                for page in pages
                for text in page.texts
                for at, character in zip(text.places, text.text, strict=True)
                if character >= "\u4e00"
            ]
        )
    assert places[0] == places[1]
    assert len(places[0]) > 300


def test_a_letter_in_the_machine_s_face_reads_back_whole(session: Session, machine: Path) -> None:
    found, values = sample()
    faces = Typefaces(session, lambda: "system").faces()
    printed = draft.document(found, values, session.resources, faces=faces)
    own = draft.document(found, values, session.resources)
    assert text_of(printed.data) == text_of(own.data)
    fonts = {str(char["fontname"]) for char in chars(printed.data)}
    assert "GKDESK+FangSong" in fonts
    assert pdfa.validate_written(io.BytesIO(printed.data), "2b").passed


def test_documents_print_with_the_office_s_choice(session: Session, machine: Path) -> None:
    choice = ["built-in"]
    documents = Documents(session, Typefaces(session, lambda: choice[0]))
    page = SheetPage(
        "公开表", Paper.A4, "", "", "", (SheetColumn("信息", 1),), ((Cell("国王"),),)
    )  # fmt: skip
    assert all("GK" in str(char["fontname"])[7:] for char in chars(documents.sheet(page).data))
    choice[0] = "system"
    assert "GKDESK+FangSong" in {str(c["fontname"]) for c in chars(documents.sheet(page).data)}


def test_the_report_says_what_is_used_and_what_is_refused(session: Session, machine: Path) -> None:
    report = Typefaces(session, lambda: "system").report()
    styles = {style.style: style for style in report.styles}
    assert (report.choice, report.files) == ("system", 4)
    fang = styles["fang"]
    assert (fang.used.name, fang.used.file, fang.used.version) == ("仿宋", "simfang.ttf", "5.01")
    assert not fang.used.own
    assert fang.counts[0] == ("GB 2312", len(facemaker.HANZI), 6763, 6763)
    assert styles["xbs"].used.own
    assert "0x0002" in styles["xbs"].found[0].refusal
    assert "CFF" in styles["hei"].found[0].refusal
    assert styles["hei"].counts == (
        ("GB 2312", 6763, 6763, 6763), ("GBK", 7954, 20923, 20923),
        ("通用规范汉字表", 8105, 8105, 8105),
    )  # fmt: skip
    assert [face.file for face in report.damaged] == ["broken.ttf"]


def test_a_picture_makes_a_character_printable_everywhere(session: Session, tmp_path: Path) -> None:
    made = Typefaces(session)
    with pytest.raises(MissingGlyph, match="补字"):
        made.faces().check(Style.FANG, NOWHERE, "甲处")
    glyph = made.add_glyph("U+2EBF0", saved(tmp_path))
    assert (glyph.character, glyph.code, glyph.made_by) == (NOWHERE, "U+2EBF0", "周桂芬")
    made.add_glyph(PRIVATE, saved(tmp_path, "b.png", drawn("国")))
    assert [one.code for one in made.glyphs()] == ["U+E123", "U+2EBF0"]
    for style in Style:
        made.faces().check(style, f"王{NOWHERE}{PRIVATE}", "甲处")
    documents = Documents(session, made)
    found, values = sample()
    values = {key: str(value).replace("㛃", NOWHERE) if isinstance(value, str) else value
              for key, value in values.items()}  # fmt: skip
    letter = draft.document(found, values, session.resources, faces=made.faces())
    assert f"王{NOWHERE}" in text_of(letter.data)
    page = SheetPage(
        "公开表", Paper.A3, "", "", "", (SheetColumn("户主", 1),),
        ((Cell(f"陈{NOWHERE}", bold=True),), (Cell(f"李{PRIVATE}"),)),
    )  # fmt: skip
    sheet = documents.sheet(page)
    assert f"陈{NOWHERE}" in text_of(sheet.data)
    assert f"李{PRIVATE}" in text_of(sheet.data)
    for printed in (letter, sheet):
        assert pdfa.validate_written(io.BytesIO(printed.data), "2b").passed


def _ink(data: bytes, box: tuple[float, float, float, float], height: float) -> float:
    """Return the part of a box (points from the lower left corner) that is dark."""
    scale = 4
    with raster.Pdf(data) as document:
        seen = document.pixels(0, scale=scale, grey=True)
    left, low, right, high = box
    rows = range(int((height - high) * scale), int((height - low) * scale))
    columns = range(int(left * scale), int(right * scale))
    dark = sum(
        seen.data[row * seen.stride + column * seen.channels] < 140
        for row in rows
        for column in columns
    )
    return dark / (len(rows) * len(columns))


def test_a_picture_stands_where_its_character_stands(session: Session, tmp_path: Path) -> None:
    """Flowing, placed and turned; in the text's colour; as large as the type."""
    made = Typefaces(session)
    made.add_glyph(NOWHERE, saved(tmp_path, made=drawn("国")))
    faces = made.faces()
    page = Page(300, 400)
    page.texts += [
        Text(50, 300, 40, Style.FANG, f"一{NOWHERE}一"),
        Text(50, 200, 20, Style.HEI, f"一{NOWHERE}", (50.0, 150.0), colour=RED),
        Text(200, 50, 40, Style.FANG, f"一{NOWHERE}", angle=90),
    ]
    data = pdf.write([page], faces, title="甲")
    assert data == pdf.write([page], faces, title="甲")
    assert data.count(b"/ImageMask true") == 1
    assert _ink(data, (92, 297, 128, 333), 400) > 0.12  # the flowing one
    assert _ink(data, (150, 196, 170, 216), 400) > 0.12  # the placed one
    assert _ink(data, (165, 92, 200, 128), 400) > 0.12  # up the page
    assert _ink(data, (172, 190, 290, 230), 400) == 0
    with pdfplumber.open(io.BytesIO(data)) as opened:
        pictures = opened.pages[0].images
        blank = [char for char in opened.pages[0].chars if char["text"] == NOWHERE]
    assert [round(picture["width"], 2) for picture in pictures] == [40, 20, 40]
    assert [round(picture["x0"], 2) for picture in pictures[:2]] == [90, 150]
    assert [round(char["x0"], 2) for char in blank[:2]] == [90, 150]


def test_a_pale_picture_stays_under_the_text_after_it(session: Session, tmp_path: Path) -> None:
    made = Typefaces(session)
    made.add_glyph(NOWHERE, saved(tmp_path, made=drawn("国")))
    over = [Text(50, 50, 40, Style.HEI, "国")]
    inks = []
    for under in ([], [Text(50, 50, 40, Style.HEI, NOWHERE, colour=PALE)]):
        page = Page(200, 120, texts=[*under, *over])
        inks.append(_ink(pdf.write([page], made.faces(), title="甲"), (50, 40, 90, 90), 120))
    assert inks[1] == pytest.approx(inks[0], abs=0.005)
    assert inks[0] > 0.1


def test_pictures_are_seen_beside_the_style_s_own_hanzi(session: Session, tmp_path: Path) -> None:
    """The middle of the picture is the middle of the face's hanzi, whatever its base line is."""
    made = Typefaces(session)
    made.add_glyph(NOWHERE, saved(tmp_path, made=drawn("国")))
    faces = made.faces()
    for style in Style:
        page = Page(300, 100, texts=[Text(50, 30, 50, style, f"国{NOWHERE}")])
        data = pdf.write([page], faces, title="甲")
        with raster.Pdf(data) as document:
            seen = document.pixels(0, scale=4, grey=True)
        spans = []
        for left in (52, 102):
            rows = [
                row for row in range(seen.height)
                if any(seen.data[row * seen.stride + column * seen.channels] < 140
                       for column in range(left * 4, (left + 46) * 4))
            ]  # fmt: skip
            spans.append((rows[0] + rows[-1]) / 2)
        assert abs(spans[0] - spans[1]) < 10, style  # a 20th of the type size


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", typefaces.NotOneCharacter), ("王国", typefaces.NotOneCharacter),
        ("A", typefaces.NotOneCharacter), ("U+41", typefaces.NotOneCharacter),
        ("U+ZZ", typefaces.NotOneCharacter), ("U+110000", typefaces.NotOneCharacter),
        ("U+D800", typefaces.NotOneCharacter), ("\u3000", typefaces.NotOneCharacter),
        ("国", typefaces.GlyphKnown), ("U+4DAE", typefaces.GlyphKnown),
        ("U+E863", typefaces.GlyphStandard),
    ],
)  # fmt: skip
def test_only_a_character_nobody_has_takes_a_picture(
    session: Session, tmp_path: Path, text: str, error: type[Exception]
) -> None:
    made = Typefaces(session)
    with pytest.raises(error):
        made.add_glyph(text, saved(tmp_path))
    assert made.glyphs() == []


def test_a_picture_is_added_once_taken_away_and_kept(session: Session, tmp_path: Path) -> None:
    made = Typefaces(session)
    scan = saved(tmp_path)
    made.add_glyph(NOWHERE, scan)
    with pytest.raises(typefaces.GlyphThere):
        made.add_glyph(NOWHERE, scan)
    before = made.faces()
    made.remove_glyph("U+2EBF0")
    assert made.glyphs() == []
    with pytest.raises(MissingGlyph):
        made.faces().check(Style.FANG, NOWHERE, "甲处")
    assert before.glyph(Style.FANG, NOWHERE).picture is not None  # a print under way is not torn
    with pytest.raises(typefaces.NoGlyph):
        made.remove_glyph(NOWHERE)
    made.add_glyph(NOWHERE, scan)
    assert session.conn.execute("SELECT count(*) FROM glyph").fetchone()[0] == 2
    lines = [(line.action, line.subject) for line in audit.entries(session.conn, newest=3)]
    assert lines == [
        ("typefaces.add_glyph", "U+2EBF0"), ("typefaces.remove_glyph", "U+2EBF0"),
        ("typefaces.add_glyph", "U+2EBF0"),
    ]  # fmt: skip
    for sql in ("DELETE FROM glyph", "UPDATE glyph SET code = 1", "DELETE FROM glyph_removal"):
        with pytest.raises(sqlite3.IntegrityError):
            session.conn.execute(sql)


def test_a_bad_picture_leaves_nothing(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(b"no picture")
    made = Typefaces(session)
    before = audit.head(session.conn)
    with pytest.raises(Exception, match="PNG"):
        made.add_glyph(NOWHERE, path)
    assert made.glyphs() == []
    assert audit.head(session.conn) == before


def test_a_rare_face_of_the_machine_stands_behind_ours(session: Session, machine: Path) -> None:
    rare = facemaker.font("SimSun-ExtG", zh="宋体-ExtG", characters=NOWHERE + "国\u3000")
    facemaker.save(machine, "ext.ttf", rare)
    made = Typefaces(session, lambda: "system")
    assert made.faces().glyph(Style.KAI, NOWHERE).face.name == "SimSun-ExtG"
    assert made.faces().glyph(Style.KAI, "国").face.name == "GKKai-Regular"
    assert [face.refusal for face in made.report().rare] == [""]


def test_our_own_faces_alone_have_no_pictures() -> None:
    assert Faces(paths.resources() / "fonts").pictures == {}


def test_a_window_that_prints_nothing_loads_neither_scan_nor_pictures() -> None:
    code = (
        "import sys, gkdesk.desk, gkdesk.documents.service as s; "
        "sys.exit(any(n in sys.modules for n in ('PIL', 'reportlab', "
        "'gkdesk.documents.systemfonts', 'gkdesk.documents.glyphscan')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
