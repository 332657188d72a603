"""The small questions about one record: an act, evidence, a link, its validity, an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from gkdesk.base.privacy import shown_name
from gkdesk.records.model import Act, LinkKind, Outcome, Record, Secrecy, Validity
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK3, font
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import button, card, column, label
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

_OPINION = (Act.RETURN, Act.WITHDRAW, Act.SETTLE, Act.DISCARD)


class StepDialog(FormDialog):
    """One step of the review: its points to tick, its opinion."""

    def __init__(self, parent: QWidget, context: Context, record: Record, act: Act) -> None:
        results = tuple((result.value, result.label) for result in Secrecy)
        asks = [Ask("opinion", "意见", "longtext", required=act in _OPINION)]
        if act is Act.SECRECY:
            asks.insert(0, Ask("result", "审查结果", "choice", choices=results, wide=True))
        records = context.desk.records
        points = records.points(record.uid, act)
        self.ticks = {point.code: QCheckBox(f"{point.label}：{point.asks}") for point in points}
        super().__init__(
            parent,
            act.label,
            asks,
            lambda values: records.act(record.uid, act, {**values, "checks": self.ticked()}),
            today=context.desk.session.today,
            hint=f"{record.number} {shown_name(record.title)}",
        )
        if points:
            for tick in self.ticks.values():
                tick.setFont(font(15))
            self.put_under_title(points_box(self.ticks))

    def ticked(self) -> list[str]:
        return [code for code, tick in self.ticks.items() if tick.isChecked()]


def points_box(ticks: Mapping[str, QCheckBox]) -> QWidget:
    """Return the points of a review as one card."""
    head = label("逐项看过再勾选，不合格的请退回", 13, 400, INK3)
    return card(column(head, *ticks.values(), gap=6, margins=(14, 10, 14, 10)))


class EvidenceDialog(FormDialog):
    """Where a record was public, and what proves it."""

    def __init__(self, parent: QWidget, context: Context, record: Record) -> None:
        proofs = context.desk.records.proofs
        channels = tuple((name, name) for name in proofs.channels)
        self._path: Path | None = None
        super().__init__(
            parent,
            "登记公开凭证",
            (
                Ask("channel", "渠道", "menu", choices=channels),
                Ask("on", "公开日期", "date", default="今天"),
                Ask("address", "网址或地点", required=False, wide=True),
                Ask("note", "说明", required=False, wide=True),
            ),
            lambda values: proofs.add(record.uid, values, self._path),
            today=context.desk.session.today,
            verb="登记",
        )
        self._chosen = label("", 14, 400, INK3)
        self.add_button(button("选截图或照片", icon="upload", on=self.choose, size=14))
        self.put_under_title(self._chosen)

    def choose(self) -> None:
        """Choose the file that proves it."""
        paths = say().files(self, "选截图、照片或录像", "所有文件 (*)")
        if paths:
            self._path = paths[0]
            self._chosen.setText(f"凭证文件：{shown_name(paths[0].name)}")


class LinkDialog(FormDialog):
    """What this record is to another."""

    def __init__(self, parent: QWidget, context: Context, record: Record) -> None:
        from gkdesk.records.roll import Query, View

        records = context.desk.records
        others = tuple(
            (line.uid, f"{line.number} {shown_name(line.title)}")
            for line in records.roll.find(Query(View.ALL))[:_MOST_OFFERED]
            if line.uid != record.uid
        )
        super().__init__(
            parent,
            "关联另一条信息",
            (
                Ask("kind", "这条信息是那一条的", "menu",
                    choices=tuple((one.value, one.label) for one in LinkKind)),
                Ask("other", "那一条信息", "find", choices=others, wide=True,
                    help="输入编号或标题里的几个字"),
            ),
            lambda values: records.links.add(
                record.uid, LinkKind(values["kind"]), values.get("other", "")
            ),
            today=context.desk.session.today,
            verb="关联",
        )  # fmt: skip


class ValidityDialog(FormDialog):
    """A document is amended, abolished, void or in force again."""

    def __init__(self, parent: QWidget, context: Context, record: Record) -> None:
        standings = context.desk.records.standings
        super().__init__(
            parent,
            "登记效力状态",
            (
                Ask("status", "效力状态", "choice",
                    choices=tuple((one.value, one.label) for one in Validity)),
                Ask("on", "生效日期", "date", default="今天"),
                Ask("basis", "依据的文件或清理决定", wide=True),
            ),
            lambda values: standings.declare(
                record.uid,
                Validity(values["status"]),
                _day(values, context.desk.session.today),
                values.get("basis", ""),
            ),
            today=context.desk.session.today,
            hint=f"{record.number} {shown_name(record.title)}",
            verb="登记",
        )  # fmt: skip


class AssessDialog(FormDialog):
    """The re-assessment (定期评估) of what is not open."""

    def __init__(self, parent: QWidget, context: Context, record: Record) -> None:
        assessing = context.desk.records.assessing
        super().__init__(
            parent,
            "登记定期评估",
            (
                Ask("outcome", "评估结果", "choice",
                    choices=tuple((one.value, one.label) for one in Outcome)),
                Ask("reason", "理由", "longtext"),
            ),
            lambda values: assessing.note(
                record.uid, Outcome(values["outcome"]), values.get("reason", "")
            ),
            today=context.desk.session.today,
            hint=f"{record.number} {shown_name(record.title)}",
            verb="登记评估",
        )  # fmt: skip


class IndexDialog(FormDialog):
    """The index number the county's site gave."""

    def __init__(self, parent: QWidget, context: Context, record: Record) -> None:
        records = context.desk.records
        super().__init__(
            parent,
            "填写索引号",
            (Ask("index_number", "县里网站给的索引号", default=record.index_number, wide=True),),
            lambda values: records.number_index(record.uid, values.get("index_number", "")),
            today=context.desk.session.today,
            verb="存索引号",
            columns=1,
        )


_MOST_OFFERED = 3000


def _day(values: Mapping[str, str], today: date) -> date:
    from gkdesk.base.errors import BadValue

    try:
        return date.fromisoformat(values.get("on", "") or today.isoformat())
    except ValueError as error:
        raise BadValue("on", "生效日期", "看不懂，应写成 2026-04-10 的样子") from error


__all__ = [
    "AssessDialog",
    "EvidenceDialog",
    "IndexDialog",
    "LinkDialog",
    "StepDialog",
    "ValidityDialog",
    "points_box",
]
