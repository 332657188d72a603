"""How each finding about a reply, or about a fee notice, is found (domain sheet 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gkdesk.accounts.organ import OrganKind
from gkdesk.base import privacy

from .checks import Case, Look
from .fees import PIECE
from .lawnames import binds_disclosure
from .model import EventKind, ObtainWay, Run, day_text
from .searches import assistance, places, searches
from .similar import common_pairs, mentions, similar
from .steps import open_keys

GIVES = ("OPEN_GRANT", "PARTIAL")
_GIVES_OR_TELLS = (*GIVES, "OPEN_PUBLIC")
_REFUSED = ("disagree", "partly")
_SCOPES = 2
_REASON = 50  # characters a reason of safety or stability should have (domain sheet D06)
_ITEMS = re.compile(r"[\n；;]")
_WAY = re.compile(r"https?://|www\.|\.gov\.cn|公报|查阅点|图书馆|档案馆|公开栏|专栏|栏目|窗口|室")
_SITE = re.compile(r"(?:https?://|www\.)[\w.-]+(?P<path>/[^\s，。；、）)]+)?", re.ASCII)
_GROUND = re.compile(r"第十[四五六]条|不是政府信息|不属于政府信息")
_UNSAID = re.compile(r"逾期|^(?:没有|未)(?:说明|提出)?(?:任何)?(?:理由)?。?$")
_FORMS = {"paper": "纸质", "electronic": "电子", "inspect": "查阅、抄录"}
_INSPECT = _FORMS["inspect"]
# where a telephone of an office may stand
_CONTACTS = {
    "file_access_channel", "query_phone", "responsible_contact", "channel_contact", "public_way",
    "convenience_note", "provide_time_place", "already_public_hint", "query_materials",
}  # fmt: skip


def _late(case: Case) -> str | None:
    due = case.clock.due_on
    late = due is not None and case.on > due
    return f"期限{day_text(due)}，答复书日期{day_text(case.on)}" if due and late else None


def _third_party_not_asked(case: Case) -> str | None:
    if case.outcome != "DENY_THIRD":
        return None
    if not case.asked:
        return ""
    open_ones = set(open_keys(case.events)) & {event.key for event in case.asked}
    pending = open_ones and case.clock.run is Run.STOPPED
    return "征求意见的期限还没有满" if pending else None


def _third_party_not_told(case: Case) -> str | None:
    return _untold(case) if case.outcome == "OPEN_GRANT" else None


def _third_party_part_not_told(case: Case) -> str | None:
    return _untold(case) if case.outcome == "PARTIAL" else None


def _untold(case: Case) -> str | None:
    against = sum(opinion in _REFUSED for opinion in case.opinions)
    told = len(case.issued("third_party_notice"))
    return f"{against}人不同意，已告知{told}人" if told < against else None


def _opinion_misstated(case: Case) -> str | None:
    stated = case.form.get("third_opinion", "")
    if case.outcome != "DENY_THIRD" or not case.asked or not stated:
        return None
    silent = len(case.opinions) < len(case.asked)
    refused = any(opinion in _REFUSED for opinion in case.opinions)
    if refused if stated == "不同意公开" else silent:
        return None
    recorded = "不同意公开" if refused else "没有提出意见" if silent else "同意公开"
    return f"登记的是第三方{recorded}，填写的是“{stated}”"


def _search_unproved(case: Case) -> str | None:
    """Say what is missing of the proof of a search (指导案例101号: the organ proves it)."""
    if case.outcome != "NONE_EXIST":
        return None
    found = searches(case.events)
    if not found:
        return "没有登记检索"
    if len(places(found)) < _SCOPES:
        return f"只登记了{places(found)[0]}一处"
    if not assistance(case.events) and not any(one.countersign for one in found):
        return "没有业务站所的答复或者签字"
    return None if any(one.evidence for one in found) else "没有截图、照片"


def _keywords_elsewhere(case: Case) -> str | None:
    words = case.form.get("keywords", "")
    if case.outcome != "NONE_EXIST" or common_pairs(words, case.request.applicant.content):
        return None
    return f"检索用词“{words[:20]}”"


def _organ_without_contact(case: Case) -> str | None:
    named, contact = case.form.get("responsible_organ"), case.form.get("responsible_contact")
    if contact and not named:
        return "有联系方式，没有写机关名称"
    return named if named and not contact else None


def _ground_not_named(case: Case) -> str | None:
    grounds = case.form.get("withheld_grounds", "")
    return "" if case.outcome == "PARTIAL" and not _GROUND.search(grounds) else None


def _process_over(case: Case) -> str | None:
    over = case.form.get("process_status") == "已经完结"
    return "所涉行政程序已经完结" if case.outcome == "DENY_PROCESS" and over else None


def _not_a_law(case: Case) -> str | None:
    name = case.form.get("ban_law_name", "")
    return name[:40] if case.outcome == "DENY_LAW" and not binds_disclosure(name) else None


def _wrong_authority(case: Case) -> str | None:
    """A town is reviewed by the county, a street office by who set it up; never by itself."""
    authority = case.organ.review_authority
    if not authority:
        return None
    fine = authority.endswith("人民政府") and not authority.endswith(("镇人民政府", "乡人民政府"))
    kinds = (OrganKind.TOWN, OrganKind.STREET)
    return authority if case.organ.kind in kinds and not fine else None


def _beside_the_point(case: Case) -> str | None:
    """Name the first thing asked for of which the reply has no word."""
    if case.outcome not in _GIVES_OR_TELLS:
        return None
    told = "\n".join(case.form.values())
    for item in _ITEMS.split(case.request.applicant.content):
        if not mentions(told, item):
            return f"“{item.strip()[:20]}”"
    return None


def _other_form(case: Case) -> str | None:
    given = case.form.get("provided_form", "")
    wanted = _FORMS.get(case.request.carrier, "")
    changed = bool(given and wanted and given != wanted)
    if not changed or case.form.get("form_changed_reason"):
        return None
    return f"申请人要求{wanted}，现为{given}"


def _no_time_and_place(case: Case) -> str | None:
    reading = case.outcome in GIVES and case.form.get("provided_form") == _INSPECT
    return "" if reading and not case.form.get("provide_time_place") else None


def _no_way(case: Case) -> str | None:
    way = case.form.get("public_way", "")
    if case.outcome != "OPEN_PUBLIC":
        return None
    sites = list(_SITE.finditer(way))
    rest = _SITE.sub("", way)
    if sites and not any(site["path"] for site in sites) and not _WAY.search(rest):
        return "只写了网站的首页"
    return None if sites or _WAY.search(way) else way[:30]


def _no_prior(case: Case) -> str | None:
    if case.outcome != "NP_REPEAT":
        return None
    number = case.form.get("prior_request_no", "")
    prior = case.prior(number)
    if prior is None:
        return number
    stated = case.form.get("prior_reply_no", "")
    return f"前次答复文号是{prior.reply_number}" if stated != prior.reply_number else None


def _other_content(case: Case) -> str | None:
    prior = case.prior(case.form.get("prior_request_no", ""))
    if case.outcome != "NP_REPEAT" or prior is None:
        return None
    return None if similar(prior.content, case.request.applicant.content) else prior.number


def _reasons_not_asked(case: Case) -> str | None:
    if case.outcome != "NP_MASSIVE":
        return None
    if not case.issued("request_reasons"):
        return ""
    days = [event.detail.get("reason_due", "") for event in case.events]
    due = max((day for day in days if day), default="")
    silent = _UNSAID.search(case.form.get("reason_given", ""))
    return f"说明理由的期限到{due}" if silent and case.on.isoformat() <= due else None


def _numbers_of_people(case: Case) -> str | None:
    own = {str(hit) for hit in privacy.scan(f"{case.organ.phone} {case.organ.supervision_phone}")}
    found: dict[str, None] = {}
    for name, text in case.form.items():
        for hit in privacy.scan(text):
            office = name in _CONTACTS and hit.kind == "手机号"
            if not office and str(hit) not in own:
                found[str(hit)] = None
    return "、".join(found) if found else None


def _third_party_named(case: Case) -> str | None:
    if case.outcome not in ("DENY_THIRD", "PARTIAL"):
        return None
    told = "\n".join(case.form.values())
    names = [event.detail.get("addressee", "") for event in case.asked]
    return "" if any(len(name) > 1 and name in told for name in names) else None


def _before_a_paper(case: Case) -> str | None:
    later = [
        one
        for one in case.papers
        if one.voided_on is None and one.made_on > case.on and one.form != "request_receipt"
    ]
    if not later:
        return None
    return f"《{later[-1].title}》是{day_text(later[-1].made_on)}的，答复书是{day_text(case.on)}的"


def _estimated(case: Case) -> str | None:
    return "" if case.clock.provisional else None


def _no_online_channel(case: Case) -> str | None:
    online = case.request.obtain_way is ObtainWay.EMAIL
    return "" if online and not case.organ.review_online_channel else None


def _never_corrected(case: Case) -> str | None:
    came = any(event.kind is EventKind.CORRECTED for event in case.events)
    return "" if case.outcome == "UNCLEAR" and not came else None


def _thin_reason(case: Case) -> str | None:
    length = len(case.form.get("danger_reason", ""))
    return f"现有{length}字" if case.outcome == "DENY_SAFETY" and length < _REASON else None


def _other_count(case: Case) -> str | None:
    if case.form.get("fee_method") != PIECE:
        return None
    stated = int(case.form.get("fee_before", "0"))
    if stated == case.month_before:
        return None
    return f"台账里本月此前有{case.month_before}件，填写的是{stated}件"


def _no_secrecy_review(case: Case) -> str | None:
    return None if case.form.get("secrecy_by") else ""


def _own_secrecy_review(case: Case) -> str | None:
    by = case.form.get("secrecy_by", "")
    return by if by and by == case.request.officer else None


def _nobody_signed(case: Case) -> str | None:
    return None if case.form.get("signed_by") else ""


def _other_than_reviewed(case: Case) -> str | None:
    """The five-step review, when it is finished, says another outcome."""
    code, label = case.reviewed
    return f"审查的结论是{label}" if code and code != case.outcome else None


# only for a reply that did not go through 呈批
SIGNING: Mapping[str, Look] = {
    "C39": _no_secrecy_review,
    "C39b": _own_secrecy_review,
    "C39c": _nobody_signed,
}
REPLY: Mapping[str, Look] = {
    "C01": _late,
    "C10": _third_party_not_asked,
    "C11": _third_party_not_told,
    "C11b": _third_party_part_not_told,
    "C12": _opinion_misstated,
    "C13": _search_unproved,
    "C14": _keywords_elsewhere,
    "C16": _organ_without_contact,
    "C17": _ground_not_named,
    "C18": _process_over,
    "C20b": _thin_reason,
    "C21": _not_a_law,
    "C23": _wrong_authority,
    "C29": _beside_the_point,
    "C29b": _other_than_reviewed,
    "C30": _other_form,
    "C30b": _no_time_and_place,
    "C31": _no_way,
    "C33": _no_prior,
    "C33b": _other_content,
    "C34": _reasons_not_asked,
    "C37": _numbers_of_people,
    "C37b": _third_party_named,
    "C40": _before_a_paper,
    "C42": _estimated,
    "C46": _no_online_channel,
    "C06": _never_corrected,
}
FEE: Mapping[str, Look] = {"C35": _other_count}
