"""``gkdesk requests``: the clock without an office, and the main flow with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gkdesk.cli.main import main
from gkdesk.desk import Desk
from tests.conftest import CHEAP, ORGAN, PASSWORD

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = main(["requests", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """An office founded today: the command line asks the machine's own clock."""
    desk, _recovery = Desk.create(
        tmp_path / "office", ORGAN, user="周桂芬", password=PASSWORD, cost=CHEAP
    )
    desk.close()
    monkeypatch.setenv("GKDESK_USER", "周桂芬")
    monkeypatch.setenv("GKDESK_PASSWORD", PASSWORD)

    def call(*words: str, **values: object) -> tuple[int, str, str]:
        arguments = ["--folder", str(tmp_path / "office"), "requests", *words]
        if values:
            path = tmp_path / "values.json"
            path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
            arguments += ["--values", str(path)]
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


# ---- the clock


def test_clock_needs_no_office(run: Run) -> None:
    code, out, err = run("clock", "--receipt", "2026-03-02")
    assert (code, out) == (0, "答复期限：2026-03-30\n")
    assert "从3月3日起算20个工作日" in err


def test_clock_with_everything(run: Run) -> None:
    code, out, _err = run(
        "clock", "--receipt", "2026-03-02", "--corrected", "2026-03-06",
        "--consult", "2026-03-09:2026-03-24", "--consult", "2026-03-12:2026-03-20",
        "--extend", "5", "--json", "--days",
    )  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert len([day for day in found["days"] if day["number"]]) == 25
    assert found["days"][-1]["on"] == found["due_on"]


def test_clock_marks_an_estimate(run: Run) -> None:
    code, out, _err = run("clock", "--receipt", "2026-12-04")
    assert code == 0
    assert "暂估" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--receipt", "2026-03-02", "--extend", "21"], "第三十三条第二款"),
        (["--receipt", "2026-03-02", "--consult", "2026-03-09:2026-03-06"], "早于"),
        (["--receipt", "yesterday"], "日期"),
        (["--receipt", "20260302"], "2026-04-10"),
        (["--receipt", "2026-W10-1"], "2026-04-10"),
        (["--receipt", "2026-03-02", "--paid", "20260320"], "2026-04-10"),
        (["--receipt", "2026-03-02", "--consult", "20260309:2026-03-24"], "2026-04-10"),
        (["--receipt", "2026-03-02", "--batch", "-"], "只用一种"),
        (["--extend", "5", "--batch", "-"], "只用一种"),
        (["--receipt", "2026-03-02", "--extend", "x"], "x"),
        ([], "--receipt"),
        (["--batch", "gone.jsonl"], "gone.jsonl"),
    ],
)
def test_clock_declines(run: Run, words: list[str], said: str) -> None:
    code, out, err = run("clock", *words)
    assert code == (3 if "gone.jsonl" in words else 2)
    assert out == ""
    assert said in err
    assert "其他各行" not in err


def test_batch_answers_line_by_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(
        '\ufeff{"receipt": "2026-03-02"}\nnonsense\n{"receipt": "2026-03-02", "extend": 20}\n',
        "utf-8",
    )
    code, out, err = run("clock", "--batch", str(path))
    first, second, third = map(json.loads, out.splitlines())
    assert code == 2
    assert (first["due_on"], third["due_on"]) == ("2026-03-30", "2026-04-28")
    assert "不是 JSON" in second["error"]
    assert "3行中有1行" in err


def test_a_good_batch_exits_with_zero(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"receipt": "2026-03-02"}\n', "utf-8")
    code, out, _err = run("clock", "--batch", str(path), "--days")
    assert code == 0
    assert json.loads(out)["days"][0] == {"on": "2026-03-03", "number": 1, "why": "工作日"}


def test_a_blank_line_keeps_its_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    case = '{"receipt": "2026-03-02"}'
    path.write_text(f"{case}\r\n\r\n{'[' * 200_000}\n{case}", "utf-8")
    code, out, err = run("clock", "--batch", str(path))
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert ["error" in line for line in found] == [False, True, True, False]
    assert "4行中有2行" in err


