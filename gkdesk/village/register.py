"""The list of villages and their boards: what one can do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.base.privacy import masked
from gkdesk.base.text import tidy

from . import lifestore, store
from .declined import VillageInUse, VillageNotFound, VillageTaken
from .model import (
    Board,
    BoardKind,
    Village,
)
from .names import match_village
from .personal import check_plain
from .villagevalues import LABELS, full_name, taken_by, village_of

if TYPE_CHECKING:
    from pathlib import Path

    from .roster import Entry, Line, Read, Roster

_LARGEST_MM = 20_000


class VillageList:
    """Villages and boards; the base the sheets stand on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def villages(self) -> list[Village]:
        """Return every village, by code."""
        return store.villages(self._session.conn)

    def boards(self, village_uid: str = "") -> list[Board]:
        """Return the boards of one village, or all."""
        found = store.boards(self._session.conn)
        return [board for board in found if village_uid in ("", board.village_uid)]

    def village(self, name: str) -> Village:
        """Find a village by name, alias or code.

        Raises:
            VillageNotFound: none, or more than one; the names known are in the message.
        """
        known = self.villages()
        typed = name.strip()
        hits = [one for one in known if typed and typed in (one.code, one.code8)]
        hits = hits or match_village(name, known, self._session.organ.town)
        if len(hits) != 1:
            names = "、".join(village.name for village in known) or "（还没有村）"
            raise VillageNotFound(name=masked(name), known=names)
        return hits[0]

    def known(self, village: Village) -> Village:
        """Return a village as it stands now: who holds one may have held it for long.

        Raises:
            VillageNotFound: it is in the list no more.
        """
        for one in self.villages():
            if one.uid == village.uid:
                return one
        raise VillageNotFound(name=masked(village.name), known="（已经变化）")

    def add_village(self, values: Mapping[str, object]) -> Village:
        """Add one village.

        Args:
            values: ``name``; may have ``code`` (12 digits), ``aliases`` (list), ``committee``,
                ``collective`` and ``boards`` (list of objects with ``name``, ``place``, ``w_mm``,
                ``h_mm``, ``kind``).

        Raises:
            BadValue: a value missing or not of its kind; nothing was added.
            VillageTaken: name, alias or code in use.
        """
        return self.add_villages([values])[0]

    def add_villages(self, rows: Iterable[Mapping[str, object]]) -> list[Village]:
        """Add many villages at once, each as ``add_village`` takes it; all or none.

        Raises:
            BadValue: a value missing or not of its kind; nothing was added.
            VillageTaken: name, alias or code in use, or twice in the rows.
        """
        given = []
        for values in rows:
            own = {key: value for key, value in values.items() if key != "boards"}
            boards = _boards(values.get("boards") or [])
            given.append((village_of(own, self._session.organ.town), boards))
        with self._session.transaction():
            self._add_all([village for village, _boards_of in given])
            for village, boards in given:
                for board in boards:
                    self.add_board(village, **board)
        return [village for village, _boards_of in given]

    def read_list(self, path: Path) -> Roster:
        """Read a list of villages from a file (.xlsx, .xls, .et, .csv, .docx); writes nothing.

        Raises:
            Declined: no table, or none with names of villages in it.
            Blocked: the file cannot be read from the disk.
        """
        from . import rosterread

        return self.judge_list(rosterread.of_file(path))

    def read_pasted(self, text: str) -> Roster:
        """Read a list of villages copied from Excel or WPS; writes nothing.

        Raises:
            NoNames, TooManyLines: nothing in it is a list of villages.
        """
        from . import rosterread

        return self.judge_list(rosterread.of_text(text))

    def judge_list(self, read: Read | Sequence[Entry]) -> Roster:
        """Say of each line of a list whether it can be added; writes nothing."""
        from . import roster

        town = self._session.organ.town
        return roster.judged(read, self.villages(), town)

    def import_list(self, lines: Iterable[Line]) -> list[Village]:
        """Add the villages of the lines that can be added; all of them or none.

        Raises:
            VillageTaken: name, alias or code in use by now.
        """
        added = [line.village for line in lines if line.village is not None]
        with self._session.transaction():
            self._add_all(added)
        return added

    def remove(self, village: Village) -> None:
        """Take a village out of the list that was added by mistake; the audit keeps its name.

        Raises:
            VillageInUse: something is on record of it.
        """
        with self._session.transaction():
            if found := lifestore.hanging_on(self._session.conn, village.uid):
                raise VillageInUse(name=village.name, what="、".join(found))
            lifestore.remove_village(self._session.conn, village.uid)
            self._session.audit("village.remove", village.name)

    def describe(
        self, village: Village, *, committee: str | None = None, collective: str | None = None
    ) -> Village:
        """Correct the full names a village's papers are issued under; what is None stays.

        An empty one goes back to the usual wording of town and village.

        Raises:
            BadValue: too long, or a personal number in it.
        """
        now = self.known(village)
        made = replace(
            now,
            committee=_full("committee", committee, now.committee),
            collective=_full("collective", collective, now.collective),
        )
        with self._session.transaction():
            lifestore.describe_village(
                self._session.conn, made.uid, committee=made.committee, collective=made.collective
            )
            self._session.audit(
                "village.describe", village.name, committee=made.committee,
                collective=made.collective,
            )  # fmt: skip
        return made

    def add_board(
        self,
        village: Village,
        name: str,
        *,
        place: str = "",
        w_mm: int = 2400,
        h_mm: int = 1200,
        kind: BoardKind = BoardKind.GLASS,
    ) -> Board:
        """Add a notice board (村务公开栏) to a village; sizes in millimetres.

        Raises:
            BadValue: no name, a name in use, a personal number, or a size that cannot be.
        """
        name = tidy(name)
        if not name:
            raise BadValue("name", "公开栏名称", "没有填")
        if name in {board.name for board in self.boards(village.uid)}:
            raise BadValue("name", "公开栏名称", "与此村另一块公开栏重名")
        board = Board(str(uuid4()), village.uid, name, tidy(place), w_mm, h_mm, kind)
        check_board(board)
        with self._session.transaction():
            store.add_board(self._session.conn, board)
            self._session.audit("village.add_board", village.name, board=name)
        return board

    def _add(self, village: Village) -> None:
        self._add_all([village])

    def _add_all(self, villages: Sequence[Village]) -> None:
        """Store new villages within the open transaction; raises VillageTaken."""
        known = self.villages()
        for village in villages:
            if other := taken_by(village, known):
                raise VillageTaken(name=village.name, other=other.name)
            store.add_village(self._session.conn, village, made_at=self._stamp())
            self._session.audit("village.add", village.name, code=village.code)
            known.append(village)

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")


