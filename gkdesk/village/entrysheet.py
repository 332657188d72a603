"""A sheet opened to be typed into, what the period before offers it, and what saving did."""

from __future__ import annotations

from dataclasses import dataclass

from gkdesk.base.errors import Problem

from .entrycell import Cell, Record, State
from .entrygrid import EntryGrid
from .entrylist import ListGrid
from .entrysides import SideLine, SidesGrid
from .form import SheetForm
from .model import Sheet, SheetData, SheetState, Village
from .period import Period

CORRECT = "correct"
_HUNG = frozenset({SheetState.POSTED, SheetState.TAKEN_DOWN})


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet opened to be typed into.

    Attributes:
        sheet: the stored version it begins with, if any.
        previous: the figures of the period before, if any.
    """

    grid: EntryGrid
    village: Village
    period: Period
    sheet: Sheet | None = None
    stored_stage: str = ""
    previous: SheetData | None = None

    @property
    def form(self) -> SheetForm:
        return self.grid.form

    @property
    def place(self) -> str:
        """Return the name a draft of it is kept under."""
        return f"village.entry.{self.form.id}.{self.village.uid}.{self.period}"

    @property
    def correcting(self) -> bool:
        """Tell whether saving would correct a sheet that hangs or hung."""
        if self.sheet is None or self.sheet.state not in _HUNG:
            return False
        return self.grid.stage in (self.stored_stage, CORRECT)


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did: ``uid`` is empty when nothing had changed."""

    uid: str = ""
    version: int = 0
    problems: tuple[Problem, ...] = ()
    source: bytes = b""

    @property
    def blocking(self) -> int:
        return sum(problem.blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Brought:
    """What the period before offers: records or own lines, and balances to be marked."""

    records: tuple[Record, ...] = ()
    lines: tuple[tuple[str, SideLine], ...] = ()
    puts: tuple[tuple[Cell, State], ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.records or self.lines or self.puts)


def grid_of(form: SheetForm, data: SheetData | None = None, stage: str = "") -> EntryGrid:
    """Return a form's grid with a stored sheet in it, or an empty one."""
    if form.body is None:
        return SidesGrid.of(form, data) if data else SidesGrid(form)
    if data is None:
        return ListGrid(form, stage)
    grid = ListGrid.of(form, data)
    if stage:
        grid.set_stage(stage)
    return grid
