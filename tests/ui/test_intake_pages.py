"""Registering in the window: by keys alone, by channel, from a text, with files, after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.requests.model import EventKind, State
from gkdesk.ui.look import LOOK
from gkdesk.ui.requests.act_dialog import ActDialog
from gkdesk.ui.requests.attach_dialog import guess
from gkdesk.ui.requests.case_page import CasePage
from gkdesk.ui.requests.files_tab import FilesTab
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.requests.paste_dialog import PasteDialog
from gkdesk.ui.requests.register_page import RegisterPage
from gkdesk.ui.requests.reply_dialog import ReplyDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import CHEAP, PASSWORD, StoppedClock
from tests.requests.test_attachments import picture
from tests.ui.conftest import QuietSay, applicant

ID = "511123196504120873"
CHAT = f"我叫李桂兰，身份证{ID}，电话13981230872/15912345678，想申请公开低保名单，要纸质的"
KEY, THINK, KEYS_A_HANZI = 0.28, 1.35, 3.5  # keystroke-level model: seconds, and pinyin's keys


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def type_in(widget: QWidget, text: str) -> None:
    """Type as a keyboard does: ASCII as keys, hanzi as the input method's commit."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def register_page(window: MainWindow) -> RegisterPage:
    window.go("requests", "register")
    [page] = window.findChildren(RequestsPage)
    assert isinstance(page.present, RegisterPage)
    QApplication.processEvents()
    return page.present


def case_page(window: MainWindow, uid: str) -> CasePage:
    window.go("requests", uid)
    [page] = window.findChildren(RequestsPage)
    assert isinstance(page.present, CasePage)
    return page.present


