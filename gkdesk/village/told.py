"""What the county is told of the sheets that hang or hung."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from gkdesk.base.handover import PackageRow
from gkdesk.db import Connection

from . import lifestore, store
from .model import Posting, Sheet, SheetData, SheetState, Village

if TYPE_CHECKING:
    from .service import Villages


def rows(
    villages: Villages, conn: Connection, keys: Collection[str] | None = None
) -> list[PackageRow]:
    """Return the posted sheets' figures; no note, no file, no name.

    The key is village, form and period; each posting, take-down or corrected version adds one to
    its revision, a posting cancelled one more.
    """
    newest: dict[str, tuple[Sheet, Village, int]] = {}
    known = {village.uid: village for village in villages.villages()}
    # older versions come first; a cancelled posting was told to the county too
    for sheet in store.told_sheets(conn, keys):
        village = known[sheet.village_uid]
        key = f"{village.code or village.name}/{sheet.form}/{sheet.period}"
        gone = [one.posting for one in store.cancelled_postings(conn, sheet.uid)]
        changes = sum(
            1 + (p.taken_down_on is not None) for p in [*villages.postings(sheet.uid), *gone]
        ) + len(gone)
        before = newest[key][2] if key in newest else 0
        newest[key] = (sheet, village, before + changes)
    return [
        PackageRow(
            "sheet", key, revision, _data(conn, sheet, village, villages.postings(sheet.uid))
        )
        for key, (sheet, village, revision) in sorted(newest.items())
    ]


def _data(
    conn: Connection, sheet: Sheet, village: Village, postings: list[Posting]
) -> dict[str, object]:
    figures, _sealed = store.contents(conn, sheet.uid)
    printed = lifestore.posted_paper(conn, sheet.uid)
    return {
        "village": village.name,
        "code": village.code,
        "form": sheet.form,
        "form_version": sheet.form_version,
        "period": str(sheet.period),
        "version": sheet.version,
        "figures": _figures(figures),
        "pdf_sha256": printed["sha256"],
        "check_code": printed["check_code"],
        # empty when every posting was cancelled
        "posted_on": min((one.posted_on.isoformat() for one in postings), default=""),
        "keep_until": max((one.keep_until.isoformat() for one in postings), default=""),
        "hanging": sheet.state is SheetState.POSTED,
    }


def _figures(figures: str) -> list[dict[str, object]]:
    """Return a sheet's lines as the county reads them: keys, labels and fen, without cells."""
    return [
        {
            "block": line.block,
            "key": line.key,
            "label": line.label,
            "fen": {column: figure.fen for column, figure in line.figures.items()},
        }
        for line in SheetData.from_json(figures).lines
    ]
