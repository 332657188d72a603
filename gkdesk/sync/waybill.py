"""What a package says of itself: inside (``gkdesk.json``) and, signed, outside.

The outside (``package.json``) repeats the inside and adds two hashes: of the sealed part and of the
bag in it. So the office's signature covers sender, recipients, place in the chain, the sealed bytes
and what they open to, and none can be exchanged for another package's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gkdesk.accounts.organ import credit_code_fault

from . import sealing, signing
from .keys import SUITE
from .model import NUMBER, PREFIX, SHA256, canonical

FORMAT = "gkdesk-package"
VERSION = 1
LARGEST = 16 << 10  # bytes of a statement
NAME = re.compile(rf"^{PREFIX}[0-9A-Z]{{1,18}}_\d{{8}}_\d{{3,}}_[0-9a-f]{{8}}$")
_LONGEST = 200


class UnknownSuite(ValueError):
    """Another format version or other algorithms; the text names them."""


@dataclass(frozen=True, slots=True)
class Link:
    """A package by its number and the SHA-256 of its statement."""

    number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Waybill:
    """Who sends what to whom, and where it stands in the chain: the inside's ``gkdesk.json``."""

    office: str  # unified social credit code
    office_name: str
    county: str
    number: str  # 2026-001
    made_at: datetime
    expires_on: date  # the last day it may be taken in
    from_revision: int  # of the office's changes: those after it…
    to_revision: int  # …up to this one are inside
    signer: bytes  # public signing key
    recipients: tuple[bytes, ...]  # public sealing keys, ascending
    previous: Link | None = None

    def as_data(self) -> dict[str, object]:
        link = self.previous
        return {
            "format": FORMAT,
            "version": VERSION,
            "suite": SUITE,
            "office": {"credit_code": self.office, "name": self.office_name},
            "county": self.county,
            "number": self.number,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "expires_on": self.expires_on.isoformat(),
            "from_revision": self.from_revision,
            "to_revision": self.to_revision,
            "signer": signing.public_text(self.signer),
            "recipients": [sealing.recipient_text(one) for one in self.recipients],
            "previous": link and {"number": link.number, "sha256": link.sha256},
        }

    @property
    def text(self) -> bytes:
        return _bytes(self.as_data())


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed: the waybill, the package's name, and what its sealed part must be."""

    waybill: Waybill
    name: str  # of the package, without its ending
    sealed_size: int  # bytes
    sealed_sha256: str
    bag_sha256: str  # of the bag's tagmanifest-sha256.txt, which covers every file of it

    @property
    def text(self) -> bytes:
        return _bytes(
            self.waybill.as_data()
            | {
                "name": self.name,
                "sealed": {"size": self.sealed_size, "sha256": self.sealed_sha256},
                "bag": {"sha256": self.bag_sha256},
            }
        )

    @property
    def comment(self) -> str:
        """The signed comment ``minisign -V`` shows."""
        return f"gkdesk {self.name}"


def _bytes(value: Mapping[str, object]) -> bytes:
    return (canonical(value) + "\n").encode("utf-8")


def read_statement(text: bytes) -> Statement:
    """Read ``package.json``: only the very bytes ``Statement.text`` gives are taken.

    Raises:
        UnknownSuite: another version or other algorithms.
        ValueError: anything else.
    """
    data = _parsed(text)
    try:
        statement = Statement(
            waybill=_waybill(data),
            name=_matching(NAME, data["name"]),
            sealed_size=_count(data["sealed"]["size"]),
            sealed_sha256=_matching(SHA256, data["sealed"]["sha256"]),
            bag_sha256=_matching(SHA256, data["bag"]["sha256"]),
        )
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError("缺少项目或类型不对") from error
    if statement.text != text:
        raise ValueError("有多余的项目或写法不规范")
    return statement


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        data = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError("不是能读懂的 JSON") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("不是同步包的说明")
    if (data.get("version"), data.get("suite")) != (VERSION, SUITE):
        raise UnknownSuite(f"{data.get('suite')}，第{data.get('version')}版")
    return data


def _waybill(data: dict[str, Any]) -> Waybill:
    link = data["previous"]
    office = str(data["office"]["credit_code"])
    recipients = tuple(sealing.read_recipient(one) for one in data["recipients"])
    names = (data["office"]["name"], data["county"])
    if credit_code_fault(office) or not all(_is_name(name) for name in names):
        raise ValueError("单位不对")
    if not 1 <= len(recipients) <= sealing.MOST_RECIPIENTS or list(recipients) != sorted(
        set(recipients)
    ):
        raise ValueError("收件密钥不对")
    made_at = datetime.fromisoformat(data["made_at"])
    if made_at.tzinfo is not None:
        raise ValueError("时间不对")
    waybill = Waybill(
        office=office,
        office_name=names[0],
        county=names[1],
        number=_matching(NUMBER, data["number"]),
        made_at=made_at,
        expires_on=date.fromisoformat(data["expires_on"]),
        from_revision=_count(data["from_revision"]),
        to_revision=_count(data["to_revision"]),
        signer=signing.read_public(data["signer"]),
        recipients=recipients,
        previous=link
        and Link(_matching(NUMBER, link["number"]), _matching(SHA256, link["sha256"])),
    )
    if waybill.from_revision > waybill.to_revision:
        raise ValueError("起止版次不对")
    return waybill


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or not pattern.fullmatch(value):
        raise ValueError("编号、名称或校验值不对")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise ValueError("数目不对")
    return value
