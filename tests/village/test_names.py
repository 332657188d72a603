"""Villages found by what their papers print."""

from __future__ import annotations

import pytest

from gkdesk.village.model import IssuerKind, Village
from gkdesk.village.names import match_village, other_town, village_key

TOWN = "青石镇"
VILLAGES = [
    Village("1", "东河村", aliases=("河东村",)),
    Village("2", "大东河村"),
    Village("3", "镇东村"),
    Village("4", "柳林社区"),
]


@pytest.mark.parametrize(
    ("place", "uid"),
    [
        ("青石镇东河村", "1"),
        ("东河村村民委员会", "1"),
        ("青石镇东河村股份经济合作社", "1"),
        ("东河", "1"),
        ("河 东 村", "1"),
        ("青石镇大东河村", "2"),
        ("镇东村", "3"),
        ("青石镇镇东村委会", "3"),
        ("示范镇东河村", "1"),
        ("柳林社区居委会", "4"),
    ],
)
def test_match(place: str, uid: str) -> None:
    assert [village.uid for village in match_village(place, VILLAGES, TOWN)] == [uid]


def test_no_match_is_no_guess() -> None:
    assert match_village("青石镇小东河村", VILLAGES, TOWN) == []


def test_two_villages_of_one_alias() -> None:
    twins = [*VILLAGES, Village("5", "新村", aliases=("东河村",))]
    assert len(match_village("东河村", twins, TOWN)) == 2


def test_other_town() -> None:
    assert other_town("示范镇柳林村", TOWN) == "示范镇"
    assert other_town("青石镇柳林村", TOWN) == ""
    assert other_town("柳林村", TOWN) == ""


def test_issuers() -> None:
    village = Village("1", "东河村", collective="东河合作社")
    assert village.issuer(IssuerKind.COLLECTIVE, TOWN) == "东河合作社"
    assert village.issuer(IssuerKind.COMMITTEE, TOWN) == "青石镇东河村村民委员会"
    assert village.issuer(IssuerKind.TOWN, TOWN) == "青石镇人民政府"
    assert village_key("社区") == "社区"
