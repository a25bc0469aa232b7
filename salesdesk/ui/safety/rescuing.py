"""The way from a damaged file to one that can be worked with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from salesdesk.domain.errors import Refused
from salesdesk.ui import late
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import dialogs
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_moment

if TYPE_CHECKING:
    from salesdesk.services.rescue import Backup, PrivateCopy, Repaired
    from salesdesk.ui.safety.damage_sheet import DamageSheet

SUFFIX = ".salesdesk"


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
        self._offering = False

    def offer(self, path: Path, refused: Refused) -> bool:
        """Show what can be done about this file; False when nothing can."""
        from salesdesk.services import rescue

        if self._offering:
            return True
        readable, backups = rescue.may_be_repaired(path), rescue.good_backups(path)
        if not readable and not backups:
            return False
        newest = backups[0] if backups else None
        sheet = cast("DamageSheet", late.sheet("DamageSheet")(path, refused, newest, readable, self._window))
        sheet.accepted.connect(lambda: self._unlock(path, sheet.chosen.value, newest.path if newest else path))
        sheet.rejected.connect(self.given_up)
        sheet.finished.connect(self._on_answered)
        self._offering = True
        sheet.show_over()
        return True

    def _on_answered(self, _result: int) -> None:
        self._offering = False

    def _unlock(self, path: Path, way: str, newest: Path) -> None:
        """Ask for the passphrase first, where the file, or the backup that takes its place, is under one."""
        from salesdesk.services import safety

        needed = newest if way == "backup" else path
        if not safety.is_locked(needed) or safety.unlock_remembered(needed):
            self._go(path, way)
            return
        sheet = late.sheet("UnlockSheet")(needed, self._window)
        sheet.accepted.connect(lambda: self._go(path, way))
        sheet.rejected.connect(self.given_up)
        sheet.show_over()

    def _go(self, path: Path, way: str) -> None:
        self.closing.emit()
        self._window.close_desk()
        if way == "look":
            self._window.show_opening(_("Reading what is left…"))
            from salesdesk.services import rescue

            def look(_progress: Progress) -> PrivateCopy:
                return rescue.read_what_is_left(path)

            job = Job(_("Reading what is left"), look)
            self._window.jobs.run(job, lambda copy: self.looked.emit(path, copy), self._failed)
            return
        stem = _("{file} repaired") if way == "repair" else _("{file} restored")
        out = dialogs.save_file(
            self._window,
            _("Where to?"),
            proposal=path.with_name(f"{stem.format(file=path.stem)}{SUFFIX}"),
            kinds=_("SalesDesk files (*.salesdesk)"),
        )
        if out is None:
            self.given_up.emit()
        elif way == "repair":
            self._repair(path, out)
        else:
            self._restore(path, out)

    def _repair(self, path: Path, out: Path) -> None:
        from salesdesk.services import rescue

        def work(progress: Progress) -> Repaired:
            return rescue.repair(path, out, progress.step)

        self._window.show_opening(_("Repairing…"))
        self._window.jobs.run(Job(_("Repairing"), work), lambda done: self._show(done, out), self._failed)

    def _show(self, repaired: Repaired, out: Path) -> None:
        sheet = late.sheet("RepairedSheet")(repaired, self._window)
        sheet.accepted.connect(lambda: self.rescued.emit(out))
        sheet.rejected.connect(self.given_up)
        sheet.show_over()

    def _restore(self, path: Path, out: Path) -> None:
        from salesdesk.services import rescue

        def work(_progress: Progress) -> Backup:
            return rescue.restore_newest(path, out)

        def done(used: Backup) -> None:
            self.rescued.emit(out)
            sentence = _("Restored as it was on {moment}.")
            self._window.notices.tell(sentence.format(moment=format_moment(used.made_at.astimezone())))

        self._window.show_opening(_("Restoring…"))
        self._window.jobs.run(Job(_("Restoring"), work), done, self._failed)

    def _failed(self, refused: Refused) -> None:
        dialogs.tell(self._window, _("That did not work."), detail=say(refused), problem=True)
        self.given_up.emit()
