"""Areas (领域) as the office keeps them: aliases, order, 不涉及 and why, who is responsible."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from .mapping import AreaNames


@dataclass(frozen=True, slots=True)
class AreaSetting:
    """What the office says about an area; ``place`` 0 is by code, ``off`` is 不涉及."""

    name: str
    aliases: tuple[str, ...] = ()
    place: int = 0
    off: bool = False
    reason: str = ""
    lead: str = ""
    support: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """One area in the list in force; ``code`` 0 before its first item, ``known_as`` all aliases."""

    setting: AreaSetting
    code: int
    items: int
    known_as: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.setting.name

    @property
    def state(self) -> str:
        if self.setting.off:
            return "不涉及"
        return f"{self.items}项" if self.items else "没有事项"

    def as_json(self) -> dict[str, object]:
        found = asdict(self.setting) | {"own_aliases": list(self.setting.aliases)}
        return found | {"code": self.code, "count": self.items, "aliases": list(self.known_as)}


def overlaid(shipped: AreaNames, settings: list[AreaSetting]) -> AreaNames:
    """Put the office's names over those of the form file.

    An alias that is itself an area of the form file (扶贫 after it was renamed) makes every
    name of that area mean the other one.
    """
    own = {alias: one.name for one in settings for alias in one.aliases}
    own |= {one.name: one.name for one in settings if one.name not in own}

    def meant(name: str) -> str:
        seen = {name}
        while (further := own.get(name, name)) not in seen:
            name = further
            seen.add(name)
        return name

    canonical = {alias: meant(name) for alias, name in shipped.canonical.items()}
    canonical |= {alias: meant(name) for alias, name in own.items()}
    codes = {name: code for name, code in shipped.codes.items() if canonical[name] == name}
    return AreaNames(codes, canonical)
