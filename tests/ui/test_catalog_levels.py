"""镇村对照: records of the town beside the sheets the villages posted."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.catalog import limit, store
from gkdesk.catalog.model import Item
from gkdesk.desk import Desk
from gkdesk.search import levels
from gkdesk.ui.catalog.levels_dialog import LevelsDialog, pill_of
from gkdesk.ui.window import MainWindow
from tests.ui.test_catalog_due import grab
from tests.ui.test_village_board import filled

__all__ = ["filled"]  # a fixture

LINKS = """
[[link]]
area = "村级财务"
words = ["财务收支"]
forms = ["F01"]
status = "试用"
"""


@pytest.fixture
def both(filled: Desk) -> Desk:
    """Two items ticked for the villages, one for the town alone; 财务收支 hangs in one village."""
    rules = filled.session.folder / "forms" / "rules"
    rules.mkdir(parents=True)
    (rules / "catalog_village.toml").write_text(LINKS, "utf-8")
    ticks = ({"县级": "", "乡、村级": "√"}, {"县级": "", "乡、村级": "√"}, {"乡级": "√"})
    with filled.session.transaction():
        store.add_area(filled.session.conn, name="村级财务", code=None, first_own=51)
        for at, (name, level) in enumerate(zip(("财务收支", "决议", "预算"), ticks, strict=True)):
            item = Item(
                "村级财务", f"51-01-00{at + 1}", level1=name, level=level,
                time_limit=limit.parse("每季度"),
            )  # fmt: skip
            store.add_item(filled.session.conn, item, place=at, today="2026-01-01")
        filled.session.audit("test.items")
    return filled


def publish(desk: Desk, key: str) -> None:
    record = desk.records.draft(
        {"title": "一季度", "body": "正文", "item_key": key, "made_on": "2026-04-01",
         "attribute": "active"}
    )  # fmt: skip
    with desk.session.transaction():
        desk.session.conn.execute(
            "UPDATE record SET state = 'published', published_on = '2026-04-02' WHERE uid = :uid",
            {"uid": record.uid},
        )
        desk.session.audit("test.published")


def test_town_and_villages_stand_side_by_side(both: Desk) -> None:
    first, second = both.levels.rows(2026)
    assert first.item.level1 == "财务收支"
    assert first.hung == ("东河村",)
    assert set(first.lacking) == {"西河村", "石门村", "柳林村", "杨家村", "上坪村"}
    assert first.words == "1个村已张贴，镇里没有公开"
    assert (second.forms, second.words) == ((), "没有对应的村务公开表")
    publish(both, first.item.key)
    again = both.levels.rows(2026)[0]
    assert (again.records, again.words) == (1, "镇里已公开，5个村没有张贴")
    assert both.levels.rows(2025)[0].words == "镇里、村里都没有公开"


def test_the_dialog_puts_what_differs_first(both: Desk, window: MainWindow, qtbot: QtBot) -> None:
    publish(both, "51-01-001")
    window.go("catalog", "")
    dialog = LevelsDialog(window, window.context)
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "catalog_levels")
    shown = dialog.table.shown()
    assert [pill_of(one)[0] for one in shown] == ["不一致", "不对照"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('forms = ["F01"]', "forms = []", "至少写一张"),
        ('forms = ["F01"]', 'forms = "F01"', "应为一串文字"),
        ('area = "村级财务"', "", "缺少"),
        ("words", "word", "word"),
    ],
)
def test_a_mistake_in_the_links_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "catalog_village.toml"
    path.write_text(LINKS.replace(old, new), "utf-8")
    assert any(said in problem.message for problem in levels.check(path))
    with pytest.raises(BadFile):
        levels.load(path)


def test_every_sheet_the_shipped_links_name_exists() -> None:
    links = levels.load(paths.forms() / "rules" / "catalog_village.toml")
    forms = {path.stem for path in (paths.forms() / "village").glob("*.toml")}
    assert {form for link in links for form in link.forms} <= forms
    assert all(link.status for link in links)
