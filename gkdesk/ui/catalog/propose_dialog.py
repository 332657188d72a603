"""Proposing an adjustment: which items, why, and what they shall read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from gkdesk.accounts.model import Role
from gkdesk.base.errors import GkdeskError
from gkdesk.catalog.adjustrows import FIELDS, Kind, Proposal, Reason
from gkdesk.catalog.model import Item
from gkdesk.ui.context import Context
from gkdesk.ui.drafts import Draft
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import button
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

from .pick_items import PickItems

if TYPE_CHECKING:
    from gkdesk.catalog.versionrows import Comparison

    from .versions_dialog import Line

# kinds that concern items of the catalog: how many at least, at most
PICKED = {
    Kind.CHANGE: (1, 1), Kind.CANCEL: (1, 500), Kind.MERGE: (2, 50), Kind.SPLIT: (1, 1),
    Kind.HAND_DOWN: (1, 500), Kind.KEEP: (1, 2000),
}  # fmt: skip
LONG = ("content", "basis", "channels_text", "audience", "method", "level", "extra")
GROUP_HELP = "一行一栏，如 全社会，或 特定群众：低保对象"
PARTS = 4  # items a split may make in the window
_PART = (("level2", "二级事项"), ("level3", "三级事项"), ("content", "公开内容"))
HINTS = {
    Kind.ADD: "批准并执行以后才列入目录，编码由程序给。",
    Kind.CHANGE: "改要改的栏目，其余不动；批准并执行以后生效。",
    Kind.CANCEL: "取消的事项不再列出，编码不再使用，原有信息仍能查到它。",
    Kind.MERGE: "填合并以后的事项；没有改的按所选第一项。",
    Kind.SPLIT: "填拆成的各项，至少两项；没有问到的栏目按原事项。",
    Kind.HAND_DOWN: "写明下放给谁，以及下放以后的公开主体、公开层级。",
    Kind.KEEP: "评估以后保留，记在这一版里，事项不变。",
    Kind.RENAME_AREA: "事项的编码不变；以后导入写旧名称的，也归入新名称。",
}


def _why() -> tuple[Ask, ...]:
    reasons = tuple((one.value, one.label) for one in Reason)
    return (
        Ask("reason", "调整原因", "menu", choices=reasons, blank=True),
        Ask("department", "提出科室", help="谁公开、谁调整、谁负责"),
        Ask("basis", "依据", wide=True, hint="法律法规名称和条款，或者文件名称、文号"),
    )


_WORDS = Ask("words", "说明", "longtext", required=False)


def propose(parent: QWidget, context: Context, kind: Kind, keys: Sequence[str] = ()) -> bool:
    """Ask everything a kind of proposal needs; tell whether one was made."""
    items: list[Item] = []
    if kind in PICKED:
        least, most = PICKED[kind]
        every = context.desk.catalog.rows()
        title = f"{kind.label}：选事项"
        pick = PickItems(parent, title, every, least=least, most=most, ticked=keys)
        if not pick.exec():
            return False
        items = pick.chosen
    dialog = ProposeDialog(parent, context, kind, items)
    return bool(dialog.exec())


class ProposeDialog(FormDialog):
    """The form of one kind of proposal; a 负责人 may add or change an item at once."""

    def __init__(
        self, parent: QWidget, context: Context, kind: Kind, items: Sequence[Item],
        old: Proposal | None = None,
    ) -> None:  # fmt: skip
        self._context, self.kind, self._items, self._old = context, kind, list(items), old
        self._fresh = _usual(kind, self._items)
        verb = "保存修改" if old else "提出申请"
        super().__init__(
            parent, f"{kind.label}" + (f"：{_named(self._items)}" if items else ""),
            [replace(ask, default=self._fresh.get(ask.name, "")) for ask in _asks(context, kind)],
            self._propose,
            today=context.desk.session.today, verb=verb, hint=HINTS.get(kind, ""),
        )  # fmt: skip
        if old is not None:
            self.form.fill(_typed(old))
        else:
            about = f".{items[0].key}" if items else ""
            self.remember(Draft(context.desk, f"catalog.{kind.value}{about}"))
        at_once = kind in (Kind.ADD, Kind.CHANGE) and old is None
        if at_once and context.desk.session.user.role is Role.LEADER:
            self.at_once = button("直接办理", icon="stamp", on=self._do)
            self.at_once.setToolTip("负责人自己新增、变更的，提出、批准、执行一次办完")
            self.add_button(self.at_once)

    def proposed(self) -> dict[str, object]:
        """Return what is proposed, as the catalog takes it."""
        typed = self.form.values()
        found: dict[str, object] = {"kind": self.kind.value}
        for name in ("reason", "department", "basis", "words", "to", "area", "new_area"):
            if name in typed and not (name == "area" and self.kind is not Kind.RENAME_AREA):
                found[name] = typed[name]
        found["items"] = [item.key for item in self._items]
        fields = {name[2:]: text for name, text in typed.items() if name.startswith("f_")}
        match self.kind:
            case Kind.ADD | Kind.TAKE_OVER:
                found["new"] = [{name: text for name, text in fields.items() if text}]
            case Kind.MERGE:
                found["new"] = [self._moved(fields)]
            case Kind.SPLIT:
                found["new"] = _parts(typed)
            case Kind.CHANGE | Kind.HAND_DOWN:
                found["fields"] = self._moved(fields)
        return found

    def say(self, error: GkdeskError) -> None:
        """Show a refusal, and mark the field it is about."""
        super().say(error)
        field = f"f_{getattr(error, 'field', '')}"
        if field in self._asks:
            self.form.mark({field: getattr(error, "reason", "")})

    def _moved(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Return the fields that no longer read as they did."""
        return {name: text for name, text in fields.items() if text != self._fresh.get(f"f_{name}")}

    def _propose(self, _values: Mapping[str, str]) -> None:
        room = self._context.desk.catalog.adjusting
        if self._old is not None:
            room.revise(self._old.number, self.proposed())
        else:
            room.propose(self.proposed())
        self._context.refresh()

    def _do(self) -> None:
        try:
            version = self._context.desk.catalog.adjusting.do_at_once(self.proposed())
        except GkdeskError as error:
            self.say(error)
            return
        self._context.status(f"已办理，目录现在是{version.title}")
        self._drop()
        self.done(self.DialogCode.Accepted)


