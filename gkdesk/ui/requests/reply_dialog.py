"""Answering a request: first how it ends, then what the document of that ending asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
from gkdesk.requests.model import Field
from gkdesk.requests.rules import OutcomeRule
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label, open_at
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.ui.widgets.pdf_view import PdfDialog
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .act_dialog import ask_of, step_draft

_OWN = {"outcome", "confirmed"}  # asked by other means than a box
SIGNED = ("secrecy_by", "signed_by")
USUAL = "OPEN_GRANT"  # 予以公开: the row first chosen
REMEDIES = {"A": "复议或者诉讼", "B": "先复议后诉讼", "C": "分部分告知", "N": "不告知"}
COLUMNS = (
    Column("办理结果", 0, lambda rule: rule.label, bold=True),
    Column("依据", 240, lambda rule: rule.basis.replace("《政府信息公开条例》", "条例")),
    Column("救济途径", 120, lambda rule: REMEDIES[rule.remedy]),
    Column("年报", 76, lambda rule: rule.row),
)


class OutcomeDialog(QDialog):
    """The ways a request can end, each with its article; one is chosen."""

    def __init__(self, parent: QWidget, rules: list[OutcomeRule], found: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("选择办理结果 — 政务公开工作台")
        self.table = RowsTable(COLUMNS, "办理结果")
        self.table.fill(rules)
        self.table.selectRow(
            next((at for at, rule in enumerate(rules) if rule.code == (found or USUAL)), 0)
        )
        self.table.opened.connect(lambda _rule: self.accept())
        self.go = button("下一步", "primary", "chevron-right", on=self.accept)
        hint = "选好后填写此文书需要的内容。部分公开的，各部分在同一份答复书里分别写明。"
        if found:
            label_of = next((rule.label for rule in rules if rule.code == found), found)
            hint = f"五步审查的结论是“{label_of}”，已选好。" + hint
        body = column(
            label("选择办理结果", 20, 700),
            label(hint, 14, 400, INK2, wrap=True),
            (self.table, 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        stay = button("先不办", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(None, stay, self.go), gap=0))
        open_at(self, 900, 620)

    @property
    def chosen(self) -> OutcomeRule | None:
        rule: OutcomeRule | None = self.table.current()
        return rule


class ConfirmingDialog(FormDialog):
    """A form whose refusal may be only something to think over: then it can be confirmed."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        asks: Sequence[Ask],
        take: Take,
        *,
        today: date,
        hint: str = "",
        verb: str = "",
        columns: int = 2,
    ) -> None:
        super().__init__(
            parent, title, asks, self._confirming(take),
            today=today, hint=hint, verb=verb, columns=columns,
        )  # fmt: skip
        self._confirmed = False
        self.sure = button("已核对，继续", icon="square-check", on=self._sure)
        self.sure.hide()
        self.add_button(self.sure)

    def say(self, error: GkdeskError) -> None:
        """Show the refusal; what is only to be thought over may be confirmed here."""
        super().say(error)
        self.sure.setVisible(getattr(error, "confirmable", False))

    def _confirming(self, take: Take) -> Take:
        return lambda values: take({**values, "confirmed": "yes" if self._confirmed else "no"})

    def _sure(self) -> None:
        self._confirmed = True
        self.accept()
        self._confirmed = False


