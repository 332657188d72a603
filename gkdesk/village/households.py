"""One household over the years: every list it stood in, with its figures there."""

from __future__ import annotations

from . import blocks, rowstore, store
from .listcase import shown
from .listdata import ListRow
from .listform import Column
from .model import HouseholdRow, Village
from .names import village_key
from .naming import Naming
from .nearvillage import NameKind


class Households(Naming):
    """Looking up one household."""

    def household(self, village: Village, name: str) -> list[HouseholdRow]:
        """Return every current row in which a village's household stands, the newest first.

        A village that was merged into this one is looked through too. Rows of another person of
        the same name in the same village cannot be told apart: lists hang without numbers.

        Raises:
            LoginNeeded: nobody is logged in.
        """
        vault, conn = self._session.vault, self._session.conn
        found = []
        for one in self._with_merged(village):
            for block in rowstore.of_mark(conn, blocks.name_mark(vault, one.uid, name)):
                found += [
                    self._household_row(one, block.sheet_uid, row)
                    for row in blocks.naming(vault, block, name)
                ]
        return sorted(found, key=lambda row: (row.period.last_on, row.form, -row.row), reverse=True)

    def _with_merged(self, village: Village) -> list[Village]:
        gone = {
            key
            for key, name in self.settled_names().items()
            if name.kind is NameKind.MERGED and name.village_uid == village.uid
        }
        return [
            village,
            *(one for one in self.villages() if village_key(one.name) in gone - {""}),
        ]

    def _household_row(self, village: Village, sheet_uid: str, row: ListRow) -> HouseholdRow:
        sheet = store.sheet(self._session.conn, sheet_uid)
        if sheet is None:
            raise KeyError(sheet_uid)
        form = self.forms.get(sheet.form)
        columns = form.body.columns if form and form.body else ()
        figures = {
            column.label: shown(number, column)
            for column in columns
            if column.numeric and (number := row.number(column.key)) is not None
        }
        return HouseholdRow(
            sheet.form, form.name if form else sheet.form, sheet.period, village.name, sheet_uid,
            sheet.state, row.row, figures, _note(columns, row),
        )  # fmt: skip


def _note(columns: tuple[Column, ...], row: ListRow) -> str:
    return next((row.text(column.key) for column in columns if column.key == "note"), "")
