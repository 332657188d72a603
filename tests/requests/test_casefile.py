"""A closed case as a folder and as one PDF: every paper in order, the figures right."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from gkdesk.base.errors import Blocked
from gkdesk.documents.service import Documents
from gkdesk.requests import casefile
from gkdesk.requests.casefile import FolderThere, NotClosed
from gkdesk.requests.model import BadForm
from gkdesk.requests.service import Requests

Values = dict[str, object]
REPLY: Values = {
    "found_facts": "经检索，找到1份材料。",
    "provided_items": ["发放清单（共3页）"],
    "secrecy_by": "王建军",
    "signed_by": "刘长顺",
}


def closed(requests: Requests, values: Values) -> str:
    number = requests.register(values).number
    requests.act(number, "reply", REPLY)
    requests.act(number, "deliver", {"method": "direct", "receiver": "张建国"})
    return number


def text_of(path: Path) -> list[str]:
    with pdfplumber.open(path) as opened:
        return ["".join(char["text"] for char in page.chars) for page in opened.pages]


def test_a_case_becomes_a_folder_and_one_file(
    requests: Requests, documents: Documents, values: Values, tmp_path: Path
) -> None:
    number = closed(requests, values)
    made = requests.cases.write(number, tmp_path, {"archive_no": "QS-2026-001"})
    names = sorted(path.name for path in made.folder.iterdir())
    assert names[:3] == ["00卷宗封面.pdf", "01卷内目录.pdf", "02政府信息公开申请登记回执.pdf"]
    assert names[-2:] == ["99备考表.pdf", "案卷.pdf"]
    papers = documents.of(f"request:{requests.get(number).uid}")
    assert (made.papers, made.pages) == (len(papers), sum(one.pages for one in papers))
    whole = text_of(made.whole)
    assert len(whole) == made.pages + 3
    assert "张建国申请公开西河村高标准农田项目青苗补偿费发放清单" in whole[0]
    assert "予以公开" in whole[0]
    assert f"{made.papers}件，{made.pages}页" in whole[0]
    assert all(one.title in whole[1] for one in papers)
    assert "QS-2026-001" in whole[-1]
    originals = {one.sha256 for one in papers}
    kept = {path.read_bytes() for path in made.folder.glob("0[2-9]*.pdf")}
    assert kept == {documents.read(sha) for sha in originals}
    assert not any("张建国" in name for name in names)


def test_an_open_case_is_no_file_and_nothing_is_overwritten(
    requests: Requests, values: Values, tmp_path: Path
) -> None:
    place = tmp_path / "U盘"
    number = requests.register(values).number
    with pytest.raises(NotClosed, match="办理中"):
        requests.cases.write(number, place)
    assert not place.exists()
    done = closed(requests, values)
    with pytest.raises(BadForm, match="保管期限"):
        requests.cases.write(done, place, {"retention": "三年"})
    requests.cases.write(done, place)
    with pytest.raises(FolderThere):
        requests.cases.write(done, place)


def test_a_write_cut_short_leaves_no_half_case(
    requests: Requests, values: Values, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "U盘"
    number = closed(requests, values)
    real = casefile.files.write

    def full(path: Path, data: bytes) -> None:
        if path.name.startswith("99"):
            raise Blocked
        real(path, data)

    monkeypatch.setattr(casefile.files, "write", full)
    with pytest.raises(Blocked):
        requests.cases.write(number, place)
    assert list(place.iterdir()) == []
    monkeypatch.undo()
    assert requests.cases.write(number, place).whole.exists()
