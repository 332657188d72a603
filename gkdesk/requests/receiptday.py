"""The day of receipt (收到申请之日) of each channel, derived from what is known (第三十一条).

Pure: reads the boxes of ``intakeboxes.CAME``, finds the day, and lists what cannot be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .model import Channel, FieldFault, day_text

_LABELS = {
    "received_on": "收到日期", "arrived_on": "到达日期", "confirmed_on": "双方确认日期",
    "handed_on": "移交日期", "postmark_on": "邮戳日期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """How a channel decides the day of receipt.

    ``within``: working days after the arrival in which the confirmation is due.
    """

    code: str
    since: date
    by_confirmation: bool
    within: int
    reason: str
    basis: str
    note: str = ""  # what is not certain about it


@dataclass(frozen=True, slots=True)
class ReceiptDay:
    """The day of receipt; ``on`` is ``None`` while 双方确认 is awaited.

    ``arrived_on`` is the safe day to count from meanwhile; ``reason`` says by which rule.
    """

    on: date | None
    arrived_on: date
    reason: str
    faults: tuple[FieldFault, ...] = ()


def rule_of(form: Mapping[str, str], rules: Mapping[str, ChannelRule]) -> ChannelRule:
    """Return the rule of a form's channel; a misdirected letter the post had signed for is mail."""
    channel = form.get("channel") or Channel.COUNTER
    signed = form.get("tracking_no") or form.get("signed_by")
    return rules[Channel.MAIL if channel == Channel.ELSEWHERE and signed else channel]


def receipt_day(
    form: Mapping[str, str], rules: Mapping[str, ChannelRule], today: date
) -> ReceiptDay:
    """Derive the day of receipt.

    Args:
        form: read by ``fields.collect``; a day typed into ``received_on`` alone is taken as the
            arrival, or as the confirmation where that counts (so it stood in older forms).
        rules: by the channel's code.
        today: nothing may lie after it.
    """
    rule = rule_of(form, rules)
    days = {name: date.fromisoformat(form[name]) for name in _LABELS if form.get(name)}
    faults = _future(days, today)
    typed, arrived, confirmed = (
        days.get(name) for name in ("received_on", "arrived_on", "confirmed_on")
    )
    if rule.by_confirmation and typed and not arrived and not confirmed:
        confirmed = typed
    elif confirmed and not form.get("confirm_method"):
        faults.append(_fault("confirm_method", "请选择怎样双方确认的，作为收到日期的凭证"))
    arrived = arrived or days.get("handed_on") or confirmed or typed or today
    found = confirmed if rule.by_confirmation else arrived
    faults += _order(days, arrived, form)
    if typed and typed != found:
        if not form.get("received_reason"):
            faults.append(_fault("received_on", _otherwise(rule, typed, found)))
        found = typed
    why = form.get("received_reason") if typed and typed == found else ""
    reason = f"另定：{why}" if why else f"{rule.reason}（{rule.basis}）{rule.note}"
    return ReceiptDay(found, arrived, reason, tuple(faults))


def _otherwise(rule: ChannelRule, typed: date, found: date | None) -> str:
    if found is None:
        return f"还没有双方确认，收到日期不能定为{day_text(typed)}：{rule.reason}。确有理由的请写明"
    if rule.code == Channel.MAIL and typed > found:
        return (
            f"收到日期{day_text(typed)}晚于邮政签收的{day_text(found)}：{rule.reason}。"
            "确有理由的请写明"
        )
    return f"收到日期应为{day_text(found)}（{rule.reason}），填写的是{day_text(typed)}，请写明理由"


def _future(days: Mapping[str, date], today: date) -> list[FieldFault]:
    return [
        _fault(name, f"{_LABELS[name]}不能在今天之后（《政府信息公开条例》第三十一条）")
        for name, day in days.items()
        if day > today
    ]


def _order(days: Mapping[str, date], arrived: date, form: Mapping[str, str]) -> list[FieldFault]:
    """List days that cannot follow each other."""
    found = []
    posted, received = days.get("postmark_on"), days.get("received_on")
    if posted and posted > arrived:
        found.append(_fault("postmark_on", f"邮戳日期晚于到达的{day_text(arrived)}，请核对"))
    elif posted and received and received < posted:
        found.append(_fault("received_on", f"收到日期早于邮戳的{day_text(posted)}，请核对"))
    if days.get("confirmed_on", arrived) < arrived:
        found.append(_fault("confirmed_on", f"双方确认早于到达的{day_text(arrived)}，请核对"))
    handed = days.get("handed_on")
    if handed and not arrived <= handed <= days.get("confirmed_on", handed):
        found.append(_fault("handed_on", "移交日期应在到达之后、双方确认之前，请核对"))
    if form.get("channel") == Channel.ELSEWHERE and not form.get("first_office"):
        found.append(_fault("first_office", "误投的请写明先收到的机构"))
    return found


def _fault(name: str, message: str) -> FieldFault:
    more = {"confirm_method": "确认方式", "first_office": "先收到的机构"}
    return FieldFault(name, _LABELS.get(name) or more[name], message)
