"""打印字体: what each style is set in, the choice of typefaces, pictures of characters (补字)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QLayout,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from gkdesk.documents.model import (
    GLYPH_SIDE,
    FaceFacts,
    FontReport,
    GlyphPicture,
    StyleFaces,
)
from gkdesk.settings import BUILT_IN, SYSTEM
from gkdesk.ui.context import Context, short_day
from gkdesk.ui.look import INK2, INK3, font, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, card, clear, column, fact, label, line, row
from gkdesk.ui.widgets.rows_table import Column, PillOf, RowsTable

from .glyph_dialog import GlyphDialog

if TYPE_CHECKING:
    from gkdesk.base.progress import Report
    from gkdesk.desk import Desk

CHOICES = (
    (BUILT_IN, "用软件自带的字体", "每台电脑印出的都一样"),
    (SYSTEM, "先用本机的字体", "没有的字再用自带的；换一台电脑，印出的可能不同"),
)
PICTURES = "图片 (*.png *.jpg *.jpeg)"
STYLES = 5  # 仿宋, 黑体, 楷体, 小标宋, 宋体
_SHOWN = 44  # design pixels of a character's picture


def _origin(style: StyleFaces) -> PillOf:
    return ("自带", "slate", "file-text") if style.used.own else ("本机", "blue", "hard-drive")


def _has(style: StyleFaces, at: int) -> str:
    _, first, _, count = style.counts[at]
    return "全有" if first == count else f"{first:,}/{count:,}"


STYLE_COLUMNS = (
    Column("字体", 76, lambda style: style.label, bold=True),
    Column("实际使用", 126, lambda style: style.used.name),
    Column("来源", 92, lambda style: _origin(style)[0], pill=_origin),
    Column("文件和版本", 0, lambda style: f"{style.used.file}  {style.used.version}"),
    Column("GB 2312", 90, lambda style: _has(style, 0), right=True, optional=True),
    Column("GBK", 112, lambda style: _has(style, 1), right=True, optional=True),
    Column("规范汉字", 108, lambda style: _has(style, 2), right=True, optional=True),
)


class FontsPanel(QWidget):
    """The second page of 系统; the machine's typefaces are looked at when it is opened."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.styles = RowsTable(STYLE_COLUMNS, "各种字体")
        self.report: FontReport | None = None
        self._group = QButtonGroup(self)
        self._radios = {key: self._radio(words) for key, words, _ in CHOICES}
        self._found = column(gap=0, margins=(18, 0, 14, 10))
        self._glyphs = column(gap=0, margins=(18, 0, 14, 10))
        left = _scrolled(column(self._styles_card(), (self._found_card(), 1), gap=12))
        glyphs = self._glyphs_card()
        glyphs.setFixedWidth(px(290))
        self.setLayout(row((left, 1), glyphs, gap=12))

    def reload(self) -> None:
        """Show the pictures at once, the typefaces when the machine has been looked at."""
        self._fill_glyphs()

        def look(desk: Desk, _report: Report) -> FontReport:
            return desk.typefaces.report()

        self._context.ask_long(self, look, self._show)

    def choose(self, fonts: str) -> None:
        """Change the office's choice and look again."""
        self._context.do(self, partial(self._context.desk.choices.fonts, fonts))
        self.reload()

    def add(self) -> None:
        """Choose a scan, then say which character it is."""
        files = say().files(self, "选一个字的扫描图", PICTURES)
        if not files:
            return
        if GlyphDialog(self, self._context, files[0]).exec():
            self._fill_glyphs()

    def remove(self, glyph: GlyphPicture) -> None:
        """Take a picture away, after asking."""
        words = f"删去“{glyph.character}”（{glyph.code}）的图片？"
        more = "以后遇到此字，打印会停下并说明；以前印好的文书不变。"
        if say().ask(self, words, yes="删去图片", no="再看看", more=more):
            typefaces = self._context.desk.typefaces
            self._context.do(self, lambda: typefaces.remove_glyph(glyph.character))
            self._fill_glyphs()

    def _radio(self, words: str) -> QRadioButton:
        made = QRadioButton(words)
        made.setFont(font(15))
        self._group.addButton(made)
        return made

    def _styles_card(self) -> QWidget:
        lines = []
        for key, _, why in CHOICES:
            # clicked, not toggled: showing the present choice must not write it again
            self._radios[key].clicked.connect(lambda _on=False, key=key: self.choose(key))
            reason = label(why, 14, 400, INK3, wrap=True)
            lines.append(row(self._radios[key], (reason, 1), gap=10))
        head = column(label("打印字体", 15, 700), *lines, gap=2, margins=(18, 10, 14, 8))
        self.styles.setFixedHeight(px(40) * (STYLES + 1) + px(4))
        self._together = label("", 14, 400, INK2, wrap=True)
        foot = box(column(self._together, margins=(18, 8, 14, 10)))
        return card(column(box(head), line(), self.styles, line(), foot, gap=0))

    def _found_card(self) -> QWidget:
        title = label("本机的字体", 15, 700)
        self._files = label("", 14, 400, INK3)
        head = row(title, self._files, None, margins=(18, 10, 14, 6))
        return card(column(box(head), line(), self._found, gap=0))

    def _glyphs_card(self) -> QWidget:
        add = button("补字", "", "plus", on=self.add, size=14)
        head = row(label("补字", 15, 700), None, add, margins=(18, 10, 14, 8))
        words = "字体里没有的字，附一张白底黑字的扫描图，就能打印，也能查找和复制。"
        why = box(column(label(words, 14, 400, INK2, wrap=True), margins=(18, 8, 14, 4)))
        return card(column(box(head), line(), why, (_scrolled(self._glyphs), 1), gap=0))

    def _show(self, report: FontReport) -> None:
        self.report = report
        self._radios[report.choice].setChecked(True)
        self.styles.fill(report.styles)
        self._together.setText(_together(report))
        self._files.setText(f"共查看{report.files}个字体文件")
        clear(self._found)
        found = [(style.label, face) for style in report.styles for face in style.found]
        found += [("生僻字", face) for face in report.rare]
        found += [("打不开", face) for face in report.damaged]
        if not found:
            words = "没有找到公文常用的字体（仿宋、小标宋、黑体、楷体、宋体），用自带的即可。"
            self._found.addWidget(fact("", words))
        for name, face in found:
            self._found.addWidget(fact(name, _words(face)))
            self._found.addWidget(line())
        self._found.addStretch(1)

    def _fill_glyphs(self) -> None:
        clear(self._glyphs)
        glyphs = self._context.desk.typefaces.glyphs()
        if not glyphs:
            self._glyphs.addWidget(label("还没有补过字", 14, 400, INK3))
        for glyph in glyphs:
            self._glyphs.addWidget(self._glyph_row(glyph))
            self._glyphs.addWidget(line())
        self._glyphs.addStretch(1)

    def _glyph_row(self, glyph: GlyphPicture) -> QWidget:
        made = f"{short_day(glyph.made_on)} {glyph.made_by}"
        words = column(label(glyph.code, 15, 600), label(made, 13, 400, INK3), gap=0)
        drop = button(
            "", "ghost", "trash-2", on=partial(self.remove, glyph), tip=f"删去{glyph.code}的图片"
        )
        return box(row(picture_of(glyph.grey, _SHOWN), box(words), None, drop, margins=(0, 8) * 2))


