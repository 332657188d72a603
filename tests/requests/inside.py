"""What the office notes beside a reply: who looked it over, the inner questions, the search."""

from __future__ import annotations

from gkdesk.base.formfiles import FormFolders
from gkdesk.paths import forms
from gkdesk.requests.rules import Rules
from gkdesk.requests.service import Requests

RULES = Rules.load(FormFolders(forms()))
SIGNED: dict[str, object] = {"secrecy_by": "王建军", "signed_by": "刘长顺"}


def answers(code: str) -> dict[str, object]:
    """Return the answers that let a reply of this outcome pass, and who signed it."""
    asked = [one for one in RULES.questions if one.asked(code)]
    found: dict[str, object] = {one.name: _answer(one.good or one.choices) for one in asked}
    return found | SIGNED


def _answer(choices: tuple[str, ...]) -> str:
    return choices[0] if choices else "2026-04-10"


def searched(requests: Requests, uid: str, keywords: str = "补偿费、补贴发放") -> None:
    """Note a search in two places, signed and proved."""
    for place in ("办公系统", "镇档案室"):
        looked = {"place": place, "keywords": keywords, "hit_count": "0"}
        found = {"hits_reviewed": "没有命中", "countersign": "何秀英", "evidence": "截图1张"}
        requests.act(uid, "search", {**looked, **found})


def archived(requests: Requests, uid: str) -> None:
    """Archive a case; what its file still lacks lies on paper."""
    missing = [item.label for item in requests.archiving.items(uid) if item.missing]
    if missing:
        requests.act(uid, "on_paper", {"papers": missing})
    requests.act(uid, "archive")
