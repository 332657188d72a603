"""Taking a judged package: its files into the inbox, its rows into the county's tables."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from gkdesk.base import files
from gkdesk.base.progress import Report
from gkdesk.db import Connection

from . import bag, county_store, county_turns, inspection, merge
from . import receipt as receipts
from .contents import Line
from .countyanswer import Coming
from .model import PARTIAL, Mark, PackageInfo, Receipt, ReturnedRow


def copy(inbox: Path, coming: Coming, info: PackageInfo, report: Report) -> Path:
    """Copy beside and verify the copy: what was read from the drive is what is kept.

    What was unsealed lies on the own disk already, verified as it was written: it is moved.
    """
    folder = inbox / info.town
    final, partial = folder / coming.name, folder / (coming.name + PARTIAL)
    manifest = inspection.manifest_sha256(coming.bag)
    if final.is_dir():
        # a crash between rename and commit left it, or an undo; it must be the same, whole
        if not inspection.verify(final) and inspection.manifest_sha256(final) == manifest:
            return final
        with files.file_trouble(final):
            shutil.rmtree(final)
    with bag.cleared_on_trouble(partial):
        if coming.statement:
            with files.file_trouble(partial):
                folder.mkdir(exist_ok=True)
                shutil.rmtree(partial, ignore_errors=True)
                coming.bag.rename(partial)
        else:
            _fill(coming.bag, partial, report)
            bag.check_whole(partial, manifest)
    return partial


def _fill(package: Path, partial: Path, report: Report) -> None:
    with files.file_trouble(partial):
        if partial.is_dir():
            shutil.rmtree(partial)
        listed = inspection.listing_of(package).files
        for step, name in enumerate(listed):
            report(step, len(listed), "接收")
            target = partial / name
            target.parent.mkdir(parents=True, exist_ok=True)
            bag.copy_new(package / name, target)


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a package's rows."""

    accepted: int
    returned: tuple[ReturnedRow, ...]
    conflicts: tuple[tuple[Line, Mark], ...]  # lines not taken, and what stands in their place


def rows(conn: Connection, place: Path, info: PackageInfo) -> Merged:
    """Take every row that is new or newer; whatever else stays is returned with its reason.

    Joins a transaction.
    """
    accepted = 0
    returned: list[ReturnedRow] = []
    conflicts: list[tuple[Line, Mark]] = []
    for kind in sorted(info.counts):
        for line in inspection.rows_of(place, kind):
            have = county_store.mark(conn, info.town, kind, line.key)
            relation = merge.compare(have, line.mark)
            if relation in {merge.Relation.NEW, merge.Relation.NEWER}:
                county_store.put_entry(conn, town=info.town, number=info.number, line=line)
            reason = merge.return_reason(relation, have)
            if have is not None and reason:
                returned.append(ReturnedRow(kind, line.key, line.mark.revision, reason))
                conflicts.append((line, have))
            else:
                accepted += 1
    return Merged(accepted, tuple(returned), tuple(conflicts))


def note(conn: Connection, info: PackageInfo, receipt: Receipt, merged: Merged) -> None:
    """Enter a taken package, its answer and its conflicts in the book; joins a transaction."""
    text = receipts.encode(receipt).decode("utf-8")
    county_store.add_package(
        conn,
        town=info.town,
        number=info.number,
        town_name=info.town_name,
        name=receipt.name,
        manifest_sha256=receipt.manifest_sha256,
        audit_id=info.audit_id,
        audit_hash=info.audit_hash,
        receipt=text,
        received_at=receipt.received_at,
    )
    for line, held in merged.conflicts:
        county_turns.add_conflict(
            conn, town=info.town, number=info.number, line=line, held=held, at=receipt.received_at
        )
    county_turns.add_turn(
        conn, town=info.town, number=info.number, what="taken", receipt=text,
        at=receipt.received_at,
    )  # fmt: skip
