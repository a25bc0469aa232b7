"""Publishing the open file for those who read it, and where a live file had better not lie (spec 7.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from salesdesk.domain.text import N_, Text
from salesdesk.services.safety import NewPassphrase
from salesdesk.services.session import Session
from salesdesk.store import snapshot
from salesdesk.store.snapshot import Snapshot, Step
from salesdesk.store.whereabouts import Place, place_of

__all__ = ["Evening", "Publishing", "Snapshot"]

SUFFIX = ".salesdesk"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Evening:
    """When the file is published by itself: each day from `at` on (None: never); `last` it was so."""

    at: time | None
    last: datetime | None

    def due(self, now: datetime) -> bool:
        """Whether the copy of today is still to be made."""
        if self.at is None or now.time() < self.at:
            return False
        then = datetime.combine(now.date(), self.at, tzinfo=now.tzinfo)
        return self.last is None or self.last < then


class Publishing:
    """Of the open file: `desk.publishing`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def target(self, folder: Path) -> Path:
        """Where the file is published in a folder: under the name of its rep, unless that is a namesake's."""
        file = self._session.file
        stem = _NOT_IN_NAMES.sub(" ", self._session.rep.name).strip(" .") or file.path.stem
        path = folder / f"{stem}{SUFFIX}"
        if path.exists() and not snapshot.is_from(path, file.file_id):
            return folder / f"{stem} {file.file_id[:4]}{SUFFIX}"
        return path

    def publish(self, target: Path, step: Step | None = None, *, new: NewPassphrase | None = None) -> Snapshot:
        """Put a checked copy at `target`. Thread-safe, as a job does it. Raises FileRefused; then nothing was changed.

        A protected file stays so, under its own passphrase; a plain one may be given a `new` one.
        """
        file = self._session.file
        key = new.key if new else None
        return snapshot.publish(
            file.place, target, by=self._session.rep.name, now=self._session.now(), key=key, step=step
        )

    def warning(self) -> Text | None:
        """Why the live file had better lie elsewhere; None where it lies well."""
        path = self._session.file.path
        place, service = place_of(path)
        if place is Place.SYNCED:
            return Text(
                N_(
                    "{name} lies in a folder that {service} copies while you work: the copies can break, and changes"
                    " be lost. Move the file to a folder of this computer only, and publish it to {service} instead."
                ),
                {"name": path.name, "service": service},
            )
        if place is Place.NETWORK:
            return Text(
                N_(
                    "{name} lies on a drive of the network: when the line breaks, changes can be lost."
                    " Move the file to this computer, and publish it to the drive instead."
                ),
                {"name": path.name},
            )
        return None
