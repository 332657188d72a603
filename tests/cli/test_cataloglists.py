"""``gkdesk catalog`` negative, basic, duties, columns and names, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.catalog.conftest import SAMPLE
from tests.catalog.test_lists import ROWS, workbook

from .conftest import Run


def test_the_negative_list(run: Run, tmp_path: Path) -> None:
    table = [["序号", "信息事项类别", "信息事项内容", "依据"]]
    table += [[at, *row.values()] for at, row in enumerate(ROWS, start=1)]
    path = workbook(tmp_path / "n.xlsx", table)
    assert run("catalog", "negative", "list").code == 2
    assert run("catalog", "negative", "import", path, "--json").json()["saved"] is None
    assert run("catalog", "negative", "import", path, "--apply", "--json").json()["saved"] == 1
    assert run("catalog", "negative", "import", path, "--apply").code == 2  # nothing new
    edited = tmp_path / "e.json"
    edited.write_text(json.dumps({"rows": ROWS[:1]}), "utf-8")
    said = run("catalog", "negative", "edit", edited, "--note", "评估", "--json")
    assert said.json()["version"] == 2
    assert len(run("catalog", "negative", "versions", "--json").json()["versions"]) == 2
    found = run("catalog", "negative", "diff", 1, 2, "--json").json()
    assert [row["kind"] for row in found["gone"]] == ["内部事务信息"]
    told = run("catalog", "negative", "hits", "低保对象银行账号公示", "--json").json()["hits"]
    assert [one["number"] for one in told] == [1]
    assert "负面清单第1版" in run("catalog", "negative", "list", "--version", 1).err
    out = tmp_path / "o.xlsx"
    assert run("catalog", "negative", "export", "-o", out).code == 0
    sheet = load_workbook(out).active
    assert sheet is not None
    assert sheet["B3"].value == "个人隐私"


def test_the_basic_directory(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    row = {"level1": "机构信息", "level2": "领导信息", "content": "姓名、职务", "office": "党政办"}
    path.write_text(json.dumps({"rows": [row], "head": {"organ": "青石镇人民政府"}}), "utf-8")
    assert run("catalog", "basic", "edit", path).code == 0
    assert "责任主体：青石镇人民政府" in run("catalog", "basic", "list").err
    path.write_text(json.dumps({"rows": "x"}), "utf-8")
    assert run("catalog", "basic", "edit", path).code == 2
    assert run("catalog", "basic", "list", "--version", 9).code == 2


def test_duties_columns_and_names(run: Run, tmp_path: Path) -> None:
    run("catalog", "import", SAMPLE, "--apply")
    path = workbook(
        tmp_path / "d.xlsx",
        [
            ["编码", "职权名称", "职权类别"],
            ["a", "最低生活保障审核", "行政给付"],
            ["b", "公路养护", "其他"],
        ],
    )
    assert run("catalog", "duties", "import", path, "--json").json()["applied"] is False
    assert run("catalog", "duties", "import", path, "--apply").code == 0
    key = run("catalog", "duties", "suggest", 1, "--json").json()["suggestions"][0]["item"]
    assert run("catalog", "duties", "link", 1, key, "--json").json()["duties"][0]["items"] == [key]
    found = run("catalog", "duties", "coverage", "--json").json()
    assert ([one["number"] for one in found["open_duties"]], len(found["open_items"])) == ([2], 53)
    assert run("catalog", "duties", "unlink", 1, key).code == 0
    assert run("catalog", "duties", "unlink", 1, key).code == 2
    assert run("catalog", "duties", "--list", "service", "list", "--json").json()["duties"] == []
    path = workbook(tmp_path / "c.xlsx", [["栏目名称", "网址"], ["社会救助", "/a"]])
    assert run("catalog", "columns", "import", path, "--apply").code == 0
    assert run("catalog", "columns", "list", "--json").json()["duties"][0]["name"] == "社会救助"
    assert len(run("catalog", "columns", "coverage", "--json").json()["open_items"]) == 54
    faults = run("catalog", "names", "--json").json()["faults"]
    assert [one["fault"] for one in faults] == ["empty"]
    assert "没有名称" in run("catalog", "names").out
