"""The posting register of one sheet: its life, photos, take-down, objections, proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, row
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.menus import Entries, more_button
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.village.liferows import state_words
from gkdesk.village.model import BoardRow, PhotoKind, Posting, SheetState

from . import register_acts as acts
from .papers import save_pdf
from .post_dialog import PostDialog, ReviewDialog

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.lifecycle import LifeStep
    from gkdesk.village.liferows import ObjectionRow, PhotoRow

WIDEST, TALLEST = 1300, 690  # a 1366×768 screen less its bars
PHOTOS = "照片 (*.jpg *.jpeg *.png *.webp *.bmp)"
STEPS = (
    Column("日期", 110, lambda step: step.on.isoformat()),
    Column("经过", 110, lambda step: step.what, bold=True),
    Column("说明", 0, lambda step: step.detail),
)
PICTURES = (
    Column("照片", 80, lambda photo: PhotoKind(photo.kind).label, bold=True),
    Column("拍摄时间", 170, lambda photo: photo.taken_at or "没有"),
    Column("提示", 0, lambda photo: "；".join(photo.warnings)),
)
OBJECTIONS = (
    Column("收到", 110, lambda one: one.received_on.isoformat()),
    Column("事项", 0, lambda one: one.subject, bold=True),
    Column(
        "情况",
        80,
        state_words,
    ),
    Column("答复期限", 110, lambda one: one.due_on.isoformat(), optional=True),
)


class RegisterDialog(QDialog):
    """Everything that happened to one village's sheet of a period, and what can be added."""

    def __init__(self, parent: QWidget, context: Context, item: BoardRow, form: str) -> None:
        super().__init__(parent)
        self._context, self._item = context, item
        self.setWindowTitle(f"张贴登记：{item.village.name} — 政务公开工作台")
        self.sheets = CalmCombo()
        self.sheets.setFont(font(15))
        self.sheets.setAccessibleName("公开表")
        names = context.desk.village.forms
        for each, uid in sorted(item.sheets.items()):
            self.sheets.addItem(names[each].name if each in names else each, uid)
        self.sheets.setCurrentIndex(max(0, self.sheets.findData(item.sheets.get(form, ""))))
        self.kind = CalmCombo()
        self.kind.setFont(font(15))
        self.kind.setAccessibleName("照片种类")
        for kind in (PhotoKind.FAR, PhotoKind.NEAR, PhotoKind.BEFORE):
            self.kind.addItem(kind.label, kind)
        self._told = label("", 15, 400, INK2, wrap=True)
        self.steps: RowsTable = RowsTable(STEPS, "经过")
        self.photos: RowsTable = RowsTable(PICTURES, "张贴照片")
        self.objections: RowsTable = RowsTable(OBJECTIONS, "异议")
        self._build()
        self.sheets.currentIndexChanged.connect(lambda _at: self.reload())
        self.objections.picked.connect(lambda _row: self._offer(self.objections.shown()))
        self.reload()

    def reload(self) -> None:
        """Show the chosen sheet anew."""
        uid = self.sheets.currentData()
        room = self._context.desk.village
        steps: tuple[LifeStep, ...] = ()
        photos: list[PhotoRow] = []
        objections: list[ObjectionRow] = []
        words = "这个村这一期还没有交表。"
        if uid:
            life = room.lives.of(uid)
            steps, objections = life.steps, room.objections.all(uid)
            photos = [one for p in room.postings(uid) for one in room.ledger.photos(p.uid)]
            words = f"现在：{life.stage.label}{self._until()}"
        self._told.setText(words)
        self.steps.fill(steps)
        self.photos.fill(photos)
        self.objections.fill(objections)
        posting = self._posting()
        hangs = posting is not None and posting.taken_down_on is None
        self.add_photo.setEnabled(posting is not None)
        self.take_down.setEnabled(hangs)
        self.object_.setEnabled(posting is not None)
        self.proof.setEnabled(posting is not None)
        self._offer(objections)

    def _offer(self, objections: list[ObjectionRow]) -> None:
        """Show the step the sheet waits for, and what the chosen objection does."""
        verbs = {
            SheetState.CHECKED: "登记审核", SheetState.PRINTED: "登记张贴",
            SheetState.TAKEN_DOWN: "重新张贴",
        }  # fmt: skip
        verb = verbs.get(self._state(), "")
        self.next_.setText(f"\u2002{verb}")
        self.next_.setAccessibleName(verb)
        self.next_.setVisible(bool(verb))
        chosen = self._chosen(open_only=True)
        up = chosen is not None and chosen.state == "escalated"
        words = "登记上级结果" if up else "答复异议"
        self.answer.setText(f"\u2002{words}")
        self.answer.setAccessibleName(words)
        self.answer.setEnabled(any(one.ended_on is None for one in objections))

    def _state(self) -> SheetState:
        uid = self.sheets.currentData()
        return self._context.desk.village.sheet(uid).state if uid else SheetState.MISSING

    def _build(self) -> None:
        self.add_photo = button("登记照片", icon="plus", on=self._add_photo)
        self.take_down = button("登记取下", icon="archive", on=self._take_down)
        self.object_ = button("登记异议", icon="message-square-text", on=self._object)
        self.answer = button("答复异议", icon="check", on=self._answer)
        self.next_ = button("登记张贴", "accent", "map-pin", on=self._next)
        self.more = more_button(self._more)
        self.proof = button("存张贴证明", icon="printer", on=self._proof)
        self.add_photo.setToolTip("同一张照片只能用一次；没有拍摄时间的按登记时间算")
        pictures = column(
            row(label("张贴照片", 15, 600), None, self.kind, self.add_photo, gap=8),
            (card(column((self.photos, 1), gap=0)), 1),
        )
        doubts = column(
            row(label("异议", 15, 600), None, self.object_, self.answer, gap=8),
            (card(column((self.objections, 1), gap=0)), 1),
        )
        body = column(
            row(label(f"张贴登记：{self._item.village.name}", 20, 700), None, self.sheets, gap=8),
            self._told,
            (card(column((self.steps, 1), gap=0)), 1),
            (box(row((box(pictures), 1), (box(doubts), 1), gap=14)), 1),
            gap=8,
            margins=(22, 16, 22, 10),
        )
        close = button("关闭", "primary", on=self.accept)
        foot = action_bar(self.next_, self.take_down, self.proof, self.more, None, close)
        self.setLayout(column((box(body), 1), foot, gap=0))
        self.resize(min(px(980), WIDEST), min(px(600), TALLEST))

    def _posting(self) -> Posting | None:
        uid = self.sheets.currentData()
        found = self._context.desk.village.postings(uid) if uid else []
        hanging = [one for one in found if one.taken_down_on is None]
        wanted = hanging or found
        return wanted[-1] if wanted else None

    def _until(self) -> str:
        posting = self._posting()
        if posting is None or posting.taken_down_on is not None:
            return ""
        window = self._context.desk.village.ledger.window(posting)
        shown = f"，{window.label}到{window.printed_end}" if window else ""
        return f"，{posting.keep_until}起可以取下{shown}"

    def _add_photo(self) -> None:
        posting = self._posting()
        paths = say().files(self, "选择现场照片", PHOTOS)
        if posting is None or not paths:
            return
        kind = PhotoKind(self.kind.currentData())

        def work(desk: Desk, report: Report) -> list[str]:
            warnings: list[str] = []
            for at, path in enumerate(paths):
                report(at, len(paths), f"登记照片 {at + 1}/{len(paths)}")
                warnings += desk.village.ledger.add_photo(posting, kind, path).warnings
            return warnings

        def done(warnings: list[str]) -> None:
            if warnings:
                say().tell(self, "照片已登记，有提示", "；".join(dict.fromkeys(warnings)))

        self._context.do_long(self, work, done, settled=self.reload)

    def _run(self, dialog: QDialog) -> None:
        if dialog.exec():
            self._context.refresh()
            self.reload()

    def _take_down(self) -> None:
        if posting := self._posting():
            self._run(acts.take_down(self, self._context, posting))

    def _next(self) -> None:
        """Review a checked sheet, or put one on a board."""
        uid = self.sheets.currentData()
        if uid:
            checked = self._state() is SheetState.CHECKED
            kind = ReviewDialog if checked else PostDialog
            self._run(kind(self, self._context, self._item, uid))

    def _object(self) -> None:
        self._run(acts.objection(self, self._context, self.sheets.currentData()))

    def _answer(self) -> None:
        if chosen := self._chosen(open_only=True):
            self._run(acts.answer(self, self._context, chosen))

    def _chosen(self, *, open_only: bool) -> ObjectionRow | None:
        """Return the objection chosen, or the first one when none is."""
        rows: list[ObjectionRow] = self.objections.shown()
        chosen: ObjectionRow | None = self.objections.current()
        fit = [one for one in rows if not open_only or one.ended_on is None]
        return chosen if chosen in fit else next(iter(fit), None)

    def _more(self) -> Entries:
        """Return the rarer commands that make sense now."""
        posting, row = self._posting(), self._chosen(open_only=False)
        found = self._of_posting(posting) if posting is not None else []
        if row is not None:
            if row.escalated_to != "county":
                level = "县" if row.escalated_to else "镇"
                found.append((f"异议报{level}", partial(self._do, acts.escalate, row)))
            found.append(("存异议处理清单", self._answers))
        if (photo := self.photos.current()) is not None:
            found.append(("冲销选中的照片", partial(self._do, acts.cancel_photo, photo)))
        if posting is not None:
            found.append(("冲销这次张贴", partial(self._do, acts.cancel_posting, posting)))
        return found or [("没有可办的", lambda: None)]

    def _of_posting(self, posting: Posting) -> list[tuple[str, Callable[[], object]]]:
        found: list[tuple[str, Callable[[], object]]] = []
        if posting.taken_down_on is None:
            found.append(("登记损毁和重新张贴", partial(self._do, acts.early_loss, posting)))
            found.append(("登记张贴在另一处", self._next))
        else:
            archive = partial(self._do, acts.archive, self.sheets.currentData())
            found.append(("登记归档", archive))
        if self._context.desk.village.ledger.window(posting):
            found.append(("存无异议说明", self._no_objection))
        return found

    def _do(self, make: Callable[..., QDialog], what: object) -> None:
        self._run(make(self, self._context, what))

    def _no_objection(self) -> None:
        posting = self._posting()
        if posting is not None:
            name = f"{self._item.village.name}-无异议说明.pdf"
            save_pdf(
                self, self._context, "无异议说明存到哪里", name,
                lambda desk, path: desk.village.ledger.save_no_objection(posting, path),
            )  # fmt: skip

    def _answers(self) -> None:
        village = self._item.village
        first, last = acts.this_year(self._context.desk.session.today)
        save_pdf(
            self, self._context, "异议处理清单存到哪里", f"{village.name}-异议处理清单.pdf",
            lambda desk, path: desk.village.ledger.save_answers(village, first, last, path),
        )  # fmt: skip

    def _proof(self) -> None:
        uid = self.sheets.currentData()
        save_pdf(
            self, self._context, "张贴证明存到哪里", f"{self._item.village.name}-张贴证明.pdf",
            lambda desk, path: desk.village.ledger.save_proof(uid, path),
        )  # fmt: skip
