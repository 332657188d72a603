"""What the register page asks: eight boxes for a walk-in, and what unfolds with their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gkdesk.requests.model import ApplicantKind, Carrier, Channel, Field, ObtainWay
from gkdesk.ui.widgets.field_form import Ask

from .act_dialog import ask_of


def _choices(
    *members: ApplicantKind | Channel | Carrier | ObtainWay,
) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in members)


CHANNELS = (
    ("counter", "当面"), ("mail", "邮寄（邮政签收）"), ("letter", "平常信函"),
    ("email", "电子邮件"), ("online", "网上转来"), ("fax", "传真"), ("elsewhere", "误投其他机构"),
)  # fmt: skip
ASKS = (
    Ask("applicant_kind", "申请人", "choice", choices=_choices(*ApplicantKind)),
    Ask("channel", "提交方式", "choice", choices=CHANNELS),
    Ask("name", "姓名或者名称"),
    Ask("id_number", "身份证号"),
    Ask("phone", "联系电话"),
    Ask("address", "联系地址", required=False),
    Ask("content", "申请公开的内容", "longtext", hint="按申请人原话填写"),
    Ask("carrier", "提供方式", "choice", choices=_choices(*Carrier)),
    Ask("obtain_way", "领取方式", "choice", choices=_choices(*ObtainWay)),
    Ask("received_on", "收到日期", required=False, hint="今天（也可写 4.10、20260410、昨天）"),
)
BASE = tuple(ask.name for ask in ASKS)
_CONFIRM = ("confirmed_on", "confirm_method", "confirm_person", "confirm_number", "confirm_note")
CAME = (
    "first_office", "arrived_on", "handed_on", "postmark_on", "tracking_no", "signed_by", *_CONFIRM,
)  # fmt: skip
BY_CHANNEL: Mapping[str, tuple[str, ...]] = {
    "counter": ("received_on",),
    "mail": ("arrived_on", "postmark_on", "tracking_no", "signed_by"),
    "letter": ("arrived_on", "postmark_on", *_CONFIRM),
    "email": ("arrived_on", "email", *_CONFIRM),
    "online": ("arrived_on", *_CONFIRM),
    "fax": ("arrived_on", "fax", *_CONFIRM),
    "elsewhere": CAME,
}  # fmt: skip
ORGANISATION = ("org_category", "legal_representative", "contact_person")
MORE = (
    "co_applicants", "agent_name", "agent_id_number", "agent_phone", "poa", "postcode", "email",
    "fax", "taken_by", "arrived_by", "help_note", "received_on", "received_reason", "officer",
    "remark",
)  # fmt: skip
DAYS = ("received_on", "arrived_on", "postmark_on", "handed_on", "confirmed_on")
_HINTS = {"arrived_on": "今天"}
_MENUS = {"org_category", "poa"}  # five long answers do not fit beside each other
_NARROW = {"confirm_note"}  # one line is enough here


def asks(fields: Iterable[Field]) -> list[Ask]:
    """Return every box of the page: the eight as they are, the others from the service."""
    known = {field.name: field for field in fields}
    names = [name for name in (*CAME, *ORGANISATION, *MORE) if name not in BASE]
    made = [ask_of(known[name]) for name in dict.fromkeys(names)]
    return [*ASKS, *map(_fitting, made)]


def _fitting(ask: Ask) -> Ask:
    choices = ask.choices
    if ask.kind == "choice" and not ask.default and ask.name != "org_category":
        choices = (("", "没有代理人"), *choices) if ask.name == "poa" else choices
    kind = "menu" if ask.name in _MENUS else "text" if ask.name in _NARROW else ask.kind
    return replace(
        ask, kind=kind, choices=choices, required=False, hint=_HINTS.get(ask.name, ask.hint),
    )  # fmt: skip


def shown(values: Mapping[str, str], touched: Sequence[str], *, more: bool) -> set[str]:
    """Return the boxes to show: the usual, what the answers call for, and whatever is filled."""
    names = {name for name in BASE if name != "received_on"}
    names |= set(BY_CHANNEL.get(values.get("channel", ""), ()))
    if values.get("applicant_kind") == ApplicantKind.ORG:
        names |= set(ORGANISATION)
    if "received_on" in touched and (values.get("channel") != "counter" or "arrived_on" in touched):
        names.add("received_reason")
    if values.get("obtain_way") == ObtainWay.EMAIL:
        names.add("email")
    if values.get("applicant_kind") != ApplicantKind.ORG:
        touched = [name for name in touched if name != "org_category"]  # filled by the program
    return names | set(touched) | (set(MORE) if more else set())


def labels(values: Mapping[str, str]) -> dict[str, str]:
    """Return the labels that depend on other answers."""
    org = values.get("applicant_kind") == ApplicantKind.ORG
    signed = values.get("channel") == Channel.MAIL
    return {
        "id_number": "统一社会信用代码" if org else "身份证号",
        "arrived_on": "邮政签收日期" if signed else "到达日期",
    }


def unfolded(values: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return what is shown and filled; a method of confirming without its day says nothing."""
    found = {name: values[name] for name in names if values.get(name)}
    if "confirmed_on" not in found:
        found.pop("confirm_method", None)
    return found
