"""All SQL of documents, numbers, archived files and pictures of characters."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from datetime import date

from gkdesk.db import Connection, Row

from .model import Confirmed, Document, GlyphPicture

_DOCUMENTS = (
    "SELECT d.id, d.uid, d.form, d.form_version, d.title, d.number, d.subject, d.pages, d.sha256,"
    " d.made_on, d.made_by, v.voided_on"
    " FROM document d LEFT JOIN document_void v ON v.document_id = d.id"
)


def _document(row: Row) -> Document:
    values = dict(row)
    values["made_on"] = date.fromisoformat(row["made_on"])
    values["voided_on"] = date.fromisoformat(row["voided_on"]) if row["voided_on"] else None
    return Document(**values)


def take_number(conn: Connection, *, series: str, year: int) -> int:
    row = conn.execute(
        "INSERT INTO number_series (series, year, last) VALUES (:series, :year, 1)"
        " ON CONFLICT (series, year) DO UPDATE SET last = last + 1 RETURNING last",
        {"series": series, "year": year},
    ).fetchone()
    return int(row["last"])


def add_document(
    conn: Connection, document: Document, *, series: str, year: int, serial: int
) -> int:
    cursor = conn.execute(
        "INSERT INTO document (uid, form, form_version, title, number, series, year, serial,"
        " subject, pages, sha256, made_on, made_by)"
        " VALUES (:uid, :form, :form_version, :title, :number, :series, :year, :serial,"
        " :subject, :pages, :sha256, :made_on, :made_by)",
        {
            "uid": document.uid, "form": document.form, "form_version": document.form_version,
            "title": document.title, "number": document.number, "series": series, "year": year,
            "serial": serial, "subject": document.subject, "pages": document.pages,
            "sha256": document.sha256, "made_on": document.made_on.isoformat(),
            "made_by": document.made_by,
        },
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def document(conn: Connection, document_id: int) -> Document | None:
    row = conn.execute(f"{_DOCUMENTS} WHERE d.id = :id", {"id": document_id}).fetchone()
    return _document(row) if row else None


def documents_of(conn: Connection, subject: str) -> list[Document]:
    rows = conn.execute(
        f"{_DOCUMENTS} WHERE d.subject = :subject ORDER BY d.id", {"subject": subject}
    )
    return [_document(row) for row in rows]


def documents(conn: Connection, words: str = "", most: int = -1) -> list[Document]:
    """Return documents, oldest first: all, or the newest ``most`` whose number holds words."""
    sql = f"{_DOCUMENTS} WHERE instr(d.number, :words) ORDER BY d.id DESC LIMIT :most"
    if not words:
        sql = f"{_DOCUMENTS} ORDER BY d.id DESC LIMIT :most"
    rows = conn.execute(sql, {"words": words, "most": most}).fetchall()
    return [_document(row) for row in reversed(rows)]


def void_document(
    conn: Connection, *, document_id: int, reason: bytes, voided_on: str, voided_by: str
) -> None:
    conn.execute(
        "INSERT INTO document_void (document_id, reason, voided_on, voided_by)"
        " VALUES (:document_id, :reason, :voided_on, :voided_by)",
        {
            "document_id": document_id, "reason": reason, "voided_on": voided_on,
            "voided_by": voided_by,
        },
    )  # fmt: skip


def void_reason(conn: Connection, document_id: int) -> bytes | None:
    row = conn.execute(
        "SELECT reason FROM document_void WHERE document_id = :id", {"id": document_id}
    ).fetchone()
    return row["reason"] if row else None


def add_file(
    conn: Connection,
    *,
    uid: str,
    sha256: str,
    size: int,
    name: bytes,
    subject: str,
    kept_at: str,
    kept_by: str,
) -> None:
    conn.execute(
        "INSERT INTO archive_file (uid, sha256, size, name, subject, kept_at, kept_by)"
        " VALUES (:uid, :sha256, :size, :name, :subject, :kept_at, :kept_by)",
        {
            "uid": uid, "sha256": sha256, "size": size, "name": name, "subject": subject,
            "kept_at": kept_at, "kept_by": kept_by,
        },
    )  # fmt: skip


def hashes(conn: Connection) -> list[str]:
    rows = conn.execute("SELECT DISTINCT sha256 FROM archive_file ORDER BY sha256")
    return [row["sha256"] for row in rows]


def sizes(conn: Connection, wanted: Iterable[str]) -> dict[str, int]:
    rows = conn.execute(
        "SELECT sha256, max(size) AS size FROM archive_file"
        " WHERE sha256 IN (SELECT value FROM json_each(:wanted)) GROUP BY sha256",
        {"wanted": json.dumps(sorted(wanted))},
    )
    return {row["sha256"]: row["size"] for row in rows}


_GLYPHS = "FROM glyph WHERE id NOT IN (SELECT glyph_id FROM glyph_removal)"


def glyph_ids(conn: Connection) -> tuple[int, ...]:
    rows = conn.execute(f"SELECT id {_GLYPHS} ORDER BY code")
    return tuple(row["id"] for row in rows)


def glyphs(conn: Connection) -> list[GlyphPicture]:
    rows = conn.execute(f"SELECT id, code, picture, made_on, made_by {_GLYPHS} ORDER BY code")
    return [
        GlyphPicture(
            id=row["id"],
            character=chr(row["code"]),
            grey=zlib.decompress(row["picture"]),
            made_on=date.fromisoformat(row["made_on"]),
            made_by=row["made_by"],
        )
        for row in rows
    ]


def add_glyph(
    conn: Connection, character: str, grey: bytes, *, made_on: date, made_by: str
) -> None:
    conn.execute(
        "INSERT INTO glyph (code, picture, made_on, made_by)"
        " VALUES (:code, :picture, :made_on, :made_by)",
        {
            "code": ord(character), "picture": zlib.compress(grey, 9),
            "made_on": made_on.isoformat(), "made_by": made_by,
        },
    )  # fmt: skip


def remove_glyph(conn: Connection, glyph_id: int, *, removed_on: date, removed_by: str) -> None:
    conn.execute(
        "INSERT INTO glyph_removal (glyph_id, removed_on, removed_by)"
        " VALUES (:glyph_id, :removed_on, :removed_by)",
        {
            "glyph_id": glyph_id, "removed_on": removed_on.isoformat(), "removed_by": removed_by,
        },
    )  # fmt: skip


def add_confirmation(conn: Connection, made: Confirmed) -> None:
    conn.execute(
        "INSERT INTO template_confirmed (form, digest, note, confirmed_on, confirmed_by)"
        " VALUES (:form, :digest, :note, :on, :by)",
        {"form": made.form, "digest": made.digest, "note": made.note,
         "on": made.on.isoformat(), "by": made.by},
    )  # fmt: skip


def confirmations(conn: Connection, form: str = "") -> list[Confirmed]:
    """Return what was confirmed, the oldest first; of one template when ``form`` is given."""
    rows = conn.execute(
        "SELECT form, digest, note, confirmed_on, confirmed_by FROM template_confirmed"
        " WHERE :form = '' OR form = :form ORDER BY id",
        {"form": form},
    )
    return [
        Confirmed(
            row["form"], row["digest"], date.fromisoformat(row["confirmed_on"]),
            row["confirmed_by"], row["note"],
        )
        for row in rows
    ]  # fmt: skip
