"""The 核对单 on paper, and the sentences of a cross-check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from gkdesk.base import files

from .crosscheck import BY_CODE, Compared, Detail, Meaning, Result, Row, Spot, Tally, locate
from .crosstable import details as read_details
from .crosstable import read
from .names import match_village

if TYPE_CHECKING:
    from pathlib import Path

    from gkdesk.accounts.session import Session
    from gkdesk.documents.service import Documents

    from .service import Villages

FORM = "village_crosscheck"


class CrossCheck:
    """Two tables compared with the office's villages in mind."""

    def __init__(self, session: Session, room: Villages, documents: Documents) -> None:
        self._session, self._room, self._documents = session, room, documents

    def compare(self, town: Path, villages: Path) -> list[Compared]:
        """Compare the town's table with the villages'.

        Raises:
            BadFile: a table has rows that cannot be used.
        """
        from .crosscheck import compare

        return compare(read(town), read(villages), self.settle)

    def settle(self, name: str) -> str | None:
        """Return the one name of a village as it is today, or ``None``: aliases, codes, mergers."""
        known = self._room.villages()
        typed = name.strip()
        hits = [one for one in known if typed and typed in (one.code, one.code8)]
        hits = hits or match_village(typed, known, self._session.organ.town)
        if len(hits) != 1:
            return None
        return self._room.changes.heir(hits[0], self._session.today).name

    def told(self, found: Sequence[Compared]) -> dict[str, list[str]]:
        """Return village → what differs, for an inspection."""
        said: dict[str, list[str]] = {}
        for one in found:
            if not one.result.agrees:
                said.setdefault(one.village, []).append(sentence(one))
        return said

    def tally(self, found: Sequence[Compared]) -> dict[str, int]:
        """Return how many comparisons gave each result."""
        return {result.value: count for result, count in Tally.of(found).counts.items()}

    def summary(self, found: Sequence[Compared]) -> str:
        return f"核对{len(found)}处：{Tally.of(found).words}" if found else "没有可以核对的数据"

    def write(
        self, found: Sequence[Compared], folder: Path, details: Path | None = None
    ) -> list[Path]:
        """Write one 核对单 for each result that does not agree.

        Raises:
            BadFile: ``details`` is no household list.
            Blocked: the folder cannot be written.
        """
        rows = read_details(details) if details is not None else []
        written: list[Path] = []
        for one in found:
            if not one.result.agrees:
                name = files.safe_name(f"核对单-{one.check}-{one.village}-{len(written) + 1}")
                path = folder / f"{name}.pdf"
                files.write(path, self.paper(one, rows))
                written.append(path)
        return written

    def paper(self, one: Compared, details: Sequence[Detail] = ()) -> bytes:
        """Return the printed 核对单 of one key; with a household list it names the row."""
        codes: Mapping[str, str] = {each.name: each.code for each in self._room.villages()}
        spots = locate(details, one.money) if details else []
        pair = BY_CODE.get(one.check)
        values: dict[str, str | list[str]] = {
            "organ_name": self._session.organ.name,
            "check_item": f"{one.item}（{one.check}{pair.name if pair else ''}）",
            "village": one.village,
            "code": codes.get(one.village, ""),
            "period": one.period,
            "meaning": meaning_of(one),
            "town_side": side(one.town),
            "village_side": side(one.own),
            "difference": difference(one),
            "result": one.result.label,
            "spot": spot_words(spots) or one.note,
            "made_date": self._session.today.isoformat(),
        }
        return self._documents.render(FORM, values)


def side(row: Row | None) -> str:
    """Say a side's figures: 36户 212.00亩 19,760.52元."""
    if row is None:
        return "没有公开"
    parts = []
    if row.count is not None:
        parts.append(f"{row.count}户（人）")
    if row.area is not None:
        parts.append(f"{row.area:,}亩")
    if row.money is not None:
        parts.append(f"{row.money:,.2f}元（{row.meaning.label}）")
    return "\u3000".join(parts) or "没有填数字"


def difference(one: Compared) -> str:
    """Say by how much the village differs from the town."""
    if one.town is None or one.own is None:
        return "只有一边有数据，不能相减"
    head = f"户（人）数{one.count:+d}\u3000面积{one.area:+,}亩\u3000金额{one.money:+,.2f}元"
    return f"{head}（容差{one.tolerance:,.2f}元）"


def meaning_of(one: Compared) -> str:
    meanings = [row.meaning for row in (one.town, one.own) if row is not None]
    if len(set(meanings)) == 1:
        return meanings[0].label
    return "、".join(dict.fromkeys(each.label for each in meanings)) or Meaning.UNSTATED.label


def spot_words(spots: Sequence[Spot]) -> str:
    most = 3
    words = "；".join(spot.words for spot in spots[:most])
    return f"{words}；另有{len(spots) - most}行" if len(spots) > most else words


def sentence(one: Compared, due_on: date | None = None) -> str:
    """Say one result in a sentence."""
    what = f"{one.period}{one.item}（{one.village}）"
    if one.result is Result.TOWN_ONLY:
        by = f"，应于{due_on.month}月{due_on.day}日前公布" if due_on else ""
        return f"镇已公开、村未公开：{what}{by}"
    if one.result is Result.VILLAGE_ONLY:
        return f"村已公开、镇未公开：{what}"
    more = f"：{difference(one)}" if one.town and one.own else ""
    return f"{what}{one.result.label}{more}" + (f"，{one.note}" if one.note else "")
