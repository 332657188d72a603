"""``gkdesk documents`` and ``gkdesk forms`` from the keyboard's side."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from docx import Document

from gkdesk import paths
from gkdesk.accounts.sealedkey import Cost
from gkdesk.cli.main import main
from gkdesk.desk import Desk
from tests.conftest import ORGAN, PASSWORD

SAMPLES = paths.resources() / "samples" / "documents"
REPLY = "request_reply_disclose"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    cheap = Cost(time=1, memory_kib=8, lanes=1)
    desk, _ = Desk.create(folder, ORGAN, user="管理员", password=PASSWORD, cost=cheap)
    with desk:
        values = json.loads((SAMPLES / f"{REPLY}.json").read_text("utf-8"))
        desk.documents.issue(REPLY, values, subject="request:1")
    monkeypatch.setenv("GKDESK_USER", "管理员")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)
    return folder


def render(values: Path, output: Path, *, form: str = REPLY) -> int:
    return main(["documents", "render", form, "--values", str(values), "-o", str(output)])


def test_render_without_an_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "答复.pdf"
    assert render(SAMPLES / f"{REPLY}.json", output) == 0
    assert output.read_bytes().startswith(b"%PDF")
    assert capsys.readouterr().out.strip() == str(output)


def test_render_says_what_is_missing_and_what_is_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = tmp_path / "values.json"
    values.write_text(json.dumps({"extend_days": 20, "weather": "晴", "nothing": None}), "utf-8")
    assert render(values, tmp_path / "out.pdf", form="request_extension") == 2
    told = capsys.readouterr().err
    for word in ("延期理由", "原答复期限", "主送", "weather"):
        assert word in told
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    "content",
    ["这不是 JSON", "[1, 2]", '{"addressee": {"a": 1}}', '{"a": ' * 90_000, "9" * 5000],
)
def test_render_refuses_what_is_not_values(tmp_path: Path, content: str) -> None:
    values = tmp_path / "values.json"
    values.write_text(content, "utf-8")
    assert render(values, tmp_path / "out.pdf") == 2


def test_render_errors_have_their_exit_codes(tmp_path: Path) -> None:
    sample = SAMPLES / f"{REPLY}.json"
    assert render(sample, tmp_path / "out.pdf", form="no_such_form") == 2
    assert render(tmp_path / "none.json", tmp_path / "out.pdf") == 3
    values = json.loads(sample.read_text("utf-8")) | {"addressee": "王\U0002ebf0"}
    (tmp_path / "rare.json").write_text(json.dumps(values), "utf-8")
    assert render(tmp_path / "rare.json", tmp_path / "out.pdf") == 2


def test_render_chooses_by_the_suffix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = SAMPLES / f"{REPLY}.json"
    assert render(sample, tmp_path / "答复.docx") == 0
    assert (tmp_path / "答复.docx").read_bytes().startswith(b"PK")
    capsys.readouterr()
    for name in ("答复.odt", "答复", "答复.pdf.txt"):
        assert render(sample, tmp_path / name) == 2
        assert name in capsys.readouterr().err
        assert not (tmp_path / name).exists()


def test_render_names_what_is_too_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = json.loads((SAMPLES / "envelope_dl.json").read_text("utf-8"))
    values["to_address"] = "云岭县青石镇东河村二组" * 12
    (tmp_path / "values.json").write_text(json.dumps(values), "utf-8")
    assert render(tmp_path / "values.json", tmp_path / "out.pdf", form="envelope_dl") == 0
    told = capsys.readouterr().err
    assert "（提示）收件人地址：" in told
    assert "行" in told


def test_render_docx_in_an_office(office: Path, tmp_path: Path) -> None:
    values = json.loads((SAMPLES / f"{REPLY}.json").read_text("utf-8"))
    del values["organ_name"]
    (tmp_path / "values.json").write_text(json.dumps(values), "utf-8")
    output = tmp_path / "out.DOCX"
    arguments = ["--folder", str(office), "documents", "render", REPLY, "-o", str(output)]
    assert main([*arguments, "--values", str(tmp_path / "values.json")]) == 0
    assert ORGAN.name in Document(str(output)).sections[0].first_page_header.paragraphs[0].text


def test_render_in_an_office_takes_its_name(office: Path, tmp_path: Path) -> None:
    values = json.loads((SAMPLES / f"{REPLY}.json").read_text("utf-8"))
    for name in ("organ_name", "doc_number", "review_authority", "court_name", "contact_name"):
        del values[name]
    (tmp_path / "values.json").write_text(json.dumps(values | {"contact_phone": None}), "utf-8")
    output = tmp_path / "out.pdf"
    arguments = ["--folder", str(office), "documents", "render", REPLY, "-o", str(output)]
    assert main([*arguments, "--values", str(tmp_path / "values.json")]) == 0
    assert output.stat().st_size > 10_000


def test_list_save_void_verify(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> int:
        capsys.readouterr()
        return main(["--folder", str(office), "documents", *words])

    assert run("list", "--json") == 0
    [row] = json.loads(capsys.readouterr().out)
    assert row["number"].startswith("青政依复〔")
    assert row["voided_on"] is None
    assert run("list", "--subject", "request:1") == 0
    assert "答复书" in capsys.readouterr().out
    assert run("save", str(row["id"]), "-o", str(tmp_path / "copy.pdf")) == 0
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
    assert run("void", str(row["id"]), "--reason", "录错") == 0
    assert run("void", str(row["id"]), "--reason", "录错") == 2
    assert run("verify") == 0
    assert "没有记录指向" not in capsys.readouterr().err
    orphan = office / "archive" / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"sealed")
    assert run("verify") == 0
    assert "另有1个加密文件" in capsys.readouterr().err
    shutil.rmtree(office / "archive")
    assert run("verify", "--json") == 3
    assert json.loads(capsys.readouterr().out) == [row["sha256"]]


def test_forms_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "check", "--kind", "documents", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {entry["file"] for entry in found} >= {f"{REPLY}.toml", "sync_handover.toml"}
    assert all(entry["ok"] for entry in found)

    bad = tmp_path / "documents" / "bad.toml"
    bad.parent.mkdir()
    bad.write_text('id = "bad"\ntitle = "甲"\nversion = 1\npage = "letter"\n[[block]]\n', "utf-8")
    assert main(["forms", "check", str(bad)]) == 2
    assert "第1个段块" in capsys.readouterr().err
    loose = tmp_path / "loose.toml"
    loose.write_text("", "utf-8")
    assert main(["forms", "check", str(loose)]) == 2
    assert main(["forms", "check", str(loose), "--kind", "pages"]) == 2


def test_forms_sample_and_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "sample.pdf"
    assert main(["forms", "sample", "delivery_receipt", str(output)]) == 0
    assert output.read_bytes().startswith(b"%PDF")
    assert main(["forms", "sample", "no_such_form", str(output)]) == 2
    assert main(["forms", "sample", "delivery_receipt", str(tmp_path / "sample.docx")]) == 0
    assert Document(str(tmp_path / "sample.docx")).tables
    assert main(["forms", "sample", "delivery_receipt", str(tmp_path / "sample.txt")]) == 2
    assert not (tmp_path / "sample.txt").exists()
    capsys.readouterr()
    assert main(["documents", "forms", "--json"]) == 0
    listed = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    own = tmp_path / "office" / "forms" / "documents"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text("id = 1", "utf-8")
    assert main(["--folder", str(tmp_path / "office"), "documents", "forms", "--json"]) == 0
    said = capsys.readouterr()
    assert "mine.toml" in said.err
    assert len(json.loads(said.out)) == len(listed)
    assert "found_facts" in {field["name"] for field in listed[REPLY]["fields"]}
