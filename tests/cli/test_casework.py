"""The review, the approval and the closing by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .test_requests import Run, office

__all__ = ["office"]  # pytest finds the office there


@pytest.fixture
def number(office: Run) -> str:
    code, out, err = office(
        "register", name="张建国", id_number="511123196504120873", phone="13981230872",
        content="西河村青苗补偿费发放清单",
    )  # fmt: skip
    assert code == 0, err
    return out.strip()


def test_a_case_is_walked_by_command(office: Run, number: str, tmp_path: Path) -> None:
    for answer in ("complete", "ours", "found", "grant", "proper"):
        code, _out, err = office("act", number, "review", answer=answer, why="看过")
        assert code == 0, err
    code, out, _err = office("review", number, "--json")
    found = json.loads(out)
    assert (code, found["outcome"], found["todo"]) == (0, "OPEN_GRANT", "propose")
    assert next(step["label"] for step in found["steps"]) == "补不补"
    assert found["steps"][3]["given"][0]["by"] == "周桂芬"
    _code, out, err = office("review", number)
    assert "全部可以公开" in out
    assert "审查结论：予以公开" in err
    code, _out, err = office("approval", number)
    assert "还没有送审" in err
    reply = {"found_facts": "经检索，找到1份材料。", "provided_items": ["青苗补偿费清单"]}
    code, _out, err = office("act", number, "propose", **reply)
    assert (code, "呈批中" in err) == (0, True)
    sheet = tmp_path / "呈批单.pdf"
    assert office("approval-sheet", number, "-o", str(sheet))[0] == 0
    assert sheet.read_bytes().startswith(b"%PDF")
    code, _out, err = office("act", number, "reply")
    assert (code, "还没有：业务站所意见" in err) == (2, True)
    for stage in ("unit", "secrecy", "leader"):
        assert office("act", number, "approve", stage=stage, by="刘长顺")[0] == 0
    code, out, _err = office("approval", number, "--json")
    assert json.loads(out)["missing"] == []
    _code, out, _err = office("approval", number)
    assert "刘长顺（纸质）" in out
    assert office("act", number, "reply")[0] == 0
    assert office("act", number, "deliver", method="direct", receiver="张建国")[0] == 0
    code, out, _err = office("show", number)
    assert "给不给：全部可以公开" in out
    assert "领导签批：同意" in out
    code, out, _err = office("check", number, "--json")
    assert (code, json.loads(out)) == (0, [])


def test_closing_needs_a_lawful_end(office: Run, number: str) -> None:
    code, _out, err = office("close", number)
    assert (code, "现在不能不经答复就办结" in err) == (2, True)
    code, _out, err = office("close", number, "--how", "burn")
    assert (code, "办结方式只能是" in err) == (2, True)
    code, out, _err = office("close", number, "--how", "withdraw", "--json", reason="书面撤回")
    assert json.loads(out)["state"] == "withdrawn"
