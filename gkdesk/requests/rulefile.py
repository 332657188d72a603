"""The rule files people keep (forms/rules): read, and every mistake named with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from gkdesk.base.datafile import read_toml_placed
from gkdesk.base.errors import BadFile, Problem
from gkdesk.base.labels import Labelled
from gkdesk.base.nearest import Places, unknown_key

from . import closingfile
from .fees import UNITS
from .model import Channel, ClockRules, EventKind

CLOCK = "request_clock"
OUTCOMES = "request_outcome"
POST = "request_post"
FEE = "request_fee"
CHECKS = "request_checks"
APPROVAL = "request_approval"
REVIEW = "request_review"
QUESTIONS = "request_questions"
DISPUTE = "request_dispute"
OPTIONAL = {"rest_receipt"}  # sections an office's own older file need not have
DISPUTE_FIGURES = (
    "review", "suit", "suit_after_review", "untold", "review_defence", "suit_defence", "redo",
)  # fmt: skip
DELIVERY = "request_delivery"
ARCHIVE = "request_archive"
DIFFICULT = "request_difficult"
FOLLOW_UP = "request_followup"
CHANNELS = "request_channels"
FILES = "request_files"
_HEAD = {"id", "title"}
_COMMON = {"from", "basis", "source", "status", "note", "label"}
_FIGURE = _COMMON | {"days", "unit"}
_OUTCOME = _COMMON | {"code", "document", "form", "row", "remedy", "remedy_from"}
_COURIER = _COMMON | {"names"}
_CHECK = _COMMON | {"code", "level", "todo"}
_STAGE = _COMMON | {"code", "for", "role", "last"}
_STEP = _COMMON | {"code", "question", "look", "parts"}
_ANSWER = _COMMON | {"step", "code", "next", "outcome", "event"}
_QUESTION = _COMMON | {"name", "for", "kind", "choices", "good", "help", "check"}
_QUESTION_KINDS = ("choice", "text", "longtext", "date")
_ROLES = ("", "officer", "reviewer", "leader")
_CHANNEL = _COMMON | {"code", "counts", "within", "reason"}
_FILES = _COMMON | {"code", "largest_mb"}
_TIER = _COMMON | {"method", "first", "last", "each", "step", "add"}
Faults = Iterator[tuple[str, str]]  # a key, and what is wrong with it
_MOST_MB = 500  # base/files reads no more at once
_NEEDED = ("from", "basis", "source", "status")


class Status(Labelled):
    """How sure a figure is; anything but certain is said beside it on the screen."""

    CERTAIN = "certain", "条文已核对"
    UNSURE = "unsure", "待核对"
    PROPOSAL = "proposal", "本地建议"


class Unit(Labelled):
    """What a period is counted in."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "天"
    MONTH = "month", "个月"
    YEAR = "year", "年"


def check(path: Path) -> list[Problem]:
    """List every mistake of one rule file with its place; empty when it can be used."""
    return _read(path)[1]


def _read(path: Path) -> tuple[dict[str, object], list[Problem]]:
    try:
        data, places = read_toml_placed(path)
    except BadFile as error:
        return {}, error.problems
    return data, _problems(path, data, places)


def _problems(path: Path, data: Mapping[str, object], places: Places) -> list[Problem]:
    problems = (
        [] if data.get("id") == path.stem else [Problem("id", f"应与文件名相同：{path.stem}")]
    )
    for name, rows in data.items():
        if name in _HEAD:
            continue
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append(Problem(name, "应写成 [[名称]] 的一节"))
            continue
        for number, row in enumerate(rows, start=1):
            for key, fault in _row_problems(name, row):
                where = places.at(f"{name} 第{number}节，{key}", name, number - 1, key)
                problems.append(Problem(where, fault))
    if path.stem == CLOCK:
        known = ClockRules.__dataclass_fields__.keys()
        problems += _section_problems(data, known - OPTIONAL, known)
        problems += _unit_problems(data, places)
    if path.stem == DISPUTE:
        problems += _section_problems(data, DISPUTE_FIGURES, DISPUTE_FIGURES)
    return problems + (_review_problems(data) if path.stem == REVIEW else [])


