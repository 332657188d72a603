"""The list of areas in force: the form file's, the catalog's, and what the office says of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.base import files
from gkdesk.base.errors import BadValue, Declined, Problem
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import squeeze, tidy, visible

from . import areastore, mapping, store, xlsx
from .arearows import Area, AreaSetting, overlaid
from .mapping import AreaNames
from .xlsx import Layout

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .model import Item

_LABELS = {
    "aliases": "别名", "place": "次序", "off": "不涉及", "reason": "不涉及的原因",
    "lead": "牵头科室", "support": "配合科室", "contact": "联系方式",
}  # fmt: skip
LONGEST = 200
WRITERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
_WIDTHS = (6, 26, 60, 20)
_HEIGHT = 30.0


class NoArea(Declined):
    """No area has this name."""

    message = "没有名为“{name}”的领域。请用 gkdesk catalog areas 核对名称，设置没有改动。"


class StillHasItems(Declined):
    """An area with items cannot be 不涉及."""

    message = "“{name}”还有{count}项在现行目录里，不能设为不涉及。请先取消这些事项，设置没有改动。"


class NothingOff(Declined):
    """No area is 不涉及."""

    message = "没有设为不涉及的领域，不用出说明。请先在领域设置里写明哪些领域不涉及。"


class AreaBook:
    """What the office says about its areas."""

    def __init__(self, session: Session, changed: Callable[[], object]) -> None:
        self._session, self._changed = session, changed

    def names(self, shipped: AreaNames) -> AreaNames:
        """Return the form file's names with the office's over them."""
        return overlaid(shipped, areastore.settings(self._session.conn))

    def all(self) -> list[Area]:
        """Return every area: as the office ordered them, else by code."""
        conn = self._session.conn
        settings = {one.name: one for one in areastore.settings(conn)}
        names = self.names(self._shipped())
        given, counts = areastore.codes(conn), dict(store.areas(conn))
        known = [*names.codes, *given, *settings]
        found = [
            Area(
                settings.get(name, AreaSetting(name)),
                given.get(name, names.codes.get(name, 0)),
                counts.get(name, 0),
                tuple(a for a, meant in names.canonical.items() if meant == name and a != name),
            )
            for name in dict.fromkeys(known)
            if name in counts or names.canonical.get(name, name) == name
        ]
        return sorted(found, key=lambda one: one.setting.place or 1000 + (one.code or 1000))

    def get(self, name: str) -> Area:
        """Return one area by its name or an alias.

        Raises:
            NoArea: nobody knows it.
        """
        wanted = squeeze(name)
        for one in self.all():
            if wanted == one.name or wanted in one.known_as:
                return one
        raise NoArea(name=name[:20])

    def set(self, name: str, values: Mapping[str, object]) -> Area:
        """Say something about an area; what is not named stays as it was.

        Args:
            name: the area's name; a new one adds an area of the office's own.
            values: ``aliases`` (list), ``off`` (bool), ``reason``, ``lead``, ``support``,
                ``contact``, ``place`` (from 1; 0 is by code).

        Raises:
            BadValue: one value is wrong.
            StillHasItems: 不涉及 with items in force.
            NotAllowed: the user may not write.
        """
        self._session.require(*WRITERS)
        area = self._found(name)
        setting = replace(area.setting, **_read(values))  # type: ignore[arg-type]  # checked there
        if setting.off and area.items:
            raise StillHasItems(name=area.name, count=area.items)
        if setting.off and not setting.reason:
            raise BadValue("reason", _LABELS["reason"], "没有填")
        if not setting.off:
            setting = replace(setting, reason="")
        self._check_aliases(area, setting)
        with self._session.transaction():
            self._add(setting)
            self._session.audit("catalog.area", area.name, off=setting.off)
        self._changed()
        return self.get(area.name)

    def order(self, names: Sequence[str]) -> list[Area]:
        """Put areas into this order; those not named follow as they stood.

        Raises:
            NoArea: a name nobody knows; nothing was changed.
            NotAllowed: the user may not write.
        """
        self._session.require(*WRITERS)
        first = list(dict.fromkeys(self.get(name).name for name in names))
        rest = [one.name for one in self.all() if one.name not in first]
        by_name = {one.name: one.setting for one in self.all()}
        with self._session.transaction():
            for place, name in enumerate([*first, *rest], start=1):
                if by_name[name].place != place:
                    self._add(replace(by_name[name], place=place))
            self._session.audit("catalog.area_order", len(first))
        return self.all()

    def renamed(self, old: str, new: str) -> None:
        """Follow an area's renaming; joins the adjustment's transaction."""
        settings = {one.name: one for one in areastore.settings(self._session.conn)}
        before = settings.get(old, AreaSetting(old))
        aliases = tuple(dict.fromkeys((old, *before.aliases)))
        self._add(replace(before, name=new, aliases=tuple(a for a in aliases if a != new)))
        if old in settings:  # its row stays in the history and says nothing any more
            self._add(AreaSetting(old))
        self._changed()

    def export_off(self, path: Path) -> Path:
        """Write 未涉及领域事项说明 as a workbook.

        Raises:
            NothingOff: no area is 不涉及.
            Blocked: the file cannot be written.
        """
        found = [one for one in self.all() if one.setting.off]
        if not found:
            raise NothingOff
        organ = self._session.organ.name
        rows = [
            [f"{organ}未涉及领域事项说明", "", "", ""],
            ["序号", "领域", "未涉及的原因", "牵头科室"],
            *(
                [str(number), one.name, one.setting.reason, one.setting.lead]
                for number, one in enumerate(found, start=1)
            ),
        ]
        merges = [((0, 0), (0, 3))]
        heights = [_HEIGHT] * len(rows)
        layout = Layout("说明", rows, merges, _WIDTHS, heights, 0, 2, frozenset({0, 1, 3}))
        files.write(path, xlsx.write([layout]))
        with self._session.transaction():
            self._session.audit("catalog.area_off", path.name, areas=len(found))
        return path

    def doubts(self, items: Sequence[Item]) -> list[Problem]:
        """Return the areas of a workbook that the office has set to 不涉及."""
        off = {one.name for one in areastore.settings(self._session.conn) if one.off}
        found = dict.fromkeys(item.area for item in items if item.area in off)
        words = "在领域设置里写的是不涉及，目录里却有它的事项，请核对"
        return [Problem(f"领域“{area}”", words, blocking=False) for area in found]

    def office_of(self) -> dict[str, str]:
        """Return the office named for each area that has one."""
        settings = areastore.settings(self._session.conn)
        return {one.name: one.lead for one in settings if one.lead}

    def _found(self, name: str) -> Area:
        wanted = squeeze(visible(name))
        if not wanted or len(wanted) > 30:  # noqa: PLR2004 - letters of a name
            raise BadValue("name", "领域名称", "没有填，或者超过30个字")
        for one in self.all():
            if wanted == one.name or wanted in one.known_as:
                return one
        return Area(AreaSetting(wanted), 0, 0, ())

    def _check_aliases(self, area: Area, setting: AreaSetting) -> None:
        for other in self.all():
            taken = {other.name, *other.known_as} if other.name != area.name else set()
            for alias in setting.aliases:
                if alias in taken and (other.items or alias != other.name):
                    raise BadValue("aliases", _LABELS["aliases"], f"“{alias}”已是“{other.name}”")

    def _shipped(self) -> AreaNames:
        return mapping.load(self._session.forms.paths("catalog").values()).areas

    def _add(self, setting: AreaSetting) -> None:
        session = self._session
        at = session.now().isoformat(timespec="seconds")
        with session.transaction():
            areastore.add(session.conn, setting, at=at, user=session.user.name)


def _read(values: Mapping[str, object]) -> dict[str, object]:
    """Check what is said about an area.

    Raises:
        BadValue: an unknown name or a value of the wrong kind.
    """
    found: dict[str, object] = {}
    for name, value in values.items():
        if name not in _LABELS:
            known = "、".join(_LABELS)
            raise BadValue(name, name[:20], f"是不认识的项目，可以写的有 {known}")
        found[name] = _value(name, value)
    return found


def _value(name: str, value: object) -> object:
    label = _LABELS[name]
    match name:
        case "aliases":
            if isinstance(value, str) or not isinstance(value, Sequence):
                raise BadValue(name, label, "应为名称的列表")
            words = (squeeze(visible(str(one))) for one in value)
            kept = tuple(dict.fromkeys(word[:30] for word in words if word))
            demand_open(" ".join(kept), name, label)
            return kept
        case "off":
            if not isinstance(value, bool):
                raise BadValue(name, label, "应为是或否")
            return value
        case "place":
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1000:  # noqa: PLR2004 - more areas than any place has
                raise BadValue(name, label, "应为0到999的数字")
            return value
    text = tidy(visible(str(value)))
    if len(text) > LONGEST:
        raise BadValue(name, label, f"超过{LONGEST}个字")
    demand_open(text, name, label)
    return text