def _full(field: str, text: str | None, before: str) -> str:
    return before if text is None else full_name(field, text)


def check_board(board: Board) -> None:
    """Refuse a board that cannot be.

    Raises:
        BadValue: a personal number in name or place, or a size that cannot be.
    """
    check_plain("name", "公开栏名称", board.name, "名称会印在证明上")
    check_plain("place", "位置", board.place, "位置会显示在各处")
    for field, label, size in (("w_mm", "宽", board.w_mm), ("h_mm", "高", board.h_mm)):
        if not 0 < size <= _LARGEST_MM:
            raise BadValue(field, label, "应在1到20000毫米之间")


def _boards(values: object) -> list[dict[str, Any]]:
    known = {"name": str, "place": str, "w_mm": int, "h_mm": int, "kind": str}
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise BadValue("boards", LABELS["boards"], "应为一串，每块写 name、place、w_mm、h_mm")
    boards = []
    for value in values:
        for key, given in value.items():
            if key not in known or not isinstance(given, known[key]):
                raise BadValue("boards", LABELS["boards"], f"的“{key}”不能用")
        kind = value.get("kind", BoardKind.GLASS)
        if kind not in set(BoardKind) or "name" not in value:
            raise BadValue("boards", LABELS["boards"], "要写名称，种类只能是已有的几种")
        boards.append(value | {"kind": BoardKind(kind)})
    return boards
