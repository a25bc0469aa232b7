"""The doors to files: begin one, open one, look around in a sample, and what to say when it does not open.

The services are imported in the functions that need them: the window is painted before the database library loads.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from salesdesk.domain.errors import FileDamaged, Refused
from salesdesk.domain.text import N_
from salesdesk.logs import be_discreet
from salesdesk.places import documents
from salesdesk.settings import SettingsFile
from salesdesk.ui import late
from salesdesk.ui.banner import ALL
from salesdesk.ui.doorbell import Doorbell, ring
from salesdesk.ui.dress import dress
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.keeping import Keeping
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs
from salesdesk.ui.publishing.control import PublishControl
from salesdesk.ui.remark import remark_on
from salesdesk.ui.safety.lock import Lock
from salesdesk.ui.safety.missing import Missing
from salesdesk.ui.safety.protecting import Protecting
from salesdesk.ui.safety.rescuing import Rescuing
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_moment

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.services.rescue import PrivateCopy
    from salesdesk.services.team import Everybody, TeamMember
    from salesdesk.ui.first_start import Beginning, FirstStart
    from salesdesk.ui.safety.unlock_pane import UnlockSheet

Clock = Callable[[], datetime]

SUFFIX = ".salesdesk"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def here_and_now() -> datetime:
    """The moment by this machine's clock, with its offset."""
    return datetime.now().astimezone()


def default_path(rep_name: str) -> Path:
    """Where the file of this rep is begun: in the user's documents, under a name that is still free."""
    stem = _NOT_IN_NAMES.sub(" ", rep_name).strip(" .") or "SalesDesk"
    folder, number = documents(), 1
    path = folder / f"{stem}{SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{stem} {number}{SUFFIX}"
    return path


