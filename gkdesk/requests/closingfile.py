"""The rule files of a case's end: ways of delivery, the archive's checklist, difficult cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from .boxes import FORMS
from .delivery import Runs, Way
from .model import EventKind, Method

GROUPS = 14
Row = Mapping[str, object]
Faults = Iterator[tuple[str, str]]  # a key, and what is wrong with it
# when a paper is needed; what each means stands in ``archive``
WHENS = (
    "always", "optional", "identity", "agent", "correction_case", "by_mail", "online",
    "asked_correction", "corrected", "charged", "paid", "extended", "delayed", "told",
    "consulted", "opinion", "absent", "answered", "difficult", "no_answer", "withdrawn", "gives",
    "delivered", "handed", "mailed", "came_back",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One paper of the checklist: what satisfies it, and when it is needed."""

    group: int
    label: str
    since: date
    when: str
    forms: tuple[str, ...]  # template ids; * stands for any ending
    files: tuple[str, ...]  # kinds of attached files
    shared: bool
    todo: str

    def takes(self, form: str) -> bool:
        """Tell whether a document of this template is this paper."""
        return any(fnmatchcase(form, one) for one in self.forms)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The order of a case file: the names of its groups, and the papers of each."""

    groups: Mapping[int, str]
    papers: tuple[Kept, ...]

    def place_of_form(self, form: str) -> int:
        """Return a document's place in the file; unknown ones lie before the last group."""
        return self._place(lambda paper: paper.takes(form))

    def place_of_file(self, kind: str) -> int:
        return self._place(lambda paper: kind in paper.files)

    def group_at(self, place: int) -> int:
        return self.papers[place].group if place < len(self.papers) else GROUPS - 1

    def _place(self, fits: Callable[[Kept], bool]) -> int:
        return next((at for at, one in enumerate(self.papers) if fits(one)), len(self.papers))


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a case is a difficult one."""

    code: str
    label: str
    since: date


def way(row: Row) -> Way:
    return Way(
        method=Method(str(row["method"])),
        label=str(row["label"]),
        since=_since(row),
        needs=_texts(row.get("needs")),
        proof=str(row["proof"]),
        reply=str(row["reply"]),
        runs=Runs(str(row["remedy"])),
        days=int(str(row.get("days", 0))),
        basis=str(row["basis"]),
        source=str(row["source"]),
        status=str(row["status"]),
    )


def checklist(rows: Sequence[tuple[str, Row]]) -> Checklist:
    """Make the checklist; of two papers with one label the later one holds."""
    groups = {int(str(row["no"])): str(row["label"]) for name, row in rows if name == "group"}
    papers = {str(row["label"]): _kept(row) for name, row in rows if name == "paper"}
    ordered = sorted(papers.values(), key=lambda paper: paper.group)
    return Checklist(groups, tuple(ordered))


def _kept(row: Row) -> Kept:
    return Kept(
        group=int(str(row["group"])),
        label=str(row["label"]),
        since=_since(row),
        when=str(row["when"]),
        forms=_texts(row.get("forms")),
        files=_texts(row.get("files")),
        shared=row.get("shared") is True,
        todo=str(row.get("todo", "")),
    )


def reason(row: Row) -> Reason:
    return Reason(str(row["code"]), str(row["label"]), _since(row))


def _since(row: Row) -> date:
    since = row["from"]
    assert isinstance(since, date)  # noqa: S101 - check() has seen to it
    return since


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _way_problems(row: Row) -> Faults:
    yield from _filled(row, "label", "proof", "reply")
    if row.get("method") not in set(Method):
        yield "method", f"只能填 {'、'.join(Method)}"
    if row.get("remedy") not in set(Runs):
        yield "remedy", "只能填 on、arrived、after"
    days = row.get("days", 0)
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        yield "days", "应为天数，不小于0"
    elif (row.get("remedy") == Runs.AFTER) != bool(days):
        yield "days", "remedy 为 after 时写明天数，其他不写"
    boxes = {field.name for field in FORMS[EventKind.DELIVER]}
    for name in _texts(row.get("needs")):
        if not set(name.split("|")) <= boxes:
            yield "needs", f"没有名为“{name}”的栏目"


def _group_problems(row: Row) -> Faults:
    yield from _filled(row, "label")
    if row.get("no") not in range(1, GROUPS + 1):
        yield "no", f"应为1至{GROUPS}"


def _paper_problems(row: Row) -> Faults:
    yield from _filled(row, "label")
    if row.get("group") not in range(1, GROUPS + 1):
        yield "group", f"应为1至{GROUPS}"
    if row.get("when") not in WHENS:
        yield "when", f"只能填 {'、'.join(WHENS)}"
    if row.get("when") != "optional" and not row.get("todo"):
        yield "todo", "没有填写"
    for key in ("forms", "files"):
        if key in row and not isinstance(row[key], list):
            yield key, "应为一列名称"
    if not isinstance(row.get("shared", False), bool):
        yield "shared", "只能填 true 或 false"


def _reason_problems(row: Row) -> Faults:
    yield from _filled(row, "code", "label")


def _filled(row: Row, *keys: str) -> Faults:
    for key in keys:
        if not row.get(key):
            yield key, "没有填写"


SECTIONS: Mapping[str, tuple[set[str], Callable[[Row], Faults]]] = {
    "way": ({"method", "needs", "proof", "reply", "remedy", "days"}, _way_problems),
    "group": ({"no"}, _group_problems),
    "paper": ({"group", "when", "forms", "files", "shared", "todo"}, _paper_problems),
    "reason": ({"code"}, _reason_problems),
}
