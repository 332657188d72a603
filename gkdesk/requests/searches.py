"""What was searched, where and by whom: the proof that something does not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .model import Event, EventKind, day_text

_DIGITS = str.maketrans("", "", " 　")


@dataclass(frozen=True, slots=True)
class Search:
    """One place searched once (检索记录)."""

    on: date
    place: str
    keywords: str
    filters: str
    hits: int
    reviewed: str
    searcher: str
    countersign: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Assistance:
    """What a unit answered when asked to look (协办)."""

    on: date
    unit: str
    reply: str
    signer: str


def searches(events: Sequence[Event]) -> list[Search]:
    """Return the searches of a case in the order they were noted; details opened."""
    return [
        Search(
            event.on,
            event.detail["place"],
            event.detail["keywords"],
            event.detail.get("filters", ""),
            int(event.detail["hit_count"]),
            event.detail["hits_reviewed"],
            event.detail.get("searcher", "") or event.recorded_by,
            event.detail.get("countersign", ""),
            event.detail.get("evidence", ""),
        )
        for event in events
        if event.kind is EventKind.SEARCH
    ]


def assistance(events: Sequence[Event]) -> list[Assistance]:
    """Return what units answered; details opened."""
    return [
        Assistance(
            event.on,
            event.detail["coop_unit"],
            event.detail["coop_reply"],
            event.detail["coop_signer"],
        )
        for event in events
        if event.kind is EventKind.ASSISTED
    ]


def places(found: Sequence[Search]) -> list[str]:
    """Return the different places searched, in order."""
    return list({one.place.translate(_DIGITS): one.place for one in found}.values())


def told(events: Sequence[Event]) -> dict[str, str]:
    """Return what a reply that something does not exist says about the search (D12)."""
    found, units = searches(events), assistance(events)
    if not found:
        return {}
    words = dict.fromkeys(word for one in found for word in one.keywords.split("、"))
    values = {
        "search_scopes": "\n".join(places(found)),
        "keywords": "、".join(words),
        "search_rounds": "\n".join(_round(one) for one in found),
    }
    if units:
        values["units_confirm"] = "；".join(f"{one.unit}核查：{one.reply}" for one in units)
    return values


def _round(one: Search) -> str:
    filters = f"（{one.filters}）" if one.filters else ""
    hits = f"命中{one.hits}条，{one.reviewed}" if one.hits else "没有命中"
    return f"{day_text(one.on)}，{one.place}，检索“{one.keywords}”{filters}，{hits}"


def record(events: Sequence[Event], *, number: str, content: str) -> Mapping[str, str | list[str]]:
    """Return the values of 检索记录表 (F6) for all searches of a case."""
    found = searches(events)
    rows = [
        "\t".join((one.place, one.keywords, one.filters, str(one.hits), one.reviewed))
        for one in found
    ]
    signers = dict.fromkeys(one.countersign for one in found if one.countersign)
    evidence = dict.fromkeys(one.evidence for one in found if one.evidence)
    conclusion = (
        "有命中，逐一核对情况见上表。" if any(one.hits for one in found) else "各处都没有命中。"
    )
    units = "".join(
        f"{one.unit}{day_text(one.on)}答复：{one.reply}（{one.signer}）。"
        for one in assistance(events)
    )
    return {
        "request_no": number,
        "request_summary": content,
        "search_date": found[-1].on.isoformat(),
        "searcher": "、".join(dict.fromkeys(one.searcher for one in found)),
        "rounds": [row.replace("\n", " ") for row in rows],
        "conclusion": conclusion + units,
        "evidence": "；".join(evidence),
        "countersign": "、".join(signers),
    }
