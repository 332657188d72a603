"""All SQL of the packages the county sent to this office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from gkdesk.db import Connection, Row

from .downmodel import DownInfo, DownKind, DownPart, HeldPackage, HeldPart, PartState
from .downpending import UNWRITTEN
from .model import order_of

_STATES = {"apply": PartState.APPLIED, "undo": PartState.UNDONE, "leave": PartState.LEFT}


@dataclass(frozen=True, slots=True)
class Change:
    """What was decided about a part; contents and versions as the columns say."""

    part_id: int
    act: str
    path: str = ""
    before: bytes | None = None
    after: bytes | None = None
    version_before: int | None = None
    version_after: int | None = None
    id: int = 0


def received(conn: Connection, county: str) -> dict[str, str]:
    """Return number → SHA-256 of the statement of every package of a county."""
    rows = conn.execute(
        "SELECT number, statement_sha256 FROM down_package WHERE county = :county",
        {"county": county},
    )
    return {row["number"]: row["statement_sha256"] for row in rows}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is kept of a package beside its own description."""

    name: str
    statement: str  # package.json
    sha256: str  # of it
    signer: str  # fingerprint
    missing: str  # number of the package before that never came, or ""
    folder: str
    at: str
    by: str


def add(conn: Connection, info: DownInfo, contents: Sequence[bytes], come: Arrival) -> int:
    """Keep a package whole; joins a transaction."""
    cursor = conn.execute(
        "INSERT INTO down_package (county, number, name, statement, statement_sha256, signer,"
        " made_at, note, from_on, missing, folder, received_at, received_by) VALUES (:county,"
        " :number, :name, :statement, :sha256, :signer, :made_at, :note, :from_on, :missing,"
        " :folder, :at, :by)",
        {
            "county": info.county, "number": info.number, "made_at": info.made_at,
            "note": info.note, "from_on": info.from_on,
        } | asdict(come),
    )  # fmt: skip
    package_id = int(cursor.lastrowid or 0)
    for place, (one, content) in enumerate(zip(info.parts, contents, strict=True), start=1):
        conn.execute(
            "INSERT INTO down_part (package_id, place, kind, target, title, file, sha256, content)"
            " VALUES (:package, :place, :kind, :target, :title, :file, :sha256, :content)",
            {
                "package": package_id, "place": place, "kind": one.kind, "target": one.target,
                "title": one.title, "file": one.file, "sha256": one.sha256, "content": content,
            },
        )  # fmt: skip
    return package_id


