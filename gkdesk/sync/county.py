"""The county's side: verify before anything is believed, take all of a package or nothing.

``<inbox>/county.db`` keeps the newest revision of every row of every town; each package taken lies
in ``<inbox>/<town>/<name>/`` with its receipt beside it.
"""

from __future__ import annotations

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

from . import (
    bag,
    county_store,
    county_turns,
    countylook,
    countysteps,
    countytake,
    countyundo,
    inspection,
)
from . import receipt as receipts
from .countyanswer import answer
from .countybook import CountyBook
from .countyconflicts import Conflicts
from .countygate import Arrival, Gate, Verdict
from .countykeys import demand_name
from .countylock import alone, tidy
from .countylook import Item, Preview
from .keyring import Keeper, KeyRing
from .keys import KeyPair, KeySide
from .model import PARTIAL, PackageInfo, Receipt

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
            BadCountyName: empty, or longer than an exchange file takes.
            Blocked: disk or rights.
        """
        demand_name(name)
        if (inbox / county_store.DATABASE).exists():
            raise InboxExists(folder=inbox.name)
        if (inbox / OFFICE).exists():
            raise InboxInOffice(folder=inbox.name)
        with files.file_trouble(inbox):
            inbox.mkdir(parents=True, exist_ok=True)
        stamp = now().isoformat(timespec="seconds")
        conn = countysteps.create(inbox / county_store.DATABASE, name=name, made_at=stamp)
        tidy(inbox)
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
        if countysteps.version(conn) > countysteps.VERSION:
            conn.close()
            raise InboxTooNew
        if countysteps.version(conn) < countysteps.VERSION:
            countysteps.upgrade(conn)
        tidy(inbox)
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
        self,
        path: Path,
        report: Report = silent,
        *,
        pairs: Sequence[KeyPair] = (),
        again: bool = False,
    ) -> Receipt:
        """Take a package in, or refuse it whole; write the receipt beside it and in the inbox.

        Receiving the same package again gives the same receipt, marked ``repeated``. A damaged or
        out-of-order package is answered with a receipt that refuses it and says why; one that was
        undone with the receipt that says so, unless ``again``.

        Args:
            path: the package, or the folder it lies in.
            report: called between two files.
            pairs: the county's own keys, the newest first, for a sealed package.
            again: take an undone package once more.

        Raises:
            NoPackage, SeveralPackages: nothing to receive.
            PackRefused: a sealed package that is not whole, or not by a trusted office for us.
            NoCountyPair: a sealed package, and no own key in force.
            InboxInUse: another program writes in the inbox.
            Blocked: the inbox cannot be written.
        """
        package = inspection.locate(path)
        with alone(self._inbox), self._gate.judged(package, pairs, again=again) as arrival:
            match arrival.verdict:
                case Verdict.TAKE:
                    assert arrival.info is not None  # noqa: S101 - it was opened
                    return self._take(arrival, arrival.info, report)
                case Verdict.KNOWN | Verdict.UNDONE:
                    return self._repeat(arrival)
                case _:
                    return self._refuse(arrival)

    def look(self, path: Path, *, pairs: Sequence[KeyPair] = ()) -> Preview:
        """Say what a package holds and what receiving it would do; nothing is left written.

        Raises: as ``receive``.
        """
        package = inspection.locate(path)
        with alone(self._inbox), self._gate.judged(package, pairs) as arrival:
            return countylook.preview(self._conn, package, arrival)

    @staticmethod
    def check_reason(text: str) -> str:
        """Return a reason as it will be kept; raises NoReason."""
        return countyundo.reason_of(text)

    def items(self, answer: Receipt) -> list[Item]:
        """Return what became of every row of a package, by the answer to it."""
        return countylook.items(self._inbox, answer)

    def undo(
        self,
        town: str,
        number: str,
        reason: str,
        *,
        to: Path | None = None,
        pairs: Sequence[KeyPair] = (),
    ) -> Receipt:
        """Undo the newest package of a town; write the receipt that says so.

        Undoing it again changes nothing and writes the receipt anew, marked ``repeated``.

        Args:
            town: credit code or full name.
            number: of the package; the newest that was not undone.
            reason: travels in the receipt.
            to: a folder on the drive that goes back; ``None``: the receipt is kept here only.
            pairs: the county's own keys, the newest first, when the package was sealed.

        Raises:
            NoReason, NoSuchTown, NotTaken, NotNewest, NotKept, NoCountyPair, NoSuchFile: nothing
                was changed.
            InboxInUse: another program writes in the inbox.
        """
        words = countyundo.reason_of(reason)
        with alone(self._inbox):
            kept = countyundo.find(self._conn, town, number)
            coming = countyundo.coming(kept, to, pairs, self._now())
            if kept.standing:
                receipt = countyundo.undo(self._conn, kept, words, self.name, self._now)
            else:
                receipt = replace(countyundo.answer_of(self._conn, kept), repeated=True)
            return answer(coming, self._inbox / kept.town, receipt)

    def receipt(
        self, town: str, number: str, to: Path | None = None, *, pairs: Sequence[KeyPair] = ()
    ) -> Receipt:
        """Write the newest answer to a package once more: a drive was lost on its way back.

        Args:
            town: credit code or full name.
            number: of a package in the book.
            to: a folder on the drive; ``None``: in the inbox only.
            pairs: the county's own keys, the newest first, when the package was sealed.

        Raises:
            NoSuchTown, NotTaken, NoCountyPair, NoSuchFile: nothing was written.
            InboxInUse: another program writes in the inbox.
        """
        with alone(self._inbox):
            kept = countyundo.find_taken(self._conn, town, number)
            coming = countyundo.coming(kept, to, pairs, self._now())
            receipt = replace(countyundo.answer_of(self._conn, kept), repeated=True)
            return answer(coming, self._inbox / kept.town, receipt)

    @property
    def book(self) -> CountyBook:
        """What the inbox holds."""
        return CountyBook(self._conn, self._now)

    @property
    def conflicts(self) -> Conflicts:
        """What came and was not taken."""
        return Conflicts(self._conn, self._inbox, self._now)

    @property
    def _gate(self) -> Gate:
        return Gate(self._conn, self._inbox, self.keys.others, self._now)

    def _take(self, arrival: Arrival, info: PackageInfo, report: Report) -> Receipt:
        coming, manifest = arrival.coming, arrival.manifest
        report(0, 1, "接收")  # the last moment to stop: nothing is written yet
        copy = countytake.copy(self._inbox, coming, info, report)
        with transaction(self._conn):
            merged = countytake.rows(self._conn, copy, info)
            receipt = replace(
                self._blank(info, coming.name, manifest),
                accepted=merged.accepted,
                returned=merged.returned,
                before=county_turns.answers(self._conn, info.town, info.number),
            )
            countytake.note(self._conn, info, receipt, merged)
            if coming.statement:
                county_store.add_statement(
                    self._conn, town=info.town, number=info.number, sha256=coming.statement
                )
            if copy.name.endswith(PARTIAL):
                bag.settle(copy, manifest)
        remarks = tuple(finding.message for finding in arrival.remarks)
        return answer(coming, self._inbox / info.town, replace(receipt, remarks=remarks))

    def _repeat(self, arrival: Arrival) -> Receipt:
        """Give the answer that was given before; to an undone package the one that says so."""
        kept = county_turns.package(self._conn, arrival.town, arrival.number)
        assert kept is not None  # noqa: S101 - the gate found it in the book
        receipt = replace(countyundo.answer_of(self._conn, kept), repeated=True)
        return answer(arrival.coming, self._inbox / arrival.town, receipt)

    def _refuse(self, arrival: Arrival) -> Receipt:
        coming = arrival.coming
        blank = self._blank(arrival.info, coming.name, arrival.manifest)
        receipt = replace(blank, findings=tuple(one.message for one in arrival.findings))
        if arrival.noted:
            text = receipts.encode(receipt).decode("utf-8")
            with transaction(self._conn):
                county_store.add_refusal(
                    self._conn, name=coming.name, receipt=text, at=receipt.received_at
                )
        for kept in arrival.untold:  # the town cannot go on before it knows
            place = replace(coming, name=kept.name)
            answer(place, self._inbox / kept.town, countyundo.answer_of(self._conn, kept))
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