def _unit_problems(data: Mapping[str, object], places: Places) -> list[Problem]:
    """The clock counts working days only; another unit would be taken for them."""
    return [
        Problem(places.at(f"{name} 第{number}节，unit", name, number - 1, "unit"),
                "答复期限只按工作日计算，应为 working_day")
        for name, found in data.items()
        if isinstance(found, list)
        for number, row in enumerate(found, start=1)
        if isinstance(row, dict) and row.get("unit") in set(Unit) - {Unit.WORKING_DAY}
    ]  # fmt: skip


def _section_problems(
    data: Mapping[str, object], needed: Iterable[str], known: Iterable[str]
) -> list[Problem]:
    missing = [Problem(name, "缺少这一节") for name in sorted(needed) if name not in data]
    odd = sorted(data.keys() - _HEAD - set(known))
    return missing + [Problem(name, "不认识的一节") for name in odd]


def _row_problems(name: str, row: Mapping[str, object]) -> Faults:
    """Yield what is wrong in one section: the key, and the words for it."""
    known, more = _KINDS.get(name, (_FIGURE, _figure_problems))
    for key in sorted(row.keys() - known):
        yield key, unknown_key(key, known)
    for key in _NEEDED:
        if not row.get(key):
            yield key, "没有填写"
    if row.get("from") and type(row["from"]) is not date:
        yield "from", "应为日期，例如 2019-05-15，不加引号"
    if row.get("status") and row["status"] not in set(Status):
        yield "status", "只能填 certain、unsure、proposal"
    yield from more(row)


def _figure_problems(row: Mapping[str, object]) -> Faults:
    days = row.get("days")
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        yield "days", "应为正整数"
    if row.get("unit") not in set(Unit):
        yield "unit", "只能填 working_day（工作日）、day（天）、month（个月）或 year（年）"


def _switch_problems(row: Mapping[str, object]) -> Faults:
    if row.get("days") not in (0, 1) or isinstance(row.get("days"), bool):
        yield "days", "只能填 0（不顺延）或 1（顺延至下一工作日）"
    if row.get("unit") != Unit.WORKING_DAY:
        yield "unit", "只能填 working_day（工作日）"


def _outcome_problems(row: Mapping[str, object]) -> Faults:
    for key in ("code", "label", "row"):
        if not row.get(key):
            yield key, "没有填写"
    if row.get("remedy_from") and type(row["remedy_from"]) is not date:
        yield "remedy_from", "应为日期，例如 2024-01-01，不加引号"
    if row.get("remedy") not in {"A", "B", "C", "N"}:
        yield "remedy", "只能填 A、B、C、N"


def _courier_problems(row: Mapping[str, object]) -> Faults:
    names = row.get("names")
    if (
        not isinstance(names, list)
        or not names
        or not all(isinstance(name, str) and name.strip() for name in names)
    ):
        yield "names", "应为一列名称，至少一个"


def _check_problems(row: Mapping[str, object]) -> Faults:
    for key in ("code", "label", "todo"):
        if not row.get(key):
            yield key, "没有填写"
    if row.get("level") not in {"block", "warn"}:
        yield "level", "只能填 block（拦下）或 warn（提醒）"


def _stage_problems(row: Mapping[str, object]) -> Faults:
    for key in ("code", "label"):
        if not row.get(key):
            yield key, "没有填写"
    wanted = row.get("for")
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        yield "for", "应为一列办理结果的代码，可以用 *"
    if row.get("role", "") not in _ROLES:
        yield "role", "只能填 officer、reviewer、leader，或者空着"
    if type(row.get("last", False)) is not bool:
        yield "last", "只能填 true 或 false"


