"""Whose sheet it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk.village.model import Village

from .books import rows, save
from .test_intake import intake, said

EAST, WEST = "青石镇{}2026年第一季度财务收支公开表".format, "填报单位：青石镇{}（盖章）".format
BOTH = (Village("u1", "东河村", aliases=("河东村",)), Village("u2", "柳林村"))


@pytest.mark.parametrize("known", [BOTH, BOTH[:1], BOTH[1:], ()], ids=["both", "1", "2", "none"])
def test_title_and_issuer_must_name_one_village(tmp_path: Path, known: tuple[Village, ...]) -> None:
    sheet = rows(A1=EAST("东河村"), A2=WEST("柳林村股份经济合作社"))
    [reading] = intake(known).file(save(tmp_path / "甲.xlsx", sheet))
    assert reading.data is None
    assert "A1、A2：A1写的是“青石镇东河村”，A2写的是“青石镇柳林村股份经济合作社”" in said(reading)


@pytest.mark.parametrize(
    "issuer",
    [
        "东河村股份经济合作社", "东河村村民委员会", "东河村委会", "河东村合作社",
        "东河股份经济合作社", "农村经济服务中心", "人民政府", "村级财务代理中心",
    ],
)  # fmt: skip
def test_issuers_that_are_no_other_village(tmp_path: Path, issuer: str) -> None:
    sheet = rows(A1=EAST("东河村"), A2=WEST(issuer))
    [reading] = intake(BOTH).file(save(tmp_path / "甲.xlsx", sheet))
    assert reading.village == "东河村"
    assert not reading.blocking


@pytest.mark.parametrize("issuer", ["填报单位：", "填报单位:（盖章）", "填报单位（盖章）：____"])
def test_an_empty_issuer_is_no_village(tmp_path: Path, issuer: str) -> None:
    [reading] = intake(BOTH).file(save(tmp_path / "甲.xlsx", rows(A2=issuer)))
    assert reading.village == "东河村"
    sheet = rows(A1="财务收支公开表", A2=issuer)
    [reading] = intake(BOTH).file(save(tmp_path / "柳林村.xlsx", sheet))
    assert reading.village == "柳林村"
    [reading] = intake(BOTH).file(save(tmp_path / "丙.xlsx", sheet))
    assert "标题和填报单位都没有写村名" in said(reading)


def test_an_issuer_in_the_next_cell(tmp_path: Path) -> None:
    sheet = rows(A1="2026年第一季度财务收支公开表", A2="填报单位：", B2="柳林村股份经济合作社")
    [reading] = intake(BOTH).file(save(tmp_path / "甲.xlsx", sheet))
    assert reading.village == "柳林村"


def test_a_file_of_another_villages_name_asks(tmp_path: Path) -> None:
    [reading] = intake(BOTH).file(save(tmp_path / "柳林村.xlsx", rows()))
    assert (reading.village, reading.blocking) == ("东河村", False)
    assert "文件名是“柳林村”，请核对是否拿错了表" in said(reading)
