"""呈批: a reply laid before those who look it over, and what each of them said.

Which stages there are, and for which outcomes they are needed, is data
(``forms/rules/request_approval.toml``). A proposal is never changed: it is sent back and made anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from .declined import KEPT, StepDeclined
from .model import Event, EventKind
from .recalling import STAGE

SECRECY = "secrecy"  # 保密审查 (《条例》第十七条)
_OWN = {"on", "confirmed", "checked"}  # of the step itself, not of the reply


class StageMissing(StepDeclined):
    """The last signature before the others, or a reply before the last signature."""

    message = (
        "还没有：{missing}。先审查、后签发、再编号用印（《政府信息公开条例》第十七条），"
        "请先登记这些意见。" + KEPT
    )
    short = "审批没有完成"


class StageTaken(StepDeclined):
    """This stage was signed before."""

    message = "“{label}”已由{by}签署，不用再签。要改的，请退回修改后重新送审。" + KEPT
    short = "已经签过"


class NotTheirStage(StepDeclined):
    """A user of the program signs what his role does not cover."""

    message = (
        "{name}的身份是{role}，不能签“{label}”。请由{wanted}登录签署，"
        "或者登记在纸上签署的人。" + KEPT
    )
    short = "身份不符"


class NoReturnWords(StepDeclined):
    """Sent back without saying what to change."""

    message = "退回修改要写明改什么。请在“意见内容”里写清楚。" + KEPT


class SignerNeeded(StepDeclined):
    """Signed on paper, but nobody is named."""

    message = (
        "“{label}”要由{wanted}签署，登录的是{name}（{role}）。在纸上签的，请填写签署人。" + KEPT
    )
    short = "没有签署人"


@dataclass(frozen=True, slots=True)
class Stage:
    """One look or signature: needed for outcomes that match one of ``wanted``."""

    code: str
    label: str
    since: date
    wanted: tuple[str, ...]
    role: str
    last: bool
    basis: str
    status: str

    def needed(self, outcome: str) -> bool:
        return any(fnmatchcase(outcome, one) for one in self.wanted)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one stage said; ``paper`` when the signature stands on paper only."""

    stage: str
    by: str
    on: date
    words: str
    agreed: bool
    paper: bool

    @property
    def told(self) -> str:
        """Who sent the draft back, or took the reply back, and why."""
        act = "收回答复书" if self.stage == STAGE else "退回修改"
        return f"{self.by}{act}：{self.words}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply as it was laid before, and the opinions since."""

    outcome: str
    form: Mapping[str, str]
    on: date
    by: str
    opinions: Mapping[str, Opinion]
    returned: Opinion | None

    @property
    def recalled(self) -> bool:
        """Whether it is not laid before anybody: the words of a reply that was taken back."""
        return self.returned is not None and self.returned.stage == STAGE

    def missing(self, stages: Sequence[Stage]) -> list[Stage]:
        """Return the stages this outcome needs that have not agreed yet."""
        return [
            stage
            for stage in stages
            if (stage.needed(self.outcome) or stage.last) and stage.code not in self.opinions
        ]


def opinion_of(event: Event) -> Opinion:
    """Read an opinion from its event, the detail opened."""
    words = event.detail.get("words", "") or event.detail.get("reason", "")
    by = event.detail.get("by", "")
    return Opinion(
        event.key, by or event.recorded_by, event.on, words, event.approved, paper=bool(by)
    )


def last_proposal(events: Sequence[Event]) -> Proposal | None:
    """Return the last proposal with what was said to it; the details must be opened."""
    found: Proposal | None = None
    issued: Event | None = None
    for event in events:
        if event.kind is EventKind.PROPOSE:
            found = _laid_before(event)
        elif event.kind is EventKind.REPLY:
            issued = event
            if found is not None and found.recalled:  # made anew without being laid before anybody
                found = None
        elif event.kind is EventKind.RECALL and issued is not None:
            # its words are the next draft, and what was signed for it counts no more
            said = opinion_of(replace(event, key=STAGE))
            found, issued = replace(_laid_before(issued), returned=said), None
        elif event.kind is EventKind.REDO:  # what was signed before belongs to the reply before
            found = None
        elif event.kind is EventKind.APPROVE and found is not None:
            found = _with(found, opinion_of(event))
    return found


def _laid_before(event: Event) -> Proposal:
    form = {name: text for name, text in event.detail.items() if name not in _OWN}
    return Proposal(event.outcome, form, event.on, event.recorded_by, {}, None)


def _with(proposal: Proposal, said: Opinion) -> Proposal:
    opinions = dict(proposal.opinions)
    if said.agreed:
        opinions[said.stage] = said
    returned = proposal.returned if said.agreed else said
    return Proposal(proposal.outcome, proposal.form, proposal.on, proposal.by, opinions, returned)


def check_opinion(said: Opinion, proposal: Proposal, stages: Sequence[Stage]) -> None:
    """Refuse an opinion out of its turn.

    Raises:
        StageTaken: this stage agreed before.
        StageMissing: the last one before the others that are needed.
        NoReturnWords: sent back without words.
    """
    if not said.agreed:
        if not said.words:
            raise NoReturnWords
        return
    stage = next(one for one in stages if one.code == said.stage)
    before = proposal.opinions.get(stage.code)
    if before is not None:
        raise StageTaken(label=stage.label, by=before.by)
    waiting = [one for one in proposal.missing(stages) if not one.last]
    if stage.last and waiting:
        raise StageMissing(missing="、".join(one.label for one in waiting))


def demand_signed(proposal: Proposal, stages: Sequence[Stage]) -> None:
    """Refuse to make a reply that was not signed.

    Raises:
        StageMissing: names the stages.
    """
    missing = proposal.missing(stages)
    if missing:
        raise StageMissing(missing="、".join(stage.label for stage in missing))
