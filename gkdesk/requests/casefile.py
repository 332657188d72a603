"""案卷 (一案一卷): a closed case as a folder of papers and as one PDF with cover and contents."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session
from gkdesk.base import files
from gkdesk.base.errors import Declined

from . import store
from .archive import Archiving, Piece
from .fields import read_form
from .ledger import Ledger
from .model import Field, State

if TYPE_CHECKING:
    from gkdesk.documents.service import Documents

CLOSED = frozenset({
    State.CLOSED, State.LAPSED, State.WITHDRAWN, State.SPLIT, State.ARCHIVED, State.DISPUTE,
    State.REDO,
})  # fmt: skip
WHOLE = "案卷.pdf"
_KEEP = ("永久", "30年", "10年")
FIELDS = (
    Field("archive_no", "档号"),
    Field("retention", "保管期限", "choice", False, "30年", "按本单位的保管期限表",
          tuple((one, one) for one in _KEEP)),
    Field("situation", "本卷情况说明", "longtext", False, "无", "缺损、移出、补充等，印在备考表上"),
    Field("archivist", "立卷人", "text", False, "", "不填为登录的人"),
)  # fmt: skip


class NotClosed(Declined):
    """The case is still being handled."""

    message = (
        "此申请“{state}”，还没有办结，不能成卷（《政府信息公开条例》第四十五条）。"
        "请办结后再导出，没有写入任何文件。"
    )


class FolderThere(Declined):
    """The case file was written to this place before."""

    message = (
        "文件夹“{name}”已经在那里了。请换一个位置，或者把原来的改名后再导出，没有写入任何文件。"
    )


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What was written: the folder, the one PDF in it, and how much there is."""

    folder: Path
    whole: Path
    papers: int
    pages: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One paper of the file: its own file (``name``, ``data``) and ``page``, its pages as PDF.

    ``pages`` counts them, 0 for what lies on paper only and has none in the joined PDF.
    """

    piece: Piece
    name: str
    data: bytes
    page: bytes
    pages: int
    remark: str


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the folder, and its pages in the joined PDF."""

    name: str
    data: bytes
    pages: bytes
    numbered: bool = False


