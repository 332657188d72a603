"""The reply of each outcome: what its document asks and what the case already knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from .boxes import FORMS
from .fees import Fee
from .letters import Values, common, quoted
from .model import BadForm, Carrier, Event, EventKind, Field, FieldFault, Request
from .rules import OutcomeRule, Rules

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents
    from gkdesk.documents.wording import Template, TemplateField

    from .checks import Prior

USUAL = "OPEN_GRANT"
_LABEL = "办理结果"
# letters of a case that move no time limit, and how they address somebody else than the
# applicant; empty: the letter goes to the applicant
LETTERS = {"request_reasons": "", "third_party_notice": "您（单位）", "assist_letter": "你单位"}
_OPINIONS = {"disagree": "不同意公开"}
_OBJECTIONS = {"disagree": "不同意公开", "partly": "部分同意公开"}
_SILENT = "逾期没有答复"
_CARRIED: dict[str, str] = {
    Carrier.PAPER: "纸质",
    Carrier.ELECTRONIC: "电子",
    Carrier.INSPECT: "查阅、抄录",
}


class Replies:
    """Fields and values of replies, from the templates of this office."""

    def __init__(self, documents: Documents, rules: Rules) -> None:
        self._documents = documents
        self._rules = rules

    def outcomes(self) -> list[OutcomeRule]:
        """Return the outcomes a reply can have: those with a document."""
        return [rule for rule in self._rules.outcomes() if rule.form]

    def rule(self, outcome: object) -> OutcomeRule:
        """Find an outcome by its code or label; empty is 予以公开.

        Raises:
            BadForm: there is none of this name with a document.
        """
        wanted = str(outcome or USUAL).strip()
        for rule in self.outcomes():
            if wanted in (rule.code, rule.label):
                return rule
        known = "、".join(f"{rule.code}（{rule.label}）" for rule in self.outcomes())
        raise BadForm([FieldFault("outcome", _LABEL, f"{_LABEL}只能是：{known}")])

    def fields(
        self,
        outcome: object,
        carrier: str,
        events: Sequence[Event],
        papers: Sequence[Document],
        *,
        prior: Prior | None = None,
    ) -> tuple[Field, ...]:
        """Return what is asked for a reply of this outcome, filled with what the case knows.

        Args:
            outcome: its code or label.
            carrier: in what form the applicant wants the information.
            events: what happened, details opened.
            papers: the documents issued in this case.
            prior: what the same applicant was answered to the same question.

        Raises:
            BadForm: no such outcome.
        """
        rule = self.rule(outcome)
        known = self._known(events, papers)
        if prior is not None:
            known |= {
                "prior_request_no": prior.number,
                "prior_reply_no": prior.reply_number,
                "prior_reply_date": prior.replied_on.isoformat(),
                "prior_delivery_date": prior.delivered_on.isoformat() if prior.delivered_on else "",
            }
        known["provided_form"] = _CARRIED.get(carrier, "")
        day, chosen = FORMS[EventKind.REPLY]
        choices = tuple((one.code, one.label) for one in self.outcomes())
        template = self._documents.template(rule.form)
        asked = tuple(_field(field, known.get(field.name, "")) for field in template.fields)
        return (day, replace(chosen, default=rule.code, choices=choices), *asked)

    def letter_fields(self, letter: object, known: Mapping[str, str]) -> tuple[Field, ...]:
        """Return what another letter of the case asks (P2, P7, P8).

        Args:
            letter: the template's id or title; empty is the first.
            known: what the office knows already, by the names of the boxes.

        Raises:
            BadForm: no such letter.
        """
        found = self._letter(letter)
        day, chosen = FORMS[EventKind.LETTER]
        choices = tuple((one, self._documents.template(one).title) for one in LETTERS)
        template = self._documents.template(found)
        asked = [_field(field, known.get(field.name, "")) for field in template.fields]
        if not LETTERS[found]:
            return (day, replace(chosen, default=found, choices=choices), *asked)
        whom = known.get("addressee", "") if found == "third_party_notice" else ""
        to = Field("addressee", "主送", "text", True, whom, "对方的姓名或者单位全称")
        head = [day, replace(chosen, default=found, choices=choices), to]
        if "pronoun" in template.given:
            head.append(Field("pronoun", "称呼", "text", False, LETTERS[found]))
        return (*head, *asked)

    def letter_values(
        self, request: Request, form: Mapping[str, str], on: date
    ) -> tuple[str, Values]:
        """Return the template's id and everything such a letter prints."""
        found = self._letter(form["letter"])
        values = common(request, on) | {
            name: form[name] for name in ("addressee", "pronoun") if form.get(name)
        }
        return found, values | _typed(self._documents.template(found), form)

    def _letter(self, letter: object) -> str:
        wanted = str(letter or next(iter(LETTERS))).strip()
        for one in LETTERS:
            if wanted in (one, self._documents.template(one).title):
                return one
        known = "、".join(f"{one}（{self._documents.template(one).title}）" for one in LETTERS)
        raise BadForm([FieldFault("letter", "文书", f"文书只能是：{known}")])

    def values(
        self, request: Request, form: Mapping[str, str], on: date, events: Sequence[Event]
    ) -> tuple[str, Values]:
        """Return the template's id and everything the reply prints."""
        rule = self.rule(form["outcome"])
        template = self._documents.template(rule.form)
        values = common(request, on) | _typed(template, form)
        for event in events:
            if event.kind is EventKind.CORRECTED:
                values["corrected_receipt_date"] = event.on.isoformat()
            elif event.kind is EventKind.EXTEND:
                values["extension_notice_date"] = event.on.isoformat()
        remedy = rule.remedy_on(on)
        values |= {f"remedy_{kind.lower()}": "是" if kind == remedy else "" for kind in "ABC"}
        return rule.form, values

    def _known(self, events: Sequence[Event], papers: Sequence[Document]) -> dict[str, str]:
        known: dict[str, str] = {}
        for event in events:
            match event.kind:
                case EventKind.PAID:
                    known["fee_paid_ref"] = event.detail.get("fee_paid_ref", "")
                case EventKind.CONSULT:
                    known["consult_sent_date"] = event.on.isoformat()
                    known["third_opinion"] = _SILENT
                case EventKind.LETTER if event.detail.get("request_list"):
                    known["request_list"] = event.detail["request_list"]
                case EventKind.OPINION:
                    opinion = event.detail.get("opinion", "")
                    known["third_opinion"] = _OPINIONS.get(opinion, "")
                    known["third_opinion_reason"] = event.detail.get("opinion_reason", "")
                case _:
                    pass
        for paper in papers:
            names = _PAPERS.get(paper.form)
            if names and paper.voided_on is None:
                known |= dict(zip(names, (paper.number, paper.made_on.isoformat()), strict=True))
        return known


