"""政策解读 as data: the parts it should have, and how soon after its policy it is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.base.text import squeeze

from .form import PARTS
from .model import Record

RULES = "records_interpretation"
_SENTENCE = re.compile(r"[。；;！？!?\n]")
_SHORTEST = 12  # letters of a sentence that counts as copied; shorter ones are set phrases
_WHOLE = 100  # per cent
# what must be named: 解读机关、解读人、联系方式、起草说明
DEMANDED = ("interpreter_organ", "interpreter", "interpreter_contact", "drafting_note")


@dataclass(frozen=True, slots=True)
class Part:
    """One part an interpretation should have; any of ``words`` shows that it is there."""

    label: str
    words: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class InterpretationRules:
    """``days``: working days within which the interpretation follows its policy."""

    status: str
    days: int
    sync_words: str
    sync_status: str
    digest_percent: int
    parts: tuple[Part, ...]

    def missing(self, record: Record) -> list[str]:
        """Return what an interpretation does not have: named parts, then headings."""
        named = [PARTS[name] for name in DEMANDED if not record.parts.get(name)]
        text = squeeze(record.body)
        absent = [
            part.label
            for part in self.parts
            if part.required and not any(squeeze(word) in text for word in part.words)
        ]
        return named + absent

    def copied(self, record: Record, policy: Record) -> int:
        """Return how many per cent of an interpretation are sentences of its policy."""
        source = squeeze(policy.body)
        sentences = [squeeze(one) for one in _SENTENCE.split(record.body)]
        long = [one for one in sentences if len(one) >= _SHORTEST]
        total = sum(map(len, long))
        return sum(len(one) for one in long if one in source) * _WHOLE // total if total else 0


def load(path: Path) -> InterpretationRules:
    """Read the rules.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _rules)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _rules)[1]


def _rules(table: FormTable) -> InterpretationRules | None:
    status, sync, digest = table.text("status"), table.table("sync"), table.table("digest")
    table.text("basis", required=False)
    parts = []
    for row in table.tables("part"):
        label, words = row.text("label"), row.texts("words", required=True)
        parts.append(Part(label, words, row.yes("required", default=True)))
        row.done()
    if sync is None or digest is None:
        table.problems.append(Problem("[sync] [digest]", "缺少这一段"))
        return None
    days, how, told = sync.whole("days"), sync.text("words"), sync.text("status")
    percent = digest.whole("percent")
    digest.text("status", required=False)
    for one in (sync, digest):
        one.done()
    return InterpretationRules(status, days, how, told, percent, tuple(parts))
