"""遮盖后的副本: masked copies of a record's attachments and of any other files.

The files themselves are never changed. An attachment is replaced in a draft only, as one is
added: the archive keeps the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Cancelled, Report, silent
from gkdesk.base.scanning import Rules

from . import masking
from .attached import LARGEST, Attached, NoSuchFile
from .model import File, Record
from .scanfile import scan_files
from .scanmodel import MaskedCopy, Scanned, Written


class Copies:
    """Makes, saves and puts in place masked copies; looks through files of nobody's record."""

    def __init__(
        self,
        session: Session,
        get: Callable[[str], Record],
        attached: Attached,
        rules: Callable[[], Rules],
    ) -> None:
        self._session, self._get, self._attached, self._rules = session, get, attached, rules

    def file_of(self, uid: str, mark: str) -> File | None:
        """Return the attachment a hit was found in, ``None`` when it is none of them."""
        head, dash, _rest = mark.partition("-")
        if not dash:
            return None
        return next((one for one in self._attached.of(uid) if one.sha256.startswith(head)), None)

    def called(self, name: str) -> str:
        """Return what the masked copy of a file is called."""
        return masking.copy_name(name, self._rules())

    def make(self, uid: str, file_uid: str) -> MaskedCopy:
        """Return a masked copy of an attachment; nothing is kept.

        Raises:
            NoSuchFile: the record has no such attachment.
            NoMaskedCopy: a kind that cannot be masked, or a damaged file.
            NothingToMask: nothing in it is covered.
            Blocked: the archived file is missing or damaged.
        """
        record = self._get(uid)
        one = next((one for one in self._attached.of(record.uid) if one.uid == file_uid), None)
        if one is None:
            raise NoSuchFile(number=record.number)
        return self._covered(self._attached.read(one.sha256), one.name)

    def save(self, uid: str, file_uid: str, path: Path) -> MaskedCopy:
        """Write a masked copy of an attachment where the clerk says, and note that it was done.

        Raises:
            NoSuchFile, NoMaskedCopy, NothingToMask: as ``make``; nothing is written.
            Blocked: disk or rights.
        """
        made, session = self.make(uid, file_uid), self._session
        with session.transaction():
            session.audit("records.masked_copy", self._get(uid).number, covered=made.covered)
        files.write(path, made.data)
        return made

    def replace(self, uid: str, file_uid: str) -> MaskedCopy:
        """Put a draft's attachment's masked copy in its place.

        Raises:
            NotAllowed, NotADraft: who and when; nothing is replaced.
            NoSuchFile, NoMaskedCopy, NothingToMask: as ``make``.
            AddedBefore: this very copy is attached already.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        made = self.make(uid, file_uid)
        with session.transaction():
            [old] = [one for one in self._attached.of(uid) if one.uid == file_uid]
            name = masking.copy_name(old.name, self._rules(), mark="")
            self._attached.replace(uid, file_uid, made.data, name=name)
            session.audit("records.masked", self._get(uid).number, covered=made.covered)
        return made

    def look(self, paths: Sequence[Path], report: Report = silent) -> list[Scanned]:
        """Look through files that belong to no record; one that cannot be read says why."""
        rules, found = self._rules(), list[Scanned]()
        for at, path in enumerate(paths):
            report(at, len(paths), masking.safe(path.name, rules))
            found += scan_files([path], rules)
        return found

    def targets(self, paths: Sequence[Path], folder: Path) -> list[Path]:
        """Return what the masked copies of files will be called in a folder.

        No two are the same, and none is one of the files themselves.
        """
        rules, taken = self._rules(), {path.resolve() for path in paths}
        found: list[Path] = []
        for path in paths:
            target, number = folder / masking.copy_name(path.name, rules), 1
            while target.resolve() in taken:
                number += 1
                target = folder / masking.copy_name(path.name, rules, f"（已遮盖{number}）")
            taken.add(target.resolve())
            found.append(target)
        return found

    def save_all(
        self, paths: Sequence[Path], folder: Path, report: Report = silent
    ) -> list[Written]:
        """Write masked copies of files into a folder; one that cannot be masked stops nothing.

        A copy made before is written anew: ask first (``targets``).

        Raises:
            Cancelled: the clerk stopped it; copies written so far stay.
        """
        rules, told = self._rules(), list[Written]()
        for at, (path, target) in enumerate(zip(paths, self.targets(paths, folder), strict=True)):
            name = masking.safe(path.name, rules)
            report(at, len(paths), name)
            try:
                made = self._covered(files.read(path, largest=LARGEST), path.name)
                files.write(target, made.data)
            except Cancelled:
                raise
            except GkdeskError as error:
                told.append(Written(name, None, why=masking.safe(str(error), rules)))
            else:
                told.append(Written(name, made, target=target.name))
        return told

    def _covered(self, data: bytes, name: str) -> MaskedCopy:
        made = masking.mask_bytes(data, name, self._rules())
        if not made.covered:
            raise masking.NothingToMask(name=masking.safe(name, self._rules()))
        return made
