"""版本与对照, 动态调整 and 领域设置 in a real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gkdesk.catalog.adjustrows import Kind, State
from gkdesk.catalog.versionrows import About
from gkdesk.desk import Desk
from gkdesk.ui.catalog import adjust_dialog, propose_dialog
from gkdesk.ui.catalog.adjust_dialog import AdjustDialog, sides, story
from gkdesk.ui.catalog.areas_dialog import AreasDialog
from gkdesk.ui.catalog.item_history import ItemHistory
from gkdesk.ui.catalog.more import WINDOWS, entries
from gkdesk.ui.catalog.page import CatalogPage
from gkdesk.ui.catalog.pick_items import PickItems
from gkdesk.ui.catalog.propose_dialog import ProposeDialog
from gkdesk.ui.catalog.versions_dialog import LEFT, VersionsDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.catalog.conftest import HEAD, SAMPLE, book
from tests.conftest import PASSWORD

from .conftest import QuietSay

BASE = {"reason": "law", "basis": "《社会救助暂行办法》", "department": "社会事务办公室"}
KEY = "20-01-001"


@pytest.fixture
def office(desk: Desk) -> Desk:
    desk.catalog.apply(desk.catalog.read(SAMPLE))
    return desk


def leader(desk: Desk) -> None:
    desk.accounts.log_in("何敏", PASSWORD)


def filled(dialog: FormDialog, **values: str) -> None:
    dialog.form.fill(values)
    dialog.go.click()


def test_the_page_offers_the_windows(
    window: MainWindow, office: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("catalog", "")
    [page] = window.findChildren(CatalogPage)
    seen: list[str] = []
    monkeypatch.setattr(QDialog, "exec", lambda self: seen.append(self.windowTitle()) or 0)
    after: list[int] = []
    for words, run in entries(page, window.context, lambda: after.append(1)):
        run()
        assert seen[-1].startswith(words.partition("（")[0])
    assert len(after) == len(WINDOWS)


def test_two_versions_are_compared_and_saved(
    window: MainWindow, office: Desk, qtbot: QtBot, quiet: QuietSay, tmp_path: Path
) -> None:
    leader(office)
    office.catalog.adjusting.do_at_once(
        {**BASE, "kind": "change", "items": [KEY], "fields": {"agency": "社会事务办公室"}}
    )
    dialog = VersionsDialog(window, window.context)
    qtbot.addWidget(dialog)
    assert [one.number for one in dialog.versions.shown()] == [2, 1]
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(dialog.lines.shown()), timeout=10000)
    assert [line.item.key for line in dialog.lines.shown()] == [KEY]
    assert "社会事务办公室" in dialog.sides.panes[1].toPlainText()
    assert not dialog.propose.isVisibleTo(dialog)
    quiet.chosen_save = tmp_path / "第2版.xlsx"
    dialog.export.click()
    qtbot.waitUntil(quiet.chosen_save.exists, timeout=10000)
    quiet.chosen_save = tmp_path / "对照.xlsx"
    dialog.save.click()
    qtbot.waitUntil(quiet.chosen_save.exists, timeout=10000)
    assert load_workbook(quiet.chosen_save)["内容不同"]["C2"].value == KEY


def test_an_item_through_the_versions(window: MainWindow, office: Desk, qtbot: QtBot) -> None:
    propose = office.catalog.adjusting
    two = [item.key for item in office.catalog.rows("社会救助")][:2]
    numbers = [
        propose.propose(
            {**BASE, "kind": "change", "items": two[:1], "fields": {"agency": "民政办"}}
        ).number,
        propose.propose(
            {**BASE, "kind": "merge", "items": two, "new": [{"content": "合并后的内容"}]}
        ).number,
    ]
    for number in numbers:
        leader(office)
        propose.approve(number)
        office.accounts.log_in("周桂芬", PASSWORD)
        propose.apply([number])
    dialog = ItemHistory(window, window.context, two[0])
    qtbot.addWidget(dialog)
    assert [one.words for one in dialog.table.shown()] == ["取消", "公开主体", "列入目录"]
    dialog.table.selectRow(1)
    assert "民政办" in dialog.sides.panes[1].toPlainText()
    assert "民政办" not in dialog.sides.panes[0].toPlainText()


def test_what_was_typed_stays_for_the_next_time(
    window: MainWindow, office: Desk, qtbot: QtBot
) -> None:
    item = office.catalog.get(KEY)
    first = ProposeDialog(window, window.context, Kind.CHANGE, [item])
    qtbot.addWidget(first)
    first.form.fill({"f_agency": "民政办", "basis": "《办法》"})
    first.reject()
    again = ProposeDialog(window, window.context, Kind.CHANGE, [item])
    qtbot.addWidget(again)
    assert again.values()["f_agency"] == "民政办"
    filled(again, **BASE)
    third = ProposeDialog(window, window.context, Kind.CHANGE, [item])
    qtbot.addWidget(third)
    assert third.values()["f_agency"] == item.agency
    third.reject()
    assert not office.accounts.draft(f"catalog.change.{KEY}")


def test_a_superior_is_read_and_taken_over(
    window: MainWindow, office: Desk, qtbot: QtBot, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / "县目录.xlsx"
    row = ["全新的事", "新事", "新事的内容", "《办法》", "每季度", "县民政局", "■政府网站"]
    path.write_bytes(book([HEAD, [1, *row]]))
    dialog = VersionsDialog(window, window.context)
    qtbot.addWidget(dialog)
    quiet.chosen_files = [path]
    monkeypatch.setattr(FormDialog, "exec", lambda self: filled(self) or 1)
    dialog.read_superior()
    room = office.catalog.versions
    qtbot.waitUntil(lambda: len(room.superiors()) == 1, timeout=10000)
    qtbot.waitUntil(lambda: dialog.left.count() == 2, timeout=10000)
    dialog.left.setCurrentIndex(0)
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(dialog.lines.shown()), timeout=10000)
    assert dialog.lines.shown()[0].kind == LEFT
    dialog.filter.setCurrentText("上级没有")
    assert len(dialog.lines.shown()) == 54
    dialog._search.setText("户籍")
    assert {line.item.area for line in dialog.lines.shown()} == {"户籍管理"}
    dialog._search.clear()
    dialog.filter.setCurrentText("本级没有、涉及乡镇村")
    assert len(dialog.lines.shown()) == 1
    asked = {"department": "社会事务办公室", "agency": "镇人民政府"}
    monkeypatch.setattr(FormDialog, "exec", lambda self: filled(self, **asked) or 1)
    dialog.propose.click()
    [made] = office.catalog.adjusting.all()
    assert (made.kind, made.content.new[0]["agency"]) == (Kind.TAKE_OVER, "镇人民政府")


def test_a_version_is_described(
    window: MainWindow, office: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = VersionsDialog(window, window.context)
    qtbot.addWidget(dialog)
    said = {"name": "（试行）", "in_force_from": "2026-05-01"}
    monkeypatch.setattr(FormDialog, "exec", lambda self: filled(self, **said) or 1)
    dialog.describe()
    assert office.catalog.versions.get(1).about == About("（试行）", in_force_from="2026-05-01")


def test_a_change_is_proposed_approved_and_applied(
    window: MainWindow, office: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = office.catalog.get(KEY)
    form = ProposeDialog(window, window.context, Kind.CHANGE, [item])
    qtbot.addWidget(form)
    assert not hasattr(form, "at_once")  # 周桂芬 is no leader
    form.show()
    filled(form, f_agency="社会事务办公室")
    assert form.isVisible()  # reason, department and basis are missing
    filled(form, f_agency="社会事务办公室", **BASE)
    [made] = office.catalog.adjusting.all()
    assert dict(made.content.fields or {}) == {"agency": "社会事务办公室"}
    leader(office)
    dialog = AdjustDialog(window, window.context)
    qtbot.addWidget(dialog)
    assert "社会事务办公室" in dialog.sides.panes[1].toPlainText()
    monkeypatch.setattr(FormDialog, "exec", lambda self: filled(self) or self.result())
    dialog.approve.click()
    assert office.catalog.adjusting.get(1).state is State.APPROVED
    dialog.apply.click()
    assert office.catalog.get(KEY).agency == "社会事务办公室"
    assert "何敏批准（同意。）" in story(office.catalog.adjusting.get(1))
    assert not dialog.apply.isEnabled()


def test_every_kind_has_a_form(window: MainWindow, office: Desk, qtbot: QtBot) -> None:
    rows = office.catalog.rows()
    new = {"f_area": "社会救助", "f_level1": "急难救助", "f_content": "发放情况"}
    parts = {"p1_content": "前一半", "p2_content": "后一半"}
    for kind, items, values in (
        (Kind.ADD, [], new),
        (Kind.CANCEL, rows[:2], {}),
        (Kind.MERGE, rows[2:4], {"f_level2": "合并后的事项"}),
        (Kind.SPLIT, rows[4:5], parts),
        (Kind.HAND_DOWN, rows[5:6], {"to": "各村", "f_level": "村级"}),
        (Kind.KEEP, rows[6:8], {}),
        (Kind.RENAME_AREA, [], {"area": "涉农补贴", "new_area": "惠农补贴"}),
    ):
        form = ProposeDialog(window, window.context, kind, items)
        qtbot.addWidget(form)
        filled(form, **BASE, **values)
        made = office.catalog.adjusting.all()[-1]
        assert made.kind is kind
        assert made.content.keys == tuple(item.key for item in items)
        assert sides(made, lambda key: key)
        again = ProposeDialog(window, window.context, kind, items, made)
        qtbot.addWidget(again)
        filled(again, words="补充说明")
        assert office.catalog.adjusting.get(made.number).content.words == "补充说明"


def test_a_leader_changes_by_hand_at_once(window: MainWindow, office: Desk, qtbot: QtBot) -> None:
    leader(office)
    form = ProposeDialog(window, window.context, Kind.CHANGE, [office.catalog.get(KEY)])
    qtbot.addWidget(form)
    form.form.fill({"f_agency": "民政办", **BASE})
    form.at_once.click()
    assert office.catalog.get(KEY).agency == "民政办"
    assert len(office.catalog.versions.all()) == 2


def test_items_are_picked_by_words(window: MainWindow, office: Desk, qtbot: QtBot) -> None:
    pick = PickItems(window, "合并：选事项", office.catalog.rows(), least=2, most=50)
    qtbot.addWidget(pick)
    assert not pick.go.isEnabled()
    pick.area.setCurrentText("义务教育")
    assert len(pick.table.shown()) == 9
    for row in pick.table.shown()[:2]:
        pick.table.toggle(row)
    pick.area.setCurrentIndex(0)
    assert pick.go.isEnabled()
    assert [item.area for item in pick.chosen] == ["义务教育", "义务教育"]


def test_refused_withdrawn_and_printed(
    window: MainWindow, office: Desk, qtbot: QtBot, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for agency in ("甲", "乙"):
        office.catalog.adjusting.propose(
            {**BASE, "kind": "change", "items": [KEY], "fields": {"agency": agency}}
        )
    leader(office)
    dialog = AdjustDialog(window, window.context)
    qtbot.addWidget(dialog)
    monkeypatch.setattr(
        FormDialog, "exec", lambda self: filled(self, reason="依据不足") or self.result()
    )
    dialog.refuse.click()
    assert office.catalog.adjusting.get(2).state is State.REFUSED
    labels = [words for words, _run in dialog._rarer()]
    assert labels == ["修改这件申请", "撤回这件申请", "存审批表 PDF"]
    quiet.chosen_save = tmp_path / "审批表.pdf"
    dict(dialog._rarer())["存审批表 PDF"]()
    qtbot.waitUntil(quiet.chosen_save.exists, timeout=10000)
    dict(dialog._rarer())["撤回这件申请"]()
    assert office.catalog.adjusting.get(1).state is State.WITHDRAWN
    shown: list[bytes] = []
    kept = {"exec": lambda self: shown.append(self.data)}
    seen = type(
        "Seen", (), kept | {"__init__": lambda self, _p, _t, data: setattr(self, "data", data)}
    )
    monkeypatch.setattr(adjust_dialog, "PdfDialog", seen)
    dialog.paper.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=10000)
    assert shown[0].startswith(b"%PDF")


def test_proposing_asks_for_items_first(
    window: MainWindow, office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pick(self: PickItems) -> int:
        self.table.set_ticks({KEY})
        return 1

    monkeypatch.setattr(PickItems, "exec", pick)
    monkeypatch.setattr(ProposeDialog, "exec", lambda self: filled(self, **BASE) or self.result())
    assert propose_dialog.propose(window, window.context, Kind.CANCEL)
    assert office.catalog.adjusting.get(1).content.keys == (KEY,)
    monkeypatch.setattr(PickItems, "exec", lambda _self: 0)
    assert not propose_dialog.propose(window, window.context, Kind.CANCEL)


def test_areas_are_edited_moved_and_told(
    window: MainWindow, office: Desk, qtbot: QtBot, quiet: QuietSay, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dialog = AreasDialog(window, window.context)
    qtbot.addWidget(dialog)
    assert not dialog.up.isEnabled()
    dialog.down.click()
    assert [one.name for one in dialog.table.shown()][:2] == ["重大建设项目", "城乡规划"]
    names = [one.name for one in dialog.table.shown()]
    dialog.table.selectRow(names.index("税收管理"))
    said = {"off": "yes", "reason": "由县税务局公开", "lead": "财政所", "aliases": "税务\n税费"}
    monkeypatch.setattr(FormDialog, "exec", lambda self: filled(self, **said) or self.result())
    dialog.change.click()
    area = office.catalog.area_book.get("税费")
    assert (area.name, area.state, area.setting.lead) == ("税收管理", "不涉及", "财政所")
    monkeypatch.setattr(
        FormDialog, "exec", lambda self: filled(self, name="水利工程") or self.result()
    )
    dialog.new.click()
    assert office.catalog.area_book.get("水利工程").items == 0
    quiet.chosen_save = tmp_path / "说明.xlsx"
    dialog.save.click()
    assert quiet.chosen_save.exists()
