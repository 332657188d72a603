"""Delivering: only the boxes the chosen way asks for are shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gkdesk.requests.model import EventKind, Method, Move
from gkdesk.ui.context import Context

from .act_dialog import ActDialog

STEPS = frozenset({EventKind.DELIVER, EventKind.RESEND})
_SIGNED = {"receiver", "receiver_relation"}
_POSTED = {"courier", "mail_no", "address", "address_note"}
_SENT = {"address", "address_note", "sent_time", "arrival_proof"}
ASKED: dict[str, set[str]] = {
    Method.DIRECT: {*_SIGNED, "address"},
    Method.ENTRUSTED: {*_SIGNED, "entrusted_to", "address"},
    Method.MAIL: _POSTED,
    Method.EMAIL: _SENT,
    Method.PLATFORM: _SENT - {"address_note"},
    Method.LEAVE: {"address", "refuse_reason", "witness", "photo"},
    Method.PUBLIC: {"public_reason", "public_place"},
    Method.COUNTER: _SIGNED,
}
_OWN = set().union(*ASKED.values())


class DeliverDialog(ActDialog):
    """Hides what another way would ask."""

    def __init__(self, parent: QWidget, context: Context, uid: str, move: Move) -> None:
        super().__init__(parent, context, uid, move)
        self._ways = {way.method: way for way in context.desk.requests.rules.ways}
        self._always = {field.name for field in move.fields} - _OWN
        self._method = ""
        self.form.changed.connect(self._choose)
        self._choose()

    def _choose(self) -> None:
        method = self.form.values()["method"]
        if method == self._method:
            return
        self._method = method
        self.form.show_only(self._always | ASKED[method])
        way = self._ways.get(Method(method))
        if way is not None:
            self.hint(f"留存：{way.proof}。{way.reply}为答复之日。依据：{way.basis}。")
