"""收回答复书: an answer found wrong before it went out; the case goes on as if it were not made.

No law orders it. A reply binds when it is delivered (《行政诉讼法》第四十六条 and 《行政复议法》
第二十条 reckon from the day it is known), so until then the organ may still mend it; its number
stays on the list, voided.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .delivery import ANSWERS
from .model import Event, EventKind

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

STAGE = "recall"  # stands where an opinion names its stage


def standing(events: Iterable[Event]) -> list[Event]:
    """Return the events without the answers that were taken back, and without the taking back."""
    found: list[Event] = []
    for event in events:
        if event.kind is not EventKind.RECALL:
            found.append(event)
            continue
        at = next((n for n in range(len(found) - 1, -1, -1) if found[n].kind in ANSWERS), None)
        if at is not None:
            del found[at]
    return found


def void_answer(
    documents: Documents, subject: str, answers: list[Document], papers: frozenset[str], reason: str
) -> None:
    """Void the last answer of a case, and the papers that were issued together with it.

    Args:
        documents: where they lie.
        subject: of the case.
        answers: its answers that are not voided, the oldest first.
        papers: forms issued with a reply: the sheet it was signed on, the record of the search.
        reason: why; it stands beside each.
    """
    last = answers[-1]
    before = answers[-2].id if len(answers) > 1 else 0
    for one in documents.of(subject):
        own = one.id == last.id or (one.form in papers and before < one.id < last.id)
        if own and one.voided_on is None:
            documents.void(one.id, reason)
