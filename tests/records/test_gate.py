"""A record goes out only when every hit is decided, the blocking ones by a second person."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.records.model import Act, State
from gkdesk.records.privacy import NoSuchHit, OwnRelease, PersonalData, hold_back
from gkdesk.records.scanmodel import Choice
from gkdesk.records.service import Records
from tests.conftest import log_in

from .conftest import ID_NUMBER, VALUES
from .scanfiles import book
from .steps import go, to_final

BODY = "现予公示。\n联系人电话13912340872。\n秸杆禁烧。"


def marks(records: Records, uid: str) -> list[str]:
    return [one.hit.mark for one in records.privacy.judged(uid)]


def test_release_needs_a_leader_a_reason_and_leaves_a_certificate(
    records: Records, session: Session
) -> None:
    uid = records.draft(VALUES | {"body": BODY}).uid
    phone, word = marks(records, uid)
    privacy = records.privacy
    privacy.decide(uid, [word], Choice.RELEASE, "引用原文")
    with pytest.raises(BadValue, match="理由"):
        privacy.decide(uid, [phone], Choice.RELEASE, " ")
    with pytest.raises(NotAllowed):
        privacy.decide(uid, [phone], Choice.RELEASE, "村干部的工作电话")
    with pytest.raises(NoSuchHit):
        privacy.decide(uid, ["0"], Choice.DELETE)
    to_final(records, session, uid)
    with pytest.raises(PersonalData, match="1处"):
        go(records, uid, Act.PUBLISH)
    privacy.decide(uid, [phone], Choice.RELEASE, "村干部的工作电话，本人同意")
    assert go(records, uid, Act.PUBLISH).state is State.PUBLISHED
    made = privacy.certificate(uid)
    assert made is not None
    assert (made.by, len(made.decisions), len(made.scanned)) == ("何敏", 2, 1)
    assert len(made.scanned[0]["sha256"]) == 64
    assert "13912340872" not in json.dumps(made.as_dict())


def test_a_leader_does_not_release_his_own_draft(records: Records, session: Session) -> None:
    log_in(session, "何敏")
    uid = records.draft(VALUES | {"body": BODY}).uid
    with pytest.raises(OwnRelease):
        records.privacy.decide(uid, marks(records, uid), Choice.RELEASE, "可以")


def test_a_decision_to_delete_does_not_open_the_gate(records: Records, session: Session) -> None:
    uid = records.draft(VALUES | {"body": BODY}).uid
    records.privacy.decide(uid, marks(records, uid), Choice.DELETE)
    assert [one.open for one in records.findings(uid)] == ["决定删去，原文还没有改"] * 2
    to_final(records, session, uid)
    with pytest.raises(PersonalData, match="2处"):
        go(records, uid, Act.PUBLISH)


def test_masking_changes_the_draft_only_there(records: Records) -> None:
    uid = records.draft(VALUES | {"body": f"张某，{ID_NUMBER}\n{BODY}", "title": "公示"}).uid
    first, phone, _word = marks(records, uid)
    assert records.mask(uid, [first, phone]).body == (
        "张某，11*************011\n现予公示。\n联系人电话139****0872。\n秸杆禁烧。"
    )
    assert len(records.findings(uid)) == 1


def test_files_checked_with_a_record_hold_it_back(
    records: Records, session: Session, tmp_path: Path
) -> None:
    uid = records.draft(VALUES).uid
    path = tmp_path / "名单.xlsx"
    path.write_bytes(book())
    records.privacy.check(uid, [path])
    found = records.findings(uid)
    assert found[0].hit.where.startswith("附件“名单.xlsx”")
    to_final(records, session, uid)
    with pytest.raises(PersonalData):
        go(records, uid, Act.PUBLISH)
    path.write_bytes(b"ok")
    records.privacy.check(uid, [path])
    assert go(records, uid, Act.PUBLISH).state is State.PUBLISHED


def test_what_is_kept_is_sealed(records: Records, session: Session) -> None:
    uid = records.draft(VALUES | {"body": BODY}).uid
    records.privacy.check(uid)
    records.privacy.decide(uid, marks(records, uid), Choice.MASK)
    rows = session.conn.execute("SELECT sealed FROM record_scan").fetchall()
    rows += session.conn.execute("SELECT sealed FROM record_scan_decision").fetchall()
    assert len(rows) == 3
    for row in rows:
        assert b"mark" not in row["sealed"]
    with pytest.raises(Exception, match="append-only"):
        session.conn.execute("DELETE FROM record_scan")


def test_any_exit_can_ask(records: Records) -> None:
    scanned = records.privacy.scan(records.draft(VALUES | {"body": BODY}))
    with pytest.raises(PersonalData):
        hold_back("通知", [scanned])
    hold_back("通知", [scanned], {hit.mark for hit in scanned.hits})


def test_a_released_number_passes_the_county_s_gate_too(records: Records, session: Session) -> None:
    from gkdesk.sync import gate

    phone, other = "13912340872", "13912340999"
    draft = records.draft(VALUES | {"body": f"联系人手机：{phone}，欢迎来电。"})
    to_final(records, session, draft.uid)
    marks = [one.hit.mark for one in records.privacy.judged(draft.uid)]
    records.privacy.decide(draft.uid, marks, Choice.RELEASE, "本人同意公开")
    go(records, draft.uid, Act.PUBLISH)
    [row] = records.package_rows()
    assert gate.problems(row) == []
    assert phone not in repr(row.released)
    leaking = replace(row, data=row.data | {"body": f"{phone}，{other}"})
    [problem] = gate.problems(leaking)
    assert "139****0999" in problem.message
    assert gate.problems(replace(row, released=frozenset())) != []
