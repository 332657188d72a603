"""No personal number leaves in a file, or stands on screen, of the rooms beside the records.

Each test types numbers into every free field a room has, makes every file it can make and reads
the command line's plain lists. Office phones are landlines and pass; a mobile passes only once
the office has allowed it (``records words add --kind allow``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from gkdesk.accounts.session import DEMO_MARK, Session
from gkdesk.base.errors import BadValue
from gkdesk.catalog import limit, store
from gkdesk.catalog.model import Item
from gkdesk.catalog.service import Catalog
from gkdesk.cli.main import main
from gkdesk.documents.service import Documents
from gkdesk.records import wordlist
from gkdesk.records.lists import PUBLIC, ListKind, whole
from gkdesk.records.model import Record, Validity
from gkdesk.records.privacy import PersonalData
from gkdesk.records.regmodel import Field, Kind, Register
from gkdesk.records.regperiod import Wanted
from gkdesk.records.regroom import RegisterRoom
from gkdesk.records.service import Records
from tests.conftest import PASSWORD, StoppedClock, log_in

from .conftest import VALUES
from .outgoing import CARD, MOBILE, NUMBERS, SHORT, STARRED, WORDS, plain_numbers, said
from .regs import BIRTH, HUKOU, room_of, withdraw
from .steps import publish_released, settle
from .test_parts import CLOSED, POLICY

Told = Callable[..., str]
ITEM = "20-01-001"


@pytest.fixture
def told(
    session: Session,
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Told:
    """Run a command on the office of ``session``; return all it says."""
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)

    def run(*words: object) -> str:
        (session.folder / DEMO_MARK).write_text(clock().isoformat(), "ascii")
        code = main(["--folder", str(session.folder), "records", *map(str, words)])
        (session.folder / DEMO_MARK).unlink()
        found = capsys.readouterr()
        assert code == 0, found.err
        return found.out + found.err

    return run


@pytest.fixture
def item(session: Session) -> str:
    """An item whose words hold numbers, as an import of long ago may have left it."""
    Catalog(session)
    with session.transaction():
        store.add_area(session.conn, name="社会救助", code=20, first_own=51)
        made = Item(
            "社会救助", ITEM, level1=WORDS, level2=WORDS, content=WORDS,
            time_limit=limit.parse("10个工作日内"),
        )  # fmt: skip
        store.add_item(session.conn, made, place=1, today="2026-01-01")
        session.audit("test.item", ITEM)
    return ITEM


def records_of(session: Session) -> Records:
    return Records(session, Documents(session), Catalog(session))


def published(session: Session, values: dict[str, str]) -> Record:
    """Publish a record whose numbers a leader released."""
    log_in(session, "周桂芬")
    records = records_of(session)
    uid = records.draft(VALUES | {"item_key": "", "body": "正文"} | values).uid
    return publish_released(records, session, uid)


def clean(*paths: Path) -> None:
    """Demand that files exist and hold none of the numbers, in their names neither."""
    assert paths
    for path in paths:
        assert path.stat().st_size
        assert plain_numbers(said(path)) == [], path.name


def typed(field: Field, record: str, item: str) -> str:
    """Return what a careless clerk would type."""
    if field.kind is Kind.CHOICE:
        return field.choices[0]
    return {
        Kind.DATE: "2026-03-02", Kind.DATETIME: "2026-03-02 09:00", Kind.NUMBER: MOBILE,
        Kind.RECORD: record, Kind.ITEM: item, Kind.PERSON: SHORT, Kind.PHONE: SHORT,
    }.get(field.kind, WORDS)  # fmt: skip


def fill(room: RegisterRoom, form: Register, record: str, item: str, tmp_path: Path) -> str:
    """Fill every field of a register, attach badly named files, change and cancel a second."""
    values = {one.name: typed(one, record, item) for one in form.typed}
    made, gone = room.book.add(form.id, values), room.book.add(form.id, values)
    for at, name in enumerate(["", *(one.name for one in form.fields if one.kind is Kind.FILE)]):
        path = tmp_path / f"{at}{SHORT}.{MOBILE}"
        path.write_text(f"{form.id}{at}", "utf-8")
        kept = room.files.attach(made.uid, path, field=name, note=WORDS)
        entry = room.book.get(made.uid)
        assert plain_numbers(room.files.suggested(entry, kept)) == []
    room.book.change(made.uid, {form.subject: values[form.subject][:-1]}, reason=WORDS)
    room.book.cancel(gone.uid, WORDS)
    return made.number


def test_the_registers(
    session: Session, clock: StoppedClock, item: str, told: Told, tmp_path: Path
) -> None:
    record = published(session, {"title": WORDS}).number
    room, out = room_of(session), tmp_path / "out"
    texts = []
    for form in room.book.forms:
        number = fill(room, form, record, item, tmp_path)
        assert room.lists.write(form.id, Wanted(), out / f"{form.id}.xlsx") == 2
        room.lists.write(form.id, Wanted(), out / f"{form.id}.pdf")
        for period in ("2026-03", "2025-03"):
            made = room.lists.issue(form.id, period)
            room.book.documents.save_as(made.sha256, out / f"{form.id}-{period}.pdf")
        asked = (("list",), ("list", "--json"), ("show", number), ("show", number, "--json"))
        texts += [told("register", form.id, *words) for words in asked]
    room.fill_roster("2026-05", [SHORT], [WORDS[:60]], SHORT)
    room.save_roster("2026-05", out / "roster.pdf")
    texts += [told("registers"), told("registers", "due")]
    texts.append(told("registers", "roster", "2026-06", "--person", SHORT, "--phone", SHORT))
    clean(*out.iterdir())
    assert plain_numbers("\n".join(texts)) == []
    # the office's landline and a mobile it allowed stay as they are
    wordlist.add(session.forms, allow=MOBILE)
    room.book.add(
        "duty", {"on": "2026-07-01", "person": "丁某", "phone": f"0000-0000123、{MOBILE}"}
    )
    room.save_roster("2026-07", out / "july.pdf")
    assert f"0000-0000123、{MOBILE}" in said(out / "july.pdf")


def test_a_name_shown_in_full_still_shows_no_number(session: Session, tmp_path: Path) -> None:
    (session.folder / "forms" / "rules").mkdir(parents=True)
    own = session.folder / "forms" / "rules" / "records_words.toml"
    own.write_text('[mask]\nnames = "full"\n', "utf-8")
    room = room_of(session)
    assert room.book.rules().shapes.names == "full"
    form = room.book.form("responses")
    person = next(one.name for one in form.typed if one.personal and one.kind is Kind.PERSON)
    values = {one.name: typed(one, "", "") for one in form.typed if one.required}
    room.book.add(form.id, values | {person: f"丁某{MOBILE}"})
    room.lists.write(form.id, Wanted(), tmp_path / "a.xlsx")
    clean(tmp_path / "a.xlsx")
    [line] = room.book.lines(form.id)
    assert room.lists.shown(form, line.entry)[person] == f"丁某{MOBILE[:3]}****1234"


def test_the_guides(session: Session, item: str, told: Told, tmp_path: Path) -> None:
    room, out = room_of(session), tmp_path / "out"
    form, guides = room.guides.form, room.guides
    entry = room.book.add("guides", BIRTH)
    room.book.act(entry.uid, "use", {"reviewed_on": "2026-04-10"})
    printed = {"name", "office", *guides_parts()}
    for field in form.typed:
        if field.kind not in (Kind.TEXT, Kind.LONGTEXT, Kind.PHONE):
            continue
        for words in (*NUMBERS[:4], STARRED, typed(field, "", item)):
            room.book.change(entry.uid, {field.name: words})
            now = room.book.get(entry.uid)
            for call in (
                lambda now=now: guides.paper(now),
                lambda now=now: guides.checklist(now),
                lambda: guides.save(entry.uid, out / "a.pdf"),
                lambda: guides.write_book(out / "a.pdf"),
                lambda: guides.write_book(out / "a.docx"),
            ):
                if field.name in printed:
                    with pytest.raises(PersonalData) as held:
                        call()
                    assert plain_numbers(str(held.value)) == []
        assert not out.exists() or not list(out.iterdir())
        room.book.change(entry.uid, {field.name: BIRTH.get(field.name, "")})
    # what is not printed may be there; it does not come out
    kept = {"area": WORDS, "review": WORDS, "merged": WORDS, "item": item}
    room.book.change(entry.uid, kept)
    other = room.book.add("guides", HUKOU)
    guides.save(entry.uid, out / "guide.pdf")
    guides.save(entry.uid, out / "materials.pdf", checklist=True)
    for ending in (".pdf", ".docx"):
        assert guides.write_book(out / f"book{ending}", [entry.number, other.number]) == 2
    clean(*out.iterdir())
    room.book.change(other.uid, {one.name: WORDS for one in form.typed if one.kind is Kind.LONGTEXT}
                     | {"name": WORDS, "office": WORDS, "phone": CARD})  # fmt: skip
    texts = [told("guide", "list"), told("guide", "list", "--json")]
    texts.append(told("guide", "merge", WORDS, entry.number, other.number, "--json"))
    asked = (("list",), ("show", other.number), ("show", other.number, "--json"))
    texts += [told("register", "guides", *words) for words in asked]
    assert plain_numbers("\n".join(texts)) == []


def guides_parts() -> tuple[str, ...]:
    from gkdesk.records.guidetext import PARTS

    return PARTS


def test_the_hand_over(session: Session, clock: StoppedClock, told: Told, tmp_path: Path) -> None:
    clock.value = datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001
    one = published(session, {"title": WORDS, "doc_number": SHORT, "made_on": "2026-03-01"})
    published(session, {"title": "二", "doc_number": CARD, "made_on": "2026-03-02"})
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001
    room, out = room_of(session), tmp_path / "out"
    transfer, papers = room.transfer, room.transfer_paper
    texts = [told("transfer", "list"), told("transfer", "print", "2026-03", out)]
    transfer.hand("2026-03", "archive", date(2026, 4, 3), taken_by=WORDS, note=WORDS)
    withdraw(session, one.uid)
    papers.write(transfer.standings(), out / "after")
    texts.append(told("transfer", "letter", "2026-03", "archive", out / "letter.pdf"))
    texts.append(told("transfer", "list", "--json"))
    transfer.recall("2026-03", "archive", date(2026, 4, 10), taken_by=WORDS)
    texts.append(told("transfer", "count", "2026Q1", "--out", out / "count.pdf"))
    clean(*out.glob("*.pdf"), *(out / "after").iterdir())
    assert plain_numbers("\n".join(texts)) == []


def test_the_self_check(
    session: Session, clock: StoppedClock, item: str, told: Told, tmp_path: Path
) -> None:
    clock.value = datetime(2026, 3, 5, 9, 0)  # noqa: DTZ001
    published(session, {"title": WORDS, "made_on": "2026-01-04"})
    clock.value = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001
    room, check, out = room_of(session), room_of(session).selfcheck, tmp_path / "out"
    for form in room.book.forms:
        fill(room, form, "2026-00001", item, tmp_path)
    texts = []
    for one in check.rules.indicators:
        check.answer("2026Q1", one.code, 1, WORDS)
        if not one.plus:
            check.hand_over("2026Q1", one.code, owner=SHORT, due_on="2026-04-20", title=WORDS)
        texts.append(told("selfcheck", "cases", "2026Q1", one.code))
    checked = check.run("2026Q1")
    assert any(item in str(case) for one in checked.results for case in one.cases or ())
    for ending in (".pdf", ".xlsx"):
        check.write(checked, out / f"sheet{ending}")
    room.lists.write("rectify", Wanted(), out / "issues.xlsx")
    clean(*out.iterdir())
    for words in ("show", "issues"):
        texts += [told("selfcheck", words, "2026Q1"), told("selfcheck", words, "2026Q1", "--json")]
    assert plain_numbers("\n".join(texts)) == []


def test_the_further_lists(session: Session, told: Told, tmp_path: Path) -> None:
    records, out = records_of(session), tmp_path / "out"
    free = {"title": WORDS, "doc_number": SHORT, "item_key": "", "made_on": "2026-03-31"}
    for attribute in ("withheld", "on_request"):
        settle(records, session, records.draft(CLOSED | free | {"attribute": attribute}).uid)
    facts = {"kind": "normative", "drafting_unit": STARRED, "unified_number": STARRED}
    for name in ("drafting_unit", "unified_number"):  # kept in plain words: refused at the door
        with pytest.raises(BadValue, match="个人号码"):
            records.draft(POLICY | free | facts | {name: SHORT})
    rule = published(session, POLICY | free | facts)
    log_in(session, "何敏")
    records.standings.declare(rule.uid, Validity.ABOLISHED, date(2026, 4, 9), f"清理{STARRED}")
    with pytest.raises(BadValue, match="个人号码"):
        records.standings.declare(rule.uid, Validity.EXPIRED, date(2026, 4, 9), WORDS)
    records.proofs.add(rule.uid, {"channel": f"政府网站{STARRED}"})
    log_in(session, "周桂芬")
    texts, span = [], whole(session.today)
    for kind in ListKind:
        assert records.lists.make(kind, span).rows
        for ending in (".xlsx", ".pdf"):
            path = out / f"{kind.value}{ending}"
            if kind in PUBLIC:
                with pytest.raises(PersonalData) as held:
                    records.lists.write(kind, span, path)
                assert plain_numbers(str(held.value)) == []
                assert not path.exists()
            elif (kind, ending) != (ListKind.PUBLISHED, ".pdf"):  # only as a workbook
                records.lists.write(kind, span, path)
        texts += [told("lists", kind.value), told("lists", kind.value, "--json")]
    clean(*out.iterdir())
    assert plain_numbers("\n".join(texts)) == []
