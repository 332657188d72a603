"""The requests room with 20 000 cases: the list, a case page, the clock of the open ones.

The office is made by sealing each application with the office's own key and writing the rows in
one transaction; the events are those a case of its state has. Each figure stands beside its limit
and, where there is one, beside the bare cost of the same work: reading the rows, opening the seals.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gkdesk.accounts.vault import Vault
    from gkdesk.desk import Desk

CASES = 20_000
OPEN = 500
FIRST = date(2019, 6, 3)
NOW = datetime(2026, 4, 10, 9, 30)  # noqa: DTZ001 - the office's wall clock
USER, PASSWORD = "周桂芬", "bench-password"
LIMIT_MS, CLOCK_MS = 100, 20
ROUNDS = 7
PRELOADED_S = 2.5  # the window loads in advance what its other pages need

_FAMILY = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "建国桂兰德明玉芳秀清志强桂英国良丽华海燕春梅永福小红文军金凤伟平淑珍俊杰晓东"
_PLACES = (
    "上坪村", "西河村", "东河村", "龙泉村", "大桥村", "桃园村", "青石社区", "红星村", "双河村",
)  # fmt: skip
_THINGS = (
    "宅基地审批结果", "高标准农田项目青苗补偿费发放清单", "农机购置补贴名单及金额",
    "道路硬化工程验收资料", "自来水管网改造工程施工合同", "林地权属调处材料",
    "困难群众救助资金分配表", "征地补偿安置方案和公告", "土地流转合同",
    "危房改造补助名单", "集体机动地发包公告", "防汛物资采购清单和合同",
)  # fmt: skip
_OUTCOMES = (
    "OPEN_GRANT", "OPEN_GRANT", "OPEN_PUBLIC", "PARTIAL", "NONE_EXIST", "NOT_OURS", "DENY_THIRD",
    "NP_PETITION", "NEED_MAKE",
)  # fmt: skip
_CATEGORIES = ("business", "research", "charity", "legal", "other")
Row = dict[str, Any]


def found(folder: Path, cases: int = CASES, open_ones: int = OPEN) -> Desk:
    """Found an office with so many cases, the last ones open; return it logged in."""
    from gkdesk.accounts.organ import Organ, OrganKind
    from gkdesk.accounts.sealedkey import Cost
    from gkdesk.desk import Desk

    organ = Organ(
        name="青石镇人民政府", kind=OrganKind.TOWN, county="云岭县",
        credit_code="11500382787479886T", prefix="青政", address="云岭县青石镇人民路1号",
        postcode="100000", phone="0000-0000123", review_authority="云岭县人民政府",
        court="云岭县人民法院", town="青石镇", office="党政办公室", contact=USER,
    )  # fmt: skip
    desk, _key = Desk.create(
        folder, organ, user=USER, password=PASSWORD, now=lambda: NOW, cost=Cost(1, 8, 1)
    )
    fill(desk, cases, open_ones)
    return desk


def fill(desk: Desk, cases: int, open_ones: int) -> None:
    """Write the cases: received one after the other from 2019 to last week."""
    chance = random.Random(20260410)  # noqa: S311 - the same cases each time
    span = (NOW.date() - timedelta(days=3) - FIRST).days
    serial: dict[int, int] = {}
    requests, events = [], []
    for at in range(cases):
        is_open = at >= cases - open_ones
        day = FIRST + timedelta(days=span * at // max(1, cases))
        if is_open:  # a year's open cases: within the last months
            day = NOW.date() - timedelta(days=3 + (cases - at) * 60 // max(1, open_ones))
        serial[day.year] = serial.get(day.year, 0) + 1
        request, happened = _case(desk, chance, at + 1, day, serial[day.year], is_open=is_open)
        requests.append(request)
        events += happened
    conn = desk.session.conn
    with desk.session.transaction():
        for table, rows in (("request", requests), ("request_event", events)):
            names = list(rows[0])
            marks = ", ".join(f":{name}" for name in names)
            conn.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608 - our own names


def _case(
    desk: Desk, chance: random.Random, key: int, day: date, serial: int, *, is_open: bool
) -> tuple[Row, list[Row]]:
    vault, uid = desk.session.vault, str(uuid.UUID(int=chance.getrandbits(128)))
    person = _applicant(chance)
    closed = None if is_open else min(day + timedelta(days=chance.randrange(8, 26)), NOW.date())
    outcome = "" if closed is None else chance.choice(_OUTCOMES)
    happened = [("receive", day, {})]
    state = "handling"
    if closed is not None:
        state = "archived"
        happened += [
            ("reply", closed, {"outcome": outcome}),
            ("deliver", closed, {"method": "direct"}),
            ("archive", closed, {}),
        ]
    elif chance.random() < 0.2:
        state = "consulting"
        sent = day + timedelta(days=2)
        happened.append(("consult", sent, {"key": "A", "received_on": sent.isoformat()}))
    elif chance.random() < 0.2:
        happened.append(("extend", day + timedelta(days=2), {"days": 10, "approved": 1}))
    request = {
        "id": key, "uid": uid, "number": f"青政公开申〔{day.year}〕{serial}号",
        "channel": "counter",
        "received_on": day.isoformat(), "kind": person["kind"],
        "org_category": person["org_category"], "carrier": "paper", "obtain_way": "pick_up",
        "applicant": vault.seal_json(person, f"request.applicant#{uid}"),
        "id_index": vault.index_of(person["id_number"], "id_number"), "phone_index": None,
        "state": state, "due_on": (day + timedelta(days=28)).isoformat(), "provisional": 0,
        "outcome": outcome, "replied_on": closed and closed.isoformat(),
        "closed_on": closed and closed.isoformat(), "officer": USER,
        "registered_at": f"{day}T09:00:00", "revision": len(happened),
    }  # fmt: skip
    return request, [_event(vault, chance, key, *one) for one in happened]


def _event(
    vault: Vault,
    chance: random.Random,
    key: int,
    kind: str,
    on: date,
    more: Row,
) -> Row:
    uid = str(uuid.UUID(int=chance.getrandbits(128)))
    detail = None
    if kind != "receive":
        detail = vault.seal_json({"on": on.isoformat()}, f"request_event.detail#{uid}")
    return {
        "uid": uid, "request_id": key, "kind": kind, "happened_on": on.isoformat(), "days": 0,
        "received_on": None, "until_on": None, "key": "", "approved": 0, "method": None,
        "outcome": "", "detail": detail, "recorded_at": f"{on}T09:00:00", "recorded_by": USER,
        **more,
    }  # fmt: skip


def _applicant(chance: random.Random) -> Row:
    from gkdesk.base.text import id_check_character

    organ = chance.random() < 0.15
    body = f"990000{chance.randrange(1950, 2005)}0{chance.randrange(1, 10)}1{chance.randrange(10)}"
    body += f"{chance.randrange(1000):03}"
    name = chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, chance.choice((1, 2))))
    what = f"{chance.randrange(2015, 2026)}年{chance.choice(_PLACES)}{chance.choice(_THINGS)}"
    return {
        "kind": "org" if organ else "citizen",
        "name": f"云岭县{name}农业有限公司" if organ else name,
        "content": what, "id_type": "身份证", "id_number": body + id_check_character(body),
        "org_category": chance.choice(_CATEGORIES) if organ else "", "legal_representative": "",
        "contact_person": "", "phone": f"139{chance.randrange(10**8):08}",
        "address": "云岭县青石镇上坪村一组", "postcode": "", "email": "", "fax": "",
        "agent_name": "", "agent_id_number": "", "taken_by": "", "remark": "",
    }  # fmt: skip


def run() -> list[tuple[str, str]]:
    """Return the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        desk = found(Path(folder, "office"))
        try:
            return [*_service(desk), *_window(desk)]
        finally:
            desk.close()


