"""What an office chooses about the program itself; written into its settings and the audit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gkdesk import settings
from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session

if TYPE_CHECKING:
    from gkdesk.search.starting import Step


class Choices:
    """The open office's settings."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def fonts(self, fonts: str) -> None:
        """Print with the program's own typefaces (``built-in``) or with this machine's first.

        Raises:
            Blocked: disk full or no rights.
        """
        self._keep("fonts", fonts)

    def lock(self, minutes: int) -> None:
        """Lock the window after so many idle minutes (3 to 30).

        Raises:
            NotAllowed: only an administrator may.
            Blocked: disk full or no rights.
        """
        self._session.require(Role.ADMIN)
        self._keep("lock_minutes", minutes)

    def starting(self) -> list[Step]:
        """Return what a new office still has to do; nothing when all is done or put away."""
        from gkdesk.search.starting import steps

        chosen, _problems = settings.read(self._session.folder)
        found = steps(self._session) if chosen.starting and not self._session.is_demo else []
        return [] if all(step.done for step in found) else found

    def put_away_starting(self) -> None:
        """Show the first steps no more.

        Raises:
            Blocked: disk full or no rights.
        """
        self._keep("starting", False)

    def _keep(self, name: str, value: str | int) -> None:
        session = self._session
        with session.transaction():
            session.audit(f"office.{name}", value)
            chosen, _problems = settings.read(session.folder)
            settings.save(session.folder, replace(chosen, **{name: value}))  # type: ignore[arg-type]
