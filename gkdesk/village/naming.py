"""Under which names villages hand in: settled once, renamed or merged (``changes``)."""

from __future__ import annotations

from gkdesk.base.errors import BadValue
from gkdesk.base.privacy import masked
from gkdesk.base.text import half_width, squeeze

from . import lifestore, namestore
from .declined import NotSettled, VillageTaken
from .model import BoardRow, Village
from .names import village_key
from .nearvillage import NameKind, SettledName, nearest, settled_key
from .period import Period
from .personal import check_plain
from .sheetbook import SheetBook


class Naming(SheetBook):
    """The names under which villages hand in their sheets."""

    def settled_names(self) -> dict[str, SettledName]:
        """Return every name that means a village, by its key: settled once, renamed, merged."""
        found = namestore.names(self._session.conn)
        villages = {village.uid: village for village in self.villages()}
        for change in lifestore.changes(self._session.conn):
            if change.kind == "renamed":
                name, uid, kind = str(change.detail["before"]), change.village_uid, NameKind.RENAMED
            elif change.kind == "merged":
                name, kind = villages[change.village_uid].name, NameKind.MERGED
                uid = str(change.detail["into"])
            else:
                continue
            key = self._key(name)
            found[key] = SettledName(key, name, uid, kind, change.on)
        return found

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
        check_plain("name", "村名", place, "村名不是号码", required=True)
        for other in self.villages():
            if other.uid != village.uid and self._key(place) == village_key(other.name):
                raise VillageTaken(name=place, other=other.name)
        return self._remember(place, village)

    def forget(self, place: str) -> SettledName:
        """Forget what was settled about a printed name: an import asks again.

        Raises:
            NotSettled: it was not settled; what a rename or a merger made known stays.
        """
        found = namestore.names(self._session.conn).get(self._key(place))
        if found is None:
            raise NotSettled(name=masked(squeeze(place)))
        with self._session.transaction():
            namestore.drop(self._session.conn, found.key)
            self._session.audit("village.forget_name", found.village_uid, name=found.name)
        return found

    def _remember(self, place: str, village: Village) -> SettledName:
        key = self._key(place)
        if not key:
            raise BadValue("name", "村名", "没有填")
        name = SettledName(key, squeeze(half_width(place)), village.uid, NameKind.ALIAS)
        with self._session.transaction():
            by = self._session.user.name
            namestore.keep(self._session.conn, name, at=self._stamp(), by=by)
            self._session.audit("village.name", village.name, name=name.name)
        return name

    def _key(self, place: str) -> str:
        return settled_key(place, self._session.organ.town)
