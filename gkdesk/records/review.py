"""The review as one table: what each state allows, who may do it, where it leads.

先审查、后公开 (《政府信息公开条例》第十七条): a draft passes the reviews of the chain
(``reviewrules``), is reviewed for secrecy and finally approved; none of this by a person who
wrote on it. What is not published on our own initiative goes the same way to ``SETTLE`` and is
signed by two: the one who reviewed the attribute and another who settles it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gkdesk.accounts.model import Role, User
from gkdesk.base.errors import Declined

from .model import UNDER_REVIEW, Act, Attribute, Event, Record, Secrecy, State
from .reviewrules import Check, ReviewRules

_DRAFTERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
_REVIEWERS = (Role.REVIEWER, Role.LEADER)
_LEADERS = (Role.LEADER,)
SECRECY_CHECK = "secrecy"  # the point about secrecy, which only a publication has


class NotNow(Declined):
    """The state does not allow the act."""

    message = "“{number}”现在是“{state}”，不能{act}。请刷新后按当前状态办理，内容没有改动。"


class OwnDraft(Declined):
    """Somebody would review what he wrote."""

    message = "“{number}”由{user}起草或修改过，不能自己{act}。请换一人办理，内容没有改动。"


class OpinionMissing(Declined):
    """The act needs words."""

    message = "{act}要写明意见。请填写后再试，内容没有改动。"


class ChecksMissing(Declined):
    """Not every point of this review was ticked."""

    message = "{step}还有没勾选的：{missing}。逐项看过再勾选，不合格的请退回，内容没有改动。"


class NotForRelease(Declined):
    """The attribute says it is not disclosed on our own initiative."""

    message = (
        "“{number}”的公开属性是“{attribute}”，不能主动公开。请退回核对公开属性，内容没有改动。"
    )


class IsForRelease(Declined):
    """The attribute says it is disclosed on our own initiative."""

    message = (
        "“{number}”的公开属性是“主动公开”，不能审定为不公开。"
        "请公开，或者退回修改公开属性，内容没有改动。"
    )


class SecrecyOpen(Declined):
    """No clear secrecy review."""

    message = (
        "“{number}”还没有通过保密审查（{secrecy}），不能公开。"
        "请先办理保密审查，内容没有改动。（《政府信息公开条例》第十七条）"
    )


class SecondSignature(Declined):
    """One person would sign twice for keeping something back."""

    message = (
        "“{number}”不主动公开，须两个人分别审签；{user}已经审过一次。"
        "请换一位负责人审定，内容没有改动。"
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Where an act leads, who may take it, what it needs."""

    to: State
    roles: tuple[Role, ...]
    opinion: bool = False
    by_another: bool = True
    label: str = ""
    checks: tuple[Check, ...] = ()


def table(record: Record, rules: ReviewRules) -> dict[Act, Step]:
    """Return what the state of a record allows, in the order the clerk meets it."""
    state = record.state
    if state in UNDER_REVIEW:
        return _under_review(record, rules)
    first = rules.steps[0].state
    found: dict[State, dict[Act, Step]] = {
        State.DRAFT: {
            Act.SUBMIT: Step(first, _DRAFTERS, by_another=False),
            Act.DISCARD: Step(State.DISCARDED, _DRAFTERS, opinion=True, by_another=False),
        },
        State.PUBLISHED: {
            Act.WITHDRAW: Step(State.WITHDRAWN, _LEADERS, opinion=True, by_another=False)
        },
    }
    again = {Act.REDRAFT: Step(State.DRAFT, _DRAFTERS, by_another=False)}
    return found.get(state, again)


def _under_review(record: Record, rules: ReviewRules) -> dict[Act, Step]:
    now = rules.before(record.state)
    if now is None:  # the chain lost this step: the next one takes the record over
        now = rules.steps[-1]
    last = now is rules.steps[-1]
    found: dict[Act, Step] = {}
    if not last:
        to = rules.after(now.state)
        found[Act.PASS] = Step(to, now.roles, label=now.label, checks=now.checks)
    if record.attribute is Attribute.ACTIVE or record.secrecy is None:
        found[Act.SECRECY] = Step(record.state, _REVIEWERS)
    if last and record.attribute is Attribute.ACTIVE:
        found[Act.PUBLISH] = Step(State.PUBLISHED, now.roles, label=now.label, checks=now.checks)
    elif last:
        checks = tuple(one for one in now.checks if one.code != SECRECY_CHECK)
        found[Act.SETTLE] = Step(
            State.SETTLED, now.roles, opinion=True, label=now.label, checks=checks
        )
    found[Act.RETURN] = Step(State.DRAFT, now.roles, opinion=True, label=now.label)
    return found


def writers(record: Record) -> frozenset[str]:
    """Return everybody who wrote on a record since it was last handed in and before."""
    return frozenset({record.drafted_by, *record.facts.writers})


def acts(record: Record, user: User, rules: ReviewRules) -> list[Act]:
    """Return what this user may do with a record now."""
    own = user.name in writers(record)
    return [
        act
        for act, found in table(record, rules).items()
        if user.role in found.roles and not (found.by_another and own)
    ]


def step(
    record: Record,
    act: Act,
    user: User,
    rules: ReviewRules,
    *,
    opinion: str,
    ticked: Collection[str] = (),
) -> Step:
    """Return where an act leads.

    Raises:
        NotNow: the state does not allow it.
        NotAllowed: the user's role does not cover it.
        OwnDraft: nobody reviews what he wrote.
        OpinionMissing: it needs an opinion.
        ChecksMissing: a point of this review was not ticked.
        NotForRelease, IsForRelease: the attribute says otherwise.
        SecrecyOpen: publishing without a clear secrecy review.
        SecondSignature: settling what one reviewed oneself.
    """
    found = table(record, rules).get(act)
    if found is None:
        _demand_fitting(record, act, rules)
        raise NotNow(number=record.number, state=record.state.label, act=act.label)
    user.require(*found.roles)
    if found.by_another and user.name in writers(record):
        raise OwnDraft(number=record.number, user=user.name, act=act.label)
    if found.opinion and not opinion:
        raise OpinionMissing(act=act.label)
    missing = [one.label for one in found.checks if one.code not in ticked]
    if missing:
        raise ChecksMissing(step=found.label, missing="、".join(missing))
    if act is Act.PUBLISH and record.secrecy is not Secrecy.CLEAR:
        label = record.secrecy.label if record.secrecy else "尚未审查"
        raise SecrecyOpen(number=record.number, secrecy=label)
    if act is Act.SETTLE and any(one.user == user.name for one in passes(record)):
        raise SecondSignature(number=record.number, user=user.name)
    return found


def passes(record: Record) -> list[Event]:
    """Return the reviews passed since the record was last handed in."""
    return [event for event in record.this_round if event.act is Act.PASS]


def _demand_fitting(record: Record, act: Act, rules: ReviewRules) -> None:
    """Say the better reason when only the attribute stands in the way."""
    if record.state is not rules.steps[-1].state:
        return
    if act is Act.PUBLISH:
        raise NotForRelease(number=record.number, attribute=record.attribute.label)
    if act is Act.SETTLE:
        raise IsForRelease(number=record.number)
