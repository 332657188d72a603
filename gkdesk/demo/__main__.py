"""The main job end to end on invented data: workbook → catalog → sheets → reply → package.

Everything goes through the same Desk as the window and the command line. The office's clock is
moved through the year before the demo's day and then stands there, so that audit, numbers and due
days look lived in and the demo is the same whenever it is run.
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path

from gkdesk import paths
from gkdesk.accounts import organ as organs
from gkdesk.accounts.model import Role
from gkdesk.accounts.session import DEMO_MARK
from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
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
    say,
)


def main(arguments: list[str]) -> int:
    """Run the demo into a folder; print each step, its pages and time, and where files lie."""
    from gkdesk.cli.main import use_utf8

    use_utf8()
    if arguments and arguments[0].startswith("-"):
        say("用法：python3 dev.py demo [文件夹]。文件夹不写时是 demo-output。")
        return 0 if arguments[0] in {"-h", "--help"} else 2
    root = Path(arguments[0] if arguments else "demo-output").resolve()
    try:
        run(root)
    except GkdeskError as error:
        say(str(error))
        for problem in getattr(error, "problems", []):
            say(f"  {problem.where}：{problem.message}")
        return error.exit_code
    return 0


def run(root: Path) -> Demo:
    """Build the demo office and run the main job.

    Raises:
        GkdeskError: a step was declined or blocked; the folder is left as it is to look at.
    """
    if root.exists():
        shutil.rmtree(root)
    clock = MovableClock(datetime(2025, 4, 10, 9, 30))  # noqa: DTZ001 - local time
    organ = organs.read_organ(paths.resources() / "samples" / "organ.toml")
    desk, recovery = Desk.create(root / OFFICE, organ, user=ADMIN, password=PASSWORD, now=clock)
    mark = root / OFFICE / DEMO_MARK  # from the first page on, what is printed says so
    files.write(mark, clock().isoformat().encode("ascii"))
    (root / "恢复码.txt").write_text(recovery + "\n", "utf-8")
    with desk:
        demo = Demo(root, clock, DAY, desk)
        for name, role in (
            (OFFICER, Role.OFFICER), (REVIEWER, Role.REVIEWER), (LEADER, Role.LEADER),
        ):  # fmt: skip
            desk.accounts.add(name, PASSWORD, role)
        demo.log_in(OFFICER)
        for work in (catalog, villages, answered, open_cases, published, packages):
            work(demo)
        clock.to(DAY)
        files.write(mark, clock().isoformat().encode("ascii"))
        report(demo)
    return demo


def report(demo: Demo) -> None:
    """Print what was done, how long it took and where the files lie."""
    faults = demo.desk.audit_faults()
    for step in demo.steps:
        pages = f"{step.pages}页" if step.pages else ""
        say(f"{step.seconds:6.2f} 秒  {step.what}  {step.result}  {pages}".rstrip())
        for path in step.files[:3]:
            say(f"            {path.relative_to(demo.root)}")
        if len(step.files) > 3:  # noqa: PLR2004 - three names are enough
            say(f"            ……共{len(step.files)}个文件")
    say(f"操作日志：{'完整' if not faults else f'{len(faults)}处对不上'}")
    say(f"文件都在：{demo.root}")
    say(f'打开窗口看：python3 dev.py run window --folder "{demo.root / OFFICE}"')
    say(f"用户 {OFFICER}（经办）{REVIEWER}（审核）{LEADER}（负责人）{ADMIN}，密码都是 {PASSWORD}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
