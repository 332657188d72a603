"""Half-filled forms: sealed, the logged-in user's own, not read while the office is locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gkdesk.desk import Desk


class Draft:
    """What was typed for one act, kept under a place such as ``village.UID.post``."""

    def __init__(self, desk: Desk, place: str) -> None:
        self._desk, self._place = desk, place

    def load(self) -> Mapping[str, str]:
        unlocked = self._desk.session.unlocked
        return self._desk.accounts.draft(self._place) if unlocked else {}

    def save(self, values: Mapping[str, str]) -> None:
        if self._desk.session.unlocked:
            self._desk.accounts.save_draft(self._place, values)

    def drop(self) -> None:
        if self._desk.session.unlocked:
            self._desk.accounts.drop_draft(self._place)
