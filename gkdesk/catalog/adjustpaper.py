"""Papers of an adjustment: the approval form of a proposal, the list of what a version changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files
from gkdesk.base.errors import Declined

from .adjustrows import FIELDS, Act, Content, Kind, Proposal, State
from .leaks import covered
from .model import Item
from .papers import Papers, cell
from .versionrows import Version, levels_of

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session

    from .adjust import Adjusting
    from .versions import Versions

FORM, LIST = "catalog_adjust_form", "catalog_adjust_list"
_SHOWN = 12  # items named on the form; more are counted
_DETAIL = ("content", "basis", "time_limit", "agency", "channels_text")
Values = dict[str, "str | list[str]"]


class NoAdjustment(Declined):
    """A version that no adjustment made."""

    message = "{title}不是动态调整产生的，没有调整情况表。请用版本对照看它改了什么。"


class AdjustPapers:
    """Prints proposals and what became of them."""

    def __init__(
        self, session: Session, adjusting: Adjusting, versions: Versions,
        papers: Callable[[], Papers],
    ) -> None:  # fmt: skip
        self._session, self._adjusting, self._versions = session, adjusting, versions
        self._papers = papers

    def form(self, number: int) -> bytes:
        """Return the 审批表 of a proposal as it stands; raises NoProposal."""
        return self._papers().render(FORM, self._form(self._adjusting.get(number)))

    def listed(self, version: int) -> bytes:
        """Return the 调整情况表 of a version.

        Raises:
            NoVersion: there is none of this number.
            NoAdjustment: it was not made by an adjustment.
        """
        return self._papers().render(LIST, self._list(version))

    def write_form(self, number: int, path: Path, *, keep: bool = False) -> None:
        """Write the 审批表 where the clerk chose; ``keep`` archives it too.

        Raises:
            NoProposal: there is none of this number.
            Blocked: the file cannot be written.
        """
        found = self._adjusting.get(number)
        if keep:
            self._papers().issue(FORM, self._form(found), subject=found.uid)
        files.write(path, self.form(number))

    def write_list(self, version: int, path: Path, *, keep: bool = False) -> None:
        """Write the 调整情况表 of a version; raises as ``listed``, or Blocked."""
        values = self._list(version)
        if keep:
            self._papers().issue(LIST, values, subject=f"catalog-version-{version}")
        files.write(path, self._papers().render(LIST, values))

    def _form(self, one: Proposal) -> Values:
        content, made = one.content, one.steps[0]
        decided = one.step(Act.APPROVED) or one.step(Act.REFUSED)
        if one.state is State.OPEN:
            decided = None
        opinion = ""
        if decided is not None:
            opinion = decided.act.label + (f"：{decided.words}" if decided.words else "")
        before, after = self._sides(one)
        return {
            "number": f"第{one.number}号", "department": content.department,
            "made_date": made.at[:10], "made_by": one.proposed_by, "kind": one.kind.label,
            "reason": content.reason.label,
            "items": covered(_named(self._concerned(one))) or "新的事项",
            "before": covered(before), "after": covered(after), "legal_basis": content.basis,
            "words": content.words, "opinion": opinion,
            "decided_by": decided.user if decided else "",
            "decided_date": decided.at[:10] if decided else "",
            "done": self._done(one),
        }  # fmt: skip

    def _done(self, one: Proposal) -> str:
        if one.version is None:
            return ""
        version = self._versions.get(one.version)
        on = version.in_force_from
        return f"已执行，{version.title}，{on.year}年{on.month}月{on.day}日起施行"

    def _concerned(self, one: Proposal) -> list[Item]:
        """Return the items a proposal speaks of, as they read before it was carried out."""
        found = []
        for key in one.content.keys:
            states = self._versions.history(key)
            before = [item for at, item, _gone in states if not one.version or at < one.version]
            found.append((before or [states[0][1]])[-1])
        return found

    def _sides(self, one: Proposal) -> tuple[str, str]:
        content = one.content
        if content.before:
            changes = [change for _key, change in content.before]
            pairs = list(dict.fromkeys((c.label, c.before, c.after) for c in changes))
            return (
                "\n".join(f"{label}：{before or '（空）'}" for label, before, _after in pairs),
                "\n".join(f"{label}：{after or '（空）'}" for label, _before, after in pairs),
            )
        match one.kind:
            case Kind.CANCEL:
                return _named(self._concerned(one)), "取消"
            case Kind.KEEP:
                return "", "经审核，保留"
            case Kind.RENAME_AREA:
                return content.area, content.new_area
            case Kind.CHANGE:
                return "", content.words
        before = _named(self._concerned(one)) if content.keys else ""
        return before, "\n".join(map(_new_words, content.new))

    def _list(self, number: int) -> Values:
        version = self._versions.get(number)
        found = self._adjusting.applied_in(number)
        if not found:
            raise NoAdjustment(title=version.title)
        lines = [line for one in found for line in self._lines(one, version)]
        counted = Counter(one[0] for one in lines)
        return {
            "version": version.title, "in_force": version.about.in_force_from,
            "made_date": self._session.today.isoformat(),
            "counts": "，".join(f"{kind}{count}项" for kind, count in counted.items()),
            "rows": ["\t".join(map(cell, line)) for line in lines],
        }  # fmt: skip

    def _lines(self, one: Proposal, version: Version) -> Iterator[tuple[str, ...]]:
        """Yield the rows of one proposal: one for each item it concerned or made."""
        content, tail = one.content, (one.content.basis, one.content.department)
        made = self._made(one, version)
        if one.kind is Kind.RENAME_AREA:
            yield (one.kind.label, "领域名称", content.area, content.new_area, *tail)
        for item in self._concerned(one):
            changes = [change for key, change in content.before if key == item.key]
            before = "；".join(f"{c.label}：{c.before}" for c in changes) or item.content
            after = "；".join(f"{c.label}：{c.after}" for c in changes) or _after(content, made)
            yield (one.kind.label, _name(item), before, after, *tail)
        if not content.keys:
            for item in made:
                yield (one.kind.label, _name(item), "—", item.content, *tail)

    def _made(self, one: Proposal, version: Version) -> list[Item]:
        """Return the items a proposal made, as they stood in its version."""
        wanted = f"第{one.number}号"
        return [
            item
            for item in self._versions.items(version.number)
            if item.source.file == "动态调整" and item.source.sheet == wanted
        ]


def _after(content: Content, made: Sequence[Item]) -> str:
    match content.kind:
        case Kind.CANCEL:
            return "取消"
        case Kind.KEEP:
            return "保留"
    return f"{content.kind.label}为：" + "、".join(map(_name, made))


def _name(item: Item) -> str:
    return f"{item.area} {levels_of(item)}（{item.key}）"


def _named(items: Sequence[Item]) -> str:
    shown = "\n".join(_name(item) for item in items[:_SHOWN])
    more = f"\n……共{len(items)}项" if len(items) > _SHOWN else ""
    return shown + more


def _new_words(values: Mapping[str, str]) -> str:
    """Say what a new item shall read, in a few lines."""
    names = ("area", "level1", "level2", "level3")
    head = " / ".join(values[name] for name in names if values.get(name))
    parts = [f"{FIELDS[name]}：{values[name]}" for name in _DETAIL if values.get(name)]
    return "\n".join([head, *parts] if head else parts)
