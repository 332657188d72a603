"""What is true in the village room: villages, boards, sheets and their states, postings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from gkdesk.base.errors import Problem
from gkdesk.base.labels import Labelled

from .kinds import BoardKind as BoardKind  # noqa: PLC0414 - the faces take them from here
from .kinds import PhotoKind as PhotoKind  # noqa: PLC0414
from .listdata import ListData
from .period import Period

PAIR = "pair"  # the block of the bottom lines
TOTAL = "total"  # the key of a block's total line
VALUE = "value"  # the one column of the bottom lines
DRAFT_MARK = "审核稿，不得张贴"
NO_GROUP = "　　　　村民小组"  # a line to write on


class IssuerKind(Labelled):
    """Who answers for a sheet."""

    COMMITTEE = "committee", "村民委员会"
    COLLECTIVE = "collective", "农村集体经济组织"
    PARTY = "party", "村党组织"
    GROUP = "group", "村民小组"
    TOWN = "town", "镇人民政府"


class PrivacyClass(Labelled):
    """How personal a sheet's rows are (P3 never goes on a board)."""

    NONE = "P0", "不含个人信息"
    NAMES = "P1", "姓名"
    LIMITED = "P2", "姓名和限定项目"
    NEVER = "P3", "不得上墙"


class SheetState(Labelled):
    """How far a sheet of one village and period has come; computed, never stored."""

    MISSING = "missing", "未交"
    PROBLEM = "problem", "有问题"
    CHECKED = "checked", "已核对"
    REVIEWED = "reviewed", "已审"
    PRINTED = "printed", "已打印"
    POSTED = "posted", "已张贴"
    TAKEN_DOWN = "taken_down", "已取下"


class SheetEventKind(Labelled):
    """What can happen to a sheet after it was imported."""

    REVIEWED = "reviewed", "村务监督委员会审核"
    PRINTED = "printed", "定稿打印"
    ARCHIVED = "archived", "归档"


@dataclass(frozen=True, slots=True)
class Village:
    """One village; ``code`` is the 12-digit statistical code (统计用区划代码) or empty."""

    uid: str
    name: str
    code: str = ""
    aliases: tuple[str, ...] = ()
    committee: str = ""  # the issuer's name on 村务 sheets; default: name + 村民委员会
    collective: str = ""  # the issuer's name on finance sheets
    code8: str = ""  # the 8-digit code some payment exports print after the name

    def issuer(self, kind: IssuerKind, town: str, group: str = "") -> str:
        """Return the name printed after 填报单位.

        A sheet of a 村民小组 (村民委员会组织法 Art. 32) names the group; one whose name is not
        known is a line to write on, never the whole village's committee.
        """
        match kind:
            case IssuerKind.GROUP:
                return f"{town}{self.name}{group or NO_GROUP}"
            case IssuerKind.COLLECTIVE:
                return self.collective or f"{town}{self.name}股份经济合作社"
            case IssuerKind.PARTY:
                return f"中共{town}{self.name}支部委员会"
            case IssuerKind.TOWN:
                return f"{town}人民政府"
            case _:
                return self.committee or f"{town}{self.name}村民委员会"


@dataclass(frozen=True, slots=True)
class Board:
    """One notice board (村务公开栏); sizes in millimetres."""

    uid: str
    village_uid: str
    name: str
    place: str
    w_mm: int
    h_mm: int
    kind: BoardKind = BoardKind.GLASS


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount in fen (``None``: the cell is empty) and the cell it came from."""

    fen: int | None
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet; ``key`` is empty when the form does not know the line."""

    block: str
    key: str
    label: str
    figures: dict[str, Figure] = field(default_factory=dict)
    cell: str = ""

    def fen(self, column: str) -> int | None:
        found = self.figures.get(column)
        return found.fen if found else None


