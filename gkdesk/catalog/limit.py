"""公开时限: from the local wording to clauses. The wording itself is always kept beside them.

The phrases are those met in published town catalogs; what no rule knows gives no clause, and the
clerk is asked: a time limit is never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache

from .model import Clause, ClauseKind, TimeLimit, Trigger

_BLANK = re.compile(r"\s+")
_SHOWN = r"公示(?:期限?|时间)?(?:为|不得?少于|不低于)?"
_PARTS = re.compile(
    r"[;；。]|(?<!\d)\d\.(?=\D)|[①②③④⑤⑥⑦⑧⑨]|其中|[,，](?=公示)|(?<=公开)(?=自)"
    r"|[,，](?=其他|其它|其余)|[,，]?(?=可延长|可以延长)|(?<=[日天月])[,，]?并?(?="
    + _SHOWN
    + r"\d)"
    r"|(?<=日内)[,，]?并?(?=" + _SHOWN + r"\d)|[,，](?=情况复杂)"
)
_SCOPE = re.compile(r"^(?P<scope>[^:：]{2,20})[:：](?P<rest>.+)$")
# what stands before the words that count: 行政许可、行政处罚事项应自…, 执法决定7个工作日, 其他20个
_LEAD = re.compile(
    r"^(?P<scope>(?:行政)?(?:许可|处罚|执法|强制)"
    r"(?:(?:[、和及与]|或者?)(?:行政)?(?:许可|处罚|强制|检查))*"
    r"(?:事项|决定书?|结果|信息)?|《[^》]{2,20}》|其[他它余](?:事项|信息|内容)?)(?=.)"
)
_EVERY_SCOPE = re.compile(r"^(?P<scope>[^每按,，\d]{2,10}?)(?:应当?|须)?(?=每)")
_COUNT = re.compile(r"(?P<n>\d{1,3})个?(?P<unit>工作日|日|天|个?月|周|小时|年)?")
_UNITS = {"工作日": "working_day", "日": "day", "天": "day", "月": "month", "个月": "month",
          "周": "week", "小时": "hour", "年": "year"}  # fmt: skip
_DIGITS = "零一二三四五六七八九"
_WORDED = re.compile(r"[一二两三四五六七八九十]{1,3}(?=个?(?:工作日|日|天|个月|周|年|小时))")
_ONE_EVERY = re.compile(r"每(?:一|1)?(?:个(?!工作))?")

# what a record's own 信息形成日期 sets off
FROM_MAKING = (Trigger.CHANGED, Trigger.FORMED, Trigger.MADE)

# first rule that matches wins; order matters (公示 and 征求意见 also carry a number of days)
_RULES: tuple[tuple[ClauseKind, re.Pattern[str]], ...] = (
    (ClauseKind.CONSULT, re.compile(r"征求意见.*不(?:得)?(?:少于|低于)")),
    (ClauseKind.UNPUBLISH, re.compile(r"\d年.*(?:不再|停止|终止)公[示开]")),
    (ClauseKind.EXTEND, re.compile(r"可?以?延长")),
    (ClauseKind.FIXED, re.compile(r"每年(?:度)?(?:\d{1,2}月(?:\d{1,2}日)?|年底|年末)")),
    (
        ClauseKind.PERIODIC,
        re.compile(r"每(?:\d+个?)?(?:季度?|月|年|半年|周|工作日)|每\d+[天日]|半年至少|按(?:年|季|月)|[一1]年[一1]次"),
    ),
    (ClauseKind.BEFORE, re.compile(
        r"(?<!月)(?<!\d)\d{1,3}个?(?:工作日|日|天|周|个月)(?:之|以)?前|提前|前\d{1,3}个?(?:工作日|日|天|周)"
    )),
    (ClauseKind.DISPLAY, re.compile(_SHOWN + r"\d")),
    (ClauseKind.RELATIVE, re.compile(
        r"(?<!月)(?<!\d)\d{1,3}个?(?:工作日|日|天|个月|小时)|当[日天]|次日|一周内|\d周内|\d年内"
    )),
    (ClauseKind.REALTIME, re.compile(r"实时")),
    (ClauseKind.PROGRESS, re.compile(r"进展|进度")),
    (ClauseKind.ANYTIME, re.compile(r"随时")),
    (ClauseKind.LONGTERM, re.compile(r"永久|长期|常年")),
    (ClauseKind.PROMPT, re.compile(r"及时|即时|立即|第一时间")),
    (ClauseKind.AT_EVENT, re.compile(r"时[,，]|工作时|随.+公开|同步|同时")),
)  # fmt: skip
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
_IN_PERIOD = re.compile(
    r"(?:首个?月|第1个?月|第一个?月|头1?个?月|季首月|(?<=每)月)的?(\d{1,2})[日号]"
)
_LAST_IN_PERIOD = re.compile(r"(?:末|最后1?一?个?)月的?(\d{1,2})[日号]")
_EVERY_MONTH_DAY = re.compile(r"每月的?(?:底|末)?(\d{1,2})[日号]")
_WEEK_WORD = re.compile(r"一周")
_MONTHS = {"quarter": 3, "half_year": 6, "year": 12, "month": 1}
_YEARS = re.compile(r"(\d{1,2})年(?:[(（]([^)）]{1,6})[)）])?")
_LEAP = 2024  # a year in which every MM-DD exists
# what sets no limit of its own
_NOTE = re.compile(
    r"从其规定|另有规定|依申请公开|^[^\w]*$|^(?:予以|进行|主动)?公[开示]?$|动态调整|^提供$|^(?:情况|案情)复杂"
)
_EDGE = " ,，:：()（）"
_AFTER = re.compile(r"(?:之日|之后|以后|后|之)?(?:起|内)?$")


@lru_cache(maxsize=4096)
def parse(text: str) -> TimeLimit:
    """Read a 公开时限 as written in a cell."""
    squeezed = _BLANK.sub("", text)
    clauses: list[Clause] = []
    unclear: list[str] = []
    notes: list[str] = []
    for part in _PARTS.split(squeezed):
        if not (bare := part.strip(_EDGE) if part else ""):
            continue
        found = list(_clauses(_WORDED.sub(lambda word: str(_small(word[0])), part)))
        clauses += found
        if not found:
            (notes if _NOTE.search(bare) else unclear).append(bare)
    return TimeLimit(squeezed, tuple(clauses), tuple(unclear), tuple(notes))


def _clauses(part: str) -> Iterator[Clause]:
    scope, rest = "", part
    if found := _SCOPE.match(part) or _LEAD.match(part):
        scope = found["scope"]
        rest = part[found.end() :] if "rest" not in found.groupdict() else found["rest"]
    kind = _kind(rest)
    if kind is None:
        # “长期公开:动态调整”: the words before the colon are the rule, not a scope
        joined = part.replace("：", "").replace(":", "")
        if not scope or _kind(joined) is None:
            return
        scope, rest, kind = "", joined, _kind(joined)
    if kind is ClauseKind.UNPUBLISH:
        for count, who in _YEARS.findall(rest):
            yield Clause(kind, int(count), "year", scope=who or scope)
    elif kind is not None and (clause := _clause(kind, scope, rest)) is not None:
        yield clause


def _kind(text: str) -> ClauseKind | None:
    return next((kind for kind, rule in _RULES if rule.search(text)), None)


def _clause(kind: ClauseKind, scope: str, rest: str) -> Clause | None:
    if kind is ClauseKind.FIXED:
        on = _month_day(rest)
        return Clause(kind, scope=scope, on=on) if on else None
    if kind is ClauseKind.PERIODIC:
        return _periodic(scope, rest)
    count, unit = _number(rest)
    if kind is ClauseKind.CONSULT and not unit:
        unit = "day"
    if kind is not ClauseKind.RELATIVE:
        # a number beside 实时 or 长期 is not theirs
        numbered = (ClauseKind.BEFORE, ClauseKind.DISPLAY, ClauseKind.CONSULT, ClauseKind.EXTEND)
        count, unit = (count, unit) if kind in numbered else (0, "")
        told = kind in (ClauseKind.BEFORE, ClauseKind.AT_EVENT) or "后" in rest
        return Clause(kind, count, unit, scope=scope, event=_event(rest) if told else "")
    if not unit:
        count, unit = int("次" in rest), "day"  # 当日, 次日
    trigger = _trigger(scope, rest)
    event = "" if trigger in FROM_MAKING else _event(rest)
    return Clause(kind, count, unit, trigger, scope, event=event)


def _periodic(scope: str, rest: str) -> Clause | None:
    if not scope and (found := _EVERY_SCOPE.match(rest)):
        scope = found["scope"]
    plain = _ONE_EVERY.sub("每", rest)
    every = re.search(r"每(\d+)个?(工作日|[天日]|周|个?月|年)", plain)
    if every:
        return Clause(ClauseKind.PERIODIC, int(every[1]), _UNITS[every[2]], scope=scope)
    unit = next((unit for word, unit in _PERIODS if word in _first_every(plain)), "")
    on = ""
    if found := _EVERY_MONTH_DAY.search(plain) or _IN_PERIOD.search(plain):
        on = _within("01", found[1])
    elif found := _LAST_IN_PERIOD.search(plain):
        on = _within(f"{_MONTHS.get(unit, 1):02d}", found[1])
    return Clause(ClauseKind.PERIODIC, 1, unit, scope=scope, on=on) if unit else None


def _first_every(text: str) -> str:
    found = re.search(r"[每按].{0,2}|半年", text)
    return found[0] if found else text


def _within(month: str, day: str) -> str:
    return f"{month}-{min(int(day), 31):02d}" if int(day) else ""


def _month_day(text: str) -> str:
    """Return ``MM-DD``: the last day of a month named alone; nothing for a day that is none."""
    found = _MONTH_DAY.search(text)
    if found is None:
        return "12-31"  # 年底
    month = int(found[1])
    if not 1 <= month <= 12:  # noqa: PLR2004
        return ""
    last = monthrange(_LEAP, month)[1]
    day = int(found[2] or last)
    return f"{month:02d}-{day:02d}" if 1 <= day <= last else ""


def _number(text: str) -> tuple[int, str]:
    found = None
    for found in _COUNT.finditer(text):
        if found["unit"]:
            break
    if found is None:
        return (1, "week") if _WEEK_WORD.search(text) else (0, "")
    return int(found["n"]), _UNITS.get(found["unit"] or "", "")


def _trigger(scope: str, rest: str) -> Trigger:
    # “形成(变更)下发至本单位” counts from the receipt; a bare “20个工作日” from the change
    before = _COUNT.split(rest, maxsplit=1)[0]
    found = next((trigger for trigger, rule in _TRIGGERS if rule.search(scope + before)), None)
    if "下发" in before:
        return Trigger.RECEIVED
    return found or (Trigger.OTHER if before.removeprefix("信息") else Trigger.CHANGED)


def _event(text: str) -> str:
    """Return the words of what is counted from: 本级人民代表大会批准, 组织听证."""
    before = re.split(r"\d|提前|前|时[,，]|工作时|及时|随时", text, maxsplit=1)[0].strip(_EDGE)
    return re.sub(r"^(?:应当?)?(?:自|在|从)", "", _AFTER.sub("", before)).strip(_EDGE)


def _small(text: str) -> int:
    """Read 七, 二十, 十五."""
    plain = text.replace("两", "二")
    if "十" not in plain:
        return int("".join(str(_DIGITS.index(digit)) for digit in plain))
    tens, _, ones = plain.partition("十")
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)
