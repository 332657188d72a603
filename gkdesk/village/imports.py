"""Sheets handed in by the villages: workbooks read, compared with what is stored, and stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from gkdesk.base.progress import Report, silent

from . import store
from .model import Applied, Reading, SheetData, SheetNotFound, Village
from .period import Period
from .sheetbook import SheetBook, place


class Imports(SheetBook):
    """Taking in what the villages hand over."""

    def read(
        self, paths: Sequence[Path], period: Period | str, report: Report = silent
    ) -> list[Reading]:
        """Read villages' workbooks; writes nothing.

        Args:
            paths: workbooks, each with one or more villages' sheets.
            period: the period they were collected for.
            report: called between files.

        Returns:
            One reading for each sheet found and for each file nothing was found in.

        Raises:
            BadPeriod: ``period`` is a text that names none.
            Blocked: a file cannot be read from the disk.
        """
        from .intake import Intake, mark_repeats

        when = period if isinstance(period, Period) else Period.parse(period)
        intake = Intake(
            forms=tuple(self.forms.values()),
            villages=tuple(self.villages()),
            town=self._session.organ.town,
            period=when,
            stored=self._stored,
        )
        readings: list[Reading] = []
        for step, path in enumerate(paths):
            report(step, len(paths), path.name)
            readings += intake.file(path)
        report(len(paths), len(paths), "")
        return [self._compared(reading) for reading in mark_repeats(readings)]

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
                refused=sum(reading.data is None for reading in readings),
                new_villages=tuple(new),
            )
            self._session.audit(
                "village.import", "", stored=len(stored), problems=applied.with_problems,
                same=applied.same, refused=applied.refused,
            )  # fmt: skip
        return applied

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
        version = store.add_sheet(
            self._session.conn,
            store.NewSheet(
                uid=uid,
                village_uid=reading.village_uid,
                form=data.form,
                form_version=data.form_version,
                period=str(reading.period),
                figures=data.as_json(),
                sealed=self._session.vault.seal_json(_aside(reading, data), place(uid)),
                fingerprint=self._fingerprint(data),
                blocking=int(reading.blocking),
                source_sha256=sha,
                made_at=self._stamp(),
                made_by=self._session.user.name,
            ),
        )
        self._session.audit(
            "village.sheet", uid, village=reading.village, form=data.form,
            period=str(reading.period), version=version, blocking=reading.blocking,
        )  # fmt: skip
        return uid

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
        "source": Path(reading.path).name,
        "problems": json.dumps(found, ensure_ascii=False),
        "table": data.table.as_json() if data.table else "",
    }


def _taken(reading: Reading) -> bool:
    return reading.data is not None and not reading.same_as_stored
