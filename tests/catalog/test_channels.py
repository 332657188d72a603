"""Channel cells: mark families, lost marks, wrapped labels."""

from __future__ import annotations

import pytest

from gkdesk.catalog.channels import ChannelReader
from gkdesk.catalog.mapping import CatalogMapping

BOARD = "社区/企事业单位/村公示栏(电子屏)"


@pytest.fixture
def marks(names: CatalogMapping) -> ChannelReader:
    return ChannelReader(names.channels)


def short(reader: ChannelReader, text: str) -> list[tuple[str, bool | None]]:
    return [(channel.name, channel.ticked) for channel in reader.read(text)]


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        (
            "■政府网站 □政府公报\n□两微一端",
            [("政府网站", True), ("政府公报", False), ("两微一端", False)],
        ),
        ("■ 政府网站\n■ 政府服务中心", [("政府网站", True), ("政务服务中心", True)]),
        ("■政府网站□发布会听证会", [("政府网站", True), ("发布会/听证会", False)]),
        ("◆政府网站 ◆广播电视", [("政府网站", True), ("广播电视", True)]),
        (
            "▄政府网站;口政府公报;口广播电视",
            [("政府网站", True), ("政府公报", False), ("广播电视", False)],
        ),
        (
            "■政府网站口政府公报\n口入户/现场宣传",
            [("政府网站", True), ("政府公报", False), ("入户/现场", False)],
        ),
        ("R政府网站 £政府公报", [("政府网站", True), ("政府公报", False)]),
        ("þ政府网站 □政府公报", [("政府网站", True), ("政府公报", False)]),
        ("t政府网站 □政府公报", [("政府网站", True), ("政府公报", False)]),
        ("☑政府网站 ☐政府公报", [("政府网站", True), ("政府公报", False)]),
        ("□社区/企事业单位/\n村公示栏\n■精准推送", [(BOARD, False), ("精准推送", True)]),
        ("■社区/企事业单位/村公示栏(电子\n屏)", [(BOARD, True)]),
        ("■政府网站\n\n其他:办税服务厅", [("政府网站", True), ("其他", None)]),
        ("■政府网站\n\n■其他:办税服务厅", [("政府网站", True), ("其他", True)]),
        ("□其他   基层公共服务平台", [("其他", False)]),
        ("■嘉荫县司法局公众号", [("两微一端", True)]),
        ("■铁力市政府网站", [("政府网站", True)]),
        ("■便民服务窗口 □政府网站", [("便民服务窗口", True), ("政府网站", False)]),
        (
            "口图书馆;国家档案馆;口精准推送",
            [("图书馆", False), ("国家档案馆", None), ("精准推送", False)],
        ),
        ("■政府网站\n注:可推送至省级网站。", [("政府网站", True)]),
        ("政府网站政府公报两微一端", [("政府网站", None), ("政府公报", None), ("两微一端", None)]),
        ("县政府门户网站 政务微信公众号", [("政府网站", None), ("两微一端", None)]),
        ("政府网站", [("政府网站", None)]),
        ("", []),
    ],
)
def test_cells(marks: ChannelReader, text: str, channels: list[tuple[str, bool | None]]) -> None:
    assert short(marks, text) == channels


def test_label_is_kept_as_written(marks: ChannelReader) -> None:
    [channel] = marks.read("■其他_部门网站_")
    assert (channel.name, channel.label, channel.ticked) == ("其他", "其他_部门网站", True)


def test_lost_marks_are_told(marks: ChannelReader) -> None:
    marks.read("政府网站 公开查阅点")
    marks.read("■政府网站 公开查阅点")
    assert marks.unmarked == {"政府网站 公开查阅点"}
