"""Templates: what a good one gives, and every mistake of a bad one with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkdesk import paths
from gkdesk.base.errors import BadFile
from gkdesk.base.formfiles import FormFolders
from gkdesk.documents.template import NoTemplate, check, load, read
from gkdesk.documents.wording import BlockKind, FieldKind, PageKind, placeholders
from gkdesk.formcheck import check_file

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
        [problem] = check(write(tmp_path, text))
        assert problem.where.endswith(f"行 {place}")
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


PARTS = """
[part.ending]
given = ["organ_name", "issue_date"]
[[part.ending.field]]
name = "remark"
label = "附注"
[[part.ending.block]]
kind = "signature"
[[part.ending.block]]
kind = "note"
text = "{remark}"
when = "remark"
"""
ENDED = GOOD.replace('kind = "signature"', 'part = "ending"')


def office(tmp_path: Path, template_text: str, parts_text: str = "") -> FormFolders:
    """Return the shipped forms with an office's own template and, if given, its own parts."""
    for kind in ("documents", "pages"):
        (tmp_path / kind).mkdir(exist_ok=True)
    write(tmp_path / "documents", template_text)
    if parts_text:
        write(tmp_path / "pages", parts_text, "letter_parts")
    return FormFolders(paths.forms(), tmp_path)


def test_an_offices_template_uses_the_shipped_parts(tmp_path: Path) -> None:
    forms = office(tmp_path, GOOD.replace('kind = "signature"', 'part = "ending"'))
    shipped = load(FormFolders(paths.forms()), "request_reply_law")
    found = load(forms, "letter")
    assert found.blocks[-2:] == shipped.blocks[-2:]
    assert check_file(tmp_path / "documents" / "letter.toml", "documents", forms) == []


def test_the_offices_own_parts_win_and_are_what_forms_check_uses(tmp_path: Path) -> None:
    forms = office(tmp_path, ENDED, PARTS)
    found = load(forms, "letter")
    assert [block.kind for block in found.blocks[-2:]] == [BlockKind.SIGNATURE, BlockKind.NOTE]
    assert found.fields[-1].name == "remark"
    # a shipped letter names parts this office took away
    letter = forms.paths("documents")["request_reply_law"]
    problems = check_file(letter, "documents", forms)
    assert "可用：ending" in problems[0].message
    assert check_file(letter, "documents") == []


@pytest.mark.parametrize(
    ("template_text", "parts_text", "words"),
    [
        (ENDED, "[part.ending]\n", "应有 [[part.名称.block]]"),
        (ENDED, "这不是", "写法不对"),
        (ENDED, PARTS.replace('kind = "note"', 'part = "ending"'), "不能再用公用段落"),
        (ENDED, PARTS.replace('name = "remark"', ""), "都要写 name"),
        (ENDED, PARTS.replace('given = ["organ_name", "issue_date"]', "given = [1]"), "given"),
        (ENDED.replace('"ending"', '"ends"'), PARTS, "没有名为“ends”的公用段落"),
        (ENDED.replace('part = "ending"', 'part = "ending"\nwhen = "items"'), PARTS, "“when”"),
    ],
)
def test_mistakes_with_parts_are_told(
    tmp_path: Path, template_text: str, parts_text: str, words: str
) -> None:
    forms = office(tmp_path, template_text, parts_text)
    with pytest.raises(BadFile) as caught:
        load(forms, "letter")
    assert words in "".join(f"{one.where}{one.message}" for one in caught.value.problems)
    assert caught.value.problems


def test_a_part_used_twice_asks_its_fields_once(tmp_path: Path) -> None:
    twice = ENDED + '\n[[block]]\npart = "ending"\n'
    found = load(office(tmp_path, twice, PARTS), "letter")
    assert [field.name for field in found.fields].count("remark") == 1
    assert len(found.blocks) == 7


# each would once have been a crash in the check, or later at the printer
WRONG = (
    ('kind = "list"\nitems', "kind = [1]\nitems", "段块种类"),
    ('kind = "longtext"', "kind = {}", "字段种类"),
    ('page = "letter"', 'page = ["letter"]', "只能填 letter"),
    ('page = "letter"', 'page = "letter"\nhead = []', "只能填 red"),
    ('page = "letter"', 'page = "letter"\ngrid = {}', "只能填 exact"),
    ('given = ["organ_name", ', 'given = [["organ_name"], ', "“given”应为一列文字"),
    ('given = ["organ_name", ', "given = [", "请写上 organ_name"),
    ("version = 2", "version = 0", "不小于1"),
    ('text = "因', 'style = "small"\ntext = "因', "style 只能填h1、h2"),
    ("因{reason}，", "因{reason}，{ organ_name}", "单独的 {"),
    ('kind = "list"\nitems = "items"', 'kind = "table"\nrows = [["甲", {label = "乙"}]]', "为文字"),
    (
        'kind = "list"\nitems = "items"',
        'kind = "table"\nrows = [["甲", "乙"]]\nwidths = [1, 99]',
        "太窄",
    ),
    ('kind = "list"\nitems', 'kind = "para"\nstyle = ["h1"]\ntext = "甲"\nitems', "style 只能填"),
)


