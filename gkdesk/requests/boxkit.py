"""What every list of boxes is made with: choices, and the box of the day."""

from __future__ import annotations

from gkdesk.base.labels import Labelled

from .model import Field

ON = Field("on", "日期", "date", False, "", "不填为今天")


def choices(kind: type[Labelled]) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in kind)


def plain(*words: str) -> tuple[tuple[str, str], ...]:
    """Choices stored as the words that are printed."""
    return tuple((word, word) for word in words)
