"""Stored sheets checked again: by the rules as they are now, beside the sheets that came since."""

from __future__ import annotations

from functools import partial

from gkdesk.base.errors import Problem
from gkdesk.base.progress import Report, silent

from . import between, store
from .finding import error, ruled
from .imports import Imports
from .liferows import Checked
from .model import Sheet, Village
from .period import Period


class Rechecking(Imports):
    """Checking what is stored."""

    def check(
        self,
        period: Period | str,
        *,
        form: str = "",
        village: Village | None = None,
        report: Report = silent,
    ) -> list[Checked]:
        """Check every current sheet of a period again; changes nothing.

        A form's rules may have changed since the import, and what it is compared with, such as the
        period before or the village's other sheets, may have come later.

        Args:
            period: the period.
            form: one form, or all.
            village: one village, or all.
            report: called between sheets.
        """
        when = Period.parse(str(period))
        known = {one.uid: one.name for one in self.villages()}
        sheets = [
            sheet
            for sheet in store.sheets_of_period(self._session.conn, str(when))
            if form in ("", sheet.form)
            and (village is None or village.uid == sheet.village_uid)
            and sheet.form in self.forms
        ]
        found = []
        for step, sheet in enumerate(sheets):
            report(step, len(sheets), known[sheet.village_uid])
            name = self.forms[sheet.form].name
            found.append(Checked(known[sheet.village_uid], sheet, name, self._again(sheet)))
        report(len(sheets), len(sheets), "")
        return sorted(
            found, key=lambda one: (list(known).index(one.sheet.village_uid), one.sheet.form)
        )

    def _again(self, sheet: Sheet) -> tuple[Problem, ...]:
        from . import personal, rules
        from .readings import masked

        form, data = self.forms[sheet.form], self.data(sheet.uid)
        previous = self._stored(sheet.village_uid, sheet.form, sheet.period.previous())
        stored = partial(self._stored, sheet.village_uid)
        checker = between.Checker(self.between, self.forms, sheet.period, stored)
        numbers = [
            error(form.name, "private", f"有{found}，公开表上不得出现，请更正后重新导入")
            for found in personal.of_data(data)
        ]
        absent = frozenset[str]()
        if form.body is not None and data.table is not None and data.table.rows:
            filled = {key for row in data.table.rows for key in row.entries}
            absent = frozenset(column.key for column in form.body.columns) - filled
        told = [
            *numbers,
            *ruled(personal.doubts(data, form.name), "private"),
            *rules.check(form, data, sheet.period, previous, absent),
            *checker.findings(sheet.form),
        ]
        return tuple(map(masked, told))
