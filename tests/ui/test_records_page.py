"""公开信息 in the window: the list, a draft from a file, the review, what hangs on a record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkdesk.desk import Desk
from gkdesk.records.lists import ListKind
from gkdesk.records.model import Act, LinkKind, Record, State
from gkdesk.records.roll import View
from gkdesk.ui.look import LOOK
from gkdesk.ui.records.draft_dialog import FOUND, DraftDialog
from gkdesk.ui.records.filter_dialog import filter_dialog
from gkdesk.ui.records.lists_dialog import ListsDialog
from gkdesk.ui.records.page import RecordsPage
from gkdesk.ui.records.review_dialog import ReviewDialog, waiting
from gkdesk.ui.records.step_dialogs import (
    AssessDialog,
    EvidenceDialog,
    IndexDialog,
    LinkDialog,
    StepDialog,
    ValidityDialog,
)
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.catalog.conftest import SAMPLE
from tests.conftest import PASSWORD
from tests.records.steps import go, publish, settle, to_final

from .conftest import QuietSay

VALUES = {
    "title": "青石镇农村公益性岗位管理办法",
    "doc_number": "青政〔2026〕7号",
    "made_on": "2026-04-01",
    "attribute": "active",
    "kind": "policy",
    "item_key": "20-01-001",
    "body": "为规范公益性岗位管理，制定本办法。\n岗位由镇统一设置。\n（此件公开发布）",
}
NOTICE = (
    "青石镇人民政府文件\n青政〔2026〕9号\n青石镇人民政府\n关于做好2026年防汛工作的通知\n"
    "各村：\n请做好准备。\n青石镇人民政府\n2026年4月8日\n（此件主动公开）\n"
)


def texts(widget: QWidget) -> str:
    """Return the words of every label and button, shown or about to be."""
    found = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return "\n".join(one.text() for one in found)


def look(widget: QWidget, name: str) -> None:
    """Save a picture when somebody wants to look at it."""
    if folder := os.environ.get("GKDESK_LOOK"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"records_{name}.png"))


@pytest.fixture
def page(window: MainWindow, desk: Desk) -> RecordsPage:
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    window.go("records", "")
    [found] = window.findChildren(RecordsPage)
    return found


@pytest.fixture
def filled(page: RecordsPage, desk: Desk, tmp_path: Path) -> dict[str, Record]:
    """One record of each kind of state."""
    records, session = desk.records, desk.session
    policy = records.draft(VALUES)
    paper = tmp_path / "管理办法.txt"
    paper.write_text("办法全文。联系人电话13912340872", "utf-8")
    told = records.draft(
        VALUES | {"title": "《管理办法》解读", "doc_number": "", "kind": "interpretation",
                  "body": "一、政策背景。二、依据。", "interpreter": "社会事务办公室"}
    )  # fmt: skip
    records.links.add(told.uid, LinkKind.INTERPRETS, policy.uid)
    publish(records, session, policy.uid)
    held = records.draft(
        {"title": "关于报送考核材料的报告", "doc_number": "青政文〔2026〕1号",
         "made_on": "2026-03-02", "attribute": "withheld", "kind": "document",
         "ground": "internal", "reason": "内部考核",
         "body": "考核材料。"}
    )  # fmt: skip
    settle(records, session, held.uid)
    draft = records.draft(VALUES | {"title": "2026年一季度临时救助名单公示", "kind": "info"})
    records.files.add(draft.uid, paper)
    records.privacy.check(draft.uid)
    waits = records.draft(VALUES | {"title": "2025年度部门决算", "kind": "info"})
    records.act(waits.uid, Act.SUBMIT)
    page.reload()
    return {"policy": policy, "told": told, "held": held, "draft": draft, "waits": waits}


def test_the_list_shows_each_saved_filter(page: RecordsPage, filled: dict[str, Record]) -> None:
    shown = {}
    for view in (View.ALL, View.DRAFTS, View.REVIEW, View.PUBLISHED, View.CLOSED):
        page._choose(view)
        shown[view] = [page.table.rows.row(at).title for at in range(page.table.rows.rowCount())]
    assert len(shown[View.ALL]) == 5
    assert shown[View.PUBLISHED] == [VALUES["title"]]
    assert shown[View.REVIEW] == ["2025年度部门决算"]
    assert shown[View.CLOSED] == ["关于报送考核材料的报告"]
    page._choose(View.ALL)
    page._search.setText("决算")
    assert [one.title for one in page.table.shown()] == ["2025年度部门决算"]
    page._search.setText("青政〔2026〕7号")
    assert VALUES["title"] in [one.title for one in page.table.shown()]
    page._search.clear()
    page.table.sort([(1, False)])
    titles = [one.title for one in page.table.shown()]
    from gkdesk.base.text import sort_key

    assert titles == sorted(titles, key=sort_key)
    look(page.window(), "page")


@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_the_chosen_record_tells_what_is_wrong(
    window: MainWindow, page: RecordsPage, filled: dict[str, Record], scale: float
) -> None:
    LOOK.scale = scale
    page.show_uid(filled["draft"].uid)
    words = texts(page.detail)
    assert "管理办法.txt" in words
    assert "隐私检查有" in words
    page.show_uid(filled["policy"].uid)
    words = texts(page.detail)
    assert "解读" in words
    assert "有效" in words
    look(window, f"policy_{scale}")
    LOOK.scale = 1.0


def test_a_draft_from_a_dropped_file(
    page: RecordsPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "防汛通知.txt"
    path.write_text(NOTICE, "utf-8")
    made: list[DraftDialog] = []
    monkeypatch.setattr(DraftDialog, "exec", lambda self: made.append(self) or 0)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.dropEvent(event)
    qtbot.waitUntil(lambda: bool(made), timeout=5000)
    [dialog] = made
    values = dialog.values()
    assert values["title"] == "青石镇人民政府关于做好2026年防汛工作的通知"
    assert (values["doc_number"], values["made_on"]) == ("青政〔2026〕9号", "2026-04-08")
    assert (values["attribute"], values["kind"]) == ("active", "document")
    assert dialog.form._tags["title"].text() == FOUND
    dialog.show()
    look(dialog, "draft")
    dialog.accept()
    record = desk.records.get(dialog.uid)
    page.attach(record.uid, dialog.files)
    qtbot.waitUntil(lambda: bool(desk.records.files.of(record.uid)), timeout=5000)
    [one] = desk.records.files.of(record.uid)
    assert (one.name, one.marks) == ("防汛通知.txt", ("active",))


def test_the_form_shows_what_the_kind_needs(page: RecordsPage) -> None:
    dialog = DraftDialog(page, page._context)
    assert "ground" not in dialog.form.shown
    assert "interpreter" not in dialog.form.shown
    dialog.form.fill({"attribute": "withheld"})
    dialog._fit_fields()
    assert "ground" in dialog.form.shown
    dialog.form.fill({"kind": "interpretation", "attribute": "active"})
    dialog._fit_fields()
    assert "interpreter" in dialog.form.shown
    dialog.form.fill({"kind": "normative", "origin": "forwarded"})
    dialog._fit_fields()
    assert {"unified_number", "origin_attribute", "valid_until"} <= set(dialog.form.shown)
    dialog._show_all()
    assert {"subject", "genre", "display_until"} <= set(dialog.form.shown)
    dialog.show()
    look(dialog, "draft_all")


def deleted() -> None:
    """Let go what the page threw away, as its event loop does between two clicks."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_reviewing_one_after_the_other(
    page: RecordsPage, desk: Desk, filled: dict[str, Record]
) -> None:
    desk.records.act(filled["draft"].uid, Act.SUBMIT)
    desk.accounts.log_in("刘建民", PASSWORD)
    page.reload()
    uids = waiting(page._context)
    assert set(uids) == {filled["waits"].uid, filled["draft"].uid}
    dialog = ReviewDialog(page, page._context, uids, uids.index(filled["waits"].uid))
    dialog.take(Act.PASS)
    assert "还有没勾选的" in texts(dialog)
    assert desk.records.get(filled["waits"].uid).state is State.IN_REVIEW
    for tick in dialog._ticks.values():
        tick.setChecked(True)
    dialog.opinion.setPlainText("内容属实")
    dialog.show()
    look(dialog, "review")
    dialog._forward()
    deleted()
    assert desk.records.get(filled["waits"].uid).state is State.IN_SECOND_REVIEW
    dialog._at = uids.index(filled["draft"].uid)
    dialog._load()
    deleted()
    dialog.which.setCurrentIndex(1)
    assert "办法全文" in dialog.body.toPlainText()
    dialog.opinion.setPlainText("附件里有手机号，删去")
    dialog.take(Act.RETURN)
    assert desk.records.get(filled["draft"].uid).returned is not None
    assert "附件里有手机号" in texts(dialog) or dialog.record is not None


