"""What duties were read and reckoned from, kept until something they rest on is written.

Reading 3 000 items takes a third of a second, so the window has it done on another thread by
another desk of the same office, and takes over what that one found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from gkdesk.accounts.session import Session
from gkdesk.catalog.service import Catalog

from .dutyowing import Known, Stamp, Watch
from .dutystand import Reckoned

Made = TypeVar("Made")
OVERVIEW, AGENDA = "overview", "agenda"
_READ_ANEW = -1  # as the second part of a stamp: everything but the items


class Held:
    """The cache of ``Duties``."""

    def __init__(self, session: Session, catalog: Catalog) -> None:
        self._session, self._catalog = session, catalog
        self._watch = Watch(session.conn)
        self._known: Known | None = None
        self._kept: dict[str, tuple[tuple[Stamp, date], Any]] = {}

    @property
    def stamp(self) -> Stamp:
        return self._watch.look()

    @property
    def known(self) -> Known:
        """What is on record, read anew after anything a duty rests on was written."""
        stamp = self.stamp
        if self._known is None or self._known.stamp != stamp:
            self._known = Known.read(self._session.conn, self._catalog, stamp, self._known)
        return self._known

    def kept(self, name: str, make: Callable[[date], Made]) -> Made:
        """Return what was made before for this day, or make it."""
        key = self.stamp, self._session.today
        if name not in self._kept or self._kept[name][0] != key:
            self._kept[name] = key, make(key[1])
        made: Made = self._kept[name][1]
        return made

    @property
    def ready(self) -> bool:
        """Whether overview and agenda are at hand."""
        key = self.stamp, self._session.today
        return all(name in self._kept and self._kept[name][0] == key for name in (OVERVIEW, AGENDA))

    def lend(self) -> Known | None:
        """Return what another desk need not read; all of it only while nothing was written."""
        stamp, known = self.stamp, self._known
        if known is None or known.stamp[0] != stamp[0]:
            return None
        return known if known.stamp == stamp else replace(known, stamp=(stamp[0], _READ_ANEW))

    def borrow(self, known: Known | None) -> None:
        """Take what another desk lent just now."""
        if known is not None:
            items, rest = self.stamp
            anew = known.stamp[1] == _READ_ANEW
            self._known = replace(known, stamp=(items, _READ_ANEW if anew else rest))

    def adopt(self, stamp: Stamp, found: Reckoned) -> None:
        """Take what another desk reckoned since ``stamp``; nothing if more was written since."""
        if stamp != self.stamp or found.today != self._session.today:
            return
        self._known = replace(found.known, stamp=stamp)
        for name, made in ((OVERVIEW, found.overview), (AGENDA, found.agenda)):
            self._kept[name] = (stamp, found.today), made
