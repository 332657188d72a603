"""A catalog with one item of ten working days, and a draft."""

from __future__ import annotations

import pytest

from gkdesk.accounts.session import Session
from gkdesk.catalog.service import Catalog
from gkdesk.documents.service import Documents
from gkdesk.records.model import Record
from gkdesk.records.service import Records
from tests.catalog.conftest import SAMPLE

# 张伟's number of the identity-card standard's own kind: invented, check character right
ID_NUMBER = "110101199003070011"

VALUES = {
    "title": "2026年一季度临时救助名单公示",
    "body": "经审核，拟对6户困难群众给予临时救助，现予公示。",
    "made_on": "2026-04-01",
    "attribute": "主动公开",
    "item_key": "20-01-001",
}


@pytest.fixture
def records(session: Session) -> Records:
    catalog = Catalog(session)
    catalog.apply(catalog.read(SAMPLE))
    return Records(session, Documents(session), catalog)


@pytest.fixture
def draft(records: Records) -> Record:
    return records.draft(VALUES)
