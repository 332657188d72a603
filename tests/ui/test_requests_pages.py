"""Register, work and reply to a request in the window, by keyboard where a clerk would."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.requests.model import Move, State
from gkdesk.ui.requests.act_dialog import ActDialog, ChargeDialog
from gkdesk.ui.requests.case_page import CasePage
from gkdesk.ui.requests.day_dialog import DayDialog
from gkdesk.ui.requests.findings_dialog import FindingsDialog
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.requests.register_page import RegisterPage
from gkdesk.ui.requests.reply_dialog import IssueDialog, OutcomeDialog, ReplyDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.painted import Pill
from gkdesk.ui.window import MainWindow
from tests.conftest import StoppedClock
from tests.ui.conftest import QuietSay, applicant


def texts(widget: QWidget) -> str:
    QApplication.processEvents()  # what was just put in shows itself with the next event
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


@pytest.fixture
def page(window: MainWindow) -> RequestsPage:
    window.go("requests", "register")
    found = window.findChildren(RequestsPage)
    assert isinstance(found[0], RequestsPage)
    return found[0]


def test_register_by_keyboard(
    page: RequestsPage, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    form = page.present
    assert isinstance(form, RegisterPage)
    qtbot.wait(1)
    for name in ("name", "id_number", "phone", "content"):
        form.form.fill({name: str(applicant()[name])})
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(page.present, CasePage)
    [row] = desk.requests.rows()
    assert (row.name, row.state) == ("李桂兰", State.HANDLING)
    assert row.due_on is not None
    assert "5月12日" in texts(page.present)
    [receipt] = desk.documents.of(f"request:{row.uid}")
    assert desk.documents.read(receipt.sha256).startswith(b"%PDF-")
    assert desk.accounts.draft("requests.register") == {}


def test_an_empty_form_names_every_fault_and_keeps_what_was_typed(
    page: RequestsPage, desk: Desk, qtbot: QtBot
) -> None:
    form = page.present
    assert isinstance(form, RegisterPage)
    form.form.fill({"phone": "139 0000 1234", "id_number": "5111231965041208"})
    form.primary()
    shown = texts(form)
    assert "需要更正" in shown
    assert "应为18位" in shown
    assert form.form.values()["phone"] == "139 0000 1234"
    assert desk.requests.rows() == []
    assert form.form.input("name").property("err") == "1"


def test_the_day_beside_the_form_follows_the_date_typed(page: RequestsPage, qtbot: QtBot) -> None:
    form = page.present
    assert isinstance(form, RegisterPage)
    form.form.fill({"received_on": "3.2"})
    qtbot.waitUntil(lambda: "3月30日" in texts(form), timeout=2000)


def test_a_draft_survives_closing(page: RequestsPage, window: MainWindow, desk: Desk) -> None:
    form = page.present
    assert isinstance(form, RegisterPage)
    form.form.fill({"name": "李桂兰"})
    form._save_draft()
    window.go("requests", "")
    window.go("requests", "register")
    again = page.present
    assert isinstance(again, RegisterPage)
    assert again.form.values()["name"] == "李桂兰"


def _case(window: MainWindow, uid: str) -> CasePage:
    window.go("requests", uid)
    [page] = window.findChildren(RequestsPage)
    assert isinstance(page.present, CasePage)
    return page.present


def test_identity_is_masked_until_shown_and_the_showing_is_kept(
    window: MainWindow, desk: Desk
) -> None:
    request = desk.requests.register(applicant())
    case = _case(window, request.uid)
    assert request.applicant.id_number not in texts(case)
    case.reveal.show()
    assert request.applicant.id_number in texts(case)
    from gkdesk.db import audit

    assert audit.entries(desk.session.conn)[-1].action == "requests.look"


def _take(
    case: CasePage, event: str, values: dict[str, str], outcome: str = "OPEN_GRANT"
) -> FormDialog:
    [move] = [each for each in case.moves if each.event == event]
    dialog: FormDialog = ActDialog(case, case._context, case._uid, move)
    if event == "propose":
        rules = case._context.desk.requests.replies()
        [rule] = [each for each in rules if each.code == outcome]
        dialog = ReplyDialog(case, case._context, case._uid, rule)
    dialog.form.fill(values)
    dialog.accept()
    return dialog


def test_reply_deliver_archive(
    window: MainWindow, desk: Desk, clock: StoppedClock, quiet: QuietSay
) -> None:
    request = desk.requests.register(applicant())
    clock.value = datetime(2026, 4, 20, 10, 0)  # noqa: DTZ001 - the office's wall clock
    case = _case(window, request.uid)
    first: Move = next(move for move in case.moves if move.primary)
    assert first.event == "propose"
    done = _take(
        case,
        "propose",
        {"found_facts": "经检索，找到所申请的材料。", "provided_items": "审批结果一览表，2页"},
    )
    assert done.result() == done.DialogCode.Accepted
    case.reload()
    assert case.tabs is not None
    case.tabs.choose("review")
    assert "待签" in [pill.accessibleName() for pill in case.findChildren(Pill)]
    for stage, by in (("unit", "何秀英"), ("secrecy", "王建军"), ("leader", "刘长顺")):
        _take(case, "approve", {"stage": stage, "by": by})
        case.reload()
    assert "王建军" in texts(case)
    issue = IssueDialog(
        case, window.context, case._uid, desk.requests.asked(case._uid, "reply", {})
    )
    issue.accept()
    assert issue.result() == issue.DialogCode.Accepted
    case.reload()
    _take(case, "deliver", {"method": "direct", "receiver": "李桂兰"})
    case.reload()
    blocked = next(move for move in case.moves if move.event == "archive")
    assert (blocked.allowed, "还缺" in blocked.reason) == (False, True)
    lacks = next(move for move in case.moves if move.event == "on_paper")
    proposed = next(field for field in lacks.fields if field.name == "papers").default
    _take(case, "on_paper", {"papers": proposed})
    case.reload()
    _take(case, "archive", {})
    case.reload()
    assert desk.requests.get(request.uid).state is State.ARCHIVED
    assert "没有超期" in texts(case)
    titles = [document.form for document in desk.documents.of(f"request:{request.uid}")]
    assert titles == [
        "request_receipt", "request_approval", "request_reply_disclose", "delivery_receipt",
    ]  # fmt: skip


def test_a_reply_taken_back_is_told_as_such(window: MainWindow, desk: Desk) -> None:
    request = desk.requests.register(applicant())
    words = {"found_facts": "经检索，找到所申请的材料。", "provided_items": "审批结果一览表，2页"}
    desk.requests.act(
        request.uid, "reply", {**words, "secrecy_by": "王建军", "signed_by": "刘长顺"}
    )
    case = _case(window, request.uid)
    done = _take(case, "recall", {"reason": "文号里的年份写错"})
    assert done.result() == done.DialogCode.Accepted
    case.reload()
    assert case.tabs is not None
    case.tabs.choose("review")
    told = texts(case)
    assert "收回答复书：文号里的年份写错" in told
    assert "的答复书已收回" in told
    assert "送审\n" not in told  # nobody laid it before anybody
    [rule] = [each for each in desk.requests.replies() if each.code == "OPEN_GRANT"]
    again = ReplyDialog(case, window.context, request.uid, rule)
    assert again.form.values()["found_facts"] == words["found_facts"]


def test_a_refused_step_stays_open_and_says_why(window: MainWindow, desk: Desk) -> None:
    request = desk.requests.register(applicant())
    case = _case(window, request.uid)
    dialog = _take(case, "extend", {"extend_days": "25", "extend_reason": "材料多"})
    assert dialog.result() != dialog.DialogCode.Accepted
    assert "20" in "\n".join(each.text() for each in dialog.findChildren(QLabel))
    assert desk.requests.get(request.uid).state is State.HANDLING


def test_the_day_sheet_counts_to_twenty(window: MainWindow, desk: Desk) -> None:
    request = desk.requests.register(applicant())
    case = _case(window, request.uid)
    dialog = DayDialog(case, case._context, request.uid)
    model = dialog.table.model()
    last = model.rowCount() - 1
    assert model.data(model.index(last, 1)) == "20"
    [reply] = dialog.figures.shown()
    assert (reply.words, reply.status.label) == ("20个工作日", "条文已核对")
    assert "第三十三条" in str(dialog.figures.rows.index(0, 2).data())


def test_the_list_filters_and_copies_what_it_shows(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    for at, name in enumerate(("李桂兰", "张建国", "王德明")):
        desk.requests.register(applicant(101 + at, name=name))
    window.go("requests", "")
    [page] = window.findChildren(RequestsPage)
    table = page.list.table
    assert table.model().rowCount() == 3
    page.list._search.setText("张建")
    assert table.model().rowCount() == 1
    table.selectRow(0)
    assert "张建国" in table.as_tsv()
    assert "9900001965" not in table.as_tsv()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert isinstance(page.present, CasePage)


def test_a_name_no_font_has_is_registered_and_its_receipt_comes_later(
    window: MainWindow, desk: Desk, quiet: QuietSay
) -> None:
    window.go("requests", "register")
    [page] = window.findChildren(RequestsPage)
    form = page.present
    assert isinstance(form, RegisterPage)
    form.form.fill({name: str(value) for name, value in applicant(name="王\ue123").items()})
    form.primary()
    [row] = desk.requests.rows()
    assert row.due_on is not None
    assert desk.documents.of(f"request:{row.uid}") == []
    case = _case(window, row.uid)
    tabs = case.tabs
    assert tabs is not None
    tabs.choose("documents")
    [again] = [each for each in case.findChildren(QPushButton) if "出登记回执" in each.text()]
    again.click()
    assert "U+E123" in quiet.said[-1]


def test_a_sign_that_cannot_be_printed_is_put_right_for_the_receipt(
    window: MainWindow, desk: Desk, quiet: QuietSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = desk.requests.register(applicant(content="2025年宅基地审批结果\ue123")).uid
    case = _case(window, uid)
    words: list[str] = []

    def fill_and_take(dialog: FormDialog) -> int:
        for text in ("", "2025年宅基地审批结果\ue124", "2025年宅基地审批结果"):
            dialog.form.fill({"content": text})
            dialog.accept()
            words.append(texts(dialog))
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", fill_and_take)
    [mend] = [each for each in case.findChildren(QPushButton) if "更正后出回执" in each.text()]
    mend.click()
    assert quiet.said == []
    [receipt] = desk.documents.of(f"request:{uid}")
    assert receipt.form == "request_receipt"
    found = desk.requests.get(uid)
    assert (found.applicant.content, found.warnings) == ("2025年宅基地审批结果", ())
    assert desk.requests.events(uid)[-1].detail["content_before"] == "2025年宅基地审批结果\ue123"
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [each for each in case.findChildren(QPushButton) if "更正后" in each.text()]


def test_how_the_applicant_is_reached_is_masked_until_shown(window: MainWindow, desk: Desk) -> None:
    asked = applicant(
        address="云岭县青石镇上坪村一组",
        postcode="990001",
        email="someone@example.org",
        remark="耳背",
    )
    uid = desk.requests.register(asked).uid
    desk.requests.act(uid, "consult", {"addressee": "王德明", "info_involved": "清单中的姓名"})
    case = _case(window, uid)
    shown = texts(case)
    assert "云岭县青石镇****" in shown
    assert "有电子邮箱，点“显示”查看" in shown
    assert "还没有收到意见" in shown
    assert "王**，4月10日" in shown
    for secret in ("上坪村一组", "someone@example.org", "王德明，"):
        assert secret not in shown
    assert "耳背" in shown
    case.reveal.show()
    shown = texts(case)
    for secret in ("云岭县青石镇上坪村一组 990001", "someone@example.org", "王德明，"):
        assert secret in shown


def test_a_fee_is_told_while_its_notice_is_filled(window: MainWindow, desk: Desk) -> None:
    uid = desk.requests.register(applicant()).uid
    case = _case(window, uid)
    [move] = [one for one in case.moves if one.event == "charge"]
    dialog = case._dialog(move)
    assert isinstance(dialog, ChargeDialog)
    assert "选好收费方式" in dialog.fee.text()
    dialog.form.fill({"fee_method": "volume", "fee_count": "31"})
    assert (
        dialog.fee.text()
        == "应收信息处理费10元。第1至30页，共30页：不收费；第31页：每页10元，计10元。"
    )
    assert "fee_before" not in dialog.form.shown
    dialog.form.fill({"on": "2020.1.2"})
    assert "还没有信息处理费的标准" in dialog.fee.text()
    dialog.form.fill({"fee_count": "99999999999999999999"})
    assert "应为整数" in dialog.fee.text()
    dialog.form.fill({"on": "4.10", "fee_count": "31", "fee_reason": "x", "pay_way": "y"})
    dialog.accept()
    assert desk.requests.get(uid).state is State.WAIT_PAYMENT


def test_choosing_how_a_request_ends(window: MainWindow, desk: Desk) -> None:
    """Every outcome with a document is offered with its article; the chosen one's boxes follow."""
    request = desk.requests.register(applicant())
    case = _case(window, request.uid)
    choice = OutcomeDialog(case, desk.requests.replies())
    assert choice.table.model().rowCount() == 20
    assert choice.chosen is not None
    missing = next(rule for rule in desk.requests.replies() if rule.code == "NONE_EXIST")
    dialog = ReplyDialog(case, window.context, request.uid, missing)
    shown = "\n".join(each.text() for each in dialog.findChildren(QLabel))
    assert "检索范围" in shown
    assert "第三十六条第（四）项" in shown
    dialog.accept()
    assert dialog.result() != dialog.DialogCode.Accepted
    shown = "\n".join(each.text() for each in dialog.findChildren(QLabel))
    assert "请填写检索范围" in shown
    assert desk.requests.get(request.uid).state is State.HANDLING


