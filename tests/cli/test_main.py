"""Exit codes, log-in, and the last handler."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gkdesk.cli import main as command
from tests.cli.conftest import Run
from tests.conftest import PASSWORD


def test_a_wrong_password_is_the_clerks_to_mend(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKDESK_PASSWORD", "not-it-at-all")
    outcome = run("today")
    assert outcome.code == 2
    assert "用户名或密码不对" in outcome.err
    assert outcome.out == ""


def test_without_a_password_and_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GKDESK_PASSWORD")
    outcome = run("today")
    assert outcome.code == 2
    assert "GKDESK_PASSWORD" in outcome.err


def test_a_folder_without_an_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--folder", str(tmp_path / "none"), "today"]) == 2
    assert "gkdesk init" in capsys.readouterr().err


def test_an_unknown_command(run: Run) -> None:
    assert run("fly").code == 2


def test_our_own_fault_shows_no_traceback_and_no_value(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gkdesk.search.agenda import Agenda

    number = "1101051949" + "1231002X"  # in two parts: a traceback quotes this very line

    def broken(_self: Agenda) -> None:
        raise RuntimeError(number)

    monkeypatch.setattr(Agenda, "items", broken)
    outcome = run("today")
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    assert number not in outcome.err
    kept = Path(outcome.err.split("详情在：")[1].strip())
    log = kept.read_text("utf-8")
    kept.unlink()
    assert "broken" in log
    assert number not in log


def test_stopping_is_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from gkdesk.search.agenda import Agenda

    def stopped(_self: Agenda) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Agenda, "items", stopped)
    assert run("today").code == 130


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in command.COMMANDS:
        assert command.main([name, "--help"]) == 0, name
        assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [("fly",), ("today", "--nope"), ("catalog", "import"), ("requests", "clock", "--extend", "x")],
)
def test_a_command_written_wrongly_is_told_in_chinese(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.code == 2
    assert "--help" in outcome.err
    assert "Error" not in outcome.err


def test_a_reader_that_goes_away_is_no_fault(office_folder: Path) -> None:
    env = {**os.environ, "GKDESK_USER": "周桂芬", "GKDESK_PASSWORD": PASSWORD}
    env.pop("PYTHONUNBUFFERED", None)
    line = f'"{sys.executable}" -m gkdesk --folder "{office_folder}" users list | true'
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "程序内部出错" not in done.stderr


def test_a_full_disk_behind_the_output_is_the_machines(office_folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no such device here")
    env = {**os.environ, "GKDESK_USER": "周桂芬", "GKDESK_PASSWORD": PASSWORD}
    env.pop("PYTHONUNBUFFERED", None)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gkdesk", "--folder", str(office_folder), "users", "list"],
            env=env, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert "磁盘空间不够" in done.stderr
