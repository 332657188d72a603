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

from . import acts, store
from .fields import read_form
from .ledger import Ledger
from .model import Field, FileLine, State

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

CLOSED = frozenset({State.CLOSED, State.LAPSED, State.WITHDRAWN, State.ARCHIVED})
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
        papers = self._papers(row)
        made = self._made(row, form, papers)
        target = folder / files.safe_name(f"案卷-{row.number}")
        if target.exists():
            raise FolderThere(name=target.name)
        _write_whole(target, made)
        with self._session.transaction():
            self._session.audit("requests.case_file", row.number, papers=len(papers))
        pages = sum(paper.pages for paper in papers)
        return CaseFile(target, target / WHOLE, len(papers), pages)

    def _papers(self, row: store.Stored) -> list[Document]:
        """Return the case's documents in the order of its table of contents."""
        issued = [one for one in self._documents.of(f"request:{row.uid}") if one.voided_on is None]
        return acts.ranked(issued)

    def _made(
        self, row: store.Stored, form: Mapping[str, str], papers: Sequence[Document]
    ) -> list[tuple[str, bytes]]:
        """Return every file's name and content: cover, contents, papers, 备考表."""
        common = {"request_no": row.number, "archive_no": form.get("archive_no", "")}
        today = self._session.today.isoformat()
        lines = acts.case_file(papers)
        render = self._documents.render
        made = [
            ("00卷宗封面.pdf", render("archive_cover", self._cover(row, form, lines) | common)),
            ("01卷内目录.pdf", render("archive_contents", self._contents(lines) | common)),
        ]
        for number, paper in enumerate(papers, start=2):
            name = files.safe_name(f"{number:02}{paper.title}{paper.number}")
            made.append((f"{name}.pdf", self._documents.read(paper.sha256)))
        note = {
            "situation": form["situation"], "archivist": form["archivist"], "archive_date": today,
        }  # fmt: skip
        made.append(("99备考表.pdf", render("archive_note", note | common)))
        return made

    def _cover(
        self, row: store.Stored, form: Mapping[str, str], lines: Sequence[FileLine]
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
            "paper_count": str(len(lines)),
            "page_count": str(sum(line.pages for line in lines)),
            "archivist": form["archivist"],
            "archive_date": self._session.today.isoformat(),
        }

    def _contents(self, lines: Sequence[FileLine]) -> dict[str, str | list[str]]:
        organ = self._session.organ.name
        rows = [
            "\t".join(
                (line.number, organ, line.title, line.made_on.isoformat(), str(line.pages), "")
            )
            for line in lines
        ]
        return {"papers": rows}


def _write_whole(target: Path, made: Sequence[tuple[str, bytes]]) -> None:
    """Write every file beside, then name the folder: it is there whole or not at all."""
    from gkdesk.documents.join import joined

    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # left by a write that was cut short
    try:
        for name, data in (*made, (WHOLE, joined([data for _name, data in made]))):
            files.write(part / name, data)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
