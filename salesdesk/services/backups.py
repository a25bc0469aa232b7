"""Rolling backups of the open file; restoring and checking without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from salesdesk.domain.change import Kind
from salesdesk.services.session import Session
from salesdesk.store import backup as store
from salesdesk.store import check as store_check
from salesdesk.store import comparing, keys
from salesdesk.store.backup import Backup, Reason, Step
from salesdesk.store.check import CheckReport, counts_of
from salesdesk.store.clock import COUNTER_BITS
from salesdesk.store.comparing import Comparison
from salesdesk.store.file import DeskFile

EVERY = timedelta(minutes=30)
"""Work is backed up at least this often."""

__all__ = [
    "Backup",
    "Backups",
    "CheckReport",
    "Comparison",
    "Holding",
    "Protection",
    "Reason",
    "check",
    "holding",
    "moment_of",
    "of_moment",
    "restore",
    "unaltered",
    "verify",
]


class Protection(StrEnum):
    """Under which passphrase a backup lies."""

    NONE = ""
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Holding:
    """How many things of each kind lie in a backup, without its bin, and when the last of them was changed."""

    counts: Mapping[Kind, int]
    newest: datetime | None


class Backups:
    """The backups of one open file: `desk.backups`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: Backup | None = None
        self._looked = False

    def make(self, reason: Reason = Reason.ASKED, step: Step | None = None) -> Backup:
        """A checked copy of the present state, filed away; the last one if nothing has happened since.

        Thread-safe: it opens a connection of its own and touches nothing of the open one, so the window runs it as
        a Job (`reason` OPEN after opening, WORK when `due()`); writing goes on meanwhile. Imports and merges call it
        before they begin. `step(done, total)` is called now and then and may raise to stop.
        Raises FileRefused: disk full, damaged, busy.
        """
        file = self._session.file
        file.must_be_whole()
        made = store.make(file.place, reason, self._session.now(), step, named=file.path)
        self._last, self._looked = made, True
        return made

    def due(self) -> bool:
        """Whether half an hour of work is not backed up yet. Quick; call it in the window's thread."""
        if self._session.read_only:
            return False
        last = self.last()
        if last is None:
            return True
        return self._session.now() - last.made_at >= EVERY and last.newest != store.newest_action(self._session.file)

    def list(self) -> list[Backup]:
        """All backups of this file (and of copies of it), newest first."""
        return store.backups(self._session.file.file_id)

    def protection(self, one: Backup) -> Protection:
        """Under which passphrase a backup lies."""
        salt = keys.salt_of(one.path)
        if not salt:
            return Protection.NONE
        return Protection.SAME if salt == keys.salt_of(self._session.file.place) else Protection.OTHER

    def compare(self, backup: Path) -> Comparison:
        """What a backup has and the file has not, and the other way round. Thread-safe. Raises FileRefused."""
        now = self._session.file.second()
        try:
            return comparing.compare(backup, now)
        finally:
            now.close()

    def last(self) -> Backup | None:
        """The newest backup of this very file; remembered, hence quick."""
        if not self._looked:
            self._last, self._looked = store.latest(self._session.file.file_id, self._session.file.path), True
        return self._last


def holding(backup: Path) -> Holding:
    """What a backup holds, without reading all of it. Raises FileRefused."""
    file = DeskFile.open_to_read(backup)
    try:
        newest = store.newest_action(file)
        return Holding(counts_of(file.conn), moment_of(newest) if newest else None)
    finally:
        file.close()


def moment_of(newest: int) -> datetime:
    """When the action of a stamp was done."""
    return datetime.fromtimestamp((newest >> COUNTER_BITS) / 1000, UTC)


def unaltered(one: Backup) -> bool:
    """Whether a backup is to the last byte what was found sound when it was made; quick, and without its passphrase."""
    return store.unaltered(one)


def of_moment(backup: Path) -> datetime | None:
    """When a backup was made, by what lies beside it."""
    made = store.told(backup)
    return made.made_at if made else None


def restore(backup: Path, out: Path) -> None:
    """A new file from a backup, read to its last byte before. Raises FileRefused: damaged, or `out` exists already."""
    store.restore(backup, out)


def verify(backup: Path) -> None:
    """Read a backup to the last byte. Raises FileRefused when it is damaged."""
    store.verify(backup)


def check(path: Path) -> CheckReport:
    """Look through a whole file, page by page and row by row; nothing is changed. Raises FileRefused: not ours."""
    return store_check.check(path)


def mend_notes(path: Path) -> None:
    """Let notes be found by their words again, where `check` said that some are not. Raises FileRefused."""
    store_check.mend_notes(path)
