"""Templates: what a good one gives, and every mistake of a bad one with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.template import NoTemplate, check, load, read
from gkdesk.documents.wording import BlockKind, FieldKind, PageKind, placeholders

GOOD = """
id = "letter"
version = 2
title = "告知书"
basis = ["《条例》第三十条"]
status = "草案，待本机关确认"
series = "reply"
page = "letter"
given = ["organ_name", "doc_number", "addressee", "issue_date"]

[[field]]
name = "reason"
label = "理由"
kind = "longtext"
required = true

[[field]]
name = "items"
label = "清单"
kind = "list"

[[block]]
kind = "title"

[[block]]
kind = "para"
text = "因{reason}，现告知。"

[[block]]
kind = "list"
items = "items"
when = "items"

[[block]]
kind = "signature"
"""


def write(folder: Path, text: str, name: str = "letter") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_template(tmp_path: Path) -> None:
    found = read(write(tmp_path, GOOD))
    assert (found.id, found.version, found.page) == ("letter", 2, PageKind.LETTER)
    assert [field.kind for field in found.fields] == [FieldKind.LONGTEXT, FieldKind.LIST]
    assert found.blocks[-1].kind is BlockKind.SIGNATURE
    assert placeholders(found.blocks[-1]) == ["organ_name", "issue_date"]
    assert (found.label("reason"), found.label("organ_name")) == ("理由", "机关名称")
    assert found.label("unheard_of") == "unheard_of"


BAD = """
id = "other"
version = "2"
title = "告知书{reason}"
page = "poster"
head = "blue"
colour = "red"
given = ["organ_name", "weather"]

[[field]]
name = "Reason"
kind = "story"

[[field]]
name = "twice"
label = "一"
kind = "choice"

[[field]]
name = "twice"
label = "二"

[[block]]
kind = "song"

[[block]]
kind = "para"
text = "{nobody}"
style = "h9"
rows = []

[[block]]
kind = "list"
items = "twice"

[[block]]
kind = "table"
rows = [["一", "二"], []]
widths = [1]
"""


def test_every_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    told = "\n".join(f"{p.where}：{p.message}" for p in check(write(tmp_path, BAD)))
    for expected in (
        "文件开头：不认识的项目“colour”", "文件开头：“version”应为整数", "id：应与文件名相同",
        "page：只能填", "head：只能填", "title：文书名称里不能有", "given：程序不提供“weather”",
        "第1个字段：缺少 name", "第1个字段：缺少 label", "第1个字段：不认识的字段种类“story”",
        "第2个字段：choices", "第3个字段：“twice”重复了", "第1个段块：不认识的段块种类“song”",
        "第2个段块：用到的“nobody”", "第2个段块：style", "第2个段块：para 段块没有“rows”",
        "第3个段块：“twice”不是清单", "第4个段块：rows 的每一行", "第4个段块：有一行的格数",
        "字段 Reason：没有任何段块用到",
    ):  # fmt: skip
        assert expected in told


def test_missing_parts_are_told(tmp_path: Path) -> None:
    told = [problem.message for problem in check(write(tmp_path, 'id = "letter"\n'))]
    assert {"缺少“version”", "缺少“title”", "缺少“page”", "缺少“block”"} <= set(told)


def test_a_stub_belongs_on_a_form_and_an_imprint_on_a_letter(tmp_path: Path) -> None:
    stub = GOOD + '\n[[block]]\nkind = "receipt"\nrows = [["一", "二"]]\n'
    assert any("page" in problem.message for problem in check(write(tmp_path, stub)))
    imprint = '\n[[block]]\nkind = "imprint"\ntext = "{items}"\nby = "{organ_name}"\n'
    assert check(write(tmp_path, GOOD + imprint)) == []
    form = (GOOD + imprint).replace('page = "letter"', 'page = "form"')
    assert any("letter" in problem.message for problem in check(write(tmp_path, form)))


def test_heads_grids_and_styles_have_names(tmp_path: Path) -> None:
    for wrong, place in (
        ('head = "blue"', "head"), ('grid = "loose"', "grid"),
    ):  # fmt: skip
        text = GOOD.replace('page = "letter"', f'page = "letter"\n{wrong}')
        assert [problem.where for problem in check(write(tmp_path, text))] == [place]
    text = GOOD.replace('kind = "signature"', 'kind = "signature"\nstyle = "h1"')
    [problem] = check(write(tmp_path, text))
    assert "unsealed" in problem.message


def test_not_toml(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="1处"):
        read(write(tmp_path, "这不是"))
    path = tmp_path / "gbk.toml"
    path.write_bytes("标题 = '告知书'".encode("gbk"))
    assert check(path)[0].where == "整个文件"


def test_the_offices_own_template_wins(tmp_path: Path) -> None:
    own = tmp_path / "documents"
    own.mkdir()
    text = GOOD.replace('id = "letter"', 'id = "delivery_receipt"').replace("告知书", "本镇回证")
    write(own, text, "delivery_receipt")
    forms = FormFolders(paths.forms(), tmp_path)
    assert load(forms, "delivery_receipt").title == "本镇回证"
    with pytest.raises(NoTemplate):
        load(forms, "no_such_form")
