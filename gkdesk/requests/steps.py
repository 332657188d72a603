"""Which step may follow: the state, and the lawful next steps with their conditions."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import date

from gkdesk.base.calendar import CalendarMissing, WorkCalendar

from . import declined, disputes
from .boxes import CONFIRMED, FORMS
from .clock import Fold, clock_state
from .clockstate import ClockState
from .delivery import ANSWERS
from .model import (
    ClockRules,
    Event,
    EventKind,
    Field,
    Inquiry,
    Move,
    Run,
    State,
    day_text,
)
from .recalling import standing

_K = EventKind
_ANSWERING = (
    _K.PROPOSE, _K.REPLY, _K.CONSULT, _K.EXTEND, _K.ASK_CORRECTION, _K.CHARGE, _K.AGREE_DELAY,
)  # fmt: skip
_LOOKING = (_K.REVIEW, _K.SEARCH, _K.ASSISTED, _K.LETTER, _K.CALL)
_HARD = (_K.DIFFICULT, _K.CONFER)
_OPENED = (_K.PUBLIC_DECIDED, _K.PUBLISHED)  # goes on while a reply is made anew
_OPENING = (_K.TO_PUBLIC, *_OPENED)
# the likeliest step first: the first that is allowed is the one next button
STEPS: dict[State, tuple[EventKind, ...]] = {
    State.HANDLING: (
        _K.FIX, *_ANSWERING, *_LOOKING, *_HARD, _K.SPLIT, _K.SET_ASIDE, _K.WITHDRAW,
        *_OPENED, _K.NOTE,
    ),
    State.CONSULTING: (
        _K.OPINION, _K.PROPOSE, _K.REPLY, _K.CONSULT, _K.EXTEND, _K.AGREE_DELAY, *_LOOKING,
        *_HARD, _K.WITHDRAW, *_OPENED, _K.NOTE,
    ),
    State.APPROVAL: (
        _K.APPROVE, _K.REPLY, _K.OPINION, _K.EXTEND, *_LOOKING, *_HARD, _K.WITHDRAW, *_OPENED,
        _K.NOTE,
    ),
    State.WAIT_CORRECTION: (
        _K.CORRECTED, _K.CORRECTION_LAPSED, _K.CALL, *_HARD, _K.WITHDRAW, _K.NOTE,
    ),
    State.WAIT_PAYMENT: (
        _K.PAID, _K.PAYMENT_LAPSED, _K.CALL, *_HARD, _K.WITHDRAW, _K.NOTE,
    ),
    State.TO_DELIVER: (_K.DELIVER, _K.FILE_UP, *_OPENING, _K.CALL, _K.RECALL, _K.NOTE),
    State.CLOSED: (
        _K.ARCHIVE, _K.ARRIVED, _K.RESEND, _K.ON_PAPER, _K.FILE_UP, *_OPENING, _K.CALL, _K.NOTE,
    ),
    State.LAPSED: (_K.ARCHIVE, _K.ON_PAPER, _K.NOTE),
    State.WITHDRAWN: (_K.ARCHIVE, _K.ON_PAPER, _K.NOTE),
    State.SPLIT: (_K.ARCHIVE, _K.ON_PAPER, _K.NOTE),
    State.ARCHIVED: (_K.FILE_UP, *_OPENING, _K.NOTE),
    State.DISPUTE: (_K.DEFEND, _K.DECIDE, _K.ARRIVED, _K.RESEND, _K.NOTE, _K.DISPUTE),
    State.WAIT_CONFIRM: (_K.CONFIRM, _K.CALL, _K.WITHDRAW, _K.NOTE),
    State.REDO: (_K.REDO, _K.DEFEND, _K.DECIDE, _K.NOTE, _K.DISPUTE),
}  # fmt: skip
# a reply may be contested, and silence too, so these wait behind every state's own steps
STEPS = {
    state: (*known, *(kind for kind in (_K.DEFEND, _K.DECIDE, _K.REDO, _K.DISPUTE)
                      if kind not in known))
    for state, known in STEPS.items()
}  # fmt: skip
LABELS = {
    _K.ASK_CORRECTION: "告知补正", _K.CORRECTED: "登记补正材料", _K.CORRECTION_LAPSED: "按放弃办结",
    _K.CONSULT: "征求意见", _K.OPINION: "登记收到意见", _K.EXTEND: "延长答复期限",
    _K.CHARGE: "通知缴费", _K.PAID: "登记缴费", _K.PAYMENT_LAPSED: "按放弃办结",
    _K.AGREE_DELAY: "约定延迟答复", _K.PROPOSE: "拟写答复书", _K.REPLY: "生成答复书",
    _K.REVIEW: "五步审查", _K.SEARCH: "登记检索", _K.ASSISTED: "登记协办答复",
    _K.CALL: "记录沟通", _K.APPROVE: "登记审批意见", _K.DELIVER: "登记送达",
    _K.RECALL: "收回答复书",
    _K.ARRIVED: "登记寄达", _K.WITHDRAW: "登记撤回", _K.NOTE: "写备注",
    _K.LETTER: "出其他文书", _K.ARCHIVE: "归档", _K.DISPUTE: "登记复议诉讼",
    _K.DEFEND: "登记提交答复", _K.DECIDE: "登记复议诉讼结果", _K.REDO: "重新办理答复",
    _K.RESEND: "再次送达", _K.SET_ASIDE: "不再处理", _K.SPLIT: "分件办理",
    _K.ON_PAPER: "登记纸质在卷", _K.DIFFICULT: "列为疑难件", _K.CONFER: "登记会商",
    _K.FILE_UP: "报备案", _K.TO_PUBLIC: "转主动公开", _K.PUBLIC_DECIDED: "登记转公开决定",
    _K.PUBLISHED: "登记发布", _K.FIX: "处理更正申请", _K.CONFIRM: "登记双方确认",
}  # fmt: skip
HINTS = {
    _K.CONSULT: "期限暂停", _K.EXTEND: "须负责人批准", _K.AGREE_DELAY: "须负责人批准",
    _K.ASK_CORRECTION: "补正后重新起算", _K.CHARGE: "缴费后重新起算",
    _K.REDO: "期限重新起算",
    _K.RECALL: "作废文号，重新拟写",
    _K.CONFIRM: "确认之日起算期限",
}  # fmt: skip
ARTICLES = {
    _K.ASK_CORRECTION: "第三十条", _K.CORRECTED: "第三十条", _K.CORRECTION_LAPSED: "第三十条",
    _K.CONSULT: "第三十二条", _K.OPINION: "第三十二条", _K.EXTEND: "第三十三条第二款",
    _K.CHARGE: "第四十二条", _K.PAID: "第四十二条", _K.PAYMENT_LAPSED: "第四十二条",
    _K.AGREE_DELAY: "第三十五条", _K.REVIEW: "第三十六条", _K.SEARCH: "第三十六条",
    _K.ASSISTED: "第三十六条", _K.CALL: "第四十五条", _K.PROPOSE: "第十七条",
    _K.APPROVE: "第十七条", _K.REPLY: "第三十六条", _K.DELIVER: "第三十六条",
    _K.RECALL: "第三十六条",
    _K.ARRIVED: "第四十五条", _K.WITHDRAW: "第二十九条", _K.NOTE: "第四十五条",
    _K.LETTER: "第四十五条",
    _K.ARCHIVE: "第四十五条", _K.RECEIVE: "第三十一条", _K.DISPUTE: "第五十一条",
    _K.DEFEND: "第五十一条", _K.DECIDE: "第五十一条", _K.REDO: "第五十一条",
    _K.RESEND: "第四十五条", _K.SET_ASIDE: "第三十九条", _K.SPLIT: "第四十五条",
    _K.ON_PAPER: "第四十五条", _K.DIFFICULT: "第四十五条", _K.CONFER: "第四十五条",
    _K.FILE_UP: "第四十五条", _K.TO_PUBLIC: "第四十四条", _K.PUBLIC_DECIDED: "第四十四条",
    _K.PUBLISHED: "第四十四条", _K.FIX: "第四十一条",
    _K.CONFIRM: "第三十一条", _K.LODGE: "第三十一条",
}  # fmt: skip
# never the one next button: nothing waits for them
_ASIDE = frozenset({_K.TO_PUBLIC, _K.DISPUTE, _K.WITHDRAW, _K.NOTE, _K.RECALL})
_ENDS = {
    _K.DELIVER: State.CLOSED,
    _K.WITHDRAW: State.WITHDRAWN,
    _K.CORRECTION_LAPSED: State.LAPSED,
    _K.PAYMENT_LAPSED: State.LAPSED,
    _K.SET_ASIDE: State.CLOSED,
    _K.SPLIT: State.SPLIT,
}
_RUNS = {
    Run.WAIT_CORRECTION: State.WAIT_CORRECTION,
    Run.WAIT_PAYMENT: State.WAIT_PAYMENT,
    Run.WAIT_CONFIRM: State.WAIT_CONFIRM,
}


def state_of(events: Iterable[Event], clock: ClockState) -> State:
    """Tell where a request stands from what happened to it."""
    return state_after(events, clock.run, clock.ended_by)


def state_after(events: Iterable[Event], run: Run, ended_by: EventKind | None) -> State:
    """Tell the same from no more than what the clock does and what ended it."""
    whole, events = list(events), disputes.this_round(events)
    kinds = {event.kind for event in standing(events)}
    if EventKind.ARCHIVE in kinds or ended_by is not None:
        after = disputes.after_life(whole)
        if after is not None:
            return after
    if EventKind.ARCHIVE in kinds:
        return State.ARCHIVED
    if ended_by is not None:
        return _ENDS[ended_by]
    if kinds & ANSWERS:
        return State.TO_DELIVER
    if proposed(events):
        return State.APPROVAL
    if run in _RUNS:
        return _RUNS[run]
    return State.CONSULTING if open_keys(events) else State.HANDLING


def proposed(events: Iterable[Event]) -> bool:
    """Tell whether a reply lies before those who approve: not sent back, not yet issued."""
    waiting = False
    for event in events:
        if event.kind is EventKind.PROPOSE:
            waiting = True
        elif event.kind is EventKind.REPLY or (
            event.kind is EventKind.APPROVE and not event.approved
        ):
            waiting = False
    return waiting


def open_keys(events: Iterable[Event]) -> list[str]:
    """Return the consultations whose opinion is still awaited."""
    keys: dict[str, None] = {}
    for event in disputes.this_round(events):
        if event.kind is EventKind.CONSULT:
            keys[event.key] = None
        elif event.kind is EventKind.OPINION:
            keys.pop(event.key, None)
    return list(keys)


def check_step(kind: EventKind, state: State) -> None:
    """Refuse a step the state does not take.

    Raises:
        NotNow: with the article of the step.
        NoDeliveryProof: archiving before the reply was delivered.
    """
    if kind in STEPS[state]:
        return
    if kind is EventKind.ARCHIVE and state is State.TO_DELIVER:
        raise declined.NoDeliveryProof
    raise declined.NotNow(state=state.label, label=kind.label, article=ARTICLES[kind])


def moves(
    events: Sequence[Event],
    rules: ClockRules,
    calendar: WorkCalendar,
    today: date,
    *,
    first: EventKind | None = None,
    hidden: Container[EventKind] = (),
) -> list[Move]:
    """Return the steps the state knows, ``first`` ahead; the first allowed one is primary."""
    clock = clock_state(events, rules, calendar, today=today)
    state = state_of(events, clock)
    found: list[Move] = []
    late = clock.due_on is not None and today > clock.due_on
    done = late or clock.ended_by is not None
    known = [
        kind
        for kind in STEPS[state]
        if kind not in hidden
        and (kind is not EventKind.OPINION or open_keys(events))
        and disputes.apt(kind, events, done=done)
    ]
    for kind in sorted(known, key=lambda kind: kind is not first):
        trouble = _trouble(kind, events, rules, calendar, today)
        primary = not trouble and kind not in _ASIDE and not any(one.primary for one in found)
        reason = trouble or HINTS.get(kind, "")
        fields = tuple(dated(field, today) for field in form_of(kind, rules))
        found.append(Move(kind, LABELS[kind], not trouble, primary, reason, fields))
    return found


def _trouble(
    kind: EventKind,
    events: Sequence[Event],
    rules: ClockRules,
    calendar: WorkCalendar,
    today: date,
) -> str:
    """Try the step with the kindest values on a copy; say in words what forbids it."""
    fold = Fold(rules, calendar, today)
    for event in events:
        fold.take(event)
    try:
        fold.take(_probe(kind, events, today))
        if kind is EventKind.EXTEND and clock_state(events, rules, calendar).due_on is None:
            return "期限还不能确定"
    except CalendarMissing:
        return "放假安排未导入"
    except declined.StepDeclined as error:
        return error.short
    return ""


def _probe(kind: EventKind, events: Sequence[Event], today: date) -> Event:
    probe = Event(kind, today, days=1, approved=True)
    match kind:
        case EventKind.CONSULT:
            return replace(probe, key="?")
        case EventKind.OPINION:
            return replace(probe, key=open_keys(events)[0])
        case EventKind.REPLY | EventKind.PROPOSE:
            return replace(probe, kind=EventKind.REPLY, outcome="OPEN_GRANT")
        case EventKind.CORRECTION_LAPSED:
            return replace(probe, days=0)
        case EventKind.AGREE_DELAY:
            return replace(probe, until=date.max)
        case _:
            return probe


def form_of(kind: EventKind, rules: ClockRules) -> tuple[Field, ...]:
    """Return the boxes of a step, the figures in force filled in."""
    return tuple(_fill(field, rules) for field in FORMS[kind])


def ask_which(moves: Sequence[Move], waiting: Sequence[Inquiry]) -> list[Move]:
    """Let the clerk choose the consultation an opinion belongs to, the oldest first."""
    choices = tuple(
        (one.key, f"{one.key} {one.addressee}（{day_text(one.sent_on)}寄出）") for one in waiting
    )

    def choose(field: Field) -> Field:
        if field.name != "key":
            return field
        return replace(
            field, kind="choice", required=True, default=choices[0][0], help="", choices=choices
        )

    return [
        replace(move, fields=tuple(map(choose, move.fields)))
        if move.event is EventKind.OPINION
        else move
        for move in moves
    ]


def dated(field: Field, today: date) -> Field:
    """Put today into the box of the step's own day."""
    return replace(field, default=today.isoformat()) if field.name == "on" else field


def _fill(field: Field, rules: ClockRules) -> Field:
    match field.name:
        case "correction_days":
            limit = f"1至{rules.correction_limit}"
            return replace(field, default=str(rules.correction), help=limit)
        case "extend_days":
            return replace(field, default=str(rules.extension), help=f"1至{rules.extension}")
        case _:
            return field


def counted(kind: EventKind, asked: Sequence[Field], before: int) -> tuple[Field, ...]:
    """Propose in a fee notice how many requests came before this one in its month."""
    if kind is not EventKind.CHARGE:
        return tuple(asked)
    named = (
        replace(field, default=str(before)) if field.name == "fee_before" else field
        for field in asked
    )
    return (*named, CONFIRMED)
