"""A scan as it is kept with a record, and back."""

from __future__ import annotations

from gkdesk.base.scanning import Kind, Severity

from .scanmodel import Hit, Scanned


def as_kept(scanned: Scanned, *, file: bool = True) -> dict[str, object]:
    """Return a scan as it is kept; a file's hits belong to these very bytes."""
    head = f"{scanned.sha256[:12]}-" if file else ""
    name = f"附件“{scanned.name}”" if file else ""
    kept = scanned.as_dict()
    kept["hits"] = [
        hit.as_dict() | {"mark": head + hit.mark, "where": name + hit.where} for hit in scanned.hits
    ]
    return kept


def hit_of(kept: dict[str, str]) -> Hit:
    return Hit(
        Kind(kept["kind"]),
        Severity(kept["severity"]),
        kept["where"],
        kept["snippet"],
        kept["reason"],
        mark=kept["mark"],
    )
