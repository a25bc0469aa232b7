"""Publishing the open file for those who read it, and where a live file had better not lie (spec 7.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Extent, Held, Span
from salesdesk.domain.period import Period
from salesdesk.domain.product import ProductLine
from salesdesk.domain.text import N_, Text
from salesdesk.services.safety import NewPassphrase
from salesdesk.services.session import Session
from salesdesk.services.team_rows import say_beforehand
from salesdesk.store import keys, partial, snapshot
from salesdesk.store.backup import sha256_of
from salesdesk.store.file import DeskFile
from salesdesk.store.keys import FileKey
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.snapshot import Cut, Snapshot, Step, held_by
from salesdesk.store.whereabouts import Place, place_of
from salesdesk.store.within import ids_within

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

__all__ = ["Evening", "Extent", "Held", "Publishing", "Snapshot", "held_by"]

EVERYTHING = Extent()
_FIRST = date(1900, 1, 1)

SUFFIX = ".salesdesk"
LONGEST = 180
"""Bytes of a rep's name in the name of a file, which takes 255 with what is put around it while it is written."""
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

    def __init__(self, session: Session, open_on: Callable[[Path, date], Desk]) -> None:
        self._session, self._open_on = session, open_on

    def target(self, folder: Path) -> Path:
        """Where the file is published in a folder: under the name of its rep, unless that is a namesake's."""
        file = self._session.file
        stem = _NOT_IN_NAMES.sub(" ", self._session.rep.name).strip(" .") or file.path.stem
        stem = stem.encode()[:LONGEST].decode(errors="ignore").rstrip(" .")
        path = folder / f"{stem}{SUFFIX}"
        if path.exists() and not snapshot.is_from(path, file.file_id):
            return folder / f"{stem} {file.file_id[:4]}{SUFFIX}"
        return path

    def is_from_here(self, path: Path) -> bool:
        """Whether what lies there is a published copy of this file, and still as it was published."""
        return snapshot.is_from(path, self._session.file.file_id) and snapshot.fits(path, sha256_of(path))

    def publish(
        self,
        target: Path,
        step: Step | None = None,
        *,
        new: NewPassphrase | None = None,
        extent: Extent = EVERYTHING,
    ) -> Snapshot:
        """Put a checked copy at `target`. Thread-safe, as a job does it. Raises Refused; then nothing was changed.

        A protected file stays so, under its own passphrase; a plain one may be given a `new` one. Less than
        everything is said in the copy.
        """
        file, now = self._session.file, self._session.now()
        file.must_be_whole()
        key, by = (new.key if new else None), self._session.rep.name

        def finish(copy: Path) -> None:
            self._say_beforehand(key, copy)

        if extent.whole:
            return snapshot.publish(file.place, target, by=by, now=now, key=key, step=step, finish=finish)
        second = file.second()
        try:
            cut = self._cut(second, extent)
            return snapshot.publish(file.place, target, by=by, now=now, key=key, step=step, cut=cut, finish=finish)
        finally:
            second.close()

    def _say_beforehand(self, key: FileKey | None, copy: Path) -> None:
        """What those who read it will ask first lies in the copy."""
        keys.opened(copy, key or keys.key_of(copy))
        try:
            say_beforehand(copy, key, self._session.today(), self._open_on)
        finally:
            keys.closed(copy)

    def extent(
        self,
        first: date | None = None,
        last: date | None = None,
        tier: Tier | None = None,
        line: str = "",
        clients: Sequence[str] = (),
    ) -> Extent:
        """What these words mean in this file. Without an end days go on to today, without a beginning they all count.

        Raises Refused for a name that nothing, or more than one thing, is called by.
        """
        conn = self._session.file.conn
        if (tier is not None) + bool(line) + bool(clients) > 1:
            raise Refused(N_("Choose a tier, a product line or clients, not several of them."), field="tier")
        days = None
        if first is not None or last is not None:
            days = Period(first or _FIRST, last or self._session.today())
        line_id = _named([one for one in things(conn, ProductLine) if one.name == line], line) if line else None
        known = [one for one in things(conn, Client) if one.name in clients]
        ids = tuple(_named([one for one in known if one.name == name], name) for name in dict.fromkeys(clients))
        extent = Extent(Span.DAYS if days else None, days, tier, line_id, ids)
        extent.check()
        return extent

    def held(self, extent: Extent) -> Held:
        """What a part made of this file today says that it holds. Raises Refused where there is nothing of the kind."""
        return _held(self._session.file, extent, self._session)

    def counts(self, extent: Extent) -> dict[Kind, int]:
        """How much of each kind that would be, beside what it brings along. Raises Refused."""
        self.held(extent)
        found = ids_within(self._session.file, extent, extent.period(self._session.today()))
        return {kind: len(ids) for kind, ids in found.items()}

    def _cut(self, second: DeskFile, extent: Extent) -> Cut:
        held = _held(second, extent, self._session)
        days = extent.period(self._session.today())

        def write(path: Path, key: FileKey | None, step: Step | None) -> object:
            return partial.write(second, path, ids_within(second, extent, days), key=key, step=step)

        return Cut(write, held.to_text())

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


def _named(found: Sequence[ProductLine] | Sequence[Client], name: str) -> Id:
    there = [one for one in found if not one.deleted]
    if not there:
        raise Refused(N_("Nothing in this file is called {name}."), name=name)
    if len(there) > 1:
        raise Refused(N_("Several things in this file are called {name}."), name=name)
    return there[0].id


def _held(file: DeskFile, extent: Extent, session: Session) -> Held:
    extent.check()
    line = None
    if extent.line_id is not None:
        line = thing(file.conn, ProductLine, extent.line_id)
        if line is None or line.deleted:
            raise Refused(
                N_("The product line that was to be published is no longer there. Choose again."), field="line_id"
            )
    clients = [one for one in things_by_id(file.conn, Client, extent.clients).values() if not one.deleted]
    if extent.clients and not clients:
        raise Refused(N_("None of the clients that were to be published is there any more."), field="clients")
    days = extent.period(session.today())
    return Held(days, extent.tier, line.name if line else "", len(clients))
