"""What one can do with the catalog: read a workbook, apply it, look at it, write it out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import BadFile, Declined, Problem
from gkdesk.base.handover import PackageRow
from gkdesk.base.progress import Report, silent

from . import store
from .model import Applied, Item, Reading, SheetReading

if TYPE_CHECKING:
    from .items import ItemReader
    from .occasions import Occasions


class StaleReading(Declined):
    """The catalog changed after the workbook was read."""

    message = "读取“{file}”之后目录已有改动，这份对比已过时。请重新读取文件再导入，目录没有改动。"


class OpenProblems(Declined):
    """The workbook has places that must be mended first."""

    message = "“{file}”还有{count}处必须先处理的问题，没有导入。请更正后重新读取，目录没有改动。"


class NoSuchItem(Declined):
    """No item has this key."""

    message = "目录里没有编码为“{key}”的事项。请核对编码后再试，目录没有改动。"


class NothingToExport(Declined):
    """The catalog is empty."""

    message = "目录还是空的，没有可以导出的事项。请先导入目录工作簿。"


class TooLongToExport(Declined):
    """An item holds more letters than a cell of a workbook."""

    message = (
        "事项{key}“{name}”的{label}有{length}个字，一个单元格放不下，没有导出。"
        "请在目录工作簿里删减或分成几项，重新导入后再导出，目录没有改动。"
    )


class Catalog:
    """The catalog of one office."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: tuple[int, list[Item]] | None = None

    @cached_property
    def _reader(self) -> ItemReader:
        from . import mapping
        from .items import ItemReader

        paths = self._session.forms.paths("catalog")
        return ItemReader(mapping.load(paths.values()))

    @cached_property
    def occasions(self) -> Occasions:
        """What happened about items, and what was settled about them."""
        from .occasions import Occasions

        return Occasions(self._session, self)

    def read(self, path: Path, report: Report = silent) -> Reading:
        """Read a workbook and compare it with the catalog; nothing is written.

        Raises:
            BadFile: no worksheet has a heading we know.
            Declined: not a workbook, encrypted, or too large.
            Blocked: the file cannot be read.
            Cancelled: the caller's ``report`` stopped the work.
        """
        return self.read_data(files.read(path), path.name, report)

    def read_data(self, data: bytes, name: str, report: Report = silent) -> Reading:
        """Read what was pasted or is in memory already; ``name`` stands for the file's.

        Raises:
            As ``read``.
        """
        from gkdesk.base.workbook import OLD_FORMAT, is_old

        from . import diff, source
        from .doubts import workbook_problems

        items: list[Item] = []
        problems: list[Problem] = []
        sheets: list[SheetReading] = []
        for grid, at, total in source.read(data, name):
            report(at, total, grid.name)
            found, sheet, unclear = self._reader.read(grid, name)
            items += found
            problems += unclear
            sheets.append(sheet)
        if not any(not sheet.skipped for sheet in sheets):
            raise BadFile(name, _no_headings(sheets))
        version, current = self._current()
        changes = diff.compare(current, items)
        problems += workbook_problems(items, sheets, changes)
        if is_old(data):
            problems.append(Problem(name, OLD_FORMAT, blocking=False))
        return Reading(
            name,
            hashlib.sha256(data).hexdigest(),
            tuple(items),
            tuple(problems),
            changes,
            tuple(sheets),
            version,
        )

    def annotate(self, reading: Reading, data: bytes, path: Path) -> None:
        """Write the workbook that was read once more, with every problem noted at its cell.

        Raises:
            Blocked: the file cannot be written.
        """
        from .annotate import annotated

        files.write(path, annotated(data, reading.problems))

    def apply(self, reading: Reading) -> Applied:
        """Take a reading over into the catalog: all of it, in one transaction.

        Items the workbook left out are retired, never deleted.

        Raises:
            OpenProblems: a blocking problem is open.
            StaleReading: the catalog changed since the workbook was read.
        """
        if reading.blocking:
            raise OpenProblems(file=reading.file, count=len(reading.blocking))
        session, changes = self._session, reading.changes
        with session.transaction():
            if store.version(session.conn) != reading.version:
                raise StaleReading(file=reading.file)
            number = store.add_import(
                session.conn,
                at=session.now().isoformat(timespec="seconds"),
                user=session.user.name,
                file=reading.file,
                sha256=reading.sha256,
                counts=changes.counts,
            )
            self._write(reading, number)
            session.audit(
                "catalog.apply", number, file=reading.file, sha256=reading.sha256, **changes.counts
            )
        return Applied(number, changes.counts)

    def rows(self, area: str | None = None) -> list[Item]:
        """Return the items in force, of one area or of all."""
        return store.items(self._session.conn, area)

    def areas(self) -> list[tuple[str, int]]:
        """Return each area with its number of items, in the order of the pilot list."""
        return store.areas(self._session.conn)

    def get(self, key: str) -> Item:
        """Return one item, retired ones too.

        Raises:
            NoSuchItem: no item has this key.
        """
        found = store.item(self._session.conn, key)
        if found is None:
            raise NoSuchItem(key=key)
        return found

    def export(self, path: Path) -> Path:
        """Write the catalog as a workbook in the national form, one worksheet for each area.

        Raises:
            NothingToExport: the catalog is empty.
            TooLongToExport: an item does not fit a cell.
            Blocked: the file cannot be written.
        """
        items = self.rows()
        if not items:
            raise NothingToExport
        from . import export, xlsx
        from .doubts import too_long

        for item in items:
            for label, length in too_long(item):
                raise TooLongToExport(key=item.key, name=item.name[:20], label=label, length=length)
        layouts = export.layouts(items, organ=self._session.organ.name)
        files.write(path, xlsx.write(layouts))
        with self._session.transaction():
            self._session.audit("catalog.export", path.name, items=len(items))
        return path

    def package_rows(self) -> list[PackageRow]:
        """Return every item for the county; a retired one says since when."""
        return [
            PackageRow("item", key, revision, json.loads(data) | {"retired_on": retired_on})
            for key, revision, data, retired_on in store.package_rows(self._session.conn)
        ]

    def _current(self) -> tuple[int, list[Item]]:
        version = store.version(self._session.conn)
        if self._held is None or self._held[0] != version:
            self._held = (version, store.items(self._session.conn))
        return self._held

    def _write(self, reading: Reading, number: int) -> None:
        conn, changes = self._session.conn, reading.changes
        today = self._session.today.isoformat()
        # the comparison keeps the incoming order within each list; a source is one row of the file
        place = {item.source: at for at, item in enumerate(reading.items)}
        for item in changes.added:
            keyed = replace(item, key=self._new_key(item))
            store.add_item(conn, keyed, place=place[item.source], today=today)
            store.add_event(conn, key=keyed.key, import_id=number, kind="added")
        for change in changes.changed:
            item = change.item
            store.change_item(conn, item, place=place[item.source], today=today)
            store.add_event(
                conn, key=item.key, import_id=number, kind="changed", changes=change.fields
            )
        for item in changes.gone:
            store.retire_item(conn, item.key, today=today)
            store.add_event(conn, key=item.key, import_id=number, kind="retired")
        for item in changes.same:
            store.move_item(conn, item, place=place[item.source])

    def _new_key(self, item: Item) -> str:
        """Give the next key ``area-category-item``, such as ``04-01-003``."""
        from .mapping import FIRST_OWN_AREA

        conn, areas = self._session.conn, self._reader.mapping.areas
        code = store.area_code(conn, item.area)
        if code is None:
            code = store.add_area(
                conn,
                name=item.area,
                code=areas.codes.get(item.area),
                first_own=FIRST_OWN_AREA,
            )
        category, number = store.next_in_category(conn, area=item.area, category=item.level1)
        return f"{code:02d}-{category:02d}-{number:03d}"


def _no_headings(sheets: Sequence[SheetReading]) -> list[Problem]:
    advice = "没有认识的表头，请确认表头有“序号、公开事项、公开内容、公开依据、公开时限”等列名"
    return [Problem(f"工作表“{sheet.name}”", advice) for sheet in sheets]
