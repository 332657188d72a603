"""What can be said of a village in the list: added, corrected, renamed, merged, ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue
from gkdesk.ui.context import Context
from gkdesk.ui.say import say
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.village.liferows import ChangeRow
from gkdesk.village.model import IssuerKind, Village
from gkdesk.village.roster import parts_of

from .asks import day_of, small_dialog

SINCE = Ask("on", "从哪天起", "date", default="今天", help="批复写的日期；可写 4.10、20260410")
NAME = Ask("name", "村名", help="如 东河村；前面不写镇名")
CODE = Ask("code", "区划代码", required=False, help="12位统计用区划代码")
ALIASES = Ask("aliases", "别名", required=False, help="表上可能写的另一种名称，几个之间用顿号")
COMMITTEE = Ask("committee", "村委会全称", required=False)
COLLECTIVE = Ask("collective", "集体经济组织全称", required=False)
OF_ONE = (NAME, CODE, ALIASES, COMMITTEE, COLLECTIVE)
Words = Callable[[Mapping[str, str]], str]


class SureDialog(FormDialog):
    """Asks once more, in words, before a village goes off the periods."""

    def __init__(
        self, parent: QWidget, title: str, asks: Sequence[Ask], take: Take, words: Words, *,
        today: date, hint: str, verb: str,
    ) -> None:  # fmt: skip
        super().__init__(
            parent, title, asks, take, today=today, hint=hint, verb=verb, columns=1
        )  # fmt: skip
        self._words, self._verb = words, verb

    def accept(self) -> None:
        """Take the act when the clerk has said yes to it in words."""
        words = self._words(self.values())
        more = "以前的公开表和张贴记录都不变。登记错了可以撤回，要写明原因。"
        if words and not say().ask(self, words, yes=self._verb, no="再看看", more=more):
            return
        super().accept()


def add_one(parent: QWidget, context: Context) -> FormDialog:
    """Ask for one new village."""
    room = context.desk.village

    def take(values: Mapping[str, str]) -> None:
        texts = {name: text for name, text in values.items() if name != "aliases"}
        made = room.add_village(texts | {"aliases": parts_of(values.get("aliases", ""))})
        context.status(f"已增加{made.name}")

    hint = "全称不填时按“镇名＋村名＋村民委员会”印。公开栏在增加以后再登记。"
    return FormDialog(
        parent, "增加一个村", OF_ONE, take, today=context.desk.session.today, hint=hint,
    )  # fmt: skip


def describe(parent: QWidget, context: Context, village: Village) -> FormDialog:
    """Ask how a village's committee and collective are called in full."""
    room, town = context.desk.village, context.desk.session.organ.town
    plain = Village(village.uid, village.name)

    def ask(one: Ask, kind: IssuerKind, value: str) -> Ask:
        usual = plain.issuer(kind, town)
        return Ask(one.name, one.label, required=False, default=value, hint=usual)

    asks = (
        ask(COMMITTEE, IssuerKind.COMMITTEE, village.committee),
        ask(COLLECTIVE, IssuerKind.COLLECTIVE, village.collective),
    )
    return small_dialog(
        parent, context, f"改资料：{village.name}", asks,
        lambda values: room.describe(
            village, committee=values.get("committee", ""),
            collective=values.get("collective", ""),
        ),
        verb="保存资料",
        hint="印在公开表的填报单位上，不填就按框里的灰字印。已经打印的表不变。",
    )  # fmt: skip


def rename(parent: QWidget, context: Context, village: Village) -> FormDialog:
    """Ask for another name."""
    changes = context.desk.village.changes
    name = Ask("name", "新村名", help="前面不写镇名")
    return small_dialog(
        parent, context, f"登记改名：{village.name}", (name, SINCE),
        lambda values: changes.rename(village, values["name"], day_of(values, label="从哪天起")),
        verb="登记改名", hint="旧名留作别名，写旧名的表照样认得；以前的期次仍用旧名。",
    )  # fmt: skip


