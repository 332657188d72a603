"""What a room hands to the carriers above it: things due, and rows for the county."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """One thing a person must do by a day; the agenda of 今日 is made of these.

    ``due_on`` is ``None`` when the day is not known (a calendar year is not loaded);
    ``provisional`` marks a day that rests on such a year (暂估). ``sealed_title`` is shown only
    while somebody is logged in and may hold a name; ``title`` never does.
    """

    room: str  # requests, village, records, catalog, sync
    subject: str  # the uid or number the window opens
    title: str
    detail: str
    due_on: date | None
    verb: str  # the button: the one next step, at most eight characters
    provisional: bool = False
    sealed_title: str = ""


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One thing the county is told: never an applicant's or villager's personal data.

    ``key`` names it for ever, ``revision`` grows with each change, ``files`` are archived files
    (name in the package, SHA-256) that travel with it. ``released`` are the SHA-256 of personal
    numbers in it that a leader let go, with a reason, when it was published.
    """

    kind: str  # item, record, sheet, request
    key: str
    revision: int
    data: dict[str, object]
    files: tuple[tuple[str, str], ...] = field(default=())
    released: frozenset[str] = field(default=frozenset(), compare=False)
