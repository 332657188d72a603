"""Fixtures of the requests room: the service in a founded office, and a full set of values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from gkdesk.accounts.session import Session
from gkdesk.documents.service import Documents
from gkdesk.requests.service import Requests
from tests.conftest import StoppedClock


@pytest.fixture
def documents(session: Session) -> Documents:
    return Documents(session)


@pytest.fixture
def requests(session: Session, documents: Documents) -> Requests:
    return Requests(session, documents)


@pytest.fixture
def values() -> dict[str, object]:
    """What an applicant who left nothing out hands in (an invented person)."""
    return {
        "applicant_kind": "citizen",
        "name": "张建国",
        "id_number": "511123196504120873",
        "phone": "139 8123 0872",
        "address": "云岭县青石镇西河村一组",
        "content": "西河村高标准农田项目青苗补偿费发放清单",
        "channel": "counter",
        "carrier": "paper",
        "obtain_way": "pick_up",
    }


@pytest.fixture
def at(clock: StoppedClock) -> Callable[[str], None]:
    """Move the office's clock: ``at("2026-04-20")``."""

    def move(day: str) -> None:
        clock.value = datetime.fromisoformat(f"{day}T10:00")

    return move
