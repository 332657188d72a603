"""校准打印机: print the page, measure, type the two numbers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QBoxLayout, QWidget

from gkdesk.base.errors import BadValue
from gkdesk.base.files import write
from gkdesk.base.text import half_width
from gkdesk.documents.model import Paper
from gkdesk.ui.context import Context
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import box, button, row
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

HINT = (
    "先打印校准页，再用直尺量：纸的左边到红竖线、上边到红横线，各减去20毫米就是偏的数。"
    "不偏的填0，偏左、偏上的填负数。"
)


class CalibrateDialog(FormDialog):
    """Asks for what was measured on one printer."""

    def __init__(self, parent: QWidget, context: Context, printer: str, paper: str) -> None:
        self._context, self._printer = context, printer
        self._paper = paper or Paper.A4.value
        right, down = context.desk.printing.shift(printer).mm
        asks = (
            Ask("right", "偏右（毫米）", default=f"{right:g}", help="量得20.5毫米的填 0.5"),
            Ask("down", "偏下（毫米）", default=f"{down:g}", help="量得19毫米的填 -1"),
        )
        super().__init__(
            parent, f"校准打印机：{printer}", asks, self._keep,
            today=context.desk.session.today, hint=HINT, verb="记下校准",
        )  # fmt: skip
        self.print_page = button("打印校准页", icon="printer", on=self._print)
        self.save_page = button("校准页存为 PDF", icon="download", on=self.save)
        layout = self.layout()
        if isinstance(layout, QBoxLayout):
            first = row(self.print_page, self.save_page, None, gap=8, margins=(22, 14, 22, 0))
            layout.insertWidget(0, box(first))

    def save(self) -> None:
        """Write the page to a file, for a printer of another machine."""
        path = say().save(self, "校准页存为 PDF", "打印机校准页.pdf", "PDF (*.pdf)")
        if path is not None:
            data = self._context.desk.printing.calibration_page(self._paper)
            if self._context.do(self, lambda: write(path, data)):
                self._context.status(f"校准页已存：{path.name}")

    def _print(self) -> None:
        run = self._context.printing()
        printer, paper = self._printer, self._paper
        run.start_new(lambda desk, _report: desk.printing.calibration_job(printer, paper), 1)
        self.print_page.setEnabled(False)

    def _keep(self, values: Mapping[str, str]) -> None:
        numbers = {}
        for name, words in (("right", "偏右"), ("down", "偏下")):
            try:
                numbers[name] = float(half_width(values.get(name, "0")).replace("毫米", ""))
            except ValueError as error:
                raise BadValue(name, words, "应为毫米数，如 0.5 或 -1") from error
        self._context.desk.printing.calibrate(self._printer, **numbers)
