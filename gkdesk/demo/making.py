"""The demo office made from nothing: every step of the main job, moved through the year before."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from gkdesk import paths
from gkdesk.accounts import organ as organs
from gkdesk.accounts.model import Role
from gkdesk.accounts.sealedkey import Cost
from gkdesk.accounts.session import DEMO_MARK
from gkdesk.base import files
from gkdesk.base.progress import Report, silent
from gkdesk.desk import Desk

from .cases import answered, open_cases
from .rooms import catalog, packages, published, villages
from .stage import (
    ADMIN,
    DAY,
    LEADER,
    OFFICE,
    OFFICER,
    PASSWORD,
    REVIEWER,
    Demo,
    MovableClock,
)


def run(root: Path, report: Report = silent, *, cost: Cost | None = None) -> Demo:
    """Build the demo office and run the main job; return it closed.

    ``cost`` is what a guess at a password costs; the office's usual when not given.

    Raises:
        GkdeskError: a step was declined or blocked; the folder is left as it is to look at.
        Cancelled: ``report`` said so.
    """
    if root.exists():
        shutil.rmtree(root)
    clock = MovableClock(datetime(2025, 4, 10, 9, 30))  # noqa: DTZ001 - local time
    organ = organs.read_organ(paths.resources() / "samples" / "organ.toml")
    desk, recovery = Desk.create(
        root / OFFICE, organ, user=ADMIN, password=PASSWORD, now=clock, cost=cost
    )
    mark = root / OFFICE / DEMO_MARK  # from the first page on, what is printed says so
    files.write(mark, clock().isoformat().encode("ascii"))
    (root / "恢复码.txt").write_text(recovery + "\n", "utf-8")
    with desk:
        demo = Demo(root, clock, DAY, desk, report=report)
        for name, role in (
            (OFFICER, Role.OFFICER), (REVIEWER, Role.REVIEWER), (LEADER, Role.LEADER),
        ):  # fmt: skip
            desk.accounts.add(name, PASSWORD, role)
        demo.log_in(OFFICER)
        for work in (catalog, villages, answered, open_cases, published, packages):
            work(demo)
        clock.to(DAY)
        files.write(mark, clock().isoformat().encode("ascii"))
        demo.faults = len(desk.audit_faults())
    return demo
