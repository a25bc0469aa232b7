"""The door to the team's files: which ones are in the list, what they say, and the way into one of them and back.

It belongs to the window and outlives its pages: the list stands on this computer, not in any file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.domain.team import TeamMember
from salesdesk.domain.text import N_
from salesdesk.settings import SettingsFile
from salesdesk.ui.jobs import Job, Jobs, Progress, Running
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.services.session import Clock
    from salesdesk.services.team import Everybody, Reader, ReadReport, Team

SOON_MS = 800
"""A file that is being written changes many times; it is read when it has come to rest."""
EVERY_MS = 60_000
"""Not every drive tells what changes on it: so often all files are looked at."""


class TeamDoor(QObject):
    """`changed`: the rows are other ones; `looking(desk, member)`: somebody's file is to be shown;
    `looking_at_all(desk, everybody, where)`: those of all of the team as one, asked for on the page of this key;
    `leaving`: no more; `publishing`: the own file is to be published; `merging(paths)`: these files are to be merged
    into it.
    """

    changed = Signal()
    looking = Signal(object, object)
    looking_at_all = Signal(object, object, str)
    leaving = Signal()
    publishing = Signal()
    merging = Signal(object)

    _arrived = Signal(object)

    def __init__(self, settings: SettingsFile, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._jobs = settings, jobs
        self._team: Team | None = None
        self._job: Job[list[TeamMember]] | None = None
        self._asked: tuple[Desk, Period] | None = None
        self._reader: Reader | None = None
        self._viewing = False
        self._again = False
        self._together: Job[Everybody] | None = None
        self.members: Sequence[TeamMember] = ()
        self.problem: Refused | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_seen)
        self._watcher.fileChanged.connect(self._on_seen)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.read_again)
        self._often = QTimer(self, interval=EVERY_MS)
        self._often.timeout.connect(self.read_again)
        jobs.finished.connect(self._on_finished)
        self._arrived.connect(self._on_arrived)

    # the list

    @property
    def folder(self) -> Path | None:
        """The folder whose files all belong to the team."""
        kept = self._settings.settings.team_folder
        return Path(kept) if kept else None

    @property
    def busy(self) -> bool:
        """Whether files are being read."""
        return self._job is not None

    @property
    def watched(self) -> list[str]:
        """The folders of which the system tells what changes in them."""
        return self._watcher.directories()

    def named(self) -> list[Path]:
        """The files that were chosen one by one."""
        return [Path(name) for name in self._settings.settings.team_files]

    def add(self, paths: Sequence[Path]) -> None:
        """Put files into the list; a folder is watched from now on."""
        known = list(self._settings.settings.team_files)
        for path in paths:
            if path.is_dir():
                self._settings.keep(team_folder=str(path.resolve()))
            elif str(path.resolve()) not in known:
                known.append(str(path.resolve()))
        self._settings.keep(team_files=tuple(known))
        self.read_again()

    def remove(self, paths: Sequence[Path]) -> None:
        """Take files out of the list; they stay where they are."""
        gone = {str(path) for path in paths}
        self._settings.keep(team_files=tuple(n for n in self._settings.settings.team_files if n not in gone))
        self.read_again()

    def watch(self, folder: Path | None) -> None:
        """All files of this folder belong to the team, those to come too; None: no folder does."""
        self._settings.keep(team_folder=str(folder.resolve()) if folder else "")
        self.read_again()

    # reading

    def read(self, desk: Desk, period: Period) -> None:
        """Look at every file, beside the work; those that have not changed are not read again."""
        self._asked = desk, period
        if not self._viewing:
            from salesdesk.services.team import Reader

            self._reader = Reader.of(desk)
        self.read_again()

    def read_again(self) -> None:
        """The same once more: a file has changed, or the list."""
        if self._asked is None:
            return
        if self._job is not None:
            self._again = True
            return
        desk, period = self._asked
        named, folder = self.named(), self.folder
        if not named and folder is None:
            self._show([])
            return
        from salesdesk.services.team import Team, files_in

        team = self._team = self._team or Team(desk.session.now)

        def work(progress: Progress) -> list[TeamMember]:
            self.problem = None
            paths = dict.fromkeys(named)
            if folder is not None:
                try:
                    paths |= dict.fromkeys(files_in(folder))
                except Refused as refused:
                    self.problem = refused
            return team.members(list(paths), period, progress.step, self._arrived.emit)

        job = self._job = Job(_("Reading the team's files"), work)
        self._jobs.run(job, self._show)

    def _show(self, members: Sequence[TeamMember]) -> None:
        self.members = members
        self._watch()
        self.changed.emit()

    def _on_arrived(self, member: TeamMember) -> None:
        """One more of many: shown at once, the others follow."""
        if self._job is None:
            return
        others = [one for one in self.members if one.path != member.path]
        at = next((n for n, one in enumerate(self.members) if one.path == member.path), len(others))
        self.members = [*others[:at], member, *others[at:]]
        self.changed.emit()

    def _watch(self) -> None:
        """Be told of changes, as far as the system tells them."""
        wanted = {str(member.path.parent) for member in self.members}
        wanted |= {str(self.folder)} if self.folder else set()
        watched = set(self._watcher.directories())
        if gone := list(watched - wanted):
            self._watcher.removePaths(gone)
        there = [name for name in wanted - watched if Path(name).is_dir()]
        if there:
            self._watcher.addPaths(there)
        if wanted:
            self._often.start()
        else:
            self._often.stop()

    def _on_seen(self, _path: str) -> None:
        self._soon.start()

    def _on_finished(self, running: Running) -> None:
        if running.job is self._together:
            self._together = None
            self.changed.emit()
        if running.job is not self._job:
            return
        self._job = None
        if self._again:
            self._again = False
            self._soon.start()

    # into a file and back

    @property
    def putting_together(self) -> bool:
        """Whether the files are being put together just now."""
        return self._together is not None

    def look_at_all(self, members: Sequence[TeamMember], where: str) -> None:
        """Show the files of all of these as one, for reading only, once they have been put together."""
        team, reader = self._team, self._reader
        if team is None or reader is None or self._together is not None:
            return
        paths, name = [one.path for one in members], _("All of the team")

        def work(progress: Progress) -> Everybody:
            return team.put_together(paths, name, reader, progress.step)

        def done(everybody: Everybody) -> None:
            self.looking_at_all.emit(team.open_all(everybody), everybody, where)

        job = self._together = Job(_("Putting the team's files together"), work)
        self.changed.emit()
        self._jobs.run(job, done)

    def look_at(self, path: Path, clock: Clock) -> None:
        """The same of a file that may not be in the list: it was opened from the desktop. Raises FileRefused."""
        from salesdesk.services.team import Team

        team = self._team = self._team or Team(clock)
        desk = team.open(path)
        self.looking.emit(desk, TeamMember(path, desk.rep.name))

    def look_into(self, member: TeamMember) -> None:
        """Show the whole of a file, for reading only. Raises FileRefused, NeedsPassphrase."""
        if self._team is not None:
            self.looking.emit(self._team.open(member.path), member)

    def report(self, member: TeamMember, kind: ReportKind, day: date) -> ReadReport:
        """A report of a rep, as their file has it. Raises FileRefused, NeedsPassphrase."""
        if self._team is None:
            raise Refused(N_("The files are still being read."))
        return self._team.report(member.path, kind, day)

    def shown(self) -> None:
        """The window shows the file that was asked for last."""
        self._viewing = True
        if self._team is not None:
            self._team.in_view()

    def left(self) -> None:
        """The window shows it no more."""
        self._viewing = False
        if self._team is not None:
            self._team.closed()

    def rest(self) -> None:
        """The file in the window is being closed: nobody looks at the list until it is asked for again."""
        self._asked = None
        self._again = False
        self._soon.stop()
        self._often.stop()

    def drop(self) -> None:
        """The program ends: remove the private copies."""
        self.rest()
        if self._team is not None:
            self._team.drop()
            self._team = None
