"""期限试算: the clock of a case that is not registered."""

from __future__ import annotations

from datetime import date

import pytest

from gkdesk.base.errors import Declined
from gkdesk.requests.model import BadForm
from gkdesk.requests.service import Requests
from gkdesk.requests.trial import case_of


def test_it_counts_as_the_clock_does_and_keeps_nothing(requests: Requests) -> None:
    plain = requests.trial({"receipt": "2026-04-10"})
    _day, registered = requests.preview_of({"channel": "counter", "received_on": "2026-04-10"})
    assert (plain.due_on, plain.reason) == (registered.due_on, registered.reason)
    later = requests.trial(
        {
            "receipt": "2026-03-20",
            "consult": "2026-03-24 到 2026-03-30\n2026-03-26至2026-03-27",
            "extend": "10",
        }
    )
    assert later.due_on == date(2026, 5, 12)
    assert requests.trial({"receipt": "2026-03-20", "consult": "2026-03-24"}).due_on is None
    assert requests.rows() == []


def test_lines_of_consultations() -> None:
    case = case_of({"receipt": "2026-04-10", "consult": "2026-04-13—2026-04-20\n2026-04-14"})
    assert case["consult"] == [["2026-04-13", "2026-04-20"], ["2026-04-14", None]]
    assert "extend" not in case


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "receipt"),
        ({"receipt": "4月10日"}, "receipt"),
        ({"receipt": "2026-04-10", "corrected": "2026-02-30"}, "corrected"),
        ({"receipt": "2026-04-10", "extend": "一"}, "extend"),
        ({"receipt": "2026-04-10", "consult": "昨儿"}, "consult"),
        ({"receipt": "2026-04-10", "consult": "2026-04-13 2026-04-14 2026-04-15"}, "consult"),
        ({"receipt": "2026-04-10", "consult": "到"}, "consult"),
        ({"receipt": "2026-04-10", "corrected": "2062-04-20"}, "corrected"),
        ({"receipt": "2026-04-10", "consult": "2026-04-13 到 2199-04-20"}, "consult"),
        ({"receipt": "2026-04-10", "who": "x" * 500}, "x"),
    ],
)
def test_what_cannot_be_read_is_named(values: dict[str, str], field: str) -> None:
    with pytest.raises(BadForm) as caught:
        case_of(values)
    assert field in [fault.field for fault in caught.value.faults] or field == "x"


@pytest.mark.parametrize(
    "values",
    [
        {"receipt": "2019-01-02"},
        {"receipt": "2026-04-10", "corrected": "2026-04-09"},
        {"receipt": "2026-04-10", "extend": "21"},
        {"receipt": "2026-04-10", "extend": "0"},
        {"receipt": "2026-04-10", "consult": "2026-04-13 到 2026-04-12"},
        {"receipt": "9999-12-31"},
    ],
)
def test_what_the_law_or_the_dates_forbid_is_a_sentence(
    requests: Requests, values: dict[str, str]
) -> None:
    with pytest.raises(Declined) as caught:
        requests.trial(values)
    assert str(caught.value).endswith("。")
