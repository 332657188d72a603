"""Confirmation rounds (科室确认): slips handed out, answers entered, what is missing told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.accounts.model import Role
from gkdesk.base import files, progress
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import tidy, visible

from . import confirmstore, store
from .adjustrows import State
from .confirmrows import Answer, Round, Slip, office_of
from .papers import Papers, cell
from .versionrows import levels_of

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .adjust import Adjusting
    from .areabook import AreaBook
    from .model import Item
    from .versions import Versions

FORM = "catalog_confirm"
LONGEST = 500
WRITERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
BOXES = "□保留　□修改　□取消"
# rows at the foot for what the office finds missing
MORE = ("（补充事项一）\t\t\t□增加\t", "（补充事项二）\t\t\t□增加\t")


class NoRound(Declined):
    """No round has this number."""

    message = "没有第{number}轮确认。请用清单核对后再试，数据没有改动。"


class RoundOpen(Declined):
    """A round is under way."""

    message = "“{title}”还没有办结，不能再开始一轮。请先办结那一轮，数据没有改动。"


class RoundClosed(Declined):
    """The round is closed."""

    message = "“{title}”已经办结，不能再登记。要再确认请开始新的一轮，数据没有改动。"


class NothingToConfirm(Declined):
    """No item is in the areas named."""

    message = "{areas}没有事项，没有可以确认的。请先导入目录或者换一个领域，数据没有改动。"


class NoSlip(Declined):
    """The round asks nothing of this office, or not this item."""

    message = "这一轮里没有“{what}”。请用清单核对科室名称和事项编码，数据没有改动。"


class StillMissing(Declined):
    """A round is closed while answers are missing, without a word about it."""

    message = "还有{count}家没有交回：{who}。要就此办结请写明怎样处理，数据没有改动。"


class Confirming:
    """Rounds, slips and answers."""

    def __init__(
        self, session: Session, adjusting: Adjusting, versions: Versions, areas: AreaBook,
        papers: Callable[[], Papers],
    ) -> None:  # fmt: skip
        self._session, self._adjusting, self._versions = session, adjusting, versions
        self._areas, self._papers = areas, papers

    def all(self) -> list[Round]:
        """Return every round, the oldest first."""
        return confirmstore.rounds(self._session.conn)

    def get(self, number: int) -> Round:
        """Return one round.

        Raises:
            NoRound: there is none of this number.
        """
        found = confirmstore.rounds(self._session.conn, number)
        if not found:
            raise NoRound(number=number)
        return found[0]

    def start(self, title: str, due_on: date, areas: Sequence[str] = ()) -> Round:
        """Begin a round over all areas or some.

        Raises:
            BadValue: no title, or a day in the past.
            NoArea: an area nobody knows.
            RoundOpen: another round is under way.
            NothingToConfirm: the areas hold no items.
            NotAllowed: the user may not write.
        """
        session = self._session
        session.require(*WRITERS)
        words = self._words("title", "名称", title, required=True)
        if due_on < session.today:
            raise BadValue("due_on", "交回日期", "已经过去")
        for one in confirmstore.open_rounds(session.conn):
            raise RoundOpen(title=one[1])
        named = [self._areas.get(area).name for area in areas]
        items = [item for item in store.items(session.conn) if not named or item.area in named]
        version = self._versions.newest()
        if not items or version is None:
            raise NothingToConfirm(areas="、".join(named) or "目录里")
        who = (self._areas.office_of(), session.organ.office, session.organ.name)
        with session.transaction():
            number = confirmstore.add_round(
                session.conn, title=words, at=self._now, user=session.user.name,
                due_on=due_on.isoformat(), version=version.number, areas=named,
                slips=[(office_of(item, *who), item.key) for item in items],
            )  # fmt: skip
            session.audit("catalog.confirm_start", number, items=len(items))
        return self.get(number)

    def answer(self, number: int, office: str, answers: Mapping[str, tuple[Answer, str]]) -> Round:
        """Enter what an office wrote on its slip; what it changes or gives up is proposed.

        Args:
            number: the round.
            office: as on the slip.
            answers: item key → (answer, words).

        Raises:
            NoRound, RoundClosed, NoSlip: see their words.
            BadValue: a change or a cancelling without a word, or an item cancelled meanwhile.
            NotAllowed: the user may not write.
        """
        session = self._session
        session.require(*WRITERS)
        found, slip = self._open_slip(number, office)
        for key in answers:
            if key not in slip.keys:
                raise NoSlip(what=key[:20])
        with session.transaction():
            for key, (what, words) in answers.items():
                told = self._words(
                    "words", "修改内容或者取消理由", words, required=what is not Answer.KEEP
                )
                self._withdraw_earlier(slip, key)
                proposal = (
                    None if what is Answer.KEEP else self._propose(found, office, key, what, told)
                )
                confirmstore.add_event(
                    session.conn, number, self._stamp, act=what.value, office=office, key=key,
                    words=told, proposal=proposal,
                )  # fmt: skip
            session.audit("catalog.confirm_answer", number, items=len(answers))
        return self.get(number)

    def keep_rest(self, number: int, office: str) -> Round:
        """Enter that an office keeps everything it has not spoken of; raises as ``answer``."""
        _found, slip = self._open_slip(number, office)
        return self.answer(number, office, dict.fromkeys(slip.missing, (Answer.KEEP, "")))

    def close(self, number: int, words: str = "") -> Round:
        """End a round.

        Raises:
            StillMissing: offices owe answers and ``words`` does not say what becomes of them.
            NoRound, RoundClosed, BadValue, NotAllowed: see their words.
        """
        session = self._session
        session.require(*WRITERS)
        found = self.get(number)
        if found.closed_at:
            raise RoundClosed(title=found.title)
        told = self._words("words", "怎样处理", words)
        if found.missing and not told:
            who = "、".join(f"{s.office}（缺{len(s.missing)}项）" for s in found.missing[:8])
            raise StillMissing(count=len(found.missing), who=who)
        with session.transaction():
            confirmstore.add_event(session.conn, number, self._stamp, act="close", words=told)
            session.audit("catalog.confirm_close", number, missing=len(found.missing))
        return self.get(number)

    def slip(self, number: int, office: str) -> bytes:
        """Return an office's printed 确认单.

        Raises:
            NoRound, NoSlip: see their words.
        """
        found = self.get(number)
        slip = found.slip(office)
        if slip is None:
            raise NoSlip(what=office[:20])
        items = {item.key: item for item in self._versions.items(found.version)}
        rows = [self._row(items[key]) for key in slip.keys]
        values: dict[str, str | list[str]] = {
            "office": office, "round": found.title,
            "version": self._versions.get(found.version).title,
            "due_date": found.due_on.isoformat(), "rows": [*rows, *MORE],
        }  # fmt: skip
        return self._papers().render(FORM, values)

    def print_(
        self, number: int, folder: Path, office: str = "",
        tell: progress.Report = progress.silent,
    ) -> list[Path]:  # fmt: skip
        """Write every office's 确认单, or one, into a folder.

        Raises:
            NoRound, NoSlip: see their words.
            Blocked: the folder cannot be written; those before are done.
            Cancelled: stopped; those before are done.
        """
        found, written = self.get(number), []
        offices = [office] if office else [slip.office for slip in found.slips]
        for at, one in enumerate(offices, start=1):
            tell(at, len(offices), one)
            path = folder / files.safe_name(f"{found.title}-{one}.pdf".replace("\n", ""))
            files.write(path, self.slip(number, one))
            written.append(path)
        return written

    def _open_slip(self, number: int, office: str) -> tuple[Round, Slip]:
        found = self.get(number)
        if found.closed_at:
            raise RoundClosed(title=found.title)
        slip = found.slip(office)
        if slip is None:
            raise NoSlip(what=office[:20])
        return found, slip

    def _withdraw_earlier(self, slip: Slip, key: str) -> None:
        """Take back the proposal of an answer that is given anew, unless it was decided."""
        earlier = slip.given.get(key)
        if earlier is None or earlier.proposal is None:
            return
        if self._adjusting.get(earlier.proposal).state in (State.OPEN, State.APPROVED):
            self._adjusting.withdraw(earlier.proposal, "确认意见改变")

    def _propose(self, found: Round, office: str, key: str, what: Answer, words: str) -> int:
        made = self._adjusting.propose({
            "kind": what.value, "reason": "review", "department": office, "items": [key],
            "basis": f"{found.title}确认意见", "words": words,
        })  # fmt: skip
        return made.number

    @staticmethod
    def _row(item: Item) -> str:
        cells = (
            f"{item.area} {levels_of(item)}（{item.key}）", item.content, item.time_limit.text,
            BOXES, "",
        )  # fmt: skip
        return "\t".join(map(cell, cells))

    @property
    def _stamp(self) -> tuple[str, str]:
        return self._now, self._session.user.name

    @property
    def _now(self) -> str:
        return self._session.now().isoformat(timespec="seconds")

    def _words(self, field: str, label: str, text: str, *, required: bool = False) -> str:
        found = tidy(visible(text))
        if required and not found:
            raise BadValue(field, label, "没有填")
        if len(found) > LONGEST:
            raise BadValue(field, label, f"超过{LONGEST}个字")
        demand_open(found, field, label)
        return found
