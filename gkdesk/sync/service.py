"""What an office does with sync packages: choose, write, finish, void, read receipts back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Blocked, Declined, Problem
from gkdesk.base.handover import Due, PackageRow
from gkdesk.base.progress import Report, silent
from gkdesk.db.connection import DatabaseTrouble

from . import (
    bag,
    contents,
    drive,
    due,
    inspection,
    merge,
    notices,
    outbox,
    outwriter,
    receipt,
    store,
)
from .contents import Plan
from .keystore import KeyStore
from .model import (
    PARTIAL,
    PREFIX,
    Choice,
    PackageState,
    Receipt,
    ReceiptResult,
    SyncPackage,
)
from .outbox import Unfinished
from .outwriter import Leftover, Writer

if TYPE_CHECKING:
    from gkdesk.documents.model import Document

Source = Callable[[], list[PackageRow]]
Key = tuple[str, str]  # kind, key
_LONGEST_SIGNATURE = 16 << 10  # bytes


class Archive(Protocol):
    """What sync needs of documents."""

    def read(self, sha256: str) -> bytes:
        """Give an archived file, opened."""

    def issue(self, form: str, values: Mapping[str, str | list[str]], *, subject: str) -> Document:
        """Make, number and archive a document."""


class NothingToSend(Declined):
    """Every row was sent already."""

    message = (
        "没有要送县里的新内容（{awaiting}条已送出，等回执）。"
        "有新的公开内容后再打包，没有写入任何内容。"
    )


class NotSettled(Blocked):
    """Written and read back, but the drive went away before the rename."""

    message = (
        "同步包{number}已写好并核对，最后一步 U 盘断开了。"
        "请插好原来的 U 盘后继续写入，不用重新打包。"
    )


class NoSuchPackage(Declined):
    """No package has this number."""

    message = "没有编号为{number}的同步包。请核对编号，没有改动任何内容。"


class AlreadySettled(Declined):
    """The county has answered, so the package stands."""

    message = "{number}已是“{state}”，不能作废。没有改动任何内容。"


class UnknownReceipt(Declined):
    """The receipt answers no package of this office."""

    message = (
        "“{name}”不是本单位送出的同步包的回执（编号{number}）。请核对 U 盘，没有导入任何内容。"
    )


class Sync:
    """The town's side of the sync packages."""

    verify = staticmethod(inspection.verify)
    inspect = staticmethod(inspection.inspect)
    receipts_at = staticmethod(inspection.receipts_at)

    def __init__(self, session: Session, documents: Archive, sources: Sequence[Source]) -> None:
        self._session = session
        self._documents = documents
        self._sources = sources

    def choose(self) -> Choice:
        """Sort every room's rows into what the next package carries and what stays behind."""
        rows = [row for source in self._sources for row in source()]
        marked = [(row, contents.mark_of(row)) for row in rows]
        return merge.choose(marked, merge.history(store.sent(self._session.conn)))

    def check(self) -> list[Problem]:
        """Name what would hold the next package back; writes nothing.

        Raises:
            LoginNeeded: files cannot be opened before log-in.
            Blocked: an archived file cannot be read.
        """
        rows = [one.row for one in self.choose().rows]
        _sizes, found = outbox.read_files(rows, self._documents.read, silent)
        return [*outbox.text_problems(rows), *found]

    def write(
        self, folder: Path, report: Report = silent, *, without: Collection[Key] = ()
    ) -> SyncPackage:
        """Write what changed to a drive, read it back, and only then remember it.

        Sealed and signed when a county key is trusted, else as a plain folder.

        Args:
            folder: on the drive; made when the disk is there.
            report: called between two files.
            without: (kind, key) of rows left out this time (暂不放入此条).

        Raises:
            NothingToSend, Unfinished, HeldBack, NameInUse: nothing was written.
            NoOwnKey, TooLargeForDrive: nothing was written.
            DriveMissing, DriveFull, DriveReadOnly: nothing was written.
            ReadBackDiffers, DrivePulled, Blocked: what was written is cleared away.
            NotSettled: only the rename is missing; see ``finish``.
        """
        plan = self._plan(without, report)
        remembered = map(Path, store.mount_roots(self._session.conn))
        writer = self._writer(plan, report)
        device = drive.prepare(folder, writer.size, remembered)
        partial = writer.write(folder, device)
        package_id, number = self._remember(plan, writer, partial), plan.info.number
        try:
            writer.settle(partial)
        except Blocked as error:
            raise NotSettled(number=number) from error
        self._mark_verified(package_id, number)
        return self.package(number)

    def finish(self, number: str) -> SyncPackage:
        """Go on with a package that was read back but not renamed: the drive was pulled then.

        Raises:
            outwriter.PackageNotThere: it does not lie where it was written.
            ReadBackDiffers: it was changed meanwhile.
        """
        package = self.package(number)
        if package.state is not PackageState.WRITTEN:
            return package
        outwriter.finish(self._session, package)
        self._mark_verified(package.id, number)
        return self.package(number)

    def void(self, number: str) -> SyncPackage:
        """Declare a package lost: its rows go again, the next package says it will not come.

        Raises:
            AlreadySettled: the county has answered it.
        """
        package = self.package(number)
        if not package.state.in_flight:
            raise AlreadySettled(number=number, state=package.state.label)
        with self._session.transaction():
            store.add_event(self._session.conn, package.id, PackageState.VOID, self._stamp())
            self._session.audit("sync.void", number)
        return self.package(number)

    def leftovers(self, folder: Path) -> list[Leftover]:
        """List the packages on a drive that were never finished."""
        known = {package.file_name: package.number for package in self.packages()}
        with files.file_trouble(folder):
            found = sorted(folder.glob(f"{PREFIX}*{PARTIAL}"))
            sizes = [bag.size_of(place) for place in found]
        return [
            Leftover(str(place), size, known.get(place.name.removesuffix(PARTIAL), ""))
            for place, size in zip(found, sizes, strict=True)
        ]

    def clear(self, leftover: Leftover) -> None:
        """Remove an unfinished package from a drive.

        Raises:
            Unfinished: the office still counts on it; finish or void it first.
        """
        if leftover.number and self.package(leftover.number).state is PackageState.WRITTEN:
            raise Unfinished(number=leftover.number)
        place = Path(leftover.path)
        if not place.name.startswith(PREFIX) or not place.name.endswith(PARTIAL):
            raise inspection.NoPackage(path=place.name)
        with files.file_trouble(place):
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()
        with self._session.transaction():
            self._session.audit("sync.clear", place.name)

    def packages(self) -> list[SyncPackage]:
        """Return every package of this office, newest first."""
        return store.packages(self._session.conn)

    def package(self, number: str) -> SyncPackage:
        """Raises: NoSuchPackage."""
        for package in self.packages():
            if package.number == number:
                return package
        raise NoSuchPackage(number=number)

    def read_receipt(self, path: Path) -> ReceiptResult:
        """Take in what the county answered; reading the same receipt again changes nothing.

        Raises:
            NotAReceipt: another file, or changed on its way.
            UnknownReceipt: it answers no package of this office.
            ReceiptUnsigned: it answers a sealed package, and no trusted county signed it.
            ReceiptMismatch: its figures do not fit the package.
        """
        answer = receipt.decode(files.read(path), path.name)
        package = self._answered(answer, path.name)
        if package.sealed:
            self._demand_signed(answer, path)
        digest = receipt.digest(answer)
        with self._session.transaction():
            if store.receipt_known(self._session.conn, digest):
                return ReceiptResult(package, answer, repeated=True)
            rows = store.package_rows(self._session.conn, package.id)
            state, outcomes = receipt.consequences(package, rows, answer)
            store.pass_over(self._session.conn, package, answer.before, self._stamp())
            store.add_outcomes(self._session.conn, package.id, outcomes)
            store.add_event(self._session.conn, package.id, state, self._stamp(), digest)
            self._session.audit(
                "sync.receipt",
                package.number,
                state=state,
                accepted=answer.accepted,
                returned=len(answer.returned),
                receipt=digest,
            )
        return ReceiptResult(self.package(package.number), answer, repeated=False)

    def agenda(self) -> list[Due]:
        """Say which packages wait for a hand: unfinished, without receipt, returned."""
        return due.dues(self._session)

    def handover(self, number: str) -> Document:
        """Print the paper that goes with the drive (交接单).

        Raises:
            Unfinished: the package is not whole on the drive yet.
        """
        package = self.package(number)
        if package.state is PackageState.WRITTEN:
            raise Unfinished(number=number)
        values = notices.handover_values(package, self._session.organ.county)
        return self._documents.issue("sync_handover", values, subject=number)

    def _plan(self, without: Collection[Key], report: Report) -> Plan:
        left = frozenset(without)
        choice = self.choose()
        going = [c.row for c in choice.rows if (c.row.kind, c.row.key) not in left]
        info = outbox.next_info(self._session, self.packages())
        if not going:
            raise NothingToSend(awaiting=len(choice.awaiting))
        return outbox.compose(info, going, self._documents.read, report)

    def _writer(self, plan: Plan, report: Report) -> Writer:
        follows = plan.info.predecessor
        before = self.package(follows.number) if follows else None
        return outwriter.writer_of(plan, self._documents.read, report, self._session, before)

    def _remember(self, plan: Plan, writer: Writer, partial: Path) -> int:
        """Take the number; on trouble nothing is left on the drive.

        A failing disk can report a commit as failed that is valid already (its last flush): then
        the drive keeps what the office counts on, and ``finish`` goes on with it.
        """
        kept: DatabaseTrouble | None = None
        package_id = 0
        with bag.cleared_on_trouble(partial):
            try:
                with self._session.transaction():
                    package_id = outbox.remember(self._session, plan, partial.parent.resolve())
                    writer.remember(package_id)
            except DatabaseTrouble as error:
                if plan.name not in {one.name for one in self.packages()}:
                    raise
                kept = error
        if kept is not None:
            raise kept
        return package_id

    def _mark_verified(self, package_id: int, number: str) -> None:
        with self._session.transaction():
            store.add_event(self._session.conn, package_id, PackageState.VERIFIED, self._stamp())
            self._session.audit("sync.verified", number)

    def _answered(self, answer: Receipt, name: str) -> SyncPackage:
        # a package too damaged to read is refused without naming its town
        if answer.town in {self._session.organ.credit_code, ""}:
            for package in self.packages():
                if receipt.answers(answer, package):
                    return package
        raise UnknownReceipt(name=name, number=answer.number or "不明")

    def _demand_signed(self, answer: Receipt, path: Path) -> None:
        beside = path.with_name(path.name + receipt.SIGNATURE)
        signature = files.read(beside, largest=_LONGEST_SIGNATURE) if beside.exists() else None
        counties = KeyStore(self._session).counties()
        receipt.demand_signed(answer, signature, counties, self._session.today, path.name)

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")
