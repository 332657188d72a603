"""办事指南: guides kept as a register, checked for missing parts, merged, printed, one book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.errors import Declined
from gkdesk.base.progress import Report, silent
from gkdesk.base.scanning import Kind, Rules, Severity, plain

from . import guidetext
from .guidetext import FAQ, HEAD_PARTS, MATERIALS, PARTS, TAIL_PARTS, Material
from .privacy import PersonalData
from .reglist import UnknownEnding
from .regmodel import Entry, Line, Register
from .scanfile import scan_text
from .scanmodel import Hit, Scanned

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.service import Documents
    from gkdesk.documents.shaping import Shape

    from .registers import Registers

REGISTER = "guides"
GUIDE, CHECKLIST, BOOK = "guide", "guide_materials", "guide_book"
_FEWEST, _MOST = 2, 20
NONE = "—"
_DIGITS: tuple[str, ...] = ("", *"一二三四五六七八九")
Values = dict[str, "str | list[str]"]


class TooFew(Declined):
    """One guide is no merger."""

    message = "合并成一件事要选2到20个办事指南，现在选了{count}个。请重新选，没有改动任何内容。"


class NoGuides(Declined):
    """Nothing to put into the book."""

    message = "没有在用的办事指南，没有一本通可以出。请先启用指南，没有写入文件。"


class GuideHeld(PersonalData):
    """A guide holds what may not go out."""

    message = (
        "办事指南“{number}”里有{count}处个人信息或者不宜公开的内容（{shown}），没有写出。"
        "请在指南里改掉；是办公用的手机，请先加进可公开的电话，内容没有改动。（《政府信息公开条例》第十五条）"
    )


class Guides:
    """What the office can do with its guides."""

    def __init__(self, session: Session, documents: Documents, book: Registers) -> None:
        self._session, self._documents, self._book = session, documents, book

    @property
    def form(self) -> Register:
        return self._book.form(REGISTER)

    def lines(self) -> list[Line]:
        """Return every guide that was not cancelled, by its area and name."""
        found = [line for line in self._book.lines(REGISTER) if not line.entry.cancelled]
        return sorted(found, key=lambda line: (line.entry.values.get("area", ""),
                                               line.entry.values["name"]))  # fmt: skip

    def get(self, number: str) -> Entry:
        """Return a guide by number or uid.

        Raises:
            NoSuchEntry: there is none.
        """
        return self._book.get(number, REGISTER)

    def missing(self, entry: Entry) -> list[str]:
        """Return the names of the parts that are not written."""
        return [self.form.label(part) for part in PARTS if not entry.values.get(part)]

    def merge(self, name: str, numbers: Sequence[str], office: str = "") -> Entry:
        """Make one 一件事 guide of several, as a draft; materials are asked once.

        Raises:
            TooFew: fewer than two guides, or the same one twice.
            NoSuchEntry, BadValue: a guide is not there, or the name is missing.
        """
        chosen = {entry.uid: entry for entry in map(self.get, numbers)}
        if not _FEWEST <= len(chosen) <= _MOST:
            raise TooFew(count=len(chosen))
        values = [entry.values for entry in chosen.values()]
        offices = dict.fromkeys(value["office"] for value in values)
        return self._book.add(REGISTER, {
            **guidetext.merged(values), "name": name, "kind": "一件事",
            "area": values[0].get("area", ""), "office": office or "、".join(offices),
            "merged": "、".join(entry.number for entry in chosen.values()),
            "reviewed_on": self._session.today.isoformat(),
        })  # fmt: skip

    def scanned(self, entries: Sequence[Entry]) -> list[Scanned]:
        """Look through guides as through everything that goes out, part by part.

        A mobile number stops a guide until the office allows it (records words add --kind allow):
        what is read at a counter is copied for years.
        """
        rules, found = self._rules(), []
        for entry in entries:
            made = scan_text(entry.values["name"], entry.number, rules, "事项名称")
            hits = list(made.hits)
            for part in ("office", *PARTS):
                text = entry.values.get(part, "")
                hits += scan_text(text, entry.number, rules, self.form.label(part)).hits
            found.append(replace(made, hits=tuple(map(_stopping, hits))))
        return found

    def must_pass(self, entries: Sequence[Entry]) -> None:
        """Let guides out only without hits that stop them.

        Raises:
            GuideHeld: names what was found, masked.
        """
        for one in self.scanned(entries):
            if hits := [hit for hit in one.hits if hit.severity is Severity.BLOCK]:
                raise GuideHeld(one.name, hits)

    def paper(self, entry: Entry) -> bytes:
        """Return one guide as PDF.

        Raises:
            GuideHeld: it holds what may not go out.
        """
        self.must_pass([entry])
        return self._paper(entry)

    def checklist(self, entry: Entry) -> bytes:
        """Return the list of materials to be ticked, as PDF; raises as ``paper``."""
        self.must_pass([entry])
        values = entry.values
        rows = [f"{_row(one)}\t□" for one in guidetext.materials(values.get(MATERIALS, ""))]
        return self._documents.render(CHECKLIST, {
            "name": values["name"], "office": values["office"],
            "phone": values.get("phone", NONE), "place": _one_line(values.get("place", NONE)),
            "rows": rows or [_row(Material("不需要提交材料")) + "\t"],
        })  # fmt: skip

    def save(self, uid: str, path: Path, *, checklist: bool = False) -> None:
        """Write a guide, or its list of materials, as PDF; raises as ``paper``, or Blocked."""
        entry = self.get(uid)
        files.write(path, self.checklist(entry) if checklist else self.paper(entry))
        with self._session.transaction():
            self._session.audit("guides.save", entry.number, checklist=checklist)

    def chosen(self, numbers: Sequence[str] = ()) -> list[Entry]:
        """Return these guides, or all that are in use.

        Raises:
            NoGuides: none is in use.
            NoSuchEntry: one of them is not there.
        """
        if numbers:
            return [self.get(number) for number in numbers]
        found = [line.entry for line in self.lines() if line.entry.state == "in_use"]
        if not found:
            raise NoGuides
        return found

    def write_book(self, path: Path, numbers: Sequence[str] = (), report: Report = silent) -> int:
        """Write 办事一本通 as .pdf (contents with page numbers) or .docx; return its guides.

        Raises:
            UnknownEnding, NoGuides: nothing was written.
            GuideHeld: a guide holds what may not go out; nothing was written.
            Blocked: the place cannot be written.
        """
        makers = {".pdf": self._pdf_book, ".docx": self._docx_book}
        make = makers.get(path.suffix.lower())
        if make is None:
            raise UnknownBook(name=path.name)
        entries = self.chosen(numbers)
        self.must_pass(entries)
        files.write(path, make(entries, report))
        with self._session.transaction():
            self._session.audit("guides.book", path.suffix.lower(), count=len(entries))
        return len(entries)

    def _rules(self) -> Rules:
        """The words in force; the office's own phone may be shown."""
        rules, organ = self._book.rules(), self._session.organ
        own = {plain(phone) for phone in (organ.phone, organ.supervision_phone) if phone}
        return replace(rules, allowed=rules.allowed | own)

    def _paper(self, entry: Entry) -> bytes:
        return self._documents.render(GUIDE, self._values(entry))

    def _values(self, entry: Entry) -> Values:
        values = entry.values
        made: Values = {part: values.get(part) or NONE for part in (*HEAD_PARTS, *TAIL_PARTS)}
        rows = [_row(one) for one in guidetext.materials(values.get(MATERIALS, ""))]
        return made | {
            "name": values["name"], "office": values["office"],
            "reviewed_on": values["reviewed_on"], "faq": values.get(FAQ, ""),
            "materials": rows or [_row(Material("不需要提交材料"))],
        }  # fmt: skip

    def _pdf_book(self, entries: Sequence[Entry], report: Report) -> bytes:
        from gkdesk.documents.bindery import bound, page_count

        papers = []
        for at, entry in enumerate(entries):
            report(at, len(entries), entry.number)
            papers.append(self._paper(entry))
        # the contents' own length does not move the numbers: they begin after it
        rows, page = [], 1
        for entry, paper in zip(entries, papers, strict=True):
            rows.append(_contents(entry, str(page)))
            page += page_count(paper)
        front = self._documents.render(BOOK, self._front(rows))
        return bound([(front, False), *((paper, True) for paper in papers)])

    def _docx_book(self, entries: Sequence[Entry], _report: Report) -> bytes:
        values = self._front([_contents(entry, "").rstrip() for entry in entries])
        for at, entry in enumerate(entries):
            values |= {f"g{at}_{name}": text for name, text in _texts(entry).items()}
        return self._documents.docx(BOOK, values, self._chapters(entries))

    def _front(self, rows: list[str]) -> Values:
        return {
            "rows": rows, "edition": self._session.today.isoformat(), "count": str(len(rows)),
            "phone": self._session.organ.phone,
        }  # fmt: skip

    def _chapters(self, entries: Sequence[Entry]) -> Shape:
        """Return what adds each guide's parts behind the contents."""
        from gkdesk.documents.shaping import Chapter, with_chapters

        return with_chapters([
            Chapter(f"{chinese_number(at + 1)}、{entry.values['name']}", tuple(
                (f"（{chinese_number(number)}）{self.form.label(name)}", f"g{at}_{name}")
                for number, name in enumerate(_texts(entry), start=1)
            ))
            for at, entry in enumerate(entries)
        ], without="page")  # fmt: skip


