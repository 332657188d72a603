"""``gkdesk catalog confirm`` from start to close."""

from __future__ import annotations

from pathlib import Path

from tests.catalog.conftest import SAMPLE

from .conftest import Run


def test_a_round_from_the_command_line(run: Run, tmp_path: Path) -> None:
    run("catalog", "import", SAMPLE, "--apply")
    run("catalog", "areas", "set", "社会救助", "--lead", "社会事务办公室")
    begin = ("catalog", "confirm", "start", "--title", "半年确认", "--due", "2026-04-30")
    made = run(*begin, "--area", "社会救助", "--json").json()
    assert [one["office"] for one in made["offices"]] == ["社会事务办公室"]
    assert run(*begin).code == 2  # one round at a time
    files = run("catalog", "confirm", "print", 1, "-o", tmp_path / "单", "--json").json()["files"]
    assert [Path(name).name for name in files] == ["半年确认-社会事务办公室.pdf"]
    key = made["offices"][0]["items"][0]
    say = ("catalog", "confirm", "answer", 1, "社会事务办公室")
    told = run(*say, "--item", f"{key}=修改：时限改短", "--json").json()
    assert told["offices"][0]["answers"][key]["proposal"] == 1
    assert run(*say, "--item", f"{key}=也许").code == 2
    assert run(*say).code == 2
    assert "缺15项" in run("catalog", "confirm", "close", 1).err
    assert "半年确认" in run("today").out
    assert run(*say, "--all-kept").code == 0
    assert run("catalog", "confirm", "close", 1, "--json").json()["closed_at"]
    assert "已办结" in run("catalog", "confirm", "list").out
    assert "社会事务办公室" in run("catalog", "confirm", "list", 1).out
    assert run("catalog", "confirm", "list", 5).code == 2
