"""What stands against the letter itself: the remedies it tells, and in whose name it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .checks import Case, Look

_SENTENCE = re.compile(r"[。；]")
_PERIOD = re.compile(
    r"([0-9０-９]+|[一二三四五六七八九十百]+)\s*(个月|个工作日|工作日|日|天|年)(?:内|以内|之内)"
)
_REMEDY = re.compile(r"复议|诉讼|起诉|法院")
# 《行政复议法》第二十条; 《行政诉讼法》第四十五条, 第四十六条
_RIGHT = {"日": ("60", "六十", "15", "十五"), "个月": ("6", "六")}
# a part of the organ, or a body without a name of its own in law (《条例》第二十七条)
_NO_ORGAN = re.compile(r"(?:办公室|办|服务中心|中心|领导小组|专班|站|所|科|股)$")


def _wrong_period(case: Case) -> str | None:
    """Name a period of review or suit that is not the law's: old wording says three months."""
    for sentence in _SENTENCE.split(case.wording):
        if not _REMEDY.search(sentence):
            continue
        for number, unit in _PERIOD.findall(sentence):
            if number not in _RIGHT.get(unit, ()):
                return f"写的是“{number}{unit}内”"
    return None


def _nowhere_to_turn(case: Case) -> str | None:
    missing = [
        label
        for label, value in (
            ("复议机关", case.organ.review_authority),
            ("起诉法院", case.organ.court),
        )
        if not value.strip()
    ]
    return f"没有填写{'、'.join(missing)}" if missing else None


def _no_organ(case: Case) -> str | None:
    return case.organ.name if _NO_ORGAN.search(case.organ.name.strip()) else None


LETTER: Mapping[str, Look] = {
    "C24": _wrong_period,
    "C25": _nowhere_to_turn,
    "C26": _no_organ,
}
