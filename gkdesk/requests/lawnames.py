"""Whether a name is that of a law or of an administrative regulation (行政法规)."""

from __future__ import annotations

import re

# an article after the name, or a year of revision, does not change what it is
_TAIL = re.compile(r"(第[一二三四五六七八九十百零]+[条款项].*|（\d{4}年.{0,6}）)$")
_LAW = re.compile(r"(?:(?<!办)法|法典|条例)》?$")
# 行政法规 may be called 办法 or 规定 too; then only the number of the order tells (国务院令)
_ORDER = re.compile(r"国务院令")
# words with 市, 区, 县 in them that name no place
_NO_PLACE = re.compile(
    r"城市|都市|市场|市政|市容|超市|保护区|名胜区|风景区|行政区|区划|区域|社区|地区|小区|灾区|牧区"
    r"|林区|库区|矿区|园区|省级|县级|县域|省际|直辖市"
)
_PLACE = re.compile(r"^《?[\u4e00-\u9fff]{1,12}?(?:省|市|自治区|自治州|自治县|县|区|旗).{0,24}条例")


def binds_disclosure(name: str) -> bool:
    """Tell whether 《条例》第十四条 lets a text of this name forbid disclosure.

    Several names may stand together; then each must be one.
    """
    parts = [part for part in re.split(r"(?<=》)[、和及]+", name.strip()) if part]
    return bool(parts) and all(map(_is_one, parts))


def _is_one(name: str) -> bool:
    if _ORDER.search(name):
        return True
    bare = _TAIL.sub("", name.strip()).strip()
    local = _PLACE.search(_NO_PLACE.sub("〇", bare))
    return bool(_LAW.search(bare)) and not local
