"""What an office does with sync packages: choose, write, finish, void, read receipts back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Blocked
from gkdesk.base.handover import Due, PackageRow
from gkdesk.base.progress import Report, silent
from gkdesk.db.connection import DatabaseTrouble
from gkdesk.documents.archive import ArchiveDamaged, ArchiveMissing

from . import (
    attempts,
    bag,
    delta,
    due,
    inspection,
    notices,
    outbox,
    outwriter,
    packfile,
    preparing,
    receipt,
    store,
)
from .attempts import Attempts
from .contents import Plan
from .declined import (
    AlreadySettled,
    DemoSendsNothing,
    NoSuchPackage,
    NothingToSend,
    UnknownReceipt,
)
from .delta import Sources
from .driving import Driving
from .gate import HeldBack
from .history import History
from .keystore import KeyStore
from .model import (
    Choice,
    PackageState,
    Receipt,
    ReceiptResult,
    SyncPackage,
)
from .outbox import Unfinished
from .outwriter import Leftover, NotSettled, Writer
from .survey import Survey

if TYPE_CHECKING:
    from gkdesk.documents.model import Document

Key = tuple[str, str]  # kind, key
_LONGEST_SIGNATURE = 16 << 10  # bytes


class Archive(Protocol):
    """What sync needs of documents."""

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Give an archived file, opened, piece by piece."""

    def size_of(self, sha256: str) -> int:
        """Return its bytes."""

    def sizes(self, hashes: Iterable[str]) -> dict[str, int]:
        """Return SHA-256 → bytes of archived files."""

    def issue(self, form: str, values: Mapping[str, str | list[str]], *, subject: str) -> Document:
        """Make, number and archive a document."""


class Sync:
    """The town's side of the sync packages."""

    verify = staticmethod(inspection.verify)
    inspect = staticmethod(inspection.inspect)
    receipts_at = staticmethod(inspection.receipts_at)
    leave_out = staticmethod(preparing.leave_out)

    def __init__(self, session: Session, documents: Archive, sources: Sources) -> None:
        self._session = session
        self._documents = documents
        self._sources = sources

    @property
    def drives(self) -> Driving:
        """The plugged drives, and what of ours lies on them."""
        return Driving(self._session)

    @property
    def history(self) -> History:
        """What went, and what became of it."""
        return History(self._session, self._rows)

    def choose(self, *, full: bool = False) -> Choice:
        """Sort the rooms' rows into what the next package carries and what stays.

        ``full`` sends everything again that was approved (整包重送).
        """
        return delta.choose(self._session.conn, self._sources, whole=full, full=full)

    def survey(
        self,
        report: Report = silent,
        *,
        without: Collection[Key] = (),
        full: bool = False,
        look: bool = False,
    ) -> Survey:
        """Say what the next package would carry; ``look`` into every row and file as well."""
        choice = self.choose(full=full)
        found = preparing.survey(self._session, choice, self.packages(), self._documents, without)
        return preparing.look(found, self._documents, without, report) if look else found

    def write(
        self,
        folder: Path,
        report: Report = silent,
        *,
        without: Collection[Key] = (),
        full: bool = False,
        checked: str = "",
    ) -> SyncPackage:
        """Write what changed, or as much as one sealed file holds; read back, then remember it.

        Args:
            folder: on the drive; made when the disk is there.
            report: called between two files.
            without: (kind, key) of rows left out this time (暂不放入此条).
            full: send everything again.
            checked: ``Survey.checked`` of a look at these very rows; nothing is looked at twice.

        Raises:
            DemoSendsNothing, NothingToSend, Unfinished, HeldBack, NameInUse, NoOwnKey,
            TooLargeForDrive, DriveMissing, DriveFull, DriveReadOnly: nothing was written.
            DrivePulled: nothing is lost; written again, what lies on the drive is gone on with.
            ReadBackDiffers, Blocked: what was written is cleared away.
            NotSettled: only the rename is missing; see ``finish``.
        """
        plan, choice = self._plan(folder, without, report, full=full, checked=checked)
        writer = self._writer(plan, report, full=full)
        device, attempt = Attempts(self._session).begin(plan, writer, folder)
        try:
            partial = writer.write(folder, device, attempt)
        except (ArchiveMissing, ArchiveDamaged) as error:
            rows = delta.leaving(choice, without)
            raise HeldBack(outbox.file_problems(rows, self._documents, report)) from error
        package_id, number = self._remember(plan, choice, writer, partial), plan.info.number
        try:
            writer.settle(partial)
        except Blocked as error:
            raise NotSettled(number=number) from error
        self._mark_verified(package_id, number)
        return self.package(number)

    def finish(self, number: str, folder: Path | None = None) -> SyncPackage:
        """Go on with a package that was read back but not renamed: the drive was pulled then.

        ``folder`` is where it lies when the drive came back under another name.

        Raises:
            outwriter.PackageNotThere: it does not lie where it was written.
            ReadBackDiffers: it was changed meanwhile.
        """
        package = self.package(number)
        if package.state is not PackageState.WRITTEN:
            return package
        at = str(folder) if folder else package.folder
        outwriter.finish(self._session, replace(package, folder=at))
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
        return self.drives.leftovers(folder)

    def clear(self, leftover: Leftover) -> None:
        """Remove an unfinished package from a drive; see ``Driving.clear``."""
        self.drives.clear(leftover)

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
            store.add_tally(self._session.conn, package.id)
            store.drop_accepted(self._session.conn, package.id)
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

    def _plan(
        self, folder: Path, without: Collection[Key], report: Report, *, full: bool = False,
        checked: str = "",
    ) -> tuple[Plan, Choice]:  # fmt: skip
        if not self._session.may_send:
            raise DemoSendsNothing
        choice = self.choose(full=full)
        going = delta.leaving(choice, without)
        fresh = outbox.next_info(self._session, self.packages())
        info = Attempts(self._session).info(fresh, folder)
        if not going:
            raise NothingToSend(awaiting=len(choice.awaiting))
        known = bool(checked) and checked == preparing.digest_of(going)
        if KeyStore(self._session).seals and not full:
            # the rest is chosen again for the next package
            going = outbox.fitting(going, self._documents, packfile.LARGEST_SEALED)
        plan = outbox.compose(info, going, self._documents, report, checked=known)
        if info is not fresh and not Attempts(self._session).knows(plan):
            plan = outbox.compose(fresh, going, self._documents, report, checked=True)
        return plan, choice

    def _writer(self, plan: Plan, report: Report, *, full: bool) -> Writer:
        follows = plan.info.predecessor
        before = self.package(follows.number) if follows else None
        read, session = self._documents.pieces, self._session
        return outwriter.writer_of(plan, read, report, session, before, full=full)

    def _remember(self, plan: Plan, choice: Choice, writer: Writer, partial: Path) -> int:
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
                    attempts.drop(self._session.conn)
                    delta.seen(self._session.conn, package_id, choice)
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

    def _rows(self) -> list[PackageRow]:
        return [row for source in self._sources.values() for row in source(None)]

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")