@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_an_empty_batch_says_so(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(text, "utf-8")
    code, out, err = run("clock", "--batch", str(path))
    assert "空的" in err + out
    assert code == (2 if text == "\n" else 0)


def test_a_batch_that_is_not_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    code, _out, err = run("clock", "--batch", str(path))
    assert code == 2
    assert "UTF-8" in err


# ---- the office


def register(office: Run) -> str:
    code, out, _err = office(
        "register",
        name="张建国",
        id_number="511123196504120873",
        phone="13981230872",
        content="西河村青苗补偿费发放清单",
    )
    assert code == 0
    return out.strip()


def test_register_act_list_show(office: Run) -> None:
    number = register(office)
    assert number.endswith("1号")
    code, _out, err = office(
        "act",
        number,
        "reply",
        found_facts="经检索，找到1份材料。",
        provided_items=["发放清单"],
        secrecy_by="王建军",
        signed_by="刘长顺",
    )
    assert (code, "待送达" in err) == (0, True)
    code, out, _err = office("act", number, "deliver", "--json", method="direct", receiver="张建国")
    assert json.loads(out)["state"] == "closed"
    code, out, _err = office("list", "--json")
    [row] = json.loads(out)
    assert (row["number"], row["applicant"], row["outcome"]) == (number, "张**", "OPEN_GRANT")
    code, out, _err = office("list")
    assert "张**" in out
    assert "张建国" not in out


def test_the_end_of_a_case(office: Run, tmp_path: Path) -> None:
    number = register(office)
    office("act", number, "difficult", cause="职责不清", reason="两个站所都有材料")
    code, _out, err = office(
        "act",
        number,
        "reply",
        found_facts="经检索，找到1份材料。",
        provided_items=["发放清单"],
        secrecy_by="王建军",
        signed_by="刘长顺",
    )
    assert (code, "疑难件还没有会商（职责不清）" in err) == (2, True)
    office(
        "act", number, "confer", place="会议室", attendees=["何敏"], matter="由谁提供",
        opinions="由农业站提供", conclusion="由农业站提供",
    )  # fmt: skip
    office(
        "act",
        number,
        "reply",
        found_facts="经检索，找到1份材料。",
        provided_items=["发放清单"],
        secrecy_by="王建军",
        signed_by="刘长顺",
    )
    office("act", number, "deliver", method="direct", receiver="张建国")
    code, out, _err = office("delivery", number, "--json")
    found = json.loads(out)
    assert found["remedies_from"] == found["replied_on"] == found["tries"][0]["on"]
    code, out, _err = office("checklist", number, "--json")
    missing = [one["label"] for one in json.loads(out) if one["missing"]]
    assert "身份证明复印件" in missing
    code, _out, err = office("act", number, "archive")
    assert (code, "身份证明复印件" in err) == (2, True)
    assert office("act", number, "on_paper", papers=missing)[0] == 0
    assert office("act", number, "archive")[0] == 0
    code, out, _err = office("difficult", "--json", "-o", str(tmp_path / "a.pdf"))
    assert [one["cause"] for one in json.loads(out)] == ["职责不清"]
    assert (tmp_path / "a.pdf").exists()
    code, out, err = office("to-public", "-o", str(tmp_path / "b.pdf"))
    assert (code, "没有可以打印的" in err) == (2, True)
    assert "送达" in office("delivery", number)[1]
    assert "疑难" in office("difficult")[1]
    assert "归档" not in office("checklist", number)[2]


def test_a_split_application_names_its_parts(office: Run) -> None:
    number = register(office)
    code, _out, _err = office("act", number, "split", items=["甲清单", "乙清单"], reason="两个站所")
    assert code == 0
    value = json.loads(office("show", number, "--json")[1])
    assert (value["state"], len(value["parts"])) == ("split", 2)
    part = json.loads(office("show", value["parts"][0], "--json")[1])
    assert part["split_from"] == number
    assert value["parts"][0] in office("show", number)[1].replace("\n", "")


def test_consultations_are_named_but_masked(office: Run) -> None:
    number = register(office)
    office("act", number, "consult", addressee="王德明", info_involved="清单")
    office(
        "act", number, "consult", addressee="县农业农村局", consult_kind="organ",
        info_involved="《联合验收意见》", lead_organ_reason="没有不予公开的情形",
    )  # fmt: skip
    code, out, err = office("act", number, "opinion", opinion="agree")
    assert (code, out) == (2, "")
    assert "有2件征求意见没有收到答复，请写明是哪一件：A 王**；B 县农业农村局。" in err
    code, out, _err = office("show", number, "--json")
    asked = json.loads(out)["consultations"]
    assert [(one["key"], one["addressee"]) for one in asked] == [
        ("A", "王**"),
        ("B", "县农业农村局"),
    ]
    assert [event.get("key") for event in json.loads(out)["events"]] == [None, "A", "B"]
    code, out, _err = office("show", number)
    assert "A 王**" in out
    assert "王德明" not in out
    code, out, _err = office("show", number, "--json", "--full")
    assert json.loads(out)["consultations"][0]["addressee"] == "王德明"


def test_a_receipt_that_had_to_wait(office: Run) -> None:
    code, out, err = office("register", name="王\ue000", content="补偿费发放清单")
    number = out.strip()
    assert code == 0
    assert "提示：接收回执没有生成" in err
    assert "U+E000" in err
    code, out, _err = office("show", number, "--json")
    assert "U+E000" in json.loads(out)["warnings"][0]
    code, out, _err = office("show", number)
    assert "补打回执" in out.replace("\n", "").replace(" ", "")
    code, out, err = office("receipt", number)
    assert (code, out) == (2, "")
    code, out, err = office("receipt", number, "--json", name="王䶮")
    assert (code, json.loads(out)["pages"]) == (0, 1)
    code, out, err = office("receipt", number)
    assert (code, "不用补打" in err) == (2, True)


@pytest.mark.parametrize("word", ["\udcff", "\x00", "青政公开申〔2026〕99号", ""])
def test_a_number_nobody_has(office: Run, word: str) -> None:
    for command in (["show", word], ["act", word, "note"], ["receipt", word]):
        code, out, err = office(*command)
        assert (code, out, "没有编号为" in err) == (2, "", True)


def test_show_masks_unless_asked(office: Run) -> None:
    number = register(office)
    code, out, _err = office("show", number, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["applicant"]["申请人"] == "张**"
    assert "511123196504120873" not in out
    assert found["moves"][0]["event"] == "propose"
    code, out, _err = office("show", number, "--full")
    assert "511123196504120873" in out
    code, out, _err = office("show", number)
    assert code == 0
    assert "拟写答复书" in out


def test_a_bad_form_lists_every_box(office: Run) -> None:
    code, out, err = office("register", name="张建国", id_number="5111", purpose_="x")
    assert (code, out) == (2, "")
    assert "身份证号应为18位" in err
    assert "请填写申请公开的内容" in err
    code, _out, err = office("register", purpose="诉讼")
    assert (code, "第二十九条" in err) == (2, True)


@pytest.mark.parametrize("text", ["[]", "no json", ""])
def test_values_that_are_no_object(office: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    code, _out, err = office("register", "--values", str(path))
    assert code == 2
    assert "bad.json" in err


def test_unknown_number_and_event(office: Run) -> None:
    number = register(office)
    code, _out, err = office("act", "青政公开申〔2026〕99号", "reply")
    assert (code, "没有编号" in err) == (2, True)
    code, _out, err = office("act", number, "explode")
    assert (code, "explode" in err) == (2, True)
    code, _out, err = office("register")
    assert (code, "--values" in err) == (2, True)


def test_the_fee_is_reckoned_without_an_office(run: Run) -> None:
    code, out, _err = run("fee", "--pieces", "21", "--before", "10", "--json")
    assert (code, json.loads(out)["amount"]) == (0, 2200)
    code, out, err = run("fee", "--pages", "101")
    assert (code, out.strip()) == (0, "720")
    assert "第101页" in err
    code, _out, err = run("fee", "--pages", "1", "--pieces", "1")
    assert code == 2
    assert "只用" in err


def test_a_closed_case_becomes_a_folder(office: Run, tmp_path: Path) -> None:
    _code, out, _err = office("register", name="张建国", content="补偿费发放清单")
    number = out.strip()
    code, _out, err = office("case-file", number, "-o", str(tmp_path / "卷"))
    assert code == 2
    assert "还没有办结" in err
    office("act", number, "withdraw")
    code, out, _err = office("case-file", number, "-o", str(tmp_path / "卷"), "--json")
    assert code == 0
    assert json.loads(out)["papers"] == 2  # the receipt and the note that it is closed


def test_findings_of_the_office(office: Run) -> None:
    code, out, err = office("findings", "--json")
    assert (code, json.loads(out)) == (0, [])
    code, out, err = office("findings")
    assert "没有发现" in err
    number = office("register", name="张建国", content="青苗补偿费清单")[1].strip()
    other = office("register", name="李桂兰", content="青苗补偿费清单")[1].strip()
    code, out, _err = office("findings", "--json")
    found = json.loads(out)
    assert [(one["number"], one["code"]) for one in found] == [
        (number, "C05"), (number, "C41"), (other, "C05"), (other, "C41"),
    ]  # fmt: skip
    assert "张建国" not in out
    code, out, _err = office("findings", other)
    assert number in out.replace("\n", "").replace(" ", "")
    code, out, _err = office("show", number, "--json")
    assert [one["code"] for one in json.loads(out)["findings"]] == ["C05", "C41"]
    code, _out, err = office("findings", "99号")
    assert (code, "没有编号" in err) == (2, True)


GRANT = {
    "found_facts": "经检索，找到1份材料。",
    "provided_items": ["青苗补偿费清单"],
    "secrecy_by": "王建军",
    "signed_by": "刘长顺",
}


@pytest.mark.parametrize(
    ("event", "values", "said"),
    [
        ("reply", {**GRANT, "outcome": "FOO"}, "办理结果只能是"),
        ("reply", {**GRANT, "outcome": ["OPEN_GRANT"]}, "办理结果只能是"),
        ("reply", {**GRANT, "outcome": 5}, "办理结果只能是"),
        ("reply", {**GRANT, "outcome": "X_NOPAY"}, "办理结果只能是"),
        ("reply", {**GRANT, "outcome": "信息不存在"}, "请填写检索范围"),
        ("reply", {**GRANT, "on": "2099-01-01"}, "今天"),
        ("reply", {**GRANT, "on": "2020-01-01"}, "早于“收到申请”"),
        ("reply", {**GRANT, "on": "2026/04/10"}, "不是日期"),
        ("reply", {**GRANT, "on": 20260410}, "不是日期"),
        ("reply", {**GRANT, "found_facts": True}, "应为文字"),
        ("reply", {**GRANT, "found_facts": {"a": 1}}, "应为文字"),
        ("reply", {**GRANT, "found_facts": "　"}, "请填写审查情况"),
        ("reply", {**GRANT, "provided_items": []}, "请填写提供信息清单"),
        ("reply", {**GRANT, "provided_items": [1, 2]}, "应为一列文字"),
        ("reply", {**GRANT, "provided_form": "口头"}, "只能是：纸质"),
        ("reply", {**GRANT, "confirmed": "是"}, "检查提醒只能是"),
        ("reply", {**GRANT, "remedy_b": "是"}, "不认识的项目"),
        ("reply", {**GRANT, "found_facts": "😀"}, "U+1F600"),
        ("deliver", {"method": "direct", "receiver": "张"}, "不能办理“送达”"),
        ("arrived", {}, "不能办理“寄达”"),
        ("archive", {}, "不能办理“归档”"),
        ("opinion", {"opinion": "agree"}, "不能办理“收到意见”"),
        ("paid", {"fee_paid_ref": "1"}, "不能办理“收到缴费”"),
        ("letter", {"letter": "answer"}, "文书只能是"),
        ("letter", {"letter": "third_party_notice"}, "请填写主送"),
        ("letter", {"letter": ["assist_letter"]}, "文书只能是"),
        ("consult", {"addressee": 5, "info_involved": ["a"]}, "应为文字"),
        ("consult", {"addressee": "李", "info_involved": "张建国的申请"}, "不写申请人是谁"),
        ("consult", {"addressee": "李", "info_involved": "x", "consult_kind": "邻居"}, "征求对象"),
        ("charge", {"fee_method": "piece", "fee_count": "1", "fee_reason": "多", "pay_way": "x"},
         "按标准不收费"),
        ("charge", {"fee_method": "both", "fee_count": "-1", "fee_reason": "多", "pay_way": "x"},
         "有2处需要更正"),
        ("extend", {"extend_days": "0", "extend_reason": "x", "approved_by": "何敏"}, "1至20"),
        ("extend", {"extend_days": "5", "extend_reason": "x"}, "负责人"),
        ("agree_delay", {"agreed_due": "9999-12-31", "reason_given": "a", "delay_reason": "b",
                         "approved_by": "何敏"}, "2199"),
    ],
)  # fmt: skip
def test_what_nobody_expects_is_refused_in_words(
    office: Run, event: str, values: dict[str, object], said: str
) -> None:
    number = office("register", name="张建国", content="青苗补偿费清单")[1].strip()
    code, out, err = office("act", number, event, **values)
    assert (code, out) == (2, "")
    assert said in err.replace("\n", "")
    assert "Traceback" not in err
    [row] = json.loads(office("list", "--json")[1])
    assert row["state"] == "handling"


def test_odd_but_good_replies_are_taken(office: Run) -> None:
    for change in (
        {"provided_items": "青苗补偿费清单\n另一份", "outcome": "予以公开"},
        {"found_facts": "查" * 10_000},
        {"outcome": None, "confirmed": True},
    ):
        asked = {"name": "张建国", "content": "青苗补偿费清单", "confirmed": "yes"}
        number = office("register", **asked)[1].strip()
        code, _out, err = office("act", number, "reply", **{**GRANT, **change})
        assert (code, "待送达" in err) == (0, True)
        code, _out, err = office("act", number, "reply", **GRANT)  # twice
        assert (code, "不能办理“作出答复书”" in err) == (2, True)


def test_attachments_go_in_and_out(office: Run, tmp_path: Path) -> None:
    number = office("register", name="张建国", content="青苗补偿费清单")[1].strip()
    scan = tmp_path / "张建国身份证.txt"
    scan.write_text("正反面", "utf-8")
    code, out, err = office("attach", number, str(scan), "--kind", "身份证明", "--note", "正反面")
    assert (code, out.strip(), "身份证明" in err) == (0, "1", True)
    assert office("attach", number, str(scan))[0] == 2
    code, out, _err = office("files", number, "--json")
    [one] = json.loads(out)
    assert (one["kind"], one["note"], one["size"]) == ("identity", "正反面", 9)
    code, _out, _err = office("files", number, "--save", "1", "-o", str(tmp_path / "出.txt"))
    assert (tmp_path / "出.txt").read_text("utf-8") == "正反面"
    assert office("files", number, "--save", "1")[0] == 2
    assert "没有第3份" in office("files", number, "--save", "3", "-o", str(tmp_path / "x"))[2]
    assert "身份证明" in office("files", number)[1]


def test_a_pasted_text_is_read_and_nothing_kept(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "聊天.txt"
    path.write_text("我叫李桂兰，电话13981230872，想申请公开低保名单", "utf-8")
    code, out, _err = office("parse", str(path), "--json")
    found = json.loads(out)
    assert (code, found["values"]["name"], found["values"]["phone"]) == (0, "李桂兰", "13981230872")
    assert "name" in found["unsure"]
    assert "请核对" in office("parse", str(path))[1]
    assert json.loads(office("list", "--json")[1]) == []


def test_the_same_letter_is_not_registered_twice_without_a_word(office: Run) -> None:
    asked = {"name": "张建国", "content": "青苗补偿费清单", "channel": "email"}
    first = office("register", **asked)[1].strip()
    code, _out, err = office("register", **asked)
    assert (code, first in err) == (2, True)
    code, _out, err = office("act", first, "confirm", confirm_person="申请人")
    assert (code, "答复期限" in err) == (0, True)
    assert office("register", **asked, confirmed="yes")[0] == 0
