"""The one gate: a record and its files are scanned; with an open hit it stays in.

公开前审查 (《政府信息公开条例》第十五、十七条). A hit that blocks may only go out when a leader
who did not draft the record says so and why; any other hit needs somebody's word. What was
scanned, by which words, and what was decided is kept with the record, sealed.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from gkdesk.accounts.model import NotAllowed, Role
from gkdesk.accounts.session import Session
from gkdesk.base import numberwatch
from gkdesk.base.errors import BadValue
from gkdesk.base.scanning import Kind, Rules, Severity, masked

from . import scanstore, wordlist
from .attached import Attached
from .covering import Copies
from .declined import NoSuchHit, OwnRelease, PersonalData
from .form import PARTS
from .model import Record
from .ownwords import OwnWords
from .review import writers
from .scanfile import scan_bytes, scan_files, scan_text
from .scankept import as_kept, hit_of
from .scanmodel import Certificate, Choice, Decision, Hit, Judged, Scanned
from .sink import Located, located

__all__ = [
    "NoSuchHit", "OwnRelease", "PersonalData", "Privacy", "hold_back", "scan_bytes", "scan_files",
]  # fmt: skip

TITLE, BODY = "标题", "正文"


def hold_back(
    name: str, scanned: Iterable[Scanned], released: Container[str] = frozenset()
) -> None:
    """Let nothing out with an open blocking hit: what print, package and export call.

    Args:
        name: what goes out, for the message; fit to be shown.
        scanned: its texts and files after the scan.
        released: marks of hits a leader released.

    Raises:
        PersonalData: something blocks.
    """
    hits = [
        hit
        for one in scanned
        for hit in one.hits
        if hit.severity is Severity.BLOCK and hit.mark not in released
    ]
    if hits:
        raise PersonalData(name, hits)


class Privacy:
    """What the office can do about the privacy of its records."""

    def __init__(self, session: Session, get: Callable[[str], Record], attached: Attached) -> None:
        self._session = session
        self._get = get
        self._attached = attached
        self.copies = Copies(session, get, attached, self.rules)
        self.words = OwnWords(
            session, self.rules, self._said, lambda uid: self._may_release(get(uid))
        )

    def rules(self) -> Rules:
        """Return the words and settings in force."""
        return wordlist.load(self._session.forms, self._session.today)

    def shown(self, text: str) -> str:
        """Return a text for the screen: personal numbers covered, every other number as it is."""
        found = [
            one for one in numberwatch.find(text, self.rules()) if one.severity is Severity.BLOCK
        ]
        return masked(text, found) if found else text

    def scan(self, record: Record) -> Scanned:
        """Look through a record's own words."""
        rules = self.rules()
        *beside, (where, text) = _texts(record)
        body = scan_text(text, record.number, rules, where)
        found = (scan_text(text, where, rules, where) for where, text in beside)
        return replace(body, hits=(*(hit for one in found for hit in one.hits), *body.hits))

    def judged(self, uid: str) -> list[Judged]:
        """Return every hit of a record and of the files checked with it, with its decision."""
        record = self._get(uid)
        decisions = {one.mark: one for one in self._decisions(record)}
        hits = [*self.scan(record).hits, *self._file_hits(record)]
        return [
            Judged(hit, decision, _open(hit, decision, record))
            for hit in hits
            for decision in (decisions.get(hit.mark),)
        ]

    def check(self, uid: str, paths: Sequence[Path] = ()) -> Certificate:
        """Scan a record and the files that go with it; keep the certificate.

        Args:
            uid: uid or number of the record.
            paths: files looked at beside its attachments; without any, the last such files stay
                on the certificate.
        """
        record, session = self._get(uid), self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        rules = self.rules()
        kept = [as_kept(one) for one in scan_files(paths, rules)]
        before = self._last(record)
        last = before["scanned"][1:] if before else []
        fresh = before is not None and before["words"] == rules.version
        attached = [
            self._of_file(one.sha256, one.name, last if fresh else [], rules)
            for one in self._attached.of(record.uid)
        ]
        if not paths:
            kept = [one for one in last if not one.get("attached")]
        own = as_kept(self.scan(record), file=False)
        return self._keep(record, [own, *attached, *kept], rules.version)

    def _of_file(
        self, sha256: str, name: str, last: list[dict[str, object]], rules: Rules
    ) -> dict[str, object]:
        """Scan an attachment; the same bytes are not read twice under the same words."""
        for one in last:
            if one.get("attached") and one["sha256"] == sha256:
                return one
        return as_kept(scan_bytes(self._attached.read(sha256), name, rules)) | {"attached": True}

    def released(self, record: Record) -> frozenset[str]:
        """Return the SHA-256 of every text of a record that was let go on purpose."""
        released = {one.hit.mark for one in self.judged(record.uid) if not one.open}
        rules = self.rules()
        texts = [(TITLE, record.title), ("文号", record.doc_number), (BODY, record.body)]
        return frozenset(
            hashlib.sha256(_found(text, one).encode("utf-8", "surrogatepass")).hexdigest()
            for where, text in texts
            for one in located(text, where, rules, lines=True)
            if one.mark in released
        )

    def unscanned(self, uid: str) -> list[str]:
        """Return the names of attachments that are not on the last certificate."""
        record = self._get(uid)
        last = self._last(record)
        seen = {one["sha256"] for one in (last["scanned"][1:] if last else [])}
        return [one.name for one in self._attached.of(record.uid) if one.sha256 not in seen]

    def decide(self, uid: str, marks: Sequence[str], choice: Choice, reason: str = "") -> None:
        """Note what is done about hits.

        Raises:
            NoSuchHit: the text was changed meanwhile.
            BadValue: a release without a reason.
            NotAllowed, OwnRelease: who may not release this.
        """
        record, session = self._get(uid), self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        hits = {one.hit.mark: one.hit for one in self.judged(uid)}
        if not all(mark in hits for mark in marks):
            raise NoSuchHit
        if choice is Choice.RELEASE:
            if not reason.strip():
                raise BadValue("reason", "可以公开的理由", "没有填写")
            if any(hits[mark].severity is Severity.BLOCK for mark in marks):
                self._may_release(record)
        with session.transaction():
            for mark in dict.fromkeys(marks):
                self._note(record, mark, choice, reason.strip())
            session.audit("records.privacy", record.number, choice=choice.value, hits=len(marks))

    def covered(self, uid: str, marks: Sequence[str]) -> dict[str, object]:
        """Return title and body with these hits covered, for a new draft."""
        record, rules = self._get(uid), self.rules()
        return {
            "uid": record.uid,
            "title": _cover(record.title, TITLE, marks, rules),
            "body": _cover(record.body, BODY, marks, rules),
        }

    def certificate(self, uid: str) -> Certificate | None:
        """Return the last certificate of a record."""
        found = self._last(self._get(uid))
        if found is None:
            return None
        return Certificate(
            datetime.fromisoformat(found["at"]),
            found["by"],
            found["words"],
            found["scanned"],
            found["decisions"],
        )

    def must_pass(self, record: Record) -> None:
        """Let a record go out only when every hit is decided; keep the certificate.

        Raises:
            PersonalData: a hit is open; the certificate is kept all the same.
        """
        self.check(record.uid)
        still = [one.hit for one in self.judged(record.uid) if one.open]
        if still:
            raise PersonalData(record.number, still)

    def _said(self, uid: str, mark: str) -> tuple[Kind, Severity, str]:
        """Return what a hit is and says; for the office's own list of telephones alone.

        Raises:
            NoSuchHit: the text was changed meanwhile, or the file is not with the record.
        """
        from . import rawfind

        record, rules = self._get(uid), self.rules()
        hit = next((one.hit for one in self.judged(uid) if one.hit.mark == mark), None)
        file = self.copies.file_of(uid, mark)
        if file is not None:
            data = self._attached.read(file.sha256)
            text = rawfind.in_file(data, file.name, rules, mark.partition("-")[2])
        else:
            text = rawfind.in_texts(_texts(record), rules, mark)
        if hit is None or not text:
            raise NoSuchHit
        return hit.kind, hit.severity, text

    def _may_release(self, record: Record) -> None:
        user = self._session.user
        if user.role is not Role.LEADER:
            raise NotAllowed(roles=Role.LEADER.label, name=user.name, role=user.role.label)
        if user.name in writers(record):
            raise OwnRelease

    def _note(self, record: Record, mark: str, choice: Choice, reason: str) -> None:
        session, uid = self._session, str(uuid.uuid4())
        scanstore.add_decision(
            session.conn,
            scanstore.StoredDecision(
                uid=uid,
                record_uid=record.uid,
                at=session.now().isoformat(),
                user=session.user.name,
                role=session.user.role.label,
                choice=choice.value,
                sealed=session.vault.seal_json(
                    {"mark": mark, "reason": reason}, f"record_scan_decision.sealed#{uid}"
                ),
            ),
        )

    def _decisions(self, record: Record) -> list[Decision]:
        found = []
        for row in scanstore.decisions(self._session.conn, record.uid):
            words = self._session.vault.open_json(
                row.sealed, f"record_scan_decision.sealed#{row.uid}"
            )
            at = datetime.fromisoformat(row.at)
            found.append(
                Decision(words["mark"], Choice(row.choice), words["reason"], row.user, row.role, at)
            )
        return found

    def _keep(self, record: Record, scanned: list[dict[str, object]], words: str) -> Certificate:
        session, uid = self._session, str(uuid.uuid4())
        decisions = [
            {"mark": one.mark, "choice": one.choice.value, "label": one.choice.label,
             "reason": one.reason, "by": one.by, "role": one.role, "at": one.at.isoformat()}
            for one in self._decisions(record)
        ]  # fmt: skip
        made = Certificate(session.now(), session.user.name, words, scanned, decisions)
        with session.transaction():
            sealed = session.vault.seal_json(made.as_dict(), f"record_scan.sealed#{uid}")
            scanstore.add(
                session.conn,
                scanstore.StoredScan(uid, record.uid, made.at.isoformat(), made.by, sealed),
            )
            session.audit("records.scan", record.number, texts=len(scanned), words=words)
        return made

    def _last(self, record: Record) -> dict[str, Any] | None:
        row = scanstore.last(self._session.conn, record.uid)
        if row is None:
            return None
        return dict(self._session.vault.open_json(row.sealed, f"record_scan.sealed#{row.uid}"))

    def _file_hits(self, record: Record) -> list[Hit]:
        """Return the hits of the files on the certificate; a file taken out holds nothing back."""
        last = self._last(record)
        now = {one.sha256 for one in self._attached.of(record.uid)}
        return [
            hit_of(kept)
            for one in (last["scanned"][1:] if last else [])
            if not one.get("attached") or one["sha256"] in now
            for kept in one["hits"]
        ]


def _open(hit: Hit, decision: Decision | None, record: Record) -> str:
    """Say why a hit still holds the record back, or ``""``."""
    if decision is None:
        return "还没有决定"
    if decision.choice is not Choice.RELEASE:
        return f"决定{decision.choice.label}，原文还没有改"
    by_other = decision.role == Role.LEADER.label and decision.by not in writers(record)
    if hit.severity is Severity.BLOCK and not by_other:
        return "须由起草人以外的负责人确认"
    return ""


def _texts(record: Record) -> list[tuple[str, str]]:
    """Return a record's own words with their places, the body last."""
    named = [(PARTS[name], text) for name, text in record.parts.items() if name in PARTS]
    return [(TITLE, record.title), ("文号", record.doc_number), *named, (BODY, record.body)]


def _found(text: str, one: Located) -> str:
    return text[one.match.start + one.offset : one.match.end + one.offset]


def _cover(text: str, where: str, marks: Container[str], rules: Rules) -> str:
    wanted = [
        replace(one.match, start=one.match.start + one.offset, end=one.match.end + one.offset)
        for one in located(text, where, rules, lines=True)
        if one.mark in marks
    ]
    return masked(text, wanted)
