"""Records as they lie in the database: what may name a person is sealed, the rest is plain."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from gkdesk.accounts.session import Session

from . import store
from .form import Filled
from .model import (
    Act,
    Attribute,
    Event,
    Facts,
    Origin,
    Record,
    RecordKind,
    Secrecy,
    State,
)

_DAYS = ("effective_on", "valid_until", "display_until")


def place(uid: str) -> str:
    return f"record.sealed#{uid}"


def opinion_place(uid: str) -> str:
    return f"record_event.opinion#{uid}"


def opened(session: Session, row: store.Stored) -> Record:
    """Open a stored record with its events."""
    vault = session.vault
    words: dict[str, Any] = vault.open_json(row.sealed, place(row.uid))
    return Record(
        uid=row.uid,
        number=row.number,
        title=words["title"],
        doc_number=words["doc_number"],
        item_key=row.item_key,
        attribute=Attribute(row.attribute),
        body=words["body"],
        made_on=date.fromisoformat(row.made_on),
        drafted_by=row.drafted_by,
        state=State(row.state),
        revision=row.revision,
        events=tuple(_event(session, event) for event in store.events(session.conn, row.uid)),
        kind=RecordKind(row.kind),
        period=row.period,
        facts=facts_from(row.facts),
        index_number=row.index_number,
        published_on=_day(row.published_on),
        withdrawn_on=_day(row.withdrawn_on),
        reason=words.get("reason", ""),
        parts=words.get("parts") or {},
    )


def sealed(
    session: Session, filled: Filled, *, uid: str, number: str, old: Record | None
) -> store.Stored:
    """Return a draft as it is stored; everybody who wrote on it is remembered."""
    writers = dict.fromkeys((*(old.facts.writers if old else ()), session.user.name))
    return store.Stored(
        uid=uid,
        number=number,
        item_key=filled.item_key,
        attribute=filled.attribute.value,
        made_on=filled.made_on.isoformat(),
        sealed=session.vault.seal_json(asdict(filled.words), place(uid)),
        drafted_by=old.drafted_by if old else session.user.name,
        state=State.DRAFT.value,
        revision=old.revision if old else 1,
        kind=filled.kind.value,
        period=filled.period,
        facts=facts_text(filled.facts, tuple(writers)),
        index_number=filled.index_number,
    )


def facts_text(facts: Facts, writers: tuple[str, ...]) -> str:
    """Return the plain facts as JSON; what is empty is left out."""
    data: dict[str, Any] = asdict(facts) | {"writers": list(writers)}
    kept = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in data.items()
        if value and value != Origin.OWN
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def facts_from(text: str) -> Facts:
    data = json.loads(text)
    for name in _DAYS:
        if name in data:
            data[name] = date.fromisoformat(data[name])
    if "origin" in data:
        data["origin"] = Origin(data["origin"])
    if "origin_attribute" in data:
        data["origin_attribute"] = Attribute(data["origin_attribute"])
    if "writers" in data:
        data["writers"] = tuple(data["writers"])
    return Facts(**data)


def _event(session: Session, event: store.StoredEvent) -> Event:
    return Event(
        datetime.fromisoformat(event.at),
        event.user,
        Act(event.act),
        session.vault.open(event.opinion, opinion_place(event.uid)),
        Secrecy(event.result) if event.result else None,
        tuple(event.checks.split(",")) if event.checks else (),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
