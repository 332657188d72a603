"""Opening and founding an office: one program, a known version, nothing half-made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gkdesk.accounts.model import LoginRefused, WeakPassword
from gkdesk.base.files import FileTrouble
from gkdesk.db.connection import DatabaseDamaged, connect
from gkdesk.db.migrations import DatabaseTooNew, UpdateStopped, known_version, migrate, version
from gkdesk.desk import Desk, NoOffice
from gkdesk.folder import BadDemoMark, FolderNotEmpty, OfficeExists, is_network_drive
from tests.conftest import CHEAP, ORGAN, PASSWORD, StoppedClock
from tests.db.older import back_to


def found(folder: Path) -> tuple[Desk, str]:
    return Desk.create(
        folder, ORGAN, user="管理员", password=PASSWORD, now=StoppedClock(), cost=CHEAP
    )


def test_found_close_open_log_in(tmp_path: Path) -> None:
    desk, recovery = found(tmp_path / "office")
    desk.close()
    assert len(recovery.split("-")) == 8
    with Desk.open(tmp_path / "office", now=StoppedClock(), cost=CHEAP) as again:
        assert again.session.organ == ORGAN
        with pytest.raises(LoginRefused):
            again.accounts.log_in("管理员", "not-the-password")
        again.accounts.log_in("管理员", PASSWORD)
        assert again.audit_faults() == []


def test_no_office_here(tmp_path: Path) -> None:
    with pytest.raises(NoOffice):
        Desk.open(tmp_path)


def test_an_office_is_not_founded_over_another(tmp_path: Path) -> None:
    found(tmp_path)[0].close()
    with pytest.raises(OfficeExists):
        found(tmp_path)


def test_a_weak_password_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(WeakPassword):
        Desk.create(tmp_path, ORGAN, user="管理员", password="short", cost=CHEAP)
    assert not (tmp_path / "gkdesk.db").exists()
    found(tmp_path)[0].close()


def test_a_second_program_is_refused(tmp_path: Path) -> None:
    desk, _recovery = found(tmp_path)
    code = (
        "import sys; from pathlib import Path; from gkdesk.desk import Desk\n"
        "from gkdesk.folder import OfficeInUse\n"
        "try:\n    Desk.open(Path(sys.argv[1]))\n"
        "except OfficeInUse as error:\n    print(error.exit_code)\n"
    )
    run = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.check_output(run, text=True).strip() == "3"
    desk.close()
    assert subprocess.check_output(run, text=True).strip() == ""


def test_long_work_opens_a_second_connection_of_the_same_user(tmp_path: Path) -> None:
    desk, _recovery = found(tmp_path)
    with desk.another() as other:
        assert other.session.user == desk.session.user
        other.session.vault.open(desk.session.vault.seal("x", "p"), "p")
    desk.close()


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    found(tmp_path)[0].close()
    conn = connect(tmp_path / "gkdesk.db")
    conn.execute("PRAGMA user_version = 999")
    conn.close()
    before = (tmp_path / "gkdesk.db").read_bytes()
    with pytest.raises(DatabaseTooNew):
        Desk.open(tmp_path)
    assert (tmp_path / "gkdesk.db").read_bytes() == before


def test_an_older_file_is_backed_up_then_brought_up_to_date(tmp_path: Path) -> None:
    found(tmp_path)[0].close()
    conn = connect(tmp_path / "gkdesk.db")
    back_to(conn, known_version() - 1)
    conn.close()
    with Desk.open(tmp_path, now=StoppedClock(), cost=CHEAP) as desk:
        assert version(desk.session.conn) == known_version()
        assert desk.audit_faults() == []
    assert len(list((tmp_path / "backups").glob("before-update-*.db"))) == 1


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    found(tmp_path)[0].close()
    path = tmp_path / "gkdesk.db"
    path.write_bytes(b"\0" * 200 + path.read_bytes()[200:])
    with pytest.raises(DatabaseDamaged):
        Desk.open(tmp_path)


def test_a_local_folder_is_no_network_drive(tmp_path: Path) -> None:
    assert not is_network_drive(tmp_path)


def test_copied_office_opens_elsewhere(tmp_path: Path) -> None:
    found(tmp_path / "a")[0].close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with Desk.open(tmp_path / "b", now=StoppedClock(), cost=CHEAP) as desk:
        desk.accounts.log_in("管理员", PASSWORD)


def test_an_emptied_file_is_damage_and_stays_as_it_is(tmp_path: Path) -> None:
    found(tmp_path)[0].close()
    (tmp_path / "gkdesk.db").write_bytes(b"")
    with pytest.raises(DatabaseDamaged):
        Desk.open(tmp_path)
    assert (tmp_path / "gkdesk.db").read_bytes() == b""


@pytest.mark.parametrize("number", [-5, 0])
def test_a_version_no_office_has_is_damage(tmp_path: Path, number: int) -> None:
    found(tmp_path)[0].close()
    conn = connect(tmp_path / "gkdesk.db")
    conn.execute(f"PRAGMA user_version = {number}")
    conn.close()
    with pytest.raises(DatabaseDamaged):
        Desk.open(tmp_path)


def test_a_lowered_version_stops_with_a_copy_kept(tmp_path: Path) -> None:
    found(tmp_path)[0].close()
    conn = connect(tmp_path / "gkdesk.db")
    conn.execute("PRAGMA user_version = 1")
    conn.close()
    with pytest.raises(UpdateStopped, match="backups"):
        Desk.open(tmp_path)


def test_other_peoples_files_are_not_moved_in_with(tmp_path: Path) -> None:
    (tmp_path / "工资表.xlsx").write_bytes(b"x")
    with pytest.raises(FolderNotEmpty, match="工资表"):
        found(tmp_path)


def test_a_dangling_link_is_an_office_already(tmp_path: Path) -> None:
    (tmp_path / "gkdesk.db").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OfficeExists):
        found(tmp_path)


def test_a_mark_that_names_no_moment(tmp_path: Path) -> None:
    found(tmp_path)[0].close()
    (tmp_path / "demo.txt").write_text("soon", "ascii")
    with pytest.raises(BadDemoMark):
        Desk.open(tmp_path)


def test_a_folder_name_too_long_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble, match="名称太长"):
        found(tmp_path / ("很长" * 100))


def test_a_founding_cut_off_is_begun_anew(tmp_path: Path) -> None:
    """The program was ended after the tables were made and before the first user was."""
    conn = connect(tmp_path / "gkdesk.db")
    migrate(conn, backup_to=None)
    conn.close()
    with pytest.raises(NoOffice):
        Desk.open(tmp_path)
    desk, _recovery = found(tmp_path)
    with desk, Desk.open(tmp_path, now=StoppedClock(), cost=CHEAP) as other:
        assert other.session.organ == ORGAN