def _question_problems(row: Mapping[str, object]) -> Faults:
    for key in ("name", "label", "check"):
        if not row.get(key):
            yield key, "没有填写"
    if row.get("kind") not in _QUESTION_KINDS:
        yield "kind", f"只能填 {'、'.join(_QUESTION_KINDS)}"
    choices, good = row.get("choices", []), row.get("good", [])
    for key in ("for", "choices", "good"):
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield key, "应为一列文字"
            return
    if row.get("kind") == "choice" and not choices:
        yield "choices", "没有填写"
    assert isinstance(choices, list)  # noqa: S101 - seen to above
    assert isinstance(good, list)  # noqa: S101 - seen to above
    if set(good) - set(choices):
        yield "good", "里面有 choices 没有的回答"


def _step_problems(row: Mapping[str, object]) -> Faults:
    for key in ("code", "label", "question"):
        if not row.get(key):
            yield key, "没有填写"
    if type(row.get("parts", False)) is not bool:
        yield "parts", "只能填 true 或 false"


def _answer_problems(row: Mapping[str, object]) -> Faults:
    for key in ("step", "code", "label"):
        if not row.get(key):
            yield key, "没有填写"
    if sum(bool(row.get(key)) for key in ("next", "outcome", "event")) != 1:
        yield "next", "next、outcome、event 只能填一个，也必须填一个"
    if row.get("event") and row["event"] not in set(EventKind):
        yield "event", "没有这个步骤"


def _review_problems(data: Mapping[str, object]) -> list[Problem]:
    """Check that answers belong to a step and lead to one."""
    steps = {row.get("code") for name, row in rows(data) if name == "step"}
    return [
        Problem(f"answer {row.get('code')}，{key}", f"没有代码为“{row[key]}”的一步")
        for name, row in rows(data)
        if name == "answer"
        for key in ("step", "next")
        if row.get(key) and row[key] not in steps
    ]


def _tier_problems(row: Mapping[str, object]) -> Faults:
    if row.get("method") not in UNITS:
        yield "method", "只能填 piece（按件）或 volume（按量）"
    for key, least in (("first", 1), ("each", 0), ("last", 1), ("step", 1), ("add", 0)):
        value = row.get(key, least if key not in {"first", "each"} else None)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            yield key, f"应为不小于{least}的整数"


def _channel_problems(row: Mapping[str, object]) -> Faults:
    if row.get("code") not in set(Channel):
        yield "code", f"只能填 {'、'.join(Channel)}"
    if row.get("counts") not in {"arrival", "confirm"}:
        yield "counts", "只能填 arrival（到达之日）或 confirm（双方确认之日）"
    if not row.get("reason"):
        yield "reason", "没有填写"
    within = row.get("within", 1)
    if not isinstance(within, int) or isinstance(within, bool) or within < 0:
        yield "within", "应为不小于0的整数"


def _files_problems(row: Mapping[str, object]) -> Faults:
    for key in ("code", "label"):
        if not row.get(key):
            yield key, "没有填写"
    largest = row.get("largest_mb", 1)
    if not isinstance(largest, int) or isinstance(largest, bool) or not 1 <= largest <= _MOST_MB:
        yield "largest_mb", f"应为1至{_MOST_MB}的整数"


_KINDS: dict[str, tuple[set[str], Callable[[Mapping[str, object]], Faults]]] = {
    "outcome": (_OUTCOME, _outcome_problems),
    "courier": (_COURIER, _courier_problems),
    "tier": (_TIER, _tier_problems),
    "check": (_CHECK, _check_problems),
    "stage": (_STAGE, _stage_problems),
    "question": (_QUESTION, _question_problems),
    "step": (_STEP, _step_problems),
    "answer": (_ANSWER, _answer_problems),
    "rest_receipt": (_FIGURE, _switch_problems),
    **{name: (_COMMON | keys, look) for name, (keys, look) in closingfile.SECTIONS.items()},
    "channel": (_CHANNEL, _channel_problems),
    "attachment": (_FILES, _files_problems),
}


def checked(path: Path) -> dict[str, object]:
    data, problems = _read(path)
    if problems:
        raise BadFile(path.name, problems)
    return data


def rows(data: Mapping[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    for name, rows in data.items():
        if isinstance(rows, list):
            for row in rows:
                yield name, row
