"""What can be done for a file that does not open, or is found damaged: repair, a backup, reading what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from salesdesk.domain.errors import FileDamaged, FileRefused, Refused
from salesdesk.domain.text import N_, Text
from salesdesk.reports.document import Document, Paragraph, Section, Tone
from salesdesk.services.desk import Desk
from salesdesk.services.safety import is_locked, unlock_remembered
from salesdesk.services.session import Clock
from salesdesk.store import backup, check, gate
from salesdesk.store.backup import Backup, Step
from salesdesk.store.file import DeskFile, Partly, PrivateCopy
from salesdesk.store.lock import held_here
from salesdesk.store.recover import Missing, Recovery, id_of, recover
from salesdesk.words.i18n import _, language
from salesdesk.words.losses import kept_words, loss_words, verdict

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
    """Whether there may be something to read in a damaged file: its first page looks like that of one of ours, or a
    backup can lend it one."""
    try:
        size = gate.regular_size(path)
    except FileRefused:
        return False
    return size >= gate.PAGE and (gate.may_be_read(path) or newest_good(path) is not None)


def is_damage(path: Path, refused: Refused) -> bool:
    """Whether a refusal to open a file means that it is damaged: also where one of ours lay, and it is none now."""
    return isinstance(refused, FileDamaged) or (isinstance(refused, gate.NotOurs) and newest_good(path) is not None)


def newest_good(path: Path) -> Backup | None:
    """The newest backup of the file that lies (or lay) here which is to the last byte what was written."""
    return next((one for one in _backups(path) if backup.unaltered(one)), None)


def _backups(path: Path) -> list[Backup]:
    """Backups made of the file in this place; else of the same file in another place, before it was moved or copied."""
    found = backup.made_of(path)
    if found or held_here(path) or not gate.may_be_read(path):
        return found
    file_id = id_of(path)
    return [one for one in backup.backups(file_id) if one.ok] if file_id else []


def locked_part(path: Path, newest: Backup | None, *, backup_only: bool) -> Path | None:
    """What of these is under a passphrase that must be named first; None: nothing is, or this computer knew it.

    A file that has lost its first page cannot say that it is protected; its backup can.
    """
    wanted = [newest.path] if newest and (backup_only or not gate.may_be_read(path)) else []
    asked = wanted if backup_only else [path, *wanted]
    return next((one for one in asked if is_locked(one) and not unlock_remembered(one)), None)


def repair(path: Path, out: Path, step: Step | None = None) -> Repaired:
    """A new file with all that can still be read, its gaps filled up from a backup. Raises FileRefused."""
    found = recover(path, out, _spares(path), step)
    return Repaired(found, check.check(out).problems)


def repair_paper(repaired: Repaired, damaged: Path) -> Document:
    """What became of a damaged file, to be printed: what is lost, and what the new file holds."""
    found = repaired.recovery
    lost = loss_words(found.missing, repaired.problems, journal_whole=found.journal_whole)
    sections = [Section("verdict", verdict(repaired.whole, found.missing), tuple(Paragraph(line) for line in lost))]
    kept = tuple(Paragraph(line) for line in kept_words(found.kept))
    sections.append(Section("kept", _("In the new file"), kept))
    note = _("The damaged file {file} was left as it is.").format(file=damaged.name)
    sections.append(Section("left", "", (Paragraph(note, Tone.QUIET),)))
    return Document(_("Repair of {file}").format(file=damaged.name), "", "", language(), tuple(sections))


def restore_newest(path: Path, out: Path) -> Backup:
    """A new file from the newest backup that proves sound. Raises FileRefused: there is none, or `out` exists."""
    for one in _backups(path):
        try:
            backup.verify(one.path)
        except FileRefused:  # damaged, or under a passphrase of before that nobody has named
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
    file = DeskFile(path, read_only=True, lock=None, copy=copy)
    file.partly = Partly.DAMAGED
    return Desk(file, clock)


def _fill(source: Path, copy: Path, spares: Sequence[Path]) -> None:
    recover(source, copy, spares)


def _spares(path: Path) -> list[Path]:
    return [one.path for one in _backups(path)[:TRIED]]
