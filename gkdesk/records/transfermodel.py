"""What stands of one month's hand-over to one receiver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .published import Published
from .regperiod import Span
from .transferrules import Receiver


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over, when, by whom to whom (a sealed name)."""

    on: date
    taken_by: str
    note: str
    rows: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One month and receiver: what is to go, what went, what must come back."""

    month: Span
    receiver: Receiver
    due_on: date
    provisional: bool
    rows: tuple[Published, ...]  # published in the month and still standing
    handed: tuple[Handed, ...]
    late: tuple[Published, ...]  # published in the month, not handed over with it
    recall: tuple[Published, ...]  # handed over, withdrawn since, not called back yet

    @property
    def done(self) -> bool:
        return bool(self.handed) and not self.late

    @property
    def label(self) -> str:
        """Where it stands, in at most four characters."""
        if self.recall:
            return "待撤回"
        if self.late and self.handed:
            return "待补送"
        return "已移送" if self.handed else "待移送"


@dataclass(frozen=True, slots=True)
class Counted:
    """A quarter's counts side by side: published, handed over, and what the receiver holds.

    ``theirs`` is ``None`` until the receiver's count was noted.
    """

    quarter: Span
    receiver: Receiver
    published: int
    handed: int
    recalled: int
    theirs: int | None

    @property
    def held(self) -> int:
        """What the receiver should hold."""
        return self.handed - self.recalled

    @property
    def words(self) -> str:
        """Say what differs, or ``""``."""
        found = []
        if self.published != self.held:
            found.append(f"公开{self.published}件，移送后应有{self.held}件")
        if self.theirs is not None and self.theirs != self.held:
            found.append(f"接收单位有{self.theirs}件，应有{self.held}件")
        return "；".join(found)
