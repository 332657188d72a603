"""The demo office's requests: different letters, all in time, and what the step says is true."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from gkdesk.accounts.model import Role
from gkdesk.demo.__main__ import main
from gkdesk.demo.cases import ANSWERED, answered, open_cases
from gkdesk.demo.stage import DAY, LEADER, OFFICER, PASSWORD, REVIEWER, Demo, MovableClock
from gkdesk.desk import Desk
from gkdesk.requests.model import State
from tests.conftest import CHEAP, ORGAN


def test_the_demo_shows_different_replies(tmp_path: Path) -> None:
    clock = MovableClock(datetime(2025, 4, 10, 9, 30))  # noqa: DTZ001 - local time
    desk, _recovery = Desk.create(
        tmp_path / "office", ORGAN, user="管理员", password=PASSWORD, cost=CHEAP, now=clock
    )
    with desk:
        for name, role in (
            (OFFICER, Role.OFFICER), (REVIEWER, Role.REVIEWER), (LEADER, Role.LEADER),
        ):  # fmt: skip
            desk.accounts.add(name, PASSWORD, role)
        demo = Demo(tmp_path, clock, DAY, desk)
        demo.log_in(OFFICER)
        answered(demo)
        rows = desk.requests.rows()
        outcomes = {row.outcome for row in rows}
        assert outcomes == {"OPEN_GRANT", "PARTIAL", "NONE_EXIST", "NOT_OURS", "DENY_THIRD"}
        assert {row.state for row in rows} == {State.ARCHIVED}
        assert all(desk.requests.clock(row.uid).in_time for row in rows)
        assert demo.steps[0].result.startswith(f"{len(ANSWERED)}件、{len(outcomes)}种结果")
        assert all(path.is_file() for path in demo.steps[0].files)
        assert len(set(demo.steps[0].files)) == len(demo.steps[0].files)
        open_cases(demo)
        contents = [row.content for row in desk.requests.rows()]
        assert len(set(contents)) == len(contents)
        assert {one.code for one in desk.requests.findings()} == {"C01", "C09", "C41"}


def test_an_option_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (main(["--help"]), main(["--fast"])) == (0, 2)
    assert "用法" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
