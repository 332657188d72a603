"""``gkdesk county send`` and ``gkdesk sync apply`` as typed: down, applied, put back, answered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gkdesk import paths
from tests.conftest import PASSWORD
from tests.sync.downworld import notice, template

from .test_sync import Keyboard


@pytest.fixture
def gkdesk(
    founded: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Keyboard:
    folder = tmp_path / "office"
    folder.mkdir()
    shutil.copy(founded / "gkdesk.db", folder / "gkdesk.db")
    monkeypatch.setenv("GKDESK_USER", "管理员")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("GKDESK_COUNTY_PASSWORD", "county-password")
    return Keyboard(folder, capsys)


@pytest.fixture
def inbox(gkdesk: Keyboard, tmp_path: Path) -> Path:
    """A county and an office that trust each other."""
    inbox, file, own = tmp_path / "inbox", tmp_path / "c.gkkey", tmp_path / "o.gkkey"
    gkdesk("county", "init", "--inbox", inbox, "--name", "云岭县")
    county = gkdesk.json("county", "keys", "make", "--inbox", inbox)["fingerprint"]
    gkdesk("county", "keys", "give", file, "--inbox", inbox)
    office = gkdesk.json("sync", "keys", "make")["fingerprint"]
    gkdesk("sync", "keys", "give", own)
    gkdesk("sync", "keys", "take", file)
    gkdesk("sync", "keys", "trust", county, "--heard", county)
    gkdesk("county", "keys", "take", own, "--inbox", inbox)
    gkdesk("county", "keys", "trust", office, "--heard", office, "--inbox", inbox)
    return inbox


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "下发"
    folder.mkdir()
    (folder / "放假.txt").write_bytes(notice(2027))
    (folder / "交接单.toml").write_bytes(template())
    (folder / ".DS_Store").write_bytes(b"x")
    return [folder]


def test_whole_trip_down(gkdesk: Keyboard, inbox: Path, files: list[Path], tmp_path: Path) -> None:
    drive, office = tmp_path / "U盘", tmp_path / "office"
    assert "没有收到过" in _refused(gkdesk, "sync", "apply", "2026-001")
    seen = gkdesk.json("county", "send", *files, "--check", "--inbox", inbox)
    assert [one["kind"] for one in seen["parts"]] == ["calendar", "form"]
    assert not drive.exists()
    sent = gkdesk.json(
        "county", "send", *files, "--to", drive, "--inbox", inbox, "--note", "请本月应用",
        "--from-on", "2027-01-01",
    )  # fmt: skip
    number = sent["number"]
    assert (sent["finished"], [one["name"] for one in sent["towns"]]) == (True, ["青石镇人民政府"])
    assert "可以拔出" in gkdesk.talk
    [listed] = gkdesk.json("county", "sent", "--inbox", inbox)
    assert listed["towns"][0]["states"] == {}

    got = gkdesk.json("sync", "apply", drive)
    assert (got["packages"][0]["waiting"], got["refused"]) == (2, [])
    assert "请本月应用" in gkdesk.talk
    assert gkdesk.json("sync", "apply", sent["path"])["packages"][0]["repeated"]
    looked = gkdesk.json("sync", "apply", number)
    assert [one["conflict"] for one in looked["preview"]] == [None, None]
    assert "没有改动任何内容" in gkdesk.talk
    assert looked == gkdesk.json("sync", "apply", number, "--preview")
    assert not (office / "calendar").exists()
    done = gkdesk.json("sync", "apply", number, "--yes", "--part", 1)
    assert (done["done"], done["parts"][0]["state"]) == ([1], "applied")
    assert (office / "calendar" / "CN-2027.json").exists()
    assert "已应用1部分" in gkdesk.talk
    gkdesk("sync", "apply", number, "--leave")
    assert "不采用" in gkdesk("sync", "apply", "--list")
    gkdesk("sync", "apply", number, "--save", tmp_path / "x.toml", "--part", 2)
    assert (tmp_path / "x.toml").read_bytes() == template()

    answers = sorted(drive.glob("*.applied.json"))
    assert len(answers) == 1
    said = gkdesk.json("county", "receive", answers[0], "--inbox", inbox)
    states = said["sent"][0]["towns"][0]["states"]
    assert states == {"calendar/CN-2027": "applied", "forms/documents/sync_handover": "left"}
    assert gkdesk.json("county", "answers", drive, "--inbox", inbox)["new"] == 0
    assert "青石镇" in gkdesk("county", "answers", drive, "--inbox", inbox)
    gkdesk("sync", "apply", number, "--undo")
    assert not (office / "calendar").exists()
    gkdesk("sync", "apply", number, "--answer", drive)
    assert gkdesk.json("county", "answers", drive, "--inbox", inbox)["new"] in {0, 1}
    [listed] = gkdesk.json("county", "sent", "--inbox", inbox)
    assert listed["towns"][0]["states"]["calendar/CN-2027"] == "undone"
    assert number in gkdesk("county", "sent", "--inbox", inbox)


def _refused(gkdesk: Keyboard, *words: object, code: int = 2) -> str:
    gkdesk(*words, expect=code)
    return gkdesk.talk


def test_what_is_no_part_is_not_sent(gkdesk: Keyboard, inbox: Path, tmp_path: Path) -> None:
    def send(data: bytes, name: str = "x") -> str:
        (tmp_path / name).write_bytes(data)
        words = ("county", "send", tmp_path / name, "--to", tmp_path / "U盘", "--inbox", inbox)
        return _refused(gkdesk, *words)

    assert "看不出" in send(b"\x00\xff")
    assert "看不出" in send("你好".encode())
    assert "看不出" in send(b"[a]\nb = 1\n")
    assert "不是能读懂的日历" in send(b"{")
    wrong = {"year": 2027, "source": ["x"], "off": [], "work": ["2027-01-04"]}
    assert "不是调休上班日" in send(json.dumps(wrong).encode())
    shipped = (paths.forms() / "documents" / "sync_handover.toml").read_bytes()
    assert "处问题" in send(shipped.replace(b"title", b"tilte", 1))
    assert "没有指定" in _refused(gkdesk, "county", "send", "--to", tmp_path, "--inbox", inbox)
    (tmp_path / "a").write_bytes(notice(2027))
    (tmp_path / "b").write_bytes(notice(2027, days=2))
    twice = ("county", "send", tmp_path / "a", tmp_path / "b", "--to", tmp_path / "U盘")
    assert "只能带一份" in _refused(gkdesk, *twice, "--inbox", inbox)
    one = ("county", "send", tmp_path / "a", "--to", tmp_path / "U盘", "--inbox", inbox)
    assert "没有名称或代码" in _refused(gkdesk, *one, "--town", "无名镇")
    assert "起用日期" in _refused(gkdesk, *one, "--from-on", "明天")
    assert "说明" in _refused(gkdesk, *one, "--note", "一\n二")
    assert "不是本收件箱的密钥" in _refused(gkdesk, *one, "--end-key", "12345")
    assert not (tmp_path / "U盘").exists()
    assert gkdesk.json("county", "sent", "--inbox", inbox) == []


def test_a_county_without_towns_sends_nothing(gkdesk: Keyboard, tmp_path: Path) -> None:
    inbox = tmp_path / "empty"
    gkdesk("county", "init", "--inbox", inbox, "--name", "云岭县")
    gkdesk("county", "keys", "make", "--inbox", inbox)
    (tmp_path / "a").write_bytes(notice(2027))
    words = ("county", "send", tmp_path / "a", "--to", tmp_path / "U盘", "--inbox", inbox)
    assert "还没有可用的乡镇密钥" in _refused(gkdesk, *words)


def test_typing_slips_are_told(gkdesk: Keyboard, tmp_path: Path) -> None:
    for words in (["--list", "2026-001"], [], ["2026-001", "--yes", "--undo"], [".", "--yes"]):
        gkdesk("sync", "apply", *words, expect=2)
    assert "没有县里下发的包" in _refused(gkdesk, "sync", "apply", tmp_path)
    _refused(gkdesk, "sync", "apply", tmp_path / "没有", code=2)
    assert gkdesk.json("sync", "apply", "--list") == []
