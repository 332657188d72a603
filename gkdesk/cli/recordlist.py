"""``gkdesk records list``: the records by state, area, year and classification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from gkdesk.base.privacy import shown_name
from gkdesk.records.model import Attribute, State

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.records.model import Record

_HEADINGS = ("编号", "标题", "公开属性", "形成日期", "状态")


@click.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), default=None)
@click.option("--words", default="", help="标题、文号、编号、索引号里的字")
@click.option("--attribute", type=click.Choice([one.value for one in Attribute]), default=None)
@click.option("--area", default="", help="目录领域")
@click.option("--year", type=int, default=None, help="公开的年份，没公开的按形成日期")
@click.option("--axis", "axes", multiple=True, help="分类，如 主题=民政救助；可写几次")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def list_(office: Office, /, state: str | None, *, as_json: bool, **asked: object) -> None:
    """列出信息和所处的步骤。"""
    found = _found(office.desk(), State(state) if state else None, asked)
    rows = [
        (r.number, shown_name(r.title), r.attribute.label, r.made_on, r.state.label) for r in found
    ]
    show.listing(as_json, _HEADINGS, rows, {"records": [asdict(record) for record in found]})


def _found(desk: Desk, state: State | None, asked: dict[str, object]) -> list[Record]:
    """Return the records asked for, by number."""
    from gkdesk.records.roll import Query, View

    records = desk.records
    if not any(asked.values()):
        return records.rows(state)
    axes, attribute = asked["axes"], asked["attribute"]
    query = Query(
        View.DISCARDED if state is State.DISCARDED else View.ALL,
        str(asked["words"]),
        str(asked["area"]),
        attribute=Attribute(str(attribute)) if attribute else None,
        year=asked["year"] if isinstance(asked["year"], int) else None,
        axes=_axes_of(desk, axes if isinstance(axes, tuple) else ()),
        descending=False,
    )
    return [records.get(one.uid) for one in records.roll.find(query) if state in (None, one.state)]


def _axes_of(desk: Desk, given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read classifications as typed: ``主题=民政救助``, or the code for the name.

    Raises:
        click.UsageError: not of this form, or no such classification.
    """
    axes = desk.records.rules.axes
    codes = {name: axis.code for axis in axes for name in (axis.code, axis.label)}
    found = []
    for one in given:
        name, equals, value = one.partition("=")
        if not (equals and value and name in codes):
            names = "、".join(axis.label for axis in axes)
            raise click.UsageError(f"“--axis {one}”读不懂。写成 主题=民政救助；可用：{names}")
        found.append((codes[name], value))
    return tuple(found)


COMMANDS = (list_,)
