"""What one can do with the catalog: read a workbook, apply it, look at it, write it out."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.handover import Due, PackageRow
from gkdesk.base.progress import Report, silent

from . import store, versionstore
from .model import Applied, Item, Reading, SheetReading
from .versionrows import About, VersionKind

if TYPE_CHECKING:
    from .adjust import Adjusting
    from .adjustpaper import AdjustPapers
    from .areabook import AreaBook
    from .confirm import Confirming
    from .duties import Duties
    from .items import ItemReader
    from .lists import OfficeLists
    from .names import NameFault
    from .occasions import Occasions
    from .papers import Papers
    from .settling import Settling
    from .versions import Versions


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

    def __init__(self, session: Session, papers: Callable[[], Papers] | None = None) -> None:
        self._session, self._papers = session, papers
        self._held: tuple[int, list[Item]] | None = None

    @cached_property
    def _reader(self) -> ItemReader:
        from . import mapping
        from .items import ItemReader

        shipped = mapping.load(self._session.forms.paths("catalog").values())
        known = replace(shipped, areas=self.area_book.names(shipped.areas))
        return ItemReader(self.settling.mapping(known), self.settling.settled())

    @cached_property
    def settling(self) -> Settling:
        """What the importer did not understand, and what the clerk said it means."""
        from .settling import Settling

        return Settling(self._session, self._read_anew)

    @cached_property
    def versions(self) -> Versions:
        """The catalog's versions, and the superior's catalogs beside them."""
        from .versions import Versions

        def read(data: bytes, name: str, report: Report) -> tuple[list[Item], list[SheetReading]]:
            from .readin import rows_of

            rows = rows_of(self._reader, data, name, report)
            return rows.items, rows.sheets

        return Versions(self._session, read)

    @cached_property
    def adjusting(self) -> Adjusting:
        """Proposals to change the catalog, and the versions they make."""
        from .adjust import Adjusting

        return Adjusting(self._session, self.versions, self.area_book, lambda: self._reader.mapping)

    @cached_property
    def adjust_papers(self) -> AdjustPapers:
        """The papers of an adjustment."""
        from .adjustpaper import AdjustPapers

        return AdjustPapers(self._session, self.adjusting, self.versions, self._print)

    @cached_property
    def area_book(self) -> AreaBook:
        """What the office says about each area: aliases, order, 不涉及, who is responsible."""
        from .areabook import AreaBook

        # what an area is called decides how the next workbook is read
        return AreaBook(self._session, self._read_anew)

    @cached_property
    def confirming(self) -> Confirming:
        """Rounds in which each responsible office confirms its items."""
        from .confirm import Confirming

        return Confirming(self._session, self.adjusting, self.versions, self.area_book, self._print)

    @cached_property
    def lists(self) -> OfficeLists:
        """负面清单 and 主动公开基本目录."""
        from .lists import OfficeLists

        return OfficeLists(self._session)

    @cached_property
    def duties(self) -> Duties:
        """权责清单, 公共服务事项清单 and 网站栏目, and the items they belong to."""
        from .duties import Duties

        return Duties(self._session)

    def name_faults(self) -> list[NameFault]:
        """Return names that are the same, or hard to tell apart, inside an area."""
        from .names import check

        return check(self.rows())

    def successors(self, key: str) -> list[str]:
        """Return what a merged or split item became; empty for all others."""
        return versionstore.successors(self._session.conn, key)

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
        from . import readin

        rows = readin.rows_of(self._reader, data, name, report)
        version, current = self._current()
        rows.problems += self.area_book.doubts(rows.items)
        return readin.reading(self._reader, rows, data, name, current=current, version=version)

    def annotate(self, reading: Reading, data: bytes, path: Path) -> None:
        """Write the workbook that was read once more, with every problem noted at its cell.

        Raises:
            Blocked: the file cannot be written.
        """
        from .annotate import annotated

        files.write(path, annotated(data, reading.problems))

    def apply(self, reading: Reading, about: About | None = None) -> Applied:
        """Take a reading over into the catalog: all of it, in one transaction, as a new version.

        Items the workbook left out are retired, never deleted.

        Raises:
            BadValue: what is said about the version cannot be.
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
            self.versions.record(
                number, VersionKind.IMPORT, about or About(),
                file=reading.file, sha256=reading.sha256,
            )  # fmt: skip
            session.audit(
                "catalog.apply", number, file=reading.file, sha256=reading.sha256, **changes.counts
            )
        return Applied(number, changes.counts)

    def rows(self, area: str | None = None) -> list[Item]:
        """Return the items in force, of one area or of all."""
        return store.items(self._session.conn, area)

    def names(self) -> list[tuple[str, str, str, str, str]]:
        """Return key, area and the three levels of every item in use."""
        return store.names(self._session.conn)

    def channels(self) -> tuple[str, ...]:
        """Return the standard channels (渠道) in the order of the national list."""
        return self._reader.channel_names

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
        files.write(path, workbook_of(items, self._session.organ.name))
        with self._session.transaction():
            self._session.audit("catalog.export", path.name, items=len(items))
        return path

    def package_rows(self, keys: Collection[str] | None = None) -> list[PackageRow]:
        """Return every item for the county, or those asked for; a retired one says since when."""
        return [
            PackageRow("item", key, revision, json.loads(data) | {"retired_on": retired_on})
            for key, revision, data, retired_on in store.package_rows(self._session.conn, keys)
        ]

    def agenda(self) -> list[Due]:
        """Return what is due: confirmation rounds, and adjustments that wait for a decision."""
        from .confirmdue import dues

        return dues(self._session.conn, self._session.user.role)

    def _read_anew(self) -> None:
        """Forget how workbooks are read: an alias was changed."""
        self.__dict__.pop("_reader", None)

    def _print(self) -> Papers:
        assert self._papers is not None, "only the desk hands over the documents room"  # noqa: S101
        return self._papers()

    def _current(self) -> tuple[int, list[Item]]:
        version = store.version(self._session.conn)
        if self._held is None or self._held[0] != version:
            self._held = (version, store.items(self._session.conn))
        return self._held

    def _write(self, reading: Reading, number: int) -> None:
        from .keys import new_key

        conn, changes = self._session.conn, reading.changes
        today = self._session.today.isoformat()
        # the comparison keeps the incoming order within each list; a source is one row of the file
        place = {item.source: at for at, item in enumerate(reading.items)}
        for item in changes.added:
            keyed = replace(item, key=new_key(conn, self._reader.mapping.areas, item))
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


def workbook_of(items: Sequence[Item], organ: str) -> bytes:
    """Lay items out in the national form.

    Raises:
        NothingToExport: there are none.
        TooLongToExport: an item does not fit a cell.
        LeakInCatalog: an item holds a personal number.
    """
    if not items:
        raise NothingToExport
    from . import export, leaks, xlsx
    from .doubts import too_long

    for item in items:
        for label, length in too_long(item):
            raise TooLongToExport(key=item.key, name=item.name[:20], label=label, length=length)
    leaks.demand_none(items)
    return xlsx.write(export.layouts(items, organ=organ))
