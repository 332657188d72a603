"""What is true of a package from the county: its parts, what each would change, what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gkdesk.base.errors import Problem
from gkdesk.base.labels import Labelled

from .packfault import PackFinding

ENDING = ".gkp"
# folders of forms a county may send into; a test compares them with what ``forms check`` knows
FORM_KINDS = ("documents", "pages", "village", "townlists", "registers", "catalog", "rules")
FORM_ID = re.compile(r"^[A-Za-z0-9_]{1,60}$")
TARGET = re.compile(
    r"^(catalog|calendar/(CN|local)-\d{4}|forms/[a-z]{1,20}/[A-Za-z0-9_]{1,60}"
    r"|key/\d{30}|key_end/\d{30})$"
)
LONGEST_NOTE = 300  # letters
# templates and calendars are read each time they are used
AT_ONCE = ("calendar", "forms/documents", "forms/rules/request_clock")


class DownKind(Labelled):
    """What a part is."""

    CATALOG = "catalog", "公开目录"
    CALENDAR = "calendar", "放假安排"
    FORM = "form", "模板和规则"
    KEY = "key", "县级密钥"
    KEY_END = "key_end", "密钥作废通知"


class PartState(Labelled):
    """What became of a part here."""

    RECEIVED = "received", "待应用"
    APPLIED = "applied", "已应用"
    UNDONE = "undone", "已撤回"
    LEFT = "left", "不采用"
    SUPERSEDED = "superseded", "有更新的"


@dataclass(frozen=True, slots=True)
class DownPart:
    """One file a county sends. ``target`` says what it is to become; each once in a package."""

    kind: DownKind
    target: str
    title: str
    file: str  # as the county called it; only shown
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class DownInfo:
    """A package's own description: ``data/package.json``."""

    county: str
    number: str
    made_at: str
    note: str
    from_on: str  # the day from which the county wants it used, ISO, or ""
    parts: tuple[DownPart, ...]


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A part as the office holds it; ``place`` counts from 1."""

    id: int
    place: int
    part: DownPart
    state: PartState
    newer: str = ""  # number of a later package that brings the same thing


@dataclass(frozen=True, slots=True)
class HeldPackage:
    """A package the office has received."""

    id: int
    number: str
    county: str
    name: str
    made_at: str
    received_at: str
    note: str
    from_on: str
    missing: str  # number of the package before that never came, or ""
    folder: str  # where it was read
    parts: tuple[HeldPart, ...]
    repeated: bool = False

    @property
    def waiting(self) -> int:
        """How many parts nobody has decided about."""
        return sum(one.state is PartState.RECEIVED for one in self.parts)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What was received at a place, and what was refused there with the reason."""

    packages: tuple[HeldPackage, ...]
    refused: tuple[PackFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class PartView:
    """What applying a part would do; nothing is done yet.

    ``conflict`` names what the office changed itself and would be replaced; ``problems`` that
    block stop it. ``at_once``: in force for the running program, else after it is opened anew.
    """

    held: HeldPart
    changes: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    same: bool = False
    conflict: str = ""
    problems: tuple[Problem, ...] = ()
    at_once: bool = True

    @property
    def blocked(self) -> bool:
        return any(one.blocking for one in self.problems)


@dataclass(frozen=True, slots=True)
class Done:
    """What was applied or put back, and what was not with the reason."""

    package: HeldPackage
    done: tuple[HeldPart, ...]
    kept: tuple[tuple[HeldPart, str], ...] = ()
    reopen: bool = False  # something is in force only after the program is opened anew
    answer: str = ""  # where the answer to the county was written, or ""


def fingerprint_of(target: str) -> str:
    """Return the fingerprint a key's target names, in six groups."""
    digits = target.rpartition("/")[2]
    return " ".join(digits[at : at + 5] for at in range(0, len(digits), 5))


def at_once(target: str) -> bool:
    """Tell whether a running program uses a part as soon as it is applied."""
    return target == "catalog" or target.startswith((*AT_ONCE, "key"))
