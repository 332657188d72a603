"""Which applications a self-check counts as answered late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkdesk.requests.book import BookRow
from gkdesk.requests.latecases import late

ROW = BookRow(
    number="青政公开申〔2026〕1号", channel="", received_on=date(2026, 1, 5), name="", category="",
    id_number="", phone="", content="", obtain_way="", officer="", due_on=date(2026, 2, 2),
    provisional=False, extended=False, excluded_days=0, outcome="", reply_number="",
    replied_on=None, delivery="", delivered_on=None, remark="",
)  # fmt: skip
Q1 = (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("row", "today", "words"),
    [
        (ROW, date(2026, 2, 2), ""),
        (ROW, date(2026, 2, 3), "还没有答复"),
        (replace(ROW, replied_on=date(2026, 2, 2)), date(2026, 4, 1), ""),
        (replace(ROW, replied_on=date(2026, 2, 5)), date(2026, 4, 1), "晚了3天"),
        (replace(ROW, outcome="申请人撤回"), date(2026, 4, 1), ""),
        (replace(ROW, provisional=True), date(2026, 4, 1), ""),
        (replace(ROW, due_on=None), date(2026, 4, 1), ""),
        (replace(ROW, due_on=date(2026, 4, 1)), date(2026, 5, 1), ""),
    ],
)
def test_late(row: BookRow, today: date, words: str) -> None:
    found = late([row], *Q1, today)
    assert bool(found) == bool(words)
    assert all(words in told for _number, told in found)
