"""Every adopted change is a version, and each can be given back exactly as it stood."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gkdesk.accounts.session import Session
from gkdesk.base.errors import BadFile, BadValue
from gkdesk.catalog.model import Item
from gkdesk.catalog.service import Catalog
from gkdesk.catalog.versionrows import About, VersionKind, concerns_town, name_in, pieces
from gkdesk.catalog.versions import EmptySuperior, NoSuperior, NoVersion
from gkdesk.db import audit
from gkdesk.db.connection import connect
from gkdesk.db.migrations import SCHEMA, migrate
from tests.conftest import StoppedClock

from .conftest import HEAD, SAMPLE, book, write

ROW = ["a", "法规", "《条例》", "20个工作日", "镇政府", "■政府网站"]
OTHER = ["z", "另一件全新的事情", "《办法》", "实时", "县政府", "■政府公报"]


def put(catalog: Catalog, tmp_path: Path, *rows: list[object], about: About | None = None) -> None:
    path = write(tmp_path / "目录（2026年版）.xlsx", book([HEAD, *rows]))
    catalog.apply(catalog.read(path), about)


def test_an_import_is_a_version_with_its_name_and_source(
    catalog: Catalog, session: Session, tmp_path: Path
) -> None:
    put(catalog, tmp_path, [1, "甲", *ROW])
    about = About("（试行）", "云岭县政务公开办", "2026-03-01", "2026-05-01", "县里下发")
    put(catalog, tmp_path, [1, "甲", *ROW], [2, "乙", *OTHER], about=about)
    first, second = catalog.versions.all()
    assert (first.title, first.kind, first.items) == ("第1版（2026年版）", VersionKind.IMPORT, 1)
    assert len(first.sha256) == 64
    assert first.about.in_force_from == "2026-04-10"
    assert (second.title, second.items, second.about.issued_by) == (
        "第2版（试行）", 2, "云岭县政务公开办",
    )  # fmt: skip
    assert audit.verify(session.conn, session.vault.audit_key) == []


def test_each_version_is_given_back_exactly(catalog: Catalog, tmp_path: Path) -> None:
    seen = []
    for rows in (
        [[1, "甲", *ROW], [2, "乙", *OTHER]],
        [[1, "乙", *OTHER], [2, "甲", *ROW[:3], "5个工作日", *ROW[4:]]],
        [[1, "乙", *OTHER]],
        [[1, "乙", *OTHER], [2, "甲", *ROW]],
    ):
        put(catalog, tmp_path, *rows)
        seen.append(catalog.rows())
    assert [catalog.versions.items(number) for number in (1, 2, 3, 4)] == seen
    states = catalog.versions.history(seen[0][0].key)
    assert [(version, gone) for version, _item, gone in states] == [
        (1, False),
        (2, False),
        (3, True),
    ]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=5))
def test_any_row_of_imports_can_be_taken_back(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, imports: list[set[int]]
) -> None:
    from tests.conftest import _session, log_in

    folder = tmp_path_factory.mktemp("any")
    shutil.copy(founded / "gkdesk.db", folder / "gkdesk.db")
    conn = connect(folder / "gkdesk.db")
    session = _session(conn, folder, StoppedClock())
    log_in(session, "周桂芬")
    catalog, seen = Catalog(session), []
    names = ["城乡规划批准", "救灾物资发放", "低保对象名单", "危房改造补助", "户口登记", "招生范围"]
    for some in imports:
        rows = [
            [n, names[n], f"{names[n]}结果", names[n] * 4, "法", "实时", "镇", "■政府网站"]
            for n in some
        ]
        keep = [9, "常在", "常在事项", "总在目录里的一项", "法", "实时", "镇", "■政府网站"]
        put(catalog, folder, keep, *rows)
        seen.append(catalog.rows())
    assert [catalog.versions.items(at) for at in range(1, len(seen) + 1)] == seen
    conn.close()


def test_an_older_version_is_written_out_and_reads_back(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, tmp_path, [1, "甲", *ROW], [2, "乙", *OTHER])
    old = catalog.rows()
    put(catalog, tmp_path, [1, "甲", *ROW])
    out = catalog.versions.export(1, tmp_path / "第1版.xlsx")
    assert [item.identity for item in catalog.read(out).items] == [item.identity for item in old]


def test_importing_the_same_again_changes_no_state(catalog: Catalog, session: Session) -> None:
    catalog.apply(catalog.read(SAMPLE))
    count = "SELECT COUNT(*) FROM item_state"
    before = session.conn.execute(count).fetchone()[0]
    catalog.apply(catalog.read(SAMPLE))
    assert session.conn.execute(count).fetchone()[0] == before == 54
    assert catalog.versions.compare(1, 2).counts["same"] == 54


def test_what_is_said_of_a_version_can_be_said_anew(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, tmp_path, [1, "甲", *ROW])
    found = catalog.versions.describe(1, About("（2026年修订版）", issued_on="2026-04-01"))
    assert (found.title, found.about.in_force_from) == ("第1版（2026年修订版）", "2026-04-10")
    with pytest.raises(BadValue, match="施行日期"):
        catalog.versions.describe(1, About(in_force_from="四月"))
    with pytest.raises(BadValue, match="版本名称"):
        catalog.versions.describe(1, About("长" * 61))
    with pytest.raises(NoVersion, match="第1版至第1版"):
        catalog.versions.describe(2, About())


def test_an_older_office_gets_its_catalog_as_the_first_version(tmp_path: Path) -> None:
    older = tmp_path / "schema"
    older.mkdir()
    [ours] = SCHEMA.glob("*catalog_versions.sql")
    for script in sorted(SCHEMA.glob("*.sql")):
        if script.name < ours.name:
            shutil.copy(script, older / script.name)
    conn = connect(tmp_path / "old.db")
    migrate(conn, backup_to=None, folder=older)
    conn.execute("INSERT INTO catalog_area VALUES (20, '社会救助')")
    conn.execute(
        "INSERT INTO catalog_import VALUES (3, '2025-02-03T09:00:00', '周', 'a.xlsx', 'f', '{}')"
    )
    for key, gone in (("20-01-001", None), ("20-01-002", "2025-02-03")):
        conn.execute(
            "INSERT INTO item VALUES (?, '社会救助', 0, '{}', 1, '2025', '2025', ?)", (key, gone)
        )
    for script in sorted(SCHEMA.glob("*catalog_versions.sql")):
        shutil.copy(script, older / script.name)
    migrate(conn, backup_to=tmp_path / "b.db", folder=older)
    [row] = conn.execute("SELECT * FROM catalog_version").fetchall()
    assert (row["kind"], row["import_id"], row["items"], row["sha256"]) == ("first", 3, 1, "f")
    states = conn.execute("SELECT item_key, gone FROM item_state ORDER BY item_key").fetchall()
    assert [tuple(one) for one in states] == [("20-01-001", 0), ("20-01-002", 1)]
    about = conn.execute("SELECT in_force_from FROM catalog_version_about").fetchone()
    assert about["in_force_from"] == "2025-02-03"
    conn.close()


def test_versions_are_compared_by_key(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, tmp_path, [1, "甲", *ROW], [2, "乙", *OTHER])
    put(
        catalog,
        tmp_path,
        [1, "甲", *ROW[:3], "5个工作日", *ROW[4:]],
        [2, "丙", "q", "第三件没有的事", *ROW[2:]],
    )
    found = catalog.versions.compare(1, 2)
    assert found.counts == {"only_left": 1, "only_right": 1, "different": 1, "same": 0}
    [pair] = found.different
    assert [(one.label, one.before, one.after) for one in pair.fields] == [
        ("公开时限", "20个工作日", "5个工作日")
    ]
    assert catalog.versions.compare(2, 1).counts["only_left"] == 1


def test_a_superior_is_kept_and_never_applied(
    catalog: Catalog, session: Session, tmp_path: Path
) -> None:
    put(catalog, tmp_path, [1, "甲", *ROW])
    with pytest.raises(NoSuperior):
        catalog.versions.superior()
    path = write(
        tmp_path / "县级目录.xlsx",
        book([HEAD, [7, "甲", *ROW[:4], "县民政局", ROW[5]], [8, "乙", *OTHER]]),
    )
    found = catalog.versions.read_superior(path, About("", "云岭县", "2026-02-01"))
    assert (found.title, len(found.items), found.issued_by) == ("县级目录", 2, "云岭县")
    assert [row[3:] for row in catalog.versions.superiors()] == [("县级目录.xlsx", 2)]
    assert len(catalog.rows()) == 1
    told = catalog.versions.compare_superior(1, catalog.versions.superior())
    assert [item.level1 for item in told.only_left] == ["乙"]
    # the superior's row numbers are no difference, nor a column it does not have
    assert [one.field for one in told.different[0].fields] == ["agency"]
    with pytest.raises(BadFile):
        catalog.versions.read_superior(write(tmp_path / "x.xlsx", book([["甲"], ["乙"]])), About())
    with pytest.raises(EmptySuperior):
        catalog.versions.read_superior(write(tmp_path / "空.xlsx", book([HEAD])), About())


def test_the_comparison_marks_what_differs(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, tmp_path, [1, "甲", *ROW], [2, "乙", *OTHER])
    put(catalog, tmp_path, [1, "甲", *ROW[:3], "5个工作日", *ROW[4:]])
    out = tmp_path / "对照表.xlsx"
    found = catalog.versions.compare(1, 2)
    [pair] = found.different
    fields = tuple(replace(one, after=f"={one.after}") for one in pair.fields)
    found = replace(found, different=(replace(pair, fields=fields),))
    catalog.versions.write_comparison(found, out)
    made = load_workbook(out, rich_text=True)
    assert made.sheetnames == ["汇总", "内容不同", "只在左边", "只在右边"]
    left, right = made["内容不同"]["F2"].value, made["内容不同"]["G2"].value
    assert (str(left), str(right)) == ("20个工作日", "=5个工作日")
    bold = [str(part) for part in left if getattr(getattr(part, "font", None), "b", False)]
    assert bold == ["20"]
    assert made["只在左边"]["D2"].value == "乙 / z"
    assert made["汇总"]["B4"].value == 1


def test_the_comparison_shows_no_person_s_number(catalog: Catalog, tmp_path: Path) -> None:
    number = "110101199003070011"
    put(catalog, tmp_path, [1, "甲", number, *ROW[1:]], [2, f"乙{number}", *OTHER])
    put(catalog, tmp_path, [1, "甲", f"{number}等", *ROW[1:]])
    out = tmp_path / "对照表.xlsx"
    found = catalog.versions.compare(1, 2)
    assert (len(found.different), len(found.only_left)) == (1, 1)
    catalog.versions.write_comparison(found, out)
    made = load_workbook(out)
    texts = [str(c.value) for sheet in made for row in sheet.iter_rows() for c in row]
    assert not [text for text in texts if number in text]
    assert [text for text in texts if "*****" in text]


@given(st.text("甲乙丙丁", max_size=30), st.text("甲乙丙丁", max_size=30))
def test_pieces_lose_no_letter(before: str, after: str) -> None:
    left, right = pieces(before, after)
    assert "".join(text for text, _ in left) == before
    assert "".join(text for text, _ in right) == after
    shared = ["".join(text for text, differs in side if not differs) for side in (left, right)]
    assert shared[0] == shared[1]


def test_names_and_levels() -> None:
    assert name_in("青石镇目录（2026年版）.xlsx") == "（2026年版）"
    assert name_in("目录(试行).xls") == "（试行）"
    assert name_in("目录（终稿）.xls") == ""
    item = Item("社会救助")
    assert concerns_town(item)
    assert not concerns_town(replace(item, level={"县级": "√", "乡、村级": ""}))
    assert concerns_town(replace(item, level={"县级": "√", "乡、村级": "√"}))


def test_the_clock_of_versions_is_the_office_s(
    catalog: Catalog, clock: StoppedClock, tmp_path: Path
) -> None:
    put(catalog, tmp_path, [1, "甲", *ROW])
    clock.value += timedelta(days=30)
    put(catalog, tmp_path, [1, "甲", *ROW], [2, "乙", *OTHER])
    assert [one.about.in_force_from for one in catalog.versions.all()] == [
        "2026-04-10",
        "2026-05-10",
    ]
