"""Files added before a request is registered: kept as drafts, sealed, until it has a number."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import Declined, GkdeskError
from gkdesk.ui.context import Context
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import Elided, box, button, clear, column, label, row

from .attach_dialog import ALL_KINDS, attach_dialog

PLACE = "requests.register.file"
MOST = 30
_ADD, _TIP = "添加附件", "申请书、身份证明、信封等，也可以拖到窗口里"


@dataclass(frozen=True, slots=True)
class Held:
    """One file of the draft."""

    place: str
    values: Mapping[str, str]

    @property
    def data(self) -> bytes:
        return base64.b64decode(self.values["data"])


class HeldFiles(QWidget):
    """The list of files beside the register form, each with a button to take it away."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.held: list[Held] = []
        self._lines = column(gap=2)
        self.button = button(_ADD, icon="plus", on=self.choose, size=14, tip=_TIP)
        head = label("登记时一起存档的附件", 15, 600)
        self.setLayout(column(head, box(self._lines), gap=4))
        self._restore()

    def choose(self) -> None:
        self.add(say().files(self, "添加附件", ALL_KINDS))

    def add(self, paths: Sequence[Path]) -> None:
        """Ask what these files are and hold them; what cannot be kept is told at once."""
        if not paths:
            return
        left = list(paths)

        def take(values: Mapping[str, str]) -> None:
            while left:
                self._hold(left[0], values)
                left.pop(0)

        attach_dialog(self, self._context, paths, take).exec()
        self._show()

    def hand_over(self, uid: str) -> list[GkdeskError]:
        """Attach what is held to the request that now exists; return what was refused."""
        refused = []
        files, accounts = self._context.desk.requests.files, self._context.desk.accounts
        for one in self.held:
            given = {key: one.values.get(key, "") for key in ("name", "kind", "note", "on")}
            try:
                files.add_data(uid, one.data, **given)
            except GkdeskError as error:
                refused.append(error)
            accounts.drop_draft(one.place)
        self.held = []
        return refused

    def drop(self, place: str) -> None:
        self._context.desk.accounts.drop_draft(place)
        self.held = [one for one in self.held if one.place != place]
        self._show()

    def _hold(self, path: Path, values: Mapping[str, str]) -> None:
        desk = self._context.desk
        data = desk.requests.files.read_file(path, values.get("kind", "other"))
        free = {f"{PLACE}{at}" for at in range(MOST)} - {one.place for one in self.held}
        if not free:
            raise TooManyHeld(most=MOST)
        place = min(free, key=lambda name: (len(name), name))
        kept = {**values, "name": path.name, "data": base64.b64encode(data).decode("ascii")}
        desk.accounts.save_draft(place, kept)
        self.held.append(Held(place, kept))

    def _restore(self) -> None:
        accounts = self._context.desk.accounts
        for at in range(MOST):
            kept = accounts.draft(f"{PLACE}{at}")
            if kept:
                self.held.append(Held(f"{PLACE}{at}", kept))
        self._show()

    def _show(self) -> None:
        clear(self._lines)
        self.setVisible(bool(self.held))
        count = f"（已有{len(self.held)}份）" if self.held else ""
        self.button.setText(f"\u2002{_ADD}{count}")
        labels = dict(self._context.desk.requests.files.kinds)
        for one in self.held:
            kind = labels.get(one.values.get("kind", ""), "其他")
            words = f"{kind}：{one.values.get('note') or one.values['name']}"
            away = button("取走", "link", on=partial(self.drop, one.place), size=14)
            self._lines.addWidget(box(row((Elided(words, 14), 1), away, gap=8)))


class TooManyHeld(Declined):
    """More files than a draft holds."""

    message = "登记时最多先加{most}份附件。请先登记，其余的在申请的“附件”里添加，已加的没有丢。"
