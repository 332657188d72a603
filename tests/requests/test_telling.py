"""The timeline beside a case: its words, with nobody's name whole."""

from __future__ import annotations

from datetime import date

import pytest

from gkdesk.requests.model import Event, EventKind
from gkdesk.requests.telling import words

DAY = date(2026, 4, 10)


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        (EventKind.CONSULT, {"addressee": "王建军", "consult_kind": "third_party"}, "王**"),
        (EventKind.CONSULT, {"addressee": "云岭县水利局", "consult_kind": "organ"}, "云岭县水利局"),
        (EventKind.DELIVER, {"receiver": "张建国", "mail_no": ""}, "张**"),
        (EventKind.RECALL, {"reason": "年份写错"}, "年份写错"),
        (EventKind.NOTE, {"text": "已电话告知", "receiver": "张建国"}, "已电话告知"),
        (EventKind.ARCHIVE, {}, ""),
    ],
)
def test_people_are_masked_and_organs_are_not(
    kind: EventKind, detail: dict[str, str], told: str
) -> None:
    assert words(Event(kind, DAY, detail=detail)) == told
