"""The way from a damaged file to one that can be worked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from salesdesk.domain.errors import Refused
from salesdesk.ui import late
from salesdesk.ui.jobs import Job, Progress, Running
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_moment

if TYPE_CHECKING:
    from salesdesk.services.rescue import Backup, PrivateCopy, Repaired
    from salesdesk.ui.safety.damage_sheet import DamageSheet, Way

SUFFIX = ".salesdesk"

T = TypeVar("T")


@dataclass
class Case:
    """A damaged file, what was said of it, what there is to be done with, and what was tried in vain."""

    path: Path
    refused: Refused
    readable: bool
    newest: Backup | None
    failed: dict[Way, str] = field(default_factory=dict)


class Rescuing(QObject):
    """Offers what can be done.

    `closing` before the damaged file must not be open any more; `rescued` carries the path of a new file, `looked`
    that of the damaged one and what is left of it; `given_up` when nothing came of it.
    """

    closing = Signal()
    rescued = Signal(object)
    looked = Signal(object, object)
    given_up = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._case: Case | None = None
        self._job: Job[Any] | None = None
        window.jobs.finished.connect(self._on_finished)

    def offer(self, path: Path, refused: Refused) -> bool:
        """Show what can be done about this file; False when nothing can, or nothing needs to."""
        from salesdesk.services import rescue

        if self._case is not None:
            return True
        if not rescue.is_damage(path, refused):
            return False
        case = Case(path, refused, rescue.may_be_repaired(path), rescue.newest_good(path))
        if not case.readable and case.newest is None:
            return False
        self._case = case
        self._ask(case)
        return True

    def _ask(self, case: Case) -> None:
        """The ways that are left; after the last one, only what came of it."""
        sheet = cast(
            "DamageSheet",
            late.sheet("DamageSheet")(
                case.path, case.refused, case.newest, case.readable, self._window, failed=case.failed
            ),
        )
        sheet.accepted.connect(lambda: self._unlock(case, sheet.chosen))
        sheet.rejected.connect(self._give_up)
        sheet.show_over()

    def _give_up(self) -> None:
        self._case = None
        self.given_up.emit()

    def _unlock(self, case: Case, way: Way) -> None:
        """Ask for the passphrase first, where the file, or the backup that takes its place, is under one."""
        from salesdesk.services import rescue

        needed = rescue.locked_part(case.path, case.newest, backup_only=way == "backup")
        if needed is None:
            self._go(case, way)
            return
        sheet = late.sheet("UnlockSheet")(needed, self._window)
        sheet.accepted.connect(lambda: self._go(case, way))
        sheet.rejected.connect(lambda: self._ask(case))
        sheet.show_over()

    def _go(self, case: Case, way: Way) -> None:
        out = None
        if way != "look":
            stem = _("{file} repaired") if way == "repair" else _("{file} restored")
            out = dialogs.save_file(
                self._window,
                _("Where to?"),
                proposal=_free(case.path.with_name(f"{stem.format(file=case.path.stem)}{SUFFIX}")),
                kinds=_("SalesDesk files (*.salesdesk)"),
            )
            if out is None:
                self._ask(case)
                return
        self.closing.emit()
        self._window.close_desk()
        if out is None:
            self._look(case, way)
        elif way == "repair":
            self._repair(case, way, out)
        else:
            self._restore(case, way, out)

    def _look(self, case: Case, way: Way) -> None:
        from salesdesk.services import rescue

        def work(_progress: Progress) -> PrivateCopy:
            return rescue.read_what_is_left(case.path)

        def done(copy: PrivateCopy) -> None:
            self._case = None
            self.looked.emit(case.path, copy)

        self._run(case, way, _("Reading what is left"), work, done)

    def _repair(self, case: Case, way: Way, out: Path) -> None:
        from salesdesk.services import rescue

        def work(progress: Progress) -> Repaired:
            return rescue.repair(case.path, out, progress.step)

        def done(repaired: Repaired) -> None:
            self._case = None
            sheet = late.sheet("RepairedSheet")(repaired, case.path, self._window.jobs, self._window)
            sheet.accepted.connect(lambda: self.rescued.emit(out))
            sheet.rejected.connect(self.given_up)
            sheet.show_over()

        self._run(case, way, _("Repairing"), work, done)

    def _restore(self, case: Case, way: Way, out: Path) -> None:
        from salesdesk.services import rescue

        def work(_progress: Progress) -> Backup:
            return rescue.restore_newest(case.path, out)

        def done(used: Backup) -> None:
            self._case = None
            self.rescued.emit(out)
            sentence = _("Restored as it was on {moment}.")
            self._window.notices.tell(sentence.format(moment=format_moment(used.made_at.astimezone())))

        self._run(case, way, _("Restoring"), work, done)

    def _run(self, case: Case, way: Way, title: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Do it beside the window; where it is refused or stopped, the ways are offered again, the next one marked."""

        def failed(refused: Refused) -> None:
            case.failed[way] = say(refused)
            self._ask(case)

        self._window.show_opening(_("{what}…").format(what=title))
        job = self._job = Job(title, work)
        self._window.jobs.run(job, done, failed)

    def _on_finished(self, running: Running) -> None:
        """Stopped by the user, or gone wrong in a way that nobody foresaw: the ways are offered again."""
        if running.job is not self._job or self._case is None:
            return
        self._job = None
        if running.error is not None and not isinstance(running.error, Refused):
            self._ask(self._case)


def _free(path: Path) -> Path:
    """This path, or the next one after it under which nothing lies yet."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem} {number}{path.suffix}")
    return found
