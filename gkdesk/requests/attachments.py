"""附件: what was handed in or gathered for a case, sealed in the archive, noted as an event.

Added at any time, after archiving too; never taken out again, because the file is evidence.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.privacy import scan
from gkdesk.base.text import tidy, visible

from .ledger import Ledger
from .model import Attached, Event, EventKind, day_text, iso_day

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

    from .store import Stored

HANDED_OUT = "handed_out"
_MOST_SHOWN = 3
_LONGEST_NAME = 120
_KEPT = "没有添加此文件，已有的内容没有改动。"


class WrongKind(Declined):
    """No kind of attachment has this name."""

    message = "没有名为“{kind}”的附件种类。可用的有：{known}。" + _KEPT


class AttachedBefore(Declined):
    """The very same file is in the case."""

    message = "“{name}”和本件第{id}份附件（{kind}）是同一个文件，不用再添加。" + _KEPT


class WrongDay(Declined):
    """The day of an attachment cannot be."""

    message = "附件的日期“{day}”不对：应写成 2026-04-10，不晚于{today}。" + _KEPT


class NoSuchAttachment(Declined):
    """The case has no attachment of this number."""

    message = "申请{number}没有第{id}份附件。请看附件清单，没有写入任何内容。"


class Attachments:
    """Keeps, lists and hands out attachments."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Return the kinds: stored value and label."""
        rules = self._ledger.rules.attachments
        return tuple((code, label) for code, (label, _largest) in rules.items())

    def add(
        self, number_or_uid: str, path: Path, *, kind: str = "other", note: str = "", on: str = ""
    ) -> Attached:
        """Keep a file; raises as ``add_data`` does, and ``Blocked`` when it cannot be read."""
        return self.add_data(
            number_or_uid, self.read_file(path, kind), name=path.name, kind=kind, note=note, on=on
        )

    def read_file(self, path: Path, kind: str = "other") -> bytes:
        """Read a file and look whether it could be kept.

        Raises:
            BadAttachment: empty, damaged, locked, too large, or no document.
            WrongKind: no such kind.
            Blocked: it cannot be read.
        """
        from gkdesk.documents.attachment import LargeAttachment, inspect

        largest = self._ledger.rules.attachments[self._kind(kind)][1]
        try:
            data = files.read(path, largest=largest << 20)
        except files.TooLarge as error:
            size = error.values["size"]
            raise LargeAttachment(name=path.name, size=size, largest=largest) from error
        inspect(data, path.name, largest_mb=largest)
        return data

    def add_data(
        self,
        number_or_uid: str,
        data: bytes,
        *,
        name: str,
        kind: str = "other",
        note: str = "",
        on: str = "",
    ) -> Attached:
        """Keep what was read before, with a note of what it shows.

        ``name`` is its own, kept sealed, never a name on our disk; ``kind`` a value or label of
        ``kinds``; ``on`` its day, 2026-04-10, today if not said.

        Raises:
            NoSuchRequest, WrongKind, WrongDay: the case, ``kind`` or ``on`` cannot be.
            AttachedBefore, BadAttachment: it is in the case already, or see ``read_file``.
        """
        from gkdesk.documents.attachment import inspect

        row = self._ledger.find(number_or_uid)
        code, day = self._kind(kind), self._day(on)
        name = visible(name).replace("\n", " ")[-_LONGEST_NAME:]
        seen = inspect(data, name, largest_mb=self._ledger.rules.attachments[code][1])
        self._demand_new(row.uid, data, name)
        shows = tidy(visible(note))
        detail = {
            "kind": code,
            "name": name,
            "note": shows,
            "title": shows or self.label(code),
            "size": str(len(data)),
            "media": seen.media,
            "pages": str(seen.pages),
            "suffix": Path(name).suffix.lower(),
            "personal": _personal(seen.text) if code == HANDED_OUT else "",
        }
        self._keep(row, data, detail, day)
        return self.of(row.uid)[-1]

    def _keep(self, row: Stored, data: bytes, detail: dict[str, str], day: date) -> None:
        words = f"{self.label(detail['kind'])}：{detail['note'] or detail['name']}"
        with self._session.transaction():
            subject = f"request:{row.uid}"
            sha256 = self._documents.keep(data, name=detail["name"], subject=subject)
            filled = {name: text for name, text in detail.items() if text}
            filled |= {"sha256": sha256, "text": words}  # the timeline shows ``text``
            self._ledger.record(row, Event(EventKind.ATTACH, day), filled)
            self._session.audit("requests.attach", row.number, sha256=sha256)

    def of(self, number_or_uid: str) -> list[Attached]:
        """Return the attachments of a case in the order they were added.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        events = self._ledger.events(self._ledger.find(number_or_uid))
        added = [event for event in events if event.kind is EventKind.ATTACH]
        return [_attached(event, at) for at, event in enumerate(added, start=1)]

    def label(self, kind: str) -> str:
        return self._ledger.rules.attachments.get(kind, (kind, 0))[0]

    def read(self, number_or_uid: str, id_: int) -> bytes:
        """Open an attachment.

        Raises:
            NoSuchRequest, NoSuchAttachment: there is none.
            Blocked: the archived file is missing or damaged.
        """
        return self._documents.read(self._one(number_or_uid, id_).sha256)

    def picture(self, number_or_uid: str, id_: int) -> bytes:
        """Return a picture as PNG, upright, for the screen; raises as ``read``."""
        from gkdesk.documents.attachment import png_of

        return png_of(self.read(number_or_uid, id_))

    def save_as(self, number_or_uid: str, id_: int, path: Path) -> None:
        """Write a plain copy; noted in the audit.

        Raises:
            NoSuchRequest, NoSuchAttachment: there is none.
            Blocked: the archived file is damaged, or the place cannot be written.
        """
        self._documents.save_as(self._one(number_or_uid, id_).sha256, path)

    def suggested(self, one: Attached) -> str:
        """Return a name for a copy that names nobody: the kind, the number and the ending."""
        ending = Path(one.name).suffix
        return files.safe_name(f"{self.label(one.kind)}{one.id}{ending}")

    def _one(self, number_or_uid: str, id_: int) -> Attached:
        row = self._ledger.find(number_or_uid)
        for one in self.of(row.uid):
            if one.id == id_:
                return one
        raise NoSuchAttachment(number=row.number, id=id_)

    def _demand_new(self, uid: str, data: bytes, name: str) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        for one in self.of(uid):
            if one.sha256 == sha256:
                raise AttachedBefore(name=name, id=one.id, kind=self.label(one.kind))

    def _kind(self, kind: str) -> str:
        for code, label in self.kinds:
            if kind in (code, label):
                return code
        known = "、".join(label for _code, label in self.kinds)
        raise WrongKind(kind=visible(kind)[:40], known=known)

    def _day(self, on: str) -> date:
        today = self._session.today
        day = iso_day(on) if on else today
        if day is None or day > today:
            raise WrongDay(day=on[:20], today=day_text(today))
        return day


def _personal(text: str) -> str:
    """Name what a copy to be handed out still shows, masked (《条例》第十五条)."""
    found = [str(one) for one in scan(text)]
    more = f"等{len(found)}处" if len(found) > _MOST_SHOWN else ""
    return "、".join(found[:_MOST_SHOWN]) + more


def _attached(event: Event, id_: int) -> Attached:
    detail = event.detail
    return Attached(
        id=id_,
        kind=detail.get("kind", "other"),
        name=detail.get("name", ""),
        note=detail.get("note", ""),
        on=event.on,
        size=int(detail.get("size", "0")),
        media=detail.get("media", ""),
        sha256=detail.get("sha256", ""),
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        personal=detail.get("personal", ""),
    )
