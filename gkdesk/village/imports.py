"""Sheets handed in by the villages: workbooks read, compared with what is stored, and stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base import files
from gkdesk.base.errors import Blocked, Problem
from gkdesk.base.progress import Report, silent

from . import between, blocks, rowstore, store
from .blankbook import BlankBook
from .declined import SheetNotFound
from .handed import gather
from .model import Applied, Reading, Sheet, SheetData, SheetState, Village
from .period import Period
from .sheetbook import place

if TYPE_CHECKING:
    from .entry import Entering
    from .intake import Intake


class Imports(BlankBook):
    """Taking in what the villages hand over."""

    @cached_property
    def entry(self) -> Entering:
        """Sheets typed in at the office's own keyboard."""
        from .entry import Entering

        return Entering(self._session, self)

    def read(
        self,
        paths: Sequence[Path],
        period: Period | str,
        report: Report = silent,
        *,
        form: str = "",
        forms: Mapping[Path, str] = MappingProxyType({}),
    ) -> list[Reading]:
        """Read what villages handed in; writes nothing.

        Args:
            paths: workbooks, Word documents and texts, each with one or more villages' sheets.
            period: the period they were collected for.
            report: called between files; raises ``Cancelled`` to stop.
            form: the form every sheet is, when the program cannot tell; empty: by their headers.
            forms: the same for single files.

        Returns:
            One reading for each sheet found and for each file nothing was found in.

        Raises:
            BadPeriod: ``period`` is a text that names none.
            Blocked: no file at all can be read from the disk; one is told in its reading.
        """
        from .readings import mark_repeats

        intake = self._intake(Period.parse(str(period)))
        readings, unread = list[Reading](), list[Blocked]()
        for step, path in enumerate(paths):
            report(step, len(paths), path.name)
            try:
                readings += replace(intake, only=forms.get(path, form)).file(path)
            except Blocked as error:
                unread.append(error)
                readings.append(intake.unread(path, error))
        report(len(paths), len(paths), "")
        if unread and len(unread) == len(paths):
            raise unread[0]
        return [self._compared(one) for one in self._beside(mark_repeats(readings))]

    def _beside(self, readings: list[Reading]) -> list[Reading]:
        """Compare each sheet with the same village's others, of this import or stored."""
        from .readings import masked

        given = {
            (one.village_uid, one.form, str(one.period)): one.data
            for one in readings
            if one.data is not None
        }

        def sheets(village_uid: str, form: str, period: Period) -> SheetData | None:
            own = given.get((village_uid, form, str(period)))
            return own or (self._stored(village_uid, form, period) if village_uid else None)

        found = []
        for one in readings:
            told: tuple[Problem, ...] = ()
            if one.data is not None:
                own = partial(sheets, one.village_uid)
                checker = between.Checker(self.between, self.forms, one.period, own)
                told = tuple(map(masked, checker.findings(one.form)))
            found.append(replace(one, problems=(*one.problems, *told)) if told else one)
        return found

    def _intake(self, period: Period) -> Intake:
        from .intake import Intake

        return Intake(
            forms=(*self.forms.values(), *self.townlists),
            villages=tuple(self.villages()),
            town=self._session.organ.town,
            period=period,
            stored=self._stored,
            settled=self.settled_names(),
        )

    def apply(self, readings: Iterable[Reading]) -> Applied:
        """Store what was read, in one transaction.

        A sheet with blocking problems is stored as 有问题 and stops no other; one that is the same
        as stored is left alone; another import of the same sheet becomes its next version.

        Raises:
            Blocked: the archive cannot be written; nothing was stored.
        """
        readings = list(readings)
        stored: list[str] = []
        new: list[str] = []
        with self._session.transaction():
            for reading in readings:
                if reading.data is None or reading.same_as_stored:
                    continue
                if not reading.village_uid:
                    reading = self._settle(reading, new)  # noqa: PLW2901 - now with its village
                stored.append(self._store(reading))
            applied = Applied(
                stored=tuple(stored),
                with_problems=sum(_taken(reading) and reading.blocking for reading in readings),
                same=sum(reading.same_as_stored for reading in readings),
                refused=sum(one.data is None and not one.only_checked for one in readings),
                new_villages=tuple(new),
            )
            self._session.audit(
                "village.import", "", stored=len(stored), problems=applied.with_problems,
                same=applied.same, refused=applied.refused,
            )  # fmt: skip
        return applied

    def taken(self, name: str, data: bytes, period: Period) -> Reading:
        """Read a workbook of one sheet that stands in no file, as an import would."""
        found = self._beside(self._intake(period).book(Path(name), data))
        return self._compared(found[0])

    def gather(self, given: Iterable[Path]) -> list[Path]:
        """Return the files of folders and files; ``read`` tells which of them hold no table."""
        return gather(given)

    def hand_back(
        self, readings: Sequence[Reading], folder: Path, report: Report = silent
    ) -> list[Path]:
        """Write a copy of every file with findings, its notes at the cells, into a folder.

        Returns:
            The files written, named as the originals with 批注 behind.

        Raises:
            Blocked: the folder cannot be written.
        """
        from .annotate import annotated

        by_file: dict[str, list[Reading]] = {}
        for reading in readings:
            by_file.setdefault(reading.path, []).append(reading)
        written: list[Path] = []
        for step, (path, own) in enumerate(by_file.items()):
            report(step, len(by_file), Path(path).name)
            if any(reading.problems for reading in own) and any(reading.source for reading in own):
                target = _free(folder / f"{Path(path).stem}-批注.xlsx", written)
                files.write(target, annotated(own))
                written.append(target)
        return written

    def _settle(self, reading: Reading, new: list[str]) -> Reading:
        """Find or add the village of a reading made while the list was empty."""
        known = [village for village in self.villages() if village.name == reading.village]
        if not known:
            known = [Village(str(uuid4()), reading.village)]
            self._add(known[0])
            new.append(reading.village)
        return replace(reading, village_uid=known[0].uid)

    def _store(self, reading: Reading) -> str:
        uid, data = str(uuid4()), reading.data
        if data is None:
            raise SheetNotFound
        name = Path(reading.path).name
        sha = self._documents.keep(reading.source, name=name, subject=f"village_sheet:{uid}")
        aside = _aside(reading, data) | {"cross": self._sums_for_check(uid, reading, data)}
        version = store.add_sheet(
            self._session.conn,
            store.NewSheet(
                uid=uid,
                village_uid=reading.village_uid,
                form=data.form,
                form_version=data.form_version,
                period=str(reading.period),
                figures=data.as_json(),
                sealed=self._session.vault.seal_json(aside, place(uid)),
                fingerprint=self._fingerprint(data),
                blocking=int(reading.blocking),
                source_sha256=sha,
                made_at=self._stamp(),
                made_by=self._session.user.name,
            ),
        )
        self._keep_rows(uid, reading.village_uid, data)
        self._session.audit(
            "village.sheet", uid, village=reading.village, form=data.form,
            period=str(reading.period), version=version, blocking=reading.blocking,
        )  # fmt: skip
        return uid

    def _sums_for_check(self, uid: str, reading: Reading, data: SheetData) -> str:
        form = self.forms[data.form]
        sheet = Sheet(uid, reading.village_uid, data.form, data.form_version, reading.period, 0,
                      SheetState.CHECKED, "", "")  # fmt: skip
        from . import crossstored

        rows = crossstored.rows_of(sheet, "", data, form.column if form.body is None else "")
        return crossstored.packed(data.form, rows)

    def _keep_rows(self, uid: str, village_uid: str, data: SheetData) -> None:
        """Store a list's rows in blocks, each under the marks of who stands in it."""
        body = self.forms[data.form].body
        if data.table is None or body is None:
            return
        vault, rows = self._session.vault, data.table.rows
        for block in blocks.pack(vault, uid, rows):
            own = rows[block.place * blocks.ROWS :][: blocks.ROWS]
            rowstore.add(self._session.conn, block, blocks.marks(vault, body, village_uid, own))

    def _compared(self, reading: Reading) -> Reading:
        """Mark a reading that would store again what is stored."""
        if reading.data is None or not reading.village_uid:
            return reading
        found = store.current_sheet(
            self._session.conn,
            village_uid=reading.village_uid,
            form=reading.form,
            period=str(reading.period),
        )
        if found is None:
            return reading
        mark, blocking = store.fingerprint(self._session.conn, found.uid)
        same = mark == self._fingerprint(reading.data) and blocking == reading.blocking
        return replace(reading, same_as_stored=same)

    def _fingerprint(self, data: SheetData) -> bytes:
        table = f"\n{data.table.as_json()}" if data.table else ""
        whole = f"{data.as_json()}\n{data.note}{table}"
        return self._session.vault.index_of(whole, "village_sheet")


def _aside(reading: Reading, data: SheetData) -> dict[str, str]:
    """Return what may name a person and is therefore sealed."""
    found = [[problem.where, problem.message, problem.blocking] for problem in reading.problems]
    return {
        "note": data.note,
        "table": replace(data.table, rows=()).as_json() if data.table else "",  # rows: in blocks
        "source": Path(reading.path).name,
        "problems": json.dumps(found, ensure_ascii=False),
    }


def _free(path: Path, taken: Sequence[Path]) -> Path:
    """Return a name no other file of this run has: two villages may use one file name."""
    number, wanted = 1, path
    while wanted in taken:
        number += 1
        wanted = path.with_stem(f"{path.stem}{number}")
    return wanted


def _taken(reading: Reading) -> bool:
    return reading.data is not None and not reading.same_as_stored
