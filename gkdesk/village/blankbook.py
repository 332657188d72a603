"""Handing out blanks: one workbook for each village, named so that it is known when it returns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.progress import Report, silent

from .households import Households
from .period import Period


class BlankBook(Households):
    """The workbooks the villages fill in."""

    def write_blanks(
        self,
        form: str,
        folder: Path,
        *,
        period: Period | str,
        stage: str = "",
        villages: Sequence[str] = (),
        report: Report = silent,
    ) -> list[Path]:
        """Write a blank for each village into a folder; an empty list of names means all.

        Returns:
            The files, such as 东河村2026年第3批惠农补贴公示表.xlsx; one of that name is replaced.

        Raises:
            UnknownForm, UnknownStage, VillageNotFound, BadPeriod: none is named so.
            Blocked: the folder cannot be written.
        """
        chosen, when = self.form(form), Period.parse(str(period))
        names = list(villages) or [village.name for village in self.villages()]
        written = []
        for step, name in enumerate(names):
            report(step, len(names), name)
            data = self.blank(form, village=name, period=when, stage=stage)
            title = chosen.body.stage(stage).name if chosen.body else ""
            path = folder / files.safe_name(f"{name}{when.label}{title or chosen.name}.xlsx")
            files.write(path, data)
            written.append(path)
        report(len(names), len(names), "")
        return written
