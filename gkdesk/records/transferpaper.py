"""The papers of a hand-over: 交接文据, 送交目录表, the letter that calls back, the cross-check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.progress import Report, silent

from . import regmask
from .transfer import NothingToRecall

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.base.scanning import Rules
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

    from .published import Published
    from .transfer import Transfer
    from .transfermodel import Standing

SLIP, LIST, RECALL, COUNT = (
    "transfer_slip", "transfer_list", "transfer_recall", "transfer_count",
)  # fmt: skip
Values = dict[str, "str | list[str]"]
Shown = Callable[[str], str]


class TransferPaper:
    """Makes the papers; what was printed is told by the hand-over's events."""

    def __init__(
        self,
        session: Session,
        documents: Documents,
        transfer: Transfer,
        rules: Callable[[], Rules],
    ) -> None:
        self._session, self._documents = session, documents
        self._transfer, self._rules = transfer, rules

    def slip(self, one: Standing) -> bytes:
        """Return 《政府公开信息交接文据》 as PDF."""
        rule, count = self._transfer.rule(one.month), len(self._rows(one))
        return self._documents.render(SLIP, {
            "month": one.month.label, "receiver": one.receiver.name, "count": f"{count}件",
            "paper": f"{count}件" if count else "无",
            "electronic": (f"{count}件" if count else "无") if rule.electronic else "不送交",
            "copies": str(rule.slip_copies), "contact": self._contact(),
            "nil": "当月没有主动公开的政府信息，只送交目录表。" if not count else "",
        })  # fmt: skip

    def listing(self, one: Standing) -> bytes:
        """Return 《政府信息送交目录表》 as PDF; a month without records says so."""
        rule, rows, shown = self._transfer.rule(one.month), self._rows(one), self._shown()
        nil = "" if rows else f"经核对，{one.month.label}没有主动公开的政府信息。"
        return self._documents.render(LIST, {
            "month": one.month.label, "receiver": one.receiver.name, "count": str(len(rows)),
            "copies": str(rule.list_copies), "contact": self._contact(), "nil": nil,
            "rows": [_line(row, shown) for row in rows],
        })  # fmt: skip

    def recall(self, one: Standing) -> Document:
        """Number, print and archive the letter that calls records back.

        Raises:
            NothingToRecall: nothing handed over was withdrawn.
        """
        if not one.recall:
            raise NothingToRecall(month=one.month.label, receiver=one.receiver.name)
        shown = self._shown()
        lines = [
            f"《{shown(row.title)}》{_number(row, shown)}，"
            f"{row.published_on.year}年{row.published_on.month}月{row.published_on.day}日公开"
            for row in one.recall
        ]
        values: Values = {
            "addressee": one.receiver.name, "month": one.month.label, "records": lines,
            "count": str(len(lines)),
        }  # fmt: skip
        subject = f"transfer:{one.month}:{one.receiver.code}"
        return self._documents.issue(RECALL, values, subject=subject)

    def count(self, quarter: str) -> bytes:
        """Return a quarter's cross-check as PDF.

        Raises:
            BadPeriod: not a quarter.
        """
        found = self._transfer.counts(quarter)
        rows = [
            "\t".join((
                one.receiver.name, str(one.published), str(one.handed), str(one.recalled),
                str(one.held), "" if one.theirs is None else str(one.theirs),
                one.words or ("一致" if one.theirs is not None else ""),
            ))
            for one in found
        ]  # fmt: skip
        return self._documents.render(COUNT, {"quarter": found[0].quarter.label, "rows": rows})

    def write(
        self, standings: Sequence[Standing], folder: Path, tell: Report = silent
    ) -> list[Path]:
        """Write slip and list of each month and receiver into a folder.

        Raises:
            Blocked: the folder cannot be written.
        """
        written = []
        for at, one in enumerate(standings):
            tell(at, len(standings), f"{one.month.label} {one.receiver.name}")
            stem = files.safe_name(f"{one.month}-{one.receiver.name}")
            for name, data in (("交接文据", self.slip(one)), ("目录表", self.listing(one))):
                path = folder / f"{stem}-{name}.pdf"
                files.write(path, data)
                written.append(path)
        return written

    def _rows(self, one: Standing) -> Sequence[Published]:
        """Return what goes now, or what went."""
        if not one.handed:
            return one.rows
        return one.late or [row for handed in one.handed for row in handed.rows]

    def _shown(self) -> Shown:
        """Return what covers the private numbers in a text, by the words in force."""
        return partial(regmask.numbers, rules=self._rules())

    def _contact(self) -> str:
        organ = self._session.organ
        return f"{organ.contact or organ.office}　{organ.phone}"


def _line(row: Published, shown: Shown) -> str:
    title, number = " ".join(shown(row.title).split()), shown(row.doc_number)
    days = (row.made_on.isoformat(), row.published_on.isoformat())
    return "\t".join((row.number, title, number, *days, "1", "1"))


def _number(row: Published, shown: Shown) -> str:
    return f"（{shown(row.doc_number)}）" if row.doc_number else ""
