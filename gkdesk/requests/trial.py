"""期限试算: what is asked about a case that is not registered. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from .fields import read_form
from .model import BadForm, Field, FieldFault, iso_day

FIELDS = (
    Field("receipt", "收到申请之日", "date", True),
    Field("corrected", "收到补正之日", "date", False, "", "要求过补正的填写"),
    Field("paid", "收到缴费之日", "date", False, "", "通知过缴费的填写"),
    Field("extend", "延长的工作日数", "count", False, "", "1至20"),
    Field("consult", "征求意见", "list", False, "",
          "一行一次，如 4.13 到 4.20；还没有收到意见的只写寄出的日期"),
)  # fmt: skip
_FAR = timedelta(days=3 * 366)
_BETWEEN = re.compile(r"[\s到至~～—–]+")


def case_of(values: Mapping[str, object]) -> dict[str, object]:
    """Return what was typed as a case for ``batch.clock_of``.

    Raises:
        BadForm: every wrong or missing box at once.
    """
    form = read_form(FIELDS, values)
    case: dict[str, object] = {
        name: form[name] for name in ("receipt", "corrected", "paid") if name in form
    }
    if "extend" in form:
        case["extend"] = int(form["extend"])
    if "consult" in form:
        case["consult"] = [_pair(line) for line in form["consult"].splitlines()]
    _near(case)
    return case


def _near(case: Mapping[str, object]) -> None:
    """Refuse a year typed wrongly: every day from the receipt on would be listed.

    Raises:
        BadForm: a day lies years from the receipt.
    """
    filed = date.fromisoformat(str(case["receipt"]))
    days = {name: [case[name]] for name in ("corrected", "paid") if name in case}
    pairs = case.get("consult")
    if isinstance(pairs, list):
        days["consult"] = [one for pair in pairs for one in pair if one is not None]
    far = [
        name
        for name, found in days.items()
        if any(abs(date.fromisoformat(str(one)) - filed) > _FAR for one in found)
    ]
    labels = {one.name: one.label for one in FIELDS}
    message = "离收到申请之日太远，请核对年份"
    if far:
        raise BadForm([FieldFault(one, labels[one], f"{labels[one]}{message}") for one in far])


def _pair(line: str) -> list[str | None]:
    """Read the day a letter was sent and the day its answer came.

    Raises:
        BadForm: neither one day nor two.
    """
    days = [word for word in _BETWEEN.split(line) if word]
    if not 1 <= len(days) <= 2 or any(iso_day(day) is None for day in days):  # noqa: PLR2004
        message = f"“{line[:24]}”认不出，一行写一次，如 4.13 到 4.20"
        raise BadForm([FieldFault("consult", "征求意见", message)])
    return [days[0], days[1] if len(days) > 1 else None]
