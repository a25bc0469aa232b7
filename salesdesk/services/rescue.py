"""What can be done for a file that does not open, or is found damaged: repair, a backup, reading what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.services.desk import Desk
from salesdesk.services.session import Clock
from salesdesk.store import backup, check, gate
from salesdesk.store.backup import Backup, Step
from salesdesk.store.file import DeskFile, PrivateCopy
from salesdesk.store.recover import Missing, Recovery, recover

__all__ = ["Backup", "FileDamaged", "Missing", "PrivateCopy", "Recovery", "Repaired"]

TRIED = 3
"""Backups that are tried, the newest first, when one is to fill the gaps."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A new file made of a damaged one; `problems` are what is still wrong with it, in words."""

    recovery: Recovery
    problems: tuple[Text, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return not (self.recovery.missing or self.problems) and self.recovery.journal_whole


def may_be_repaired(path: Path) -> bool:
    """Whether there is something to read in a damaged file: its head tells that it is one of ours."""
    try:
        return gate.format_by_header(path) in gate.KNOWN
    except FileRefused:
        return False


def good_backups(path: Path) -> list[Backup]:
    """Complete backups of the file that lies (or lay) here, newest first; also when it cannot say which it is."""
    return backup.made_of(path)


def repair(path: Path, out: Path, step: Step | None = None) -> Repaired:
    """A new file with all that can still be read, its gaps filled up from a backup. Raises FileRefused."""
    found = recover(path, out, _spares(path), step)
    return Repaired(found, check.check(out).problems)


def restore_newest(path: Path, out: Path) -> Backup:
    """A new file from the newest backup that proves sound. Raises FileRefused: there is none, or `out` exists."""
    for one in good_backups(path):
        try:
            backup.verify(one.path)
        except FileDamaged:
            continue
        backup.restore(one.path, out)
        return one
    raise FileRefused(N_("There is no good backup of {name}."), name=path.name)


def read_what_is_left(path: Path) -> PrivateCopy:
    """A repaired copy for reading only, gone when it is closed; `look_in` opens it. Raises FileRefused."""
    spares = _spares(path)
    return PrivateCopy(path, lambda source, copy: _fill(source, copy, spares))


def look_in(path: Path, copy: PrivateCopy, clock: Clock) -> Desk:
    """The desk of what is left of a damaged file, for reading only."""
    return Desk(DeskFile(path, read_only=True, lock=None, copy=copy), clock)


def _fill(source: Path, copy: Path, spares: Sequence[Path]) -> None:
    recover(source, copy, spares)


def _spares(path: Path) -> list[Path]:
    return [one.path for one in good_backups(path)[:TRIED]]
