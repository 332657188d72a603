"""冲销, boards, matters, objections handed up, stored sheets compared; and no number said again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.village.books import rows, save
from tests.village.test_life import jpeg

from .conftest import Run
from .test_village_life import Q1, hang

NUMBERS = ("11010519491231002X", "13000000000", "6222021234567890123", "7" * 40)
DAY = ("--on", "2026-04-10")


def test_a_posting_is_cancelled(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    photo = jpeg(tmp_path / "远景.jpg")
    assert run("village", "photo", "东河村", photo, *Q1, "--kind", "far").code == 0
    [posting] = run("village", "postings", "东河村", *Q1, "--json").json()["postings"]
    assert posting["window"]["printed_end"] == "2026-04-16"
    assert len(posting["photos"]) == 1
    refused = run("village", "cancel", posting["uid"], "--reason", f"错了{NUMBERS[0]}")
    assert (refused.code, "个人号码" in refused.err) == (2, True)
    assert run("village", "cancel", posting["uid"], "--reason", "登记错了村").code == 0
    assert run("village", "cancel", posting["uid"], "--reason", "再来").code == 2
    life = run("village", "life", "东河村", *Q1, "--json").json()["versions"][0]
    assert life["stage"] == "final"
    assert "冲销张贴" in [step["what"] for step in life["steps"]]


def test_an_objection_goes_up_and_is_closed(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    uid = run("village", "objection", "add", "东河村", *Q1, "--subject", "甲事", *DAY,
              "--json").json()["uid"]  # fmt: skip
    early = run("village", "objection", "close", uid, "--result", "维持", *DAY)
    assert (early.code, "没有报镇" in early.err) == (2, True)
    up = run("village", "objection", "escalate", uid, *DAY)
    assert "镇里2026-04-20前答复" in up.err
    closed = run("village", "objection", "close", uid, "--result", "责令更正", "--founded", *DAY)
    assert (closed.code, "更正后重新张贴" in closed.err) == (0, True)
    [row] = run("village", "objection", "list", "--json").json()["objections"]
    assert (row["state"], row["result"]) == ("closed", "责令更正")
    assert "县里" in run("village", "objection", "escalate", uid, *DAY).err


def test_matters_are_listed_and_closed_by_the_sheet(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    made = run("village", "items", "matter", "东河村", "--item", "C05", "--title", "补报一季度账",
               "--on", "2026-04-01", "--json").json()  # fmt: skip
    [row] = run("village", "matters", "东河村", "--json").json()["matters"]
    assert (row["uid"], row["due_on"]) == (made["uid"], "2026-04-11")
    [posting] = run("village", "postings", "东河村", *Q1, "--json").json()["postings"]
    assert run("village", "cancel", posting["uid"], "--reason", "错了").code == 0
    posted = run("village", "post", "东河村", *Q1, *DAY, "--matter", made["uid"])
    assert posted.code == 0
    assert run("village", "matters", "东河村", "--json").json()["matters"] == []


def test_a_board_is_described(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    made = run("village", "noticeboard", "东河村", "--board", "村口", "--place", "院墙",
               "--width", 1200, "--height", 900, "--kind", "magnet", "--section", "党务",
               "--section", "财务",
               "--photo", jpeg(tmp_path / "栏.jpg"), "--json").json()  # fmt: skip
    assert (made["w_mm"], made["kind"], made["sections"]) == (1200, "magnet", ["党务", "财务"])
    again = run("village", "noticeboard", "东河村", "--board", "村口", "--json").json()
    assert again == made
    new = run("village", "noticeboard", "东河村", "--board", "二组", "--json").json()
    assert (new["w_mm"], new["sections"], new["photo_sha256"]) == (2400, [], "")
    assert run("village", "noticeboard", "东河村", "--board", "村口", "--width", 30_000).code == 2


def test_stored_sheets_are_crosschecked_and_compared(run: Run, tmp_path: Path) -> None:
    hang(run, tmp_path)
    town = tmp_path / "镇.csv"
    town.write_text("核对编号,村,事项,期次,金额,口径\nX08,东河村,运转经费,2026Q1,1,下达\n", "utf-8")
    found = run("village", "crosscheck", town, "--stored", "2026Q1", "--json")
    assert found.code == 2
    assert [one["check"] for one in found.json()["results"]] == ["X08"]
    assert run("village", "crosscheck", town).code == 2
    checked = run("village", "inspect", *Q1, "--town", town, "--json").json()["villages"]
    assert "K08" in {finding["code"] for finding in checked[0]["findings"]}
    assert run("village", "inspect", *Q1, "--villages", town).code == 2
    first = run("village", "life", "东河村", *Q1, "--json").json()["versions"][-1]["uid"]
    book = save(tmp_path / "b.xlsx", rows(E8=1))
    run("village", "import", book, *Q1, "--apply")
    second = run("village", "life", "东河村", *Q1, "--json").json()["versions"][-1]["uid"]
    told = run("village", "compare", first, second, "--json").json()["differences"]
    assert told
    assert all(one["money"] != "0" for one in told)


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("postings", "?", *Q1), ("postings", "东河村", "--form", "?", *Q1),
    ("postings", "东河村", "--period", "?"), ("cancel", "?", "--reason", "错"),
    ("cancel", "x", "--reason", "?"), ("cancel", "x", "--kind", "?", "--reason", "错"),
    ("matters", "?"), ("noticeboard", "?", "--board", "村口"),
    ("noticeboard", "东河村", "--board", "?"),
    ("noticeboard", "东河村", "--board", "村口", "--place", "?"),
    ("noticeboard", "东河村", "--board", "村口", "--width", "?"),
    ("noticeboard", "东河村", "--board", "村口", "--section", "?"),
    ("compare", "?", "x"), ("life", "?", *Q1), ("archive", "?", *Q1, *DAY),
    ("archive", "东河村", *Q1, "--on", "?"),
    ("proof", "?", *Q1, "-o", "x.pdf"), ("year-folder", "?", "--year", "2026", "-o", "x"),
    ("year-folder", "东河村", "--year", "?", "-o", "x"),
    ("objection", "add", "东河村", *Q1, "--subject", "?", *DAY),
    ("objection", "add", "东河村", *Q1, "--subject", "甲", "--content", "?", "--by", "?", *DAY),
    ("objection", "answer", "?", "--result", "好", *DAY),
    ("objection", "close", "?", "--result", "好", *DAY), ("objection", "escalate", "?", *DAY),
    ("items", "matter", "东河村", "--item", "?", "--title", "甲", *DAY),
    ("items", "matter", "东河村", "--item", "C16", "--title", "?", *DAY),
    ("items", "notice", "东河村", "--item", "?", *DAY),
    ("items", "notice", "东河村", "--item", "C16", "--board", "?", *DAY),
    ("items", "notice", "东河村", "--item", "C16", "--period", "?", *DAY),
    ("items", "notice", "东河村", "--item", "C16", "--matter", "?", *DAY),
    ("change", "东河村", "--rename", "?", *DAY), ("change", "东河村", "--alias", "?", *DAY),
    ("change", "东河村", "--merge-into", "?", *DAY), ("change", "东河村", "--code", "?", *DAY),
    ("post", "东河村", *Q1, *DAY, "--window", "?"), ("post", "东河村", *Q1, *DAY, "--matter", "?"),
    ("post", "东河村", *Q1, *DAY, "--board", "?"),
    ("take-down", "东河村", *Q1, *DAY, "--reason", "?"),
    ("inspect", "--period", "?"), ("due", "--period", "?"),
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_no_number_typed_is_said_again(
    run: Run, tmp_path: Path, office_folder: Path, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any place of any command but the path of a file, which is told when it is not there."""
    hang(run, tmp_path)
    monkeypatch.chdir(tmp_path)
    before = {path for path in tmp_path.rglob("*") if number in path.name}
    for command in COMMANDS:
        done = run("village", *(word.replace("?", number) for word in command))
        assert number not in done.out + done.err, command
        assert "Traceback" not in done.err, command
    assert {path for path in tmp_path.rglob("*") if number in path.name} == before
    told = (path for path in office_folder.rglob("*") if path.is_file())
    assert not [path for path in told if number.encode() in path.read_bytes()]


