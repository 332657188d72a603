"""存为…: the chosen villages as PDF, as tiles to be put together, as pictures for a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QProgressBar, QWidget

from gkdesk.base.errors import BadValue, Declined
from gkdesk.base.progress import Cancelled, Report
from gkdesk.documents.model import NameMask, Paper, Tiles
from gkdesk.ui.context import Context
from gkdesk.ui.look import font, px
from gkdesk.ui.say import MOST_SHOWN, say
from gkdesk.ui.tasks import Task
from gkdesk.ui.widgets.basic import Elided, button, column, notice
from gkdesk.ui.widgets.field_form import Ask
from gkdesk.ui.widgets.form_dialog import FormDialog
from gkdesk.village.model import Printed
from gkdesk.village.period import Period

if TYPE_CHECKING:
    from gkdesk.desk import Desk
    from gkdesk.village.model import Village

HALVES, SPREAD = "halves", "spread"
MOST_TILES = 6  # a side
Each = Callable[["Desk", "Village"], list[Printed]]


@dataclass(frozen=True)
class Batch:
    """Which villages' sheets, and on which paper."""

    form: str
    period: Period
    paper: str
    names: tuple[str, ...]


@dataclass
class _Saved:
    """What came of it."""

    made: int = 0
    left_out: list[str] = field(default_factory=list)  # a village and why, each
    stopped: bool = False

    def add(self, printed: Sequence[Printed]) -> None:
        self.made += sum(one.path is not None for one in printed)
        self.left_out += [f"{one.village}：{one.reason}" for one in printed if one.path is None]


