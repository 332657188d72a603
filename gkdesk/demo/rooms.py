"""Catalog, villages, records and packages of the demo office."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk import paths
from gkdesk.base import files
from gkdesk.records.model import Act

from .stage import (
    ADMIN,
    COUNTY,
    DAY,
    LEADER,
    OFFICER,
    PAPER,
    PASSWORD,
    PERIOD,
    REVIEWER,
    USB,
    VILLAGE_FORM,
    WAITING,
    Demo,
)

if TYPE_CHECKING:
    from gkdesk.sync.keys import KeyPair


def catalog(demo: Demo) -> None:
    """Workbook → catalog, and out again."""
    source = paths.resources() / "samples" / "catalog" / "青石镇目录.xlsx"
    with demo.step("导入目录表") as step:
        reading = demo.desk.catalog.read(source)
        demo.desk.catalog.apply(reading)
        step.result = f"{len(reading.items)}项，{len(reading.problems)}处提示"
    with demo.step("导出目录") as step:
        path = demo.root / "公开事项目录.xlsx"
        demo.desk.catalog.export(path)
        step.files.append(path)


def villages(demo: Demo) -> None:
    """Twelve villages' workbooks → checked sheets → pages for the boards, some of them hung."""
    folder = paths.resources() / "samples" / "village"
    listed = json.loads((folder / "villages.json").read_text("utf-8"))
    village = demo.desk.village
    demo.clock.to(date(2026, 1, 12))
    for each in listed:
        added = village.add_village({"name": each["name"], "code": each["code"]})
        for board in each["boards"]:
            village.add_board(added, **board)
    demo.tell()
    village.apply(village.read(sorted((folder / "2025Q4").glob("*.xlsx")), "2025Q4"))
    _last_quarter(demo)
    demo.clock.to(date(2026, 4, 9))
    with demo.step("导入各村财务表") as step:
        readings = village.read(sorted((folder / PERIOD).glob("*.xlsx")), PERIOD)
        done = village.apply(readings)
        step.result = f"{len(done.stored)}张，其中{done.with_problems}张有问题单独存放"
    _review_and_print(demo)


def _last_quarter(demo: Demo) -> None:
    """Hang every village's sheet of the quarter before, and take it down in time."""
    village, day = demo.desk.village, demo.clock.value.date()
    rows = village.board("2025Q4")
    demo.tell()
    for row in rows:
        village.review(row.sheets[VILLAGE_FORM], "王监督", day)
    village.print_(VILLAGE_FORM, "2025Q4", folder=demo.root / PAPER / "村务公开（上季度）")
    demo.tell()
    postings = []
    for row in rows:
        [board] = village.boards(row.village.uid)
        postings.append(village.post(row.sheets[VILLAGE_FORM], board, day))
    demo.clock.to(date(2026, 3, 2))
    for posting in postings:
        village.take_down(posting, date(2026, 3, 2))


def _review_and_print(demo: Demo) -> None:
    village = demo.desk.village
    demo.clock.to(DAY)
    ready = [row for row in village.board(PERIOD) if row.states[VILLAGE_FORM] == "checked"]
    for row in ready[:-2]:
        village.review(row.sheets[VILLAGE_FORM], "王监督", DAY)
    with demo.step("打印公开表") as step:
        folder = demo.root / PAPER / "村务公开"
        printed = village.print_(VILLAGE_FORM, PERIOD, folder=folder, paper="a3l")
        made = [each for each in printed if each.path]
        step.pages = sum(each.pages for each in made)
        step.files += [Path(each.path) for each in made if each.path]
        drafts = sum(each.draft for each in made)
        rest = len(printed) - len(made)
        step.result = f"{len(made)}个村，{drafts}份印有“审核稿”，{rest}个村没有可打印的表"
    hang = [row for row in village.board(PERIOD) if row.states[VILLAGE_FORM] == "printed"]
    for row in hang[:4]:
        [board] = village.boards(row.village.uid)
        village.post(row.sheets[VILLAGE_FORM], board, DAY)


