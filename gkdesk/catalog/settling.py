"""What the importer did not understand, asked once of the clerk, and remembered for good.

A question is about a wording, not about a row: forty items with the same 公开时限 are one
question. Nothing is guessed: until it is settled the wording stays as it is beside no clause, an
unknown mark is no tick, an unknown column is kept as an extra one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from gkdesk.accounts.model import Role
from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import shown_name
from gkdesk.base.text import squeeze, tidy, visible

from . import aliasstore, limit
from .cleaning import shown
from .mapping import AreaNames, CatalogMapping, Headings, heading_key
from .model import Alias, Channel, Item, Question, SheetReading, Source, TimeLimit
from .model import QuestionKind as Kind

LONGEST = 300
AS_NOTE = "只作说明"  # a 公开时限 that asks for nothing by itself
KEEP = "保留原样"
TICKED, UNTICKED = "都算勾选", "都算没有勾选"


# a column of the national form a strange heading may stand for → what the clerk reads
COLUMNS: Mapping[str, str] = {
    "number": "序号", "level1": "一级事项", "level2": "二级事项", "level3": "三级事项",
    "content": "公开内容", "basis": "公开依据", "time_limit": "公开时限", "agency": "公开主体",
    "channels": "公开渠道和载体",
}  # fmt: skip
# phrases offered for a 公开时限; the clerk may write any other the program understands
PHRASES = (
    "自信息形成或者变更之日起20个工作日内", "自信息形成或者变更之日起7个工作日内",
    "自信息形成之日起20个工作日内", "实时公开", "及时公开", "长期公开", "每月", "每季度", "每半年",
    "每年", "每年1月31日前",
)  # fmt: skip


class NoSuchAlias(Declined):
    """It was never settled, or taken back."""

    message = "没有编号为{id}的约定，或者已经取消。请刷新后再选，没有改动。"


@dataclass
class Settled:
    """The wordings settled so far, by kind, as the reader needs them."""

    limits: Mapping[str, TimeLimit]
    unmarked: Mapping[str, bool]
    kept: frozenset[tuple[Kind, str]]  # wordings that stay as they are and are asked no more

    def limit(self, text: str) -> TimeLimit:
        """Read a 公开时限: as settled, else by the rules."""
        read = limit.parse(text)
        if read.clauses or not self.limits:
            return read
        found = self.limits.get(squeeze(text))
        return replace(found, text=read.text) if found else read

    def channels(self, text: str, read: tuple[Channel, ...]) -> tuple[Channel, ...]:
        """Return channels with the marks the clerk said are meant."""
        ticked = self.unmarked.get(squeeze(text)) if self.unmarked else None
        if ticked is None:
            return read
        return tuple(replace(one, ticked=ticked) for one in read)


class Settling:
    """Asks, remembers, takes back."""

    def __init__(self, session: Session, forget: Callable[[], None]) -> None:
        self._session, self._forget = session, forget

    def aliases(self) -> list[Alias]:
        """Return what was settled, oldest first."""
        return [
            Alias(
                row["id"], kind, row["text"], meaning := row["meaning"], row["at"], row["by"],
                COLUMNS.get(meaning, meaning) if kind is Kind.HEADING else meaning,
            )
            for row in aliasstore.rows(self._session.conn)
            for kind in (Kind(row["kind"]),)
        ]  # fmt: skip

    def settle(self, meanings: Iterable[tuple[Kind, str, str]]) -> int:
        """Remember what wordings mean; read the workbook again afterwards.

        Args:
            meanings: kind, wording, meaning (one of the question's choices, or for a 公开时限 a
                phrase the program understands).

        Returns:
            How many were remembered.

        Raises:
            BadValue: a meaning is none; nothing of the list is remembered.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        checked = [
            (kind, _open_key(kind, text), meant(kind, said)) for kind, text, said in meanings
        ]
        with session.transaction():
            at = session.now().isoformat(timespec="seconds")
            for kind, key, meaning in checked:
                aliasstore.put(
                    session.conn,
                    kind=kind.value, text=key, meaning=meaning, at=at, by=session.user.name,
                )  # fmt: skip
            session.audit("catalog.settle", "", count=len(checked))
        self._forget()
        return len(checked)

    def undo(self, alias: int) -> None:
        """Take one back: the wording is asked again at the next import.

        Raises:
            NoSuchAlias: there is none.
        """
        session = self._session
        session.require(Role.OFFICER, Role.REVIEWER, Role.LEADER)
        with session.transaction():
            at = session.now().isoformat(timespec="seconds")
            if not aliasstore.undo(session.conn, alias, at=at):
                raise NoSuchAlias(id=alias)
            session.audit("catalog.unsettle", alias)
        self._forget()

    def mapping(self, shipped: CatalogMapping) -> CatalogMapping:
        """Return the mapping with the headings, channels and areas settled."""
        by_kind = self._by_kind()
        headings = {text: name for text, name in by_kind[Kind.HEADING].items() if name in COLUMNS}
        channels = {t: n for t, n in by_kind[Kind.CHANNEL].items() if n != KEEP}
        areas = by_kind[Kind.AREA]
        if not (headings or channels or areas):
            return shipped
        named = Headings(
            {**shipped.headings.names, **headings},
            shipped.headings.stand_ins,
            shipped.headings.columns,
        )
        return replace(
            shipped,
            headings=named,
            channels=replace(
                shipped.channels, canonical={**shipped.channels.canonical, **channels}
            ),
            areas=AreaNames(shipped.areas.codes, {**shipped.areas.canonical, **areas}),
        )

    def settled(self) -> Settled:
        """Return the wordings the reader itself has to know."""
        by_kind = self._by_kind()
        limits = {
            text: TimeLimit() if phrase == AS_NOTE else limit.parse(phrase)
            for text, phrase in by_kind[Kind.LIMIT].items()
        }
        unmarked = {text: said == TICKED for text, said in by_kind[Kind.UNMARKED].items()}
        asked = {(kind, text) for kind, texts in by_kind.items() for text in texts}
        return Settled(limits, unmarked, frozenset(asked))

    def _by_kind(self) -> dict[Kind, dict[str, str]]:
        found: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        for alias in self.aliases():
            found[alias.kind][alias.text] = alias.meaning
        return found


