"""动态调整: proposals from the departments, their approval, and carrying them out as a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.accounts.model import Role
from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.catalog.adjustrows import FIELDS, Act, Kind, Proposal, State
from gkdesk.catalog.versionrows import About, levels_of
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, open_at, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.ui.widgets.menus import Entries, more_button, offer
from gkdesk.ui.widgets.pdf_view import PdfDialog
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .beside import Field, SideBySide
from .propose_dialog import propose, revise

if TYPE_CHECKING:
    from gkdesk.desk import Desk

PILLS: dict[State, PillOf] = {
    State.OPEN: ("待审批", "amber", "hourglass"),
    State.APPROVED: ("待执行", "blue", "check"),
    State.REFUSED: ("不同意", "red", "x"),
    State.WITHDRAWN: ("已撤回", "slate", "undo-2"),
    State.APPLIED: ("已执行", "green", "circle-check"),
}
DONE = (State.APPLIED, State.REFUSED, State.WITHDRAWN)
ABOUT = (
    Ask("name", "新版名称", required=False, hint="如 （2026年修订版）"),
    Ask("in_force_from", "施行日期", "date", default="今天"),
    Ask("note", "说明", "longtext", required=False),
)


Name = Callable[[str], str]


def what(one: Proposal, name: Name) -> str:
    """Say in one line which items a proposal speaks of; ``name`` names an item by its key."""
    content = one.content
    if content.new_area:
        return f"{content.area} → {content.new_area}"
    if content.keys:
        more = f" 等{len(content.keys)}项" if len(content.keys) > 1 else ""
        return name(content.keys[0]) + more
    first = content.new[0] if content.new else {}
    words = next((first[n] for n in ("level3", "level2", "level1") if first.get(n)), "新的事项")
    return words + (f" 等{len(content.new)}项" if len(content.new) > 1 else "")


def sides(one: Proposal, name: Name) -> list[Field]:
    """Return what a proposal changes as (label, before, after)."""
    content = one.content
    found: list[Field] = [(f"{c.label}（{key}）", c.before, c.after) for key, c in content.before]
    if content.new_area:
        found.append(("领域", content.area, content.new_area))
    listed = "\n".join(f"{key} {name(key)}" for key in content.keys)
    if one.kind in (Kind.CANCEL, Kind.MERGE, Kind.SPLIT):
        found.append(("原有事项", listed, "不再列入"))
    if one.kind is Kind.KEEP:
        found.append(("评估后保留", listed, listed))
    for at, values in enumerate(content.new, start=1):
        text = "\n".join(f"{FIELDS[field]}：{words}" for field, words in values.items())
        found.append((f"新的事项{at}" if len(content.new) > 1 else "新的事项", "", text))
    return found


def story(one: Proposal) -> str:
    """Say why it was proposed and what has happened to it."""
    content = one.content
    steps = "；".join(
        f"{step.at[:10]} {step.user}{step.act.label}" + (f"（{step.words}）" if step.words else "")
        for step in one.steps
    )
    words = f"说明：{content.words}\n" if content.words else ""
    return f"原因：{content.reason.label}　依据：{content.basis}\n{words}经过：{steps}"


class AdjustDialog(QDialog):
    """Every proposal, what it changes, and the next step of it."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context, self._room = context, context.desk.catalog.adjusting
        self.setWindowTitle("动态调整 — 政务公开工作台")
        self._named: dict[str, str] = {}
        self.table: RowsTable = RowsTable(self._columns(), "调整申请")
        self.table.picked.connect(lambda _row: self._show())
        self.sides = SideBySide()
        self._told = label("", 14, 400, INK2, wrap=True)
        self._story = label("", 14, 400, INK2, wrap=True)
        self.new = button("提出申请", icon="plus", on=self._new)
        self.approve = button("批准", "accent", "check", on=self._approve)
        self.refuse = button("不同意", icon="x", on=self._refuse)
        self.paper = button("看审批表", icon="eye", on=self._paper)
        self.apply = button("执行", "primary", "play", on=self._apply)
        self._more = more_button(self._rarer)
        body = column(
            row(label("动态调整", 20, 700), None, self.new),
            self._told,
            (card(column((self.table, 1), gap=0)), 3),
            self._story,
            (self.sides, 2),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", on=self.accept)
        foot = action_bar(
            self.paper, self._more, None, self.refuse, self.approve, self.apply, close
        )
        self.setLayout(column((box(body), 1), foot, gap=0))
        open_at(self, 1120, 680)
        self.reload()

    def reload(self) -> None:
        """Ask for every proposal anew: what waits first, the newest first."""
        order = {State.OPEN: 0, State.APPROVED: 1}
        found = sorted(self._room.all(), key=lambda one: (order.get(one.state, 2), -one.number))
        self.table.fill(found, faint=lambda one: one.state in DONE)
        self._ready = [one.number for one in found if one.state is State.APPROVED]
        waiting = sum(one.state is State.OPEN for one in found)
        self._told.setText(
            f"{waiting}件待审批，{len(self._ready)}件已批准待执行。"
            "提出的人不能审批自己的申请；执行以后目录成为新的一版。"
        )
        self.apply.setText(f"\u2002执行 {len(self._ready)} 件")
        self.apply.setEnabled(bool(self._ready))
        if found and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show()

    def _show(self) -> None:
        one = self._chosen
        self.sides.show_fields("现在", "调整以后", sides(one, self._name) if one else [])
        self._story.setText(story(one) if one else "")
        leader = self._context.desk.session.user.role is Role.LEADER
        waits = one is not None and one.state is State.OPEN
        for made in (self.approve, self.refuse):
            made.setEnabled(waits and leader)
            made.setToolTip("" if leader else "由负责人审批")
        self.paper.setEnabled(one is not None)

    def _name(self, key: str) -> str:
        """Name an item, a cancelled one too."""
        if key not in self._named:
            self._named[key] = levels_of(self._context.desk.catalog.get(key))
        return self._named[key]

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("申请", 76, lambda one: f"第{one.number}号", bold=True),
            Column("状态", 104, lambda one: PILLS[one.state][0], pill=lambda one: PILLS[one.state]),
            Column("类型", 86, lambda one: one.kind.label),
            Column("涉及", 0, lambda one: what(one, self._name)),
            Column("提出科室", 150, lambda one: one.content.department),
            Column("提出人", 84, lambda one: one.proposed_by, optional=True),
            Column("日期", 110, lambda one: one.steps[-1].at[:10], optional=True),
            Column(
                "版本", 72, lambda one: f"第{one.version}版" if one.version else "", optional=True
            ),
        )

    @property
    def _chosen(self) -> Proposal | None:
        found: Proposal | None = self.table.current()
        return found

    def _new(self) -> None:
        entries: list[tuple[str, Callable[[], object]]] = [
            (words, partial(self._propose, kind))
            for kind, words in (
                (Kind.ADD, "增加事项"), (Kind.CHANGE, "变更事项"), (Kind.CANCEL, "取消事项"),
                (Kind.MERGE, "合并事项"), (Kind.SPLIT, "拆分事项"),
                (Kind.HAND_DOWN, "下放给村（社区）"), (Kind.KEEP, "评估后保留"),
                (Kind.RENAME_AREA, "领域更名"),
            )
        ]  # fmt: skip
        entries.append(("承接上级事项（在对照里选）", self._superior))
        offer(self.new, entries)

    def _propose(self, kind: Kind) -> None:
        if propose(self, self._context, kind):
            self.reload()

    def _superior(self) -> None:
        from .versions_dialog import VersionsDialog

        VersionsDialog(self, self._context).exec()
        self.reload()

    def _approve(self) -> None:
        one = self._chosen
        if one is not None:
            asks = (Ask("opinion", "意见", "longtext", required=False, default="同意。"),)
            self._ask(f"批准第{one.number}号", asks, "批准",
                      lambda v: self._room.approve(one.number, v.get("opinion", "")))  # fmt: skip

    def _refuse(self) -> None:
        one = self._chosen
        if one is not None:
            asks = (Ask("reason", "不同意的理由", "longtext"),)
            self._ask(f"不同意第{one.number}号", asks, "不同意",
                      lambda v: self._room.refuse(one.number, v.get("reason", "")))  # fmt: skip

    def _withdraw(self, one: Proposal) -> None:
        asks = (Ask("reason", "撤回的理由", "longtext"),)
        self._ask(f"撤回第{one.number}号", asks, "撤回",
                  lambda v: self._room.withdraw(one.number, v.get("reason", "")))  # fmt: skip

    def _revise(self, one: Proposal) -> None:
        if revise(self, self._context, one):
            self.reload()

    def _apply(self) -> None:
        """Ask what the new version is called, saying what will be done, then carry it out."""
        try:
            counts = self._room.plan(self._ready).counts
        except GkdeskError as error:
            say().trouble(self, error)
            return
        words = "增加{added}项，变更{changed}项，取消{gone}项，保留{kept}项"

        def take(values: Mapping[str, str]) -> None:
            about = About(**values)
            version = self._room.apply(self._ready, about)
            self._context.status(f"已执行，目录现在是{version.title}，共{version.items}项")

        title = f"执行{len(self._ready)}件调整"
        self._ask(title, ABOUT, "执行", take, hint=words.format(**counts) + "，成为新的一版。")

    def _ask(
        self, title: str, asks: tuple[Ask, ...], verb: str, take: Take, hint: str = ""
    ) -> None:
        today = self._context.desk.session.today
        dialog = FormDialog(self, title, asks, take, today=today, verb=verb, hint=hint, columns=1)
        if dialog.exec():
            self._context.refresh()
            self.reload()

    def _paper(self) -> None:
        one = self._chosen
        if one is not None:
            self._see(
                "目录动态调整审批表", lambda desk: desk.catalog.adjust_papers.form(one.number)
            )

    def _see(self, title: str, make: Callable[[Desk], bytes]) -> None:
        def work(desk: Desk, _report: Report) -> bytes:
            return make(desk)

        def seen(data: bytes) -> None:
            PdfDialog(self, title, data).exec()

        self._context.ask_long(self, work, seen)

    def _rarer(self) -> Entries:
        one = self._chosen
        found: list[tuple[str, Callable[[], object]]] = []
        if one is not None:
            if one.state in (State.OPEN, State.APPROVED):
                found.append(("修改这件申请", partial(self._revise, one)))
                found.append(("撤回这件申请", partial(self._withdraw, one)))
            found.append(("存审批表 PDF", partial(self._save, one.number, 0)))
            if one.version and one.step(Act.APPLIED):
                version = one.version
                look = partial(self._see, "目录调整情况表",
                               lambda desk: desk.catalog.adjust_papers.listed(version))  # fmt: skip
                found.append((f"看第{version}版的调整情况表", look))
                found.append((f"存第{version}版的调整情况表", partial(self._save, 0, version)))
        return found or [("没有可办的", lambda: None)]

    def _save(self, number: int, version: int) -> None:
        name = (
            f"目录动态调整审批表-第{number}号.pdf"
            if number
            else f"目录调整情况表-第{version}版.pdf"
        )
        path = say().save(self, "存到哪里", name, "PDF (*.pdf)")
        if path is None:
            return

        def work(desk: Desk, _report: Report) -> None:
            self._write(desk, number, version, path)

        self._context.do_long(self, work, lambda _n: self._context.status(f"已存为 {path.name}"))

    @staticmethod
    def _write(desk: Desk, number: int, version: int, path: Path) -> None:
        if number:
            desk.catalog.adjust_papers.write_form(number, path, keep=True)
        else:
            desk.catalog.adjust_papers.write_list(version, path, keep=True)
