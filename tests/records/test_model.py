"""Which secrecy review counts."""

from __future__ import annotations

from dataclasses import replace

from gkdesk.records.model import Act, Secrecy

from .test_review import CLEAR, RECORD, SUBMITTED


def test_only_a_review_of_these_words_counts() -> None:
    assert RECORD.secrecy is None
    assert replace(RECORD, events=(SUBMITTED, CLEAR)).secrecy is Secrecy.CLEAR
    assert replace(RECORD, events=(SUBMITTED, CLEAR, SUBMITTED)).secrecy is None
    again = replace(SUBMITTED, act=Act.REDRAFT)
    assert replace(RECORD, events=(CLEAR, again)).secrecy is None


def test_every_act_and_state_has_its_chinese_label() -> None:
    assert Act.RETURN.label == "退回修改"
    assert all(act.label != act.value for act in Act)
