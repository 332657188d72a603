"""One step of a case: what it needs is asked, then it is taken, or refused with its article."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from gkdesk.base.errors import BadValue, GkdeskError
from gkdesk.requests.model import BadForm, Field, Move
from gkdesk.ui.context import Context
from gkdesk.ui.dates import parse_day
from gkdesk.ui.look import INK2, RED, px
from gkdesk.ui.widgets.basic import action_bar, box, button, clear, column, label, notice
from gkdesk.ui.widgets.field_form import Ask, FieldForm

KINDS = {"long_text": "longtext", "yes_no": "yes"}
YES_NO = (("yes", "是"), ("no", "否"))


def ask_of(field: Field) -> Ask:
    """Turn a room's field into what the form asks."""
    kind = KINDS.get(field.kind, field.kind)
    return Ask(
        field.name,
        field.label,
        "choice" if kind == "yes" else kind,
        required=field.required,
        default=field.default,
        help=field.help,
        choices=YES_NO if kind == "yes" else field.choices,
    )


class ActDialog(QDialog):
    """Asks for one step's fields; stays open until the step is taken or given up."""

    def __init__(self, parent: QWidget, context: Context, uid: str, move: Move) -> None:
        super().__init__(parent)
        self._context, self._uid, self._move = context, uid, move
        self._dates = {field.name for field in move.fields if field.kind == "date"}
        self.setWindowTitle(f"{move.label} — 政务公开工作台")
        self.form = FieldForm([ask_of(field) for field in move.fields])
        self._notice = QVBoxLayout()
        self.go = button(move.label, "primary", "check", on=self.accept)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(box(column(self.form, None, margins=(0, 0, 8, 0))))
        body = column(
            label(move.label, 20, 700),
            *([label(move.reason, 14, 400, INK2, wrap=True)] if move.reason else []),
            box(self._notice),
            (scroll, 1),
            gap=10,
            margins=(22, 16, 22, 10),
        )
        stay = button("先不办", on=self.reject)
        self.setLayout(column((box(body), 1), action_bar(None, stay, self.go), gap=0))
        self.resize(px(760), min(px(600), px(190) + px(48) * len(move.fields) + px(110)))

    def accept(self) -> None:
        """Take the step; a refusal is shown here and nothing typed is lost."""
        try:
            self._context.desk.requests.act(self._uid, self._move.event, self._values())
        except BadForm as error:
            self.form.mark({fault.field: fault.message for fault in error.faults})
            self._say(f"有{len(error.faults)}处需要更正")
        except BadValue as error:
            self.form.mark({error.field: error.reason})
            self._say(str(error))
        except GkdeskError as error:
            self._say(str(error))
        else:
            super().accept()

    def _values(self) -> dict[str, str]:
        today = self._context.desk.session.today
        values = {name: value for name, value in self.form.values().items() if value}
        for name in self._dates & values.keys():
            on = parse_day(values[name], today)
            values[name] = on.isoformat() if on else values[name]
        return values

    def _say(self, words: str) -> None:
        clear(self._notice)
        text = label(words, 15, 600, RED, wrap=True)
        self._notice.addWidget(notice("red", "circle-alert", (text, 1), width=2))