_PAPERS = {
    "request_correction": ("correction_no", "correction_date"),
    "request_reasons": ("reasons_no", "reasons_date"),
}


def _field(field: TemplateField, known: str) -> Field:
    return Field(
        field.name,
        field.label,
        field.kind.value,
        field.required,
        known,
        field.help,
        tuple((choice, choice) for choice in field.choices),
    )


def objection(events: Sequence[Event]) -> dict[str, str]:
    """Return who objected last and when, as the notice to that third party says it (P7)."""
    asked = {event.key: event for event in events if event.kind is EventKind.CONSULT}
    found: dict[str, str] = {}
    for event in events:
        letter = asked.get(event.key) if event.kind is EventKind.OPINION else None
        stated = _OBJECTIONS.get(event.detail.get("opinion", ""))
        if letter is None or stated is None or letter.detail.get("consult_kind") == "organ":
            continue
        found = {
            "addressee": letter.detail.get("addressee", ""),
            "third_opinion": stated,
            "third_opinion_date": event.on.isoformat(),
        }
    return found


def _typed(template: Template, form: Mapping[str, str]) -> Values:
    """Return what was typed as the template wants it: lists in items, quotations without a stop."""
    printed = "".join(block.text for block in template.blocks)
    values: Values = {}
    for field in template.fields:
        text = form.get(field.name, "")
        if field.kind == "list":
            values[field.name] = text.splitlines()
        else:
            values[field.name] = quoted(text) if f"“{{{field.name}}}”" in printed else text
    return values


def third_party_letter(form: Mapping[str, str], on: date, days: int) -> Values:
    """征求意见书 to a third party (P4): nothing in it tells who applied."""
    return {
        "addressee": form["addressee"],
        "pronoun": "您（单位）",
        "issue_date": on.isoformat(),
        "info_involved": form["info_involved"],
        "interest_type": form["interest_type"],
        "opinion_days": str(days),
        "attachments": ["征求意见确认函"],
    }


def reply_slip(form: Mapping[str, str]) -> Values:
    """征求意见确认函 (P7b), to be filled in and sent back by the third party."""
    return {
        "third_party_name": form["addressee"],
        "info_involved": quoted(form["info_involved"]),
    }


def organ_letter(form: Mapping[str, str], on: date, days: int) -> Values:
    """征求意见的函 to an organ that made the information with us (P6)."""
    return {
        "addressee": form["addressee"],
        "pronoun": "贵单位",
        "issue_date": on.isoformat(),
        "document_title": form["info_involved"],
        "lead_organ_opinion": form["lead_organ_opinion"],
        "lead_organ_reason": form["lead_organ_reason"],
        "opinion_days": str(days),
    }


def consult_notice(request: Request, on: date, kind: str) -> Values:
    """征求意见告知书 to the applicant (P5)."""
    return common(request, on) | {"consult_kind": kind, "consult_start": on.isoformat()}


def fee_notice(request: Request, form: Mapping[str, str], on: date, found: Fee) -> Values:
    """收费通知书 (P9)."""
    return common(request, on) | {
        "fee_rate_lines": list(found.lines),
        "fee_amount": str(found.amount),
        "fee_reason": form["fee_reason"],
        "pay_way": form["pay_way"],
    }


def delay(request: Request, form: Mapping[str, str], on: date) -> Values:
    """延迟答复告知书 (P11)."""
    return common(request, on) | {
        name: form[name] for name in ("reason_given", "delay_reason", "agreed_due")
    }