def published(demo: Demo) -> None:
    """Records against the catalog: drafted, reviewed by others, published."""
    demo.clock.to(demo.ago(4))
    records = demo.desk.records
    items = demo.desk.catalog.rows()
    with demo.step("公开信息审核发布") as step:
        for at, title in enumerate(
            ("2025年度部门决算", "农村危房改造政策解读", "困难群众救助标准")
        ):
            demo.log_in(OFFICER)
            values = {
                "title": title,
                "doc_number": f"青政〔2026〕{at + 3}号",
                "item_key": items[at * 3].key,
                "attribute": "active",
                "made_on": demo.ago(10).isoformat(),
                "body": f"{title}。本件为演示数据。",
            }
            uid = records.draft(values).uid
            records.act(uid, Act.SUBMIT)
            if at == WAITING:
                continue
            demo.log_in(REVIEWER)
            opinion = {"result": "clear", "opinion": "不涉及国家秘密，可以公开"}
            records.act(uid, Act.SECRECY, opinion)
            for _review in ("一审", "二审"):
                points = [one.code for one in records.points(uid, Act.PASS)]
                records.act(uid, Act.PASS, {"opinion": "同意", "checks": points})
            demo.log_in(LEADER)
            points = [one.code for one in records.points(uid, Act.PUBLISH)]
            records.act(uid, Act.PUBLISH, {"opinion": "同意公开", "checks": points})
        demo.log_in(OFFICER)
        step.result = "2条已公开，1条待审"


def _keys(demo: Demo) -> list[KeyPair]:
    """Make a pair on either side, exchange the files, compare the digits; return the county's."""
    from gkdesk.sync.county import County
    from gkdesk.sync.countykeys import CountyKeys

    inbox, keys = demo.root / COUNTY, demo.desk.keys
    theirs, ours = demo.root / USB / "县里的密钥.gkkey", demo.root / USB / "镇里的密钥.gkkey"
    with County.init(inbox, name="云岭县政务公开办", now=demo.clock) as county:
        own = CountyKeys(inbox, now=demo.clock)
        heard = own.make(county.name, PASSWORD).public.fingerprint
        files.write(theirs, own.give_out(PASSWORD).encode("utf-8"))
        keys.trust(keys.take_in(theirs).public.fingerprint, heard)
        demo.log_in(ADMIN)
        heard = keys.make().public.fingerprint
        demo.log_in(OFFICER)
        files.write(ours, keys.give_out().encode("utf-8"))
        county.keys.trust(county.keys.take_in(ours).public.fingerprint, heard)
    return own.pairs(PASSWORD)


def packages(demo: Demo) -> None:
    """What changed → drive → county → receipt → town."""
    from gkdesk.sync.county import County

    demo.clock.to(demo.ago(1))
    sync = demo.desk.sync
    usb = demo.root / USB
    usb.mkdir()
    with demo.step("交换密钥，互念指纹") as step:
        pairs = _keys(demo)
        step.files += sorted(usb.glob("*.gkkey"))
    with demo.step("写同步包并读回核对") as step:
        package = sync.write(usb)
        step.result = f"{package.number}号，已加密和签名"
        step.files.append(usb / package.file_name)
    with demo.step("县里接收并出回执") as step:
        with County.open(demo.root / COUNTY, now=demo.clock) as county:
            receipt = county.receive(usb / package.file_name, pairs=pairs)
        step.result = f"接收{receipt.accepted}条，退回{len(receipt.returned)}条"
    with demo.step("导入回执") as step:
        [path] = usb.glob("*.receipt.json")
        step.result = sync.read_receipt(path).package.state.label
        step.files.append(path)
    with demo.step("交接单") as step:
        document = sync.handover(package.number)
        path = demo.root / PAPER / "同步包交接单.pdf"
        demo.desk.documents.save_as(document.sha256, path)
        step.pages, step.files = document.pages, [path]
    _sent_down(demo, pairs)


def _sent_down(demo: Demo, pairs: list[KeyPair]) -> None:
    """What the county sends: the calendar of the year once more, and a template to be looked at."""
    from gkdesk.desk import shipped_check
    from gkdesk.sync.countysend import Letter, Sending

    usb, letter = demo.root / USB, Letter(note="交接单模板加了一行说明，请看过再应用")
    with demo.step("县里下发放假安排和模板，镇里收下，应用放假安排") as step:
        changed = usb / "县里下发" / "交接单模板.toml"
        before = files.read(paths.forms() / "documents" / "sync_handover.toml")
        files.write(changed, "# 县里加的一行说明\n".encode() + before)
        sources = [paths.resources() / "calendar" / "CN-2026.json", changed]
        with Sending.open(demo.root / COUNTY, now=demo.clock) as county:
            found = county.gather(sources, *shipped_check())
            sent = county.send(found, usb, pairs, letter)
        path = usb / f"{sent.name}.gkp"
        [package] = demo.desk.downs.receive(path).packages
        demo.log_in(LEADER)
        done = demo.desk.downs.apply(package.number, [1])
        demo.log_in(OFFICER)
        step.result = f"{package.number}号，应用1部分，待应用{done.package.waiting}部分"
        step.files.append(path)
