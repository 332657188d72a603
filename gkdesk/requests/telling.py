"""What happened, in words for the clerk: the heading of an event and what was said."""

from __future__ import annotations

from collections.abc import Sequence

from gkdesk.base.text import mask_name

from .approval import Stage
from .guide import Step
from .model import Event, EventKind

# the boxes whose words are worth a line in the timeline, the most telling first
_WORDS = (
    "text", "why", "words", "reason", "extend_reason", "opinion_reason", "call_content",
    "hits_reviewed", "coop_reply", "addressee", "dispute_organ", "delay_reason", "excuse_checked",
    "receiver", "mail_no",
)  # fmt: skip


_PEOPLE = frozenset({"addressee", "receiver"})


def heading(event: Event, steps: Sequence[Step], stages: Sequence[Stage]) -> str:
    """Return what an event is called, with the step, stage or place it belongs to."""
    match event.kind:
        case EventKind.REVIEW:
            return _answer(event, steps)
        case EventKind.APPROVE:
            stage = next((one.label for one in stages if one.code == event.key), event.key)
            return f"{stage}：{'同意' if event.approved else '退回修改'}"
        case EventKind.SEARCH:
            return f"检索：{event.detail.get('place', '')}"
        case EventKind.ASSISTED:
            return f"{event.label}：{event.detail.get('coop_unit', '')}"
        case EventKind.CALL:
            return f"{event.label}：{event.detail.get('call_matter', '')}"
        case _:
            return event.label


def _answer(event: Event, steps: Sequence[Step]) -> str:
    code = event.key.partition(":")[0]
    step = next((one for one in steps if one.code == code), None)
    if step is None:
        return event.label
    said = event.detail.get("answer", "")
    answer = next((one.label for one in step.answers if one.code == said), said)
    return f"{step.label}：{answer}"


def words(event: Event) -> str:
    """Return the most telling words of an event, empty when it has none.

    Whom a box names is masked, an organ is not; what a clerk wrote freely may name people.
    """
    name = next((name for name in _WORDS if event.detail.get(name)), "")
    text = event.detail.get(name, "")
    official = event.detail.get("consult_kind") == "organ"
    return mask_name(text) if name in _PEOPLE and not official else text
