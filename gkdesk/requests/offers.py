"""What the requests room hands out beside its own acts: files, archive, ledgers, aftercare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session

from .intake import Intake
from .ledger import Ledger

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

    from .aftercare import Aftercare
    from .annual import Annual
    from .archive import Archiving
    from .attachments import Attachments
    from .book import Book
    from .casefile import CaseFiles
    from .daypaper import DayPaper
    from .followuplists import FollowUps
    from .impact import Impacts
    from .officers import Officers
    from .repeats import Repeats
    from .voiding import Voiding


class Offers:
    """Each is made anew when asked for; all share one ledger. Loaded then: the start needs none."""

    _session: Session
    _documents: Documents
    _ledger: Ledger
    _intake: Intake

    @property
    def repeats(self) -> Repeats:
        """What was asked before: the same letter, the same person, other people alike."""
        return self._intake.repeats

    @property
    def files(self) -> Attachments:
        """The attachments (附件) of cases."""
        from .attachments import Attachments

        return Attachments(self._session, self._documents, self._ledger)

    @property
    def cases(self) -> CaseFiles:
        """Closed cases as folders and PDFs (案卷)."""
        from .casefile import CaseFiles

        return CaseFiles(self._session, self._documents, self._ledger)

    @property
    def aftercare(self) -> Aftercare:
        """What follows a reply: last days of remedies, disputes, table 四."""
        from .aftercare import Aftercare

        return Aftercare(self._session, self._ledger)

    @property
    def day_paper(self) -> DayPaper:
        """The day sheet of a case on paper."""
        from .daypaper import DayPaper

        return DayPaper(self._session, self._documents, self._ledger)

    @property
    def impact(self) -> Impacts:
        """Holiday notices and figures of law taken in after a preview."""
        from .impact import Impacts

        return Impacts(self._session, self._ledger)

    @property
    def archiving(self) -> Archiving:
        """What a case file must hold, and what is there."""
        from .archive import Archiving

        return Archiving(self._session, self._documents, self._ledger)

    @property
    def follow_ups(self) -> FollowUps:
        """Difficult cases, 转主动公开, and how replies were delivered."""
        from .followuplists import FollowUps

        return FollowUps(self._session, self._documents, self._ledger)

    @property
    def book(self) -> Book:
        """The ledger (台账) and the register's sheets."""
        from .book import Book

        return Book(self._session, self._documents, self._ledger)

    @property
    def annual(self) -> Annual:
        """The annual report's figures."""
        from .annual import Annual

        return Annual(self._session, self._ledger)

    @property
    def officers(self) -> Officers:
        """Who handles which case."""
        from .officers import Officers

        return Officers(self._session, self._ledger)

    @property
    def voiding(self) -> Voiding:
        """Which documents of a case may be voided, and voiding them."""
        from .voiding import Voiding

        return Voiding(self._session, self._documents, self._ledger)