def test_settling_needs_another_leader(page: RecordsPage, desk: Desk) -> None:
    record = desk.records.draft(
        VALUES | {"attribute": "withheld", "kind": "document", "ground": "internal",
                  "reason": "内部", "body": "材料"}
    )  # fmt: skip
    desk.records.act(record.uid, Act.SUBMIT)
    desk.accounts.log_in("何敏", PASSWORD)
    go(desk.records, record.uid, Act.PASS)
    go(desk.records, record.uid, Act.PASS)
    dialog = ReviewDialog(page, page._context, [record.uid])
    for tick in dialog._ticks.values():
        tick.setChecked(True)
    dialog.opinion.setPlainText("属实")
    dialog._forward()
    assert "须两个人分别审签" in texts(dialog)


def test_the_small_dialogs_do_what_they_say(
    page: RecordsPage, desk: Desk, filled: dict[str, Record], tmp_path: Path
) -> None:
    records, policy = desk.records, filled["policy"]
    evidence = EvidenceDialog(page, page._context, policy)
    evidence.form.fill({"channel": "政府网站", "on": "2026-04-10", "address": "http://a.example/1"})
    evidence.accept()
    [proof] = records.proofs.of(policy.uid)
    assert (proof.channel, proof.address) == ("政府网站", "http://a.example/1")
    link = LinkDialog(page, page._context, policy)
    link.form.fill({"kind": "amends", "other": filled["held"].uid})
    link.accept()
    assert [one.kind for one in records.links.of(policy.uid)] == [
        LinkKind.INTERPRETS, LinkKind.AMENDS,
    ]  # fmt: skip
    index = IndexDialog(page, page._context, records.get(policy.uid))
    index.form.fill({"index_number": "11500382787479886T/2026-00088"})
    index.accept()
    assert records.get(policy.uid).index_number.endswith("00088")
    desk.accounts.log_in("何敏", PASSWORD)
    validity = ValidityDialog(page, page._context, policy)
    validity.form.fill({"status": "abolished", "on": "今天", "basis": "清理决定"})
    validity.accept()
    now = records.standings.now(records.get(policy.uid))
    assert now is not None
    assert now.basis == "清理决定"
    assess = AssessDialog(page, page._context, filled["held"])
    assess.form.fill({"outcome": "keep", "reason": "仍属内部事务"})
    assess.accept()
    assert records.assessing.of(filled["held"].uid)[0].next_on is not None
    page.show_uid(policy.uid)
    assert "清理决定" in texts(page.detail)
    for dialog, name in ((evidence, "evidence"), (link, "link"), (validity, "validity")):
        dialog.show()
        look(dialog, name)


