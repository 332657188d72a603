"""What nobody expects: names, damaged files, full disks, a busy database, other computers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gkdesk.base.progress import Cancelled
from gkdesk.db.connection import DatabaseBusy, connect
from gkdesk.desk import Desk
from gkdesk.documents import printcopy, raster
from gkdesk.printing import history, machine
from gkdesk.printing.cups import Cups
from gkdesk.printing.declined import DocumentVoided, PrintHalted
from gkdesk.printing.drivers import Fate, PrinterTrouble, Seen, Trouble, Watch
from gkdesk.printing.model import Halt, ItemState, JobState, Setup
from tests.conftest import CHEAP, PASSWORD, StoppedClock

from .conftest import PERIOD, REVIEWED, Office, patient
from .fake import NAME
from .test_cups import IDLE, Commands

ODD = ['财务室 "A3" 打印机', "O'Neil & Söhne;--", "\\\\server\\HP 500"]


@pytest.mark.parametrize("name", ODD)
def test_a_printer_may_be_called_anything(office: Office, name: str) -> None:
    office.driver.names = (name,)
    office.printing.calibrate(name, right=1, down=0)
    job = office.run(office.sheets(REVIEWED[0], setup=Setup(name, paper="a3l")))
    assert job.state is JobState.FINISHED
    assert office.printing.setup("F01").printer == name
    assert office.printing.log(printer=name)[0].printer == name


def test_a_queue_removed_while_the_list_is_made_is_left_out() -> None:
    gone = (1, 'lpstat: Invalid destination name in list "HP".')

    class Vanishing(Commands):
        def __call__(self, arguments: list[str], data: bytes) -> object:  # type: ignore[override]
            self.answers["lpstat_p"] = gone if "HP" in arguments else f"printer {IDLE}"
            return super().__call__(arguments, data)

    commands = Vanishing(
        lpstat_e="青石打印机\nHP\n", lpstat_d="no system default", lpstat_a="accepting",
        lpstat_r="scheduler is running",
    )  # fmt: skip
    assert [one.name for one in Cups(commands).printers()] == ["青石打印机"]


@pytest.mark.parametrize(
    "said",
    [
        "lp: Request Entity Too Large",
        "lp: Error - unable to queue from stdin - Connection reset by peer.",
        "lp: Error - unable to queue from stdin - No space left on device.",
    ],
)
def test_a_spool_without_space_is_no_fault_of_the_printer(said: str) -> None:
    from gkdesk.printing.drivers import Work

    with pytest.raises(PrinterTrouble, match=r"磁盘可能满了.*清理本机的磁盘"):
        Cups(Commands(lp=(1, said))).send("GK", Work(b"%PDF-", 1, 1, "A4"))


def test_a_full_spool_stops_the_job_at_its_page(office: Office) -> None:
    office.driver.refuse = {2: Trouble.FULL}
    job = office.sheets(*REVIEWED)
    with pytest.raises(PrintHalted, match=f"停在第2个（{REVIEWED[1]}）的第1页，已打完1个"):
        office.run(job)
    assert office.run(office.printing.job(job.id)).state is JobState.FINISHED
    assert len(office.driver.works) == 3


def test_a_queue_that_cannot_tell_printed_from_cancelled_claims_neither(office: Office) -> None:
    """Without CUPS's socket lpstat only says that the page has left the queue."""
    office.driver.fates = {1: Seen(Fate.HANDED), 2: Seen(Fate.HANDED)}
    job = office.run(office.sheets(*REVIEWED[:2]))
    assert job.state is JobState.FINISHED
    assert [job.state_of(item) for item in job.items] == [ItemState.SENT] * 2
    assert len(job.printed) == 2  # and nothing waits for ever
    assert not any(item.waiting for item in job.items)


def test_stopped_while_the_last_page_comes_out_there_is_nothing_to_go_on_with(
    office: Office,
) -> None:
    """The window closes between the last page and the word that it is done."""

    def report(step: int, _total: int, _what: str) -> None:
        if step == 2:
            raise Cancelled

    job = office.sheets(*REVIEWED[:2])
    with pytest.raises(Cancelled):
        office.run(job, Watch(report=report))
    assert office.printing.job(job.id).state is JobState.FINISHED
    assert office.printing.unfinished() == []


def test_stopped_while_the_last_page_waits_it_is_looked_up_not_printed_again(
    office: Office,
) -> None:
    office.driver.fates[2] = Seen(Fate.QUEUED)
    job = office.run(office.sheets(*REVIEWED[:2]), patient({2: Halt.STOP}, office))
    assert job.state is JobState.STOPPED
    office.driver.fates.clear()
    assert office.run(job).state is JobState.FINISHED
    assert len(office.driver.works) == 2