class CaseFiles:
    """Writes case files; the archive itself stays sealed in the office's folder."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS

    def write(
        self, number_or_uid: str, folder: Path, values: Mapping[str, object] | None = None
    ) -> CaseFile:
        """Write a closed case below a folder.

        Args:
            number_or_uid: the request.
            folder: where the case's own folder is made.
            values: ``FIELDS``.

        Raises:
            NoSuchRequest: no request has this number or uid.
            NotClosed: the case is still open.
            FolderThere: it was written there before.
            BadForm: values are not what their boxes take.
            Blocked: the place cannot be written, or an archived paper is damaged.
        """
        row = self._ledger.find(number_or_uid)
        if row.state not in CLOSED:
            raise NotClosed(state=row.state.label)
        form = read_form(FIELDS, values or {})
        form.setdefault("archivist", self._session.user.name)
        leaves = self._leaves(row)
        target = folder / files.safe_name(f"案卷-{row.number}")
        if target.exists():
            raise FolderThere(name=target.name)
        _write_whole(target, self._made(row, form, leaves))
        with self._session.transaction():
            self._session.audit("requests.case_file", row.number, papers=len(leaves))
        pages = sum(leaf.pages for leaf in leaves)
        return CaseFile(target, target / WHOLE, len(leaves), pages)

    def _leaves(self, row: store.Stored) -> list[Leaf]:
        """Return everything in the case in the order of the file, each as pages of the whole."""
        archiving = Archiving(self._session, self._documents, self._ledger)
        return [
            self._leaf(row, number, piece)
            for number, piece in enumerate(archiving.pieces(row), start=2)
        ]

    def _leaf(self, row: store.Stored, number: int, piece: Piece) -> Leaf:
        """Turn a piece into pages: PDFs as they are, pictures on A4, else a page that names it."""
        from gkdesk.documents import bindery
        from gkdesk.documents.raster import UnreadablePdf

        name = files.safe_name(f"{number:02}{piece.title}{piece.number}")
        if piece.on_paper:
            return Leaf(piece, "", b"", b"", 0, "纸质")
        data = self._documents.read(piece.sha256)
        whole = f"{name}{piece.suffix}"
        try:
            if piece.suffix == ".pdf":
                return Leaf(piece, whole, data, data, bindery.page_count(data), "")
            if piece.suffix in bindery.PICTURES:
                pages = bindery.picture_pages(data, whole)
                return Leaf(piece, whole, data, pages, bindery.page_count(pages), "")
        except (UnreadablePdf, bindery.UnreadablePicture):
            pass  # a locked or damaged scan is named like any other file; it is still in the folder
        page = self._slip(row, piece, whole)
        return Leaf(piece, whole, data, page, 1, "电子")

    def _slip(self, row: store.Stored, piece: Piece, name: str) -> bytes:
        values: dict[str, str | list[str]] = {
            "request_no": row.number,
            "piece_title": piece.title,
            "where": "电子文件，在本卷的文件夹里，文件名见下。",
            "file_name": name,
            "check_sum": piece.sha256[:32],
            "piece_date": piece.made_on.isoformat(),
        }
        return self._documents.render("archive_slip", values)

    def _made(
        self, row: store.Stored, form: Mapping[str, str], leaves: Sequence[Leaf]
    ) -> list[Made]:
        """Return every file: cover, contents, papers, 备考表; what lies on paper only has none."""
        common = {"request_no": row.number, "archive_no": form.get("archive_no", "")}
        today = self._session.today.isoformat()
        render = self._documents.render
        cover = render("archive_cover", self._cover(row, form, leaves) | common)
        contents = render("archive_contents", self._contents(leaves) | common)
        note = {
            "situation": form["situation"], "archivist": form["archivist"], "archive_date": today,
        }  # fmt: skip
        last = render("archive_note", note | common)
        papers = [
            Made(leaf.name, leaf.data, leaf.page, numbered=True)
            for leaf in leaves
            if not leaf.piece.on_paper
        ]
        return [
            Made("00卷宗封面.pdf", cover, cover),
            Made("01卷内目录.pdf", contents, contents),
            *papers,
            Made("99备考表.pdf", last, last),
        ]

    def _cover(
        self, row: store.Stored, form: Mapping[str, str], leaves: Sequence[Leaf]
    ) -> dict[str, str | list[str]]:
        applicant = self._ledger.open(row)
        labels = {rule.code: rule.label for rule in self._ledger.rules.outcomes()}
        return {
            "receipt_date": row.received_on.isoformat(),
            "applicant_name": applicant.all_names,
            "case_title": f"{applicant.short_name}申请公开{applicant.content}",
            "closed_date": (row.closed_on or self._session.today).isoformat(),
            "outcome": labels.get(row.outcome, row.outcome) or row.state.label,
            "retention": form["retention"],
            "paper_count": str(len(leaves)),
            "page_count": str(sum(leaf.pages for leaf in leaves)),
            "archivist": form["archivist"],
            "archive_date": self._session.today.isoformat(),
        }

    def _contents(self, leaves: Sequence[Leaf]) -> dict[str, str | list[str]]:
        """Return the lines of 卷内目录; 页号 is where a paper begins in the numbered whole."""
        organ, page, rows = self._session.organ.name, 1, []
        for leaf in leaves:
            piece, own = leaf.piece, leaf.piece.form
            cells = (
                piece.number,
                organ if own else "",
                piece.title,
                piece.made_on.isoformat(),
                str(leaf.pages) if leaf.pages else "",
                str(page) if leaf.pages else "",
                leaf.remark,
            )
            rows.append("\t".join(cell.replace("\t", " ") for cell in cells))
            page += leaf.pages
        return {"papers": rows}


def _write_whole(target: Path, made: Sequence[Made]) -> None:
    """Write every file beside, then name the folder: it is there whole or not at all."""
    from gkdesk.documents.bindery import bound

    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # left by a write that was cut short
    try:
        for one in made:
            files.write(part / one.name, one.data)
        files.write(part / WHOLE, bound([(one.pages, one.numbered) for one in made]))
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
