from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkdesk.sync.gate import HIDDEN
from gkdesk.sync.model import PackageState, Receipt, ReturnedRow, SyncPackage
from gkdesk.sync.receipt import (
    NotAReceipt,
    ReceiptMismatch,
    answers,
    consequences,
    decode,
    digest,
    encode,
    file_name,
)

RECEIPT = Receipt(
    town="11500382787479886T",
    number="2026-001",
    name="GK_x",
    manifest_sha256="a" * 64,
    accepted=1,
    returned=(ReturnedRow("item", "b", 2, "与县里已有的同一版内容不同"),),
    findings=(),
    received_at="2026-04-10T09:30:00",
    county="云岭县",
)
PACKAGE = SyncPackage(
    1, "2026-001", "GK_x", "a" * 64, "/", PackageState.VERIFIED, "2026-04-10T09:30:00", 2, 0, 1
)
ROWS = [("item", "a", 1), ("item", "b", 2)]


def test_reads_back_as_written() -> None:
    assert decode(encode(RECEIPT), "r") == RECEIPT
    assert encode(replace(RECEIPT, repeated=True, paths=("x",))) == encode(RECEIPT)
    assert digest(RECEIPT).encode() in encode(RECEIPT)
    assert [file_name("GK_x", n) for n in (1, 2)] == ["GK_x.receipt.json", "GK_x.2.receipt.json"]


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    whole = encode(RECEIPT)
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(1, 255))
    with pytest.raises(NotAReceipt):
        decode(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :], "r")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"1", b"[" * 100_000, b"\xff"])
def test_other_files(content: bytes) -> None:
    with pytest.raises(NotAReceipt):
        decode(content, "r")


def test_what_it_makes_of_the_rows() -> None:
    state, outcomes = consequences(PACKAGE, ROWS, RECEIPT)
    assert state is PackageState.RETURNED
    assert outcomes == [
        ("item", "a", "accepted", ""),
        ("item", "b", "returned", "与县里已有的同一版内容不同"),
    ]
    full = replace(RECEIPT, accepted=2, returned=())
    assert consequences(PACKAGE, ROWS, full)[0] is PackageState.DELIVERED


def test_refusals() -> None:
    refused = replace(RECEIPT, accepted=0, returned=(), findings=("坏了。",))
    state, outcomes = consequences(PACKAGE, ROWS, refused)
    assert state is PackageState.REFUSED
    assert {(outcome, reason) for _k, _n, outcome, reason in outcomes} == {
        ("returned", "整包未收：坏了。")
    }
    for kept in (PackageState.DELIVERED, PackageState.RETURNED):
        assert consequences(replace(PACKAGE, state=kept), ROWS, refused) == (kept, [])
    void = replace(PACKAGE, state=PackageState.VOID)
    assert consequences(void, ROWS, refused)[0] is PackageState.VOID


def test_reasons_are_masked_before_they_are_kept() -> None:
    told = replace(RECEIPT, returned=(ReturnedRow("item", "b", 2, "请联系13900001234"),))
    assert consequences(PACKAGE, ROWS, told)[1][1][3] == HIDDEN


@pytest.mark.parametrize(
    "wrong",
    [
        replace(RECEIPT, accepted=2),
        replace(RECEIPT, returned=(ReturnedRow("item", "c", 1, ""),)),
        replace(RECEIPT, returned=(ReturnedRow("item", "b", 1, ""),)),
        replace(RECEIPT, accepted=0, returned=RECEIPT.returned * 2),
    ],
)
def test_figures_that_do_not_fit(wrong: Receipt) -> None:
    with pytest.raises(ReceiptMismatch):
        consequences(PACKAGE, ROWS, wrong)


def test_which_package_it_answers() -> None:
    assert answers(RECEIPT, PACKAGE)
    assert not answers(replace(RECEIPT, number="2026-002"), PACKAGE)
    assert not answers(replace(RECEIPT, manifest_sha256=""), PACKAGE)
    assert answers(replace(RECEIPT, manifest_sha256="", findings=("x",)), PACKAGE)


def test_what_an_undo_adds_stands_only_where_it_says_something() -> None:
    plain = encode(RECEIPT)
    assert b'"undone"' not in plain
    assert b'"before"' not in plain
    undone = replace(RECEIPT, accepted=0, returned=(), undone="拿错了 U 盘", before=("a" * 64,))
    assert decode(encode(undone), "r") == undone
    for odd in ('"undone":5', '"undone":null', '"undone":["x"]'):
        with pytest.raises(NotAReceipt):
            decode(encode(undone).replace('"undone":"拿错了 U 盘"'.encode(), odd.encode()), "r")
    with pytest.raises(NotAReceipt):
        decode(encode(undone).replace(b'["' + b"a" * 64 + b'"]', b'"' + b"a" * 64 + b'"'), "r")


def test_an_undo_returns_every_row_whatever_was_known() -> None:
    undone = replace(RECEIPT, accepted=0, returned=(), undone="拿错了 U 盘")
    for state in PackageState:
        made = replace(PACKAGE, state=state)
        after, outcomes = consequences(made, ROWS, undone)
        assert after is (PackageState.VOID if state is PackageState.VOID else PackageState.REFUSED)
        assert not after.links
        assert {one[2:] for one in outcomes} == {("returned", "县里撤销了这一包：拿错了 U 盘")}
