"""A real office with three villages' sheets, two of them reviewed; the printer is a fake."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from gkdesk.accounts.session import Session
from gkdesk.desk import Desk
from gkdesk.documents.model import Document
from gkdesk.documents.service import Documents
from gkdesk.printing.drivers import Watch
from gkdesk.printing.model import Halt, Job, Setup
from gkdesk.printing.service import Printing
from gkdesk.village.service import Villages
from tests.conftest import CHEAP, PASSWORD, StoppedClock
from tests.village.books import rows, save

from .fake import NAME, Clock, FakeDriver

PERIOD = "2026Q1"
REVIEWED, DRAFT, MISSING = ("东河村", "西河村", "上坪村"), "下坪村", "石门村"


@dataclass
class Office:
    """The rooms, the fake printer, and short ways to what the tests ask again and again."""

    session: Session
    documents: Documents
    village: Villages
    printing: Printing
    driver: FakeDriver
    folder: Path

    def hand_in(self, name: str, **cells: object) -> str:
        title = f"青石镇{name}2026年第一季度财务收支公开表"
        path = save(self.folder / f"{name}.xlsx", rows(A1=title, **cells))
        return self.village.apply(self.village.read([path], PERIOD)).stored[0]

    def uid(self, name: str) -> str:
        found = [one for one in self.printing.sheets("F01", PERIOD) if one.name == name]
        return found[0].subject

    def sheets(self, *names: str, setup: Setup | None = None) -> Job:
        setup = setup or Setup(NAME, paper="a3l")
        uids = [self.uid(name) for name in names]
        return self.printing.sheets_job("F01", PERIOD, setup, uids)

    def letter(self, lines: int = 50) -> Document:
        """Archive a reply of three pages, unless told how long."""
        values: dict[str, str | list[str]] = {
            "addressee": "某某", "pronoun": "你", "receipt_date": "2026-04-01",
            "request_no": "青公开申〔2026〕1号", "request_summary": "经费",
            "original_due": "2026-04-29", "extend_days": "20", "new_due": "2026-05-29",
            "extend_reason": "所涉信息需要到县档案馆逐卷查找" * lines,
        }  # fmt: skip
        return self.documents.issue("request_extension", values, subject="青公开申〔2026〕1号")

    def run(self, job: Job, watch: Watch | None = None, *, printer: str = "") -> Job:
        return self.printing.print_(job.id, self.driver, watch or patient(), printer=printer)


def patient(halts: dict[int, Halt] | None = None, office: Office | None = None) -> Watch:
    """Watch with seconds that only pass by sleeping; halt after so many pieces of paper."""
    clock = Clock()

    def wish() -> Halt:
        return (halts or {}).get(len(office.driver.works), Halt.NO) if office else Halt.NO

    return Watch(wish=wish, sleep=clock.sleep, seconds=clock.seconds)


@pytest.fixture(scope="session")
def stocked(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with sheets, built once; each test copies it."""
    folder = tmp_path_factory.mktemp("stocked")
    shutil.copy(founded / "gkdesk.db", folder / "gkdesk.db")
    with Desk.open(folder, now=StoppedClock(), cost=CHEAP) as desk:
        desk.accounts.log_in("周桂芬", PASSWORD)
        made = _office(desk, folder)
        for number, name in enumerate((*REVIEWED, DRAFT, MISSING), start=201):
            made.village.add_village({"name": name, "code": f"999999101{number}"})
        for name in (*REVIEWED, DRAFT):
            uid = made.hand_in(name)
            if name != DRAFT:
                made.village.review(uid, "王主任", date(2026, 4, 10))
    return folder


@pytest.fixture
def office(stocked: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    folder = tmp_path / "office"
    shutil.copytree(stocked, folder)
    with Desk.open(folder, now=clock, cost=CHEAP) as desk:
        desk.accounts.log_in("周桂芬", PASSWORD)
        yield _office(desk, tmp_path)


def _office(desk: Desk, folder: Path) -> Office:
    return Office(desk.session, desk.documents, desk.village, desk.printing, FakeDriver(), folder)
