"""The main job end to end on invented data: workbook → catalog → sheets → reply → package.

Everything goes through the same Desk as the window and the command line. The office's clock is
moved through the year before the demo's day and then stands there, so that audit, numbers and due
days look lived in and the demo is the same whenever it is run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gkdesk.base.errors import GkdeskError

from .making import run
from .stage import (
    ADMIN,
    LEADER,
    OFFICE,
    OFFICER,
    PASSWORD,
    REVIEWER,
    Demo,
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
        report(run(root))
    except GkdeskError as error:
        say(str(error))
        for problem in getattr(error, "problems", []):
            say(f"  {problem.where}：{problem.message}")
        return error.exit_code
    return 0


def report(demo: Demo) -> None:
    """Print what was done, how long it took and where the files lie."""
    for step in demo.steps:
        pages = f"{step.pages}页" if step.pages else ""
        say(f"{step.seconds:6.2f} 秒  {step.what}  {step.result}  {pages}".rstrip())
        for path in step.files[:3]:
            say(f"            {path.relative_to(demo.root)}")
        if len(step.files) > 3:  # noqa: PLR2004 - three names are enough
            say(f"            ……共{len(step.files)}个文件")
    say(f"操作日志：{f'{demo.faults}处对不上' if demo.faults else '完整'}")
    say(f"文件都在：{demo.root}")
    say(f'打开窗口看：python3 dev.py run window --folder "{demo.root / OFFICE}"')
    say(f"用户 {OFFICER}（经办）{REVIEWER}（审核）{LEADER}（负责人）{ADMIN}，密码都是 {PASSWORD}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
