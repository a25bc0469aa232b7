"""Nothing is lost: backups on opening and every half hour, restoring one, checking the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from salesdesk.domain.errors import FileDamaged, Refused
from salesdesk.domain.text import N_
from salesdesk.ui import late
from salesdesk.ui.jobs import Job, Progress, Running
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs
from salesdesk.words.i18n import _, ngettext, say

if TYPE_CHECKING:
    from salesdesk.services.backups import Backup, CheckReport, Reason
    from salesdesk.services.desk import Desk

LOOK_EVERY_MS = 60_000
OFFERED = 8
"""How many problems are told at once."""


class Keeping(QObject):
    """Looks after the file that is open in the window.

    `restored` carries the path of a file made from a backup, `reading` that of a backup to be looked at; `damaged` the
    path of the file and what is wrong with it.
    """

    restored = Signal(object)
    reading = Signal(object)
    damaged = Signal(object, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._backing_up: Job[Backup] | None = None
        window.jobs.finished.connect(self._on_finished)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        window.verbs.add("file_backup", N_("Back up now"), self.back_up)
        window.verbs.add("file_restore", N_("Backups…"), self.show_backups)
        window.verbs.add("file_check", N_("Check this file"), self.check)

    def opened(self) -> None:
        """A file was opened: keep a copy of how it was found."""
        from salesdesk.services.backups import Reason

        desk = self._window.desk
        if desk is not None and not desk.read_only:
            self._make(desk, Reason.OPEN)

    def look(self) -> None:
        """Whether half an hour of work is to be kept."""
        from salesdesk.services.backups import Reason

        desk = self._window.desk
        if desk is not None and self._backing_up is None and desk.backups.due():
            desk.keep(closing=False)
            self._make(desk, Reason.WORK)

    def back_up(self) -> None:
        """Keep a copy now, because the user asks."""
        from salesdesk.services.backups import Reason

        desk = self._window.desk
        if desk is not None and self._backing_up is None:
            self._make(desk, Reason.ASKED, tell=True)

    def show_backups(self) -> None:
        """The backups of this file, what they hold, and the way back."""
        if self._window.context is not None:
            sheet = late.sheet("BackupsSheet")(self._window.context, self._window)
            sheet.restoring.connect(self.restore)
            sheet.reading.connect(self.reading)
            sheet.show_over()

    def restore(self, backup: Path) -> None:
        """Make a new file from a backup, beside the present one, and open it."""
        desk = self._window.desk
        if desk is None:
            return
        stem = _("{file} restored").format(file=desk.path.stem)
        proposal = desk.path.with_name(f"{stem}{desk.path.suffix}")
        out = dialogs.save_file(
            self._window, _("Where to?"), proposal=proposal, kinds=_("SalesDesk files (*.salesdesk)")
        )
        if out is not None:
            self._restore(backup, out)

    def check(self) -> None:
        """Look through the whole file and say what was found."""
        from salesdesk.services.backups import check

        desk = self._window.desk
        if desk is not None:
            path = desk.path
            self._window.jobs.run(Job(_("Checking the file"), lambda progress: check(path)), self._on_checked)

    def _make(self, desk: Desk, reason: Reason, *, tell: bool = False) -> None:
        def work(progress: Progress) -> Backup:
            return desk.backups.make(reason, progress.step)

        job = self._backing_up = Job(_("Backing up"), work)
        self._window.jobs.run(job, self._on_asked if tell else self._on_made, self._on_not_made)

    def _restore(self, backup: Path, out: Path) -> None:
        from salesdesk.services.backups import restore

        def work(_progress: Progress) -> Path:
            restore(backup, out)
            return out

        self._window.jobs.run(Job(_("Restoring"), work), self.restored.emit)

    def _on_finished(self, running: Running) -> None:
        """Made, refused or stopped by the user: the next one may begin."""
        if running.job is self._backing_up:
            self._backing_up = None

    def _on_made(self, _backup: Backup) -> None:
        self._window.status.refresh()

    def _on_asked(self, backup: Backup) -> None:
        self._on_made(backup)
        self._window.notices.tell(_("Backed up."))

    def _on_not_made(self, refused: Refused) -> None:
        if isinstance(refused, FileDamaged) and self._window.desk is not None:
            self.damaged.emit(self._window.desk.path, refused)
            return
        self._window.notices.problem(_("No backup was made: {reason}").format(reason=say(refused)))

    def _on_checked(self, report: CheckReport) -> None:
        if report.ok:
            self._window.notices.tell(_("The file is sound."))
            return
        found = len(report.problems)
        message = ngettext("{n} problem was found.", "{n} problems were found.", found).format(n=found)
        detail = "\n".join(say(problem) for problem in report.problems[:OFFERED])
        if report.damaged and self._window.desk is not None:
            sentence = N_("{name} is damaged. Nothing was changed; restore a backup.")
            self.damaged.emit(self._window.desk.path, FileDamaged(sentence, name=self._window.desk.path.name))
            return
        dialogs.tell(self._window, message, detail=detail, problem=True)
