"""粘贴文字自动填写: a chat, an e-mail or a filled form is put in and read into boxes."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from gkdesk.base import files
from gkdesk.base.errors import GkdeskError
from gkdesk.ui.look import INK2, font
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import action_bar, box, button, column, label, open_at

KINDS = "邮件和文字 (*.eml *.txt);;所有文件 (*)"
LARGEST = 20 << 20  # bytes of an e-mail with attachments
TITLE = "粘贴文字自动填写"
HINT = (
    "粘贴聊天记录、邮件或者填好的申请表，程序认出姓名、证件号码、电话、地址和申请内容。"
    "原文不保存；认得不准的会标“自动识别”，请核对。"
)


class PasteDialog(QDialog):
    """Holds the text; ``chosen`` is what is to be read, text or the bytes of a file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{TITLE} — 政务公开工作台")
        self.chosen: str | bytes = ""
        self.text = QPlainTextEdit(QApplication.clipboard().text())
        self.text.setFont(font(15))
        self.text.setAccessibleName("要识别的文字")
        self.text.setPlaceholderText("姓名：李桂兰，电话：139……")
        body = column(
            label(TITLE, 20, 700),
            label(HINT, 14, 400, INK2, wrap=True),
            (self.text, 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        file = button("打开邮件文件", icon="mail", on=self._open)
        stay = button("先不填", on=self.reject)
        self.go = button("识别并填入", "primary", "check", on=self._read)
        self.setLayout(column((box(body), 1), action_bar(file, None, stay, self.go), gap=0))
        open_at(self, 680, 460)
        self.text.setFocus()

    def _read(self) -> None:
        self.chosen = self.text.toPlainText()
        self.accept()

    def _open(self) -> None:
        for path in say().files(self, "打开邮件或者文字", KINDS)[:1]:
            try:
                self.chosen = files.read(path, largest=LARGEST)
            except GkdeskError as error:
                say().trouble(self, error)
            else:
                self.accept()
