"""``gkdesk sync keys`` and ``gkdesk county keys`` as typed: two ends come to trust."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.catalog.conftest import SAMPLE
from tests.conftest import PASSWORD

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


def test_two_ends_come_to_trust_each_other(gkdesk: Keyboard, tmp_path: Path) -> None:
    inbox, file = tmp_path / "inbox", tmp_path / "county.gkkey"
    gkdesk("county", "init", "--inbox", inbox, "--name", "云岭县")
    gkdesk("sync", "keys", "give", tmp_path / "x.gkkey", expect=2)
    assert "还没有在有效期内的密钥" in gkdesk.talk
    own = gkdesk.json("sync", "keys", "make")
    assert own["fingerprint"] in gkdesk.talk
    gkdesk("sync", "keys", "give", tmp_path / "own.gkkey")
    assert own["fingerprint"] in (tmp_path / "own.gkkey").read_text("utf-8")

    gkdesk("county", "keys", "give", file, "--inbox", inbox, expect=2)
    made = gkdesk.json("county", "keys", "make", "--inbox", inbox)
    assert gkdesk.json("county", "keys", "list", "--inbox", inbox) == [made]
    assert gkdesk("county", "keys", "give", file, "--inbox", inbox).strip() == str(file)

    [taken] = gkdesk.json("sync", "keys", "take", file)
    digits = taken["fingerprint"]
    assert (taken["state"], digits) == ("new", made["fingerprint"])
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    gkdesk("sync", "keys", "trust", digits, "--heard", wrong, expect=2)
    [trusted] = gkdesk.json("sync", "keys", "trust", digits, "--heard", digits)
    assert trusted["state"] == "trusted"
    assert [one["state"] for one in gkdesk.json("sync", "keys", "list")] == ["trusted", "trusted"]
    assert "可用" in gkdesk("sync", "keys", "list")

    after = gkdesk.json("county", "keys", "make", "--inbox", inbox)
    gkdesk("county", "keys", "give", file, "--inbox", inbox)
    [next_one] = gkdesk.json("sync", "keys", "take", file)
    assert (next_one["state"], next_one["fingerprint"]) == ("trusted", after["fingerprint"])
    [gone] = gkdesk.json("sync", "keys", "revoke", digits, "--reason", "换新")
    assert gone["state"] == "revoked"


def test_another_password_opens_no_county_key(
    gkdesk: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    gkdesk("county", "keys", "make", "--inbox", inbox, expect=2)
    gkdesk("county", "init", "--inbox", inbox, "--name", "云岭县")
    gkdesk("county", "keys", "make", "--inbox", inbox)
    monkeypatch.setenv("GKDESK_COUNTY_PASSWORD", "other-password")
    gkdesk("county", "keys", "list", "--inbox", inbox, expect=2)
    assert "密码不对" in gkdesk.talk


def test_a_clerk_makes_no_keys_and_no_key_file_is_no_key(
    gkdesk: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    gkdesk("sync", "keys", "make", expect=2)
    (tmp_path / "x.gkkey").write_text("不是密钥", "utf-8")
    gkdesk("sync", "keys", "take", tmp_path / "x.gkkey", expect=2)
    assert "密钥文件读不懂" in gkdesk.talk


def test_a_sealed_package_goes_there_and_its_receipt_back(
    gkdesk: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, drive = tmp_path / "inbox", tmp_path / "drive"
    drive.mkdir()
    gkdesk("county", "init", "--inbox", inbox, "--name", "云岭县")
    county = gkdesk.json("county", "keys", "make", "--inbox", inbox)["fingerprint"]
    gkdesk("county", "keys", "give", drive / "county.gkkey", "--inbox", inbox)
    own = gkdesk.json("sync", "keys", "make")["fingerprint"]
    gkdesk("sync", "keys", "give", drive / "own.gkkey")
    gkdesk("sync", "keys", "take", drive / "county.gkkey")
    gkdesk("sync", "keys", "trust", county, "--heard", county)

    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    gkdesk("catalog", "import", SAMPLE, "--apply")
    made = gkdesk.json("sync", "export", drive)
    path = Path(made["path"])
    assert (made["sealed"], path.suffix) == (True, ".gkp")
    seen = gkdesk.json("sync", "inspect", drive)
    assert (seen["sound"], seen["statement"]["number"]) == (True, made["number"])
    assert "接收截止" in gkdesk("sync", "inspect", path)

    gkdesk("county", "receive", path, "--inbox", inbox, expect=2)
    assert "签名的密钥没有登记过" in gkdesk.talk
    [taken] = gkdesk.json("county", "keys", "take", drive / "own.gkkey", "--inbox", inbox)
    assert taken["state"] == "new"
    gkdesk("county", "receive", path, "--inbox", inbox, expect=2)
    assert "还没有核对指纹" in gkdesk.talk
    trust = ("county", "keys", "trust", own, "--inbox", inbox, "--heard")
    gkdesk(*trust, county, expect=2)
    [trusted] = gkdesk.json(*trust, own)
    assert trusted["state"] == "trusted"
    assert "可用" in gkdesk("county", "keys", "offices", "--inbox", inbox)

    gkdesk("county", "receive", drive, "--inbox", inbox, "--key-password", "wrong", expect=2)
    taken_in = gkdesk.json("county", "receive", drive, "--inbox", inbox)
    assert (taken_in["accepted"], taken_in["refused"]) == (made["rows"], [])
    [answer] = gkdesk.json("sync", "receipt", drive)
    assert answer["state"] == "delivered"

    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)
    assert not gkdesk.json("sync", "inspect", path, expect=2)["sound"]
    gkdesk("sync", "inspect", path, expect=2)
    [gone] = gkdesk.json("county", "keys", "revoke", own, "--reason", "丢失", "--inbox", inbox)
    assert gone["state"] == "revoked"
