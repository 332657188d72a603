"""动态调整: what a proposal says, who decided on it, and what has become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gkdesk.base.labels import Labelled

from .model import LABELS, FieldChange


class Kind(Labelled):
    """What is to be done to the catalog."""

    ADD = "add", "增加"
    CHANGE = "change", "变更"
    CANCEL = "cancel", "取消"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    TAKE_OVER = "take_over", "承接"
    HAND_DOWN = "hand_down", "下放"
    KEEP = "keep", "保留"
    RENAME_AREA = "rename_area", "领域更名"


class Reason(Labelled):
    """Why."""

    LAW = "law", "法律、法规、规章制定、修改或者废止"
    DUTY = "duty", "机构职责变化"
    SUPERIOR = "superior", "上级标准目录调整"
    REVIEW = "review", "定期评估、科室确认"
    REQUESTS = "requests", "群众申请较多，转为主动公开"
    SECRECY = "secrecy", "保密审查或者个人隐私保护"
    WORDING = "wording", "文字更正"
    OTHER = "other", "其他"


class Act(Labelled):
    """One step of a proposal."""

    PROPOSED = "proposed", "提出"
    REVISED = "revised", "修改"
    APPROVED = "approved", "批准"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "撤回"
    APPLIED = "applied", "执行"


class State(Labelled):
    """Where a proposal stands; it is its last deciding step."""

    OPEN = "open", "待审批"
    APPROVED = "approved", "待执行"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"
    APPLIED = "applied", "已执行"


_STATES = {
    Act.PROPOSED: State.OPEN, Act.REVISED: State.OPEN, Act.APPROVED: State.APPROVED,
    Act.REFUSED: State.REFUSED, Act.WITHDRAWN: State.WITHDRAWN, Act.APPLIED: State.APPLIED,
}  # fmt: skip
# fields a proposal may set, in the order of the form
FIELDS: Mapping[str, str] = {"area": "领域", **LABELS}
# kinds that make items, and kinds that change fields of items that stay
MAKING = (Kind.ADD, Kind.MERGE, Kind.SPLIT, Kind.TAKE_OVER)


@dataclass(frozen=True, slots=True)
class Content:
    """What is proposed.

    ``keys`` are the items concerned; ``new`` the values of the items to be made, by field (only
    what differs from the first item concerned, if there is one); ``fields`` what items that stay
    shall read; ``before`` how these fields read when it was proposed; ``to`` who hands down or is
    handed down to; ``area`` and ``new_area`` of a renaming.
    """

    kind: Kind
    reason: Reason
    basis: str
    department: str
    keys: tuple[str, ...] = ()
    new: tuple[Mapping[str, str], ...] = ()
    fields: Mapping[str, str] | None = None
    before: tuple[tuple[str, FieldChange], ...] = ()
    to: str = ""
    area: str = ""
    new_area: str = ""
    words: str = ""

    @property
    def incomplete(self) -> str:
        """What is still missing before it can be approved, or ``""``."""
        if self.kind is Kind.CHANGE and not self.fields:
            return "还没有写明改哪个栏目、改成什么"
        return ""

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value, "reason": self.reason.value, "basis": self.basis,
            "department": self.department, "items": list(self.keys),
            "new": [dict(one) for one in self.new], "fields": dict(self.fields or {}),
            "before": [[key, one.field, one.before, one.after] for key, one in self.before],
            "to": self.to, "area": self.area, "new_area": self.new_area, "words": self.words,
        }  # fmt: skip


def content_from(data: Mapping[str, Any]) -> Content:
    """Build what ``as_json`` returned."""
    return Content(
        Kind(data["kind"]), Reason(data["reason"]), data["basis"], data["department"],
        tuple(data["items"]), tuple(data["new"]), data["fields"] or None,
        tuple((key, FieldChange(*change)) for key, *change in data["before"]),
        data["to"], data["area"], data["new_area"], data["words"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a proposal; ``words`` is an opinion or a reason."""

    at: str
    user: str
    act: Act
    words: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal as its events have made it."""

    number: int
    uid: str
    content: Content
    steps: tuple[Step, ...]

    @property
    def state(self) -> State:
        return _STATES[self.steps[-1].act]

    @property
    def kind(self) -> Kind:
        return self.content.kind

    @property
    def proposed_by(self) -> str:
        """Who wrote it as it stands: whoever proposed or last revised it."""
        return [one.user for one in self.steps if one.act in (Act.PROPOSED, Act.REVISED)][-1]

    @property
    def authors(self) -> frozenset[str]:
        """Everybody who had a hand in it."""
        wrote = (Act.PROPOSED, Act.REVISED)
        return frozenset(one.user for one in self.steps if one.act in wrote)

    @property
    def version(self) -> int | None:
        return self.steps[-1].version

    def step(self, act: Act) -> Step | None:
        """Return the last step of a kind."""
        return next((one for one in reversed(self.steps) if one.act is act), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number, "uid": self.uid, "state": self.state.value,
            "state_label": self.state.label, "version": self.version,
            "kind_label": self.kind.label, "reason_label": self.content.reason.label,
            "steps": [
                {"at": one.at, "user": one.user, "act": one.act.value, "words": one.words}
                for one in self.steps
            ],
        } | self.content.as_json()  # fmt: skip
