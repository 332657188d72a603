"""The fee by tiers, against the figures of the domain sheet and by its own arithmetic."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk import paths
from gkdesk.base.formfiles import FormFolders
from gkdesk.requests.fees import PIECE, VOLUME, fee
from gkdesk.requests.formchecks import typed_fee
from gkdesk.requests.model import BadForm
from gkdesk.requests.rules import Rules, check
from gkdesk.requests.service import Requests

RULES = Rules.load(FormFolders(paths.forms()))
TIERS = RULES.tiers
DAY = date(2026, 4, 10)


@pytest.mark.parametrize(
    ("count", "amount"),
    [(10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (50, 7000)],
)
def test_requests_of_a_month(count: int, amount: int) -> None:
    assert fee(TIERS, PIECE, before=0, count=count, on=DAY).amount == amount


@pytest.mark.parametrize(
    ("count", "amount"),
    [(30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (300, 6700)],
)
def test_pages_of_a_request(count: int, amount: int) -> None:
    assert fee(TIERS, VOLUME, before=0, count=count, on=DAY).amount == amount


@pytest.mark.parametrize(("number", "price"), [(10, 0), (15, 100), (35, 200), (45, 300)])
def test_the_price_of_a_single_request(number: int, price: int) -> None:
    assert fee(TIERS, PIECE, before=number - 1, count=1, on=DAY).amount == price


@given(st.integers(0, 120), st.integers(0, 60), st.integers(0, 60))
def test_charging_in_parts_costs_the_same(before: int, first: int, second: int) -> None:
    def cost(start: int, count: int) -> int:
        return fee(TIERS, PIECE, before=start, count=count, on=DAY).amount

    assert cost(before, first) + cost(before + first, second) == cost(before, first + second)


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_lines_add_up(before: int, count: int) -> None:
    found = fee(TIERS, PIECE, before=before, count=count, on=DAY)
    told = [int(line.rpartition("计")[2].rstrip("元")) for line in found.lines if "计" in line]
    assert sum(told) == found.amount


def test_before_the_rules_there_is_no_price() -> None:
    with pytest.raises(LookupError):
        fee(TIERS, PIECE, before=0, count=1, on=date(2020, 12, 31))


def test_mistakes_in_the_tiers_are_named(tmp_path: Path) -> None:
    text = (paths.forms() / "rules" / "request_fee.toml").read_text("utf-8")
    path = tmp_path / "request_fee.toml"
    path.write_text(
        text.replace('method = "piece"', 'method = "pieces"', 1).replace("each = 100", "each = -1"),
        "utf-8",
    )
    assert [problem.where.partition(" ")[2] for problem in check(path)] == [
        "tier 第1节，method", "tier 第2节，each",
    ]  # fmt: skip


def test_what_was_typed_is_reckoned_and_the_other_boxes_passed_over(requests: Requests) -> None:
    assert [one.name for one in requests.fee_fields()] == [
        "on", "fee_method", "fee_count", "fee_before",
    ]  # fmt: skip
    typed = {"fee_method": "volume", "fee_count": "２６０", "fee_before": "50", "pay_way": "转账"}
    found = requests.fee(typed)
    assert found.amount == 5100
    assert found.lines[0] == "第1至30页，共30页：不收费"
    assert (
        requests.fee({"fee_method": "按件计收", "fee_count": "2", "fee_before": "29"}).amount == 300
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "fee_count"),
        ({"fee_count": "十"}, "fee_count"),
        ({"fee_count": "-1"}, "fee_count"),
        ({"fee_count": "10000"}, "fee_count"),
        ({"fee_count": "1", "fee_before": "99999"}, "fee_count"),
        ({"fee_count": "1\x00", "fee_method": "both"}, "fee_method"),
        ({"fee_count": "1", "on": "昨天"}, "on"),
        ({"fee_count": "1", "on": "2020-12-31"}, "on"),
    ],
)
def test_what_cannot_be_reckoned_is_a_sentence(typed: dict[str, str], field: str) -> None:
    with pytest.raises(BadForm) as caught:
        typed_fee(typed, RULES, DAY)
    assert field in [fault.field for fault in caught.value.faults]
    assert caught.value.faults[0].message
