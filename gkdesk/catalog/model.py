"""What one disclosure item (公开事项) is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gkdesk.base.errors import Problem
from gkdesk.base.labels import Labelled


class ClauseKind(Labelled):
    """What a clause of a 公开时限 asks for."""

    RELATIVE = "relative", "自某事起若干日内"
    BEFORE = "before", "某事之前"
    DISPLAY = "display", "公示不少于若干日"
    CONSULT = "consult", "征求意见不少于若干日"
    EXTEND = "extend", "可延长"
    REALTIME = "realtime", "实时"
    PROMPT = "prompt", "及时"
    ANYTIME = "anytime", "随时"
    PROGRESS = "progress", "按进展"
    LONGTERM = "longterm", "长期"
    PERIODIC = "periodic", "定期"
    FIXED = "fixed", "每年固定日期"
    AT_EVENT = "at_event", "与某事同时"
    UNPUBLISH = "unpublish", "公示满若干时间后不再公示"


class Trigger(Labelled):
    """The event a relative clause counts from."""

    CHANGED = "changed", "信息形成或者变更"
    FORMED = "formed", "信息形成"
    MADE = "made", "制作、制定或者获取"
    APPROVED = "approved", "批准、批复"
    DECIDED = "decided", "作出决定"
    RECEIVED = "received", "收到"
    FINISHED = "finished", "工作结束、结果确定"
    OTHER = "other", "其他"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing a 公开时限 asks for.

    ``unit`` is ``working_day``, ``day``, ``week``, ``month``, ``quarter``, ``half_year``,
    ``year``, ``hour`` or ``""``; ``trigger`` is only given for ``RELATIVE``; ``scope`` is the part
    of the item it is about (``处罚决定``), else ``""``; ``on`` is the ``MM-DD`` of ``FIXED``, and
    of ``PERIODIC`` the month of the period (01 its first) and the day, ``""`` for its end.
    ``event`` are the words of what it counts from; they tell, and make no difference.
    """

    kind: ClauseKind
    count: int = 0
    unit: str = ""
    trigger: Trigger | None = None
    scope: str = ""
    on: str = ""
    event: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """公开时限: the local wording, and what of it was understood (nothing: not recognised).

    ``unclear`` are the parts no rule knows; ``notes`` those that set no limit of their own
    (“法律、法规另有规定的，从其规定”).
    """

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    unclear: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """One 渠道: its standard name, the label as written, and whether it is ticked.

    ``ticked`` is ``None`` when the paper does not say (the marks were lost or never there).
    """

    name: str
    label: str
    ticked: bool | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item stood: file name, worksheet, row (1 is the first)."""

    file: str = ""
    sheet: str = ""
    row: int = 0

    def __str__(self) -> str:
        return f"“{self.sheet}”第{self.row}行"


@dataclass(frozen=True, slots=True)
class Item:
    """One 公开事项. ``key`` is given at the first import, kept for ever and never reused.

    ``audience``, ``method`` and ``level`` hold the columns below 公开对象, 公开方式 and 公开层级
    (column heading → cell text: a tick or words); ``extra`` every column the form does not know;
    ``ditto`` what a 同上 in a field stands for.
    """

    area: str
    key: str = ""
    number: str = ""
    level1: str = ""
    level2: str = ""
    level3: str = ""
    content: str = ""
    basis: str = ""
    time_limit: TimeLimit = TimeLimit()
    agency: str = ""
    channels_text: str = ""
    channels: tuple[Channel, ...] = ()
    audience: Mapping[str, str] = field(default_factory=dict)
    method: Mapping[str, str] = field(default_factory=dict)
    level: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    ditto: Mapping[str, str] = field(default_factory=dict)
    source: Source = Source()

    @property
    def name(self) -> str:
        """The deepest level's words, or the beginning of the content."""
        return self.level3 or self.level2 or self.level1 or self.content[:20]

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two rows the same item (blanks never count: they were cleaned)."""
        return (self.area, self.level1, self.level2, self.level3, self.content)


# field → heading on paper and screen, in the order of the national form
LABELS: Mapping[str, str] = {
    "number": "序号", "level1": "一级事项", "level2": "二级事项", "level3": "三级事项",
    "content": "公开内容", "basis": "公开依据", "time_limit": "公开时限", "agency": "公开主体",
    "channels_text": "公开渠道和载体", "audience": "公开对象", "method": "公开方式",
    "level": "公开层级", "extra": "其他栏目",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an item, before and after."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return "领域" if self.field == "area" else LABELS[self.field]


@dataclass(frozen=True, slots=True)
class Changed:
    """One item that stays but reads differently; ``item`` is the incoming one with its old key."""

    item: Item
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import would do. ``gone`` only ever holds items of areas the file speaks of."""

    added: tuple[Item, ...] = ()
    changed: tuple[Changed, ...] = ()
    gone: tuple[Item, ...] = ()
    same: tuple[Item, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "gone": len(self.gone),
            "same": len(self.same),
        }


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One worksheet: its area and number of items, or why it was passed over."""

    name: str
    area: str = ""
    items: int = 0
    skipped: str = ""
    dropped: tuple[Problem, ...] = ()
    hidden: bool = False


class QuestionKind(Labelled):
    """What a question about a wording is about."""

    AREA = "area", "领域"
    LIMIT = "limit", "公开时限"
    UNMARKED = "unmarked", "渠道没有勾选符号"
    CHANNEL = "channel", "渠道名称"
    HEADING = "heading", "不认识的栏"


@dataclass(frozen=True, slots=True)
class Question:
    """One wording that was not understood; ``choices`` are meanings, the first one is usual.

    ``where`` is the first place; ``free`` says that other words may be written too.
    """

    kind: QuestionKind
    text: str
    where: str
    count: int
    choices: tuple[str, ...]
    free: bool = False


@dataclass(frozen=True, slots=True)
class Alias:
    """One wording settled; ``words`` is the meaning as the clerk reads it."""

    id: int
    kind: QuestionKind
    text: str
    meaning: str
    at: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook read and compared, nothing written; ``version`` is the catalog's at the time.

    ``questions`` are the wordings the clerk may settle before it is read again.
    """

    file: str
    sha256: str
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    changes: Changes
    sheets: tuple[SheetReading, ...]
    version: int
    questions: tuple[Question, ...] = ()

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.blocking)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did: counts by added, changed, gone, same; and the import's number."""

    number: int
    counts: Mapping[str, int]


JSON_TEXTS = (
    "key", "area", "number", "level1", "level2", "level3", "content", "basis", "agency",
    "channels_text",
)  # fmt: skip
JSON_GROUPS = ("audience", "method", "level", "extra", "ditto")


def as_json(item: Item) -> dict[str, Any]:
    """Return an item as JSON values; nested parts by their own names."""
    data = {name: getattr(item, name) for name in JSON_TEXTS}
    limit = item.time_limit
    data["time_limit"] = {
        "text": limit.text,
        "clauses": [_clause_json(clause) for clause in limit.clauses],
        "unclear": list(limit.unclear),
    }
    data["channels"] = [
        {"name": channel.name, "label": channel.label, "ticked": channel.ticked}
        for channel in item.channels
    ]
    data |= {name: dict(getattr(item, name)) for name in JSON_GROUPS}
    data["source"] = asdict(item.source)
    return data


def _clause_json(clause: Clause) -> dict[str, object]:
    data = asdict(clause)
    return {name: str(value) if isinstance(value, str) else value for name, value in data.items()}
