"""台账, 移送, 办事指南, 自查: what the records room keeps beside the records themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.calendar import WorkCalendar
from gkdesk.base.handover import Due

from . import regstore
from .days import Days

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.catalog.service import Catalog
    from gkdesk.documents.service import Documents

    from .guides import Guides
    from .regfiles import Files
    from .registers import Registers
    from .reglist import Lists
    from .regmodel import Entry
    from .selfcheck import SelfCheck
    from .selfmeasure import LateRequests, Sources
    from .service import Records
    from .transfer import Transfer
    from .transferpaper import TransferPaper


class RegisterRoom:
    """The services of the registers, made and imported when first asked for.

    Today's list asks before the first paint: an office without registers reads no form for it.
    """

    def __init__(
        self, session: Session, documents: Documents, records: Records, catalog: Catalog,
        late_requests: LateRequests = lambda _first, _last: [],
    ) -> None:  # fmt: skip
        self._session, self._documents = session, documents
        self._records, self._catalog = records, catalog
        self._late_requests = late_requests
        self._days = Days(session)

    @cached_property
    def book(self) -> Registers:
        from .registers import Registers
        from .regvalues import Links

        links = Links(self._record_title, self._item_title)
        return Registers(self._session, self._documents, links, lambda: self.calendar)

    @cached_property
    def lists(self) -> Lists:
        from .reglist import Lists

        return Lists(self._session, self.book)

    @cached_property
    def files(self) -> Files:
        from .regfiles import Files

        return Files(self.book)

    @cached_property
    def transfer(self) -> Transfer:
        from .published import published, withdrawn
        from .transfer import Transfer

        session = self._session
        return Transfer(
            session, partial(published, session), partial(withdrawn, session),
            lambda: self.calendar,
        )  # fmt: skip

    @cached_property
    def transfer_paper(self) -> TransferPaper:
        from .transferpaper import TransferPaper

        return TransferPaper(self._session, self._documents, self.transfer, self.book.rules)

    @cached_property
    def guides(self) -> Guides:
        from .guides import Guides

        return Guides(self._session, self._documents, self.book)

    @cached_property
    def selfcheck(self) -> SelfCheck:
        from .selfcheck import SelfCheck

        return SelfCheck(self._session, self._documents, self._sources)

    def _sources(self) -> Sources:
        from .selfmeasure import Sources

        return Sources(
            self._session, self._records, self._catalog, self.book, self.lists, self.transfer,
            self.book.rules(), self._late_requests,
        )  # fmt: skip

    def fill_roster(
        self, month: str, people: Sequence[str], leaders: Sequence[str] = (), phone: str = ""
    ) -> list[Entry]:
        """Share a month's days out among people; raises as ``dutyroster.fill``."""
        from . import dutyroster

        return dutyroster.fill(self.book, month, people, leaders, phone)

    def save_roster(self, month: str, path: Path) -> None:
        """Write a month's roster as a calendar leaf (PDF); raises as ``dutyroster.calendar``."""
        from . import dutyroster

        files.write(path, dutyroster.calendar(self.book, month))

    @property
    def calendar(self) -> WorkCalendar:
        """The working days; read anew when a notice was taken into the office's folder."""
        return self._days.calendar

    def agenda(self) -> list[Due]:
        """Return what the registers and the hand-over want done soon.

        Their days lie sealed with the rest, so while the office is locked nothing is told.
        """
        if not self._session.unlocked:
            return []
        found = self.lists.agenda() if regstore.used(self._session.conn) else []
        return found + self.transfer.agenda()

    def _record_title(self, number: str) -> str | None:
        from .declined import NoSuchRecord

        try:
            return self._records.get(number).title
        except NoSuchRecord:
            return None

    def _item_title(self, key: str) -> str | None:
        from gkdesk.catalog.service import NoSuchItem

        try:
            item = self._catalog.get(key)
        except NoSuchItem:
            return None
        return f"{item.level1} {item.level2}".strip()
