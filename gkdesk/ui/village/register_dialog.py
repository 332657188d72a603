"""The posting register of one sheet: its life, photos, take-down, objections, proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from gkdesk.base.errors import BadValue
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, card, column, label, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog, Take
from gkdesk.ui.widgets.rows_table import Column, RowsTable
from gkdesk.village.model import BoardRow, PhotoKind, Posting

if TYPE_CHECKING:
    from pathlib import Path

    from gkdesk.village.lifecycle import LifeStep
    from gkdesk.village.liferows import ObjectionRow, PhotoRow

WIDEST, TALLEST = 1300, 690  # a 1366×768 screen less its bars
PHOTOS = "照片 (*.jpg *.jpeg *.png *.webp *.bmp)"
_STATES = {"new": "待答复", "answered": "已答复", "escalated": "已报镇", "closed": "已办结"}
ON = Ask("on", "日期", "date", default="今天", help="可写 4.10、20260410、昨天")
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
    Column("情况", 80, lambda one: _STATES[one.state], optional=True),
    Column("答复期限", 110, lambda one: one.due_on.isoformat()),
)


class RegisterDialog(QDialog):
    """Everything that happened to one village's sheet of a period, and what can be added."""

    def __init__(self, parent: QWidget, context: Context, item: BoardRow, form: str) -> None:
        super().__init__(parent)
        self._context, self._item = context, item
        self.setWindowTitle(f"张贴登记：{item.village.name} — 政务公开工作台")
        self.sheets = QComboBox()
        self.sheets.setFont(font(15))
        self.sheets.setAccessibleName("公开表")
        names = context.desk.village.forms
        for each, uid in sorted(item.sheets.items()):
            self.sheets.addItem(names[each].name if each in names else each, uid)
        self.sheets.setCurrentIndex(max(0, self.sheets.findData(item.sheets.get(form, ""))))
        self.kind = QComboBox()
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
        self.answer.setEnabled(any(one.ended_on is None for one in objections))
        self.proof.setEnabled(posting is not None)

    def _build(self) -> None:
        self.add_photo = button("登记照片", icon="plus", on=self._add_photo)
        self.take_down = button("登记取下", icon="archive", on=self._take_down)
        self.object_ = button("登记异议", icon="message-square-text", on=self._object)
        self.answer = button("答复异议", icon="check", on=self._answer)
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
        foot = action_bar(self.take_down, self.proof, None, close)
        self.setLayout(column((box(body), 1), foot, gap=0))
        self.resize(min(px(980), WIDEST), min(px(600), TALLEST))

    def _posting(self) -> Posting | None:
        uid = self.sheets.currentData()
        found = self._context.desk.village.postings(uid) if uid else []
        return found[-1] if found else None

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
        ledger, kind = self._context.desk.village.ledger, PhotoKind(self.kind.currentData())
        warnings: list[str] = []

        def add(path: Path) -> None:
            warnings.extend(ledger.add_photo(posting, kind, path).warnings)

        for path in paths:
            self._context.do(self, partial(add, path))
        if warnings:
            say().tell(self, "照片已登记，有提示", "；".join(dict.fromkeys(warnings)))
        self.reload()

    def _take_down(self) -> None:
        posting = self._posting()
        if posting is None:
            return
        room = self._context.desk.village
        reason = Ask("reason", "没有满期就取下的原因", required=False, wide=True)
        self._ask(
            "登记取下", (ON, reason),
            lambda values: room.take_down(posting, _day(values), reason=values.get("reason", "")),
        )  # fmt: skip

    def _object(self) -> None:
        uid, book = self.sheets.currentData(), self._context.desk.village.objections
        asks = (
            Ask("subject", "异议事项", help="会公布，不写姓名"),
            ON,
            Ask("content", "说了什么", "longtext", required=False),
            Ask("name", "提出人", required=False, help="加密保存，不公布"),
        )
        self._ask(
            "登记异议", asks,
            lambda values: book.add(
                uid, _day(values), values.get("subject", ""),
                content=values.get("content", ""), name=values.get("name", ""),
            ),
        )  # fmt: skip

    def _answer(self) -> None:
        chosen: ObjectionRow | None = self.objections.current()
        rows = self._context.desk.village.objections.all(self.sheets.currentData())
        if chosen is None or chosen.ended_on is not None:
            chosen = next((one for one in rows if one.ended_on is None), None)
        if chosen is None:
            return
        uid, book = chosen.uid, self._context.desk.village.objections
        right = (("no", "不属实"), ("yes", "属实，要更正公布"))
        asks = (
            Ask("result", "处理结果", help="会公布，不写姓名"),
            ON,
            Ask("founded", "查核结论", "choice", choices=right),
            Ask("finding", "查核情况", "longtext", required=False),
        )
        self._ask(
            f"答复异议：{chosen.subject}", asks,
            lambda values: book.answer(
                uid, _day(values), values.get("result", ""), finding=values.get("finding", ""),
                founded=values.get("founded") == "yes",
            ),
        )  # fmt: skip

    def _proof(self) -> None:
        name = f"{self._item.village.name}-张贴证明.pdf"
        path = say().save(self, "张贴证明存到哪里", name, "PDF (*.pdf)")
        uid, room = self.sheets.currentData(), self._context.desk.village
        if path is not None and self._context.do(self, partial(room.ledger.save_proof, uid, path)):
            self._context.status(f"已存为 {path.name}")

    def _ask(self, title: str, asks: tuple[Ask, ...], take: Take) -> None:
        today = self._context.desk.session.today
        if FormDialog(self, title, asks, take, today=today, verb="登记", columns=1).exec():
            self.reload()


def _day(values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("on", ""))
    except ValueError as error:
        raise BadValue("on", "日期", "认不出，可写 4月10日 或 20260410") from error
