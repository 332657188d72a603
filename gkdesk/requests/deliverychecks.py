"""What a delivery must be able to show, by its way (domain sheet 3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gkdesk.base.text import half_width, squeeze

from . import closingdeclined as no
from . import declined
from .boxes import FORMS
from .delivery import Way, awaited, last_try, posted_on, returned, tries, way_of
from .model import Applicant, BadForm, Event, EventKind, FieldFault, Method, day_text

_LABELS = {field.name: field.label for field in FORMS[EventKind.DELIVER]}
_NAMES = re.compile(r"[、,，；;\s]+")
_WITNESSES = 2  # 《民事诉讼法》第八十九条 speaks of representatives, of more than one


def check_delivery(
    event: Event,
    form: Mapping[str, str],
    before: Sequence[Event],
    applicant: Applicant,
    *,
    ways: Sequence[Way],
    couriers: Sequence[str],
) -> None:
    """Check what a try to deliver shows.

    Raises:
        BadForm: every box its way asks for and that is empty or not enough.
        NotByPost: another courier than the post (《邮政法》第五十五条).
        NotReturned: sending again what did not come back.
        Reachable: a public notice though nothing else was tried.
        NotOnTheSpot: 当场答复 on another day than that of the application.
        ResentEarly: sent again before it came back.
    """
    method = Method(form["method"])
    if method is Method.MAIL and _plain(form["courier"]) not in map(_plain, couriers):
        raise declined.NotByPost(courier=form["courier"], accepted="、".join(couriers))
    _check_order(event, before)
    way = way_of(method, ways, event.on)
    faults = _unfilled(form, way.needs if way is not None else ())
    faults += _address_faults(method, form, applicant)
    if form.get("refuse_reason") and method in (Method.DIRECT, Method.ENTRUSTED, Method.COUNTER):
        faults.append(_fault("refuse_reason", "拒绝签收的，送达方式请改选留置送达，并写明见证人"))
    names = [name for name in _NAMES.split(form.get("witness", "")) if name]
    if method is Method.LEAVE and names and len(names) < _WITNESSES and not form.get("photo"):
        faults.append(_fault("witness", "见证人应有两人以上，用顿号隔开；不足的写明照片、录像"))
    if faults:
        raise BadForm(faults)
    if method is Method.PUBLIC and not returned(before) and (applicant.address or applicant.email):
        raise no.Reachable
    if method is Method.COUNTER:
        _check_on_the_spot(event, before)


def _check_order(event: Event, before: Sequence[Event]) -> None:
    last = last_try(before)
    if event.kind is not EventKind.RESEND:
        return
    if last is None or not last.returned or last.result is None:
        raise no.NotReturned
    if event.on < last.result.on:
        raise no.ResentEarly(on=day_text(event.on), returned=day_text(last.result.on))


def _check_on_the_spot(event: Event, before: Sequence[Event]) -> None:
    counted = (EventKind.RECEIVE, EventKind.CORRECTED, EventKind.PAID)
    begun = [one.on for one in before if one.kind in counted]
    if begun and event.on != begun[-1]:
        raise no.NotOnTheSpot(on=day_text(event.on), received=day_text(begun[-1]))


def _unfilled(form: Mapping[str, str], needs: Sequence[str]) -> list[FieldFault]:
    faults = []
    for need in needs:
        names = need.split("|")
        if not any(form.get(name) for name in names):
            labels = "或者".join(_LABELS[name] for name in names)
            faults.append(_fault(names[0], f"这种送达方式请填写{labels}，作为送达的凭证"))
    return faults


def _address_faults(
    method: Method, form: Mapping[str, str], applicant: Applicant
) -> list[FieldFault]:
    """Hold the address to what the application says; another one needs the applicant's note."""
    stated = {Method.MAIL: applicant.address, Method.EMAIL: applicant.email}.get(method, "")
    typed = form.get("address", "")
    if method is Method.EMAIL and not typed and not applicant.email:
        return [_fault("address", "请填写接收的电子邮箱")]
    if method is Method.MAIL and not typed and not stated:
        return [_fault("address", "申请书没有写通信地址，请填写寄往的地址")]
    other = stated and typed and _plain(typed) != _plain(stated)
    if other and not form.get("address_note"):
        words = "和申请书写的不同，请填写申请人变更地址的书面说明；没有的，按申请书的地址送达"
        return [_fault("address_note", words)]
    return []


def _fault(name: str, message: str) -> FieldFault:
    return FieldFault(name, _LABELS[name], message)


def _plain(name: str) -> str:
    return squeeze(half_width(name)).upper()


def check_arrival(event: Event, before: Sequence[Event]) -> None:
    """Check what the post said about a letter.

    Raises:
        NotPosted: the last try went another way.
        ArrivedEarly: before it was posted.
    """
    posted = posted_on(before)
    if posted is None:
        raise declined.NotPosted
    if event.on < posted:
        raise declined.ArrivedEarly(on=day_text(event.on), posted=day_text(posted))


def check_archived(before: Sequence[Event]) -> None:
    """Refuse to archive while nobody knows whether the letter arrived, or when it came back.

    Raises:
        NoDeliveryProof: see above.
    """
    if tries(before) and (returned(before) or awaited(before)):
        raise declined.NoDeliveryProof
