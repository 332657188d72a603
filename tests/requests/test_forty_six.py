"""The 46 things clerks lose cases on: guarded by the rule file or by the code named here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gkdesk.requests import declined
from gkdesk.requests.annual import Annual
from gkdesk.requests.model import BadForm
from gkdesk.requests.service import Requests
from tests.requests.inside import RULES, SIGNED

Values = dict[str, object]
At = Callable[[str], None]
GRANT: Values = {"found_facts": "经检索，找到1份材料。", "provided_items": ["清单，3页"], **SIGNED}
# guarded where the law or our own record settles it, so that no file can switch it off
IN_CODE = {"C03", "C08", "C22", "C27", "C36", "C43"}
REFUSALS = {"DENY_SECRET", "DENY_LAW", "DENY_SAFETY", "DENY_THIRD", "DENY_INTERNAL"}


def test_all_forty_six_are_guarded() -> None:
    wanted = {f"C{number:02}" for number in range(1, 47)}
    named = {rule.code for rule in RULES.checks}
    assert wanted - named == IN_CODE
    for rule in RULES.checks:
        assert rule.basis
        assert rule.todo.endswith("。")


def test_a_receipt_after_the_posts_signature_needs_a_reason(
    requests: Requests, values: Values
) -> None:
    late = {"channel": "mail", "arrived_on": "2026-04-07", "received_on": "2026-04-10"}
    with pytest.raises(BadForm, match="理由"):
        requests.register(values | late)
    reason = {"received_reason": "信封上的签收日期写错，附收发室说明"}
    assert requests.register(values | late | reason).received_on == date(2026, 4, 10)


def test_an_extension_is_approved_once_in_time_and_short(
    requests: Requests, values: Values, at: At
) -> None:
    uid = requests.register(values).uid
    long = {"extend_days": "5", "extend_reason": "材料多"}
    with pytest.raises(declined.NoApprover):
        requests.act(uid, "extend", long)
    approved = {**long, "approved_by": "何书记"}
    with pytest.raises(declined.ExtensionTooLong):
        requests.act(uid, "extend", {**approved, "extend_days": "21"})
    requests.act(uid, "extend", approved)
    with pytest.raises(declined.SecondExtension):
        requests.act(uid, "extend", approved)
    late = requests.register(values | {"content": "公车使用记录"}).uid
    at("2026-06-01")
    with pytest.raises(declined.ExtensionLate):
        requests.act(late, "extend", approved)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_refusals_tell_review_first_since_2024(code: str) -> None:
    rule = RULES.outcome(code)
    assert rule.remedy_on(date(2023, 12, 31)) == "A"
    assert rule.remedy_on(date(2024, 1, 1)) == "B"


def test_only_the_post_carries_a_reply(requests: Requests, values: Values) -> None:
    uid = requests.register(values).uid
    requests.act(uid, "reply", GRANT)
    with pytest.raises(declined.NotByPost):
        requests.act(uid, "deliver", {"method": "mail", "courier": "顺丰", "mail_no": "SF1"})


def test_the_purpose_is_never_asked(requests: Requests, values: Values) -> None:
    with pytest.raises(declined.PurposeAsked):
        requests.register(values | {"purpose": "生产生活"})
    assert "purpose" not in {one.name for one in requests.register_fields()}


def test_kept_figures_are_compared_with_the_cases_of_today(
    requests: Requests, values: Values, at: At
) -> None:
    at("2025-11-03")
    uid = requests.register(values).uid
    at("2026-01-05")
    annual: Annual = requests.annual
    annual.keep(2025)
    assert {one.code: one.holds for one in annual.report(2025).equations}["C43"] is True
    requests.register(values | {"received_on": "2025-11-04", "content": "公车使用记录"})
    assert requests.get(uid).state.open
    [again] = [one for one in annual.report(2025).equations if one.code == "C43"]
    assert again.holds is False
