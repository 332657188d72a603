"""接收: what the package holds, then one button, then what became of every item."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QProgressBar, QWidget

from gkdesk.base.errors import GkdeskError
from gkdesk.base.progress import Report
from gkdesk.sync.county import County
from gkdesk.sync.countygate import Verdict
from gkdesk.sync.countylook import Item, Preview
from gkdesk.sync.model import Receipt, kind_label
from gkdesk.ui.tasks import Task
from gkdesk.ui.widgets.basic import (
    action_bar,
    box,
    button,
    card,
    clear,
    column,
    fact,
    header,
    label,
    notice,
)
from gkdesk.ui.widgets.rows_table import Column, RowsTable

from .inbox import Inbox

Done = tuple[Receipt, list[Item]]
_COUNTS = (
    Column("类别", 0, lambda one: kind_label(one.kind), bold=True),
    Column("条数", 90, lambda one: str(one.total), right=True),
    Column("新增", 90, lambda one: str(one.new), right=True),
    Column("更新", 90, lambda one: str(one.newer), right=True),
    Column("相同", 90, lambda one: str(one.same), right=True),
    Column("将退回", 100, lambda one: str(one.returned), right=True),
)


def _pill(one: Item) -> tuple[str, str, str]:
    return ("退回", "amber", "undo-2") if one.reason else ("已接收", "green", "circle-check")


_ITEMS = (
    Column("结果", 120, lambda one: "退回" if one.reason else "已接收", pill=_pill),
    Column("类别", 120, lambda one: kind_label(one.kind)),
    Column("条目", 0, lambda one: one.label, bold=True),
    Column("版次", 80, lambda one: str(one.revision), right=True),
    Column("退回原因", 280, lambda one: one.reason),
)
_TONES = {
    Verdict.TAKE: ("blue", "package"),
    Verdict.KNOWN: ("slate", "circle-check"),
    Verdict.UNDONE: ("amber", "undo-2"),
    Verdict.REFUSE: ("red", "circle-alert"),
}
_WORDS = {
    Verdict.TAKE: "签名和内容都核对过了。看清以后点“接收这一包”。",
    Verdict.KNOWN: "这一包以前接收过。再点一次只会补写同样的回执，内容不变。",
    Verdict.UNDONE: "这一包接收后已经撤销。确定要再接收一次，请点“再接收一次”。",
    Verdict.REFUSE: "这一包现在不能接收，收件箱没有改动。可以写一张说明原因的回执带回去。",
}
_VERBS = {
    Verdict.TAKE: "接收这一包",
    Verdict.KNOWN: "补写回执",
    Verdict.UNDONE: "再接收一次",
    Verdict.REFUSE: "写退回的回执",
}


class ReceivePage(QWidget):
    """A page over the list of towns; ``back`` returns there."""

    def __init__(self, inbox: Inbox, path: Path, back: Callable[[], None]) -> None:
        super().__init__()
        self._inbox, self._path, self._back = inbox, path, back
        self._task: Task | None = None  # the taking under way
        self.preview: Preview | None = None
        self.go = button("接收这一包", "primary", "inbox", on=self.receive)
        self.go.hide()
        self.close_ = button("返回", icon="chevron-left", on=self.leave)
        self._told = column(gap=8)
        self._facts = column(gap=0)
        self.counts = RowsTable(_COUNTS, "包内内容")
        self.items = RowsTable(_ITEMS, "逐条结果")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(0)
        self._lists = [card(column((table, 1), gap=0)) for table in (self.counts, self.items)]
        body = column(
            header("接收同步包", path.name), box(self._told), self._bar, box(self._facts),
            *((one, 1) for one in self._lists), gap=10, margins=(20, 14, 20, 10),
        )  # fmt: skip
        body.addStretch()
        self._show_list(None)
        bar = action_bar(self.close_, None, self.go)
        self.setLayout(column((box(body), 1), bar, gap=0))
        self._tell("blue", "clock", "正在核对签名和内容……")
        pairs = inbox.pairs

        def look(county: County, _report: Report) -> Preview:
            return county.look(path, pairs=pairs)

        inbox.run(self, look, self._seen, settled=self._bar.hide, failed=self._failed)

    def receive(self) -> None:
        """Take the package in the background; the receipt goes to where it lies."""
        seen = self.preview
        if seen is None or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        self._name_leaving("停止")
        self._bar.show()
        path, pairs, again = self._path, self._inbox.pairs, seen.verdict is Verdict.UNDONE

        def work(county: County, report: Report) -> Done:
            answer = county.receive(path, report, pairs=pairs, again=again)
            return answer, county.items(answer)

        self._task = self._inbox.run(
            self,
            work,
            self._received,
            progressed=self._moved,
            settled=self._settled,
            failed=self._failed,
        )

    def leave(self) -> None:
        """Go back; while a package is being taken, stop that instead: it is whole or not at all."""
        if self._task is not None:
            self._task.cancel()
        else:
            self._back()

    def _name_leaving(self, words: str) -> None:
        self.close_.setText(f"\u2002{words}")
        self.close_.setAccessibleName(words)

    def _moved(self, step: int, total: int, _what: str) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(step)

    def _settled(self) -> None:
        self._bar.hide()
        self._task = None

    def _seen(self, seen: Preview) -> None:
        self.preview = seen
        clear(self._told)
        tone, icon = _TONES[seen.verdict]
        self._tell(tone, icon, _WORDS[seen.verdict])
        for reason in seen.reasons:
            self._tell("red", "circle-alert", reason)
        for remark in seen.remarks:
            self._tell("amber", "triangle-alert", remark)
        self._facts.addWidget(fact("单位", seen.town_name or "读不出来"))
        number = seen.number or "读不出来"
        when = f"{seen.made_at[:16].replace('T', ' ')}封包" if seen.made_at else ""
        self._facts.addWidget(fact("编号", "，".join(filter(None, (number, when)))))
        if seen.digits:
            self._facts.addWidget(fact("核对码", f"{seen.digits}（应与交接单上的一致）"))
        if seen.counts:
            words = f"共{seen.accepted + seen.returned}条，附件{seen.files}个，{_size(seen.size)}"
            self._facts.addWidget(fact("内容", words))
            self.counts.fill(seen.counts)
            self._show_list(0)
        self.go.setText(f"\u2002{_VERBS[seen.verdict]}")
        self.go.setAccessibleName(_VERBS[seen.verdict])
        self.go.show()
        self.go.setFocus()

    def _failed(self, error: GkdeskError) -> None:
        """Say why nothing was done; the drive may be put right and the same tried again."""
        clear(self._told)
        self._tell("red", "circle-alert", str(error))
        self._name_leaving("返回")
        self.go.setEnabled(True)
        self.close_.setFocus()

    def _received(self, done: Done) -> None:
        answer, items = done
        clear(self._told)
        clear(self._facts)
        self.go.hide()
        self._tell(*_outcome(answer))
        for finding in answer.findings:
            self._tell("red", "circle-alert", finding)
        for remark in answer.remarks:
            self._tell("amber", "triangle-alert", remark)
        for written in map(Path, answer.paths):
            kept = written.is_relative_to(self._inbox.folder)
            self._facts.addWidget(fact("收件箱里" if kept else "U 盘上", str(written)))
        self.items.fill(items)
        self._show_list(1 if items else None)
        self._name_leaving("完成")
        self.close_.setFocus()

    def _show_list(self, at: int | None) -> None:
        for place, one in enumerate(self._lists):
            one.setVisible(place == at)

    def _tell(self, tone: str, icon: str, words: str) -> None:
        self._told.addWidget(notice(tone, icon, (label(words, 15, 400, wrap=True), 1)))


def _outcome(answer: Receipt) -> tuple[str, str, str]:
    """Return tone, icon and the sentence of an answer."""
    if answer.undone:
        return "amber", "undo-2", f"没有接收，这一包已撤销（{answer.undone}）。撤销回执已补写。"
    if answer.refused:
        return "red", "circle-alert", "没有接收，收件箱没有改动。原因已写在回执里，请带回去。"
    words = f"{answer.number}号：接收{answer.accepted}条，退回{len(answer.returned)}条。"
    if answer.repeated:
        return "slate", "circle-check", words + "这是补写的回执，内容与上次相同。"
    tone = "amber" if answer.returned else "green"
    return tone, "circle-check", words + "回执已写好，请把 U 盘安全弹出后带回镇里。"


def _size(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(1, size >> 10)} KB"
