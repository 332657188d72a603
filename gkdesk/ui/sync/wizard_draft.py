"""How far a package under preparation has come: kept at every step, the program may close."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gkdesk.ui.drafts import Draft

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.sync.model import SyncPackage

Key = tuple[str, str]  # kind, key
PLACE = "sync.new"
CHOOSE, CHECK, WRITE, PAPER = range(4)
STEPS = ("选内容", "检查", "写入 U 盘", "打印交接单")


@dataclass
class WizardDraft:
    """What the clerk has decided so far."""

    left: set[Key] = field(default_factory=set)  # rows left out
    full: bool = False
    step: int = CHOOSE
    folder: str = ""  # where it is to be written
    checked: str = ""  # the digest of a look without finding
    number: str = ""  # of the package once it is written

    @property
    def begun(self) -> bool:
        return bool(self.left or self.full or self.step or self.number)

    @property
    def words(self) -> str:
        """Say where it was left."""
        if self.number:
            return f"{self.number}号已写入，交接单还没有打印"
        return f"有一个没做完的同步包，停在“{STEPS[self.step]}”"


def load(desk: Desk) -> WizardDraft:
    """Read the logged-in user's draft; what cannot be read counts as none."""
    values = Draft(desk, PLACE).load()
    try:
        left = {(str(kind), str(key)) for kind, key in json.loads(values.get("left", "[]"))}
        step = min(PAPER, max(CHOOSE, int(values.get("step", "0"))))
    except (ValueError, TypeError):
        return WizardDraft()
    return WizardDraft(
        left, values.get("full") == "1", step, values.get("folder", ""),
        values.get("checked", ""), values.get("number", ""),
    )  # fmt: skip


def save(desk: Desk, draft: WizardDraft) -> None:
    """Keep it; one that says nothing is dropped."""
    if not draft.begun:
        Draft(desk, PLACE).drop()
        return
    Draft(desk, PLACE).save(
        {
            "left": json.dumps(sorted(draft.left), ensure_ascii=False),
            "full": "1" if draft.full else "",
            "step": str(draft.step),
            "folder": draft.folder,
            "checked": draft.checked,
            "number": draft.number,
        }
    )


def settled(desk: Desk, written: SyncPackage | None) -> WizardDraft:
    """Read the draft; a package written meanwhile has only its paper left to do.

    What was left out of it is not left out of the next one.
    """
    draft = load(desk)
    if written is not None:
        draft = WizardDraft(step=PAPER, number=written.number)
        save(desk, draft)
    return draft
