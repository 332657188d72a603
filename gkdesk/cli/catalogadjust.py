"""``gkdesk catalog adjust``: propose, decide, carry out and print adjustments (动态调整)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gkdesk.base.errors import BadValue
from gkdesk.catalog.adjustrows import FIELDS, Kind, Reason, State

from . import show
from .catalogversions import about_of, about_options, compared, json_option
from .main import Office, pass_office
from .values import read_values

if TYPE_CHECKING:
    from gkdesk.catalog.adjustrows import Proposal

_HEADS = ("申请", "状态", "类型", "提出科室", "涉及", "原因", "提出人", "版本")
_numbers = click.argument("numbers", type=int, nargs=-1)
_number = click.argument("number", type=int)
_output = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到此文件"
)


@click.group()
def adjust() -> None:
    """目录动态调整：科室提出，负责人审批，一并执行成新的一版。"""


def _content_options(command: Callable[..., Any]) -> Callable[..., Any]:
    kinds = "、".join(f"{one.value} {one.label}" for one in Kind)
    reasons = "、".join(f"{one.value} {one.label}" for one in Reason)
    for option in (
        click.option(
            "--values", "file", type=click.Path(path_type=Path), help="JSON 文件，可代替各选项"
        ),
        click.option(
            "--set", "sets", multiple=True, help="栏目=内容，可写多次，如 公开时限=及时公开"
        ),
        click.option("--new-area", default="", help="领域更名：新名称"),
        click.option("--area", default="", help="领域更名：原名称"),
        click.option("--to", default="", help="下放：谁下放、下放给谁"),
        click.option("--words", default="", help="说明"),
        click.option("--item", "items", multiple=True, help="涉及事项的编码，可写多次"),
        click.option("--department", default="", help="提出科室"),
        click.option("--basis", default="", help="依据：法规名称和条款"),
        click.option("--reason", default="", help=reasons),
        click.option("--kind", default="", help=kinds),
    ):
        command = option(command)
    return command


def _values(said: dict[str, Any]) -> dict[str, object]:
    """Return what was said, the file first and options over it."""
    file, sets = said.pop("file"), _sets(said.pop("sets"))
    found: dict[str, object] = dict(read_values(file)) if file else {}
    found |= {name: list(text) if name == "items" else text for name, text in said.items() if text}
    if sets:
        kind = str(found.get("kind", ""))
        makes = kind in {
            one for k in (Kind.ADD, Kind.TAKE_OVER, Kind.MERGE) for one in (k.value, k.label)
        }
        found["new" if makes else "fields"] = [sets] if makes else sets
    return found


def _sets(given: tuple[str, ...]) -> dict[str, str]:
    by_label = {label: name for name, label in FIELDS.items()}
    found = {}
    for one in given:
        name, sign, text = one.partition("=")
        if not sign:
            raise BadValue("set", "--set", f"写的是“{one[:20]}”，应写成 栏目=内容")
        found[by_label.get(name.strip(), name.strip())] = text
    return found


@adjust.command()
@_content_options
@json_option
@pass_office
def propose(office: Office, /, as_json: bool, **said: Any) -> None:  # noqa: ANN401 - click's own
    """提出一件调整申请。"""
    _told(office.desk().catalog.adjusting.propose(_values(said)), as_json)


@adjust.command()
@_number
@_content_options
@json_option
@pass_office
def revise(office: Office, /, number: int, as_json: bool, **said: Any) -> None:  # noqa: ANN401
    """重写一件还没有执行的申请；以前的批准作废。"""
    _told(office.desk().catalog.adjusting.revise(number, _values(said)), as_json)


@adjust.command("do")
@_content_options
@about_options
@json_option
@pass_office
def do_(office: Office, /, as_json: bool, **said: Any) -> None:  # noqa: ANN401
    """负责人直接新增或变更：提出、批准、执行一次办完，同样成为新的一版。"""
    names = ("name", "issued_by", "issued_on", "in_force", "note")
    about = about_of({name: said.pop(name) for name in names})
    version = office.desk().catalog.adjusting.do_at_once(_values(said), about)
    if as_json:
        show.document(version.as_json())
    else:
        show.result(f"已执行，目录现在是{version.title}，共{version.items}项。")


@adjust.command("list")
@click.option("--state", type=click.Choice([one.value for one in State]), help="只列这种状态")
@json_option
@pass_office
def list_(office: Office, state: str | None, as_json: bool) -> None:
    """列出调整申请。"""
    found = office.desk().catalog.adjusting.all(State(state) if state else None)
    value = {"proposals": [one.as_json() for one in found]}
    show.listing(as_json, _HEADS, [_row(one) for one in found], value)


def _row(one: Proposal) -> tuple[str, ...]:
    content = one.content
    made = f"新{len(content.new)}项" if content.new else ""
    what = "、".join((*content.keys[:3], *(("等",) if len(content.keys) > 3 else ()))) or made  # noqa: PLR2004
    return (
        f"第{one.number}号", one.state.label, one.kind.label, content.department,
        what or f"{content.area}→{content.new_area}", content.reason.label, one.proposed_by,
        f"第{one.version}版" if one.version else "",
    )  # fmt: skip


@adjust.command()
@_number
@click.option("--opinion", default="", help="意见")
@json_option
@pass_office
def approve(office: Office, number: int, opinion: str, as_json: bool) -> None:
    """批准一件申请；只有负责人能批，自己提出的不能批。"""
    _told(office.desk().catalog.adjusting.approve(number, opinion), as_json)


@adjust.command()
@_number
@click.option("--reason", required=True, help="不同意的理由")
@json_option
@pass_office
def refuse(office: Office, number: int, reason: str, as_json: bool) -> None:
    """不同意一件申请。"""
    _told(office.desk().catalog.adjusting.refuse(number, reason), as_json)


@adjust.command()
@_number
@click.option("--reason", required=True, help="撤回的理由")
@json_option
@pass_office
def withdraw(office: Office, number: int, reason: str, as_json: bool) -> None:
    """撤回一件还没有执行的申请。"""
    _told(office.desk().catalog.adjusting.withdraw(number, reason), as_json)


@adjust.command()
@_numbers
@click.option("--look", is_flag=True, help="只看会改什么，不执行")
@about_options
@json_option
@pass_office
def apply(
    office: Office, /, numbers: tuple[int, ...], look: bool, as_json: bool, **said: str
) -> None:
    """把已批准的申请一并执行成新的一版；不写编号就是全部已批准的。"""
    room = office.desk().catalog.adjusting
    if look:
        wanted = numbers or [one.number for one in room.all(State.APPROVED)]
        counts = room.plan(wanted).counts
        if as_json:
            show.document(counts)
        else:
            words = (
                "增加{added}项，变更{changed}项，取消{gone}项，保留{kept}项，更名{renamed}个领域"
            )
            show.result(words.format(**counts))
        return
    version = room.apply(numbers, about_of(said))
    if as_json:
        show.document(version.as_json())
    else:
        show.result(f"已执行，目录现在是{version.title}，共{version.items}项。")


@adjust.command("print")
@click.argument("number", type=int, required=False)
@click.option("--version", "version", type=int, help="打印这一版的调整情况表")
@click.option("--keep", is_flag=True, help="同时存入档案")
@_output
@pass_office
def print_(
    office: Office, *, number: int | None, version: int | None, keep: bool, output: Path
) -> None:
    """打印一件申请的审批表，或者一个版本的调整情况表。"""
    papers = office.desk().catalog.adjust_papers
    if (number is None) == (version is None):
        raise BadValue("number", "打印什么", "要写一样：申请编号，或者 --version 版本号")
    if number is not None:
        papers.write_form(number, output, keep=keep)
    elif version is not None:
        papers.write_list(version, output, keep=keep)
    show.result(str(output))


@adjust.command("from-superior")
@click.option(
    "--take", "take", type=int, multiple=True, help="承接：对照清单里缺的第几项，可写多次"
)
@click.option(
    "--follow", "follow", multiple=True, help="变更：本机关事项的编码，照上级改，可写多次"
)
@click.option("--field", "fields", multiple=True, help="只照改这些栏目（用于 --follow）")
@click.option("--superior", type=click.Path(path_type=Path), help="上级目录文件；不写用已读入的")
@click.option("--department", required=True, help="提出科室")
@click.option("--basis", required=True, help="依据")
@click.option("--agency", default="", help="承接的事项都写这个公开主体")
@json_option
@pass_office
def from_superior(  # noqa: PLR0913 - one for each option
    office: Office, *, take: tuple[int, ...], follow: tuple[str, ...], fields: tuple[str, ...],
    superior: Path | None, department: str, basis: str, agency: str, as_json: bool,
) -> None:  # fmt: skip
    """从与上级目录的对照提出承接、变更申请（序号见 catalog diff 的清单）。"""
    desk = office.desk()
    last = desk.catalog.versions.newest()
    found = compared(desk, last.number if last else 1, None, superior, stored=superior is None)
    said = {"department": department, "basis": basis, "agency": agency}
    names = list(_sets(tuple(f"{one}=" for one in fields)))
    made = desk.catalog.adjusting.from_comparison(found, take, follow, said, names)
    if as_json:
        show.document({"proposals": [one.as_json() for one in made]})
    else:
        show.table(_HEADS, [_row(one) for one in made])


def _told(found: Proposal, as_json: bool) -> None:
    if as_json:
        show.document(found.as_json())
    else:
        show.result(f"第{found.number}号调整申请：{found.kind.label}，{found.state.label}。")