@pytest.mark.parametrize(("before", "after", "expected"), WRONG)
def test_values_of_any_shape_are_told(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    assert before in GOOD
    problems = check(write(tmp_path, GOOD.replace(before, after)))
    assert any(expected in problem.message for problem in problems), problems


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    plain = GOOD.partition("[[field]]")[0]
    problems = check(write(tmp_path, f'{plain}\nblock = [1, {{kind = "title"}}]\nfield = ["a"]\n'))
    assert [problem.message for problem in problems].count(
        "应写成 [[field]] 或 [[block]] 下的几行"
    ) == 2


FORM = """
id = "letter"
version = 1
title = "登记表"
page = "form"

[[field]]
name = "way"
label = "方式"
kind = "multi"
choices = ["甲", "乙"]

[[field]]
name = "lines"
label = "明细"
kind = "rows"
columns = [{name = "a", label = "名称"}, {name = "b", label = "日期", kind = "date", align = "C"}]

[[block]]
kind = "grid"
widths = [1, 2, 2]
rows = [
  [{label = "情况", down = 2}, {label = "方式"}, {choices = "way"}],
  ["乙", {text = "甲", height = 20, fixed = true}],
]

[[block]]
kind = "ledger"
items = "lines"

[[block]]
kind = "frame"
at = [10, 10, 100, 20]
text = "框"
style = "hei"
"""


def told(tmp_path: Path, *changes: tuple[str, str]) -> str:
    text = FORM
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    problems = check(write(tmp_path, text))
    return "\n".join(f"{problem.where}：{problem.message}" for problem in problems)


def test_a_good_form(tmp_path: Path) -> None:
    assert told(tmp_path) == ""
    found = read(write(tmp_path, FORM))
    grid = found.blocks[0]
    assert (grid.cells[0][0].down, grid.cells[0][2].choices, grid.rows) == (2, "way", ())
    assert found.fields[1].columns[1].kind == "date"
    assert placeholders(grid) == ["way"]
    assert found.blocks[2].at == (10, 10, 100, 20)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("down = 2}", "down = 3}", "“情况”的 down 超出了表格的末行"),
        ('["乙", {', '["乙", "丙", "丁", {', "第2行：格数多于 widths 的3列"),
        (", {choices = \"way\"}],", ", {choices = \"way\", across = 3}],", "格数多于"),
        ('{label = "方式"}, {choices', '{label = "方式", shade = 1}, {choices', "不认识“shade”"),
        ('{text = "甲", height = 20', '{text = "甲"', "要写 height"),
        ('{label = "方式"}', '{label = "方式", text = "甲"}', "标签格"),
        ("widths = [1, 2, 2]", "widths = [1, 2, 2]\nhead = 2", "head（每页重复的行数）应小于"),
        ("widths = [1, 2, 2]", "widths = [1, 2, 2]\nsize = -4", "“size”应在5和72之间"),
        ('items = "lines"', 'items = "lines"\nblank = 1000000000', "“blank”应在0和200之间"),
        ("height = 20", "height = nan", "height 最多240"),
        ("[10, 10, 100, 20]", "[10, 10, nan, 20]", "超出了纸边"),
        ('{label = "方式"}', '{label = "方式", align = "X"}', "align 只能填"),
        ('{choices = "way"}', '{choices = "lines"}', "“lines”不是选项"),
        ('items = "lines"', 'items = "way"', "“way”不是表格（rows）字段"),
        ("widths = [1, 2, 2]", "widths = [1, 2, 2, 4]\nhead = true", "“head”应为整数"),
        ("widths = [1, 2, 2]", "widths = [1, 0, 2]", "widths 应为一列大于0的数字"),
        ("at = [10, 10, 100, 20]", "at = [10, 10, 300, 20]", "at 超出了纸边"),
        ("at = [10, 10, 100, 20]", "at = [10, 10]", "at 应为4个数字"),
        ('style = "hei"', 'style = "h1"', "style 只能填"),
        ('page = "form"', 'page = "envelope_dl"', "信封上只能用"),
        ('page = "form"', 'page = "letter"', "不能用在"),
        ('choices = ["甲", "乙"]', "", "choices（选项）"),
        ('{name = "b", label = "日期"', '{name = "a", label = "日期"', "name 不能重复"),
        ('kind = "date", align = "C"', 'kind = "story"', "kind 只能填"),
        ('align = "C"}', 'align = "C", bold = true}', "不认识的项目“bold”"),
        ('kind = "rows"\n', 'kind = "list"\n', "columns（各列）"),
    ],
)  # fmt: skip
def test_mistakes_of_a_form(tmp_path: Path, before: str, after: str, expected: str) -> None:
    assert expected in told(tmp_path, (before, after))


def test_what_the_program_gives_is_no_table_and_no_choice(tmp_path: Path) -> None:
    given = ('page = "form"', 'page = "form"\ngiven = ["counts"]')
    assert "不是表格（rows）字段" in told(tmp_path, given, ('items = "lines"', 'items = "counts"'))
    assert "不是选项" in told(tmp_path, given, ('choices = "way"', 'choices = "counts"'))


def test_the_nearest_right_name_is_offered(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "para"', 'kind = "parra"')
    told = "".join(problem.message for problem in check(write(tmp_path, text)))
    assert "段块种类“parra”，是不是“para”？可用：" in told
    text = GOOD.replace("因{reason}", "因{reson}")
    told = "".join(problem.message for problem in check(write(tmp_path, text)))
    assert "用到的“reson”既不是字段也不在 given 里，是不是“reason”？" in told
    text = GOOD.replace('kind = "signature"', 'kind = "signature"\nstyle = "unseal"')
    told = "".join(problem.message for problem in check(write(tmp_path, text)))
    assert "style 只能填unsealed，是不是“unsealed”？" in told
