"""三审三校 as data: the steps, who takes them, and what each of them looks at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gkdesk.accounts.model import Role
from gkdesk.base.errors import Problem
from gkdesk.base.formtable import FormTable, mistakes, read_rules

from .model import State

RULES = "records_review"
# the steps a record may stand before, in their order; the last one is always the leader's
STATES = {
    "first": State.IN_REVIEW,
    "second": State.IN_SECOND_REVIEW,
    "final": State.IN_FINAL_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One point a reviewer looks at (把好…关)."""

    code: str
    label: str
    asks: str


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One review: ``days`` is the local number of working days for it, 0 for none."""

    code: str
    label: str
    who: str
    roles: tuple[Role, ...]
    days: int
    checks: tuple[Check, ...]

    @property
    def state(self) -> State:
        return STATES[self.code]


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """The chain of reviews and the local days of a secrecy review."""

    status: str
    basis: str
    steps: tuple[ReviewStep, ...]
    checks: tuple[Check, ...]
    secrecy_days: int
    secrecy_status: str

    def before(self, state: State) -> ReviewStep | None:
        """Return the review a record in this state waits for."""
        return next((step for step in self.steps if step.state is state), None)

    def after(self, state: State) -> State:
        """Return where a passed review leads."""
        states = [step.state for step in self.steps]
        return states[states.index(state) + 1]

    def label(self, code: str) -> str:
        return next((check.label for check in self.checks if check.code == code), code)


def load(path: Path) -> ReviewRules:
    """Read the chain.

    Raises:
        BadFile: every mistake with its place.
    """
    return read_rules(path, _rules)


def check(path: Path) -> list[Problem]:
    """Return every mistake of the file with its place."""
    return mistakes(path, _rules)[1]


def _rules(table: FormTable) -> ReviewRules | None:
    status, basis, secrecy = table.text("status"), table.text("basis"), table.table("secrecy")
    checks = [_check(row) for row in table.tables("check")]
    known = {one.code: one for one in checks}
    steps = [_step(row, known) for row in table.tables("step")]
    if secrecy is None:
        table.problems.append(Problem("[secrecy]", "缺少这一段"))
        return None
    if (
        not steps
        or steps[-1].code != "final"
        or [one.code for one in steps]
        != [code for code in STATES if code in {one.code for one in steps}]
    ):
        table.fault("step", "应依次为 first、second、final，至少有 final")
        return None
    days, told = secrecy.whole("days"), secrecy.text("status")
    secrecy.text("basis", required=False)
    secrecy.done()
    return ReviewRules(status, basis, tuple(steps), tuple(checks), days, told)


def _check(row: FormTable) -> Check:
    made = Check(row.text("code"), row.text("label"), row.text("asks"))
    row.done()
    return made


def _step(row: FormTable, known: dict[str, Check]) -> ReviewStep:
    code = row.choice("code", STATES)
    roles = row.texts("roles", required=True)
    for name in roles:
        if name not in list(Role):
            row.fault("roles", f"不认识“{name}”，只能是：{'、'.join(Role)}")
    names = row.texts("checks")
    for name in names:
        if name not in known:
            row.fault("checks", f"没有编号为“{name}”的关，请先用 [[check]] 写出")
    made = ReviewStep(
        code,
        row.text("label"),
        row.text("who"),
        tuple(Role(name) for name in roles if name in list(Role)),
        row.whole("days", required=False),
        tuple(known[name] for name in names if name in known),
    )
    row.done()
    return made
