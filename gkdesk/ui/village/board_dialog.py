"""A village's notice boards: size, kind, sections from the left, photo."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from gkdesk.base.errors import BadValue
from gkdesk.base.files import read
from gkdesk.base.progress import Report
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK2, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, column, label, row
from gkdesk.ui.widgets.calm_combo import CalmCombo
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.liferows import Looks
from gkdesk.village.model import Board, BoardKind, Village

if TYPE_CHECKING:
    from gkdesk.desk import Desk

NEW = ""
PHOTOS = "照片 (*.jpg *.jpeg *.png *.webp *.bmp)"
_PARTS = str.maketrans(dict.fromkeys("，,；; /\n", "、"))
_SIZE = 180  # design pixels of the picture
_KINDS = tuple((one.value, one.label) for one in BoardKind)
ASKS = (
    Ask("name", "名称", help="如 村口公开栏；登记以后不改，证明上印的是它"),
    Ask("place", "位置", required=False, help="如 村委会院墙"),
    Ask("w_mm", "宽（毫米）", "count", default="2400"),
    Ask("h_mm", "高（毫米）", "count", default="1200"),
    Ask("kind", "种类", "choice", choices=_KINDS, wide=True),
    Ask("sections", "栏目，从左到右", required=False, hint="党务、村务、财务、监督", wide=True),
)


class BoardDialog(FormDialog):
    """One board at a time; another one may be added."""

    def __init__(self, parent: QWidget, context: Context, village: Village) -> None:
        self._context, self._room, self._village = context, context.desk.village, village
        self._photo: Path | None = None
        super().__init__(
            parent, f"公开栏资料：{village.name}", ASKS, self._take_board,
            today=context.desk.session.today, verb="保存公开栏",
        )  # fmt: skip
        self.which = CalmCombo()
        self.which.setFont(font(15))
        self.which.setAccessibleName("公开栏")
        for board in self._room.boards(village.uid):
            self.which.addItem(board.name, board.uid)
        self.which.addItem("新添加一块", NEW)
        self.picture = QLabel()
        self.picture.setAccessibleName("公开栏照片")
        self.picture.setFixedSize(px(_SIZE), px(_SIZE * 0.6))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._told = label("", 14, 400, INK2, wrap=True)
        choose = button("选照片", icon="plus", on=self.choose_photo, size=14)
        words = column(
            row(label("公开栏", 15, 600), (self.which, 1), gap=8),
            self._told,
            row(choose, None),
            None,
        )
        self.put_under_title(box(row((box(words), 1), self.picture, gap=16)))
        self.which.currentIndexChanged.connect(lambda _at: self._show())
        self.resize(px(760), min(px(690), 690))
        self._show()

    def choose_photo(self) -> None:
        """Choose what the board looks like; kept when the board is saved."""
        paths = say().files(self, "选择公开栏的照片", PHOTOS)
        if paths:
            self._photo = paths[0]
            picture = _small(QImageReader(str(paths[0])), self.picture.width())
            self._draw(picture, "已选照片，保存后存进档案")

    def _board(self) -> Board | None:
        uid = self.which.currentData()
        return next((one for one in self._room.boards() if one.uid == uid), None)

    def _show(self) -> None:
        """Fill in the chosen board."""
        board, self._photo = self._board(), None
        line = self.form.input("name")
        line.setEnabled(board is None)
        if board is None:
            self.form.fill({ask.name: ask.default for ask in ASKS if ask.name != "kind"})
            self._draw(None, "新的公开栏，还没有照片")
            return
        facts = self._room.noticeboards.facts(board)
        self.form.fill({
            "name": board.name, "place": board.place, "w_mm": str(board.w_mm),
            "h_mm": str(board.h_mm), "kind": board.kind.value,
            "sections": "、".join(facts.sections),
        })  # fmt: skip
        self._draw(None, "")

        def work(desk: Desk, _report: Report) -> QImage:
            buffer = QBuffer()
            buffer.setData(desk.village.noticeboards.photo(board))
            return _small(QImageReader(buffer), side)

        def done(picture: QImage) -> None:
            if self.which.currentData() == board.uid and self._photo is None:
                self._draw(picture, "还没有照片" if picture.isNull() else "已有照片")

        side = self.picture.width()
        self._context.ask_long(self, work, done)

    def _draw(self, picture: QImage | None, words: str) -> None:
        self._told.setText(words)
        if picture is None or picture.isNull():
            self.picture.clear()
            self.picture.setText("没有照片" if words else "")
            return
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self.picture.setPixmap(QPixmap.fromImage(picture).scaled(self.picture.size(), keep, smooth))

    def _take_board(self, values: Mapping[str, str]) -> None:
        width, height = _size(values, "w_mm", "宽"), _size(values, "h_mm", "高")
        kind = BoardKind(values.get("kind", BoardKind.GLASS.value))
        sections = values.get("sections", "").translate(_PARTS).split("、")
        board, place = self._board(), values.get("place", "")
        looks = Looks(tuple(sections), b"", place, width, height, kind)
        if board is None:
            board = self._room.noticeboards.add(self._village, values.get("name", ""), looks)
        else:
            board = self._room.noticeboards.describe(board, looks)
        if self._photo is not None:
            self._keep_photo(board, self._photo)

    def _keep_photo(self, board: Board, path: Path) -> None:
        """Seal the photo beside the window's thread: it may be as large as 40 MB."""

        def work(desk: Desk, _report: Report) -> None:
            desk.village.noticeboards.describe(board, Looks(photo=read(path)))

        page, told = self.parentWidget() or self, self._context.status
        self._context.do_long(page, work, lambda _none: told(f"{board.name}的照片已存进档案"))


def _small(reader: QImageReader, side: int) -> QImage:
    """Decode a picture no larger than ``side``: a phone's photo whole takes 0.25 s."""
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    whole = reader.size()
    if whole.isValid():
        reader.setScaledSize(whole.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _size(values: Mapping[str, str], name: str, words: str) -> int:
    text = values.get(name, "").replace(",", "").removesuffix("毫米").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= len("20000")):
        raise BadValue(name, words, "应为1到20000毫米的整数")
    return int(text)
