"""Steps taken at random: only refusals in words, and every look at the case still works."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from gkdesk.base.errors import GkdeskError
from gkdesk.documents.service import Documents
from gkdesk.requests.model import EventKind, Field, State
from gkdesk.requests.service import Requests

Values = dict[str, object]
At = Callable[[str], None]
STEPS = 26
WORDS = (
    "清单",
    "西河村青苗补偿费清单，3页",
    "经检索，找到。",
    "李秀兰",
    "《意见》",
    "10:20",
    "2026",
)


def filled(fields: Sequence[Field], chance: random.Random, today: date) -> Values:
    """Fill boxes as a hurried clerk might: what is there stays, the rest is anything."""
    found: Values = {}
    for box in fields:
        kept = box.default and chance.random() < 0.8
        if not kept and (box.required or chance.random() < 0.5):
            found[box.name] = value_of(box, chance, today)
    return found


def value_of(box: Field, chance: random.Random, today: date) -> object:
    if box.choices:
        return chance.choice(box.choices)[0]
    word = chance.choice(WORDS)
    day = today + timedelta(days=chance.choice((0, 0, 0, -1, 5, 40)))
    count = str(chance.choice((0, 1, 5, 20, 31)))
    kinds = {"date": day.isoformat(), "count": count, "money": "100.00", "list": [word, "清单"]}
    return kinds.get(box.kind, word)


def looks(requests: Requests, uid: str) -> None:
    """Ask everything a page or command asks."""
    case = requests.get(uid)
    assert case.state in State
    requests.clock(uid)
    assert sum(move.primary for move in requests.moves(uid)) <= 1
    assert len(requests.told(uid)) == len(requests.events(uid))
    requests.review(uid)
    requests.proposal(uid)
    requests.findings(uid)
    requests.archiving.items(uid)
    requests.aftercare.remedies(uid)
    requests.agenda()
    [line] = [row for row in requests.roster.rows() if row.uid == uid]
    assert line.state is case.state
    assert (line.due_on, line.outcome) == (case.due_on, case.outcome)
    assert {row.key for row in requests.package_rows()} <= {row.number for row in requests.rows()}


@pytest.mark.parametrize("seed", range(14))
def test_no_order_of_steps_breaks_a_case(
    requests: Requests, documents: Documents, values: Values, at: At, seed: int
) -> None:
    chance, today = random.Random(seed), date(2026, 4, 10)  # noqa: S311 - a walk, no secret
    channel = chance.choice(("counter", "email", "mail", "letter"))
    uid = requests.register(values | {"channel": channel, "email": "a@b.cn"}).uid
    taken: list[EventKind] = []
    for _ in range(STEPS):
        if chance.random() < 0.4:
            today += timedelta(days=chance.choice((1, 3, 10, 30)))
            at(today.isoformat())
        allowed = [move for move in requests.moves(uid) if move.allowed]
        move = chance.choice(allowed)
        chosen: Values = {}
        if move.event in (EventKind.REPLY, EventKind.PROPOSE):
            chosen = {"outcome": chance.choice(requests.replies()).code, "confirmed": "yes"}
        fields = requests.asked(uid, move.event, chosen)
        values_now = filled(fields, chance, today) | _kept(fields, chosen)
        refused = ""
        try:
            requests.act(uid, move.event, values_now)
            taken.append(move.event)
        except GkdeskError as refusal:
            refused = str(refusal)
        assert refused == "" or refused.endswith("。")
        looks(requests, uid)
    numbers = [one.number for one in documents.of(f"request:{uid}") if one.number]
    assert len(numbers) == len(set(numbers))
    assert taken


def _kept(fields: Sequence[Field], chosen: Values) -> Values:
    names = {field.name for field in fields}
    return {name: value for name, value in chosen.items() if name in names}
