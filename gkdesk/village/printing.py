"""Sheets on paper and on screens: preview, one PDF a village, the archived original, slides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import uuid4

from gkdesk.accounts.organ import Organ, OrganKind
from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.progress import Report, silent
from gkdesk.documents.model import NameMask, Paper, SheetPage, Tiles

from . import store
from .form import PAPERS, SheetForm
from .model import (
    DRAFT_MARK,
    Candidate,
    Printed,
    Sheet,
    SheetEventKind,
    SheetPdf,
    SheetState,
    Village,
)
from .period import Period
from .rechecking import Rechecking

FINAL = frozenset(
    {SheetState.REVIEWED, SheetState.PRINTED, SheetState.POSTED, SheetState.TAKEN_DOWN}
)

NOT_REVIEWED = "村务监督委员会还没有审核"


class UnknownPaper(Declined):
    """The form does not print on this paper."""

    message = "“{form}”不能打印在“{paper}”上。可用的纸张：{known}。请改选纸张，数据没有改动。"


@dataclass(frozen=True, slots=True)
class _Order:
    """One batch of printing."""

    form: SheetForm
    period: Period
    paper: Paper
    folder: Path
    tiles: Tiles | None = None


class Printing(Rechecking):
    """What the villages' sheets look like on paper."""

    def page(self, uid: str, *, paper: str = "") -> SheetPage:
        """Return a sheet as it would be printed now; not reviewed ones carry the draft mark.

        Raises:
            SheetNotFound: no such sheet.
            UnknownPaper: the form does not print on it.
        """
        from .page import Subject, sheet_page

        sheet = self.sheet(uid)
        form = self.form(sheet.form)
        organ = self._session.organ
        subject = Subject(
            form=form,
            village=self._village_of(sheet.village_uid),
            period=sheet.period,
            town=organ.town,
            organ=organ.name,
            office=organ.office,
            phone=organ.phone,
            supervisor=_supervisor(organ) if organ.supervision_phone else "",
            supervision_phone=organ.supervision_phone,
        )
        mark = "" if sheet.state in FINAL else DRAFT_MARK
        return sheet_page(subject, self.data(uid), paper=_paper(form, paper), mark=mark)

    def preview(self, uid: str, *, paper: str = "") -> bytes:
        """Return a sheet's PDF; nothing is archived and no state changes."""
        return self._documents.sheet(self.page(uid, paper=paper)).data

    def print_(
        self,
        form: str,
        period: Period | str,
        *,
        folder: Path,
        village: Village | None = None,
        paper: str = "",
        tiles: Tiles | None = None,
        report: Report = silent,
    ) -> list[Printed]:
        """Write one PDF a village into a folder, and one spread over tiles if that is wanted.

        A reviewed sheet is archived and becomes 已打印; printed again it is the same archived
        file. One not reviewed carries 审核稿，不得张贴 and keeps its state. Villages with nothing
        to print are in the result with the reason; so is a sheet with a personal number on it,
        even one stored before such numbers stopped an import. Tiles are not archived: they show
        the sheet that is.

        Raises:
            UnknownForm: no such form.
            UnknownPaper: the form does not print on it.
            Blocked: the folder cannot be written; sheets before this one are done.
        """
        chosen = self.form(form)
        order = _Order(chosen, _period(period), _paper(chosen, paper), folder, tiles)
        return self._each(village, report, partial(self._print_one, order))

    def screens(
        self,
        form: str,
        period: Period | str,
        *,
        folder: Path,
        village: Village | None = None,
        names: NameMask = NameMask.SURNAME,
        report: Report = silent,
    ) -> list[Printed]:
        """Write each village's sheet as PNG slides for an electronic screen into a folder.

        No state changes: the board of paper is what the law asks for (村民委员会组织法 Art. 35).
        Sheets that cannot be printed are in the result with the reason.

        Raises:
            UnknownForm: no such form.
            Blocked: the folder cannot be written; sheets before this one are done.
        """
        chosen = self.form(form)
        order = _Order(chosen, _period(period), Paper(chosen.papers[0]), folder)
        return self._each(village, report, partial(self._screen_one, order, names))

    def _each(
        self, only: Village | None, report: Report, work: Callable[[Village], Printed]
    ) -> list[Printed]:
        wanted = [only] if only else self.villages()
        done = []
        for step, each in enumerate(wanted):
            report(step, len(wanted), each.name)
            done.append(work(each))
        report(len(wanted), len(wanted), "")
        return done

    def candidates(self, form: str, period: Period | str) -> list[Candidate]:
        """Return every village with what printing its sheet would do; writes nothing.

        Raises:
            UnknownForm: no such form.
            LoginNeeded: nobody is logged in.
        """
        chosen = self.form(form)
        when = _period(period)
        return [self._candidate(chosen, when, village) for village in self.villages()]

    def is_newest(self, uid: str) -> bool:
        """Tell whether no newer version of a sheet was handed in.

        Raises:
            SheetNotFound: no such sheet.
        """
        sheet = self.sheet(uid)
        return self.versions(sheet)[-1].uid == uid

    def pdf(self, uid: str, *, paper: str = "") -> SheetPdf:
        """Return a sheet's archived original, or the PDF it would be now; nothing is kept.

        Raises:
            SheetNotFound: no such sheet.
            UnknownPaper: the form does not print on it.
            MissingGlyph: a character cannot be printed.
            Blocked: the archived file is damaged.
        """
        sheet = self.sheet(uid)
        size = _paper(self.form(sheet.form), paper)
        sha, pages = self._archived(sheet, size)
        if sha:
            return SheetPdf(self._documents.read(sha), sha, pages)
        made = self._documents.sheet(self.page(uid, paper=paper))
        return SheetPdf(made.data, hashlib.sha256(made.data).hexdigest(), made.pages)

    def archived_pdf(self, uid: str, *, paper: str = "") -> SheetPdf:
        """Return a reviewed sheet's archived original, archiving it first when it is not yet.

        Joins an open transaction. The sheet becomes 已打印.

        Raises:
            WrongStep: it was not reviewed.
            UnknownPaper, MissingGlyph, Blocked: see ``pdf``; nothing was archived.
        """
        sheet = self.sheet(uid)
        if sheet.state not in FINAL:
            raise self._wrong(sheet, "归档打印", "还没有经村务监督委员会审核")
        size = _paper(self.form(sheet.form), paper)
        with self._session.transaction():
            sha, pages = self._archived(sheet, size)
            warnings: tuple[str, ...] = ()
            if not sha:
                sha, pages, warnings = self._issue(sheet, size)
            return SheetPdf(self._documents.read(sha), sha, pages, warnings)

    def _candidate(self, form: SheetForm, period: Period, village: Village) -> Candidate:
        from . import personal

        sheet = store.current_sheet(
            self._session.conn, village_uid=village.uid, form=form.id, period=str(period)
        )
        if sheet is None:
            return Candidate(village.name, SheetState.MISSING, reason="还没有交数据")
        if sheet.state is SheetState.PROBLEM:
            count = sum(problem.blocking for problem in self.problems(sheet.uid))
            reason = f"有{count}处问题，更正后再打印"
            return Candidate(village.name, sheet.state, sheet.uid, reason)
        if found := personal.of_data(self.data(sheet.uid)):
            told = "、".join(dict.fromkeys(map(str, found)))
            reason = f"表上有{told}，公开表上不得出现，请更正原表并重新导入后再打印"
            return Candidate(village.name, sheet.state, sheet.uid, reason)
        if sheet.state not in FINAL:
            return Candidate(village.name, sheet.state, sheet.uid, NOT_REVIEWED, True, True)
        return Candidate(village.name, sheet.state, sheet.uid, printable=True)

    def _print_one(self, order: _Order, village: Village) -> Printed:
        found = self._candidate(order.form, order.period, village)
        if not found.printable:
            return Printed(village.name, found.state, reason=found.reason)
        name = files.safe_name(f"{village.name}-{order.form.id}-{order.period}-{order.paper}")
        if found.draft:
            made = self._print_draft(order, found, name)
        else:
            made = self._print_final(order, found, name)
        return self._with_tiles(order, found, made) if order.tiles else made

    def _print_draft(self, order: _Order, found: Candidate, name: str) -> Printed:
        path = order.folder / f"{name}-审核稿.pdf"
        made = self._documents.sheet(self.page(found.uid, paper=order.paper))
        files.write(path, made.data)
        return Printed(
            found.village, found.state, str(path), made.pages, draft=True, reason=found.reason,
            files=(str(path),), warnings=made.warnings,
        )  # fmt: skip

    def _print_final(self, order: _Order, found: Candidate, name: str) -> Printed:
        path = order.folder / f"{name}.pdf"
        with self._session.transaction():
            made = self.archived_pdf(found.uid, paper=order.paper)
            files.write(path, made.data)
            self._session.audit("village.print", found.uid, paper=order.paper, sha256=made.sha256)
        state = self.sheet(found.uid).state
        return Printed(
            found.village, state, str(path), made.pages, made.sha256, files=(str(path),),
            warnings=made.warnings,
        )  # fmt: skip

    def _with_tiles(self, order: _Order, found: Candidate, made: Printed) -> Printed:
        """Write a printed sheet once more, spread over tiles."""
        tiles = order.tiles or Tiles(1, 1)
        page = self.page(found.uid, paper=order.paper)
        label = f"{found.village}-{order.form.id}"
        spread = self._documents.sheet_tiles(page, tiles, label=label)
        name = f"{Path(made.path or '').stem}-拼贴{tiles.across}x{tiles.down}.pdf"
        path = order.folder / name
        files.write(path, spread.data)
        return replace(made, files=(*made.files, str(path)))

    def _screen_one(self, order: _Order, names: NameMask, village: Village) -> Printed:
        from .slides import write_slides

        found = self._candidate(order.form, order.period, village)
        if not found.printable:
            return Printed(village.name, found.state, reason=found.reason)
        slides = self._documents.sheet_slides(self.page(found.uid), names=names)
        stem = files.safe_name(f"{village.name}-{order.form.id}-{order.period}")
        written = write_slides(order.folder, stem, slides, draft=found.draft)
        with self._session.transaction():
            self._session.audit("village.screen", found.uid, slides=len(slides), names=names)
        return Printed(
            village.name, found.state, written[0], len(written), draft=found.draft,
            reason=found.reason, files=tuple(written),
        )  # fmt: skip

    def _archived(self, sheet: Sheet, paper: Paper) -> tuple[str, int]:
        """Return the PDF already archived for this sheet and paper, if any."""
        for event in store.events(
            self._session.conn, sheet_uid=sheet.uid, kind=SheetEventKind.PRINTED
        ):
            if event.detail["paper"] == paper:
                return event.detail["sha256"], event.detail["pages"]
        return "", 0

    def _issue(self, sheet: Sheet, paper: Paper) -> tuple[str, int, tuple[str, ...]]:
        form = self.form(sheet.form)
        page = self.page(sheet.uid, paper=paper)
        printed = self._documents.sheet(page)
        document = self._documents.issue_sheet(
            page, form=form.id, subject=sheet.uid, form_version=form.version, printed=printed
        )
        detail: dict[str, object] = {
            "paper": paper.value,
            "sha256": document.sha256,
            "pages": document.pages,
            "check_code": page.check_code,
        }
        store.add_event(
            self._session.conn,
            uid=str(uuid4()),
            sheet_uid=sheet.uid,
            kind=SheetEventKind.PRINTED,
            happened_on=self._session.today,
            at=self._stamp(),
            by=self._session.user.name,
            detail=detail,
        )
        return document.sha256, document.pages, printed.warnings


def _period(period: Period | str) -> Period:
    return period if isinstance(period, Period) else Period.parse(period)


def _supervisor(organ: Organ) -> str:
    return organ.town + ("纪委" if organ.kind is OrganKind.TOWN else "纪工委")


def _paper(form: SheetForm, paper: str) -> Paper:
    chosen = paper or form.papers[0]
    if chosen not in form.papers:
        known = "、".join(f"{name}（{PAPERS[name]}）" for name in form.papers)
        raise UnknownPaper(form=form.name, paper=chosen, known=known)
    return Paper(chosen)
