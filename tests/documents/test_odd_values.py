"""Values nobody expects: everything printed stays on its paper, or one sentence says why not."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.errors import Declined
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents import boxes, draft, template, values
from gkdesk.documents.filling import MissingValues, Piece, fill
from gkdesk.documents.fontface import Faces, faces_of
from gkdesk.documents.imprint import THICK
from gkdesk.documents.layout import letter
from gkdesk.documents.letterhead import TitleTooLong, red_name
from gkdesk.documents.letterpage import AREA_WIDTH, BOTTOM, LEFT, SMALL, TOP
from gkdesk.documents.paper import ASCENT, RED, Page, Text
from gkdesk.documents.wording import BlockKind, PageKind

docx = pytest.importorskip("docx")
ORGAN = "青石镇人民政府"
LONG_ORGAN = "某某省某某市某某县青石镇人民政府政务公开工作领导小组办公室暨标准化规范化试点工作专班"
TITLE = Piece(BlockKind.TITLE, "青石镇人民政府关于检查情况的报告")
SIGN = Piece(BlockKind.SIGNATURE, ORGAN, date="2026年10月20日")
BAND_OVER = 7.0  # a table's rows fill the white between lines too, over the type area's edges
FORMS = FormFolders(paths.forms())
FACES = faces_of(paths.resources())
BOXED = [one for one in template.read_all(FORMS)[0] if one.page is not PageKind.LETTER]


@pytest.fixture(scope="module")
def faces() -> Faces:
    return FACES


def sample(form: str, **changes: str | list[str]) -> values.Values:
    path = paths.resources() / "samples" / "documents" / f"{form}.json"
    filled, _ = values.read(template.load(FORMS, form), json.loads(path.read_text("utf-8")))
    return filled | changes


def span(text: Text, faces: Faces) -> tuple[float, float]:
    """Return where a text begins and ends, without blanks."""
    last = faces.width(text.style, text.text[-1]) * text.size / 1000
    if text.places:
        return text.places[0], text.places[-1] + last
    return text.x, text.x + faces.width(text.style, text.text) * text.size / 1000


def check_paper(pages: list[Page], faces: Faces, *, side: float = 4.0) -> None:
    """Nothing is printed nearer than ``side`` points to the paper's edge."""
    for page in pages:
        for text in page.texts:
            left, right = span(text, faces)
            assert side <= left, text.text
            assert right <= page.width - side, text.text
            assert text.y - 0.12 * text.size >= side
            assert text.y + ASCENT * text.size <= page.height - side


def check_area(pages: list[Page], slack: float = 0.01) -> None:
    """The text of a letter stands between the upper and the lower edge of the type area."""
    for page in pages:
        for text in page.texts:
            if "—" not in text.text and text.colour != RED:
                assert BOTTOM - slack <= text.y - 0.12 * text.size, text.text
                assert text.y + ASCENT * text.size <= TOP + slack, text.text


def printed(pages: list[Page]) -> str:
    return "".join(text.text for page in pages for text in page.texts)


@pytest.mark.parametrize("head", ["file", "red", "plain"])
def test_a_title_longer_than_the_first_page_is_told(faces: Faces, head: str) -> None:
    for text in ("关于做好工作的通知\n" * 60, "关于进一步做好政务公开工作的通知" * 80, "汉" * 1200):
        title = Piece(BlockKind.TITLE, text.strip())
        with pytest.raises(TitleTooLong, match=r"标题有6[04]行"):
            letter([title, Piece(BlockKind.PARA, "一"), SIGN], faces, organ=ORGAN, head=head)


@given(count=st.integers(1, 16), head=st.sampled_from(["file", "red", "plain"]))
@settings(max_examples=30, deadline=None)
def test_a_title_is_whole_or_refused(count: int, head: str) -> None:
    """A closer or wider pitch never refuses what the usual one holds."""
    pieces = [Piece(BlockKind.TITLE, "标题" * 9 * count), Piece(BlockKind.PARA, "政" * 300), SIGN]
    try:
        pages = letter(pieces, FACES, organ=ORGAN, head=head)
    except TitleTooLong:
        assert count > 7
        return
    assert printed(pages).count("标题") == 9 * count
    assert "政" in printed(pages[:1])
    check_area(pages)


