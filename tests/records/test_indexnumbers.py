"""索引号: templates and what is wrong with numbers met on real pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.records import indexnumbers

RULES = paths.forms() / "rules" / "records_index.toml"
DAY = date(2025, 4, 9)
CODE = "11500382787479886T"


def rules(tmp_path: Path, **changes: str) -> indexnumbers.IndexRules:
    text = RULES.read_text("utf-8")
    for name, value in changes.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{name} "))
        text = text.replace(old, f'{name} = "{value}"')
    path = tmp_path / "records_index.toml"
    path.write_text(text, "utf-8")
    return indexnumbers.load(path)


@pytest.mark.parametrize(
    ("template", "reset", "written", "series"),
    [
        ("{usc}/{yyyy}-{seq:5}", "year", f"{CODE}/2025-00057", "2025"),
        ("{usc}/{yyyy}{mm}-{seq:5}", "month", f"{CODE}/202504-00057", "2025-04"),
        ("{usc}/{yyyy}{mm}{dd}-{seq:5}", "day", f"{CODE}/20250409-00057", "2025-04-09"),
        ("QZ05908-3000-{yyyy}-{seq:5}", "year", "QZ05908-3000-2025-00057", "2025"),
        ("{usc}/{yyyy}-{seq}", "never", f"{CODE}/2025-57", ""),
    ],
)
def test_the_templates_met_in_practice(
    tmp_path: Path, template: str, reset: str, written: str, series: str
) -> None:
    made = rules(tmp_path, template=template, reset=reset)
    assert made.written(CODE, DAY, 57) == written
    assert made.series(DAY) == series


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"template": "{usc}/{yyyy}"}, "流水号"),
        ({"template": "{usc}/{seq:5}"}, "重号"),
        ({"template": "{usc}/{yyyy}-{seq:5}", "reset": "month"}, "重号"),
        ({"template": "{org}/{yyyy}-{seq:5}"}, "不认识“{org}”"),
        ({"mode": "auto"}, "不认识“auto”"),
    ],
)
def test_a_template_that_would_repeat_itself_is_refused(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(BadFile) as caught:
        rules(tmp_path, **changes)
    assert any(words in problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    "number",
    [
        "11500382787479886T/2024-00008", "11500382774856013D/2024-00016",
        "113417020032563511/202504-00057", "115330250152646310/20231112-00003",
        "014560025/2023-06702", "QZ05908-3000-2020-00010", "000014349/2022-00172",
    ],
)  # fmt: skip
def test_numbers_of_real_pages_have_no_fault(number: str) -> None:
    assert indexnumbers.faults(number) == []


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("1134170200324932X1/202404-00001", "校验码"),
        ("11370300MB28646707/2020-None", "None"),
        ("/2021-00900", "缺单位代码"),
        ("11500382787479886T/2024 -00008", "空格"),
        ("", "空"),
    ],
)
def test_wrong_numbers_of_real_pages_are_told(number: str, word: str) -> None:
    assert any(word in fault for fault in indexnumbers.faults(number))
