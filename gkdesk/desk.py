"""The front door: opens the office's folder and hands out the rooms' services."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Self

from gkdesk import paths
from gkdesk.accounts import organ as organs
from gkdesk.accounts.organ import Organ
from gkdesk.accounts.service import Accounts
from gkdesk.accounts.session import Session
from gkdesk.base.errors import Blocked, Declined
from gkdesk.base.files import blocked, read
from gkdesk.base.formfiles import FormFolders
from gkdesk.db import Connection, audit
from gkdesk.db.connection import DatabaseBusy, connect
from gkdesk.db.hold import hold
from gkdesk.db.migrations import known_version, migrate, version

if TYPE_CHECKING:
    from gkdesk.accounts.vault import Cost
    from gkdesk.catalog.service import Catalog
    from gkdesk.documents.service import Documents
    from gkdesk.records.service import Records
    from gkdesk.requests.service import Requests
    from gkdesk.search.agenda import Agenda
    from gkdesk.sync.service import Sync
    from gkdesk.village.service import Villages

DATABASE = "gkdesk.db"
LOCK = "gkdesk.lock"
DEMO_MARK = "demo.txt"  # in a demo office: the moment its clock stands at


class NoOffice(Declined):
    """The folder holds no office."""

    message = "“{folder}”里还没有办公数据。请先运行 gkdesk init 或换一个文件夹，没有改动任何文件。"


class OfficeExists(Declined):
    """The folder already holds an office."""

    message = "“{folder}”里已有办公数据。请换一个空文件夹，原有数据没有改动。"


class OfficeInUse(Blocked):
    """Another program has the folder open."""

    message = "此办公数据正在另一个窗口或程序中使用。请先关闭那一个再打开，数据没有改动。"


class NetworkDrive(Blocked):
    """The folder lies on another machine."""

    message = "“{folder}”在网络盘上，断网时数据可能损坏。请把办公数据放在本机硬盘，数据没有改动。"


def wall_clock() -> datetime:
    """Return the office's local time; the only place that asks."""
    return datetime.now()  # noqa: DTZ005 - statutory days are the office's local days


def demo_clock(folder: Path) -> Callable[[], datetime] | None:
    """Return the clock of a demo office, which stands at the day its mark names, else ``None``."""
    mark = folder / DEMO_MARK
    if not mark.exists():
        return None
    stands = datetime.fromisoformat(read(mark).decode("ascii").strip())
    return lambda: stands


class Desk:
    """One open office. Use it as a context manager, or call ``close``."""

    def __init__(self, session: Session, lock: _FolderLock, cost: Cost | None) -> None:
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
        if (folder / DATABASE).exists():
            raise OfficeExists(folder=folder.name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            blocked(error, folder)
        lock = _FolderLock.take(folder)
        try:
            conn = connect(folder / DATABASE)
            migrate(conn, backup_to=None)
            desk = cls(_session(conn, folder, organ, now), lock, cost)
            with desk.session.transaction():
                organs.save(conn, organ)
                recovery = desk.accounts.found(user, password)
        except BaseException:
            conn.close()
            lock.release()
            (folder / DATABASE).unlink(missing_ok=True)
            raise
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
        path = folder / DATABASE
        if not path.exists():
            raise NoOffice(folder=folder.name)
        now = now or demo_clock(folder) or wall_clock
        lock = _FolderLock.take(folder)
        try:
            conn = connect(path)
            try:
                _bring_up_to_date(conn, folder, now)
                return cls(_session(conn, folder, organs.load(conn), now), lock, cost)
            except BaseException:
                conn.close()
                raise
        except BaseException:
            lock.release()
            raise

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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def audit_faults(self) -> list[audit.ChainFault]:
        """Check the whole audit chain; with the vault open the keyed marks too."""
        key = self.session.vault.audit_key if self.session.unlocked else None
        return audit.verify(self.session.conn, key)

    @property
    def is_demo(self) -> bool:
        """Whether this is a demo office: invented data, a clock that stands still."""
        return (self.session.folder / DEMO_MARK).exists()

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.session, self._cost)

    @cached_property
    def documents(self) -> Documents:
        from gkdesk.documents.service import Documents

        return Documents(self.session)

    @cached_property
    def catalog(self) -> Catalog:
        from gkdesk.catalog.service import Catalog

        return Catalog(self.session)

    @cached_property
    def records(self) -> Records:
        from gkdesk.records.service import Records

        return Records(self.session, self.documents, self.catalog)

    @cached_property
    def village(self) -> Villages:
        from gkdesk.village.service import Villages

        return Villages(self.session, self.documents)

    @cached_property
    def requests(self) -> Requests:
        from gkdesk.requests.service import Requests

        return Requests(self.session, self.documents)

    @cached_property
    def sync(self) -> Sync:
        from gkdesk.sync.service import Sync

        rooms = (self.catalog, self.records, self.village, self.requests)
        return Sync(self.session, self.documents, [room.package_rows for room in rooms])

    @cached_property
    def agenda(self) -> Agenda:
        from gkdesk.search.agenda import Agenda
        from gkdesk.sync.due import dues

        # the catalog has no days of its own yet; sync's come without its drive machinery,
        # because this is what the window asks first
        sources = (
            self.requests.agenda,
            self.village.agenda,
            self.records.agenda,
            partial(dues, self.session),
        )
        return Agenda(self.session, sources)


def _session(conn: Connection, folder: Path, organ: Organ, now: Callable[[], datetime]) -> Session:
    forms = FormFolders(paths.forms(), folder / "forms")
    return Session(conn, folder, organ, forms, paths.resources(), now)


def _bring_up_to_date(conn: Connection, folder: Path, now: Callable[[], datetime]) -> None:
    if version(conn) == known_version():
        return
    backup = folder / "backups" / f"before-update-{now():%Y%m%d-%H%M%S}.db"
    applied = migrate(conn, backup_to=backup)
    audit.record(
        conn,
        at=now(),
        user="",
        action="office.migrate",
        subject="",
        detail={"scripts": applied},
        key=None,
    )


class _FolderLock:
    """One program per folder: the first Desk of a process takes it, the last gives it back."""

    _held: ClassVar[dict[Path, tuple[Connection, int]]] = {}
    _guard = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def take(cls, folder: Path) -> _FolderLock:
        """Raises: OfficeInUse, NetworkDrive, or another Blocked of the disk."""
        folder = folder.resolve()
        if is_network_drive(folder):
            raise NetworkDrive(folder=folder.name)
        with cls._guard:
            held = cls._held.get(folder)
            try:
                lock, count = held or (hold(folder / LOCK), 0)
            except DatabaseBusy as error:
                raise OfficeInUse from error
            cls._held[folder] = (lock, count + 1)
        return cls(folder)

    def release(self) -> None:
        with self._guard:
            lock, count = self._held.pop(self._folder, (None, 0))
            if lock is None:
                return
            if count > 1:
                self._held[self._folder] = (lock, count - 1)
            else:
                lock.close()


_NETWORK_KINDS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "davfs")


def is_network_drive(folder: Path) -> bool:
    """Tell whether a folder lies on another machine (SQLite's locks do not hold there)."""
    import sys

    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == remote)
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in mounts:
        _device, point, found, *_rest = line.split(" ")
        point = point.replace("\\040", " ")
        if len(point) >= len(best) and folder.is_relative_to(point):
            best, kind = point, found
    return kind in _NETWORK_KINDS