@pytest.mark.parametrize(("head", "largest"), [("red", 56.0), ("file", 62.4)])
def test_red_names_of_every_length_stay_readable(faces: Faces, head: str, largest: float) -> None:
    tail = "文件" if head == "file" else ""
    assert red_name("某局", head)[1] == pytest.approx(largest, abs=0.1)
    for count in range(1, len(LONG_ORGAN)):
        lines, size = red_name(LONG_ORGAN[:count], head)
        assert "".join(lines) == LONG_ORGAN[:count] + tail
        assert size >= 24
        assert max(map(len, lines)) * size <= AREA_WIDTH


@pytest.mark.parametrize("style", ["", "unsealed"])
def test_long_names_and_dates_stay_on_the_paper(faces: Faces, style: str) -> None:
    date = "某年某月某日" * 8
    sign = Piece(BlockKind.SIGNATURE, LONG_ORGAN, date=date, style=style)
    foot = Piece(BlockKind.IMPRINT, "民政局", date=date, by=LONG_ORGAN)
    pages = letter([TITLE, Piece(BlockKind.PARA, "政" * 90), sign, foot], faces,
                   organ=LONG_ORGAN, head="file")  # fmt: skip
    check_paper(pages, faces, side=LEFT - 8)
    check_area(pages)
    assert printed(pages).count("某年某月某日") == 16
    assert Counter(printed(pages)) >= Counter(LONG_ORGAN * 3)
    boxed = boxes.form([TITLE, Piece(BlockKind.NUMBER, "号" * 90), sign], faces).pages
    check_paper(boxed, faces, side=60)
    assert printed(boxed).count("号") == 90


def test_who_printed_it_never_runs_into_the_date(faces: Faces) -> None:
    foot = Piece(BlockKind.IMPRINT, "民政局", date="2026年10月20日", by="党政办公室" * 4)
    [page] = letter([TITLE, foot], faces, organ=ORGAN, head="file")
    [by] = [text for text in page.texts if text.text.startswith("党政")]
    [date] = [text for text in page.texts if text.text.endswith("印发")]
    assert by.y > date.y
    assert span(date, faces)[1] == pytest.approx(LEFT + AREA_WIDTH - SMALL, abs=1)


@pytest.mark.parametrize("count", [60, 400])
def test_copies_longer_than_a_page_go_on_on_the_next(faces: Faces, count: int) -> None:
    copies = "、".join(f"青石镇办公室{number:03}" for number in range(count))
    foot = Piece(BlockKind.IMPRINT, copies, date="2026年10月20日", by="党政办公室")
    pages = letter([TITLE, Piece(BlockKind.PARA, "政" * 90), SIGN, foot], faces,
                   organ=ORGAN, head="file")  # fmt: skip
    assert printed(pages).count("青石镇办公室") == count
    assert printed(pages).count("印发") == 1
    check_area(pages)
    thick = [rule for page in pages for rule in page.rules if rule.width == THICK]
    assert len(thick) == 2 * sum("青石镇办公室" in printed([page]) for page in pages)


def test_a_short_letters_seal_stands_with_its_text(faces: Faces) -> None:
    """With a long 版记 the last words go over to the seal's page, name and date together."""
    found, filled = template.load(FORMS, "official_file"), sample("official_file", body="一")
    pages = letter(fill(found, filled), faces, organ=ORGAN, head="file")
    [signed] = [page for page in pages if ORGAN in [text.text for text in page.texts]]
    assert "2026年10月20日" in [text.text for text in signed.texts]
    assert "一" in [text.text for text in signed.texts]


def test_a_row_higher_than_a_page_is_cut_between_lines(faces: Faces) -> None:
    rows = (("项目", "内容"), ("甲", "汉" * 3000), ("乙", "完"))
    pages = letter(
        [TITLE, Piece(BlockKind.TABLE, rows=rows), SIGN], faces, organ=ORGAN, head="file"
    )
    assert printed(pages).count("汉") == 3000
    assert printed(pages).count("项目") == len(pages)
    check_area(pages, BAND_OVER)
    edges = [rule.y1 for page in pages for rule in page.rules if rule.colour != RED]
    assert min(edges) >= BOTTOM - BAND_OVER
    assert max(edges) <= TOP + BAND_OVER


@given(
    rows=st.lists(st.lists(st.integers(0, 900), min_size=1, max_size=4), min_size=1, max_size=6),
    before=st.integers(0, 500),
)
@settings(max_examples=20, deadline=None)
def test_tables_of_any_shape_lose_nothing(rows: list[list[int]], before: int) -> None:
    table = tuple(tuple("汉" * count for count in row) for row in rows)
    pieces = [TITLE, Piece(BlockKind.PARA, "政" * before), Piece(BlockKind.TABLE, rows=table), SIGN]
    pages = letter(pieces, FACES, organ=ORGAN, head="file")
    wanted = sum(map(sum, rows))
    assert wanted <= printed(pages).count("汉") <= wanted + len(pages) * sum(rows[0])
    check_area(pages, BAND_OVER)
    # a label that goes over the page is printed on both
    assert printed(boxes.form(pieces, FACES).pages).count("汉") >= wanted


