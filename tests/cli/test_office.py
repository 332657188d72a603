"""init, doctor, audit, users, today."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.cli.main import main
from tests.cli.conftest import Run
from tests.conftest import PASSWORD

ORGAN = paths.resources() / "samples" / "organ.toml"


def test_init_prints_the_recovery_key_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GKDESK_USER", "管理员")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    folder = str(tmp_path / "新办公")
    assert main(["--folder", folder, "init", "--organ", str(ORGAN)]) == 0
    said = capsys.readouterr()
    assert len(said.out.strip().split("-")) == 8
    assert main(["--folder", folder, "init", "--organ", str(ORGAN)]) == 2
    assert "已有办公数据" in capsys.readouterr().err


def test_init_names_every_fault_of_the_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GKDESK_USER", "管理员")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    organ = tmp_path / "organ.toml"
    organ.write_text('name = "甲镇"\n', "utf-8")
    assert main(["--folder", str(tmp_path / "o"), "init", "--organ", str(organ)]) == 2
    said = capsys.readouterr().err
    assert "复议机关" in said
    assert "起诉法院" in said
    assert not (tmp_path / "o").exists()


def test_doctor_says_what_is_fit(run: Run) -> None:
    outcome = run("doctor", "--json")
    assert outcome.code == 0, outcome.out
    what = {line["what"]: line for line in outcome.json()}
    assert what["数据文件"]["detail"] == "完好"
    assert what["操作日志"]["ok"]


def test_doctor_on_a_bare_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--folder", str(tmp_path), "doctor"]) == 0
    assert "还没有建立办公数据" in capsys.readouterr().out


def test_audit_verify(run: Run, office_folder: Path) -> None:
    assert run("audit", "verify").code == 0
    from gkdesk.db.connection import connect

    conn = connect(office_folder / "gkdesk.db")
    conn.execute("DROP TRIGGER audit_keep_update")
    conn.execute("UPDATE audit SET user = '别人' WHERE id = 2")
    conn.close()
    outcome = run("audit", "verify", "--json")
    assert outcome.code == 2
    assert outcome.json()[0]["id"] == 2
    assert "对不上" in outcome.err


def test_users(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [user["name"] for user in run("users", "list", "--json").json()]
    assert names == ["管理员", "周桂芬", "刘建民", "何敏"]
    refused = run("users", "add", "新人", "--new-password", "a-long-password")
    assert refused.code == 2
    monkeypatch.setenv("GKDESK_USER", "管理员")
    assert run("users", "add", "新人", "--new-password", "a-long-password").code == 0


def test_a_forgotten_password(run: Run, founded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = ("--new-password", "a-long-password")
    printed = (founded / "recovery.txt").read_text("utf-8").strip()
    monkeypatch.delenv("GKDESK_PASSWORD")
    wrong = run("users", "recover", "周桂芬", "--recovery-key", "AAAA", *new)
    assert (wrong.code, "恢复码不对" in wrong.err) == (2, True)
    assert run("users", "recover", "周桂芬", "--recovery-key", printed, *new).code == 0
    monkeypatch.setenv("GKDESK_PASSWORD", "a-long-password")
    assert run("users", "list").code == 0
    assert run("users", "password", "--new-password", PASSWORD).code == 0
    assert run("users", "list").code == 2
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    assert run("users", "reset", "周桂芬", *new).code == 2  # 经办 may not
    assert run("users", "recovery-key").code == 2
    monkeypatch.setenv("GKDESK_USER", "管理员")
    nobody = run("users", "reset", "没有的人", *new)
    assert (nobody.code, "没有名为“没有的人”的用户" in nobody.err) == (2, True)
    assert run("users", "reset", "周桂芬", *new).code == 0
    renewed = run("users", "recovery-key").out.strip()
    assert len(renewed.split("-")) == 8
    assert run("users", "recover", "周桂芬", "--recovery-key", printed, *new).code == 2
    assert run("users", "recover", "周桂芬", "--recovery-key", renewed, *new).code == 0
    assert run("audit", "verify").code == 0


def test_today_of_an_empty_office(run: Run) -> None:
    assert run("today", "--json").json() == []


def test_the_audit_is_listed_in_words(run: Run) -> None:
    lines = run("audit", "list", "--find", "增加用户 何敏", "--json").json()
    assert [(one["act"], one["subject"]) for one in lines] == [("增加用户", "何敏")]
    shown = run("audit", "list")
    assert shown.code == 0
    assert "登录" in shown.out