def test_given_up_after_the_waiting_page_came_out_the_log_says_so(office: Office) -> None:
    office.driver.fates[1] = Seen(Fate.QUEUED)
    job = office.run(office.sheets(*REVIEWED[:2]), patient({1: Halt.PAUSE}, office))
    office.driver.fates.clear()
    ended = office.printing.give_up(job.id, office.driver)
    assert ended.state_of(ended.items[0]) is ItemState.DONE
    assert ended.state_of(ended.items[1]) is ItemState.STOPPED


def test_a_busy_database_is_a_sentence_and_the_page_counts_as_printed_perhaps(
    office: Office,
) -> None:
    office.session.conn.execute("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(office.session.folder / "gkdesk.db", isolation_level=None)
    office.driver.on_send = lambda number: number == 2 and other.execute("BEGIN EXCLUSIVE")  # type: ignore[assignment,return-value]
    job = office.sheets(*REVIEWED)
    with pytest.raises(DatabaseBusy):
        office.run(job)
    with pytest.raises(DatabaseBusy):  # a read is a sentence too
        office.printing.job(job.id)
    other.execute("ROLLBACK")
    other.close()
    assert office.printing.job(job.id).state is JobState.BROKEN
    office.driver.on_send = lambda _number: None
    ended = office.run(office.printing.job(job.id))
    assert ended.state is JobState.FINISHED
    assert [item.again for item in ended.items] == [False, True, False]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 cut off", b"\x00" * 500])
def test_what_is_no_pdf_is_one_sentence(data: bytes) -> None:
    with pytest.raises(raster.UnreadablePdf, match="打不开"):
        raster.Pdf(data)
    with pytest.raises(raster.UnreadablePdf):
        printcopy.sizes(data)
    with pytest.raises(raster.UnreadablePdf):
        printcopy.make(data, way=printcopy.Way.TILE)


def test_a_void_document_says_why_it_is_not_printed(office: Office) -> None:
    letter = office.letter()
    office.documents.void(letter.id, "内容有误")
    with pytest.raises(DocumentVoided, match="已经作废"):
        office.printing.documents_job([letter], Setup(NAME))


def test_stopped_while_it_is_prepared_no_job_is_left(office: Office) -> None:
    def report(step: int, _total: int, _what: str) -> None:
        if step == 1:
            raise Cancelled

    uids = [office.uid(name) for name in REVIEWED]
    with pytest.raises(Cancelled):
        office.printing.sheets_job("F01", PERIOD, Setup(NAME), uids, report)
    assert office.printing.log() == []
    assert office.printing.unfinished() == []


def test_the_log_counts_what_it_does_not_show(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in REVIEWED:
        office.run(office.sheets(name))
    office.sheets(REVIEWED[0])  # never begun: no line, and no older one either
    assert office.printing.older_jobs() == 0
    monkeypatch.setattr(history, "MOST_JOBS", 2)
    assert [line.name for line in office.printing.log()] == [REVIEWED[2], REVIEWED[1]]
    assert office.printing.older_jobs() == 1
    assert office.printing.older_jobs(on=office.session.today) == 1


def test_another_computer_begins_with_plain_settings(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.printing.remember("F01", Setup(NAME, "Tray1", "a3l", 3))
    office.printing.calibrate(NAME, right=2, down=2)
    monkeypatch.setattr(machine.platform, "node", lambda: "另一台")
    there = type(office.printing)(office.session, office.documents, office.village)
    assert there.setup("F01") == Setup()
    assert not there.shift(NAME)


def test_an_office_made_before_there_was_a_print_room(stocked: Path, tmp_path: Path) -> None:
    """The schema as it stood before 008: opened, brought up to date, printed."""
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((stocked / "gkdesk.db").read_bytes())
    conn = connect(folder / "gkdesk.db")
    newer = [
        row["name"]
        for row in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND (name LIKE 'print!_%' ESCAPE '!' OR name LIKE '%glyph%'"
            " OR name LIKE 'annual!_%' ESCAPE '!')"
        )
    ]
    assert {"print_job", "print_item", "print_event", "print_setup", "print_shift"} <= set(newer)
    conn.execute("PRAGMA foreign_keys = OFF")
    for name in newer:
        conn.execute(f"DROP TABLE {name}")
    for name in ("request_open", "request_received"):  # of 010, on a table that is older
        conn.execute(f"DROP INDEX {name}")
    conn.execute("PRAGMA user_version = 7")
    conn.close()
    with Desk.open(folder, now=StoppedClock(), cost=CHEAP) as desk:
        desk.accounts.log_in("周桂芬", PASSWORD)
        assert sum(one.printable for one in desk.printing.sheets("F01", PERIOD)) == 4
        assert desk.printing.log() == []
        assert desk.audit_faults() == []
    assert [path.suffix for path in (folder / "backups").iterdir()] == [".db"]
