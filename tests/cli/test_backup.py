"""gkdesk backup: write, list, check, restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_written_listed_checked_put_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    written = run("backup", "write", str(stick))
    assert written.code == 0, written.err
    assert "已备份到“stick”" in written.err
    [one] = run("backup", "list", str(stick), "--json").json()
    assert one["kind"] == "drive"
    assert run("backup", "check", str(stick)).code == 0
    values = tmp_path / "v.json"
    values.write_text('{"name": "东河村"}', "utf-8")
    assert run("village", "add", "--values", str(values)).code == 0
    refused = run("backup", "restore", str(stick))
    assert refused.code == 2
    assert len(run("village", "list", "--json").json()["villages"]) == 1
    late = run("backup", "restore", str(stick), "--at", "2020-01-01T00:00:00", "--yes")
    assert late.code == 2
    assert "没有2020-01-01T00:00:00的备份" in late.err
    officer = run("backup", "restore", str(stick), "--yes")
    assert officer.code == 2
    assert "须由管理员办理" in officer.err
    monkeypatch.setenv("GKDESK_USER", "管理员")
    done = run("backup", "restore", str(stick), "--yes")
    assert done.code == 0, done.err
    assert run("village", "list", "--json").json()["villages"] == []
    assert run("audit", "verify").code == 0


def test_put_back_without_an_office(run: Run, tmp_path: Path, office_folder: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run("backup", "write", str(stick)).code == 0
    (office_folder / "gkdesk.db").unlink()
    assert run("backup", "restore", str(stick), "--yes").code == 0
    assert run("audit", "verify").code == 0
    (office_folder / "gkdesk.db").write_bytes(b"broken" * 2000)
    assert run("backup", "restore", str(stick), "--yes").code == 0
    assert run("audit", "verify").code == 0
    nothing = run("backup", "list", str(tmp_path / "empty"))
    assert nothing.code == 2
    assert "里没有本软件的备份" in nothing.err
