"""Villages over time: renames, mergers, codes and aliases, each with the day it took force."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.text import half_width, squeeze, tidy

from . import lifestore
from .counters import check_reason
from .declined import VillageTaken
from .liferows import ChangeRow
from .model import Village
from .names import village_key
from .villagevalues import village_name

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.documents.service import Documents

    from .register import VillageList

_KINDS = {
    "renamed": "改名", "merged": "并入", "ended": "撤销", "alias": "添加别名", "code": "改代码",
}  # fmt: skip
_CODE = re.compile(r"\d{12}|\d{8}|")
_SHORT = 8  # digits of a code as payment exports print it
_ENDS = frozenset({"merged", "ended"})
_EARLIEST = date(1949, 10, 1)
_AHEAD = timedelta(days=366)


class VillageEnded(Declined):
    """The village was merged or ended before."""

    message = "“{name}”已于{on}{what}，不能再{act}。请核对日期，数据没有改动。"


class NotTheLast(Declined):
    """A change that others were registered after, or that was taken back before."""

    message = "{name}的变更要从最近登记的一项撤起，这一项后面还有别的，或者已经撤回。数据没有改动。"


class NothingToTakeBack(Declined):
    """A village nothing was registered of, or all of it was taken back."""

    message = "{name}没有登记过变更，或者都已经撤回，没有可以撤回的。数据没有改动。"


class Changes:
    """What happens to villages; papers of before keep the names they were printed with."""

    def __init__(self, session: Session, room: VillageList, documents: Documents) -> None:
        self._session, self._room, self._documents = session, room, documents

    def history(self, village: Village) -> list[ChangeRow]:
        """Return what happened to a village, the oldest first."""
        return [one for one in self.all() if one.village_uid == village.uid]

    def all(self) -> list[ChangeRow]:
        """Return what happened to all villages, the oldest first."""
        return lifestore.changes(self._session.conn)

    def told(self) -> list[ChangeRow]:
        """Return every change, those taken back with the reason, the oldest first."""
        return lifestore.changes(self._session.conn, taken_back=True)

    def last(self, village: Village) -> ChangeRow | None:
        """Return what was registered of a village last and can be taken back."""
        return max(self.history(village), key=lambda one: one.number, default=None)

    def active(self, on: date) -> list[Village]:
        """Return the villages there were on a day."""
        gone = lifestore.gone(self._session.conn, on)
        return [village for village in self._room.villages() if village.uid not in gone]

    def name_on(self, village: Village, on: date) -> str:
        """Return what a village was called on a day."""
        later = [one for one in self.history(village) if one.kind == "renamed" and one.on > on]
        return str(later[0].detail["before"]) if later else village.name

    def heir(self, village: Village, on: date) -> Village:
        """Return the village a merged one became, through as many mergers as there were."""
        into = {
            one.village_uid: str(one.detail["into"])
            for one in self.all()
            if one.kind == "merged" and one.on <= on
        }
        known = {one.uid: one for one in self._room.villages()}
        found = village.uid
        while found in into:
            found = into[found]
        return known[found]

    def rename(self, village: Village, name: str, on: date) -> None:
        """Give a village another name; the old one stays an alias.

        Raises:
            BadValue: no name, the one it has, or a day that cannot be.
            VillageTaken: another village has it.
            VillageEnded: it was merged or ended.
        """
        village = self._room.known(village)
        name = village_name(name, self._session.organ.town, label="新村名")
        if name == village.name:
            raise BadValue("name", "新村名", "与现在的村名相同")
        self._open(village, "改名")
        if any(one.kind == "renamed" and one.on > on for one in self.history(village)):
            raise BadValue("on", "日期", "早于上一次改名的日期，请核对")
        self._free(village, name)
        aliases = tuple(dict.fromkeys((*village.aliases, village.name)))
        detail = {"before": village.name, "after": name}
        self._write(village, "renamed", on, detail, name=name, aliases=aliases)

    def add_alias(self, village: Village, alias: str, on: date) -> None:
        """Add a name papers may use for a village; raises as ``rename``."""
        village = self._room.known(village)
        alias = village_name(tidy(alias), "", field="alias", label="别名")
        if alias in (village.name, *village.aliases):
            raise BadValue("alias", "别名", "已经在名单里")
        self._free(village, alias)
        aliases = tuple(dict.fromkeys((*village.aliases, alias)))
        self._write(village, "alias", on, {"after": alias}, aliases=aliases)

    def set_code(self, village: Village, code: str, on: date) -> None:
        """Give a village another statistical code: 12 digits, or the 8 of payment exports.

        Raises:
            BadValue: neither 8 nor 12 digits, or the one it has.
            VillageTaken: another village has it.
        """
        village = self._room.known(village)
        code = squeeze(half_width(code))
        if not code or not _CODE.fullmatch(code):
            raise BadValue("code", "区划代码", "应为12位或8位数字")
        if code in (village.code, village.code8):
            raise BadValue("code", "区划代码", "与现在的代码相同")
        self._unused(village, code)
        short = len(code) == _SHORT
        detail = {"before": village.code8 if short else village.code, "after": code}
        if short:
            self._write(village, "code", on, detail, code8=code)
        else:
            self._write(village, "code", on, detail, code=code)

    def merge(self, village: Village, into: Village, on: date) -> None:
        """Record that a village went up in another (合村并组); its papers stay its own.

        Raises:
            BadValue: into itself, or into one that goes up in it.
            VillageEnded: either is gone already.
        """
        village = self._room.known(village)
        self._open(village, "合并")
        self._open(into, "合并")
        if village.uid == into.uid:
            raise BadValue("into", "并入的村", "不能是此村自己")
        detail = {"into": into.uid, "after": into.name}
        self._write(village, "merged", on, detail)

    def end(self, village: Village, on: date) -> None:
        """Record that a village is no more (撤村); raises VillageEnded."""
        village = self._room.known(village)
        self._open(village, "撤销")
        self._write(village, "ended", on, {})

    def take_back(self, village: Village, uid: str, reason: str) -> Village:
        """Take back the change registered last: it was a mistake; the entry and the reason stay.

        What was printed or settled meanwhile stays as it is.

        Args:
            village: whose.
            uid: the change, as ``last`` gave it.
            reason: why; kept in the open, so without personal numbers.

        Raises:
            NothingToTakeBack: nothing was registered.
            NotTheLast: another one was registered after it.
            VillageTaken: another village has got the name or code meanwhile.
            BadValue: no reason, or a personal number in it.
        """
        village = self._room.known(village)
        change = self.last(village)
        if change is None:
            raise NothingToTakeBack(name=village.name)
        if change.uid != uid:
            raise NotTheLast(name=village.name)
        check_reason(reason, "撤回原因", required=True)
        was = self._before(village, change)
        row = {"change_uid": uid, "reason": tidy(reason)}
        with self._session.transaction():
            self._add("village_change_void", row)
            lifestore.set_village(
                self._session.conn, was.uid, name=was.name, code=was.code, code8=was.code8,
                aliases=was.aliases,
            )  # fmt: skip
            self._session.audit(
                "village.take_back", was.name, kind=change.kind, on=change.on.isoformat()
            )
        return self._room.known(was)

    def _before(self, village: Village, change: ChangeRow) -> Village:
        """Return what a village was called before its last change."""
        before, after = (str(change.detail.get(key, "")) for key in ("before", "after"))
        match change.kind:
            case "renamed":
                self._free(village, before)
                aliases = tuple(one for one in village.aliases if one != before)
                return replace(village, name=before, aliases=aliases)
            case "alias":
                aliases = tuple(one for one in village.aliases if one != after)
                return replace(village, aliases=aliases)
            case "code":
                self._unused(village, before)
                if len(after) == _SHORT:
                    return replace(village, code8=before)
                return replace(village, code=before)
        return village

    def _write(
        self, village: Village, kind: str, on: date, detail: dict[str, str], *,
        name: str = "", aliases: tuple[str, ...] = (), code: str = "", code8: str = "",
    ) -> None:  # fmt: skip
        if not _EARLIEST <= on <= self._session.today + _AHEAD:
            raise BadValue("on", "日期", "离今天太远，请核对年份")
        row = {
            "uid": str(uuid4()), "village_uid": village.uid, "kind": kind,
            "on_day": on.isoformat(), "detail": json.dumps(detail, ensure_ascii=False),
        }  # fmt: skip
        with self._session.transaction():
            self._add("village_change", row)
            lifestore.set_village(
                self._session.conn, village.uid, name=name or village.name,
                code=code or village.code, code8=code8 or village.code8,
                aliases=aliases or village.aliases,
            )  # fmt: skip
            self._session.audit(f"village.{kind}", village.name, on=on.isoformat())

    def _open(self, village: Village, act: str) -> None:
        for one in self.history(village):
            if one.kind in _ENDS:
                what = _KINDS[one.kind] + str(one.detail.get("after", ""))
                raise VillageEnded(name=village.name, on=one.on, what=what, act=act)

    def _free(self, village: Village, name: str) -> None:
        for other in self._room.villages():
            names = {_bare(text) for text in (other.name, *other.aliases)}
            if other.uid != village.uid and _bare(name) in names:
                raise VillageTaken(name=name, other=other.name)

    def _unused(self, village: Village, code: str) -> None:
        for other in self._room.villages():
            if code and other.uid != village.uid and code in (other.code, other.code8):
                raise VillageTaken(name=code, other=other.name)

    def _add(self, table: str, row: Mapping[str, object]) -> None:
        stamp = self._session.now().isoformat(timespec="seconds")
        lifestore.add(
            self._session.conn, table, dict(row) | {"at": stamp, "by": self._session.user.name}
        )


def _bare(name: str) -> str:
    return village_key(name).removesuffix("村")
