"""The life of a sheet, 草稿 to 归档, computed from what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base.labels import Labelled

from . import lifestore, store
from .model import Posting, Sheet, SheetEventKind, SheetState
from .period import Period

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .service import Villages


class Stage(Labelled):
    """Where a sheet stands in its life on a day."""

    PROBLEM = "problem", "有问题"
    DRAFT = "draft", "草稿"
    REVIEWED = "reviewed", "已审"
    FINAL = "final", "定稿"
    POSTED = "posted", "张贴中"
    EXPIRED = "expired", "已期满"
    DOWN = "down", "已取下"
    ARCHIVED = "archived", "已归档"
    REPLACED = "replaced", "已更正"


_BY_STATE = {
    SheetState.MISSING: Stage.DRAFT,
    SheetState.PROBLEM: Stage.PROBLEM,
    SheetState.CHECKED: Stage.DRAFT,
    SheetState.REVIEWED: Stage.REVIEWED,
    SheetState.PRINTED: Stage.FINAL,
    SheetState.POSTED: Stage.POSTED,
    SheetState.TAKEN_DOWN: Stage.DOWN,
}


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One thing that happened to a sheet."""

    on: date
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """A sheet's whole life; ``frozen`` is the SHA-256 of the PDF it was printed as first."""

    sheet: Sheet
    stage: Stage
    steps: tuple[LifeStep, ...]
    frozen: str = ""


def stage_of(
    state: SheetState, postings: Sequence[Posting], today: date, *, archived: bool, newest: bool
) -> Stage:
    """Return where a sheet stands.

    Args:
        state: what was done to it.
        postings: where it hangs and hung.
        today: a hanging sheet is 已期满 from the first day it may come down.
        archived: it was put into the village's folder of the year.
        newest: no newer version was handed in.
    """
    if archived:
        return Stage.ARCHIVED
    hanging = [one for one in postings if one.taken_down_on is None]
    if not newest and not hanging:
        return Stage.REPLACED
    if hanging and all(one.keep_until <= today for one in hanging):
        return Stage.EXPIRED
    return _BY_STATE[state]


class Lives:
    """Tells a sheet's life and closes it."""

    def __init__(self, session: Session, room: Villages) -> None:
        self._session, self._room = session, room

    def of(self, uid: str) -> Life:
        """Return the life of one version of a sheet.

        Raises:
            SheetNotFound: no such sheet.
        """
        sheet = self._room.sheet(uid)
        printings = self._events(uid, SheetEventKind.PRINTED)
        postings = self._room.postings(uid)
        archived = self._events(uid, SheetEventKind.ARCHIVED)
        stage = stage_of(
            sheet.state, postings, self._session.today,
            archived=bool(archived), newest=self._room.is_newest(uid),
        )  # fmt: skip
        frozen = str(printings[-1].detail["sha256"]) if printings else ""
        return Life(sheet, stage, tuple(self._steps(sheet, postings)), frozen)

    def periods(self) -> list[Period]:
        """Return every period a sheet is stored for, the newest first."""
        found = store.periods(self._session.conn)
        return sorted(found, key=lambda one: (one.first_on, str(one)), reverse=True)

    def archive(self, uid: str, on: date) -> Life:
        """Close a sheet's life: taken down everywhere, every objection answered.

        Raises:
            WrongStep: it hangs, was never posted, or an objection is open.
            WrongDay: the day lies ahead or before the last take-down.
        """
        life = self.of(uid)
        sheet = life.sheet
        downs = [one.taken_down_on for one in self._room.postings(uid)]
        if life.stage is Stage.ARCHIVED:
            raise self._room.wrong(sheet, "归档", "已经归档过")
        if not downs or None in downs:
            raise self._room.wrong(sheet, "归档", "要先张贴满期并取下")
        if self._open_objections(uid):
            raise self._room.wrong(sheet, "归档", "还有异议没有答复")
        self._room.check_day("归档日期", on, not_before=max(day for day in downs if day))
        with self._session.transaction():
            store.add_event(
                self._session.conn, uid=str(uuid4()), sheet_uid=uid,
                kind=SheetEventKind.ARCHIVED, happened_on=on, at=self._stamp(),
                by=self._session.user.name, detail={},
            )  # fmt: skip
            self._session.audit("village.archive", uid, on=on.isoformat())
        return self.of(uid)

    def _steps(self, sheet: Sheet, postings: Sequence[Posting]) -> list[LifeStep]:
        made = datetime.fromisoformat(sheet.made_at).date()
        steps = [LifeStep(made, "导入", f"第{sheet.version}版")]
        words = {
            SheetEventKind.REVIEWED: "监委会审核",
            SheetEventKind.PRINTED: "定稿",
            SheetEventKind.ARCHIVED: "归档",
        }
        for kind, what in words.items():
            for event in reversed(self._events(sheet.uid, kind)):
                code = str(event.detail.get("check_code", ""))
                steps.append(LifeStep(event.happened_on, what, code and f"核对码{code}"))
        boards = {board.uid: board.name for board in self._room.boards(sheet.village_uid)}
        for one in postings:
            where = boards[one.board_uid]
            steps.append(LifeStep(one.posted_on, "张贴", where))
            if one.taken_down_on is not None:
                early = "，未满期" if one.taken_down_on < one.keep_until else ""
                steps.append(LifeStep(one.taken_down_on, "取下", where + early))
        for gone in store.cancelled_postings(self._session.conn, sheet.uid):
            where = boards[gone.posting.board_uid]
            steps.append(LifeStep(gone.posting.posted_on, "张贴", f"{where}，已冲销"))
            steps.append(LifeStep(gone.on, "冲销张贴", f"{where}：{gone.reason}"))
        order = ["导入", "监委会审核", "定稿", "张贴", "取下", "冲销张贴", "归档"]
        return sorted(steps, key=lambda step: (step.on, order.index(step.what)))

    def _open_objections(self, uid: str) -> bool:
        return any(
            one.sheet_uid == uid and one.ended_on is None
            for one in lifestore.objections(self._session.conn)
        )

    def _events(self, uid: str, kind: SheetEventKind) -> list[store.SheetEvent]:
        return store.events(self._session.conn, sheet_uid=uid, kind=kind)

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")
