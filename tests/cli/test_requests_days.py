"""``gkdesk requests days calendar figures disputes``: dates from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from gkdesk import paths

from .test_requests import Run, office, register

__all__ = ["office"]


def test_days_as_table_json_and_pdf(office: Run, tmp_path: Path) -> None:
    number = register(office)
    code, out, err = office("days", number)
    assert (code, "第三十三条第二款" in out, "20个工作日" in err) == (0, True, True)
    code, out, _err = office("days", number, "--json")
    found = json.loads(out)
    assert (code, found["number"], found["figures"][0]["status"]) == (0, number, "certain")
    assert max(day["number"] or 0 for day in found["days"]) == 20
    path = tmp_path / "逐日.pdf"
    code, out, _err = office("days", number, "-o", str(path))
    assert (code, out.strip(), path.read_bytes()[:4]) == (0, str(path), b"%PDF")
    assert office("days", "没有")[0] == 2


def test_a_notice_is_previewed_and_then_taken_in(office: Run, tmp_path: Path) -> None:
    register(office)
    off = [{"name": "元旦", "from": "2031-01-01", "to": "2031-01-01"}]
    path = tmp_path / "2031.json"
    path.write_text(json.dumps({"year": 2031, "source": ["测试"], "off": off, "work": []}), "utf-8")
    target = tmp_path / "office" / "calendar" / "CN-2031.json"
    code, out, err = office("calendar", str(path))
    assert (code, "2031年放假安排" in out, "只是预览" in err) == (0, True, True)
    assert not target.exists()
    code, out, _err = office("calendar", str(path), "--apply", "--json")
    found = json.loads(out)
    assert (code, found["applied"], found["moved"], found["same"]) == (0, True, [], 1)
    assert target.read_bytes() == path.read_bytes()
    path.write_text("{}", "utf-8")
    code, _out, err = office("calendar", str(path), "--apply")
    assert (code, "year" in err) == (2, True)


def test_figures_are_previewed_and_then_taken_in(office: Run, tmp_path: Path) -> None:
    number = register(office)
    text = (paths.forms() / "rules" / "request_clock.toml").read_text("utf-8")
    path = tmp_path / "request_clock.toml"
    path.write_text(text.replace("days = 20", "days = 15", 1), "utf-8")
    code, out, _err = office("figures", str(path), "--json")
    found = json.loads(out)
    assert (code, found["applied"]) == (0, False)
    [moved] = found["moved"]
    assert (moved["number"], moved["becomes"]) == (number, "提前")
    code, out, _err = office("figures", str(path), "--apply")
    assert (code, "20个工作日改为15个工作日" in out) == (0, True)
    due = json.loads(office("days", number, "--json")[1])["figures"][0]["words"]
    assert due == "15个工作日"


def test_disputes_of_a_year_and_of_a_case(office: Run) -> None:
    number = register(office)
    office(
        "act", number, "reply", found_facts="经检索，找到1份材料。", provided_items=["清单"],
        secrecy_by="王建军", signed_by="刘长顺",
    )  # fmt: skip
    office("act", number, "deliver", method="direct", receiver="张建国")
    shown = json.loads(office("show", number, "--json")[1])
    assert [one["name"] for one in shown["remedies"]] == ["review", "suit"]
    office("act", number, "dispute", dispute_kind="review", dispute_organ="县政府", case_no="复1号")
    code, out, _err = office("show", number)
    assert (code, "复1号" in out, "行政复议答复期限" in out) == (0, True, True)
    code, out, _err = office("disputes", "--json")
    found = json.loads(out)
    assert found["cells"]["review"] == {
        "upheld": 0, "corrected": 0, "other": 0, "pending": 1, "total": 1,
    }  # fmt: skip
    assert sum(len(row) for row in found["cells"].values()) == 15
    assert all(one["holds"] for one in found["equations"])
    code, out, _err = office("disputes", "--year", "2020")
    assert (code, "结果维持" in out, "2020年" in out) == (0, True, True)
