"""科室确认: a round in which each responsible office keeps, changes or gives up its items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gkdesk.base.labels import Labelled

from .model import Item


class Answer(Labelled):
    """What an office says of an item."""

    KEEP = "keep", "保留"
    CHANGE = "change", "修改"
    CANCEL = "cancel", "取消"


@dataclass(frozen=True, slots=True)
class Given:
    """One answer; ``proposal`` is the adjustment it became, ``None`` when the item is kept."""

    answer: Answer
    words: str
    at: str
    user: str
    proposal: int | None = None


@dataclass(frozen=True)
class Slip:
    """What one office has to confirm, and what it said so far (by key)."""

    office: str
    keys: tuple[str, ...]
    given: Mapping[str, Given] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(key for key in self.keys if key not in self.given)

    @property
    def done(self) -> bool:
        return not self.missing

    @property
    def progress(self) -> str:
        return f"{len(self.keys) - len(self.missing)}/{len(self.keys)}"

    def count(self, answer: Answer) -> int:
        return sum(one.answer is answer for one in self.given.values())


@dataclass(frozen=True)
class Round:
    """One round over a version of the catalog; ``areas`` empty is all of them."""

    number: int
    title: str
    started_at: str
    user: str
    due_on: date
    version: int
    areas: tuple[str, ...]
    slips: tuple[Slip, ...]
    closed_at: str = ""
    closed_words: str = ""

    @property
    def missing(self) -> tuple[Slip, ...]:
        """The offices that have not answered everything."""
        return tuple(slip for slip in self.slips if slip.missing)

    @property
    def state(self) -> str:
        return "已办结" if self.closed_at else "确认中"

    def slip(self, office: str) -> Slip | None:
        return next((one for one in self.slips if one.office == office), None)

    def as_json(self) -> dict[str, object]:
        return {
            "round": self.number, "title": self.title, "started_at": self.started_at,
            "due_on": self.due_on.isoformat(), "version": self.version, "areas": list(self.areas),
            "closed_at": self.closed_at, "closed_words": self.closed_words,
            "offices": [
                {
                    "office": slip.office, "items": list(slip.keys), "missing": list(slip.missing),
                    "answers": {
                        key: {
                            "answer": one.answer.value, "words": one.words, "at": one.at,
                            "proposal": one.proposal,
                        }
                        for key, one in slip.given.items()
                    },
                }
                for slip in self.slips
            ],
        }  # fmt: skip


def office_of(item: Item, leads: Mapping[str, str], usual: str, organ: str) -> str:
    """Say who confirms an item: the office named for its area, else its 公开主体.

    Args:
        item: the item.
        leads: area → the office named for it.
        usual: who confirms what names nobody, or the organ itself (政府信息公开工作机构).
        organ: the organ's name: 青石镇人民政府, which tables also call 镇人民政府.
    """
    if lead := leads.get(item.area):
        return lead
    agency = "、".join(item.ditto.get("agency", item.agency).split())
    return usual if organ.endswith(agency) else agency