def test_a_step_dialog_asks_for_the_points(
    page: RecordsPage, desk: Desk, filled: dict[str, Record]
) -> None:
    desk.accounts.log_in("刘建民", PASSWORD)
    step = StepDialog(page, page._context, filled["waits"], Act.PASS)
    step.accept()
    assert step.result() != step.DialogCode.Accepted
    for tick in step.ticks.values():
        tick.setChecked(True)
    step.show()
    look(step, "step")
    step.accept()
    assert step.result() == step.DialogCode.Accepted


def test_the_lists_are_shown_and_written(
    page: RecordsPage, desk: Desk, filled: dict[str, Record], quiet: QuietSay, tmp_path: Path
) -> None:
    dialog = ListsDialog(page, page._context, ListKind.WITHHELD)
    assert "关于报送考核材料的报告" in dialog._stack.currentWidget().model().index(0, 1).data()  # type: ignore[attr-defined]
    dialog.show()
    look(dialog, "lists")
    for kind in ListKind:
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind.value))
        quiet.chosen_save = tmp_path / f"{kind.value}.xlsx"
        dialog.save(".xlsx")
        assert quiet.chosen_save.read_bytes().startswith(b"PK")


def test_publishing_shows_in_the_list_at_once(
    page: RecordsPage, desk: Desk, filled: dict[str, Record]
) -> None:
    uid = filled["told"].uid
    to_final(desk.records, desk.session, uid)
    page.reload()
    page.show_uid(uid)
    assert "终审并公开" in texts(page.detail)
    go(desk.records, uid, Act.PUBLISH)
    page._choose(View.PUBLISHED)
    assert uid in [one.uid for one in page.table.shown()]


