"""What a package from the county to its offices says of itself: the other direction's waybill.

Its ``format`` is another one, so neither direction can be taken for the other whatever else fits:
the format is signed, outside and inside. It names every office it is for, each with the number of
the package before that went to it, so that an office can tell what it missed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gkdesk.accounts.organ import credit_code_fault

from . import sealing, signing
from .keys import SUITE, KeySide
from .model import NUMBER
from .packfile import ExaminedOf, Way
from .waybill import (
    DOWN_FORMAT,
    VERSION,
    Link,
    StatementOf,
    common,
    is_name,
    matching,
    read_way,
    spelt,
)

PREFIX = "GKD_"
NAME = re.compile(rf"^{PREFIX}[0-9a-f]{{8}}_\d{{8}}_\d{{3,}}_[0-9a-f]{{8}}$")
MOST_OFFICES = 127  # with the county's own key, as many as a package may be sealed for


@dataclass(frozen=True, slots=True)
class DownWaybill:
    """Who sends what to whom, and where it stands in the county's chain."""

    county: str
    offices: tuple[tuple[str, str], ...]  # credit code, number of its package before or ""
    number: str
    made_at: datetime
    expires_on: date
    signer: bytes
    recipients: tuple[bytes, ...]  # public sealing keys, ascending
    previous: Link | None = None

    @property
    def sender(self) -> str:
        return self.county

    @property
    def sender_name(self) -> str:
        return self.county

    def before(self, office: str) -> str | None:
        """Return the number of an office's package before; ``None``: it is not for it."""
        return dict(self.offices).get(office)

    def as_data(self) -> dict[str, object]:
        link = self.previous
        return {
            "format": DOWN_FORMAT,
            "version": VERSION,
            "suite": SUITE,
            "county": self.county,
            "offices": dict(self.offices),
            "number": self.number,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "expires_on": self.expires_on.isoformat(),
            "signer": signing.public_text(self.signer),
            "recipients": [sealing.recipient_text(one) for one in self.recipients],
            "previous": link and {"number": link.number, "sha256": link.sha256},
        }

    @property
    def text(self) -> bytes:
        return spelt(self.as_data())


DownStatement = StatementOf[DownWaybill]
DownExamined = ExaminedOf[DownWaybill]


def package_name(county: str, number: str, made_at: str, manifest_sha256: str) -> str:
    """Return the package's name: ASCII, 34 characters, another one than any office's."""
    who = hashlib.sha256(county.encode("utf-8")).hexdigest()[:8]
    day, sequence = made_at[:10].replace("-", ""), number.split("-")[1]
    return f"{PREFIX}{who}_{day}_{sequence}_{manifest_sha256[:8]}"


def read_down(text: bytes) -> DownStatement:
    """Read ``package.json`` of a county's package; see ``waybill.read_way``."""
    return read_way(text, DOWN_FORMAT, NAME, _waybill)


def _waybill(data: dict[str, Any]) -> DownWaybill:
    if not is_name(data["county"]):
        raise ValueError("单位不对")
    offices = tuple(sorted(data["offices"].items()))
    if not 1 <= len(offices) <= MOST_OFFICES or any(credit_code_fault(one) for one, _ in offices):
        raise ValueError("收件单位不对")
    for _code, before in offices:
        if before != "":
            matching(NUMBER, before)
    found = common(data, sealing.MOST_RECIPIENTS)
    return DownWaybill(data["county"], offices, **found._asdict())


DOWN = Way(read_down, KeySide.COUNTY)
