"""收回答复书: an answer found wrong before it went out; the case goes on as if it were not made.

No law orders it. A reply binds when it is delivered (《行政诉讼法》第四十六条 and 《行政复议法》
第二十条 reckon from the day it is known), so until then the organ may still mend it; its number
stays on the list, voided. What came before it and was overlooked is noted with its own day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .delivery import ANSWERS
from .model import Event, EventKind

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

MOST = 500  # signs of a reason that stand beside a voided paper
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
    documents: Documents, issued: list[Document], answers: list[Document], papers: frozenset[str],
    reason: str,
) -> None:  # fmt: skip
    """Void the last answer of a case, and the papers that were issued together with it.

    Args:
        documents: where they lie.
        issued: the documents of the case.
        answers: those of them that answer it, the oldest first; one may be voided already.
        papers: forms issued with a reply: the sheet it was signed on, the record of the search.
        reason: why; it stands beside each.
    """
    last = answers[-1]
    before = answers[-2].id if len(answers) > 1 else 0
    for one in issued:
        own = one.id == last.id or (one.form in papers and before < one.id < last.id)
        if own and one.voided_on is None:
            documents.void(one.id, reason[:MOST])  # the whole of it stands in the event
