"""The county's side: verify before anything is believed, take all of a package or nothing.

``<inbox>/county.db`` keeps the newest revision of every row of every town; each package taken lies
in ``<inbox>/<town>/<name>/`` with its receipt beside it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from gkdesk.base import files
from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.progress import Report, silent
from gkdesk.db import Connection, transaction
from gkdesk.db.connection import connect

from . import bag, county_store, inspection, merge
from . import receipt as receipts
from .contents import Line
from .model import PARTIAL, Finding, Inspection, PackageInfo, Receipt, ReturnedRow

OFFICE = "gkdesk.db"  # what an office keeps its data in


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
        if county_store.version(conn) != county_store.VERSION:
            conn.close()
            raise InboxTooNew
        return cls(inbox, conn, now)

    def close(self) -> None:
        self._conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def receive(self, path: Path, report: Report = silent) -> Receipt:
        """Take a package in, or refuse it whole; write the receipt beside it and in the inbox.

        Receiving the same package again gives the same receipt, marked ``repeated``. A damaged or
        out-of-order package is answered with a receipt that refuses it and says why.

        Raises:
            NoPackage, SeveralPackages: nothing to receive.
            Blocked: the inbox cannot be written.
        """
        package = inspection.locate(path)
        seen = inspection.inspect(package)
        blocking = [finding for finding in seen.findings if finding.blocking]
        if seen.info is None or blocking:
            return self._refuse(package, seen.info, blocking)
        return self._take(package, seen, seen.info, report)

    def rows(self, town: str) -> list[tuple[str, str, int]]:
        """Return kind, key and revision of every row held from a town."""
        rows = county_store.entries(self._conn, town)
        return [(row["kind"], row["key"], row["revision"]) for row in rows]

    def _take(self, package: Path, seen: Inspection, info: PackageInfo, report: Report) -> Receipt:
        manifest = inspection.manifest_sha256(package)
        received = county_store.received(self._conn, info.town)
        order = merge.sequence_findings(info, manifest, received)
        blocking = [finding for finding in order if finding.blocking]
        if blocking:
            return self._refuse(package, info, blocking)
        if info.number in received:
            return self._again(package, info)
        copy = self._copy(package, info, report)
        with transaction(self._conn):
            receipt = self._merge(copy, info, manifest)
            if copy.name.endswith(PARTIAL):
                bag.settle(copy, manifest)
        remarks = tuple(finding.message for finding in (*seen.findings, *order))
        return self._answer(package, self._inbox / info.town, replace(receipt, remarks=remarks))

    def _again(self, package: Path, info: PackageInfo) -> Receipt:
        text = county_store.receipt(self._conn, info.town, info.number)
        receipt = receipts.decode(text.encode("utf-8"), info.number)
        return self._answer(package, self._inbox / info.town, replace(receipt, repeated=True))

    def _copy(self, package: Path, info: PackageInfo, report: Report) -> Path:
        """Copy beside and verify the copy: what was read from the drive is what is kept."""
        folder = self._inbox / info.town
        final, partial = folder / package.name, folder / (package.name + PARTIAL)
        manifest = inspection.manifest_sha256(package)
        if final.is_dir():
            # a crash between rename and commit left it; it must be the same, whole
            if not inspection.verify(final) and inspection.manifest_sha256(final) == manifest:
                return final
            with files.file_trouble(final):
                shutil.rmtree(final)
        with bag.cleared_on_trouble(partial):
            self._fill(package, partial, report)
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

    def _refuse(self, package: Path, info: PackageInfo | None, found: list[Finding]) -> Receipt:
        blank = self._blank(info, package.name, inspection.manifest_sha256(package))
        receipt = replace(blank, findings=tuple(finding.message for finding in found))
        text = receipts.encode(receipt).decode("utf-8")
        with transaction(self._conn):
            county_store.add_refusal(
                self._conn, name=package.name, receipt=text, at=receipt.received_at
            )
        return self._answer(package, None, receipt)

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

    def _answer(self, package: Path, kept: Path | None, receipt: Receipt) -> Receipt:
        """Write the receipt in the inbox, then on the drive; a read-only drive is a remark."""
        content = receipts.encode(receipt)
        paths, remarks = [], list(receipt.remarks)
        if kept is not None:
            paths.append(_write_beside(kept, receipt.name, content))
        try:
            paths.append(_write_beside(package.parent, package.name, content))
        except Blocked as error:
            remarks.append(f"回执没有写到 U 盘上，收件箱里有一份（{error}）")
        return replace(receipt, paths=tuple(str(path) for path in paths), remarks=tuple(remarks))


def _write_beside(folder: Path, package: str, content: bytes) -> Path:
    """Write a receipt under a free name; the same receipt is not written twice."""
    attempt = 1
    while True:
        path = folder / receipts.file_name(package, attempt)
        if not path.exists():
            files.write(path, content)
            return path
        if files.read(path) == content:
            return path
        attempt += 1