def merge(
    parent: QWidget, context: Context, village: Village, others: Sequence[Village]
) -> FormDialog:
    """Ask into which village it went."""
    changes = context.desk.village.changes
    names = {one.uid: one for one in others}
    into = Ask(
        "into", "并入哪个村", "menu", blank=True,
        choices=tuple((uid, one.name) for uid, one in names.items()),
    )  # fmt: skip

    def take(values: Mapping[str, str]) -> None:
        if not values.get("into"):
            raise BadValue("into", "并入哪个村", "没有选")
        changes.merge(village, names[values["into"]], day_of(values, label="从哪天起"))

    def words(values: Mapping[str, str]) -> str:
        heir, on = names.get(values.get("into", "")), _shown(values)
        return f"{village.name}自{on}起并入{heir.name}？" if heir and on else ""

    hint = "从那天起的期次不再单独交表，写旧村名的表算作并入的村；以前的表和张贴记录不变。"
    return SureDialog(
        parent, f"登记合并：{village.name}", (into, SINCE), take, words,
        today=context.desk.session.today, hint=hint, verb="登记合并",
    )  # fmt: skip


def end(parent: QWidget, context: Context, village: Village) -> FormDialog:
    """Ask from which day a village is no more."""
    changes = context.desk.village.changes

    def words(values: Mapping[str, str]) -> str:
        on = _shown(values)
        return f"{village.name}自{on}起撤销？" if on else ""

    hint = "从那天起的期次不再交表；以前的表和张贴记录不变。并入别的村的，请选“合并到另一个村”。"
    return SureDialog(
        parent, f"登记撤销：{village.name}", (SINCE,),
        lambda values: changes.end(village, day_of(values, label="从哪天起")), words,
        today=context.desk.session.today, hint=hint, verb="登记撤销",
    )  # fmt: skip


def alias(parent: QWidget, context: Context, village: Village) -> FormDialog:
    """Ask for a name papers may use."""
    changes = context.desk.village.changes
    other = Ask("alias", "别名", help="如 河东；交来的表写这个名字也认得")
    return small_dialog(
        parent, context, f"增加别名：{village.name}", (other, SINCE),
        lambda values: changes.add_alias(
            village, values["alias"], day_of(values, label="从哪天起")
        ),
        verb="增加别名",
    )  # fmt: skip


def code(parent: QWidget, context: Context, village: Village) -> FormDialog:
    """Ask for another code."""
    changes = context.desk.village.changes
    ask = Ask("code", "区划代码", help="12位统计用区划代码，或一卡通里的8位代码")
    now = village.code or "还没有"
    return small_dialog(
        parent, context, f"登记区划代码：{village.name}", (ask, SINCE),
        lambda values: changes.set_code(village, values["code"], day_of(values, label="从哪天起")),
        verb="登记代码", hint=f"现在的代码：{now}。",
    )  # fmt: skip


def take_back(
    parent: QWidget, context: Context, village: Village, change: ChangeRow, what: str
) -> FormDialog:
    """Ask why the change registered last was a mistake."""
    changes = context.desk.village.changes
    reason = Ask("reason", "撤回原因", "text", help="如 村名写错了；不写个人号码")
    more = {
        "merged": "从那天起的期次又要单独交表；这期间算作并入的村的表不变。",
        "ended": "从那天起的期次又要交表。",
        "renamed": "恢复原来的村名；印着现在村名的表不变，贴出去的请更正重贴。",
    }.get(change.kind, "恢复原来的。")
    return small_dialog(
        parent, context, f"撤回变更：{village.name}", (reason,),
        lambda values: changes.take_back(village, change.uid, values.get("reason", "")),
        verb="撤回变更", hint=f"{what}。{more}经过里仍留着这一项和原因。",
    )  # fmt: skip


def _shown(values: Mapping[str, str]) -> str:
    try:
        on = date.fromisoformat(values.get("on", ""))
    except ValueError:
        return ""
    return f"{on.year}年{on.month}月{on.day}日"
