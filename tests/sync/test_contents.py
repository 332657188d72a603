from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.handover import PackageRow
from gkdesk.sync.contents import attachment_path, build, mark_of, read_info, read_line, row_text
from gkdesk.sync.model import Link, PackageInfo, canonical

SHA = "ab" * 32
INFO = PackageInfo(
    town="11500382787479886T",
    town_name="青石镇人民政府",
    county="云岭县",
    number="2026-002",
    made_at="2026-04-10T09:30:00",
    made_by="officer",
    counts={},
    files=0,
    audit_id=7,
    audit_hash="c" * 64,
    predecessor=Link("2026-001", "d" * 64),
    void=(),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.text(min_size=1), st.integers(1, 10**6), st.dictionaries(st.text(), values, max_size=4))
def test_a_row_reads_back_as_it_was_written(
    key: str, revision: int, data: dict[str, object]
) -> None:
    # JSON has no lone surrogates; Hypothesis' text() makes none
    row = PackageRow("item", key, revision, data)
    line = read_line(row_text(row), "item")
    assert (line.key, line.mark) == (key, mark_of(row))


def test_rows_and_files_have_their_place() -> None:
    row = PackageRow("sheet", "F01", 2, {}, (("公示.PDF", SHA), ("无后缀", SHA)))
    plan = build(
        INFO, [row, PackageRow("item", "b", 1, {}), PackageRow("item", "a", 1, {})], {SHA: 9}, "x"
    )
    assert [one.path for one in plan.attachments] == [
        f"data/files/{SHA}.bin", f"data/files/{SHA}.pdf",
    ]  # fmt: skip
    assert plan.info.counts == {"item": 2, "sheet": 1}
    lines = plan.texts["data/rows/item.jsonl"].decode().splitlines()
    assert [read_line(line, "item").key for line in lines] == ["a", "b"]
    assert read_info(plan.texts["data/package.json"].decode()) == plan.info
    assert plan.size == sum(map(len, plan.texts.values())) + 18
    assert plan.name.endswith(plan.manifest_sha256[:8])
    assert set(plan.digests) == {*plan.texts, *(one.path for one in plan.attachments)}


def test_attachment_endings() -> None:
    assert attachment_path("a.tar.gz", SHA) == f"data/files/{SHA}.gz"
    assert attachment_path("a.../x", SHA) == f"data/files/{SHA}.bin"


@pytest.mark.parametrize(
    "row",
    [
        PackageRow("../x", "k", 1, {}),
        PackageRow("item", "", 1, {}),
        PackageRow("item", "k", 0, {}),
        PackageRow("item", "k", 1, {}, (("a", "../../x"),)),
    ],
)
def test_a_room_that_hands_over_nonsense_is_our_bug(row: PackageRow) -> None:
    with pytest.raises(ValueError, match="/"):
        row_text(row)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "2026-2"},
        {"void": ["x"]},
        {"town": {"credit_code": "../../etc", "name": "", "county": ""}},
        {"town": {"credit_code": "11500382787479886T", "name": 1, "county": ""}},
        {"town": None},
        {"counts": {"../x": 1}},
        {"counts": {"item": "1"}},
        {"made_at": "yesterday"},
        {"version": 2},
        {"format": "zip"},
        {"extra": 1},
        {"predecessor": {"number": "x", "manifest_sha256": ""}},
    ],
)
def test_package_json_from_outside(change: dict[str, object]) -> None:
    text = canonical(INFO.as_data() | change) + "\n"
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]|\d") as caught:
        read_info(text)
    assert type(caught.value) is ValueError


def test_package_json_first_of_all() -> None:
    first = dataclasses.replace(INFO, predecessor=None)
    assert read_info(canonical(first.as_data()) + "\n") == first


@pytest.mark.parametrize(
    "text",
    [
        "[]", "1", "{", '{"kind":"item"}', '{"data":{},"key":"","kind":"item","revision":1}',
        '{"data":{},"key":"k","kind":"item","revision":true}',
        '{"data":{},"key":"k","kind":"record","revision":1}',
        '{"data":[],"key":"k","kind":"item","revision":1}',
        '{"key":"k","data":{},"kind":"item","revision":1}',
        '{"data":{},"files":[{"name":"a","path":"/etc/passwd","sha256":"x"}],"key":"k","kind":"item","revision":1}',
        '{"data":{},"files":["x"],"key":"k","kind":"item","revision":1}',
    ],
)  # fmt: skip
def test_rows_from_outside(text: str) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        read_line(text, "item")