class UnknownBook(UnknownEnding):
    """Neither a PDF nor a document to be edited."""

    message = "不知道要把“{name}”写成什么文件。文件名请以 .pdf 或 .docx 结尾，没有写入文件。"


def _texts(entry: Entry) -> Mapping[str, str]:
    """Return the parts that are written, as plain text."""
    found = {name: entry.values[name] for name in ("office", *PARTS) if entry.values.get(name)}
    if MATERIALS in found:
        found[MATERIALS] = "\n".join(
            f"{at}.{'，'.join(filter(None, (one.name, one.copies, one.form, one.note)))}"
            for at, one in enumerate(guidetext.materials(found[MATERIALS]), start=1)
        )
    return found


def _stopping(hit: Hit) -> Hit:
    """A mobile number stops here even where it is called an office's."""
    return replace(hit, severity=Severity.BLOCK) if hit.kind is Kind.MOBILE else hit


def chinese_number(number: int) -> str:
    """Write 1 to 999 as headings are numbered: 一, 十二, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if not tens:
        return head + ("零" if head and ones else "") + _DIGITS[ones]
    ten = "十" if tens == 1 and not head else f"{_DIGITS[tens]}十"
    return head + ten + _DIGITS[ones]


def _row(one: Material) -> str:
    return f"{one.name}\t{one.copies}\t{one.form}\t{one.note}"


def _contents(entry: Entry, page: str) -> str:
    return "\t".join((entry.values["name"], entry.values["kind"], entry.values["office"], page))


def _one_line(text: str) -> str:
    return "；".join(text.splitlines())
