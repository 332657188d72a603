"""What a village is called: settled once and remembered; renamed; merged into another."""

from __future__ import annotations

from datetime import date

from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.text import half_width, squeeze

from . import namestore
from .declined import VillageTaken
from .model import BoardRow, Village
from .names import village_key
from .nearvillage import NameKind, SettledName, nearest, settled_key
from .period import Period
from .sheetbook import SheetBook


class SelfMerge(Declined):
    """A village cannot become itself."""

    message = "“{name}”不能并入自己。请选另一个村，数据没有改动。"


class Naming(SheetBook):
    """The names under which villages hand in their sheets."""

    def settled_names(self) -> dict[str, SettledName]:
        """Return every name that was settled, by its key."""
        return namestore.names(self._session.conn)

    def board(self, period: Period | str) -> list[BoardRow]:
        """Return the board without the villages merged into others before the period's end."""
        when = period if isinstance(period, Period) else Period.parse(period)
        gone = {
            key
            for key, name in self.settled_names().items()
            if name.kind is NameKind.MERGED and name.holds(when.last_on)
        }
        rows = super().board(when)
        return [row for row in rows if row.sheets or self._key(row.village.name) not in gone]

    def nearest_villages(self, place: str) -> list[Village]:
        """Return the villages whose names are most like a printed one, the likeliest first."""
        return nearest(place, self.villages(), self._session.organ.town)

    def settle(self, place: str, village: Village) -> SettledName:
        """Remember that a printed name means a village.

        Raises:
            BadValue: no name.
            VillageTaken: it is the very name of another village.
        """
        for other in self.villages():
            if other.uid != village.uid and self._key(place) == village_key(other.name):
                raise VillageTaken(name=place, other=other.name)
        return self._remember(place, village, NameKind.ALIAS, None)

    def merge(self, gone: Village, into: Village, since: date) -> SettledName:
        """Note that a village was merged into another: its later sheets are the other's.

        Raises:
            SelfMerge: both are the same.
        """
        if gone.uid == into.uid:
            raise SelfMerge(name=gone.name)
        return self._remember(gone.name, into, NameKind.MERGED, since)

    def rename(self, village: Village, name: str, since: date) -> Village:
        """Give a village its new name; sheets under the old one are still its own.

        Raises:
            BadValue: no name.
            VillageTaken: another village has it.
        """
        bare = squeeze(half_width(name))
        if not bare:
            raise BadValue("name", "村名", "没有填")
        for other in self.villages():
            names = {village_key(each) for each in (other.name, *other.aliases)}
            if other.uid != village.uid and village_key(bare) in names:
                raise VillageTaken(name=bare, other=other.name)
        with self._session.transaction():
            namestore.rename(self._session.conn, village.uid, bare)
            self._remember(village.name, village, NameKind.RENAMED, since)
        return next(each for each in self.villages() if each.uid == village.uid)

    def _remember(
        self, place: str, village: Village, kind: NameKind, since: date | None
    ) -> SettledName:
        key = self._key(place)
        if not key:
            raise BadValue("name", "村名", "没有填")
        name = SettledName(key, squeeze(half_width(place)), village.uid, kind, since)
        with self._session.transaction():
            by = self._session.user.name
            namestore.keep(self._session.conn, name, at=self._stamp(), by=by)
            day = since.isoformat() if since else ""
            self._session.audit("village.name", village.name, name=name.name, kind=kind, since=day)
        return name

    def _key(self, place: str) -> str:
        return settled_key(place, self._session.organ.town)
