"""Requests of the demo office: some finished, the rest in every state a clerk meets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from gkdesk.base.text import id_check_character

from .stage import LEADER, OFFICER, PAPER, REVIEWER, Demo


def answered(demo: Demo) -> None:
    """Requests that went all the way: receipt, reply letter, delivery, archive."""
    requests = demo.desk.requests
    with demo.step("受理并答复申请") as step:
        for seed, (back, before, reply) in enumerate(ANSWERED):
            received = demo.ago(back)
            demo.clock.to(received)
            request = requests.register(_applicant(seed, received))
            before(demo, request.uid, back)
            demo.clock.to(demo.ago(back - 15))
            requests.act(request.uid, "propose", reply(demo, seed, back))
            _signed(demo, request.uid)
            requests.act(request.uid, "deliver", {"method": "direct", "receiver": "申请人本人"})
            lacks = [one.label for one in requests.archiving.items(request.uid) if one.missing]
            requests.act(request.uid, "on_paper", {"papers": lacks})
            requests.act(request.uid, "archive", {})
            step.pages += sum(d.pages for d in demo.desk.documents.of(f"request:{request.uid}"))
            step.files += _save_letters(demo, request.uid)
        kinds = len({row.outcome for row in requests.rows()})
        step.result = f"{len(ANSWERED)}件、{kinds}种结果，均在期限内答复、送达、归档"


def _signed(demo: Demo, uid: str) -> None:
    """The stations sign on paper; 审核 and 负责人 sign logged in; then it is numbered."""
    requests = demo.desk.requests
    for stage, by in (("unit", "何秀英"), ("legal", "镇司法所 陈刚")):
        requests.act(uid, "approve", {"stage": stage, "by": by, "words": "同意拟办意见。"})
    for name, stage, words in (
        (REVIEWER, "secrecy", "经审查，不涉及国家秘密，可以公开。"),
        (LEADER, "leader", "同意。"),
    ):
        demo.log_in(name)
        requests.act(uid, "approve", {"stage": stage, "words": words})
    demo.log_in(OFFICER)
    requests.act(uid, "reply")


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
    _content, where, item = _WANTED[seed]
    return {
        "found_facts": f"经在{where}检索，找到所申请的材料。",
        "provided_items": [item],
    }


def _granted(_demo: Demo, seed: int, _back: int) -> dict[str, object]:
    return _grant(seed)


def _partly(_demo: Demo, seed: int, _back: int) -> dict[str, object]:
    content, where, item = _WANTED[seed]
    return {
        "outcome": "PARTIAL",
        "found_facts": f"经在{where}检索，找到所申请的材料，其中载有农户的证件号码和银行账号。",
        "provided_items": [item],
        "withheld_items": [f"{content}中“证件号码”“银行账号”两列"],
        "withheld_grounds": "上述内容属于个人隐私，公开会损害第三方合法权益，"
        "属于《条例》第十五条规定的情形。",
        "redaction_method": "遮盖",
    }


def _absent(_demo: Demo, _seed: int, _back: int) -> dict[str, object]:
    """The search noted before fills in where and how it was looked for."""
    return {
        "outcome": "NONE_EXIST",
        "why_absent": "未获取",
        "absent_explain": "该合同由村集体与承租方签订，没有报送本机关，"
        "本机关没有制作、保存的法定义务。",
        "duty_checked": "没有法定义务",
    }


def _looked_for(demo: Demo, uid: str, back: int) -> None:
    """The five steps up to 有没有, a search in three places, and what the station answered."""
    requests = demo.desk.requests
    content = requests.get(uid).applicant.content
    demo.clock.to(demo.ago(back - 6))
    for answer, why in (
        ("complete", "身份证明、联系方式、内容和获取方式齐全，要找的合同写得清楚。"),
        ("ours", "要的是合同，属于政府信息公开申请。"),
    ):
        requests.act(uid, "review", {"answer": answer, "why": why})
    for place, reviewed in (
        ("办公系统（2016年至今收发文）", "没有命中"),
        ("镇档案室文书档案", "翻阅案卷12卷，没有找到"),
        ("农业农村办公室纸质台账", "翻阅台账3册，没有找到"),
    ):
        looked: dict[str, object] = {"place": place, "keywords": content, "hit_count": "0"}
        proof = {"hits_reviewed": reviewed, "countersign": "何秀英", "evidence": "截图、照片各1张"}
        requests.act(uid, "search", {**looked, **proof})
    demo.clock.to(demo.ago(back - 9))
    told = {"coop_reply": "没有制作、获取或者保存该信息", "coop_signer": "何秀英"}
    requests.act(uid, "assisted", {"coop_unit": "农业农村办公室", **told})
    requests.act(uid, "review", {"answer": "absent", "why": "三处都没有，业务站所书面核查过。"})
    requests.act(uid, "review", {"answer": "proper", "why": "文书、送达方式合适。"})


def _elsewhere(_demo: Demo, seed: int, _back: int) -> dict[str, object]:
    content, where, _item = _WANTED[seed]
    return {
        "outcome": "NOT_OURS",
        "found_facts": f"经向{where}核实，所申请的“{content}”由云岭县农业农村局制作。",
        "not_ours_reason": "按照《中华人民共和国政府信息公开条例》第十条，"
        "行政机关制作的政府信息由制作该信息的行政机关负责公开。",
        "responsible_organ": "云岭县农业农村局",
        "responsible_contact": "云岭县人民路20号，电话0000-0000300",
    }


def _for_others(_demo: Demo, seed: int, _back: int) -> dict[str, object]:
    _content, where, _item = _WANTED[seed]
    return {
        "outcome": "DENY_THIRD",
        "found_facts": f"经在{where}检索，找到所申请的合同和材料，其中载有企业的报价构成。",
        "interest_type": "商业秘密",
        "reason_accepted": "报价构成不为公众所知，能带来竞争上的利益，第三方不同意公开的理由合理。",
        "public_interest_weighed": "中标结果已经公开，不公开报价构成不会对公共利益造成重大影响。",
        "separable_checked": "已考虑，不能区分处理",
        "separable_note": "除已经公开的中标结果外，其余内容均属报价构成，不能作区分处理。",
    }


def _longer(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 12))
    _extend(demo, uid)


def _refused(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 3))
    asked = {"addressee": "云岭县清源建设有限公司", "info_involved": "施工合同中的报价构成"}
    demo.desk.requests.act(uid, "consult", {**asked, "interest_type": "商业秘密"})
    demo.clock.to(demo.ago(back - 9))
    reason = "报价构成是本企业的商业秘密，公开会影响以后投标。"
    demo.desk.requests.act(uid, "opinion", {"opinion": "disagree", "opinion_reason": reason})


def _save_letters(demo: Demo, uid: str) -> list[Path]:
    saved = []
    number = demo.desk.requests.get(uid).number
    for document in demo.desk.documents.of(f"request:{uid}"):
        path = demo.root / PAPER / "依申请公开" / number / f"{document.title}.pdf"
        demo.desk.documents.save_as(document.sha256, path)
        saved.append(path)
    return saved


def open_cases(demo: Demo) -> None:
    """Requests in every state a clerk meets on an ordinary morning."""
    with demo.step("在办的申请") as step:
        for name, act in CASES.items():
            back = BACK.get(name, 7)
            received = demo.ago(back)
            demo.clock.to(received)
            values = _applicant(_seed(name), received)
            if name == "unconfirmed":  # an e-mail of today nobody has called about yet
                del values["received_on"]
                values |= {"channel": "email", "email": "demo@example.com"}
            request = demo.desk.requests.register(values)
            act(demo, request.uid, back)
        demo.clock.to(demo.today)
        rows = demo.desk.requests.rows()
        step.result = f"{len(CASES)}件，台账共{len(rows)}件"


def _seed(name: str) -> int:
    return len(ANSWERED) + list(CASES).index(name)


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


def _being_signed(demo: Demo, uid: str, back: int) -> None:
    """Reviewed step by step, proposed, and waiting for the last signature."""
    requests = demo.desk.requests
    demo.clock.to(demo.ago(back - 4))
    for answer, why in (
        ("complete", "四项齐全，要找的清单写得清楚。"),
        ("ours", "由本镇制作。"),
        ("found", "在农业农村办公室找到。"),
        ("grant", "已经核对，没有个人信息。"),
        ("proper", "提供纸质件，本人来取。"),
    ):
        requests.act(uid, "review", {"answer": answer, "why": why})
    requests.act(uid, "propose", _grant(_seed("being_signed")))
    requests.act(uid, "approve", {"stage": "unit", "by": "何秀英", "words": "情况属实。"})
    demo.log_in(REVIEWER)
    requests.act(
        uid, "approve", {"stage": "secrecy", "words": "经审查，不涉及国家秘密，可以公开。"}
    )
    demo.log_in(OFFICER)


def _to_deliver(demo: Demo, uid: str, back: int) -> None:
    demo.clock.to(demo.ago(back - 6))
    demo.desk.requests.act(uid, "propose", _grant(_seed("to_deliver")))
    _signed(demo, uid)


def _contested(demo: Demo, uid: str, back: int) -> None:
    """Answered and handed over; then the applicant asked the county to review it."""
    requests = demo.desk.requests
    demo.clock.to(demo.ago(back - 10))
    requests.act(uid, "propose", _grant(_seed("contested")))
    _signed(demo, uid)
    requests.act(uid, "deliver", {"method": "direct", "receiver": "申请人本人"})
    demo.clock.to(demo.ago(back - 17))
    organ = {"dispute_kind": "review", "dispute_organ": "云岭县人民政府"}
    requests.act(uid, "dispute", {**organ, "claim": "认为提供的清单不完整"})


Reply = Callable[[Demo, int, int], dict[str, object]]
# received so many working days ago, what happened before the reply, and the reply
ANSWERED: tuple[tuple[int, Callable[[Demo, str, int], None], Reply], ...] = (
    (150, _nothing, _granted),
    (129, _refused, _for_others),
    (110, _nothing, _partly),
    (95, _longer, _granted),
    (79, _nothing, _elsewhere),
    (64, _looked_for, _absent),
)
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
    "being_signed": _being_signed,
    "contested": _contested,
    "unconfirmed": _nothing,
}

# received so many working days ago; the others a week
BACK = {"overdue": 23, "due_today": 20, "soon": 18, "contested": 24, "unconfirmed": 0}

_PEOPLE = ("李桂兰", "张建国", "王德明", "陈国良", "赵玉芳", "杨秀清", "黄志强", "刘桂英")
# what is asked for, where it lies, what is given: first the answered ones, then CASES in order
_WANTED = (
    ("2025年上坪村宅基地审批结果", "自然资源和规划建设办公室",
     "2025年上坪村宅基地审批结果一览表（青政建〔2025〕9号附件），2页"),
    ("龙泉村自来水管网改造工程施工合同", "水利站",
     "龙泉村自来水管网改造工程施工合同，26页"),
    ("2025年农机购置补贴名单及金额", "农业服务中心",
     "2025年农机购置补贴名单及金额，1页"),
    ("青石镇2025年防汛物资采购清单和合同", "应急管理办公室",
     "青石镇2025年防汛物资采购清单和合同，9页"),
    ("西河村高标准农田项目青苗补偿标准", "农业服务中心",
     "西河村高标准农田项目青苗补偿标准，3页"),
    ("大桥村2025年土地流转合同", "农业服务中心",
     "大桥村2025年土地流转合同，8页"),
    ("上坪村2024年危房改造补助名单", "自然资源和规划建设办公室",
     "上坪村2024年危房改造补助名单，2页"),
    ("东河村道路硬化工程验收资料", "自然资源和规划建设办公室",
     "东河村道路硬化工程验收资料，12页"),
    ("青石镇2026年困难群众救助资金分配表", "社会事务办公室",
     "青石镇2026年困难群众救助资金分配表，2页"),
    ("东河村道路硬化工程的验收资料和决算", "自然资源和规划建设办公室",
     "东河村道路硬化工程验收资料，12页"),
    ("历年补贴情况", "农业服务中心",
     "历年补贴发放明细，30页"),
    ("红星砖厂2025年环保整改承诺和验收意见", "生态环境站",
     "红星砖厂2025年环保整改验收意见（青政环〔2025〕4号），2页"),
    ("2018年至2025年上坪村林地权属调处材料", "林业站",
     "上坪村林地权属调处材料，41页"),
    ("东河村集体机动地发包公告", "农业服务中心",
     "东河村集体机动地发包公告，1页"),
    ("青石镇2025年农村公路养护计划", "自然资源和规划建设办公室",
     "青石镇2025年农村公路养护计划（青政建〔2025〕3号），4页"),
    ("龙泉村2025年耕地地力保护补贴发放清单", "农业服务中心",
     "龙泉村2025年耕地地力保护补贴发放清单，6页"),
    ("上坪村2025年村级公益事业项目清单", "农业服务中心",
     "上坪村2025年村级公益事业项目清单，3页"),
    ("青石镇2026年春季防火经费安排", "应急管理办公室",
     "青石镇2026年春季防火经费安排表，2页"),
)  # fmt: skip


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
        "content": _WANTED[seed][0],
        "received_on": received.isoformat(),
    }
