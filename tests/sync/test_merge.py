from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gkdesk.base.handover import PackageRow
from gkdesk.sync import merge
from gkdesk.sync.merge import Known, Relation, Sent, compare, decide, history
from gkdesk.sync.model import Link, Mark, PackageInfo, PackageState, Why

marks = st.builds(Mark, st.integers(1, 5), st.sampled_from(["a", "b"]))
ROW = PackageRow("item", "k", 1, {})


class TestCompare:
    def test_table(self) -> None:
        have = Mark(2, "a")
        assert compare(None, have) is Relation.NEW
        assert compare(have, Mark(3, "x")) is Relation.NEWER
        assert compare(have, Mark(2, "a")) is Relation.SAME
        assert compare(have, Mark(1, "a")) is Relation.OLDER
        assert compare(have, Mark(2, "x")) is Relation.CONFLICT

    @given(marks, marks)
    def test_newer_and_older_mirror_each_other(self, one: Mark, other: Mark) -> None:
        mirror = {Relation.NEWER: Relation.OLDER, Relation.OLDER: Relation.NEWER}
        there = compare(one, other)
        assert compare(other, one) is mirror.get(there, there)

    @given(st.lists(marks, max_size=12))
    def test_whatever_the_order_nothing_taken_is_ever_overwritten(self, coming: list[Mark]) -> None:
        have: Mark | None = None
        for mark in coming:
            before = have
            relation = compare(have, mark)
            if not merge.return_reason(relation, have):
                have = mark
            if before is not None and have is not None:
                assert have.revision >= before.revision
                assert have == before or have.revision > before.revision

    @given(st.lists(marks, max_size=12))
    def test_again_from_the_start_changes_nothing(self, coming: list[Mark]) -> None:
        def run(have: Mark | None) -> Mark | None:
            for mark in coming:
                if not merge.return_reason(compare(have, mark), have):
                    have = mark
            return have

        once = run(None)
        assert run(once) == once


class TestDecide:
    def why(self, mark: Mark, **known: object) -> Why:
        return decide(ROW, mark, Known(**known)).why  # type: ignore[arg-type]

    def test_table(self) -> None:
        one, two, three = Mark(1, "a"), Mark(2, "b"), Mark(3, "c")
        assert self.why(one) is Why.NEW
        assert self.why(two, delivered=one) is Why.CHANGED
        assert self.why(one, delivered=one) is Why.UNCHANGED
        assert self.why(two, delivered=one, sent=two) is Why.AWAITING
        assert self.why(three, delivered=one, sent=two) is Why.CHANGED
        assert self.why(two, delivered=one, returned=two) is Why.RETURNED
        assert self.why(three, delivered=one, returned=two) is Why.CHANGED
        assert self.why(two, returned=two, sent=two) is Why.AWAITING
        assert self.why(one, delivered=two) is Why.HELD
        assert self.why(Mark(1, "x"), delivered=one) is Why.HELD
        assert self.why(Mark(1, "x"), sent=one) is Why.HELD

    @given(marks, st.none() | marks, st.none() | marks, st.none() | marks)
    def test_never_what_is_under_way_or_there_never_older(
        self, mark: Mark, delivered: Mark | None, sent: Mark | None, returned: Mark | None
    ) -> None:
        found = decide(ROW, mark, Known(delivered, sent, returned))
        there = [one for one in (delivered, sent) if one is not None]
        if found.why.goes:
            assert all(mark.revision > one.revision for one in there)
        if found.why is Why.HELD:
            assert found.reason


class TestHistory:
    def test_void_and_refused_rows_count_as_never_sent(self) -> None:
        mark = Mark(1, "a")
        for state in (PackageState.VOID, PackageState.REFUSED):
            assert history([Sent("item", "k", mark, state)]) == {("item", "k"): Known()}

    def test_accepted_settles_a_return(self) -> None:
        returned = Sent("item", "k", Mark(1, "a"), PackageState.RETURNED, "returned", "为何")
        taken = Sent("item", "k", Mark(2, "b"), PackageState.DELIVERED, "accepted")
        assert history([returned])["item", "k"] == Known(returned=Mark(1, "a"), reason="为何")
        assert history([returned, taken])["item", "k"] == Known(delivered=Mark(2, "b"))
        assert history([taken, returned])["item", "k"].delivered == Mark(2, "b")

    sent_rows = st.lists(
        st.builds(
            Sent,
            st.just("item"),
            st.sampled_from(["k", "l"]),
            marks,
            st.sampled_from(list(PackageState)),
            st.sampled_from(["", "accepted", "returned"]),
        ),
        max_size=10,
    )

    @given(sent_rows)
    def test_delivered_is_the_highest_accepted(self, rows: list[Sent]) -> None:
        for key, known in history(rows).items():
            accepted = [
                row.mark.revision
                for row in rows
                if (row.kind, row.key) == key and row.outcome == "accepted"
            ]
            found = known.delivered.revision if known.delivered else None
            assert found == (max(accepted) if accepted else None)


