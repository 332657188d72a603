"""Sheets on paper and on screens: preview, one PDF a village, the archived original, slides."""

from __future__ import annotations

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
from .imports import Imports
from .model import DRAFT_MARK, Printed, Sheet, SheetEventKind, SheetState, Village
from .page import Subject, sheet_page
from .period import Period
from .slides import write_slides

FINAL = frozenset(
    {SheetState.REVIEWED, SheetState.PRINTED, SheetState.POSTED, SheetState.TAKEN_DOWN}
)

NOT_REVIEWED = "村务监督委员会还没有审核"


class UnknownForm(Declined):
    """No sheet has this id."""

    message = "没有编号为“{form}”的公开表。已有：{known}。请核对编号，数据没有改动。"


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


class Printing(Imports):
    """What the villages' sheets look like on paper."""

    def page(self, uid: str, *, paper: str = "") -> SheetPage:
        """Return a sheet as it would be printed now; not reviewed ones carry the draft mark.

        Raises:
            SheetNotFound: no such sheet.
            UnknownPaper: the form does not print on it.
        """
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

    def form(self, form_id: str) -> SheetForm:
        """Return a form by id.

        Raises:
            UnknownForm: there is none.
        """
        if form_id not in self.forms:
            raise UnknownForm(form=form_id, known="、".join(self.forms))
        return self.forms[form_id]

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

    def _print_one(self, order: _Order, village: Village) -> Printed:
        sheet = self._sheet_of(order, village)
        if sheet is None or (hindrance := self._hindrance(sheet)):
            return _not_printed(village, sheet, hindrance if sheet else "")
        if sheet.state not in FINAL:
            made = self._print_draft(order, village, sheet)
        else:
            made = self._print_final(order, village, sheet)
        return self._with_tiles(order, village, sheet, made) if order.tiles else made

    def _sheet_of(self, order: _Order, village: Village) -> Sheet | None:
        return store.current_sheet(
            self._session.conn,
            village_uid=village.uid,
            form=order.form.id,
            period=str(order.period),
        )

    def _hindrance(self, sheet: Sheet) -> str:
        """Say why a sheet cannot be shown to anybody, or nothing."""
        from . import personal

        if sheet.state is SheetState.PROBLEM:
            count = sum(problem.blocking for problem in self.problems(sheet.uid))
            return f"有{count}处问题，更正后再打印"
        if found := personal.of_data(self.data(sheet.uid)):
            told = "、".join(dict.fromkeys(map(str, found)))
            return f"表上有{told}，公开表上不得出现，请更正原表并重新导入后再打印"
        return ""

    def _print_draft(self, order: _Order, village: Village, sheet: Sheet) -> Printed:
        stem = f"{village.name}-{order.form.id}-{order.period}-{order.paper}"
        path = order.folder / f"{files.safe_name(stem)}-审核稿.pdf"
        made = self._documents.sheet(self.page(sheet.uid, paper=order.paper))
        files.write(path, made.data)
        return Printed(
            village.name, sheet.state, str(path), made.pages, draft=True, reason=NOT_REVIEWED,
            files=(str(path),), warnings=made.warnings,
        )  # fmt: skip

    def _print_final(self, order: _Order, village: Village, sheet: Sheet) -> Printed:
        stem = f"{village.name}-{order.form.id}-{order.period}-{order.paper}"
        path = order.folder / f"{files.safe_name(stem)}.pdf"
        warnings: tuple[str, ...] = ()
        with self._session.transaction():
            sha, pages = self._archived(sheet, order)
            if not sha:
                sha, pages, warnings = self._issue(sheet, order)
            files.write(path, self._documents.read(sha))
            self._session.audit("village.print", sheet.uid, paper=order.paper, sha256=sha)
        state = self.sheet(sheet.uid).state
        written = (str(path),)
        return Printed(village.name, state, str(path), pages, sha, files=written, warnings=warnings)

    def _with_tiles(self, order: _Order, village: Village, sheet: Sheet, made: Printed) -> Printed:
        """Write a printed sheet once more, spread over tiles."""
        tiles = order.tiles or Tiles(1, 1)
        label = f"{village.name}-{order.form.id}"
        spread = self._documents.sheet_tiles(
            self.page(sheet.uid, paper=order.paper), tiles, label=label
        )
        path = Path(made.path or "")
        path = path.with_name(f"{path.stem}-拼贴{tiles.across}x{tiles.down}.pdf")
        files.write(path, spread.data)
        return replace(made, files=(*made.files, str(path)))

    def _screen_one(self, order: _Order, names: NameMask, village: Village) -> Printed:
        sheet = self._sheet_of(order, village)
        if sheet is None or (hindrance := self._hindrance(sheet)):
            return _not_printed(village, sheet, hindrance if sheet else "")
        draft = sheet.state not in FINAL
        slides = self._documents.sheet_slides(self.page(sheet.uid), names=names)
        stem = f"{village.name}-{order.form.id}-{order.period}{'-审核稿' if draft else ''}"
        written = write_slides(order.folder, files.safe_name(stem), slides)
        with self._session.transaction():
            self._session.audit("village.screen", sheet.uid, slides=len(slides), names=names)
        reason = NOT_REVIEWED if draft else ""
        return Printed(
            village.name, sheet.state, written[0], len(written), draft=draft, reason=reason,
            files=tuple(written),
        )  # fmt: skip

    def _archived(self, sheet: Sheet, order: _Order) -> tuple[str, int]:
        """Return the PDF already archived for this sheet and paper, if any."""
        for event in store.events(
            self._session.conn, sheet_uid=sheet.uid, kind=SheetEventKind.PRINTED
        ):
            if event.detail["paper"] == order.paper:
                return event.detail["sha256"], event.detail["pages"]
        return "", 0

    def _issue(self, sheet: Sheet, order: _Order) -> tuple[str, int, tuple[str, ...]]:
        page = self.page(sheet.uid, paper=order.paper)
        printed = self._documents.sheet(page)
        document = self._documents.issue_sheet(
            page, form=order.form.id, subject=sheet.uid, form_version=order.form.version,
            printed=printed,
        )  # fmt: skip
        detail: dict[str, object] = {
            "paper": order.paper.value,
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


def _not_printed(village: Village, sheet: Sheet | None, reason: str) -> Printed:
    if sheet is None:
        return Printed(village.name, SheetState.MISSING, reason="还没有交数据")
    return Printed(village.name, sheet.state, reason=reason)


def _supervisor(organ: Organ) -> str:
    return organ.town + ("纪委" if organ.kind is OrganKind.TOWN else "纪工委")


def _paper(form: SheetForm, paper: str) -> Paper:
    chosen = paper or form.papers[0]
    if chosen not in form.papers:
        known = "、".join(f"{name}（{PAPERS[name]}）" for name in form.papers)
        raise UnknownPaper(form=form.name, paper=chosen, known=known)
    return Paper(chosen)
