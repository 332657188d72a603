"""The county's side: verify before anything is believed, take all of a package or nothing.

``<inbox>/county.db`` keeps the newest revision of every row of every town; each package taken lies
in ``<inbox>/<town>/<name>/`` with its receipt beside it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from gkdesk.base import files
from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.progress import Report, silent
from gkdesk.db import Connection, transaction
from gkdesk.db.connection import connect

from . import bag, chain, county_store, inspection, merge, packfile, sealedbag
from . import receipt as receipts
from .contents import Line
from .countyanswer import Coming, answer
from .countybook import CountyBook
from .countykeys import NoCountyPair
from .keyring import Keeper, KeyRing
from .keys import KeyPair, KeySide
from .model import (
    PARTIAL,
    SEALED_ENDING,
    Finding,
    FindingKind,
    Inspection,
    PackageInfo,
    Receipt,
    ReturnedRow,
)
from .packfault import Fault, PackFinding
from .waybill import Waybill

OFFICE = "gkdesk.db"  # what an office keeps its data in
UNSEALED = "unsealed"  # where a sealed package is opened before it is taken


class InboxExists(Declined):
    """The folder is an inbox already."""

    message = "“{folder}”已经是县级收件箱。请直接使用，原有内容没有改动。"


class InboxInOffice(Declined):
    """The folder holds an office's own data."""

    message = (
        "“{folder}”是本机关的数据文件夹，不能兼作县级收件箱。请另选一个文件夹，没有改动任何内容。"
    )


class NoInbox(Declined):
    """The folder is not an inbox."""

    message = "“{folder}”还不是县级收件箱。请先运行 gkdesk county init --inbox，没有改动任何内容。"


class InboxTooNew(Blocked):
    """A newer program made the inbox."""

    message = "此收件箱由更新版本的软件建立。请先升级软件，内容没有改动。"


