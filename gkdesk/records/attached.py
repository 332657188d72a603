"""附件: the files that go out with a record, sealed in the archive and scanned with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.privacy import shown_name
from gkdesk.base.text import tidy, visible

from . import filestore
from .attributes import AttributeRules
from .model import File, Record, State

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

LARGEST = 200 << 20  # bytes: a scanned book; a video belongs on the site, not in the office's file
_LONGEST_NAME = 120


class NotADraft(Declined):
    """Files are added to a draft only: what was reviewed is what goes out."""

    message = "“{number}”现在是“{state}”，不能增减附件。请先退回或重新起草，附件没有改动。"


class AddedBefore(Declined):
    """The record has this very file."""

    message = "“{name}”已经在“{number}”的附件里（内容完全相同），不用再加。附件没有改动。"


class NoSuchFile(Declined):
    """The record has no such file."""

    message = "“{number}”没有这份附件。请刷新后再选，附件没有改动。"


class EmptyFile(Declined):
    """A file without a byte."""

    message = "“{name}”是空文件，没有加为附件。请核对原文件，其他内容没有改动。"


class Attached:
    """Adds, lists and takes out the files of a draft; hands them out again."""

    def __init__(
        self,
        session: Session,
        documents: Documents,
        get: Callable[[str], Record],
        rules: Callable[[], AttributeRules],
    ) -> None:
        self._session, self._documents, self._get = session, documents, get
        self._rules = rules

    def of(self, uid: str) -> list[File]:
        """Return the files of a record, in the order they were added; one replaced stays put."""
        return [self._opened(row, words) for row, words in self._rows(self._get(uid).uid)]

    def add(self, uid: str, path: Path, *, note: str = "") -> File:
        """Add a file; raises as ``add_data`` does, and ``Blocked`` when it cannot be read."""
        return self.add_data(uid, files.read(path, largest=LARGEST), name=path.name, note=note)

    def add_data(self, uid: str, data: bytes, *, name: str, note: str = "", place: int = 0) -> File:
        """Add a file's content under its name, last or in the ``place`` another one had.

        Raises:
            NotADraft: it was handed in already.
            AddedBefore, EmptyFile: nothing is added.
        """
        record, session = self._draft(uid), self._session
        shown = visible(name).replace("\n", " ")[-_LONGEST_NAME:]
        if not data:
            raise EmptyFile(name=shown_name(shown))
        with session.transaction():
            sha256 = self._documents.keep(data, name=shown, subject=f"record:{record.uid}")
            if any(one.sha256 == sha256 for one in self.of(record.uid)):
                raise AddedBefore(name=shown_name(shown), number=record.number)
            made = str(uuid.uuid4())
            words: dict[str, object] = {"name": shown, "note": tidy(visible(note))}
            words |= self._said(data, shown) | ({"place": place} if place else {})
            filestore.add_file(
                session.conn,
                filestore.StoredFile(
                    uid=made,
                    record_uid=record.uid,
                    sha256=sha256,
                    sealed=session.vault.seal_json(words, _place(made)),
                    at=session.now().isoformat(timespec="seconds"),
                    user=session.user.name,
                ),
            )
            session.audit("records.attach", record.number, sha256=sha256)
        return next(one for one in self.of(record.uid) if one.uid == made)

    def take_over(self, uid: str, to: str) -> None:
        """Give a draft the files of another record, as the archive has them; nothing is read anew.

        Raises:
            NotADraft: it was handed in already.
        """
        record, session = self._draft(to), self._session
        with session.transaction():
            for row, words in self._rows(self._get(uid).uid):
                made = str(uuid.uuid4())
                words.pop("place", None)  # theirs: here they are added in this order
                filestore.add_file(
                    session.conn,
                    filestore.StoredFile(
                        uid=made,
                        record_uid=record.uid,
                        sha256=row.sha256,
                        sealed=session.vault.seal_json(words, _place(made)),
                        at=session.now().isoformat(timespec="seconds"),
                        user=session.user.name,
                    ),
                )
                session.audit("records.attach", record.number, sha256=row.sha256)

    def remove(self, uid: str, file_uid: str) -> None:
        """Take a file out of a draft; the archive keeps it.

        Raises:
            NotADraft: it was handed in already.
            NoSuchFile: the draft has no such file.
        """
        record, session = self._draft(uid), self._session
        if file_uid not in {one.uid for one in self.of(record.uid)}:
            raise NoSuchFile(number=record.number)
        with session.transaction():
            at = session.now().isoformat(timespec="seconds")
            filestore.remove_file(session.conn, file_uid, at=at)
            session.audit("records.detach", record.number, file=file_uid)

    def replace(self, uid: str, file_uid: str, data: bytes, *, name: str) -> File:
        """Put other content in a file's place in a draft; the archive keeps the old one.

        Raises:
            NotADraft: it was handed in already.
            NoSuchFile: the draft has no such file.
            AddedBefore, EmptyFile: nothing is replaced.
        """
        record, session = self._draft(uid), self._session
        found = {row.uid: (row, words) for row, words in self._rows(record.uid)}
        if file_uid not in found:
            raise NoSuchFile(number=record.number)
        row, words = found[file_uid]
        place, note = int(words.get("place", row.id)), str(words["note"])
        with session.transaction():
            self.remove(record.uid, file_uid)  # first: its name alone may be what is covered
            return self.add_data(record.uid, data, name=name, note=note, place=place)

    def chosen(self, uid: str, found: Sequence[File], place: int) -> File:
        """Return the file at a place of the list, counted from 1; raises ``NoSuchFile``."""
        if not 0 < place <= len(found):
            raise NoSuchFile(number=self._get(uid).number)
        return found[place - 1]

    def read(self, sha256: str) -> bytes:
        """Open an archived file; raises ``Blocked`` when it is missing or damaged."""
        return self._documents.read(sha256)

    def save_as(self, sha256: str, path: Path) -> None:
        """Write a plain copy; raises ``Blocked`` as ``read`` does, or when it cannot be written."""
        self._documents.save_as(sha256, path)

    def _draft(self, uid: str) -> Record:
        self._session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        record = self._get(uid)
        if record.state is not State.DRAFT:
            raise NotADraft(number=record.number, state=record.state.label)
        return record

    def _rows(self, record_uid: str) -> list[tuple[filestore.StoredFile, dict[str, Any]]]:
        """Return the rows of a record's files with their words opened, in their order."""
        rows = filestore.files(self._session.conn, record_uid)
        vault = self._session.vault
        opened = [(row, dict(vault.open_json(row.sealed, _place(row.uid)))) for row in rows]
        return sorted(opened, key=lambda pair: int(pair[1].get("place", pair[0].id)))

    def _opened(self, row: filestore.StoredFile, words: Mapping[str, Any]) -> File:
        at = datetime.fromisoformat(row.at)
        marks, stops = tuple(words.get("marks", ())), tuple(words.get("stops", ()))
        return File(row.uid, words["name"], row.sha256, words["note"], at, row.user, marks, stops)

    def _said(self, data: bytes, name: str) -> dict[str, list[str]]:
        """Return the marks a file's text carries, and what in it must not go out."""
        from gkdesk.documents.plaintext import text_of

        text = text_of(data, PurePath(name).suffix) or ""
        rules = self._rules()
        return {"marks": sorted(rules.marked(text)), "stops": rules.stopped(text)}


def _place(uid: str) -> str:
    return f"record_file.sealed#{uid}"
