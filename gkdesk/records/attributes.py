"""公开属性: how it is written on a document, and the legal grounds for not publishing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules
from gkdesk.base.text import squeeze

from .model import Attribute

RULES = "records_attribute"
REDACTED = "redacted"
MARKS = (*Attribute, REDACTED)
# the mark stands by itself or in brackets, before the 版记: not in the middle of a sentence
_OPEN, _CLOSE = r"(?:^|[\(（【\[])", r"(?:$|[\)）】\]。])"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is not published on our own initiative, by article."""

    code: str
    label: str
    basis: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class AttributeRules:
    """Marks (the first of each is ours), words that stop, grounds, months between assessments."""

    status: str
    marks: Mapping[str, tuple[str, ...]]
    stops: tuple[tuple[str, str], ...]  # word, what it is
    grounds: tuple[Ground, ...]
    reassess_months: int
    reassess_status: str

    def mark(self, attribute: Attribute, *, redacted: bool = False) -> str:
        """Return the line a document carries, in brackets as GB/T 9704 has its 附注."""
        words = self.marks[REDACTED if redacted else attribute.value][0]
        return f"（{words}）"

    def ground(self, code: str) -> Ground | None:
        return next((one for one in self.grounds if one.code == code), None)

    def marked(self, text: str) -> set[str]:
        """Return the attributes a document's text carries as its mark (also ``redacted``)."""
        lines = [squeeze(line) for line in text.splitlines()]
        return {
            name
            for name, words in self.marks.items()
            if any(_mark(word).search(line) for word in words for line in lines if word in line)
        }

    def stopped(self, text: str) -> list[str]:
        """Return what of a text says it must not go out: 密级, 内部资料."""
        squeezed = squeeze(text)
        return [f"“{word}”（{what}）" for word, what in self.stops if squeeze(word) in squeezed]


def load(path: Path) -> AttributeRules:
    """Read the marks and grounds.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _rules)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _rules)[1]


def _mark(word: str) -> re.Pattern[str]:
    return re.compile(_OPEN + re.escape(word) + _CLOSE)


def _rules(table: FormTable) -> AttributeRules | None:
    status, marks, reassess = table.text("status"), table.table("mark"), table.table("reassess")
    stops = [pair for row in table.tables("stop") for pair in _stops(row)]
    grounds = [_ground(row) for row in table.tables("ground")]
    if marks is None or reassess is None:
        table.problems.append(Problem("[mark] [reassess]", "缺少这一段"))
        return None
    words = {}
    for name in MARKS:
        row = marks.table(name)
        if row is None or not (written := row.texts("words", required=True)):
            marks.fault(str(name), "缺少标注的写法")
            return None
        words[str(name)] = written
        row.done()
    marks.done()
    months, told = reassess.whole("months"), reassess.text("status")
    reassess.text("basis", required=False)
    if months < 1:
        reassess.fault("months", "应为1以上的整数")
    reassess.done()
    return AttributeRules(status, words, tuple(stops), tuple(grounds), months, told)


def _stops(row: FormTable) -> list[tuple[str, str]]:
    words, what = row.texts("words", required=True), row.text("asks")
    row.done()
    return [(word, what) for word in words]


def _ground(row: FormTable) -> Ground:
    names = row.texts("attribute", required=True)
    for name in names:
        if name not in list(Attribute):
            row.fault("attribute", f"不认识“{name}”，只能是：{'、'.join(Attribute)}")
    attributes = tuple(Attribute(name) for name in names if name in list(Attribute))
    made = Ground(row.text("code"), row.text("label"), row.text("basis"), attributes)
    row.done()
    return made
