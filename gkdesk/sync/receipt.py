"""The county's receipt (回执) as text: canonical JSON that carries its own digest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from gkdesk.base.errors import Declined

from . import signing
from .gate import masked
from .keys import KnownKey, usable
from .model import PackageState, Receipt, ReturnedRow, SyncPackage, canonical, digest_of

FORMAT = "gkdesk-receipt"
FORMAT_VERSION = 1
ENDING = ".receipt.json"
SIGNATURE = ".minisig"  # behind the receipt's name
LONGEST = 64 << 20  # bytes


class NotAReceipt(Declined):
    """The file is not a receipt, or was changed on its way."""

    message = "“{name}”不是完整的县级回执（{reason}）。请向县里重新要一份，没有导入任何内容。"


class ReceiptUnsigned(Declined):
    """The answer to a sealed package must bear the county's signature."""

    message = (
        "“{name}”{reason}，不能确认是县里出的回执。"
        "请把 U 盘上的回执和同名的 .minisig 一起带回；仍不行请与县里核实，没有导入任何内容。"
    )


class ReceiptMismatch(Declined):
    """The receipt's figures do not fit the package."""

    message = "回执与{number}的内容对不上（{reason}）。请向县里重新要一份，没有导入任何内容。"


def encode(receipt: Receipt) -> bytes:
    """Write a receipt; the same content always gives the same bytes."""
    data = _as_data(receipt)
    return (canonical(data | {"digest": digest_of(canonical(data))}) + "\n").encode("utf-8")


def digest(receipt: Receipt) -> str:
    """Return the digest a receipt carries."""
    return digest_of(canonical(_as_data(receipt)))


def decode(content: bytes, name: str) -> Receipt:
    """Read a receipt.

    Raises:
        NotAReceipt: another file, another version, changed, or cut short.
    """
    try:
        data = json.loads(content.decode("utf-8"))
        receipt = _receipt(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAReceipt(name=name, reason="读不懂") from error
    if data.get("format") != FORMAT or data.get("version") != FORMAT_VERSION:
        raise NotAReceipt(name=name, reason="不是回执，或是另一版本的回执")
    if encode(receipt) != content:
        raise NotAReceipt(name=name, reason="内容与自带的校验值不符")
    return receipt


def comment_of(receipt: Receipt) -> str:
    """Return the comment that is signed along with a receipt."""
    return f"gkdesk receipt {receipt.name}"


def sign(receipt: Receipt, seed: bytes) -> bytes:
    """Return the county's signature of a receipt, as ``minisign`` writes it."""
    return signing.sign(encode(receipt), seed, comment_of(receipt))


def demand_signed(
    receipt: Receipt, signature: bytes | None, keys: Sequence[KnownKey], today: date, name: str
) -> None:
    """Believe a receipt only with the signature of a trusted county.

    Args:
        receipt: what was read.
        signature: what lies beside it, ``None`` when nothing does.
        keys: the counties' keys, whatever their state.
        today: for the keys' days.
        name: of the file, for the sentence.

    Raises:
        ReceiptUnsigned: no signature, another's, or by a key that may not be used.
    """
    if signature is None:
        raise ReceiptUnsigned(name=name, reason="没有签名文件")
    if not usable(keys, today):
        raise ReceiptUnsigned(name=name, reason="没有可用的县级密钥来核对")
    text = encode(receipt)
    for one in usable(keys, today):
        try:
            signing.verify(text, signature, one.public.sign, comment_of(receipt))
        except signing.BadSignature:
            continue
        return
    raise ReceiptUnsigned(name=name, reason="的签名核对不上")


def file_name(package: str, attempt: int = 1, *, undone: bool = False) -> str:
    """Return a receipt's file name; a later, different receipt never replaces an earlier one."""
    return f"{package}{'.undone' * undone}{'' if attempt == 1 else f'.{attempt}'}{ENDING}"


def answers(receipt: Receipt, package: SyncPackage) -> bool:
    """Tell whether a receipt is about a package.

    A refusal may be about a package too damaged to read: then its name alone must do.
    """
    if (receipt.number, receipt.manifest_sha256) == (package.number, package.manifest_sha256):
        return True
    return receipt.refused and receipt.name == package.name


def consequences(
    package: SyncPackage, rows: Sequence[tuple[str, str, int]], receipt: Receipt
) -> tuple[PackageState, list[tuple[str, str, str, str]]]:
    """Say what a receipt makes of a package and its rows.

    Args:
        package: the package it answers.
        rows: kind, key and revision of every row of it.
        receipt: the answer.

    Returns:
        The package's new state, and (kind, key, outcome, reason) of its rows.

    Raises:
        ReceiptMismatch: a returned row was never in the package, or the sum is wrong.
    """
    state: PackageState
    if receipt.undone:
        state = package.state if package.state is PackageState.VOID else PackageState.REFUSED
        reason = masked(f"县里撤销了这一包：{receipt.undone}")
        return state, [(kind, key, "returned", reason) for kind, key, _revision in rows]
    if receipt.refused:
        if package.state in {PackageState.DELIVERED, PackageState.RETURNED}:
            return package.state, []  # what was once taken stays taken
        state = package.state if package.state is PackageState.VOID else PackageState.REFUSED
        reason = masked(f"整包未收：{receipt.findings[0]}")
        return state, [(kind, key, "returned", reason) for kind, key, _revision in rows]
    returned = {(row.kind, row.key, row.revision): masked(row.reason) for row in receipt.returned}
    if len(returned) != len(receipt.returned) or not returned.keys() <= set(rows):
        raise ReceiptMismatch(number=package.number, reason="退回的条目不在包里")
    if receipt.accepted + len(returned) != len(rows):
        raise ReceiptMismatch(number=package.number, reason="条数不符")
    state = PackageState.RETURNED if returned else PackageState.DELIVERED
    return state, [
        (row[0], row[1], "returned" if row in returned else "accepted", returned.get(row, ""))
        for row in rows
    ]


def _as_data(receipt: Receipt) -> dict[str, object]:
    later: dict[str, object] = {"undone": receipt.undone} if receipt.undone else {}
    if receipt.before:
        later["before"] = list(receipt.before)
    return later | {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "town": receipt.town,
        "number": receipt.number,
        "package": receipt.name,
        "manifest_sha256": receipt.manifest_sha256,
        "accepted": receipt.accepted,
        "returned": [
            {"kind": row.kind, "key": row.key, "revision": row.revision, "reason": row.reason}
            for row in receipt.returned
        ],
        "refused": list(receipt.findings),
        "received_at": receipt.received_at,
        "county": receipt.county,
    }


def _receipt(data: dict[str, Any]) -> Receipt:
    return Receipt(
        town=str(data["town"]),
        number=str(data["number"]),
        name=str(data["package"]),
        manifest_sha256=str(data["manifest_sha256"]),
        accepted=int(data["accepted"]),
        returned=tuple(
            ReturnedRow(str(row["kind"]), str(row["key"]), int(row["revision"]), str(row["reason"]))
            for row in data["returned"]
        ),
        findings=tuple(str(text) for text in data["refused"]),
        received_at=str(data["received_at"]),
        county=str(data["county"]),
        undone=str(data.get("undone", "")),
        before=tuple(str(text) for text in data.get("before", ())),
    )
