"""``gkdesk documents fonts`` and ``… glyph``: the typefaces in use, and pictures of characters."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gkdesk.settings import BUILT_IN, FONTS, SYSTEM

from . import show
from .main import Office, pass_office

if TYPE_CHECKING:
    from gkdesk.documents.model import FaceFacts, FontReport

_CHOICES = {BUILT_IN: "用软件自带的字体", SYSTEM: "先用本机的字体，没有的用自带的"}


@click.command()
@click.option("--use", type=click.Choice(FONTS), help="built-in 自带的字体，system 先用本机的字体")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def fonts(office: Office, use: str | None, *, as_json: bool) -> None:
    """列出各种字体实际用的是哪一个、本机有哪些；--use 更换。"""
    desk = office.desk(log_in=use is not None)
    if use is not None:
        desk.choices.fonts(use)
    report = desk.typefaces.report()
    if as_json:
        show.document(asdict(report))
        return
    show.talk(f"打印字体：{_CHOICES[report.choice]}。本机共查看{report.files}个字体文件。")
    rows = [
        (
            style.label, style.used.name, style.used.file, style.used.version,
            "自带" if style.used.own else "本机",
            "  ".join(f"{name} {first}/{all_}" for name, first, _, all_ in style.counts),
        )
        for style in report.styles
    ]  # fmt: skip
    show.table(("字体", "实际使用", "文件", "版本", "来源", "汉字"), rows)
    _machine(report)


def _machine(report: FontReport) -> None:
    """Print what this machine has and why some of it may not be used."""
    found = [(style.label, face) for style in report.styles for face in style.found]
    found += [("生僻字", face) for face in report.rare]
    found += [("", face) for face in report.damaged]
    if found:
        rows = [(label, face.name, face.file, face.version, _state(face)) for label, face in found]
        show.table(("字体", "本机的字体", "文件", "版本", "能否使用"), rows)


def _state(face: FaceFacts) -> str:
    return f"不能用：{face.refusal}" if face.refusal else "能用，允许嵌入"


@click.group()
def glyph() -> None:
    """补字：给字体里没有的字附一张图片。"""


@glyph.command()
@click.argument("character")
@click.argument("file", type=click.Path(path_type=Path))
@pass_office
def add(office: Office, character: str, file: Path) -> None:
    """给一个字附图片（PNG 或 JPEG，白底黑字）；字可以写成编码，如 U+2EBF0。"""
    made = office.desk().typefaces.add_glyph(character, file)
    show.talk(f"已补“{made.character}”（{made.code}），从现在起能打印。请试印一份核对字形。")


@glyph.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@pass_office
def list_glyphs(office: Office, *, as_json: bool) -> None:
    """列出补过的字。"""
    found = office.desk(log_in=False).typefaces.glyphs()
    rows = [(one.character, one.code, one.made_on, one.made_by) for one in found]
    value = [
        {
            "character": one.character, "code": one.code, "made_on": one.made_on,
            "made_by": one.made_by,
        }
        for one in found
    ]  # fmt: skip
    show.listing(as_json, ("字", "编码", "补字日期", "经办"), rows, value)


@glyph.command()
@click.argument("character")
@pass_office
def remove(office: Office, character: str) -> None:
    """删去一个字的图片；以前印好的文书不变。"""
    office.desk().typefaces.remove_glyph(character)
    show.talk("已删去图片。以后遇到此字，打印会停下并说明。")