def test_a_reply_is_seen_and_saved_before_it_has_a_number(
    window: MainWindow, desk: Desk, quiet: QuietSay, tmp_path: Path
) -> None:
    request = desk.requests.register(applicant())
    case = _case(window, request.uid)
    [rule] = [each for each in desk.requests.replies() if each.code == "OPEN_GRANT"]
    dialog = ReplyDialog(case, window.context, request.uid, rule)
    dialog.form.fill({"found_facts": "经检索，找到所申请的材料。", "provided_items": "一览表，2页"})
    quiet.chosen_save = tmp_path / "草稿.docx"
    dialog.word.click()
    assert (tmp_path / "草稿.docx").read_bytes()[:2] == b"PK"
    assert [one.form for one in desk.documents.of(f"request:{request.uid}")] == ["request_receipt"]
    assert desk.requests.get(request.uid).state is State.HANDLING


def test_a_warning_is_confirmed_in_the_dialog(window: MainWindow, desk: Desk) -> None:
    request = desk.requests.register({**applicant(), "carrier": "electronic"})
    case = _case(window, request.uid)
    done = _take(
        case,
        "propose",
        {"found_facts": "找到。", "provided_items": "清单", "provided_form": "纸质"},
    )
    assert isinstance(done, ReplyDialog)
    assert done.result() != done.DialogCode.Accepted
    assert not done.sure.isHidden()
    assert "申请人要求电子" in "\n".join(each.text() for each in done.findChildren(QLabel))
    done.sure.click()
    assert done.result() == done.DialogCode.Accepted
    assert desk.requests.get(request.uid).state is State.APPROVAL


