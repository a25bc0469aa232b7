"""Publishing from the window: on demand with one click, every evening and at the end by itself; a word on where a
live file had better not lie."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Extent
from salesdesk.domain.text import N_
from salesdesk.settings import SettingsFile
from salesdesk.ui import late
from salesdesk.ui.jobs import Job, Progress, Running
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs
from salesdesk.words.held import only_words
from salesdesk.words.i18n import _, say

if TYPE_CHECKING:
    from salesdesk.domain.text import Text
    from salesdesk.services.desk import Desk
    from salesdesk.services.publishing import Snapshot
    from salesdesk.services.safety import NewPassphrase

LOOK_EVERY_MS = 60_000
AGAIN = timedelta(minutes=30)
"""A folder that could not be reached is tried again by itself after so long."""


class PublishControl(QObject):
    """Looks after the published copy of the file in the window."""

    def __init__(self, window: MainWindow, settings: SettingsFile) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._job: Job[Snapshot] | None = None
        self._failed_at: datetime | None = None
        self._ending = False
        window.jobs.finished.connect(self._on_finished)
        window.verbs.add("publish", N_("Publish"), self.publish)
        window.verbs.add("publish_how", N_("How to publish…"), self.show_sheet)
        window.team.publishing.connect(self.publish)
        window.installEventFilter(self)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def folder(self) -> Path | None:
        """Where the file in the window is published; None until a folder was chosen for it."""
        kept, desk = self._settings.settings, self._window.desk
        if desk is None or not kept.publish_folder or kept.publish_file != str(desk.path):
            return None
        return Path(kept.publish_folder)

    def extent(self) -> Extent:
        """How much of the file is published. Raises Refused where what was chosen cannot be read any more."""
        try:
            return Extent.from_text(self._settings.settings.publish_part)
        except ValueError:
            raise Refused(N_("How much of the file is published has to be chosen again.")) from None

    def opened(self) -> None:
        """A file was opened: say so where it lies badly, and where the end of the last day left an old copy."""
        desk = self._window.desk
        self._failed_at = None
        if desk is None or desk.read_only:
            return
        if self.folder is not None and self._settings.settings.publish_failed:
            self._settings.keep(publish_failed=False)
            self._window.notices.problem(
                _("When the program was closed last, your file was not published: others read an older copy.")
            )

        def work(_progress: Progress) -> Text | None:
            return desk.publishing.warning()

        def done(warning: Text | None) -> None:
            if warning is not None:
                self._window.notices.problem(say(warning))

        self._window.jobs.run(Job(_("Looking where the file lies"), work), done)

    def publish(self) -> None:
        """Publish now; the first time, ask where to."""
        folder = self.folder
        if self._job is not None or not self._window.may_write():
            return
        if folder is None:
            self.show_sheet()
            return
        try:
            self.publish_to(folder, self.extent())
        except Refused as refused:
            self._window.notices.problem(say(refused))
            self.show_sheet()

    def publish_to(
        self, folder: Path, extent: Extent, new: NewPassphrase | None = None, *, by_itself: bool = False
    ) -> None:
        """Put a checked copy of so much into this folder, beside the work."""
        desk = self._window.desk
        if desk is None or self._job is not None:
            return

        def work(progress: Progress) -> Snapshot:
            return desk.publishing.publish(desk.publishing.target(folder), progress.step, new=new, extent=extent)

        def done(made: Snapshot) -> None:
            self._note(made)
            if by_itself:
                return
            said = _("Published as {name}.").format(name=made.path.name)
            if made.held is not None:
                said = _("Published as {name}: {only}.").format(name=made.path.name, only=only_words(made.held))
            self._window.notices.tell(said)

        def failed(refused: Refused) -> None:
            if by_itself:
                self._failed_at = desk.now()
            self._window.notices.problem(_("Not published: {reason}").format(reason=say(refused)))

        job = self._job = Job(_("Publishing"), work)
        self._window.jobs.run(job, done, failed)

    def look(self) -> None:
        """Whether the evening's copy is to be made."""
        desk, folder = self._window.desk, self.folder
        if desk is None or folder is None or self._job is not None or desk.read_only or not self._due(desk):
            return
        with suppress(Refused):  # it is said when the user publishes, or opens the sheet
            self.publish_to(folder, self.extent(), by_itself=True)

    def show_sheet(self) -> None:
        """Where to, when, and under which passphrase."""
        if self._window.desk is not None and self._window.may_write():
            late.sheet("PublishSheet")(self._window.desk, self, self._settings, self._window).show_over()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Close:
            if self._ending:  # closed again while it is being published
                event.ignore()
                return True
            self._ending = True
            try:
                self._at_the_end()
            finally:
                self._ending = False
        return False

    def _at_the_end(self) -> None:
        """The window closes: what others read is to be as it was left. Where it is not, that is said."""
        desk, folder, kept = self._window.desk, self.folder, self._settings.settings
        if desk is None or folder is None or desk.read_only or not kept.publish_on_close:
            return
        last = _moment(kept.published)
        if last is not None and (desk.saved_at is None or desk.saved_at <= last):
            return
        self._window.jobs.wait()
        made: list[Snapshot] = []
        self._settings.keep(publish_failed=True)  # until it is done: the program may be ended meanwhile
        try:
            extent = self.extent()

            def work(progress: Progress) -> None:
                made.append(desk.publishing.publish(desk.publishing.target(folder), progress.step, extent=extent))

            late.sheet("Ending")(self._window).wait(work)
        except Refused as refused:
            self._settings.keep(publish_failed=False)
            dialogs.tell(
                self._window,
                _("Your file was not published: others read an older copy."),
                detail=say(refused),
                problem=True,
            )
        if made:
            self._note(made[0])

    def _due(self, desk: Desk) -> bool:
        if self._failed_at is not None and desk.now() < self._failed_at + AGAIN:
            return False
        from salesdesk.services.publishing import Evening

        kept = self._settings.settings
        return Evening(_time(kept.publish_at), _moment(kept.published)).due(desk.now())

    def _note(self, made: Snapshot) -> None:
        self._failed_at = None
        self._settings.keep(published=made.made_at.isoformat(timespec="seconds"), publish_failed=False)

    def _on_finished(self, running: Running) -> None:
        if running.job is self._job:
            self._job = None


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text).astimezone()
    return None


def _time(text: str) -> time | None:
    with suppress(ValueError):
        return time.fromisoformat(text)
    return None