def _ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median wall time in milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def _line(what: str, taken: float, limit: float = LIMIT_MS) -> tuple[str, str]:
    return (what, f"{taken:.0f} ms (limit {limit:.0f} ms)")


def _service(desk: Desk) -> list[tuple[str, str]]:
    from gkdesk.requests import listing

    requests, conn, vault = desk.requests, desk.session.conn, desk.session.vault
    first = _ms(requests.roster.rows, 1)
    stored = listing.within(conn, date.min, date.max)
    bare = _ms(lambda: [vault.open_json(r.applicant, f"request.applicant#{r.uid}") for r in stored])
    begun = time.perf_counter()
    requests.roster.load(float("inf"))
    loaded = (time.perf_counter() - begun) * 1000
    requests.roster.index(float("inf"))
    uid = requests.roster.rows()[-1].uid
    year = NOW.year - 1
    return [
        _line(f"the open {OPEN} of {CASES} cases, first look", first),
        ("all lines opened / bare opening of the seals", f"{loaded / bare:.1f} times"),
        _line(f"the clock of {OPEN} open cases", _ms(requests._ledger.open_ones), CLOCK_MS),  # noqa: SLF001
        _line("all lines, open ones anew", _ms(requests.roster.rows)),
        _line("what a case page asks", _ms(lambda: _case_page(requests, uid))),
        _line("the agenda of 今日", _ms(desk.agenda.items)),
        _line("the annual figures of a year", _ms(lambda: requests.annual.report(year))),
    ]


