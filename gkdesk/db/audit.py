"""Who did what when: an append-only chain in which each row's hash covers the row before.

The hash shows an edited, removed or re-ordered row to anyone. The keyed ``mac`` shows a row made
by somebody who recomputed the hashes but never logged in, and the sealed head shows lines cut off
at the end. What none can show is a file put back whole to an earlier state; sync packages carry the
head of the chain to the county for that.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from .connection import Connection, database_trouble

START = "0" * 64
FOUNDING = "accounts.found"
_APPEND = (
    "INSERT INTO audit (id, at, user, action, subject, detail, before, hash, mac)"
    " VALUES (:id, :at, :user, :action, :subject, :detail, :before, :hash, :mac)"
)


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
        from hashlib import sha256

        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One place where the chain does not hold."""

    id: int
    reason: str


def mac_of(key: bytes, chain_hash: str) -> str:
    import hmac  # loads OpenSSL, which the log-in page does not need

    return hmac.new(key, chain_hash.encode("ascii"), "sha256").hexdigest()


def _same(mac: str, other: str) -> bool:
    from hmac import compare_digest

    return compare_digest(mac, other)


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
        number, before = _continue_from(conn)
        entry = Entry(
            id=number + 1,
            at=at.isoformat(timespec="seconds"),
            user=user,
            action=action,
            subject=subject,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
            before=before,
            hash="",
            mac="",
        )
        chain_hash = entry.true_hash()
        marks = {"hash": chain_hash, "mac": mac_of(key, chain_hash) if key else ""}
        conn.execute(_APPEND, asdict(entry) | marks)
        if key is not None:
            _put_head(conn, entry.id, chain_hash, key)


def _continue_from(conn: Connection) -> tuple[int, str]:
    """Return the number and hash the next line follows.

    When lines were cut off at the end, the sealed head is ahead of them: the next line follows the
    head, so that the gap stays to be seen for ever.
    """
    number, before = head(conn)
    sealed = conn.execute("SELECT audit_id, hash FROM audit_head").fetchone()
    if sealed is not None and sealed["audit_id"] > number:
        return sealed["audit_id"], sealed["hash"]
    return number, before


def _head_mac(key: bytes, number: int, chain_hash: str) -> str:
    return mac_of(key, f"head {number} {chain_hash}")


def _put_head(conn: Connection, number: int, chain_hash: str, key: bytes) -> None:
    conn.execute(
        "INSERT INTO audit_head (id, audit_id, hash, mac) VALUES (1, :number, :hash, :mac)"
        " ON CONFLICT (id) DO UPDATE SET audit_id = :number, hash = :hash, mac = :mac",
        {"number": number, "hash": chain_hash, "mac": _head_mac(key, number, chain_hash)},
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
    lines = entries(conn)
    for entry in lines:
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
    return [*faults, *_end_faults(conn, lines, key)]


def _end_faults(conn: Connection, lines: list[Entry], key: bytes | None) -> list[ChainFault]:
    """Say whether the first line is the founding one and the last keyed one is the sealed head."""
    if not lines or lines[0].action != FOUNDING:
        return [ChainFault(1, "缺少建立办公数据的第一条，开头可能被删去")]
    sealed = conn.execute("SELECT audit_id, hash, mac FROM audit_head").fetchone()
    if sealed is None:
        return [ChainFault(lines[-1].id, "缺少末尾的封记，可能被删去")]
    number, chain_hash = sealed["audit_id"], sealed["hash"]
    if key is not None and not _same(_head_mac(key, number, chain_hash), sealed["mac"]):
        return [ChainFault(number, "末尾的封记不符，可能被改过")]
    keyed = [line for line in lines if line.mac]
    if not keyed or (keyed[-1].id, keyed[-1].hash) != (number, chain_hash):
        return [ChainFault(number, f"封记到第{number}条，实际对不上，末尾可能被删去")]
    return []


# only these may be written while nobody is logged in
_BEFORE_LOGIN = frozenset(
    {"accounts.login_failed", "accounts.recover_failed", "office.migrate", "office.restore"}
)


def _mac_fault(entry: Entry, key: bytes | None, *, sealed: bool) -> str:
    if not entry.mac:
        if sealed and entry.action not in _BEFORE_LOGIN:
            return "缺少密钥签记，此条不是登录后写下的"
        return ""
    if key is not None and not _same(mac_of(key, entry.hash), entry.mac):
        return "密钥签记不符，此条不是本软件写下的"
    return ""