@dataclass(frozen=True, slots=True)
class SheetData:
    """The figures of one sheet, with the cell of each; ``note`` may name a person."""

    form: str
    form_version: int
    lines: tuple[Line, ...]
    open_on: date | None = None
    note: str = ""
    table: ListData | None = None  # of list and text sheets; sealed, for it names persons

    def of(self, block: str) -> list[Line]:
        """Return a block's lines without its total."""
        return [line for line in self.lines if line.block == block and line.key != TOTAL]

    def line(self, block: str, key: str) -> Line | None:
        found = (line for line in self.lines if (line.block, line.key) == (block, key))
        return next(found, None)

    def sum(self, block: str, key: str, column: str) -> int | None:
        """Add what one key carries (two lines of a village may mean one line of the form)."""
        lines = (line for line in self.lines if (line.block, line.key) == (block, key))
        return add(line.fen(column) for line in lines)

    def as_json(self) -> str:
        """Return the figures as JSON; note and table are kept elsewhere, sealed."""
        lines = [
            [line.block, line.key, line.label, line.cell,
             {name: [figure.fen, figure.cell] for name, figure in line.figures.items()}]
            for line in self.lines
        ]  # fmt: skip
        data = {
            "form": self.form,
            "form_version": self.form_version,
            "open_on": self.open_on.isoformat() if self.open_on else None,
            "lines": lines,
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, note: str = "", table: str = "") -> SheetData:
        data = json.loads(text)
        listed = ListData.from_json(table) if table else None
        lines = tuple(
            Line(block, key, label, {name: Figure(*pair) for name, pair in figures.items()}, cell)
            for block, key, label, cell, figures in data["lines"]
        )
        opened = date.fromisoformat(data["open_on"]) if data["open_on"] else None
        return cls(data["form"], data["form_version"], lines, opened, note, listed)


def add(amounts: Iterable[int | None]) -> int | None:
    """Add amounts; ``None`` when there is nothing to add."""
    known = [fen for fen in amounts if fen is not None]
    return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One stored version of a village's sheet for a period."""

    uid: str
    village_uid: str
    form: str
    form_version: int
    period: Period
    version: int
    state: SheetState
    source_sha256: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One sheet on one board; from ``keep_until`` on it may be taken down."""

    uid: str
    sheet_uid: str
    board_uid: str
    posted_on: date
    keep_until: date
    taken_down_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one worksheet gave, before anything is stored.

    ``data`` is ``None`` when nothing of it can be stored: the village, form or period is not
    clear. ``village_uid`` is empty for a village that ``apply`` will add to an empty list.
    """

    path: str
    worksheet: str
    form: str
    period: Period
    problems: tuple[Problem, ...]
    village_uid: str = ""
    village: str = ""
    data: SheetData | None = None
    same_as_stored: bool = False
    source: bytes = field(default=b"", repr=False)  # the workbook as it was read
    why: str = ""  # why it was taken for this form
    asked: str = ""  # the printed name of a village nobody knows
    near: tuple[str, ...] = ()  # the villages whose names are most like it
    rows: int = 0  # read, without sums
    unresolved: int = 0  # rows nobody could align: kept, and in no sum
    totals: dict[str, str] = field(default_factory=dict)  # title → sum, in the form's unit
    only_checked: bool = False  # a list of the town or county, which belongs to no village

    @property
    def blocking(self) -> bool:
        return any(problem.blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did: uids of the sheets stored, and counts."""

    stored: tuple[str, ...] = ()
    with_problems: int = 0
    same: int = 0
    refused: int = 0
    new_villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One village's line on the period board: form id → state, and form id → sheet uid."""

    village: Village
    states: dict[str, SheetState]
    sheets: dict[str, str]


@dataclass(frozen=True, slots=True)
class Printed:
    """What printing did for one village; ``path`` is ``None`` when nothing was printed.

    ``files`` are all that were written: the PDF, its tiles, or the slides of a screen.
    """

    village: str
    state: SheetState
    path: str | None = None
    pages: int = 0
    sha256: str = ""
    draft: bool = False
    reason: str = ""
    files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One village's sheet before it is printed.

    ``reason`` says why it cannot be printed, or that it would come out as a draft.
    """

    village: str
    state: SheetState
    uid: str = ""
    reason: str = ""
    printable: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True)
class SheetPdf:
    """A sheet's PDF: the archived original, or what it would be now."""

    data: bytes = field(repr=False)
    sha256: str
    pages: int
    warnings: tuple[str, ...] = ()  # said once, when the sheet is made


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One row a household stood in; ``figures`` are the shown amounts by column title."""

    form: str
    form_name: str
    period: Period
    village: str
    sheet_uid: str
    state: SheetState
    row: int
    figures: dict[str, str]
    note: str = ""


def state_of(*, blocking: bool, events: set[str], hanging: bool, taken_down: bool) -> SheetState:
    """Compute a sheet's state from what happened to it."""
    if hanging:
        return SheetState.POSTED
    if taken_down:
        return SheetState.TAKEN_DOWN
    if SheetEventKind.PRINTED in events:
        return SheetState.PRINTED
    if blocking:
        return SheetState.PROBLEM
    return SheetState.REVIEWED if SheetEventKind.REVIEWED in events else SheetState.CHECKED


def keep_until(posted_on: date, days: int) -> date:
    """Return the first day a sheet may be taken down: the posting day is not counted.

    Posted on 12 October with 15 days: the 15th full day is the 27th, so from the 28th.
    """
    return posted_on + timedelta(days=days + 1)
