"""What a notice board (村务公开栏) shows and looks like; older entries stay."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base.text import tidy

from . import lifestore, store
from .liferows import BoardFacts, Looks
from .model import Board, Village
from .personal import check_plain
from .register import check_board

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.service import Documents

    from .register import VillageList


class BoardBook:
    """Boards and what was recorded of them."""

    def __init__(self, session: Session, room: VillageList, documents: Documents) -> None:
        self._session, self._room, self._documents = session, room, documents

    def facts(self, board: Board) -> BoardFacts:
        """Return what a board shows and looks like, as last recorded."""
        return BoardFacts(*lifestore.board_fact(self._session.conn, board.uid))

    def photo(self, board: Board) -> bytes:
        """Return a board's photo, empty when there is none."""
        sha256 = self.facts(board).photo_sha256
        return self._documents.read(sha256) if sha256 else b""

    def add(self, village: Village, name: str, looks: Looks) -> Board:
        """Add a board and record what it looks like, both or neither; raises as ``describe``."""
        with self._session.transaction():
            return self.describe(self._room.add_board(village, name), looks)

    def describe(self, board: Board, looks: Looks) -> Board:
        """Record what a board looks like.

        Raises:
            BadPhoto: not a picture.
            BadValue: a size that cannot be, or a personal number in a text.
        """
        made = replace(
            board,
            place=board.place if looks.place is None else tidy(looks.place),
            w_mm=board.w_mm if looks.w_mm is None else looks.w_mm,
            h_mm=board.h_mm if looks.h_mm is None else looks.h_mm,
            kind=looks.kind or board.kind,
        )
        check_board(made)
        known = self.facts(board)
        sections = known.sections if looks.sections is None else looks.sections
        for one in sections:
            check_plain("sections", "栏目", one, "栏目会显示在各处")
        with self._session.transaction():
            store.set_board(self._session.conn, made)
            self._add(made, [tidy(one) for one in sections if tidy(one)], looks.photo, known)
        return made

    def _add(self, board: Board, sections: list[str], photo: bytes, known: BoardFacts) -> None:
        kept = known.photo_sha256
        if photo:
            from gkdesk.documents import photos

            photos.facts(photo)
            kept = self._documents.keep(photo, name="公开栏.jpg", subject=board.uid)
        row = {
            "uid": str(uuid4()), "board_uid": board.uid, "photo_sha256": kept,
            "sections": json.dumps(sections, ensure_ascii=False),
            "at": self._session.now().isoformat(timespec="seconds"),
            "by": self._session.user.name,
        }  # fmt: skip
        lifestore.add(self._session.conn, "village_board_fact", row)
        self._session.audit("village.describe_board", board.name, sections=len(sections))
