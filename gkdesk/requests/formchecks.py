"""What a step asks beyond its single boxes: amounts, days, proof of delivery, silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from gkdesk.base.text import half_width, id_number_fault, squeeze

from . import declined
from .boxes import FORMS, RESIDENT_ID
from .fees import PIECE, Fee, fee
from .fields import read_form
from .model import Applicant, BadForm, Event, EventKind, FieldFault, day_text
from .rules import Rules

# whose letter's arrival the step tells
_ASKED_BY = {
    EventKind.OPINION: EventKind.CONSULT,
    EventKind.CORRECTION_LAPSED: EventKind.ASK_CORRECTION,
}
_MOST_UNITS = 9999
# the boxes of a fee notice its amount comes from
FEE = tuple(
    one
    for one in FORMS[EventKind.CHARGE]
    if one.name in ("on", "fee_method", "fee_count", "fee_before")
)
_ELSEWHERE = ("转送有权更正的机关处理", "请向有权更正的机关提出")
_NO_FEE = (
    "按标准不收费，不用通知缴费，答复期限照常计算"
    "（《政府信息公开条例》第四十二条，国办函〔2020〕109号）"
)
# what tells a third party who applied
_TELLING = (
    ("姓名或者名称", "name"), ("证件号码", "id_number"), ("电话", "phone"), ("地址", "address"),
    ("电子邮箱", "email"), ("法定代表人", "legal_representative"), ("联系人", "contact_person"),
    ("代理人", "agent_name"),
)  # fmt: skip


def check_form(
    kind: EventKind, form: Mapping[str, str], applicant: Applicant, *, rules: Rules, filed: date
) -> None:
    """Check what a step asks beyond its single boxes.

    Raises:
        BadForm: a corrected number that cannot be one, days or an amount out of bounds, an
            organ that must be named.
    """
    if kind is EventKind.ASK_CORRECTION:
        _check_correction_days(int(form["correction_days"]), rules.on(filed).correction_limit)
    if kind is EventKind.CHARGE:
        _check_fee(form, rules, filed)
    if kind is EventKind.CONSULT and form["consult_kind"] == "organ":
        _check_organ_letter(form)
    if kind is EventKind.FIX and form["fix_result"] in _ELSEWHERE:
        _check_competent(form)
    number = form.get("id_number", "")
    if kind is EventKind.CORRECTED and number and applicant.id_type == RESIDENT_ID:
        fault = id_number_fault(number)
        if fault:
            raise BadForm([FieldFault("id_number", "补正的证件号码", f"身份证号{fault}")])


def fee_of(form: Mapping[str, str], rules: Rules, filed: date) -> Fee:
    """Return what the notice charges (国办函〔2020〕109号); by volume nothing came before.

    Raises:
        BadForm: more than is ever charged for, or a day before there was a standard.
    """
    method, count = form["fee_method"], int(form["fee_count"])
    before = int(form.get("fee_before", "0")) if method == PIECE else 0
    on = date.fromisoformat(form["on"]) if form.get("on") else filed
    if max(count, before) > _MOST_UNITS:
        message = f"件数或者页数不超过{_MOST_UNITS}，请核对"
        raise BadForm([FieldFault("fee_count", "件数或者页数", message)])
    try:
        return fee(rules.tiers, method, before=before, count=count, on=on)
    except LookupError as error:
        message = f"{day_text(on)}还没有信息处理费的标准，请核对通知的日期"
        raise BadForm([FieldFault("on", "收费通知发出日期", message)]) from error


def typed_fee(values: Mapping[str, object], rules: Rules, today: date) -> Fee:
    """Return what a notice would charge by what was typed so far; other boxes are passed over.

    Raises:
        BadForm: what the amount comes from is missing or wrong.
    """
    typed = {one.name: values[one.name] for one in FEE if values.get(one.name)}
    return fee_of(read_form(FEE, typed), rules, today)


def _check_fee(form: Mapping[str, str], rules: Rules, filed: date) -> None:
    found = fee_of(form, rules, filed)
    if not found.amount:
        raise BadForm([FieldFault("fee_count", "件数或者页数", _NO_FEE)])
    typed = form.get("fee_amount")
    if typed and Decimal(typed) != found.amount:
        lines = "；".join(found.lines)
        message = f"按标准应为{found.amount}元（{lines}），填写的是{typed}元"
        raise BadForm([FieldFault("fee_amount", "金额（元）", message)])


def _check_competent(form: Mapping[str, str]) -> None:
    if not form.get("competent_organ"):
        message = "转送或者告知另行提出的，请写明有权更正的机关"
        raise BadForm([FieldFault("competent_organ", "有权更正的机关", message)])


def _check_organ_letter(form: Mapping[str, str]) -> None:
    if not form.get("lead_organ_reason"):
        message = "征求其他机关意见，请写明本机关拟办意见的理由"
        raise BadForm([FieldFault("lead_organ_reason", "拟办理由", message)])


def _check_correction_days(days: int, limit: int) -> None:
    if not 1 <= days <= limit:
        message = f"补正期限应为1至{limit}个工作日，现在是{days}"
        raise BadForm([FieldFault("correction_days", "补正期限（工作日）", message)])


def check_received(event: Event, before: Sequence[Event], today: date) -> None:
    """Check the day our letter is said to have arrived: after it was sent, not after the step.

    Raises:
        BadForm: the day cannot be.
    """
    if event.received_on is None:
        return
    sent, last = event.on, today
    if event.kind in _ASKED_BY:
        asking = _ASKED_BY[event.kind]
        days = [one.on for one in before if one.kind is asking and one.key == event.key]
        sent, last = (days[-1] if days else event.received_on), event.on
    if not sent <= event.received_on <= last:
        between = f"不能早于发出的{day_text(sent)}，也不能晚于{day_text(last)}"
        message = f"收到的日期{day_text(event.received_on)}不对，{between}"
        raise BadForm([FieldFault("received_on", "收到日期", message)])


def check_silence(kind: EventKind, form: Mapping[str, str], applicant: Applicant) -> None:
    """Check that a letter to a third party does not tell who applied (《条例》第三十二条).

    Raises:
        ApplicantNamed: a name, number or telephone of the applicant stands in it.
    """
    asking = kind is EventKind.CONSULT and form.get("consult_kind") != "organ"
    if not asking and form.get("letter") != "third_party_notice":
        return
    told = squeeze(half_width("\n".join(form.values())))
    telling = [(label, getattr(applicant, name)) for label, name in _TELLING]
    for name, number in applicant.others:
        telling += [("姓名或者名称", name), ("证件号码", number)]
    for label, text in telling:
        value = squeeze(half_width(text))
        if len(value) > 1 and value in told:
            raise declined.ApplicantNamed(what=label)