def packages(conn: Connection) -> list[HeldPackage]:
    """Return every package received, the newest first."""
    parts = _parts(conn)
    rows = conn.execute("SELECT * FROM down_package").fetchall()
    found = [
        HeldPackage(
            row["id"], row["number"], row["county"], row["name"], row["made_at"],
            row["received_at"], row["note"], row["from_on"], row["missing"], row["folder"],
            tuple(parts[row["id"]]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.made_at, order_of(one.number)), reverse=True)


def _parts(conn: Connection) -> dict[int, list[HeldPart]]:
    rows = conn.execute(
        "SELECT p.id, p.package_id, p.place, p.kind, p.target, p.title, p.file, p.sha256,"
        " length(p.content) AS size, (SELECT act FROM down_change c WHERE c.part_id = p.id"
        "   ORDER BY c.id DESC LIMIT 1) AS act,"
        " (SELECT m.number FROM down_part q JOIN down_package m ON m.id = q.package_id"
        "   JOIN down_package own ON own.id = p.package_id"
        "   WHERE q.target = p.target AND q.package_id > p.package_id AND m.county = own.county"
        "   ORDER BY q.package_id DESC LIMIT 1) AS newer"
        " FROM down_part p ORDER BY p.package_id, p.place"
    )
    found: dict[int, list[HeldPart]] = {}
    for row in rows:
        found.setdefault(row["package_id"], []).append(_part(row))
    return found


def _part(row: Row) -> HeldPart:
    part = DownPart(
        DownKind(row["kind"]), row["target"], row["title"], row["file"], row["sha256"], row["size"]
    )
    newer = row["newer"] or ""
    untouched = PartState.SUPERSEDED if newer else PartState.RECEIVED
    return HeldPart(row["id"], row["place"], part, _STATES.get(row["act"], untouched), newer)


def content(conn: Connection, part_id: int) -> bytes:
    row = conn.execute("SELECT content FROM down_part WHERE id = :id", {"id": part_id}).fetchone()
    return bytes(row["content"])


def signer(conn: Connection, package_id: int) -> str:
    """Return the fingerprint of the key that signed a package."""
    row = conn.execute(
        "SELECT signer FROM down_package WHERE id = :id", {"id": package_id}
    ).fetchone()
    return str(row["signer"])


def statement_sha256(conn: Connection, package_id: int) -> str:
    row = conn.execute(
        "SELECT statement_sha256 FROM down_package WHERE id = :id", {"id": package_id}
    ).fetchone()
    return str(row["statement_sha256"])


def add_change(conn: Connection, change: Change, *, at: str, by: str) -> int:
    cursor = conn.execute(
        "INSERT INTO down_change (part_id, act, path, before, after, version_before,"
        " version_after, at, by) VALUES (:part, :act, :path, :before, :after, :version_before,"
        " :version_after, :at, :by)",
        {
            "part": change.part_id, "act": change.act, "path": change.path,
            "before": change.before, "after": change.after,
            "version_before": change.version_before, "version_after": change.version_after,
            "at": at, "by": by,
        },
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def last_change(conn: Connection, part_id: int) -> Change | None:
    """Return what was last decided about a part."""
    row = conn.execute(
        "SELECT * FROM down_change WHERE part_id = :id ORDER BY id DESC LIMIT 1", {"id": part_id}
    ).fetchone()
    return _change(row) if row else None


def last_of_path(conn: Connection, path: str) -> Change | None:
    """Return the newest change of a file."""
    row = conn.execute(
        "SELECT * FROM down_change WHERE path = :path ORDER BY id DESC LIMIT 1", {"path": path}
    ).fetchone()
    return _change(row) if row else None


def applied_later(conn: Connection, change: Change) -> str:
    """Return the number of a package applied to the same file after a change, or ``""``."""
    row = conn.execute(
        "SELECT m.number FROM down_part p JOIN down_package m ON m.id = p.package_id"
        " JOIN down_change c ON c.id = (SELECT max(id) FROM down_change WHERE part_id = p.id)"
        " WHERE c.act = 'apply' AND c.path = :path AND c.id > :id ORDER BY c.id DESC LIMIT 1",
        {"path": change.path, "id": change.id},
    ).fetchone()
    return row["number"] if row else ""


def restored(conn: Connection, version: int | None) -> int:
    """Return the catalog version whose content a version has: an undo made an old one anew."""
    rows = conn.execute(
        "SELECT version_before, version_after FROM down_change"
        " WHERE act = 'undo' AND version_after IS NOT NULL AND version_before < version_after"
    )
    origin = {row["version_after"]: row["version_before"] for row in rows}
    found = version or 0
    while found in origin:
        found = origin[found]
    return found


def last_stamp(conn: Connection, package_id: int) -> str:
    """Return when something was last decided about a package, ``""`` for never."""
    row = conn.execute(
        "SELECT max(c.at) AS at FROM down_change c JOIN down_part p ON p.id = c.part_id"
        " WHERE p.package_id = :id",
        {"id": package_id},
    ).fetchone()
    return row["at"] or ""


def unwritten(conn: Connection) -> list[Change]:
    """Return the changes whose file is not known to stand as it should, the oldest first."""
    rows = conn.execute(
        f"SELECT * FROM down_change c WHERE {UNWRITTEN} ORDER BY id"  # noqa: S608 - our own text
    ).fetchall()
    return [_change(row) for row in rows]


def add_written(conn: Connection, change_id: int, found: str, at: str) -> None:
    # two connections of one program may find the same change open
    conn.execute(
        "INSERT OR IGNORE INTO down_written (change_id, found, at) VALUES (:id, :found, :at)",
        {"id": change_id, "found": found, "at": at},
    )


def catalog_version_of(
    conn: Connection, sha256: str, since: str
) -> tuple[int, int, str, str] | None:
    """Return the newest version of the catalog made of a workbook since a moment.

    The one before it, who made it and when come with it.
    """
    row = conn.execute(
        "SELECT v.id, v.user, v.at,"
        " (SELECT max(o.id) FROM catalog_version o WHERE o.id < v.id) AS before"
        " FROM catalog_version v WHERE v.sha256 = :sha256 AND v.at >= :since"
        " ORDER BY v.id DESC LIMIT 1",
        {"sha256": sha256, "since": since},
    ).fetchone()
    return (row["id"], row["before"] or 0, row["user"], row["at"]) if row else None


def _change(row: Row) -> Change:
    return Change(
        row["part_id"], row["act"], row["path"], row["before"], row["after"],
        row["version_before"], row["version_after"], row["id"],
    )  # fmt: skip