def test_a_walk_in_is_registered_by_keys_alone_within_a_minute(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    """Job 1: Ctrl+N, five boxes in the order of Tab, Ctrl+Enter; no mouse, no call of ours."""
    typed = ("李桂兰", ID, "13981230872", "青石镇上坪村一组", "2025年上坪村宅基地审批结果")
    seconds = 2 * KEY + THINK  # Ctrl+N
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(20)
    for at, text in enumerate(typed):
        if at:
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        type_in(window.focusWidget(), text)
        seconds += THINK + KEY + sum(KEY * (1 if c.isascii() else KEYS_A_HANZI) for c in text)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seconds += 2 * KEY + THINK
    [row] = desk.requests.rows()
    request = desk.requests.get(row.uid)
    assert (request.applicant.name, request.applicant.id_number) == (typed[0], ID)
    assert (request.applicant.phone, request.applicant.address) == typed[2:4]
    assert request.applicant.content == typed[4]
    assert request.state is State.HANDLING
    assert seconds < 60
    [page] = window.findChildren(RequestsPage)
    assert isinstance(page.present, CasePage)


def test_the_channel_unfolds_what_it_needs(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    page = register_page(window)
    assert "confirmed_on" not in page.form.shown
    page.form.fill({"channel": "email"})
    assert {"arrived_on", "confirmed_on", "email"} <= set(page.form.shown)
    assert "received_on" not in page.form.shown
    page.form.fill({"arrived_on": "昨天"})
    qtbot.waitUntil(lambda: "待双方确认" in words(page.side), timeout=2000)
    assert "5月11日" in words(page.side)  # the safe day
    page.form.fill({"channel": "counter"})
    assert "arrived_on" in page.form.shown  # a filled box never hides
    assert "confirmed_on" not in page.form.shown
    page.form.fill({"applicant_kind": "org", "name": "上坪村民委员会"})
    assert page.form.values()["org_category"] == "other"
    page.form.fill({"name": "云岭县清源建设有限公司"})
    assert page.form.values()["org_category"] == "business"
    assert "统一社会信用代码" in words(page.form)
    page.form.fill({"applicant_kind": "citizen"})
    page._changed()
    assert "org_category" not in page.form.shown
    assert "co_applicants" not in page.form.shown
    page.more.click()
    assert "co_applicants" in page.form.shown


def test_an_email_waits_and_is_confirmed(window: MainWindow, desk: Desk) -> None:
    page = register_page(window)
    page.form.fill({**{k: str(v) for k, v in applicant().items()}, "channel": "email"})
    page.primary()
    [row] = desk.requests.rows()
    assert row.state is State.WAIT_CONFIRM
    case = case_page(window, row.uid)
    assert "待双方确认" in words(case)
    assert "按到达日起算最早5月12日" in words(case)
    assert case.tabs is not None
    case.tabs.choose("documents")
    assert not [one for one in case.findChildren(QPushButton) if "回执" in one.text()]
    [move] = [move for move in case.moves if move.event is EventKind.CONFIRM]
    dialog = ActDialog(case, window.context, row.uid, move)
    dialog.form.fill({"confirm_person": "申请人"})
    dialog.accept()
    assert desk.requests.get(row.uid).state is State.HANDLING
    case.reload()
    assert "5月12日" in words(case)


def test_a_later_day_than_the_post_asks_for_a_reason(window: MainWindow, desk: Desk) -> None:
    page = register_page(window)
    values = {k: str(v) for k, v in applicant().items()}
    page.form.fill({**values, "channel": "mail", "arrived_on": "4.8", "received_on": "4.9"})
    page.primary()
    assert "晚于邮政签收" in words(page)
    assert "received_reason" in page.form.shown
    page.form.fill({"received_reason": "邮局改投，有邮局回执"})
    page.primary()
    [row] = desk.requests.rows()
    assert row.received_on.isoformat() == "2026-04-09"
    assert "邮局改投" in words(case_page(window, row.uid))


def test_a_text_fills_what_is_empty_and_says_what_it_left(window: MainWindow) -> None:
    page = register_page(window)
    page.form.fill({"name": "王德明"})
    page.take_text(CHAT)
    values = page.form.values()
    assert (values["name"], values["id_number"], values["content"]) == ("王德明", ID, "低保名单")
    shown = words(page)
    assert "姓名或者名称与识别的不同" in shown
    assert "有2个电话号码" in shown
    assert shown.count("自动识别") == 3  # telephone, content, form
    page.form.fill({"phone": "13900000000"})
    assert words(page).count("自动识别") == 2
    [use] = [one for one in page.findChildren(QPushButton) if one.text() == "改用识别的"]
    use.click()
    assert page.form.values()["name"] == "李桂兰"


def test_a_text_comes_from_the_clipboard(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = register_page(window)
    QApplication.clipboard().setText(CHAT)

    def read(dialog: PasteDialog) -> int:
        dialog.go.click()
        return dialog.result()

    monkeypatch.setattr(PasteDialog, "exec", read)
    page.paste()
    assert page.form.values()["name"] == "李桂兰"


def test_the_same_letter_is_warned_and_may_go_on(window: MainWindow, desk: Desk) -> None:
    first = desk.requests.register(applicant())
    page = register_page(window)
    page.form.fill({name: str(value) for name, value in applicant().items()})
    page.primary()
    assert first.number in words(page)
    assert len(desk.requests.rows()) == 1
    [go] = [one for one in page.findChildren(QPushButton) if one.text() == "仍要登记"]
    go.click()
    assert len(desk.requests.rows()) == 2


def test_people_asking_alike_are_told_beside_the_form(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    number = desk.requests.register(applicant()).number
    page = register_page(window)
    page.form.fill({"name": "赵淑芬", "content": str(applicant()["content"])})
    qtbot.waitUntil(lambda: "另有1人申请过类似信息" in words(page.side), timeout=2000)
    assert number in words(page.side)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "李桂兰身份证.png"
    path.write_bytes(picture(size=(300, 200)))
    return path


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form dialog is taken as it stands."""

    def take(dialog: FormDialog) -> int:
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(FormDialog, "exec", take)


@pytest.mark.usefixtures("at_once")
def test_files_are_held_with_the_draft_and_go_into_the_case(
    window: MainWindow, desk: Desk, quiet: QuietSay, scan: Path
) -> None:
    page = register_page(window)
    quiet.chosen_files = [scan]
    page.files.choose()
    scan.unlink()  # the stick is pulled out
    page = register_page(window)
    assert "身份证明：李桂兰身份证.png" in words(page)
    page.form.fill({name: str(value) for name, value in applicant().items()})
    page.primary()
    [row] = desk.requests.rows()
    [one] = desk.requests.files.of(row.uid)
    assert (one.kind, one.media) == ("identity", "picture")
    assert register_page(window).files.held == []


@pytest.mark.usefixtures("at_once")
def test_a_held_file_can_be_taken_away_and_a_bad_one_is_refused(
    window: MainWindow, desk: Desk, scan: Path, tmp_path: Path
) -> None:
    page = register_page(window)
    page.files.add([scan])
    [away] = [one for one in page.findChildren(QPushButton) if one.text() == "取走"]
    away.click()
    bad = tmp_path / "a.pdf"
    bad.write_bytes(b"%PDF-1.7")
    page.files.add([bad])
    assert page.files.held == []
    assert desk.accounts.draft("requests.register.file0") == {}


@pytest.mark.usefixtures("at_once")
def test_files_dropped_on_the_case_are_kept_seen_and_saved(
    window: MainWindow, desk: Desk, quiet: QuietSay, scan: Path, tmp_path: Path
) -> None:
    uid = desk.requests.register(applicant()).uid
    case = case_page(window, uid)
    assert case.tabs is not None
    case.tabs.choose("files")
    [tab] = case.findChildren(FilesTab)
    assert "还没有附件" in words(tab)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scan))])
    copy, left, none = (
        Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    tab.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    [one] = desk.requests.files.of(uid)
    assert one.kind == "identity"
    assert case.tabs.chosen == "files"
    QApplication.processEvents()
    tab = case.findChildren(FilesTab)[-1]
    assert tab._picture.picture.width() == 300
    quiet.chosen_save = tmp_path / "出.png"
    tab.save()
    assert (tmp_path / "出.png").read_bytes() == scan.read_bytes()
    tab.add([scan])  # the same once more
    assert len(desk.requests.files.of(uid)) == 1


def test_the_kind_is_guessed_from_the_name(desk: Desk) -> None:
    kinds = desk.requests.files.kinds
    assert guess("张三身份证正面.jpg", kinds) == "identity"
    assert guess("检索截图2.png", kinds) == "search"
    assert guess("IMG_0001.jpg", kinds) == "other"


def test_what_was_typed_for_a_step_is_there_again_until_it_is_taken(
    window: MainWindow, desk: Desk
) -> None:
    uid = desk.requests.register(applicant()).uid
    case = case_page(window, uid)
    [move] = [move for move in case.moves if move.event is EventKind.EXTEND]
    first = ActDialog(case, window.context, uid, move)
    first.form.fill({"extend_reason": "李桂兰的材料分散在三个站所"})
    first.reject()
    assert "李桂兰的材料".encode() not in (desk.session.folder / "gkdesk.db").read_bytes()
    again = ActDialog(case, window.context, uid, move)
    assert again.form.values()["extend_reason"] == "李桂兰的材料分散在三个站所"
    again.form.fill({"extend_days": "10", "approved_by": "何敏"})
    again.accept()
    assert again.result() == again.DialogCode.Accepted
    assert desk.accounts.draft(f"requests.{uid}.extend") == {}


def test_each_outcome_has_its_own_draft_and_may_be_begun_anew(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    uid = desk.requests.register(applicant()).uid
    case = case_page(window, uid)
    grant, missing = (
        next(rule for rule in desk.requests.replies() if rule.code == code)
        for code in ("OPEN_GRANT", "NONE_EXIST")
    )
    first = ReplyDialog(case, window.context, uid, grant)
    first.form.fill({"found_facts": "找到了。"})
    qtbot.waitUntil(
        lambda: bool(desk.accounts.draft(f"requests.{uid}.propose.OPEN_GRANT")), timeout=4000
    )
    assert (
        ReplyDialog(case, window.context, uid, missing).form.values().get("found_facts")
        != "找到了。"
    )
    again = ReplyDialog(case, window.context, uid, grant)
    assert again.form.values()["found_facts"] == "找到了。"
    [anew] = [one for one in again.findChildren(QPushButton) if "重新填" in one.text()]
    anew.click()
    assert again.form.values()["found_facts"] == ""
    assert desk.accounts.draft(f"requests.{uid}.propose.OPEN_GRANT") == {}


@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_nothing_scrolls_sideways(window: MainWindow, qtbot: QtBot, scale: float) -> None:
    LOOK.scale = scale
    page = register_page(window)
    page.form.fill({"applicant_kind": "org", "channel": "elsewhere", "obtain_way": "email"})
    page.more.setChecked(True)
    page._unfold()
    qtbot.wait(30)
    assert page.width() <= window.width()
    for area in page.findChildren(QScrollArea):
        inner = area.widget()
        assert inner.minimumSizeHint().width() <= area.viewport().width()


TYPE = """
    import sys
    from pathlib import Path
    from datetime import datetime
    from PySide6.QtTest import QTest
    from gkdesk.desk import Desk
    from gkdesk.ui.app import make_application
    from gkdesk.ui.window import MainWindow
    from gkdesk.ui.requests.register_page import RegisterPage
    from tests.conftest import CHEAP, PASSWORD
    folder = Path(sys.argv[1])
    app = make_application(folder)
    with Desk.open(folder, now=lambda: datetime(2026, 4, 10, 9, 30), cost=CHEAP) as desk:
        desk.accounts.log_in("周桂芬", PASSWORD)
        window = MainWindow(desk)
        window.show()
        window.go("requests", "register")
        [page] = window.findChildren(RegisterPage)
        QTest.qWait(50)
        page.form.go_to("content")
        while True:  # a clerk who never pauses
            QTest.keyClicks(page.form.input("content"), "a")
            QTest.qWait(40)
            if desk.accounts.draft("requests.register"):
                print("saved", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_lock_keeps_what_was_typed_a_moment_ago(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    field = register_page(window).form.input("name")
    field.setFocus()
    qtbot.keyClicks(field, "Li Gui")
    window.lock()
    desk.accounts.log_in("周桂芬", PASSWORD)
    assert desk.accounts.draft("requests.register")["name"] == "Li Gui"


def test_a_draft_is_there_after_a_kill(founded: Path, tmp_path: Path, clock: StoppedClock) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
    root = Path(__file__).resolve().parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(TYPE), str(folder)],
        cwd=root, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"saved"
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    child.stdout.close()
    with Desk.open(folder, now=clock, cost=CHEAP) as desk:
        desk.accounts.log_in("周桂芬", PASSWORD)
        assert desk.accounts.draft("requests.register")["content"].startswith("aaa")
