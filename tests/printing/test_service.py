"""Jobs on a real office and a fake printer: what comes out, what stops, what goes on where."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime
from threading import Thread

import pytest

from gkdesk.base.progress import Cancelled
from gkdesk.db import audit
from gkdesk.documents import raster
from gkdesk.documents.archive import path_of
from gkdesk.printing.declined import (
    BadSetup,
    JobClosed,
    JobRunning,
    NoPaper,
    NoSuchJob,
    NoSuchPrinter,
    NothingToPrint,
    NothingUnfinished,
    PrintHalted,
    WhichJob,
)
from gkdesk.printing.drivers import Fate, Seen, Trouble, Watch
from gkdesk.printing.model import Duplex, Fit, Halt, ItemState, Job, JobState, Setup, Shift
from gkdesk.village.model import SheetState
from tests.conftest import NOW, StoppedClock

from .conftest import DRAFT, MISSING, PERIOD, REVIEWED, Office, patient
from .fake import NAME

FIRST, SECOND, THIRD = REVIEWED


def states(job: Job) -> list[ItemState]:
    return [job.state_of(item) for item in job.items]


def test_every_village_says_whether_it_can_be_printed(office: Office) -> None:
    found = {one.name: one for one in office.printing.sheets("F01", PERIOD)}
    assert [name for name, one in found.items() if one.printable and not one.draft] == [*REVIEWED]
    assert found[DRAFT].draft
    assert found[DRAFT].reason == "村务监督委员会还没有审核"
    assert not found[MISSING].printable
    assert found[MISSING].reason == "还没有交数据"


def test_a_batch_prints_archives_and_logs(office: Office) -> None:
    before = office.documents.all()
    job = office.sheets(FIRST, DRAFT, MISSING)
    assert [item.name for item in job.items] == [FIRST, DRAFT]
    assert office.documents.all() == before  # nothing is archived before it is printed
    done = office.run(job)
    assert done.state is JobState.FINISHED
    assert states(done) == [ItemState.DONE] * 2
    [document] = office.documents.all()
    assert document.sha256 == done.items[0].sha256  # the draft is not archived
    assert office.village.sheet(office.uid(FIRST)).state is SheetState.PRINTED
    assert office.village.sheet(office.uid(DRAFT)).state is SheetState.CHECKED
    lines = office.printing.log()
    assert [(one.name, one.remark, one.sent) for one in lines] == [
        (DRAFT, "审核稿", 1),
        (FIRST, "", 1),
    ]
    work = office.driver.works[0]
    assert (work.media, work.title) == ("A3", f"gkdesk-{job.id}-1-1")
    assert work.data == office.documents.read(document.sha256)
    assert audit.verify(office.session.conn, office.session.vault.audit_key) == []


def test_stopped_between_two_pages_goes_on_at_the_next(office: Office) -> None:
    letter = office.letter()
    assert letter.pages >= 3
    job = office.printing.documents_job([letter], Setup(NAME))
    stopped = office.run(job, patient({1: Halt.STOP}, office))
    assert stopped.state is JobState.STOPPED
    assert states(stopped) == [ItemState.STOPPED]
    assert office.driver.pages() == [(1, 1)]
    [waiting] = office.printing.unfinished()
    assert waiting.id == job.id
    assert waiting.next is not None
    assert waiting.next.name == f"{letter.title} {letter.number}"
    done = office.run(waiting)
    assert office.driver.pages() == [(page, page) for page in range(1, letter.pages + 1)]
    assert done.state is JobState.FINISHED
    assert not done.items[0].again
    assert office.printing.unfinished() == []


def test_the_page_in_the_queue_at_a_pause_is_neither_lost_nor_printed_twice(
    office: Office,
) -> None:
    job = office.printing.documents_job([office.letter()], Setup(NAME))
    office.driver.fates[2] = Seen(Fate.QUEUED)
    paused = office.run(job, patient({2: Halt.PAUSE}, office))
    assert paused.state is JobState.PAUSED
    assert [len(paused.items[0].sent), len(paused.items[0].waiting)] == [2, 1]
    office.driver.fates.clear()  # it came out while the job was paused
    office.run(job)
    assert office.driver.pages() == [(1, 1), (2, 2), (3, 3)]


def test_a_page_somebody_cancelled_in_the_queue_is_sent_again(office: Office) -> None:
    job = office.printing.documents_job([office.letter()], Setup(NAME))
    office.driver.fates[2] = Seen(Fate.LOST)
    with pytest.raises(PrintHalted) as halted:
        office.run(job)
    assert "这一页在打印队列里被取消了，停在第1个" in str(halted.value)
    done = office.run(job)
    assert office.driver.pages() == [(1, 1), (2, 2), (2, 2), (3, 3)]
    assert done.state is JobState.FINISHED
    assert not done.items[0].again  # the queue says that it never came out


def test_a_page_nobody_knows_the_end_of_is_sent_again_and_marked(office: Office) -> None:
    job = office.printing.documents_job([office.letter()], Setup(NAME))
    office.driver.fates[3] = Seen(Fate.UNKNOWN)
    with pytest.raises(PrintHalted):
        office.run(job)
    done = office.run(job)
    assert done.items[0].again
    assert [event.again for event in done.items[0].sent] == [False, False, True]


def test_a_printer_without_paper_stops_at_the_item_and_the_rest_waits(office: Office) -> None:
    job = office.sheets(*REVIEWED)
    office.driver.fates[2] = Seen(Fate.QUEUED, Trouble.PAPER)
    with pytest.raises(PrintHalted) as halted:
        office.run(job)
    assert str(halted.value) == (
        f"打印机缺纸，停在第2个（{SECOND}）的第1页，已打完1个。"
        "请加纸，然后继续打印，会从这一页接着打，归档的原件没有改动。"
    )
    assert halted.value.exit_code == 3
    stopped = office.printing.job(job.id)
    assert stopped.state is JobState.TROUBLE
    assert states(stopped) == [ItemState.DONE, ItemState.FAILED, ItemState.WAITING]
    assert stopped.next is not None
    assert stopped.next.name == SECOND
    assert office.driver.cancelled == []  # with paper in, the queue prints it by itself
    office.driver.fates[2] = Seen(Fate.OUT)
    done = office.run(job)
    assert len(office.driver.works) == 3
    assert states(done) == [ItemState.DONE] * 3


def test_the_rest_goes_to_another_printer_and_the_waiting_page_with_it(office: Office) -> None:
    office.driver.names = (NAME, "备用")
    job = office.sheets(FIRST, SECOND)
    office.driver.fates[1] = Seen(Fate.QUEUED, Trouble.JAM)
    with pytest.raises(PrintHalted):
        office.run(job)
    done = office.run(job, printer="备用")
    assert office.driver.cancelled == [f"{NAME}-1"]
    assert [len(office.driver.works), done.state] == [3, JobState.FINISHED]
    assert [line.printer for line in office.printing.log()] == ["备用", "备用"]


@pytest.mark.parametrize("trouble", [Trouble.GONE, Trouble.REJECTS, Trouble.SERVICE])
def test_a_queue_that_takes_nothing_leaves_no_unknown_page(
    office: Office, trouble: Trouble
) -> None:
    job = office.sheets(FIRST, SECOND)
    office.driver.refuse[2] = trouble
    with pytest.raises(PrintHalted) as halted:
        office.run(job)
    assert str(halted.value).startswith(f"{trouble.label}，停在第2个（{SECOND}）")
    done = office.run(job)
    assert not any(item.again for item in done.items)
    assert len(office.driver.works) == 2


def test_a_silent_or_sleeping_printer_is_waited_for(office: Office) -> None:
    job = office.sheets(FIRST)
    office.driver.fates[1] = Seen(Fate.QUEUED, Trouble.OFFLINE)
    watch = patient()
    with pytest.raises(PrintHalted) as halted:
        office.run(job, watch)
    assert "打印机没有连上" in str(halted.value)
    assert 20 <= watch.seconds() < 25
    office.driver.fates[1] = Seen(Fate.QUEUED)
    watch = patient()
    with pytest.raises(PrintHalted, match="一直没有回音"):
        office.run(job, watch)
    assert 180 <= watch.seconds() < 185


def test_printed_again_is_marked_in_the_log_and_the_archive_stays(office: Office) -> None:
    office.run(office.sheets(FIRST))
    [document] = office.documents.all()
    sealed = path_of(office.session.folder, document.sha256).read_bytes()
    office.run(office.sheets(FIRST))
    assert [line.remark for line in office.printing.log()] == ["补打", ""]
    assert [line.job for line in office.printing.log(again=True)] == [2]
    assert office.documents.all() == [document]
    assert path_of(office.session.folder, document.sha256).read_bytes() == sealed
    assert office.driver.works[0].data == office.driver.works[1].data  # nothing on the paper


def test_copies_of_one_job_are_no_reprint_and_come_collated(office: Office) -> None:
    letter = office.letter()
    job = office.printing.documents_job([letter], Setup(NAME, copies=2))
    done = office.run(job)
    once = [(page, page) for page in range(1, letter.pages + 1)]
    assert office.driver.pages() == once * 2
    assert not done.items[0].again
    assert office.printing.log()[0].sent == 2 * letter.pages


def test_both_sides_go_together(office: Office) -> None:
    job = office.printing.documents_job([office.letter()], Setup(NAME, duplex=Duplex.LONG))
    office.run(job, patient({1: Halt.STOP}, office))
    office.run(job)
    assert office.driver.pages() == [(1, 2), (3, 3)]


def test_a_finished_job_is_not_printed_again(office: Office) -> None:
    job = office.run(office.sheets(FIRST))
    with pytest.raises(JobClosed, match="已打完，不能再继续"):
        office.run(job)
    with pytest.raises(JobClosed):
        office.printing.give_up(job.id, office.driver)
    assert len(office.driver.works) == 1


def test_the_same_job_does_not_run_twice_at_once(office: Office) -> None:
    job = office.sheets(FIRST, SECOND)
    refused: list[Exception] = []

    def again(_number: int) -> None:
        assert office.printing.job(job.id).state is JobState.RUNNING
        assert office.printing.unfinished() == []
        try:
            office.printing.print_(job.id, office.driver, patient())
        except JobRunning as error:
            refused.append(error)

    office.driver.on_send = again
    assert office.run(job).state is JobState.FINISHED
    assert len(refused) == 2
    assert len(office.driver.works) == 2


def test_a_job_cut_off_by_a_crash_is_offered_again(office: Office) -> None:
    """Power goes between handing a page over and writing its number down."""
    job = office.printing.documents_job([office.letter()], Setup(NAME))

    def crash(number: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    office.driver.on_send = crash
    with pytest.raises(KeyboardInterrupt):
        office.run(job)
    office.driver.on_send = lambda _number: None
    [waiting] = office.printing.unfinished()
    done = office.run(waiting)
    assert office.driver.pages() == [(1, 1), (2, 2), (2, 2), (3, 3)]
    assert [event.again for event in done.items[0].sent] == [False, True, False]


def test_a_run_that_never_wrote_its_end_counts_as_broken_off(office: Office) -> None:
    job = office.sheets(FIRST)
    office.session.conn.execute(
        "INSERT INTO print_event (job_id, kind, at, by) VALUES (?, 'begun', '2026-04-10', '周')",
        (job.id,),
    )
    [waiting] = office.printing.unfinished()
    assert waiting.state is JobState.BROKEN
    assert states(waiting) == [ItemState.STOPPED]


def test_cancelled_from_outside_stops_and_can_go_on(office: Office) -> None:
    job = office.sheets(FIRST, SECOND)

    def report(step: int, _total: int, _what: str = "") -> None:
        if step == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        office.run(job, Watch(report=report))
    assert office.printing.job(job.id).state is JobState.STOPPED
    assert office.run(job).state is JobState.FINISHED
    assert len(office.driver.works) == 2


def test_a_sheet_replaced_meanwhile_is_refused_and_the_others_go_on(office: Office) -> None:
    job = office.sheets(*REVIEWED)
    office.run(job, patient({1: Halt.STOP}, office))
    office.hand_in(SECOND, E9=60, E10=2340, E12=2010)
    done = office.run(job)
    assert states(done) == [ItemState.DONE, ItemState.FAILED, ItemState.DONE]
    assert "又交来了新的一版，旧版没有打印" in done.items[1].reason
    assert done.state is JobState.FINISHED
    assert [line.name for line in office.printing.log() if line.reason] == [SECOND]


def test_a_replaced_sheet_is_taken_back_out_of_the_queue(office: Office) -> None:
    job = office.sheets(FIRST, SECOND)
    office.driver.fates[1] = Seen(Fate.QUEUED)
    office.run(job, patient({1: Halt.STOP}, office))
    office.hand_in(FIRST, E9=60, E10=2340, E12=2010)
    done = office.run(job)
    assert office.driver.cancelled == [f"{NAME}-1"]
    assert states(done) == [ItemState.FAILED, ItemState.DONE]


def test_a_draft_reviewed_meanwhile_and_a_document_voided_meanwhile_are_refused(
    office: Office,
) -> None:
    job = office.sheets(DRAFT)
    office.village.review(office.uid(DRAFT), "王主任", date(2026, 4, 10))
    assert "审核稿不再打印" in office.run(job).items[0].reason
    letter = office.letter()
    job = office.printing.documents_job([letter], Setup(NAME))
    office.documents.void(letter.id, "写错了")
    assert "已经作废" in office.run(job).items[0].reason
    assert office.driver.works == []


def test_a_damaged_original_stops_no_other(office: Office) -> None:
    office.run(office.sheets(FIRST))
    [document] = office.documents.all()
    job = office.sheets(FIRST, SECOND)
    path_of(office.session.folder, document.sha256).write_bytes(b"x")
    done = office.run(job)
    assert states(done) == [ItemState.FAILED, ItemState.DONE]
    assert "请从备份恢复" in done.items[0].reason


def test_no_a3_is_said_before_anything_is_printed_and_two_ways_out_work(office: Office) -> None:
    office.driver.papers = ("A4",)
    job = office.sheets(FIRST)
    with pytest.raises(NoPaper) as refused:
        office.run(job)
    assert "没有A3。可以选“缩印到A4”或“拆成两张A4拼贴”" in str(refused.value)
    assert (refused.value.exit_code, office.driver.works) == (2, [])
    assert office.village.sheet(office.uid(FIRST)).state is SheetState.REVIEWED
    assert office.printing.unfinished() == []  # it never began
    for fit, pages in ((Fit.SHRINK, 1), (Fit.TILE, 2)):
        office.driver.works.clear()
        setup = Setup(NAME, paper="a3l", fit=fit)
        done = office.run(office.sheets(FIRST, setup=setup))
        assert done.items[0].pages == pages
        assert [work.media for work in office.driver.works] == ["A4"] * pages
        with raster.Pdf(office.driver.works[0].data) as document:
            assert len(document) == pages
            size = sorted(round(side / 72 * 25.4) for side in document.size(0))
        assert size == [210, 297]


def test_settings_come_back_for_their_form_on_this_machine(office: Office) -> None:
    setup = Setup(NAME, "Tray1", "a4l", 2, Duplex.SHORT, Fit.SHRINK)
    assert office.printing.setup("F01") == Setup()
    office.sheets(FIRST, setup=setup)
    assert office.printing.setup("F01") == setup
    assert office.printing.setup("request_extension") == Setup()
    office.printing._machine = "another"
    assert office.printing.setup("F01") == Setup()


def test_a_measured_shift_moves_the_page_the_other_way(office: Office) -> None:
    assert not office.printing.shift(NAME)
    office.printing.calibrate(NAME, right=2.0, down=-1.5)
    assert office.printing.shift(NAME) == Shift(20, -15)
    office.run(office.sheets(FIRST))
    office.printing.calibrate(NAME, right=0, down=0)
    office.run(office.sheets(FIRST))
    moved, straight = (_ink(work.data) for work in office.driver.works)
    assert moved[0] - straight[0] == pytest.approx(-2.0, abs=0.2)
    assert moved[1] - straight[1] == pytest.approx(1.5, abs=0.2)
    with pytest.raises(BadSetup, match="-20到20"):
        office.printing.calibrate(NAME, right=21, down=0)


def _ink(data: bytes) -> tuple[float, float]:
    """Return where the ink begins, in millimetres from the left and upper edges."""
    with raster.Pdf(data) as document:
        seen = document.pixels(0, scale=200 / 72, grey=True)
    rows = [seen.data[y * seen.stride : y * seen.stride + seen.width] for y in range(seen.height)]
    top = next(y for y, row in enumerate(rows) if min(row) < 128)
    left = min(next((x for x, dot in enumerate(row) if dot < 128), seen.width) for row in rows)
    return left / 200 * 25.4, top / 200 * 25.4


def test_the_calibration_page_is_never_moved(office: Office) -> None:
    office.printing.calibrate(NAME, right=5, down=5)
    done = office.run(office.printing.calibration_job(NAME, "a4"))
    assert done.state is JobState.FINISHED
    assert office.driver.works[0].data == office.printing.calibration_page("a4")
    assert office.printing.setup("calibration") == Setup()


def test_what_is_asked_wrongly_is_declined(office: Office) -> None:
    with pytest.raises(NothingToPrint):
        office.printing.sheets_job("F01", PERIOD, Setup(NAME), ["nobody"])
    with pytest.raises(BadSetup, match="份数应在1到99之间"):
        office.sheets(FIRST, setup=Setup(NAME, copies=0))
    with pytest.raises(NoSuchJob):
        office.printing.job(99)
    with pytest.raises(NothingUnfinished):
        office.printing.the_unfinished(None)
    first, second = (
        office.run(
            office.printing.documents_job([letter], Setup(NAME)), patient({at: Halt.STOP}, office)
        )
        for at, letter in ((1, office.letter()), (2, office.letter()))
    )
    with pytest.raises(WhichJob, match=r"2个停下的打印任务（第2、1号）"):
        office.printing.the_unfinished(None)
    assert office.printing.the_unfinished(first.id) == first
    with pytest.raises(NoSuchPrinter, match="可用的有：青石打印机"):
        office.run(second, printer="没有的")
    assert office.printing.give_up(second.id, office.driver).state is JobState.GIVEN_UP
    assert office.printing.the_unfinished(None).id == first.id


def test_giving_up_takes_the_waiting_page_out_of_the_queue(office: Office) -> None:
    job = office.sheets(FIRST, SECOND)
    office.driver.fates[1] = Seen(Fate.QUEUED)
    office.run(job, patient({1: Halt.STOP}, office))
    ended = office.printing.give_up(job.id, office.driver)
    assert ended.state is JobState.GIVEN_UP
    assert states(ended) == [ItemState.STOPPED] * 2
    assert office.printing.log()[0].sent == 0


def test_the_log_is_filtered_by_day_and_printer(office: Office, clock: StoppedClock) -> None:
    office.driver.names = (NAME, "备用")
    office.run(office.sheets(FIRST))
    clock.value = datetime(2026, 4, 11, 8, 0)  # noqa: DTZ001 - the office's wall clock
    office.run(office.sheets(SECOND, setup=replace(Setup("备用"), paper="a3l")))
    printing = office.printing
    assert [one.name for one in printing.log()] == [SECOND, FIRST]
    assert [one.name for one in printing.log(on=NOW.date())] == [FIRST]
    assert [one.name for one in printing.log(printer="备用")] == [SECOND]
    assert {one.name: one.printed_at for one in printing.sheets("F01", PERIOD)}[SECOND] == (
        "2026-04-11T08:00:00"
    )
    assert printing.documents() == []  # sheets are printed by village


def test_what_happened_cannot_be_changed(office: Office) -> None:
    office.run(office.sheets(FIRST))
    for act in (
        "DELETE FROM print_job",
        "UPDATE print_job SET printer = ''",
        "DELETE FROM print_item",
        "UPDATE print_item SET name = ''",
        "DELETE FROM print_event",
        "UPDATE print_event SET reason = ''",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            office.session.conn.execute(act)


def test_two_pages_of_pixels_at_once_do_not_crash(office: Office) -> None:
    """PDFium is not thread-safe: the preview and a printing thread take turns."""
    data = office.village.preview(office.uid(FIRST))
    widths: list[int] = []

    def draw() -> None:
        for _ in range(8):
            with raster.Pdf(data) as document:
                widths.append(document.pixels(0, scale=0.5).width)

    threads = [Thread(target=draw) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert widths == [421] * 24