def test_a_closed_case_is_exported(
    window: MainWindow,
    desk: Desk,
    quiet: QuietSay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = desk.requests.register(applicant())
    desk.requests.act(request.uid, "withdraw", {"reason": "书面撤回"})
    case = _case(window, request.uid)
    assert case.tabs is not None
    case.tabs.choose("documents")
    [export] = [one for one in case.findChildren(QPushButton) if one.text().strip() == "导出案卷"]
    quiet.chosen_folder = tmp_path / "案卷"

    def fill_and_take(dialog: FormDialog) -> int:
        dialog.form.fill({"archive_no": "QS-1"})
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", fill_and_take)
    export.click()
    [folder] = quiet.chosen_folder.iterdir()
    assert (folder / "案卷.pdf").exists()
    assert "案卷已导出" in quiet.said


def test_the_case_page_tells_findings_and_the_outcome_in_words(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    uid = desk.requests.register({**applicant(), "id_number": ""}).uid
    shown = CasePage(window.context, uid, lambda: None)
    qtbot.addWidget(shown)
    shown.resize(1366, 696)
    shown.show()
    assert "申请缺少法定内容，还没有告知补正" in texts(shown)
    given = {"found_facts": "经检索，找到。", "provided_items": ["宅基地审批结果，2页"]}
    given |= {"secrecy_by": "王建军", "signed_by": "刘长顺"}
    desk.requests.act(uid, "reply", given)
    shown.reload()
    assert "申请缺少法定内容" not in texts(shown)
    assert "予以公开" in texts(shown)
    assert "OPEN_GRANT" not in texts(shown)


def test_all_findings_are_listed_and_open_their_case(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    uid = desk.requests.register({**applicant(), "id_number": ""}).uid
    opened: list[str] = []
    dialog = FindingsDialog(window, window.context, opened.append)
    qtbot.waitUntil(lambda: dialog.table.model().rowCount() == 1, timeout=5000)
    model = dialog.table.model()
    assert "申请缺少法定内容" in model.data(model.index(0, 1))
    assert "第三十条" in model.data(model.index(0, 2))
    dialog.table.selectRow(0)
    dialog._open(None)
    assert opened == [uid]
