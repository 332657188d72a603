"""What is asked of an office: when it is founded, and when its profile changes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from gkdesk.base.errors import BadFile, BadValue
from gkdesk.desk import Desk

from .context import Context
from .widgets.field_form import Ask
from .widgets.form_dialog import FormDialog

ORGAN_ASKS = (
    Ask("name", "机关名称", hint="与公章一致，如：青石镇人民政府"),
    Ask("kind", "机关类别", "choice", choices=(("town", "镇（乡）"), ("street", "街道"))),
    Ask("county", "所在县（市、区）"),
    Ask("credit_code", "统一社会信用代码", hint="18位"),
    Ask("prefix", "机关代字", hint="如：青政"),
    Ask("phone", "联系电话"),
    Ask("address", "地址"),
    Ask("postcode", "邮政编码"),
    Ask("review_authority", "行政复议机关", hint="镇：县级人民政府；街道：设立它的人民政府"),
    Ask("court", "起诉法院"),
)
MORE_ASKS = (
    Ask("office", "信息公开工作机构", required=False, hint="默认为：党政办公室"),
    Ask("contact", "联系人", required=False),
    Ask("supervision_phone", "监督电话", required=False, hint="镇纪委的，印在公开表上"),
    Ask("review_online_channel", "网上复议渠道", required=False),
    Ask("town", "表上村名前的镇名", required=False, hint="默认取自机关名称"),
)
HINT = "以后出的文书、公开表按新的印；已经出的文书不变。信用代码、机关名称有变的，请同时告诉县里。"


def change_organ(parent: QWidget, context: Context) -> bool:
    """Let an administrator change the office's profile; tell whether anything changed."""
    desk, asks = context.desk, (*ORGAN_ASKS, *MORE_ASKS)
    labels = {ask.name: ask.label for ask in asks}
    changed: list[str] = []

    def take(values: Mapping[str, str]) -> None:
        filled = {name: values.get(name, "") for name in labels if values.get(name, "")}
        try:
            organ = Desk.organ_from(filled)
        except BadFile as error:
            first = error.problems[0]
            raise BadValue(first.where, labels[first.where], f"：{first.message}") from error
        changed.extend(desk.accounts.change_organ(organ))

    dialog = FormDialog(
        parent, "改单位信息", asks, take, today=desk.session.today, hint=HINT, verb="保存单位信息"
    )
    organ = desk.session.organ
    present = {name: str(getattr(organ, name)) for name in labels} | {"kind": organ.kind.value}
    if organ.town == _default_town(present):
        present["town"] = ""  # else the old one would stay when the office gets another name
    dialog.form.fill(present)
    if not dialog.exec() or not changed:
        return False
    context.status("已保存单位信息，以后的文书按新的印")
    return True


def _default_town(present: Mapping[str, str]) -> str:
    """Return the town's name as taken from the organ's, ``""`` when the profile does not hold."""
    try:
        filled = {name: value for name, value in present.items() if value and name != "town"}
        return Desk.organ_from(filled).town
    except BadFile:
        return ""
