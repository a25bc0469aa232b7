"""The import window: a list of steps at the left, one step at a time beside it, the way on at the foot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.services.imports import ImportKind, ImportResult, Opened
from salesdesk.ui.imports.columns_step import ColumnsStep
from salesdesk.ui.imports.first_steps import FileStep, PreviewStep
from salesdesk.ui.imports.last_steps import CheckStep, DoneStep, RulesStep
from salesdesk.ui.imports.pieces import StepList
from salesdesk.ui.imports.plan import ImportPlan
from salesdesk.ui.imports.words_step import WordsStep
from salesdesk.ui.jobs import Job, Progress, Running
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs, theme
from salesdesk.ui.parts.caption import Button, Label, hairline
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.numbers import format_number

T = TypeVar("T")
FILE, PREVIEW, COLUMNS, WORDS, RULES, CHECK, DONE = range(7)
WIDTH, HEIGHT = 1120, 672


class _Step(Protocol):
    def show_plan(self) -> None: ...

    def first_focus(self) -> QWidget | None: ...


class ImportWindow(QDialog):
    """From a file of another program to records of this one, with nothing written before the last step.

    Preview, dry run and import run the same code of the desk, beside the window, and can be stopped.
    """

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        kind: ImportKind = ImportKind.CLIENTS,
        source: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.ctx, self.plan = ctx, ImportPlan(kind)
        self.at = self.reached = FILE
        self._job: Job[Any] | None = None
        self._running: Running | None = None
        self.setModal(True)
        self.file, self.preview = FileStep(self.plan), PreviewStep(self.plan)
        self.columns, self.words = ColumnsStep(self.plan, ctx), WordsStep(self.plan, ctx)
        self.rules, self.check, self.done_step = RulesStep(self.plan), CheckStep(self.plan), DoneStep(self.plan)
        self._build()
        self.file.changed.connect(self._on_file)
        self.preview.reread.connect(self._on_reread)
        self.done_step.rejects_wanted.connect(self._on_rejects)
        self.done_step.undo_wanted.connect(self._on_undo)
        self.done_step.again_wanted.connect(self._on_again)
        ctx.jobs.finished.connect(self._on_finished)
        if source is not None:
            self.file.take(source)
        self.show_step(FILE)

    # public

    def show_step(self, at: int) -> None:
        """Come to a step and show the plan there."""
        self.at = at
        self.reached = max(self.reached, at)
        self.steps.show_step(at, self.reached, locked=at == DONE)
        self.heading.set_caption(self._names()[at])
        self.say_problem("")
        step = self._step(at)
        step.show_plan()
        self.stack.setCurrentIndex(at)
        self._dress_foot()
        (step.first_focus() or self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    def say_problem(self, sentence: str) -> None:
        """Say at the foot what stands in the way; "" takes it away."""
        self.problem.set_caption(sentence)
        self.problem.setVisible(bool(sentence))

    def go_on(self) -> None:
        """To the next step, if this one is complete."""
        if self._running is not None or not self.next.isEnabled():
            return
        self.say_problem("")
        go = {FILE: self._open, PREVIEW: self._to_columns, COLUMNS: self._to_words, WORDS: self._to_rules}
        go |= {RULES: self._check, CHECK: self._import, DONE: self.accept}
        go[self.at]()

    def go_back(self) -> None:
        """To the step before."""
        if self._running is None and FILE < self.at < DONE:
            self.show_step(self._before(self.at))

    def retranslate(self) -> None:
        """Say the steps in the present language."""
        self.setWindowTitle(_("Import"))
        self.steps.name(self._names())

    # what Qt asks

    def reject(self) -> None:
        if self._running is not None:
            self._running.progress.cancel()
            return
        super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        room = self.screen().availableGeometry()
        look = theme.tokens()
        self.resize(min(look.px(WIDTH), int(room.width() * 0.96)), min(look.px(HEIGHT), int(room.height() * 0.92)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton) and focused.isEnabled():
                focused.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.show_step(self.at)
        super().changeEvent(event)

    # handlers

    def _on_file(self) -> None:
        self.reached = self.at
        self.words.forget()
        self.show_step(FILE)
        if self.plan.source is not None:
            self.next.setFocus()

    def _on_reread(self) -> None:
        self.reached = PREVIEW
        self._open()

    def _on_wanted(self, at: int) -> None:
        if self._running is None and at <= self.reached and self.at != DONE and at != self.at:
            self.show_step(at)

    def _on_finished(self, running: Running) -> None:
        """Also a job that was stopped comes here; nothing of it is left in the file."""
        if running.job is self._job:
            self._job = self._running = None
            self._ticking.stop()
            self.bar.hide()
            self.doing.hide()
            self._dress_foot()
            if running.progress.cancelled:
                self.say_problem(_("Stopped. Nothing was written."))

    def _on_tick(self) -> None:
        if self._running is not None:
            self.bar.setRange(0, self._running.progress.total)
            self.bar.setValue(self._running.progress.done)

    def _on_failed(self, refused: Refused) -> None:
        self.say_problem(say(refused))

    def _on_rejects(self) -> None:
        result, source = self.plan.result, self.plan.source
        if result is None or source is None:
            return
        proposal = source.with_name(_("{name} rejected").format(name=source.stem) + ".csv")
        out = dialogs.save_file(self, _("Save the rejected rows"), proposal=proposal, kinds="CSV (*.csv)")
        if out is None:
            return
        try:
            self.ctx.desk.imports.write_rejects(result, out)
        except Refused as refused:
            self._on_failed(refused)
            return
        self.done_step.said.set_caption(
            _("Saved as {name}: mend it there, then import it again.").format(name=out.name)
        )

    def _on_undo(self) -> None:
        try:
            self.ctx.desk.undo()
        except Refused as refused:
            self._on_failed(refused)
            return
        self.done_step.say_undone()
        self.next.setFocus()

    def _on_again(self) -> None:
        """Another file (the mended rejects, most likely) of the same kind, by the same rules."""
        self.plan.source = None
        self.plan.read_anew(type(self.plan.reading)())
        self.words.forget()
        self.reached = FILE
        self.show_step(FILE)

    # the way from step to step

    def _open(self) -> None:
        if self.plan.opened is not None:
            self.show_step(PREVIEW)
            return
        wish, imports = self.plan.wish(), self.ctx.desk.imports

        def work(_progress: Progress) -> Opened:
            with imports.apart() as apart:
                return apart.open(wish)

        self._run(Job(_("Reading the file"), work), self._on_opened)

    def _on_opened(self, opened: Opened) -> None:
        self.plan.opened, self.plan.checked = opened, None
        self.words.forget()
        self.show_step(PREVIEW)

    def _to_columns(self) -> None:
        self.show_step(COLUMNS)

    def _to_words(self) -> None:
        problem = self.columns.problem()
        if problem:
            self.say_problem(problem)
            self.columns.first_focus().setFocus()
            return
        self.words.forget()
        self.show_step(WORDS if self.words.look() else RULES)

    def _to_rules(self) -> None:
        self.show_step(RULES)

    def _check(self) -> None:
        if self.plan.checked is not None:
            self.show_step(CHECK)
            return
        self._take(_("Looking at every row"), self._on_checked, dry_run=True)

    def _on_checked(self, result: ImportResult) -> None:
        self.plan.checked = result
        self.show_step(CHECK)

    def _import(self) -> None:
        self._take(_("Importing"), self._on_imported, dry_run=False)

    def _on_imported(self, result: ImportResult) -> None:
        self.plan.result = self.ctx.desk.imports.tell(result)
        self.show_step(DONE)

    def _take(self, title: str, done: Callable[[ImportResult], None], *, dry_run: bool) -> None:
        wish, opened, imports = self.plan.wish(), self.plan.opened, self.ctx.desk.imports

        def work(progress: Progress) -> ImportResult:
            with imports.apart() as apart:
                return apart.take(wish, dry_run=dry_run, opened=opened, step=progress.step)

        self._run(Job(title, work, writes=not dry_run), done)

    def _run(self, job: Job[T], done: Callable[[T], None]) -> None:
        self.doing.set_caption(job.title)
        self.doing.show()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        self._ticking.start()
        self._job = job
        self.cancel.set_caption(lambda: _("Stop"))
        running = self.ctx.jobs.run(job, done, self._on_failed)
        self._running = running if self._job is job else None

    def _before(self, at: int) -> int:
        return COLUMNS if at == RULES and not self.words.unknown else at - 1

    # private

    def _step(self, at: int) -> _Step:
        steps: tuple[_Step, ...] = (
            *(self.file, self.preview, self.columns, self.words),
            *(self.rules, self.check, self.done_step),
        )
        return steps[at]

    @staticmethod
    def _names() -> list[str]:
        return [
            *(_("File"), _("Preview"), _("Columns"), _("Words")),
            *(_("Rule"), _("Check"), _("Result")),
        ]

    def _dress_foot(self) -> None:
        """The words of the way on, and whether it is open."""
        self.back.setVisible(FILE < self.at < DONE)
        self.back.setEnabled(True)
        self.cancel.setVisible(self.at != DONE)
        self.cancel.set_caption(lambda: _("Cancel"))
        self.next.setEnabled(self._may_go_on())
        checked = self.plan.checked
        if self.at == CHECK and checked is not None:
            n = checked.created + checked.updated
            words = ngettext("Import {n} row", "Import {n} rows", n).format(n=format_number(n))
            self.next.set_caption(words)
        elif self.at == RULES:
            self.next.set_caption(lambda: _("Check"))
        else:
            self.next.set_caption((lambda: _("Close")) if self.at == DONE else (lambda: _("Next")))

    def _may_go_on(self) -> bool:
        if self.at == FILE:
            return self.plan.source is not None
        if self.at == CHECK and self.plan.checked is not None:
            return self.plan.checked.created + self.plan.checked.updated > 0
        return True

    def _build(self) -> None:
        self.steps = StepList()
        self.steps.wanted.connect(self._on_wanted)
        self.heading = Label("", "heading")
        self.stack = QStackedWidget()
        for at in range(DONE + 1):
            step = self._step(at)
            if isinstance(step, QWidget):
                self.stack.addWidget(step)
        self.problem, self.doing = Label("", "problem"), Label("", "small")
        self.problem.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.tokens().px(200))
        self.back = Button(lambda: _("Back"), tip="Alt+←")
        self.cancel = Button(lambda: _("Cancel"), tip="Esc")
        self.next = Button(lambda: _("Next"), "primary", tip="Ctrl+Enter")
        self.back.clicked.connect(self.go_back)
        self.cancel.clicked.connect(self.reject)
        self.next.clicked.connect(self.go_on)
        for keys, run in (("Ctrl+Return", self.go_on), ("Ctrl+Enter", self.go_on), ("Alt+Left", self.go_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self._ticking = QTimer(self, interval=100)
        self._ticking.timeout.connect(self._on_tick)
        self._lay_out()
        self.retranslate()
        for part in (self.problem, self.doing, self.bar):
            part.hide()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 12)
        foot.setSpacing(8)
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.doing)
        foot.addWidget(self.bar)
        foot.addStretch()
        for button in (self.cancel, self.back, self.next):
            foot.addWidget(button)
        right = QVBoxLayout()
        right.setContentsMargins(24, 16, 24, 12)
        right.setSpacing(12)
        right.addWidget(self.heading)
        right.addWidget(self.stack, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.steps)
        upper.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(hairline())
        whole.addLayout(foot)
