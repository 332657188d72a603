"""``gkdesk county`` as typed: looking first, taking back, deciding, and the key file's password."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gkdesk.base.handover import PackageRow
from tests.sync.test_countylock import busy

from .test_sync import Keyboard, gkdesk, rows  # noqa: F401

TOWN = "青石镇人民政府"


class Place:
    """A drive, an inbox and the words every command takes."""

    def __init__(self, tmp: Path, type_in: Keyboard) -> None:
        self.drive, self.inbox, self._type = tmp / "drive", tmp / "inbox", type_in
        type_in("county", "init", "--inbox", self.inbox, "--name", "云岭县")

    def county(self, *words: object, expect: int = 0) -> str:
        return self._type("county", *words, "--inbox", self.inbox, expect=expect)

    def json(self, *words: object, expect: int = 0) -> Any:
        return self._type.json("county", *words, "--inbox", self.inbox, expect=expect)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(tmp_path, request.getfixturevalue("gkdesk"))


@pytest.fixture
def typist(request: pytest.FixtureRequest) -> Keyboard:
    found: Keyboard = request.getfixturevalue("gkdesk")
    return found


def test_looking_leaves_nothing(place: Place, typist: Keyboard) -> None:
    package = Path(typist("sync", "export", place.drive).strip())
    before = sorted(place.inbox.rglob("*"))
    seen = place.json("inspect", place.drive)
    assert (seen["verdict"], seen["accepted"], seen["returned"]) == ("take", 3, 0)
    assert seen["counts"] == [
        {"kind": "item", "new": 3, "newer": 0, "same": 0, "older": 0, "conflict": 0}
    ]
    assert "目录事项" in place.county("inspect", package)
    assert "可以接收" in typist.talk
    assert sorted(place.inbox.rglob("*")) == before
    assert sorted(path.name for path in place.drive.iterdir()) == [package.name]
    place.county("receive", place.drive)
    assert place.json("inspect", place.drive)["verdict"] == "known"
    (package / "bagit.txt").write_bytes(b"x")
    assert place.json("inspect", place.drive, expect=2)["reasons"]
    place.county("inspect", place.inbox, expect=2)
    assert "里没有同步包" in typist.talk


def test_undo_and_again(place: Place, typist: Keyboard, tmp_path: Path) -> None:
    typist("sync", "export", place.drive)
    place.county("receive", place.drive)
    number = place.json("packages")[0]["number"]
    for path in place.drive.glob("*.receipt.json*"):
        path.unlink()  # the drive was lost
    (tmp_path / "new").mkdir()
    place.county("receipt", TOWN, number, "--to", tmp_path / "new")
    assert "没有改动" in typist.talk
    [taken] = typist.json("sync", "receipt", tmp_path / "new")
    assert (taken["state"], taken["accepted"]) == ("delivered", 3)
    place.county("receipt", TOWN, "2020-001", expect=2)
    (tmp_path / "back").mkdir()
    undo = ("undo", TOWN, number, "--reason", "拿错了 U 盘", "--to", tmp_path / "back")
    done = place.json(*undo)
    assert (done["repeated"], len(done["receipts"])) == (False, 2)
    assert "恢复到接收它之前" in typist.talk
    assert place.json(*undo)["repeated"]
    assert "以前已经撤销" in typist.talk
    [listed] = place.json("packages", TOWN)
    assert (listed["state"], listed["reason"]) == ("undone", "拿错了 U 盘")
    assert "已撤销：拿错了 U 盘" in place.county("packages")
    [town] = place.json("list")
    assert (town["packages"], town["counts"]) == (0, {})
    (tmp_path / "second").mkdir()
    again = place.json("receipt", TOWN, number, "--to", tmp_path / "second")
    assert "撤销回执已补写" in typist.talk
    assert Path(again["receipts"][-1]).parent.name == "second"
    [back] = typist.json("sync", "receipt", tmp_path / "back")
    assert (back["state"], back["undone"]) == ("refused", "拿错了 U 盘")
    assert "县里撤销了同步包" in typist.talk
    assert typist.json("sync", "plan")["by_kind"] == {"item": 3}

    answer = place.json("receive", place.drive, expect=2)
    assert answer["undone"] == "拿错了 U 盘"
    assert "请加 --again" in typist.talk
    assert place.json("receive", place.drive, "--again")["accepted"] == 3
    place.county("undo", TOWN, "2020-001", "--reason", "错", expect=2)
    assert "没有接收过" in typist.talk
    place.county("undo", "没有的镇", number, "--reason", "错", expect=2)
    assert "写单位全称" in typist.talk
    place.county("undo", TOWN, number, expect=2)


def test_conflicts_are_listed_and_settled(
    place: Place, typist: Keyboard, request: pytest.FixtureRequest
) -> None:
    held = request.getfixturevalue("rows")
    typist("sync", "export", place.drive)
    place.county("receive", place.drive)
    assert place.json("conflicts") == []
    typist("sync", "receipt", place.drive)
    # another office's computer under the same name goes on from an old backup
    with place_open(place) as county:
        county._conn.execute("UPDATE entry SET revision = 5 WHERE key = 'A1'")
    held[1] = PackageRow("item", "A1", 2, {"name": "事项一"})
    other = place.drive.with_name("other")
    typist("sync", "export", other)
    assert place.json("receive", other)["returned"][0]["reason"] == "县里已有更新的第5版"
    [one] = place.json("conflicts")
    assert (one["key"], one["revision"], one["now_revision"], one["open"]) == ("A1", 2, 5, True)
    assert "县里第5版，镇里第2版" in place.county("conflicts")
    assert "名称 县里/镇里：事项1 → 事项一" in typist.talk
    place.county("settle", one["id"], "--reason", "核实", expect=2)
    place.county("settle", 99, "--keep", "--reason", "核实", expect=2)
    assert "没有编号99的冲突" in typist.talk
    done = place.json("settle", one["id"], "--take", "--reason", "电话核实")
    assert (done["how"], done["reason"], done["open"]) == ("take", "电话核实", False)
    assert place.json("conflicts") == []
    assert len(place.json("conflicts", "--all")) == 1


def place_open(place: Place) -> Any:
    from gkdesk.desk import wall_clock
    from gkdesk.sync.county import County

    return County.open(place.inbox, now=wall_clock)


def test_the_key_files_password(
    place: Place, typist: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GKDESK_COUNTY_PASSWORD", "county-password")
    change = ("keys", "password", "--new-password")
    place.county(*change, "another-password", expect=2)
    assert "还没有密钥文件" in typist.talk
    made = place.json("keys", "make")
    place.county(*change, "short", expect=2)
    assert place.json("keys", "list") == [made]
    place.county(*change, "another-password")
    assert "以前另存的副本仍用旧密码" in typist.talk
    place.county("keys", "list", expect=2)
    assert "密码不对" in typist.talk
    place.county(*change, "third-password", expect=2)
    monkeypatch.setenv("GKDESK_COUNTY_PASSWORD", "another-password")
    assert place.json("keys", "list") == [made]


def test_names_no_exchange_file_could_bear(typist: Keyboard, tmp_path: Path) -> None:
    for name, told in (
        ("县" * 201, "超过了200个字"),
        ("云岭\n县", "看不见的字符"),
        (" ", "没有填写"),
    ):
        typist("county", "init", "--inbox", tmp_path / "x", "--name", name, expect=2)
        assert told in typist.talk
    assert not (tmp_path / "x").exists()
    typist("county", "init", "--inbox", tmp_path / "x", "--name", "县" * 200)


def test_a_second_program_is_refused(place: Place, typist: Keyboard) -> None:
    typist("sync", "export", place.drive)
    with busy(place.inbox):
        place.county("receive", place.drive, expect=3)
        assert typist.talk.count("\n") == 1
        assert "收件箱正在另一个窗口或程序中使用" in typist.talk
        assert place.json("list") == []
    place.county("receive", place.drive)
