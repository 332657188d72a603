"""Who did what when: an append-only chain in which each row's hash covers the row before.

The hash shows an edited, removed or re-ordered row to anyone. The keyed ``mac`` shows a row made
by somebody who recomputed the hashes but never logged in. What neither can show is a file put back
whole to an earlier state; sync packages carry the head of the chain to the county for that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from .connection import Connection, database_trouble

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    id: int
    at: str
    user: str
    action: str
    subject: str
    detail: str
    before: str
    hash: str
    mac: str

    def true_hash(self) -> str:
        """Recompute the hash from the fields it covers."""
        fields = [self.id, self.at, self.user, self.action, self.subject, self.detail, self.before]
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One place where the chain does not hold."""

    id: int
    reason: str


def mac_of(key: bytes, chain_hash: str) -> str:
    return hmac.new(key, chain_hash.encode("ascii"), hashlib.sha256).hexdigest()


def record(
    conn: Connection,
    *,
    at: datetime,
    user: str,
    action: str,
    subject: str,
    detail: dict[str, object],
    key: bytes | None,
) -> None:
    """Append one line; call it inside the transaction of the act it records.

    Args:
        conn: the connection whose transaction is open.
        at: when, local time.
        user: the logged-in user's name, or ``""`` before log-in.
        action: ``room.verb``, such as ``requests.register``.
        subject: the number or id acted upon.
        detail: what changed, JSON values only and never personal data.
        key: the vault's audit key, or ``None`` before log-in.
    """
    with database_trouble():
        last = conn.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        entry = Entry(
            id=(last["id"] if last else 0) + 1,
            at=at.isoformat(timespec="seconds"),
            user=user,
            action=action,
            subject=subject,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
            before=last["hash"] if last else START,
            hash="",
            mac="",
        )
        chain_hash = entry.true_hash()
        conn.execute(
            "INSERT INTO audit (id, at, user, action, subject, detail, before, hash, mac)"
            " VALUES (:id, :at, :user, :action, :subject, :detail, :before, :hash, :mac)",
            asdict(entry) | {"hash": chain_hash, "mac": mac_of(key, chain_hash) if key else ""},
        )


def entries(conn: Connection, *, newest: int | None = None) -> list[Entry]:
    """Return the audit, oldest first; ``newest`` limits it to the last so many lines."""
    limit = -1 if newest is None else newest
    with database_trouble():
        rows = conn.execute(
            "SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT ?) ORDER BY id", (limit,)
        ).fetchall()
    return [Entry(**row) for row in rows]


def head(conn: Connection) -> tuple[int, str]:
    """Return the number and hash of the newest line (0 and zeros when there is none)."""
    row = conn.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return (row["id"], row["hash"]) if row else (0, START)


def verify(conn: Connection, key: bytes | None) -> list[ChainFault]:
    """Walk the whole chain and return every place where it does not hold.

    Args:
        conn: the database.
        key: the vault's audit key; without it only the hashes are checked.
    """
    faults: list[ChainFault] = []
    before, number, sealed = START, 0, False
    for entry in entries(conn):
        number += 1
        if entry.id != number:
            faults.append(ChainFault(entry.id, f"序号不连续，前一条是{number - 1}"))
            number = entry.id
        if entry.before != before:
            faults.append(ChainFault(entry.id, "与前一条对不上，中间可能有删改"))
        if entry.true_hash() != entry.hash:
            faults.append(ChainFault(entry.id, "内容与校验值不符，此条可能被改过"))
        if fault := _mac_fault(entry, key, sealed=sealed):
            faults.append(ChainFault(entry.id, fault))
        sealed = sealed or bool(entry.mac)
        before = entry.hash
    return faults


# only these may be written while nobody is logged in
_BEFORE_LOGIN = frozenset({"accounts.login_failed", "office.migrate"})


def _mac_fault(entry: Entry, key: bytes | None, *, sealed: bool) -> str:
    if not entry.mac:
        if sealed and entry.action not in _BEFORE_LOGIN:
            return "缺少密钥签记，此条不是登录后写下的"
        return ""
    if key is not None and not hmac.compare_digest(mac_of(key, entry.hash), entry.mac):
        return "密钥签记不符，此条不是本软件写下的"
    return ""
