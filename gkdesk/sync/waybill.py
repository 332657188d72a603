"""What a package says of itself: inside (``gkdesk.json``) and, signed, outside.

The outside (``package.json``) repeats the inside and adds two hashes: of the sealed part and of the
bag in it. So the office's signature covers sender, recipients, place in the chain, the sealed bytes
and what they open to, and none can be exchanged for another package's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from gkdesk.accounts.organ import credit_code_fault

from . import sealing, signing
from .keys import SUITE
from .model import NUMBER, PREFIX, SHA256, canonical

FORMAT = "gkdesk-package"
VERSION = 1
DOWN_FORMAT = "gkdesk-down"  # of what the county sends: the other direction (``downbill``)
LARGEST = 16 << 10  # bytes of a statement
MOST_RECIPIENTS = 16
NAME = re.compile(rf"^{PREFIX}[0-9A-Z]{{1,18}}_\d{{8}}_\d{{3,}}_[0-9a-f]{{8}}$")
ANY_NAME = re.compile(r"^GKD?_[0-9A-Za-z]{1,18}_\d{8}_\d{3,}_[0-9a-f]{8}$")
_LONGEST = 200


class UnknownSuite(ValueError):
    """Another format version or other algorithms; the text names them."""


class OtherWay(ValueError):
    """A package of the other direction: the county's among the offices', or the reverse."""


class Bill(Protocol):
    """What the waybills of both directions have."""

    @property
    def sender(self) -> str:
        """The owner of the signing key: a credit code, or the county's name."""

    @property
    def sender_name(self) -> str: ...

    @property
    def made_at(self) -> datetime: ...

    @property
    def expires_on(self) -> date: ...

    @property
    def signer(self) -> bytes: ...

    @property
    def recipients(self) -> tuple[bytes, ...]: ...

    @property
    def text(self) -> bytes: ...

    def as_data(self) -> dict[str, object]: ...


W = TypeVar("W", bound=Bill)


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

    @property
    def sender(self) -> str:
        return self.office

    @property
    def sender_name(self) -> str:
        return self.office_name

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
        return spelt(self.as_data())


@dataclass(frozen=True)  # with slots an alias of it could not be called
class StatementOf(Generic[W]):
    """What is signed: the waybill, the package's name, and what its sealed part must be."""

    waybill: W
    name: str  # of the package, without its ending
    sealed_size: int  # bytes
    sealed_sha256: str
    bag_sha256: str  # of the bag's tagmanifest-sha256.txt, which covers every file of it

    @property
    def text(self) -> bytes:
        return spelt(
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


Statement = StatementOf[Waybill]


def spelt(value: Mapping[str, object]) -> bytes:
    """Return the one spelling of a statement or waybill."""
    return (canonical(value) + "\n").encode("utf-8")


def read_statement(text: bytes) -> Statement:
    """Read ``package.json`` of an office's package; see ``read_way``."""
    return read_way(text, FORMAT, NAME, _waybill)


def read_way(
    text: bytes, form: str, name: re.Pattern[str], waybill: Callable[[dict[str, Any]], W]
) -> StatementOf[W]:
    """Read ``package.json``: only the very bytes ``StatementOf.text`` gives are taken.

    Args:
        text: the file.
        form: the ``format`` of the direction that is expected.
        name: what its packages are called.
        waybill: reads the direction's own part.

    Raises:
        OtherWay: a package of the other direction.
        UnknownSuite: another version or other algorithms.
        ValueError: anything else.
    """
    data = _parsed(text, form)
    try:
        statement = StatementOf(
            waybill=waybill(data),
            name=matching(name, data["name"]),
            sealed_size=_count(data["sealed"]["size"]),
            sealed_sha256=matching(SHA256, data["sealed"]["sha256"]),
            bag_sha256=matching(SHA256, data["bag"]["sha256"]),
        )
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError("缺少项目或类型不对") from error
    if statement.text != text:
        raise ValueError("有多余的项目或写法不规范")
    return statement


def _parsed(text: bytes, form: str) -> dict[str, Any]:
    try:
        data = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError("不是能读懂的 JSON") from error
    found = data.get("format") if isinstance(data, dict) else None
    if found != form and found in (FORMAT, DOWN_FORMAT):
        raise OtherWay("另一个方向的包")
    if found != form:
        raise ValueError("不是同步包的说明")
    if (data.get("version"), data.get("suite")) != (VERSION, SUITE):
        raise UnknownSuite(f"{data.get('suite')}，第{data.get('version')}版")
    return data  # type: ignore[no-any-return]  # a dict: it has a format


class Common(NamedTuple):
    """What the waybills of both directions say."""

    number: str
    made_at: datetime
    expires_on: date
    signer: bytes
    recipients: tuple[bytes, ...]
    previous: Link | None


def common(data: dict[str, Any], most: int) -> Common:
    """Read what both directions say; ``most`` recipients. Raises ``ValueError``, ``KeyError``…."""
    recipients = tuple(sealing.read_recipient(one) for one in data["recipients"])
    if not 1 <= len(recipients) <= most or list(recipients) != sorted(set(recipients)):
        raise ValueError("收件密钥不对")
    made_at = datetime.fromisoformat(data["made_at"])
    if made_at.tzinfo is not None:
        raise ValueError("时间不对")
    link = data["previous"]
    return Common(
        matching(NUMBER, data["number"]),
        made_at,
        date.fromisoformat(data["expires_on"]),
        signing.read_public(data["signer"]),
        recipients,
        None
        if link is None
        else Link(matching(NUMBER, link["number"]), matching(SHA256, link["sha256"])),
    )


def _waybill(data: dict[str, Any]) -> Waybill:
    office = str(data["office"]["credit_code"])
    names = (data["office"]["name"], data["county"])
    if credit_code_fault(office) or not all(is_name(name) for name in names):
        raise ValueError("单位不对")
    found = common(data, MOST_RECIPIENTS)
    waybill = Waybill(
        office=office,
        office_name=names[0],
        county=names[1],
        from_revision=_count(data["from_revision"]),
        to_revision=_count(data["to_revision"]),
        **found._asdict(),
    )
    if waybill.from_revision > waybill.to_revision:
        raise ValueError("起止版次不对")
    return waybill


def is_name(value: object) -> bool:
    """Tell whether a value is one line a person can read, of at most 200 letters."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()


def matching(pattern: re.Pattern[str], value: object) -> str:
    """Return a text of the one form it may have; raises ``ValueError``."""
    if not isinstance(value, str) or not value.isascii() or not pattern.fullmatch(value):
        raise ValueError("编号、名称或校验值不对")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise ValueError("数目不对")
    return value
