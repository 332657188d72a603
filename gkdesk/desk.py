"""The front door: opens the office's folder and hands out the rooms' services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from gkdesk import opening, paths, settings
from gkdesk.accounts import organ as organs
from gkdesk.accounts.organ import Organ
from gkdesk.accounts.service import Accounts
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined, GkdeskError
from gkdesk.base.files import file_trouble
from gkdesk.base.formfiles import FormFolders
from gkdesk.choices import Choices
from gkdesk.db import audit
from gkdesk.db.connection import connect
from gkdesk.db.migrations import migrate
from gkdesk.folder import DATABASE, FolderLock, demo_clock, make_room

if TYPE_CHECKING:
    from gkdesk.accounts.sealedkey import Cost
    from gkdesk.backup.service import Backups
    from gkdesk.catalog.service import Catalog
    from gkdesk.documents.service import Documents
    from gkdesk.documents.typefaces import Typefaces
    from gkdesk.printing.service import Printing
    from gkdesk.records.duty import Duties
    from gkdesk.records.regroom import RegisterRoom
    from gkdesk.records.service import Records
    from gkdesk.requests.service import Requests
    from gkdesk.search.agenda import Agenda
    from gkdesk.search.auditlog import AuditLog
    from gkdesk.search.finder import Finder
    from gkdesk.search.levels import Levels
    from gkdesk.statistics.service import Statistics
    from gkdesk.sync.downkinds import FormCheck
    from gkdesk.sync.downs import Downs
    from gkdesk.sync.keystore import KeyStore
    from gkdesk.sync.model import SyncPackage
    from gkdesk.sync.service import Sync
    from gkdesk.village.service import Villages


class NoOffice(Declined):
    """The folder holds no office."""

    message = "“{folder}”里还没有办公数据。请先运行 gkdesk init 或换一个文件夹，没有改动任何文件。"
    restorable = True  # a backup makes one


def shipped_check() -> tuple[FormCheck, FormFolders]:
    """Return what a county checks its files with: the forms of this program, without an office."""
    from gkdesk.formcheck import check_on_trial

    shipped = FormFolders(paths.forms())
    return partial(check_on_trial, folders=shipped), shipped


def wall_clock() -> datetime:
    """Return the office's local time; the only place that asks."""
    return datetime.now()  # noqa: DTZ005 - statutory days are the office's local days


