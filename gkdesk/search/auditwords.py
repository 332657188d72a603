"""What the audit's actions are called; the rest comes from the rooms' own labels."""

from __future__ import annotations

from gkdesk.accounts.model import Role
from gkdesk.base.labels import Labelled
from gkdesk.catalog import adjustrows
from gkdesk.records.model import Act, State
from gkdesk.requests.model import Channel, EventKind

ROOMS = {
    "accounts": "用户", "office": "系统", "catalog": "目录", "records": "公开信息",
    "registers": "台账", "transfer": "移送", "guides": "办事指南", "selfcheck": "自查",
    "village": "村务公开", "requests": "依申请公开", "documents": "文书档案", "printing": "打印",
    "sync": "同步包", "typefaces": "补字", "statistics": "统计年报",
}  # fmt: skip
ACTIONS = {
    "accounts.found": "建立办公数据", "accounts.add": "增加用户", "accounts.change": "改用户",
    "accounts.login": "登录", "accounts.login_failed": "密码不对", "accounts.lock": "锁定",
    "accounts.password": "换密码", "accounts.reset": "重设密码",
    "accounts.recover": "用恢复码登录", "accounts.recover_failed": "恢复码不对",
    "accounts.recovery_key": "换恢复码",
    "office.backup": "备份", "office.restore": "从备份恢复", "office.migrate": "升级数据文件",
    "office.fonts": "选打印字体", "office.organ": "改单位信息",
    "office.audit_export": "导出操作日志", "office.lock_minutes": "改自动锁定",
    "office.starting": "收起开始使用",
    "catalog.apply": "采用目录表", "catalog.version": "改版本说明", "catalog.put_back": "改回",
    "catalog.export": "导出目录", "catalog.version_export": "导出版本",
    "catalog.due_export": "导出应公开清单", "catalog.compare": "导出对照表",
    "catalog.superior": "读入上级目录", "catalog.settle": "说定写法",
    "catalog.unsettle": "取消说定", "catalog.event": "登记事件", "catalog.event_void": "作废事件",
    "catalog.mark": "标记", "catalog.slips": "出请提供单", "catalog.adjusted": "执行调整",
    "catalog.area": "改领域", "catalog.area_off": "领域不涉及",
    "catalog.area_order": "排领域", "catalog.confirm_start": "开始科室确认",
    "catalog.confirm_answer": "登记确认意见", "catalog.confirm_close": "结束科室确认",
    "catalog.duty": "改权责事项", "catalog.duties": "读入权责清单",
    "catalog.duty_link": "对应事项", "catalog.duty_unlink": "取消对应",
    "catalog.negative": "保存负面清单", "catalog.basic": "保存基本目录",
    "catalog.negative_export": "导出负面清单", "catalog.basic_export": "导出基本目录",
    "records.draft": "起草", "records.attach": "添加附件", "records.detach": "取下附件",
    "records.replaced": "换附件", "records.scan": "隐私检查", "records.privacy": "处理检查结果",
    "records.masked": "遮盖", "records.masked_copy": "存遮盖副本", "records.reveal": "看不公开内容",
    "records.lay_open": "看命中内容", "records.words": "改本单位的词", "records.link": "登记关联",
    "records.unlink": "取消关联", "records.validity": "登记效力状态",
    "records.evidence": "登记公开凭证", "records.evidence_void": "作废凭证",
    "records.index": "记索引号", "records.assess": "定期评估", "records.history": "补录",
    "records.list": "出清单",
    "statistics.write": "写年度报告", "statistics.export": "导出年度报告",
    "statistics.finish": "年度报告定稿",
    "guides.save": "保存办事指南", "guides.book": "出一本通",
    "registers.add": "新增", "registers.change": "修改", "registers.cancel": "作废",
    "registers.attach": "添加附件", "registers.issue": "交办", "registers.list": "出清单",
    "registers.whole": "看全部内容", "selfcheck.answer": "填自查", "selfcheck.write": "出自查报告",
    "transfer.handed": "登记移送", "transfer.recalled": "撤回移送", "transfer.counted": "核对件数",
    "village.add": "增加村", "village.remove": "从名单去掉",
    "village.renamed": "改名", "village.merged": "合并",
    "village.ended": "撤销", "village.alias": "增加别名", "village.code": "改区划代码",
    "village.take_back": "撤回变更",
    "village.describe": "改村的资料", "village.name": "记住写法", "village.forget_name": "忘掉写法",
    "village.add_board": "增加公开栏", "village.describe_board": "改公开栏",
    "village.import": "导入村务表", "village.sheet": "存入公开表", "village.enter": "录入",
    "village.review": "登记审核", "village.print": "打印公开表", "village.screen": "存电子屏图片",
    "village.post": "登记张贴", "village.photo": "登记照片", "village.take_down": "登记取下",
    "village.archive": "登记归档", "village.void": "冲销", "village.matter": "登记待公布的事",
    "village.notice": "登记其他公开表", "village.year_folder": "写年度资料夹",
    "village.catalogue": "出公开目录", "village.objection": "登记异议",
    "village.objection_answered": "登记异议答复", "village.objection_closed": "登记上级结果",
    "village.objection_escalated": "异议报上级",
    "requests.register": "登记申请", "requests.receipt": "出登记回执",
    "requests.look": "看个人信息",
    "requests.attach": "添加附件", "requests.officer": "改经办人", "requests.list": "出清单",
    "requests.ledger": "导出台账", "requests.forms": "出登记表", "requests.days": "存逐日计算",
    "requests.case_file": "导出案卷", "requests.calendar": "导入放假安排",
    "requests.figures": "导入期限数值", "requests.annual": "出年报数字",
    "requests.annual_keep": "填上年结转",
    "documents.issue": "出文书", "documents.keep": "存入档案", "documents.save_as": "另存",
    "documents.void": "作废文号", "documents.confirm_template": "确认文书模板",
    "typefaces.add_glyph": "补字", "typefaces.remove_glyph": "删去补字",
    "printing.new": "开始打印", "printing.begin": "送打印机", "printing.trouble": "打印停下",
    "printing.refuse": "打印机不收", "printing.give_up": "不再打印", "printing.calibrate": "校准",
    "sync.new": "开始写包", "sync.write": "写同步包", "sync.verified": "读回核对无误",
    "sync.void": "作废同步包", "sync.receipt": "读入回执", "sync.clear": "清理没写完的",
    "sync.key_made": "生成密钥", "sync.key_taken_in": "收下县里的密钥",
    "sync.key_trusted": "核对密钥", "sync.key_vouched": "县里换钥", "sync.key_revoked": "作废密钥",
    "sync.down_received": "收下县里的包", "sync.down_apply": "应用县里的包",
    "sync.down_undo": "撤回应用", "sync.down_leave": "不采用", "sync.down_answer": "写应用情况",
}  # fmt: skip
LABELLED: tuple[tuple[str, type[Labelled], str], ...] = (
    ("requests.", EventKind, ""),
    ("records.", Act, ""),
    ("catalog.adjust_", adjustrows.Act, "调整申请："),
)
DETAIL = {
    "on": "日期", "days": "天数", "items": "事项", "rows": "条", "count": "件", "file": "文件",
    "channel": "方式", "role": "角色", "name": "名称", "files": "文件", "form": "表",
    "version": "版", "state": "状态", "status": "状态", "size": "字节", "period": "期次",
    "paper": "纸张", "printer": "打印机", "village": "村", "board": "公开栏", "code": "代码",
    "kind": "种类", "item": "事项", "stored": "入库", "refused": "没有入库", "problems": "问题",
    "keep_until": "公示到", "early": "提前", "changed": "改了", "hits": "处", "result": "结果",
    "added": "新增", "gone": "取消", "same": "没变", "about": "有关", "blocking": "有问题",
    "scripts": "脚本", "sha256": "校验值", "digest": "校验值", "manifest": "校验值",
    "receipt": "回执校验值", "statement": "校验值", "parts": "部分", "lines": "行", "texts": "段",
    "words": "词表", "instead_of": "代替", "asked_by": "提出人", "kept": "另存为",
    "accepted": "接收", "returned": "退回", "year": "年度",
    "year_of": "年度", "active": "在用",
}  # fmt: skip


