"""开始使用: the steps of a new office, each ticked by what was really done."""

from __future__ import annotations

from pathlib import Path

from gkdesk import settings
from gkdesk.accounts.session import DEMO_MARK
from gkdesk.desk import Desk
from tests.conftest import CHEAP, ORGAN, PASSWORD, StoppedClock


def test_ticked_by_what_was_done(tmp_path: Path, clock: StoppedClock) -> None:
    desk, _key = Desk.create(
        tmp_path / "office", ORGAN, user="管理员", password=PASSWORD, now=clock, cost=CHEAP
    )
    with desk:
        found = desk.choices.starting()
        assert len(found) == 6
        assert [step.words for step in found if step.done] == []
        desk.village.add_villages([{"name": "东河村"}])
        desk.accounts.add("刘建民", PASSWORD, desk.session.user.role)
        stick = tmp_path / "stick"
        stick.mkdir()
        desk.backups.write(stick)
        done = {step.words for step in desk.choices.starting() if step.done}
        assert done == {"增加审核和负责人", "填写村名单", "第一次备份"}
        desk.choices.put_away_starting()
        assert desk.choices.starting() == []
        chosen, problems = settings.read(desk.session.folder)
        assert (chosen.starting, problems) == (False, [])
        assert desk.audit_log.lines()[0].act == "收起开始使用"


def test_a_demo_has_none(tmp_path: Path, clock: StoppedClock) -> None:
    desk, _key = Desk.create(
        tmp_path / "office", ORGAN, user="管理员", password=PASSWORD, now=clock, cost=CHEAP
    )
    with desk:
        (desk.session.folder / DEMO_MARK).write_text("2026-04-10T09:30:00", "ascii")
        assert desk.choices.starting() == []