def info(number: str, before: str | None = None, void: tuple[str, ...] = ()) -> PackageInfo:
    link = Link(before, f"m{before}") if before else None
    return PackageInfo("t", "t", "c", number, "", "", {}, 0, 0, "", link, void)


class TestSequence:
    def told(self, package: PackageInfo, *received: str) -> list[str]:
        there = {number: f"m{number}" for number in received}
        found = merge.sequence_findings(package, f"m{package.number}", there)
        return [finding.detail for finding in found if finding.blocking]

    def test_first_next_and_again(self) -> None:
        assert self.told(info("2026-001")) == []
        assert self.told(info("2026-002", "2026-001"), "2026-001") == []
        assert self.told(info("2026-001"), "2026-001", "2026-002") == []
        assert self.told(info("2027-001", "2026-009"), "2026-009") == []

    def test_gaps_and_void_numbers(self) -> None:
        assert self.told(info("2026-004", "2026-001", ("2026-002",)), "2026-001") == [
            "中间缺2026-003，包里也没有说明作废"
        ]
        assert self.told(info("2027-002", "2026-009"), "2026-009") == [
            "中间缺2027-001，包里也没有说明作废"
        ]
        assert self.told(info("2026-003", "2026-001", ("2026-002",)), "2026-001") == []
        assert len(self.told(info("2026-003", "2026-002"), "2026-001")) == 1

    def test_void_one_that_came_all_the_same(self) -> None:
        came = info("2026-003", "2026-001", ("2026-002",))
        assert self.told(came, "2026-001", "2026-002") == []

    def test_old_forked_and_foreign_predecessor(self) -> None:
        assert len(self.told(info("2026-002", "2026-001"), "2026-003")) == 1
        assert len(self.told(info("2026-002"), "2026-001")) == 1
        forked = merge.sequence_findings(info("2026-001"), "other", {"2026-001": "m"})
        assert forked[0].blocking
        foreign = merge.sequence_findings(
            info("2026-002", "2026-001"), "m", {"2026-001": "another"}
        )
        assert foreign[0].blocking


class Exchange:
    """Town and county as the rules see them: drives may be lost and receipts come late."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.packages: list[tuple[PackageState, list[tuple[str, Mark]]]] = []
        self.outcomes: dict[int, dict[str, str]] = {}
        self.county: dict[str, Mark] = {}

    def change(self, key: str) -> None:
        self.rows[key] = self.rows.get(key, 0) + 1

    def write(self) -> None:
        marked = [
            (PackageRow("item", key, revision, {}), Mark(revision, f"{key}{revision}"))
            for key, revision in sorted(self.rows.items())
        ]
        marks = {row.key: mark for row, mark in marked}
        chosen = merge.choose(marked, history(self.sent()))
        assert not chosen.held
        if chosen.rows:
            going = [(one.row.key, marks[one.row.key]) for one in chosen.rows]
            self.packages.append((PackageState.VERIFIED, going))

    def sent(self) -> list[Sent]:
        return [
            Sent("item", key, mark, state, self.outcomes.get(at, {}).get(key, ""))
            for at, (state, going) in enumerate(self.packages)
            for key, mark in going
        ]

    def receive(self, at: int) -> None:
        state, going = self.packages[at]
        outcomes = {}
        for key, mark in going:
            have = self.county.get(key)
            refused = merge.return_reason(compare(have, mark), have)
            outcomes[key] = "returned" if refused else "accepted"
            if not refused:
                self.county[key] = mark
        if state.in_flight:
            back = "returned" in outcomes.values()
            settled = PackageState.RETURNED if back else PackageState.DELIVERED
            self.packages[at] = (settled, going)
            self.outcomes[at] = outcomes

    def lose(self, at: int) -> None:
        state, going = self.packages[at]
        if state.in_flight:
            self.packages[at] = (PackageState.VOID, going)


steps = st.lists(
    st.tuples(st.sampled_from(["change", "write", "receive", "lose"]), st.integers(0, 3)),
    max_size=40,
)


@given(steps)
def test_town_and_county_agree_in_the_end(story: list[tuple[str, int]]) -> None:
    trade = Exchange()
    for what, which in story:
        if what == "change":
            trade.change("abcd"[which])
        elif what == "write":
            trade.write()
        elif trade.packages:
            getattr(trade, what)(max(0, len(trade.packages) - 1 - which))
    for _round in range(2):
        trade.write()
        for at in range(len(trade.packages)):
            if trade.packages[at][0].in_flight:
                trade.receive(at)
    assert {key: mark.revision for key, mark in trade.county.items()} == trade.rows
    before = len(trade.packages)
    trade.write()
    assert len(trade.packages) == before
