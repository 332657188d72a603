"""What the catalog keeps in plain words holds no person's number, whichever way it comes in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.dutyrows import DutyList
from gkdesk.catalog.listrows import ListKind
from gkdesk.catalog.service import Catalog
from tests.catalog.conftest import SAMPLE

NUMBER = "张三110101199003070011"
PROPOSAL = {
    "kind": "cancel", "reason": "duty", "basis": "条例", "department": "民政办",
    "items": ["20-01-001"],
}  # fmt: skip
Way = Callable[[Catalog], object]
WAYS: dict[str, Way] = {
    "department": lambda c: c.adjusting.propose(PROPOSAL | {"department": NUMBER}),
    "basis": lambda c: c.adjusting.propose(PROPOSAL | {"basis": NUMBER}),
    "words": lambda c: c.adjusting.propose(PROPOSAL | {"words": NUMBER}),
    "reason": lambda c: c.adjusting.propose(PROPOSAL | {"reason": NUMBER}),
    "field": lambda c: c.adjusting.propose(
        PROPOSAL | {"kind": "change", "fields": {"content": NUMBER}}
    ),
    "area": lambda c: c.area_book.set("社会救助", {"lead": NUMBER}),
    "alias": lambda c: c.area_book.set("社会救助", {"aliases": [NUMBER]}),
    "list": lambda c: c.lists.edit(ListKind.NEGATIVE, [{"content": NUMBER, "basis": "条例"}]),
    "duty": lambda c: c.duties.add(DutyList.POWER, {"name": NUMBER}),
}


@pytest.fixture
def catalog(session: Session) -> Catalog:
    made = Catalog(session)
    made.apply(made.read(SAMPLE))
    return made


@pytest.mark.parametrize("way", WAYS)
def test_a_number_is_refused_and_not_repeated(catalog: Catalog, session: Session, way: str) -> None:
    with pytest.raises(BadValue) as caught:
        WAYS[way](catalog)
    assert NUMBER[2:] not in str(caught.value)
    dump = "\n".join(session.conn.iterdump())
    assert NUMBER[2:] not in dump
