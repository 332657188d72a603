"""The 核对单 on paper, and the sentences of a cross-check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from gkdesk.base import files

from . import store
from .crosscheck import (
    BY_CODE,
    Compared,
    Detail,
    Meaning,
    Result,
    Row,
    Spot,
    Tally,
    compare,
    item_key,
    locate,
    period_words,
)
from .crossfold import folded
from .crossstored import OtherForm, adopt, both_sides, details_of, person_part, rows_of, unpacked
from .crosstable import details as read_details
from .crosstable import read
from .model import Sheet
from .names import match_village
from .period import Period, PeriodKind

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
        return self._compared(read(town), read(villages))

    def compare_stored(self, town: Path, period: Period | str) -> list[Compared]:
        """Compare the town's table with the sheets stored for a period.

        A figure only the villages have counts as 村有镇无 only for a check and an item the town's
        table has at all: nobody publishes every check in one table.

        Raises:
            BadFile: the table has rows that cannot be used.
            BadPeriod: no period is named so.
        """
        when = period if isinstance(period, Period) else Period.parse(period)
        rows = read(town)
        own: list[Row] = []
        names = {village.uid: village.name for village in self._room.villages()}
        for sheet in self._sheets(when):
            own += self._rows(sheet, names[sheet.village_uid])
        # a name is settled once for all rows: each time asks the list and its changes
        settle = cache(self.settle)
        return self._compared(rows, self._asked(rows, adopt(rows, own, settle)), settle)

    def compare_sheets(self, first: str, second: str) -> list[Compared]:
        """Compare two stored sheets of one form: versions, periods or villages.

        The first stands where the town's figures stand, the second where the village's do.

        Raises:
            SheetNotFound: no such sheet.
            OtherForm: the sheets are of two forms.
        """
        sheets = [self._room.sheet(uid) for uid in (first, second)]
        if sheets[0].form != sheets[1].form:
            names = [self._room.form(one.form).name for one in sheets]
            raise OtherForm(first=names[0], second=names[1])
        pair = [both_sides(self._room.data(one.uid), self._room.form(one.form)) for one in sheets]
        name = self._room.village_name(sheets[1])
        period = str(sheets[1].period)
        town, own = (
            [replace(row, village=name, period=period, sheet=sheet.uid) for row in rows]
            for sheet, rows in zip(sheets, pair, strict=True)
        )
        return [
            replace(one, note=one.note or _beside(one))
            for one in compare(*self._hashed(town, own), lambda text: text)
            if not one.result.agrees
        ]  # fmt: skip

    def _compared(
        self,
        town: Sequence[Row],
        own: Sequence[Row],
        settle: Callable[[str], str | None] | None = None,
    ) -> list[Compared]:
        return folded(compare(*self._hashed(town, own), settle or cache(self.settle)))

    def _sheets(self, when: Period) -> list[Sheet]:
        """Return the current sheets of a period; of a year, those of every period within it."""
        found = store.sheets_of_period(self._session.conn, str(when))
        if when.kind is PeriodKind.YEAR:
            found += store.sheets_within(self._session.conn, when.year)
        return found

    def _rows(self, sheet: Sheet, village: str) -> list[Row]:
        kept = unpacked(self._room.sums_for_check(sheet.uid), sheet, village)
        if kept is not None:
            return kept
        form = self._room.form(sheet.form)
        column = form.column if form.body is None else ""
        return rows_of(sheet, village, self._room.data(sheet.uid), column)

    def _asked(self, town: Sequence[Row], own: Sequence[Row]) -> list[Row]:
        asked = {(row.check, item_key(row.item), row.meaning) for row in town}
        checks = {row.check for row in town}
        meant = {(check, item) for check, item, _meaning in asked}
        kept = []
        for row in own:
            key = (row.check, item_key(row.item))
            # a sheet has several meanings of one figure; the town's table names one
            named = (*key, row.meaning) in asked or (*key, Meaning.UNSTATED) in asked
            first = not any((*key, one) in asked for one in Meaning if one is not row.meaning)
            if row.check in checks and (key not in meant or named or first):
                kept.append(row)
        return kept

    def _hashed(self, town: Sequence[Row], own: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """Put the keyed hash of each person into ``who``: the name goes no farther than here.

        The key is the name, with the group and the last four digits when every row of both sides
        has them.
        """
        both = [row for row in (*town, *own) if row.person]
        used: dict[str, list[int]] = {}
        for check in {row.check for row in both}:
            persons = [row.person for row in both if row.check == check]
            least = min(len(person) for person in persons)
            used[check] = [at for at in range(least) if all(person[at] for person in persons)]

        def keyed(row: Row) -> Row:
            if not row.person:
                return row
            places = used[row.check] or [0]
            parts = [person_part(row.person[at]) for at in places]
            key = self._session.vault.index_of("\n".join(parts), "village_person").hex()
            return replace(row, who=key, person=())

        return [keyed(row) for row in town], [keyed(row) for row in own]

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

    def words(self, one: Compared) -> str:
        """Say a result in a sentence, with the row that makes the difference when it is known."""
        if one.result.agrees:
            return ""
        rows = self._details(one)
        spots = locate(rows, one.money) if rows and one.money else []
        return "。".join(filter(None, (sentence(one), spot_words(spots))))

    def _details(self, one: Compared) -> list[Detail]:
        stored = one.own is not None and one.own.sheet
        return details_of(self._room.data(stored)) if stored else []

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
        details = details or self._details(one)
        spots = locate(details, one.money) if details and one.money else []
        pair = BY_CODE.get(one.check)
        values: dict[str, str | list[str]] = {
            "organ_name": self._session.organ.name,
            "check_item": f"{one.item}（{one.check}{pair.name if pair else ''}）",
            "village": one.village,
            "code": codes.get(one.village, ""),
            "period": period_words(one.period),
            "meaning": meaning_of(one),
            "town_side": side(one.town),
            "village_side": side(one.own),
            "difference": difference(one),
            "result": one.result.label,
            "spot": spot_words(spots) or one.note,
            "made_date": self._session.today.isoformat(),
        }
        return self._documents.render(FORM, values)


def _beside(one: Compared) -> str:
    """Say where in two sheets of one form the lines stand that differ."""
    first = one.town.place if one.town else ""
    second = one.own.place if one.own else ""
    if one.town is None:
        return f"只在第二张表里{second and f'（{second}）'}"
    if one.own is None:
        return f"只在第一张表里{first and f'（{first}）'}"
    return f"第一张{first}，第二张{second}" if first and second else ""


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
    pairs = [
        (one.town.count, one.own.count, f"户（人）数{one.count:+d}"),
        (one.town.area, one.own.area, f"面积{one.area:+,}亩"),
        (one.town.money, one.own.money,
         f"金额{one.money:+,.2f}元（容差{one.tolerance:,.2f}元）"),
    ]  # fmt: skip
    shown = [words for town, own, words in pairs if town is not None and own is not None]
    return "\u3000".join(shown) or "没有两边都填的数字，不能相减"


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
    what = f"{period_words(one.period)}{one.item}（{one.village}）"
    if one.result is Result.TOWN_ONLY:
        by = f"，应于{due_on.month}月{due_on.day}日前公布" if due_on else ""
        return f"镇已公开、村未公开：{what}{by}"
    if one.result is Result.VILLAGE_ONLY:
        return f"村已公开、镇未公开：{what}"
    more = f"：{difference(one)}" if one.town and one.own else ""
    return f"{what}{one.result.label}{more}" + (f"，{one.note}" if one.note else "")
