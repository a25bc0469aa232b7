"""The verbs around the passphrase of the open file, and the way of a file from one protection to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.ui import late
from salesdesk.ui.jobs import Job, Progress, Running
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.numbers import format_date

if TYPE_CHECKING:
    from salesdesk.services.safety import NewPassphrase


class Protecting(QObject):
    """Looks after the protection of the file in the window.

    `closing` before it is written anew; `written` then carries its path, to be opened again.
    """

    closing = Signal()
    written = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._under_way: tuple[Job[None], Path] | None = None
        self._said = ""
        window.jobs.finished.connect(self._on_finished)
        verbs = window.verbs
        verbs.add("file_protect", N_("Protect with a passphrase…"), self.give)
        verbs.add("file_passphrase", N_("Change the passphrase…"), self.give)
        verbs.add("file_no_passphrase", N_("Remove the passphrase…"), self.take_away)
        verbs.add("file_remember", N_("Remember the passphrase on this computer"), self.remember)
        verbs.add("file_forget", N_("Forget the passphrase on this computer"), self.forget)
        self.show_verbs()

    def opened(self) -> None:
        """A file is open: offer what can be done, and bring backups that are still readable under its key."""
        self.show_verbs()
        desk = self._window.desk
        if desk is None:
            return
        if before := desk.safety.backups_of_before():
            sentence = ngettext(
                "{n} backup, of {day}, is still under an earlier passphrase. Name that in “Backups…”.",
                "{n} backups, the newest of {day}, are still under an earlier passphrase. Name that in “Backups…”.",
                len(before),
            )
            day = format_date(before[0].made_at.astimezone().date())
            self._window.notices.problem(sentence.format(n=len(before), day=day))
        if not desk.safety.backups_to_protect():
            return
        protected = desk.safety.protected

        def work(progress: Progress) -> int:
            return desk.safety.protect_backups(progress.step)

        def done(count: int) -> None:
            sentence = ngettext(
                "{n} backup is protected now as the file is.", "{n} backups are protected now as the file is.", count
            )
            if count and protected:
                self._window.notices.tell(f"{self._said} {sentence.format(n=count)}".strip())

        self._window.jobs.run(Job(_("Protecting the backups"), work), done)

    def show_verbs(self) -> None:
        """Which of the verbs mean something for the file that is open."""
        desk = self._window.desk
        writable = desk is not None and not desk.read_only
        protected = desk is not None and desk.safety.protected
        for key, possible in (
            ("file_protect", writable and not protected),
            ("file_passphrase", writable and protected),
            ("file_no_passphrase", writable and protected),
            ("file_remember", protected),
            ("file_forget", protected),
        ):
            self._window.verbs[key].setEnabled(possible)
            self._window.verbs[key].setVisible(possible)

    def give(self) -> None:
        """Choose a passphrase, keep the recovery code, protect the file."""
        desk = self._window.desk
        if desk is None or not self._window.may_write():
            return
        sheet = late.sheet("PassphraseSheet")(desk, self._window)
        sheet.accepted.connect(lambda: self._show_code(sheet.chosen, desk.path))
        sheet.show_over()

    def take_away(self) -> None:
        """Back to a plain file."""
        desk = self._window.desk
        if desk is None or not self._window.may_write():
            return
        sheet = late.sheet("NoPassphraseSheet")(desk, self._window)
        title, said = _("Removing the passphrase"), _("The passphrase is removed.")
        sheet.accepted.connect(lambda: self._write(desk.path, None, title, said))
        sheet.show_over()

    def remember(self) -> None:
        """Keep the key in the keyring of this computer."""
        self._with_keyring("remember", _("This computer opens the file without asking."))

    def forget(self) -> None:
        """Take the key out of it."""
        self._with_keyring("forget_remembered", _("This computer asks for the passphrase again."))

    def _with_keyring(self, verb: str, said: str) -> None:
        from salesdesk.services import safety

        desk = self._window.desk
        if desk is None:
            return
        try:
            if verb == "remember":
                safety.remember(desk.path)
            else:
                safety.forget_remembered(desk.path)
        except Refused as refused:
            self._window.notices.problem(say(refused))
        else:
            self._window.notices.tell(said)

    def _show_code(self, new: NewPassphrase | None, path: Path) -> None:
        if new is None:
            return
        sheet = late.sheet("RecoveryCodeSheet")(new.code, path.name, self._window.jobs, self._window)
        title, said = _("Protecting the file"), _("The file is protected.")
        sheet.accepted.connect(lambda: self._write(path, new, title, said))
        sheet.show_over()

    def _write(self, path: Path, new: NewPassphrase | None, title: str, said: str) -> None:
        """Close the file, write it anew beside the window, open it again."""
        from salesdesk.services import safety

        def work(progress: Progress) -> None:
            safety.protect(path, new, progress.step)

        self._said = ""
        self.closing.emit()
        self._window.close_desk()
        self._window.show_opening(title)
        job = Job(title, work)
        self._under_way = (job, path)
        self._window.jobs.run(job, lambda _nothing: self._tell(said), self._on_refused)

    def _on_finished(self, running: Running) -> None:
        """Done, refused or stopped: the file is the one or the other, whole."""
        if self._under_way is not None and running.job is self._under_way[0]:
            path, self._under_way = self._under_way[1], None
            self.written.emit(path)

    def _tell(self, said: str) -> None:
        self._said = said
        self._window.notices.tell(said)

    def _on_refused(self, refused: Refused) -> None:
        dialogs.tell(self._window, _("The passphrase was not changed."), detail=say(refused), problem=True)