def from_superior(
    parent: QWidget, context: Context, found: Comparison, lines: Sequence[Line]
) -> bool:
    """Propose to take over what is missing here and to follow what differs."""
    take = [line.number for line in lines if line.number]
    follow = [line.item.key for line in lines if line.fields]
    asks = (
        Ask("department", "提出科室"),
        Ask("basis", "依据", default=found.left, wide=True),
        Ask("agency", "承接的事项的公开主体", required=False, help="不写就照上级目录"),
        _WORDS,
    )

    def propose_them(values: Mapping[str, str]) -> None:
        room = context.desk.catalog.adjusting
        made = room.from_comparison(found, take, follow, values)
        numbers = "、".join(f"第{one.number}号" for one in made)
        context.status(f"已提出调整申请{numbers}，到“动态调整”里审批、执行")

    parts = [f"承接{len(take)}项"] if take else []
    parts += [f"照上级变更{len(follow)}项"] if follow else []
    dialog = FormDialog(
        parent, "从对照提出申请", asks, propose_them, today=context.desk.session.today,
        hint=f"{'，'.join(parts)}。要照改别的栏目，提出以后再修改。", verb="提出申请",
    )  # fmt: skip
    return bool(dialog.exec())


def revise(parent: QWidget, context: Context, old: Proposal) -> bool:
    """Write an open proposal anew."""
    every = {item.key: item for item in context.desk.catalog.rows()}
    items = [every[key] for key in old.content.keys if key in every]
    if old.kind is Kind.TAKE_OVER or len(old.content.new) > PARTS:
        say().tell(parent, "这件申请有多项新的事项", "请撤回以后重新提出，或者用命令行修改。")
        return False
    return bool(ProposeDialog(parent, context, old.kind, items, old).exec())