def test_the_list_is_narrowed_by_classification(
    page: RecordsPage, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    values = {"body": "正文", "made_on": "2026-02-01", "attribute": "active"}
    for title, subject in (("低保名单", "民政救助"), ("预算表", "财政金融")):
        desk.records.draft(values | {"title": title, "subject": subject, "served": "全社会"})
    page.reload()
    dialog = filter_dialog(page, window.context, {}, page.narrow_to)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.fill({"axis.subject": "民政救助", "axis.served": "全社会"})
    look(dialog, "records_filter")
    dialog.accept()
    assert [one.title for one in page.table.shown()] == ["低保名单"]
    assert page.narrow.text() == "筛选 2"
    assert page.narrow.toolTip() == "民政救助、全社会"
    look(window, "records_narrowed")
    again = filter_dialog(page, window.context, page._narrowed, page.narrow_to)
    qtbot.addWidget(again)
    assert again.values() == {"axis.subject": "民政救助", "axis.served": "全社会"}
    [clear] = [one for one in again.findChildren(QPushButton) if one.text() == "全部清除"]
    clear.click()
    assert len(page.table.shown()) == 2
    assert page.narrow.text() == "筛选"
    page.narrow_to({"attribute": "withheld"})
    assert not page.table.shown()
    page.open("")
    assert len(page.table.shown()) == 2


def test_a_narrow_window_asks_for_kind_and_year_in_the_filter(
    page: RecordsPage, filled: dict[str, Record], window: MainWindow, qtbot: QtBot
) -> None:
    LOOK.scale = 1.4
    window.rebuild()
    narrow = window._pages["records"]
    assert isinstance(narrow, RecordsPage)
    everything = len(narrow.table.shown())
    dialog = narrow._filter_dialog()
    qtbot.addWidget(dialog)
    dialog.show()
    look(dialog, "filter14")
    dialog.form.fill({"kind": "policy", "year": "2026"})
    dialog.accept()
    assert (narrow.kind.currentData(), narrow.year.currentData()) == ("policy", 2026)
    assert 0 < len(narrow.table.shown()) < everything
    assert narrow.narrow.text() == "筛选 2"
    look(window, "narrowed14")
    again = narrow._filter_dialog()
    qtbot.addWidget(again)
    assert again.values() == {"kind": "policy", "year": "2026"}
    narrow_clear = next(one for one in again.findChildren(QPushButton) if one.text() == "全部清除")
    narrow_clear.click()
    assert len(narrow.table.shown()) == everything


def test_a_correction_is_drafted_from_the_detail(
    page: RecordsPage,
    filled: dict[str, Record],
    desk: Desk,
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = filled["policy"]
    page.show_uid(old.uid)

    def run(dialog: FormDialog) -> int:
        dialog.show()
        look(dialog, "correct")
        dialog.form.fill({"reason": "日期写错"})
        dialog.accept()
        return dialog.result()

    seen: list[str] = []

    def edited(dialog: DraftDialog) -> int:
        seen.append(dialog.form.values()["title"])
        dialog.reject()
        return 0

    monkeypatch.setattr(FormDialog, "exec", run)
    monkeypatch.setattr(DraftDialog, "exec", edited)
    *_, correct = [
        one for one in page.detail.findChildren(QPushButton) if one.text().strip() == "更正"
    ]
    correct.click()
    made = desk.records.rows(State.DRAFT)[-1]
    assert made.events[0].opinion == "日期写错"
    assert seen == [old.title]
    assert "更正后代替" in texts(page.detail)
    look(window, "corrected")
