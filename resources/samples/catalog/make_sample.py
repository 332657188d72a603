"""Make ``青石镇目录.xlsx``: an invented town's catalog, as untidy as real ones are.

Run ``python make_sample.py`` to write the workbook beside this file. Everything in it is invented.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

NAME = "青石镇目录.xlsx"
TWENTY = "信息形成或者变更之日起20个工作日内予以公开"
ALL = (
    "政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点",
    "政务服务中心", "便民服务站", "入户/现场", "社区/企事业单位/村公示栏(电子屏)", "精准推送",
    "其他",
)  # fmt: skip
TOWN = "青石镇人民政府"
Row = tuple[str, ...]  # 一级, 二级, 内容, 依据, 时限, 主体


def boxes(*ticked: str) -> str:
    """Return the full list of channels, two on a line, the given ones ticked."""
    marks = [f"{'■' if name in ticked else '□'}{name}" for name in ALL]
    return "\n".join(" ".join(marks[at : at + 2]) for at in range(0, len(marks), 2))


def sheet(
    book: Workbook, name: str, title: str, head: list[list[str]], merges: list[str]
) -> Worksheet:
    """Start a worksheet with 附件, a title and a heading of two or three rows."""
    made: Worksheet = book.create_sheet(name)
    made.append([f"附件{len(book.sheetnames) - 1}"])
    made.append([title])
    for row in head:
        made.append(row)
    made.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(head[0]))
    for merge in merges:
        made.merge_cells(merge)
    return made


def two_rows(levels: list[str], columns: list[str]) -> tuple[list[list[str]], list[str]]:
    """Return the national heading of two rows and its merges."""
    upper = ["序号", "公开事项", *[""] * (len(levels) - 1), "公开内容\n(要素)", "公开依据",
             "公开 时限", "公开主体", "公开渠道和载体", "公开对象", "", "公开方式", "",
             "公开层级", *[""] * (len(columns) - 1)]  # fmt: skip
    lower = ["", *levels, "", "", "", "", "", "全社会", "特定群体", "主动", "依申请", *columns]
    last = 1 + len(levels)
    letters = [chr(ord("A") + at) for at in range(len(upper))]
    merges = ["A3:A4", f"B3:{letters[last - 1]}3"]
    merges += [f"{letters[at]}3:{letters[at]}4" for at in range(last, last + 5)]
    merges += [f"{letters[at]}3:{letters[at + 1]}3" for at in (last + 5, last + 7)]
    if len(columns) > 1:
        merges.append(f"{letters[last + 9]}3:{letters[last + 8 + len(columns)]}3")
    return [upper, lower], merges


def merge_runs(made: Worksheet, column: int, first: int) -> None:
    """Merge runs of equal texts in a column, as clerks do with level-1 cells."""
    start = first
    for row in range(first + 1, made.max_row + 2):
        text = made.cell(row, column).value if row <= made.max_row else None
        if text is not None and text == made.cell(start, column).value:
            continue
        if row - start > 1:
            for blank in range(start + 1, row):
                made.cell(blank, column).value = None
            made.merge_cells(
                start_row=start, start_column=column, end_row=row - 1, end_column=column
            )
        start = row


def assistance(book: Workbook) -> None:
    """社会救助: merged level 1, the full tick list, time limits of two parts."""
    head, merges = two_rows(["一级 事项", "二级 事项"], ["县级", "乡级"])
    made = sheet(book, "社会救助", "青石镇社会救助领域基层政务公开标准目录", head, merges)
    ten = "制定或获取信息之日起10个工作日内"
    shown = f"{ten},公示7个工作日"
    kinds = ("最低生活保障", "特困人员救助供养", "临时救助", "医疗救助")
    number = 0
    for kind in kinds:
        for what, content, limit in (
            ("政策法规文件", "1.文件名称\n2.文号\n3.发文部门\n4.文件内容", ten),
            ("办事指南", "1.办理事项\n2.办理条件\n3.救助标准\n4.申请材料\n5.办理流程", ten),
            ("审核信息", "1.初审对象名单\n2.公示期限\n3.监督电话", shown),
            ("审批信息", "1.确认对象名单\n2.救助金额", ten),
        ):
            number += 1
            made.append([
                number, f"{kind[:2]} {kind[2:]}", what, content, "《社会救助暂行办法》",
                limit, TOWN,
                boxes("政府网站", "社区/企事业单位/村公示栏(电子屏)"), "√", "", "√", "", "", "√",
            ])  # fmt: skip
    merge_runs(made, 2, 5)


def compulsory_education(book: Workbook) -> None:
    """义务教育: 同上, a note below, a channel list without marks, a row that only has a number."""
    head, merges = two_rows(["一级事项", "二级事项"], ["镇级"])
    made = sheet(book, "义务教育", "青石镇义务教育领域基层政务公开标准目录", head, merges)
    rows: list[Row] = [
        (
            "招生管理",
            "招生政策",
            "招生方案;随迁子女入学办法",
            "《义务教育法》《条例》",
            TWENTY,
            "镇中心学校",
        ),
        ("招生管理", "招生计划", "本年度招生计划数", "同上", "每年7月10日前", "镇中心学校"),
        ("招生管理", "招生范围", "招生范围、学区划分", "同上", TWENTY, "镇中心学校"),
        ("学生管理", "学生资助政策", "“两免一补”政策、申请条件", "《条例》", TWENTY, "镇中心学校"),
        (
            "学生管理",
            "学籍管理",
            "转学、休学、复学的条件和材料",
            "《条例》",
            "长期公开",
            "镇中心学校",
        ),
        ("教师管理", "教师招聘", "岗位、条件、报名方式、成绩", "《条例》", "及时公开", "县教育局"),
        ("校园安全", "食堂与校车", "检查结果、整改情况", "《食品安全法》", "每季度", "镇中心学校"),
        ("财务信息", "收费项目", "项目、标准、依据", "《条例》", "随时", "镇中心学校"),
    ]
    for number, row in enumerate(rows, start=1):
        ticks = "政府网站 公开查阅点" if number == len(rows) else boxes("政府网站", "公开查阅点")
        made.append([number, *row, ticks, "√", "", "√", "", "√"])
    made.append([len(rows) + 1])
    made.append(["注:本目录由镇党政办公室负责解释。"])
    merge_runs(made, 2, 5)


def household(book: Workbook) -> None:
    """户籍管理: three levels, level 2 merged too, one channel for each item."""
    head, merges = two_rows(["一级事项", "二级事项", "三级事项"], ["乡级", "村级"])
    made = sheet(book, "户籍管理", "户籍管理领域基层政务公开标准目录", head, merges)
    second = {
        "出生登记": ("国内出生登记", "国(境)外出生登记", "收养登记"),
        "注销登记": ("死亡注销", "服现役注销", "定居国(境)外注销"),
        "迁移登记": ("市内迁移", "省内迁移", "投靠迁移", "大中专学生迁移"),
        "变更更正": ("姓名变更", "出生日期更正", "民族变更"),
    }
    number = 0
    for level2, names in second.items():
        for level3 in names:
            number += 1
            made.append([
                number, "户籍管理", level2, level3, "受理部门、条件、流程、材料、时限、收费",
                "《户口登记条例》", "形成或者变更之日起20个工作日内予以公开", "青石镇派出所",
                "■政府网站 ■入户/现场", "√", "", "√", "", "√", "√",
            ])  # fmt: skip
    merge_runs(made, 2, 5)
    merge_runs(made, 3, 5)


def repair_of_homes(book: Workbook) -> None:
    """农村危房改造: a heading of three rows, items over several rows, one channel line each."""
    upper = ["序号", "过程", "公开事项", "", "公开内容\n(要素)", "公开依据", "公开时限", "公开主体",
             "公开渠道和载体", "公开对象", "", "公开方式", "", "公开层级", ""]  # fmt: skip
    lower = ["", "", "一级事项", "二级\n事项", "", "", "", "", "", "全\n社\n会", "特定群众", "主动",
             "依申请公开", "县级", "乡\n镇\n级"]  # fmt: skip
    merges = ["A3:A5", "B3:B5", "C3:D3", *(f"{at}3:{at}5" for at in "EFGHI"), "J3:K3", "L3:M3",
              "N3:O3", *(f"{at}4:{at}5" for at in "CDJKLMNO")]  # fmt: skip
    title = "青石镇农村危房改造领域基层政务公开标准目录"
    made = sheet(book, "农村危房改造", title, [upper, lower, [""] * 15], merges)
    rows = (
        ("决策", "政策文件", "上级政策文件", "文件名称、文号、内容", TWENTY),
        ("决策", "政策文件", "本级实施方案", "目标任务、补助标准、程序", TWENTY),
        ("执行", "计划实施", "任务分配", "补助农户名单", "分配结果确定后20个工作日内"),
        ("执行", "条件与标准", "危房等级评定标准", "评定标准", "信息形成之日起20个工作日内"),
        ("执行", "条件与标准", "资金补助标准", "各类补助标准", "信息形成之日起20个工作日内"),
        ("结果", "改造结果", "竣工验收", "验收合格农户名单", TWENTY),
    )
    lines = boxes("政府网站", "精准推送").split("\n")
    for number, (stage, level1, level2, content, limit) in enumerate(rows, start=1):
        first = made.max_row + 1
        made.append([number, stage, level1, level2, content, "《条例》 实施方案", limit, TOWN,
                     lines[0], "√", "", "√", "", "√", "√"])  # fmt: skip
        for line in lines[1:]:
            made.append([""] * 8 + [line] + [""] * 6)
        for column in (*range(1, 9), *range(10, 16)):
            made.merge_cells(
                start_row=first, start_column=column, end_row=made.max_row, end_column=column
            )


def subsidies(book: Workbook) -> None:
    """涉农补贴: one level only, 口 for □, the heading repeated for the second page."""
    upper = ["序号", "公开事项", "公开内容(要素)及要求", "公开依据", "公开时限", "公开主体",
             "公开渠道和载体", "公开对象", "", "公开方式", "", "咨询电话"]  # fmt: skip
    lower = ["", "", "", "", "", "", "", "全社会", "特定群众", "主动", "申请公开", ""]
    merges = [*(f"{at}3:{at}4" for at in "ABCDEFGL"), "H3:I3", "J3:K3"]
    title = "青石镇涉农资金领域基层政务公开标准目录"
    made = sheet(book, "涉农资金", title, [upper, lower], merges)
    names = ("耕地地力保护补贴", "农机购置与应用补贴", "种粮农民一次性补贴", "生态护林员补助",
             "森林生态效益补偿", "农业保险保费补贴", "高素质农民培育", "畜牧业发展补助",
             "水库移民后期扶持", "村级公益事业奖补")  # fmt: skip
    for number, name in enumerate(names, start=1):
        if number == 6:  # noqa: PLR2004 - the second printed page begins here
            top = made.max_row + 1
            made.append(upper)
            made.append(lower)
            for column in "ABCDEFGL":
                made.merge_cells(f"{column}{top}:{column}{top + 1}")
            made.merge_cells(f"H{top}:I{top}")
            made.merge_cells(f"J{top}:K{top}")
        ticks = (
            "■政府网站 口政府公报\n口两微一端 口广播电视\n■社区/企事业单位/村公示栏(电子屏)\n口其他"
        )
        made.append([number, name, "●政策依据\n●申请指南\n●补贴结果", "《条例》、资金管理办法",
                     "信息形成(变更)20个工作日内", "镇农业农村办公室", ticks, "√", "", "√", "",
                     "0000-0000123"])  # fmt: skip


def contents(book: Workbook) -> None:
    """目录: a page that is no table of items."""
    made: Worksheet = book.create_sheet("目录", 0)
    made.append(["青石镇基层政务公开标准目录(2026年版)"])
    made.append(["页次", "名称"])
    for number, name in enumerate(book.sheetnames[1:], start=1):
        made.append([number, name])
    made.merge_cells("A1:B1")


def dress(book: Workbook) -> None:
    """Borders, wrapping and widths, so that the sample also looks like a table."""
    thin = Side(style="thin")
    for made in book.worksheets:
        for row in made.iter_rows(min_row=3):
            for cell in row:
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
        made["A2"].font = made["A1"].font = Font(bold=True)
        for column in "BCDEFGHI":
            made.column_dimensions[column].width = 18


def build() -> Workbook:
    """Return the sample workbook."""
    book = Workbook()
    del book[book.sheetnames[0]]
    book.create_sheet("placeholder")
    for make in (assistance, compulsory_education, household, repair_of_homes, subsidies):
        make(book)
    del book["placeholder"]
    contents(book)
    dress(book)
    return book


if __name__ == "__main__":
    build().save(Path(__file__).with_name(NAME))
