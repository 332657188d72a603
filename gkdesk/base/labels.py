"""Enums whose members carry their Chinese label."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A closed set stored by its English value and shown by its Chinese ``label``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    @classmethod
    def from_label(cls, label: str) -> Self:
        """Find a member by its Chinese label.

        Raises:
            KeyError: no member has this label.
        """
        for member in cls:
            if member.label == label:
                return member
        raise KeyError(label)
