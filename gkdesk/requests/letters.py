"""What stands in each document: values by the names the templates use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from .boxes import FORMS
from .clockstate import ClockState
from .model import EventKind, Method, Request, day_text

# boxes of a delivery that its receipt prints under their own names, and those in its remarks
_F5 = (
    "mail_no", "entrusted_to", "sent_time", "arrival_proof", "refuse_reason", "witness", "photo",
)  # fmt: skip
_NOTED = (
    ("receiver", "签收人"), ("address_note", "变更地址"), ("public_reason", "公告送达的理由"),
    ("envelope", "退回的信封"),
)  # fmt: skip
_INNER = str.maketrans("“”", "‘’")
Values = dict[str, str | list[str]]


class Issued(Protocol):
    """What the delivery receipt says about the document delivered."""

    @property
    def title(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def pages(self) -> int: ...


def common(request: Request, issue_date: date) -> Values:
    """Return what every document to an applicant says."""
    applicant = request.applicant
    return {
        "addressee": applicant.all_names,
        "pronoun": applicant.pronoun,
        "receipt_date": request.received_on.isoformat(),
        "request_no": request.number,
        "request_summary": quoted(applicant.content),
        "issue_date": issue_date.isoformat(),
    }


def quoted(text: str) -> str:
    """Return a text as it stands inside “ ”: its own marks single, its last stop left to ours."""
    return text.translate(_INNER).rstrip("。；，、;, ")


def receipt(
    request: Request,
    clock: ClockState,
    receiver: str,
    issued_on: date,
    came: Mapping[str, str] | None = None,
) -> Values:
    """接收回执 (P10): what was handed in, how and when; ``came`` is the arrival's own detail."""
    came = came or {}
    applicant = request.applicant
    materials = ["政府信息公开申请表（书）"]
    if applicant.id_number:
        materials.append("身份证明复印件")
    if applicant.agent_name and applicant.poa != "no":
        materials.append("授权委托书及代理人身份证明")
    return common(request, issued_on) | {
        "request_summary": applicant.content,
        "channel": request.channel.label,
        "materials": materials,
        "arrived_date": came.get("arrived_on") or request.received_on.isoformat(),
        "receiver": came.get("arrived_by") or receiver,
        "due_note": due_note(clock),
    }


def due_note(clock: ClockState) -> str:
    """Say on the receipt when the reply is due; an estimate never looks like a date."""
    later = "（需要补正、征求意见或者延期的，另行告知）"
    if clock.due_on is None:
        return f"自收到申请之日起{clock.allowed_days}个工作日内{later}"
    return f"不迟于{day_text(clock.due_on)}{later}"


def correction(request: Request, form: Mapping[str, str], on: date, submit_way: str) -> Values:
    """补正告知书 (P1)."""
    return common(request, on) | {
        "correction_items": form["correction_items"].splitlines(),
        "guidance": form.get("guidance", ""),
        "correction_days": form["correction_days"],
        "submit_way": submit_way,
    }


def extension(
    request: Request, form: Mapping[str, str], on: date, *, original_due: date, new_due: date
) -> Values:
    """延期答复告知书 (P3)."""
    return common(request, on) | {
        "original_due": original_due.isoformat(),
        "extend_days": form["extend_days"],
        "new_due": new_due.isoformat(),
        "extend_reason": form["extend_reason"],
    }


def delivery(
    request: Request, form: Mapping[str, str], on: date, *, document: Issued, office: str
) -> Values:
    """送达回证 (F5) of the reply; handed over at ``office`` unless said otherwise."""
    signed = form["method"] in (Method.DIRECT, Method.ENTRUSTED, Method.COUNTER)
    at_home = (Method.MAIL, Method.LEAVE, Method.PUBLIC)
    person = request.applicant
    reachable = person.address if form["method"] in at_home else person.email
    notes = [f"{label}：{form[name]}" for name, label in _NOTED if form.get(name)]
    return (
        common(request, on)
        | {
            "doc_title": document.title,
            "reply_number": document.number,
            "doc_pages": str(document.pages),
            "address": form.get("address")
            or form.get("public_place")
            or (office if signed else reachable)
            or office,
            "method": chosen_label(EventKind.DELIVER, "method", form["method"]),
            "sent_date": on.isoformat(),
            "received_date": on.isoformat() if signed else "",
            "receiver_relation": form.get("receiver_relation", ""),
            "deliverer": form["deliverer"],
            "remark": "；".join(notes),
        }
        | {name: form.get(name, "") for name in _F5}
    )


def chosen_label(kind: EventKind, name: str, value: str) -> str:
    """Return the Chinese label of a chosen value: documents print labels."""
    [field] = [field for field in FORMS[kind] if field.name == name]
    return dict(field.choices)[value]
