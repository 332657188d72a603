"""公开时限 phrases of published catalogs; the wording is kept, what is unknown stays unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.catalog.limit import parse
from gkdesk.catalog.model import Clause, ClauseKind, Trigger

WD = "working_day"


def relative(count: int, trigger: Trigger, unit: str = WD, scope: str = "") -> Clause:
    return Clause(ClauseKind.RELATIVE, count, unit, trigger, scope)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("信息形成或者变更之日起20个工作日内予以公开", [relative(20, Trigger.CHANGED)]),
        ("信息形成(变更)20个工作日内", [relative(20, Trigger.CHANGED)]),
        ("信息形成或变更之日起3个工作日内", [relative(3, Trigger.CHANGED)]),
        ("信息形成之日起20个工作日内", [relative(20, Trigger.FORMED)]),
        ("20个工作日", [relative(20, Trigger.CHANGED)]),
        ("7个工作日", [relative(7, Trigger.CHANGED)]),
        ("信息形成\n或者变更\n之日起20\n个工作日内", [relative(20, Trigger.CHANGED)]),
        ("制定或获取指南之日起10个工作日内", [relative(10, Trigger.MADE)]),
        ("信息形成(变更)下发至本单位20个工作日内", [relative(20, Trigger.RECEIVED)]),
        ("自收到申请之日起20个工作日内公开", [relative(20, Trigger.RECEIVED)]),
        ("分配结果确定后20个工作日内", [relative(20, Trigger.FINISHED)]),
        ("拟征收土地现状调查结束后5个工作日内,在村公示栏公开。", [relative(5, Trigger.FINISHED)]),
        ("本级政府财政部门批复后20日内", [relative(20, Trigger.APPROVED, "day")]),
        (
            "制定或获取信息之日起10个工作日内,公示7个工作日",
            [relative(10, Trigger.MADE), Clause(ClauseKind.DISPLAY, 7, WD)],
        ),
        (
            "信息形成之日起20个工作日内;行政许可和行政处罚决定作出后7个工作日内",
            [relative(20, Trigger.FORMED), relative(7, Trigger.DECIDED)],
        ),
        (
            "1.除处罚决定外其他内容:长期公开(动态调整);2.处罚决定:20个工作日内。",
            [
                Clause(ClauseKind.LONGTERM, scope="除处罚决定外其他内容"),
                relative(20, Trigger.DECIDED, scope="处罚决定"),
            ],
        ),
        (
            "信息形成或者变更之日起20个工作日内。法律、法规对政府信息公开的期限另有规定的,从其规定。",
            [relative(20, Trigger.CHANGED)],
        ),
        ("实时公开", [Clause(ClauseKind.REALTIME)]),
        ("按进展情况及时公开", [Clause(ClauseKind.PROGRESS)]),
        ("及时公开", [Clause(ClauseKind.PROMPT)]),
        ("随时", [Clause(ClauseKind.ANYTIME)]),
        ("永久公开", [Clause(ClauseKind.LONGTERM)]),
        ("每季度", [Clause(ClauseKind.PERIODIC, 1, "quarter")]),
        ("半年至少更新1次", [Clause(ClauseKind.PERIODIC, 1, "half_year")]),
        ("每20个工作日更新", [Clause(ClauseKind.PERIODIC, 20, WD)]),
        ("每年1月31日前", [Clause(ClauseKind.FIXED, on="01-31")]),
        ("提前一周发通知邀请", [Clause(ClauseKind.BEFORE, 1, "week")]),
        ("征求意见期限不得少于30日", [Clause(ClauseKind.CONSULT, 30, "day")]),
        ("在实地启动拟征收土地工作时,在村公示栏公开。", [Clause(ClauseKind.AT_EVENT)]),
        ("本级政府财政部", []),
        ("按卫健委要求单独公开", []),
        ("", []),
    ],
)
def test_phrases(text: str, clauses: list[Clause]) -> None:
    assert list(parse(text).clauses) == clauses


def test_wording_is_kept_without_broken_lines() -> None:
    assert parse("自信息形\n成之日起 20 个工作日").text == "自信息形成之日起20个工作日"


@given(st.text(alphabet="信息形成变更之日起20个工作:;。,每年月季1前内公示 \n", max_size=40))
def test_any_text_is_taken(text: str) -> None:
    limit = parse(text)
    assert limit.text == "".join(text.split())
    assert all(clause.count >= 0 for clause in limit.clauses)
