"""Areas as the office keeps them: aliases, order, 不涉及, and who is responsible."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from gkdesk.accounts.model import NotAllowed
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog.areabook import NoArea, NothingOff, StillHasItems
from gkdesk.catalog.arearows import AreaSetting, overlaid
from gkdesk.catalog.mapping import AreaNames
from gkdesk.catalog.service import Catalog
from tests.conftest import log_in

from .conftest import HEAD, SAMPLE, book, write

ROW = ["甲", "a", "法规", "《条例》", "20个工作日", "镇政府", "■政府网站"]


def test_the_list_begins_with_the_form_file(catalog: Catalog) -> None:
    catalog.apply(catalog.read(SAMPLE))
    found = catalog.area_book.all()
    assert [one.name for one in found][:3] == ["城乡规划", "重大建设项目", "公共资源交易"]
    by_name = {one.name: one for one in found}
    assert (by_name["社会救助"].code, by_name["社会救助"].items) == (20, 16)
    assert "医疗卫生" in catalog.area_book.get("卫生健康").known_as
    assert catalog.area_book.get("医疗卫生").name == "卫生健康"
    with pytest.raises(NoArea, match="航天"):
        catalog.area_book.get("航天")


def test_an_alias_counts_at_the_next_import(catalog: Catalog, tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", book([HEAD, [1, *ROW]], name="困难群众帮扶"))
    assert catalog.read(path).items[0].area == "困难群众帮扶"
    catalog.area_book.set("社会救助", {"aliases": ["困难群众帮扶", " 救助 "]})
    assert catalog.read(path).items[0].area == "社会救助"
    assert catalog.area_book.get("救助").setting.aliases == ("困难群众帮扶", "救助")
    catalog.area_book.set("社会救助", {"aliases": []})
    assert catalog.read(path).items[0].area == "困难群众帮扶"


def test_an_alias_means_one_area_only(catalog: Catalog) -> None:
    catalog.apply(catalog.read(SAMPLE))
    for alias in ("户籍管理", "医疗卫生"):
        with pytest.raises(BadValue, match=alias):
            catalog.area_book.set("社会救助", {"aliases": [alias]})


def test_not_concerned_needs_a_reason_and_no_items(catalog: Catalog, tmp_path: Path) -> None:
    catalog.apply(catalog.read(SAMPLE))
    with pytest.raises(NothingOff):
        catalog.area_book.export_off(tmp_path / "x.xlsx")
    with pytest.raises(StillHasItems, match="16项"):
        catalog.area_book.set("社会救助", {"off": True, "reason": "没有"})
    with pytest.raises(BadValue, match="原因"):
        catalog.area_book.set("税收管理", {"off": True})
    found = catalog.area_book.set(
        "税收管理", {"off": True, "reason": "由县税务局公开", "lead": "财政所"}
    )
    assert (found.state, found.setting.lead) == ("不涉及", "财政所")
    out = catalog.area_book.export_off(tmp_path / "未涉及领域事项说明.xlsx")
    sheet = load_workbook(out).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "青石镇人民政府未涉及领域事项说明"
    assert rows[2] == [1, "税收管理", "由县税务局公开", "财政所"]
    assert catalog.area_book.set("税收管理", {"off": False}).setting.reason == ""


def test_a_workbook_with_an_area_that_is_off_is_noted(catalog: Catalog, tmp_path: Path) -> None:
    catalog.area_book.set("税收管理", {"off": True, "reason": "由县税务局公开"})
    path = write(tmp_path / "x.xlsx", book([HEAD, [1, *ROW]], name="税收管理"))
    [problem] = catalog.read(path).problems
    assert (problem.where, problem.blocking) == ("领域“税收管理”", False)


def test_the_order_is_the_catalog_s(catalog: Catalog) -> None:
    catalog.apply(catalog.read(SAMPLE))
    catalog.area_book.order(["义务教育", "社会救助"])
    assert [name for name, _ in catalog.areas()][:2] == ["义务教育", "社会救助"]
    assert catalog.rows()[0].area == "义务教育"
    assert [one.name for one in catalog.area_book.all()][:2] == ["义务教育", "社会救助"]
    with pytest.raises(NoArea):
        catalog.area_book.order(["没有的领域"])


def test_an_area_of_our_own(catalog: Catalog) -> None:
    catalog.area_book.set("水利工程", {"support": "农业农村办公室", "contact": "0000-0000123"})
    found = catalog.area_book.get("水利工程")
    assert (found.code, found.items, found.setting.support) == (0, 0, "农业农村办公室")
    assert catalog.area_book.all()[-1] == found


@pytest.mark.parametrize(
    "values",
    [
        {"别": 1}, {"aliases": "一个"}, {"off": "是"}, {"place": -1}, {"place": True},
        {"lead": "长" * 201},
    ],
)  # fmt: skip
def test_wrong_values_are_named(catalog: Catalog, values: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        catalog.area_book.set("社会救助", values)


def test_who_may_not_write(catalog: Catalog, session: Session) -> None:
    log_in(session, "管理员")
    with pytest.raises(NotAllowed):
        catalog.area_book.set("社会救助", {"lead": "a"})
    with pytest.raises(NotAllowed):
        catalog.area_book.order([])


def test_names_renamed_twice_lead_to_the_last() -> None:
    shipped = AreaNames({"扶贫": 14}, {"扶贫": "扶贫", "扶贫开发": "扶贫"})
    settings = [
        AreaSetting("乡村振兴", ("扶贫",)),
        AreaSetting("帮扶", ("乡村振兴",)),
        AreaSetting("扶贫"),
    ]
    names = overlaid(shipped, settings)
    assert {names.canonical[name] for name in ("扶贫", "扶贫开发", "乡村振兴", "帮扶")} == {"帮扶"}
    assert names.codes == {}
    circle = overlaid(shipped, [AreaSetting("甲", ("乙",)), AreaSetting("乙", ("甲",))])
    assert circle.canonical["扶贫开发"] == "扶贫"