def _case_page(requests: Any, uid: str) -> None:  # noqa: ANN401 - the room's service
    for ask in (requests.get, requests.clock, requests.moves, requests.events, requests.row):
        ask(uid)
    requests.findings(uid, patient=False)


def _window(desk: Desk) -> list[tuple[str, str]]:
    from gkdesk.ui.app import make_application
    from gkdesk.ui.window import MainWindow

    app = make_application(desk.session.folder)
    window = MainWindow(desk)
    window.resize(1366, 696)
    window.show()
    until = time.perf_counter() + PRELOADED_S
    while time.perf_counter() < until:
        app.processEvents()
    desk.requests.roster.forget()

    def painted(work: Callable[[], object]) -> Callable[[], None]:
        def both() -> None:
            work()
            app.processEvents()

        return both

    window.go("requests", "")
    page: Any = window._pages["requests"]  # noqa: SLF001 - the page is what is measured
    listed = page.list
    longest = _settle(app, desk, listed)
    figures = [
        ("longest stop while 20 000 rows are opened", f"{longest:.0f} ms (limit {LIMIT_MS} ms)"),
        _line("the list opens, painted", _ms(painted(lambda: window.go("requests", "")))),
        _line("chip 已办结, painted", _ms(painted(listed._chips["done"].click))),  # noqa: SLF001
    ]
    heads = listed.table.horizontalHeader()
    for at, name in ((1, "编号"), (2, "申请人"), (3, "内容")):
        taken = _ms(painted(lambda at=at: heads.sectionClicked.emit(at)))
        figures.append(_line(f"sorted by {name}, painted", taken))
    listed.table.sort([])
    for words in ("李", "宅基地", "2024年上坪"):
        taken = _ms(painted(lambda words=words: listed._search.setText(words)), 1)  # noqa: SLF001
        figures.append(_line(f"filtered by {words}, painted", taken))
    uid = desk.requests.roster.rows()[-1].uid
    figures.append(_line("a case page, painted", _ms(painted(lambda: window.go("requests", uid)))))
    window.close()
    return figures


def _settle(app: Any, desk: Desk, listed: Any) -> float:  # noqa: ANN401 - Qt's and ours
    """Let the background open everything; return the longest turn of the event loop in ms."""
    longest = 0.0
    while not (desk.requests.roster.indexed and listed.prepare(0)):
        begun = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - begun)
    return longest * 1000


if __name__ == "__main__":
    for what, figure in run():
        print(f"{what:<56} {figure}")
