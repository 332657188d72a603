"""A town's sync room with fake sources, a drive, and a county's inbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.base.handover import PackageRow
from gkdesk.documents.service import Documents
from gkdesk.sync.county import County
from gkdesk.sync.service import Sync
from tests.conftest import StoppedClock

from .exchange import Exchange
from .rows import Rows


@pytest.fixture
def documents(session: Session) -> Documents:
    return Documents(session)


@pytest.fixture
def kept(documents: Documents) -> str:
    """The SHA-256 of one archived file."""
    return documents.keep(b"%PDF-1.4 sheet " * 200, name="公示单.pdf", subject="v1")


@pytest.fixture
def rows(kept: str, session: Session) -> Rows:
    """What the rooms hand over; tests change it in place."""
    return Rows(session.conn, [
        PackageRow("item", "A1", 1, {"name": "公共文化服务", "basis": "《条例》第二十条"}),
        PackageRow("item", "A2", 3, {"name": "养老服务", "channels": ["网站", "公开栏"]}),
        PackageRow("sheet", "F01/2026Q3/v1", 1, {"village": "青山村"}, (("公示单.pdf", kept),)),
    ])  # fmt: skip


@pytest.fixture
def sync(session: Session, documents: Documents, rows: Rows) -> Sync:
    return Sync(session, documents, rows.sources)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    with County.init(tmp_path / "inbox", name="云岭县", now=clock) as inbox:
        yield inbox


@pytest.fixture
def exchange(
    tmp_path: Path, clock: StoppedClock, session: Session, county: County, sync: Sync
) -> Iterator[Exchange]:
    made = Exchange(tmp_path, clock, session, county, sync)
    made.meet()
    return made
