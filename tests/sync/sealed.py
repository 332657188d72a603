"""A small sealed package, and the people who make and open it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from unittest import mock

from gkdesk.base.handover import PackageRow
from gkdesk.sync import packwrite, sealedbag, summary
from gkdesk.sync.contents import Plan, build
from gkdesk.sync.keys import KeyPair, KeySide, KnownKey
from gkdesk.sync.model import PackageInfo
from gkdesk.sync.packfile import ENDING
from gkdesk.sync.waybill import Statement, Waybill
from tests.conftest import NOW, ORGAN

DAYS = (date(2026, 1, 1), date(2027, 12, 31))
OFFICE = KeyPair.make(KeySide.OFFICE, ORGAN.credit_code, ORGAN.name, DAYS)
COUNTY = KeyPair.make(KeySide.COUNTY, "云岭县", "云岭县政务公开办", DAYS)
STRANGER = KeyPair.make(KeySide.OFFICE, ORGAN.credit_code, ORGAN.name, DAYS)
OTHER_COUNTY = KeyPair.make(KeySide.COUNTY, "石门县", "石门县政务公开办", DAYS)
TRUSTED = KnownKey(OFFICE.public, "2026-01-02T08:00:00")
FILE = b"%PDF-1.4 one sheet\n" * 40


def plan_of(*, number: str = "2026-001", file: bytes = b"") -> Plan:
    """A plan of one row, with one attachment when ``file`` is given."""
    sha = hashlib.sha256(file).hexdigest()
    files = (("公示单.pdf", sha),) if file else ()
    row = PackageRow("item", "A1", 1, {"name": "养老服务"}, files)
    info = PackageInfo(
        ORGAN.credit_code, ORGAN.name, "云岭县", number, NOW.isoformat(), "officer", {}, 0, 7,
        "c" * 64,
    )  # fmt: skip
    # the workbook would be most of its bytes; test_summary has it
    with mock.patch.object(summary, "workbook_of", return_value=b"PK"):
        return build(info, [row], {sha: len(file)}, "gkdesk test")


WAYBILL = Waybill(
    office=ORGAN.credit_code,
    office_name=ORGAN.name,
    county="云岭县",
    number="2026-001",
    made_at=NOW,
    expires_on=date(2027, 4, 10),
    from_revision=0,
    to_revision=12,
    signer=OFFICE.public.sign,
    recipients=tuple(sorted([COUNTY.public.seal, OFFICE.public.seal])),
)


def make(
    folder: Path,
    waybill: Waybill = WAYBILL,
    *,
    file: bytes = b"",
    pair: KeyPair = OFFICE,
    now: datetime = NOW,
) -> tuple[Path, Statement]:
    """Write a package into a folder."""
    plan = plan_of(number=waybill.number, file=file)
    bag = sealedbag.bag_of(plan, waybill, lambda _sha: iter([file]))
    path = folder / (bag.name + ENDING)
    return path, packwrite.write(path, bag, waybill, pair)


def addressed(*pairs: KeyPair) -> Waybill:
    """The waybill for other recipients."""
    return replace(WAYBILL, recipients=tuple(sorted(pair.public.seal for pair in pairs)))


def flipped(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every byte changed in turn; which bit goes round."""
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        yield at, bytes(changed)
