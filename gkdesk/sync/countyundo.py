"""Undoing a package at the county: one step back, and the town is told by a signed receipt.

A package is undone from the newest backwards only, so the chain stays sound. Its lines go, what
stood before stands again, and the package stays in the book with its bag.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from gkdesk.base.errors import Declined
from gkdesk.base.files import NoSuchFile
from gkdesk.base.text import printable
from gkdesk.db import Connection, transaction

from . import county_turns
from . import receipt as receipts
from .countyanswer import Coming
from .countykeys import NoCountyPair
from .countymodel import Kept
from .gate import masked
from .keys import KeyPair
from .model import Receipt

LONGEST = 160  # letters of a reason; it travels in the receipt and stands on the town's screen


class NoSuchTown(Declined):
    """No package of this town is in the inbox, or several towns bear the name."""

    message = "收件箱里没有“{town}”的包。请写单位全称或统一社会信用代码，没有改动任何内容。"


class NotTaken(Declined):
    """The package never came."""

    message = "没有接收过“{town}”的{number}号包。请核对编号，没有改动任何内容。"


class NotNewest(Declined):
    """Newer packages stand on it."""

    message = (
        "只能从最近的一包起依次撤销。“{town}”最近的一包是{newest}，请先撤销它，没有改动任何内容。"
    )


class NotKept(Declined):
    """An older program took it and kept nothing of what it replaced."""

    message = "{number}号包是旧版软件接收的，没有留存接收前的内容，不能撤销。没有改动任何内容。"


class NoReason(Declined):
    """Whoever decides says why."""

    message = "请写明原因，一两句话、160字以内；不要写身份证号、手机号。没有改动任何内容。"


def reason_of(text: str) -> str:
    """Return a reason on one line.

    Raises:
        NoReason: none, too long, or with a personal number in it.
    """
    words = " ".join(text.split())
    if not words or len(words) > LONGEST or masked(words) != words:
        raise NoReason
    return printable(words)


def find_town(conn: Connection, town: str) -> list[Kept]:
    """Return every package of a town, by credit code or full name, the newest first.

    Raises:
        NoSuchTown: none, or the name is not of one town alone.
    """
    found = [one for one in county_turns.packages(conn) if town in {one.town, one.town_name}]
    if len({one.town for one in found}) != 1:
        raise NoSuchTown(town=printable(town))
    return found


def find_taken(conn: Connection, town: str, number: str) -> Kept:
    """Return a package in the book, undone or not.

    Raises:
        NoSuchTown, NotTaken: it is not there.
    """
    found = find_town(conn, town)
    wanted = next((one for one in found if one.number == number), None)
    if wanted is None:
        raise NotTaken(town=found[0].town_name, number=printable(number))
    return wanted


def find(conn: Connection, town: str, number: str) -> Kept:
    """Return the package to undo, or the one undone already.

    Raises:
        NoSuchTown, NotTaken, NotNewest, NotKept: it cannot be undone.
    """
    found, wanted = find_town(conn, town), find_taken(conn, town, number)
    newest = next((one for one in found if one.standing), wanted)
    if wanted.standing and wanted != newest:
        raise NotNewest(town=wanted.town_name, newest=newest.number)
    if wanted.standing and not wanted.undoable:
        raise NotKept(number=number)
    return wanted


def coming(kept: Kept, to: Path | None, pairs: Sequence[KeyPair], today: datetime) -> Coming:
    """Say where the answer to a package in the book goes, and what signs it.

    Raises:
        NoSuchFile: the folder is not there, so the drive may have gone.
        NoCountyPair: it was sealed, and no own key is in force.
    """
    if to is not None and not to.is_dir():
        raise NoSuchFile(name=to.name or str(to))
    good = [one for one in pairs if one.public.holds_on(today.date())]
    if kept.statement and not good:
        raise NoCountyPair
    seed = good[0].seed if kept.statement else b""
    return Coming(Path(kept.name), to, kept.name, kept.statement, seed)


def undo(
    conn: Connection, kept: Kept, reason: str, county: str, now: Callable[[], datetime]
) -> Receipt:
    """Put everything back in one transaction; return the receipt that says so."""
    at = now().isoformat(timespec="seconds")
    with transaction(conn):
        receipt = Receipt(
            town=kept.town,
            number=kept.number,
            name=kept.name,
            manifest_sha256=kept.manifest_sha256,
            accepted=0,
            returned=(),
            findings=(),
            received_at=at,
            county=county,
            undone=reason,
            before=county_turns.answers(conn, kept.town, kept.number),
        )
        text = receipts.encode(receipt).decode("utf-8")
        county_turns.add_turn(
            conn, town=kept.town, number=kept.number, what="undone", receipt=text, at=at,
            reason=reason,
        )  # fmt: skip
        county_turns.put_back(conn, kept.town, kept.number)
    return receipt


def answer_of(conn: Connection, kept: Kept) -> Receipt:
    """Return the newest answer to a package in the book."""
    text = county_turns.answer(conn, kept.town, kept.number)
    return receipts.decode(text.encode("utf-8"), kept.number)
