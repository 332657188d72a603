"""一案一卷: what a case file must hold, what is there, and its order (《条例》第四十五条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.accounts.session import Session

from . import store
from .closingfile import Checklist, Kept
from .delivery import last_try, tries
from .ledger import Ledger
from .model import (
    Applicant,
    BadForm,
    Channel,
    Event,
    EventKind,
    Field,
    FieldFault,
    FileLine,
    Matter,
    Method,
)
from .recalling import standing

if TYPE_CHECKING:
    from gkdesk.documents.model import Document
    from gkdesk.documents.service import Documents

_K = EventKind
_ANSWERED = (_K.REPLY, _K.FIX)
_ONLINE = (Channel.EMAIL, Channel.ONLINE, Channel.FAX)
_SIGNED = (Method.DIRECT, Method.ENTRUSTED, Method.COUNTER, Method.LEAVE)
_GIVES = ("OPEN_GRANT", "PARTIAL")
# what happened, and which papers it asks for
_BY_EVENT: Mapping[str, tuple[EventKind, ...]] = {
    "asked_correction": (_K.ASK_CORRECTION,),
    "corrected": (_K.CORRECTED,),
    "charged": (_K.CHARGE,),
    "paid": (_K.PAID,),
    "extended": (_K.EXTEND,),
    "delayed": (_K.AGREE_DELAY,),
    "told": (_K.CHARGE, _K.EXTEND, _K.AGREE_DELAY),
    "consulted": (_K.CONSULT,),
    "opinion": (_K.OPINION,),
    "answered": _ANSWERED,
    "difficult": (_K.DIFFICULT,),
    "no_answer": (_K.CORRECTION_LAPSED, _K.PAYMENT_LAPSED, _K.WITHDRAW, _K.SET_ASIDE),
    "withdrawn": (_K.WITHDRAW,),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing in the case file; ``pages`` is 0 where nobody counted them.

    ``sha256`` is empty for what lies on paper only; ``suffix`` is that of the archived file.
    """

    place: int
    group: int
    title: str
    number: str
    made_on: date
    pages: int
    sha256: str
    suffix: str
    form: str = ""  # the template of a document of ours

    @property
    def on_paper(self) -> bool:
        return not self.sha256


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the checklist: whether it is needed, and by what it is there."""

    group: int
    group_label: str
    label: str
    needed: bool
    there: str  # in words by what, empty when it is missing
    todo: str

    @property
    def missing(self) -> bool:
        return self.needed and not self.there


class Archiving:
    """Looks through a case for what its file must hold."""

    def __init__(self, session: Session, documents: Documents, ledger: Ledger) -> None:
        self._session, self._documents, self._ledger = session, documents, ledger

    @property
    def _checklist(self) -> Checklist:
        return self._ledger.rules.checklist

    def items(self, number_or_uid: str) -> list[CheckItem]:
        """Return the checklist of a case, in the order of its file.

        Raises:
            NoSuchRequest: no request has this number or uid.
        """
        return self.items_of(self._ledger.find(number_or_uid))

    def items_of(self, row: store.Stored) -> list[CheckItem]:
        events = self._ledger.events(row)
        known = conditions(row, self._ledger.open(row), events)
        papers, files = self._papers(row), attached(events)
        declared = on_paper(events)
        whole = self._ledger.find(row.split_from).number if row.split_from else ""
        found = []
        for paper in self._checklist.papers:
            if paper.since > row.received_on:
                continue
            there = _there(paper, papers, files)
            if not there and paper.label in declared:
                who = declared[paper.label]
                there = f"纸质在卷（{who.detail.get('seen_by', '')} {who.on}）"
            if not there and paper.shared and whole:
                there = f"在{whole}的卷里"
            found.append(
                CheckItem(
                    group=paper.group,
                    group_label=self._checklist.groups.get(paper.group, ""),
                    label=paper.label,
                    needed=paper.when in known,
                    there=there,
                    todo=paper.todo,
                )
            )
        return found

    def missing(self, row: store.Stored) -> list[CheckItem]:
        """Return what the file still lacks."""
        return [item for item in self.items_of(row) if item.missing]

    def paper_fields(self, row: store.Stored, asked: Sequence[Field]) -> list[Field]:
        """Propose in the box of what lies on paper everything that is missing."""
        from dataclasses import replace

        lines = "\n".join(item.label for item in self.missing(row))
        return [
            replace(field, default=lines) if field.name == "papers" else field for field in asked
        ]

    def check_papers(self, row: store.Stored, form: Mapping[str, str]) -> None:
        """Refuse a paper the checklist does not know.

        Raises:
            BadForm: names the line.
        """
        known = {item.label for item in self.items_of(row)}
        odd = [line for line in form["papers"].splitlines() if line not in known]
        if odd:
            words = f"归档清单里没有“{odd[0][:30]}”，请按清单上的名称填写，一行一项"
            raise BadForm([FieldFault("papers", "纸质在卷的材料", words)])

    def pieces(self, row: store.Stored) -> list[Piece]:
        """Return everything in the case file in its order, what lies on paper only too."""
        checklist, events = self._checklist, self._ledger.events(row)
        found = []
        for one in self._papers(row):
            place = checklist.place_of_form(one.form)
            found.append(
                Piece(
                    place, checklist.group_at(place), one.title, one.number, one.made_on,
                    one.pages, one.sha256, ".pdf", one.form,
                )
            )  # fmt: skip
        for event in attached(events):
            detail = event.detail
            place = checklist.place_of_file(detail.get("kind", ""))
            found.append(
                Piece(
                    place, checklist.group_at(place), detail.get("title", "附件"), "", event.on,
                    _count(detail.get("pages", "")), detail.get("sha256", ""),
                    detail.get("suffix", "").lower(),
                )
            )  # fmt: skip
        labels = [paper.label for paper in checklist.papers]
        for label, event in on_paper(events).items():
            place = labels.index(label) if label in labels else len(labels)
            group = checklist.group_at(place)
            found.append(Piece(place, group, label, "", event.on, 0, "", ""))
        return sorted(found, key=lambda piece: piece.place)  # stable: then as they came

    def _papers(self, row: store.Stored) -> list[Document]:
        issued = self._documents.of(f"request:{row.uid}")
        return [one for one in issued if one.voided_on is None]


def named(lacks: Sequence[CheckItem]) -> list[str]:
    """Name what is missing, together what asks for the same to be done."""
    found: dict[str, list[str]] = {}
    for item in lacks:
        found.setdefault(item.todo.rstrip("。"), []).append(item.label)
    return [f"{'、'.join(labels)}：{todo}" for todo, labels in found.items()]


def lines(pieces: Sequence[Piece]) -> list[FileLine]:
    """Return the table of contents (卷内目录)."""
    return [
        FileLine(seq, one.number, one.title, one.made_on, one.pages)
        for seq, one in enumerate(pieces, start=1)
    ]


def attached(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event.kind is EventKind.ATTACH]


def on_paper(events: Sequence[Event]) -> dict[str, Event]:
    """Return what was declared to lie on paper in the file, by its name on the checklist."""
    return {
        line: event
        for event in events
        if event.kind is EventKind.ON_PAPER
        for line in event.detail.get("papers", "").splitlines()
    }


def _there(paper: Kept, papers: Sequence[Document], files: Sequence[Event]) -> str:
    issued = [one for one in papers if paper.takes(one.form)]
    if issued:
        return f"{issued[-1].title}{issued[-1].number}"
    scans = [event for event in files if event.detail.get("kind") in paper.files]
    return f"附件：{scans[-1].detail.get('title', '')}" if scans else ""


def conditions(row: store.Stored, applicant: Applicant, events: Sequence[Event]) -> set[str]:
    """Return the conditions of the checklist that hold in this case."""
    events = standing(events)
    kinds = {event.kind for event in events}
    answers = [event for event in events if event.kind in _ANSWERED]
    last = last_try(events)
    facts = {
        "always": True,
        "identity": bool(applicant.id_number),
        "agent": bool(applicant.agent_name),
        "correction_case": row.matter is Matter.CORRECTION,
        "by_mail": row.channel == Channel.MAIL,
        "online": row.channel in _ONLINE,
        "absent": bool(answers) and answers[-1].outcome == "NONE_EXIST",
        "gives": bool(answers) and answers[-1].outcome in _GIVES,
        "delivered": last is not None,
        "handed": last is not None and last.event.method in _SIGNED,
        "mailed": any(one.mailed for one in tries(events)),
        "came_back": any(one.returned for one in tries(events)),
    }
    facts |= {name: bool(kinds & set(asked)) for name, asked in _BY_EVENT.items()}
    return {name for name, holds in facts.items() if holds}


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0
