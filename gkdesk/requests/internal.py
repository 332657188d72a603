"""Values of the office's own forms: 呈批单 (F4), 沟通记录 (F7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from .approval import SECRECY, Opinion
from .letters import Values
from .model import Request
from .rules import OutcomeRule

LEADER = "leader"
# the boxes of the sheet by stage: opinion, signature, day
_BOXES = {
    "unit": ("unit_opinion", "unit_signer", "unit_date"),
    SECRECY: ("secrecy_review", "secrecy_signer", "secrecy_date"),
    "legal": ("legal_review", "legal_signer", "legal_date"),
    "office": ("office_opinion", "office_signer", "office_date"),
    LEADER: ("leader_opinion", "leader_signer", "leader_date"),
}
_ENCLOSED = "见所附答复书送审稿。"


def approval(
    request: Request,
    rule: OutcomeRule,
    form: Mapping[str, str],
    opinions: Sequence[Opinion],
    checked: Sequence[str],
) -> Values:
    """呈批单: the case, what is proposed and on what ground, who said what.

    ``checked``: the questions asked inside the office, with their answers.
    """
    due = request.due_on.isoformat() if request.due_on else ""
    facts = form.get("found_facts", "") or _ENCLOSED
    inner = f"内部核对：{'；'.join(checked)}。" if checked else ""
    values: Values = {
        "request_no": request.number,
        "receipt_date": request.received_on.isoformat(),
        "request_summary": request.applicant.content,
        "applicant_name": request.applicant.name,
        "due_date": due,
        "kind": "不予处理" if rule.code.startswith("NP_") else "答复",
        "found_facts": facts + inner,
        "proposed_result": f"{rule.label}。{_ENCLOSED}",
        "legal_basis": rule.basis,
    }
    for said in opinions:
        boxes = _BOXES.get(said.stage)
        if boxes is not None:
            how = "纸质签署" if said.paper else "登录签署"
            words = (f"{said.words or '同意。'}（{how}）", said.by, said.on.isoformat())
            values |= dict(zip(boxes, words, strict=True))
    return values


def signed_on_paper(form: Mapping[str, str], on: date, user: str) -> list[Opinion]:
    """Return the signatures a reply made without 呈批 names."""
    found = []
    for stage, box in ((SECRECY, "secrecy_by"), (LEADER, "signed_by")):
        name = form.get(box, "")
        if name:
            found.append(Opinion(stage, name, on, "", agreed=True, paper=name != user))
    return found


def call(number: str, form: Mapping[str, str], on: date, recorder: str) -> Values:
    """沟通记录: with whom, about what, what was said."""
    names = ("call_time", "call_way", "talked_with", "call_matter", "call_content", "recording")
    values: Values = {name: form[name] for name in names}
    values |= {
        "request_no": number,
        "call_date": on.isoformat(),
        "number": form.get("number") or "当面",
        "recorder": recorder,
    }
    return values
