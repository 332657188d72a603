"""The main job through both faces, on the same data: what they leave behind must be the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gkdesk import paths
from gkdesk.accounts.session import DEMO_MARK
from gkdesk.cli.main import main
from gkdesk.desk import Desk
from gkdesk.requests.model import Move
from gkdesk.ui.catalog.import_dialog import ImportDialog
from gkdesk.ui.requests.act_dialog import ActDialog
from gkdesk.ui.requests.page import RequestsPage
from gkdesk.ui.requests.register_page import RegisterPage
from gkdesk.ui.requests.reply_dialog import IssueDialog, ReplyDialog
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.ui.window import MainWindow
from tests.conftest import CHEAP, NOW, PASSWORD, StoppedClock
from tests.ui.conftest import QuietSay, applicant
from tests.ui.conftest import quiet as quiet  # noqa: PLC0414 - the fixture of the window's tests

SAMPLES = paths.resources() / "samples"
WORKBOOK = SAMPLES / "catalog" / "青石镇目录.xlsx"
REPLY = {
    "found_facts": "经检索，找到所申请的材料。",
    "provided_items": "审批结果一览表，2页",
}
STEPS = (
    ("propose", REPLY),
    ("approve", {"stage": "unit", "by": "何秀英"}),
    ("approve", {"stage": "secrecy", "by": "王建军", "words": "不涉密"}),
    ("approve", {"stage": "leader", "by": "刘长顺"}),
    ("reply", {}),
)
DELIVERY = {"method": "direct", "receiver": "李桂兰"}
# what may differ between two runs: random keys, seals and hashes over them
RANDOM = {"uid", "applicant", "detail", "sealed", "hash", "before", "mac", "sha256", "digest"}


@pytest.fixture
def offices(founded: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one office, their clocks at the same moment."""
    made = []
    for name in ("command", "window"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "gkdesk.db").write_bytes((founded / "gkdesk.db").read_bytes())
        (folder / DEMO_MARK).write_text(NOW.isoformat(), "ascii")
        made.append(folder)
    return made[0], made[1]


def by_command(folder: Path, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Import, register, reply, deliver with the command line."""

    def run(*arguments: object) -> str:
        code = main(["--folder", str(folder), *map(str, arguments)])
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out

    def values(name: str, content: object) -> Path:
        path = work / name
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return path

    run("catalog", "import", WORKBOOK, "--apply")
    run("requests", "register", "--values", values("a.json", applicant()))
    [row] = json.loads(run("requests", "list", "--json"))
    number = row["number"]
    for at, (event, given) in enumerate((*STEPS, ("deliver", DELIVERY))):
        run("requests", "act", number, event, "--values", values(f"{at}.json", given))


def by_window(folder: Path, qtbot: QtBot, quiet: QuietSay) -> None:
    """Do the same in the window."""
    with Desk.open(folder, now=StoppedClock(), cost=CHEAP) as desk:
        desk.accounts.log_in("周桂芬", PASSWORD)
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.show()
        window.go("catalog", "")
        dialog = ImportDialog(window, window.context, WORKBOOK)
        qtbot.addWidget(dialog)
        qtbot.waitUntil(dialog.adopt.isEnabled, timeout=10000)
        dialog.adopt.click()
        window.go("requests", "register")
        [page] = window.findChildren(RequestsPage)
        form = page.present
        assert isinstance(form, RegisterPage)
        form.form.fill({name: str(value) for name, value in applicant().items()})
        form.primary()
        for event, values in (*STEPS, ("deliver", DELIVERY)):
            case = page.present
            [move] = [each for each in case.moves if each.event == event]  # type: ignore[attr-defined]
            step = step_dialog(case, window, move)
            step.form.fill(values)
            step.accept()
            assert step.result() == ActDialog.DialogCode.Accepted
            case.reload()  # type: ignore[attr-defined]
        window.close()


def step_dialog(case: QWidget, window: MainWindow, move: Move) -> FormDialog:
    uid = case._uid  # type: ignore[attr-defined]
    if move.event == "reply":
        fields = window.context.desk.requests.asked(uid, "reply", {})
        return IssueDialog(case, window.context, uid, fields)
    if move.event != "propose":
        return ActDialog(case, window.context, uid, move)
    [rule] = [one for one in window.context.desk.requests.replies() if one.code == "OPEN_GRANT"]
    return ReplyDialog(case, window.context, uid, rule)


def left_behind(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Return every table's rows without what is random."""
    conn = sqlite3.connect(folder / "gkdesk.db")
    conn.row_factory = sqlite3.Row
    names = [
        row["name"]
        for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        if row["name"] not in ("sqlite_sequence", "draft", "audit", "audit_head")
    ]
    found: dict[str, list[dict[str, object]]] = {}
    for name in names:
        rows = [dict(row) for row in conn.execute(f"SELECT * FROM {name}")]  # noqa: S608
        found[name] = [
            {key: value for key, value in row.items() if _stable(key, value)} for row in rows
        ]
    acts = conn.execute("SELECT user, action, at FROM audit ORDER BY id").fetchall()
    # each command logs in for itself; the window once
    found["audit"] = [dict(row) for row in acts if row["action"] != "accounts.login"]
    conn.close()
    return found


def _stable(key: str, value: object) -> bool:
    return (
        not isinstance(value, bytes)
        and not any(word in key for word in RANDOM)
        and not (
            isinstance(value, str) and len(value) >= 32 and " " not in value and value.isascii()
        )
    )


def test_both_faces_leave_the_same_behind(
    offices: tuple[Path, Path],
    tmp_path: Path,
    qtbot: QtBot,
    quiet: QuietSay,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    command, window = offices
    by_command(command, tmp_path, capsys)
    by_window(window, qtbot, quiet)
    one, other = left_behind(command), left_behind(window)
    assert one.keys() == other.keys()
    for table, rows in one.items():
        assert rows == other[table], table
    assert len(one["request_event"]) == 7


def test_no_personal_data_lies_open_on_the_disk(
    offices: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Search every byte of the office's folder for what the applicant gave."""
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    by_command(offices[0], tmp_path, capsys)
    given = applicant()
    secrets = [str(given[name]) for name in ("name", "id_number", "phone", "content")]
    encodings: tuple[Callable[[str], bytes], ...] = (
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("gb18030"),
        lambda text: json.dumps(text).strip('"').encode("ascii"),
    )
    for path in offices[0].rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for secret in secrets:
            assert secret not in path.name
            assert not [True for encode in encodings if encode(secret) in data], (path.name, secret)
