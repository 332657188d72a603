"""Clauses in plain words: what is owed, from when, and why that day."""

from __future__ import annotations

from .duedays import MONTHS_OF, period_words
from .duemodel import Slot
from .house import HOUSED, UNITS, House
from .model import Clause, ClauseKind, Trigger

_PLAIN_TRIGGERS = {
    Trigger.CHANGED: "信息形成或者变更", Trigger.FORMED: "信息形成",
    Trigger.MADE: "信息制作或者获取", Trigger.APPROVED: "批准、批复",
    Trigger.DECIDED: "作出决定", Trigger.RECEIVED: "收到",
    Trigger.FINISHED: "工作结束、结果确定", Trigger.OTHER: "有关事项发生",
}  # fmt: skip
_NUMBERED = {
    ClauseKind.BEFORE: "{event}的{number}前公开",
    ClauseKind.AT_EVENT: "{event}时同时公开",
    ClauseKind.DISPLAY: "公示不少于{number}",
    ClauseKind.CONSULT: "征求意见不少于{number}",
    ClauseKind.EXTEND: "情况复杂的，可以延长{number}",
    ClauseKind.UNPUBLISH: "公示满{number}后不再公示",
}
_EVERY = {
    "working_day": "每{n}个工作日", "day": "每{n}日", "week": "每{n}周", "month": "每{n}个月",
    "quarter": "每{n}个季度", "half_year": "每{n}个半年", "year": "每{n}年",
}  # fmt: skip
_EVERY_ONE = {
    "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年",
    "day": "每日", "working_day": "每个工作日",
}  # fmt: skip
_ENDS = {"month": "月底", "quarter": "季末", "half_year": "半年末", "year": "年底"}


def clause_words(clause: Clause, house: House) -> str:
    """Say what a clause asks for."""
    said = _said(clause, house)
    for kind, figure in house.columns.items():
        if clause.scope == kind.label:
            said = f"{said}（{figure.basis}；{figure.status}）"
    return f"{clause.scope}：{said}" if clause.scope else said


def _said(clause: Clause, house: House) -> str:
    number = f"{clause.count}{UNITS.get(clause.unit, '')}"
    if clause.kind in _NUMBERED:
        return _NUMBERED[clause.kind].format(event=clause.event or "有关事项", number=number)
    match clause.kind:
        case ClauseKind.RELATIVE:
            since = clause.event or _PLAIN_TRIGGERS[clause.trigger or Trigger.OTHER]
            return f"自{since}之日起{number}内公开" if clause.count else f"{since}当日公开"
        case ClauseKind.LONGTERM:
            month, day = house.longterm_on.split("-")
            check = f"每年{int(month)}月{int(day)}日前核对是否仍然有效"
            return f"长期公开，{check}（{house.longterm_status}）"
        case ClauseKind.PERIODIC | ClauseKind.FIXED:
            return _periodic(clause)
    return _housed(clause, house)


def _housed(clause: Clause, house: House) -> str:
    name = f"{clause.event}后{clause.kind.label}" if clause.event else clause.kind.label
    if clause.kind not in HOUSED:
        return name
    figure = house.figures[clause.kind]
    if not figure.count:
        return f"{name}公开，没有法定数字，只提醒（{figure.status}）"
    return f"{name}公开，没有法定数字，按{figure.words}计（{figure.status}）"


def _periodic(clause: Clause) -> str:
    month, day = (int(part) for part in (clause.on or "00-00").split("-"))
    if clause.kind is ClauseKind.FIXED:
        return f"每年{month}月{day}日前公开"
    every = _EVERY_ONE[clause.unit] if clause.count == 1 else _EVERY[clause.unit]
    every = every.format(n=clause.count)
    if clause.unit not in MONTHS_OF:
        return f"{every}更新一次，从上一次公开起算"
    if not clause.on:
        end = _ENDS[clause.unit] if clause.count == 1 else "期末"
        return f"{every}公开一次，没有写日期，以{end}为限"
    if MONTHS_OF[clause.unit] * clause.count == 1:
        return f"每月{day}日前公开"
    return f"{every}第{month}个月{day}日前公开"


def slot_words(slot: Slot, house: House) -> str:
    """Say why a duty is due on its day; the period it speaks of stands first."""
    said = clause_words(slot.clause, house)
    if slot.period:
        return f"{period_words(slot.period)}：{said}"
    if slot.cause_on is not None:
        since = f"{slot.cause_on.year}年{slot.cause_on.month}月{slot.cause_on.day}日"
        return f"{since}起算：{said}"
    return said
