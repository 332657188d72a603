"""Which character a scan shows: asked once, refused with one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadValue
from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog

ASKS = (Ask("character", "这是哪个字", help="填这个字；打不出来的填编码，如 U+2EBF0"),)


class GlyphDialog(FormDialog):
    """Takes the character or its code for a picture already chosen."""

    def __init__(self, parent: QWidget, context: Context, scan: Path) -> None:
        typefaces = context.desk.typefaces

        def take(values: Mapping[str, str]) -> None:
            if not values.get("character"):
                raise BadValue("character", "这是哪个字", "没有填写")
            typefaces.add_glyph(values["character"], scan)

        today = context.desk.session.today
        hint = f"图片：{scan.name}"
        super().__init__(parent, "补字", ASKS, take, today=today, hint=hint, columns=1)
