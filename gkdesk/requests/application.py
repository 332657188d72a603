"""The application as it is registered: its boxes read together (《条例》第二十九条)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from gkdesk.accounts.organ import USCC_LENGTH, credit_code_fault
from gkdesk.base.text import half_width, id_number, id_number_fault, squeeze

from .boxes import CREDIT_CODE, REGISTER, RESIDENT_ID
from .fields import collect
from .model import ApplicantKind, BadForm, FieldFault, Matter, ObtainWay
from .receiptday import ChannelRule, receipt_day

PENDING = "pending"  # the key of a read form that waits for 双方确认
REASON = "receipt_reason"
_PHONE = re.compile(r"\+?[0-9][0-9-]{5,19}")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_APART = re.compile(r"[，,、；;：:\t ]+")
_ID = re.compile(r"[0-9A-Z]{15,18}")
_RESIDENT_LENGTH = 18
_LABELS = {field.name: field.label for field in REGISTER}


def read_application(
    values: Mapping[str, object], today: date, channels: Mapping[str, ChannelRule]
) -> dict[str, str]:
    """Read the register form.

    ``received_on`` is the day of receipt by the channel's rule, with its reason under ``REASON``;
    while 双方确认 is awaited it is the day of the arrival, and ``PENDING`` is set.

    Raises:
        BadForm: every fault at once, those of single boxes and those between boxes.
    """
    found, faults = collect(REGISTER, values)
    kind = found.setdefault("applicant_kind", ApplicantKind.CITIZEN)
    is_org = kind == ApplicantKind.ORG
    found.setdefault("id_type", CREDIT_CODE if is_org else RESIDENT_ID)
    if not is_org:
        found.pop("org_category", None)
    if "co_applicants" in found:
        found["co_applicants"], wrong = read_people(found["co_applicants"])
        faults += wrong
    faults += check_applicant(found)
    day = receipt_day(found, channels, today)
    faults += day.faults
    if found.get("matter") == Matter.CORRECTION and not found.get("evidence"):
        words = "申请更正本人信息的，请写明提供的证据（《政府信息公开条例》第四十一条）"
        faults.append(FieldFault("evidence", _LABELS["evidence"], words))
    if faults:
        raise BadForm(faults)
    found["arrived_on"] = day.arrived_on.isoformat()
    found["received_on"] = (day.on or day.arrived_on).isoformat()
    found[REASON] = day.reason
    if day.on is None:
        found[PENDING] = "yes"
    return found


def check_applicant(values: Mapping[str, str]) -> list[FieldFault]:
    """List what no single box can tell: numbers that do not add up, ways that lack an address.

    What 《条例》第二十九条 asks for but the applicant left out is no fault here: such an
    application is registered and its correction asked for.
    """
    faults: list[FieldFault] = []

    def fault(name: str, message: str) -> None:
        faults.append(FieldFault(name, _LABELS[name], message))

    if message := _id_fault(values):
        fault("id_number", message)
    agent = values.get("agent_id_number", "")
    if len(agent) == _RESIDENT_LENGTH and (message := id_number_fault(agent)):
        fault("agent_id_number", f"代理人身份证号{message}")
    for name, message in _reach_faults(values):
        fault(name, message)
    return faults


def _reach_faults(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the boxes by which the applicant cannot be reached as written, or as wished."""
    for name, label in (("phone", "联系电话"), ("agent_phone", "代理人电话")):
        phone = values.get(name)
        if phone and not _PHONE.fullmatch(squeeze(half_width(phone)).strip("()")):
            yield name, f"{label}只能是数字和短横线"
    if (email := values.get("email")) and not _EMAIL.match(email):
        yield "email", "电子邮箱的写法不对，应有一个@"
    if values.get("obtain_way") == ObtainWay.MAIL and not values.get("address"):
        yield "address", "选择邮寄时请填写通信地址"
    if values.get("obtain_way") == ObtainWay.EMAIL and not values.get("email"):
        yield "email", "选择电子邮件时请填写电子邮箱"


def read_people(text: str) -> tuple[str, list[FieldFault]]:
    """Read one applicant a line, name and number; return the lines as kept, and what is wrong."""
    lines, faults = [], []
    for at, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        *names, last = [part for part in _APART.split(line) if part] or [""]
        number = id_number(last)
        if not _ID.fullmatch(number):
            names, number = [*names, last], ""
        message = id_number_fault(number) if len(number) == _RESIDENT_LENGTH else ""
        if not "".join(names):
            message = "没有写姓名"
        if message:
            words = f"共同申请人第{at}行：{'身份证号' if number else ''}{message}"
            faults.append(FieldFault("co_applicants", "共同申请人", words))
        lines.append("，".join(filter(None, ("".join(names), number))))
    return "\n".join(lines), faults


def category_of(name: str) -> tuple[str, str]:
    """Return the annual report's column an organisation's name points to, and a hint.

    The column is ``""`` when the name does not tell; local counting differs for 个体工商户
    (domain sheet 4.5), so that one is only a hint.
    """
    text = squeeze(half_width(name))
    for words, category, hint in _CATEGORIES:
        if re.search(words, text):
            return category, hint
    return "", ""


_CATEGORIES = (
    (r"村民委员会|村委会|居民委员会|居委会|业主委员会|业委会|村民小组|合作社联合社",
     "other", "村委会、居委会、业委会在年度报告里列“其他”"),
    (r"律师事务所|法律服务所|公证处|司法鉴定", "legal", "在年度报告里列“法律服务机构”"),
    (r"研究院|研究所|科学院|大学|学院", "research", "在年度报告里列“科研机构”"),
    (r"基金会|慈善|协会|学会|商会|志愿", "charity", "在年度报告里列“社会公益组织”"),
    (r"个体工商户|经营部|门市部|商店|超市|饭店|小吃|理发|[店馆铺坊]$", "",
     "像个体工商户：以字号申请的按本地口径归类，以经营者本人名义申请的选“公民”"),
    (r"公司|集团|厂$|合作社|企业", "business", "在年度报告里列“商业企业”"),
)  # fmt: skip


def _id_fault(values: Mapping[str, str]) -> str:
    number = values.get("id_number", "")
    if not number:
        return ""
    if values["applicant_kind"] == ApplicantKind.ORG:
        return credit_code_fault(number) if len(number) == USCC_LENGTH else ""
    fault = id_number_fault(number) if values["id_type"] == RESIDENT_ID else ""
    return f"身份证号{fault}" if fault else ""
