"""Items, changes, ledger, inspection and cross-check from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.village.books import rows, save
from tests.village.test_life import jpeg

from .conftest import Run

Q1 = ("--period", "2026Q1")


def hang(run: Run, tmp_path: Path) -> None:
    """Bring one village's sheet onto its board."""
    values = tmp_path / "村.json"
    values.write_text('{"name": "东河村", "boards": [{"name": "村口"}]}', "utf-8")
    assert run("village", "add", "--values", values).code == 0
    book = save(tmp_path / "a.xlsx", rows())
    assert run("village", "import", book, *Q1, "--apply").code == 0
    day = ("--on", "2026-04-10")
    assert run("village", "review", "东河村", *Q1, "--by", "王主任", *day).code == 0
    assert run("village", "print", *Q1, "-o", tmp_path / "out").code == 0
    posted = run("village", "post", "东河村", *Q1, *day, "--window", "subsidy")
    assert posted.code == 0


def test_due_and_items(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    found = run("village", "due", *Q1, "--all", "--json").json()["due"]
    [posted] = [one for one in found if one["posted_on"]]
    assert (posted["item"], posted["due_on"], posted["late"]) == ("C05", "2026-04-15", False)
    assert len(run("village", "items", "list", "--json").json()["items"]) == 30
    book = tmp_path / "目录.csv"
    book.write_text(
        "序号,公开事项,公开时限\n1,财务收支,每季度的首个月20日\n3,低保,看情况\n", "utf-8"
    )
    looked = run("village", "items", "import", book, "--from", "2026-01-01", "--check", "--json")
    told = [problem["message"] for problem in looked.json()["problems"]]
    assert any(message.startswith("C3") for message in told)
    assert run("village", "items", "import", book, "--from", "2026-01-01").code == 0
    assert len(run("village", "due", *Q1, "--all", "--json").json()["due"]) == 1
    made = run("village", "items", "matter", "东河村", "--item", "N01", "--title", "第1批",
               "--on", "2026-04-01", "--json")  # fmt: skip
    assert made.json()["due_on"] == "2026-04-11"


def test_ledger(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    photo = jpeg(tmp_path / "远景.jpg")
    assert run("village", "photo", "东河村", photo, *Q1, "--kind", "far").code == 0
    again = run("village", "photo", "东河村", photo, *Q1, "--kind", "near")
    assert (again.code, "不能再用" in again.err) == (2, True)
    early = run("village", "proof", "东河村", *Q1, "-o", tmp_path / "证明.pdf")
    assert (early.code, "才满" in early.err) == (2, True)
    added = run("village", "objection", "add", "东河村", *Q1, "--subject", "甲事", "--by", "张三丰",
                "--on", "2026-04-10", "--json").json()  # fmt: skip
    assert added["due_on"] == "2026-04-15"
    listed = run("village", "objection", "list", "--json")
    assert "张三丰" not in listed.out
    answered = run("village", "objection", "answer", added["uid"], "--result", "已说明",
                   "--on", "2026-04-10")  # fmt: skip
    assert answered.code == 0
    life = run("village", "life", "东河村", *Q1, "--json").json()["versions"]
    assert [one["stage"] for one in life] == ["posted"]
    folder = run("village", "year-folder", "东河村", "--year", "2026", "-o", tmp_path / "y")
    assert len(folder.out.splitlines()) == 3


def test_inspect_and_crosscheck(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    head = "核对编号,村,事项,年度,户数,面积,金额,口径\n"
    town, own = tmp_path / "镇.csv", tmp_path / "村.csv"
    town.write_text(f"{head}X01,东河村,补贴,2026,36,212,19760.52,实发\n", "utf-8")
    own.write_text(f"{head}X01,东河,补贴,2026,36,212,19860.52,实发\n", "utf-8")
    crossed = run("village", "crosscheck", town, own, "-o", tmp_path / "papers", "--json")
    assert crossed.code == 2
    [one] = crossed.json()["results"]
    assert (one["result"], one["money"]) == ("different", "100.00")
    assert len(list((tmp_path / "papers").glob("核对单*.pdf"))) == 1
    found = run("village", "inspect", *Q1, "--town", town, "--villages", own, "--papers",
                "-o", tmp_path / "papers", "--json")  # fmt: skip
    [village] = found.json()["villages"]
    assert {"K08", "K13", "K21"} <= {finding["code"] for finding in village["findings"]}
    assert village["coverage"]["part"] == 1
    assert len(list((tmp_path / "papers").glob("*检查表.pdf"))) == 1


def test_a_village_changes(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    day = ("--on", "2026-04-01")
    assert run("village", "change", "东河村", "--rename", "新河村", *day).code == 0
    assert "新河村" in run("village", "list").out
    assert run("village", "change", "东河村", *day).code == 2
    assert run("village", "change", "新河村", "--code", "12", *day).code == 2
    assert run("village", "take-back", "新河村", "--reason", "村名写错了").code == 0
    assert "新河村" not in run("village", "list").out
    again = run("village", "take-back", "东河村", "--reason", "村名写错了")
    assert (again.code, "没有可以撤回的" in again.err) == (2, True)
