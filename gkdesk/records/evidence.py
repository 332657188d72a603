"""公开凭证: through which channel a record went out, on which day, and what proves it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import shown_name
from gkdesk.base.text import tidy, visible

from . import filestore
from .attached import LARGEST
from .model import Evidence, Record, State

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

LONGEST = 300


class NotPublic(Declined):
    """Evidence of what was never published."""

    message = "“{number}”现在是“{state}”，还没有公开，不能登记公开凭证。请先公开，数据没有改动。"


class NoSuchEvidence(Declined):
    """The record has no such entry."""

    message = "“{number}”没有这条公开凭证，或者已经作废。请刷新后再选，数据没有改动。"


class Proofs:
    """Notes and voids evidence."""

    def __init__(
        self,
        session: Session,
        documents: Documents,
        get: Callable[[str], Record],
        channels: Callable[[], tuple[str, ...]],
    ) -> None:
        self._session, self._documents = session, documents
        self._get, self._channels = get, channels

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the standard names of the channels."""
        return self._channels()

    def of(self, uid: str) -> list[Evidence]:
        """Return what proves that a record was public, oldest first."""
        rows = filestore.evidence(self._session.conn, self._get(uid).uid)
        return [self._opened(row) for row in rows]

    def add(
        self, uid: str, values: Mapping[str, object], path: Path | None = None
    ) -> list[Evidence]:
        """Note that a record was public somewhere.

        Args:
            uid: uid or number.
            values: ``channel`` (a standard name or any other), ``on`` (ISO day, not after today),
                ``address`` (网址 or place), ``note``.
            path: a photo, a screen shot, a clip; kept sealed.

        Raises:
            NotPublic: it never was.
            BadValue: a value is missing or wrong.
            Blocked: the file cannot be read.
        """
        session, record = self._session, self._get(uid)
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        if record.state not in (State.PUBLISHED, State.WITHDRAWN):
            raise NotPublic(number=record.number, state=record.state.label)
        channel = _line(values, "channel", "渠道")
        if not channel:
            raise BadValue("channel", "渠道", "没有选择")
        if shown_name(channel) != channel:  # the channel is kept in the open
            raise BadValue("channel", "渠道", "里面有号码，请只写渠道的名称")
        on = self._day(values, record)
        words = {name: _line(values, name, label) for name, label in _WORDS.items()}
        data = files.read(path, largest=LARGEST) if path else b""
        with session.transaction():
            subject = f"record:{record.uid}"
            sha256 = self._documents.keep(data, name=path.name, subject=subject) if path else ""
            words["file"] = path.name if path else ""
            self._append(record, channel=channel, on=on, sha256=sha256, words=words)
            session.audit("records.evidence", record.number, channel=channel, on=on.isoformat())
        return self.of(record.uid)

    def void(self, uid: str, evidence_uid: str, reason: str) -> list[Evidence]:
        """Take an entry back; it stays in the file with the reason.

        Raises:
            NoSuchEvidence: there is none, or it was taken back.
            BadValue: without a reason.
        """
        session, record = self._session, self._get(uid)
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        found = next((one for one in self.of(record.uid) if one.uid == evidence_uid), None)
        if found is None:
            raise NoSuchEvidence(number=record.number)
        if not tidy(reason):
            raise BadValue("reason", "作废的理由", "没有填写")
        with session.transaction():
            words = {"address": "", "note": tidy(visible(reason)), "file": ""}
            self._append(
                record, channel=found.channel, on=found.on, sha256="", words=words, voids=found.uid
            )
            session.audit("records.evidence_void", record.number, entry=found.uid)
        return self.of(record.uid)

    def _day(self, values: Mapping[str, object], record: Record) -> date:
        given = values.get("on") or self._session.today
        try:
            on = given if isinstance(given, date) else date.fromisoformat(str(given).strip())
        except ValueError as error:
            raise BadValue("on", "公开日期", "应写成2026-04-10的样子") from error
        if on > self._session.today:
            raise BadValue("on", "公开日期", "晚于今天")
        if on < record.made_on:
            raise BadValue("on", "公开日期", f"早于信息形成日期{record.made_on.isoformat()}")
        return on

    def _append(
        self,
        record: Record,
        *,
        channel: str,
        on: date,
        sha256: str,
        words: dict[str, str],
        voids: str = "",
    ) -> None:
        session, uid = self._session, str(uuid.uuid4())
        row = filestore.StoredEvidence(
            uid=uid,
            record_uid=record.uid,
            channel=channel,
            on_day=on.isoformat(),
            sha256=sha256,
            sealed=session.vault.seal_json(words, _place(uid)),
            at=session.now().isoformat(timespec="seconds"),
            user=session.user.name,
            voids=voids,
        )
        filestore.add_evidence(session.conn, row)

    def _opened(self, row: filestore.StoredEvidence) -> Evidence:
        words = self._session.vault.open_json(row.sealed, _place(row.uid))
        return Evidence(
            uid=row.uid,
            channel=row.channel,
            on=date.fromisoformat(row.on_day),
            sha256=row.sha256,
            at=datetime.fromisoformat(row.at),
            user=row.user,
            **words,
        )


_WORDS = {"address": "网址或地点", "note": "说明"}


def _line(values: Mapping[str, object], name: str, label: str) -> str:
    text = " ".join(tidy(visible(str(values.get(name) or ""))).split("\n"))
    if len(text) > LONGEST:
        raise BadValue(name, label, f"不能超过{LONGEST}字")
    return text


def _place(uid: str) -> str:
    return f"record_evidence.sealed#{uid}"