class County:
    """One open inbox. Use it as a context manager, or call ``close``."""

    def __init__(self, inbox: Path, conn: Connection, now: Callable[[], datetime]) -> None:
        self._inbox = inbox
        self._conn = conn
        self._now = now
        self.name = county_store.county_name(conn)

    @classmethod
    def init(cls, inbox: Path, *, name: str, now: Callable[[], datetime]) -> Self:
        """Make an inbox.

        Args:
            inbox: a folder, made when missing.
            name: what the receipts are signed with, such as ``云岭县``.
            now: the clock.

        Raises:
            InboxExists: it is one already.
            InboxInOffice: an office keeps its data there.
            Blocked: disk or rights.
        """
        if (inbox / county_store.DATABASE).exists():
            raise InboxExists(folder=inbox.name)
        if (inbox / OFFICE).exists():
            raise InboxInOffice(folder=inbox.name)
        with files.file_trouble(inbox):
            inbox.mkdir(parents=True, exist_ok=True)
        stamp = now().isoformat(timespec="seconds")
        conn = county_store.create(inbox / county_store.DATABASE, name=name, made_at=stamp)
        return cls(inbox, conn, now)

    @classmethod
    def open(cls, inbox: Path, *, now: Callable[[], datetime]) -> Self:
        """Open an inbox.

        Raises:
            NoInbox: the folder is not one.
            InboxTooNew: a newer program made it.
        """
        path = inbox / county_store.DATABASE
        if not path.exists():
            raise NoInbox(folder=inbox.name)
        conn = connect(path)
        if county_store.version(conn) > county_store.VERSION:
            conn.close()
            raise InboxTooNew
        if county_store.version(conn) < county_store.VERSION:
            county_store.upgrade(conn)
        return cls(inbox, conn, now)

    def close(self) -> None:
        self._conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def keys(self) -> KeyRing:
        """The offices' keys."""
        keeper = Keeper(
            self._conn,
            lambda: transaction(self._conn),
            lambda: self._now().isoformat(timespec="seconds"),
            lambda: self._now().date(),
            lambda: self.name,
            lambda _action, _fingerprint: None,  # the inbox has no log of its own; keys keep theirs
        )
        return KeyRing(keeper, KeySide.OFFICE)

    def receive(
        self, path: Path, report: Report = silent, *, pairs: Sequence[KeyPair] = ()
    ) -> Receipt:
        """Take a package in, or refuse it whole; write the receipt beside it and in the inbox.

        Receiving the same package again gives the same receipt, marked ``repeated``. A damaged or
        out-of-order package is answered with a receipt that refuses it and says why.

        Args:
            path: the package, or the folder it lies in.
            report: called between two files.
            pairs: the county's own keys, the newest first, for a sealed package.

        Raises:
            NoPackage, SeveralPackages: nothing to receive.
            PackRefused: a sealed package that is not whole, or not by a trusted office for us.
            NoCountyPair: a sealed package, and no own key in force.
            Blocked: the inbox cannot be written.
        """
        package = inspection.locate(path)
        if package.name.endswith(SEALED_ENDING):
            return self._receive_sealed(package, pairs, report)
        seen = inspection.inspect(package)
        blocking = [finding for finding in seen.findings if finding.blocking]
        coming = Coming(package, package.parent, package.name)
        if seen.info is not None and self._seals(seen.info.town):
            blocking.append(Finding(FindingKind.PLAIN, package.name))
        if seen.info is None or blocking:
            return self._refuse(coming, seen.info, blocking)
        return self._take(coming, seen, seen.info, report)

    @property
    def book(self) -> CountyBook:
        """What the inbox holds."""
        return CountyBook(self._conn, self._now)

    def _seals(self, town: str) -> bool:
        """Tell whether a town has a key we trust: then nothing of it is believed without."""
        return any(one.public.owner == town and one.trusted_at for one in self.keys.others())

    def _receive_sealed(self, path: Path, pairs: Sequence[KeyPair], report: Report) -> Receipt:
        """Judge the signature and the chain, open on the own disk, then take it as any other."""
        now = self._now()
        good = [one for one in pairs if one.public.holds_on(now.date())]
        if not good:
            raise NoCountyPair
        unsealed = self._inbox / UNSEALED
        with packfile.opened(path) as file:
            with files.file_trouble(path):
                examined = packfile.examine_open(file, path.name, self.keys.others(), now)
            name, waybill = examined.statement.name, examined.statement.waybill
            coming = Coming(unsealed / name, path.parent, name, examined.sha256, good[0].seed)
            shutil.rmtree(coming.bag, ignore_errors=True)  # of a killed run, perhaps taken since
            received = county_store.signed(self._conn, waybill.office)
            # which numbers are void stands inside
            if early := chain.judge(examined, received, received):
                if early.fault is Fault.REPLAYED:
                    return self._again(coming, waybill.office, waybill.number)
                return self._out_of_order(coming, early)
            with files.file_trouble(unsealed):
                unsealed.mkdir(exist_ok=True)
            sealedbag.lay_down(file, examined, unsealed, _identity(pairs, waybill), path.name)
        try:
            seen = inspection.inspect(coming.bag)
            if seen.info is None or not seen.sound:
                return self._refuse(coming, seen.info, list(seen.findings))
            if late := chain.judge(examined, received, seen.info.void):
                return self._out_of_order(coming, late)
            return self._take(coming, seen, seen.info, report)
        finally:
            shutil.rmtree(coming.bag, ignore_errors=True)

    def _out_of_order(self, coming: Coming, finding: PackFinding) -> Receipt:
        """Answer a package that is genuine but not the next one; the inbox stays as it is."""
        words = Finding(FindingKind.CHAIN, coming.name, finding.message)
        receipt = replace(self._blank(None, coming.name, ""), findings=(words.message,))
        return answer(coming, None, receipt)

    def _take(self, coming: Coming, seen: Inspection, info: PackageInfo, report: Report) -> Receipt:
        manifest = inspection.manifest_sha256(coming.bag)
        received = county_store.received(self._conn, info.town)
        order = merge.sequence_findings(info, manifest, received)
        blocking = [finding for finding in order if finding.blocking]
        if blocking:
            return self._refuse(coming, info, blocking)
        if info.number in received:
            return self._again(coming, info.town, info.number)
        copy = self._copy(coming, info, report)
        with transaction(self._conn):
            receipt = self._merge(copy, info, manifest)
            if coming.statement:
                county_store.add_statement(
                    self._conn, town=info.town, number=info.number, sha256=coming.statement
                )
            if copy.name.endswith(PARTIAL):
                bag.settle(copy, manifest)
        remarks = tuple(finding.message for finding in (*seen.findings, *order))
        return answer(coming, self._inbox / info.town, replace(receipt, remarks=remarks))

    def _again(self, coming: Coming, town: str, number: str) -> Receipt:
        text = county_store.receipt(self._conn, town, number)
        receipt = receipts.decode(text.encode("utf-8"), number)
        return answer(coming, self._inbox / town, replace(receipt, repeated=True))

    def _copy(self, coming: Coming, info: PackageInfo, report: Report) -> Path:
        """Copy beside and verify the copy: what was read from the drive is what is kept.

        What was unsealed lies on the own disk already, verified as it was written: it is moved.
        """
        folder = self._inbox / info.town
        final, partial = folder / coming.name, folder / (coming.name + PARTIAL)
        manifest = inspection.manifest_sha256(coming.bag)
        if final.is_dir():
            # a crash between rename and commit left it; it must be the same, whole
            if not inspection.verify(final) and inspection.manifest_sha256(final) == manifest:
                return final
            with files.file_trouble(final):
                shutil.rmtree(final)
        with bag.cleared_on_trouble(partial):
            if coming.statement:
                with files.file_trouble(partial):
                    folder.mkdir(exist_ok=True)
                    shutil.rmtree(partial, ignore_errors=True)
                    coming.bag.rename(partial)
            else:
                self._fill(coming.bag, partial, report)
                bag.check_whole(partial, manifest)
        return partial

    def _fill(self, package: Path, partial: Path, report: Report) -> None:
        with files.file_trouble(partial):
            if partial.is_dir():
                shutil.rmtree(partial)
            listed = inspection.listing_of(package).files
            for step, name in enumerate(listed):
                report(step, len(listed), "接收")
                target = partial / name
                target.parent.mkdir(parents=True, exist_ok=True)
                bag.copy_new(package / name, target)

    def _merge(self, copy: Path, info: PackageInfo, manifest: str) -> Receipt:
        """Take every row that is new or newer; whatever else stays is returned with its reason."""
        accepted = 0
        returned: list[ReturnedRow] = []
        for kind in sorted(info.counts):
            for line in inspection.rows_of(copy, kind):
                if reason := self._put(info, line):
                    returned.append(ReturnedRow(kind, line.key, line.mark.revision, reason))
                else:
                    accepted += 1
        name = copy.name.removesuffix(PARTIAL)
        receipt = replace(
            self._blank(info, name, manifest), accepted=accepted, returned=tuple(returned)
        )
        county_store.add_package(
            self._conn,
            town=info.town,
            number=info.number,
            town_name=info.town_name,
            name=name,
            manifest_sha256=manifest,
            audit_id=info.audit_id,
            audit_hash=info.audit_hash,
            receipt=receipts.encode(receipt).decode("utf-8"),
            received_at=receipt.received_at,
        )
        return receipt

    def _put(self, info: PackageInfo, line: Line) -> str:
        """Take one row; return why not, or ``""``."""
        have = county_store.mark(self._conn, info.town, line.kind, line.key)
        relation = merge.compare(have, line.mark)
        if relation in {merge.Relation.NEW, merge.Relation.NEWER}:
            county_store.put_entry(self._conn, town=info.town, number=info.number, line=line)
        return merge.return_reason(relation, have)

    def _refuse(self, coming: Coming, info: PackageInfo | None, found: list[Finding]) -> Receipt:
        blank = self._blank(info, coming.name, inspection.manifest_sha256(coming.bag))
        receipt = replace(blank, findings=tuple(finding.message for finding in found))
        text = receipts.encode(receipt).decode("utf-8")
        with transaction(self._conn):
            county_store.add_refusal(
                self._conn, name=coming.name, receipt=text, at=receipt.received_at
            )
        return answer(coming, None, receipt)

    def _blank(self, info: PackageInfo | None, name: str, manifest: str) -> Receipt:
        return Receipt(
            town=info.town if info else "",
            number=info.number if info else "",
            name=name,
            manifest_sha256=manifest,
            accepted=0,
            returned=(),
            findings=(),
            received_at=self._now().isoformat(timespec="seconds"),
            county=self.name,
        )


def _identity(pairs: Sequence[KeyPair], waybill: Waybill) -> bytes:
    """Return the key that opens a package; any other when none does, to be told so."""
    fitting = [one for one in pairs if one.public.seal in waybill.recipients]
    return (fitting or list(pairs))[0].identity
