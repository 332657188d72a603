"""A sealed package on its way to a drive that may be pulled.

The steps are those of the plain bag (``bag``): written under ``….gkp.partial``, flushed, read again
from the device and judged as the county would judge it, renamed, flushed a second time together
with every folder above it. What a pulled drive brings back is compared and written on.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined
from gkdesk.base.files import file_trouble, flush_way, from_device
from gkdesk.base.progress import Report, silent

from . import packfile, packwrite, sealedbag, sealing, tarball
from .bag import NameInUse, Read, ReadBackDiffers, cleared_on_trouble
from .begun import AGAIN, WHOLE, Attempt
from .contents import Plan
from .drive import pulled_or_not, still_there
from .keys import KeyPair, KnownKey
from .keystore import KeyStore
from .model import PARTIAL, PackageInfo
from .packfault import PackRefused
from .packfile import ENDING, UP, Bag, ExaminedOf, Way
from .waybill import LARGEST, Bill, Link, StatementOf, W, Waybill

# a package older than this is not taken in: whoever holds one back cannot bring it years later
GOOD_FOR = timedelta(days=366)
_HEAD = 4 * LARGEST  # bytes, more than statement, signature and headers ever take


class TooLargeForDrive(Declined):
    """FAT32 takes no file of 4 GiB."""

    message = (
        "这一包约{size} GB，超过 U 盘单个文件的上限（4 GB）。"
        "请用“暂不放入此条”留出附件最大的条目，或把它的附件拆小，没有写入任何内容。"
    )


def waybill_of(
    session: Session, info: PackageInfo, keys: KeyStore, before: tuple[Link | None, int]
) -> tuple[Waybill, KeyPair]:
    """Say who sends what to whom, and which pair signs it.

    Args:
        session: the office.
        info: the package's place in the chain.
        keys: the office's and the counties' keys.
        before: the sealed package before it, and the change up to which that one went.

    Raises:
        NoOwnKey, NoCountyKey: nothing can be sealed.
    """
    pair, made_at = keys.own(), datetime.fromisoformat(info.made_at)
    link, since = before
    return Waybill(
        office=session.organ.credit_code,
        office_name=session.organ.name,
        county=info.county,
        number=info.number,
        made_at=made_at,
        expires_on=date.fromordinal(made_at.toordinal() + GOOD_FOR.days),
        from_revision=since,
        to_revision=max(since, info.audit_id),
        signer=pair.public.sign,
        recipients=keys.recipients(),
        previous=link,
    ), pair


def size_of(bag: Bag, waybill: Bill) -> int:
    """Return how much room the package takes at the most, in bytes.

    Raises:
        TooLargeForDrive: more than one file of a drive holds.
    """
    size = sealing.sealed_size(tarball.size_of(bag.members), len(waybill.recipients))
    if size > packfile.LARGEST_SEALED:
        raise TooLargeForDrive(size=f"{size / 1e9:.1f}")
    return size + _HEAD


def bag_of(plan: Plan, waybill: Waybill, read: Read, report: Report) -> Bag:
    """Compose the bag; ``report`` is called before each piece of an attachment is read."""
    steps = {one.sha256: step for step, one in enumerate(plan.attachments)}

    def pieces(sha256: str) -> Iterator[bytes]:
        for piece in read(sha256):
            report(steps[sha256], len(steps), "写入")
            yield piece

    return sealedbag.bag_of(plan, waybill, pieces)


def write_partial(
    bag: Bag, waybill: W, pair: KeyPair, folder: Path, device: int, report: Report = silent,
    *, way: Way[Any] = UP, attempt: Attempt | None = None,
) -> tuple[Path, StatementOf[W]]:  # fmt: skip
    """Write a package under its partial name and read it back; what differs is written once more.

    Args:
        bag: what goes in.
        waybill: what it says.
        pair: the waybill's signer.
        folder: a folder ``drive.prepare`` has accepted.
        device: what that returned.
        report: called while it is read; ``bag_of`` has its own for the writing.
        way: its direction.
        attempt: how it is written; default: a new one.

    Raises:
        NameInUse: the folder holds this package, finished or not begun by this attempt.
        ReadBackDiffers, Blocked: other bytes come back, twice; a full disk. The file is removed.
        DrivePulled: with an attempt what lies there stays, to be gone on with.
    """
    final, partial = (folder / (bag.name + ENDING + more) for more in ("", PARTIAL))
    keep, attempt = (device, attempt) if attempt else (None, Attempt())
    if final.exists() or (partial.exists() and not attempt.begun):
        raise NameInUse(name=final.name)
    own = [KnownKey(pair.public, waybill.made_at.isoformat())]

    def once(attempt: Attempt) -> StatementOf[W]:
        statement = packwrite.write(partial, bag, waybill, pair, attempt, report)
        still_there(folder, device)
        check_whole(partial, final.name, own, waybill.made_at, report, way=way)
        still_there(folder, device)
        return statement

    with cleared_on_trouble(partial, keep), pulled_or_not(folder, device):
        try:
            return partial, once(attempt)
        except ReadBackDiffers:
            report(0, 1, AGAIN)
            return partial, once(replace(attempt, begun=True, sure=WHOLE))


class _Watched(io.FileIO):
    """A file on the device, without a buffer, that tells how far it was read."""

    def __init__(self, path: Path, report: Report) -> None:
        super().__init__(path, "rb")
        self._report, self._size = report, max(1, path.stat().st_size)

    def read(self, size: int | None = -1) -> bytes:
        self._report(min(self.tell(), self._size), self._size, "读回核对")
        return super().read(size)


def check_whole(
    path: Path,
    name: str,
    keys: Sequence[KnownKey],
    now: datetime,
    report: Report = silent,
    *,
    way: Way[Any] = UP,
) -> ExaminedOf[Any]:
    """Judge a package by what the device holds, not the page cache.

    Args:
        path: where it lies, finished or not.
        name: what it is to be called.
        keys: the sender's own.
        now: when it was made, or later.
        report: called between two pieces.
        way: the package's direction.

    Raises:
        ReadBackDiffers: it is not, byte for byte, what was signed.
    """
    with file_trouble(path), _Watched(path, report) as file:
        from_device(file.fileno())
        try:
            return packfile.examine_way(file, name, keys, now, way)
        except PackRefused as error:
            raise ReadBackDiffers(count=1, first=error.finding.message) from error


def settle(partial: Path, statement_sha256: str, way: Way[Any] = UP) -> Path:
    """Give a read-back package its final name, flush again, and look at its head once more.

    Raises:
        ReadBackDiffers: another statement stands under the final name.
        Blocked: the drive cannot be written.
    """
    final = partial.with_name(partial.name.removesuffix(PARTIAL))
    with file_trouble(partial):
        if partial.exists():
            partial.rename(final)
        with final.open("rb+") as file:
            os.fsync(file.fileno())
        flush_way(final.parent)
    if packfile.statement_sha256(final, way) != statement_sha256:
        raise ReadBackDiffers(count=1, first=final.name)
    return final