class ReplyDialog(ConfirmingDialog):
    """Asks what one outcome's document needs, and lays it before those who approve it.

    What was signed on paper already may be noted at once: then the document is made here.
    """

    def __init__(self, parent: QWidget, context: Context, uid: str, rule: OutcomeRule) -> None:
        desk = context.desk
        fields = desk.requests.asked(uid, "propose", {"outcome": rule.code})
        super().__init__(
            parent,
            f"答复：{rule.label}",
            [ask_of(field) for field in fields if field.name not in _OWN],
            lambda values: desk.requests.act(uid, "propose", {**values, "outcome": rule.code}),
            today=desk.session.today,
            hint=_hint(rule, desk.documents.confirming.of(rule.form).words),
            verb="送审",
        )
        self._desk, self._uid, self._code = desk, uid, rule.code
        back = desk.requests.proposal(uid)
        if back is not None and back.returned is not None and back.outcome == rule.code:
            self.form.fill({name: text for name, text in back.form.items() if name in self._asks})
        self.remember(step_draft(desk, uid, f"propose.{rule.code}"))
        self.signed = button("纸上已签批，直接出文", icon="stamp", on=self._issue)
        self.look = button("看版面", icon="eye", on=self._show)
        self.word = button("存为 docx", icon="save", on=self._save_docx)
        for made in (self.signed, self.look, self.word):
            self.add_button(made)

    def _issue(self) -> None:
        """Ask who looked it over and who signed on paper, then make the document."""
        fields = self._desk.requests.asked(self._uid, "reply", {"outcome": self._code})
        names = [one for one in fields if one.name in SIGNED]
        chosen = {**self.values(), "outcome": self._code}
        dialog = ConfirmingDialog(
            self,
            "纸上已签批",
            [ask_of(one) for one in names],
            lambda values: self._desk.requests.act(self._uid, "reply", {**chosen, **values}),
            today=self._desk.session.today,
            hint="先审查、后签发、再编号。填写在呈批单上审查和签发的人。",
            verb="生成答复书",
            columns=1,
        )
        if dialog.exec():
            self.done(self.DialogCode.Accepted)

    def _show(self) -> None:
        """Show the document as it would be printed, still without its number."""
        data = self._draft(docx=False)
        if data is not None:
            PdfDialog(self, "答复书版面（还没有编号）", data).exec()

    def _save_docx(self) -> None:
        """Save the draft for editing by hand; what is issued is made by the program alone."""
        data = self._draft(docx=True)
        path = say().save(self, "存为 docx", "答复书草稿.docx", "Word (*.docx)") if data else None
        if data is None or path is None:
            return
        try:
            files.write(path, data)
        except GkdeskError as error:
            self.say(error)

    def _draft(self, *, docx: bool) -> bytes | None:
        values = {**self.values(), "outcome": self._code}
        try:
            return self._desk.requests.draft_reply(self._uid, values, docx=docx)
        except GkdeskError as error:
            self.say(error)
            return None


class IssueDialog(ConfirmingDialog):
    """Makes the document that everybody has agreed to."""

    def __init__(
        self, parent: QWidget, context: Context, uid: str, fields: Sequence[Field]
    ) -> None:
        desk = context.desk
        super().__init__(
            parent,
            "生成答复书",
            [ask_of(field) for field in fields if field.name not in _OWN],
            lambda values: desk.requests.act(uid, "reply", values),
            today=desk.session.today,
            hint="各道都已同意。生成时编号，日期是答复书上的日期；编号以后不能再改。",
            columns=1,
        )


def _hint(rule: OutcomeRule, standing: str) -> str:
    row = f"年度报告列入{rule.row}" + (f"：{rule.note}" if rule.note else "")
    return f"依据：{rule.basis}。{row}。文书模板：{standing}。"


def letter_dialog(parent: QWidget, context: Context, uid: str) -> FormDialog | None:
    """Ask which other letter is wanted, then what it needs; ``None`` when given up."""
    requests, today = context.desk.requests, context.desk.session.today
    [choice] = [one for one in requests.asked(uid, "letter", {}) if one.name == "letter"]
    kept: dict[str, str] = {}
    first = FormDialog(
        parent, "出其他文书", [ask_of(choice)], kept.update, today=today, verb="下一步", columns=1
    )
    if not first.exec():
        return None
    asked = requests.asked(uid, "letter", kept)
    title = dict(choice.choices)[kept["letter"]]
    dialog = FormDialog(
        parent,
        title,
        [ask_of(field) for field in asked if field.name != "letter"],
        lambda values: requests.act(uid, "letter", {**values, **kept}),
        today=today,
        hint=f"文书模板：{context.desk.documents.confirming.of(kept['letter']).words}。",
        verb="生成文书",
    )
    dialog.remember(step_draft(context.desk, uid, f"letter.{kept['letter']}"))
    return dialog
