"""``gkdesk county window``: open an inbox, or make one in the folder that was named."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gkdesk import paths
from gkdesk.base.errors import GkdeskError
from gkdesk.desk import wall_clock
from gkdesk.sync.county import County, NoInbox
from gkdesk.ui.app import make_application, run
from gkdesk.ui.say import say
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

from .window import CountyWindow


def main(arguments: Sequence[str]) -> int:
    """Run the window until it is closed; return the exit code."""
    parser = argparse.ArgumentParser(prog="gkdesk county window", description="县级接收的窗口")
    parser.add_argument("--inbox", type=Path, help="县级收件箱文件夹；不写时在窗口里选")
    chosen: Path | None = parser.parse_args(arguments).inbox
    if chosen is not None and not chosen.is_dir():
        return cannot_open(NoInbox(folder=chosen.name))
    application = make_application(chosen or paths.default_folder())
    try:
        window = CountyWindow(chosen, wall_clock) if chosen else choose(QWidget())
    except GkdeskError as error:
        return cannot_open(error)
    if window is None:
        return 0
    window.showMaximized()
    return run(application)


def cannot_open(error: GkdeskError) -> int:
    """Say why the inbox cannot be opened; an office's backup is not offered for it."""
    make_application(paths.default_folder())
    say().trouble(None, error)
    return error.exit_code


def choose(parent: QWidget, now: Callable[[], datetime] = wall_clock) -> CountyWindow | None:
    """Choose an inbox's folder, or make one there; return its window."""
    folder = say().folder(parent, "选择县级收件箱文件夹（第一次选一个空文件夹）")
    if folder is None:
        return None
    try:
        return CountyWindow(folder, now)
    except NoInbox:
        return _founded(parent, folder, now)
    except GkdeskError as error:
        say().trouble(parent, error)
        return None


def _founded(parent: QWidget, folder: Path, now: Callable[[], datetime]) -> CountyWindow | None:
    def take(values: Mapping[str, str]) -> None:
        County.init(folder, name=values.get("name", ""), now=now).close()

    ask = Ask("name", "县级单位名称", hint="与公章一致，如：云岭县政务公开办公室")
    hint = f"“{folder.name}”还不是县级收件箱，现在建立。名称写在每一张回执上。"
    title = "建立县级收件箱"
    dialog = FormDialog(parent, title, (ask,), take, today=now().date(), hint=hint, columns=1)
    return CountyWindow(folder, now) if dialog.exec() else None