def meant(kind: Kind, said: str) -> str:
    """Return a meaning as it is stored.

    Raises:
        BadValue: the words mean nothing for this kind.
    """
    text = tidy(visible(said))
    if shown_name(text) != text:
        raise BadValue("meaning", kind.label, "里面有个人号码")
    if not text or len(text) > LONGEST:
        why = f"不能超过{LONGEST}字" if text else "没有选"
        raise BadValue("meaning", kind.label, why)
    if kind is Kind.LIMIT and text != AS_NOTE and not limit.parse(text).clauses:
        raise BadValue(
            "meaning", kind.label, f"“{text[:30]}”也认不出，请换一种写法，或选“{AS_NOTE}”"
        )
    if kind is Kind.UNMARKED and text not in (TICKED, UNTICKED):
        raise BadValue("meaning", kind.label, f"应为{TICKED}或{UNTICKED}")
    if kind is Kind.HEADING:
        names = {label: name for name, label in COLUMNS.items()} | {KEEP: KEEP}
        if text not in names and text not in COLUMNS:
            raise BadValue("meaning", kind.label, f"应为{'、'.join(names)}之一")
        return names.get(text, text)
    return text


def questions(
    items: Sequence[Item],
    sheets: Sequence[SheetReading],
    mapping: CatalogMapping,
    settled: Settled,
    unmarked: frozenset[str],
) -> tuple[Question, ...]:
    """Return what a reading leaves open, by kind and in the order met."""
    found: dict[tuple[Kind, str], Question] = {}
    offered: Mapping[Kind, tuple[str, ...]] = {}
    for kind, text, where in chain(
        _of_sheets(sheets, mapping), _of_items(items, mapping, unmarked)
    ):
        key = (kind, _key(kind, text))
        if key in settled.kept or not key[1]:
            continue
        known = found.get(key)
        if known is None:
            offered = offered or _offered(mapping)
            place = f"工作表{where}"
            known = Question(kind, shown(text), place, 0, offered[kind], free=kind in _FREE)
        found[key] = replace(known, count=known.count + 1)
    order = list(Kind)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.kind)))


def _of_sheets(
    sheets: Iterable[SheetReading], mapping: CatalogMapping
) -> Iterator[tuple[Kind, str, str]]:
    known = set(mapping.areas.canonical.values())
    for sheet in sheets:
        if not sheet.skipped and sheet.area not in known:
            yield Kind.AREA, sheet.area, f"“{sheet.name}”"


def _of_items(
    items: Iterable[Item], mapping: CatalogMapping, unmarked: frozenset[str]
) -> Iterator[tuple[Kind, str, Source]]:
    standard = {*mapping.channels.canonical, _OTHER}
    for item in items:
        limit_, channels = item.time_limit, item.channels_text
        if not limit_.clauses and limit_.text and limit_.text not in _DITTO:
            yield Kind.LIMIT, limit_.text, item.source
        if channels in unmarked and channels not in _DITTO:
            yield Kind.UNMARKED, channels, item.source
        for channel in item.channels:
            if channel.ticked and channel.name not in standard:
                yield Kind.CHANNEL, channel.name, item.source
        for heading in item.extra:
            if "·" not in heading:
                yield Kind.HEADING, heading, item.source


_OTHER = "其他"
_DITTO = frozenset({"同上", "同前", "〃", "″"})
_FREE = (Kind.LIMIT, Kind.AREA)


def _offered(mapping: CatalogMapping) -> dict[Kind, tuple[str, ...]]:
    channels = tuple(dict.fromkeys(mapping.channels.canonical.values()))
    return {
        Kind.AREA: tuple(dict.fromkeys(mapping.areas.canonical.values())),
        Kind.LIMIT: (AS_NOTE, *PHRASES),
        Kind.UNMARKED: (UNTICKED, TICKED),
        Kind.CHANNEL: (KEEP, *channels),
        Kind.HEADING: (KEEP, *COLUMNS.values()),
    }


def _open_key(kind: Kind, text: str) -> str:
    key = _key(kind, text)
    if not key or len(key) > LONGEST or shown_name(key) != key:  # kept in plain words
        why = "里面有个人号码，不能记住" if key and len(key) <= LONGEST else "是空的或者太长"
        raise BadValue("text", kind.label, why)
    return key


def _key(kind: Kind, text: str) -> str:
    return heading_key(text) if kind is Kind.HEADING else squeeze(text)
