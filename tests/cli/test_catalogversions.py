"""``gkdesk catalog`` versions, adjustments and areas, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.catalog.conftest import HEAD, SAMPLE, book, write

from .conftest import Run

KEY = "20-01-001"
SAID = ("--reason", "law", "--basis", "《社会救助暂行办法》", "--department", "社会事务办公室")


@pytest.fixture
def cat(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``cat(...)`` runs a catalog command; ``who=`` says as whom."""

    def go(*words: object, who: str = "周桂芬"):  # noqa: ANN202
        monkeypatch.setenv("GKDESK_USER", who)
        return run("catalog", *words)

    assert go("import", SAMPLE, "--apply", "--issued-by", "青石镇人民政府").code == 0
    return go


def test_versions_show_history_and_diff(cat: Run, tmp_path: Path) -> None:
    proposed = cat(
        "adjust",
        "propose",
        "--kind",
        "变更",
        "--item",
        KEY,
        "--set",
        "公开主体=社会事务办公室",
        *SAID,
    )
    assert (proposed.code, proposed.out) == (0, "第1号调整申请：变更，待审批。\n")
    assert cat("adjust", "approve", 1).code == 2  # 周桂芬 is no leader
    approved = cat("adjust", "approve", 1, "--opinion", "同意", "--json", who="何敏")
    assert approved.json()["state"] == "approved"
    assert "变更1项" in cat("adjust", "apply", "--look").out
    done = cat(
        "adjust", "apply", "--name", "（2026年修订版）", "--in-force", "2026-05-01", "--json"
    ).json()
    assert (done["version"], done["items"], done["in_force_from"]) == (2, 54, "2026-05-01")
    assert [one["version"] for one in cat("versions", "--json").json()["versions"]] == [1, 2]
    assert "第2版" in cat("versions").out
    assert cat("versions", "--json").json()["versions"][0]["issued_by"] == "青石镇人民政府"
    assert len(cat("show", 1, "--json").json()["items"]) == 54
    assert "第1版已写到 a.xlsx" in cat("show", 1, "-o", tmp_path / "a.xlsx").err
    found = cat("diff", 1, 2, "-o", tmp_path / "对照.xlsx", "--json").json()
    assert found["counts"] == {"only_left": 0, "only_right": 0, "different": 1, "same": 53}
    assert found["different"][0]["fields"][0]["right"] == "社会事务办公室"
    assert load_workbook(tmp_path / "对照.xlsx")["内容不同"]["C2"].value == KEY
    assert [one["version"] for one in cat("history", KEY, "--json").json()["states"]] == [1, 2]
    assert cat("adjust", "print", 1, "-o", tmp_path / "a.pdf", "--keep").code == 0
    assert cat("adjust", "print", "--version", 2, "-o", tmp_path / "b.pdf").code == 0
    assert (tmp_path / "a.pdf").read_bytes()[:4] == (tmp_path / "b.pdf").read_bytes()[:4] == b"%PDF"
    said = cat("describe", 2, "--name", "（试行）", "--json").json()
    assert (said["name"], said["in_force_from"]) == ("（试行）", "2026-05-01")
    assert (
        cat("adjust", "list", "--state", "applied", "--json").json()["proposals"][0]["version"] == 2
    )


def test_a_proposal_from_a_file_refused_and_withdrawn(cat: Run, tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    new = {"area": "社会救助", "level1": "急难救助", "content": "发放情况"}
    path.write_text(json.dumps({"kind": "add", "new": [new]}), "utf-8")
    made = cat("adjust", "propose", "--values", path, *SAID, "--json").json()
    assert (made["number"], made["new"]) == (1, [new])
    args = (
        "--kind",
        "add",
        "--set",
        "领域=社会救助",
        "--set",
        "一级事项=乙",
        "--set",
        "公开内容=丙",
    )
    assert cat("adjust", "revise", 1, *args, *SAID).code == 0
    assert cat("adjust", "refuse", 1, "--reason", "依据不足", who="何敏").code == 0
    cat("adjust", "propose", *args, *SAID)
    assert cat("adjust", "withdraw", 2, "--reason", "重复").code == 0
    assert "不同意" in cat("adjust", "list").out
    done = cat("adjust", "do", *args, *SAID, "--json", who="何敏")
    assert done.json()["items"] == 55


def test_the_superior_and_what_is_taken_from_it(cat: Run, tmp_path: Path) -> None:
    row = ["全新的事", "新事", "新事的内容", "《办法》", "每季度", "县民政局", "■政府网站"]
    path = write(tmp_path / "县目录.xlsx", book([HEAD, [1, *row], [2, "另", *row[1:]]]))
    assert cat("superior", "import", path, "--issued-by", "云岭县", "--json").json()["items"] == 2
    assert cat("superior", "list", "--json").json()["superiors"][0]["name"] == "县目录"
    assert cat("diff", 1, "--stored", "--json").json()["counts"]["only_left"] == 2
    assert cat("diff", 1, "--superior", path).code == 0
    assert cat("diff", 1).code == 2
    said = ("--department", "社会事务办公室", "--basis", "县目录")
    made = cat("adjust", "from-superior", "--take", 1, "--agency", "镇人民政府", *said, "--json")
    [proposal] = made.json()["proposals"]
    assert proposal["kind"] == "take_over"
    assert (proposal["new"][0]["level1"], proposal["new"][0]["agency"]) == (
        "全新的事",
        "镇人民政府",
    )
    assert cat("adjust", "from-superior", "--take", 9, *said).code == 2
    assert "没有选" in cat("adjust", "from-superior", *said).err


def test_areas_are_set_and_ordered(cat: Run, tmp_path: Path) -> None:
    assert [one["count"] for one in cat("areas", "--json").json()["areas"]] == [6, 16, 13, 10, 9]
    assert len(cat("areas", "--all", "--json").json()["areas"]) >= 26
    assert "扶贫" not in cat("areas").out
    args = ("--off", "--reason", "由县税务局公开", "--lead", "财政所", "--alias", "税务")
    assert cat("areas", "set", "税收管理", *args, "--json").json()["off"] is True
    assert cat("areas", "set", "税收管理").code == 2
    assert cat("areas", "set", "社会救助", "--off", "--reason", "x").code == 2
    assert cat("areas", "order", "义务教育", "--json").json()["areas"][0] == "义务教育"
    assert cat("areas", "export-off", "-o", tmp_path / "x.xlsx").code == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("show", 9), "没有第9版"),
        (("diff", 1, 7), "没有第7版"),
        (("diff", 1, "--stored"), "还没有读入上级目录"),
        (("history", "00-00-000"), "00-00-000"),
        (("adjust", "apply"), "没有已批准"),
        (("adjust", "approve", 5), "负责人"),
        (("adjust", "propose", "--kind", "x"), "调整类型"),
        (("adjust", "propose", "--set", "x"), "栏目=内容"),
        (("adjust", "print", "-o", "x.pdf"), "要写一样"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_sentence(cat: Run, words: tuple[object, ...], part: str) -> None:
    found = cat(*words)
    assert found.code == 2
    assert part in found.err
    assert found.err.strip().count("\n") == 0
