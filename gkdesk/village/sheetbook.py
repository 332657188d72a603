"""Sheets handed in by the villages: read, store, look at, review."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue, Problem
from gkdesk.base.text import tidy

from . import between, blocks, lifestore, rowstore, store
from . import form as forms
from .between import Between
from .declined import SheetNotFound, UnknownForm, UnknownStage, WrongDay, WrongStep
from .form import SheetForm
from .model import (
    BoardRow,
    Sheet,
    SheetData,
    SheetEventKind,
    SheetState,
    Village,
)
from .period import Period
from .register import VillageList

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents


class SheetBook(VillageList):
    """The sheets of every village and period."""

    def __init__(self, session: Session, documents: Documents) -> None:
        super().__init__(session)
        self._documents = documents

    @cached_property
    def forms(self) -> dict[str, SheetForm]:
        """The sheets the office knows, by id.

        Raises:
            BadFile: a form file is wrong.
        """
        paths = self._session.forms.paths("village")
        return {name: forms.load(path) for name, path in paths.items()}

    @cached_property
    def townlists(self) -> tuple[SheetForm, ...]:
        """The lists of towns and counties that are read and checked, but belong to no village.

        Raises:
            BadFile: a form file is wrong.
        """
        return tuple(map(forms.load, self._session.forms.paths("townlists").values()))

    @cached_property
    def between(self) -> Between:
        """What the sheets of one village must agree in.

        Raises:
            BadFile: the rule file is wrong.
        """
        return between.load(self._session.forms.paths("rules")["village_between"])

    def board(self, period: Period | str) -> list[BoardRow]:
        """Return every village with the state of each form's sheet in a period."""
        when = period if isinstance(period, Period) else Period.parse(period)
        sheets: dict[str, dict[str, Sheet]] = {}
        given = set()
        for sheet in store.sheets_of_period(self._session.conn, str(when)):
            sheets.setdefault(sheet.village_uid, {})[sheet.form] = sheet
            given.add(sheet.form)
        gone = lifestore.gone(self._session.conn, when.first_on)
        due = [
            form.id
            for form in self.forms.values()
            if when.kind in form.periods and (form.expected or form.id in given)
        ]
        rows = []
        for village in self.villages():
            own = sheets.get(village.uid, {})
            if not own and village.uid in gone:
                continue
            states = {name: own[name].state if name in own else SheetState.MISSING for name in due}
            rows.append(BoardRow(village, states, {name: own[name].uid for name in own}))
        return rows

    def blank(
        self, form: str, *, village: str = "", period: Period | str = "", stage: str = ""
    ) -> bytes:
        """Return the workbook (.xlsx) a village fills in; what is not named is left to write.

        Raises:
            UnknownForm: no such form.
            UnknownStage: the form has no such stage.
            VillageNotFound, BadPeriod: none is named so.
        """
        from . import blank

        chosen = self.form(form)
        known = [one.key for one in chosen.body.stages] if chosen.body else []
        if stage and stage not in known:
            raise UnknownStage(form=chosen.name, stage=stage, known="、".join(known) or "无")
        whom = blank.Whom(
            town=self._session.organ.town,
            village=self.village(village) if village else None,
            period=Period.parse(str(period)) if period else None,
            stage=stage,
        )
        return blank.workbook(chosen, whom)

    def form(self, form_id: str) -> SheetForm:
        """Return a form by id.

        Raises:
            UnknownForm: there is none.
        """
        if form_id not in self.forms:
            raise UnknownForm(form=form_id, known="、".join(self.forms))
        return self.forms[form_id]

    def sheet(self, uid: str) -> Sheet:
        """Return one stored sheet.

        Raises:
            SheetNotFound: no such sheet.
        """
        found = store.sheet(self._session.conn, uid)
        if found is None:
            raise SheetNotFound
        return found

    def versions(self, sheet: Sheet) -> list[Sheet]:
        """Return every version of a sheet, oldest first."""
        return store.versions(
            self._session.conn,
            village_uid=sheet.village_uid,
            form=sheet.form,
            period=str(sheet.period),
        )

    def data(self, uid: str) -> SheetData:
        """Return a sheet's figures and note.

        Raises:
            SheetNotFound: no such sheet.
            LoginNeeded: nobody is logged in.
        """
        self.sheet(uid)
        figures, _sealed = store.contents(self._session.conn, uid)
        opened = self._opened(uid)  # sheets of earlier offices have no table
        data = SheetData.from_json(figures, opened["note"], opened.get("table", ""))
        if data.table is None or data.table.rows:
            return data
        kept = rowstore.of_sheet(self._session.conn, uid)
        rows = tuple(blocks.unpack(self._session.vault, kept))
        return replace(data, table=replace(data.table, rows=rows))

    def problems(self, uid: str) -> list[Problem]:
        """Return what was found wrong or doubtful when a sheet was imported.

        Raises:
            SheetNotFound: no such sheet.
            LoginNeeded: nobody is logged in.
        """
        self.sheet(uid)
        return [Problem(*row) for row in json.loads(self._opened(uid)["problems"])]

    def sums_for_check(self, uid: str) -> str:
        """Return the sums a cross-check needs of a sheet, as they were kept; empty for none."""
        return self._opened(uid).get("cross", "")

    def source_name(self, uid: str) -> str:
        """Return the name of the workbook a sheet came from."""
        self.sheet(uid)
        return self._opened(uid)["source"]

    def review(self, uid: str, reviewer: str, on: date) -> Sheet:
        """Record that the 村务监督委员会 reviewed a sheet (村民委员会组织法 Art. 37).

        Args:
            uid: the sheet.
            reviewer: who signed; kept sealed.
            on: the day of the signature.

        Raises:
            WrongStep: the sheet has problems, was reviewed already, or is an older version.
            WrongDay: the day lies ahead, within the sheet's period, or before its import.
            BadValue: no reviewer.
        """
        sheet = self.sheet(uid)
        self._current(sheet, "登记审核")
        if sheet.state is not SheetState.CHECKED:
            reason = "请先更正问题并重新导入" if sheet.state is SheetState.PROBLEM else "已经审核过"
            raise self._wrong(sheet, "登记审核", reason)
        self._not_ahead("审核日期", on)
        self._not_before(sheet, on)
        if not tidy(reviewer):
            raise BadValue("reviewer", "审核人", "没有填")
        event = str(uuid4())
        with self._session.transaction():
            store.add_event(
                self._session.conn,
                uid=event,
                sheet_uid=uid,
                kind=SheetEventKind.REVIEWED,
                happened_on=on,
                at=self._stamp(),
                by=self._session.user.name,
                detail={},
                sealed=self._session.vault.seal(
                    tidy(reviewer), f"village_sheet_event.sealed#{event}"
                ),
            )
            self._session.audit("village.review", uid, on=on.isoformat())
        return self.sheet(uid)

    def _current(self, sheet: Sheet, act: str) -> None:
        latest = store.current_sheet(
            self._session.conn,
            village_uid=sheet.village_uid,
            form=sheet.form,
            period=str(sheet.period),
        )
        if latest and latest.uid != sheet.uid:
            reason = f"已有更新的第{latest.version}版，请改用新版"
            raise self._wrong(sheet, act, reason)

    def _wrong(self, sheet: Sheet, act: str, reason: str) -> WrongStep:
        name = self._name_of(sheet.village_uid)
        return WrongStep(village=name, state=sheet.state.label, act=act, reason=reason)

    def _name_of(self, village_uid: str) -> str:
        return self._village_of(village_uid).name

    def _village_of(self, village_uid: str) -> Village:
        return next(village for village in self.villages() if village.uid == village_uid)

    def _not_ahead(self, what: str, on: date) -> None:
        if on > self._session.today:
            raise WrongDay(what=what, on=shown_day(on), reason="在今天之后")

    def _not_before(self, sheet: Sheet, on: date) -> None:
        """Refuse a review of figures that were not there yet."""
        if on <= sheet.period.last_on:
            reason = f"{sheet.period.label}到{shown_day(sheet.period.last_on)}才结束"
            raise WrongDay(what="审核日期", on=shown_day(on), reason=reason)
        imported = datetime.fromisoformat(sheet.made_at).date()
        if on < imported:
            reason = f"早于这一版导入的日期{shown_day(imported)}"
            raise WrongDay(what="审核日期", on=shown_day(on), reason=reason)

    def _opened(self, uid: str) -> dict[str, str]:
        _figures, sealed = store.contents(self._session.conn, uid)
        return self._session.vault.open_json(sealed, place(uid))

    def _stored(self, village_uid: str, form: str, period: Period) -> SheetData | None:
        found = store.current_sheet(
            self._session.conn, village_uid=village_uid, form=form, period=str(period)
        )
        return self.data(found.uid) if found else None


def shown_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def place(uid: str) -> str:
    return f"village_sheet.sealed#{uid}"