_ROLES = {role.value: role.label for role in Role}
_CHANNELS = {one.value: one.label for one in Channel}
_STATES = {one.value: one.label for one in State}
VALUES: dict[tuple[str, str], dict[str, str]] = {
    ("accounts.add", "role"): _ROLES,
    ("accounts.change", "role"): _ROLES,
    ("requests.register", "channel"): _CHANNELS,
    **{(f"records.{act.value}", "state"): _STATES for act in Act},
    ("village.take_back", "kind"): {
        "renamed": "改名", "merged": "合并", "ended": "撤销", "alias": "增加别名",
        "code": "改区划代码",
    },
    ("office.restore", "kind"): {
        "drive": "U 盘", "daily": "本机每日备份", "before_restore": "恢复前留的",
        "before_update": "升级前留的",
    },
    ("office.organ", "changed"): {
        "name": "机关名称", "kind": "机关类别", "county": "所在县", "credit_code": "信用代码",
        "prefix": "机关代字", "phone": "联系电话", "address": "地址", "postcode": "邮政编码",
        "review_authority": "复议机关", "court": "起诉法院", "office": "工作机构",
        "contact": "联系人", "supervision_phone": "监督电话", "town": "村名前的镇名",
        "review_online_channel": "网上复议渠道",
    },
}  # fmt: skip


def words_of(action: str) -> tuple[str, str]:
    """Return the room and the act in Chinese; an act nobody named keeps its own name."""
    room, _, act = action.partition(".")
    where = ROOMS.get(room, room)
    if action in ACTIONS:
        return where, ACTIONS[action]
    for start, labels, before in LABELLED:
        value = action.removeprefix(start)
        if action.startswith(start) and value in {one.value for one in labels}:
            return where, f"{before}{labels(value).label}"
    # a register's own steps are named in its form, which may have changed since
    return where, "办理" if room == "registers" else act
