"""What can be added to the posting register, each a small dialog."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from gkdesk.ui.context import Context
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.liferows import Channel, ObjectionRow, PhotoRow
from gkdesk.village.model import Posting

from .asks import ON, day_of, small_dialog

_CHANNELS = tuple((one.value, one.label) for one in Channel)
_RIGHT = (("no", "不属实"), ("yes", "属实，要更正公布"))
_REASON = Ask("reason", "原因", help="不加密存放，不写姓名和号码")
_AGAIN = (("no", "还没有重新张贴"), ("yes", "已重新张贴在原处"))


def take_down(parent: QWidget, context: Context, posting: Posting) -> FormDialog:
    """Ask for the day a sheet came down."""
    room = context.desk.village
    reason = Ask("reason", "没有满期就取下的原因", required=False, help="满期的不用写")
    return small_dialog(
        parent, context, "登记取下", (ON, reason),
        lambda values: room.take_down(
            posting, day_of(values), reason=values.get("reason", "")
        ),
        hint=f"{posting.keep_until}起可以取下；在此之前取下的，要写原因并重新张贴。",
    )  # fmt: skip


def early_loss(parent: QWidget, context: Context, posting: Posting) -> FormDialog:
    """Ask about a sheet that was torn off or blown down, and whether it hangs again."""
    ledger = context.desk.village.ledger

    def take(values: Mapping[str, str]) -> None:
        again = values.get("again") == "yes"
        again_on = day_of(values, "again_on", "重新张贴日期") if again else None
        ledger.lost(posting, day_of(values), values.get("reason", ""), again_on=again_on)

    asks = (
        Ask("on", "损毁或者丢失的日期", "date", default="今天"),
        Ask("reason", "原因", help="如被风刮落、被雨淋坏；不写姓名和号码"),
        Ask("again", "重新张贴", "choice", choices=_AGAIN),
        Ask("again_on", "重新张贴日期", "date", required=False, default="今天"),
    )
    hint = "没有满期就损毁的，要重新张贴，从重新张贴那天起另算满期。两次张贴都留在台账里。"
    return small_dialog(parent, context, "登记损毁", asks, take, hint=hint)


def objection(parent: QWidget, context: Context, uid: str) -> FormDialog:
    """Ask for an objection."""
    book = context.desk.village.objections
    asks = (
        Ask("subject", "异议事项", help="会公布，不写姓名"),
        Ask("on", "收到日期", "date", default="今天"),
        Ask("channel", "提出方式", "choice", choices=_CHANNELS),
        Ask("content", "说了什么", "longtext", required=False, help="加密保存，不公布"),
        Ask("name", "提出人", required=False, help="加密保存，不公布"),
    )
    return small_dialog(
        parent, context, "登记异议", asks,
        lambda values: book.add(
            uid, day_of(values, label="收到日期"), values.get("subject", ""),
            content=values.get("content", ""), name=values.get("name", ""),
            channel=Channel(values.get("channel", Channel.SPOKEN.value)),
        ),
        draft=(uid, "objection"),
    )  # fmt: skip


def answer(parent: QWidget, context: Context, row: ObjectionRow) -> FormDialog:
    """Ask for the village's answer, or for what town or county decided on one handed up."""
    book = context.desk.village.objections
    up = row.state == "escalated"
    level = "县" if row.escalated_to == "county" else "镇"
    asks = (
        Ask("result", "处理结果", help="会公布，不写姓名"),
        ON,
        Ask("founded", f"{level}里的结论" if up else "查核结论", "choice", choices=_RIGHT),
        Ask("finding", "查核情况", "longtext", required=False, help="加密保存，不公布"),
    )
    write = book.close if up else book.answer

    def take(values: Mapping[str, str]) -> None:
        write(
            row.uid, day_of(values), values.get("result", ""),
            finding=values.get("finding", ""), founded=values.get("founded") == "yes",
        )  # fmt: skip

    title = f"登记{level}里的处理结果" if up else "答复异议"
    hint = f"{row.subject}。{'属实的办结后要更正公布。' if up else ''}最迟{row.due_on}。"
    act = f"{row.state}{row.escalated_to}"
    return small_dialog(parent, context, title, asks, take, hint=hint, draft=(row.uid, act))


def escalate(parent: QWidget, context: Context, row: ObjectionRow) -> FormDialog:
    """Ask for the day an objection was handed up."""
    book = context.desk.village.objections
    level = "县" if row.escalated_to else "镇"
    hint = f"{row.subject}。对答复不服、报到{level}里的，由{level}里处理，结果回来后再登记。"
    return small_dialog(
        parent, context, f"登记报{level}", (ON,),
        lambda values: book.escalate(row.uid, day_of(values)), hint=hint,
    )  # fmt: skip


def archive(parent: QWidget, context: Context, uid: str) -> FormDialog:
    """Ask for the day a sheet's papers were put away."""
    lives = context.desk.village.lives
    hint = "已取下、异议都办结的表可以归档。归档以后不能再张贴、冲销。"
    return small_dialog(
        parent, context, "登记归档", (ON,),
        lambda values: lives.archive(uid, day_of(values)), hint=hint,
    )  # fmt: skip


def cancel_posting(parent: QWidget, context: Context, posting: Posting) -> FormDialog:
    """Ask why a posting was registered by mistake."""
    counters = context.desk.village.counters
    hint = f"{posting.posted_on}的张贴登记错了才冲销；原记录和原因都留在台账里，照片可以重新登记。"
    return small_dialog(
        parent, context, "冲销这次张贴", (_REASON,),
        lambda values: counters.posting(posting.uid, values.get("reason", "")),
        verb="冲销", hint=hint,
    )  # fmt: skip


def cancel_photo(parent: QWidget, context: Context, photo: PhotoRow) -> FormDialog:
    """Ask why a photo does not belong here."""
    counters = context.desk.village.counters
    return small_dialog(
        parent, context, "冲销照片", (_REASON,),
        lambda values: counters.photo(photo.uid, values.get("reason", "")),
        verb="冲销", hint="照片仍留在档案里，只是不再作为这次张贴的证明。",
    )  # fmt: skip


def this_year(on: date) -> tuple[date, date]:
    return date(on.year, 1, 1), date(on.year, 12, 31)
