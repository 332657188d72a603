"""审查: the five steps with who, when and why, what was searched, and who agreed to the reply."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
from gkdesk.requests.approval import Opinion, Proposal, Stage
from gkdesk.requests.guide import Given, Guide, StepState
from gkdesk.requests.model import EventKind, State
from gkdesk.requests.searches import Search, searches
from gkdesk.ui.context import Context, day
from gkdesk.ui.look import AMBER, GREEN, INK2, INK3, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, column, label, line, notice, picture, row
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.widgets.painted import Pill
from gkdesk.ui.widgets.pdf_view import PdfDialog

from .act_dialog import ask_of
from .case_tabs import Shown, Tab, scrolled

_FIXED = {"step", "part"}  # known from where the clerk clicked
_TODO = {
    "ask_correction": "先告知补正，补正后再回答这一步",
    "letter": "先用“出其他文书”发说明理由告知书",
    "consult": "先征求第三方意见，收到意见后再回答这一步",
    "propose": "审查已做完，可以拟写答复书",
}


def answer_dialog(
    parent: QWidget, context: Context, uid: str, step: str = "", part: str = ""
) -> FormDialog:
    """Ask for the answer of one step: the one to be answered now, or a named one."""
    requests = context.desk.requests
    asked = {one.name: one for one in requests.asked(uid, "review", {"step": step})}
    code, number = asked["step"].default, part or asked["part"].default
    found = requests.review(uid)
    state = next(one for one in found.steps if one.step.code == code)
    named = found.parts[int(number)] if state.step.by_part else ""
    words = f"{state.step.question}{state.step.look}"
    return FormDialog(
        parent,
        f"{state.step.label}：{named}" if named else state.step.label,
        [ask_of(one) for one in asked.values() if one.name not in _FIXED],
        lambda values: requests.act(uid, "review", {**values, "step": code, "part": number}),
        today=context.desk.session.today,
        hint=f"{words}依据：{state.step.basis}。",
        verb="记下结论",
        columns=1,
    )


class ReviewTab(QWidget):
    """Three sections one under the other; the one to act on has the button."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        requests = shown.context.desk.requests
        self._can = shown.move(EventKind.REVIEW) is not None
        parts = column(gap=0, margins=(18, 10, 18, 10))
        for made in (
            *self._steps(requests.review(shown.uid)),
            *self._searches(searches(requests.events(shown.uid))),
            *self._approval(requests.proposal(shown.uid)),
        ):
            parts.addWidget(made)
        parts.addStretch(1)
        self.setLayout(column((scrolled(box(parts)), 1), gap=0))

    def _steps(self, found: Guide) -> list[QWidget]:
        made: list[QWidget] = [_heading("五步审查")]
        if found.todo and self._can and self._shown.request.state is not State.APPROVAL:
            first = label(f"{_TODO.get(found.todo, found.todo)}。", 15, wrap=True)
            made.append(notice("blue", "info", (first, 1)))
        for state in found.steps:
            made += [self._step(state, found), line()]
        if found.outcome:
            made.append(label(f"审查结论：{self._label(found.outcome)}", 15, 600))
        elif all(found.outcomes):
            words = "各项结论不同，又没有可以提供的：请分件办理，或者在拟写答复书时选定主要的结果。"
            made.append(label(words, 15, 400, AMBER, wrap=True))
        return made

    def _step(self, state: StepState, found: Guide) -> QWidget:
        name = label(state.step.label, 15, 700)
        name.setFixedWidth(px(60))
        mark = picture(
            "circle-check" if state.done else "circle", 16, GREEN if state.done else INK3
        )
        words = column(label(state.step.question, 15, 400, INK2, wrap=True), gap=2)
        for given in state.given:
            words.addWidget(_given(given, found))
        buttons = column(gap=4)
        for part in state.open_parts if self._can else ():
            named = f"回答第{part + 1}项" if len(found.parts) > 1 and state.step.by_part else "回答"
            buttons.addWidget(self._button(named, state, part))
        if self._can and not state.open_parts and state.given:
            for given in state.given:
                again = f"第{given.part + 1}项重新回答" if len(state.given) > 1 else "重新回答"
                buttons.addWidget(self._button(again, state, given.part, link=True))
        buttons.addStretch(1)
        return box(row(mark, name, (box(words), 1), box(buttons), gap=10, margins=(0, 8, 0, 8)))

    def _button(self, words: str, state: StepState, part: int, *, link: bool = False) -> QWidget:
        go = partial(self._answer, state.step.code, str(part))
        return button(words, "link" if link else "", on=go, size=14)

    def _answer(self, step: str, part: str) -> None:
        if answer_dialog(self, self._shown.context, self._shown.uid, step, part).exec():
            self._shown.reload()

    def _searches(self, found: list[Search]) -> list[QWidget]:
        made = [_heading(f"检索记录 {len(found)}次", self._act_button(EventKind.SEARCH))]
        for one in found:
            hits = f"命中{one.hits}条" if one.hits else "没有命中"
            words = f"{day(one.on)} {one.place}：“{one.keywords}” {hits}，{one.reviewed}"
            who = "，".join(text for text in (one.searcher, one.countersign) if text)
            made += [label(words, 15, wrap=True), label(who, 13, 400, INK3), line()]
        if not found:
            made.append(label("每查一处登记一次；答复“信息不存在”至少要有两处。", 14, 400, INK2))
        return made

    def _approval(self, found: Proposal | None) -> list[QWidget]:
        waiting = self._shown.request.state is State.APPROVAL
        if found is None:
            words = "拟写答复书时送审，各道意见登记在这里；签发以后才编号。"
            return [_heading("呈批"), label(words, 14, 400, INK2, wrap=True)]
        tools = []
        if waiting:
            tools = [
                self._act_button(EventKind.APPROVE),
                button("看送审稿", "link", on=self._draft, size=14),
                button("打印呈批单", "link", on=self._sheet, size=14),
            ]
        came = "的答复书已收回" if found.recalled else f"由{found.by}送审"
        words = f"{self._label(found.outcome)}，{day(found.on)}{came}"
        made = [_heading("呈批", *(tool for tool in tools if tool)), label(words, 15)]
        if found.returned is not None:
            back = found.returned.told
            made.append(notice("amber", "undo-2", (label(back, 15, wrap=True), 1)))
        for stage in self._shown.context.desk.requests.rules.stages:
            made += [self._stage(stage, found), line()]
        return made

    def _stage(self, stage: Stage, found: Proposal) -> QWidget:
        said = found.opinions.get(stage.code)
        name = label(stage.label, 15, 600)
        name.setFixedWidth(px(150))
        if said is not None:
            pill, words = Pill("同意", "green", "circle-check"), _said(said)
        elif stage.needed(found.outcome) or stage.last:
            pill, words = Pill("待签", "amber", "clock"), label("", 14)
        else:
            pill, words = Pill("可以不签", "slate", "circle"), label("", 14)
        return box(row(name, pill, (words, 1), margins=(0, 6, 0, 6)))

    def _act_button(self, kind: EventKind) -> QWidget | None:
        move = self._shown.move(kind)
        if move is None or not move.allowed:
            return None
        return button(move.label, "link", on=lambda: self._shown.act(move), size=14)

    def _label(self, outcome: str) -> str:
        rules = self._shown.context.desk.requests.rules.outcomes()
        return next((rule.label for rule in rules if rule.code == outcome), outcome)

    def _draft(self) -> None:
        requests, uid = self._shown.context.desk.requests, self._shown.uid
        data = self._made(lambda: requests.proposed_reply(uid))
        if data:
            PdfDialog(self, "送审稿（还没有编号）", data).exec()

    def _sheet(self) -> None:
        requests, uid = self._shown.context.desk.requests, self._shown.uid
        data = self._made(lambda: requests.approval_sheet(uid))
        path = say().save(self, "呈批单存为 PDF", "呈批单.pdf", "PDF (*.pdf)") if data else None
        if path is not None:
            self._made(lambda: _written(path, data))

    def _made(self, make: Callable[[], bytes]) -> bytes:
        """Run what makes a paper; say what is in the way and return nothing."""
        try:
            return make()
        except GkdeskError as error:
            say().trouble(self, error)
            return b""


def _written(path: Path, data: bytes) -> bytes:
    files.write(path, data)
    return data


def _heading(words: str, *tools: QWidget | None) -> QWidget:
    shown = [tool for tool in tools if tool is not None]
    return box(row(label(words, 15, 700), None, *shown, gap=14, margins=(0, 10, 0, 4)))


def _given(given: Given, found: Guide) -> QWidget:
    part = found.parts[given.part] if given.answer.step != found.steps[0].step.code else ""
    named = f"{given.part + 1} {part}：" if part else ""
    return box(
        column(
            label(f"{named}{given.answer.label}", 15, 600, wrap=True),
            label(f"{given.why}（{given.by}，{day(given.on)}）", 14, 400, INK2, wrap=True),
            gap=0,
        )
    )


def _said(said: Opinion) -> QWidget:
    how = "纸质签署" if said.paper else "登录签署"
    words = f"{said.words}　" if said.words else ""
    return label(f"{words}{said.by}，{day(said.on)}（{how}）", 14, 400, INK2, wrap=True)


REVIEW = Tab("review", lambda _shown: "审查", ReviewTab)
