"""新建同步包: four steps in the window; everything decided is kept at every step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import isValid

from gkdesk.base.progress import Report
from gkdesk.sync.drivestate import Action, Need, Plugged, Verdict
from gkdesk.sync.model import PackageState
from gkdesk.sync.survey import Stop, Survey
from gkdesk.ui.context import Context
from gkdesk.ui.look import INK3, px
from gkdesk.ui.say import say
from gkdesk.ui.widgets.basic import Elided, action_bar, box, button, column, label, row

from . import wizard_draft
from .check_step import CheckStep
from .choose_step import ChooseStep, KindRows, grouped
from .drive_watch import DriveWatch
from .paper_step import PaperStep
from .step_bar import StepBar
from .wizard_draft import CHECK, CHOOSE, PAPER, STEPS, WRITE, WizardDraft
from .write_run import DONE, Order
from .write_step import WriteStep, folder_of

if TYPE_CHECKING:
    from gkdesk.desk import Desk

T = TypeVar("T")
WIDEST = 1240  # design pixels; wider lines are not read any better


class Wizard(QWidget):
    """``closed`` when the clerk leaves it; the words say what to tell on the first page."""

    closed = Signal(str)
    receipts = Signal(object)  # paths of receipts to take in
    keys = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._run = context.writing()
        self.draft = WizardDraft()
        self.survey: Survey | None = None
        self._asked = 0  # answers to older questions are dropped
        self._busy = ""  # what is being asked
        self._hand: Path | None = None  # a folder chosen by hand
        self._build()
        self._connect()
        self._watch = DriveWatch(self, context)
        self._watch.came_or_went.connect(self._look_at_drives)

    def begin(self) -> None:
        """Open where it was left; a package written meanwhile goes on to its paper."""
        self._run.wizard_open = True
        self.draft = wizard_draft.settled(self._context.desk, self._run.take())
        # before the list of drives there must be a check; what it found is not kept
        if self.draft.step == WRITE and not self.draft.checked and not self._run.running:
            self.draft.step = CHECK
        if self._hand is None and self.draft.folder:
            self._hand = Path(self.draft.folder)
        self._show_step(self.draft.step)

    def reload(self) -> None:
        self._show_step(self.draft.step)

    def primary(self) -> None:
        if self._primary.isEnabled() and self._primary.isVisible():
            self._primary.click()

    def back(self) -> bool:
        """Go one step back; from the first, from the paper and while writing, leave."""
        step = self.draft.step
        if step in (CHOOSE, PAPER) or self._run.running:
            self.leave()
        else:
            self._go(step - 1)
        return True

    def leave(self) -> None:
        """Go to the first page; what was decided is kept, and the writing goes on."""
        wizard_draft.save(self._context.desk, self.draft)
        self._run.wizard_open = False
        self.closed.emit("")

    def to_drives(self) -> None:
        """Go to the drives: a package waits there for its last step."""
        self._go(WRITE)

    # --- building

    def _build(self) -> None:
        self._title = label("新建同步包", 20, 700)
        self._about = Elided("", 14, 400, INK3)
        self._return = button("返回", icon="chevron-left", on=self.leave, tip="返回同步包")
        self._keep = button("存为草稿", icon="save", on=self.leave, tip="随时可以接着做")
        self.bar = StepBar(STEPS)
        self.choose, self.check = ChooseStep(), CheckStep()
        self.write, self.paper = WriteStep(self._run), PaperStep(self._context)
        self._stack = QStackedWidget()
        for step in (self.choose, self.check, self.write, self.paper):
            self._stack.addWidget(step)
        head = box(row(self._return, self._title, 2, (self._about, 1), self._keep, gap=10))
        head.setFixedHeight(px(40))
        inner = box(column(head, self.bar, (self._stack, 1), gap=12, margins=(20, 14, 20, 14)))
        inner.setMaximumWidth(px(WIDEST))
        self._back = button("上一步", icon="chevron-left", on=self.back, tip="Alt+←")
        self._stop = button("停止写入", icon="x", on=self.stop_writing, tip="Esc")
        self._second = button("", on=self._second_clicked)
        self._primary = button("", "primary", on=self._primary_clicked, tip="Ctrl+Enter")
        foot = box(row(self._back, self._stop, None, self._second, self._primary, gap=10))
        foot.setMaximumWidth(px(WIDEST - 40))
        # the stretch beside them only takes what is wider than that
        bar = action_bar((foot, 1000), None)
        self.setLayout(column((box(row((inner, 1000), None, gap=0)), 1), bar, gap=0))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.activated.connect(self.stop_writing)

    def _connect(self) -> None:
        self.choose.changed.connect(self._chosen)
        self.choose.full_wished.connect(self._full_wished)
        self.check.mend.connect(self._mend)
        self.check.leave.connect(self._leave_out)
        self.check.again.connect(self._look)
        self.check.change.connect(partial(self._go, CHOOSE))
        self.check.keys.connect(self.keys)
        self.check.finish.connect(self.to_drives)
        self.write.chosen.connect(self._buttons)
        self.write.acted.connect(self._act)
        self.write.by_hand.connect(self._by_hand)
        self.paper.shown.connect(self._buttons)
        self._run.changed.connect(self._run_changed)
        self._run.written.connect(self._written)

    # --- the steps

    def _go(self, step: int) -> None:
        self.draft.step = step
        wizard_draft.save(self._context.desk, self.draft)
        self._show_step(step)

    def _show_step(self, step: int) -> None:
        self._asked, self._busy = self._asked + 1, ""  # what another step asked is not wanted here
        self.bar.show_step(step)
        self._stack.setCurrentIndex(step)
        self._title_of(step)
        if step == CHOOSE:
            self._survey_anew()
        elif step == CHECK:
            self._look()
        elif step == WRITE:
            if self._run.stage == DONE:
                self._run.forget()
            self.write.show_run()
            self._look_at_drives()
        else:
            self.paper.show_package(self.draft.number)
        self._buttons()

    def _title_of(self, step: int) -> None:
        survey, county = self.survey, self._context.desk.session.organ.county
        number = self.draft.number or (survey.chain.number if survey else "")
        self._title.setText(f"新建同步包 {number}号" if number else "新建同步包")
        after = f"接在{survey.chain.previous}号之后，" if survey and survey.chain.previous else ""
        count = f"{len(survey.going(self.draft.left))}项，" if survey and step > CHOOSE else ""
        self._about.say(f"{after if step < WRITE else count}送{county}政务公开办")

    def _survey_anew(self) -> None:
        full = self.draft.full

        def count(desk: Desk, _report: Report) -> tuple[Survey, dict[str, KindRows]]:
            survey = desk.sync.survey(full=full)
            return survey, grouped(survey)

        self._ask(count, self._surveyed, "正在清点……")

    def _surveyed(self, answer: tuple[Survey, dict[str, KindRows]]) -> None:
        self.survey, kinds = answer
        self.choose.full.blockSignals(True)
        self.choose.full.setChecked(self.draft.full)
        self.choose.full.blockSignals(False)
        self.choose.show_survey(self.survey, kinds, self.draft.left)
        self.draft.left = set(self.choose.left)  # a row may have gone meanwhile
        self._title_of(self.draft.step)
        self._buttons()

    def _chosen(self) -> None:
        self.draft.left, self.draft.checked = set(self.choose.left), ""
        wizard_draft.save(self._context.desk, self.draft)
        self._buttons()

    def _full_wished(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.draft.full, self.draft.checked = on, ""
        wizard_draft.save(self._context.desk, self.draft)
        self._survey_anew()

    def _look(self) -> None:
        self.check.show_looking("正在检查要送的每一条和每个附件……")
        left, full = frozenset(self.draft.left), self.draft.full

        def look(desk: Desk, report: Report) -> Survey:
            return desk.sync.survey(report, without=left, full=full, look=True)

        self._ask(look, self._looked, "正在检查……")

    def _looked(self, survey: Survey) -> None:
        self.survey, self.draft.checked = survey, survey.checked
        wizard_draft.save(self._context.desk, self.draft)
        if self.draft.step == CHECK:
            self.check.show_survey(survey, self.draft.left)
        self._title_of(self.draft.step)
        self._buttons()

    def _mend(self, stop: Stop) -> None:
        wizard_draft.save(self._context.desk, self.draft)
        self._context.go(*stop.place)

    def _leave_out(self, stop: Stop) -> None:
        """Leave a row out this time; what was looked into need not be looked into again."""
        if self.survey is not None:
            self.draft.left.add(stop.key)
            seen, left = self.survey, frozenset(self.draft.left)
            self._ask(
                lambda desk, _report: desk.sync.leave_out(seen, left), self._looked, "正在核对……"
            )

    # --- the drive

    def _look_at_drives(self) -> None:
        if self.draft.step != WRITE or self._run.running:
            return
        hand, left, full = self._hand, frozenset(self.draft.left), self.draft.full

        def look(desk: Desk, _report: Report) -> tuple[list[Plugged], Verdict, Survey]:
            survey = desk.sync.survey(without=left, full=full)
            drives = desk.sync.drives
            found = drives.plugged(survey.need)
            if hand is not None and str(hand) not in {one.drive.root for one in found}:
                found.append(drives.at(hand, survey.need))
            return found, drives.overall(found), survey

        self._ask(look, self._drives_seen, "正在查看 U 盘……", drives=True)

    def _drives_seen(self, seen: tuple[list[Plugged], Verdict, Survey]) -> None:
        if self._run.running:
            return
        plugged, overall, survey = seen
        self.survey = survey
        if not survey.going(self.draft.left) and not survey.chain.unfinished:
            self._go(CHOOSE)
            return
        self.write.show_drives(plugged, overall, survey.need, self.draft.folder)
        self.write.show_run()
        self._title_of(self.draft.step)
        self._buttons()

    def _by_hand(self) -> None:
        folder = say().folder(self, "选择 U 盘上的文件夹")
        if folder is not None:
            self._hand, self.draft.folder = folder, str(folder)
            wizard_draft.save(self._context.desk, self.draft)
            self._run.forget()
            self._look_at_drives()

    def _act(self, action: Action, plugged: Plugged | None) -> None:
        """Do what a drive's button says."""
        one = plugged or self.write.choice
        match action:
            case Action.RESUME:
                self._start()
            case Action.FINISH:
                self._finish(one)
            case Action.RECEIPT if one is not None:
                self.receipts.emit([seen.path for seen in one.contents.receipts])
                self._look_at_drives()
            case Action.OPEN if one is not None and one.drive.root:
                say().open_outside(folder_of(one))
            case Action.CLEAR if one is not None:
                self._clear(one)
            case Action.CHOOSE if plugged is not None:
                self._by_hand()
            case _:
                self._run.forget()
                self._look_at_drives()

    def _clear(self, one: Plugged) -> None:
        names = "、".join(one.contents.leftovers)
        if say().ask(self, f"清理{names}？没写完的包没有用了。", yes="清理", no="先留着"):
            folder = folder_of(one)
            self._context.do_long(
                self, lambda desk, _report: desk.sync.drives.clear_own(folder),
                lambda _count: self._look_at_drives(),
            )  # fmt: skip

    def _start(self) -> None:
        one = self.write.choice
        if one is None or self.survey is None:
            return
        self.draft.folder = one.drive.root
        wizard_draft.save(self._context.desk, self.draft)
        draft = self.draft
        self._run.start(
            Order(
                folder_of(one), one.drive.name, self.survey.need, frozenset(draft.left),
                draft.full, draft.checked,
            )
        )  # fmt: skip

    def _finish(self, one: Plugged | None) -> None:
        """Finish the package that waits for its last step, where it lies now."""
        waiting = [p for p in self._context.desk.sync.packages() if p.state is PackageState.WRITTEN]
        if one is None or not waiting:
            self._look_at_drives()
            return
        order = Order(folder_of(one), one.drive.name, Need(), number=waiting[0].number)
        self._run.start(order)

    def stop_writing(self) -> None:
        """Ask before the writing is stopped."""
        if not self._run.running or self._run.stopping:
            return
        words = "停止写入？"
        more = "U 盘上没写完的文件会清除，本机的内容不变，随时可以继续。"
        if say().ask(self, words, yes="停止写入", no="继续写入", more=more):
            self._run.stop()

    def _run_changed(self) -> None:
        if self.draft.step != WRITE:
            return
        self.write.show_run()
        if not self._run.running and self._run.stage != DONE:
            self._look_at_drives()
        self._buttons()

    def _written(self) -> None:
        """Go on to the paper; who is elsewhere finds it when the wizard is opened again."""
        if self._run.wizard_open:
            self.draft = wizard_draft.settled(self._context.desk, self._run.take())
            self._show_step(self.draft.step)

    # --- the buttons

    def _buttons(self) -> None:
        step, run = self.draft.step, self._run
        writing = step == WRITE and run.running
        self._return.setVisible(not writing)
        self._keep.setVisible(step < WRITE)
        self._back.setVisible(step in (CHECK, WRITE) and not writing)
        self._stop.setVisible(writing)
        self._stop.setEnabled(not run.stopping)
        second, words, ready, why = self._labels(writing=writing)
        self._second.setVisible(bool(second))
        self._second.setText(second)
        self._second.setAccessibleName(second)
        self._primary.setText(words)
        self._primary.setAccessibleName(words)
        self._primary.setEnabled(ready and not self._busy)
        self._primary.setToolTip(why or self._busy or "Ctrl+Enter")
        self._primary.setAccessibleDescription(why)

    def _labels(self, *, writing: bool) -> tuple[str, str, bool, str]:
        """Return the second button's words, the primary's, whether it works, and why not."""
        step, survey, left = self.draft.step, self.survey, self.draft.left
        if step == CHOOSE:
            going = survey.going(left) if survey else []
            why = "" if going else "没有要送县里的内容"
            return "", f"下一步：{STEPS[CHECK]}", bool(going), why
        if step == CHECK:
            if survey is not None and survey.looked and survey.stops(left):
                return "暂不放入此条，继续", "处理此条", True, ""
            ready = survey is not None and survey.looked and not survey.blocked(left)
            ready = ready and bool(survey and survey.going(left))
            why = "" if ready else "先处理检查结果里标红的"
            return "", f"下一步：{STEPS[WRITE]}", ready, why
        if step == WRITE:
            if writing:
                return "", "转到后台继续", True, ""
            again = self._run.verdict is not None
            why = "" if self.write.ready else "先插好一个能写的 U 盘"
            return "", "继续写入" if again else "写入 U 盘", self.write.ready, why
        why = "" if self.paper.ready else "正在出交接单"
        return "存 PDF", "打印交接单并完成", self.paper.ready, why

    def _primary_clicked(self) -> None:
        step = self.draft.step
        if step == CHOOSE:
            self._go(CHECK)
        elif step == CHECK:
            stops = self.survey.stops(self.draft.left) if self.survey else []
            if stops:
                self._mend(stops[0])
            else:
                self._go(WRITE)
        elif step == WRITE and self._run.running:
            self.leave()
        elif step == WRITE:
            self._start()
        elif self.paper.print_paper():
            self._done(f"{self.draft.number}号已写入，交接单已送去打印。等县里的回执。")

    def _second_clicked(self) -> None:
        if self.draft.step == CHECK and self.survey is not None:
            stops = self.survey.stops(self.draft.left)
            if stops:
                self._leave_out(stops[0])
        elif self.draft.step == PAPER:
            self.paper.save_paper()

    def _done(self, words: str) -> None:
        self.draft, self.survey = WizardDraft(self.draft.left, self.draft.full), None
        wizard_draft.save(self._context.desk, self.draft)
        self._run.wizard_open = False
        self.closed.emit(words)

    # --- asking

    def _ask(
        self, work: Callable[[Desk, Report], T], done: Callable[[T], None], words: str,
        *, drives: bool = False,
    ) -> None:  # fmt: skip
        """Ask in the background; only the newest question is answered."""
        self._asked += 1
        ticket, self._busy = self._asked, words

        def newest() -> bool:
            return isValid(self) and ticket == self._asked

        def arrived(answer: T) -> None:
            if newest() and self._context.desk.session.unlocked:
                self._busy = ""
                done(answer)

        def failed(error: Exception) -> None:
            if newest():
                self._busy = ""
                self._buttons()
            self._context.tell(self, error)

        self._context.ask_anyway(work, done=arrived, failed=failed, drives=drives)
        self._buttons()
