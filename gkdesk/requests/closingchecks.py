"""What stands against closing, delivering and archiving, and against a reply (domain sheet 6)."""

from __future__ import annotations

from collections.abc import Mapping

from gkdesk.base import privacy

from .checks import Case, Look
from .followups import hard
from .model import Method

_GIVES = ("OPEN_GRANT", "PARTIAL")
_SHOWN = 5  # so many numbers are named in one sentence


def _notice_unproved(case: Case) -> str | None:
    return None if case.form.get("notice_proof") else ""


def _no_online_channel(case: Case) -> str | None:
    online = case.form.get("method") in (Method.EMAIL, Method.PLATFORM)
    return "" if online and not case.organ.review_online_channel else None


def _incomplete(case: Case) -> str | None:
    return "；".join(case.missing) or None


def _prior_not_delivered(case: Case) -> str | None:
    if case.outcome != "NP_REPEAT":
        return None
    prior = case.prior(case.form.get("prior_request_no", ""))
    return prior.number if prior is not None and prior.delivered_on is None else None


def _numbers_in_copies(case: Case) -> str | None:
    """Look through what is to be handed out for numbers of people."""
    if case.outcome not in _GIVES:
        return None
    found = []
    for title, text in case.copies():
        hits = dict.fromkeys(str(hit) for hit in privacy.scan(text))
        if hits:
            named = list(hits)[:_SHOWN]
            found.append(f"《{title}》有{'、'.join(named)}" + ("等" if len(hits) > _SHOWN else ""))
    return "；".join(found[:_SHOWN]) or None


def _not_conferred(case: Case) -> str | None:
    standing = hard(case.events)
    if standing.marked is None or standing.conferred is not None:
        return None
    return standing.marked.detail.get("cause_label", "")


REPLY: Mapping[str, Look] = {
    "C33c": _prior_not_delivered,
    "C38": _numbers_in_copies,
    "C60": _not_conferred,
}
LAPSE: Mapping[str, Look] = {"C07": _notice_unproved}
DELIVERY: Mapping[str, Look] = {"C46b": _no_online_channel}
ARCHIVE: Mapping[str, Look] = {"C44": _incomplete}
