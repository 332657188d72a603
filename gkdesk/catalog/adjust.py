"""Adjusting the catalog (动态调整): a department proposes, a leader decides, a version is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from gkdesk.accounts.model import Role
from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.privacy import demand_open
from gkdesk.base.text import tidy, visible

from . import adjustcheck, adjuststore, store
from .adjustplan import Plan, plan
from .adjustrows import Act, Content, Kind, Proposal, State, Step
from .adjustwrite import write
from .itemvalues import ItemMaker
from .versionrows import About, Comparison, Version, VersionKind

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .areabook import AreaBook
    from .mapping import CatalogMapping
    from .model import Item
    from .versions import Versions

LONGEST = 500  # letters of an opinion
WRITERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)


class NoProposal(Declined):
    """No proposal has this number."""

    message = "没有第{number}号调整申请。请用清单核对编号后再试，目录没有改动。"


class WrongState(Declined):
    """The proposal is past this step."""

    message = "第{number}号调整申请现在是“{state}”，不能{act}。请刷新清单后再办，目录没有改动。"


class OwnProposal(Declined):
    """Nobody approves what he proposed himself."""

    message = "第{number}号调整申请是{name}自己提出或修改的，要由另一位负责人审批。目录没有改动。"


class Incomplete(Declined):
    """A proposal that cannot be approved yet."""

    message = "第{number}号调整申请{what}。请先修改补全，再审批，目录没有改动。"


class NothingToApply(Declined):
    """No approved proposal waits."""

    message = "没有已批准、待执行的调整申请。请先审批，目录没有改动。"


class NotByHand(Declined):
    """Only adding and changing may be done at once by a leader."""

    message = "“{kind}”要先提出，由另一位负责人审批后执行，不能直接办理。目录没有改动。"


class Adjusting:
    """Proposals, their decisions, and the versions they make."""

    def __init__(
        self, session: Session, versions: Versions, areas: AreaBook,
        mapping: Callable[[], CatalogMapping],
    ) -> None:  # fmt: skip
        self._session, self._versions, self._areas = session, versions, areas
        self._mapping = mapping

    def all(self, state: State | None = None) -> list[Proposal]:
        """Return every proposal, or those of one state, by number."""
        found = adjuststore.proposals(self._session.conn)
        return [one for one in found if state is None or one.state is state]

    def get(self, number: int) -> Proposal:
        """Return one proposal.

        Raises:
            NoProposal: there is none of this number.
        """
        found = adjuststore.proposals(self._session.conn, number)
        if not found:
            raise NoProposal(number=number)
        return found[0]

    def applied_in(self, version: int) -> list[Proposal]:
        """Return the proposals a version carried out."""
        return [one for one in self.all(State.APPLIED) if one.version == version]

    def propose(self, values: Mapping[str, object]) -> Proposal:
        """Take down a department's proposal.

        Args:
            values: the fields of ``adjustrows.Content``; ``items`` are keys.

        Raises:
            BadValue: one value is missing or wrong.
            NotAllowed: the user may not write.
        """
        session = self._session
        session.require(*WRITERS)
        content = self._content(values)
        with session.transaction():
            uid = uuid4().hex
            number = adjuststore.add_proposal(session.conn, uid)
            self._step(number, Act.PROPOSED, content=content)
        return self.get(number)

    def from_comparison(
        self, found: Comparison, take: Sequence[int], follow: Sequence[str],
        said: Mapping[str, str], names: Sequence[str] = (),
    ) -> list[Proposal]:  # fmt: skip
        """Propose out of a comparison with a superior's catalog, all or nothing.

        Args:
            found: the superior's catalog left, ours right.
            take: numbers (from 1) of the items missing here that are taken over.
            follow: keys of ours that shall read as the superior's.
            said: ``basis``, ``department``, ``agency``, ``words``.
            names: the fields to follow in; none means all that differ.

        Raises:
            NothingChosen, NotInComparison, BadValue, NotAllowed: see their words.
        """
        from . import adjustfrom

        pairs = [adjustfrom.pair_of(found, key) for key in follow]
        values = [adjustfrom.follow(pair, said, names) for pair in pairs]
        if take or not values:
            values = [adjustfrom.take_over(adjustfrom.chosen(found, take), said), *values]
        with self._session.transaction():
            return [self.propose(one) for one in values]

    def revise(self, number: int, values: Mapping[str, object]) -> Proposal:
        """Write an open proposal anew; an approval given before is void.

        Raises:
            NoProposal, WrongState, BadValue, NotAllowed: see their words.
        """
        self._session.require(*WRITERS)
        old = self._in(number, Act.REVISED, State.OPEN, State.APPROVED)
        content = self._content(values)
        with self._session.transaction():
            self._step(old.number, Act.REVISED, content=content)
        return self.get(number)

    def approve(self, number: int, opinion: str = "") -> Proposal:
        """Agree to a proposal; only a 负责人 who had no hand in it.

        Raises:
            NotAllowed: the user is no 负责人.
            OwnProposal: the user wrote it.
            Incomplete: it does not say what is to be changed.
            NoProposal, WrongState: see their words.
            Overtaken: the catalog moved on meanwhile.
        """
        found = self._deciding(number, Act.APPROVED)
        if found.content.incomplete:
            raise Incomplete(number=number, what=found.content.incomplete)
        plan([found], self._items(), self._maker)
        with self._session.transaction():
            self._step(number, Act.APPROVED, self._words("opinion", "意见", opinion))
        return self.get(number)

    def refuse(self, number: int, reason: str) -> Proposal:
        """Turn a proposal down, with the reason; raises as ``approve``, and BadValue."""
        self._deciding(number, Act.REFUSED)
        words = self._words("reason", "不同意的理由", reason, required=True)
        with self._session.transaction():
            self._step(number, Act.REFUSED, words)
        return self.get(number)

    def withdraw(self, number: int, reason: str) -> Proposal:
        """Take a proposal back before it is carried out.

        Raises:
            NoProposal, WrongState, BadValue, NotAllowed: see their words.
        """
        self._session.require(*WRITERS)
        self._in(number, Act.WITHDRAWN, State.OPEN, State.APPROVED)
        words = self._words("reason", "撤回的理由", reason, required=True)
        with self._session.transaction():
            self._step(number, Act.WITHDRAWN, words)
        return self.get(number)

    def plan(self, numbers: Sequence[int]) -> Plan:
        """Return what proposals would do together; nothing is written.

        Raises:
            NoProposal, Clash, Overtaken: see their words.
        """
        found = [self.get(number) for number in dict.fromkeys(numbers)]
        return plan(found, self._items(), self._maker)

    def apply(self, numbers: Sequence[int] = (), about: About | None = None) -> Version:
        """Carry out approved proposals together: one transaction, one version.

        Args:
            numbers: which; none named means every approved one.
            about: what is said about the new version.

        Raises:
            NothingToApply: none is approved.
            NoProposal, WrongState, Clash, Overtaken, BadValue, NotAllowed: see their words.
        """
        self._session.require(*WRITERS)
        wanted = list(dict.fromkeys(numbers)) or [one.number for one in self.all(State.APPROVED)]
        if not wanted:
            raise NothingToApply
        found = [self._in(number, Act.APPLIED, State.APPROVED) for number in wanted]
        return self._apply(found, about or About())

    def do_at_once(self, values: Mapping[str, object], about: About | None = None) -> Version:
        """Add or change by hand: a 负责人's own proposal, approved and applied in one step.

        Raises:
            NotAllowed: the user is no 负责人.
            NotByHand: another kind than adding and changing.
            BadValue, Overtaken: see their words.
        """
        session = self._session
        session.require(Role.LEADER)
        content = self._content(values)
        if content.kind not in (Kind.ADD, Kind.CHANGE):
            raise NotByHand(kind=content.kind.label)
        with session.transaction():
            number = adjuststore.add_proposal(session.conn, uuid4().hex)
            self._step(number, Act.PROPOSED, content=content)
            if content.incomplete:
                raise Incomplete(number=number, what=content.incomplete)
            self._step(number, Act.APPROVED, "负责人直接办理")
            return self._apply([self.get(number)], about or About())

    def _apply(self, proposals: Sequence[Proposal], about: About) -> Version:
        session = self._session
        with session.transaction():
            items = self._items()
            found = plan(proposals, items, self._maker)
            file = "动态调整" + "、".join(f"第{one.number}号" for one in proposals)
            if len(file) > 80:  # noqa: PLR2004 - the numbers are in the proposals anyway
                file = f"动态调整{len(proposals)}件"
            import_id = store.add_import(
                session.conn, at=self._now, user=session.user.name, file=file, sha256="",
                counts=found.counts,
            )  # fmt: skip
            arrows = write(session, found, items, self._mapping().areas, import_id)
            version = self._versions.record(import_id, VersionKind.ADJUST, about, file=file)
            for old, new in found.renamed:
                self._areas.renamed(old, new)
            for key, successor in arrows:
                self._versions.succeed(key, successor, version.number)
            for one in proposals:
                self._step(one.number, Act.APPLIED, version=version.number)
            session.audit("catalog.adjusted", version.number, **found.counts)
        return version

    def _deciding(self, number: int, act: Act) -> Proposal:
        self._session.require(Role.LEADER)
        found = self._in(number, act, State.OPEN)
        name = self._session.user.name
        if name in found.authors:
            raise OwnProposal(number=number, name=name)
        return found

    def _in(self, number: int, act: Act, *states: State) -> Proposal:
        found = self.get(number)
        if found.state not in states:
            raise WrongState(number=number, state=found.state.label, act=act.label)
        return found

    def _content(self, values: Mapping[str, object]) -> Content:
        found = adjustcheck.read(values, self._items(), self._maker)
        if found.new_area and store.area_code(self._session.conn, found.new_area) is not None:
            # keys are given by area: two areas never become one by a renaming
            raise BadValue("new_area", "新领域名", "已经用过，请用“变更”逐项改领域")
        return found

    def _items(self) -> dict[str, Item]:
        return {item.key: item for item in store.items(self._session.conn)}

    @property
    def _maker(self) -> ItemMaker:
        return ItemMaker(self._mapping())

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

    def _step(
        self, number: int, act: Act, words: str = "", *,
        version: int | None = None, content: Content | None = None,
    ) -> None:  # fmt: skip
        step = Step(self._now, self._session.user.name, act, words, version)
        adjuststore.add_step(self._session.conn, number, step, content)
        self._session.audit(f"catalog.adjust_{act.value}", number)
