"""The steps at the end of a case: what their boxes hold ready, what is checked, what is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gkdesk.accounts.session import Session

from . import delivery, deliverychecks, followups, store
from .archive import Archiving
from .ledger import Ledger
from .model import Event, EventKind, Field, Method, Move
from .splitting import Splitting

_SECOND = 2  # after so many returns a public notice is proposed


class Closing:
    """What ``Acting`` asks for these steps."""

    def __init__(
        self, session: Session, ledger: Ledger, archiving: Archiving, splitting: Splitting
    ) -> None:
        self._session, self._ledger = session, ledger
        self._archiving, self._splitting = archiving, splitting

    def moves(
        self, row: store.Stored, events: Sequence[Event], moves: Sequence[Move]
    ) -> list[Move]:
        """Fill the boxes; say that the archive waits while papers are missing."""
        found = [
            replace(move, fields=self.fields(row, move.event, move.fields, events))
            for move in moves
        ]
        if not any(move.event is EventKind.ARCHIVE for move in found):
            return found
        short = self._short(row, events)
        if short:
            found = [_wait(move, short) for move in found]
            first = next((move.event for move in found if move.allowed), None)
            found = [replace(move, primary=move.event is first) for move in found]
        again = delivery.returns(events)
        hint = f"已退回{again}次，可以公告送达" if again >= _SECOND else ""
        return [
            replace(move, reason=hint) if move.event is EventKind.RESEND and hint else move
            for move in found
        ]

    def _short(self, row: store.Stored, events: Sequence[Event]) -> str:
        if delivery.returned(events):
            return "邮件退回，须再次送达"
        if delivery.awaited(events):
            return "还没有登记寄达"
        lacks = len(self._archiving.missing(row))
        return f"归档材料还缺{lacks}项" if lacks else ""

    def fields(
        self,
        row: store.Stored,
        kind: EventKind,
        asked: Sequence[Field],
        events: Sequence[Event],
    ) -> tuple[Field, ...]:
        """Return a step's boxes, filled with what the case knows."""
        match kind:
            case EventKind.DIFFICULT:
                causes = self._ledger.rules.difficulties
                choices = tuple((one.code, one.label) for one in causes)
                return _put(asked, "cause", choices=choices)
            case EventKind.ON_PAPER:
                return tuple(self._archiving.paper_fields(row, asked))
            case EventKind.RESEND:
                boxes = _put(asked, "number", default=self._ledger.open(row).phone)
                if delivery.returns(events) >= _SECOND:
                    boxes = _put(boxes, "method", default=Method.PUBLIC)
                return boxes
            case EventKind.TO_PUBLIC:
                return _put(asked, "info_title", default=self._ledger.open(row).content)
            case EventKind.FIX:
                evidence = events[0].detail.get("evidence", "")
                boxes = _put(asked, "record_item", default=self._ledger.open(row).content)
                return _put(boxes, "evidence", default=evidence)
            case _:
                return tuple(asked)

    def check(
        self, row: store.Stored, new: Event, form: Mapping[str, str], before: Sequence[Event]
    ) -> None:
        """Check what these steps ask beyond their boxes.

        Raises:
            StepDeclined: it has no place in this case, or shows no proof.
            BadForm: boxes that do not agree.
        """
        followups.check(new.kind, before, row.matter)
        match new.kind:
            case EventKind.DELIVER | EventKind.RESEND:
                deliverychecks.check_delivery(
                    new, form, before, self._ledger.open(row),
                    ways=self._ledger.rules.ways, couriers=self._ledger.rules.couriers,
                )  # fmt: skip
            case EventKind.ARRIVED:
                deliverychecks.check_arrival(new, before)
            case EventKind.ARCHIVE:
                deliverychecks.check_archived(before)
            case EventKind.ON_PAPER:
                self._archiving.check_papers(row, form)
            case EventKind.SPLIT:
                self._splitting.check(form)
            case _:
                pass

    def added(self, row: store.Stored, kind: EventKind, form: Mapping[str, str]) -> dict[str, str]:
        """Return what is noted with a step beside its boxes; joins the open transaction."""
        me = self._session.user.name
        match kind:
            case EventKind.DELIVER | EventKind.RESEND:
                return {"deliverer": form.get("deliverer") or me}
            case EventKind.ON_PAPER:
                return {"seen_by": form.get("seen_by") or me}
            case EventKind.CONFER:
                return {"recorder": form.get("recorder") or me}
            case EventKind.DIFFICULT:
                labels = {one.code: one.label for one in self._ledger.rules.difficulties}
                return {"cause_label": labels.get(form["cause"], form["cause"])}
            case EventKind.SPLIT:
                return self._splitting.split(row, form)
            case _:
                return {}


def _wait(move: Move, why: str) -> Move:
    if move.event is not EventKind.ARCHIVE:
        return move
    return replace(move, allowed=False, primary=False, reason=why)


def _put(
    asked: Sequence[Field],
    name: str,
    *,
    default: str = "",
    choices: tuple[tuple[str, str], ...] = (),
) -> tuple[Field, ...]:
    return tuple(
        replace(field, default=default or field.default, choices=choices or field.choices)
        if field.name == name
        else field
        for field in asked
    )
