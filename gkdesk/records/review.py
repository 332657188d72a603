"""The review as one table: what each state allows, who may do it, where it leads.

先审查、后公开 (《政府信息公开条例》第十七条): a draft is reviewed, reviewed for secrecy and finally
approved by three steps, none of them taken by the person who wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gkdesk.accounts.model import Role, User
from gkdesk.base.errors import Declined

from .model import Act, Attribute, Record, Secrecy, State


class NotNow(Declined):
    """The state does not allow the act."""

    message = "“{number}”现在是“{state}”，不能{act}。请刷新后按当前状态办理，内容没有改动。"


class OwnDraft(Declined):
    """Somebody would review what he wrote."""

    message = "“{number}”由{user}起草，起草人不能自己{act}。请换一人办理，内容没有改动。"


class OpinionMissing(Declined):
    """The act needs words."""

    message = "{act}要写明意见。请填写后再试，内容没有改动。"


class NotForRelease(Declined):
    """The attribute says it is not disclosed on our own initiative."""

    message = (
        "“{number}”的公开属性是“{attribute}”，不能主动公开。请退回核对公开属性，内容没有改动。"
    )


class SecrecyOpen(Declined):
    """No clear secrecy review."""

    message = (
        "“{number}”还没有通过保密审查（{secrecy}），不能公开。"
        "请先办理保密审查，内容没有改动。（《政府信息公开条例》第十七条）"
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Where an act leads, who may take it, and whether it needs an opinion."""

    to: State
    roles: tuple[Role, ...]
    opinion: bool = False
    by_another: bool = True


_DRAFTERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
_REVIEWERS = (Role.REVIEWER, Role.LEADER)
_LEADERS = (Role.LEADER,)

TABLE: Mapping[tuple[State, Act], Step] = {
    (State.DRAFT, Act.SUBMIT): Step(State.IN_REVIEW, _DRAFTERS, by_another=False),
    (State.IN_REVIEW, Act.PASS): Step(State.IN_FINAL_REVIEW, _REVIEWERS),
    (State.IN_REVIEW, Act.RETURN): Step(State.DRAFT, _REVIEWERS, opinion=True),
    (State.IN_REVIEW, Act.SECRECY): Step(State.IN_REVIEW, _REVIEWERS),
    (State.IN_FINAL_REVIEW, Act.SECRECY): Step(State.IN_FINAL_REVIEW, _REVIEWERS),
    (State.IN_FINAL_REVIEW, Act.PUBLISH): Step(State.PUBLISHED, _LEADERS),
    (State.IN_FINAL_REVIEW, Act.RETURN): Step(State.DRAFT, _LEADERS, opinion=True),
    (State.PUBLISHED, Act.WITHDRAW): Step(
        State.WITHDRAWN, _LEADERS, opinion=True, by_another=False
    ),
    (State.WITHDRAWN, Act.REDRAFT): Step(State.DRAFT, _DRAFTERS, by_another=False),
}


def acts(record: Record, user: User) -> list[Act]:
    """Return what this user may do with a record now, in the order of the table."""
    return [
        act
        for (state, act), step in TABLE.items()
        if state is record.state
        and user.role in step.roles
        and not (step.by_another and user.name == record.drafted_by)
    ]


def step(record: Record, act: Act, user: User, opinion: str) -> Step:
    """Return where an act leads.

    Raises:
        NotNow: the state does not allow it.
        NotAllowed: the user's role does not cover it.
        OwnDraft: nobody reviews his own draft.
        OpinionMissing: it needs an opinion.
        NotForRelease: publishing what is not 主动公开.
        SecrecyOpen: publishing without a clear secrecy review.
    """
    found = TABLE.get((record.state, act))
    if found is None:
        raise NotNow(number=record.number, state=record.state.label, act=act.label)
    user.require(*found.roles)
    if found.by_another and user.name == record.drafted_by:
        raise OwnDraft(number=record.number, user=user.name, act=act.label)
    if found.opinion and not opinion:
        raise OpinionMissing(act=act.label)
    if act is Act.PUBLISH:
        _releasable(record)
    return found


def _releasable(record: Record) -> None:
    if record.attribute is not Attribute.ACTIVE:
        raise NotForRelease(number=record.number, attribute=record.attribute.label)
    if record.secrecy is not Secrecy.CLEAR:
        label = record.secrecy.label if record.secrecy else "尚未审查"
        raise SecrecyOpen(number=record.number, secrecy=label)
