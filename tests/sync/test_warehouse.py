"""The inbox in a real PostgreSQL server, started here and stopped again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gkdesk.base.handover import PackageRow
from gkdesk.cli.main import main
from gkdesk.db import transaction
from gkdesk.sync import warehouse
from gkdesk.sync.county import County
from gkdesk.sync.service import Sync
from gkdesk.sync.warehouse import Loaded, WarehouseTrouble
from tests.conftest import ORGAN

MANY = 20_000


def _programs() -> Path | None:
    """Return where Debian keeps the server's programs, the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _as_other(command: list[str]) -> list[str]:
    """The server refuses to run as root; Debian has a user for it."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    return command


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a socket of its own, its address."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here (Debian: postgresql)")
    # the socket's path must be short, and the server's user must reach it
    folder = Path("/tmp") / f"gkpg{os.getpid()}"  # noqa: S108
    folder.mkdir(mode=0o755)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data, log = folder / "data", folder / "log"
        made = [str(programs / "initdb"), "-D", str(data), "-U", "gk", "-A", "trust", "-E", "UTF8",
                "--locale=C", "-N"]  # fmt: skip
        subprocess.run(_as_other(made), check=True, capture_output=True)
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(log)]
        subprocess.run(_as_other([*control, "-o", options, "start"]), check=True, timeout=60)
        try:
            yield f"host={folder} user=gk dbname=postgres"
        finally:
            stop = _as_other([*control, "-m", "immediate", "stop"])
            subprocess.run(stop, check=True, capture_output=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """The server without our tables."""
    yield server
    with psycopg.connect(server) as conn:
        conn.execute("DROP SCHEMA IF EXISTS gkdesk CASCADE")


def all_rows(address: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as conn:
        return conn.execute(
            "SELECT county, town, kind, key, revision, data FROM gkdesk.entry ORDER BY 1, 2, 3, 4"
        ).fetchall()


def test_the_inbox_is_loaded_and_brought_up_to_date(
    address: str, county: County, sync: Sync, stick: Path, rows: list[PackageRow]
) -> None:
    county.receive(stick / sync.write(stick).name)
    assert warehouse.load(county.book, "云岭县", address) == Loaded(3, 3, 0, 0)
    assert warehouse.load(county.book, "云岭县", address) == Loaded(3, 0, 0, 0)
    first = all_rows(address)[0]
    assert first[:5] == ("云岭县", ORGAN.credit_code, "item", "A1", 1)
    assert first[5] == {"name": "公共文化服务", "basis": "《条例》第二十条"}

    rows[0] = PackageRow("item", "A1", 2, {"name": "修订\0", "note": '\t\\N 引号" 换行\n'})
    rows.append(PackageRow("item", "A9", 1, {"name": "新增"}))
    county.receive(stick / sync.write(stick).name)
    assert warehouse.load(county.book, "云岭县", address) == Loaded(4, 1, 1, 0)
    assert all_rows(address)[0][5] == {"name": "修订", "note": '\t\\N 引号" 换行\n'}
    with psycopg.connect(address) as conn:
        [town] = conn.execute("SELECT name, packages, last_number FROM gkdesk.town").fetchall()
    assert town == (ORGAN.name, 2, "2026-002")


def test_an_undone_package_goes_again(
    address: str, county: County, sync: Sync, stick: Path, rows: list[PackageRow]
) -> None:
    county.receive(stick / sync.write(stick).name)
    warehouse.load(county.book, "云岭县", address)
    before = all_rows(address)
    rows[0] = PackageRow("item", "A1", 2, {"name": "修订"})
    rows.append(PackageRow("item", "A9", 1, {"name": "新增"}))
    county.receive(stick / sync.write(stick).name)
    warehouse.load(county.book, "云岭县", address)
    undone = county.undo(ORGAN.credit_code, "2026-002", "拿错了", to=stick)
    assert warehouse.load(county.book, "云岭县", address) == Loaded(3, 0, 1, 1)
    assert all_rows(address) == before
    sync.read_receipt(Path(undone.paths[-1]))
    county.receive(stick / sync.write(stick).name)
    assert warehouse.load(county.book, "云岭县", address) == Loaded(4, 1, 1, 0)
    with psycopg.connect(address) as conn:
        numbers = conn.execute("SELECT key, number FROM gkdesk.entry ORDER BY key").fetchall()
    assert ("A9", "2026-003") in numbers


def test_counties_lie_side_by_side(address: str, county: County, sync: Sync, stick: Path) -> None:
    county.receive(stick / sync.write(stick).name)
    warehouse.load(county.book, "云岭县", address)
    warehouse.load(county.book, "石门县", address)
    county._conn.execute("DELETE FROM entry WHERE key = 'A2'")
    assert warehouse.load(county.book, "石门县", address) == Loaded(2, 0, 0, 1)
    assert len(all_rows(address)) == 5


def test_trouble_changes_nothing(address: str, county: County, sync: Sync, stick: Path) -> None:
    county.receive(stick / sync.write(stick).name)
    warehouse.load(county.book, "云岭县", address)
    before = all_rows(address)
    with pytest.raises(WarehouseTrouble, match="没有写成") as caught:
        warehouse.load(county.book, "云岭县", address + "x password=secret-word")
    assert "secret-word" not in str(caught.value)
    assert "连不上服务器" in str(caught.value)
    with pytest.raises(WarehouseTrouble):
        warehouse.load(county.book, "云岭县", "no address at all")
    county._conn.execute("UPDATE entry SET number = CHAR(0), digest = 'x' WHERE key = 'A2'")
    with pytest.raises(WarehouseTrouble):
        warehouse.load(county.book, "云岭县", address)
    assert all_rows(address) == before


def test_many_rows(address: str, county: County) -> None:
    with transaction(county._conn):
        county._conn.executemany(
            "INSERT INTO entry VALUES ('T', 'item', ?, 1, ?, ?, '2026-001')",
            [(f"A{at:06d}", f"{at}", json.dumps({"data": {"n": at}})) for at in range(MANY)],
        )
    told: list[int] = []
    done = warehouse.load(
        county.book, "云岭县", address, lambda step, _total, _what="": told.append(step)
    )
    assert done == Loaded(MANY, MANY, 0, 0)
    assert told == list(range(0, MANY, 5000))
    county._conn.execute("UPDATE entry SET digest = 'new' WHERE key = 'A000007'")
    assert warehouse.load(county.book, "云岭县", address) == Loaded(MANY, 0, 1, 0)


def test_from_the_command_line(
    address: str,
    county: County,
    sync: Sync,
    stick: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    county.receive(stick / sync.write(stick).name)
    inbox = str(tmp_path / "inbox")
    assert main(["county", "export", "--inbox", inbox]) == 2
    monkeypatch.setenv("GKDESK_POSTGRES", address)
    book = tmp_path / "全部.xlsx"
    assert main(["county", "export", "--inbox", inbox, "-o", str(book), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["postgres"] == {"rows": 3, "added": 3, "changed": 0, "removed": 0}
    assert (told["rows"], book.exists()) == (3, True)
    assert main(["county", "list", "--inbox", inbox]) == 0
    assert ORGAN.name in capsys.readouterr().out
    assert main(["county", "list", "--inbox", inbox, "--json"]) == 0
    [town] = json.loads(capsys.readouterr().out)
    assert (town["code"], town["silent"]) == (ORGAN.credit_code, town["silent_days"] > 100)
    monkeypatch.setenv("GKDESK_POSTGRES", "host=/nowhere")
    assert main(["county", "export", "--inbox", inbox]) == 3
