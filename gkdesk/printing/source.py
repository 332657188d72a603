"""Where an item's PDF comes from, and whether it is still the one the clerk saw."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import Declined
from gkdesk.documents.model import Paper

from .model import Choice, Fit, Item, Kind, Setup

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents
    from gkdesk.village.service import Villages


class Replaced(Declined):
    """A newer version of the sheet was handed in since the job was made."""

    message = "此表在停下以后又交来了新的一版，旧版没有打印。请核对新版后重新打印。"


class ReviewedMeanwhile(Declined):
    """A draft was reviewed since the job was made."""

    message = "此表在停下以后已经审核，审核稿不再打印。请重新选择，打印定稿。"


class Changed(Declined):
    """What would be printed is not what the job was made of."""

    message = "此表现在的内容与开始打印时不同，没有打印。请看过预览后重新打印。"


class Voided(Declined):
    """The document was voided since the job was made."""

    message = "此文书在停下以后已经作废，没有打印。请核对后再决定要不要打印。"


class Sources:
    """Gives the PDF of every kind of item."""

    def __init__(self, session: Session, documents: Documents, village: Villages) -> None:
        self._session, self._documents, self._village = session, documents, village

    def calibration(self, paper: str) -> bytes:
        """Return the calibration page for one paper."""
        from gkdesk.documents import pdf
        from gkdesk.documents.fontface import faces_of

        from . import calibration

        faces = faces_of(self._session.resources)
        return pdf.write([calibration.page(Paper(paper), faces)], faces, title="打印机校准页")

    def frozen_sheet(self, choice: Choice, setup: Setup, place: int) -> Item:
        """Freeze a village's sheet as it is now: its hash and how many pages come out."""
        found = self._village.pdf(choice.subject, paper=setup.paper)
        pages = _coming_out(found.data, setup.fit)
        return Item(
            place, Kind.SHEET, choice.subject, choice.name, found.sha256, pages, choice.draft
        )

    def frozen_document(self, document: Document, setup: Setup, place: int) -> Item:
        """Freeze an archived document."""
        name = " ".join(filter(None, (document.title, document.number)))
        pages = _coming_out(self._documents.read(document.sha256), setup.fit)
        return Item(place, Kind.DOCUMENT, document.uid, name, document.sha256, pages, False)

    def read(self, item: Item, setup: Setup) -> bytes:
        """Return an item's PDF, exactly as it was when the job was made.

        A sheet that was replaced meanwhile is refused although its old PDF lies in the archive: an
        older version must not be posted, so a page of it on paper can only do harm.

        Raises:
            Replaced, ReviewedMeanwhile, Changed, Voided: it must not be printed any more.
            Blocked: the archived file is missing or damaged.
        """
        match item.kind:
            case Kind.SHEET:
                data = self._sheet(item, setup)
            case Kind.DOCUMENT:
                data = self._document(item)
            case Kind.CALIBRATION:
                data = self.calibration(item.subject)
        if hashlib.sha256(data).hexdigest() != item.sha256:
            raise Changed
        return data

    def papers(self, item: Item, setup: Setup) -> set[str]:
        """Return the papers an item needs at its own size (A3, A4); archives nothing.

        Raises:
            Blocked: the archived file is missing or damaged.
        """
        from gkdesk.documents import printcopy

        if item.kind is not Kind.DOCUMENT:
            return {"A3" if Paper(setup.paper).large else "A4"}
        found = printcopy.sizes(self._documents.read(item.sha256))
        return {printcopy.paper_of(size) for size in found} - {""}

    def _sheet(self, item: Item, setup: Setup) -> bytes:
        from gkdesk.village.printing import FINAL

        if not self._village.is_newest(item.subject):
            raise Replaced
        if item.draft:
            if self._village.sheet(item.subject).state in FINAL:
                raise ReviewedMeanwhile
            return self._village.pdf(item.subject, paper=setup.paper).data
        with self._session.transaction():
            return self._village.archived_pdf(item.subject, paper=setup.paper).data

    def _document(self, item: Item) -> bytes:
        voided = {one.uid for one in self._documents.all() if one.voided_on is not None}
        if item.subject in voided:
            raise Voided
        return self._documents.read(item.sha256)


def _coming_out(data: bytes, fit: Fit) -> int:
    """Count the pages that come out: an A3 page cut in two makes two."""
    from gkdesk.documents import printcopy

    found = printcopy.sizes(data)
    large = sum(printcopy.paper_of(size) == "A3" for size in found)
    return len(found) + (large if fit is Fit.TILE else 0)
