"""``gkdesk sync`` and ``gkdesk county`` as typed: whole trips through real files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gkdesk.base.handover import PackageRow
from gkdesk.catalog.service import Catalog
from gkdesk.cli.main import main
from gkdesk.db.connection import connect
from tests.conftest import PASSWORD
from tests.sync.rows import Rows


class Keyboard:
    """Types commands at one office."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        self.talk = ""

    def __call__(self, *words: object, expect: int = 0) -> str:
        code = main(["--folder", str(self._folder), *map(str, words)])
        said = self._capsys.readouterr()
        self.talk = said.err
        assert code == expect, said.err
        return said.out

    def json(self, *words: object, expect: int = 0) -> Any:
        return json.loads(self(*words, "--json", expect=expect))


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch, founded: Path, tmp_path: Path) -> Iterator[Rows]:
    """What the catalog hands over: the seam's contract, with no workbook to import."""
    folder = tmp_path / "office"
    folder.mkdir()
    shutil.copy(founded / "gkdesk.db", folder / "gkdesk.db")
    conn = connect(folder / "gkdesk.db")
    found = Rows(conn, [PackageRow("item", f"A{n}", 1, {"name": f"事项{n}"}) for n in range(3)])
    items = found.sources["item"]
    monkeypatch.setattr(Catalog, "package_rows", lambda _self, keys=None: items(keys))
    yield found
    conn.close()


@pytest.fixture
def gkdesk(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    rows: Rows,
) -> Keyboard:
    folder = tmp_path / "office"
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    return Keyboard(folder, capsys)


def test_whole_trip(gkdesk: Keyboard, tmp_path: Path, rows: Rows) -> None:
    drive, inbox = tmp_path / "drive", tmp_path / "inbox"
    assert gkdesk.json("sync", "plan")["by_kind"] == {"item": 3}
    package = Path(gkdesk("sync", "export", drive).strip())
    assert "读回核对" in gkdesk.talk
    seen = gkdesk.json("sync", "inspect", package)
    assert (seen["sound"], seen["package"]["counts"], seen["findings"]) == (True, {"item": 3}, [])
    assert "青石镇人民政府" in gkdesk("sync", "inspect", drive)
    gkdesk("county", "init", "--inbox", inbox, "--name", "云岭县")
    answer = gkdesk.json("county", "receive", drive, "--inbox", inbox)
    assert (answer["accepted"], answer["repeated"], answer["county"]) == (3, False, "云岭县")
    assert gkdesk.json("county", "receive", package, "--inbox", inbox)["repeated"]
    assert "重复接收" in gkdesk.talk
    [back] = gkdesk.json("sync", "receipt", drive)
    assert (back["number"][4:], back["state"], back["accepted"]) == ("-001", "delivered", 3)
    assert gkdesk.json("sync", "receipt", answer["receipts"][0])[0]["repeated"]
    [listed] = gkdesk.json("sync", "list")
    assert (listed["state_label"], listed["rows"]) == ("已接收", 3)
    gkdesk("sync", "export", drive, expect=2)
    assert "没有要送县里的新内容" in gkdesk.talk
    assert not list(tmp_path.rglob("*.partial"))


def test_damaged_package(gkdesk: Keyboard, tmp_path: Path) -> None:
    drive, inbox = tmp_path / "drive", tmp_path / "inbox"
    package = Path(gkdesk.json("sync", "export", drive)["path"])
    (package / "data/package.json").write_bytes(b"{}")
    seen = gkdesk.json("sync", "inspect", package, expect=2)
    assert not seen["sound"]
    assert "data/package.json" in gkdesk.talk
    gkdesk("county", "init", "--inbox", inbox)
    answer = gkdesk.json("county", "receive", package, "--inbox", inbox, expect=2)
    assert answer["refused"]
    [back] = gkdesk.json("sync", "receipt", drive)
    assert back["state"] == "refused"
    assert "没有接收" in gkdesk.talk


def test_the_clerks_other_ways(gkdesk: Keyboard, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    number = gkdesk.json("sync", "export", drive, "--handover")["number"]
    assert "交接单" in gkdesk.talk
    gkdesk("sync", "finish", number)
    gkdesk("sync", "void", number)
    gkdesk("sync", "void", number, expect=2)
    assert gkdesk.json("sync", "export", drive)["number"][4:] == "-002"
    (drive / "GK_x.partial").mkdir()
    gkdesk("sync", "clear", drive)
    assert "已清理GK_x.partial" in gkdesk.talk
    gkdesk("sync", "clear", drive)
    assert "没有要清理" in gkdesk.talk


def test_a_row_held_back_is_named_and_can_be_left_out(
    gkdesk: Keyboard, tmp_path: Path, rows: Rows
) -> None:
    """A lawful office mobile number holds its row back, not the others (暂不放入此条)."""
    drive = tmp_path / "drive"
    rows.append(PackageRow("item", "A:9", 1, {"note": "值班电话 13900001234"}))
    rows.append(PackageRow("item", "电话13900001234", 1, {"name": "事项"}))
    plan = gkdesk.json("sync", "plan")
    [stopped] = plan["stopped"]
    assert (stopped["kind"], stopped["key"]) == ("item", "A:9")
    assert "139" in stopped["problems"][0]["message"]
    assert "13900001234" not in json.dumps([stopped, plan["stopped_elsewhere"]])
    assert len(plan["stopped_elsewhere"]) == 1
    assert "item:A:9" in gkdesk.talk
    assert "--without" in gkdesk.talk
    gkdesk("sync", "export", drive, expect=2)
    rows.pop()
    gkdesk("sync", "export", drive, "--without", "item:A:9", "--without", "item:B1", expect=2)
    assert "不在这次要送的内容里" in gkdesk.talk
    package = gkdesk.json("sync", "export", drive, "--without", "item:A:9")
    assert package["rows"] == 3
    assert "1条这次没有放入" in gkdesk.talk
    [left] = [row for row in gkdesk.json("sync", "plan")["rows"] if row["why"] == "new"]
    assert left["key"] == "A:9"


def test_sentences(gkdesk: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gkdesk("sync", "inspect", tmp_path / "nothing", expect=2)
    assert "没有同步包" in gkdesk.talk
    gkdesk("sync", "receipt", tmp_path, expect=2)
    gkdesk("sync", "receipt", tmp_path / "nothing", expect=3)
    gkdesk("county", "receive", tmp_path, "--inbox", tmp_path / "nothing", expect=2)
    assert "county init" in gkdesk.talk
    gkdesk("sync", "export", "/media/nobody/no-such-drive", expect=2)
    assert "U 盘没有插好" in gkdesk.talk
    monkeypatch.delenv("GKDESK_USER")
    gkdesk("sync", "export", tmp_path / "drive", expect=2)
    assert "登录" in gkdesk.talk


def test_inspect_and_county_need_no_office(
    gkdesk: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = gkdesk.json("sync", "export", tmp_path / "drive")["path"]
    monkeypatch.delenv("GKDESK_USER")
    monkeypatch.delenv("GKDESK_PASSWORD")
    shutil.rmtree(tmp_path / "office")
    assert gkdesk.json("sync", "inspect", package)["sound"]
    gkdesk("county", "init", "--inbox", tmp_path / "inbox")
    assert gkdesk.json("county", "receive", package, "--inbox", tmp_path / "inbox")["accepted"] == 3