class Files(QObject):
    """Opens files into one window, which live by `clock` (this machine's)."""

    def __init__(self, window: MainWindow, settings: SettingsFile, clock: Clock = here_and_now) -> None:
        super().__init__(window)
        self._window, self._settings, self._clock = window, settings, clock
        self._first: FirstStart | None = None
        self._bell = Doorbell(self)
        self._bell.rung.connect(self._on_rung)
        self._own: Path | None = None
        window.wanted.connect(self.open)
        window.team.looking.connect(self.look)
        window.team.looking_at_all.connect(self.look_at_all)
        window.banner.wanted.connect(self.show_other)
        window.team.leaving.connect(self.come_back)
        verbs = window.verbs
        verbs.add("file_new", N_("New file…"), self.begin)
        verbs.add("file_open", N_("Open file…"), self.choose, ("Ctrl+O",))
        verbs.add("file_history", N_("History of this file…"), self.show_history)
        verbs.add("team_back", N_("Back to my file"), self.come_back, ("Alt+Home",))
        verbs.add("team_next", N_("File of the next rep"), self.show_next, ("Alt+PgDown",))
        verbs.add("team_before", N_("File of the rep before"), self.show_before, ("Alt+PgUp",))
        self._keeping = Keeping(window)
        self._keeping.restored.connect(self.open)
        self._keeping.reading.connect(self.read)
        self._rescuing = Rescuing(window)
        self._keeping.damaged.connect(self._rescuing.offer)
        window.damaged.connect(self._on_damaged, Qt.ConnectionType.QueuedConnection)
        self._rescuing.closing.connect(self._bell.take_down)
        self._rescuing.rescued.connect(self.open)
        self._rescuing.looked.connect(self._on_looked)
        self._rescuing.given_up.connect(self._on_given_up)
        self._publishing = PublishControl(window, settings)
        self._lock = Lock(window)
        self._protecting = Protecting(window)
        self._protecting.closing.connect(self._bell.take_down)
        self._protecting.written.connect(self.open)
        self._missing = Missing(window)
        self._missing.saved.connect(self.open)
        self._asking: UnlockSheet | None = None
        self._offering = False
        window.refresh_menu()

    def open(self, path: Path) -> bool:
        """Show this file in the window, or ask for its passphrase first; False: it says in words why not.

        A window that has it open already comes to the front.
        """
        if self._lock.locked:
            self._on_rung()
            return False
        if self._window.desk is not None and self._window.desk.path == path:
            return True
        if ring(path):
            return False
        if self._taken_in(path) or self._looked_at(path):
            return True
        desk = self._opened(path)
        if desk is None:
            return self._asking is not None or self._offering
        other = self._window.desk is not None and self._window.desk.path != path
        self.show(desk)
        if other:
            self._forget_keys()
        return True

    def _taken_in(self, path: Path) -> bool:
        """Whether this is a file that was handed out, and the user wants it in the own file rather than looked at."""
        from salesdesk.services.hand_out import is_part

        here = self._window.desk
        own = here.path if here is not None else self._last_own(path)
        if own is None or (here is not None and here.read_only) or not is_part(path):
            return False
        wanted = dialogs.ask(
            self._window,
            _("{name} was handed out to be taken into a file of your own.").format(name=path.name),
            detail=_("Take it into {file}? You see first what it holds.").format(file=own.name),
            yes=_("Take in…"),
            no=_("Open it by itself"),
        )
        if not wanted or not self.open(own):
            return False
        self._window.merge_files([path])
        return True

    def _looked_at(self, path: Path) -> bool:
        """Whether this is what a colleague published, and the user wants to read it rather than to work in it."""
        from salesdesk.services.team import published_by

        who = None if str(path) in self._settings.settings.recent else published_by(path)
        if who is None:
            return False
        reads = dialogs.ask(
            self._window,
            _("{name} was published by {rep} for others to read.").format(name=path.name, rep=who or "–"),
            detail=_("Reading changes nothing in it. Work in it only if it is yours and your own file is lost."),
            yes=_("Read it"),
            no=_("Work in it"),
        )
        if not reads:
            return False
        try:
            self._window.team.look_at(path, self._clock)
        except Refused as refused:
            message = _("{file} was not opened.").format(file=path.name)
            dialogs.tell(self._window, message, detail=say(refused), problem=True)
        return True

    def _last_own(self, other: Path) -> Path | None:
        """The file that was open last, if it is still there."""
        paths = (Path(name) for name in self._settings.settings.recent)
        return next((path for path in paths if path != other and path.is_file()), None)

    def show(self, desk: Desk, *, remember: bool = True) -> None:
        """Bring an open desk into the window and remember it as the last one."""
        if self._first is not None:
            self._first.deleteLater()
            self._first = None
        self._window.open_desk(desk)
        self._bell.hang(desk.path)
        if remember:
            self._own = desk.path
            self._remember(desk.path)
        be_discreet(desk.safety.protected)
        self._lock.watch(desk.safety.protected)
        self._keeping.opened()
        self._missing.opened()
        self._protecting.opened()
        self._publishing.opened()
        if remark := remark_on(desk):
            self._window.remark.say(remark)
        if desk.file.upgraded_from is not None:
            sentence = _("{file} is brought up to this SalesDesk; as it was before, it is among the backups.")
            self._window.notices.tell(sentence.format(file=desk.path.name))

    def read(self, path: Path) -> None:
        """Look at a backup, which nothing may change, in place of the present file."""
        from salesdesk.services.backups import of_moment
        from salesdesk.services.desk import Desk
        from salesdesk.services.safety import NeedsPassphrase

        try:
            desk = Desk.open(path, clock=self._clock, read_only=True)
        except NeedsPassphrase:
            sheet = late.sheet("UnlockSheet")(path, self._window)
            sheet.accepted.connect(lambda: self.read(path))
            sheet.show_over()
            return
        except Refused as refused:
            dialogs.tell(self._window, _("{file} was not opened.").format(file=path.name), detail=say(refused))
            return
        self.show(desk, remember=False)
        made = of_moment(path)
        when = format_moment(made.astimezone()) if made else "–"
        self._window.remark.say(
            lambda: _("A backup: your file as it was on {moment}. Nothing in it can be changed.").format(moment=when),
            lambda: _("Back to my file"),
            self._leave_backup,
        )

    def _leave_backup(self) -> None:
        if self._own is not None:
            self.open(self._own)

    def look(self, desk: Desk, member: TeamMember) -> None:
        """Show somebody's file instead of the own one, for reading only."""
        self._look(desk)
        self._window.banner.look_at(member.name, desk.held)
        self._offer(member.id)

    def look_at_all(self, desk: Desk, everybody: Everybody, where: str) -> None:
        """The same with those of all of the team, read as one; only where the user still waits for it."""
        page = self._window.page
        if page is None or page.key != where or self._lock.locked or QApplication.activeModalWidget() is not None:
            desk.close()
            self._window.notices.tell(_("The team's files are put together: ask for them again on the tab Team."))
            return
        self._look(desk)
        self._window.banner.look_at_all(everybody.count, [say(one) for one in everybody.left_out])
        self._offer(ALL)

    def show_other(self, key: str) -> None:
        """While somebody's file is shown: that of another rep, or (`ALL`) those of everybody."""
        page, team = self._window.page, self._window.team
        where = page.key if page is not None else "team"
        readable = [one for one in team.members if one.figures is not None]
        try:
            if key == ALL:
                team.look_at_all(readable, where)
            for one in readable:
                if one.id == key:
                    team.look_into(one)
        except Refused as refused:
            self._window.notices.problem(say(refused))

    def show_next(self) -> None:
        """The file of the next rep."""
        self._window.banner.turn(+1)

    def show_before(self) -> None:
        """The file of the rep before."""
        self._window.banner.turn(-1)

    def _offer(self, shown: str) -> None:
        members = self._window.team.members
        self._window.banner.offer([(one.id, one.name) for one in members if one.figures is not None], shown)

    def _look(self, desk: Desk) -> None:
        where = self._window.page.key if self._window.banner.looking and self._window.page is not None else ""
        if self._first is not None:
            self._first.deleteLater()
            self._first = None
        self._window.open_desk(desk)
        self._window.team.shown()
        if where not in ("", "team"):
            self._window.show_page(where)
        self._bell.take_down()
        be_discreet(desk.safety.protected)
        self._lock.watch(desk.safety.protected)
        self._protecting.show_verbs()

    def come_back(self) -> None:
        """From somebody's file to the own one, where one left it: at the team."""
        if not self._window.banner.looking:
            if self._window.remark.leads_back:
                self._leave_backup()
            return
        self._window.close_desk()
        own = self._own or self._last_own(Path())
        desk = self._opened(own) if own is not None else None
        if desk is not None:
            self.show(desk)
            self._window.show_page("team")
        elif self._asking is None:
            self.begin()

    def choose(self) -> None:
        """Let the user pick a file."""
        path = dialogs.open_file(
            self._window, _("Open a file"), folder=documents(), kinds=_("SalesDesk files (*.salesdesk)")
        )
        if path is not None:
            self.open(path)

    def begin(self) -> None:
        """Show the three doors; the file that is open is closed (it is saved anyway)."""
        self._window.close_desk()
        self._bell.take_down()
        self._lock.watch(False)
        self._protecting.show_verbs()
        self._forget_keys()
        if self._first is None:
            self._first = cast("FirstStart", late.sheet("FirstStart")(documents()))
            self._first.chosen_language.connect(self._on_language)
            self._first.begun.connect(self._on_begun)
            self._first.opening.connect(self.choose)
        self._window.show_instead(self._first)

    def show_history(self) -> None:
        """Who changed what in the whole file."""
        if self._window.context is not None:
            late.sheet("HistorySheet")(self._window.context, self._window).show_over()

    def _opened(self, path: Path) -> Desk | None:
        """The desk of this file, for reading only where it cannot be written and the user wants that; else None."""
        from salesdesk.services.desk import Desk, FileNewer, PlaceReadOnly
        from salesdesk.services.safety import NeedsPassphrase, unlock_remembered

        message = _("{file} was not opened.").format(file=path.name)
        try:
            try:
                return Desk.open(path, clock=self._clock)
            except FileNewer:
                return Desk.open(path, clock=self._clock, read_only=True)
            except PlaceReadOnly as refused:
                if not dialogs.ask(self._window, message, detail=say(refused), yes=_("Open for reading only")):
                    return None
                return Desk.open(path, clock=self._clock, read_only=True)
        except NeedsPassphrase:
            if unlock_remembered(path):
                return self._opened(path)
            self._ask_passphrase(path)
            return None
        except Refused as refused:
            self._offering = self._rescuing.offer(path, refused)
            if not self._offering:
                dialogs.tell(self._window, message, detail=say(refused), problem=True)
                self._forget_if_gone(path)
            return None

    def is_damage(self, error: BaseException) -> bool:
        """Whether an error came of damage to the open file; then it is offered what can be done. In any thread."""
        desk = self._window.desk
        damage = desk.damage_in(error) if desk is not None else None
        if damage is not None:
            self._window.damaged.emit(damage)
        return damage is not None

    def _on_damaged(self, refused: FileDamaged) -> None:
        if self._window.desk is not None:
            self._rescuing.offer(self._window.desk.path, refused)

    def _on_looked(self, path: Path, copy: PrivateCopy) -> None:
        from salesdesk.services.rescue import look_in

        desk = look_in(path, copy, self._clock)
        self.show(desk, remember=False)
        damaged = FileDamaged(N_("{name} is damaged. Nothing was changed; restore a backup."), name=path.name)
        self._window.remark.say(
            remark_on(desk), lambda: _("What can be done…"), lambda: self._rescuing.offer(path, damaged)
        )

    def _on_given_up(self) -> None:
        self._offering = False
        if self._window.desk is None:
            self.begin()

    def _ask_passphrase(self, path: Path) -> None:
        sheet = self._asking = cast("UnlockSheet", late.sheet("UnlockSheet")(path, self._window))

        def on_finished(result: int) -> None:
            self._asking = None
            opened = bool(result) and self.open(path)
            if not opened and self._window.desk is None:
                self.begin()

        sheet.finished.connect(on_finished)
        sheet.show_over()

    def _forget_keys(self) -> None:
        """A passphrase named for a file that was left is asked again."""
        safety = sys.modules.get("salesdesk.services.safety")
        if safety is not None:
            safety.forget_keys()

    def _on_language(self, code: str) -> None:
        self._settings.keep(language=code)
        dress(cast(QApplication, QApplication.instance()), self._settings.settings)

    def _on_begun(self, beginning: Beginning) -> None:
        if beginning.sample:
            self._make_sample(beginning)
            return
        from salesdesk.services.desk import Desk

        try:
            desk = Desk.create(
                default_path(beginning.rep_name),
                rep_name=beginning.rep_name,
                currency=beginning.currency,
                language=beginning.language,
                clock=self._clock,
            )
        except Refused as refused:
            dialogs.tell(self._window, _("The file was not begun."), detail=say(refused), problem=True)
            return
        self.show(desk)

    def _make_sample(self, beginning: Beginning) -> None:
        """Three years of a territory take a few seconds: made beside the window, then opened."""
        path = default_path(_("Sample"))

        def work(_progress: Progress) -> Path:
            from salesdesk.services.sample import make_sample

            make_sample(
                path,
                language=beginning.language,
                rep_name=beginning.rep_name,
                currency=beginning.currency,
                clock=self._clock,
            ).close()
            return path

        if self._first is not None:
            self._first.set_busy(_("Preparing the sample data…"))
        self._window.jobs.run(Job(_("Preparing the sample data"), work), self._on_sample, self._on_no_sample)

    def _on_sample(self, path: Path) -> None:
        self._end_busy()
        self.open(path)

    def _on_no_sample(self, refused: Refused) -> None:
        self._end_busy()
        dialogs.tell(self._window, _("The sample data could not be made."), detail=say(refused), problem=True)

    def _end_busy(self) -> None:
        if self._first is not None:
            self._first.set_busy("")

    def _remember(self, path: Path) -> None:
        self._settings.keep(recent=self._settings.settings.opened(path).recent)
        self._window.refresh_menu()

    def _forget_if_gone(self, path: Path) -> None:
        if not path.exists():
            self._settings.keep(recent=self._settings.settings.forgotten(path).recent)
            self._window.refresh_menu()

    def _on_rung(self) -> None:
        """A second start with this file: come to the front."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.raise_()
        self._window.activateWindow()
