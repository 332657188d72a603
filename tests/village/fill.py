"""Sheets filled so that they balance by their own rules: few rows, many rows, large figures."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from gkdesk.village.form import SheetForm
from gkdesk.village.listcase import ListCase, product, row_sum
from gkdesk.village.listdata import Entry, ListData, ListRow
from gkdesk.village.listform import Column, ListBody
from gkdesk.village.listrulekinds import ListRule
from gkdesk.village.model import PAIR, VALUE, Figure, Line, SheetData
from gkdesk.village.period import Period, PeriodKind

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = (
    "建国",
    "秀英",
    "桂兰",
    "志强",
    "玉梅",
    "永福",
    "春生",
    "月娥",
    "德明",
    "小芳",
    "海涛",
    "兰",
)
GROUPS = ("第一村民小组", "第二村民小组", "第三村民小组", "第四村民小组")
WORDS = {
    "name": ("村部办公楼", "机井", "文化广场", "东坡水塘", "道路硬化"),
    "memo": ("支付村道路灯电费", "收第一季度鱼塘租金"),
    "line": ("管理费用", "经营收入"),
    "cause": ("垫付修路工程款", "承包费未交"),
    "place": ("村东路口", "第二村民小组"),
    "content": ("硬化村内道路1.2公里，宽4米，配套排水沟", "新建机井2眼"),
    "topic": ("讨论通过村内道路硬化项目和资金使用方案",),
    "result": ("通过",),
    "done": ("已开工，预计本季度内完工并公布结算",),
    "matter": ("核查第一季度财务收支逐笔明细",),
    "opinion": ("票据齐全，同意公布；建议按月公布",),
    "subsidy": ("耕地地力保护补贴",),
    "document": ("青财农〔2026〕3号",),
    "notice": ("青政征〔2026〕2号",),
    "project": ("村内道路硬化",),
    "decision": ("2026年3月5日成员大会决议",),
    "vote": ("应到50人，实到46人，同意45人",),
    "post": ("村民委员会主任", "护林员", "保洁员"),
    "goods": ("大米（袋）",),
    "due": ("2027年底",),
    "bounds": ("东至路，西至渠，南至林，北至田",),
    "unit": ("处",),
    "sort": ("房屋", "助学补助"),
    "winner": ("青石建筑有限公司",),
    "until": ("2026年底",),
    "code": ("01",),
    "contract": ("合字01号",),
    "decided": ("2026年3月5日",),
    "voucher": ("记12",),
    "permit": ("青宅〔2026〕5号",),
    "old": ("有",),
    "measures": ("按月开展党员学习，限期整改",),
    "changes": ("无",),
    "team": ("第一村民小组",),
    "paper": ("青民〔2026〕1号",),
}


class Filler:
    """Makes one sheet: random figures first, then what the rules say of them."""

    def __init__(self, form: SheetForm, period: Period, count: int, seed: int, most: int) -> None:
        assert form.body is not None
        self.form, self.body, self.period = form, form.body, period
        self.count, self.most, self.chance = count, most, random.Random(seed)  # noqa: S311 - no secret
        self.people = 0

    def make(self, stage: str = "") -> SheetData:
        stage = self.body.stage(stage).key
        rows = [self._row(part, stage) for part in self._parts() for _ in range(self.count)]
        if self.body.group:
            rows.sort(key=lambda row: row[1][self.body.group])
        facts = {field.key: self._value(field) for field in self.body.facts(stage)}
        for part, cells in rows:
            self._derive(part, cells, facts, stage)
        self._across([cells for _part, cells in rows])
        listed = tuple(self._listed(part, cells) for part, cells in rows)
        data = ListData(stage, {}, listed)
        data = replace(data, facts=self._facts(facts, data))
        return with_sums(
            SheetData(
                self.form.id, self.form.version, (), date(2026, 4, 10), "样表，人名均为虚构。",
                table=data,
            ),
            self.body,
        )  # fmt: skip

    def _parts(self) -> list[str]:
        return [part.key for part in self.body.parts] or [""]

    def _listed(self, part: str, cells: dict[str, str]) -> ListRow:
        entries = {key: Entry(text) for key, text in cells.items()}
        group = cells.get(self.body.group, "") if self.body.group else ""
        return ListRow(entries, part, group=group)

    def _row(self, part: str, stage: str) -> tuple[str, dict[str, str]]:
        cells = {c.key: self._value(c) for c in self.body.shown(stage) if c.kind != "serial"}
        if part == "given":  # no more is given than was received
            cells |= {"money": "0.01", "count": "1"}
        if "group" in cells:
            cells["group"] = self.chance.choice(GROUPS)
        return part, cells

    def _value(self, column: Column) -> str:
        rng = self.chance
        match column.kind:
            case "money":
                return f"{Decimal(rng.randint(100, self.most)) / 100:.2f}"
            case "count":
                return str(rng.randint(1, 9))
            case "number":
                return f"{Decimal(rng.randint(1, min(self.most, 3000))) / 100:f}"
            case "date" | "month":
                span = (self.period.last_on - self.period.first_on).days
                day = self.period.first_on + timedelta(days=rng.randint(0, max(0, span)))
                return day.isoformat() if column.kind == "date" else day.isoformat()[:7]
            case "choice":
                return rng.choice(column.choices)
            case "name":
                return self._person()
            case _:
                return "" if column.key == "note" else rng.choice(WORDS.get(column.key, ("样例",)))

    def _person(self) -> str:
        self.people += 1
        number = self.people
        surname = SURNAMES[number % len(SURNAMES)]
        given = GIVEN[number // len(SURNAMES) % len(GIVEN)]
        more = number // (len(SURNAMES) * len(GIVEN))
        return surname + given + (GIVEN[more % len(GIVEN)][0] if more else "")

    def _derive(self, part: str, cells: dict[str, str], facts: dict[str, str], stage: str) -> None:
        """Set what follows in a row; a limit lifts what it is measured by."""
        there = {column.key for column in self.body.shown(stage)}
        for rule in self.body.rules:
            named = {rule.result, *rule.columns, *rule.plus, *rule.minus} - {""}
            if not all(key in there for key in named if "." not in key):
                continue
            if rule.part in ("", part):
                self._apply(rule, part, cells, facts)

    def _apply(
        self, rule: ListRule, part: str, cells: dict[str, str], facts: dict[str, str]
    ) -> None:
        match rule.kind:
            case "product":
                data = ListData("", {k: Entry(v) for k, v in facts.items()})
                case = ListCase(self.body, data, self.period, "")
                value = product(rule, case, self._listed(part, cells))
                cells[rule.result] = self._text(rule.result, value)
            case "row_sum":
                for key in rule.minus:  # what is left must not be less than nothing
                    first = Decimal(cells[rule.plus[0]])
                    cells[key] = self._text(key, first / (len(rule.minus) + 1) // 1)
                value = row_sum(rule, self._listed(part, cells))
                cells[rule.result] = self._text(rule.result, value)
            case "one_of":
                cells[self.chance.choice(rule.columns)] = ""
            case "at_most":
                self._lift(rule.result, rule.factors, cells, facts)
            case "order" | "span":
                days = sorted(cells[key] for key in rule.columns)
                cells.update(zip(rule.columns, days, strict=True))

    def _lift(
        self, result: str, factors: tuple[str, ...], cells: dict[str, str], facts: dict[str, str]
    ) -> None:
        last = factors[-1]
        value = Decimal(cells[result])
        if last.startswith("field."):
            key = last.removeprefix("field.")
            facts[key] = str(max(Decimal(facts.get(key) or 0), value))
        elif any(rule.kind == "product" and rule.result == last for rule in self.body.rules):
            cells[result] = cells[last]
        else:
            cells[last] = str(max(Decimal(cells[last] or 0), value))

    def _across(self, rows: list[dict[str, str]]) -> None:
        for rule in self.body.rules:
            if rule.kind == "same":
                for cells in rows:
                    cells[rule.columns[0]] = rows[0][rule.columns[0]]
                    self._derive("", cells, {}, self.body.stages[0].key)
            if rule.kind == "unique" and rule.blocking:
                for at, cells in enumerate(rows):
                    cells[rule.columns[0]] = f"{2000 + at // 12}-{at % 12 + 1:02d}"
            if rule.kind == "running":
                before = Decimal(1_000_000_000)
                for cells in rows:
                    before += Decimal(cells[rule.plus[0]] or 0) - Decimal(cells[rule.minus[0]] or 0)
                    cells[rule.result] = f"{before:.2f}"

    def _text(self, key: str, value: Decimal | None) -> str:
        if value is None:
            return ""
        column = self.body.column(key)
        return f"{value:.2f}" if column.kind == "money" else f"{value.normalize():f}"

    def _facts(self, facts: dict[str, str], data: ListData) -> dict[str, Entry]:
        def total(column: str, part: str = "") -> Decimal:
            return data.total(column, part) or Decimal(0)

        fixed: dict[str, Callable[[], dict[str, Decimal]]] = {
            "F08M": lambda: {"fund": total("amount")},
            "F09": lambda: {
                "received": total("amount", "income"), "rest": Decimal(0),
                "kept": total("amount", "income") - total("amount", "shares"),
            },
            "F10": lambda: {
                "heads": total("people"), "raised": total("due"),
                "cost": total("due") + Decimal(facts["grant"]) + Decimal(facts["own"]),
            },
            "L06": lambda: {
                "kept_money": total("money", "source") - total("money", "given"),
                "kept_count": total("count", "source") - total("count", "given"),
            },
            "L09": lambda: {"income": total("amount")},
        }  # fmt: skip
        values = facts | {k: f"{v:f}" for k, v in fixed.get(self.form.id, dict)().items()}
        fields = {field.key: field for field in self.body.fields}
        if "notice_from" in values:
            values |= {"notice_from": "2026-04-10", "notice_to": "2026-04-16"}
        return {
            key: Entry(f"{Decimal(text):.2f}" if text and fields[key].kind == "money" else text)
            for key, text in values.items()
        }


def with_sums(data: SheetData, body: ListBody) -> SheetData:
    """Add the sums a filled blank prints."""
    table = data.table
    assert table is not None
    summed = [c for c in body.shown(table.stage) if c.sum]
    made = []
    for part in [part.key for part in body.parts] or [""]:
        entries = {}
        for column in summed:
            value = table.total(column.key, part)
            text = "" if value is None else f"{value:f}"
            entries[column.key] = Entry(text)
        if entries:
            made.append(ListRow(entries, part, sums="part" if body.parts else "total"))
    return replace(data, table=replace(table, sums=tuple(made)))


def filled(
    form: SheetForm, period: Period, *, count: int = 3, seed: int = 1, most: int = 500_000,
    stage: str = "",
) -> SheetData:  # fmt: skip
    """Return a sheet that balances, of ``count`` rows in each part; amounts up to ``most`` fen."""
    if form.body is None:
        return sides(form, seed, most)
    return Filler(form, period, count, seed, most).make(stage)


def sides(form: SheetForm, seed: int, most: int) -> SheetData:
    """Return a balanced two-sided sheet: F01, F03 or F08."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines = []
    totals = {}
    for block in form.blocks:
        own: dict[str, int] = dict.fromkeys((c.key for c in form.columns), 0)
        for line in block.lines:
            figures = {c.key: Figure(chance.randint(0, most)) for c in form.columns}
            if form.id == "F01":
                figures["ytd"] = figures["period"]
            if form.id == "F03" and block is form.blocks[1] and line is block.lines[-1]:
                left = totals[form.blocks[0].key]
                figures = {key: Figure(left[key] - own[key]) for key in figures}
            own = {key: own[key] + (figures[key].fen or 0) for key in own}
            lines.append(Line(block.key, line.key, line.label, figures))
        totals[block.key] = own
        lines.append(
            Line(block.key, block.total.key, block.total.label,
                 {key: Figure(fen) for key, fen in own.items()})
        )  # fmt: skip
    for key, fen in _pairs(form, totals).items():
        label = next(pair.label for pair in form.pairs if pair.key == key)
        lines.append(Line(PAIR, key, label, {VALUE: Figure(fen)}))
    return SheetData(form.id, form.version, tuple(lines), date(2026, 4, 10), "样表，数字均为虚构。")


def _pairs(form: SheetForm, totals: dict[str, dict[str, int]]) -> dict[str, int]:
    if not form.pairs:
        return {}
    left = totals["income"][form.column] - totals["expense"][form.column]
    if form.id == "F01":
        closing = 100_000 + left + 3_000 - 2_000
        return {"opening": 100_000, "flow_in": 3_000, "flow_out": 2_000, "closing": closing,
                "cash": 50_000, "bank": closing - 50_000, "other_funds": 0}  # fmt: skip
    return {"profit": left, "opening": 150_000, "available": left + 150_000, "reserve": 7_000,
            "welfare": 7_000, "shares": 20_000, "closing": left + 116_000}  # fmt: skip


def period_of(form: SheetForm) -> Period:
    codes = {PeriodKind.MONTH: "2026-03", PeriodKind.QUARTER: "2026Q1", PeriodKind.HALF: "2026H1",
             PeriodKind.YEAR: "2026", PeriodKind.EVENT: "2026E03"}  # fmt: skip
    return Period.parse(codes[form.periods[0]])
