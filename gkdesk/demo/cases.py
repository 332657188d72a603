"""Requests of the demo office: some finished, the rest in every state a clerk meets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from gkdesk.base.text import id_check_character

from .stage import LEADER, OFFICER, PAPER, Demo


def answered(demo: Demo) -> None:
    """Requests that went all the way: receipt, reply letter, delivery, archive."""
    requests = demo.desk.requests
    with demo.step("受理并答复申请") as step:
        for back, spoken in ((150, True), (95, False), (60, True)):
            received = demo.ago(back)
            demo.clock.to(received)
            request = requests.register(_applicant(back, received))
            if not spoken:
                demo.clock.to(demo.ago(back - 12))
                _extend(demo, request.uid)
            demo.clock.to(demo.ago(back - 15))
            requests.act(request.uid, "reply", _grant(back))
            requests.act(request.uid, "deliver", {"method": "direct", "receiver": "申请人本人"})
            requests.act(request.uid, "archive", {})
            step.pages += sum(d.pages for d in demo.desk.documents.of(f"request:{request.uid}"))
        step.result = "3件，均在期限内答复、送达、归档"
        step.files += _save_letters(demo, request.uid)


def _extend(demo: Demo, uid: str) -> None:
    demo.log_in(LEADER)
    demo.desk.requests.act(
        uid,
        "extend",
        {"extend_days": "10", "extend_reason": "所涉材料分散在三个站所，需要逐份核对"},
    )
    demo.log_in(OFFICER)


def _grant(seed: int) -> dict[str, object]:
    """Return a reply that gives what the applicant of this seed asked for."""
    _content, where, item = _WANTED[seed % len(_WANTED)]
    return {
        "found_facts": f"经在{where}检索，找到所申请的材料。",
        "provided_items": [item],
    }


def _save_letters(demo: Demo, uid: str) -> list[Path]:
    saved = []
    for document in demo.desk.documents.of(f"request:{uid}"):
        path = demo.root / PAPER / "依申请公开" / f"{document.title}.pdf"
        demo.desk.documents.save_as(document.sha256, path)
        saved.append(path)
    return saved


def open_cases(demo: Demo) -> None:
    """Requests in every state a clerk meets on an ordinary morning."""
    with demo.step("在办的申请") as step:
        for name, act in CASES.items():
            back = {"overdue": 23, "due_today": 20, "soon": 18}.get(name, 7)
            received = demo.ago(back)
            demo.clock.to(received)
            request = demo.desk.requests.register(_applicant(_seed(name, back), received))
            act(demo, request.uid, back)
        demo.clock.to(demo.today)
        rows = demo.desk.requests.rows()
        step.result = f"{len(CASES)}件，台账共{len(rows)}件"


def _seed(name: str, back: int) -> int:
    return back + len(name)


def _nothing(_demo: Demo, _uid: str, _back: int) -> None:
    """Leave the case as it was registered."""


def _correction(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 3))
    values = {
        "correction_items": ["请写明所要信息的名称、文号，或者年份和事项"],
        "guidance": "例如：某年度某项目的资金拨付文件。",
    }
    demo.desk.requests.act(uid, "ask_correction", values)


def _consulting(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 2))
    values = {"addressee": "红星砖厂", "info_involved": "整改承诺中的生产工艺说明"}
    demo.desk.requests.act(uid, "consult", values)


def _extended(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 5))
    _extend(demo, uid)


def _withdrawn(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 4))
    demo.desk.requests.act(uid, "withdraw", {"reason": "申请人书面撤回"})


def _to_deliver(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 6))
    demo.desk.requests.act(uid, "reply", _grant(_seed("to_deliver", back)))


CASES: dict[str, Callable[[Demo, str, int], None]] = {
    "overdue": _nothing,
    "due_today": _nothing,
    "soon": _nothing,
    "fresh": _nothing,
    "correction": _correction,
    "consulting": _consulting,
    "extended": _extended,
    "withdrawn": _withdrawn,
    "to_deliver": _to_deliver,
}

_PEOPLE = ("李桂兰", "张建国", "王德明", "陈国良", "赵玉芳", "杨秀清", "黄志强", "刘桂英")
# what is asked for, where it lies, what is given
_WANTED = (
    (
        "2025年上坪村宅基地审批结果",
        "自然资源和规划建设办公室",
        "2025年上坪村宅基地审批结果一览表（青政建〔2025〕9号附件），2页",
    ),
    (
        "西河村高标准农田项目青苗补偿标准",
        "农业服务中心",
        "西河村高标准农田项目青苗补偿标准（青政农〔2025〕6号），3页",
    ),
    (
        "2025年农机购置补贴企业名单及金额",
        "农业服务中心",
        "2025年农机购置补贴企业名单及金额，1页",
    ),
    (
        "龙泉村自来水管网改造工程招标结果和合同",
        "水利站",
        "龙泉村自来水管网改造工程中标通知书和施工合同，26页",
    ),
    (
        "大桥村2025年土地流转合同",
        "农业服务中心",
        "大桥村2025年土地流转合同（青桥流转〔2025〕1号），8页",
    ),
    (
        "红星砖厂2025年环保整改承诺和验收意见",
        "生态环境站",
        "红星砖厂2025年环保整改验收意见（青政环〔2025〕4号），2页",
    ),
)


def _applicant(seed: int, received: date) -> dict[str, object]:
    """Return an invented applicant; the identity number is well-formed and belongs to nobody."""
    body = f"99000019{60 + seed % 35:02d}0{1 + seed % 9}1{seed % 9}{100 + seed:03d}"[:17]
    return {
        "applicant_kind": "citizen",
        "channel": "counter",
        "name": _PEOPLE[seed % len(_PEOPLE)],
        "id_type": "身份证",
        "id_number": body + id_check_character(body),
        "phone": f"1390000{1000 + seed:04d}",
        "address": "云岭县青石镇上坪村一组",
        "content": _WANTED[seed % len(_WANTED)][0],
        "received_on": received.isoformat(),
    }
