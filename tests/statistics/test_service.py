"""Annual reports of a real office: counted, written, checked, on paper, kept."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from docx import Document as Docx

from gkdesk import paths
from gkdesk.accounts.model import NotAllowed
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.desk import Desk
from gkdesk.requests.annual import NoSuchYear
from gkdesk.statistics.model import FEE, Part, Progress
from gkdesk.statistics.service import NotReady, UnknownEnding
from tests.conftest import PASSWORD, StoppedClock
from tests.ui.conftest import applicant

WRITTEN = {
    "platform": "网站设政务公开专栏。", "supervision": "全年培训2次，没有责任追究。",
    "problems": "有的信息公开不够及时。", "improvements": "每季度检查一次。", FEE: "0",
    "licence": "12", "penalty": "0", "coercion": "0", "charge": "0.50",
}  # fmt: skip


def register(desk: Desk, clock: StoppedClock, on: date, **more: str) -> str:
    """Register an application on a day; return its number."""
    now = clock.value
    clock.value = datetime(on.year, on.month, on.day, 9, 30)  # noqa: DTZ001 - the office's clock
    made = desk.requests.register(applicant(**more))
    clock.value = now
    return made.number


def whole(desk: Desk, year: int) -> None:
    report = desk.statistics.report(year)
    desk.statistics.save(year, {**report.suggested, **WRITTEN})


def words_of(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def reports(desk: Desk) -> int:
    return sum(one.form == "annual_report" for one in desk.documents.all())


def test_a_report_grows_part_by_part(desk: Desk, clock: StoppedClock) -> None:
    register(desk, clock, date(2025, 12, 30))
    room = desk.statistics
    assert room.usual_year() == 2025
    found = room.report(2025)
    assert found.progress == {
        Part.OVERVIEW: Progress.NOT_BEGUN, Part.ACTIVE: Progress.NOT_BEGUN,
        Part.REQUESTS: Progress.DONE, Part.DISPUTES: Progress.DONE,
        Part.PROBLEMS: Progress.NOT_BEGUN, Part.OTHERS: Progress.NOT_BEGUN,
    }  # fmt: skip
    assert "新收政府信息公开申请1件，上年结转0件；办结0件" in found.suggested["on_request"]
    assert "0000-0000123" in found.suggested["intro"]
    found = room.save(2025, {"intro": "  说明。 "})
    assert (found.values["intro"], found.progress[Part.OVERVIEW]) == ("说明。", Progress.UNFINISHED)
    assert found.saved == "2026年4月10日 09:30由周桂芬保存"
    whole(desk, 2025)
    assert room.report(2025).ready
    found = room.save(2025, {"on_request": "全年收到申请2件。"})
    [said] = [one for one in found.findings if one.faults]
    assert said.faults == ("“依申请公开”写新收申请2件，表中1件",)
    assert found.ready  # a hint keeps nothing back
    assert room.save(2025, {"platform": ""}).progress[Part.OVERVIEW] is Progress.UNFINISHED
    assert room.report(2026).values == {}


def test_saving_the_same_again_writes_nothing(desk: Desk) -> None:
    count = "SELECT count(*) FROM annual_text"
    for _ in range(2):
        desk.statistics.save(2025, {"problems": "有问题。"})
    assert desk.session.conn.execute(count).fetchone()[0] == 1
    desk.statistics.save(2025, {"improvements": "已经改进。"})
    assert desk.statistics.report(2025).values == {
        "problems": "有问题。",
        "improvements": "已经改进。",
    }
    with pytest.raises(Exception, match="append-only"):
        desk.session.conn.execute("DELETE FROM annual_text")


def test_what_cannot_be_saved(desk: Desk) -> None:
    room = desk.statistics
    for values, field in (
        ({"others": "请找李桂兰13900001234"}, "others"),
        ({"others": "证件号码11010519491231002X"}, "others"),
        ({"problems": "长" * 4001}, "problems"),
        ({"regulation_made": "1"}, "regulation_made"),  # a town has none
        ({"what": "1"}, "what"),
    ):
        with pytest.raises(BadValue) as caught:
            room.save(2025, values)
        assert caught.value.field == field
        assert "13900001234" not in str(caught.value)
    with pytest.raises(NoSuchYear):
        room.save(2031, {"problems": "有。"})
    assert room.report(2025).values == {}


def test_on_paper(desk: Desk, clock: StoppedClock, tmp_path: Path) -> None:
    register(desk, clock, date(2025, 11, 3))
    room = desk.statistics
    room.write(tmp_path / "草稿.pdf", 2025)
    assert "2025年政府信息公开工作年度报告（草稿）" in words_of(
        (tmp_path / "草稿.pdf").read_bytes()
    )
    whole(desk, 2025)
    room.write(tmp_path / "报告.pdf", 2025)
    printed = words_of((tmp_path / "报告.pdf").read_bytes())
    assert "（草稿）" not in printed
    for words in (
        "六、其他需要报告的事项",
        "本年制发件数",
        "成文日期：2026年4月10日",
        "申请人情况",
    ):
        assert words in printed
    room.write(tmp_path / "报告.docx", 2025)
    tables = Docx(str(tmp_path / "报告.docx")).tables
    assert [len(one.columns) for one in tables] == [4, 10, 15]
    three = [[cell.text for cell in line.cells] for line in tables[1].rows]
    assert three[3] == ["一、本年新收政府信息公开申请数量"] * 3 + [
        "1",
        "0",
        "0",
        "0",
        "0",
        "0",
        "1",
    ]
    assert len(three) == 3 + 25
    assert three[7][:3] == ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密"]
    assert [cell.text for cell in tables[2].rows[3].cells] == ["0"] * 15
    with pytest.raises(UnknownEnding):
        room.write(tmp_path / "报告.txt", 2025)
    assert room.preview(2025).startswith(b"%PDF")


@pytest.mark.parametrize("length", range(1, 1200, 150))
def test_wherever_a_page_ends_table_three_is_named_once_a_page(desk: Desk, length: int) -> None:
    """Rows that went over alone had the words of all they are tied to, and the rest again."""
    report = desk.statistics.report(2025)
    desk.statistics.save(2025, {**report.suggested, **WRITTEN, "platform": "长" * length})
    pdf = pypdfium2.PdfDocument(desk.statistics.preview(2025))
    texts = [page.get_textpage().get_text_bounded() for page in pdf]
    pages = ["".join(text.split()) for text in texts]
    for heading in (
        "三、本年度办理结果",
        "（三）不予公开",
        "（四）无法提供",
        "（五）不予处理",
        "（六）其他处理",
    ):
        found = [page.count(heading) for page in pages]
        assert max(found) == 1, (heading, found)
    for page in pages:  # the figures of table four have their headings above them
        assert ("结果维持" in page) == ("未经复议" in page)


def test_a_running_year_is_a_draft(desk: Desk, tmp_path: Path) -> None:
    whole(desk, 2026)
    assert desk.statistics.write(tmp_path / "a.pdf", 2026).ready
    assert "（草稿）" in words_of((tmp_path / "a.pdf").read_bytes())


def test_a_finished_report_is_in_the_archive_and_its_figures_kept(
    desk: Desk, clock: StoppedClock
) -> None:
    register(desk, clock, date(2025, 12, 30))
    room = desk.statistics
    with pytest.raises(NotReady, match="一、总体情况未开始"):
        room.finish(2025)
    assert reports(desk) == 0
    whole(desk, 2025)
    made = room.finish(2025)
    assert b"%PDF" in desk.documents.read(made.sha256)[:8]
    assert room.report(2025).kept == (f"2026年4月10日由周桂芬定稿，{made.pages}页",)
    carried = desk.requests.annual.report(2026)
    assert [one.holds for one in carried.equations if one.code == "E5"] == [True]
    whole(desk, 2026)
    with pytest.raises(Exception, match="还没有结束"):
        room.finish(2026)
    assert reports(desk) == 1


def test_an_administrator_writes_no_report(desk: Desk) -> None:
    whole(desk, 2025)
    desk.accounts.log_in("管理员", PASSWORD)
    for act in (
        lambda: desk.statistics.save(2025, {"fee": "1"}),
        lambda: desk.statistics.finish(2025),
    ):
        with pytest.raises(NotAllowed):
            act()
    desk.accounts.log_in("何敏", PASSWORD)
    assert desk.statistics.finish(2025).pages > 1


def test_a_report_may_be_finished_again(desk: Desk, clock: StoppedClock) -> None:
    whole(desk, 2025)
    desk.statistics.finish(2025)
    register(desk, clock, date(2025, 12, 30))  # found in a drawer
    report = desk.statistics.report(2025)
    [kept] = [one for one in report.findings if one.words.startswith("C43")]
    assert (kept.holds, kept.wrong) == (False, False)
    desk.statistics.save(2025, {"on_request": "全年新收政府信息公开申请1件。"})
    desk.statistics.finish(2025)
    assert len(desk.statistics.report(2025).kept) == 2


def test_a_mistake_in_the_offices_own_form_closes_nothing_but_the_report(
    desk: Desk, clock: StoppedClock
) -> None:
    register(desk, clock, date(2025, 12, 30))
    own = desk.session.folder / "forms" / "rules"
    own.mkdir(parents=True)
    shipped = paths.forms() / "rules" / "annual_report.toml"
    text = shipped.read_text("utf-8").replace('due    = "01-31"', 'due    = "31-01"')
    (own / shipped.name).write_text(text, "utf-8")
    [due] = [one for one in desk.agenda.items() if one.room == "statistics"]
    assert due.due_on == date(2026, 1, 30)
    with pytest.raises(BadFile, match=r"annual_report\.toml"):
        desk.statistics.report(2025)


def test_what_nobody_sees_hides_no_number(desk: Desk) -> None:
    with pytest.raises(BadValue):
        desk.statistics.save(2025, {"others": "请找139\u200b12345678"})
    made = desk.statistics.save(2025, {"others": "没有\u200b。", "fee": "１２"})
    assert made.values == {"others": "没有。", "fee": "12"}


def test_today_asks_for_it_until_it_is_finished(desk: Desk, clock: StoppedClock) -> None:
    def due() -> list[tuple[str, date | None]]:
        return [(one.title, one.due_on) for one in desk.agenda.items() if one.room == "statistics"]

    assert due() == []  # a new office has nothing to report
    register(desk, clock, date(2025, 12, 30))
    desk.session.conn.commit()
    clock.value = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001 - the office's clock
    title = "2025年政府信息公开工作年度报告"
    assert due() == [(title, date(2026, 1, 30))]  # the 31st is a Saturday
    whole(desk, 2025)
    desk.statistics.finish(2025)
    assert due() == []
    clock.value = datetime(2027, 7, 1, 9, 0)  # noqa: DTZ001 - the office's clock
    assert due() == []  # written elsewhere


def test_the_audit_knows_who_wrote(desk: Desk, tmp_path: Path) -> None:
    desk.statistics.save(2025, {"problems": "有问题。"})
    desk.statistics.write(tmp_path / "a.docx", 2025)
    acts = [
        row["action"]
        for row in desk.session.conn.execute("SELECT action FROM audit ORDER BY rowid")
    ]
    assert acts[-2:] == ["statistics.write", "statistics.export"]
    assert desk.audit_faults() == []
