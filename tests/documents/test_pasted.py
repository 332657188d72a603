"""Cells pasted into a letter's text become a table on paper and in the .docx, in their place."""

from __future__ import annotations

import io
import json

import pdfplumber
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.errors import BadValue
from gkdesk.documents import draft, pasted, template
from gkdesk.documents.filling import fill
from gkdesk.documents.wording import BlockKind

FORM = template.read(paths.forms() / "documents" / "official_file.toml")
SAMPLE = json.loads(
    (paths.resources() / "samples" / "documents" / "official_file.json").read_text("utf-8")
)
TABLE = "村名\t张贴日期\t金额（元）\n东河村\t10月12日\t1,286,540.75\n西河村\t10月15日\t23,118.60"
BODY = f"各村情况如下：\n{TABLE}\n特此报告。"


def values(body: str) -> dict[str, str | list[str]]:
    return {**SAMPLE, "body": body}


def test_the_text_parts_around_the_table() -> None:
    kinds = [
        (piece.kind, piece.text) for piece in fill(FORM, values(BODY))
        if piece.kind in {BlockKind.PARA, BlockKind.TABLE}
    ]  # fmt: skip
    assert kinds == [
        (BlockKind.PARA, "各村情况如下："), (BlockKind.TABLE, ""), (BlockKind.PARA, "特此报告。"),
    ]  # fmt: skip


def test_on_paper_it_is_a_table_with_a_head() -> None:
    made = draft.document(FORM, values(BODY), paths.resources())
    with pdfplumber.open(io.BytesIO(made.data)) as opened:
        tables = [table for page in opened.pages for table in page.extract_tables()]
        text = "".join(char["text"] for page in opened.pages for char in page.chars)
    rows = [tables[0][0], *(row for table in tables for row in table[1:])]  # heads are repeated
    assert rows == [line.split("\t") for line in TABLE.split("\n")]
    before, after = text.index("各村情况如下"), text.index("特此报告")
    assert before < text.index("东河村") < after


def test_in_the_docx_too() -> None:
    made = Document(io.BytesIO(draft.twin(FORM, values(BODY))))
    found = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert found == [line.split("\t") for line in TABLE.split("\n")]


def test_a_single_tab_is_a_blank_and_ragged_rows_are_filled() -> None:
    assert list(pasted.parts("甲\t乙")) == ["甲 乙"]
    [rows] = list(pasted.parts("甲\t乙\t丙\n丁\t戊"))
    assert rows == (("甲", "乙", "丙"), ("丁", "戊", ""))


def test_a_table_too_wide_for_a_letter_is_refused() -> None:
    wide = "\n".join("\t".join("甲" * 13) for _ in range(2))
    with pytest.raises(BadValue, match="13列，公文里最多12列"):
        fill(FORM, values(wide))


def test_on_a_form_tabs_are_blanks() -> None:
    found = template.read(paths.forms() / "documents" / "archive_note.toml")
    note = {"situation": "缺\t一页\n无", "archivist": "周桂芬", "request_no": "1号"}
    made = draft.document(found, note, paths.resources())
    with pdfplumber.open(io.BytesIO(made.data)) as opened:
        text = "".join(char["text"] for char in opened.pages[0].chars)
    assert "\t" not in text
    assert "缺 一页" in text or "缺一页" in text


def test_a_long_table_goes_on_over_the_page() -> None:
    rows = "\n".join(f"第{number}户\t{number}.00" for number in range(60))
    made = draft.document(FORM, values(f"户名\t金额\n{rows}"), paths.resources())
    with pdfplumber.open(io.BytesIO(made.data)) as opened:
        texts = ["".join(char["text"] for char in page.chars) for page in opened.pages]
    assert sum(text.count("户名") for text in texts) == sum("第" in text for text in texts) > 1
    assert all(f"第{number}户" in "".join(texts) for number in range(60))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_short_columns_keep_their_room(lengths: list[int]) -> None:
    row = tuple("村" * length for length in lengths)
    widths = pasted.weights((row, row))
    assert sum(widths) <= 31.5 + 1e-6
    fair = 31.5 / len(lengths)
    for length, width in zip(lengths, widths, strict=True):
        assert width == pytest.approx(length + 1) if length + 1 <= fair else width >= fair - 1e-6