def test_line_ends_in_one_line_values(faces: Faces) -> None:
    found = template.load(FORMS, "official_file")
    filled = sample(
        "official_file", receiver="甲局\n乙局", remark="此件\n公开", copies="丙局\n丁局",
        doc_number="青政\n〔2026〕1号", office_name="党政\n办公室", organ_name="青石镇\n人民政府",
        attachments=["一览表"],
    )  # fmt: skip
    made = draft.document(found, filled, paths.resources())
    assert made.pages > 1
    docx.Document(io.BytesIO(draft.twin(found, filled)))


@pytest.mark.parametrize("found", BOXED, ids=lambda found: found.id)
def test_long_values_stay_on_a_forms_paper(found: template.Template) -> None:
    """Three times a long name in every field: nothing runs over the edge or into its neighbour."""
    word = "青石镇人民政府政务公开领导小组办公室" * 3
    changes: dict[str, str | list[str]] = {
        field.name: word
        for field in found.fields
        if field.kind in {"text", "longtext"} and "postcode" not in field.name
    }
    changes |= {name: word for name in found.given if name != "issue_date" and "date" not in name}
    filled = sample(found.id, **changes)
    laid = boxes.form(fill(found, filled), FACES, found.page)
    if not laid.over:  # what does not fit its frame is printed red and refused
        check_paper(laid.pages, FACES, side=12)
    for page in laid.pages:
        rows: dict[float, list[tuple[float, float, str]]] = {}
        for text in page.texts:
            if text.text.strip("✓ \u3000"):
                rows.setdefault(round(text.y, 1), []).append((*span(text, FACES), text.text))
        for placed in rows.values():
            placed.sort()
            for one, other in pairwise(placed):
                assert one[1] <= other[0] + 1, (one[2], other[2])


def test_a_signature_of_thousands_of_characters_ends() -> None:
    found = template.load(FORMS, "request_approval")
    filled = dict(sample("request_approval"))
    text = [field.name for field in found.fields if field.kind == "text"]
    laid = boxes.form(fill(found, filled | dict.fromkeys(text, "长" * 3000)), FACES, found.page)
    assert printed(laid.pages).count("长") >= 3000 * len(text)


INVISIBLE = "\u200d\u202e\u2066\u2069\u00ad\ufeff\x00\x07\x1b\x7f\ufe0f\ufe00\U000e0100\u3164\u034f"


def test_invisible_characters_stop_no_print() -> None:
    found = template.load(FORMS, "official_file")
    plain = draft.document(found, sample("official_file", body="葛城好"), paths.resources())
    text = "葛" + INVISIBLE + "城\U000e0101好" + INVISIBLE
    odd = draft.document(found, sample("official_file", body=text), paths.resources())
    assert odd.data == plain.data
    assert draft.twin(found, sample("official_file", body=text)) == draft.twin(
        found, sample("official_file", body="葛城好")
    )


@pytest.mark.parametrize(
    ("character", "words"),
    [
        ("\ud800", "残缺"), ("\uffff", "残缺"),
        ("😀", "符号"), ("ש", "符号"), ("\U000323b0", "补字"), ("\ue000", "造字"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_told_for_what_it_is(character: str, words: str) -> None:
    found = template.load(FORMS, "official_file")
    with pytest.raises(Declined, match=words) as caught:
        draft.document(found, sample("official_file", body=f"甲{character}"), paths.resources())
    assert str(caught.value).encode("utf-8")
    assert f"U+{ord(character):04X}" in str(caught.value)


@pytest.mark.parametrize("character", ["\ud800", "\ufffe", "\uffff"])
def test_a_docx_refuses_what_xml_cannot_hold(character: str) -> None:
    found = template.load(FORMS, "official_file")
    with pytest.raises(Declined, match="残缺"):
        draft.twin(found, sample("official_file", body=f"甲{character}"))


def test_a_red_head_needs_its_organ() -> None:
    found = template.load(FORMS, "official_letter")
    bare = replace(found, blocks=tuple(b for b in found.blocks if b.kind is BlockKind.PARA))
    with pytest.raises(MissingValues, match="机关名称"):
        draft.document(bare, sample("official_letter", organ_name=" "), paths.resources())
