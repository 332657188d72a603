"""What clerks lose cases on (domain sheet 6): the findings, and whether they stop a step.

The rule file says what each finding is called, rests on and asks to be done, and whether it stops
the step; how it is found stands in ``replychecks`` and ``casechecks``. A code the file does not
name is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.organ import Organ

from .clockstate import ClockState
from .declined import StepDeclined
from .model import Event, EventKind, Request

if TYPE_CHECKING:
    from gkdesk.documents.model import Document

    from .rules import CheckRule

Look = Callable[["Case"], "str | None"]  # None: nothing found; else in words where, or ""


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier request of the same applicant that was answered and delivered."""

    number: str
    content: str
    reply_number: str
    replied_on: date
    delivered_on: date | None  # None: nobody knows whether it arrived


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a check may look at; the details of the events are opened."""

    request: Request
    events: Sequence[Event]
    papers: Sequence[Document]
    clock: ClockState
    organ: Organ
    on: date  # the day of the step, or today
    outcome: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    prior: Callable[[str], Prior | None] = lambda _number: None  # by number
    alike: Sequence[str] = ()  # the numbers of what others asked alike
    reviewed: tuple[str, str] = ("", "")  # the five-step review's outcome: code and label
    wording: str = ""  # what the reply's template says, the program's own words
    missing: Sequence[str] = ()  # what the archive's checklist lacks, with what to do
    copies: Callable[[], Sequence[tuple[str, str]]] = tuple  # title and text of what is given
    confirm_within: int = 1  # working days after the arrival (request_channels)
    month_before: int = 0  # requests of this applicant earlier in the month of this one

    def issued(self, form: str) -> list[Document]:
        """Return the documents of a template that were not voided."""
        return [one for one in self.papers if one.form == form and one.voided_on is None]

    @property
    def asked(self) -> list[Event]:
        """The letters to third parties (《条例》第三十二条); other organs are not among them."""
        return [
            event
            for event in self.events
            if event.kind is EventKind.CONSULT and event.detail.get("consult_kind") != "organ"
        ]

    @property
    def opinions(self) -> list[str]:
        """What third parties answered: agree, partly, disagree."""
        keys = {event.key for event in self.asked}
        return [
            event.detail.get("opinion", "")
            for event in self.events
            if event.kind is EventKind.OPINION and event.key in keys
        ]


@dataclass(frozen=True, slots=True)
class Warned:
    """One finding: the rule, and in words where."""

    rule: CheckRule
    where: str

    @property
    def words(self) -> str:
        where = f"（{self.where}）" if self.where else ""
        return f"{self.rule.label}{where}。{self.rule.todo}依据：{self.rule.basis}。"


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """One thing to be put right in a case that is not archived; names nobody."""

    number: str
    uid: str
    code: str
    words: str


class Stopped(StepDeclined):
    """Something stands against this step."""

    message = "有{count}处必须先改：{all}没有生成文书，已填的内容没有丢。"
    short = "检查没有通过"


class Unconfirmed(StepDeclined):
    """Something should be thought over; the clerk may go on after saying so."""

    message = (
        "有{count}处请核对：{all}核对无误的，按“已核对，继续”（命令行填 confirmed）再办。"
        "没有生成文书，已填的内容没有丢。"
    )
    short = "有提醒需要核对"
    confirmable = True


def findings(case: Case, rules: Iterable[CheckRule], looks: Mapping[str, Look]) -> list[Warned]:
    """Return what the checks in force on the day find."""
    found = []
    for rule in rules:
        look = looks.get(rule.code)
        where = look(case) if look is not None and rule.since <= case.on else None
        if where is not None:
            found.append(Warned(rule, where))
    return found


def demand(found: Sequence[Warned], *, confirmed: bool) -> None:
    """Refuse what is blocking, and what is only said unless it was confirmed.

    Raises:
        Stopped: names every blocking finding.
        Unconfirmed: names every warning.
    """
    blocking = [one.words for one in found if one.rule.blocking]
    if blocking:
        raise Stopped(count=len(blocking), all="".join(blocking))
    if found and not confirmed:
        raise Unconfirmed(count=len(found), all="".join(one.words for one in found))
