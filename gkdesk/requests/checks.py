"""What clerks lose cases on, looked at before a reply is made (domain sheet 6).

The rule file says what each finding is called, rests on and asks to be done, and whether it stops
the reply; here is how it is found. A code the file does not name is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.organ import Organ, OrganKind
from gkdesk.base import privacy

from .clockstate import ClockState
from .declined import StepDeclined
from .model import Event, EventKind, ObtainWay, Request
from .similar import common_pairs

if TYPE_CHECKING:
    from gkdesk.documents.model import Document

    from .rules import CheckRule

GIVES = ("OPEN_GRANT", "PARTIAL")
_REFUSED = ("disagree", "partly")
_SCOPES = 2
# 法律 and 行政法规 are named so; 办法, 规定 and the rest are rules or papers of lower rank
_LAW = re.compile(r"(?:(?<!办)法|法典|条例)》?$")
_LOCAL = re.compile(r"[省市县区](?!域).{0,20}条例")
_WAY = re.compile(r"https?://|www\.|\.gov\.cn|公报|查阅点|图书馆|档案馆|公开栏|专栏|窗口|室")
_FORMS = {"paper": "纸质", "electronic": "电子", "inspect": "查阅、抄录"}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a check may look at."""

    request: Request
    outcome: str
    form: Mapping[str, str]
    events: Sequence[Event]
    papers: Sequence[Document]
    clock: ClockState
    organ: Organ
    on: date
    answered_before: Callable[[str], bool]  # was this request of the same person delivered?


@dataclass(frozen=True, slots=True)
class Warned:
    """One finding: the rule, and in words where."""

    rule: CheckRule
    where: str

    @property
    def words(self) -> str:
        where = f"（{self.where}）" if self.where else ""
        return f"{self.rule.label}{where}。{self.rule.todo}依据：{self.rule.basis}。"


class Stopped(StepDeclined):
    """Something stands against this reply."""

    message = "这份答复有{count}处必须先改：{all}没有生成文书，已填的内容没有丢。"
    short = "检查没有通过"


class Unconfirmed(StepDeclined):
    """Something should be thought over; the clerk may go on after saying so."""

    message = (
        "这份答复有{count}处请核对：{all}核对无误的，按“已核对，继续”（命令行填 confirmed）再办。"
        "没有生成文书，已填的内容没有丢。"
    )
    short = "有提醒需要核对"
    confirmable = True


def findings(case: Case, rules: Iterable[CheckRule]) -> list[Warned]:
    """Return what the checks in force on the reply's day find."""
    found = []
    for rule in rules:
        look = _CHECKS.get(rule.code)
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


def _late(case: Case) -> str | None:
    due = case.clock.due_on
    return f"期限{due}，答复书日期{case.on}" if due is not None and case.on > due else None


def _third_party_not_asked(case: Case) -> str | None:
    asked = any(event.kind is EventKind.CONSULT for event in case.events)
    return "" if case.outcome == "DENY_THIRD" and not asked else None


def _third_party_not_told(case: Case) -> str | None:
    against = any(
        event.kind is EventKind.OPINION and event.detail.get("opinion") in _REFUSED
        for event in case.events
    )
    told = any(one.form == "third_party_notice" and not one.voided_on for one in case.papers)
    return "" if case.outcome in GIVES and against and not told else None


def _too_few_scopes(case: Case) -> str | None:
    scopes = len(case.form.get("search_scopes", "").splitlines())
    return f"只有{scopes}处" if case.outcome == "NONE_EXIST" and scopes < _SCOPES else None


def _keywords_elsewhere(case: Case) -> str | None:
    words = case.form.get("keywords", "")
    if case.outcome != "NONE_EXIST" or common_pairs(words, case.request.applicant.content):
        return None
    return f"检索用词“{words[:20]}”"


def _organ_without_contact(case: Case) -> str | None:
    named = case.form.get("responsible_organ")
    return named if named and not case.form.get("responsible_contact") else None


def _not_a_law(case: Case) -> str | None:
    name = case.form.get("ban_law_name", "")
    good = _LAW.search(name.strip()) and not _LOCAL.search(name)
    return name if case.outcome == "DENY_LAW" and not good else None


def _wrong_authority(case: Case) -> str | None:
    authority = case.organ.review_authority
    town = case.organ.kind is OrganKind.TOWN
    return authority if town and authority and not authority.endswith("人民政府") else None


def _other_form(case: Case) -> str | None:
    given = case.form.get("provided_form", "")
    wanted = _FORMS.get(case.request.carrier, "")
    changed = bool(given and wanted and given != wanted)
    if not changed or case.form.get("form_changed_reason"):
        return None
    return f"申请人要求{wanted}，现为{given}"


def _no_way(case: Case) -> str | None:
    way = case.form.get("public_way", "")
    return way[:30] if case.outcome == "OPEN_PUBLIC" and not _WAY.search(way) else None


def _no_prior(case: Case) -> str | None:
    number = case.form.get("prior_request_no", "")
    if case.outcome != "NP_REPEAT" or case.answered_before(number):
        return None
    return number


def _reasons_not_asked(case: Case) -> str | None:
    asked = any(one.form == "request_reasons" and not one.voided_on for one in case.papers)
    return "" if case.outcome == "NP_MASSIVE" and not asked else None


def _numbers_of_people(case: Case) -> str | None:
    own = {str(hit) for hit in privacy.scan(f"{case.organ.phone} {case.organ.supervision_phone}")}
    for name, text in case.form.items():
        if name in {"file_access_channel", "query_phone", "responsible_contact"}:
            continue  # telephones of offices
        hits = dict.fromkeys(str(hit) for hit in privacy.scan(text) if str(hit) not in own)
        if hits:
            return "、".join(hits)
    return None


def _estimated(case: Case) -> str | None:
    return "" if case.clock.provisional else None


def _no_online_channel(case: Case) -> str | None:
    online = case.request.obtain_way is ObtainWay.EMAIL
    return "" if online and not case.organ.review_online_channel else None


_CHECKS: dict[str, Callable[[Case], str | None]] = {
    "C01": _late,
    "C10": _third_party_not_asked,
    "C11": _third_party_not_told,
    "C13": _too_few_scopes,
    "C14": _keywords_elsewhere,
    "C16": _organ_without_contact,
    "C21": _not_a_law,
    "C23": _wrong_authority,
    "C30": _other_form,
    "C31": _no_way,
    "C33": _no_prior,
    "C34": _reasons_not_asked,
    "C37": _numbers_of_people,
    "C42": _estimated,
    "C46": _no_online_channel,
}
