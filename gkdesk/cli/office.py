"""``gkdesk init``, ``doctor``, ``audit``, ``users``, ``today``: the office itself."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from gkdesk.accounts.model import Role
from gkdesk.base.errors import Declined, GkdeskError
from gkdesk.base.text import visible

from . import show
from .main import Office, pass_office


@click.command()
@click.option(
    "--organ",
    "organ_file",
    required=True,
    type=click.Path(path_type=Path),
    help="单位信息 TOML：name kind county credit_code prefix address postcode phone review_authority court",  # noqa: E501
)
@pass_office
def init(office: Office, organ_file: Path) -> None:
    """在一个空文件夹里建立办公数据，只显示一次恢复码。"""
    from gkdesk.desk import Desk

    organ = Desk.read_organ(organ_file)
    name, password = office.credentials()
    desk, recovery = Desk.create(office.chosen_folder, organ, user=name, password=password)
    desk.close()
    show.talk(f"已建立“{organ.name}”的办公数据：{office.chosen_folder}")
    show.talk(
        "下面是恢复码，只显示这一次。请抄写或打印后锁进保险柜：忘记密码时只有它能打开个人信息。"
    )
    show.result(recovery)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def doctor(office: Office, as_json: bool) -> None:
    """检查本机和办公数据：能不能用，哪里要处理。"""
    from gkdesk.health import examine

    findings = examine(office.chosen_folder)
    rows = [(finding.mark, finding.what, finding.detail) for finding in findings]
    value = [
        {"ok": finding.ok, "what": finding.what, "detail": finding.detail} for finding in findings
    ]
    show.listing(as_json, ("", "项目", "情况"), rows, value)
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(3)


@click.group()
def audit() -> None:
    """操作日志。"""


class ChainBroken(GkdeskError):
    """The audit does not hold."""

    message = "操作日志有{count}处对不上，可能被改动过。请保留现场并联系技术人员，其他数据没有动。"
    exit_code = 2


class NoSuchUser(Declined):
    """Nobody of this name may log in."""

    message = "没有名为“{name}”的用户。请用“gkdesk users list”查看，用户没有改动。"


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def verify(office: Office, as_json: bool) -> None:
    """逐条核对操作日志的链条。"""
    faults = office.desk().audit_faults()
    rows = [(fault.id, fault.reason) for fault in faults]
    value = [{"id": fault.id, "reason": fault.reason} for fault in faults]
    if faults or as_json:
        show.listing(as_json, ("序号", "情况"), rows, value)
    if faults:
        raise ChainBroken(count=len(faults))
    show.talk("操作日志完整，逐条核对无误。")


@audit.command("list")
@click.option("--find", "words", default="", help="只列出含有这些词的")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def list_audit(office: Office, words: str, *, as_json: bool) -> None:
    """列出操作日志，最近的在前。"""
    from gkdesk.search.auditlog import found

    lines = found(office.desk().audit_log.lines(), words)
    rows = [(one.number, one.at, one.user, one.room, one.act, one.subject) for one in lines]
    show.listing(
        as_json, ("序号", "时间", "用户", "项目", "做了什么", "对象"), rows, [*map(asdict, lines)]
    )


@click.group()
def users() -> None:
    """用户。"""


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def list_users(office: Office, as_json: bool) -> None:
    """列出用户。"""
    found = office.desk().accounts.users()
    rows = [(user.name, user.role.label, "在用" if user.active else "停用") for user in found]
    value = [{"name": user.name, "role": user.role, "active": user.active} for user in found]
    show.listing(as_json, ("用户", "角色", "状态"), rows, value)


@users.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="officer")
@click.option("--new-password", prompt="新用户的密码", hide_input=True, confirmation_prompt=True)
@pass_office
def add_user(office: Office, name: str, role: str, new_password: str) -> None:
    """增加用户（管理员）。"""
    user = office.desk().accounts.add(name, new_password, Role(role))
    show.talk(f"已增加{user.role.label}“{user.name}”。")


_NEW = click.option(
    "--new-password", prompt="新密码", hide_input=True, confirmation_prompt="再输一次"
)


@users.command("password")
@_NEW
@pass_office
def own_password(office: Office, new_password: str) -> None:
    """换自己的密码。"""
    name, password = office.credentials()
    office.desk().accounts.change_password(password, new_password)
    show.talk(f"“{name}”的密码已换，下次请用新密码登录。")


@users.command("reset")
@click.argument("name")
@_NEW
@pass_office
def reset_password(office: Office, name: str, new_password: str) -> None:
    """给忘记密码的用户重设密码（管理员）。"""
    accounts = office.desk().accounts
    user = next((one for one in accounts.users() if one.name == name), None)
    if user is None:
        raise NoSuchUser(name=visible(name)[:40])
    accounts.reset_password(user, new_password)
    show.talk(f"“{name}”的密码已重设，请告诉本人登录后自己换掉。")


@users.command("recover")
@click.argument("name")
@click.option("--recovery-key", prompt="恢复码", hide_input=True)
@_NEW
@pass_office
def recover(office: Office, name: str, recovery_key: str, new_password: str) -> None:
    """忘记密码时，用恢复码换一个新密码。"""
    office.desk(log_in=False).accounts.recover(name, recovery_key, new_password)
    show.talk(f"“{name}”已换成新密码。恢复码还可以再用，请放回保险柜。")


@users.command("recovery-key")
@pass_office
def recovery_key(office: Office) -> None:
    """生成新的恢复码，旧的作废（管理员）。"""
    renewed = office.desk().accounts.renew_recovery_key()
    show.talk("下面是新的恢复码，只显示这一次，旧的已经作废。请抄写或打印后锁进保险柜。")
    show.result(renewed)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def today(office: Office, as_json: bool) -> None:
    """今日待办：已逾期、今天到期、三个工作日内。"""
    items = office.desk().agenda.items()
    rows = [(i.group.label, i.due_on, i.sealed_title or i.title, i.detail, i.verb) for i in items]
    value = [
        {
            "group": i.group,
            "room": i.room,
            "subject": i.subject,
            "title": i.title,
            "detail": i.detail,
            "due_on": i.due_on,
            "provisional": i.provisional,
            "verb": i.verb,
        }
        for i in items
    ]
    show.listing(as_json, ("", "期限", "事项", "说明", "下一步"), rows, value)
