"""写入 U 盘: which drive, what is the matter with it, and how far the writing is."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QProgressBar,
    QRadioButton,
    QStackedWidget,
    QWidget,
)

from gkdesk.sync.drivestate import Action, DriveState, Need, Plugged, Verdict, sized, system_name
from gkdesk.ui import icons
from gkdesk.ui.look import ACCENT, AMBER, GREEN, INK2, INK3, RED, font, px
from gkdesk.ui.widgets.basic import (
    Elided,
    box,
    button,
    card,
    clear,
    column,
    label,
    line,
    notice,
    picture,
    row,
    scrolled,
)

from .write_run import DONE, READ_BACK, STAGES, WriteRun

_FINE = {DriveState.READY, DriveState.OLD_PACKAGE}


class WriteStep(QStackedWidget):
    """Two faces: the drives before the writing, the stages while it runs.

    ``acted`` hands over what a drive's button asks for.
    """

    chosen = Signal()
    acted = Signal(object, object)  # Action, Plugged or None
    by_hand = Signal()

    def __init__(self, run: WriteRun) -> None:
        super().__init__()
        self._run = run
        self._plugged: list[Plugged] = []
        self._group = QButtonGroup(self)
        self._wanted = ""  # the root the clerk chose
        self._told = column(gap=0)
        self._list = column(gap=0)
        self._need = label("", 14, 400, INK2)
        other = button("选别的文件夹…", "link", "folder-open", on=self.by_hand.emit)
        again = button(
            "重新查看", "link", "refresh-cw", on=lambda: self.acted.emit(Action.RETRY, None)
        )
        head = row(label("写到哪个 U 盘", 15, 700), 8, self._need, None, again, 8, other)
        drives = card(column(box(head), line(), box(self._list), gap=8, margins=(18, 12, 18, 12)))
        self.addWidget(scrolled(box(column(box(self._told), drives, None, gap=12))))
        self._build_progress()

    @property
    def choice(self) -> Plugged | None:
        """The drive to write to."""
        for one in self._plugged:
            if one.drive.root and one.drive.root == self._wanted:
                return one
        return None

    @property
    def ready(self) -> bool:
        return self.choice is not None and not self.choice.verdict.blocks

    def show_drives(
        self, plugged: list[Plugged], overall: Verdict, need: Need, wanted: str
    ) -> None:
        """List the drives; ``wanted`` is the one chosen before."""
        self._plugged = plugged
        roots = {one.drive.root for one in plugged}
        good = [one.drive.root for one in plugged if not one.verdict.blocks]
        self._wanted = wanted if wanted in roots else ""
        if not self._wanted and len(good) == 1:
            self._wanted = good[0]
        elif not self._wanted and len(plugged) == 1:
            self._wanted = plugged[0].drive.root
        self._need.setText(f"这一包约 {sized(need.size)}")
        self._fill_told(overall)
        clear(self._list)
        for one in plugged:
            self._list.addWidget(self._row(one))
            self._list.addWidget(line())
        if not plugged:
            words = label(overall.sentence, 15, 400, INK2, wrap=True)
            self._list.addWidget(box(row(picture("usb", 22, INK3), (words, 1), gap=12,
                                         margins=(0, 14, 0, 14))))  # fmt: skip
        self.chosen.emit()

    def show_run(self) -> None:
        """Show the drives or the stages, as the run stands."""
        run = self._run
        self.setCurrentIndex(1 if run.running or run.stage == DONE else 0)
        if run.order is None:
            return
        going = "正在停止……" if run.stopping else "正在写入 U 盘，请勿拔出"
        self._words.setText("写好了，可以拔出 U 盘" if run.stage == DONE else going)
        free = f"，这一包约 {sized(run.order.need.size)}"
        self._drive.say(run.order.name + free)
        self._bar.setMaximum(run.total)
        self._bar.setValue(run.step)
        left = run.seconds_left()
        count = f"{run.step} / {run.total} 项" if run.total and run.stage != READ_BACK else ""
        kept = f"U 盘上已有 {run.kept:.0%}，核对无误，不用重写" if run.kept else ""
        self._count.setText("　".join(part for part in (count, _left(left), kept) if part))
        for stage in self._stages:
            stage.show_run(run)
        slow = run.slow
        self._slow.setVisible(slow is not None)
        self._slow_words.setText(slow.sentence if slow else "")
        self._hint.setVisible(run.running and slow is None)

    def _build_progress(self) -> None:
        self._words = label("", 20, 700)
        self._drive = Elided("", 15, 400, INK2)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(px(8))
        self._bar.setAccessibleName("写入进度")
        self._count = label("", 15)
        self._stages = [_Stage(at, name) for at, name in enumerate(STAGES)]
        stages = box(column(*(part for one in self._stages for part in (one, line())), gap=0))
        head = row(picture("usb", 26, ACCENT), (box(column(self._words, self._drive, gap=2)), 1),
                   gap=14)  # fmt: skip
        inner = card(
            column(
                box(head), self._bar, box(row(self._count, None)), stages, gap=10,
                margins=(20, 16, 20, 12),
            )
        )  # fmt: skip
        hint = "可以先办其他事，写完会在状态栏提醒。停止写入不影响本机数据，U 盘上没写完的会清除。"
        self._hint = notice("blue", "info", (label(hint, 15, wrap=True), 1))
        self._slow_words = label("", 15, wrap=True)
        self._slow = notice("amber", "clock", (self._slow_words, 1))
        self.addWidget(scrolled(box(column(inner, self._hint, self._slow, None, gap=12))))

    def _fill_told(self, overall: Verdict) -> None:
        """Say above the list what went wrong last, else what stands for all drives together."""
        clear(self._told)
        verdict, error = self._run.verdict, self._run.error
        if verdict is not None:
            calm = verdict.state == DriveState.STOPPED
            icon, tone = ("info", "blue") if calm else ("circle-alert", "red")
            act = button(
                verdict.action.label, "accent", on=partial(self.acted.emit, verdict.action, None)
            )
            words = label(verdict.sentence, 15, wrap=True)
            # 继续写入 is the primary button already
            parts = [act] if verdict.action is not Action.RESUME else []
            self._told.addWidget(notice(tone, icon, (words, 1), *parts))
        elif error is not None:
            self._told.addWidget(
                notice("red", "circle-alert", (label(str(error), 15, wrap=True), 1))
            )
        elif overall.state is DriveState.SEVERAL and not self._wanted:
            self._told.addWidget(notice("blue", "info", (label(overall.sentence, 15), 1)))

    def _row(self, one: Plugged) -> QWidget:
        drive, verdict = one.drive, one.verdict
        pick = QRadioButton(drive.name)
        pick.setFont(font(15, 600))
        pick.setAccessibleName(f"{drive.name}，{verdict.sentence}")
        pick.setEnabled(bool(drive.root))
        pick.setChecked(bool(drive.root) and drive.root == self._wanted)
        pick.toggled.connect(partial(self._picked, drive.root))
        self._group.addButton(pick)
        room = f"共 {sized(drive.size)}" if drive.size else ""
        room = f"剩余 {sized(drive.free)}，{room}" if drive.root and room else room
        tone = RED if verdict.blocks else GREEN if verdict.state in _FINE else AMBER
        icon = "circle-alert" if verdict.blocks else "circle-check"
        if tone == AMBER:
            icon = "triangle-alert"
        words = label(verdict.sentence, 15, wrap=True)
        parts: list[QWidget] = []
        if verdict.action is not Action.WRITE:
            act = button(
                verdict.action.label, size=14, on=partial(self.acted.emit, verdict.action, one)
            )
            act.setAccessibleName(f"{verdict.action.label}：{drive.name}")
            parts.append(act)
        told = row(picture(icon, 18, tone, 2), (words, 1), *parts, gap=10, margins=(26, 0, 0, 0))
        head = row(
            pick,
            label(system_name(drive.file_system), 14, 400, INK2),
            None,
            label(room, 14, 400, INK2),
        )
        return box(column(box(head), box(told), gap=4, margins=(0, 8, 0, 10)))

    def _picked(self, root: str, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        if on:
            self._wanted = root
            self.chosen.emit()


def _left(seconds: int) -> str:
    if not seconds:
        return ""
    return f"约剩 {seconds} 秒" if seconds < 90 else f"约剩 {round(seconds / 60)} 分钟"  # noqa: PLR2004


class _Stage(QWidget):
    """One stage of the writing; only what changes is set, it is told many times a second."""

    def __init__(self, at: int, name: str) -> None:
        super().__init__()
        self._at, self._name = at, name
        self._icon = picture("circle", 18, INK3, 2)
        self._words = label(name, 15)
        self._shown: tuple[object, ...] = ()
        self.setLayout(row(self._icon, self._words, None, gap=10, margins=(0, 9, 0, 9)))

    def show_run(self, run: WriteRun) -> None:
        done = self._at < run.stage or run.stage == DONE
        now = self._at == run.stage and not done
        again = self._at == READ_BACK and run.rewritten
        if self._shown == (done, now, again):
            return
        self._shown = (done, now, again)
        icon, colour = ("circle-check", GREEN) if done else ("circle", INK3)
        if now:
            icon, colour = "circle-dot", ACCENT
        told = "，有不一致，已自动重写并通过" if done else "，有不一致，正在重写"
        self._icon.setPixmap(icons.pixmap(icon, 18, colour, 2))
        self._words.setText(self._name + told * again)
        self._words.setFont(font(15, 600 if now else 400))


def folder_of(plugged: Plugged) -> Path:
    return Path(plugged.drive.root)
