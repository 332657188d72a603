"""Paper and workbooks about duties: 请提供单 for each office, the list of gaps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gkdesk.base import files, progress
from gkdesk.base.errors import Declined
from gkdesk.catalog.duemodel import DueState, Duty
from gkdesk.catalog.leaks import covered

from .dutymodel import Asked, OfficeShare, what_of

if TYPE_CHECKING:
    from gkdesk.accounts.session import Session
    from gkdesk.catalog.xlsx import Layout
    from gkdesk.documents.service import Documents

    from .duty import Duties

SLIP = "catalog_supply"
_NAME, _CELL = 46, 240  # characters of an item and of any other cell
_LINE = 15.0  # points
_HEADINGS = (
    "领域", "事项编码", "公开事项", "公开主体", "期次或事由", "应公开日期", "情况", "信息编号",
    "公开日期", "怎么算的",
)  # fmt: skip
_WIDTHS = (12, 12, 30, 16, 20, 13, 16, 13, 13, 44)


class NothingToSupply(Declined):
    """No office owes anything."""

    message = "这段时间里没有要催的事项，不用出请提供单。没有写入文件。"


class NothingToList(Declined):
    """A workbook without a line."""

    message = "没有符合条件的事项，没有导出。请放宽时间或者条件后再试，数据没有改动。"


class Papers:
    """What is printed or exported about duties."""

    def __init__(self, session: Session, documents: Documents, duties: Duties) -> None:
        self._session, self._documents, self._duties = session, documents, duties

    def slip(self, share: OfficeShare) -> bytes:
        """Return the printed 请提供单 of one office."""
        today = self._session.today
        organ = self._session.organ
        return self._documents.render(
            SLIP,
            {
                "organ_name": organ.name,
                "office": share.office,
                "phone": organ.phone,
                "made_date": today.isoformat(),
                "rows": [_slip_row(duty) for duty in share.duties],
            },
        )

    def slips(
        self, asked: Asked, folder: Path, tell: progress.Report = progress.silent
    ) -> list[Path]:
        """Write one slip for each office that has something to supply.

        Raises:
            NothingToSupply: none has.
            Blocked: the folder cannot be written; slips before this one are done.
            Cancelled: stopped; slips before this one are done.
        """
        shares = self._duties.offices(asked)
        if not shares:
            raise NothingToSupply
        written = []
        for at, share in enumerate(shares):
            tell(at, len(shares), share.office[:_NAME])
            path = folder / f"{files.safe_name(share.office)}-请提供单.pdf"
            files.write(path, self.slip(share))
            written.append(path)
        with self._session.transaction():
            self._session.audit("catalog.slips", str(asked.last), offices=len(written))
        return written

    def export(self, asked: Asked, path: Path, *, newest_first: bool = True) -> int:
        """Write the duties asked for as a workbook; return how many.

        Raises:
            NothingToList: none.
            Blocked: the file cannot be written.
        """
        from gkdesk.catalog import xlsx

        duties = self._duties.duties(asked)
        if not duties:
            raise NothingToList
        ordered = duties[::-1] if newest_first else duties
        files.write(path, xlsx.write([_layout(ordered, self._title(asked))]))
        with self._session.transaction():
            self._session.audit("catalog.due_export", path.name, lines=len(duties))
        return len(duties)

    def _title(self, asked: Asked) -> str:
        what = "、".join(state.label for state in asked.states) or "公开情况"
        return f"{self._session.organ.name}{asked.first}至{asked.last}{what}清单"


def duty_row(duty: Duty) -> tuple[str, ...]:
    """Return a duty as a line of the list; see ``_HEADINGS``."""
    item = duty.item
    levels = " / ".join(one for one in (item.level1, item.level2, item.level3) if one)
    due = duty.due_on.isoformat() if duty.due_on else ""
    return (
        item.area, item.key, covered(levels or item.name), item.ditto.get("agency", item.agency),
        what_of(duty), due + ("（暂估）" if duty.provisional else ""),
        duty.state_words + ("（本地约定）" if duty.local else ""), duty.record,
        duty.published_on.isoformat() if duty.published_on else "", duty.basis_words,
    )  # fmt: skip


def _slip_row(duty: Duty) -> str:
    name = duty.item.name.replace("\t", " ").replace("\n", "")
    due = (
        "—"
        if duty.due_on is None
        else f"{duty.due_on.year}年{duty.due_on.month}月{duty.due_on.day}日"
    )
    state = {DueState.MISSING: f"已逾期{duty.days}天", DueState.WAITING: "有没有新情况"}
    said = state.get(duty.state, "未到期" if duty.state is DueState.OPEN else duty.state_words)
    return f"{duty.item.area} {covered(name)[:_NAME]}\t{what_of(duty)}\t{due}\t{said}\t"


def _layout(duties: Sequence[Duty], title: str) -> Layout:
    from gkdesk.catalog.xlsx import Layout

    width = len(_HEADINGS)
    rows = [[title] + [""] * (width - 1), list(_HEADINGS)]
    rows += [[cell.replace("\n", "、")[:_CELL] for cell in duty_row(duty)] for duty in duties]
    tall = [max(1, *(-(-len(cell) * 2 // w) for cell, w in zip(row, _WIDTHS, strict=True)))
            for row in rows[2:]]  # fmt: skip
    return Layout(
        name="公开情况",
        rows=rows,
        merges=[((0, 0), (0, width - 1))],
        widths=_WIDTHS,
        heights=[30.0, 20.0, *(_LINE * lines for lines in tall)],
        title=0,
        first=2,
        centred=frozenset({1, 5, 7, 8}),
    )
