"""Versions of the catalog: made with every adopted change, described, given back, compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.errors import BadFile, BadValue, Declined
from gkdesk.base.privacy import demand_open, shown_name
from gkdesk.base.progress import Report, silent
from gkdesk.base.text import tidy

from . import compare, dutystore, versionstore
from .model import Item
from .versionrows import About, Comparison, Superior, Version, VersionKind, name_in

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .model import SheetReading

LONGEST = 60  # letters of a version's name or of who issued it
Read = Callable[[bytes, str, Report], tuple[list[Item], "list[SheetReading]"]]


class NoVersion(Declined):
    """The catalog has no such version."""

    message = "没有第{number}版目录，{known}。请核对版本号后再试，目录没有改动。"


class NoSuperior(Declined):
    """No superior catalog was read."""

    message = "还没有读入上级目录。请先用“读入上级目录”选县里或市里的目录表，本机关的目录没有改动。"


class EmptySuperior(Declined):
    """A superior's workbook without an item."""

    message = "“{file}”里没有读到任何事项，没有存为上级目录。请核对是不是选错了文件。"


class Versions:
    """The catalog's versions, and the superior's catalogs beside them."""

    def __init__(self, session: Session, read: Read) -> None:
        self._session, self._read = session, read

    def all(self) -> list[Version]:
        """Return every version, the oldest first."""
        return versionstore.versions(self._session.conn)

    def get(self, number: int) -> Version:
        """Return one version.

        Raises:
            NoVersion: there is none of this number.
        """
        found = versionstore.version(self._session.conn, number)
        if found is None:
            last = self.all()
            known = f"现有第1版至第{last[-1].number}版" if last else "还没有任何版本"
            raise NoVersion(number=number, known=known)
        return found

    def newest(self) -> Version | None:
        found = self.all()
        return found[-1] if found else None

    def items(self, number: int) -> list[Item]:
        """Return the catalog exactly as it stood in a version.

        Raises:
            NoVersion: there is none of this number.
        """
        self.get(number)
        return versionstore.items_at(self._session.conn, number)

    def export(self, number: int, path: Path) -> Path:
        """Write a version as a workbook in the national form, one worksheet for each area.

        Raises:
            NoVersion: there is none of this number.
            NothingToExport: it holds no item.
            TooLongToExport: an item does not fit a cell.
            Blocked: the file cannot be written.
        """
        from .service import workbook_of

        files.write(path, workbook_of(self.items(number), self._session.organ.name))
        with self._session.transaction():
            self._session.audit("catalog.version_export", number, file=path.name)
        return path

    def history(self, key: str) -> list[tuple[int, Item, bool]]:
        """Return (version, item as it read from then on, whether gone), the oldest first."""
        return versionstore.history(self._session.conn, key)

    def record(
        self, import_id: int, kind: VersionKind, about: About, *, file: str, sha256: str = ""
    ) -> Version:
        """Make the catalog as it stands a version; joins the transaction that changed it.

        Raises:
            BadValue: a day that cannot be read, or words far too long.
        """
        session = self._session
        checked = self._checked(
            replace(
                about,
                name=about.name or name_in(file),
                in_force_from=about.in_force_from or session.today.isoformat(),
            )
        )
        at = session.now().isoformat(timespec="seconds")
        with session.transaction():
            number = versionstore.add_version(
                session.conn, import_id=import_id, kind=kind.value, at=at,
                user=session.user.name, file=file, sha256=sha256,
            )  # fmt: skip
            versionstore.add_about(session.conn, number, checked, at=at, user=session.user.name)
        return self.get(number)

    def put_back(self, number: int, file: str, note: str) -> Version:
        """Make the catalog again as it stood in a version, as a new version; 0: as it was empty.

        Args:
            number: the version.
            file: what the new version says it was made from.
            note: what is said about it.

        Raises:
            NoVersion: there is none of this number.
            BadValue: the note cannot be kept.
        """
        from . import putback

        before = self.get(number).about if number else About()
        with self._session.transaction():
            import_id = putback.put_back(self._session, number, file)
            return self.record(import_id, VersionKind.IMPORT, replace(before, note=note), file=file)

    def succeed(self, key: str, successor: str, version: int) -> None:
        """Remember what a merged or split item became; its duties and columns go along."""
        session = self._session
        versionstore.add_successor(session.conn, key, successor, version)
        at = session.now().isoformat(timespec="seconds")
        dutystore.move_links(session.conn, key, successor, at=at, user=session.user.name)

    def describe(self, number: int, about: About) -> Version:
        """Say anew what a version is called, who issued it and from when it is in force.

        Raises:
            NoVersion: there is none of this number.
            BadValue: a day that cannot be read, or words far too long.
        """
        session, old = self._session, self.get(number)
        checked = self._checked(
            replace(about, in_force_from=about.in_force_from or old.about.in_force_from)
        )
        with session.transaction():
            at = session.now().isoformat(timespec="seconds")
            versionstore.add_about(session.conn, number, checked, at=at, user=session.user.name)
            session.audit("catalog.version", number, in_force_from=checked.in_force_from)
        return self.get(number)

    def compare(self, left: int, right: int) -> Comparison:
        """Compare two versions; raises ``NoVersion``."""
        names = (self.get(left).title, self.get(right).title)
        return compare.by_key(self.items(left), self.items(right), names)

    def read_superior(self, path: Path, about: About, report: Report = silent) -> Superior:
        """Read a county's or city's workbook and keep it as a reference; nothing is applied.

        Raises:
            EmptySuperior, BadFile, Declined: it is no catalog; nothing is kept.
            BadValue: a day that cannot be read, or words far too long.
            Blocked: the file cannot be read.
        """
        found = self.look_at(path, about, report)
        session = self._session
        with session.transaction():
            number = versionstore.add_superior(
                session.conn, at=found.at, user=session.user.name,
                about=About(found.name, found.issued_by, found.issued_on), file=found.file,
                sha256=found.sha256, items=found.items,
            )  # fmt: skip
            session.audit("catalog.superior", number, file=found.file, items=len(found.items))
        return self.superior(number)

    def look_at(self, path: Path, about: About, report: Report = silent) -> Superior:
        """Read a superior's workbook only to compare with it; raises as ``read_superior``."""
        about = self._checked(replace(about, name=about.name or path.stem))
        data = files.read(path)
        items, sheets = self._read(data, path.name, report)
        if not items:
            if sheets and all(sheet.skipped for sheet in sheets):
                from .doubts import no_headings

                raise BadFile(path.name, no_headings(sheets))
            raise EmptySuperior(file=path.name)
        at = self._session.now().isoformat(timespec="seconds")
        digest = hashlib.sha256(data).hexdigest()
        return Superior(
            0, at, about.name, about.issued_by, about.issued_on, path.name, digest, tuple(items)
        )

    def superiors(self) -> list[tuple[int, str, str, str, int]]:
        """Return (number, when read, name, file, items) of each reference, the newest first."""
        return versionstore.superiors(self._session.conn)

    def superior(self, number: int | None = None) -> Superior:
        """Return one reference, or the newest.

        Raises:
            NoSuperior: there is none.
        """
        found = versionstore.superior(self._session.conn, number)
        if found is None:
            raise NoSuperior
        return found

    def compare_superior(self, number: int, superior: Superior) -> Comparison:
        """Compare a superior's catalog (left) with a version of ours (right)."""
        names = (superior.title, self.get(number).title)
        return compare.by_words(superior.items, self.items(number), names)

    def write_comparison(self, found: Comparison, path: Path) -> None:
        """Write a comparison as a workbook (对照表).

        Raises:
            Blocked: the file cannot be written.
        """
        from .comparebook import workbook

        files.write(path, workbook(found, self._session.organ.name))
        with self._session.transaction():
            self._session.audit("catalog.compare", path.name, **found.counts)

    def _checked(self, about: About) -> About:
        for field, label in (("issued_on", "印发日期"), ("in_force_from", "施行日期")):
            text = getattr(about, field)
            try:
                date.fromisoformat(text or "2000-01-01")
            except ValueError as error:
                reason = f"写的是“{shown_name(text)[:20]}”，应写成 2026-01-01 的样子"
                raise BadValue(field, label, reason) from error
        for field, label in (("name", "版本名称"), ("issued_by", "印发机关")):
            if len(getattr(about, field)) > LONGEST:
                raise BadValue(field, label, f"超过{LONGEST}个字")
            demand_open(getattr(about, field), field, label)
        demand_open(about.note, "note", "说明")
        return replace(
            about,
            name=tidy(about.name),
            issued_by=tidy(about.issued_by),
            note=tidy(about.note),
        )
