"""文书: a template and values become a numbered, archived PDF; and the archive of every file."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, BadValue, Declined, Problem
from gkdesk.base.text import tidy, visible

from . import numbers, store, template
from .confirming import Confirming
from .filing import Filing
from .model import Document, NameMask, SheetPage, Tiles
from .shaping import Shape, as_written
from .typefaces import Typefaces
from .values import read as values_of
from .wording import Template

if TYPE_CHECKING:
    from .draft import Printed

_BLANK = "\u3000"
_LONGEST_REASON = 500
DEMO_STAMP = "演示\u3000无效"


class NoDocument(Declined):
    """No document has this id."""

    message = "没有编号为{id}的文书记录。请刷新清单后重选，数据没有改动。"


class AlreadyVoid(Declined):
    """The number was voided before."""

    message = "文号“{number}”已经作废过，不用再次作废。数据没有改动。"


class NoReason(Declined):
    """A number is voided without a reason."""

    message = "作废文号要写明原因。请填写后再作废，数据没有改动。"


class Documents(Filing):
    """The office's documents and archive."""

    def __init__(self, session: Session, typefaces: Typefaces | None = None) -> None:
        super().__init__(session)
        self._typefaces = typefaces or Typefaces(session)

    @property
    def confirming(self) -> Confirming:
        """Which wording the office has confirmed."""
        return Confirming(self._session)

    def sample(self, form: str) -> bytes:
        """Return a template printed with its sample's values, as a PDF.

        Raises:
            NoTemplate: there is none of this id, or it has no sample.
            BadFile: the sample says what the template does not ask for.
        """
        path = self._session.resources / "samples" / "documents" / f"{form}.json"
        if not path.exists():
            raise template.NoTemplate(form=form)
        found, problems = values_of(self.template(form), json.loads(path.read_text("utf-8")))
        if problems:
            raise BadFile(path.name, problems)
        return self.render(form, found)

    def template_problems(self) -> dict[str, list[Problem]]:
        """Return the mistakes of forms that cannot be used, by file name."""
        return template.read_all(self._session.forms)[1]

    def template(self, form: str) -> Template:
        """Return one document form.

        Raises:
            NoTemplate: there is none of this id.
            BadFile: it has mistakes.
        """
        return template.load(self._session.forms, form)

    def render(
        self, form: str, values: Mapping[str, str | list[str]], shape: Shape = as_written
    ) -> bytes:
        """Make a draft: the number is left blank, nothing is kept, no log-in is needed.

        ``shape`` changes the template before it is filled, such as the columns of a list.

        Raises:
            MissingValues: a required value was not given.
            MissingGlyph: a character cannot be printed.
        """
        return self.draft(form, values, shape).data

    def draft(
        self, form: str, values: Mapping[str, str | list[str]], shape: Shape = as_written
    ) -> Printed:
        """Make a draft as ``render`` does, and say what in it is too long for its box."""
        found = shape(self.template(form))
        return self._document(found, self._drafted(found, values))

    def docx(
        self, form: str, values: Mapping[str, str | list[str]], shape: Shape = as_written
    ) -> bytes:
        """Make a draft as a .docx for a last edit by hand; raises as ``render`` does."""
        from . import draft

        found = shape(self.template(form))
        return draft.twin(found, self._drafted(found, values), stamp=self._stamp())

    def _drafted(
        self, found: Template, values: Mapping[str, str | list[str]]
    ) -> dict[str, str | list[str]]:
        filled = self._completed(found, values)
        if found.series and not filled.get("doc_number"):
            day = _issue_day(filled, self._session.today)
            filled["doc_number"] = self._written(found.series, day, _BLANK)
        return filled

    def issue(
        self, form: str, values: Mapping[str, str | list[str]], *, subject: str,
        shape: Shape = as_written,
    ) -> Document:  # fmt: skip
        """Number, print and archive a document; joins an open transaction.

        Args:
            form: the template's id.
            values: fields and given values; dates as ISO text.
            subject: the number or uid of what it is about, never a name.
            shape: changes the template before it is filled (see ``render``).

        Raises:
            MissingValues: a required value was not given; no number is taken.
            MissingGlyph: a character cannot be printed; no number is taken.
            TooLong: a value does not fit its box; no number is taken.
        """
        found = shape(self.template(form))
        filled = self._completed(found, values)
        day = _issue_day(filled, self._session.today)
        with self._session.transaction():
            serial = 0
            if found.series:
                serial = numbers.take(self._session.conn, found.series, day.year)
                filled["doc_number"] = self._written(found.series, day, serial)
            printed = self._document(found, filled, final=True)
            number = str(filled.get("doc_number", "")) if found.series else ""
            return self._file(
                Document(
                    id=0, uid=uuid.uuid4().hex, form=form, form_version=found.version,
                    title=found.title, number=number, subject=subject, pages=printed.pages,
                    sha256="", made_on=self._session.today, made_by=self._session.user.name,
                ),
                printed,
                numbered=(found.series, day.year, serial),
            )  # fmt: skip

    def sheet(self, page: SheetPage) -> Printed:
        """Make a notice sheet's PDF, count its pages and say what to look at; nothing is kept.

        Raises:
            Declined: it cannot be printed; names the place (see ``draft.notice_sheet``).
        """
        return self._notice_sheet(page)

    def sheet_tiles(self, page: SheetPage, tiles: Tiles, *, label: str) -> Printed:
        """Make a PDF of a notice sheet spread over tiles; nothing is kept; raises the same."""
        from . import draft

        where, stamp = self._session.resources, self._stamp()
        return draft.sheet_tiles(
            page, where, tiles, label=label, stamp=stamp, faces=self._typefaces.faces()
        )

    def sheet_slides(self, page: SheetPage, *, names: NameMask) -> list[bytes]:
        """Make PNG slides of a notice sheet; nothing is kept; raises the same."""
        from . import draft

        return draft.sheet_slides(
            page,
            self._session.resources,
            names=names,
            stamp=self._stamp(),
            faces=self._typefaces.faces(),
        )

    def issue_sheet(
        self, page: SheetPage, *, form: str, subject: str, form_version: int = 1,
        printed: Printed | None = None,
    ) -> Document:  # fmt: skip
        """Print and archive a notice sheet; joins an open transaction.

        ``printed`` is what ``sheet`` made of it just now, if it did.

        Raises:
            MissingGlyph: a character cannot be printed; nothing is kept.
        """
        printed = printed or self._notice_sheet(page)
        today = self._session.today
        with self._session.transaction():
            return self._file(
                Document(
                    id=0, uid=uuid.uuid4().hex, form=form, form_version=form_version,
                    title=page.title, number="", subject=subject, pages=printed.pages, sha256="",
                    made_on=today, made_by=self._session.user.name,
                ),
                printed,
                numbered=("", today.year, 0),
            )  # fmt: skip

    def next_number(self, series: str, on: date) -> str:
        """Take the next number of a series; call it inside the act's transaction.

        Raises:
            NoSeries: ``numbers.toml`` has no such series.
        """
        with self._session.transaction():
            serial = numbers.take(self._session.conn, self._series(series).key, on.year)
        return self._written(series, on, serial)

    def all(self, words: str = "", most: int = -1) -> list[Document]:
        """Return documents, oldest first, voided too; ``words``: the newest numbered with them."""
        return store.documents(self._session.conn, words, most)

    def of(self, subject: str) -> list[Document]:
        """Return the documents about a subject, oldest first, voided ones too."""
        return store.documents_of(self._session.conn, subject)

    def get(self, document_id: int) -> Document:
        """Return one document.

        Raises:
            NoDocument: there is none of this id.
        """
        if found := store.document(self._session.conn, document_id):
            return found
        raise NoDocument(id=document_id)

    def void(self, document_id: int, reason: str) -> None:
        """Void a document; its number stays visible and is never given again.

        The room it belongs to looks first whether it may (``requests.voiding``).

        Raises:
            NoDocument: there is none of this id.
            AlreadyVoid: it was voided before.
            NoReason: no reason was given.
            BadValue: the reason is too long.
        """
        found, why = self.get(document_id), tidy(visible(reason))
        if found.voided_on is not None:
            raise AlreadyVoid(number=found.number or found.title)
        if not why:
            raise NoReason
        if len(why) > _LONGEST_REASON:
            raise BadValue("reason", "作废原因", f"不能超过{_LONGEST_REASON}字")
        session = self._session
        with session.transaction():
            store.void_document(
                session.conn,
                document_id=document_id,
                reason=session.vault.seal(why, f"document_void.reason#{found.uid}"),
                voided_on=session.today.isoformat(),
                voided_by=session.user.name,
            )
            session.audit("documents.void", found.number or found.uid, form=found.form)

    def void_reason(self, document_id: int) -> str:
        """Return why a document was voided, empty when it was not."""
        sealed = store.void_reason(self._session.conn, document_id)
        place = f"document_void.reason#{self.get(document_id).uid}"
        return self._session.vault.open(sealed, place) if sealed else ""

    # the typesetter is loaded with the first print: the window starts without it

    def _document(
        self, found: Template, values: Mapping[str, str | list[str]], *, final: bool = False
    ) -> Printed:
        from . import draft

        faces, resources = self._typefaces.faces(), self._session.resources
        made = draft.document(found, values, resources, stamp=self._stamp(), faces=faces)
        return draft.final(made, found.title) if final else made

    def _notice_sheet(self, page: SheetPage) -> Printed:
        from . import draft

        faces, resources = self._typefaces.faces(), self._session.resources
        return draft.notice_sheet(page, resources, stamp=self._stamp(), faces=faces)

    def _stamp(self) -> str:
        return DEMO_STAMP if self._session.is_demo else ""

    def _file(
        self, made: Document, printed: Printed, *, numbered: tuple[str, int, int]
    ) -> Document:
        """Archive a PDF and write its row: the file first, so that no row points at nothing."""
        series, year, serial = numbered
        name = f"{made.title}{made.number}.pdf"
        sha256 = self.keep(printed.data, name=name, subject=made.subject)
        row = replace(made, sha256=sha256)
        row_id = store.add_document(
            self._session.conn, row, series=series, year=year, serial=serial
        )
        self._session.audit(
            "documents.issue", made.number or made.uid, form=made.form, about=made.subject,
            sha256=sha256,
        )  # fmt: skip
        return replace(row, id=row_id)

    def _series(self, series: str) -> numbers.Series:
        found = numbers.series_of(self._session.forms).get(series)
        if found is None:
            raise numbers.NoSeries(series=series)
        return found

    def _written(self, series: str, day: date, serial: int | str) -> str:
        return self._series(series).format(self._session.organ.prefix, day.year, serial)

    def _completed(
        self, found: Template, values: Mapping[str, str | list[str]]
    ) -> dict[str, str | list[str]]:
        """Add what the office's profile and today's date give."""
        organ = self._session.organ
        own: dict[str, str | list[str]] = {
            "organ_name": organ.name, "contact_name": organ.contact or organ.office,
            "contact_phone": organ.phone, "contact_address": organ.address,
            "office_name": organ.office, "review_authority": organ.review_authority,
            "court_name": organ.court, "review_online_channel": organ.review_online_channel,
            "county_name": organ.county, "issue_date": self._session.today.isoformat(),
        }  # fmt: skip
        given = {name: own[name] for name in ("organ_name", *found.given) if name in own}
        return given | {name: value for name, value in values.items() if value}


def _issue_day(values: Mapping[str, str | list[str]], today: date) -> date:
    """Return the day on the document, which decides the number's year."""
    try:
        return date.fromisoformat(str(values.get("issue_date", "")))
    except ValueError:
        return today
