"""The county's answer to a package: its receipt, in the inbox and on the drive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.errors import Blocked, Declined

from . import receipt as receipts
from .model import Receipt


@dataclass(frozen=True, slots=True)
class Coming:
    """A package as it comes, and where its answer goes."""

    bag: Path  # the folder that is read
    answer: Path | None  # the folder on the drive
    name: str
    statement: str = ""  # SHA-256 of the signed statement of a sealed one
    seed: bytes = b""  # signs the receipt of a sealed one


def answer(coming: Coming, kept: Path | None, receipt: Receipt) -> Receipt:
    """Write the receipt in the inbox, then on the drive; what cannot be written is a remark.

    The package is taken by now, or refused: an error would say that nothing was changed. Receiving
    it again writes what is missing.

    Args:
        coming: what is answered.
        kept: the town's folder in the inbox; ``None`` for what was not taken.
        receipt: the answer; returned with its paths and remarks.
    """
    content = receipts.encode(receipt)
    signature = receipts.sign(receipt, coming.seed) if coming.seed else b""
    places = [(kept, receipt.name, "收件箱里")] if kept is not None else []
    paths, remarks = [], list(receipt.remarks)
    if coming.answer is not None:
        places.append((coming.answer, coming.name, " U 盘上"))
    for folder, name, where in places:
        files.sweep(folder)  # halves of a run that was killed, or of a drive that was pulled
        try:
            paths.append(
                _write_beside(folder, name, content, signature, undone=bool(receipt.undone))
            )
        except (Blocked, Declined) as error:
            remarks.append(f"回执没有写到{where}，再接收一次就会补写（{error}）")
    return replace(receipt, paths=tuple(str(path) for path in paths), remarks=tuple(remarks))


def _write_beside(
    folder: Path, package: str, content: bytes, signature: bytes, *, undone: bool
) -> Path:
    """Write a receipt under a free name; the same receipt is not written twice.

    The signature comes first: a receipt that lies there without it would not be believed.
    """
    attempt = 1
    while True:
        path = folder / receipts.file_name(package, attempt, undone=undone)
        if not path.exists() or files.read(path) == content:
            break
        attempt += 1
    if signature:
        files.write(path.with_name(path.name + receipts.SIGNATURE), signature)
    if not path.exists():
        files.write(path, content)
    return path
