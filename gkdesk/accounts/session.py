"""What every room's service is handed: the database, the office, who is logged in, and today."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.formfiles import FormFolders
from gkdesk.db import Connection, audit, transaction

from .model import LoginNeeded, Role, User
from .organ import Organ

if TYPE_CHECKING:
    from .vault import Vault

DEMO_MARK = "demo.txt"  # in a demo office: the moment its clock stands at
NO_PACKAGES = "no-packages"  # a line after it: one only looks at this demo


@dataclass
class Session:
    """One open office. Only ``Desk`` makes it; services keep it and ask it.

    ``now`` is the only clock in the program; tests stop it.
    """

    conn: Connection
    folder: Path  # the office's data folder: gkdesk.db, archive/, backups/, forms/
    organ: Organ
    forms: FormFolders
    resources: Path  # shipped fonts, icons, calendar
    now: Callable[[], datetime]
    _user: User | None = field(default=None, repr=False)
    _vault: Vault | None = field(default=None, repr=False)
    _forgetting: list[Callable[[], None]] = field(default_factory=list, repr=False)

    @property
    def today(self) -> date:
        return self.now().date()

    @property
    def user(self) -> User:
        """The logged-in user.

        Raises:
            LoginNeeded: nobody is.
        """
        if self._user is None:
            raise LoginNeeded
        return self._user

    @property
    def vault(self) -> Vault:
        """The open vault.

        Raises:
            LoginNeeded: nobody is logged in, or the window is locked.
        """
        if self._vault is None:
            raise LoginNeeded
        return self._vault

    @property
    def is_demo(self) -> bool:
        """Whether this is a demo office: invented data, a clock that stands still."""
        return (self.folder / DEMO_MARK).exists()

    @property
    def may_send(self) -> bool:
        """Whether packages may be written from here."""
        mark = self.folder / DEMO_MARK
        return not mark.exists() or NO_PACKAGES.encode("ascii") not in files.read(mark)

    @property
    def unlocked(self) -> bool:
        return self._vault is not None

    def unlock(self, user: User, vault: Vault) -> None:
        self._user, self._vault = user, vault

    def lock(self) -> None:
        """Forget the key; the user stays known so that the window can say who locked it."""
        self._vault = None
        for forget in self._forgetting:
            forget()

    def at_lock(self, forget: Callable[[], None]) -> None:
        """Have what was opened with the key forgotten together with it."""
        self._forgetting.append(forget)

    def require(self, *roles: Role) -> None:
        """Let only these roles pass.

        Raises:
            NotAllowed: the user has another role.
        """
        self.user.require(*roles)

    def transaction(self) -> AbstractContextManager[None]:
        """Open the use case's one transaction (joins an open one)."""
        return transaction(self.conn)

    def audit(self, action: str, subject: object = "", **detail: object) -> None:
        """Append to the audit inside the open transaction; never put personal data in detail."""
        audit.record(
            self.conn,
            at=self.now(),
            user=self._user.name if self._user else "",
            action=action,
            subject=str(subject),
            detail=detail,
            key=self._vault.audit_key if self._vault else None,
        )
