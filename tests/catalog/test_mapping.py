"""The form files of the catalog and their checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.catalog import mapping
from gkdesk.catalog.mapping import CatalogMapping, heading_key


@pytest.mark.parametrize("path", sorted((paths.forms() / "catalog").glob("*.toml")), ids=str)
def test_shipped_files_have_no_mistake(path: Path) -> None:
    assert mapping.check(path) == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("序 号", "number"),
        ("公开内容\n(要素)", "content"),
        ("公开内容（要素）及要求", "content"),
        ("开事项", "matter"),
        ("公开主", "agency"),
        ("公开渠道和载体 (“■”表示必选项,“□”表示可选项)", "channels"),
        ("公开层次", "level"),
        ("公开", None),
        ("备注", None),
        ("", None),
    ],
)
def test_headings(names: CatalogMapping, text: str, field: str | None) -> None:
    assert names.headings.field_of(text) == field


def test_heading_key_drops_hints_blanks_and_marks() -> None:
    assert heading_key(" 公开 内容 （要素，含 义）") == "开内容"


def test_26_areas_in_order(names: CatalogMapping) -> None:
    assert sorted(names.areas.codes.values()) == list(range(1, 27))
    assert names.areas.named("医疗卫生") == "卫生健康"
    assert names.areas.named("某镇国有土地上房屋征收与补偿领域目录") == "国有土地上房屋征收与补偿"
    assert names.areas.named("政府文件") is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("kind = 3x", "第1行第9列"),
        ('kind = "other"', "kind"),
        ('kind = "areas"', "area"),
        ('kind = "areas"\n[[area]]\nname = "x"', "第1个 [[area]]"),
        ('kind = "headers"\n[[field]]\nfield = "x"\nlabel = "x"', "第1个 [[field]]"),
        ('kind = "channels"\n[[channel]]\nname = "x"\nnames = "y"', "第1个 [[channel]]"),
        ('kind = "channels"\n[[channel]]\nname = "x"\nnmes = ["y"]', "第1个 [[channel]]"),
        ('kind = "channels"\nchannel = ["x"]', "第1个 [[channel]]"),
        ('kind = "areas"\nverson = 1\n[[area]]\ncode = 1\nname = "x"', "第2行 文件开头"),
        ('kind = "areas"\n[[area]]\ncode = 1\nname = "x"\nendings = ["y"]', "第1个 [[area]]"),
        ('kind = "areas"\n[glyphs]\non = "x"\n[[area]]\ncode = 1\nname = "x"', "第2行 文件开头"),
        ('kind = "channels"\n[glyphs]\nonn = "x"\n[[channel]]\nname = "x"', "[glyphs]"),
        ('kind = "channels"\n[glyphs]\non = 1\n[[channel]]\nname = "x"', "[glyphs]"),
        ('kind = "channels"\nglyphs = 1\n[[channel]]\nname = "x"', "[glyphs]"),
        ('kind = "channels"\n[glyphs]\nletters = ["R"]\n[[channel]]\nname = "x"', "[glyphs]"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    assert mapping.check(path)[0].where.endswith(where)
    with pytest.raises(BadFile, match=r"own\.toml"):
        mapping.load([path])


def test_an_office_adds_its_own_names(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'kind = "areas"\n[[area]]\ncode = 60\nname = "水利工程"\nnames = ["小农水"]', "utf-8"
    )
    found = mapping.load([*(paths.forms() / "catalog").glob("*.toml"), path])
    assert found.areas.named("小农水") == "水利工程"
    assert found.areas.codes["水利工程"] == 60
