"""公开时限: from the local wording to clauses. The wording itself is always kept beside them.

The phrases are those met in published town catalogs; what no rule knows gives no clause, and the
clerk is asked: a time limit is never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .model import Clause, ClauseKind, TimeLimit, Trigger

_BLANK = re.compile(r"\s+")
_PARTS = re.compile(r"[;；。]|(?<!\d)\d\.(?=\D)|[①②③④⑤⑥]|其中|,(?=公示)|，(?=公示)|(?<=公开)(?=自)")
_SCOPE = re.compile(r"^(?P<scope>[^:：]{2,20})[:：](?P<rest>.+)$")
_COUNT = re.compile(r"(?P<n>\d{1,3})个?(?P<unit>工作日|日|天|个?月|周|小时)?")
_UNITS = {"工作日": "working_day", "日": "day", "天": "day", "月": "month", "个月": "month",
          "周": "week", "小时": "hour"}  # fmt: skip

# first rule that matches wins; order matters (公示 and 征求意见 also carry a number of days)
_RULES: tuple[tuple[ClauseKind, re.Pattern[str]], ...] = (
    (ClauseKind.CONSULT, re.compile(r"征求意见.*不(?:得)?少于")),
    (ClauseKind.EXTEND, re.compile(r"可?延长")),
    (ClauseKind.FIXED, re.compile(r"每年\d{1,2}月(?:\d{1,2}日)?")),
    (
        ClauseKind.PERIODIC,
        re.compile(r"每个?(?:季度?|月|年|半年|周|\d+个?工作日)|半年至少|按(?:年|季|月)"),
    ),
    (ClauseKind.BEFORE, re.compile(r"(?:工作日|日|天|周|月)(?:之)?前|提前")),
    (ClauseKind.DISPLAY, re.compile(r"公示(?:期)?(?:不少于)?\d+")),
    (ClauseKind.RELATIVE, re.compile(r"\d{1,3}个?(?:工作日|日|天|个月)")),
    (ClauseKind.REALTIME, re.compile(r"实时")),
    (ClauseKind.PROGRESS, re.compile(r"进展")),
    (ClauseKind.ANYTIME, re.compile(r"随时")),
    (ClauseKind.LONGTERM, re.compile(r"永久|长期|常年")),
    (ClauseKind.PROMPT, re.compile(r"及时|即时|立即")),
    (ClauseKind.AT_EVENT, re.compile(r"时[,，]|工作时|随.+公开|同步")),
)
_TRIGGERS: tuple[tuple[Trigger, re.Pattern[str]], ...] = (
    (Trigger.CHANGED, re.compile(r"变更")),
    (Trigger.RECEIVED, re.compile(r"收到|下发")),
    (Trigger.APPROVED, re.compile(r"批准|批复")),
    (Trigger.MADE, re.compile(r"制[定作]|获取")),
    (Trigger.DECIDED, re.compile(r"决定|许可|处罚")),
    (Trigger.FINISHED, re.compile(r"结束|确定|完成")),
    (Trigger.FORMED, re.compile(r"形成")),
)
_PERIODS = (
    ("季", "quarter"),
    ("半年", "half_year"),
    ("月", "month"),
    ("年", "year"),
    ("周", "week"),
)
_MONTH_DAY = re.compile(r"(\d{1,2})月(?:(\d{1,2})日)?")
_WEEK_WORD = re.compile(r"一周")


@lru_cache(maxsize=4096)
def parse(text: str) -> TimeLimit:
    """Read a 公开时限 as written in a cell."""
    squeezed = _BLANK.sub("", text)
    clauses = tuple(clause for part in _PARTS.split(squeezed) if part and (clause := _clause(part)))
    return TimeLimit(squeezed, clauses)


def _clause(part: str) -> Clause | None:
    scope, rest = "", part
    if found := _SCOPE.match(part):
        scope, rest = found["scope"], found["rest"]
    kind = next((kind for kind, rule in _RULES if rule.search(rest)), None)
    if kind is None:
        return _bare_scope(scope, part)
    if kind is ClauseKind.FIXED:
        return Clause(kind, scope=scope, on=_month_day(rest))
    count, unit = _number(rest)
    if kind is ClauseKind.PERIODIC and unit != "working_day":
        count, unit = 1, next(unit for word, unit in _PERIODS if word in rest)
    if kind is ClauseKind.CONSULT and not unit:
        unit = "day"
    trigger = _trigger(scope + rest) if kind is ClauseKind.RELATIVE else None
    return Clause(kind, count, unit, trigger, scope)


def _bare_scope(scope: str, part: str) -> Clause | None:
    # “长期公开:动态调整”: the words before the colon are the rule, not a scope
    return _clause(part.replace("：", "").replace(":", "")) if scope else None


def _month_day(text: str) -> str:
    month, day = (int(part or 1) for part in _MONTH_DAY.findall(text)[0])
    return f"{month:02d}-{day:02d}"


def _number(text: str) -> tuple[int, str]:
    found = None
    for found in _COUNT.finditer(text):
        if found["unit"]:
            break
    if found is None:
        return (1, "week") if _WEEK_WORD.search(text) else (0, "")
    return int(found["n"]), _UNITS.get(found["unit"] or "", "")


def _trigger(text: str) -> Trigger:
    # “形成(变更)下发至本单位” counts from the receipt; a bare “20个工作日” from the change
    before = _COUNT.split(text, maxsplit=1)[0]
    found = next((trigger for trigger, rule in _TRIGGERS if rule.search(before)), None)
    if "下发" in before:
        return Trigger.RECEIVED
    return found or (Trigger.CHANGED if not before else Trigger.OTHER)