def test_a_list_of_villages_from_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("村名,代码\n南河村,999999101205\n北河村,12\n", "utf-8")
    looked = run("village", "import-list", path, "--json")
    assert looked.code == 2  # a line must be mended
    assert looked.json()["counts"] == {"new": 1, "known": 0, "wrong": 1}
    assert run("village", "list", "--json").json()["villages"] == []
    taken = run("village", "import-list", path, "--apply")
    assert taken.code == 2
    assert "区划代码应为12位数字" in taken.out
    assert "已增加1个村，1行须更正" in taken.err
    path.write_text("村名\n南河村\n北河村\n", "utf-8")
    assert run("village", "import-list", path, "--apply").code == 0
    names = [one["name"] for one in run("village", "list", "--json").json()["villages"]]
    assert names == ["南河村", "北河村"]
    path.write_text("1\n2\n", "utf-8")
    none = run("village", "import-list", path)
    assert none.code == 2
    assert "没有找到村名" in none.err


def test_full_names_and_remembered_names(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("村名\n南河村\n", "utf-8")
    run("village", "import-list", path, "--apply")
    assert run("village", "describe", "南河村").code == 2
    assert run("village", "describe", "南河村", "--committee", "南河联村村民委员会").code == 0
    [one] = run("village", "list", "--json").json()["villages"]
    assert (one["committee"], one["collective"]) == ("南河联村村民委员会", "")
    assert run("village", "settle", "南和村", "南河村").code == 0
    assert run("village", "forget", "南和村").code == 0
    assert run("village", "names", "--json").json()["names"] == []
    assert run("village", "forget", "南和村").code == 2
    assert run("village", "remove", "南河村").code == 0
    assert run("village", "list", "--json").json()["villages"] == []


def test_what_is_booked_can_be_cancelled_by_its_number(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("村名\n南河村\n", "utf-8")
    run("village", "import-list", path, "--apply")
    run("village", "items", "matter", "南河村", "--item", "C17", "--title", "第1批",
        "--on", "2026-04-01")  # fmt: skip
    [one] = run("village", "booked", "南河村", "--json").json()["booked"]
    assert (one["kind"], one["subject"], one["posted_on"]) == ("matter", "第1批", None)
    assert run("village", "cancel", one["uid"], "--kind", "matter", "--reason", "多登了").code == 0
    assert run("village", "booked", "南河村", "--json").json()["booked"] == []
