"""The list of villages and their boards: what one can do with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue
from gkdesk.base.privacy import masked
from gkdesk.base.text import half_width, squeeze, tidy

from . import store
from .declined import VillageNotFound, VillageTaken
from .model import (
    Board,
    BoardKind,
    Village,
)
from .names import match_village, village_key
from .personal import check_plain

_CODE, _CODE8 = re.compile(r"\d{12}"), re.compile(r"\d{8}")
_LABELS = {
    "name": "村名", "code": "区划代码", "aliases": "别名", "committee": "村民委员会全称",
    "collective": "集体经济组织全称", "boards": "公开栏", "code8": "8位区划代码",
}  # fmt: skip
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
        added = []
        with self._session.transaction():
            for values in rows:
                own = {key: value for key, value in values.items() if key != "boards"}
                village = _village(own)
                self._add(village)
                for board in _boards(values.get("boards") or []):
                    self.add_board(village, **board)
                added.append(village)
        return added

    def import_list(self, rows: Iterable[tuple[str, ...]]) -> list[Village]:
        """Add many villages at once from (name, code, alias…) rows; all or none.

        Raises:
            BadValue: a value missing or not of its kind.
            VillageTaken: name, alias or code in use, or twice in the rows.
        """
        added = []
        with self._session.transaction():
            for name, *rest in rows:
                code, aliases = (rest[0], rest[1:]) if rest else ("", [])
                village = _village({"name": name, "code": code, "aliases": list(aliases)})
                self._add(village)
                added.append(village)
        return added

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
        keys = {village_key(name) for name in (village.name, *village.aliases)}
        for other in self.villages():
            names = {village_key(name) for name in (other.name, *other.aliases)}
            if keys & names or (village.code and village.code == other.code):
                raise VillageTaken(name=village.name, other=other.name)
        store.add_village(self._session.conn, village, made_at=self._stamp())
        self._session.audit("village.add", village.name, code=village.code)

    def _stamp(self) -> str:
        return self._session.now().isoformat(timespec="seconds")


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
        raise BadValue("boards", _LABELS["boards"], "应为一串，每块写 name、place、w_mm、h_mm")
    boards = []
    for value in values:
        for key, given in value.items():
            if key not in known or not isinstance(given, known[key]):
                raise BadValue("boards", _LABELS["boards"], f"的“{key}”不能用")
        kind = value.get("kind", BoardKind.GLASS)
        if kind not in set(BoardKind) or "name" not in value:
            raise BadValue("boards", _LABELS["boards"], "要写名称，种类只能是已有的几种")
        boards.append(value | {"kind": BoardKind(kind)})
    return boards


def _village(values: Mapping[str, object]) -> Village:
    for key in values:
        if key not in _LABELS:
            raise BadValue(key, key, f"不是村的项目，可填：{'、'.join(_LABELS)}")
    aliases = values.get("aliases") or []
    if not isinstance(aliases, (list, tuple)) or not all(isinstance(x, str) for x in aliases):
        raise BadValue("aliases", _LABELS["aliases"], "应为一串文字")
    names = ("name", "code", "committee", "collective", "code8")
    texts = {key: _text(key, values.get(key) or "") for key in names}
    if not texts["name"]:
        raise BadValue("name", _LABELS["name"], "没有填")
    for key, pattern, digits in (("code", _CODE, 12), ("code8", _CODE8, 8)):
        if texts[key] and not pattern.fullmatch(texts[key]):
            raise BadValue(key, _LABELS[key], f"应为{digits}位数字")
    return Village(
        str(uuid4()), texts["name"], texts["code"], tuple(tidy(x) for x in aliases if tidy(x)),
        texts["committee"], texts["collective"], texts["code8"],
    )  # fmt: skip


def _text(key: str, value: object) -> str:
    if not isinstance(value, (str, int)):
        raise BadValue(key, _LABELS[key], "应为文字")
    return squeeze(half_width(str(value)))
