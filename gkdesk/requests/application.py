"""The application as it is registered: its boxes read together (《条例》第二十九条)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from gkdesk.accounts.organ import USCC_LENGTH, credit_code_fault
from gkdesk.base.text import id_number_fault, squeeze

from .boxes import CREDIT_CODE, REGISTER, RESIDENT_ID
from .fields import collect
from .model import ApplicantKind, BadForm, FieldFault, Matter, ObtainWay

_PHONE = re.compile(r"\+?[0-9][0-9-]{5,19}")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_LABELS = {field.name: field.label for field in REGISTER}


def read_application(values: Mapping[str, object], today: date) -> dict[str, str]:
    """Read the register form.

    Raises:
        BadForm: every fault at once, those of single boxes and those between boxes.
    """
    found, faults = collect(REGISTER, values)
    kind = found.setdefault("applicant_kind", ApplicantKind.CITIZEN)
    is_org = kind == ApplicantKind.ORG
    found.setdefault("id_type", CREDIT_CODE if is_org else RESIDENT_ID)
    if not is_org:
        found.pop("org_category", None)
    found.setdefault("received_on", today.isoformat())
    faults += check_applicant(found, today)
    if found.get("matter") == Matter.CORRECTION and not found.get("evidence"):
        words = "申请更正本人信息的，请写明提供的证据（《政府信息公开条例》第四十一条）"
        faults.append(FieldFault("evidence", _LABELS["evidence"], words))
    if faults:
        raise BadForm(faults)
    return found


def check_applicant(values: dict[str, str], today: date) -> list[FieldFault]:
    """List what no single box can tell: numbers that do not add up, ways that lack an address.

    What 《条例》第二十九条 asks for but the applicant left out is no fault here: such an
    application is registered and its correction asked for.
    """
    faults: list[FieldFault] = []

    def fault(name: str, message: str) -> None:
        faults.append(FieldFault(name, _LABELS[name], message))

    if message := _id_fault(values):
        fault("id_number", message)
    if (phone := values.get("phone")) and not _PHONE.fullmatch(squeeze(phone).strip("()")):
        fault("phone", "联系电话只能是数字和短横线")
    if (email := values.get("email")) and not _EMAIL.match(email):
        fault("email", "电子邮箱的写法不对，应有一个@")
    if values.get("obtain_way") == ObtainWay.MAIL and not values.get("address"):
        fault("address", "选择邮寄时请填写通信地址")
    if values.get("obtain_way") == ObtainWay.EMAIL and not values.get("email"):
        fault("email", "选择电子邮件时请填写电子邮箱")
    if date.fromisoformat(values["received_on"]) > today:
        fault("received_on", "收到日期不能在今天之后（《政府信息公开条例》第三十一条）")
    return faults


def _id_fault(values: Mapping[str, str]) -> str:
    number = values.get("id_number", "")
    if not number:
        return ""
    if values["applicant_kind"] == ApplicantKind.ORG:
        return credit_code_fault(number) if len(number) == USCC_LENGTH else ""
    fault = id_number_fault(number) if values["id_type"] == RESIDENT_ID else ""
    return f"身份证号{fault}" if fault else ""
