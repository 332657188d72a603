"""科室确认: slips, answers that become proposals, who is late, and closing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber
import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.adjustrows import Kind, State
from gkdesk.catalog.areabook import NoArea
from gkdesk.catalog.confirm import (
    NoRound,
    NoSlip,
    NothingToConfirm,
    RoundClosed,
    RoundOpen,
    StillMissing,
)
from gkdesk.catalog.confirmrows import Answer, office_of
from gkdesk.catalog.service import Catalog
from gkdesk.documents.service import Documents
from tests.conftest import log_in

from .conftest import SAMPLE

DUE = date(2026, 4, 30)
KEEP = (Answer.KEEP, "")


@pytest.fixture
def catalog(session: Session) -> Catalog:
    made = Catalog(session, lambda: Documents(session))
    made.apply(made.read(SAMPLE))
    made.area_book.set("社会救助", {"lead": "社会事务办公室"})
    return made


def test_items_go_to_the_office_named_or_to_their_agency(catalog: Catalog) -> None:
    item = catalog.rows("户籍管理")[0]
    rest = ("党政办", "青石镇人民政府")
    assert office_of(item, {"户籍管理": "派出所"}, *rest) == "派出所"
    assert office_of(item, {}, *rest) == "、".join(item.agency.split())
    assert office_of(replace(item, agency="", ditto={}), {}, *rest) == "党政办"
    assert office_of(replace(item, agency="同上", ditto={"agency": "公安"}), {}, *rest) == "公安"
    for own in ("青石镇人民政府", "镇人民政府"):  # the organ itself signs no slip
        assert office_of(replace(item, agency=own, ditto={}), {}, *rest) == "党政办"
    found = catalog.confirming.start("2026年上半年目录确认", DUE)
    assert sum(len(slip.keys) for slip in found.slips) == 54
    slip = found.slip("社会事务办公室")
    assert slip is not None
    assert (len(slip.keys), slip.progress) == (16, "0/16")


def test_a_round_over_some_areas(catalog: Catalog) -> None:
    found = catalog.confirming.start("半年", DUE, ["社会救助"])
    assert [slip.office for slip in found.slips] == ["社会事务办公室"]
    with pytest.raises(RoundOpen, match="半年"):
        catalog.confirming.start("又一轮", DUE)
    with pytest.raises(NoRound):
        catalog.confirming.get(9)


def test_what_cannot_begin(catalog: Catalog) -> None:
    with pytest.raises(BadValue, match="过去"):
        catalog.confirming.start("x", date(2026, 4, 9))
    with pytest.raises(BadValue, match="名称"):
        catalog.confirming.start(" ", DUE)
    with pytest.raises(NoArea):
        catalog.confirming.start("x", DUE, ["航天"])
    with pytest.raises(NothingToConfirm, match="税收管理"):
        catalog.confirming.start("x", DUE, ["税收管理"])


def test_the_slip_holds_every_item_and_its_boxes(catalog: Catalog, tmp_path: Path) -> None:
    catalog.confirming.start("2026年上半年目录确认", DUE, ["社会救助", "义务教育"])
    with pdfplumber.open(io.BytesIO(catalog.confirming.slip(1, "社会事务办公室"))) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    for item in catalog.rows("社会救助"):
        assert item.key in text
    assert text.count("取消") >= 16
    assert "2026年4月30日" in text
    assert "补充事项二" in text
    written = catalog.confirming.print_(1, tmp_path)
    assert len(written) == len(catalog.confirming.get(1).slips)
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)
    with pytest.raises(NoSlip):
        catalog.confirming.slip(1, "财政所")


def test_answers_become_proposals_and_can_be_given_anew(catalog: Catalog) -> None:
    catalog.confirming.start("半年确认", DUE, ["社会救助"])
    keys = [item.key for item in catalog.rows("社会救助")]
    office = "社会事务办公室"
    found = catalog.confirming.answer(
        1, office,
        {
            keys[0]: KEEP,
            keys[1]: (Answer.CHANGE, "时限改为10个工作日"),
            keys[2]: (Answer.CANCEL, "已无此事"),
        },
    )  # fmt: skip
    slip = found.slip(office)
    assert slip is not None
    assert (slip.progress, slip.count(Answer.CHANGE)) == ("3/16", 1)
    change, cancel = catalog.adjusting.all()
    assert (change.kind, change.content.words, change.content.department) == (
        Kind.CHANGE, "时限改为10个工作日", office,
    )  # fmt: skip
    assert change.content.incomplete
    assert (cancel.kind, cancel.content.basis) == (Kind.CANCEL, "半年确认确认意见")
    # the office thinks better of it: the open proposal is taken back
    catalog.confirming.answer(1, office, {keys[2]: KEEP})
    assert catalog.adjusting.get(2).state is State.WITHDRAWN
    assert catalog.confirming.keep_rest(1, office).missing == ()


def test_wrong_answers_write_nothing(catalog: Catalog) -> None:
    catalog.confirming.start("半年确认", DUE, ["社会救助"])
    keys = [item.key for item in catalog.rows("社会救助")]
    with pytest.raises(BadValue, match="没有填"):
        catalog.confirming.answer(
            1, "社会事务办公室", {keys[0]: (Answer.CANCEL, "有理由"), keys[1]: (Answer.CHANGE, " ")}
        )
    assert catalog.adjusting.all() == []
    with pytest.raises(NoSlip):
        catalog.confirming.answer(1, "社会事务办公室", {"99-01-001": KEEP})
    with pytest.raises(NoSlip):
        catalog.confirming.keep_rest(1, "没有的科室")


def test_the_agenda_names_who_owes_answers(catalog: Catalog, session: Session) -> None:
    assert catalog.agenda() == []
    catalog.confirming.start("半年确认", DUE, ["社会救助", "义务教育"])
    [due] = catalog.agenda()
    assert (due.room, due.subject, due.due_on, due.verb) == (
        "catalog",
        "confirm/1",
        DUE,
        "登记确认",
    )
    assert "没有交回" in due.detail
    for slip in catalog.confirming.get(1).slips:
        catalog.confirming.keep_rest(1, slip.office)
    assert catalog.agenda()[0].verb == "办结"
    log_in(session, "何敏")
    catalog.confirming.close(1)
    assert catalog.agenda() == []


def test_closing_says_what_is_missing(catalog: Catalog) -> None:
    catalog.confirming.start("半年确认", DUE, ["社会救助"])
    with pytest.raises(StillMissing, match="社会事务办公室（缺16项）"):
        catalog.confirming.close(1)
    found = catalog.confirming.close(1, "社会事务办公室口头确认全部保留")
    assert (found.state, found.closed_words) == ("已办结", "社会事务办公室口头确认全部保留")
    with pytest.raises(RoundClosed):
        catalog.confirming.close(1)
    with pytest.raises(RoundClosed):
        catalog.confirming.keep_rest(1, "社会事务办公室")
    catalog.confirming.start("下一轮", DUE)
    assert [one.closed_at != "" for one in catalog.confirming.all()] == [True, False]