class Saver(QWidget):
    """Writes files village by village, shows how far it is, can be stopped after each."""

    def __init__(self, context: Context, after: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._after = context, after
        self._task: Task | None = None
        self._words = Elided("", 15)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("保存进度")
        self._bar.setFixedWidth(px(180))
        self.stop = button("停止", "link", on=self._stop, size=14)
        self.setLayout(
            column(notice("blue", "download", (self._words, 1), self._bar, self.stop), gap=0)
        )
        self.hide()

    @property
    def busy(self) -> bool:
        return self._task is not None

    def offer(self, anchor: QWidget, batch: Callable[[], Batch]) -> None:
        """Show under a button what can be written."""
        menu = QMenu(self)
        menu.setFont(font(15))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kinds: tuple[tuple[str, Callable[[Batch], object]], ...] = (
            ("PDF，每村一份\tCtrl+S", self.pdfs),
            ("拼贴 PDF（A3 分成两张 A4，或放大上墙）", self.tiles),
            ("电子屏图片", self.screens),
        )
        for words, what in kinds:
            action = QAction(words, menu)
            # once the menu has closed: a dialog opens next
            later = partial(QTimer.singleShot, 0, self, partial(_with, what, batch))
            action.triggered.connect(later)
            menu.addAction(action)
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def pdfs(self, batch: Batch) -> None:
        """Write one PDF a village."""
        self._ask_folder("PDF 存到哪个文件夹", batch, "PDF", None)

    def tiles(self, batch: Batch) -> None:
        """Ask how a sheet is spread over several papers, then write PDF and tiles."""
        papers = self._context.desk.village.form(batch.form).papers
        TilesDialog(
            self, self._context, papers, batch.paper,
            lambda paper, tiles: self._ask_folder(
                "拼贴 PDF 存到哪个文件夹",
                Batch(batch.form, batch.period, paper, batch.names), "拼贴", tiles,
            ),
        ).exec()  # fmt: skip

    def screens(self, batch: Batch) -> None:
        """Ask how names are shown, then write the pictures for an electronic screen."""
        ScreenDialog(self, self._context, lambda names: self._screens_to(batch, names)).exec()

    def _screens_to(self, batch: Batch, names: NameMask) -> None:
        folder = say().folder(self, "电子屏图片存到哪个文件夹")
        if folder is not None:

            def each(desk: Desk, village: Village) -> list[Printed]:
                return desk.village.screens(
                    batch.form, batch.period, folder=folder, village=village, names=names
                )

            self._run(batch, folder, "电子屏图片", each)

    def _ask_folder(self, title: str, batch: Batch, what: str, tiles: Tiles | None) -> None:
        folder = say().folder(self, title)
        if folder is not None:

            def each(desk: Desk, village: Village) -> list[Printed]:
                return desk.village.print_(
                    batch.form, batch.period, folder=folder, village=village, paper=batch.paper,
                    tiles=tiles,
                )  # fmt: skip

            self._run(batch, folder, what, each)

    def _run(self, batch: Batch, folder: Path, what: str, each: Each) -> None:
        """Write village by village; one that cannot be made keeps no other from it."""
        names = batch.names
        if self.busy or not names:
            return

        def work(desk: Desk, report: Report) -> _Saved:
            saved = _Saved()
            for step, name in enumerate(names):
                try:
                    report(step, len(names), name)
                except Cancelled:
                    saved.stopped = True
                    break
                village = desk.village.village(name)
                try:
                    saved.add(each(desk, village))
                except Declined as error:
                    saved.left_out.append(f"{name}：{error}")
            return saved

        def progressed(step: int, total: int, name: str) -> None:
            self._words.say(f"正在生成{what}：第{step + 1} / {total}个 {name}")
            self._bar.setMaximum(total)
            self._bar.setValue(step)

        self.stop.setEnabled(True)
        self._words.say(f"正在生成{what}")
        self.show()
        self._task = self._context.do_long(
            self, work, lambda saved: self._tell(saved, folder, what, len(names)), progressed,
            self._settled,
        )  # fmt: skip

    def _tell(self, saved: _Saved, folder: Path, what: str, wanted: int) -> None:
        words = f"已存{saved.made}个村的{what}，在 {folder.name}"
        if saved.stopped:
            words += f"；按要求停下，还有{wanted - saved.made - len(saved.left_out)}个村没有存"
        self._context.status(words)
        if out := saved.left_out:
            more = [f"……共{len(out)}个村"] if len(out) > MOST_SHOWN else []
            say().tell(
                self, f"{words}。有{len(out)}个村没有存：", "\n".join(out[:MOST_SHOWN] + more)
            )
        if saved.made and not saved.stopped:
            say().open_outside(folder)

    def _settled(self) -> None:
        self._task = None
        self.hide()
        self._after()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.stop.setEnabled(False)
            self._words.say("做完这一个村就停下")


def _with(what: Callable[[Batch], object], batch: Callable[[], Batch]) -> None:
    what(batch())


class TilesDialog(FormDialog):
    """Two A4 sheets for an A3 one, or a page enlarged over a grid of papers."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        papers: Sequence[str],
        paper: str,
        take: Callable[[str, Tiles], object],
    ) -> None:
        self._papers, self._chosen = papers, paper or papers[0]
        large = next((one for one in papers if Paper(one).large), "")
        ways = ((SPREAD, "放大，拼成大张上墙"),)
        halves = ((HALVES, "A3 表分印在两张 A4 上"),) if large else ()
        count = tuple((str(n), f"{n} 张") for n in range(1, MOST_TILES + 1))
        asks = (
            Ask("way", "拼法", "choice", default=halves[0][0] if halves else SPREAD,
                choices=halves + ways, wide=True),
            Ask("across", "放大时横排", "choice", default="2", choices=count),
            Ask("down", "放大时竖排", "choice", default="2", choices=count),
            Ask("paper", "放大时用纸", "choice", default=Paper.A4.value,
                choices=((Paper.A4.value, "A4"), (Paper.A3.value, "A3")), wide=True),
        )  # fmt: skip
        super().__init__(
            parent, "存为拼贴 PDF", asks, lambda values: self._take_tiles(values, large),
            today=context.desk.session.today, verb="选择文件夹",
            hint="每个村存两份：原表和拼贴的。相邻两张留有重叠，照边上的记号对齐后粘贴。",
        )  # fmt: skip
        self._hand_over = take
        self._found: tuple[str, Tiles] | None = None

    def accept(self) -> None:
        super().accept()
        if self._found is not None:  # after the dialog has gone: a folder is asked for next
            found, self._found = self._found, None
            self._hand_over(*found)

    def _take_tiles(self, values: Mapping[str, str], large: str) -> None:
        if values.get("way") == HALVES and large:
            paper = self._chosen if Paper(self._chosen).large else large
            self._found = paper, Tiles.halves(Paper(paper))
            return
        try:
            across, down = int(values["across"]), int(values["down"])
        except (KeyError, ValueError) as error:
            raise BadValue("across", "拼贴", f"横排、竖排都要选，每边1到{MOST_TILES}张") from error
        if across * down == 1:
            raise BadValue("across", "拼贴", "横排、竖排都是1张就不用拼，请直接存为 PDF")
        self._found = self._chosen, Tiles(across, down, Paper(values.get("paper", "a4")))


class ScreenDialog(FormDialog):
    """How persons' names are shown where everybody passes by."""

    def __init__(
        self, parent: QWidget, context: Context, take: Callable[[NameMask], object]
    ) -> None:
        words = {NameMask.FULL: "全名", NameMask.MIDDLE: "张*明", NameMask.SURNAME: "张**"}
        choices = tuple((mask.value, words[mask]) for mask in reversed(NameMask))
        ask = Ask("names", "姓名", "choice", default=NameMask.SURNAME.value, choices=choices)
        super().__init__(
            parent, "存为电子屏图片", (ask,), self._keep, today=context.desk.session.today,
            verb="选择文件夹", columns=1,
            hint="每村一组 1920×1080 的图片，放到电子屏上轮播。不能代替公开栏张贴。",
        )  # fmt: skip
        self._hand_over = take
        self._names: NameMask | None = None

    def accept(self) -> None:
        super().accept()
        if self._names is not None:
            names, self._names = self._names, None
            self._hand_over(names)

    def _keep(self, values: Mapping[str, str]) -> None:
        self._names = NameMask(values.get("names", NameMask.SURNAME.value))
