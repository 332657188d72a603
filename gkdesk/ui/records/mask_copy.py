"""Masked copies from the window: saved where the clerk says, or put in an attachment's place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.base.privacy import shown_name
from gkdesk.base.progress import Report
from gkdesk.records.model import File
from gkdesk.records.scanmodel import MaskedCopy
from gkdesk.ui.context import Context
from gkdesk.ui.say import say

if TYPE_CHECKING:
    from gkdesk.desk import Desk

MOST_TOLD = 8
ALL_KINDS = "所有文件 (*)"


def told(made: MaskedCopy) -> str:
    """Say what a masked copy still shows and what nobody looked into."""
    rest = made.rest
    if not rest:
        return "副本再查了一遍，没有发现别的。"
    more = [f"……共{len(rest)}处"] if len(rest) > MOST_TOLD else []
    return "\n".join(["没有遮盖或者没有查到的，请人工核对：", *rest[:MOST_TOLD], *more])


def chosen_place(parent: QWidget, name: str) -> Path | None:
    """Ask where a masked copy goes; its ending is that of the file, and nothing is lost unasked."""
    path = say().save(parent, "存遮盖后的副本", name, ALL_KINDS)
    ending = Path(name).suffix
    if path is None or path.suffix.lower() == ending.lower():
        return path  # the chooser asked already whether a file of this name may go
    path = path.with_name(path.name + ending)
    words = f"“{shown_name(path.name)}”已经有了，换成新的副本？"
    if path.exists() and not say().ask(parent, words, yes="换成新的副本", no="先不保存"):
        return None
    return path


def save_copy(
    parent: QWidget, context: Context, uid: str, file: File, settled: Callable[[], None]
) -> bool:
    """Write a masked copy of an attachment; return whether it was begun."""
    path = chosen_place(parent, context.desk.records.privacy.copies.called(file.name))
    if path is None:
        return False

    def work(desk: Desk, _report: Report) -> MaskedCopy:
        return desk.records.privacy.copies.save(uid, file.uid, path)

    def done(made: MaskedCopy) -> None:
        words = f"遮盖了{made.covered}处，已存为“{shown_name(path.name)}”。附件没有改动。"
        say().tell(parent, words, told(made))

    context.do_long(parent, work, done, settled=settled)
    return True


def put_copy(
    parent: QWidget, context: Context, uid: str, file: File, settled: Callable[[], None]
) -> None:
    """Show what a masked copy would cover; when the clerk agrees put it in the file's place."""

    def look(desk: Desk, _report: Report) -> MaskedCopy:
        return desk.records.privacy.copies.make(uid, file.uid)

    def put(desk: Desk, _report: Report) -> None:
        desk.records.privacy.copies.replace(uid, file.uid)
        desk.records.privacy.check(uid)

    agreed: list[bool] = []

    def looked() -> None:
        if not agreed:
            settled()

    def ask(made: MaskedCopy) -> None:
        name = shown_name(file.name)
        words = f"用遮盖了{made.covered}处的副本替换附件“{name}”？"
        more = f"{told(made)}\n原来的附件留在档案里，不再随这条信息公开。"
        if say().ask(parent, words, yes="替换附件", no="先不替换", more=more):
            agreed.append(True)
            context.do_long(
                parent, put, lambda _done: context.status(f"已替换附件：{name}"), settled=settled
            )

    context.do_long(parent, look, ask, settled=looked)
