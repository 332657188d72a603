"""``gkdesk print`` with a fake printer in the place of CUPS."""

from __future__ import annotations

import shutil
from pathlib import Path

import pdfplumber
import pytest

from gkdesk.printing.drivers import Fate, NoPrintCommands, Seen, Trouble
from gkdesk.printing.service import Printing
from tests.printing.conftest import DRAFT, MISSING, PERIOD, REVIEWED, stocked  # noqa: F401
from tests.printing.fake import NAME, FakeDriver

from .conftest import Run


@pytest.fixture
def driver(
    stocked: Path,  # noqa: F811 - pytest's way to use another folder's fixture
    office_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> FakeDriver:
    shutil.copytree(stocked, office_folder, dirs_exist_ok=True)
    fake = FakeDriver()
    monkeypatch.setattr(Printing, "cups", staticmethod(lambda: fake))
    return fake


def sheets(run: Run, *more: str) -> tuple[int, str, str]:
    done = run("print", "village", "--period", PERIOD, "--printer", NAME, *more)
    return done.code, done.out, done.err


def test_villages_to_paper_and_into_the_log(run: Run, driver: FakeDriver) -> None:
    code, _out, said = sheets(run, "--paper", "a3l", "--copies", "2")
    assert code == 0
    assert f"{MISSING}：还没有交数据" in said
    assert f"{DRAFT}：村务监督委员会还没有审核" in said
    assert "打印4个，没有打印0个" in said
    assert [work.media for work in driver.works] == ["A3"] * 8
    log = run("print", "log", "--json").json()
    assert [(one["name"], one["draft"], one["again"]) for one in log] == [
        (DRAFT, True, False), *((name, False, False) for name in reversed(REVIEWED)),
    ]  # fmt: skip
    again = run("print", "village", "--period", PERIOD, "--village", "东河", "--json")
    assert again.json()["items"][0]["again"]
    assert len(driver.works) == 10  # printer, paper and copies came from the last time
    assert "补打" in run("print", "log", "--again").out
    assert run("print", "log", "--on", "2026-04-11").out.count(NAME) == 0


def test_stopped_by_the_printer_listed_and_continued(run: Run, driver: FakeDriver) -> None:
    driver.fates[2] = Seen(Fate.QUEUED, Trouble.PAPER)
    code, _out, said = sheets(run)
    assert code == 3
    assert f"打印机缺纸，停在第2个（{REVIEWED[1]}）" in said
    listed = run("print", "list")
    assert NAME in listed.out
    assert "停在西河村。继续请用 gkdesk print resume 1" in listed.err
    [waiting] = run("print", "list", "--json").json()["unfinished"]
    assert (waiting["job"], waiting["state"], waiting["printed"]) == (1, "trouble", 1)
    driver.fates[2] = Seen(Fate.OUT)
    done = run("print", "resume", "--json")
    assert (done.code, done.json()["state"]) == (0, "finished")
    assert len(driver.works) == 4
    twice = run("print", "resume", "1")
    assert (twice.code, len(driver.works)) == (2, 4)
    assert "不能再继续" in twice.err
    assert run("print", "resume").code == 2


def test_a_job_is_given_up(run: Run, driver: FakeDriver) -> None:
    driver.refuse[1] = Trouble.GONE
    assert sheets(run)[0] == 3
    given_up = run("print", "give-up", 1)
    assert given_up.code == 0
    assert "不再打印" in given_up.err
    assert run("print", "list", "--json").json()["unfinished"] == []


def test_no_a3_and_an_unknown_printer_are_the_clerks_to_settle(
    run: Run, driver: FakeDriver
) -> None:
    driver.papers = ("A4",)
    code, _out, said = sheets(run, "--paper", "a3l")
    assert code == 2
    assert "缩印到A4" in said
    assert sheets(run, "--paper", "a3l", "--fit", "tile", "--village", "东河村")[0] == 0
    assert len(driver.works) == 2
    assert run("print", "village", "--period", PERIOD, "--printer", "没有的").code == 2


def test_documents_and_the_calibration_page(run: Run, driver: FakeDriver, tmp_path: Path) -> None:
    assert run("print", "document", 7, "--printer", NAME).code == 2
    sheets(run, "--village", "东河村")
    assert run("print", "document", 1, "--printer", NAME).code == 0
    path = tmp_path / "校准.pdf"
    assert run("print", "calibrate", "-o", path).code == 0
    with pdfplumber.open(path) as document:
        assert "校准页" in document.pages[0].extract_text()


def test_a_machine_without_cups_is_told_to_use_the_window(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise NoPrintCommands

    monkeypatch.setattr(Printing, "cups", staticmethod(none))
    done = run("print", "list")
    assert done.code == 3
    assert "请在窗口里打印" in done.err
