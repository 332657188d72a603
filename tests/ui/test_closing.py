"""The end of a case in the window: delivering, the archive tab, the lists, a correction."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gkdesk.desk import Desk
from gkdesk.requests.model import State
from gkdesk.ui.requests.case_page import CasePage
from gkdesk.ui.requests.deliver_dialog import DeliverDialog
from gkdesk.ui.requests.more_dialogs import ListsDialog, correction_dialog
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.window import MainWindow
from tests.conftest import StoppedClock
from tests.ui.conftest import QuietSay, applicant
from tests.ui.test_requests_pages import _case, texts

REPLY: dict[str, object] = {"found_facts": "经检索，找到1份材料。", "provided_items": ["审批结果"]}
POSTED: dict[str, object] = {
    "method": "mail",
    "mail_no": "XA12345678911",
    "address": "青石镇西河村",
}


def shot(widget: QWidget, name: str) -> None:
    """Keep a picture where ``GKDESK_SHOTS`` says, to be looked at."""
    folder = os.environ.get("GKDESK_SHOTS")
    if folder:
        widget.grab().save(str(Path(folder) / f"{name}.png"))


def replied(desk: Desk, **more: object) -> str:
    uid = desk.requests.register({**applicant(), **more}).uid
    desk.requests.act(uid, "reply", REPLY)
    return uid


def dialog_of(case: CasePage, event: str) -> DeliverDialog:
    found = case._dialog(next(move for move in case.moves if move.event == event))
    assert isinstance(found, DeliverDialog)
    return found


def shown(dialog: DeliverDialog) -> set[str]:
    dialog.show()
    QApplication.processEvents()
    return {name for name in dialog._asks if dialog.form.input(name).isVisible()}


def test_delivering_asks_only_what_the_way_needs(window: MainWindow, desk: Desk) -> None:
    uid = replied(desk)
    dialog = dialog_of(_case(window, uid), "deliver")
    assert {"receiver", "method", "deliverer"} <= shown(dialog)
    assert not {"mail_no", "witness", "public_reason"} & shown(dialog)
    dialog.form.fill({"method": "leave"})
    assert {"refuse_reason", "witness", "photo"} <= shown(dialog)
    assert "receiver" not in shown(dialog)
    assert "第八十九条" in texts(dialog)
    shot(dialog, "deliver")
    dialog.accept()
    assert "请填写拒收事由" in texts(dialog)
    dialog.form.fill({"refuse_reason": "认为内容不全", "witness": "何敏、陈立"})
    dialog.accept()
    assert desk.requests.get(uid).state is State.CLOSED


def test_a_returned_letter_and_the_archive_on_one_tab(
    window: MainWindow, desk: Desk, clock: StoppedClock
) -> None:
    uid = replied(desk)
    desk.requests.act(uid, "deliver", POSTED)
    clock.value = datetime(2026, 4, 20, 10, 0)  # noqa: DTZ001 - the office's wall clock
    desk.requests.act(uid, "arrived", {"mail_result": "returned", "mail_proof": "投递两次无人"})
    case = _case(window, uid)
    assert next(move for move in case.moves if move.primary).event == "resend"
    assert case.tabs is not None
    case.tabs.choose("closing")
    window.resize(1366, 768)
    words = texts(case)
    assert "退回，投递两次无人" in words
    assert "还没有寄达，没有起算" in words
    assert "身份证明复印件" in words
    assert "还缺" in words
    shot(window, "closing")
    dialog = dialog_of(case, "resend")
    assert {"call_time", "call_content", "envelope", "mail_no"} <= shown(dialog)
    shot(dialog, "resend")
    dialog.reject()


def test_a_correction_is_registered_from_the_list(window: MainWindow, desk: Desk) -> None:
    opened = list[str]()
    window.go("requests", "register")
    [page] = window.findChildren(RequestsPage)
    dialog = correction_dialog(window, page._context, opened.append)
    person = {name: str(value) for name, value in applicant().items()}
    dialog.form.fill({**person, "content": "公开栏把承包面积写成3.2亩"})
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert "第四十一条" in texts_shown(dialog)
    shot(dialog, "correction")
    dialog.form.fill({"evidence": "承包经营权证"})
    dialog.accept()
    case = _case(window, opened[0])
    assert next(move for move in case.moves if move.primary).event == "fix"
    words = texts(case)
    assert "要求更正" in words
    assert "建议20个工作日" in words
    shot(window, "correction_case")


def texts_shown(dialog: QDialog) -> str:
    dialog.show()
    return texts(dialog)


def test_parts_and_whole_name_each_other(window: MainWindow, desk: Desk) -> None:
    whole = desk.requests.register(applicant())
    desk.requests.act(
        whole.uid, "split", {"items": ["2024年清单", "2025年清单"], "reason": "分属两个站所"}
    )
    first, second = desk.requests.get(whole.uid).parts
    assert f"分为{first}、{second}" in texts(_case(window, whole.uid))
    assert f"由{whole.number}分出" in texts(_case(window, desk.requests.get(first).uid))
    shot(window, "part")


def test_lists_are_saved_and_opened(
    window: MainWindow, desk: Desk, quiet: QuietSay, tmp_path: Path
) -> None:
    uid = desk.requests.register(applicant()).uid
    desk.requests.act(uid, "difficult", {"cause": "职责不清", "reason": "两个站所都有材料"})
    opened = list[str]()
    dialog = ListsDialog(window, _case(window, uid)._context, opened.append)
    dialog.show()
    dialog.difficult.selectAll()
    assert dialog.difficult.as_tsv().count("职责不清") == 1
    shot(dialog, "lists")
    quiet.chosen_save = tmp_path / "清单.pdf"
    follow = desk.requests.follow_ups
    dialog._save("清单.pdf", follow.difficult_list, dialog.difficult)
    assert (tmp_path / "清单.pdf").read_bytes().startswith(b"%PDF")
    dialog._save("清单.pdf", follow.convert_list, dialog.openings)
    assert "没有可以打印的转为主动公开的信息" in quiet.said[-1]
    dialog.difficult.opened.emit(follow.difficult()[0])
    assert opened == [uid]
