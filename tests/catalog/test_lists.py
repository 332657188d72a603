"""负面清单 and 主动公开基本目录: read from real files, edited, versioned, compared, written out."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.catalog.listread import head_of
from gkdesk.catalog.listrows import HEAD, ListKind, hits, words_of
from gkdesk.catalog.lists import NoList, NoListVersion, NothingNew
from gkdesk.catalog.service import Catalog
from tests.conftest import log_in

NEGATIVE, BASIC = ListKind.NEGATIVE, ListKind.BASIC
ROWS = (
    {"kind": "个人隐私", "content": "救助对象的家庭住址、银行账号", "basis": "《条例》第十五条"},
    {
        "kind": "内部事务信息",
        "content": "人事管理、后勤管理等内部事务",
        "basis": "《条例》第十六条",
    },
)


def workbook(path: Path, rows: list[list[object]], merges: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def test_a_negative_list_with_a_messy_head(catalog: Catalog, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "负面清单.xlsx",
        [
            ["青石镇政务公开负面清单"],
            ["序 号", "信息事项\n类别", "信息事项内容", "不予主动公开法律政策依据"],
            [1, "个人隐私", "救助对象的家庭住址", "《条例》第十五条"],
            [2, None, "救助对象的银行账号", "《条例》第十五条"],
            [3, "过程性信息", "讨论记录、过程稿", "《条例》第十六条"],
            ["注：由党政办公室解释"],
        ],
        ("A1:D1", "B3:B4"),
    )
    found = catalog.lists.read(NEGATIVE, path)
    assert [row["kind"] for row in found.rows] == ["个人隐私", "个人隐私", "过程性信息"]
    assert [problem.message for problem in found.problems] == [
        "“注：由党政办公室解释”说明文字，没有读入"
    ]
    assert catalog.lists.current(NEGATIVE) is None  # reading writes nothing
    saved = catalog.lists.save(found, "初次编制")
    assert (saved.number, saved.file, saved.note, len(saved.sha256)) == (
        1,
        "负面清单.xlsx",
        "初次编制",
        64,
    )
    with pytest.raises(NothingNew):
        catalog.lists.save(catalog.lists.read(NEGATIVE, path))


def test_a_basic_list_with_what_stands_once_on_top(catalog: Catalog, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "基本目录.xlsx",
        [
            ["青石镇主动公开基本目录"],
            [
                (
                    "责任主体：青石镇人民政府　公开时限：20个工作日内　"
                    "公开方式：政府网站；监督渠道：0000-0000123"
                )
            ],
            ["序号", "一级", "二级", "公开内容", "责任单位"],
            [1, "机构信息", "领导信息", "姓名、职务、分工", "党政办公室"],
            [2, None, "机构设置", "内设机构和职责", "党政办公室"],
        ],
        ("B4:B5",),
    )
    found = catalog.lists.read(BASIC, path)
    assert dict(found.head) == {
        "organ": "青石镇人民政府", "time_limit": "20个工作日内", "method": "政府网站",
        "supervision": "0000-0000123",
    }  # fmt: skip
    assert [(row["level1"], row["level2"]) for row in found.rows] == [
        ("机构信息", "领导信息"), ("机构信息", "机构设置"),
    ]  # fmt: skip
    catalog.lists.save(found)
    out = catalog.lists.export(BASIC, tmp_path / "导出.xlsx")
    again = catalog.lists.read(BASIC, out)
    assert (again.rows, dict(again.head)) == (found.rows, dict(found.head))


def test_word_and_text_tables_are_read_too(catalog: Catalog, tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(2, 3)
    for at, text in enumerate(["类别", "信息事项内容", "依据"]):
        table.cell(0, at).text = text
    for at, text in enumerate(["个人隐私", "病历", "《条例》第十五条"]):
        table.cell(1, at).text = text
    made.save(str(tmp_path / "a.docx"))
    assert catalog.lists.read(NEGATIVE, tmp_path / "a.docx").rows[0]["content"] == "病历"
    (tmp_path / "a.csv").write_text("类别,内容,依据\n个人隐私,病历,《条例》\n", "utf-8")
    assert catalog.lists.read(NEGATIVE, tmp_path / "a.csv").rows[0]["basis"] == "《条例》"
    with pytest.raises(BadFile):
        catalog.lists.read(NEGATIVE, workbook(tmp_path / "x.xlsx", [["甲", "乙"], ["a", "b"]]))


def test_each_save_is_a_version_and_two_are_compared(catalog: Catalog) -> None:
    with pytest.raises(NoList, match="负面清单"):
        catalog.lists.get(NEGATIVE)
    catalog.lists.edit(NEGATIVE, ROWS)
    more = {"kind": "过程性信息", "content": "讨论记录", "basis": "《条例》第十六条"}
    changed = {**ROWS[0], "basis": "《条例》第十五条、《个人信息保护法》"}
    catalog.lists.edit(NEGATIVE, [changed, more], note="每年评估")
    assert [len(one.rows) for one in catalog.lists.versions(NEGATIVE)] == [2, 2]
    assert catalog.lists.get(NEGATIVE, 1).rows == ROWS
    found = catalog.lists.compare(NEGATIVE, 1, 2)
    assert (found.gone, found.added, found.changed) == ((ROWS[1],), (more,), ((ROWS[0], changed),))
    with pytest.raises(NoListVersion, match="现有2版"):
        catalog.lists.get(NEGATIVE, 7)


def test_the_head_is_kept_when_rows_are_edited(catalog: Catalog) -> None:
    row = {"level1": "机构信息", "content": "分工"}
    catalog.lists.edit(BASIC, [row], {"organ": "青石镇人民政府"})
    found = catalog.lists.edit(BASIC, [row, {**row, "content": "职责"}])
    assert dict(found.head) == {"organ": "青石镇人民政府"}
    catalog.lists.edit(BASIC, [row], {"organ": "青石镇党政办"})
    assert catalog.lists.compare(BASIC, 2, 3).head == (
        ("责任主体", "青石镇人民政府", "青石镇党政办"),
    )


@pytest.mark.parametrize(
    ("rows", "part"),
    [
        ([], "没有一行"),
        ([{"kind": "a", "content": "", "basis": "b"}], "第1行的信息事项内容"),
        ([ROWS[0], {"content": "b"}], "第2行的不予主动公开"),
        ([{"颜色": "红"}], "不认识的“颜色”"),
        ([{"content": "长" * 40000, "basis": "b"}], "超过"),
    ],
)
def test_wrong_rows_are_named(catalog: Catalog, rows: list[dict[str, str]], part: str) -> None:
    with pytest.raises(BadValue, match=part):
        catalog.lists.edit(NEGATIVE, rows)
    assert catalog.lists.versions(NEGATIVE) == []


def test_who_may_not_save(catalog: Catalog, session: Session) -> None:
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        catalog.lists.edit(NEGATIVE, ROWS)


def test_what_a_title_touches(catalog: Catalog) -> None:
    assert catalog.lists.negative_hits("低保对象银行账号表") == []
    catalog.lists.edit(NEGATIVE, ROWS)
    [hit] = catalog.lists.negative_hits("关于公布低保对象家庭 住址的通知")
    assert (hit.number, hit.words) == (1, ("家庭住址",))
    assert catalog.lists.negative_hits("关于公布乡村公路养护计划的通知") == []
    assert [one.number for one in catalog.lists.negative_hits("人事管理和个人隐私")] == [1, 2]
    named = {**ROWS[1], "words": "考勤、值班表"}
    assert words_of(named) == ("考勤", "值班表")
    assert hits([named], "镇机关值班表")[0].words == ("值班表",)


@given(st.text("甲乙的和、信息内容", max_size=30))
def test_words_are_short_and_stand_in_the_entry(text: str) -> None:
    for word in words_of({"content": text}):
        assert 2 <= len(word) <= 12
        assert word in text


def test_the_head_in_cells_of_their_own() -> None:
    lines = ["责任主体　青石镇人民政府　公开时限　20个工作日", "监督渠道：12345"]
    assert head_of(lines, HEAD) == {
        "organ": "青石镇人民政府", "time_limit": "20个工作日", "supervision": "12345",
    }  # fmt: skip


def test_the_exported_list_looks_like_the_form(catalog: Catalog, tmp_path: Path) -> None:
    catalog.lists.edit(NEGATIVE, [{**ROWS[0], "content": "=1+1"}])
    out = catalog.lists.export(NEGATIVE, tmp_path / "a.xlsx")
    sheet = load_workbook(io.BytesIO(out.read_bytes())).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "青石镇人民政府政务公开负面清单"
    assert rows[1] == ["序号", "信息事项类别", "信息事项内容", "不予主动公开法律政策依据"]
    assert rows[2] == [1, "个人隐私", "=1+1", "《条例》第十五条"]
    assert sheet["C3"].data_type == "s"