def picture_of(grey: bytes, side: int) -> QLabel:
    """Show a character's picture, ``side`` design pixels high."""
    image = QImage(grey, GLYPH_SIDE, GLYPH_SIDE, GLYPH_SIDE, QImage.Format.Format_Grayscale8)
    made = QLabel()
    smooth = Qt.TransformationMode.SmoothTransformation
    made.setPixmap(QPixmap.fromImage(image.copy()).scaledToHeight(px(side), smooth))
    made.setFixedSize(px(side), px(side))
    made.setAccessibleName("字的图片")
    return made


def _together(report: FontReport) -> str:
    """Say what every style can print with the faces behind its first one."""
    parts = []
    for at, (name, _, _, count) in enumerate(report.styles[0].counts):
        least = min(style.counts[at][2] for style in report.styles)
        parts.append(f"{name} {'全有' if least == count else f'{least:,}/{count:,}'}")
    return f"某种字体没有的字，用后面的自带字体补上。合起来：{'、'.join(parts)}。"


def _words(face: FaceFacts) -> str:
    version = f"，版本 {face.version}" if face.version else ""
    state = f"不能用：{face.refusal}" if face.refusal else "能用，允许嵌入"
    where = f"（{face.file}{version}）" if face.file != face.name else ""
    return f"{face.name}{where}　{state}"


def _scrolled(layout: QLayout) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(box(layout))
    return made