def _asks(context: Context, kind: Kind) -> list[Ask]:
    if kind is Kind.RENAME_AREA:
        areas = tuple((name, name) for name, _count in context.desk.catalog.areas())
        asks = [Ask("area", "原领域", "menu", choices=areas), Ask("new_area", "新名称")]
        return [*asks, *_why(), _WORDS]
    if kind in (Kind.CANCEL, Kind.KEEP):
        return [*_why(), _WORDS]
    if kind is Kind.SPLIT:
        parts = [
            Ask(f"p{at}_{name}", f"第{at}项：{words}", required=at <= 2 and name == "content",  # noqa: PLR2004 - a split makes two
                wide=name == "content")
            for at in range(1, PARTS + 1)
            for name, words in _PART
        ]  # fmt: skip
        return [*parts, *_why(), _WORDS]
    names = tuple(name for name in FIELDS if name != "extra")
    if kind is Kind.HAND_DOWN:
        names = ("agency", "level")
    fields = [_field(name, context, new=kind is Kind.ADD) for name in names]
    to = [Ask("to", "下放给谁", hint="如 各村民委员会")] if kind is Kind.HAND_DOWN else []
    return [*to, *fields, *_why(), _WORDS]


def _field(name: str, context: Context, *, new: bool) -> Ask:
    required = new and name in ("area", "content", "level1")
    if name == "area":
        known = tuple((one.name, one.name) for one in context.desk.catalog.area_book.all())
        return Ask("f_area", FIELDS[name], "menu", choices=known, blank=True)
    kind = "longtext" if name in LONG else "text"
    help_ = GROUP_HELP if name in ("audience", "method", "level") else ""
    hint = "■政府网站 □政府公报" if name == "channels_text" else ""
    return Ask(f"f_{name}", FIELDS[name], kind, required=required, help=help_, hint=hint)


def _usual(kind: Kind, items: Sequence[Item]) -> dict[str, str]:
    """Return how the fields read now: of the first item concerned."""
    if not items or kind not in (Kind.CHANGE, Kind.MERGE, Kind.HAND_DOWN):
        return {}
    return {f"f_{name}": field_text(items[0], name) for name in FIELDS}


def field_text(item: Item, name: str) -> str:
    """Return a field as it is typed: a group one column a line."""
    if name == "time_limit":
        return item.time_limit.text.strip()
    value: Any = getattr(item, name)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}：{text}" for key, text in value.items()).strip()
    return str(value).strip()


def _parts(typed: Mapping[str, str]) -> list[dict[str, str]]:
    found = []
    for at in range(1, PARTS + 1):
        part = {name: typed[f"p{at}_{name}"] for name, _words in _PART if typed[f"p{at}_{name}"]}
        if part:
            found.append(part)
    return found


def _typed(old: Proposal) -> dict[str, str]:
    """Return a proposal as it is typed."""
    content = old.content
    found = {
        "reason": content.reason.value, "department": content.department, "basis": content.basis,
        "words": content.words, "to": content.to, "area": content.area,
        "new_area": content.new_area,
    }  # fmt: skip
    found |= {f"f_{name}": text for name, text in (content.fields or {}).items()}
    if old.kind is Kind.SPLIT:
        for at, part in enumerate(content.new, start=1):
            found |= {f"p{at}_{name}": text for name, text in part.items()}
    elif content.new:
        found |= {f"f_{name}": text for name, text in content.new[0].items()}
    return found


def _named(items: Sequence[Item]) -> str:
    return items[0].name[:16] + (f"等{len(items)}项" if len(items) > 1 else "")