class Desk:
    """One open office. Use it as a context manager, or call ``close``."""

    def __init__(self, session: Session, lock: FolderLock, cost: Cost | None) -> None:
        self.session = session
        self._lock = lock
        self._cost = cost

    @classmethod
    def create(
        cls,
        folder: Path,
        organ: Organ,
        *,
        user: str,
        password: str,
        now: Callable[[], datetime] = wall_clock,
        cost: Cost | None = None,
    ) -> tuple[Self, str]:
        """Found an office in a folder; return it, logged in, with its recovery key.

        Raises:
            OfficeExists: the folder already holds one.
            WeakPassword: nothing is left behind.
            Blocked: disk, rights, a network drive, or another program.
        """
        make_room(folder)
        lock = FolderLock.take(folder)
        with ExitStack() as undo:
            undo.callback(opening.clear, folder)
            undo.callback(lock.release)
            conn = connect(folder / DATABASE)
            undo.callback(conn.close)
            migrate(conn, backup_to=None)
            desk = cls(opening.session_of(conn, folder, organ, now), lock, cost)
            with desk.session.transaction():
                organs.save(conn, organ)
                recovery = desk.accounts.found(user, password)
            undo.pop_all()
        return desk, recovery

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        now: Callable[[], datetime] | None = None,
        cost: Cost | None = None,
    ) -> Self:
        """Open the office in a folder, bringing its file up to date first.

        Raises:
            NoOffice: there is none.
            DatabaseTooNew: a newer program made it.
            Blocked: disk, rights, a network drive, or another program.
        """
        with file_trouble(folder):
            if not opening.is_there(folder):
                raise NoOffice(folder=folder.name)
        lock = FolderLock.take(folder)
        with ExitStack() as undo:
            undo.callback(lock.release)
            staged = opening.put_back(folder) if lock.first else None
            now = now or demo_clock(folder) or wall_clock
            conn = connect(folder / DATABASE)
            undo.callback(conn.close)
            if lock.first and opening.never_founded(conn):
                undo.close()
                opening.clear(folder)
                raise NoOffice(folder=folder.name)
            opening.bring_up_to_date(conn, folder, now)
            if staged is not None:
                opening.write_down(conn, staged, folder, now())
            desk = cls(opening.session_of(conn, folder, organs.load(conn), now), lock, cost)
            undo.pop_all()
        return desk._settled()

    @staticmethod
    def read_organ(path: Path) -> Organ:
        """Read an office's profile from TOML.

        Raises:
            BadFile: every fault of it at once.
        """
        return organs.read_organ(path)

    @staticmethod
    def organ_from(values: Mapping[str, object]) -> Organ:
        """Check what was filled in about an office.

        Raises:
            BadFile: every fault at once; ``where`` is the field's name.
        """
        return organs.organ_from(dict(values), "单位信息")

    def another(self) -> Desk:
        """Open a second connection for long work in a thread, with the same user logged in."""
        desk = Desk.open(self.session.folder, now=self.session.now, cost=self._cost)
        desk.session.unlock(self.session.user, self.session.vault)
        return desk

    def close(self) -> None:
        self.session.conn.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def audit_faults(self) -> list[audit.ChainFault]:
        """Check the whole audit chain; with the vault open the keyed marks too."""
        key = self.session.vault.audit_key if self.session.unlocked else None
        return audit.verify(self.session.conn, key)

    @cached_property
    def audit_log(self) -> AuditLog:
        from gkdesk.search.auditlog import AuditLog

        return AuditLog(self.session)

    @property
    def is_demo(self) -> bool:
        """Whether this is a demo office: invented data, a clock that stands still."""
        return self.session.is_demo

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.session, self._cost)

    @cached_property
    def backups(self) -> Backups:
        from gkdesk.backup.service import Backups

        return Backups(self.session)

    @cached_property
    def documents(self) -> Documents:
        from gkdesk.documents.service import Documents

        return Documents(self.session, self.typefaces)

    @cached_property
    def typefaces(self) -> Typefaces:
        from gkdesk.documents.typefaces import Typefaces

        return Typefaces(self.session, lambda: settings.read(self.session.folder)[0].fonts)

    @cached_property
    def choices(self) -> Choices:
        return Choices(self.session)

    @cached_property
    def catalog(self) -> Catalog:
        from gkdesk.catalog.service import Catalog

        return Catalog(self.session, lambda: self.documents)

    @cached_property
    def records(self) -> Records:
        from gkdesk.records.service import Records

        return Records(self.session, self.documents, self.catalog)

    @cached_property
    def duties(self) -> Duties:
        from gkdesk.records.duty import Duties

        return Duties(self.session, self.catalog, self.documents)

    @cached_property
    def registers(self) -> RegisterRoom:
        from gkdesk.records.regroom import RegisterRoom

        def late(first: date, last: date) -> list[tuple[str, str]]:
            return self.requests.book.late(first, last)

        return RegisterRoom(self.session, self.documents, self.records, self.catalog, late)

    @cached_property
    def levels(self) -> Levels:
        from gkdesk.search.levels import Levels

        return Levels(self.session, self.duties, self.village)

    @cached_property
    def village(self) -> Villages:
        from gkdesk.village.service import Villages

        return Villages(self.session, self.documents)

    @cached_property
    def requests(self) -> Requests:
        from gkdesk.requests.service import Requests

        return Requests(self.session, self.documents)

    @cached_property
    def statistics(self) -> Statistics:
        from gkdesk.statistics.service import Statistics

        return Statistics(self.session, self.documents, self.records, self.requests)

    @cached_property
    def sync(self) -> Sync:
        from gkdesk.sync.service import Sync

        sources = {
            "item": self.catalog.package_rows,
            "record": self.records.package_rows,
            "sheet": self.village.package_rows,
            "request": self.requests.package_rows,
        }
        return Sync(self.session, self.documents, sources)

    def last_package(self) -> SyncPackage | None:
        """Return the newest sync package; 今日 asks this before anything of sync is loaded."""
        from gkdesk.sync.due import last_package

        return last_package(self.session.conn)

    @cached_property
    def finder(self) -> Finder:
        from gkdesk.search.finder import Finder

        return Finder(
            self.requests, self.records, self.village, self.catalog, self.documents,
            self._packages,
        )  # fmt: skip

    def _packages(self) -> list[tuple[str, str, str]]:
        return [(one.number, one.made_at, one.state.label) for one in self.sync.packages()]

    @cached_property
    def keys(self) -> KeyStore:
        from gkdesk.sync.keystore import KeyStore

        return KeyStore(self.session)

    @cached_property
    def downs(self) -> Downs:
        from gkdesk.formcheck import check_on_trial
        from gkdesk.sync.downs import Downs
        from gkdesk.sync.downview import Rooms

        check = partial(check_on_trial, folders=self.session.forms)
        return Downs(self.session, Rooms(lambda: self.catalog, lambda: self.requests, check))

    def _settled(self) -> Self:
        """Go on with the files of a county's package, if the program ended amid them."""
        from gkdesk.sync.downpending import any_unwritten

        if any_unwritten(self.session.conn):
            with suppress(GkdeskError):  # what cannot be done now is said at the next apply
                self.downs.settle()
        return self

    @cached_property
    def printing(self) -> Printing:
        from gkdesk.printing.service import Printing

        return Printing(self.session, self.documents, self.village)

    @cached_property
    def agenda(self) -> Agenda:
        from gkdesk.search.agenda import Agenda
        from gkdesk.statistics import due as annual
        from gkdesk.sync.due import dues

        # sync's come without its drive machinery, because this is what the window asks first
        sources = (
            self.requests.agenda, self.village.agenda, self.records.agenda, self.catalog.agenda,
            self.duties.agenda, self.registers.agenda,
            partial(annual.dues, self.session, lambda: self.requests.calendar),
            partial(dues, self.session),
        )  # fmt: skip
        return Agenda(self.session, sources, lambda: self.requests.calendar)
