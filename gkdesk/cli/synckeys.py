"""``gkdesk sync keys`` and ``gkdesk county keys``: making, giving out, checking, revoking keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.base import files

from . import show
from .countybooks import INBOX
from .main import Office, pass_office

if TYPE_CHECKING:
    from datetime import date

    from gkdesk.sync.county import County
    from gkdesk.sync.countykeys import CountyKeys
    from gkdesk.sync.keys import KnownKey, PublicKey

_FILE = click.Path(path_type=Path, dir_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
_PASSWORD = click.option(
    "--key-password",
    envvar="GKDESK_COUNTY_PASSWORD",
    prompt="密钥文件的密码",
    hide_input=True,
    help="密钥文件的密码（或 GKDESK_COUNTY_PASSWORD；写在命令里会被别人看到）",
)


@click.group("keys")
def office_keys() -> None:
    """同步包的密钥：本单位的和县里的。"""


@office_keys.command("list")
@_JSON
@pass_office
def list_keys(office: Office, *, as_json: bool) -> None:
    """列出本单位和县里的密钥。"""
    desk = office.desk()
    _listed(as_json, [*desk.keys.owns(), *desk.keys.counties()], desk.session.today)


@office_keys.command("make")
@_JSON
@pass_office
def make_key(office: Office, *, as_json: bool) -> None:
    """生成本单位的密钥（管理员）；已有的用到有效期满。"""
    pair = office.desk().keys.make()
    show.talk(f"密钥已生成，有效期到{pair.public.valid_until}。请导出密钥文件交给县里。")
    _told(pair.public, as_json=as_json)


@office_keys.command("give")
@click.argument("file", type=_FILE)
@pass_office
def give_key(office: Office, file: Path) -> None:
    """导出本单位的密钥文件，交给县里。"""
    _written(file, office.desk().keys.give_out())


@office_keys.command("take")
@click.argument("file", type=_FILE)
@_JSON
@pass_office
def take_key(office: Office, file: Path, *, as_json: bool) -> None:
    """收下县里的密钥文件。"""
    desk = office.desk()
    known = desk.keys.take_in(file)
    state = known.state(desk.session.today)
    show.talk(f"{known.public.name}的密钥已收下：{state.label}。")
    if not known.trusted_at:
        show.talk("请与县里通话，请对方念出指纹，再用 gkdesk sync keys trust 启用。")
    _listed(as_json, [known], desk.session.today)


@office_keys.command("trust")
@click.argument("fingerprint")
@click.option("--heard", prompt="县里念出的指纹", help="县里在电话里念出的30位数字")
@_JSON
@pass_office
def trust_key(office: Office, fingerprint: str, heard: str, *, as_json: bool) -> None:
    """核对过指纹后启用县里的密钥。"""
    desk = office.desk()
    known = desk.keys.trust(fingerprint, heard)
    show.talk(f"{known.public.name}的密钥已启用。")
    _listed(as_json, [known], desk.session.today)


@office_keys.command("revoke")
@click.argument("fingerprint")
@click.option("--reason", required=True, help="作废的原因")
@_JSON
@pass_office
def revoke_key(office: Office, fingerprint: str, reason: str, *, as_json: bool) -> None:
    """作废一把密钥，不能恢复。"""
    desk = office.desk()
    known = desk.keys.revoke(fingerprint, reason)
    show.talk(f"{known.public.name}的密钥已作废，今后的同步包不再使用它。")
    _listed(as_json, [known], desk.session.today)


@click.group("keys")
def county_keys() -> None:
    """县级收件箱的密钥。"""


@county_keys.command("make")
@INBOX
@_PASSWORD
@_JSON
def make_county_key(inbox: Path, key_password: str, *, as_json: bool) -> None:
    """生成县级密钥；已有的用到有效期满。"""
    from gkdesk.desk import wall_clock
    from gkdesk.sync.county import County

    with County.open(inbox, now=wall_clock) as opened:
        pair = _county(inbox).make(opened.name, key_password)
    show.talk(f"密钥已生成，有效期到{pair.public.valid_until}。请把密钥文件另存一份妥善保管。")
    _told(pair.public, as_json=as_json)


@county_keys.command("password")
@INBOX
@_PASSWORD
@click.option(
    "--new-password",
    envvar="GKDESK_COUNTY_NEW_PASSWORD",
    prompt="新密码",
    hide_input=True,
    confirmation_prompt="再输一遍新密码",
    help="新密码（或 GKDESK_COUNTY_NEW_PASSWORD；写在命令里会被别人看到）",
)
def change_password(inbox: Path, key_password: str, new_password: str) -> None:
    """换密钥文件的密码；密钥不变。"""
    _inbox(inbox).close()  # says so when it is no inbox
    _county(inbox).change_password(key_password, new_password)
    show.talk("密钥文件的密码已换。以前另存的副本仍用旧密码，请用新文件替换它们。")


@county_keys.command("list")
@INBOX
@_PASSWORD
@_JSON
def list_county_keys(inbox: Path, key_password: str, *, as_json: bool) -> None:
    """列出县级密钥和指纹。"""
    pairs = _county(inbox).pairs(key_password)
    rows = [(one.public.name, one.public.fingerprint, one.public.valid_until) for one in pairs]
    value = [_public(one.public) for one in pairs]
    show.listing(as_json, ("名称", "指纹", "有效期到"), rows, value)


@county_keys.command("give")
@click.argument("file", type=_FILE)
@INBOX
@_PASSWORD
def give_county_key(file: Path, inbox: Path, key_password: str) -> None:
    """导出县级密钥文件，交给各乡镇。"""
    _written(file, _county(inbox).give_out(key_password))


@county_keys.command("offices")
@INBOX
@_JSON
def list_offices(inbox: Path, *, as_json: bool) -> None:
    """列出收下的各乡镇密钥。"""
    with _inbox(inbox) as opened:
        _listed(as_json, opened.keys.others(), _today())


@county_keys.command("take")
@click.argument("file", type=_FILE)
@INBOX
@_JSON
def take_office_key(file: Path, inbox: Path, *, as_json: bool) -> None:
    """收下乡镇的密钥文件。"""
    with _inbox(inbox) as opened:
        known = opened.keys.take_in(file)
    show.talk(f"{known.public.name}的密钥已收下：{known.state(_today()).label}。")
    if not known.trusted_at:
        show.talk("请与对方通话，请对方念出指纹，再用 gkdesk county keys trust 启用。")
    _listed(as_json, [known], _today())


@county_keys.command("trust")
@click.argument("fingerprint")
@click.option("--heard", prompt="乡镇念出的指纹", help="乡镇在电话里念出的30位数字")
@INBOX
@_JSON
def trust_office_key(fingerprint: str, heard: str, inbox: Path, *, as_json: bool) -> None:
    """核对过指纹后启用乡镇的密钥；以后不再接收它没有签名的包。"""
    with _inbox(inbox) as opened:
        known = opened.keys.trust(fingerprint, heard)
    show.talk(f"{known.public.name}的密钥已启用。")
    _listed(as_json, [known], _today())


@county_keys.command("revoke")
@click.argument("fingerprint")
@click.option("--reason", required=True, help="作废的原因")
@INBOX
@_JSON
def revoke_office_key(fingerprint: str, reason: str, inbox: Path, *, as_json: bool) -> None:
    """作废乡镇的一把密钥，不能恢复。"""
    with _inbox(inbox) as opened:
        known = opened.keys.revoke(fingerprint, reason)
    show.talk(f"{known.public.name}的密钥已作废，不再接收用它签名的包。")
    _listed(as_json, [known], _today())


def _inbox(inbox: Path) -> County:
    from gkdesk.desk import wall_clock
    from gkdesk.sync.county import County

    return County.open(inbox, now=wall_clock)


def _today() -> date:
    from gkdesk.desk import wall_clock

    return wall_clock().date()


def _county(inbox: Path) -> CountyKeys:
    from gkdesk.desk import wall_clock
    from gkdesk.sync.countykeys import CountyKeys

    return CountyKeys(inbox, now=wall_clock)


def _written(file: Path, text: str) -> None:
    files.write(file, text.encode("utf-8"))
    show.talk("密钥文件已写好。对方收下后请通话核对指纹。")
    show.result(str(file))


def _told(public: PublicKey, *, as_json: bool) -> None:
    show.talk(f"指纹：{public.fingerprint}")
    if as_json:
        show.document(_public(public))


def _listed(as_json: bool, keys: list[KnownKey], today: date) -> None:
    rows = [
        (
            one.public.side.label,
            one.public.name,
            one.state(today).label,
            one.public.fingerprint,
            one.public.valid_until,
        )
        for one in keys
    ]
    value = [
        _public(one.public)
        | {"state": one.state(today), "trusted_at": one.trusted_at, "revoked_at": one.revoked_at}
        for one in keys
    ]
    show.listing(as_json, ("", "名称", "状态", "指纹", "有效期到"), rows, value)


def _public(public: PublicKey) -> dict[str, object]:
    return {
        "side": public.side,
        "owner": public.owner,
        "name": public.name,
        "fingerprint": public.fingerprint,
        "sign": public.as_data()["sign"],
        "seal": public.as_data()["seal"],
        "valid_from": public.valid_from.isoformat(),
        "valid_until": public.valid_until.isoformat(),
    }
