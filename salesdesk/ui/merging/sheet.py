"""The sheet of a merge: files of others, what each would bring, and after it what it has brought."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet
from salesdesk.domain.errors import Refused
from salesdesk.places import documents
from salesdesk.services.merging import Gathered, Merged, MergeReport
from salesdesk.services.safety import NeedsPassphrase, unlock
from salesdesk.ui import ways_back
from salesdesk.ui.jobs import Job, Progress, Running
from salesdesk.ui.merging.conflicts import ConflictsSheet
from salesdesk.ui.merging.rows import FileRow, columns, rows_of
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.numbers import format_number

LOOK_EVERY_MS = 200


class MergeFilesSheet(Sheet):
    """Files by dialog, by dropping, or given. Nothing is written before *Merge*; afterwards Undo stands beside it."""

    def __init__(self, ctx: PageContext, parent: QWidget, paths: Sequence[Path] = ()) -> None:
        super().__init__(lambda: _("Merge files"), parent, save=self._verb, width=1120)
        self.ctx, self._window = ctx, parent
        self.paths: list[Path] = []
        self._asked: set[Path] = set()
        self.merged: Merged | None = None
        self._gathered: Gathered | None = None
        self._running: Running | None = None
        self._build()
        self.setAcceptDrops(True)
        ctx.jobs.finished.connect(self._on_finished)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._say_progress)
        self._show([])
        if paths:
            self.add(paths)

    # public

    def add(self, paths: Sequence[Path]) -> None:
        """Look at these files too."""
        self.paths = list(dict.fromkeys([*self.paths, *(path.resolve() for path in paths)]))
        self._drop()
        self.show_problem("")
        wanted, merging = list(self.paths), self.ctx.desk.merging

        def work(progress: Progress) -> tuple[Gathered, MergeReport]:
            gathered = merging.gather(wanted, progress.step)
            try:
                seen = merging.preview(gathered, progress.step) if gathered.files else MergeReport(0, 0, ())
            except BaseException:
                gathered.drop()
                raise
            return gathered, seen

        self._run(Job(_("Looking through the files"), work), self._on_looked)

    def save(self) -> bool:
        """Merge; when that is done, close."""
        if self.merged is not None:
            return True
        gathered = self._gathered
        if gathered is None or not gathered.files or self._running is not None:
            return False
        merging = self.ctx.desk.merging

        def work(progress: Progress) -> Merged:
            return merging.merge(gathered, progress.step)

        self._run(Job(_("Merging"), work, writes=True), self._on_merged)
        return False

    def first_field(self) -> QWidget | None:
        return self.save_button if self.save_button.isEnabled() else self.add_files

    # what Qt asks

    def reject(self) -> None:
        if self._running is not None:
            self._running.progress.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        self._drop()
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.merged is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self._running is None:
            event.acceptProposedAction()
            self.add(paths)

    # handlers

    def _on_add(self) -> None:
        if not self.add_files.isEnabled() or self.merged is not None:
            return
        folder = self.paths[-1].parent if self.paths else documents()
        kinds = _("SalesDesk files (*.salesdesk)")
        if paths := dialogs.open_files(self, _("Which files?"), folder=folder, kinds=kinds):
            self.add(paths)

    def _on_looked(self, found: tuple[Gathered, MergeReport]) -> None:
        self._gathered, seen = found
        rows = [FileRow((number,), one.name, one) for number, one in enumerate(seen.files)]
        for row, one in zip(list(rows), self._gathered.files, strict=True):
            if one.problems:
                rows[rows.index(row)] = FileRow(row.id, row.name, row.report, say(one.problems[0]))
        for path in self._gathered.unchanged:
            rows.append(FileRow((path,), path.name, self.ctx.desk.merging.known_one(path)))
        for path, refused in self._gathered.refused.items():
            rows.append(FileRow((path,), path.name, problem=say(refused)))
        self._show(rows)
        if self._unlocked():
            self.add(())
            return
        self.said.set_caption(_sum(seen) if seen.files else _("There is nothing to merge in these files."))
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unlocked(self) -> bool:
        """Ask once for the passphrase of each protected file; whether any is open now."""
        refused = self._gathered.refused if self._gathered else {}
        locked = [path for path, why in refused.items() if isinstance(why, NeedsPassphrase) and path not in self._asked]
        found = False
        for path in locked:
            self._asked.add(path)
            words = dialogs.ask_text(self, _("Passphrase of {name}").format(name=path.name), secret=True)
            if words:
                try:
                    unlock(path, words)
                    found = True
                except Refused as wrong:
                    self._asked.discard(path)
                    self.show_problem(say(wrong))
        return found

    def _on_merged(self, merged: Merged) -> None:
        self.merged = merged
        self._drop()
        change = self.ctx.desk.merging.tell(merged)
        self._show(rows_of(merged.report))
        self.said.set_caption(_brought(merged.report))
        if change:
            self.ctx.notify.done(change)
        self.add_files.hide()
        self.earlier.hide()
        self.cancel_button.hide()
        self.undo_button.setVisible(bool(change))
        waiting = self.ctx.desk.merging.conflict_count()
        self.conflicts.setVisible(bool(waiting))
        self.conflicts.set_caption(
            ngettext("Decide {n} conflict…", "Decide {n} conflicts…", waiting).format(n=format_number(waiting))
        )
        (self.conflicts if waiting else self.save_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_row(self, _row_id: object) -> None:
        """All that there is to know of the file in view; its line has no room for it."""
        row = self.rows.row_at(self.table.currentIndex().row())
        self.notes.set_caption(row.notes if row else "")

    def _on_failed(self, refused: Refused) -> None:
        self.said.set_caption("")
        self.show_problem(say(refused))

    def _on_finished(self, running: Running) -> None:
        """Looked at, merged, refused or stopped."""
        if self._running is not None and running.job is self._running.job:
            self._running = None
            self._timer.stop()
            self.said.set_caption("")
            self._dress()

    def _on_undo(self) -> None:
        if self.merged is not None:
            take_back(self.ctx, self.merged.report, self._on_not_undone)
            self.accept()

    def _on_not_undone(self, refused: Refused) -> None:
        self.ctx.notify.problem(say(refused))

    def _on_conflicts(self) -> None:
        window = self._window
        self.accept()
        ConflictsSheet(self.ctx, window).show_over()

    def _on_earlier(self) -> None:
        EarlierMergesSheet(self.ctx, self).show_over()

    # private

    def _build(self) -> None:
        self.said = Label("", "soft")
        self.said.setWordWrap(True)
        self.rows = RowsModel[FileRow](columns(), self)
        self.table = TableView(self.rows, lambda: _("Files"))
        self.table.setMinimumHeight(300)
        hint = _("Choose the files of your colleagues, or drop them here.")
        rest = _("They are never changed, and merging them again, in any order, comes to the same.")
        self.table.set_empty(EmptyState(f"{hint}\n{rest}"))
        self.notes = Label("", "soft")
        self.notes.setWordWrap(True)
        self.table.current_changed.connect(self._on_row)
        self.add_files = Button(lambda: _("Add files…"), tip="Ctrl+O")
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self._on_add)
        self.add_files.clicked.connect(self._on_add)
        self.earlier = Button(lambda: _("Earlier merges…"))
        self.earlier.clicked.connect(self._on_earlier)
        self.undo_button = Button(lambda: _("Undo this merge"))
        self.undo_button.clicked.connect(self._on_undo)
        self.conflicts = Button("")
        self.conflicts.clicked.connect(self._on_conflicts)
        for button in (self.add_files, self.earlier, self.undo_button, self.conflicts):
            self.add_button(button)
        self.undo_button.hide()
        self.conflicts.hide()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.said, 1)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        self.set_body(body)

    def _run(self, job: Job[Any], done: Any) -> None:
        self.said.set_caption(f"{job.title}…")
        self._dress(busy=True)
        running = self.ctx.jobs.run(job, done, self._on_failed)
        if self.ctx.jobs.is_running(running):  # done already where jobs are done at once
            self._running = running
            self._timer.start()
        else:
            self._dress()

    def _say_progress(self) -> None:
        running = self._running
        if running is not None and running.progress.total > 1:
            done, total = format_number(running.progress.done), format_number(running.progress.total)
            words = _("{what}: {done} of {total}")
            self.said.set_caption(words.format(what=running.job.title, done=done, total=total))

    def _verb(self) -> str:
        return _("Close") if getattr(self, "merged", None) is not None else _("Merge")

    def _dress(self, *, busy: bool = False) -> None:
        self.add_files.setEnabled(not busy)
        self.earlier.setEnabled(not busy)
        ready = self.merged is not None or bool(self._gathered and self._gathered.files)
        self.save_button.setEnabled(ready and not busy)
        self.save_button.set_caption(self._verb)

    def _show(self, rows: Sequence[FileRow]) -> None:
        self.rows.show(FixedRows(rows))
        self.table.select_first()
        self._on_row(None)
        self._dress()

    def _drop(self) -> None:
        if self._gathered is not None:
            self._gathered.drop()
            self._gathered = None


def take_back(ctx: PageContext, report: MergeReport, failed: Callable[[Refused], None]) -> None:
    """Undo a merge, beside the window where it was a big one, and say what came of it."""

    def done(change: ChangeSet) -> None:
        ctx.notify.tell(ways_back.said(change, again=False))

    ways_back.go(ctx.desk, ctx.jobs, ctx.desk.merging.way_back(report), done, failed)


class EarlierMergesSheet(Sheet):
    """What earlier merges brought; each can be taken back."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        super().__init__(lambda: _("Earlier merges"), parent, save=lambda: _("Close"), width=1120)
        self.ctx, self._left = ctx, False
        self.finished.connect(self._on_left)
        self.cancel_button.hide()
        self.undo_button = Button(lambda: _("Undo this merge"))
        self.undo_button.clicked.connect(self._on_undo)
        self.add_button(self.undo_button)
        self.rows = RowsModel[FileRow](columns(merged=True), self)
        self.table = TableView(self.rows, lambda: _("Files"))
        self.table.setMinimumHeight(360)
        self.table.set_empty(EmptyState(lambda: _("Nothing has been merged into this file yet.")))
        body = QWidget()
        column = QVBoxLayout(body)
        column.addWidget(self.table)
        self.set_body(body)
        self.reports = ctx.desk.merging.reports()
        self.rows.show(FixedRows([row for report in self.reports for row in rows_of(report)]))
        self.table.select_first()
        self.undo_button.setEnabled(bool(self.reports) and not ctx.desk.read_only)

    def first_field(self) -> QWidget:
        return self.table

    def _on_undo(self) -> None:
        row = self.rows.row_at(self.table.currentIndex().row())
        report = next((one for one in self.reports if row and (one.hlc, one.act) == row.id[:2]), None)
        if report is None:
            return
        self.show_problem("")
        take_back(self.ctx, report, self._on_not_undone)

    def _on_not_undone(self, refused: Refused) -> None:
        if self._left:
            self.ctx.notify.problem(say(refused))
        else:
            self.show_problem(say(refused))

    def _on_left(self, _result: int) -> None:
        self._left = True


def _sum(seen: MergeReport) -> str:
    words = _("New: {new} · changed: {changed} · the same: {same} · conflicts: {conflicts}. Nothing is written yet.")
    return _filled(words, seen)


def _brought(report: MergeReport) -> str:
    if not report.total("new") and not report.total("changed"):
        return _("Merged. Nothing of it was new.")
    return _filled(_("Merged. New: {new} · changed: {changed} · the same: {same} · conflicts: {conflicts}."), report)


def _filled(words: str, report: MergeReport) -> str:
    names = ("new", "changed", "same", "conflicts")
    return words.format(**{name: format_number(report.total(name)) for name in names})
