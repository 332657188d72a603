"""The audit in words: every act of the program has a name."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from gkdesk.accounts.model import LoginNeeded
from gkdesk.accounts.session import Session
from gkdesk.requests.model import EventKind
from gkdesk.search.auditlog import AuditLog, found
from gkdesk.search.auditwords import ROOMS, words_of
from tests.conftest import log_in

ROOT = Path(__file__).resolve().parents[2] / "gkdesk"
CALL = re.compile(r'\.audit\(\s*"([a-z_]+\.[a-z_]+)"|action="([a-z_]+\.[a-z_]+)"')


def actions() -> set[str]:
    return {
        one or other
        for path in ROOT.rglob("*.py")
        for one, other in CALL.findall(path.read_text("utf-8"))
    }


def test_every_act_has_a_name() -> None:
    acts = actions()
    assert len(acts) > 100
    nameless = {one for one in acts if re.search("[a-z]", "".join(words_of(one)))}
    assert nameless == set()
    assert {one.partition(".")[0] for one in acts} <= set(ROOMS)


def test_acts_of_the_rooms_take_their_labels() -> None:
    for kind in EventKind:
        assert words_of(f"requests.{kind}")[0] == "依申请公开"
        assert not re.search("[a-z]", words_of(f"requests.{kind}")[1])
    assert words_of("records.publish") == ("公开信息", "终审并公开")
    assert words_of("catalog.adjust_approved") == ("目录", "调整申请：批准")
    assert words_of("registers.leave") == ("台账", "办理")
    assert words_of("somewhere.new") == ("somewhere", "new")


@pytest.mark.parametrize(
    ("start", "kinds"),
    [
        ("village.", ("renamed", "merged", "ended", "alias", "code")),
        ("village.objection_", ("answered", "closed", "escalated")),
        ("transfer.", ("handed", "recalled", "counted")),
        ("catalog.", ("negative", "basic", "negative_export", "basic_export")),
    ],
)
def test_acts_named_by_their_kind_have_names(start: str, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        assert not re.search("[a-z]", "".join(words_of(f"{start}{kind}")))


def test_newest_first_found_by_word_and_written(session: Session, tmp_path: Path) -> None:
    with session.transaction():
        session.audit("village.post", "东河村", on="2026-04-10", early=False, none="")
    log_in(session, "管理员")
    lines = AuditLog(session).lines()
    assert (lines[0].user, lines[0].act) == ("管理员", "登录")
    assert lines[1].detail == "提前 否，日期 2026-04-10"
    assert [one.subject for one in found(lines, "张贴 东河")] == ["东河村"]
    assert found(lines, "张贴 西河") == []
    assert len(AuditLog(session).lines(1)) == 1
    path = tmp_path / "log.xlsx"
    AuditLog(session).write(lines, path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert lines[0].hash in cells
    assert "登记张贴" in cells
    assert AuditLog(session).lines()[0].act == "导出操作日志"


def test_nobody_logged_in_reads_it(locked_session: Session) -> None:
    with pytest.raises(LoginNeeded):
        AuditLog(locked_session).lines()
