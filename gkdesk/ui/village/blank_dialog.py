"""空白表: which sheet, for which period and villages; the workbooks are written into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue
from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.say import say
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.period import Period

if TYPE_CHECKING:
    from gkdesk.desk import Desk

STAGES = {"notice": "公示（决定以前）", "publish": "公布（决定以后）", "correct": "更正"}
_ALL = ""


class BlankDialog(FormDialog):
    """Asks for the sheet; ``write`` then writes the workbooks beside the window."""

    def __init__(self, parent: QWidget, context: Context, form: str, period: Period) -> None:
        self._context = context
        self._values: dict[str, str] = {}
        room = context.desk.village
        forms = tuple((one.id, f"{one.id} {one.name}") for one in room.forms.values())
        villages = tuple((one.name, one.name) for one in room.villages())
        super().__init__(
            parent,
            "写出空白表",
            (
                Ask("form", "哪种表", "menu", choices=forms, default=form),
                Ask("period", "期次", default=str(period),
                    help="2026Q3 季度，2026-03 月，2026H1 半年，2026 年度，2026E03 第3批"),
                Ask("stage", "阶段", "menu", choices=tuple(STAGES.items()), required=False,
                    help="没有公示、公布之分的表不用选"),
                Ask("village", "哪个村", "menu", choices=((_ALL, "全部村"), *villages),
                    required=False),
            ),
            self._taken,
            today=context.desk.session.today,
            hint="灰色格已锁定，合计自动计算；村里用 Excel 或 WPS 填好，交回来直接导入。",
            verb="选文件夹并写出",
            columns=1,
        )  # fmt: skip

    def _taken(self, values: Mapping[str, str]) -> None:
        room = self._context.desk.village
        chosen = room.form(values.get("form", ""))
        period = Period.parse(values.get("period", ""))
        if period.kind not in chosen.periods:
            kinds = "、".join(kind.label for kind in chosen.periods)
            raise BadValue("period", "期次", f"{chosen.name}按{kinds}公布，请换一个期次")
        known = [stage.key for stage in chosen.body.stages] if chosen.body else []
        stage = values.get("stage", "")
        if stage and stage not in known:
            named = "、".join(STAGES[key] for key in known) or "不分阶段"
            raise BadValue("stage", "阶段", f"这种表只有：{named}")
        self._values = dict(values)

    def write(self, folder: Path) -> None:
        """Write the workbooks the answers ask for."""
        values, context = self._values, self._context
        names = [values["village"]] if values.get("village") else []

        def work(desk: Desk, report: Report) -> list[Path]:
            return desk.village.write_blanks(
                values["form"], folder, period=values["period"], stage=values.get("stage", ""),
                villages=names, report=report,
            )  # fmt: skip

        def done(written: list[Path]) -> None:
            context.status(f"已写出{len(written)}个空白表，在 {folder.name}")
            say().open_outside(folder)

        parent = self.parentWidget() or self
        context.do_long(parent, work, done, lambda _step, _of, what: context.status(what))


def hand_out(parent: QWidget, context: Context, form: str, period: Period) -> None:
    """Ask, choose a folder, write."""
    dialog = BlankDialog(parent, context, form, period)
    if dialog.exec() and (folder := say().folder(parent, "空白表存到哪个文件夹")):
        dialog.write(folder)
